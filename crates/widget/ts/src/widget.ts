import { capture } from './autocapture';
import { createPageviews } from './autotrack';
import { initialConsent, isPrerendering, whenSeen } from './consent';
import { createAnonymousId, readIdentity } from './identity';
import { MAX_QUEUED } from './queue';
import { safely } from './safe';
import { createSender } from './sender';
import type { Api, Call, Config, EventType, Method, TrackedEvent } from './types';
import { uuid7 } from './uuid';
import { byteLength, readCustom } from './validate';

const MAX_URL = 2048;

const timeOf = ([, , time]: Call): number =>
  typeof time === 'number' && time > 0 ? Math.min(time, Date.now()) : Date.now();

/** One widget key on one page. `early` are the calls made before the script had loaded. */
export const createWidget = (config: Config, early: Call[]): Api => {
  const visitor = createAnonymousId(config.key);
  let consent = initialConsent(config.consentRequired);
  let held = early.filter(([method]) => method !== 'consent').slice(-MAX_QUEUED);
  let opened = false;
  let identified = '';
  let startDepths = (): void => {};

  const emit = (
    type: EventType,
    fields: Partial<TrackedEvent>,
    ts = Date.now(),
    url = location.href,
  ): void => {
    if (!sender.wanted()) return;
    const e: TrackedEvent = {
      id: uuid7(ts),
      type,
      url: url.slice(0, MAX_URL),
      referrer: pageviews.page.referrer.slice(0, MAX_URL) || undefined,
      ts,
      ...fields,
    };
    sender.add({ a: visitor.get(), t: ts, n: byteLength(JSON.stringify(e)), e });
  };

  const pageviews = createPageviews((time) => {
    startDepths();
    emit('pageview', {}, time);
  });

  const sender = createSender(config, (autocapture) => {
    if (config.autotrack) {
      startDepths = capture(
        autocapture,
        (type, name, properties) => emit(type, { name, properties }),
        () => sender.flush(),
      );
    }
  });

  /** Begins (or begins again) once the visitor has agreed and sees the page. */
  const open = (): void => {
    if (opened || consent !== 'given' || isPrerendering()) return;
    opened = true;
    sender.start();
    // The page was there before the calls it made.
    if (config.autotrack) pageviews.start(Math.min(Date.now(), ...held.map(timeOf)));
    for (const call of held.splice(0)) receive(call);
  };

  const actions: Record<Method, (call: Call) => void> = {
    track(call) {
      const fields = readCustom(call[1][0], call[1][1]);
      if (typeof fields === 'string') config.warn(fields);
      else emit('custom', fields, timeOf(call), call[3] ? `${call[3]}` : undefined);
    },
    identify(call) {
      const i = readIdentity(call[1][0], call[1][1]);
      if (typeof i === 'string') {
        config.warn(i);
        return;
      }
      const a = visitor.get();
      const json = JSON.stringify([a, i]);
      if (json === identified) return;
      identified = json;
      const url = (call[3] ? `${call[3]}` : location.href).slice(0, MAX_URL);
      sender.add({ a, t: timeOf(call), n: byteLength(json), i: { ...i, url } });
    },
    reset() {
      identified = '';
      visitor.mint();
    },
    consent([, [answer]]) {
      if (answer === true) {
        consent = 'given';
        open();
      } else if (answer === false) {
        consent = 'refused';
        opened = false;
        held = [];
        identified = '';
        sender.stop();
        visitor.forget();
      } else config.warn('consent: true or false');
    },
  };

  const receive = (call: Call): void => {
    if (opened || call[0] === 'consent') safely(() => actions[call[0]](call));
    else if (consent !== 'refused') held = held.concat([call]).slice(-MAX_QUEUED);
  };

  const method =
    (name: Method) =>
    (...args: unknown[]): void => {
      safely(() => receive([name, args, Date.now(), location.href]));
    };

  // What the page said about consent before the script loaded governs all it said then.
  early
    .filter(([name]) => name === 'consent')
    .slice(-1)
    .forEach(receive);
  if (isPrerendering()) whenSeen(open);
  safely(open);

  return {
    track: method('track'),
    identify: method('identify'),
    reset: method('reset'),
    consent: method('consent'),
  };
};
