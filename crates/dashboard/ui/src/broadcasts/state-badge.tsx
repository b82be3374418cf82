import type { CampaignState } from "../api/types";
import { STATES } from "./words";

export function StateBadge({ state }: { state: CampaignState }) {
  return (
    <span className="badge" data-color={STATES[state].color}>
      {STATES[state].label}
    </span>
  );
}
