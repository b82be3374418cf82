import type { Locator, Page } from "@playwright/test";
import { unique } from "../support/api.ts";
import { type Automation, SNAPSHOT } from "../support/messages.ts";
import { AUTH_TOKEN, alone, test as live } from "../support/providers.ts";
import { choose, expectRecord, pick, toast } from "../support/records.ts";
import { expect, test } from "../support/test.ts";

const block = (page: Page, channel: string) => page.getByRole("region", { name: channel, exact: true });
const box = (inside: Page | Locator, label: string) => inside.getByRole("textbox", { name: label, exact: true });
const provider = (page: Page, channel: string, name: string) =>
  block(page, channel)
    .getByRole("radiogroup", { name: `${channel} provider` })
    .getByText(name, { exact: true })
    .click();
const save = (page: Page) =>
  page.getByRole("region", { name: "Unsaved changes" }).getByRole("button", { name: "Save" }).click();
const sendTest = async (of: Locator, to: string) => {
  await box(of, "Send to").fill(to);
  await of.getByRole("button", { name: "Send test" }).click();
};

live.describe("with real providers", () => {
  live.skip(alone !== undefined, alone);

  // Proves: L29, L31
  live(
    "the three channels are set up, and a test of each says what came of it",
    async ({ open, works, providers, watch }) => {
      watch.allow(/status of 422 .*\/channels\/sms/);
      const page = await open(works);
      await page.goto("/settings/channels");
      const [whatsapp, sms, email] = ["WhatsApp", "SMS", "Email"].map((name) => block(page, name)) as [
        Locator,
        Locator,
        Locator,
      ];
      for (const part of [whatsapp, sms, email]) await expect(part).toContainText("Not sent anywhere");
      await provider(page, "WhatsApp", "Meta Cloud API");
      await box(whatsapp, "Phone number ID").fill("2077");
      await whatsapp.getByLabel("Access token", { exact: true }).fill("meta's own token");
      await whatsapp.getByLabel("App secret", { exact: true }).fill("meta's own secret");
      await provider(page, "SMS", "Twilio");
      await box(sms, "Account SID").fill("AC2077");
      await box(sms, "From").fill("the shop");
      await sms.getByLabel("Auth token", { exact: true }).fill(AUTH_TOKEN);
      await provider(page, "Email", "SMTP");
      await box(email, "Host").fill("127.0.0.1");
      await box(email, "Port").fill(String(providers.mailPort));
      await choose(page, email.getByRole("combobox", { name: "Security" }), "None, not encrypted");
      await box(email, "From address").fill("hello@fernhill.example");
      await box(email, "From name (optional)").fill("Fernhill");
      await expect(email.getByRole("button", { name: "Send test" })).toBeDisabled();

      // What is wrong is said where it is, and the others are saved.
      await save(page);
      await expect(box(sms, "From")).toHaveAccessibleDescription(
        /neither a number like \+15550100 nor a messaging service/,
      );
      await expect(page.getByRole("region", { name: "Unsaved changes" })).toContainText("Not all of it is saved");
      await box(sms, "From").fill("+15550100");
      await save(page);
      await expect(toast(page, "Channels saved")).toBeVisible();
      await expect(whatsapp.getByText("Verify token", { exact: true })).toBeVisible();

      const mail = `${unique("me")}@fernhill.example`;
      await sendTest(email, mail);
      await expect(email.getByRole("status")).toContainText("Accepted");
      expect(providers.lettersTo(mail)).toHaveLength(1);
      expect(providers.lettersTo(mail)[0]?.text).toContain("From: Fernhill <hello@fernhill.example>");
      const phone = "+493055500161";
      await sendTest(sms, phone);
      await expect(sms.getByRole("status")).toContainText("Accepted");
      const basic = Buffer.from(`AC2077:${AUTH_TOKEN}`).toString("base64");
      expect(providers.smsTo(phone).get("From")).toBe("+15550100");
      expect(providers.twilio.at(-1)?.headers.authorization).toBe(`Basic ${basic}`);
      await sendTest(whatsapp, phone);
      await expect(box(whatsapp, "Send to")).toHaveAccessibleDescription(/Refused: .*Undeliverable/);
      expect(providers.meta.at(-1)?.path).toBe("/2077/messages");
      expect(providers.meta.at(-1)?.headers.authorization).toBe("Bearer meta's own token");

      // Secrets are kept, and shown to nobody.
      await page.reload();
      await expect(sms.getByRole("button", { name: "Replace Auth token" })).toBeVisible();
      const shown = await page.content();
      for (const secret of [AUTH_TOKEN, "meta's own token", "meta's own secret"]) expect(shown).not.toContain(secret);
      await provider(page, "SMS", "Sandbox");
      await save(page);
      await page
        .getByRole("dialog", { name: "Stop sending by SMS?" })
        .getByRole("button", { name: "Use the sandbox" })
        .click();
      await expect(toast(page, "Channels saved")).toBeVisible();
      const before = providers.twilio.length;
      await sendTest(sms, phone);
      await expect(sms.getByRole("status")).toContainText("Accepted");
      expect(providers.twilio, "the sandbox sends nothing").toHaveLength(before);
    },
  );
});

