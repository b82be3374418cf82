import type { Page } from "@playwright/test";
import { type Api, unique } from "../support/api.ts";
import { toast } from "../support/records.ts";
import { expect, test } from "../support/test.ts";
import { AGENTS, DAY, did, saw, total, tracked, visitorOf } from "../support/visits.ts";

/** Four people and a robot, on known days. */
async function arrange(owner: Api) {
  const widget = await tracked(owner, unique("Main site"));
  const who = { ada: unique("ada"), bob: unique("bob") };
  await owner.track(
    widget,
    who.ada,
    [saw("/pricing?utm_source=news&utm_campaign=spring", 20), saw("/docs", 19), did("trial_started", 18)],
    AGENTS.firefox,
  );
  await owner.track(
    widget,
    who.bob,
    [saw("/pricing", 10, "https://www.google.com/"), did("video_played", 9)],
    AGENTS.iphone,
  );
  await owner.track(widget, unique("early"), [saw("/pricing", 3 * DAY)], AGENTS.firefox);
  // Nothing is believed to be older than a week.
  await owner.track(widget, unique("earliest"), [saw("/", 8 * DAY)], AGENTS.firefox);
  await owner.track(widget, unique("robot"), [saw("/pricing", 5)], AGENTS.robot);
  return { widget, ...who };
}

async function expectTotals(page: Page, pageviews: number, visitors: number, sessions: number, events: number) {
  await expect(total(page, "Pageviews")).toHaveText(`${pageviews}`);
  await expect(total(page, "Visitors")).toHaveText(`${visitors}`);
  await expect(total(page, "Sessions")).toHaveText(`${sessions}`);
  await expect(total(page, "Custom events")).toHaveText(`${events}`);
}

const ranked = (page: Page, list: string) =>
  page.getByRole("region", { name: list, exact: true }).getByRole("listitem");
const bar = (page: Page, list: string, name: string) =>
  page.getByRole("region", { name: list, exact: true }).getByRole("button", { name: `${name}: filter by it` });

// Proves: S25, S26
test("the report counts what each of its four periods holds", async ({ open, works }) => {
  await arrange(works);
  const page = await open(works);
  await page.goto("/");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Site activity" }).click();
  await expect(page).toHaveURL("/site-activity");
  // 30 days are the default.
  await expectTotals(page, 5, 4, 4, 2);
  const period = page.getByRole("radiogroup", { name: "Period" });
  for (const [range, pageviews, visitors] of [
    ["24h", 3, 2],
    ["7d", 4, 3],
    ["90d", 5, 4],
  ] as const) {
    await period.getByText(range, { exact: true }).click();
    await expect(page).toHaveURL(`/site-activity?range=${range}`);
    await expectTotals(page, pageviews, visitors, visitors, 2);
  }
  await page.goto("/site-activity?range=7d");
  await expectTotals(page, 4, 3, 3, 2);
  await expect(bar(page, "Top pages", "/pricing, 3 views")).toBeVisible();
  await expect(ranked(page, "Top pages")).toHaveCount(2);
  await expect(bar(page, "Top custom events", "trial_started, 1 event")).toBeVisible();
  await expect(bar(page, "Top custom events", "video_played, 1 event")).toBeVisible();
  for (const source of ["Direct", "news", "google.com"]) {
    await expect(bar(page, "Sources", `${source}, 1 visit`)).toBeVisible();
  }
  await page.getByRole("button", { name: "Campaign", exact: true }).click();
  await expect(bar(page, "Sources", "spring, 1 visit")).toBeVisible();

  // The same numbers as a table, and by keys.
  const table = page.getByRole("table", { name: /^Pageviews and visitors by day/ });
  await expect(table.getByRole("row")).toHaveCount(8);
  const slider = page.getByRole("slider", { name: "Walk the days" });
  await slider.focus();
  await expect(slider).toHaveAttribute("aria-valuetext", /so far, UTC/);
  await page.keyboard.press("Home");
  await expect(slider).toHaveAttribute("aria-valuetext", /: 0 pageviews/);
});

