import { createHmac } from "node:crypto";
import type { Page } from "@playwright/test";
import { type Api, type Lead, unique, type Webhook } from "../support/api.ts";
import { choose, expectRecord, option, pick, toast } from "../support/records.ts";
import { expect, test } from "../support/test.ts";

interface Settings extends Webhook {
  field_mapping: Record<string, string>;
  signed: boolean;
}
type Person = Lead & { title: string | null; assigned_to: string | null };

const fields = (page: Page) => page.getByRole("region", { name: "Incoming fields" });
const preview = (page: Page) => page.getByRole("region", { name: "Resulting lead" });
/** The button that says where a field goes, and sends it elsewhere. */
const place = (page: Page, path: string) =>
  fields(page)
    .getByRole("listitem", { name: path, exact: true })
    .getByRole("button", { name: `${path} goes to` });
/** What the preview says of one of the lead's fields. */
const fact = (page: Page, label: string) => preview(page).locator(`dt:text-is("${label}") + dd`);
const receipts = (page: Page) => page.getByRole("region", { name: "Receipts" }).getByRole("listitem");
const save = (page: Page) =>
  page.getByRole("region", { name: "Unsaved changes" }).getByRole("button", { name: "Save" });

async function post(works: Api, webhook: Webhook, body: string, headers: Record<string, string> = {}) {
  const answer = await works.request.post(new URL(webhook.url, "http://any").pathname, {
    headers: { "Content-Type": "application/json", ...headers },
    data: body,
  });
  return answer.status();
}

// Proves: L18, L19, L20
test("fields of the last payload are mapped by clicking, and the lead shows at once", async ({ open, works }) => {
  const name = unique("Landing form");
  const webhook = await works.addWebhook(name);
  const email = `${unique("ada")}@berglifts.example`;
  const payload = {
    who: "Ada Berg",
    role: "Head of installs",
    contact: { reach: email },
    budget: 9000,
    _internal: "secret",
  };
  await works.submit(webhook, payload);
  const page = await open(works);
  await page.goto(`/webhooks/${webhook.id}?tab=mapping`);

  await expect(fields(page).getByRole("listitem", { name: "who" })).toContainText("Ada Berg");
  await expect(place(page, "budget")).toHaveText("Custom field");
  await expect(fields(page).getByRole("listitem", { name: "contact.reach" })).toContainText("contactReach");
  // Nothing says who it is: the name falls back to the webhook's.
  await expect(preview(page).getByRole("heading", { level: 3 })).toHaveText(name);
  await expect(preview(page)).toContainText("its name begins with _");

  await pick(page, place(page, "who"), "Name");
  await expect(preview(page).getByRole("heading", { level: 3 })).toHaveText("Ada Berg");
  await pick(page, place(page, "role"), "Title");
  await expect(fact(page, "Title")).toHaveText("Head of installs");
  // What is no email stays where it was, and the page says why.
  await pick(page, place(page, "budget"), "Email");
  await expect(fields(page).getByRole("listitem", { name: "budget" })).toContainText("This value is no email address.");
  await pick(page, place(page, "budget"), "Not mapped");
  await pick(page, place(page, "contact.reach"), "Email");
  await expect(fact(page, "Email")).toHaveText(email);
  await expect(preview(page)).toContainText("A new lead");

  // Only tried until now.
  const settings = () => works.get<Settings>(`/lead-webhooks/${webhook.id}`);
  expect((await settings()).field_mapping).toEqual({});
  await save(page).click();
  await expect(toast(page, `${name} saved`)).toBeVisible();
  const mapped = { who: "name", role: "title", "contact.reach": "email" };
  expect((await settings()).field_mapping).toEqual(mapped);

  const lead = await works.get<Person>(`/leads/${await works.submit(webhook, payload)}`);
  expect([lead.name, lead.email, lead.title]).toEqual(["Ada Berg", email, "Head of installs"]);
  expect(lead.custom_fields.budget).toBeDefined();
  expect(lead.custom_fields._internal).toBeUndefined();
});

