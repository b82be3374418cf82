import { expect, type Page, type Request } from "@playwright/test";
import { type Api, type Page as List, unique, type Widget } from "./api.ts";

export interface Autocapture {
  clicks?: boolean;
  scroll?: boolean;
  outbound?: boolean;
}
export interface StoredEvent {
  id: string;
  type: string;
  name: string | null;
  url: string;
  path: string;
  properties: Record<string, unknown> | null;
  occurred_at: string;
}
/** A request of the script, as it left the browser. */
export interface Sent {
  path: string;
  body: {
    widget_key: string;
    anon_visitor_id: string;
    events: { id: string; type: string; name?: string; ts: number }[];
    [key: string]: unknown;
  };
}

/** What the settings page gives to paste above the script's tag. */
export const SNIPPET = `<script>
  window.hydra = window.hydra || (function (q) {
    function later(method) {
      return function () { q.push([method, arguments, Date.now()]) }
    }
    return {
      _q: q, track: later('track'), identify: later('identify'), setProperties: later('setProperties'),
      setStage: later('setStage'), setDeal: later('setDeal'), reset: later('reset'), consent: later('consent')
    }
  })([])
</script>`;

export const tag = (widget: Widget, attributes = "") =>
  `<script async src="/widget.js" data-key="${widget.key}" ${attributes}></script>`;

/** Where the tests put a page of somebody's site. */
export const PATH = "/a-site/start";

/** A widget of the workspace, with tracking on. */
export const addWidget = (owner: Api, autocapture: Autocapture = {}): Promise<Widget> =>
  owner.post("/widgets", { name: unique("site"), tracking_enabled: true, autocapture });

/** Serves a page of somebody's site, under the server's own origin. */
export async function serve(page: Page, path: string, head: string, body = "", headers: Record<string, string> = {}) {
  await page.route(`**${path}`, (route) =>
    route.fulfill({
      contentType: "text/html; charset=utf-8",
      headers,
      body: `<!doctype html><html lang="en"><head><title>A site</title><link rel="icon" href="data:,">${head}</head><body>${body}</body></html>`,
    }),
  );
}

/** All that the script sends from here on. */
export function listen(page: Page): Sent[] {
  const sent: Sent[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST" && request.url().includes("/api/widget/")) sent.push(read(request));
  });
  return sent;
}

const read = (request: Request): Sent => ({
  path: new URL(request.url()).pathname.replace("/api/widget/", ""),
  body: JSON.parse(request.postData() ?? "{}"),
});

/** The events among what was sent, and what they are called: a name, or for what has none its type. */
export const eventsOf = (sent: Sent[]) => sent.filter((r) => r.path === "track").flatMap((r) => r.body.events);
export const namesOf = (sent: Sent[]) => eventsOf(sent).map((e) => e.name ?? e.type);

/** Calls `window.hydra` as a page does. */
export const call = (page: Page, method: string, ...args: unknown[]): Promise<unknown> =>
  page.evaluate(
    ([name, given]) => {
      const { hydra } = window as unknown as { hydra: Record<string, (...args: unknown[]) => unknown> };
      return hydra[name]?.(...given);
    },
    [method, args] as [string, unknown[]],
  );

/** The script has taken over from the snippet. */
export const ready = (page: Page) =>
  page.waitForFunction(() => "_boot" in ((window as unknown as { hydra?: object }).hydra ?? {}));

/** Opens the page at `PATH` and waits until its view has arrived: the widget's settings have come by then. */
export async function visit(page: Page) {
  const arrived = page.waitForResponse((r) => r.url().endsWith("/api/widget/track"), { timeout: 60_000 });
  await page.goto(PATH);
  await ready(page);
  await arrived;
}

/** The widget on the pages of the demo site. */
export async function demoWidget(demo: Api, page: Page): Promise<Widget> {
  const key = await page.locator("script[data-key]").getAttribute("data-key");
  const { data } = await demo.get<List<Widget>>("/widgets");
  return data.find((widget) => widget.key === key) as Widget;
}

/** What the script keeps in the browser. */
export const stored = (page: Page): Promise<Record<string, string>> =>
  page.evaluate(() => Object.fromEntries(Object.entries(localStorage).filter(([key]) => key.startsWith("hydra_"))));

export async function anonymousId(page: Page, widget: Widget): Promise<string> {
  const slot = `hydra_${widget.key}`;
  await expect.poll(async () => (await stored(page))[slot]).toBeTruthy();
  return (await stored(page))[slot] as string;
}

/** One person as the server knows them. */
export class Person {
  private readonly owner: Api;
  private readonly email: string;
  private id = "";

  constructor(owner: Api, email: string) {
    this.owner = owner;
    this.email = email;
  }

  /** The person behind a browser that nobody has signed in on: their history is how a test sees the browser's. */
  static async behind(owner: Api, widget: Widget, anonymous: string): Promise<Person> {
    const email = `${unique("visitor")}@site.example`;
    await owner.identify(widget, anonymous, email);
    return new Person(owner, email);
  }

  /** What is stored of them, in the order in which it happened; without sessions and identify. */
  async events(): Promise<StoredEvent[]> {
    if (!this.id) {
      const found = await this.owner.get<List<{ id: string }>>("/contacts", { search: this.email });
      if (!found.data[0]) return [];
      this.id = found.data[0].id;
    }
    const { timeline } = await this.owner.siteActivity(this.id);
    return timeline
      .flatMap((visit) => visit.events as StoredEvent[])
      .filter((event) => event.type !== "session_start" && event.type !== "identify")
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Names, or for what has none its type. */
  async names(): Promise<string[]> {
    return (await this.events()).map((event) => event.name ?? event.type);
  }

  /** Waits for the server to have all of these, each once, and nothing else. */
  async expectNames(...names: string[]) {
    await expect.poll(async () => (await this.names()).sort(), { timeout: 30_000 }).toEqual([...names].sort());
  }
}
