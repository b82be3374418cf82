import type { Message, Question, State } from './chat-state';
import { encode } from './json';
import { post, readAnswer } from './transport';
import type { Config, Json } from './types';

const MAX_URL = 2048;

/** Of all three addresses. */
interface Answer {
  conversation_id: string | null;
  messages: Message[];
  message: Message | null;
  replies: Message[];
  question: Question | null;
  behavior_id: string | null;
  email_known: boolean;
  closed: boolean;
  detail: string;
  errors: { message: string }[];
}

export const here = (): string => location.href.slice(0, MAX_URL);

/** One request; `mine`: the answer is still for the person who asked. */
export const createApi =
  (config: Config, { state }: State) =>
  async (path: string, more: Json) => {
    const { anon, conversation, epoch } = state;
    const reply = await post(
      `${config.origin}/api/chat${path}`,
      encode({
        widget_key: config.key,
        anon_visitor_id: anon,
        conversation_id: conversation || undefined,
        ...more,
      }),
    );
    const answer: Partial<Answer> = (await readAnswer<Answer>(reply)) || {};
    const { status, wait } = reply;
    return {
      status,
      wait,
      answer,
      fine: status > 199 && status < 300,
      mine: epoch === state.epoch,
    };
  };

export type Api = ReturnType<typeof createApi>;
