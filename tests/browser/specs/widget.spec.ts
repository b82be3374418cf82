import { gzipSync } from "node:zlib";
import { unique } from "../support/api.ts";
import {
  addWidget,
  anonymousId,
  call,
  demoWidget,
  eventsOf,
  listen,
  namesOf,
  PATH,
  Person,
  ready,
  SNIPPET,
  serve,
  stored,
  tag,
  visit,
} from "../support/site.ts";
import { expect, test } from "../support/test.ts";

test.describe.configure({ timeout: 120_000 });

/** Whatever the server makes of a stage for somebody without a company: the browser logs it. */
const SETTING_REFUSED = /status of 4\d\d.*\/api\/widget\/set-/;

test.describe("before the script has loaded", () => {
  // Proves: S15, A25
  test("the snippet keeps every call, and the script makes them in order", async ({ open, works, watch }) => {
    const widget = await addWidget(works);
    const email = `${unique("ada")}@site.example`;
    const page = await open(null);
    watch.allow(SETTING_REFUSED);
    const sent = listen(page);
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route("**/widget.js", async (route) => {
      await held;
      await route.continue();
    });
    await serve(page, PATH, SNIPPET + tag(widget, 'data-consent="required"'));
    await page.goto(PATH, { waitUntil: "domcontentloaded" });
    const answers = await page.evaluate((who) => {
      // biome-ignore lint/suspicious/noExplicitAny: the snippet's stand-in
      const { hydra } = window as any;
      return [
        hydra.track("first", { plan: "growth" }),
        hydra.identify(who, { name: "Ada" }),
        hydra.setProperties({ seats: 4 }),
        hydra.setStage("Trial"),
        hydra.setDeal({ value: 1200 }),
        hydra.consent(true),
        hydra.reset(),
        hydra.track("somebody_else"),
      ].filter((answer) => answer !== undefined);
    }, email);
    expect(answers, "the stand-ins answer nothing").toEqual([]);
    const called = Date.now();
    release();
    await ready(page);
    await expect.poll(() => namesOf(sent)).toEqual(["pageview", "first", "somebody_else"]);
    expect(sent.map((r) => r.path)).toEqual([
      "init",
      "track",
      "identify",
      "set-properties",
      "set-stage",
      "set-deal",
      "track",
    ]);
    const [first, other] = sent.filter((r) => r.path === "track").map((r) => r.body);
    expect(first?.anon_visitor_id).not.toBe(other?.anon_visitor_id);
    expect(new Set(sent.slice(1, 6).map((r) => r.body.anon_visitor_id)).size).toBe(1);
    expect(first?.events.every((e) => e.ts <= called)).toBe(true);
    expect(sent[3]?.body.properties).toEqual({ seats: 4 });
    await new Person(works, email).expectNames("pageview", "first");
  });

  // Proves: S20
  test("nothing leaves the page before it has loaded", async ({ open, works }) => {
    const widget = await addWidget(works);
    const page = await open(null);
    const sent = listen(page);
    const script = await works.request.get("/widget.js");
    expect(gzipSync(await script.body()).length, "a few KB").toBeLessThan(6 * 1024);
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route("**/slow.png", async (route) => {
      await held;
      await route.fulfill({ contentType: "image/svg+xml", body: '<svg xmlns="http://www.w3.org/2000/svg"/>' });
    });
    await serve(page, PATH, tag(widget), '<img src="/slow.png" alt="">');
    await page.goto(PATH, { waitUntil: "commit" });
    await ready(page);
    // Enough to be sent at once, were the page there.
    for (let i = 0; i < 30; i++) await call(page, "track", `e${i}`);
    expect(await page.evaluate(() => document.readyState)).toBe("interactive");
    expect(sent).toEqual([]);
    release();
    await expect.poll(() => namesOf(sent).length).toBe(31);
  });
});

