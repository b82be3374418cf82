import { Select } from "@mantine/core";
import type { Import, ImportPlan, ImportTarget } from "../api/types";
import { keyOf } from "../settings/field-key";
import classes from "./imports.module.css";
import { columnProblems, samples, TARGETS, withTarget } from "./plan";

const LEAVE = "leave";
const CHOICES = [...TARGETS, { value: LEAVE, label: "Leave out" }];

/** What each column is, beside what it holds. */
export function ColumnsStep({
  of,
  plan,
  onPlan,
}: {
  of: Import;
  plan: ImportPlan;
  onPlan: (plan: ImportPlan) => void;
}) {
  const wrong = columnProblems(plan, of.header);
  return (
    <table className={`t ${classes.columns}`} aria-label="Columns">
      <thead>
        <tr>
          <th>Column</th>
          <th>First values</th>
          <th>Goes to</th>
        </tr>
      </thead>
      <tbody>
        {of.header.map((name, i) => {
          const target = plan.mapping[i] ?? null;
          const values = samples(of.sample, i);
          const title = name.trim() || `Column ${i + 1}`;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place, names may repeat
            <tr key={i} data-left={target === null || undefined}>
              <td className="m wrap" dir="auto">
                {title}
              </td>
              <td className={classes.values}>
                {values.length > 0 ? (
                  values.map((v) => (
                    <span key={v} className={classes.value} title={v} dir="auto">
                      {v}
                    </span>
                  ))
                ) : (
                  <span className="t3">Empty</span>
                )}
              </td>
              <td className={classes.target}>
                <Select
                  size="sm"
                  aria-label={`${title} goes to`}
                  data={CHOICES}
                  value={target ?? LEAVE}
                  error={wrong[i]}
                  maxDropdownHeight={380}
                  onChange={(v) =>
                    onPlan(withTarget(plan, i, v === LEAVE ? null : (v as ImportTarget)))
                  }
                />
                {target === "custom" && !wrong[i] && (
                  <span className={classes.key}>
                    Key <code>{keyOf(name)}</code>
                  </span>
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
