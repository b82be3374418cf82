import type { Id, MergeField, MergePreview } from "../api/types";

export type Side = "keep" | "other";
/** Whose value was chosen by hand, by field: it stays theirs when the sides are swapped. */
export type Picked = Record<string, Id>;

/** Two that say different things, one that says what the other does not, the same in both. */
export type Difference = "differs" | "one" | "same";

export function differenceOf({ keep, other }: MergeField): Difference {
  if (keep === other) return "same";
  return keep === null || other === null ? "one" : "differs";
}

const ORDER: Difference[] = ["differs", "one", "same"];
/** What has to be decided first. */
export const inOrder = (fields: MergeField[]): MergeField[] =>
  ORDER.flatMap((kind) => fields.filter((f) => differenceOf(f) === kind));

/** A contact stays reachable, and stays somebody's: what it must have is not emptied by a merge. */
export const canTake = (field: MergeField, side: Side, { keep }: MergePreview) =>
  field[side] !== null ||
  keep.kind !== "contact" ||
  (field.field !== "email" && field.field !== "account_id");

export function sideOf(field: MergeField, picked: Picked, preview: MergePreview): Side {
  const who = picked[field.field];
  const side = who === preview.keep.id ? "keep" : who === preview.other.id ? "other" : null;
  return side && canTake(field, side, preview) ? side : field.chosen;
}

/** What the merged record will say. */
export const takenValue = (field: MergeField, picked: Picked, preview: MergePreview) =>
  field[sideOf(field, picked, preview)];

/** Only what is not chosen by itself. */
export function overrides(picked: Picked, preview: MergePreview): Record<string, Side> {
  const said: Record<string, Side> = {};
  for (const field of preview.fields) {
    const side = sideOf(field, picked, preview);
    if (side !== field.chosen && differenceOf(field) !== "same") said[field.field] = side;
  }
  return said;
}

/** Both people's, the kept one's first. */
export const allTags = ({ keep, other }: Pick<MergePreview, "keep" | "other">) => [
  ...new Set([...keep.tags, ...other.tags]),
];
