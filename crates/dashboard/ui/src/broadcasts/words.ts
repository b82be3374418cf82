import type { CampaignCounts, CampaignState, StageColor } from "../api/types";
import { labelOf } from "../lib/text";

export const STATES: Record<CampaignState, { label: string; color?: StageColor }> = {
  draft: { label: "Draft" },
  scheduled: { label: "Scheduled", color: "blue" },
  sending: { label: "Sending", color: "amber" },
  sent: { label: "Sent", color: "green" },
  cancelled: { label: "Cancelled" },
};

/** It can still be changed, and deleted. */
export const isOpen = (state: CampaignState) => state === "draft" || state === "scheduled";

/** Of how many it is decided what becomes of them. */
export const done = ({ total, waiting }: CampaignCounts) => total - waiting;

/** Per cent of its people that are done. */
export const progress = (counts: CampaignCounts) =>
  counts.total > 0 ? Math.floor((done(counts) / counts.total) * 100) : 0;

/** "Sent 201 · Failed 5 · Skipped 8", without what did not occur. */
export function countsLine(counts: CampaignCounts): string {
  const parts: [string, number][] = [
    ["Sent", counts.sent],
    ["Failed", counts.failed],
    ["Skipped", counts.skipped],
  ];
  return parts
    .filter(([label, n]) => n > 0 || label === "Sent")
    .map(([label, n]) => `${label} ${n.toLocaleString("en")}`)
    .join(" · ");
}

/** A share as people read it: "94%", and neither 0 nor 100 where it is only close. */
export function percent(share: number): string {
  const rounded = Math.round(share * 100);
  if (rounded === 0 && share > 0) return "under 1%";
  if (rounded === 100 && share < 1) return "over 99%";
  return `${rounded}%`;
}

/** A reason that came as a code, like `no_address`, in words; a sentence as it is. */
export const reasonText = (reason: string) => (/\s/.test(reason) ? reason : labelOf(reason));

/** How long so many take at that pace: "about 4 minutes". */
export function lasts(people: number, perMinute: number): string {
  const minutes = Math.ceil(people / perMinute);
  if (minutes <= 1) return "under a minute";
  if (minutes < 120) return `about ${minutes} minutes`;
  return `about ${Math.round(minutes / 60).toLocaleString("en")} hours`;
}