// Proves: L24, L31
test("a template is written with its variables, previewed, approved and deleted", async ({ open, works, watch }) => {
  watch.allow(SNAPSHOT);
  watch.allow(/status of 422 .*\/message-templates\/preview/);
  await works.addLead({ name: "Vera Variable", email: `${unique("vera")}@template.example` });
  const page = await open(works);
  await page.goto("/broadcasts/templates");
  await expect(page.getByText("No template yet")).toBeVisible();
  await page.getByRole("link", { name: "New template" }).click();
  await box(page, "Name").fill("Follow_Up");
  await choose(page, page.getByRole("combobox", { name: "Channel" }), "Email");
  await box(page, "Subject").fill("For {{first_nam}}");
  await box(page, "Body").fill("Dear ");
  await expect(box(page, "Subject")).toHaveAccessibleDescription(/first_nam/);
  await box(page, "Subject").fill("For {{name}}");
  await box(page, "Body").focus();
  await page.keyboard.press("End");
  await page.getByRole("button", { name: "Insert variable" }).click();
  await page.getByRole("menuitem", { name: "{{first_name}}" }).click();
  await expect(box(page, "Body")).toHaveValue("Dear {{first_name}}");
  await expect(box(page, "Body")).toBeFocused();
  await page.keyboard.type(" of {{company}}, <i>hello</i>.");
  const preview = page.getByRole("region", { name: "Preview" });
  await preview.getByRole("combobox", { name: "Preview for" }).click();
  await page.getByRole("option", { name: "Vera Variable" }).click();
  await expect(preview).toContainText("For Vera Variable");
  await expect(preview.getByRole("status")).toContainText(/Vera Variable has no value for .*: nothing would be sent\./);
  const html = preview.frameLocator('iframe[title="HTML part of the email"]').locator("body");
  await expect(html).toContainText("Dear Vera of");
  await expect(html, "as it was typed").toContainText("<i>hello</i>");
  await page.getByRole("radiogroup", { name: "Status" }).getByText("Approved", { exact: true }).click();
  await save(page);
  await expect(toast(page, "Follow_Up saved")).toBeVisible();
  const id = await expectRecord(page, "templates");
  const kept = await works.get<{ variables: string[] }>(`/message-templates/${id}`);
  expect(kept).toMatchObject({ status: "approved", channel: "email", subject: "For {{name}}" });
  expect(kept.variables.sort()).toEqual(["company", "first_name", "name"]);

  // What an automation sends is not taken from it.
  const webhook = await works.addWebhook(unique("Form"));
  const steps = [{ kind: "message", delay_minutes: 0, channel: "email", template_id: id }];
  const trigger = { kind: "webhook", webhook_id: webhook.id };
  const user = await works.post<Automation>("/lead-automations", { name: "Uses it", trigger, steps });
  await page.reload();
  const remove = page.getByRole("button", { name: "Delete template" });
  await expect(remove).toBeDisabled();
  await expect(remove).toHaveAccessibleDescription(/In use by Uses it/);
  await page.getByRole("radiogroup", { name: "Status" }).getByText("Draft", { exact: true }).click();
  await expect(page.getByRole("region", { name: "Approval" })).toContainText(
    "Uses it sends it, and cannot while it is not approved.",
  );
  await page.getByRole("button", { name: "Discard" }).click();
  await page.getByRole("link", { name: "Uses it" }).click();
  await pick(page, page.getByRole("button", { name: /^Channel of step 1: / }), "SMS");
  await expect(page.getByRole("button", { name: /^Template of step 1: / })).toHaveText(/Pick a template/);
  await page.getByRole("button", { name: "Discard" }).click();
  expect((await works.request.delete(`/api/v1/lead-automations/${user.id}`)).ok()).toBe(true);
  await page.goto(`/broadcasts/templates/${id}`);
  await remove.click();
  await page
    .getByRole("dialog", { name: "Delete the template Follow_Up?" })
    .getByRole("button", { name: "Delete template" })
    .click();
  await expect(page.getByText("No template yet")).toBeVisible();
});

