import { unique } from "../support/api.ts";
import { Field, tile } from "../support/person.ts";
import { expect, test } from "../support/test.ts";

// Proves: H17, H2, H18
test("name and email are edited where they stand", async ({ open, works }) => {
  const lead = await works.addLead({});
  const page = await open(works);
  const [name, email] = [new Field(page, "Name"), new Field(page, "Email")];
  await page.goto(`/leads/${lead.id}`);

  // Enter saves.
  await name.type("Anonymous", "Grace Hopper");
  await page.keyboard.press("Enter");
  await expect(name.showing("Grace Hopper")).toBeVisible();
  await expect(name.showing("Grace Hopper")).toBeFocused();
  expect((await works.lead(lead.id)).name).toBe("Grace Hopper");

  // Esc brings the old one back, and sends nothing.
  const { version } = await works.lead(lead.id);
  await name.type("Grace Hopper", "Somebody else");
  await page.keyboard.press("Escape");
  await expect(name.showing("Grace Hopper")).toBeVisible();
  await page.reload();
  await expect(name.showing("Grace Hopper")).toBeVisible();
  expect((await works.lead(lead.id)).version).toBe(version);

  // Leaving the field saves.
  const address = `${unique("grace")}@navy.example`;
  await email.type("+ Add email", address);
  await page.getByRole("heading", { name: "Profile" }).click();
  await expect(email.showing(address)).toBeVisible();
  expect((await works.lead(lead.id)).email).toBe(address);
  // An email does not make a contact of it.
  await expect(page.getByRole("button", { name: /^Stage: New/ })).toBeVisible();

  // The keyboard alone.
  await name.showing("Grace Hopper").focus();
  await page.keyboard.press("Enter");
  await expect(name.box).toBeFocused();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("Rear Admiral Hopper");
  await page.keyboard.press("Enter");
  await expect(name.showing("Rear Admiral Hopper")).toBeVisible();

  await page.reload();
  await expect(name.showing("Rear Admiral Hopper")).toBeVisible();
  await expect(email.showing(address)).toBeVisible();
  const timeline = page.getByRole("region", { name: "Timeline" });
  await expect(timeline).toContainText("Ada Tester changed email");
});

// Proves: H17
test("a save that fails stays in its field, with the reason", async ({ open, works, watch }) => {
  const taken = `${unique("taken")}@example.com`;
  await works.addLead({ name: "Who was first", email: taken });
  const lead = await works.addLead({ name: "Second" });
  const page = await open(works);
  const email = new Field(page, "Email");
  watch.allow(/status of (400|409|422)|ERR_FAILED/);
  await page.goto(`/leads/${lead.id}`);

  await email.type("+ Add email", "no address at all");
  await page.keyboard.press("Enter");
  const why = page.getByRole("alert").filter({ hasText: /email|address/i });
  await expect(why).toBeVisible();
  await expect(email.box).toHaveValue("no address at all");
  await expect(email.box).toHaveAttribute("aria-invalid", "true");
  await expect(email.box).toHaveAccessibleDescription(/email|address/i);

  await email.box.fill(taken);
  await page.keyboard.press("Enter");
  await expect(why).toContainText(/already|taken|another|exists|has this/i);
  await expect(email.box).toHaveValue(taken);

  await page.route(`**/api/v1/leads/${lead.id}`, (route) =>
    route.request().method() === "PATCH" ? route.abort() : route.continue(),
  );
  const free = `${unique("free")}@example.com`;
  await email.box.fill(free);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: "The server could not be reached" })).toBeVisible();
  await expect(email.box).toHaveValue(free);

  // And once the server is back, the same field saves.
  await page.unroute(`**/api/v1/leads/${lead.id}`);
  await email.box.press("Enter");
  await expect(email.showing(free)).toBeVisible();
  expect((await works.lead(lead.id)).email).toBe(free);
});

// Proves: E1, E8, E17, H45
test("who is not linked reads N/A, and why", async ({ open, works }) => {
  const lead = await works.addLead({ name: "Typed in" });
  const page = await open(works);
  await page.goto(`/leads/${lead.id}`);
  const strip = page.getByRole("region", { name: "Engagement" });
  await expect(strip.getByText("N/A — Not linked to site tracking.", { exact: true })).toBeVisible();
  await expect(strip.getByRole("group")).toHaveCount(0);
  const activity = page.getByRole("region", { name: "Site activity" });
  await expect(activity.getByText("No site activity captured for this contact.", { exact: true })).toBeVisible();
  await expect(activity.locator("dl")).toHaveCount(0);
  await strip.getByRole("button", { name: "Why most contacts read N/A" }).click();
  const help = page.getByRole("dialog", { name: "Why most contacts read N/A" });
  await expect(help).toContainText("hydra.identify(");
  await page.keyboard.press("Escape");
  await expect(help).toBeHidden();
});

