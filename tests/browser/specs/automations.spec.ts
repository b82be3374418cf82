import type { Page } from "@playwright/test";
import { unique } from "../support/api.ts";
import { AutomationsCard, scene, welcome } from "../support/messages.ts";
import { Field } from "../support/person.ts";
import { AUTH_TOKEN, alone, test as live, reportAsTwilio } from "../support/providers.ts";
import { expectRecord, pick, toast } from "../support/records.ts";
import { expect, test } from "../support/test.ts";

const step = (page: Page, n: number) =>
  page.getByRole("list", { name: "Steps" }).getByRole("listitem", { name: `Step ${n}` });
/** The part of a sentence that opens its choices. */
const pill = (page: Page, label: string) => page.getByRole("button", { name: new RegExp(`^${label}: `) });
const name = (page: Page) => new Field(page, "Automation name");
const row = (page: Page, of: string) => page.getByRole("table", { name: "Automations" }).getByRole("row", { name: of });
const addStep = async (page: Page, kind: string) => {
  await page.getByRole("button", { name: "Add Step" }).click();
  await page.getByRole("menuitem", { name: kind }).click();
};

live.describe("with real providers", () => {
  live.skip(alone !== undefined, alone);
  live.setTimeout(180_000);

  // Proves: L22, L23, L24, L25, L28, L29, L31
  live(
    "a welcome sequence falls back to SMS, and its email goes two hours later",
    async ({ open, works, providers, hydra }) => {
      await providers.setUp(works);
      const { webhook } = await scene(works);
      await works.addLead({ name: "Dora Dry", email: "dora@dry.example", phone: "+493055500199" });
      const page = await open(works);
      await page.goto("/automations");
      await page.getByRole("link", { name: "New", exact: true }).click();
      await name(page).type("Name this automation", "Welcome Sequence");
      await page.keyboard.press("Enter");
      await pick(
        page,
        page.getByRole("region", { name: "Trigger" }).getByRole("button", { name: /^Webhook: / }),
        webhook.name,
      );
      await expect(page.getByRole("region", { name: "Safety lock" })).toContainText("5 min");
      await expect(step(page, 1)).toContainText(/Immediate\s*send.*WhatsApp/);
      await pick(page, pill(page, "Template of step 1"), "Welcome_Template");
      await page.getByRole("button", { name: "Add fallback to step 1" }).click();
      await pick(page, pill(page, "Fallback template of step 1"), "Welcome_SMS");
      await expect(step(page, 1)).toContainText(/If it fails, send.*SMS.*with.*Welcome_SMS/);
      await addStep(page, "Send a message");
      await pill(page, "Delay of step 2").click();
      const delays = ["Immediate", "5 min", "15 min", "30 min", "1 hour", "2 hours", "24 hours"];
      await expect(page.getByRole("menuitemradio")).toHaveText(delays);
      await page.getByRole("menuitemradio", { name: "2 hours" }).click();
      await pick(page, pill(page, "Channel of step 2"), "Email");
      await pick(page, pill(page, "Template of step 2"), "Follow_Up_Email");

      // Tried on somebody before it is saved.
      await page.getByRole("combobox", { name: "Lead or contact to try it on" }).click();
      await page.getByRole("option", { name: "Dora Dry" }).click();
      const dry = page.getByRole("list", { name: "What would happen" }).getByRole("listitem");
      await expect(dry).toHaveCount(3);
      await expect(dry.nth(0)).toContainText("Safety lock passes");
      await expect(dry.nth(1)).toContainText(/WhatsApp to \+493055500199.*Hi Dora, thanks/);
      await expect(dry.nth(2)).toContainText(/Email to dora@dry\.example.*Dear Dora, is there/);
      await page.getByRole("button", { name: "Create automation" }).click();
      await expect(page, "still tried on her").toHaveURL(/\/automations\/[0-9a-f-]{36}\?lead=[0-9a-f-]{36}$/);
      const id = new URL(page.url()).pathname.split("/").at(-1);
      const dora = [...providers.whatsappTo("+493055500199"), ...providers.lettersTo("dora@dry.example")];
      expect(dora, "a dry run sends nothing").toEqual([]);

      const phone = "+493055500142";
      const lead = await works.submit(webhook, { name: "Ada Byron", email: "ada@byron.example", phone });
      await page.goto(`/leads/${lead}`);
      const card = new AutomationsCard(page);
      await card.expectKinds("step_sent", "fallback", "step_failed", "triggered");
      await page.evaluate(() => Object.assign(window, { stayed: true }));
      await expect(card.rows("triggered")).toContainText("Welcome Sequence triggered");
      await expect(card.rows("step_failed")).toContainText("WhatsApp failed, Welcome_Template");
      await expect(card.rows("step_failed")).toContainText(/131026.*Undeliverable/);
      await expect(card.rows("fallback")).toContainText("Fell back to SMS");
      await expect(card.rows("step_sent")).toContainText("SMS sent, Welcome_SMS");
      expect(providers.whatsappTo(phone)).toMatchObject([{ template: { name: "welcome_template" } }]);
      expect(providers.smsTo(phone).get("Body")).toBe("Hi Ada, thanks for writing.");

      // Two hours later.
      type Runs = { data: { steps: { state: string; due_at: string }[] }[] };
      const { data: runs } = await works.get<Runs>(`/lead-automations/${id}/runs`);
      const waits = runs.flatMap(({ steps }) => steps.filter(({ state }) => state === "waiting"));
      const minutes = waits.map(({ due_at }) => Math.round((Date.parse(due_at) - Date.now()) / 60_000));
      expect([118, 119, 120].map((n) => [n])).toContainEqual(minutes);
      expect(providers.lettersTo("ada@byron.example")).toHaveLength(0);
      await hydra.skipDelays(works);
      await card.expectKinds("completed", "step_sent", "step_sent", "fallback", "step_failed", "triggered");
      await expect(card.rows("step_sent").first()).toContainText("Email sent, Follow_Up_Email");
      const [letter, ...more] = providers.lettersTo("ada@byron.example");
      expect(more).toEqual([]);
      expect(letter?.from).toBe("team@fernhill.example");
      expect(letter?.text).toContain("Subject: Hello Ada");
      expect(letter?.text).toContain("Dear Ada, is there anything to ask?");

      // Twilio says how far the SMS came, and nobody else can.
      const callback = providers.smsTo(phone).get("StatusCallback") ?? "";
      const report = { MessageSid: "SM1", MessageStatus: "delivered" };
      const sms = card.rows("step_sent").last();
      await expect(sms.locator("[data-status]")).toHaveText("Sent");
      expect(await reportAsTwilio(callback, report, "another token")).toBe(403);
      expect(await reportAsTwilio(callback, report, AUTH_TOKEN)).toBe(204);
      await expect(sms.locator("[data-status]")).toHaveText("Delivered", { timeout: 30_000 });
      expect(await page.evaluate(() => "stayed" in window), "without a reload").toBe(true);

      await page.goto(`/automations/${id}/runs`);
      const run = page.getByRole("region", { name: "Runs" }).getByRole("listitem").filter({ hasText: "Ada Byron" });
      await expect(run).toContainText("Completed");
      await page.goto("/automations");
      await expect(row(page, "Welcome Sequence")).toContainText(/Triggered 1\s*Completed 1\s*Failed 0\s*Skipped 0/);
      await page.goto("/broadcasts/messages");
      await expect(
        page.getByRole("table", { name: "Messages" }).getByRole("row").filter({ hasText: "Welcome Sequence" }),
      ).toHaveCount(3);
    },
  );

  // Proves: L30
  live(
    "a failed step is tried again, and a second time is said, not an error",
    async ({ open, works, providers, hydra, watch }) => {
      await providers.setUp(works);
      const parts = await scene(works);
      await welcome(works, parts);
      const phone = "+493055500143";
      providers.unreachable.add(phone);
      const lead = await works.submit(parts.webhook, { name: "Grace Late", email: "grace@late.example", phone });
      const page = await open(works);
      await page.goto(`/leads/${lead}`);
      const card = new AutomationsCard(page);
      const retry = card.region.getByRole("button", { name: "Retry" });
      await card.expectKinds("step_failed", "fallback", "step_failed", "triggered");
      await expect(card.rows("step_failed").first()).toContainText(/SMS failed.*21211.*Not a mobile number/);
      await expect(retry, "the next step waits").toHaveCount(0);
      await hydra.skipDelays(works);
      await expect(card.rows("step_failed").first().getByRole("button", { name: "Retry" })).toBeVisible({
        timeout: 45_000,
      });
      await expect(retry).toHaveCount(1);

      // Somebody else has the same page open, and comes second.
      const other = await open(works);
      await other.goto(`/leads/${lead}`);
      const late = new AutomationsCard(other).region.getByRole("button", { name: "Retry" });
      await expect(late).toBeVisible();
      await other.route("**/automation-timeline", () => {});
      providers.unreachable.delete(phone);
      await retry.dblclick();
      await expect(toast(page, "Trying again")).toHaveCount(1);
      await expect(card.rows("step_sent").first()).toContainText("SMS sent, Welcome_SMS", { timeout: 45_000 });
      await expect(retry).toHaveCount(0);
      await expect(page.getByRole("alert")).toHaveCount(0);
      await expect(toast(page, "Not retried")).toHaveCount(0);
      expect(providers.smsTo(phone).get("Body")).toBe("Hi Grace, thanks for writing.");

      watch.allow(/status of 409 .*\/retry\//);
      await late.click();
      await expect(
        toast(other, /^Not retried: (another attempt is under way|nothing failed there any more)/),
      ).toBeVisible();
    },
  );
});

// Proves: L22, L23, L24, L25
test("the builder says what is missing, keeps the order and asks before it is left", async ({ open, works }) => {
  const { webhook } = await scene(works);
  await works.post("/message-templates", { name: "Not_Yet", channel: "sms", body: "Soon", status: "draft" });
  const page = await open(works);
  await page.goto("/automations");
  await expect(page.getByText("No automation yet")).toBeVisible();
  await page.getByRole("link", { name: "Create automation" }).click();
  await page.getByRole("button", { name: "Create automation" }).click();
  await expect(page.getByRole("region", { name: "Builder" })).toContainText("Give the automation a name.");
  await expect(page.getByRole("region", { name: "Trigger" })).toContainText("Pick the webhook whose leads start it.");
  await expect(step(page, 1)).toContainText("Step 1 has no template.");
  await expect(step(page, 1)).toHaveAccessibleDescription(/Step 1 has no template/);

  await name(page).type("Name this automation", "First steps");
  await page.keyboard.press("Enter");
  await pick(
    page,
    page.getByRole("region", { name: "Trigger" }).getByRole("button", { name: /^Webhook: / }),
    webhook.name,
  );
  await pick(page, pill(page, "Channel of step 1"), "SMS");
  await pill(page, "Template of step 1").click();
  await expect(page.getByRole("menuitemradio"), "approved ones of the channel").toHaveText(["Welcome_SMS"]);
  await page.getByRole("menuitemradio").click();
  await page.getByRole("button", { name: "Add fallback to step 1" }).click();
  await pill(page, "Fallback channel of step 1").click();
  await expect(page.getByRole("menuitemradio"), "not the step's own").toHaveText(["WhatsApp", "Email"]);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Remove the fallback of step 1" }).click();
  await addStep(page, "Add tag");
  await page.getByRole("textbox", { name: "Tag of step 2" }).fill("welcomed");
  await page.getByRole("button", { name: "Create automation" }).click();
  const id = await expectRecord(page, "automations");

  // By keyboard, with the focus staying where it was.
  const tag = page.getByRole("textbox", { name: /^Tag of step/ });
  // The page of what was just made may still be taking the place of the form that made it.
  await expect(async () => {
    await tag.focus();
    await page.keyboard.press("Alt+ArrowUp");
    await expect(step(page, 1).getByRole("textbox")).toHaveValue("welcomed", { timeout: 1_000 });
  }).toPass();
  await expect(tag).toBeFocused();
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Home" }).click();
  await page
    .getByRole("dialog", { name: "Leave with 1 unsaved change?" })
    .getByRole("button", { name: "Cancel" })
    .click();
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByRole("button", { name: "Discard" })).toHaveCount(0);
  const kinds = async () => {
    const { steps } = await works.get<{ steps: { kind: string }[] }>(`/lead-automations/${id}`);
    return steps.map((s) => s.kind);
  };
  expect(await kinds()).toEqual(["tag", "message"]);

  await page.getByRole("button", { name: "Actions of step 2" }).click();
  await page.getByRole("menuitem", { name: "Duplicate" }).click();
  await expect(step(page, 3)).toContainText("Welcome_SMS");
  await page.getByRole("button", { name: "Discard" }).click();
  await expect(step(page, 3)).toHaveCount(0);
  await page.getByRole("button", { name: "Actions of step 1" }).click();
  await page.getByRole("menuitem", { name: "Remove" }).click();
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByRole("button", { name: "Discard" })).toHaveCount(0);
  expect(await kinds()).toEqual(["message"]);
});

