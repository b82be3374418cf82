import type { MessageRules, Weekday } from "../api/types";

export const DAYS: Record<Weekday, string> = {
  mon: "Monday",
  tue: "Tuesday",
  wed: "Wednesday",
  thu: "Thursday",
  fri: "Friday",
  sat: "Saturday",
  sun: "Sunday",
};
export const WEEK = Object.keys(DAYS) as Weekday[];

/** The days with one more or one less, in the week's order; the last one stays. */
export function toggled(days: Weekday[], day: Weekday): Weekday[] {
  const next = WEEK.filter((d) => days.includes(d) !== (d === day));
  return next.length > 0 ? next : days;
}

/** The rules as they are typed. */
export interface RulesDraft {
  quiet: boolean;
  from: string;
  until: string;
  days: Weekday[];
  /** Empty: none. */
  cap: string;
  tracking: boolean;
}

/** A night, for who switches quiet hours on. */
const NIGHT = { from: "21:00", until: "08:00" };

export const rulesDraftOf = (rules: MessageRules): RulesDraft => ({
  quiet: rules.quiet_from !== null,
  from: rules.quiet_from ?? NIGHT.from,
  until: rules.quiet_until ?? NIGHT.until,
  days: rules.send_days,
  cap: rules.daily_cap === null ? "" : String(rules.daily_cap),
  tracking: rules.email_tracking,
});

/** What differs from what is saved. A time that was emptied is left to the server to refuse. */
export function rulesChanges(rules: MessageRules, draft: RulesDraft) {
  const { quiet, from, until, days, cap, tracking } = draft;
  const quiet_from = quiet ? from : null;
  const quiet_until = quiet ? until : null;
  const daily_cap = cap.trim() ? Number(cap) : null;
  const patch: Partial<Omit<MessageRules, "time_zone">> = {};
  if (quiet_from !== rules.quiet_from || quiet_until !== rules.quiet_until) {
    Object.assign(patch, { quiet_from, quiet_until });
  }
  if (days.join() !== rules.send_days.join()) patch.send_days = days;
  if (daily_cap !== rules.daily_cap) patch.daily_cap = daily_cap;
  if (tracking !== rules.email_tracking) patch.email_tracking = tracking;
  // Both ends of the quiet hours are one change.
  return { patch, count: Object.keys(patch).filter((key) => key !== "quiet_until").length };
}

export const capProblem = (cap: string): string | null =>
  /^\s*([1-9]\d*)?\s*$/.test(cap) ? null : "Enter a whole number from 1, or nothing for no cap.";
