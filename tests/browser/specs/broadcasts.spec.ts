import type { Locator, Page } from "@playwright/test";
import { type Api, unique } from "../support/api.ts";
import { addTemplate, SNAPSHOT } from "../support/messages.ts";
import { alone, test as live } from "../support/providers.ts";
import { card, expectRecord, toast } from "../support/records.ts";
import { expect, test } from "../support/test.ts";

const bar = (page: Page) => page.getByRole("region", { name: "Selected leads" });
const dialog = (page: Page, to: string) => page.getByRole("dialog", { name: `Quick Send to ${to}` });
/** One of a row of choices; the words lie over the radio button. */
const choice = (inside: Page | Locator, group: string, value: string) =>
  inside.getByRole("radiogroup", { name: group }).getByText(value, { exact: true });
const radio = (inside: Page | Locator, group: string, value: string) =>
  inside.getByRole("radiogroup", { name: group }).getByRole("radio", { name: value });
const when = (page: Page, value: string) => card(page, "Sending").getByRole("radio", { name: value });
const messages = (page: Page) => page.getByRole("table", { name: "Messages" }).getByRole("row");
const status = (of: Locator) => of.locator("[data-status]");
/** What one of the report's tiles says. */
const tile = (page: Page, label: string) =>
  card(page, "Report").locator(`xpath=.//span[text()="${label}"]/following-sibling::span`);

async function pickAll(page: Page, tag: string, many: number) {
  await page.goto(`/leads?view=table&tag=${tag}`);
  await page.getByRole("checkbox", { name: "Select the leads of this page" }).check();
  await expect(bar(page)).toContainText(`${many} leads selected`);
}

// Proves: L32
test("a message is written to one lead, and what became of it is kept", async ({ open, works, watch }) => {
  watch.allow(SNAPSHOT);
  watch.allow(/status of 422 .*\/message-templates\/preview/);
  const email = `${unique("mira")}+read@quick.example`;
  const lead = await works.addLead({ name: "Mira Quick", email });
  const page = await open(works);
  await page.goto(`/leads/${lead.id}`);
  await page.getByRole("button", { name: "Quick Send" }).click();
  const form = dialog(page, "Mira Quick");
  // Without a phone there is one channel.
  for (const shut of ["SMS", "WhatsApp"]) await expect(radio(form, "Channel", shut)).toBeDisabled();
  await expect(radio(form, "Channel", "Email")).toBeChecked();
  await expect(form).toContainText("Mira Quick has no phone number, so SMS and WhatsApp cannot be chosen.");
  await expect(form).toContainText("Sandbox: not sent anywhere");
  const send = form.getByRole("button", { name: "Send", exact: true });
  await send.click();
  await expect(form.getByRole("textbox", { name: "Subject" })).toHaveAccessibleDescription("An email needs a subject.");
  await expect(form.getByRole("textbox", { name: "Message" })).toHaveAccessibleDescription("Write the message.");
  await form.getByRole("textbox", { name: "Subject" }).fill("A word, {{first_name}}");
  const body = form.getByRole("textbox", { name: "Message" });
  await body.fill("Dear {{nobody}},");
  await expect(form.getByRole("region", { name: "Preview" })).toContainText("nobody");
  await body.fill("Dear {{first_name}}, <b>thanks</b> & see you.");
  await expect(form.getByRole("region", { name: "Preview" })).toContainText("A word, Mira");
  const mail = form.frameLocator('iframe[title="The email"]');
  await expect(mail.locator("body")).toContainText("Dear Mira, <b>thanks</b> & see you.");
  // What was written is not lost by a wrong key.
  await page.keyboard.press("Escape");
  await form.getByRole("button", { name: "Keep writing" }).click();
  await send.click();
  await expect(form.getByRole("status")).toContainText("Sent to 1");
  await expect(form.getByRole("list", { name: "Skipped" })).toHaveCount(0);
  await form.getByRole("link", { name: "See messages" }).click();

  await expect(messages(page)).toHaveCount(2);
  const row = messages(page).filter({ hasText: email });
  await expect(row).toContainText("Quick Send");
  await expect(status(row)).toHaveText("Read");
  await row.getByRole("link", { name: "Mira Quick" }).click();
  const detail = page.getByRole("dialog", { name: "Message" });
  await expect(detail.getByRole("region", { name: "Text" })).toContainText("A word, Mira");
  await expect(detail.getByRole("region", { name: "Text" })).toContainText("Dear Mira, <b>thanks</b> & see you.");
  const delivery = detail.getByRole("region", { name: "Delivery" });
  await expect(status(delivery)).toHaveText(["Sent", "Delivered", "Opened"]);
  await expect(delivery.getByRole("time")).toHaveCount(4);
  await detail.getByRole("link", { name: "Mira Quick" }).click();
  await expectRecord(page, "leads");
  await expect(page.getByText(/^Email sent/)).toBeVisible();
});

