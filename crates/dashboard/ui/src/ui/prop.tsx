import type { ReactNode } from "react";
import classes from "./prop.module.css";

/** Label and value of a property list. */
export function Prop({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={classes.prop}>
      <span className={classes.label} dir="auto">
        {label}
      </span>
      <div className={classes.value}>{children}</div>
    </div>
  );
}

/** A value that cannot be edited, on the line where an editable one would stand. */
export function Still({ value, children }: { value?: string | null; children?: ReactNode }) {
  const shown = children ?? value;
  return (
    <span className={`${classes.still} ${shown ? "" : "t3"}`} dir="auto">
      {shown || "Empty"}
    </span>
  );
}
