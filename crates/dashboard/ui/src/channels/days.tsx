import { UnstyledButton } from "@mantine/core";
import { useId } from "react";
import type { Weekday } from "../api/types";
import { ErrorNote } from "../ui/notes";
import classes from "./channels.module.css";
import { DAYS, toggled, WEEK } from "./rules";

/** The days of the week, each on or off. */
export function Days({
  days,
  error,
  disabled,
  onChange,
}: {
  days: Weekday[];
  error?: string;
  disabled: boolean;
  onChange: (days: Weekday[]) => void;
}) {
  const about = useId();
  return (
    <fieldset className={classes.week} disabled={disabled} aria-describedby={about}>
      <legend className={classes.label}>Days</legend>
      <div className={classes.days}>
        {WEEK.map((day) => {
          const on = days.includes(day);
          return (
            <UnstyledButton
              key={day}
              className={classes.day}
              aria-label={DAYS[day]}
              aria-pressed={on}
              // Not disabled: it can still be reached, and what is said below explains it.
              aria-disabled={on && days.length === 1}
              onClick={() => onChange(toggled(days, day))}
            >
              {DAYS[day].slice(0, 3)}
            </UnstyledButton>
          );
        })}
      </div>
      {error && <ErrorNote>{error}</ErrorNote>}
      <p id={about} className={classes.about}>
        On the others, automations and campaigns wait; Quick Send does not. At least one stays.
      </p>
    </fieldset>
  );
}
