import { Link } from "react-router";
import type { BroadcastMessage } from "../api/types";
import { middle } from "../lib/text";
import { I } from "../ui/icon";
import { TimeAgo } from "../ui/time-ago";
import { DeliveryTicks } from "./delivery-ticks";
import classes from "./messages.module.css";
import { type MessagesUrl, write } from "./messages-url";
import { CHANNELS, nameOf, ORIGINS } from "./words";

/** Newest first; a row opens the message beside the list. */
export function MessagesTable({
  messages,
  url,
  busy,
}: {
  messages: BroadcastMessage[];
  url: MessagesUrl;
  busy: boolean;
}) {
  return (
    <table
      className={`t ${classes.table}`}
      data-lg
      aria-label="Messages"
      aria-busy={busy || undefined}
    >
      <thead>
        <tr>
          <th className={classes.to}>To</th>
          <th>Message</th>
          <th className={classes.origin}>Origin</th>
          <th className={classes.status}>Status</th>
          <th className={`r ${classes.when}`}>Created</th>
        </tr>
      </thead>
      <tbody>
        {messages.map((m) => (
          <Row
            key={m.id}
            message={m}
            href={`?${write({ ...url, open: m.id })}`}
            picked={m.id === url.open}
          />
        ))}
      </tbody>
    </table>
  );
}

function Row({
  message: m,
  href,
  picked,
}: {
  message: BroadcastMessage;
  href: string;
  picked: boolean;
}) {
  const { label, icon: Icon } = CHANNELS[m.channel];
  return (
    <tr data-picked={picked || undefined}>
      <td>
        <Link to={href} className={`m cut ${classes.name}`} dir="auto">
          {nameOf(m)}
        </Link>
        <div className="t3 sm cut" title={m.address}>
          {middle(m.address, 34)}
        </div>
      </td>
      <td className={classes.text}>
        <div className="row">
          <Icon {...I} className={classes.channel} />
          <span className="srOnly">{label}: </span>
          <span className="cut" dir="auto">
            {m.subject ?? m.body}
          </span>
          {m.provider === "sandbox" && (
            <span className="tag" title="Not sent anywhere: kept and shown here">
              Sandbox
            </span>
          )}
        </div>
        {m.error && (
          <div className={`sm cut ${m.status === "failed" ? classes.error : "t3"}`} title={m.error}>
            {m.error}
          </div>
        )}
      </td>
      <td className={classes.originCell}>
        <div className="cut">{ORIGINS[m.origin]}</div>
        {m.origin_name && (
          <div className="t3 sm cut" dir="auto">
            {m.origin_name}
          </div>
        )}
      </td>
      <td>
        <DeliveryTicks status={m.status} unknown={m.outcome_unknown} />
      </td>
      <td className="r t3">
        <TimeAgo at={m.created_at} />
      </td>
    </tr>
  );
}
