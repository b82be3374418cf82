import {
  IconArrowUpRight,
  IconClick,
  IconFileText,
  IconMouse,
  IconTarget,
  IconUser,
  type TablerIcon,
} from "@tabler/icons-react";
import { Link } from "react-router";
import type { StoredEvent } from "../api/types";
import { I } from "../ui/icon";
import { PlainTime } from "../ui/time-ago";
import { eventWords, type Named } from "./live";
import classes from "./live.module.css";

const TYPES: Record<StoredEvent["type"], { icon: TablerIcon; label: string }> = {
  pageview: { icon: IconFileText, label: "Pageview" },
  custom: { icon: IconTarget, label: "Custom event" },
  identify: { icon: IconUser, label: "Identify" },
  click: { icon: IconClick, label: "Click" },
  scroll: { icon: IconMouse, label: "Scroll" },
  outbound_click: { icon: IconArrowUpRight, label: "Outbound click" },
};

export function LiveRow({ event, who }: { event: StoredEvent; who?: Named }) {
  const { icon: Icon, label } = TYPES[event.type];
  const { main, more } = eventWords(event);
  return (
    <li className={classes.row}>
      <span title={label} className={classes.icon}>
        <Icon {...I} />
        <span className="srOnly">{label}: </span>
      </span>
      <span className={classes.text} title={event.url} dir="auto">
        <span className={event.type === "pageview" ? undefined : "m"}>{main}</span>
        {more && <span className="t3"> {more}</span>}
      </span>
      <span className={classes.who} dir="auto">
        {who ? (
          <Link className="link" to={`/${who.kind === "lead" ? "leads" : "contacts"}/${who.id}`}>
            {who.display_name}
          </Link>
        ) : (
          <Link className={classes.unnamed} to={`/site-activity/visitors/${event.visitor_id}`}>
            {event.customer_id ? "Known visitor" : "Anonymous"}
          </Link>
        )}
      </span>
      <PlainTime at={event.occurred_at} className={`t3 sm ${classes.time}`} />
    </li>
  );
}
