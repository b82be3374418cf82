import { Button, Tooltip } from "@mantine/core";
import { useState } from "react";
import { Link } from "react-router";
import { reason } from "../api/errors";
import type { Duplicate } from "../api/types";
import { useCan } from "../auth/session";
import { PersonAvatar } from "../ui/avatar";
import { TimeAgo } from "../ui/time-ago";
import { say, sayRefused } from "../ui/toast";
import { dismiss } from "./api";
import classes from "./duplicates.module.css";
import {
  aboutPerson,
  addressOf,
  mayMerge,
  mergeAddress,
  reasonLabels,
  type Somebody,
  suggestKept,
} from "./words";

/** Two people, why they may be one, and what to do about it. */
export function DuplicateRow({ pair }: { pair: Duplicate }) {
  const can = useCan();
  const [busy, setBusy] = useState(false);
  const two = suggestKept(pair.people);
  if (!two) return null;
  const [kept, other] = two;
  const names = `${kept.display_name} and ${other.display_name}`;
  const merges = mayMerge(can, two);
  const apart = async () => {
    setBusy(true);
    try {
      await dismiss(pair.id);
      say(`${names} are not suggested again`);
    } catch (error) {
      sayRefused(`${names} are still suggested: ${reason(error)}`);
      setBusy(false);
    }
  };
  return (
    <li className={classes.pair} aria-label={names}>
      <div className={classes.people}>
        <Who person={kept} />
        <Who person={other} />
      </div>
      <div className={classes.reasons}>
        {reasonLabels(pair.reasons).map((text) => (
          <span key={text} className="badge">
            {text}
          </span>
        ))}
        <span className="t3 sm">
          <TimeAgo at={pair.created_at} />
        </span>
      </div>
      {can("leads:manage") && (
        <div className={classes.actions}>
          <Button variant="subtle" loading={busy} onClick={apart}>
            Not a duplicate
          </Button>
          <Tooltip
            label="Merging a contact needs the permission to change contacts (crm:manage)."
            disabled={merges}
          >
            {merges ? (
              <Button component={Link} to={mergeAddress(kept.id, other.id)}>
                Merge…
              </Button>
            ) : (
              <Button data-disabled aria-disabled onClick={(e) => e.preventDefault()}>
                Merge…
              </Button>
            )}
          </Tooltip>
        </div>
      )}
    </li>
  );
}

function Who({ person }: { person: Somebody }) {
  return (
    <div className={classes.who}>
      <PersonAvatar name={person.display_name} />
      <div className={classes.facts}>
        <div className="row">
          <Link to={addressOf(person)} className={`m ${classes.name}`} dir="auto">
            {person.display_name}
          </Link>
          <span className="tag">{person.kind === "contact" ? "Contact" : "Lead"}</span>
        </div>
        <div className="t3 sm wrap" dir="auto">
          {aboutPerson(person)}
        </div>
      </div>
    </div>
  );
}
