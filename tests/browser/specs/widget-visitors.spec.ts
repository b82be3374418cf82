import { Api, type Page as List, unique } from "../support/api.ts";
import {
  addWidget,
  anonymousId,
  call,
  demoWidget,
  listen,
  namesOf,
  PATH,
  Person,
  ready,
  type Sent,
  SNIPPET,
  serve,
  tag,
  visit,
} from "../support/site.ts";
import { expect, test } from "../support/test.ts";

test.describe.configure({ timeout: 120_000 });

test.describe("who it is", () => {
  // Proves: S5, S7, A25
  test("signing out begins somebody new", async ({ open, demo }) => {
    const page = await open(null);
    const email = `${unique("ada")}@site.example`;
    await page.goto("/demo/login");
    await ready(page);
    const widget = await demoWidget(demo, page);
    const first = await anonymousId(page, widget);
    await page.getByRole("textbox", { name: "Email" }).fill(email);
    await page.getByRole("textbox", { name: "Name" }).fill("Ada Berg");
    const told = page.waitForResponse((r) => r.url().endsWith("/api/widget/identify"));
    await page.getByRole("button", { name: "Sign in" }).click();
    expect((await told).status()).toBe(204);
    await page.getByRole("button", { name: "Sign out" }).click();
    await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
    const second = await anonymousId(page, widget);
    expect(second).not.toBe(first);
    expect(second).toMatch(/^[0-9a-f-]{36}$/);
    await page.goto("/demo/pricing");
    await ready(page);
    expect(await anonymousId(page, widget), "kept from page to page").toBe(second);
    await page.goto("about:blank");
    const ada = new Person(demo, email);
    const stranger = await Person.behind(demo, widget, second);
    await stranger.expectNames("pageview", "demo_opened");
    await ada.expectNames("pageview", "demo_opened", "signed_in", "signed_out");
  });

  // Proves: S5, S8
  test("two people on one browser: each has their own history", async ({ open, works }) => {
    const widget = await addWidget(works);
    const [ada, ben] = [`${unique("ada")}@site.example`, `${unique("ben")}@site.example`];
    const page = await open(null);
    const sent = listen(page);
    await serve(page, PATH, tag(widget));
    await page.goto(PATH);
    await ready(page);
    const identify = async (email: string, traits: object) => {
      const told = page.waitForResponse((r) => r.url().endsWith("/api/widget/identify"));
      await call(page, "identify", email, traits);
      expect((await told).status()).toBe(204);
    };
    const track = async (name: string) => {
      await call(page, "track", name);
      await expect.poll(() => namesOf(sent)).toContain(name);
    };
    await track("before_anybody");
    await identify(ada, { name: "Ada" });
    // The same again is not sent again, other traits are.
    await call(page, "identify", ada, { name: "Ada" });
    await identify(ada, { name: "Ada Berg" });
    await track("by_ada");
    await new Person(works, ada).expectNames("pageview", "before_anybody", "by_ada");
    await identify(ben, { name: "Ben" });
    await track("by_ben");
    await new Person(works, ben).expectNames("by_ben");
    await new Person(works, ada).expectNames("pageview", "before_anybody", "by_ada");
    expect(sent.filter((r) => r.path === "identify")).toHaveLength(3);
    const { data } = await works.get<List<{ name: string }>>("/contacts", { search: ada });
    expect(data.map((contact) => contact.name)).toEqual(["Ada Berg"]);
  });
});

