import { listen, safely } from './safe';

type Method = 'pushState' | 'replaceState';

const watchers: Array<() => void> = [];

const announce = (): void => {
  for (const watcher of watchers) safely(watcher);
};

/** Calls `watcher` after whatever may have changed the URL. The History API is patched once per page. */
const watchUrl = (watcher: () => void): void => {
  if (watchers.push(watcher) > 1) return;
  for (const method of ['pushState', 'replaceState'] as Method[]) {
    const original = history[method];
    // A page may have frozen it.
    safely(() => {
      history[method] = function (this: History, ...args: Parameters<History[Method]>) {
        const result = original.apply(this, args);
        announce();
        return result;
      };
    });
  }
  listen(window, 'popstate', announce);
  listen(window, 'hashchange', announce);
  // Where there is one, it also sees a router that kept the function of before.
  const { navigation } = window as { navigation?: EventTarget };
  if (navigation) safely(() => listen(navigation, 'currententrychange', announce));
};

/** Reports a page when it is first seen and whenever the URL becomes another one. */
export const createPageviews = (report: (time?: number) => void) => {
  const page = { url: '', referrer: document.referrer };
  let watching = false;

  const check = (time?: number): void => {
    const url = location.href;
    if (url === page.url) return;
    if (page.url) page.referrer = page.url;
    page.url = url;
    report(time);
  };

  return {
    page,
    /** Reports the current page, as a new one if `again`, and follows the URL from here on. */
    start(time: number): void {
      page.url = '';
      check(time);
      if (watching) return;
      watching = true;
      watchUrl(() => check());
      listen(window, 'pageshow', (event) => {
        // The back button brought a kept page back: the visitor sees it anew.
        if ((event as PageTransitionEvent).persisted) {
          page.url = '';
          check();
        }
      });
    },
  };
};
