import type { Channel, Lifecycle, OpportunityStage, RenewalStatus, StageColor } from "../api/types";
import type { StageLook } from "../ui/stage";

/** A company's lifecycle, in its order (H9). */
export const LIFECYCLES: Record<Lifecycle, { label: string; meaning: string; color: StageColor }> =
  {
    prospect: { label: "Prospect", meaning: "Not yet a paying customer", color: "blue" },
    active: { label: "Active", meaning: "Active customer relationship", color: "green" },
    at_risk: { label: "At Risk", meaning: "Showing churn signals", color: "amber" },
    churned: { label: "Churned", meaning: "Ended their relationship", color: "red" },
  };
export const LIFECYCLE_ORDER = Object.keys(LIFECYCLES) as Lifecycle[];

export const RENEWALS: Record<RenewalStatus, string> = {
  upcoming: "Upcoming",
  in_discussion: "In discussion",
  renewed: "Renewed",
  not_renewing: "Not renewing",
};
export const RENEWAL_ORDER = Object.keys(RENEWALS) as RenewalStatus[];

/** The six stages in their order (H33), with what the server sets as their likelihood. */
export const OPPORTUNITY_STAGES: Record<
  OpportunityStage,
  { label: string; meaning: string; probability: number; look: StageLook }
> = {
  prospecting: stage("Prospecting", "Early, qualifying the need", 10, "blue", 0),
  qualification: stage("Qualification", "Confirmed fit and budget", 25, "amber", 1 / 3),
  proposal: stage("Proposal", "Formal offer delivered", 50, "pink", 2 / 3),
  negotiation: stage("Negotiation", "Working through terms", 75, "purple", 1),
  closed_won: stage("Closed Won", "Deal signed", 100, "green", "won"),
  closed_lost: stage("Closed Lost", "Deal lost or abandoned", 0, "red", "lost"),
};
export const OPPORTUNITY_STAGE_ORDER = Object.keys(OPPORTUNITY_STAGES) as OpportunityStage[];

function stage(
  label: string,
  meaning: string,
  probability: number,
  color: StageColor,
  fill: number | "won" | "lost",
) {
  const open = typeof fill === "number";
  const look: StageLook = {
    name: label,
    color,
    type: open ? "open" : fill,
    fill: open ? fill : 0,
  };
  return { label, meaning, probability, look };
}

export const isOpen = (word: OpportunityStage) => OPPORTUNITY_STAGES[word].look.type === "open";

/** Where "Advance" leads; null from a closed one. */
export function nextStage(word: OpportunityStage): OpportunityStage | null {
  return isOpen(word)
    ? (OPPORTUNITY_STAGE_ORDER[OPPORTUNITY_STAGE_ORDER.indexOf(word) + 1] ?? null)
    : null;
}

export const CHANNELS: Record<Channel, string> = {
  whatsapp: "WhatsApp",
  sms: "SMS",
  email: "Email",
};
/** As lists to choose from want them. */
export const CHANNEL_CHOICES = (Object.keys(CHANNELS) as Channel[]).map((value) => ({
  value,
  label: CHANNELS[value],
}));