// Proves: L32
test("who wants no messages gets none, and the daily cap holds", async ({ open, works, watch }) => {
  watch.allow(SNAPSHOT);
  const address = `${unique("nora")}@never.example`;
  const nora = await works.addLead({ name: "Nora Never", email: address, phone: "+493055500162" });
  const page = await open(works);
  await page.goto("/settings/channels");
  const add = page.getByRole("form", { name: "Unsubscribe an address" });
  await choose(page, add.getByRole("combobox", { name: "Channel" }), "Email");
  await box(add, "Address to unsubscribe").fill(address);
  await add.getByRole("button", { name: "Add" }).click();
  const list = page.getByRole("list", { name: "Unsubscribed addresses" }).getByRole("listitem");
  await expect(list).toHaveText(/n…@never\.example.*Email.*Added by hand/);
  await box(page, "Daily cap").fill("1");
  await save(page);
  await expect(toast(page, "Channels saved")).toBeVisible();

  const send = async (channel: string, said: string, why?: string | RegExp) => {
    await page.goto(`/leads/${nora.id}`);
    await page.getByRole("button", { name: "Quick Send" }).click();
    const form = page.getByRole("dialog", { name: "Quick Send to Nora Never" });
    await form.getByRole("radiogroup", { name: "Channel" }).getByText(channel, { exact: true }).click();
    if (channel === "Email") await box(form, "Subject").fill("Hello");
    await box(form, "Message").fill("Hello");
    // It pushes the button down when it comes.
    await expect(form.getByRole("region", { name: "Preview" })).toContainText(/Hello$/);
    await form.getByRole("button", { name: "Send", exact: true }).click();
    await expect(form.getByRole("status")).toContainText(said);
    if (why) await expect(form.getByRole("list", { name: "Skipped" })).toContainText(why);
  };
  await send("Email", "Sent to nobody, skipped 1", /wants no|unsubscribed|no more/i);
  await send("SMS", "Sent to 1");
  await send("WhatsApp", "Sent to nobody, skipped 1", /24 hours|cap/i);

  await page.goto("/settings/channels");
  await page.getByRole("button", { name: /^Remove n…@never\.example from Email/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Take it off the list" }).click();
  await expect(list).toHaveCount(0);
  await box(page, "Daily cap").fill("");
  await save(page);
  await expect(toast(page, "Channels saved")).toBeVisible();
  await send("Email", "Sent to 1");
});

// Proves: L32
test("the days on which is sent, and what is counted of emails, are kept", async ({ open, works }) => {
  const page = await open(works);
  await page.goto("/settings/channels");
  const rules = block(page, "Rules");
  const day = (name: string) => rules.getByRole("group", { name: "Days" }).getByRole("button", { name });
  const counts = rules.getByRole("switch", { name: "Count opens and clicks of emails" });
  await expect(rules.getByRole("button", { pressed: true })).toHaveCount(7);
  await expect(counts).toBeChecked();
  for (const name of ["Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]) await day(name).click();
  await day("Monday").press("Enter");
  await expect(day("Monday"), "one stays").toHaveAttribute("aria-pressed", "true");
  await expect(day("Monday")).toBeDisabled();
  await day("Friday").click();
  await expect(day("Monday")).toBeEnabled();
  await counts.click();
  await expect(page.getByRole("region", { name: "Unsaved changes" })).toContainText("2 unsaved changes");
  await save(page);
  await expect(toast(page, "Channels saved")).toBeVisible();
  await page.reload();
  await expect(rules.getByRole("button", { pressed: true })).toHaveText(["Mon", "Fri"]);
  await expect(counts).not.toBeChecked();
  expect(await works.get("/message-settings")).toMatchObject({ send_days: ["mon", "fri"], email_tracking: false });
});