// Proves: A25
test("what is set follows identify with its proof, and says what became of it", async ({ open, works, watch }) => {
  watch.allow(/ERR_FAILED|status of (422|503) .*\/api\/widget\/(set-|identify)/);
  const widget = await addWidget(works);
  const page = await open(null);
  const sent = listen(page);
  // The server's words, without its rules: those have tests of their own.
  const answers: [string, { status: number; body?: object }[]][] = [
    ["identify", [{ status: 503 }, { status: 204 }]],
    ["set-properties", [{ status: 0 }, { status: 200, body: { applied: true } }]],
    ["set-stage", [{ status: 200, body: { applied: false, reason: "set_by_person" } }]],
    ["set-deal", [{ status: 422, body: { code: "not_linked" } }]],
  ];
  for (const [path, queue] of answers) {
    await page.route(`**/api/widget/${path}`, (route) => {
      const { status, body } = queue.shift() as { status: number; body?: object };
      if (!status) return route.abort();
      return status === 204 ? route.fulfill({ status }) : route.fulfill({ status, json: body ?? {} });
    });
  }
  await serve(page, PATH, tag(widget));
  await page.goto(PATH);
  await ready(page);
  const results = await page.evaluate(() => {
    // biome-ignore lint/suspicious/noExplicitAny: the page's global
    const { hydra } = window as any;
    hydra.identify("u_1", { name: "Ada", user_hash: "abc123" });
    return Promise.all([
      hydra.setProperties({ seats: 4 }),
      hydra.setStage("Trial", { mode: "exact", company_id: "c_1" }),
      hydra.setDeal({ value: "99.50" }),
      hydra.setDeal({}),
    ]);
  });
  expect(results).toEqual([
    { applied: true },
    { applied: false, reason: "set_by_person" },
    { applied: false, reason: "not_linked" },
    { applied: false, reason: "invalid" },
  ]);
  const calls = sent.filter((r) => r.path !== "init" && r.path !== "track");
  expect(calls.map((r) => r.path)).toEqual([
    "identify",
    "identify",
    "set-properties",
    "set-properties",
    "set-stage",
    "set-deal",
  ]);
  for (const { body } of calls) expect(body).toMatchObject({ user_id: "u_1", user_hash: "abc123" });
  expect(calls.at(-2)?.body).toMatchObject({ stage: "Trial", mode: "exact", company_id: "c_1" });
  expect(calls.at(-1)?.body).toMatchObject({ value: "99.50" });
});

