import { UnstyledButton } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { useId, useState } from "react";
import type { AutomationRun, Id, RunStep } from "../api/types";
import { useCan } from "../auth/session";
import { useNow } from "../lib/use-now";
import { DeliveryTicks } from "../messages/delivery-ticks";
import { IS } from "../ui/icon";
import { TimeAgo } from "../ui/time-ago";
import { PersonLink } from "./recent-runs";
import { RetryButton } from "./retry-button";
import classes from "./runs.module.css";
import { runBadge, runLine, stepName, stepState, whenWords } from "./words";

/** A run, which opens to what became of each of its steps. */
export function RunRow({ automation, run }: { automation: Id; run: AutomationRun }) {
  const now = useNow();
  const body = useId();
  const [open, setOpen] = useState(false);
  const manage = useCan()("automations:manage");
  const badge = runBadge(run, now);
  const { customer } = run;
  const name = customer?.display_name ?? "an erased person";
  const line = runLine(run);
  return (
    <li className={classes.item}>
      <div className={classes.head}>
        <UnstyledButton
          className={classes.expand}
          aria-label={`Steps of the run for ${name}`}
          aria-expanded={open}
          aria-controls={open ? body : undefined}
          onClick={() => setOpen(!open)}
        >
          <IconChevronRight {...IS} className={classes.chevron} data-open={open || undefined} />
        </UnstyledButton>
        <span className={classes.person}>
          <PersonLink person={customer} />
        </span>
        <span className={classes.state}>
          <span className="badge" data-color={badge.color}>
            {badge.label}
          </span>
        </span>
        <span className={`t3 ${classes.line}`}>{line}</span>
        <span className={classes.side}>
          {run.retryable && manage && customer && (
            <RetryButton automation={automation} person={customer.id} name={name} />
          )}
          <TimeAgo at={run.started_at} className={`t3 sm ${classes.when}`} />
        </span>
      </div>
      {open && (
        <ol className={classes.steps} id={body} aria-label={`Steps for ${name}`}>
          {run.steps.length === 0 && <li className="t3">It did not come to a step.</li>}
          {run.steps.map((step) => (
            <Step key={`${step.position}.${step.attempt}.${step.fallback}`} step={step} now={now} />
          ))}
        </ol>
      )}
    </li>
  );
}

function Step({ step, now }: { step: RunStep; now: number }) {
  const state = stepState(step);
  const said = [
    step.fallback && "fallback",
    step.attempt > 1 && `attempt ${step.attempt}`,
    step.template_name,
  ].filter(Boolean);
  const open = step.finished_at === null;
  return (
    <li className={classes.step}>
      <span className={classes.number}>{step.position + 1}</span>
      <span className={classes.what}>
        <span className="m">{stepName(step)}</span>
        {said.length > 0 && <span className="t3"> {said.join(" · ")}</span>}
        {step.reason && <span className={classes.reason}>{step.reason}</span>}
      </span>
      {step.message_status ? (
        <DeliveryTicks status={step.message_status} unknown={step.outcome_unknown} />
      ) : (
        <span className="badge" data-color={state.color}>
          {state.label}
        </span>
      )}
      <time dateTime={step.finished_at ?? step.due_at} className={`t3 sm ${classes.when}`}>
        {open && "due "}
        {whenWords(step.finished_at ?? step.due_at, now)}
      </time>
    </li>
  );
}
