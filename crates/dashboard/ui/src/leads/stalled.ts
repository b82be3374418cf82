import type { Lead } from "../api/types";
import { shortDay } from "../lib/day";
import { count } from "../lib/text";

const DAY = 24 * 60 * 60_000;
type Facts = Pick<Lead, "stalled" | "stage_entered_at" | "next_step" | "next_step_at">;

/** "12 days in Proposal". */
export function timeInStage(lead: Pick<Lead, "stage_entered_at">, stage: string, now: number) {
  const days = Math.max(0, Math.floor((now - Date.parse(lead.stage_entered_at)) / DAY));
  return `${days === 0 ? "Less than a day" : count(days, "day")} in ${stage}`;
}

/** Why a lead counts as stalled; null when it does not. `limit`: the stage's days, where there is room to say them. */
export function stalledReason(
  lead: Facts,
  stage: string,
  now: number,
  limit?: number | null,
): string | null {
  if (!lead.stalled) return null;
  const why = lead.next_step_at
    ? `next step was due ${shortDay(lead.next_step_at, now)}`
    : lead.next_step
      ? "next step has no date"
      : "no next step";
  const most = limit ? ` (limit is ${limit})` : "";
  return `${timeInStage(lead, stage, now)}${most}, ${why}`;
}

/** "Send the offer, 24 Nov"; null when nothing is planned. */
export function nextStepLine(
  { next_step: step, next_step_at: at }: Pick<Lead, "next_step" | "next_step_at">,
  now: number,
): string | null {
  const day = at && shortDay(at, now);
  if (!step) return day ? `Next step ${day}` : null;
  return day ? `${step}, ${day}` : step;
}
