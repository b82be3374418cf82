import type { Locator, Page } from "@playwright/test";
import { type Api, unique } from "../support/api.ts";
import { addTemplate } from "../support/messages.ts";
import { day, toast } from "../support/records.ts";
import { expectAccessible, expectNoOverflow, settled, WIDTHS } from "../support/sound.ts";
import { expect, test } from "../support/test.ts";
import { DAY, saw, tracked } from "../support/visits.ts";

const KINDS = [
  "Hot visitors",
  "Stalled deals",
  "Stalled leads",
  "Accounts at risk",
  "Renewals due",
  "Failed automations",
];
const section = (page: Page, kind: string): Locator => page.getByRole("region", { name: kind, exact: true });
const rows = (page: Page, kind: string) => section(page, kind).getByRole("listitem");
const headline = (page: Page, text: string | RegExp) => page.getByRole("heading", { name: text, level: 2 });

/** Two accounts at risk, one of them somebody's, a renewal, a lead who is there now and an automation that failed. */
async function busy(works: Api) {
  const account = async (name: string, more: object) => {
    const { id } = await works.addAccount({ name });
    await works.patch(`/accounts/${id}`, more);
    return id;
  };
  const me = works.session.user.id;
  const risk = await account("Berg Lifts", { lifecycle_stage: "at_risk", health_score: 42, mrr: "1200", owner_id: me });
  await account("Holm Elevators", { lifecycle_stage: "active", health_score: 12 });
  await account("Lund Group", { renewal_date: day(12) });

  const email = `${unique("ada")}@site.example`;
  const lead = await works.post<{ id: string }>("/leads", { name: "Ada Byron", email, score: 82, assigned_to: me });
  const widget = await tracked(works, unique("site"));
  const browser = unique("browser");
  await works.track(widget, browser, [saw("/", 3 * DAY), saw("/security", 1)]);
  await works.identify(widget, browser, email);

  const { id: template } = await addTemplate(works, "email", "Welcome", "Hello {{first_name}}");
  const webhook = await works.addWebhook("Landing page form");
  await works.post("/lead-automations", {
    name: "Welcome Sequence",
    trigger: { kind: "webhook", webhook_id: webhook.id },
    steps: [{ kind: "message", delay_minutes: 0, channel: "email", template_id: template }],
  });
  // The sandbox refuses such an address.
  await works.submit(webhook, { name: "Fay Failure", email: `${unique("fay")}+fail@site.example` });
  type Focus = { counts: Record<string, number> };
  await expect
    .poll(async () => (await works.get<Focus>("/focus")).counts, { timeout: 30_000 })
    .toMatchObject({ account_at_risk: 2, renewal_due: 1, hot_visitor: 1, failed_automation: 1 });
  return { lead: lead.id, risk };
}

// Proves: A24
test("Home says what needs attention and why, of mine or of everybody", async ({ open, works }) => {
  const { lead, risk } = await busy(works);
  const page = await open(works);
  await page.goto("/");
  await expect(headline(page, "5 things need attention")).toBeVisible();
  const menu = page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Home" });
  await expect(menu).toContainText("5");
  const tiles = section(page, "Counts");
  await expect(tiles.getByRole("link")).toHaveText([
    /Hot visitors\s*1\s*1 on the site now/,
    /Accounts at risk\s*2/,
    /Renewals due\s*1/,
    /Failed automations\s*1/,
  ]);
  await expect(tiles).toContainText(/Stalled deals\s*0\s*none now/);

  await expect(rows(page, "Hot visitors")).toHaveText([
    /Ada Byron.*Reading \/security now, score 82.*Write to Ada Byron/,
  ]);
  await expect(rows(page, "Accounts at risk")).toHaveText([
    /Berg Lifts.*Marked at risk, health 42 of 100.*€1,200 MRR/,
    /Holm Elevators.*Health 12 of 100.*Add a contact to talk to/,
  ]);
  await expect(rows(page, "Renewals due")).toHaveText([/Lund Group.*Renews .*, in 12 days, not started/]);
  await expect(rows(page, "Failed automations")).toHaveText([/Fay Failure.*Welcome Sequence, step 1.*Email failed: /]);

  await page.getByRole("radiogroup", { name: "Whose" }).getByText("Mine", { exact: true }).click();
  await expect(page).toHaveURL("/?mine=true");
  await expect(headline(page, "2 things need attention")).toBeVisible();
  await expect(rows(page, "Accounts at risk")).toHaveText([/Berg Lifts/]);
  await expect(section(page, "Renewals due")).toHaveCount(0);
  await page.reload();
  await expect(headline(page, "2 things need attention")).toBeVisible();
  await page.getByRole("link", { name: "Open Berg Lifts" }).click();
  await expect(page).toHaveURL(`/accounts/${risk}`);
  await page.goBack();
  await page.getByRole("radiogroup", { name: "Whose" }).getByText("Everyone", { exact: true }).click();
  await expect(page).toHaveURL("/");
  await page.getByRole("link", { name: "Open Ada Byron" }).click();
  await expect(page).toHaveURL(`/leads/${lead}`);
});