// Proves: S2
test("every route of a single-page app is a page view, also by back and forward", async ({ open, demo }) => {
  const page = await open(null);
  await page.goto("/demo/app");
  await ready(page);
  const widget = await demoWidget(demo, page);
  const side = page.getByRole("navigation", { name: "App" });
  const heading = (name: string) => expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await side.getByRole("link", { name: "Reports" }).click();
  await heading("Reports");
  await side.getByRole("link", { name: "Settings" }).click();
  await heading("Settings");
  await side.getByRole("link", { name: "Settings" }).click();
  await page.goBack();
  await heading("Reports");
  await page.goForward();
  await heading("Settings");
  await page.evaluate(() => history.replaceState(null, "", "/demo/app/settings?tab=2"));
  await page.evaluate(() => history.replaceState(null, "", "/demo/app/settings?tab=2"));
  await page.evaluate(() => {
    location.hash = "#end";
  });
  const person = await Person.behind(demo, widget, await anonymousId(page, widget));
  await page.goto("about:blank");
  const urls = async () =>
    (await person.events()).filter((e) => e.type === "pageview").map((e) => new URL(e.url).href.split("/demo")[1]);
  await expect
    .poll(urls)
    .toEqual([
      "/app",
      "/app/reports",
      "/app/settings",
      "/app/reports",
      "/app/settings",
      "/app/settings?tab=2",
      "/app/settings?tab=2#end",
    ]);
});

