import type { AutomationStep, DryRun, DryRunStep } from "../api/types";
import { missingIn, type StepDraft } from "./draft";

/** Steps that can be tried as they are; the server takes no half ones. */
export const complete = (steps: StepDraft[]): AutomationStep[] =>
  steps.map((s) => s.step).filter((step) => missingIn(step).length === 0);

/**
 * One row for each step of the draft: what the server said of the complete ones, and the reason at the others.
 * Their delays count as well, so what comes after them is that much later than in the answer.
 */
export function rowsOf(steps: StepDraft[], run: DryRun, now: number): DryRunStep[] {
  let answered = 0;
  let later = 0;
  let last = now;
  return steps.map(({ step }, position) => {
    const [lack] = missingIn(step);
    const tried = lack ? undefined : run.steps[answered++];
    if (tried) {
      last = Date.parse(tried.at) + later;
      return { ...tried, position, at: new Date(last).toISOString() };
    }
    later += step.delay_minutes * 60_000;
    last += step.delay_minutes * 60_000;
    return {
      position,
      kind: step.kind,
      at: new Date(last).toISOString(),
      would_run: false,
      reason: lack ? `${lack.fallback ? "Its fallback" : "It"} has no ${lack.what} yet` : null,
      channel: step.kind === "message" ? step.channel : null,
      address: null,
      subject: null,
      body: null,
      detail: null,
    };
  });
}
