import { Button } from "@mantine/core";
import { IconCoin, IconMessage } from "@tabler/icons-react";
import { Link } from "react-router";
import { reason as reasonOf } from "../api/errors";
import type { FocusItem } from "../api/inbox-types";
import { mateOf, useTeam } from "../api/shared";
import { money } from "../lib/money";
import { weekdayOf } from "../lib/time";
import { CompanyAvatar, PersonAvatar, TeamAvatar, Unassigned } from "../ui/avatar";
import { I } from "../ui/icon";
import { say, sayRefused } from "../ui/toast";
import classes from "./focus.module.css";
import { useSnooze } from "./focus-api";
import { addressOf } from "./focus-words";
import { Snooze } from "./snooze";

/** A record that asks for attention: what, why, what to do, and one click to it. */
export function FocusRow({ item }: { item: FocusItem }) {
  const mate = mateOf(useTeam().data, item.owner_id);
  const to = addressOf(item);
  return (
    <li className={classes.row}>
      <Mark item={item} />
      <Link to={to} className={classes.who}>
        <span className="m cut" dir="auto">
          {item.title}
        </span>
        {item.about && (
          <span className={`cut t3 ${classes.about}`} dir="auto">
            {item.about}
          </span>
        )}
      </Link>
      <span className={classes.why}>
        <span dir="auto">{item.reason}</span>
        <span className="t3 sm" dir="auto">
          {item.snoozed ? snoozedLine(item.snoozed) : item.suggested_action}
        </span>
      </span>
      <span className={`num ${classes.worth}`}>{worth(item)}</span>
      <span className={classes.mate}>
        {mate ? <TeamAvatar mate={mate} size="s" /> : <Unassigned size="s" />}
      </span>
      <span className={classes.actions}>
        {item.snoozed ? (
          <Wake item={item} />
        ) : (
          <>
            <Button size="xs" component={Link} to={to} aria-label={`Open ${item.title}`}>
              Open
            </Button>
            <Snooze item={item} />
          </>
        )}
      </span>
    </li>
  );
}

function Mark({ item: { record, title } }: { item: FocusItem }) {
  switch (record.kind) {
    case "account":
      return <CompanyAvatar name={title} />;
    case "visitor":
      return <Unassigned silent />;
    case "opportunity":
      return <IconCoin {...I} className={classes.icon} />;
    case "conversation":
      return <IconMessage {...I} className={classes.icon} />;
    default:
      return <PersonAvatar name={title} />;
  }
}

function worth({ amount, record, score }: FocusItem): string | null {
  if (amount) {
    const value = money(amount.amount, amount.currency);
    return record.kind === "account" ? `${value} MRR` : value;
  }
  return score === null ? null : `Score ${score}`;
}

const snoozedLine = ({ until, reason, by }: NonNullable<FocusItem["snoozed"]>) =>
  `Until ${weekdayOf(until)}: ${reason}${by ? `, ${by}` : ""}`;

function Wake({ item }: { item: FocusItem }) {
  const { wake } = useSnooze();
  const run = async () => {
    try {
      await wake(item);
      say(`${item.title} is back`);
    } catch (error) {
      sayRefused(`${item.title} could not be woken: ${reasonOf(error)}`);
    }
  };
  return (
    <Button size="xs" onClick={run} aria-label={`Wake ${item.title}`}>
      Wake
    </Button>
  );
}