// Proves: L32, L29
test("a message to a selection says who was skipped and why, and who could not be reached", async ({ open, works }) => {
  const tag = unique("quick");
  const people = { Ann: "+493055500151", Ben: "+493055500152", Cora: "+493055500001", Dan: undefined };
  for (const [name, phone] of Object.entries(people)) {
    await works.addLead({ name: `${name} Many`, phone, email: `${unique(name)}@quick.example`, tags: [tag] });
  }
  const page = await open(works);
  await pickAll(page, tag, 4);
  await bar(page).getByRole("button", { name: "Quick Send" }).click();
  const form = dialog(page, "4 people");
  await choice(form, "Channel", "SMS").click();
  await expect(form).toContainText("1 person has no phone number and will be skipped.");
  await expect(form.getByRole("textbox", { name: "Subject" })).toHaveCount(0);
  await form.getByRole("textbox", { name: "Message" }).fill("Hi {{first_name}}, we are open today.");
  await expect(form.getByRole("region", { name: "Preview" })).toContainText(/Hi (Ann|Ben|Cora), we are open today\./);
  await form.getByRole("button", { name: "Send", exact: true }).click();
  await expect(form.getByRole("status")).toContainText("Sent to 3, skipped 1");
  await expect(form.getByRole("list", { name: "Skipped" }).getByRole("listitem")).toHaveText(
    /This person has no phone number\.\s*Dan Many/,
  );
  await form.getByRole("link", { name: "See messages" }).click();
  await expect(messages(page)).toHaveCount(4);
  await expect(status(messages(page).filter({ hasText: "Ann Many" }))).toHaveText("Delivered");
  await expect(status(messages(page).filter({ hasText: "Ben Many" }))).toHaveText("Delivered");
  const refused = messages(page).filter({ hasText: "Cora Many" });
  await expect(status(refused)).toHaveText("Failed");
  await expect(messages(page).filter({ hasText: "Dan Many" })).toHaveCount(0);
  await refused.getByRole("link", { name: "Cora Many" }).click();
  const delivery = page.getByRole("dialog", { name: "Message" }).getByRole("region", { name: "Delivery" });
  await expect(status(delivery)).toHaveText(["Failed"]);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(refused.getByRole("link"), "the focus is back").toBeFocused();
});

/** Of five people one reads, one gets it, one is refused, one has no address and one no name. */
async function audience(works: Api, tag: string) {
  const at = (who: string) => `${unique(who)}@audience.example`.replace("~", "+");
  await works.addLead({ name: "Ada Reads", email: at("ada").replace("@", "+read@"), company: "Berg", tags: [tag] });
  await works.addLead({ name: "Ben Gets", email: at("ben"), company: "Tal", tags: [tag] });
  await works.addLead({ name: "Cora Fails", email: at("cora").replace("@", "+fail@"), tags: [tag] });
  await works.addLead({ name: "Dan Without", phone: "+493055500153", tags: [tag] });
  await works.addLead({ email: at("nameless"), tags: [tag] });
}

