import { TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import type { Day } from "../api/types";
import { ErrorNote } from "../ui/notes";
import classes from "./reports.module.css";

/** From a day to a day, both counted. */
export function Period({
  name,
  shown,
  from,
  to,
  set,
}: {
  /** What the days are of, in full; `shown` is its short form. */
  name: string;
  shown: string;
  from: Day | null;
  to: Day | null;
  set: (patch: { from: Day | null } | { to: Day | null }) => void;
}) {
  return (
    <fieldset className={classes.period}>
      <legend className="srOnly">{name}</legend>
      <span className="t3 sm" aria-hidden="true">
        {shown}
      </span>
      <DayInput label="From" value={from} onChange={(day) => set({ from: day })} />
      <span className="t3 sm" aria-hidden="true">
        to
      </span>
      <DayInput label="To" value={to} onChange={(day) => set({ to: day })} />
    </fieldset>
  );
}

export const isBackwards = (from: Day | null, to: Day | null) =>
  from !== null && to !== null && from > to;

export function Backwards({ from, to }: { from: Day | null; to: Day | null }) {
  return isBackwards(from, to) && <ErrorNote>The period ends before it starts.</ErrorNote>;
}

/** Half a year is no day yet: the address follows once the year has four digits. */
function DayInput({
  label,
  value,
  onChange,
}: {
  label: string;
  value: Day | null;
  onChange: (day: Day | null) => void;
}) {
  const [text, setText] = useState(value ?? "");
  useEffect(() => setText(value ?? ""), [value]);
  return (
    <TextInput
      type="date"
      size="sm"
      aria-label={label}
      title={label}
      value={text}
      onChange={(e) => {
        const typed = e.currentTarget.value;
        setText(typed);
        if (typed === "" || typed >= "1900") onChange(typed || null);
      }}
    />
  );
}
