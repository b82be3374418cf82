import type { ReactNode } from "react";
import { type Crumb, PageHeader } from "../ui/page-header";
import classes from "./settings.module.css";

/** A page of settings: its bar, then blocks. */
export function SettingsPage({
  title,
  crumbs = [],
  action,
  children,
}: {
  title: string;
  crumbs?: Crumb[];
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <>
      <PageHeader strong title={title} crumbs={[{ label: "Settings", to: "/settings" }, ...crumbs]}>
        {action}
      </PageHeader>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className={classes.scroll} tabIndex={0} aria-label="Page content">
        <div className={classes.content}>{children}</div>
      </section>
    </>
  );
}

/** Stands above settings that this person only reads. */
export function ReadOnly() {
  return (
    <p className={`t3 ${classes.readOnly}`}>
      You can read these settings. Changing them needs the admin’s permission{" "}
      <code>settings:manage</code>.
    </p>
  );
}

/** What it is on the left, the controls on the right. */
export function SettingsBlock({
  title,
  about,
  children,
}: {
  title: string;
  about?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className={classes.block} aria-label={title}>
      <div>
        <h2>{title}</h2>
        {about && <p className="t3">{about}</p>}
      </div>
      <div className={classes.controls}>{children}</div>
    </section>
  );
}
