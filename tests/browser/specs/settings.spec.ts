import { unique } from "../support/api.ts";
import { Board } from "../support/board.ts";
import { expect, test } from "../support/test.ts";

// Proves: L16, L17, L21
test("a webhook's address is shown once, and works", async ({ open, works }) => {
  const page = await open(works);
  const name = unique("Landing form");
  await page.goto("/webhooks");
  await expect(page.getByText("No webhook yet")).toBeVisible();
  await page.getByRole("button", { name: "Create webhook" }).click();
  const ask = page.getByRole("dialog", { name: "New webhook" });
  await ask.getByRole("button", { name: "Create webhook" }).click();
  await expect(ask.getByRole("textbox", { name: "Name" })).toHaveAccessibleDescription(/Give it a name/);
  await ask.getByRole("textbox", { name: "Name" }).fill(name);
  await ask.getByRole("button", { name: "Create webhook" }).click();

  const shown = page.getByRole("dialog", { name: "Copy the address now" });
  const url = (await shown.getByRole("region", { name: "Webhook address" }).innerText()).trim();
  expect(url).toMatch(/^http:\/\/[^/]+\/webhooks\/leads\/\w+$/);
  await expect(shown.getByRole("region", { name: "Example call with curl" })).toContainText(url);
  await shown.getByRole("button", { name: `Done, open ${name}` }).click();
  await expect(page).toHaveURL(/\/webhooks\/[0-9a-f-]{36}$/);
  await expect(page.getByText("Nothing has been received yet")).toBeVisible();

  // What a form sends appears without a reload, and becomes a lead.
  const lead = `Form ${unique("Person")}`;
  const sent = await works.request.post(new URL(url).pathname, { form: { name: lead, "How many lifts": "12" } });
  expect(sent.status()).toBe(201);
  const receipts = page.getByRole("region", { name: "Receipts" });
  await expect(receipts.getByText("Created", { exact: true })).toBeVisible();
  await receipts.getByRole("button", { name: /Created/ }).click();
  await expect(receipts.getByRole("region", { name: "Payload" })).toContainText("How many lifts");
  await expect(page.getByText("1 lead", { exact: true })).toBeVisible();

  // The address is not to be had again.
  await page.reload();
  await expect(receipts.getByText("Created", { exact: true })).toBeVisible();
  const key = url.slice(url.lastIndexOf("/") + 1);
  expect(await page.content()).not.toContain(key);
  const views = page.getByRole("navigation", { name: "Views" });
  await views.getByRole("link", { name: "Settings" }).click();
  await expect(page.getByRole("region", { name: "Address" })).toContainText(key.slice(-4));
  await views.getByRole("link", { name: "Receipts" }).click();
  await receipts.getByRole("link", { name: "Open lead" }).click();
  await expect(page.getByRole("navigation", { name: "Breadcrumb" })).toContainText(lead);
});

// Proves: L17
test("a new key ends the old one", async ({ open, works }) => {
  const webhook = await works.addWebhook(unique("Leaky form"));
  const page = await open(works);
  await page.goto(`/webhooks/${webhook.id}?tab=settings`);
  await page.getByRole("button", { name: "Regenerate key" }).click();
  const ask = page.getByRole("dialog", { name: /^Regenerate the key of/ });
  await ask.getByRole("button", { name: "Regenerate key" }).click();
  const shown = page.getByRole("dialog", { name: "Copy the new address now" });
  const url = (await shown.getByRole("region", { name: "Webhook address" }).innerText()).trim();
  const post = async (to: string) =>
    (await works.request.post(new URL(to, url).pathname, { data: { name: "X" } })).status();
  expect(await post(webhook.url)).toBe(404);
  expect(await post(url)).toBe(201);
});