test.describe("the page around it", () => {
  // Proves: S5, S26
  test("a Content-Security-Policy that allows the script's origin is enough", async ({ open, works, baseURL }) => {
    const widget = await addWidget(works, { clicks: true, scroll: true, outbound: true });
    const email = `${unique("ada")}@site.example`;
    const page = await open(null);
    const { origin } = new URL(baseURL as string);
    await serve(page, PATH, tag(widget), "<button>Press</button>", {
      "Content-Security-Policy": `default-src 'none'; img-src data:; script-src ${origin}; connect-src ${origin}; require-trusted-types-for 'script'; trusted-types 'none'`,
    });
    await visit(page);
    await page.getByRole("button", { name: "Press" }).click();
    await call(page, "track", "under_policy");
    await call(page, "identify", email);
    // A violation would be a console error, which fails the test at its end.
    await new Person(works, email).expectNames("pageview", "Press", "under_policy");
  });

  // Proves: S15
  test("a page that breaks its own globals is not made worse, and is recorded", async ({ open, works, watch }) => {
    watch.allow(/^uncaught: the page's own$/);
    const widget = await addWidget(works);
    const page = await open(null);
    const hostile = `<script>
      JSON.stringify = function () { throw new Error('broken stringify') }
      Array.prototype.toJSON = function () { return 'broken' }
      Array.from = function () { return [] }
      Array.prototype.reduce = function () { return this[0] }
      Promise = function () { throw new Error('broken Promise') }
      Storage.prototype.setItem = function () { throw new Error('full') }
      Object.freeze(history)
    </script>`;
    // What follows is the page's own doing as well: a test that looks in needs what the page has broken.
    const late = `<script>
      addEventListener('load', function () {
        hydra.track('late', { get broken() { throw new Error('a getter') } })
        hydra.track('last', { list: ['b'] })
      })
    </script>`;
    await serve(
      page,
      PATH,
      `${hostile}${SNIPPET}<script>hydra.track('early', { list: ['a', 1] }); Object.freeze(hydra); throw new Error("the page's own")</script>${late}${tag(widget)}`,
    );
    const sent: Sent[] = listen(page);
    await page.goto(PATH);
    await expect.poll(() => namesOf(sent)).toEqual(["pageview", "early", "last"]);
    // The storage is broken too: the id lives in memory, and leaves with the requests.
    const person = await Person.behind(works, widget, sent.at(-1)?.body.anon_visitor_id as string);
    await person.expectNames("pageview", "early", "last");
    expect((await person.events()).find((e) => e.name === "early")?.properties).toEqual({ list: ["a", 1] });
  });

  // Proves: S26
  test("clicks, scroll depth and outbound links are recorded where they are switched on", async ({ open, works }) => {
    const on = await addWidget(works, { clicks: true, scroll: true, outbound: true });
    const off = await addWidget(works);
    const page = await open(null);
    const sent = listen(page);
    await page.route("https://elsewhere.example/**", (route) => route.fulfill({ body: "Elsewhere" }));
    await serve(
      page,
      PATH,
      tag(on) + tag(off),
      `<button>Start your trial</button>
       <label>Secret <input value="typed by somebody"></label>
       <a href="https://elsewhere.example/x">Partner</a>
       <div style="height: 6000px"></div>`,
    );
    await visit(page);
    await page.getByRole("button", { name: "Start your trial" }).click();
    await page.getByLabel("Secret").click();
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    const [one, two] = [await anonymousId(page, on), await anonymousId(page, off)];
    await expect.poll(() => JSON.stringify(sent)).toContain('"depth":100');
    await page.evaluate(() => scrollTo(0, 0));
    await page.getByRole("link", { name: "Partner" }).click();
    await expect(page).toHaveURL("https://elsewhere.example/x");
    const person = await Person.behind(works, on, one);
    await person.expectNames("pageview", "Start your trial", "scroll", "scroll", "scroll", "scroll", "Partner");
    const events = await person.events();
    expect(events.map((e) => e.type).sort()).toEqual([
      "click",
      "outbound_click",
      "pageview",
      "scroll",
      "scroll",
      "scroll",
      "scroll",
    ]);
    expect(events.find((e) => e.type === "outbound_click")?.properties).toMatchObject({
      href: "https://elsewhere.example/x",
    });
    expect(events.filter((e) => e.type === "scroll").map((e) => e.properties?.depth)).toEqual([25, 50, 75, 100]);
    expect(JSON.stringify(events)).not.toContain("typed by");
    await (await Person.behind(works, off, two)).expectNames("pageview");
  });

  // Proves: S7, S16
  test("widgets of two workspaces on one page know nothing of each other", async ({
    open,
    works,
    playwright,
    baseURL,
  }) => {
    const others = await Api.signUp(playwright, baseURL as string);
    const [ours, theirs] = [await addWidget(works), await addWidget(others)];
    const page = await open(null);
    const sent = listen(page);
    await serve(page, PATH, SNIPPET + tag(ours) + tag(theirs) + tag(ours));
    await serve(page, "/a-site/next", tag(ours));
    await page.goto(PATH);
    await ready(page);
    await call(page, "track", "for_us");
    await page.evaluate((key) => {
      const { hydra } = window as unknown as { hydra: { widget(key: string): { track(name: string): void } } };
      hydra.widget(key).track("for_them");
    }, theirs.key);
    const [mine, other] = [await anonymousId(page, ours), await anonymousId(page, theirs)];
    expect(mine).not.toBe(other);
    expect(await page.context().cookies()).toEqual([]);
    await page.goto("/a-site/next");
    await ready(page);
    await page.goto("about:blank");
    // Two pages of one site are one stream.
    await (await Person.behind(works, ours, mine)).expectNames("pageview", "for_us", "pageview");
    await (await Person.behind(others, theirs, other)).expectNames("pageview", "for_them");
    expect(new Set(sent.filter((r) => r.path === "init").map((r) => r.body.widget_key)).size).toBe(2);

    await test.step("another browser is another visitor", async () => {
      const incognito = await open(null);
      await serve(incognito, PATH, tag(ours));
      await incognito.goto(PATH);
      await ready(incognito);
      expect(await anonymousId(incognito, ours)).not.toBe(mine);
    });
  });
});
