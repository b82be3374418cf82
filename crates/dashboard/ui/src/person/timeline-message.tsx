import type { ReactNode } from "react";
import { Link } from "react-router";
import type { Actor, TimelineData } from "../api/types";
import { DeliveryTicks } from "../messages/delivery-ticks";
import { CHANNELS } from "../messages/words";
import classes from "./timeline.module.css";
import { who } from "./who";

/** How far a message came, and why no further. */
export function outcome({ status, detail }: TimelineData): ReactNode {
  if (!status && !detail) return undefined;
  return (
    <>
      {status && <DeliveryTicks status={status} unknown={false} />}
      {detail && <div dir="auto">{detail}</div>}
    </>
  );
}

/** A message to or from a person; its channel opens what is known of it. */
export function messageSentence(
  kind: "message_sent" | "message_failed" | "message_received",
  actor: Actor,
  data: TimelineData,
): { text: ReactNode; sub?: ReactNode } {
  const name = data.channel ? CHANNELS[data.channel].label : "Message";
  const message = data.message_id ? (
    <Link className={classes.ref} to={`/broadcasts/messages?open=${data.message_id}`}>
      {name}
    </Link>
  ) : (
    name
  );
  if (kind === "message_received") return { text: <>{message} received</> };
  const sub = outcome(data);
  if (kind === "message_failed") return { text: <>{message} failed</>, sub };
  if (actor.kind !== "user") return { text: <>{message} sent</>, sub };
  return {
    text: (
      <>
        {who(actor)} sent {message}
      </>
    ),
    sub,
  };
}