// Proves: L26, L27, L28
test("a repeat is locked out and shown as skipped, and the list pauses, edits and deletes", async ({ open, works }) => {
  const parts = await scene(works);
  const { id } = await welcome(works, parts);
  const email = `${unique("rosa")}@repeat.example`;
  const repeat = { name: "Rosa Repeat", email, phone: "+493055500144" };
  const lead = await works.submit(parts.webhook, repeat);
  const page = await open(works);
  await page.goto(`/leads?lead=${lead}`);
  const drawer = page.getByRole("dialog", { name: "Lead" });
  const card = new AutomationsCard(drawer);
  await card.expectKinds("step_sent", "triggered");
  await works.submit(parts.webhook, repeat);
  await card.expectKinds("skipped", "step_sent", "triggered");
  await expect(card.rows("skipped")).toContainText(/Welcome Sequence skipped.*Safety lock/);

  await page.goto("/automations");
  await expect(row(page, "Welcome Sequence")).toContainText("A lead arrives through Landing page form");
  await expect(row(page, "Welcome Sequence")).toContainText("WhatsApp or SMS, then email after 2 hours");
  await expect(row(page, "Welcome Sequence")).toContainText(/Triggered 2\s*Completed 0\s*Failed 0\s*Skipped 1/);
  const active = page.getByRole("switch", { name: "Active: Welcome Sequence" });
  await active.focus();
  await page.keyboard.press("Space");
  await expect(active).not.toBeChecked();
  const saved = () => works.get<{ active: boolean }>(`/lead-automations/${id}`);
  // The switch does not wait for the server.
  await expect.poll(async () => (await saved()).active).toBe(false);
  const other = await works.submit(parts.webhook, { name: "Paul Paused", email: `${unique("paul")}@repeat.example` });
  expect((await works.get<{ data: [] }>(`/leads/${other}/automation-timeline`)).data).toEqual([]);

  await row(page, "Welcome Sequence").getByRole("link", { name: "Skipped 1" }).click();
  await expect(page.getByRole("region", { name: "Runs" }).getByRole("listitem")).toHaveText(
    /Rosa Repeat.*Skipped.*Safety lock/,
  );
  await page.goto("/automations");
  await row(page, "Welcome Sequence").getByRole("link", { name: "Edit Welcome Sequence" }).click();
  await pick(page, pill(page, "Safety lock"), "1 hour");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByRole("button", { name: "Save changes" })).toHaveCount(0);
  expect(await saved()).toMatchObject({ safety_lock_minutes: 60, active: false });
  await page.goto("/automations");
  await row(page, "Welcome Sequence").getByRole("button", { name: "Delete Welcome Sequence" }).click();
  await page
    .getByRole("dialog", { name: /^Delete / })
    .getByRole("button", { name: /^Delete/ })
    .click();
  await expect(page.getByText("No automation yet")).toBeVisible();
});

