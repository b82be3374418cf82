import type { Conversation, ConversationMessage } from "../api/types";
import { STATUSES } from "../messages/words";

type Customer = Conversation["customer"];

/** Nobody knows who it is: the server has no name for them but this. */
export const isAnonymous = (customer: Pick<Customer, "display_name">) =>
  customer.display_name === "Anonymous";

/** The path of a page, whose address may be given whole. */
export function pathOf(page: string): string {
  return URL.canParse(page) ? new URL(page).pathname : page;
}

export function authorOf(message: ConversationMessage, customer: Customer): string {
  switch (message.author) {
    case "person":
      return isAnonymous(customer) ? "Visitor" : customer.display_name;
    case "user":
      return message.author_name ?? "A former teammate";
    default:
      return "Bot";
  }
}

/** How far what the team wrote came; nothing of it while there is nothing to say. */
export function deliveryOf({ author, delivery, seen }: ConversationMessage): {
  word: string;
  failed: boolean;
} | null {
  if (author !== "user") return null;
  if (!delivery) return seen ? { word: STATUSES.read, failed: false } : null;
  const { status, error } = delivery;
  const word = status === "pending" ? "Sending" : STATUSES[status];
  const failed = status === "failed";
  return { word: failed && error ? `${word}: ${error}` : word, failed };
}

const BY: Partial<Record<ConversationMessage["author"], string>> = { user: "Team: ", bot: "Bot: " };

/** The last message in one line. */
export const previewOf = ({ last_message }: Pick<Conversation, "last_message">) => ({
  by: BY[last_message.author] ?? "",
  text: last_message.preview,
});

/** Where a chat is led, or what an email is about. */
export function aboutOf(conversation: Conversation, page: string | null): string {
  if (conversation.channel === "email") return conversation.subject || "No subject";
  return page ? `chat on ${pathOf(page)}` : "chat";
}
