import { UnstyledButton } from "@mantine/core";
import { IconFilter2, IconX } from "@tabler/icons-react";
import { count } from "../lib/text";
import { IS } from "../ui/icon";
import { MiddleCut } from "./middle-cut";
import classes from "./report.module.css";

export interface RankedRow {
  /** What the filter takes. */
  value: string;
  label: string;
  n: number;
}

/** Bars behind text; each filters by itself, and once more takes the filter away. */
export function Ranked({
  rows,
  noun,
  chosen,
  onChoose,
}: {
  rows: RankedRow[];
  noun: string;
  chosen: string | null;
  onChoose: (value: string | null) => void;
}) {
  const most = Math.max(1, ...rows.map((r) => r.n));
  return (
    <ol className={classes.bars}>
      {rows.map(({ value, label, n }) => {
        const on = value === chosen;
        return (
          <li key={value}>
            <UnstyledButton
              className={classes.bar}
              style={{ "--w": `${(n / most) * 100}%` } as React.CSSProperties}
              aria-pressed={on}
              aria-label={`${label}, ${count(n, noun)}: filter by it`}
              title={label}
              onClick={() => onChoose(on ? null : value)}
            >
              <MiddleCut text={label} />
              <span className={classes.filterIcon}>
                {on ? <IconX {...IS} /> : <IconFilter2 {...IS} />}
              </span>
              <span className={classes.n}>{n.toLocaleString("en")}</span>
            </UnstyledButton>
          </li>
        );
      })}
    </ol>
  );
}
