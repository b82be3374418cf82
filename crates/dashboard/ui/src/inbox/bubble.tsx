import type { Conversation, ConversationMessage } from "../api/types";
import { clock, exact } from "../lib/time";
import { Linked } from "./linked";
import classes from "./thread.module.css";
import { authorOf, deliveryOf } from "./words";

export function Bubble({
  customer,
  message,
  captioned,
  page,
}: {
  customer: Conversation["customer"];
  message: ConversationMessage;
  captioned: boolean;
  page: string | null;
}) {
  const { local, utc } = exact(message.at);
  const delivery = deliveryOf(message);
  return (
    <li className={classes.message} data-author={message.author}>
      <div className={classes.bubble} dir="auto">
        <Linked text={message.body} />
      </div>
      {captioned && (
        <div className={classes.caption}>
          <span dir="auto">{authorOf(message, customer)}</span>,{" "}
          <time dateTime={message.at} title={`${local}\n${utc}`}>
            {clock(message.at)}
          </time>
          {page && ` · on ${page}`}
          {delivery && (
            <span data-failed={delivery.failed || undefined} dir="auto">
              {" · "}
              {delivery.word}
            </span>
          )}
        </div>
      )}
    </li>
  );
}
