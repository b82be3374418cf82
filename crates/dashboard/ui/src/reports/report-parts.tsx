import type { ReactNode } from "react";
import { Link } from "react-router";
import classes from "./reports.module.css";

/** A bar behind the text; the number beside it says the same. */
export function Bar({ share, children }: { share: number; children: ReactNode }) {
  return (
    <div className={classes.bar}>
      <span
        className={classes.fill}
        style={{ width: `${Math.round(share * 100)}%` }}
        aria-hidden="true"
      />
      {children}
    </div>
  );
}

/** A cell with a number that opens the records it counts; on a phone its label stands above it. */
export function Behind({
  label,
  to,
  children,
}: {
  label: string;
  to: string;
  children: ReactNode;
}) {
  return (
    <td className="r" data-label={label}>
      <Link to={to} className={classes.number}>
        {children}
      </Link>
    </td>
  );
}
