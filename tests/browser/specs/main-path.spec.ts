import { unique } from "../support/api.ts";
import { Board } from "../support/board.ts";
import { Field, tile } from "../support/person.ts";
import { expect, test } from "../support/test.ts";

// The product in one go: a stranger browses, sends a form, signs in, and is a lead with a history that somebody moves.
// Proves: S1, S2, S5, S10, S14, S15, S16, L5, L10, L13, L16, L17, L18, H40, H41, H42, H43, H44, H46, E1, E10
test("a visitor becomes a lead with the history from before", async ({ open, demo, watch }) => {
  test.setTimeout(180_000);
  const name = `Ada ${unique("Berg")}`;
  const email = `${unique("ada")}@berglifts.example`;
  const desk = await open(null);
  const board = new Board(desk);
  // Asked before anybody is signed in.
  watch.allow(/status of 401 .*\/api\/v1\/auth\/me/);

  await test.step("sign in", async () => {
    await desk.goto("/leads");
    await expect(desk.getByRole("heading", { name: "Sign in to Hydra" })).toBeVisible();
    await desk.getByLabel("Email").fill("demo@hydra.test");
    await desk.getByRole("textbox", { name: "Password" }).fill("hydra-demo");
    await desk.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(desk).toHaveURL("/leads");
    await expect(desk.getByRole("heading", { name: "Leads", level: 1 })).toBeVisible();
  });

  await test.step("the widget's page has the snippet and the switch", async () => {
    await desk.goto("/settings/widgets");
    await desk.getByRole("link", { name: "Northlight website" }).click();
    const snippet = desk.getByRole("region", { name: "Install snippet" });
    await expect(snippet).toContainText(/<script .*src="[^"]*\/widget\.js"/);
    await expect(snippet).toContainText(/data-key="pk_\w+"/);
    await expect(desk.getByRole("switch", { name: "Record site activity" })).toBeChecked();
  });

  const visitor = await open(null);
  await test.step("a visitor acts before the script has come", async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await visitor.route("**/widget.js", async (route) => {
      await held;
      await route.continue();
    });
    await visitor.goto("/demo/", { waitUntil: "domcontentloaded" });
    const waiting = await visitor.evaluate(() => {
      const { hydra } = window as unknown as { hydra: { _q: unknown[]; track(name: string, props: object): void } };
      hydra.track("before_the_script", { plan: "growth" });
      return hydra._q.length;
    });
    expect(waiting, "the calls wait in the queue").toBe(2);
    release();
    await visitor.waitForLoadState("load");
  });

  await test.step("looks at pages, and at the single-page app", async () => {
    await visitor.getByRole("link", { name: "Pricing", exact: true }).click();
    await expect(visitor).toHaveURL("/demo/pricing");
    // The address changes before the page's script has come; who leaves earlier than that was never seen.
    await visitor.waitForLoadState("load");
    await visitor.goto("/demo/app");
    await visitor.getByRole("link", { name: "Reports" }).click();
    await expect(visitor.getByRole("heading", { name: "Reports", level: 1 })).toBeVisible();
    await visitor.getByRole("link", { name: "Settings" }).click();
    await visitor.getByRole("button", { name: "Upgrade to Crew" }).click();
  });

  await test.step("sends the contact form", async () => {
    await visitor.goto("/demo/contact");
    await visitor.getByLabel("Name").fill(name);
    await visitor.getByLabel("Work email").fill(email);
    await visitor.getByLabel("Company").fill("Berg Lifts");
    await visitor.getByLabel("Technicians").selectOption("6 to 20");
    await visitor.getByLabel("What should we look at?").fill("Three goods lifts");
    await visitor.getByRole("button", { name: "Book a walkthrough" }).click();
    await expect(visitor.getByRole("heading", { name: "Thank you, Ada" })).toBeVisible();
  });

  const lead = await demo.findLead(email);
  await test.step("it is on the board, in the first stage", async () => {
    await desk.goto("/leads");
    await board.expectOnlyIn("New", name);
    await board.cardIn("New", name).click();
    const drawer = desk.getByRole("dialog", { name: "Lead" });
    await expect(new Field(drawer, "Name").showing(name)).toBeVisible();
    const profile = drawer.getByRole("region", { name: "Profile" });
    await expect(new Field(profile, "Company").showing("Berg Lifts")).toBeVisible();
    await expect(profile.getByText("Webhook · Landing page form")).toBeVisible();
    // What the webhook does not know keeps the name that the form gave it.
    await expect(new Field(profile, "team_size").showing("6 to 20")).toBeVisible();
    await expect(new Field(profile, "message").showing("Three goods lifts")).toBeVisible();
    await expect(drawer.getByText("N/A — Not linked to site tracking.")).toBeVisible();
    await expect(drawer.getByText("No site activity captured for this contact.")).toBeVisible();
  });

  await test.step("signs in on the site with the same email", async () => {
    await visitor.goto("/demo/login");
    // By its role: the closed chat has an email's place, too.
    await expect(visitor.getByRole("textbox", { name: "Email" })).toHaveValue(email);
    const told = visitor.waitForResponse((r) => r.url().endsWith("/api/widget/identify"));
    await visitor.getByRole("button", { name: "Sign in" }).click();
    await expect(visitor.getByRole("heading", { name: `Signed in as ${name}` })).toBeVisible();
    expect((await told).status()).toBe(204);
    // Leaving sends the rest.
    await visitor.goto("about:blank");
    const names = async () => {
      const { timeline } = await demo.siteActivity(lead.id);
      return timeline.flatMap((s) => s.events).map((e) => e.name);
    };
    await expect.poll(names, { timeout: 20_000 }).toContain("signed_in");
  });

  await test.step("the lead has the history from before", async () => {
    await desk.goto(`/leads/${lead.id}`);
    const activity = desk.getByRole("region", { name: "Site activity" });
    await activity.getByRole("button", { name: /^Show \d+ more events$/ }).click();
    const rows = activity.getByRole("listitem");
    const row = (text: string | RegExp) => rows.filter({ hasText: text });
    await expect(row("before_the_script")).toHaveCount(1);
    await expect(row("before_the_script")).toContainText("plan: growth");
    await expect(row("clicked_upgrade")).toContainText("source: settings");
    await expect(row("walkthrough_requested")).toHaveCount(1);
    await expect(row("Session started")).toHaveCount(1);
    await expect(row("Identified")).toHaveCount(1);
    // One page view for each page, those of the single-page app too.
    const pages = activity.getByRole("list").first().getByRole("listitem");
    await expect(pages).toHaveCount(5);
    const timeline = activity.getByRole("list").nth(1).getByRole("listitem");
    const paths = ["/demo/", "/demo/pricing", "/demo/app", "/demo/app/reports", "/demo/app/settings", "/demo/contact"];
    for (const path of paths) {
      await expect(timeline.filter({ has: desk.getByText(path, { exact: true }) }), path).toHaveCount(1);
    }
    await expect(tile(activity, "Sessions")).toHaveText("1");
    await expect(tile(activity, "Time on site")).toHaveText(/^\d+[ms]$/);
    await expect(tile(activity, "Last seen")).toHaveText(/^(just now|\dm ago)$/);
    // track() only: six demo_opened, before_the_script, clicked_upgrade, walkthrough_requested, signed_in.
    const custom = (await demo.siteActivity(lead.id)).custom_events;
    expect(custom).toBeGreaterThanOrEqual(8);
    await expect(tile(activity, "Custom events")).toHaveText(String(custom));

    const strip = desk.getByRole("region", { name: "Engagement" });
    await expect(strip.getByRole("group", { name: /^Events a day: \d+ events in the last 30 days/ })).toBeVisible();
    await expect(strip.getByRole("button")).toHaveCount(30);
    const [profile, middle, below] = await Promise.all(
      ["Profile", "Engagement", "Site activity"].map((n) => desk.getByRole("region", { name: n }).boundingBox()),
    );
    expect(profile && middle && below && profile.y < middle.y && middle.y < below.y).toBe(true);
  });

  await test.step("it is dragged to the next stage", async () => {
    await desk.getByRole("navigation", { name: "Breadcrumb" }).getByRole("link", { name: "Leads" }).click();
    await board.expectOnlyIn("New", name);
    await board.dragByMouse(name, "Contacted");
    await board.expectOnlyIn("Contacted", name);
    await expect(board.toast(`${name} moved to Contacted`)).toBeVisible();
    expect((await demo.lead(lead.id)).stage_id).toBe((await demo.stage("Contacted")).id);
    await desk.reload();
    await board.expectOnlyIn("Contacted", name);
  });

  await test.step("and the timeline says so", async () => {
    await desk.goto(`/leads/${lead.id}`);
    await expect(desk.getByRole("button", { name: /^Stage: Contacted/ })).toBeVisible();
    const timeline = desk.getByRole("region", { name: "Timeline" });
    await expect(timeline).toContainText(/Maya Lindqvist moved this lead\s*New\s*Contacted/);
    await expect(timeline).toContainText("Linked to a browser on your site");
    await expect(timeline).toContainText("Lead created");
  });
});