test.describe("delivery", () => {
  // Proves: S9
  test("goes in batches: at 25 events at once, what is less after a while", async ({ open, works }) => {
    const widget = await addWidget(works);
    const page = await open(null);
    const sent = listen(page);
    await serve(page, PATH, tag(widget));
    await page.goto(PATH);
    await ready(page);
    await expect.poll(() => sent.map((r) => r.path)).toEqual(["init"]);
    await page.evaluate(() => {
      const { hydra } = window as unknown as { hydra: { track(name: string): void } };
      for (let i = 1; i <= 26; i++) hydra.track(`e${i}`);
    });
    await expect.poll(() => eventsOf(sent).length).toBe(27);
    const batches = sent.filter((r) => r.path === "track").map((r) => r.body.events.length);
    expect(batches.length, "27 events, not 27 requests").toBeLessThanOrEqual(2);
    expect(batches[0]).toBeGreaterThanOrEqual(25);
    const person = await Person.behind(works, widget, await anonymousId(page, widget));
    await expect.poll(async () => (await person.names()).length).toBe(27);
  });

  // Proves: S10
  test("waits while the network is away, and stores every event once", async ({ open, works, watch }) => {
    watch.allow(/ERR_INTERNET_DISCONNECTED|ERR_FAILED/);
    const widget = await addWidget(works);
    const page = await open(null);
    const sent = listen(page);
    await serve(page, PATH, tag(widget));
    await page.goto(PATH);
    await ready(page);
    await expect.poll(() => namesOf(sent)).toEqual(["pageview"]);
    await page.context().setOffline(true);
    const failed = page.waitForEvent("requestfailed", (r) => r.url().endsWith("/api/widget/track"));
    for (const name of ["one", "two", "three"]) await call(page, "track", name);
    await failed;
    await expect.poll(async () => Object.keys(await stored(page))).toContain(`hydra_${widget.key}_queue`);
    await page.context().setOffline(false);
    const anonymous = await anonymousId(page, widget);
    const person = await Person.behind(works, widget, anonymous);
    await person.expectNames("pageview", "one", "two", "three");
    await expect.poll(async () => Object.keys(await stored(page))).toEqual([`hydra_${widget.key}`]);

    // The server stores a batch, but its answer is lost: the script sends it again.
    let lost = 0;
    await page.route("**/api/widget/track", async (route) => {
      if (lost++) return route.continue();
      await route.fetch();
      await route.abort();
    });
    await call(page, "track", "four");
    await expect.poll(() => namesOf(sent).filter((name) => name === "four").length).toBe(2);
    await call(page, "track", "five");
    await person.expectNames("pageview", "one", "two", "three", "four", "five");
  });

  // Proves: S10
  test("what was never sent goes at the next visit, under the same visitor", async ({ open, works, watch }) => {
    watch.allow(/ERR_FAILED|status of 503/);
    const widget = await addWidget(works);
    const page = await open(null);
    const sent = listen(page);
    await serve(page, PATH, tag(widget));
    await page.route("**/api/widget/track", (route) => route.fulfill({ status: 503 }));
    await page.goto(PATH);
    await ready(page);
    await call(page, "track", "kept");
    await expect.poll(async () => Object.keys(await stored(page))).toContain(`hydra_${widget.key}_queue`);
    const anonymous = await anonymousId(page, widget);
    await page.unroute("**/api/widget/track");
    await page.route("**/api/widget/track", (route) => route.abort());
    await page.goto("about:blank");
    await page.unroute("**/api/widget/track");
    await page.goto(PATH);
    await ready(page);
    const person = await Person.behind(works, widget, anonymous);
    await person.expectNames("pageview", "kept", "pageview");
    expect(new Set(sent.filter((r) => r.path === "track").map((r) => r.body.anon_visitor_id)).size).toBe(1);
  });

  // Proves: S10
  test("a tab that is closed loses nothing", async ({ open, works }) => {
    const widget = await addWidget(works);
    const page = await open(null);
    await serve(page, PATH, tag(widget));
    await page.goto(PATH);
    await ready(page);
    const anonymous = await anonymousId(page, widget);
    const other = await page.context().newPage();
    await call(page, "track", "last_words", { n: 1 });
    await page.close({ runBeforeUnload: true });
    const person = await Person.behind(works, widget, anonymous);
    await person.expectNames("pageview", "last_words");
    await other.close();
  });

  // Proves: S4
  test("takes what is within the limits to the letter, and nothing more", async ({ open, works }) => {
    const widget = await addWidget(works);
    const page = await open(null);
    const sent = listen(page);
    await serve(page, PATH, tag(widget));
    await page.goto(PATH);
    await ready(page);
    const name = "\u{1F6D7}".repeat(100);
    const text = "ä".repeat((4096 - '{"a":""}'.length) / 2);
    await call(page, "track", name);
    await call(page, "track", "full", { a: text });
    await call(page, "track", "cut", { a: "x\ud83d" });
    await call(page, "track", `${name}x`);
    await call(page, "track", "too_full", { a: `${text}a` });
    await call(page, "track", "");
    await page.evaluate(() => {
      // biome-ignore lint/suspicious/noExplicitAny: what a page should not do
      const { hydra } = window as any;
      const cyclic: Record<string, unknown> = {};
      cyclic.self = cyclic;
      for (const wrong of [[1], "text", 7, cyclic, new Date(), document.body]) hydra.track("wrong", wrong);
      hydra.track();
    });
    const answered = page.waitForResponse((r) => r.url().endsWith("/api/widget/track"));
    await call(page, "track", "last");
    expect((await answered).status()).toBe(204);
    const person = await Person.behind(works, widget, await anonymousId(page, widget));
    await person.expectNames("pageview", name, "full", "cut", "last");
    expect((await person.events()).find((e) => e.name === "full")?.properties).toEqual({ a: text });
    expect(namesOf(sent)).toHaveLength(5);
  });

  // Proves: S11
  test("tracking switched off: 204, nothing written, no error", async ({ open, works }) => {
    const widget = await addWidget(works);
    const page = await open(null);
    await serve(page, PATH, tag(widget));
    await visit(page);
    await works.patch(`/widgets/${widget.id}`, { tracking_enabled: false });
    const init = async () => {
      const answer = await works.request.post("/api/widget/init", { data: { widget_key: widget.key } });
      return (await answer.json()).tracking;
    };
    await expect.poll(init).toBe(false);
    // This page does not know yet.
    const answered = page.waitForResponse((r) => r.url().endsWith("/api/widget/track"));
    await call(page, "track", "unwanted");
    expect((await answered).status()).toBe(204);
    const anonymous = await anonymousId(page, widget);
    // The next one does, and asks for nothing but who it is.
    const sent = listen(page);
    const email = `${unique("ada")}@site.example`;
    await page.reload();
    await ready(page);
    await expect.poll(() => sent.map((r) => r.path)).toContain("init");
    await call(page, "track", "unwanted");
    const told = page.waitForResponse((r) => r.url().endsWith("/api/widget/identify"));
    await call(page, "identify", email);
    expect((await told).status()).toBe(204);
    await page.goto("about:blank");
    expect(sent.map((r) => r.path)).toEqual(["init", "identify"]);
    expect(sent[1]?.body.anon_visitor_id).toBe(anonymous);
    await new Person(works, email).expectNames("pageview");
  });
});

