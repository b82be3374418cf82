import { IconChevronRight } from "@tabler/icons-react";
import { Fragment, type ReactNode } from "react";
import { Link } from "react-router";
import { useTitle } from "../lib/use-title";
import { IS } from "./icon";
import classes from "./page-header.module.css";

export interface Crumb {
  label: string;
  to: string;
}

/** The 52 px bar of every page: where am I, then what can be done here. */
export function PageHeader({
  title,
  crumbs = [],
  strong = false,
  heading,
  left,
  children,
}: {
  title: string;
  crumbs?: Crumb[];
  /** The page has no heading of its own below the bar. */
  strong?: boolean;
  /** Stands for a strong title that can be edited. */
  heading?: ReactNode;
  left?: ReactNode;
  children?: ReactNode;
}) {
  useTitle(title);
  return (
    <header className={classes.bar}>
      {crumbs.length > 0 ? (
        <nav aria-label="Breadcrumb" className={classes.crumbs}>
          {crumbs.map((c) => (
            <Fragment key={c.to}>
              <Link to={c.to} className={classes.crumb}>
                {c.label}
              </Link>
              <IconChevronRight {...IS} />
            </Fragment>
          ))}
          {strong ? (
            <h1
              className={classes.here}
              data-strong
              data-edits={heading ? true : undefined}
              dir="auto"
            >
              {heading ?? title}
            </h1>
          ) : (
            <span className={classes.here} aria-current="page" dir="auto">
              {title}
            </span>
          )}
        </nav>
      ) : (
        <h1 className={classes.title}>{title}</h1>
      )}
      {left}
      <span className="sp" />
      {children}
    </header>
  );
}
