import { read, remove, write } from './storage';
import type { Config } from './types';
import { uuid4 } from './uuid';

export interface Message {
  id: string;
  author: 'visitor' | 'team' | 'bot';
  name: string | null;
  body: string;
  at: string;
}

/** A message as the panel shows it. */
export interface Entry extends Message {
  /** What the bot says before there is a conversation: stored under another id, or not at all. */
  early?: boolean;
  unsent?: 'sending' | 'failed';
  /** What the server said against it. */
  why?: string;
}

/** What the bot asks. */
export interface Question {
  kind: 'text' | 'email' | 'phone' | 'choice';
  prompt: string;
  options: string[];
  required: boolean;
}

const blank = () => ({
  conversation: '',
  /** Whether the storage has it. */
  kept: false,
  behavior: undefined as string | null | undefined,
  entries: [] as Entry[],
  question: null as Question | null,
  closed: false,
  emailKnown: false,
  /** The server has said how the conversation stands. */
  loaded: false,
  /** The last message that the server told of in its order: those that a sent message brings may leave gaps before them. */
  cursor: null as string | null,
  /** The last message that was in an open panel, in any tab, and its time by the server's clock. */
  seen: '',
  seenAt: 0,
});

const timeOf = ({ at, unsent }: Entry): number => (unsent ? 9e15 : Date.parse(at) || 0);

const isTold = ({ early, unsent }: Entry): boolean => !early && !unsent;

/** The conversation of this browser as this page knows it. Under localStorage's `hydra_<key>_chat`, all tabs agree on which one. */
export const createState = (config: Config) => {
  const anonSlot = `hydra_${config.key}`;
  const slot = `${anonSlot}_chat`;
  /** `epoch` counts the people: what was under way for the one before is not for the next. */
  const state = { ...blank(), anon: '', epoch: 0 };

  /** Where the visitor's id is not kept, for want of consent or of storage, its conversation is not either. */
  const mayKeep = (): boolean => read(anonSlot) === state.anon;

  const save = (): void => {
    const { conversation, seen, seenAt } = state;
    if (conversation && mayKeep()) state.kept = write(slot, `${conversation} ${seenAt} ${seen}`);
  };

  /** Everything but what this person has not sent yet. */
  const clear = (conversation = '', cursor: string | null = null): void => {
    const entries = state.entries.filter(({ unsent }) => unsent);
    Object.assign(state, blank(), { entries, conversation, cursor });
  };

  return {
    state,
    slot,
    save,

    /** Whether an earlier page or another tab has left something. */
    isKept: (): boolean => !!read(slot),

    /** The server has no such conversation: what is not sent yet begins another. */
    drop(): void {
      if (mayKeep()) remove(slot);
      clear();
    },

    /** Goes by the current id and by what other tabs have done. */
    follow(): void {
      const visitor = config.visitor as () => string | false;
      let anon = visitor();
      if (!anon) anon = config.chatter = config.chatter || uuid4();
      if (anon !== state.anon) {
        // Of the one before nothing stays, but what another tab has begun for the next does.
        const { conversation } = state;
        if (conversation && (read(slot) || '').startsWith(conversation)) remove(slot);
        Object.assign(state, blank(), { anon });
        state.epoch++;
      }
      if (!mayKeep()) return;
      const kept = /^([\w-]{36}) (\d+) ([\w-]*)$/.exec(read(slot) || '');
      if (kept) {
        const [, conversation, seenAt, seen] = kept;
        if (conversation !== state.conversation) clear(conversation, seen || null);
        state.kept = true;
        if (+seenAt > state.seenAt) Object.assign(state, { seen, seenAt: +seenAt });
      } else if (state.kept) clear();
      else save();
    },

    /** Adds what is not known yet. `again`: all there is, also what was said before there was a conversation. */
    merge(messages: Entry[], again = false): void {
      const told = messages.map((message): Entry => {
        const known =
          state.entries.find(({ id }) => id === message.id) ||
          (again && state.entries.find(({ early, body }) => early && body === message.body));
        const all = { ...message, early: message.early, unsent: undefined };
        return known ? Object.assign(known, all) : all;
      });
      // What was stored at one moment stays in the server's order.
      state.entries = state.entries
        .filter((entry) => !told.includes(entry))
        .concat(told)
        .sort((a, b) => timeOf(a) - timeOf(b));
    },

    /** All is in front of the reader. */
    look(): void {
      for (const entry of state.entries.filter(isTold).slice(-1)) {
        const seenAt = timeOf(entry);
        if (seenAt <= state.seenAt) continue;
        Object.assign(state, { seen: entry.id, seenAt });
        save();
      }
    },

    unread: (): number =>
      state.entries.filter(
        (entry) => isTold(entry) && entry.author !== 'visitor' && timeOf(entry) > state.seenAt,
      ).length,
  };
};

export type State = ReturnType<typeof createState>;