// Proves: L19
test("a receipt is replayed through today's mapping", async ({ open, works }) => {
  const webhook = await works.addWebhook(unique("Old form"));
  const first = await works.submit(webhook, { who: "Grace Early", phase: "before" });
  const page = await open(works);
  await page.goto(`/webhooks/${webhook.id}`);
  await receipts(page).first().getByRole("button", { expanded: false }).click();
  await receipts(page).first().getByRole("button", { name: "Map its fields" }).click();
  await expect(page.getByRole("textbox", { name: "Payload as JSON" })).toHaveValue(/Grace Early/);
  await pick(page, place(page, "who"), "Name");
  await save(page).click();

  await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "Receipts" }).click();
  await receipts(page).first().getByRole("button", { expanded: false }).click();
  await receipts(page).first().getByRole("button", { name: "Replay" }).click();
  await expect(toast(page, "Replayed: made a new lead")).toBeVisible();
  await expect(receipts(page)).toHaveCount(2);
  await expect(receipts(page).first()).toContainText("Replay");
  await expect(receipts(page).last().getByText("Replay", { exact: true })).toHaveCount(1);
  await receipts(page).first().getByRole("link", { name: "Open lead" }).click();
  const made = await expectRecord(page, "leads");
  expect(made).not.toBe(first);
  expect((await works.lead(made)).name).toBe("Grace Early");

  // Found again by what is in the payload, and by what came of it.
  await works.submit(webhook, { who: "Somebody else", phase: "after" });
  await page.goto(`/webhooks/${webhook.id}`);
  await expect(receipts(page)).toHaveCount(3);
  await page.getByRole("searchbox", { name: "Search payloads" }).fill("after");
  await expect(receipts(page)).toHaveCount(1);
  await page.getByRole("button", { name: "Outcome" }).click();
  await page.getByRole("menuitem", { name: "Skipped" }).click();
  await expect(page.getByText("No receipt matches")).toBeVisible();
  await page.getByRole("button", { name: "Clear the filters" }).click();
  await expect(receipts(page)).toHaveCount(3);
});

// Proves: L16, L18
test("a payload is tried before any has come, and a test makes a lead where it should land", async ({
  open,
  works,
}) => {
  const page = await open(works);
  const name = unique("Fair form");
  await works.pipeline();
  await page.goto("/webhooks?new=1");
  const ask = page.getByRole("dialog", { name: "New webhook" });
  await ask.getByRole("textbox", { name: "Name" }).fill(name);
  await choose(page, ask.getByRole("combobox", { name: "Stage" }), "Contacted");
  await ask.getByRole("button", { name: "Create webhook" }).click();
  await page.getByRole("button", { name: `Done, open ${name}` }).click();

  const views = page.getByRole("navigation", { name: "Views" });
  await views.getByRole("link", { name: "Field mapping" }).click();
  await expect(page.getByText("No payload has come yet")).toBeVisible();
  await page.getByRole("button", { name: "Paste a payload" }).click();
  const json = page.getByRole("textbox", { name: "Payload as JSON" });
  await json.fill("{");
  await expect(json).toHaveAccessibleDescription(/not valid JSON/);
  await json.fill('{"contact": {"first_name": "Ada", "email": "ada@example.com"}, "team size": 7}');
  await expect(fact(page, "Email")).toHaveText("ada@example.com");
  await expect(preview(page)).toContainText("Contacted");
  expect((await works.get<{ total: number }>("/leads")).total).toBe(0);

  await page.getByRole("button", { name: "Send a test" }).click();
  const dialog = page.getByRole("dialog", { name: `Send a test to ${name}` });
  await expect(dialog).toContainText("makes a real lead in Contacted");
  await dialog.getByRole("button", { name: "Send test" }).click();
  await expect(dialog.getByRole("status")).toContainText("made a new lead");
  await dialog.getByRole("link", { name: "Open lead" }).click();
  const lead = await works.lead(await expectRecord(page, "leads"));
  expect([lead.email, lead.source]).toEqual(["test.person@example.com", "webhook"]);
  expect(lead.stage_id).toBe((await works.stage("Contacted")).id);
});

