import type { Page } from "@playwright/test";
import { unique, type Widget } from "../support/api.ts";
import { toast } from "../support/records.ts";
import { expect, test } from "../support/test.ts";
import { AGENTS, did, saw, tracked } from "../support/visits.ts";

const save = (page: Page) =>
  page.getByRole("region", { name: "Unsaved changes" }).getByRole("button", { name: "Save" });
const secretOf = (widget: Widget) => (widget as Widget & { identity_secret: string }).identity_secret;

// Proves: S13, S14, S21
test("waiting for consent is part of the snippet", async ({ open, works }) => {
  const widget = await tracked(works, unique("Site"));
  const page = await open(works);
  await page.goto(`/settings/widgets/${widget.id}`);
  const snippet = page.getByRole("region", { name: "Install snippet" });
  await expect(snippet).toContainText(widget.key);
  await expect(snippet).not.toContainText("data-consent");
  const wait = page.getByRole("switch", { name: "Wait for consent" });
  await expect(wait).not.toBeChecked();
  await wait.focus();
  await page.keyboard.press("Space");
  await expect(page.getByText("Save, then paste the snippet again on every page")).toBeVisible();
  await expect(snippet).not.toContainText("data-consent");
  await save(page).click();
  await expect(snippet).toContainText('data-consent="required"');
  await page.reload();
  await expect(wait).toBeChecked();
  await expect(snippet).toContainText('data-consent="required"');
  // Who changed it is known.
  await page.getByRole("link", { name: "audit log", exact: true }).click();
  await expect(page.getByText("Ada Tester").first()).toBeVisible();
  const { data } = await works.get<{ data: unknown[] }>("/audit-log");
  expect(JSON.stringify(data)).toContain("consent_required");
});

