import { Spotlight } from "@mantine/spotlight";
import type { ReactNode } from "react";
import classes from "./palette.module.css";

export function Row({
  icon,
  label,
  about,
  onClick,
  children,
}: {
  icon: ReactNode;
  label: ReactNode;
  about?: string;
  onClick: () => void;
  children?: ReactNode;
}) {
  return (
    <Spotlight.Action className={classes.action} onClick={onClick}>
      <span className={classes.row}>
        <span className={classes.icon}>{icon}</span>
        <span className={classes.label} dir="auto">
          {label}
        </span>
        {about && <span className={`t2 cut ${classes.about}`}>{about}</span>}
        <span className={classes.meta}>{children}</span>
      </span>
    </Spotlight.Action>
  );
}

export function Marked({ text, match }: { text: string; match: string }) {
  const at = match ? text.toLowerCase().indexOf(match.toLowerCase()) : -1;
  if (at < 0) return text;
  return (
    <>
      {text.slice(0, at)}
      <mark className={classes.mark}>{text.slice(at, at + match.length)}</mark>
      {text.slice(at + match.length)}
    </>
  );
}
