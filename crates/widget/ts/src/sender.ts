import { createBacklog } from './backlog';
import { createQueue, MAX_BODY_BYTES } from './queue';
import { listen, safely } from './safe';
import { backoff, post, type Reply, retryable } from './transport';
import type { Autocapture, Config, Item } from './types';

const FLUSH_MS = 5000;
const FLUSH_COUNT = 25;
const FLUSH_BYTES = 48 * 1024;
const INIT_TRIES = 6;

/** Asks the server once whether to track, then delivers what is queued, in order, one request at a time. */
export const createSender = (config: Config, onReady: (autocapture: Autocapture) => void) => {
  const queue = createQueue();
  const backlog = createBacklog(config.key);
  /** undefined until the server has said whether this widget tracks */
  let tracking: boolean | undefined;
  let open = false;
  /** counts withdrawals of consent: what was under way before one is not kept */
  let epoch = 0;
  let loaded = false;
  let busy = false;
  let attempt = 0;
  let blockedUntil = 0;
  let flying = 0;
  /** The page is going or gone: browsers then report its requests as failed, though they go on. */
  let leaving = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const api = (path: string) => `${config.origin}/api/widget/${path}`;

  const schedule = (ms: number): void => {
    if (!timer)
      timer = setTimeout(() => {
        timer = undefined;
        pump();
      }, ms);
  };

  const unschedule = (): void => {
    clearTimeout(timer);
    timer = undefined;
  };

  const retryLater = (reply: Reply): void => {
    const ms = backoff(attempt++, reply.wait);
    blockedUntil = Date.now() + ms;
    schedule(ms);
  };

  const init = async (): Promise<void> => {
    const reply = await post(api('init'), { widget_key: config.key });
    if (!retryable(reply.status)) {
      // Without fetch there is no answer to read; the server drops what it does not want.
      const settings =
        reply.status < 300 &&
        (reply.response ? await reply.response.json().catch(() => 0) : { tracking: true });
      tracking = !!settings && settings.tracking === true;
      attempt = 0;
      if (tracking) safely(() => onReady(settings.autocapture || {}));
      else queue.keep((item) => item.i);
    } else {
      retryLater(reply);
      if (attempt >= INIT_TRIES) blockedUntil = Number.POSITIVE_INFINITY;
      persist();
    }
  };

  const persist = (): void => {
    if (open) backlog.save(queue.all());
  };

  const deliver = async (batch: Item[]): Promise<void> => {
    const [{ a, i }] = batch;
    const size = batch.reduce((sum, item) => sum + item.n, 0);
    const started = epoch;
    const last = leaving || document.visibilityState === 'hidden';
    const common = { widget_key: config.key, anon_visitor_id: a };
    flying += size;
    const reply = await (i
      ? post(api('identify'), { ...common, ...i }, last)
      : post(
          api('track'),
          { ...common, sent_at: Date.now(), events: batch.map((item) => item.e) },
          last,
        ));
    flying -= size;
    if (!retryable(reply.status) || (leaving && !reply.status)) {
      if (reply.status > 299) config.warn(`the server refused a request (${reply.status})`);
      attempt = 0;
      backlog.drop(batch);
    } else if (started === epoch) {
      queue.restore(batch);
      retryLater(reply);
      persist();
    }
  };

  const urgent = (): boolean =>
    queue.hasIdentity() || queue.size() >= FLUSH_COUNT || queue.bytes() >= FLUSH_BYTES;

  const pump = async (): Promise<void> => {
    if (!open || !loaded || busy) return;
    const blocked = blockedUntil - Date.now();
    if (blocked > 0) {
      if (blocked < Number.POSITIVE_INFINITY) schedule(blocked);
      return;
    }
    const asking = tracking === undefined;
    if (!asking && !queue.size()) return;
    busy = true;
    if (!asking) unschedule();
    try {
      await (asking ? init() : deliver(queue.take()));
    } catch {
      // Never the host page's business.
    }
    busy = false;
    if (urgent()) pump();
    else if (queue.size()) schedule(FLUSH_MS);
  };

  /** The page may be about to go: hand over what fits into the browser's keepalive budget, store the rest. */
  const leave = (): void => {
    if (!open) return;
    if (blockedUntil <= Date.now() && navigator.onLine !== false) {
      while (queue.size()) {
        const batch = queue.take(MAX_BODY_BYTES - flying);
        if (!batch.length) break;
        deliver(batch);
      }
    }
    persist();
  };

  const go = (): void => {
    loaded = true;
    pump();
  };

  if (document.readyState === 'complete') loaded = true;
  else listen(window, 'load', go);
  listen(window, 'pagehide', () => {
    leaving = true;
    leave();
  });
  listen(window, 'pageshow', () => {
    leaving = false;
  });
  listen(document, 'visibilitychange', () => document.visibilityState === 'hidden' && leave());

  return {
    /** Whether events are wanted at all. */
    wanted: (): boolean => open && tracking !== false,
    add(item: Item): void {
      queue.add(item);
      if (urgent()) pump();
      schedule(FLUSH_MS);
    },
    flush: pump,
    start(): void {
      open = true;
      queue.restore(backlog.take());
      pump();
    },
    /** Consent withdrawn: nothing more is sent, and nothing stays. */
    stop(): void {
      open = false;
      epoch++;
      unschedule();
      queue.keep(() => false);
      backlog.clear();
    },
  };
};
