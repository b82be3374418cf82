import { OPPORTUNITY_STAGE_ORDER, OPPORTUNITY_STAGES } from "../crm/words";
import { StageGlyph } from "../ui/stage";

/** The six stages, as menus and filters want them. */
export const STAGE_CHOICES = OPPORTUNITY_STAGE_ORDER.map((value) => ({
  value,
  label: OPPORTUNITY_STAGES[value].label,
  mark: <StageGlyph look={OPPORTUNITY_STAGES[value].look} />,
}));
