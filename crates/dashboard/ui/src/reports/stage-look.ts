import type { OpportunityStage, StageColor, StageType } from "../api/types";
import { OPPORTUNITY_STAGES } from "../crm/words";
import type { StageLook } from "../ui/stage";

/** As both reports on stages tell them. */
export interface Told {
  word: OpportunityStage | null;
  name: string;
  color: StageColor | null;
  type: StageType;
}

/** The glyph of a stage as reports tell it: its fill follows its place among the open ones. */
export function lookOf(stage: Told, all: Told[]): StageLook {
  if (stage.word) return OPPORTUNITY_STAGES[stage.word].look;
  const open = all.filter((s) => s.type === "open");
  const at = open.indexOf(stage);
  return {
    name: stage.name,
    color: stage.color ?? "blue",
    type: stage.type,
    fill: at > 0 ? at / (open.length - 1) : 0,
  };
}
