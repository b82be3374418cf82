import type { ReactNode } from "react";
import type { TimelineData } from "../api/types";
import { ConversationRef } from "../inbox/conversation-ref";
import classes from "./timeline.module.css";

/** What a conversation brought about, with the way to it. */
export function conversationSentence(
  kind: "conversation_started" | "email_captured" | "bot_captured",
  { conversation_id: id, channel, behavior }: TimelineData,
  /** Named where the history is that of several people. */
  person: ReactNode,
): { text: ReactNode; sub?: ReactNode } {
  const ref = (name: string) => (
    <ConversationRef id={id} className={classes.ref}>
      {name}
    </ConversationRef>
  );
  const whose = person && <> of {person}</>;
  switch (kind) {
    case "conversation_started":
      return {
        text: (
          <>
            {ref(channel === "email" ? "Email conversation" : "Chat")}
            {person && <> with {person}</>} started
          </>
        ),
      };
    case "email_captured":
      return {
        text: (
          <>
            Email{whose} captured in {ref("a chat")}
          </>
        ),
      };
    case "bot_captured":
      return {
        text: (
          <>
            Details{whose} captured by the bot in {ref("a chat")}
          </>
        ),
        sub: behavior && <span dir="auto">{behavior}</span>,
      };
  }
}
