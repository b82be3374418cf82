import type { MessageRules } from "../api/types";

/** The rules as they are typed. */
export interface RulesDraft {
  quiet: boolean;
  from: string;
  until: string;
  /** Empty: none. */
  cap: string;
}

/** A night, for who switches quiet hours on. */
const NIGHT = { from: "21:00", until: "08:00" };

export const rulesDraftOf = (rules: MessageRules): RulesDraft => ({
  quiet: rules.quiet_from !== null,
  from: rules.quiet_from ?? NIGHT.from,
  until: rules.quiet_until ?? NIGHT.until,
  cap: rules.daily_cap === null ? "" : String(rules.daily_cap),
});

/** What differs from what is saved. A time that was emptied is left to the server to refuse. */
export function rulesChanges(rules: MessageRules, { quiet, from, until, cap }: RulesDraft) {
  const quiet_from = quiet ? from : null;
  const quiet_until = quiet ? until : null;
  const daily_cap = cap.trim() ? Number(cap) : null;
  const patch: Partial<Omit<MessageRules, "time_zone">> = {};
  if (quiet_from !== rules.quiet_from || quiet_until !== rules.quiet_until) {
    Object.assign(patch, { quiet_from, quiet_until });
  }
  if (daily_cap !== rules.daily_cap) patch.daily_cap = daily_cap;
  return { patch, count: Number("quiet_from" in patch) + Number("daily_cap" in patch) };
}

export const capProblem = (cap: string): string | null =>
  /^\s*([1-9]\d*)?\s*$/.test(cap) ? null : "Enter a whole number from 1, or nothing for no cap.";