// Proves: L25
test("an automation is only for some people, and says whom it is not for", async ({ open, works }) => {
  const parts = await scene(works);
  const { id } = await welcome(works, parts);
  const other = await works.addLead({ name: "Lara Lift", email: `${unique("lara")}@lifts.example` });
  const page = await open(works);
  await page.goto(`/automations/${id}`);
  const condition = (n: number) =>
    page.getByRole("list", { name: "Conditions" }).getByRole("listitem", { name: `Condition ${n}` });
  const add = async (opener: string, kind: RegExp) => {
    await page.getByRole("button", { name: opener }).click();
    await page.getByRole("menuitem", { name: kind }).click();
  };
  await add("Only for some people", /Who they are/);
  await pick(page, pill(page, "Value of condition 1"), "Webhook");
  await add("Add a condition", /Who they are/);
  await pick(page, pill(page, "Field of condition 2"), "Company");
  await pick(page, pill(page, "Comparison of condition 2"), "contains");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(condition(2)).toHaveAccessibleDescription("Say what it is compared with.");
  await page.getByRole("textbox", { name: "Value of condition 2" }).fill("harbour");
  await add("Add a condition", /What they did/);
  await page.getByRole("textbox", { name: "Site events of condition 3" }).fill("5");
  await pick(page, pill(page, "More or fewer of condition 3"), "fewer than");
  await page.getByRole("combobox", { name: "Lead or contact to try it on" }).click();
  await page.getByRole("option", { name: "Lara Lift" }).click();
  const dry = page.getByRole("list", { name: "What would happen" }).getByRole("listitem");
  await expect(dry.first()).toContainText("It would not begin: 2 conditions do not hold");
  await expect(dry.first()).toContainText(/Source is Webhook.*Company contains “harbour”/);
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByRole("button", { name: "Discard" })).toHaveCount(0);
  await page.reload();
  await expect(condition(1)).toHaveText(/Only if.*Source.* is.*Webhook$/);
  await expect(condition(3)).toHaveText(/and.*they had.*fewer than/);

  const reach = { phone: "+493055500177", email: `${unique("hana")}@harbour.example` };
  const fits = await works.submit(parts.webhook, { ...reach, name: "Hana Harbour", company: "Harbour & Sons" });
  const not = await works.submit(parts.webhook, { name: "Nils Not", company: "Hills", phone: "+493055500178" });
  const began = async (lead: string) =>
    (await works.get<{ data: [] }>(`/leads/${lead}/automation-timeline`)).data.length;
  await expect.poll(() => began(fits)).toBeGreaterThan(0);
  expect([await began(not), await began(other.id)]).toEqual([0, 0]);

  await page.getByRole("button", { name: "Remove condition 2" }).click();
  await expect(page.getByRole("button", { name: "Add a condition" })).toBeFocused();
  await expect(condition(2)).toContainText("site events");
});

