// A browser page with the built script on it: everything real but the network and the clock.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { JSDOM, ResourceLoader, VirtualConsole } from 'jsdom';
import { vi } from 'vitest';

const dist = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../dist/${name}`, import.meta.url)));
export const built = dist('widget.js');
export const form = dist('form.js');
export const chat = dist('chat.js');

export const KEY = 'pk_test';
export const SLOT = `hydra_${KEY}`;
export const BACKLOG = `hydra_${KEY}_queue`;
export const TAG = `<script async src="https://crm.example/widget.js" data-key="${KEY}"></script>`;
export const SNIPPET = `<script>
window.hydra = window.hydra || (function (q) {
  function later(m) { return function () { q.push([m, arguments, Date.now()]) } }
  var hydra = { _q: q }
  var methods = ['track', 'identify', 'setProperties', 'setStage', 'setDeal', 'reset', 'consent', 'chat']
  for (var i = 0; i < methods.length; i++) hydra[methods[i]] = later(methods[i])
  return hydra
})([])
</script>`;

// biome-ignore lint/suspicious/noExplicitAny: bodies and page globals have no fixed shape here
type Any = any;

export interface Sent {
  path: string;
  url: string;
  body: Any;
  options: RequestInit;
  at: number;
  beacon: boolean;
}

export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface Options {
  html?: string;
  url?: string;
  referrer?: string;
  storage?: Record<string, string>;
  init?: unknown;
  answers?: Page['answers'];
  /** Answers what `answers` has nothing for; undefined leaves it to the usual. */
  serve?: (url: string, body: Any) => Answer | undefined;
  prepare?: (window: Any) => void;
}

const usual = (path: string, init: unknown): Answer => {
  if (path === 'init') return { status: 200, body: init };
  if (path === 'form') return { status: 202, body: { success: true } };
  return path.startsWith('set-') ? { status: 200, body: { applied: true } } : { status: 204 };
};

export class Page {
  dom: JSDOM;
  window: Any;
  sent: Sent[] = [];
  warnings: string[] = [];
  errors: unknown[] = [];
  online = true;
  /** by how much the clock was turned, in milliseconds */
  private turned = 0;
  /** answers per path, taken one by one; then the default */
  answers: Record<string, Array<Answer | 'offline' | Promise<Answer>>> = {};
  private init: unknown;
  private serve: Options['serve'];
  /** the scripts that were loaded */
  scripts: string[] = [];

  constructor(options: Options = {}) {
    this.answers = options.answers ?? {};
    this.serve = options.serve;
    const { scripts } = this;
    this.init = options.init ?? { tracking: true, autocapture: {} };
    const virtualConsole = new VirtualConsole();
    virtualConsole.on('jsdomError', (error) => this.errors.push(error));
    virtualConsole.on('warn', (text) => this.warnings.push(String(text)));
    class Loader extends ResourceLoader {
      override fetch(url: string) {
        // What never arrives keeps the page from being loaded.
        const never = Object.assign(new Promise(() => {}), { abort() {} });
        scripts.push(new URL(url).pathname);
        const own = url.includes('form.js') ? form : url.includes('chat.js') ? chat : built;
        const script = Promise.resolve(own);
        return (url.includes('slow.js') ? never : script) as Any;
      }
    }
    this.dom = new JSDOM(
      `<!doctype html><html><head>${options.html ?? TAG}</head><body></body></html>`,
      {
        url: options.url ?? 'https://shop.example/start?a=1',
        referrer: options.referrer,
        runScripts: 'dangerously',
        resources: new Loader(),
        pretendToBeVisual: true,
        virtualConsole,
        beforeParse: (window: Any) => {
          window.setTimeout = (...args: Any[]) => (setTimeout as Any)(...args);
          window.clearTimeout = (id: Any) => clearTimeout(id);
          window.Date = Date;
          Object.defineProperty(window, 'performance', {
            value: { now: () => Date.now() - this.turned - 1e12 },
          });
          window.TextEncoder = TextEncoder;
          window.Request = class {
            get keepalive() {
              return true;
            }
          };
          window.fetch = (url: string, init: RequestInit) => this.receive(url, init, false);
          window.navigator.sendBeacon = (url: string, body: string) => {
            this.receive(url, { body }, true).catch(() => undefined);
            return true;
          };
          window.addEventListener('unhandledrejection', (e: Any) => this.errors.push(e.reason));
          for (const [key, value] of Object.entries(options.storage ?? {}))
            window.localStorage.setItem(key, value);
          options.prepare?.(window);
        },
      },
    );
    this.window = this.dom.window;
  }

  private async receive(url: string, options: RequestInit, beacon: boolean): Promise<Response> {
    const { pathname } = new URL(url);
    const path = pathname.split('/').pop() ?? '';
    const body = JSON.parse(String(options.body));
    this.sent.push({ path, url, body, options, at: Date.now(), beacon });
    const next = await this.answers[path]?.shift();
    if (next === 'offline' || !this.online) throw new TypeError('Failed to fetch');
    const answer = next ?? this.serve?.(pathname, body) ?? usual(path, this.init);
    return new Response(answer.body === undefined ? null : JSON.stringify(answer.body), {
      status: answer.status,
      headers: answer.headers,
    });
  }

  /** What waits in localStorage for the next visit, in readable form. */
  get waiting(): Any[] {
    const items = JSON.parse(this.storage[BACKLOG] ?? '[]');
    return items.map((item: Any) => JSON.parse(item.e ?? item.i));
  }

  get hydra(): Any {
    return this.window.hydra;
  }

  get storage(): Record<string, string> {
    return { ...this.window.localStorage };
  }

  /** The script has run, the page has loaded, and init has been answered. */
  async ready(): Promise<this> {
    for (let i = 0; i < 200; i++) {
      await settle();
      if (this.window.hydra?._boot && this.window.document.readyState === 'complete') break;
    }
    await settle();
    return this;
  }

  requests(path: string): Sent[] {
    return this.sent.filter((request) => request.path === path);
  }

  /** All events that were sent, in the order of their arrival. */
  events(type?: string): Any[] {
    return this.requests('track')
      .flatMap((request) => request.body.events)
      .filter((event) => !type || event.type === type);
  }

  names(): string[] {
    return this.events('custom').map((event) => event.name);
  }

  go(url: string, method: 'pushState' | 'replaceState' = 'pushState'): void {
    this.window.history[method](null, '', url);
  }

  fire(type: string, target: Any = this.window): void {
    target.dispatchEvent(new this.window.Event(type, { bubbles: true }));
  }

  /** Somebody sets the machine's clock. */
  turnClock(ms: number): void {
    this.turned += ms;
    vi.setSystemTime(Date.now() + ms);
  }

  hide(): void {
    Object.defineProperty(this.window.document, 'visibilityState', {
      value: 'hidden',
      configurable: true,
    });
    this.fire('visibilitychange', this.window.document);
    this.fire('pagehide');
  }

  close(): void {
    this.window.close();
  }
}

/** Lets promises and the page's own loading get on, without moving the clock. */
export const settle = async (): Promise<void> => {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
};

export const advance = async (ms: number): Promise<void> => {
  await vi.advanceTimersByTimeAsync(ms);
  await settle();
};

const pages: Page[] = [];

export const load = async (options?: Options): Promise<Page> => {
  const page = new Page(options);
  pages.push(page);
  return page.ready();
};

export const closePages = (): void => {
  for (const page of pages.splice(0)) page.close();
};

export const useClock = (): void => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: 1_790_000_000_000 });
};
