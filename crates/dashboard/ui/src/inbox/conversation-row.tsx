import { memo } from "react";
import { Link } from "react-router";
import type { Conversation, Id } from "../api/types";
import { PersonAvatar, Unassigned } from "../ui/avatar";
import { PlainTime } from "../ui/time-ago";
import classes from "./inbox.module.css";
import { isAnonymous, previewOf } from "./words";

export const rowId = (id: Id) => `conversation-${id}`;

/** There are many, and the list is read again every few seconds: only what changed is drawn. */
export const ConversationRow = memo(function ConversationRow({
  conversation,
  on,
  to,
}: {
  conversation: Conversation;
  on: boolean;
  to: string;
}) {
  const { customer, subject, last_message, unread } = conversation;
  const { by, text } = previewOf(conversation);
  const anonymous = isAnonymous(customer);
  return (
    <li>
      <Link
        id={rowId(conversation.id)}
        to={to}
        className={classes.row}
        data-on={on || undefined}
        data-unread={unread || undefined}
        aria-current={on || undefined}
      >
        <Face customer={customer} />
        <span
          className={`cut ${classes.name}`}
          data-anonymous={anonymous || undefined}
          dir="auto"
          title={customer.display_name}
        >
          {customer.display_name}
        </span>
        <span className={classes.when}>
          <PlainTime at={last_message.at} />
          {unread && (
            <span className="dot">
              <span className="srOnly">Unread</span>
            </span>
          )}
        </span>
        <span className={`cut ${classes.preview}`} dir="auto">
          {subject && (
            <>
              <span className="m">{subject}</span>{" "}
            </>
          )}
          {by}
          {text}
        </span>
      </Link>
    </li>
  );
});

/** A person's initials, or a ring for nobody known. */
export function Face({ customer }: { customer: Conversation["customer"] }) {
  return isAnonymous(customer) ? (
    <Unassigned size="r" silent />
  ) : (
    <PersonAvatar name={customer.display_name} size="r" />
  );
}
