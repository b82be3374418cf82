import { listen } from './safe';
import type { Autocapture, EventType, Json } from './types';

const CLICKABLE = 'a,button,[role=button],[data-hydra-click]';
const FIELDS = 'input,textarea,select,[contenteditable]';
const DEPTHS = [25, 50, 75, 100];
const MAX_NAME = 80;
export const MAX_URL = 2048;
const SCROLL_MS = 200;

/** A control of the chat. */
export type Marked = Element & { hydra?: boolean };

type Emit = (type: EventType, name: string | undefined, properties: Json) => void;

/** What a click is called: never anything that was typed or chosen. */
const nameOf = (element: Element): string => {
  const hasField = element.matches(FIELDS) || element.querySelector(FIELDS);
  const name =
    element.getAttribute('data-hydra-click') ||
    (!hasField && (element.textContent || '').trim()) ||
    element.getAttribute('aria-label') ||
    element.tagName.toLowerCase();
  return [...name.replace(/\s+/g, ' ')].slice(0, MAX_NAME).join('');
};

/** Clicks, outbound links and scroll depth, each as the widget's settings say. */
export const capture = (wanted: Autocapture, emit: Emit, flush: () => void) => {
  let reached = 0;
  let pending = false;

  if (wanted.clicks || wanted.outbound) {
    const onClick = (event: Event): void => {
      const target = event.composedPath()[0] as Element;
      // The document itself has no such method: that ends here, too.
      const element = target.closest(CLICKABLE);
      // What is done in the chat is no event.
      if (!element || (element as Marked).hydra) return;
      const link = element.closest('a');
      // A link in an SVG has an object there; a data: link may have megabytes.
      const href = link && typeof link.href === 'string' ? link.href.slice(0, MAX_URL) : undefined;
      const outbound = link && /^http/.test(link.protocol) && link.host !== location.host;
      const properties = { tag: element.tagName.toLowerCase(), href };
      if (wanted.outbound && outbound) {
        emit('outbound_click', nameOf(element), properties);
        flush();
      } else if (wanted.clicks) emit('click', nameOf(element), properties);
    };
    listen(document, 'click', onClick, { capture: true });
  }

  const measure = (): void => {
    pending = false;
    if (scrollY <= 0) return;
    const depth = ((scrollY + innerHeight + 1) / document.documentElement.scrollHeight) * 100;
    for (const step of DEPTHS) {
      if (step > reached && depth >= step) {
        reached = step;
        emit('scroll', undefined, { depth: step });
      }
    }
  };
  if (wanted.scroll) {
    listen(window, 'scroll', () => {
      if (!pending) setTimeout(measure, SCROLL_MS);
      pending = true;
    });
  }

  /** A new page view begins: its depths count anew. */
  return () => {
    reached = 0;
  };
};
