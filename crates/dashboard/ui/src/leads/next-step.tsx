import { IconClock, IconFlag } from "@tabler/icons-react";
import type { Lead, LeadPatch, Stage } from "../api/types";
import { dayDistance, longDay } from "../lib/day";
import { useNow } from "../lib/use-now";
import { I, IS } from "../ui/icon";
import { InlineEdit } from "../ui/inline-edit";
import classes from "./next-step.module.css";
import { nextStepLine, stalledReason } from "./stalled";

/** What is to happen next and when, and what is wrong when nothing is (X3). */
export function NextStep({
  lead,
  stage,
  onPatch,
}: {
  lead: Lead;
  stage: Stage | undefined;
  /** Absent: only read. */
  onPatch?: (patch: LeadPatch) => Promise<unknown>;
}) {
  const now = useNow();
  const why = stalledReason(lead, stage?.name ?? "this stage", now, stage?.stale_after_days);
  const day = lead.next_step_at;
  const planned = nextStepLine(lead, now);
  if (!onPatch && !planned && !why) return null;
  return (
    <section className={classes.strip} aria-label="Next step">
      <span className={classes.label}>
        <IconFlag {...I} />
        Next step
      </span>
      {onPatch ? (
        <>
          <div className={classes.text}>
            <InlineEdit
              label="Next step"
              field="next_step"
              value={lead.next_step ?? ""}
              empty="+ Add what happens next"
              onSave={(v) => onPatch({ next_step: v || null })}
            />
          </div>
          <div className={classes.day}>
            <InlineEdit
              label="Next step date"
              field="next_step_at"
              type="date"
              value={day ?? ""}
              empty="+ Add a date"
              onSave={(v) => onPatch({ next_step_at: v || null })}
            >
              {day && `${longDay(day)}, ${dayDistance(day, now)}`}
            </InlineEdit>
          </div>
        </>
      ) : (
        <span className={`wrap ${planned ? "" : "t3"}`} dir="auto">
          {planned ?? "None"}
        </span>
      )}
      {why && (
        <span className={classes.stalled}>
          <IconClock {...IS} />
          {why}
        </span>
      )}
    </section>
  );
}
