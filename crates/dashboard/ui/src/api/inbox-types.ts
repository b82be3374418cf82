/** Conversations, the widget's chat and what needs attention: a part of `types`, under its rules. */
import type { PersonRef } from "./broadcast-types";
import type { Id, Instant } from "./types";

export type ConversationChannel = "chat" | "email";
export type ConversationStatus = "open" | "closed";
/** The inbox's tabs: chats are under messaging. */
export type InboxTab = "messaging" | "email";
export type MessageAuthor = "person" | "user" | "bot" | "system";

export interface Conversation {
  id: Id;
  channel: ConversationChannel;
  /** The contact, for a lead that was joined to one. */
  customer: PersonRef & { email: string | null; company: string | null };
  /** An email's. */
  subject: string | null;
  status: ConversationStatus;
  assigned_to: Id | null;
  /** The address of the page that a chat was opened on. */
  started_on: string | null;
  widget: { id: Id; name: string } | null;
  /** Which of the bot's behaviours it ran. */
  behavior: { id: string; name: string } | null;
  /** The bot still asks its questions, or answers. */
  bot_active: boolean;
  last_message: { author: MessageAuthor; preview: string; at: Instant };
  /** The person wrote something that nobody of the team has seen. */
  unread: boolean;
  /** Since when the person waits for an answer by the team; null when they don't. */
  waiting_since: Instant | null;
  created_at: Instant;
  version: number;
}

export interface ConversationMessage {
  id: Id;
  author: MessageAuthor;
  /** The teammate's name, or the behaviour's; null for the person. */
  author_name: string | null;
  /** Plain text with line breaks. Of the system: a sentence such as "Email captured". */
  body: string;
  at: Instant;
  /** The page on which a visitor wrote it. */
  page: string | null;
  /** An email's way; null for a chat. */
  delivery: {
    status: "pending" | "sent" | "failed" | "delivered" | "read";
    error: string | null;
  } | null;
  /** Of a chat: the visitor has seen what the team wrote. */
  seen: boolean;
}

export interface ConversationDetail extends Conversation {
  /** The newest 50, the oldest of them first. */
  messages: ConversationMessage[];
  /** For GET /conversations/{id}/messages: what was before them. */
  earlier_cursor: string | null;
}

export interface InboxCounts {
  messaging: TabCounts;
  email: TabCounts;
}
export interface TabCounts {
  open: number;
  unread: number;
  /** Open and assigned to me. */
  mine: number;
}

export interface ChatSettings {
  enabled: boolean;
  /** Above the panel. */
  title: string;
  /** The first thing that a visitor reads. */
  greeting: string;
  /** Offers a place for the email while none is known. */
  ask_email: boolean;
}

export type CaptureKind = "text" | "email" | "phone" | "choice";
export interface CaptureQuestion {
  kind: CaptureKind;
  prompt: string;
  /** name, email, phone, company, title, or any other word: a custom field. */
  field: string;
  /** Of a choice: 2 to 10. */
  options: string[];
  /** Others may be skipped. */
  required: boolean;
}
export interface CaptureBehavior {
  /** Made by whoever adds it, kept for good: 1 to 40 letters, digits, - and _. */
  id: string;
  name: string;
  /** All that are given must hold; the first behaviour that fits is run. */
  when: {
    /** A visitor's recent pages include one whose path begins so. */
    path_prefix: string | null;
    /** At least so many pages were seen. */
    min_pageviews: number | null;
    /** The first touch's source is this (utm_source or the referrer's site). */
    source: string | null;
  };
  /** Said before the first question; may be empty. */
  opening: string;
  questions: CaptureQuestion[];
  /** Said when all are answered. */
  thanks: string;
}
export interface CaptureSettings {
  enabled: boolean;
  behaviors: CaptureBehavior[];
  /** An own bot: called with what visitors write when no behaviour asks; null for none. */
  hook_url: string | null;
}

export type FocusKind =
  | "unanswered_conversation"
  | "hot_visitor"
  | "stalled_deal"
  | "stalled_lead"
  | "account_at_risk"
  | "renewal_due"
  | "failed_automation";
export interface FocusItem {
  /** kind and record: the address of its snooze. */
  id: string;
  kind: FocusKind;
  title: string;
  /** A person's company, a deal's account. */
  about: string | null;
  /** A sentence: why it is here. */
  reason: string;
  /** A sentence: what to do. */
  suggested_action: string;
  record: {
    kind: "lead" | "contact" | "account" | "opportunity" | "conversation" | "visitor";
    id: Id;
  };
  since: Instant;
  /** A deal's amount or an account's MRR. */
  amount: { amount: string; currency: string } | null;
  score: number | null;
  owner_id: Id | null;
  /** Only among the snoozed. */
  snoozed: { until: Instant; reason: string; by: string | null } | null;
}
export interface Focus {
  /** Most urgent first within each kind; at most 50 a kind. */
  items: FocusItem[];
  /** Of all, also beyond those 50. */
  counts: Partial<Record<FocusKind, number>>;
  /** How many are snoozed now. */
  snoozed: number;
}
