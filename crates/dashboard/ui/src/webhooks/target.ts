import { defaultPipeline } from "../api/shared";
import type { Pipeline, Stage, Webhook } from "../api/types";
import { stageLook } from "../ui/stage";

export const pipelineOf = (all: Pipeline[] | undefined, id: string | null) =>
  all?.find((p) => p.id === id) ?? defaultPipeline(all ?? []);

export const inOrderOf = (p: Pipeline | undefined): Stage[] =>
  [...(p?.stages ?? [])].sort((a, b) => a.position - b.position);

/** The stage that leads of a webhook land in: its own, else the first of its pipeline. */
export function targetStage(w: Pick<Webhook, "pipeline_id" | "stage_id">, all?: Pipeline[]) {
  const stages = inOrderOf(pipelineOf(all, w.pipeline_id));
  return stageLook(stages, w.stage_id ?? stages[0]?.id ?? null);
}
