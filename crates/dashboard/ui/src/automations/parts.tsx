import { IconAlertTriangle } from "@tabler/icons-react";
import { Link } from "react-router";
import type { AutomationStats, Id } from "../api/types";
import { IS } from "../ui/icon";
import classes from "./builder.module.css";
import type { Problem } from "./draft";
import { STAT_WORDS } from "./words";

/** What is amiss on a card, on it. */
export function Wrong({ id, problems }: { id?: string; problems: Problem[] }) {
  if (problems.length === 0) return null;
  return (
    <div id={id} role="alert">
      {problems.map((p) => (
        <p key={p.field + p.message} className={classes.wrong}>
          <IconAlertTriangle {...IS} />
          {p.message}
        </p>
      ))}
    </div>
  );
}

/** "Triggered 214 · Completed 201 …", each a link to the runs that it counts. */
export function StatLinks({ id, stats }: { id: Id; stats: AutomationStats }) {
  return (
    <span className={classes.statLinks}>
      {STAT_WORDS.map(({ key, label, state }) => (
        <Link key={key} to={`/automations/${id}/runs${state ? `?state=${state}` : ""}`}>
          {label} {stats[key].toLocaleString("en")}
        </Link>
      ))}
    </span>
  );
}
