import type { ConversationDetail, ConversationMessage, CursorPage } from "../api/types";

const isBefore = (a: ConversationMessage, b: ConversationMessage) => {
  const gap = Date.parse(a.at) - Date.parse(b.at);
  return gap < 0 || (gap === 0 && a.id < b.id);
};

/** Each once, the newest reading of it, the oldest first. */
function inOrder(messages: ConversationMessage[]): ConversationMessage[] {
  const byId = new Map(messages.map((m) => [m.id, m]));
  return [...byId.values()].sort((a, b) => (isBefore(a, b) ? -1 : 1));
}

/**
 * What was read again, with the earlier messages that were loaded before. The server sends the newest only: when so
 * many came that they do not reach back to what is here, what is here goes, since nothing may be missing between.
 */
export function merged(
  old: ConversationDetail | undefined,
  fresh: ConversationDetail,
): ConversationDetail {
  const first = fresh.messages[0];
  if (!old || !first) return fresh;
  const earlier = old.messages.filter((m) => isBefore(m, first));
  if (earlier.length === 0 || earlier.length === old.messages.length) return fresh;
  return {
    ...fresh,
    messages: [...earlier, ...fresh.messages],
    earlier_cursor: old.earlier_cursor,
  };
}

export const withEarlier = (
  old: ConversationDetail,
  page: CursorPage<ConversationMessage>,
): ConversationDetail => ({
  ...old,
  messages: inOrder([...page.data, ...old.messages]),
  earlier_cursor: page.next_cursor,
});

export const withSent = (
  old: ConversationDetail,
  message: ConversationMessage,
): ConversationDetail => ({ ...old, messages: inOrder([...old.messages, message]) });
