import type { Day, Milestone } from "../api/types";
import { daysUntil, shortDay } from "../lib/day";
import { count } from "../lib/text";

export const doneOf = (milestones: Milestone[]) =>
  milestones.filter((m) => m.completed_at !== null).length;

/** "due 27 Nov", "due 6 Nov, 14 days late". */
export function dueText(due: Day | null, now: number): { text: string; late: boolean } {
  if (!due) return { text: "No date", late: false };
  const days = daysUntil(due, now);
  if (days === 0) return { text: "due today", late: false };
  if (days > 0) return { text: `due ${shortDay(due, now)}`, late: false };
  return { text: `due ${shortDay(due, now)}, ${count(-days, "day")} late`, late: true };
}
