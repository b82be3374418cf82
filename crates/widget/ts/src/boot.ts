import { safely } from './safe';
import type { Api, Call, Config, Method } from './types';
import { createWidget, METHODS } from './widget';

interface Hydra extends Api {
  /** The widget of another key on this page. */
  widget(key: string): Api | undefined;
  /** How a further copy of this script hands its tag to the first. */
  _boot(script: HTMLScriptElement): void;
  _q?: unknown;
}

/** `['track', arguments, Date.now()]` as the snippet pushes it; a bare pair will do. */
const readCall = (entry: unknown): Call[] => {
  const [method, args, time, url] = listOf(entry);
  return METHODS.includes(method as Method) ? [[method as Method, listOf(args), time, url]] : [];
};

/** Of an array or of `arguments`. By hand: libraries of old replace `Array.from`. */
const listOf = (input: unknown): unknown[] => Array.prototype.slice.call(input || []);

const readQueue = (queue: unknown[]): Call[] => {
  const calls: Call[] = [];
  for (const entry of listOf(queue)) calls.push(...(safely(() => readCall(entry)) || []));
  safely(() => queue.splice(0));
  return calls;
};

const install = (own: HTMLScriptElement): void => {
  const page = window as unknown as { hydra?: Partial<Hydra> };
  const stub = page.hydra;
  const queue: unknown[] | undefined = stub && Array.isArray(stub._q) ? stub._q : undefined;
  const widgets = new Map<string, Api>();

  const boot = (script: HTMLScriptElement): void => {
    const key = script.getAttribute('data-key');
    const debug = script.hasAttribute('data-debug');
    const warn = (message: string) => debug && console.warn(`[hydra] ${message}`);
    if (!key) {
      warn('no data-key');
      return;
    }
    if (widgets.has(key)) return;
    const config: Config = {
      key,
      origin: new URL(script.src, location.href).origin,
      autotrack: script.getAttribute('data-autotrack') !== 'off',
      consentRequired: script.getAttribute('data-consent') === 'required',
      warn,
    };
    // Calls from before the script loaded are meant for the first widget.
    widgets.set(key, createWidget(config, queue && !widgets.size ? readQueue(queue) : []));
  };

  // All tags of this file in the document's order, so that the first is the same on every load.
  const tags = [...document.querySelectorAll<HTMLScriptElement>('script[data-key]')];
  for (const script of new Set([...tags.filter(({ src }) => src === own.src), own]))
    safely(() => boot(script));

  const [first] = widgets.values();
  if (!first) return;
  const more = {
    widget: (key: string) => widgets.get(key),
    _boot: (script: HTMLScriptElement) => safely(() => boot(script)),
  };
  // Whoever kept a reference to the snippet's functions still reaches the widget.
  if (queue)
    queue.push = (...entries: unknown[]) => {
      for (const [method, args] of readQueue(entries)) first[method](...args);
      return 0;
    };
  // A page may have frozen its own: then a new one takes its place, if the page lets that happen.
  page.hydra =
    (queue && safely(() => Object.assign(stub as object, first, more))) ||
    Object.assign({}, first, more);
};

/** Starts the widget of the running script tag, once per key and page. */
export const start = (): void => {
  const own =
    document.currentScript || document.querySelector('script[data-key][src*="widget.js"]');
  if (!own) return;
  const { hydra } = window as unknown as { hydra?: Partial<Hydra> };
  if (hydra && typeof hydra._boot === 'function') hydra._boot(own as HTMLScriptElement);
  else install(own as HTMLScriptElement);
};
