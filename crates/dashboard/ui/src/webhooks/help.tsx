import { IconChevronRight } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { IS } from "../ui/icon";
import classes from "./help.module.css";

/** Help that is folded until somebody asks for it. */
export function Help({
  title,
  open = false,
  children,
}: {
  title: string;
  open?: boolean;
  children: ReactNode;
}) {
  return (
    <details className={classes.help} open={open}>
      <summary className={classes.summary}>
        <IconChevronRight {...IS} className={classes.chevron} />
        <span className="m">{title}</span>
      </summary>
      <div className={classes.body}>{children}</div>
    </details>
  );
}
