import { Button } from "@mantine/core";
import { IconArrowsJoin2 } from "@tabler/icons-react";
import { Link } from "react-router";
import type { Contact, Lead } from "../api/types";
import { useCan } from "../auth/session";
import { I } from "../ui/icon";
import { useDuplicatesOf } from "./api";
import classes from "./duplicates.module.css";
import { because, mayMerge, mergeAddress, suggestKept } from "./words";

/** "May be the same as Ada Lovelace · same phone — Compare": the newest suggestion, and how many there are besides. */
export function DuplicateBanner({ person }: { person: Lead | Contact }) {
  const can = useCan();
  const seen = can("leads:view");
  const { data } = useDuplicatesOf(person.id, seen);
  const pair = data?.[0];
  const two = pair && suggestKept(pair.people);
  const twin = two?.find((p) => p.id !== person.id);
  if (!pair || !two || !twin) return null;
  const more = data.length - 1;
  return (
    <aside className={classes.banner} aria-label="Possible duplicate">
      <IconArrowsJoin2 {...I} />
      <span className={classes.said}>
        May be the same as <b dir="auto">{twin.display_name}</b> · {because(pair.reasons)}
      </span>
      {more > 0 && (
        <Link className="link" to="/duplicates">
          and {more} more
        </Link>
      )}
      {mayMerge(can, two) ? (
        <Button size="xs" component={Link} to={mergeAddress(two[0].id, two[1].id)}>
          Compare
        </Button>
      ) : (
        <Button
          size="xs"
          component={Link}
          to={`/${twin.kind === "contact" ? "contacts" : "leads"}/${twin.id}`}
        >
          Open
        </Button>
      )}
    </aside>
  );
}
