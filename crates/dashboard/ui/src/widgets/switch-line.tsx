import { Switch } from "@mantine/core";
import { useId } from "react";
import classes from "./widgets.module.css";

/** A switch with what it does beside it. */
export function SwitchLine({
  label,
  checked,
  disabled,
  onChange,
  after,
  children,
}: {
  label: string;
  checked: boolean;
  disabled: boolean;
  onChange: (on: boolean) => void;
  after?: React.ReactNode;
  children: React.ReactNode;
}) {
  const id = useId();
  return (
    <div className={classes.line}>
      <Switch
        id={id}
        aria-label={label}
        aria-describedby={`${id}-help`}
        checked={checked}
        disabled={disabled}
        onChange={(e) => onChange(e.currentTarget.checked)}
      />
      <div>
        <label className="m" htmlFor={id}>
          {label}
        </label>
        <div className="t3">
          <span id={`${id}-help`}>{children}</span> {after}
        </div>
      </div>
    </div>
  );
}
