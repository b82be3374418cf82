import { createBacklog } from './backlog';
import { elapsed, now } from './clock';
import { encode } from './json';
import { createQueue, ENVELOPE_BYTES, MAX_BODY_BYTES, sizeOf } from './queue';
import { refused } from './result';
import { listen, quietly, safely } from './safe';
import { backoff, post, type Reply, readAnswer, retryable } from './transport';
import type { Autocapture, ChatSettings, Config, Item, Result } from './types';

const FLUSH_MS = 5000;
const FLUSH_COUNT = 25;
const FLUSH_BYTES = 48 * 1024;
const INIT_TRIES = 6;
const NEVER = 9e15;

interface Settings {
  tracking: boolean;
  autocapture: Autocapture;
  chat: ChatSettings | null;
}

/** Bytes under way: what the browser lets outlive a page is counted for all widgets on it. */
let flying = 0;

/** Asks the server once whether to track, then delivers what is queued, in order, one request at a time. */
export const createSender = (config: Config, onReady: (settings: Partial<Settings>) => void) => {
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
  /** The last request got no answer at all. */
  let cutOff = false;
  /** calls without an answer yet */
  let calling = 0;
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
    blockedUntil = elapsed() + ms;
    cutOff = !reply.status;
    schedule(ms);
  };

  const init = async (): Promise<void> => {
    const reply = await post(api('init'), encode({ widget_key: config.key }));
    if (!retryable(reply.status)) {
      // Without fetch there is no answer to read; the server drops what it does not want.
      const answer = reply.response ? await readAnswer<Settings>(reply) : { tracking: true };
      const settings: Partial<Settings> = (reply.status < 300 && answer) || {};
      tracking = settings.tracking === true;
      attempt = 0;
      if (!tracking) queue.onlyCalls();
      safely(() => onReady(settings));
    } else {
      retryLater(reply);
      if (attempt >= INIT_TRIES) blockedUntil = NEVER;
      persist();
    }
  };

  const persist = (): void => {
    if (open) backlog.save(queue.all());
  };

  const settle = async ({ d }: Item, reply: Reply): Promise<void> => {
    if (!d) return;
    const answer = (await readAnswer<Result & { code: string }>(reply)) || {};
    d(
      answer.applied === true
        ? { applied: true }
        : refused(`${answer.reason || answer.code || 'unknown'}`),
    );
  };

  const deliver = async (batch: Item[]): Promise<void> => {
    const [first] = batch;
    const size = sizeOf(batch) + ENVELOPE_BYTES;
    const started = epoch;
    const last = leaving || document.visibilityState === 'hidden';
    const head = encode({ widget_key: config.key, anon_visitor_id: first.a }).slice(0, -1);
    flying += size;
    if (first.i) calling++;
    const reply = await (first.i
      ? post(api(first.p || 'identify'), `${head},${first.i.slice(1)}`, last)
      : post(
          api('track'),
          `${head},"sent_at":${now()},"events":[${batch.map((item) => item.e).join()}]}`,
          last,
        ));
    flying -= size;
    if (first.i) calling--;
    const failed = retryable(reply.status) && (!leaving || reply.status);
    if (failed && started === epoch) {
      queue.restore(batch);
      retryLater(reply);
      persist();
    } else {
      if (reply.status > 299) config.warn(`refused: ${reply.status}`);
      attempt = 0;
      backlog.drop(batch);
      await settle(first, reply);
    }
  };

  const urgent = (): boolean =>
    queue.size() >= FLUSH_COUNT || queue.hasCall() || sizeOf(queue.all()) >= FLUSH_BYTES;

  const step = async (): Promise<void> => {
    if (!open || !loaded || busy) return;
    const blocked = blockedUntil - elapsed();
    if (blocked > 0) {
      if (blockedUntil < NEVER) schedule(blocked);
      return;
    }
    const asking = tracking === undefined;
    if (!asking && !queue.size()) return;
    busy = true;
    if (!asking) unschedule();
    await quietly(asking ? init() : deliver(queue.take()));
    busy = false;
    if (urgent()) pump();
    else if (queue.size()) schedule(FLUSH_MS);
  };

  const pump = (): void => {
    quietly(step());
  };

  /** The page may be about to go: hand over what fits into the browser's keepalive budget, store the rest. */
  const leave = (): void => {
    if (!open) return;
    const kept: Item[] = [];
    if (blockedUntil <= elapsed() && navigator.onLine !== false) {
      while (queue.size()) {
        const batch = queue.take(MAX_BODY_BYTES - flying);
        if (!batch.length) break;
        // It must not overtake the call before it.
        if (batch[0].p && calling) kept.push(batch[0]);
        else quietly(deliver(batch));
      }
    }
    queue.restore(kept);
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
  listen(window, 'online', () => {
    if (!cutOff) return;
    blockedUntil = attempt = 0;
    pump();
  });

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
      queue.clear();
      backlog.clear();
    },
  };
};