// Proves: L33, L31
test("a selection becomes an audience, and a campaign to it is reported", async ({ open, works, watch }) => {
  watch.allow(SNAPSHOT);
  const tag = unique("audience");
  await audience(works, tag);
  const template = await addTemplate(
    works,
    "email",
    "Autumn_News",
    "Dear {{first_name}} of {{company}}, here is news.",
  );
  const page = await open(works);
  await pickAll(page, tag, 5);
  await bar(page).getByRole("button", { name: "Create Broadcast Audience" }).click();
  const ask = page.getByRole("dialog", { name: "Create Broadcast Audience" });
  await ask.getByRole("button", { name: "Create audience" }).click();
  await expect(ask.getByRole("textbox", { name: "Name" })).toHaveAccessibleDescription(/Give the audience a name\./);
  await ask.getByRole("textbox", { name: "Name" }).fill("Autumn fair");
  await ask.getByRole("button", { name: "Create audience" }).click();
  await toast(page, "Autumn fair has 5 people").getByRole("button", { name: "Open audience" }).click();
  await expect(page.getByRole("table", { name: "Members" }).getByRole("row")).toHaveCount(6);

  await page.getByRole("link", { name: "New campaign" }).click();
  await page.getByRole("button", { name: "Save and send" }).click();
  await expect(page.getByRole("textbox", { name: "Name" })).toHaveAccessibleDescription("Give the campaign a name.");
  await page.getByRole("textbox", { name: "Name" }).fill("Autumn news");
  await expect(page.getByRole("combobox", { name: "Audience" })).toHaveValue("Autumn fair, 5 people");
  await page.getByRole("combobox", { name: "Template" }).click();
  await page.getByRole("option", { name: template.name }).click();
  const mapping = card(page, "Variables");
  await choice(mapping, "What company becomes", "Fixed text").click();
  await page.getByRole("button", { name: "Save and send" }).click();
  await expect(mapping.getByRole("textbox", { name: "Text for company" })).toHaveAccessibleDescription(/Type the text/);
  await mapping.getByRole("textbox", { name: "Text for company" }).fill("your company");
  await expect(radio(mapping, "What first_name becomes", "Person’s value")).toBeChecked();
  await expect(when(page, "Send now")).toBeChecked();
  await page.getByRole("button", { name: "Save and send" }).click();
  const sure = page.getByRole("dialog", { name: "Send Autumn news to 5 people?" });
  const { data: none } = await works.get<{ data: [] }>("/broadcast-messages");
  expect(none, "asked first").toEqual([]);
  await sure.getByRole("button", { name: "Send to 5 people" }).click();

  // The page follows by itself.
  const id = new URL(page.url()).pathname.split("/").at(-1) as string;
  await expect(card(page, "Report")).toBeVisible();
  await expect(tile(page, "Sent")).toHaveText(["2", "of 5 people"], { timeout: 45_000 });
  await expect(tile(page, "Delivered")).toHaveText(["2", "67%"]);
  await expect(tile(page, "Opened")).toHaveText(["1", "33%"]);
  await expect(tile(page, "Clicked")).toHaveText(["0", "0%"]);
  await expect(tile(page, "Failed")).toHaveText(["1", "33%"]);
  await expect(tile(page, "Skipped")).toHaveText(["2", "Not in the shares"]);
  await expect(card(page, "Report")).toContainText("Shares are of the 3 messages that went out or failed.");
  await expect(card(page, "Report")).toContainText("Skipped, 2 people");
  await expect(card(page, "Progress")).toHaveCount(0);
  await expect(card(page, "Campaign")).toContainText("company is “your company” for everybody");
  const saved = await works.get<{ state: string; variables: object }>(`/broadcast-campaigns/${id}`);
  expect(saved).toMatchObject({ state: "sent", variables: { company: "your company" } });

  await card(page, "Report").getByRole("link", { name: "See its messages" }).click();
  await expect(messages(page)).toHaveCount(4);
  await messages(page).getByRole("link", { name: "Ada Reads" }).click();
  const detail = page.getByRole("dialog", { name: "Message" });
  await expect(detail.getByRole("region", { name: "Text" })).toContainText("Dear Ada of your company, here is news.");
  await expect(status(detail.getByRole("region", { name: "Delivery" }))).toHaveText(["Sent", "Delivered", "Opened"]);
  await detail.getByRole("link", { name: "Autumn news" }).click();
  await expect(page).toHaveURL(`/broadcasts/campaigns/${id}`);
});

