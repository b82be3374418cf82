import type { Assignment, Webhook, WebhookInput } from "../api/types";
import { sameMapping } from "./mapping";

/** A webhook's settings while somebody edits them. */
export type Draft = Pick<
  Webhook,
  "name" | "pipeline_id" | "stage_id" | "on_duplicate" | "field_mapping" | "assignment"
>;

export const draftOf = (w: Webhook): Draft => ({
  name: w.name,
  pipeline_id: w.pipeline_id,
  stage_id: w.stage_id,
  on_duplicate: w.on_duplicate,
  field_mapping: w.field_mapping,
  assignment: w.assignment,
});

const sameAssignment = (a: Assignment, b: Assignment) =>
  a.mode === b.mode && [...a.user_ids].sort().join() === [...b.user_ids].sort().join();

/** What is to be sent, and how many things somebody changed. */
export function changes(base: Webhook, draft: Draft): { patch: WebhookInput; count: number } {
  const patch: WebhookInput = {};
  if (draft.name.trim() !== base.name) patch.name = draft.name.trim();
  const moved = draft.pipeline_id !== base.pipeline_id || draft.stage_id !== base.stage_id;
  // Together: a stage says nothing without its pipeline.
  if (moved) Object.assign(patch, { pipeline_id: draft.pipeline_id, stage_id: draft.stage_id });
  if (draft.on_duplicate !== base.on_duplicate) patch.on_duplicate = draft.on_duplicate;
  if (!sameMapping(draft.field_mapping, base.field_mapping)) {
    patch.field_mapping = draft.field_mapping;
  }
  if (!sameAssignment(draft.assignment, base.assignment)) patch.assignment = draft.assignment;
  return { patch, count: Object.keys(patch).length - (moved ? 1 : 0) };
}

/** Another mode keeps of the chosen what it can use. */
export function inMode(mode: Assignment["mode"], { user_ids }: Assignment): Assignment {
  if (mode === "nobody") return { mode, user_ids: [] };
  return { mode, user_ids: mode === "one" ? user_ids.slice(0, 1) : user_ids };
}

export function problems(draft: Draft): { name: string | null; assignment: string | null } {
  const { mode, user_ids } = draft.assignment;
  return {
    name: draft.name.trim() ? null : "Give it a name.",
    assignment:
      mode === "one" && user_ids.length !== 1
        ? "Choose the teammate."
        : mode === "round_robin" && user_ids.length < 2
          ? "Tick at least two."
          : null,
  };
}
