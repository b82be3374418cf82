import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { unique } from "../support/api.ts";
import { test, verifies } from "../support/receiver.ts";
import { toast } from "../support/records.ts";
import { expect } from "../support/test.ts";
import { AGENTS, did, saw, tracked } from "../support/visits.ts";

const deliveries = (page: Page) => page.getByRole("region", { name: "Deliveries" }).getByRole("listitem");

/** Makes one in the page; answers its secret, which is shown then. */
async function create(page: Page, url: string, ...events: string[]): Promise<string> {
  await page.goto("/settings/outbound-webhooks?new=1");
  const form = page.getByRole("dialog", { name: "New outbound webhook" });
  await form.getByRole("textbox", { name: "URL" }).fill(url);
  for (const event of events) await form.getByRole("checkbox", { name: event }).check();
  await form.getByRole("button", { name: "Create webhook" }).click();
  const shown = page.getByRole("dialog", { name: "Copy the signing secret now" });
  const secret = (await shown.getByRole("region", { name: "Signing secret" }).innerText()).trim();
  await shown.getByRole("button", { name: "Done, open webhook" }).click();
  await expect(page).toHaveURL(/\/settings\/outbound-webhooks\/[0-9a-f-]{36}$/);
  return secret;
}

// Proves: S27
test("an outbound webhook signs what it sends, with a secret that is shown once", async ({ open, works, receiver }) => {
  const page = await open(works);
  await page.goto("/settings/outbound-webhooks");
  await expect(page.getByText("No outbound webhook yet")).toBeVisible();
  await page.getByRole("button", { name: "Create webhook" }).click();
  const form = page.getByRole("dialog", { name: "New outbound webhook" });
  await form.getByRole("button", { name: "Create webhook" }).click();
  await expect(form.getByRole("textbox", { name: "URL" })).toHaveAccessibleDescription(/Enter the address/);
  await expect(form).toContainText("Tick at least one.");

  const secret = await create(page, receiver.url, "visitor_event.created", "lead.created");
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]+=*$/);
  await page.reload();
  await expect(page.getByText("Nothing has been sent yet")).toBeVisible();
  expect(await page.content()).not.toContain(secret);

  await page.getByRole("button", { name: "Send test" }).click();
  const sent = deliveries(page).filter({ hasText: "test" });
  await expect(sent).toContainText("Delivered");
  await expect(sent).toContainText("HTTP 204");
  expect(receiver.got).toHaveLength(1);
  expect(receiver.got.every((one) => verifies(one, secret))).toBe(true);
  await sent.getByRole("button", { expanded: false }).click();
  await expect(sent.getByRole("region", { name: "Payload" })).toContainText('"type": "test"');

  // What happens on a site goes out, and so does a lead.
  const widget = await tracked(works, unique("Site"));
  const visitor = unique("vera");
  await works.track(widget, visitor, [saw("/pricing", 0), did("trial_started", 0)], AGENTS.firefox);
  const lead = await works.addLead({ name: "Leo Lead" });
  for (const event of ["visitor_event.created", "lead.created"]) {
    await expect(deliveries(page).filter({ hasText: event })).toContainText("Delivered", { timeout: 30_000 });
  }
  const all = receiver.got.map((one) => JSON.parse(one.body));
  expect(receiver.got.every((one) => verifies(one, secret))).toBe(true);
  const told = (type: string) => JSON.stringify(all.filter((body) => body.type === type));
  expect(told("visitor_event.created")).toContain(visitor);
  expect(told("visitor_event.created")).toContain("trial_started");
  expect(told("lead.created")).toContain(lead.id);
});

// Proves: S27
test("a receiver that fails is seen to fail, and a replay reaches it again", async ({ open, works, receiver }) => {
  receiver.status = 503;
  const page = await open(works);
  const secret = await create(page, receiver.url, "lead.created");
  await works.addLead({ name: "Lost on the way" });
  const first = deliveries(page).last();
  await expect(first).toContainText("HTTP 503");
  await expect(first).toContainText("Pending");
  await expect(first).toContainText(/\d of 8 attempts/);

  receiver.status = 200;
  await first.getByRole("button", { name: "Replay lead.created" }).click();
  await expect(toast(page, "lead.created goes out again, as a new delivery")).toBeVisible();
  await expect(deliveries(page)).toHaveCount(2);
  await expect(deliveries(page).first()).toContainText("Delivered");
  await expect(deliveries(page).first()).toContainText("HTTP 200");
  expect(receiver.got.length).toBeGreaterThan(1);
  expect(receiver.got.every((one) => verifies(one, secret))).toBe(true);

  // The list says how it went, and 410 ends it.
  receiver.status = 410;
  await page.getByRole("button", { name: "Send test" }).click();
  await expect(page.getByText("Stopped by itself:")).toBeVisible({ timeout: 30_000 });
  await page.goto("/settings/outbound-webhooks");
  const row = page.getByRole("table", { name: "Outbound webhooks" }).getByRole("row", { name: receiver.url });
  await expect(row).toContainText("Stopped");
  await row.getByRole("link").click();
  await page.getByRole("button", { name: "Switch on again" }).click();
  await expect(page.getByText("Stopped by itself:")).toBeHidden();
});

