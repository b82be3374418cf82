import { Button } from "@mantine/core";
import { IconArrowsLeftRight } from "@tabler/icons-react";
import { Link } from "react-router";
import type { MergePreview } from "../api/types";
import { PersonAvatar } from "../ui/avatar";
import { I } from "../ui/icon";
import { TimeAgo } from "../ui/time-ago";
import classes from "./merge.module.css";
import { aboutPerson, addressOf, type Somebody } from "./words";

/** Which of the two stays, above their values. */
export function MergeSides({
  preview: { keep, other },
  swap,
  busy,
}: {
  preview: MergePreview;
  swap: () => void;
  busy: boolean;
}) {
  return (
    <div className={classes.sides}>
      <Button
        className={classes.swap}
        leftSection={<IconArrowsLeftRight {...I} />}
        disabled={busy}
        onClick={swap}
      >
        Swap
      </Button>
      <Side person={keep} what="Stays" />
      <Side person={other} what="Is merged into it" />
    </div>
  );
}

function Side({ person, what }: { person: Somebody; what: string }) {
  return (
    <section className={classes.who} aria-label={`${what}: ${person.display_name}`}>
      <span className={classes.what}>{what}</span>
      <div className={classes.person}>
        <PersonAvatar name={person.display_name} />
        <div className={classes.facts}>
          <Link to={addressOf(person)} className={classes.name} dir="auto">
            {person.display_name}
          </Link>
          <div className="t3 sm wrap" dir="auto">
            {aboutPerson(person)}
          </div>
          <div className="t3 sm">
            {person.kind === "contact" ? "Contact" : "Lead"}, created{" "}
            <TimeAgo at={person.created_at} />
          </div>
        </div>
      </div>
    </section>
  );
}