// Proves: S1, S14, S22
test("a new widget does not track until somebody switches it on", async ({ open, works }) => {
  const page = await open(works);
  const name = unique("Marketing site");
  await page.goto("/settings/widgets");
  await expect(page.getByText("No widget yet")).toBeVisible();
  await page.getByRole("button", { name: "Create widget" }).click();
  const ask = page.getByRole("dialog", { name: "New widget" });
  await ask.getByRole("textbox", { name: "Name" }).fill(name);
  await ask.getByRole("button", { name: "Create widget" }).click();

  await expect(page.getByRole("region", { name: "Install snippet" })).toContainText("/widget.js");
  const track = page.getByRole("switch", { name: "Record site activity" });
  await expect(track).not.toBeChecked();
  await expect(page.getByRole("region", { name: "Tracking" })).toContainText("You are the data controller");
  await page.getByRole("button", { name: "Which regions need it" }).click();
  await expect(page.getByRole("dialog", { name: "Which regions need consent" })).toContainText("GDPR");
  await page.keyboard.press("Escape");

  const widget = async () => (await works.get<{ data: { tracking_enabled: boolean }[] }>("/widgets")).data[0];
  await page.getByText("Record site activity").click({ trial: true });
  await track.focus();
  await page.keyboard.press("Space");
  await expect(track).toBeChecked();
  // Nothing is saved before it is asked for.
  const bar = page.getByRole("region", { name: "Unsaved changes" });
  await expect(bar).toContainText("1 unsaved change");
  expect((await widget())?.tracking_enabled).toBe(false);
  await bar.getByRole("button", { name: "Save" }).click();
  await expect(bar).toBeHidden();
  await page.reload();
  await expect(track).toBeChecked();
  expect((await widget())?.tracking_enabled).toBe(true);
  await page.getByRole("link", { name: "Widgets" }).first().click();
  await expect(page.getByRole("row", { name: new RegExp(name) })).toContainText("On");
});

// Proves: S12
test("retention is between 1 and 365 days", async ({ open, works }) => {
  const widget = await works.addWidget(unique("Site"), false);
  const page = await open(works);
  await page.goto(`/settings/widgets/${widget.id}`);
  const days = page.getByRole("textbox", { name: "Keep events for" });
  await expect(days).toHaveValue("90");
  const save = page.getByRole("region", { name: "Unsaved changes" }).getByRole("button", { name: "Save" });
  for (const wrong of ["0", "366", "many"]) {
    await days.fill(wrong);
    await expect(page.getByRole("alert"), wrong).toBeVisible();
    await expect(save, wrong).toBeDisabled();
  }
  await days.fill("365");
  await save.click();
  await expect(page.getByText("Saved: 365 days")).toBeVisible();
});

// Proves: L1, L2, S13
test("an agent has no leads, and reads a widget's settings only", async ({ open, signedIn, demo }) => {
  const lead = await demo.findLead("grace@solarhaus.example");
  const page = await open(await signedIn("rasmus@hydra.test"));
  await page.goto("/");
  const menu = page.getByRole("navigation", { name: "Main" }).filter({ visible: true });
  await expect(menu.getByRole("link", { name: "Contacts" })).toBeVisible();
  await expect(menu.getByRole("link", { name: "Leads" })).toHaveCount(0);
  await expect(menu.getByRole("link", { name: "Webhooks" })).toHaveCount(0);
  await expect(page.getByRole("region", { name: "Newest leads" })).toHaveCount(0);
  for (const [path, title] of [
    ["/leads", "Leads"],
    [`/leads/${lead.id}`, "Lead"],
    ["/webhooks", "Webhooks"],
  ] as const) {
    await page.goto(path);
    await expect(page.getByText(`Your role cannot open ${title}`, { exact: true })).toBeVisible();
    await expect(page.getByText("leads:view")).toBeVisible();
    await expect(page.getByText("grace@solarhaus.example")).toHaveCount(0);
  }

  await page.goto("/settings/widgets");
  await expect(page.getByRole("button", { name: "New widget" })).toHaveCount(0);
  await page.getByRole("link", { name: "Northlight website" }).click();
  await expect(page.getByText("You can read these settings.")).toBeVisible();
  await expect(page.getByRole("switch", { name: "Record site activity" })).toBeDisabled();
  await expect(page.getByRole("textbox", { name: "Name", exact: true }).first()).toBeDisabled();
  await expect(page.getByRole("textbox", { name: "Keep events for" })).toBeDisabled();
  await expect(page.getByRole("button", { name: /^Delete/ })).toHaveCount(0);
  const settings = page.getByRole("navigation", { name: "Settings" });
  await expect(settings.getByRole("link", { name: "Audit log" })).toHaveCount(0);
  await expect(settings.getByRole("link", { name: "API keys" })).toHaveCount(0);
});

// Proves: L1, L2
test("a marketer works with leads", async ({ open, signedIn }) => {
  const page = await open(await signedIn("ines@hydra.test"));
  await page.goto("/leads");
  await expect(new Board(page).column("New")).toBeVisible();
  await expect(page.getByRole("button", { name: "Add Lead", exact: true })).toBeVisible();
});
