import { Link } from "react-router";
import classes from "./imports.module.css";
import { type Tally, tally } from "./words";

/** What became, or would become, of the rows. */
export function Counts({
  of,
  linkOf,
}: {
  of: Parameters<typeof tally>[0];
  /** Where what is counted can be seen. */
  linkOf?: (key: Tally["key"]) => string | null;
}) {
  return (
    <dl className={classes.counts}>
      {tally(of).map(({ key, label, value, about, color }) => {
        const to = value > 0 ? linkOf?.(key) : null;
        const number = value.toLocaleString("en");
        return (
          <div key={key} data-color={color}>
            <dt>{label}</dt>
            <dd className={classes.number}>
              {to ? (
                <Link className="link" to={to} aria-label={`${number}, see them`}>
                  {number}
                </Link>
              ) : (
                number
              )}
            </dd>
            <dd className="t3 sm">{about}</dd>
          </div>
        );
      })}
    </dl>
  );
}
