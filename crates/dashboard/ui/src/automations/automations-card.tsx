import { Button } from "@mantine/core";
import { Fragment, useState } from "react";
import { reason } from "../api/errors";
import type { AutomationEntry, Id } from "../api/types";
import { useCan } from "../auth/session";
import { clock, dayLabel } from "../lib/time";
import { useNow } from "../lib/use-now";
import { DeliveryTicks } from "../messages/delivery-ticks";
import timeline from "../person/timeline.module.css";
import { IS } from "../ui/icon";
import { ErrorNote } from "../ui/notes";
import { TimeAgo } from "../ui/time-ago";
import { useAutomationEntries } from "./api";
import classes from "./automations-card.module.css";
import { ENTRY_LOOKS, entrySentence } from "./entry-words";
import { RetryButton } from "./retry-button";

const FIRST = 12;

/** What automations did for a person; it is not there while they did nothing. */
export function AutomationsCard({ person }: { person: Id }) {
  const now = useNow();
  const log = useAutomationEntries(person);
  const [all, setAll] = useState(false);
  const entries = log.data ?? [];
  if (entries.length === 0 && !log.error) return null;
  const several = new Set(entries.map((e) => e.automation.id)).size > 1;
  const shown = all ? entries : entries.slice(0, FIRST);
  let day = "";
  return (
    <section className="card" aria-label="Automations">
      <div className="cardHead">
        <h2>Automations</h2>
      </div>
      <div className={timeline.body}>
        {log.error && <ErrorNote>The automations could not be read: {reason(log.error)}</ErrorNote>}
        {shown.map((entry) => {
          const label = dayLabel(entry.at, now);
          const head = label !== day;
          day = label;
          return (
            <Fragment key={entry.id}>
              {head && <h3 className={timeline.day}>{label}</h3>}
              <Entry person={person} entry={entry} several={several} now={now} />
            </Fragment>
          );
        })}
        {shown.length < entries.length && (
          <Button size="xs" mt={8} onClick={() => setAll(true)}>
            Show {entries.length - shown.length} earlier
          </Button>
        )}
      </div>
    </section>
  );
}

function Entry({
  person,
  entry,
  several,
  now,
}: {
  person: Id;
  entry: AutomationEntry;
  /** Others ran too: each entry says of which it is. */
  several: boolean;
  now: number;
}) {
  const manage = useCan()("automations:manage");
  const { kind, automation, step, message, at } = entry;
  const { icon: Icon, tint } = ENTRY_LOOKS[kind];
  const today = dayLabel(at, now) === "Today";
  const said = {
    kind,
    automation,
    position: step?.position,
    channel: message?.channel ?? step?.channel,
    template: step?.template_name,
    message: message?.id,
  };
  return (
    <div className={timeline.row} data-kind={kind}>
      <span className={timeline.icon} data-tint={tint}>
        <Icon {...IS} />
      </span>
      <div className={timeline.text}>
        {entrySentence(said)}
        {several && step && (
          <div className={timeline.sub} dir="auto">
            {automation.name}, step {step.position + 1}
          </div>
        )}
        {message && <Ticks message={message} failed={kind === "automation_step_failed"} />}
        {entry.detail && entry.detail !== message?.error && (
          <div className={timeline.sub} dir="auto">
            {entry.detail}
          </div>
        )}
        {entry.retryable && manage && (
          <div className={classes.retry}>
            <RetryButton automation={automation.id} person={person} />
          </div>
        )}
      </div>
      <TimeAgo at={at} format={today ? "age" : "clock"} className={timeline.time} />
    </div>
  );
}

/** How far the message came and when; a failure says its code. */
function Ticks({
  message,
  failed,
}: {
  message: NonNullable<AutomationEntry["message"]>;
  /** The entry says so already. */
  failed: boolean;
}) {
  const { status, outcome_unknown, error_code, error } = message;
  const at = {
    pending: null,
    sent: message.sent_at,
    delivered: message.delivered_at,
    read: message.read_at,
    failed: message.failed_at,
  }[status];
  const why = status === "failed" ? [error_code, error].filter(Boolean).join(": ") : "";
  if (failed && status === "failed") return <div className={timeline.sub}>{why}</div>;
  return (
    <div className={classes.ticks}>
      <DeliveryTicks status={status} unknown={outcome_unknown} />
      {at && (
        <time dateTime={at} className="t3 sm">
          {clock(at)}
        </time>
      )}
      {why && <span className={timeline.sub}>{why}</span>}
    </div>
  );
}