// Proves: S14
test("identity verification has two modes, a secret and examples", async ({ open, works }) => {
  const widget = await tracked(works, unique("Site"));
  const secret = secretOf(widget);
  const page = await open(works, { permissions: ["clipboard-read", "clipboard-write"] });
  await page.goto(`/settings/widgets/${widget.id}`);
  const modes = page.getByRole("radiogroup", { name: "Identity verification" });
  await expect(modes.getByRole("radio", { name: "Guarded" })).toBeChecked();
  await modes.getByText("Strict", { exact: true }).click();
  await expect(page.getByText(/change a record are refused/)).toBeVisible();
  await save(page).click();
  await expect(toast(page, `${widget.name} saved`)).toBeVisible();
  await page.reload();
  await expect(modes.getByRole("radio", { name: "Strict" })).toBeChecked();

  const block = page.getByRole("region", { name: "Identity verification" });
  expect(await page.content()).not.toContain(secret);
  await block.getByRole("button", { name: "Show secret" }).click();
  await expect(block.getByText(secret)).toBeVisible();
  await block.getByRole("button", { name: "Hide secret" }).click();
  await expect(block.getByText(secret)).toHaveCount(0);
  // The last of the block: code examples are copied, too.
  await block.getByRole("button", { name: "Copy", exact: true }).last().click();
  await expect(block.getByRole("button", { name: "Copied" })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(secret);

  await block.getByRole("button", { name: "Rotate secret" }).click();
  const ask = page.getByRole("dialog", { name: `Rotate the secret of ${widget.name}?` });
  await expect(ask).toContainText("on Strict, are refused");
  await ask.getByRole("button", { name: "Rotate secret" }).click();
  await expect(ask).toBeHidden();
  await block.getByRole("button", { name: "Show secret" }).click();
  const fresh = secretOf(await works.get(`/widgets/${widget.id}`));
  expect(fresh).not.toBe(secret);
  await expect(block.getByText(fresh)).toBeVisible();

  for (const [language, word] of [
    ["Python", "hmac.new("],
    ["Ruby", "OpenSSL::HMAC.hexdigest"],
    ["PHP", "hash_hmac("],
    ["Node", "createHmac('sha256', secret)"],
  ] as const) {
    await block.getByRole("button", { name: /^Language:/ }).click();
    await page.getByRole("menuitemradio", { name: language }).click();
    await expect(page.getByRole("region", { name: `Server example, ${language}` })).toContainText(word);
  }
  await expect(page.getByRole("region", { name: "Page example" })).toContainText("hydra.identify(");
});

// Proves: S14, S12
test("what a site sends shows up on its widget within seconds", async ({ open, works, demo }) => {
  const widget = await tracked(works, unique("Site"));
  const page = await open(works);
  await page.goto(`/settings/widgets/${widget.id}`);
  await expect(page.getByText("Not seen yet.")).toBeVisible();
  await expect(page.getByText("No purge yet; the first runs after midnight UTC.")).toBeVisible();
  const block = page.getByRole("region", { name: "Live events" });
  await block.scrollIntoViewIfNeeded();
  await expect(block).toContainText("Nothing yet");
  const visitor = unique("liv");
  await works.track(widget, visitor, [saw("/pricing", 0), did("trial_started", 0, { plan: "pro" })], AGENTS.firefox);
  const rows = page.getByRole("list", { name: "Live events" }).getByRole("listitem");
  await expect(rows).toHaveCount(2, { timeout: 10_000 });
  await expect(rows.filter({ hasText: "trial_started" })).toContainText("plan: pro");
  await expect(rows.filter({ hasText: "/pricing" }).getByRole("link", { name: "Anonymous" })).toBeVisible();
  await expect(page.getByText(/^Seen /)).toBeVisible();

  // Paused, nothing moves; then it catches up.
  await block.getByRole("button", { name: "Pause" }).click();
  await expect(block).toContainText("Paused");
  const asked = page.waitForResponse((r) => r.url().includes("/api/v1/events?"));
  await works.track(widget, visitor, [saw("/later", 0)], AGENTS.firefox);
  await expect(rows).toHaveCount(2);
  await block.getByRole("button", { name: "Resume" }).click();
  await asked;
  await expect(rows).toHaveCount(3, { timeout: 10_000 });

  // The last purge of a widget that is older.
  const { data } = await demo.get<{ data: Widget[] }>("/widgets");
  const old = await open(demo);
  await old.goto(`/settings/widgets/${data[0]?.id}`);
  await expect(old.getByText(/^Last purge: .*, [\d,]+ events? removed$/)).toBeVisible();
});

// Proves: S13, S22
test("an agent reads a widget, and changes nothing", async ({ open, works, playwright, baseURL }) => {
  const widget = await tracked(works, unique("Site"));
  const page = await open(await works.invite(playwright, baseURL as string, "Agnes Agent", "agent"));
  await page.goto(`/settings/widgets/${widget.id}`);
  await expect(page.getByText("You can read these settings.")).toBeVisible();
  for (const name of ["Record site activity", "Clicks", "Scroll depth", "Outbound clicks", "Wait for consent"]) {
    await expect(page.getByRole("switch", { name, exact: true })).toBeDisabled();
  }
  for (const radio of await page.getByRole("radiogroup", { name: "Identity verification" }).getByRole("radio").all()) {
    await expect(radio).toBeDisabled();
  }
  await expect(page.getByText("You are the data controller")).toBeVisible();
  await expect(page.getByText("The secret is shown to those who may change settings.")).toBeVisible();
  await expect(page.getByRole("button", { name: /secret|^Delete/ })).toHaveCount(0);
  await expect(page.getByRole("region", { name: "Live events" })).toContainText("analytics:view");
  expect(await page.content()).not.toContain(secretOf(widget));
});

// Proves: S18
test("deleting a widget counts what goes, and advises to switch it off", async ({ open, works }) => {
  const widget = await tracked(works, unique("Site"));
  const empty = await tracked(works, unique("Empty"));
  await works.track(widget, unique("del"), [saw("/", 1), saw("/docs", 0)], AGENTS.firefox);
  const page = await open(works);
  await page.goto(`/settings/widgets/${empty.id}`);
  await expect(page.getByRole("button", { name: `Delete ${empty.name}`, exact: true })).toBeVisible();

  await page.goto("/settings/widgets");
  await page.getByRole("link", { name: widget.name }).click();
  await expect(page.getByText("To keep the events, switch tracking off instead.")).toBeVisible();
  await page.getByRole("button", { name: `Delete ${widget.name} and 2 events` }).click();
  const ask = page.getByRole("dialog", { name: `Delete ${widget.name} and 2 events?` });
  await expect(ask.getByRole("link", { name: "Export its events first" })).toBeVisible();
  await ask.getByRole("button", { name: "Switch tracking off instead" }).click();
  await expect(ask).toBeHidden();
  await expect(toast(page, "Tracking is off, 2 events kept")).toBeVisible();
  await expect(page.getByRole("switch", { name: "Record site activity" })).not.toBeChecked();
  expect((await works.get<Widget>(`/widgets/${widget.id}`)).tracking_enabled).toBe(false);

  await page.getByRole("button", { name: `Delete ${widget.name} and 2 events` }).click();
  await expect(ask).toContainText("Tracking is already off");
  await ask.getByRole("button", { name: "Delete widget and 2 events" }).click();
  await expect(page).toHaveURL("/settings/widgets");
  await expect(page.getByRole("link", { name: empty.name })).toBeVisible();
  await expect(page.getByRole("link", { name: widget.name })).toHaveCount(0);
  await expect.poll(async () => (await works.get<{ data: unknown[] }>("/events")).data.length).toBe(0);
});
