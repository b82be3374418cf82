import { Button } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { isRefused, reason } from "../api/errors";
import { IS } from "./icon";
import classes from "./notes.module.css";

export function ErrorNote({ children }: { children: ReactNode }) {
  return (
    <div role="alert" className={classes.error}>
      <IconAlertTriangle {...IS} />
      <span>{children}</span>
    </div>
  );
}

/** What is missing, why, and one thing to do next. */
export function Empty({
  title,
  why,
  children,
  pad = false,
}: {
  title: string;
  why?: ReactNode;
  children?: ReactNode;
  pad?: boolean;
}) {
  return (
    <div className={classes.empty} data-pad={pad || undefined}>
      <div className={classes.emptyTitle}>{title}</div>
      {why && <div className={classes.why}>{why}</div>}
      {children && <div className={classes.emptyAction}>{children}</div>}
    </div>
  );
}

/** A read that failed: the reason, and a way to try again. */
export function LoadFailed({
  what,
  error,
  retry,
}: {
  what: string;
  error: unknown;
  retry: () => void;
}) {
  return (
    <div role="alert">
      <Empty
        pad
        title={isRefused(error) ? `You cannot see ${what}` : `Could not load ${what}`}
        why={reason(error)}
      >
        <Button onClick={retry}>Try again</Button>
      </Empty>
    </div>
  );
}