test.describe("consent", () => {
  // Proves: S21
  test("a banner: nothing is stored or sent before the answer", async ({ open, demo, watch }) => {
    watch.allow(SETTING_REFUSED);
    const page = await open(null);
    const sent = listen(page);
    const name = unique("held");
    await page.goto("/demo/consent");
    await ready(page);
    await page.getByRole("button", { name: "Watch the video" }).click();
    await call(page, "track", name);
    await page.evaluate(() => {
      void (window as unknown as { hydra: { setProperties(props: object): unknown } }).hydra.setProperties({ a: 1 });
    });
    const banner = page.getByRole("region", { name: "Consent" });
    await expect(banner).toBeVisible();
    expect(await stored(page)).toEqual({});
    expect(await page.evaluate(() => document.cookie)).toBe("");
    expect(sent).toEqual([]);
    await banner.getByRole("button", { name: "Accept" }).click();
    await expect(page.getByText("You agreed: this visit appears in Hydra.")).toBeVisible();
    const widget = await demoWidget(demo, page);
    const person = await Person.behind(demo, widget, await anonymousId(page, widget));
    await person.expectNames("pageview", "demo_opened", "video_started", name);

    await test.step("withdrawn: what was stored goes, and nothing follows", async () => {
      await page.getByRole("button", { name: "Change my answer" }).click();
      await banner.getByRole("button", { name: "Decline" }).click();
      await expect(page.getByText("You declined: nothing is stored or sent.")).toBeVisible();
      expect(await stored(page)).toEqual({});
      const before = sent.length;
      await page.getByRole("button", { name: "Open the brochure" }).click();
      await page.reload();
      await ready(page);
      await page.getByRole("button", { name: "Open the brochure" }).click();
      await page.goto("about:blank");
      expect(sent.slice(before)).toEqual([]);
    });
  });

  // Proves: S21
  test("refused at once: what was held is forgotten", async ({ open }) => {
    const page = await open(null);
    const sent = listen(page);
    await page.goto("/demo/consent");
    await ready(page);
    await page.getByRole("button", { name: "Watch the video" }).click();
    await page.getByRole("button", { name: "Decline" }).click();
    await call(page, "identify", "ada@site.example");
    await page.reload();
    await ready(page);
    expect(await stored(page)).toEqual({});
    await page.goto("about:blank");
    expect(sent).toEqual([]);
  });

  // Proves: S21
  test("Global Privacy Control is a no until there is a yes", async ({ open, works }) => {
    const widget = await addWidget(works);
    const page = await open(null);
    const sent = listen(page);
    await page.addInitScript(() =>
      Object.defineProperty(Navigator.prototype, "globalPrivacyControl", { get: () => true }),
    );
    await serve(page, PATH, tag(widget));
    await page.goto(PATH);
    await ready(page);
    await call(page, "track", "first_page");
    await page.reload();
    await ready(page);
    await call(page, "track", "held");
    expect(await stored(page)).toEqual({});
    expect(sent).toEqual([]);
    await call(page, "consent", true);
    const person = await Person.behind(works, widget, await anonymousId(page, widget));
    await person.expectNames("pageview", "held");
  });
});
