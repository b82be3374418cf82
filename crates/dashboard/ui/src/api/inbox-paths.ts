/** Conversations and what needs attention: a part of `paths`. */
import type { Acts, ById, Cursor, NoPath, Reads, Writes } from "./shapes";
import type * as T from "./types";

export interface InboxPaths {
  "/conversations": {
    get: Reads<
      T.CursorPage<T.Conversation>,
      NoPath,
      Cursor & {
        tab?: T.InboxTab;
        status?: T.ConversationStatus;
        /** Assigned to me. */
        mine?: boolean;
        /** In names, emails, subjects and what was written. */
        search?: string;
      }
    >;
  };
  "/conversations/counts": { get: Reads<T.InboxCounts> };
  "/conversations/{id}": {
    get: Reads<T.ConversationDetail, ById>;
    patch: Writes<
      T.Conversation,
      { status?: T.ConversationStatus; assigned_to?: T.Id | null; read?: true },
      ById
    >;
  };
  "/conversations/{id}/messages": {
    get: Reads<T.CursorPage<T.ConversationMessage>, ById, Cursor>;
    post: Writes<T.ConversationMessage, { body: string }, ById>;
  };
  "/customers/{id}/conversations": { get: Reads<{ data: T.Conversation[] }, ById> };
  "/focus": {
    get: Reads<T.Focus, NoPath, { mine?: boolean; snoozed?: boolean }>;
  };
  "/focus/{id}/snooze": {
    post: Writes<undefined, { until: T.Instant; reason: string }, { id: string }>;
    delete: Acts<undefined, { id: string }>;
  };
}