// Proves: S25
test("pages, sources, robots and comparison narrow the report by its address", async ({ open, works }) => {
  await arrange(works);
  const page = await open(works);
  await page.goto("/site-activity?range=7d");
  await expectTotals(page, 4, 3, 3, 2);

  await bar(page, "Top pages", "/docs, 1 view").click();
  await expect(page).toHaveURL("/site-activity?page=%2Fdocs&range=7d");
  await expectTotals(page, 2, 1, 1, 1);
  await expect(bar(page, "Top pages", "/docs, 1 view")).toHaveAttribute("aria-pressed", "true");
  await page.getByRole("button", { name: "Remove filter Page: /docs" }).click();
  await expectTotals(page, 4, 3, 3, 2);

  await page.getByRole("button", { name: "Filter", exact: true }).click();
  const add = page.getByRole("dialog", { name: "Filter", exact: true });
  await add.getByRole("button", { name: "Source", exact: true }).click();
  await add.getByRole("button", { name: "google.com", exact: true }).click();
  await expect(page).toHaveURL("/site-activity?source=google.com&range=7d");
  await expectTotals(page, 1, 1, 1, 1);
  await page.goBack();
  await expectTotals(page, 4, 3, 3, 2);
  await bar(page, "Sources", "Direct, 1 visit").click();
  await expect(page).toHaveURL(/source=direct/);
  await expectTotals(page, 1, 1, 1, 0);
  await page.getByRole("button", { name: "Remove filter Source: Direct" }).click();

  const views = page.getByRole("button", { name: /^Pageviews/ });
  await expect(views).toContainText("+300% from 1");
  await page.getByRole("button", { name: "Compare: previous 7 days" }).click();
  await page.getByRole("menuitemradio", { name: "No comparison" }).click();
  await expect(page).toHaveURL(/compare=none/);
  await expect(views).not.toContainText("from 1");
  await page.reload();
  await expect(page.getByRole("button", { name: "No comparison" })).toBeVisible();
  await expect(views).not.toContainText("from 1");

  const robots = page.getByRole("switch", { name: "Robots" });
  await robots.focus();
  await page.keyboard.press("Space");
  await expect(page).toHaveURL(/robots=1/);
  await expectTotals(page, 5, 4, 4, 2);
});

// Proves: S25
test("one widget or all of them", async ({ open, works }) => {
  await arrange(works);
  const shop = await tracked(works, unique("Shop"));
  await works.track(shop, unique("buyer"), [saw("/cart", 2)], AGENTS.firefox);
  const page = await open(works);
  await page.goto("/site-activity?range=24h");
  await expectTotals(page, 4, 3, 3, 2);
  await page.getByRole("button", { name: "All widgets" }).click();
  await page.getByRole("menuitemradio", { name: shop.name }).click();
  await expect(page).toHaveURL(`/site-activity?widget=${shop.id}&range=24h`);
  await expectTotals(page, 1, 1, 1, 0);
  await page.reload();
  await expect(page.getByRole("button", { name: shop.name })).toBeVisible();
  await expectTotals(page, 1, 1, 1, 0);
  await page.getByRole("link", { name: "All visitors" }).click();
  await expect(page).toHaveURL(`/site-activity/visitors?widget=${shop.id}&range=24h`);
  await expect(page.getByRole("table", { name: "Visitors" }).getByRole("row")).toHaveCount(2);
});

// Proves: S25
test("ranked rows are worked by keys", async ({ open, works }) => {
  await arrange(works);
  const page = await open(works);
  await page.goto("/site-activity");
  await bar(page, "Top pages", "/pricing, 3 views").focus();
  await page.keyboard.press("Tab");
  const second = page.locator(":focus");
  await expect(second).toHaveAccessibleName(/filter by it$/);
  const path = (await second.getAttribute("title")) ?? "";
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: `Remove filter Page: ${path}` })).toBeVisible();
  // The focus stays on the row, and once more takes the filter away.
  const row = page.getByRole("region", { name: "Top pages" }).getByTitle(path, { exact: true });
  await expect(row).toBeFocused();
  await expect(row).toHaveAttribute("aria-pressed", "true");
  await page.keyboard.press("Space");
  await expect(page).toHaveURL("/site-activity");
  await expectTotals(page, 5, 4, 4, 2);
});

// Proves: S25
test("who comes to the site appears within seconds", async ({ open, works }) => {
  const { widget } = await arrange(works);
  const page = await open(works);
  await page.goto("/site-activity");
  const live = page.getByRole("region", { name: "Live visitors" });
  await expect(live).toContainText("Nobody is on the site now");
  const fresh = unique("fresh");
  await works.track(widget, fresh, [saw("/checkout", 0)], AGENTS.firefox);
  await expect(live.getByRole("row", { name: /\/checkout/ })).toBeVisible({ timeout: 10_000 });
  await expect(page.getByRole("link", { name: "1 on the site now" })).toBeVisible();
  // And who it is, as soon as that is known.
  const email = `${unique("fresh")}@people.example`;
  await works.identify(widget, fresh, email, { name: "Frida Fresh" });
  await expect(live.getByRole("link", { name: "Frida Fresh" })).toBeVisible({ timeout: 10_000 });
  await page.getByRole("link", { name: "1 on the site now" }).click();
  await expect(page).toHaveURL("/site-activity/visitors?live=1");
  await expect(page.getByRole("table", { name: "Visitors" })).toContainText("Frida Fresh");
});