// Proves: S27
test("a rotated secret signs beside the old one, and a deleted webhook is silent", async ({
  open,
  works,
  receiver,
}) => {
  const page = await open(works);
  const old = await create(page, receiver.url, "account.created");
  await page.getByRole("link", { name: "Endpoint" }).click();
  await page.getByRole("button", { name: "Rotate secret" }).click();
  await page
    .getByRole("dialog", { name: "Rotate the signing secret?" })
    .getByRole("button", { name: "Rotate secret" })
    .click();
  const shown = page.getByRole("dialog", { name: "Copy the new signing secret now" });
  const fresh = (await shown.getByRole("region", { name: "Signing secret" }).innerText()).trim();
  expect(fresh).not.toBe(old);
  await shown.getByRole("button", { name: "I have copied it" }).click();
  await expect(page.getByText(/The old secret signs as well until/)).toBeVisible();
  await works.addAccount({ name: unique("Both") });
  await expect.poll(() => receiver.got.length, { timeout: 30_000 }).toBeGreaterThan(0);
  for (const secret of [old, fresh]) expect(verifies(receiver.got[0] as (typeof receiver.got)[0], secret)).toBe(true);

  await page.getByRole("button", { name: "Delete webhook" }).click();
  await page
    .getByRole("dialog", { name: /^Delete the webhook to 127\.0\.0\.1/ })
    .getByRole("button", { name: "Delete webhook" })
    .click();
  await expect(page).toHaveURL("/settings/outbound-webhooks");
  await expect(page.getByText("No outbound webhook yet")).toBeVisible();
});

// Proves: S27
test("events are exported to a file", async ({ open, works }) => {
  const widget = await tracked(works, unique("Site"));
  await works.track(
    widget,
    unique("eve"),
    [saw("/pricing", 3), saw("/docs", 2), did('=HYPERLINK("x")', 1, { plan: "pro, yearly" })],
    AGENTS.firefox,
  );
  const page = await open(works);
  await page.goto("/settings/data-export");
  await expect(page.getByText("No export yet")).toBeVisible();
  const exports = page.getByRole("region", { name: "Exports" }).getByRole("listitem");
  const download = async (row: typeof exports) => {
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      row.getByRole("link", { name: "Download" }).click(),
    ]);
    return { name: file.suggestedFilename(), text: await readFile(await file.path(), "utf8") };
  };

  await page.getByRole("button", { name: "Start export" }).click();
  const all = exports.filter({ hasText: "All events" });
  await expect(all).toContainText("Ready", { timeout: 30_000 });
  await expect(all).toContainText("3 rows");
  const csv = await download(all);
  expect(csv.name).toMatch(/^events-\d{4}-\d{2}-\d{2}\.csv$/);
  const lines = csv.text.trim().split(/\r?\n/);
  expect(lines).toHaveLength(4);
  expect(lines[0]).toContain("id,occurred_at,received_at,type,name,path,url");
  // A spreadsheet must not run it.
  expect(csv.text).toContain(`"'=HYPERLINK(""x"")"`);
  for (const path of ["/pricing", "/docs"]) expect(csv.text).toContain(`https://acme.example${path}`);

  await page.getByRole("radiogroup").getByText("NDJSON", { exact: true }).click();
  await page.getByRole("combobox", { name: "Type" }).click();
  await page.getByRole("option", { name: "Pageviews" }).click();
  await page.getByRole("button", { name: "Start export" }).click();
  const views = exports.filter({ hasText: "Pageviews" });
  await expect(views).toContainText("Ready", { timeout: 30_000 });
  const ndjson = await download(views);
  const paths = ndjson.text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line).path);
  expect(paths.sort()).toEqual(["/docs", "/pricing"]);

  await views.getByRole("button", { name: /^Delete export/ }).click();
  await page
    .getByRole("dialog", { name: "Delete this export?" })
    .getByRole("button", { name: "Delete export" })
    .click();
  await expect(views).toHaveCount(0);
  await expect(all).toBeVisible();
});
