import { createApi, here } from './chat-api';
import { createOutbox, type Done } from './chat-send';
import type { Entry, State } from './chat-state';
import { elapsed } from './clock';
import { listen, quietly } from './safe';
import { backoff, retryable } from './transport';
import type { Config } from './types';
import { uuid7 } from './uuid';

const OPEN_MS = 3000;
const CLOSED_MS = 30000;
const DAY = 864e5;

const isSeen = (): boolean => document.visibilityState !== 'hidden';

/** Talks with the server, and reads what is new while somebody looks. `render` follows every change. */
export const createTalk = (config: Config, chat: State, render: () => void) => {
  const { state, slot, isKept, drop, follow, merge, look } = chat;
  const ask = createApi(config, chat);
  let open = false;
  let reading = false;
  let attempt = 0;
  /** The chat is off, or not for this page. */
  let refused = false;
  /** Not to be asked before, by the clock that only grows; nor then, if there was no answer and now is a network. */
  let blockedUntil = 0;
  let cutOff = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const update = (): void => {
    if (open && isSeen()) look();
    render();
  };

  // Which conversation there is must be known first.
  const isReady = (): boolean => state.loaded || !reading;
  const outbox = createOutbox(ask, chat, isReady, () => {
    update();
    if (!state.loaded) wake();
  });

  const read = async (): Promise<void> => {
    const { conversation, cursor } = state;
    const before = outbox.count();
    const opening = !state.loaded && open;
    const { status, wait, answer, fine, mine } = await (opening
      ? ask('/open', { url: here() })
      : ask('/poll', { after: cursor, seen: (open && isSeen()) || undefined }));
    // Meanwhile somebody else, or another conversation.
    if (!mine || conversation !== state.conversation) return;
    if (fine) {
      attempt = 0;
      const messages = answer.messages || [];
      const early = opening && !answer.conversation_id;
      merge(early ? messages.map((m) => ({ ...m, early })) : messages, !cursor);
      if (!early) for (const { id } of messages.slice(-1)) state.cursor = id;
      if (opening) state.behavior = answer.behavior_id;
      if (opening) state.loaded = true;
      state.closed = !!answer.closed;
      state.emailKnown = !!answer.email_known;
      if (before === outbox.count() && !outbox.isSending())
        state.question = answer.question || null;
      return;
    }
    if (status === 404 && conversation) {
      drop();
      return;
    }
    refused = !retryable(status);
    cutOff = !status;
    blockedUntil = elapsed() + backoff(attempt++, wait);
  };

  const wantsToRead = (): boolean =>
    isSeen() &&
    !refused &&
    (open
      ? !state.loaded || !!state.conversation
      : !!state.conversation && Date.now() - state.seenAt < DAY);

  const tick = async (): Promise<void> => {
    // A page on which nobody has opened the chat costs nothing.
    if (reading || !(open || state.conversation || isKept())) return;
    follow();
    if (wantsToRead() && blockedUntil <= elapsed()) {
      reading = true;
      await read();
      reading = false;
      outbox.pump();
    }
    update();
    clearTimeout(timer);
    // An open panel looks also without a conversation: reset() or another tab may bring one.
    if (!isSeen() || !(open || wantsToRead())) return;
    const pace = !open ? CLOSED_MS : state.loaded || refused ? OPEN_MS : 0;
    timer = setTimeout(wake, Math.max(pace, blockedUntil - elapsed()));
  };

  const wake = (): void => {
    quietly(tick());
  };

  const send = (entry: Entry): void => {
    entry.unsent = 'sending';
    const done: Done = (why, stored) => {
      // What was read meanwhile has arrived, whatever became of the answer.
      if (entry.unsent) entry.unsent = why === undefined ? undefined : 'failed';
      entry.why = why;
      if (stored) entry.id = stored.id;
    };
    outbox.say({ message: entry.body }, done, entry.id);
    update();
  };

  listen(document, 'visibilitychange', () => isSeen() && wake());
  listen(window, 'online', () => {
    if (cutOff) blockedUntil = 0;
    wake();
  });
  listen(window, 'storage', (event) => {
    const { key, newValue } = event as StorageEvent;
    if (key === slot && newValue) wake();
  });
  if (isKept()) wake();

  return {
    /** The panel is opened or closed. */
    turn(on: boolean): void {
      open = on;
      refused = false;
      follow();
      update();
      wake();
    },
    write(body: string): void {
      follow();
      const entry: Entry = {
        id: uuid7(Date.now()),
        author: 'visitor',
        name: null,
        body,
        at: new Date().toISOString(),
      };
      state.entries.push(entry);
      send(entry);
    },
    /** The same again, under the same id. */
    retry: send,
    skip: (done: Done): void => outbox.say({ skip: true }, done),
    leaveEmail: (email: string, done: Done): void => outbox.say({ email }, done),
    isBusy: outbox.isBusy,
    /** Whether the server cannot be reached, or does not want to be. */
    trouble: (): 'away' | 'refused' | undefined =>
      refused ? 'refused' : attempt ? 'away' : undefined,
  };
};

export type Talk = ReturnType<typeof createTalk>;
