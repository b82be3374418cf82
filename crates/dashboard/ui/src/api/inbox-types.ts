/** Conversations, the widget's chat and what needs attention: a part of `types`, under its rules. */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type ConversationChannel = Schemas["ConversationChannel"];
export type ConversationStatus = Schemas["ConversationStatus"];
export type MessageAuthor = Schemas["MessageAuthor"];
/** The inbox's tabs: chats are under messaging. */
export type InboxTab = "messaging" | "email";
export type Conversation = Schemas["Conversation"];
export type ConversationMessage = Schemas["ConversationMessage"];
export type ConversationDetail = Schemas["ConversationDetail"];
export type InboxCounts = Schemas["InboxCounts"];
export type TabCounts = Schemas["TabCounts"];

export type ChatSettings = Schemas["ChatSettings"];
export type CaptureKind = Schemas["QuestionKind"];
export type CaptureQuestion = Schemas["CaptureQuestion"];
export type CaptureBehavior = Schemas["CaptureBehavior"];
export type CaptureSettings = Schemas["CaptureSettings"];

export type FocusKind = Schemas["FocusKind"];
/** The document calls the record's kind any text. */
export type FocusItem = Omit<Schemas["FocusItem"], "record"> & {
  record: {
    kind: "conversation" | "lead" | "contact" | "account" | "opportunity" | "visitor";
    id: string;
  };
};
/** And the kinds that are counted; one that the caller may not see is not among them. */
export type Focus = Omit<Schemas["Focus"], "items" | "counts"> & {
  items: FocusItem[];
  counts: Partial<Record<FocusKind, number>>;
};