// Proves: L17
test("an unsigned post is refused once a signature is asked for", async ({ open, works }) => {
  const webhook = await works.addWebhook(unique("Signed form"));
  const page = await open(works);
  await page.goto(`/webhooks/${webhook.id}?tab=settings`);
  const block = page.getByRole("region", { name: "Signature", exact: true });
  await block.getByRole("button", { name: "Require a signature" }).click();
  const ask = page.getByRole("dialog", { name: "Require a signature" });
  await ask.getByRole("button", { name: "Generate" }).click();
  const box = ask.getByRole("textbox", { name: "Signing secret" });
  await expect(box).toHaveValue(/^[0-9a-f]{64}$/);
  const secret = "a secret that both know";
  await box.fill(secret);
  await ask.getByRole("button", { name: "Save secret" }).click();
  await expect(block).toContainText("Every post must be signed");
  await page.reload();
  await expect(block).toContainText("Every post must be signed");
  expect(await page.content()).not.toContain(secret);

  const body = JSON.stringify({ name: "Ada Signed" });
  const mac = (with_: string) => createHmac("sha256", with_).update(body);
  expect(await post(works, webhook, body)).toBeGreaterThanOrEqual(400);
  expect(await post(works, webhook, body, { "X-Signature": mac("wrong").digest("hex") })).toBeGreaterThanOrEqual(400);
  expect((await works.get<{ total: number }>("/leads")).total).toBe(0);
  const hex = { "X-Hydra-Signature": `sha256=${mac(secret).digest("hex")}` };
  const base64 = { "Typeform-Signature": `sha256=${mac(secret).digest("base64")}` };
  for (const signed of [hex, base64]) expect(await post(works, webhook, body, signed)).toBe(201);

  await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "Receipts" }).click();
  await expect(receipts(page).filter({ hasText: "Refused" })).toHaveCount(2);
  await page.getByRole("button", { name: "Outcome" }).click();
  await page.getByRole("menuitem", { name: "Refused" }).click();
  await expect(receipts(page)).toHaveCount(2);

  await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "Settings" }).click();
  await block.getByRole("button", { name: "Stop checking" }).click();
  await page
    .getByRole("dialog", { name: /^Stop checking the signature/ })
    .getByRole("button", { name: "Stop checking" })
    .click();
  await expect(block).toContainText("Not checked");
  expect(await post(works, webhook, body)).toBe(201);
});

// Proves: L43
test("new leads are dealt out in turn", async ({ open, works, playwright, baseURL }) => {
  const mate = await works.invite(playwright, baseURL as string, "Ines Turn", "marketer");
  const webhook = await works.addWebhook(unique("Shared form"));
  const page = await open(works);
  await page.goto(`/webhooks/${webhook.id}?tab=settings`);
  const block = page.getByRole("region", { name: "Assign new leads to" });
  await block.getByRole("combobox", { name: "Who gets new leads" }).click();
  await option(page, "In turn").click();
  await block.getByRole("checkbox", { name: "Ines Turn" }).check();
  await expect(block).toContainText("Tick at least two.");
  await expect(save(page)).toBeDisabled();
  await block.getByRole("checkbox", { name: "Ada Tester" }).check();
  await save(page).click();
  await expect(page.getByText("2 teammates in turn")).toBeVisible();

  const taken = new Map<string | null, number>();
  for (let n = 0; n < 4; n++) {
    const id = await works.submit(webhook, { name: `Turn ${n}`, email: `${unique("turn")}@example.com` });
    const { assigned_to } = await works.get<Person>(`/leads/${id}`);
    taken.set(assigned_to, (taken.get(assigned_to) ?? 0) + 1);
  }
  expect(taken).toEqual(
    new Map([
      [works.session.user.id, 2],
      [mate.session.user.id, 2],
    ]),
  );
});