// Proves: A24
test("what can wait is snoozed with a reason, and woken", async ({ open, works }) => {
  const { id } = await works.addAccount({ name: "Berg Lifts" });
  await works.patch(`/accounts/${id}`, { lifecycle_stage: "at_risk", health_score: 42 });
  const page = await open(works);
  await page.goto("/");
  await expect(headline(page, "1 thing needs attention")).toBeVisible();
  const clock = page.getByRole("button", { name: "Snooze Berg Lifts" });
  const dialog = page.getByRole("dialog", { name: "Snooze Berg Lifts" });
  const reason = dialog.getByRole("textbox", { name: "Reason" });
  const put = dialog.getByRole("button", { name: "Snooze", exact: true });

  await test.step("by keyboard, and a reason is asked for", async () => {
    await clock.focus();
    await page.keyboard.press("Enter");
    await expect(reason).toBeFocused();
    await expect(dialog.getByRole("button", { name: "Monday" })).toHaveAttribute("aria-pressed", "true");
    await page.keyboard.press("Enter");
    await expect(reason).toHaveAccessibleDescription("Say why, so that nobody wonders.");
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    await expect(clock).toBeFocused();
  });

  await test.step("until a day", async () => {
    await clock.click();
    await dialog.getByRole("button", { name: "Pick a date" }).click();
    await reason.fill("They are on holiday");
    await put.click();
    const date = dialog.getByLabel("Comes back on");
    await expect(date).toHaveAccessibleDescription("Pick the day on which it comes back.");
    await date.fill(day(10));
    await put.click();
    await expect(dialog).toBeHidden();
    await expect(toast(page, /^Berg Lifts snoozed until /)).toBeVisible();
    await expect(headline(page, "Nothing needs attention")).toBeVisible();
    await expect(page.getByText("Everything is looked after")).toBeVisible();
    await page.getByRole("link", { name: "1 snoozed" }).click();
    await expect(page).toHaveURL("/?snoozed=true");
    await expect(headline(page, "1 snoozed")).toBeVisible();
    await expect(rows(page, "Accounts at risk")).toHaveText([/Until .*: They are on holiday, Ada Tester/]);
  });

  await test.step("and back", async () => {
    await page.getByRole("button", { name: "Wake Berg Lifts" }).click();
    await expect(toast(page, "Berg Lifts is back")).toBeVisible();
    await expect(page.getByText("Nothing is snoozed")).toBeVisible();
    await page.getByRole("link", { name: "What needs attention" }).click();
    await expect(page).toHaveURL("/");
    await expect(clock).toBeVisible();
  });

  await test.step("the message takes it back, too", async () => {
    await clock.click();
    await dialog.getByRole("button", { name: "In a week" }).click();
    await reason.fill("Later");
    await page.keyboard.press("Enter");
    await expect(headline(page, "Nothing needs attention")).toBeVisible();
    await toast(page, /^Berg Lifts snoozed until /)
      .last()
      .getByRole("button", { name: "Undo" })
      .click();
    await expect(headline(page, "1 thing needs attention")).toBeVisible();
  });
});

// Proves: A24
test("an empty workspace has nothing to do, and begins", async ({ open, works }) => {
  const page = await open(works);
  await page.goto("/");
  await expect(headline(page, "Nothing needs attention")).toBeVisible();
  await expect(page.getByText("Everything is looked after")).toBeVisible();
  await expect(headline(page, "Welcome, Ada Tester")).toBeVisible();
  for (const kind of KINDS) await expect(section(page, kind)).toHaveCount(0);
  await page.goto("/?mine=true");
  await expect(page.getByText("Nothing of yours waits")).toBeVisible();
  await page.getByRole("link", { name: "See everyone's" }).click();
  await expect(page).toHaveURL("/");
  await page.goto("/?snoozed=true");
  await expect(page.getByText("Nothing is snoozed")).toBeVisible();
});

// Proves: A24
test("the demo's Home has a section for each kind, and is sound", async ({ open, demo }) => {
  const page = await open(demo, { reducedMotion: "reduce" });
  for (const [i, size] of WIDTHS.entries()) {
    await page.emulateMedia({ colorScheme: i === 0 ? "dark" : "light" });
    await page.setViewportSize(size);
    await page.goto("/");
    await settled(page, async () => expect(headline(page, /^\d+ things need attention$/)).toBeVisible());
    for (const kind of KINDS) await expect(rows(page, kind).first(), kind).toBeVisible();
    const deal = rows(page, "Stalled deals").first();
    await expect(deal).toContainText(/\d+ days in \w+, limit is 14/);
    await expectNoOverflow(page, `Home, ${size.width}`);
    await expectAccessible(page, `Home, ${size.width}`);
  }
  // The last size was a phone's.
  await rows(page, "Stalled deals")
    .first()
    .getByRole("button", { name: /^Snooze / })
    .click();
  const dialog = page.getByRole("dialog", { name: /^Snooze / });
  await settled(page, async () => expect(dialog).toBeVisible());
  await expectNoOverflow(page, "snoozing");
  await expectAccessible(page, "snoozing");
  await page.keyboard.press("Escape");
  await section(page, "Stalled deals").getByRole("link", { name: "Open the list" }).click();
  await expect(page).toHaveURL(/\/opportunities\?.*stalled/);
});
