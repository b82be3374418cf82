import { Link } from "react-router";
import type { Channel, Id } from "../api/types";
import classes from "../person/timeline.module.css";
import { CHANNELS } from "./words";

/** A message in a history, by its channel; one that was sent opens with all that is known of it. */
export function MessageName({
  channel,
  id,
}: {
  channel: Channel | null | undefined;
  id: Id | null | undefined;
}) {
  const name = channel ? CHANNELS[channel].label : "Message";
  return id ? (
    <Link className={classes.ref} to={`/broadcasts/messages?open=${id}`}>
      {name}
    </Link>
  ) : (
    name
  );
}
