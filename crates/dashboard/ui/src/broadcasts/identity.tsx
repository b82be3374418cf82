import type { ReactNode } from "react";
import classes from "./broadcasts.module.css";

/** What a page is about, below the bar: the whole name, a line about it, and what can be done. */
export function Identity({
  name,
  badge,
  about,
  actions,
}: {
  name: string;
  badge?: ReactNode;
  about?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <header className={classes.identity}>
      <div className={classes.who}>
        <h1 className="wrap" dir="auto">
          {name}
        </h1>
        {badge}
        {about && <p className="t3">{about}</p>}
      </div>
      <div className={classes.actions}>{actions}</div>
    </header>
  );
}