// Proves: H48
test("an event of the site starts an automation", async ({ open, works }) => {
  const page = await open(works);
  await page.goto("/automations/new");
  await name(page).type("Name this automation", "Asked for a demo");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Change the trigger" }).click();
  await page.getByRole("menuitemradio", { name: /^Something happens/ }).click();
  await pick(page, pill(page, "Event"), "a known visitor’s event arrives");
  await page.getByRole("button", { name: "Actions of step 1" }).click();
  await page.getByRole("menuitem", { name: "Remove" }).click();
  await addStep(page, "Add tag");
  await page.getByRole("textbox", { name: "Tag of step 1" }).fill("wants a demo");
  await page.getByRole("button", { name: "Create automation" }).click();
  const trigger = page.getByRole("region", { name: "Trigger" });
  await expect(trigger).toContainText("Enter the event’s name, as your site sends it.");
  await trigger.getByRole("textbox", { name: "Event name" }).fill("demo_requested ");
  await page.getByRole("button", { name: "Create automation" }).click();
  const id = await expectRecord(page, "automations");
  const saved = await works.get<{ trigger: object }>(`/lead-automations/${id}`);
  expect(saved.trigger).toMatchObject({ event: "site_event", filter: { name: "demo_requested" } });
  await page.goto("/automations");
  await expect(row(page, "Asked for a demo")).toContainText("A known visitor’s event arrives: demo_requested");
});
