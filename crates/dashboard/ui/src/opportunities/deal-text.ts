import type { Opportunity } from "../api/types";
import { OPPORTUNITY_STAGES } from "../crm/words";
import { count } from "../lib/text";

export const deals = (n: number) => count(n, "opportunity", "opportunities");

const DAY = 24 * 60 * 60_000;

/** "21 days in Proposal". */
export const timeInStage = (deal: Opportunity, now: number) => {
  const days = Math.max(0, Math.floor((now - Date.parse(deal.stage_entered_at)) / DAY));
  return `${days === 0 ? "Less than a day" : count(days, "day")} in ${OPPORTUNITY_STAGES[deal.stage].label}`;
};

/** Why a deal counts as stalled; null when it does not. */
export const stalledReason = (deal: Opportunity, now: number) =>
  deal.stalled ? `${timeInStage(deal, now)}, no next step` : null;
