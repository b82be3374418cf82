import type { ConversationDetail, ConversationMessage } from "../api/types";
import { clock, dayLabel } from "../lib/time";
import { pathOf } from "./words";

export type ThreadItem =
  /** A line across: a day, or what the system says. */
  | { line: string; id: string }
  | {
      message: ConversationMessage;
      /** The next one says the same of who and when. */
      captioned: boolean;
      /** The page that it was written on, when it is another one than before. */
      page: string | null;
    };

/** What a thread shows, the oldest first. */
export function threadItems(
  {
    messages,
    earlier_cursor,
    started_on,
  }: Pick<ConversationDetail, "messages" | "earlier_cursor" | "started_on">,
  now: number,
): ThreadItem[] {
  const items: ThreadItem[] = [];
  const whole = earlier_cursor === null;
  let page = whole && started_on ? pathOf(started_on) : null;
  let day = "";
  messages.forEach((message, i) => {
    const label = dayLabel(message.at, now);
    if (label !== day) {
      const start = i === 0 && whole;
      const on = start && page ? `, started on ${page}` : "";
      items.push({
        line: start ? `${label} ${clock(message.at)}${on}` : label,
        id: `day ${message.id}`,
      });
      day = label;
    }
    if (message.author === "system") {
      items.push({ line: message.body, id: message.id });
      return;
    }
    const here = message.page && pathOf(message.page);
    const moved = here && here !== page ? here : null;
    if (here) page = here;
    items.push({ message, captioned: !continues(message, messages[i + 1]), page: moved });
  });
  return items;
}

const continues = (message: ConversationMessage, next: ConversationMessage | undefined) =>
  next?.author === message.author &&
  next.author_name === message.author_name &&
  next.page === message.page &&
  next.seen === message.seen &&
  !message.delivery &&
  next.at.slice(0, 16) === message.at.slice(0, 16);

/** The page on which somebody wrote last. */
export const lastPage = ({
  messages,
  started_on,
}: Pick<ConversationDetail, "messages" | "started_on">): string | null =>
  messages.findLast((m) => m.page)?.page ?? started_on;
