import { Link } from "react-router";
import type { VisitorRow } from "../api/types";
import { PersonAvatar } from "../ui/avatar";
import avatar from "../ui/avatar.module.css";
import classes from "./visitors.module.css";
import { shortId } from "./words";

export const kindWord = { lead: "Lead", contact: "Contact" } as const;

/** A person's initials, or a ring for nobody known. */
export function VisitorAvatar({
  customer,
  size = "m",
}: {
  customer: VisitorRow["customer"];
  size?: "m" | "l";
}) {
  return customer ? (
    <PersonAvatar name={customer.display_name} size={size} />
  ) : (
    <span className={avatar.av} data-size={size} data-none aria-hidden="true" />
  );
}

/** Who it is, as far as known; opens the visitor. */
export function VisitorName({ visitor, below }: { visitor: VisitorRow; below: string }) {
  const { customer, bot } = visitor;
  return (
    <span className={classes.visitor}>
      <VisitorAvatar customer={customer} />
      <span className={classes.names}>
        <span className={classes.nameLine}>
          <Link to={`/site-activity/visitors/${visitor.id}`} className="cut">
            {customer ? (
              <span className="m" dir="auto" title={customer.display_name}>
                {customer.display_name}
              </span>
            ) : (
              <>
                <span className="t2 m">Anonymous visitor</span>{" "}
                <span className={classes.short}>{shortId(visitor.anon_visitor_id)}</span>
              </>
            )}
          </Link>
          {customer && (
            <span className="tag">
              <span>{kindWord[customer.kind]}</span>
            </span>
          )}
          {bot && (
            <span className="tag">
              <span>Robot</span>
            </span>
          )}
        </span>
        <span className={classes.below}>{below}</span>
      </span>
    </span>
  );
}
