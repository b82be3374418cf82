import { capture, MAX_URL } from './autocapture';
import { createPageviews } from './autotrack';
import { now } from './clock';
import { initialConsent, isPrerendering, whenSeen } from './consent';
import { createAnonymousId, readIdentity } from './identity';
import { byteLength, encode } from './json';
import { MAX_QUEUED } from './queue';
import { createResult, refused } from './result';
import { safely } from './safe';
import { createSender } from './sender';
import type { Api, Call, ChatTag, Config, EventType, Json, Method, Settle } from './types';
import { uuid7 } from './uuid';
import { readCustom, readSet } from './validate';

export const METHODS: Method[] = [
  'track',
  'identify',
  'setProperties',
  'setStage',
  'setDeal',
  'reset',
  'consent',
  'chat',
];

/** A call that was understood and is to be carried out once the visitor has agreed. */
interface Held {
  t: number;
  run: () => void;
  settle: Settle;
}

/** What the page is given to wait for the answer, and what settles it. */
interface Waiting {
  settle: Settle;
  promise?: unknown;
}

const timeOf = ([, , time]: Call): number =>
  typeof time === 'number' && time > 0 ? Math.min(time, now()) : now();

const urlOf = (url: unknown = location.href): string => `${url}`.slice(0, MAX_URL);

/** One widget key on one page. `early` are the calls made before the script had loaded. */
export const createWidget = (config: Config, early: Call[]): Api => {
  const visitor = createAnonymousId(config);
  let consent = initialConsent(config.consentRequired);
  const held: Held[] = [];
  let opened = false;
  let identified = '';
  /** Who the anonymous id has been said to be, with proof. */
  let proof: { a?: string; user_id?: string; user_hash?: string } = {};
  let startDepths = (): void => {};

  /** `rest` is the end of the event's JSON. */
  const emit = (type: EventType, rest: string, ts = now(), url = urlOf()): void => {
    if (!sender.wanted()) return;
    const referrer = pageviews.page.referrer.slice(0, MAX_URL) || undefined;
    const start = encode({ id: uuid7(ts), type, url, referrer, ts }).slice(0, -1);
    const e = start + (rest === '}' ? rest : `,${rest}`);
    sender.add({ a: visitor.get(), t: ts, n: byteLength(e), e });
  };

  const pageviews = createPageviews((time) => {
    startDepths();
    emit('pageview', '}', time);
  });

  /** The chat is a script of its own, so that a page without one pays nothing. */
  const loadChat = (): void => {
    if (config.visitor) return;
    config.visitor = () => opened && visitor.get();
    const tag: ChatTag = { hydra: config, src: `${config.origin}/chat.js` };
    document.head.append(Object.assign(document.createElement('script'), tag));
  };

  const sender = createSender(config, ({ tracking, autocapture, chat }) => {
    if (tracking && config.autotrack) {
      startDepths = capture(
        autocapture || {},
        (type, name, properties) => emit(type, encode({ name, properties }).slice(1)),
        () => sender.flush(),
      );
    }
    config.chat = chat;
    if (chat) loadChat();
  });

  /** Begins (or begins again) once the visitor has agreed and sees the page. */
  const open = (): void => {
    if (opened || consent !== 'given' || isPrerendering()) return;
    opened = true;
    sender.start();
    // The page was there before the calls it made.
    const first = Math.min(now(), ...held.map(({ t }) => t));
    if (config.autotrack) safely(() => pageviews.start(first));
    for (const { run } of held.splice(0)) safely(run);
  };

  const decide = (answer: unknown): void => {
    if (answer === true) {
      consent = 'given';
      open();
    } else if (answer === false) {
      consent = 'refused';
      opened = false;
      for (const { settle } of held.splice(0)) settle(refused('dropped'));
      identified = '';
      proof = {};
      sender.stop();
      visitor.forget();
    } else config.warn('consent: true or false');
  };

  /** Understands a call when it is made, so that the page may do what it likes with what it passed. */
  const read = (call: Call, settle: Settle): (() => void) => {
    const [method, args] = call;
    const t = timeOf(call);
    const url = urlOf(call[3]);
    if (method === 'track') {
      const rest = readCustom(args[0], args[1]);
      return () => emit('custom', rest, t, url);
    }
    if (method === 'identify') {
      const { user_id, user_hash, body } = readIdentity(args[0], args[1]);
      return () => {
        const a = visitor.get();
        if (user_hash || proof.user_id !== user_id)
          proof = user_hash ? { a, user_id, user_hash } : {};
        if (a + body === identified) return;
        identified = a + body;
        const i = `${body},${encode({ url }).slice(1)}`;
        sender.add({ a, t, n: byteLength(i), i });
      };
    }
    if (method === 'reset')
      return () => {
        identified = '';
        proof = {};
        visitor.mint();
      };
    const [p, body] = readSet(method, args);
    return () => {
      const a = visitor.get();
      const { user_id, user_hash } = proof.a === a ? proof : ({} as Json);
      const i = user_id ? `${body},${encode({ user_id, user_hash }).slice(1)}` : `${body}}`;
      sender.add({ a, t, n: byteLength(i), i, p, d: settle });
    };
  };

  const receive = (call: Call): unknown => {
    const [method, args] = call;
    if (method === 'consent') return decide(args[0]);
    if (method === 'chat') {
      config.wish = args[0];
      return loadChat();
    }
    const { settle, promise }: Waiting = /^set/.test(method) ? createResult() : { settle() {} };
    let run: (() => void) | undefined;
    try {
      run = read(call, settle);
    } catch (error) {
      settle(refused('invalid'));
      safely(() => config.warn(`${method}: ${(error as Error).message}`));
    }
    if (run && opened) safely(run);
    else if (run && consent !== 'refused') {
      held.push({ t: timeOf(call), run, settle });
      if (held.length > MAX_QUEUED) (held.shift() as Held).settle(refused('dropped'));
    } else settle(refused('dropped'));
    return promise;
  };

  const method =
    (name: Method) =>
    (...args: unknown[]): unknown =>
      safely(() => receive([name, args, now(), location.href]));

  // What the page said about consent before the script loaded governs all it said then.
  const said = (call: Call): boolean => call[0] === 'consent';
  for (const call of early) safely(() => said(call) || receive(call));
  for (const call of early.filter(said).slice(-1)) safely(() => receive(call));
  if (isPrerendering()) whenSeen(open);
  safely(open);

  const api = {} as Api;
  for (const name of METHODS) api[name] = method(name);
  return api;
};
