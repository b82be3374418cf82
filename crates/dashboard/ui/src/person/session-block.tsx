import {
  IconArrowUpRight,
  IconClick,
  IconFileText,
  IconMouse,
  IconPlayerPlay,
  IconTarget,
  IconUser,
  type TablerIcon,
} from "@tabler/icons-react";
import { useState } from "react";
import type { SiteEvent, SiteEventType, SiteSession } from "../api/types";
import { count, middle, summary } from "../lib/text";
import { clock, dayLabel, exact, isRecent } from "../lib/time";
import { useNow } from "../lib/use-now";
import { I } from "../ui/icon";
import { TimeAgo } from "../ui/time-ago";
import classes from "./site-activity.module.css";

const ICONS: Record<SiteEventType, TablerIcon> = {
  pageview: IconFileText,
  session_start: IconPlayerPlay,
  identify: IconUser,
  custom: IconTarget,
  click: IconClick,
  scroll: IconMouse,
  outbound_click: IconArrowUpRight,
};
const FIRST = 6;

export function SessionBlock({ session }: { session: SiteSession }) {
  const now = useNow();
  const [all, setAll] = useState(false);
  const live = isRecent(session.ended_at, 5, now);
  const shown = all ? session.events : session.events.slice(0, FIRST);
  const start = exact(session.started_at);
  return (
    <div>
      <div className={classes.session} title={`${start.local}\n${start.utc}`}>
        <b>{dayLabel(session.started_at, now)}</b>
        <span className="num">
          {clock(session.started_at)} to {live ? "now" : clock(session.ended_at)}
        </span>
        <span className="sp" />
        <span className="num">{count(session.event_count, "event")}</span>
      </div>
      <ul className={classes.events}>
        {shown.map((e) => (
          <EventRow key={e.id} event={e} session={session} />
        ))}
      </ul>
      {session.events.length > FIRST && (
        <button type="button" className={`link ${classes.toggle}`} onClick={() => setAll(!all)}>
          {all ? "Show fewer events" : `Show ${session.events.length - FIRST} more events`}
        </button>
      )}
      {session.events_truncated && (all || session.events.length <= FIRST) && (
        <p className={classes.cut}>
          The newest {session.events.length} of {count(session.event_count, "event")} are shown.
        </p>
      )}
    </div>
  );
}

function EventRow({ event, session }: { event: SiteEvent; session: SiteSession }) {
  const Icon = ICONS[event.type] ?? IconTarget;
  const { main, more, strong } = describe(event, session);
  return (
    <li className={classes.event}>
      <Icon {...I} />
      <span className={classes.eventText} title={event.url ?? undefined}>
        <span className={strong ? "m" : event.type === "session_start" ? "t2" : undefined}>
          {main}
        </span>
        {more && <span className={classes.props}>{more}</span>}
      </span>
      <TimeAgo at={event.occurred_at} />
    </li>
  );
}

export function describe(event: SiteEvent, session: SiteSession) {
  const path = middle(event.path ?? event.url ?? "unknown page", 60);
  const props = summary(event.properties);
  switch (event.type) {
    case "pageview":
      return { main: path, more: props, strong: false };
    case "session_start": {
      const from = session.utm_source ?? session.referrer ?? event.referrer;
      return {
        main: "Session started",
        more: from ? `from ${middle(from, 48)}` : "",
        strong: false,
      };
    }
    case "identify":
      return { main: "Identified", more: event.name ?? props, strong: true };
    case "custom": {
      const value = event.value === null ? "" : `value: ${event.value}`;
      const more = [value, props].filter(Boolean).join(" · ");
      return { main: event.name ?? "Custom event", more, strong: true };
    }
    case "click":
      return { main: "Clicked", more: event.name ?? (props || path), strong: false };
    case "scroll":
      return { main: "Scrolled", more: props || path, strong: false };
    default:
      return { main: "Left through a link", more: event.name ?? (props || path), strong: false };
  }
}