live.describe("with a mail server", () => {
  live.skip(alone !== undefined, alone);

  // Proves: L33
  live("a campaign's report counts who follows a link, and says which", async ({ open, works, providers }) => {
    await providers.setUp(works);
    const email = `${unique("cleo")}@click.example`;
    const { id: lead } = await works.addLead({ name: "Cleo Clicks", email });
    const url = "https://fernhill.example/offers/autumn?from=mail";
    const { id: template } = await addTemplate(works, "email", "Offer", `Dear {{first_name}}, look: ${url}.`);
    const make = (path: string, data?: object) => works.post<{ id: string }>(path, data);
    const { id: goesTo } = await make("/leads/broadcast/create-audience", { name: "Offer", lead_ids: [lead] });
    const campaign = { name: "Offer", audience_id: goesTo, template_id: template, variables: {} };
    const { id } = await make("/broadcast-campaigns", campaign);
    await make(`/broadcast-campaigns/${id}/send`);
    const page = await open(works);
    await page.goto(`/broadcasts/campaigns/${id}`);
    await expect(tile(page, "Clicked")).toHaveText(["0", "0%"], { timeout: 45_000 });
    await expect(card(page, "Report").getByRole("list", { name: "Links" })).toHaveCount(0);

    const link = /http\S+\/c\/\w+\/0/.exec(providers.lettersTo(email)[0]?.text ?? "")?.[0] ?? "";
    const answer = await works.request.get(link, { maxRedirects: 0 });
    expect(answer.headers().location).toBe(url);
    await page.reload();
    await expect(tile(page, "Opened")).toHaveText(["1", "100%"]);
    await expect(tile(page, "Clicked")).toHaveText(["1", "100%"]);
    const links = card(page, "Report").getByRole("list", { name: "Links" });
    await expect(links.getByRole("link", { name: url, exact: true })).toHaveAttribute("href", url);
    await expect(links.getByRole("listitem")).toContainText("1 person, 1 time");

    await card(page, "Report").getByRole("link", { name: "See its messages" }).click();
    await messages(page).getByRole("link", { name: "Cleo Clicks" }).click();
    const detail = page.getByRole("dialog", { name: "Message" });
    await expect(status(detail.getByRole("region", { name: "Delivery" })).last()).toHaveText("Opened");
    const followed = detail.getByRole("region", { name: "Links followed" });
    await expect(followed.getByRole("link", { name: url, exact: true })).toBeVisible();
    await expect(followed).toContainText("Once");
  });
});

// Proves: L33
test("a campaign is scheduled, edited and cancelled before anybody gets it", async ({ open, works, watch }) => {
  watch.allow(SNAPSHOT);
  const tag = unique("later");
  const { id: lead } = await works.addLead({ name: "Lea Later", email: `${unique("lea")}@later.example`, tags: [tag] });
  const made = await works.post<{ id: string }>("/leads/broadcast/create-audience", {
    name: "Later",
    lead_ids: [lead],
  });
  await addTemplate(works, "email", "Winter_News", "Dear {{first_name}}.");
  const page = await open(works);
  await page.goto(`/broadcasts/campaigns/new?audience_id=${made.id}`);
  await page.getByRole("textbox", { name: "Name" }).fill("Winter news");
  await page.getByRole("combobox", { name: "Template" }).click();
  await page.getByRole("option", { name: "Winter_News" }).click();
  await when(page, "Schedule").check();
  const day = page.getByLabel("Day", { exact: true });
  await day.fill("2020-01-01");
  await page.getByRole("button", { name: "Schedule", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("This is past already.");
  const soon = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
  await day.fill(soon);
  await page.getByRole("button", { name: "Schedule", exact: true }).click();
  await expect(toast(page, "Winter news scheduled")).toBeVisible();
  const id = await expectRecord(page, "campaigns");
  await page.getByRole("link", { name: "Edit" }).click();
  await page.getByRole("textbox", { name: "Messages per minute" }).fill("7");
  await page.getByRole("button", { name: "Schedule", exact: true }).click();
  await expect(card(page, "Campaign")).toContainText("At most 7 messages a minute");
  await page.getByRole("button", { name: "Cancel campaign" }).click();
  await page
    .getByRole("dialog", { name: "Cancel Winter news?" })
    .getByRole("button", { name: "Cancel campaign" })
    .click();
  await expect(toast(page, "Winter news cancelled")).toBeVisible();
  await page.goto("/broadcasts");
  await expect(page.getByRole("table", { name: "Campaigns" }).getByRole("row", { name: "Winter news" })).toContainText(
    "Cancelled",
  );
  expect(await works.get(`/broadcast-campaigns/${id}`)).toMatchObject({ state: "cancelled", counts: { sent: 0 } });
});