// Proves: E9, H43
test("who was here long ago reads quiet", async ({ open, demo }) => {
  const lead = await demo.findLead("grace@solarhaus.example");
  const page = await open(demo);
  await page.goto(`/leads/${lead.id}`);
  const strip = page.getByRole("region", { name: "Engagement" });
  await expect(strip.getByText("No activity in the last 30 days", { exact: true })).toBeVisible();
  const bars = strip.getByRole("button", { name: /^0 events on / });
  await expect(bars).toHaveCount(30);
  // What they did stays readable.
  await expect(tile(page.getByRole("region", { name: "Site activity" }), "Sessions")).toHaveText("2");
});

// Proves: E1, E2, E3, E5, E7, H41, H42, H43, H44
test("who is active has bars, tiles, top pages and sessions", async ({ open, works }) => {
  const email = `${unique("active")}@example.com`;
  const lead = await works.addLead({ name: "Active", email });
  const widget = await works.addWidget("Site", true);
  const visitor = unique("visitor");
  const minute = 60_000;
  const now = Date.now();
  const view = (minutesAgo: number, path: string) => ({
    type: "pageview",
    url: `https://site.example${path}`,
    ts: now - minutesAgo * minute,
  });
  // 40 minutes, a gap of more than 30, then 30 up to the identify: two sessions, 1h 10m.
  await works.track(widget, visitor, [
    view(150, "/pricing"),
    view(130, "/"),
    view(110, "/pricing"),
    view(30, "/docs"),
    { ...view(20, "/docs"), type: "custom", name: "plan_viewed", properties: { plan: "growth" } },
    view(5, "/pricing"),
  ]);
  await works.identify(widget, visitor, email);
  await expect.poll(async () => (await works.siteActivity(lead.id)).sessions).toBe(2);

  const page = await open(works);
  await page.goto(`/leads/${lead.id}`);
  const activity = page.getByRole("region", { name: "Site activity" });
  await expect(tile(activity, "Sessions")).toHaveText("2");
  await expect(tile(activity, "Time on site")).toHaveText("1h 10m");
  await expect(tile(activity, "Last seen")).toHaveText(/^(just now|\dm ago)$/);
  await expect(tile(activity, "Custom events")).toHaveText("1");
  const pages = activity.getByRole("list").first().getByRole("listitem");
  await expect(pages).toHaveText([/^\/pricing\s*3$/, /^\/docs\s*1$|^\/\s*1$/, /^\/docs\s*1$|^\/\s*1$/]);
  const latest = activity.getByRole("list").nth(1).getByRole("listitem");
  await expect(latest.filter({ hasText: "plan_viewed" })).toContainText(/plan: growth.*2\dm ago/);
  // The newest session first, and its start is not counted among its events.
  await expect(activity.getByText(/^\d+ events?$/)).toHaveText(["4 events", "3 events"]);

  // Yesterday's part of this may be on another UTC day; together the bars have all of it but the session starts.
  const strip = page.getByRole("region", { name: "Engagement" });
  const bars = strip.getByRole("button", { name: /^\d+ events? on \w{3} \d+ \w{3} \d{4}, UTC/ });
  await expect(bars).toHaveCount(30);
  const names = await bars.evaluateAll((all) => all.map((bar) => bar.getAttribute("aria-label") ?? ""));
  const sum = names.reduce((total, label) => total + Number.parseInt(label, 10), 0);
  const { total } = await works.get<{ total: number }>("/visitors/activity-summary", { customer_id: lead.id });
  expect(sum).toBe(total);
  expect(total, "six events and the identify").toBe(7);
  const today = bars.last();
  const said = (names.at(-1) ?? "").replace(" on ", " · ").replace(", so far", "");
  await today.hover();
  await expect(strip.getByText(said)).toBeVisible();
  await expect(strip).toContainText(/busiest/);
  // One stop for the keyboard; arrows walk.
  await today.focus();
  await page.keyboard.press("ArrowLeft");
  await expect(bars.nth(28)).toBeFocused();
});

// Proves: L11, L12
test("custom fields and tags are edited in the profile", async ({ open, works }) => {
  const webhook = await works.addWebhook("Form");
  const id = await works.submit(webhook, { name: unique("Field"), "Team size": 12, agreed: true });
  const page = await open(works);
  await page.goto(`/leads/${id}`);
  const profile = page.getByRole("region", { name: "Profile" });
  const size = new Field(profile, "Team size");
  await size.type("12", "45");
  await page.keyboard.press("Enter");
  await expect(size.showing("45")).toBeVisible();
  const tags = new Field(profile, "Tags, separated by commas");
  await tags.type("Empty", "hot, vip");
  await page.keyboard.press("Enter");
  await expect(profile.getByText("vip", { exact: true })).toBeVisible();
  const lead = await works.lead(id);
  expect(lead.custom_fields).toMatchObject({ teamSize: 45, agreed: true, _displayNames: { teamSize: "Team size" } });
  expect(lead.tags).toEqual(["hot", "vip"]);
});
