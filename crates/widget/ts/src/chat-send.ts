import { type Api, here } from './chat-api';
import type { Message, State } from './chat-state';
import { quietly } from './safe';
import { backoff, retryable } from './transport';
import type { Json } from './types';
import { uuid7 } from './uuid';

const TRIES = 4;
/** A wait that nobody sits through: the message then counts as not sent. */
const MAX_WAIT = 6e4;

/** `why`: it was not sent; empty when there is nothing to say about it. */
export type Done = (why?: string, stored?: Message | null) => void;

/** Something that the visitor says. */
interface Job {
  id: string;
  epoch: number;
  said: Json;
  tries: number;
  done: Done;
}

/** Says one thing after the other: the first makes the conversation that the next belongs to. */
export const createOutbox = (
  ask: Api,
  { state, drop, merge, save }: State,
  isReady: () => boolean,
  changed: () => void,
) => {
  let jobs: Job[] = [];
  let sending = false;
  /** The server has asked to wait. */
  let paused = false;
  /** How much was said: an answer to what was asked before that is out of date. */
  let count = 0;

  const ours = (): Job[] => jobs.filter(({ epoch }) => epoch === state.epoch);

  /** Whether the job is done with. */
  const deliver = async (job: Job): Promise<boolean> => {
    const { conversation, behavior } = state;
    const { status, wait, answer, fine, mine } = await ask('', {
      url: here(),
      ...job.said,
      message_id: job.id,
      behavior_id: conversation ? undefined : behavior || undefined,
    });
    if (!mine) return true;
    if (fine) {
      count++;
      state.conversation = answer.conversation_id || conversation;
      job.done(undefined, answer.message);
      merge((answer.message ? [answer.message] : []).concat(answer.replies || []));
      state.question = answer.question || null;
      state.emailKnown = !!answer.email_known;
      state.closed = false;
      save();
      return true;
    }
    const again = job.tries++ < TRIES;
    if (status === 404 && conversation && again) {
      drop();
      return deliver(job);
    }
    if (status === 429 && again && wait < MAX_WAIT) {
      paused = true;
      setTimeout(
        () => {
          paused = false;
          pump();
        },
        backoff(job.tries, wait),
      );
      return false;
    }
    const [error] = answer.errors || [];
    job.done(retryable(status) ? '' : error?.message || answer.detail || '');
    return true;
  };

  const next = async (): Promise<void> => {
    jobs = ours();
    if (sending || paused || !jobs.length || !isReady()) return;
    sending = true;
    const [job] = jobs;
    const over = await deliver(job);
    sending = false;
    if (over) jobs = jobs.filter((other) => other !== job);
    changed();
    pump();
  };

  const pump = (): void => {
    quietly(next());
  };

  return {
    pump,
    say(said: Json, done: Done, id = uuid7(Date.now())): void {
      jobs.push({ id, epoch: state.epoch, said, tries: 0, done });
      pump();
    },
    /** Whether something is on its way. */
    isBusy: (): boolean => ours().length > 0,
    isSending: (): boolean => sending,
    count: (): number => count,
  };
};
