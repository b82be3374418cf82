import { IconCheck } from "@tabler/icons-react";
import { Link } from "react-router";
import { IS } from "../ui/icon";
import classes from "./imports.module.css";
import { STEPS, type Step } from "./step";

/** How far one is; steps that are done can be gone back to while nothing has run. */
export function StepBar({ at, back }: { at: Step | "upload"; back?: string }) {
  const here = STEPS.findIndex((s) => s.steps.includes(at));
  return (
    <ol className={classes.steps} aria-label="Steps">
      {STEPS.map(({ steps, label }, i) => {
        const done = i < here || at === "result";
        const to = back && i > 0 && i < here ? `${back}?step=${steps[0]}` : null;
        const mark = done ? <IconCheck {...IS} /> : i + 1;
        const inside = (
          <>
            <span className={classes.stepMark} aria-hidden="true">
              {mark}
            </span>
            <span className={classes.stepLabel}>{label}</span>
          </>
        );
        return (
          <li
            key={label}
            className={classes.step}
            data-done={done || undefined}
            data-here={i === here || undefined}
            aria-current={i === here ? "step" : undefined}
          >
            {to ? (
              <Link to={to} className={classes.stepLink}>
                {inside}
              </Link>
            ) : (
              <span className={classes.stepLink}>{inside}</span>
            )}
          </li>
        );
      })}
    </ol>
  );
}