// Proves: S25
test("visitors are filtered and searched", async ({ open, works }) => {
  const { widget, ada, bob } = await arrange(works);
  const email = `${unique("ada")}@people.example`;
  await works.identify(widget, ada, email, { name: "Ada Known" });
  const page = await open(works);
  await page.goto("/site-activity/visitors");
  const table = page.getByRole("table", { name: "Visitors" });
  const rows = table.getByRole("row");
  await expect(rows).toHaveCount(5);
  await expect(table.getByRole("row", { name: /Ada Known/ })).toContainText("Firefox");

  const who = page.getByRole("button", { name: "Who", exact: true });
  await who.click();
  await page.getByRole("menuitem", { name: "Identified" }).click();
  await expect(page).toHaveURL("/site-activity/visitors?who=identified");
  await expect(rows).toHaveCount(2);
  await page.getByRole("button", { name: "Remove filter Who: Identified" }).click();
  await who.click();
  await page.getByRole("menuitem", { name: "Anonymous" }).click();
  await expect(rows).toHaveCount(4);
  await page.getByRole("button", { name: "Remove filter Who: Anonymous" }).click();

  const search = page
    .getByRole("searchbox", { name: "Search visitors" })
    .or(page.getByRole("textbox", { name: "Search visitors" }));
  await search.fill(email);
  await expect(rows).toHaveCount(2);
  await search.fill(bob);
  await expect(rows).toHaveCount(2);
  await expect(table).toContainText("google.com");
  await search.fill("nobody at all");
  await expect(page.getByText("No visitor matches the search “nobody at all”")).toBeVisible();
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(rows).toHaveCount(5);

  await page.getByRole("radiogroup", { name: "Last visit" }).getByText("24h", { exact: true }).click();
  await expect(rows).toHaveCount(3);
  await page.goto("/site-activity/visitors?range=24h&source=news&robots=1");
  await expect(rows).toHaveCount(2);
  await expect(table).toContainText("Ada Known");
});

// Proves: S25, S26
test("a visitor's page shows its visits, and erases them once asked", async ({ open, works }) => {
  const { ada } = await arrange(works);
  const { id } = await visitorOf(works, ada);
  const page = await open(works);
  await page.goto("/site-activity/visitors");
  await page
    .getByRole("table", { name: "Visitors" })
    .getByRole("link", { name: new RegExp(ada.slice(-8)) })
    .click();
  await expect(page).toHaveURL(`/site-activity/visitors/${id}`);
  const browser = page.getByRole("region", { name: "This browser" });
  await expect(browser).toContainText("Firefox");
  await expect(browser).toContainText("Desktop");
  await expect(browser).toContainText("news · spring");
  await expect(page.getByRole("region", { name: "Whose browser" })).toContainText("Nobody’s that is known");
  const activity = page.getByRole("region", { name: "Site activity" });
  for (const said of ["Session started", "/docs", "trial_started", "/pricing"]) {
    await expect(activity).toContainText(said);
  }

  const erase = async (then: string) => {
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Erase events" }).click();
    const ask = page.getByRole("dialog", { name: "Erase all events of this visitor?" });
    await ask.getByRole("button", { name: then }).click();
    await expect(ask).toBeHidden();
  };
  await erase("Cancel");
  await expect(activity).toContainText("trial_started");
  await erase("Erase events");
  await expect(toast(page, "3 events erased")).toBeVisible();
  await expect(activity).toContainText("No site activity is kept of this visitor.");
  const left = await works.get<{ data: unknown[] }>("/events", { visitor_id: id });
  expect(left.data).toEqual([]);
  // What was counted of them is gone from the report, too.
  await page.goto("/site-activity?range=24h");
  await expect(total(page, "Custom events")).toHaveText("1");
  await expect(bar(page, "Top custom events", "video_played, 1 event")).toBeVisible();
});

// Proves: S25
test("an agent is told why, and an empty workspace what to do", async ({ open, works, playwright, baseURL }) => {
  const agent = await open(await works.invite(playwright, baseURL as string, "Agnes Agent", "agent"));
  for (const [path, title] of [
    ["/site-activity", "Site activity"],
    ["/site-activity/visitors", "Visitors"],
  ] as const) {
    await agent.goto(path);
    await expect(agent.getByText(`Your role cannot open ${title}`)).toBeVisible();
    await expect(agent.getByText("analytics:view")).toBeVisible();
  }
  await expect(
    agent.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Site activity" }),
  ).toHaveCount(0);

  const page = await open(works);
  await page.goto("/site-activity");
  await expect(page.getByText("No widget yet")).toBeVisible();
  await page.getByRole("link", { name: "Create widget" }).click();
  await expect(page.getByRole("dialog", { name: "New widget" })).toBeVisible();
  const widget = await works.addWidget(unique("Quiet"), false);
  await page.goto("/site-activity");
  await expect(page.getByText("Tracking is off on every widget")).toBeVisible();
  await works.patch(`/widgets/${widget.id}`, { tracking_enabled: true });
  await page.reload();
  await expect(page.getByText("No event has arrived yet")).toBeVisible();
  await expect(page.getByRole("link", { name: "Get the snippet" })).toBeVisible();
});
