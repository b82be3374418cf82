import { useQuery } from "@tanstack/react-query";
import { api, call, ifMatch } from "../api/client";
import { queryClient, refreshWithout } from "../api/query";
import type { Id, Pipeline, PipelinePatch, StageInput } from "../api/types";

/** Boards, tables, reports: all of them name stages. */
export function refreshPipelines() {
  for (const key of ["leads", "lead", "reports"]) {
    void queryClient.invalidateQueries({ queryKey: [key] });
  }
  return queryClient.invalidateQueries({ queryKey: ["pipelines"] });
}

/** How many leads are in each stage. */
export const useStageCounts = (pipeline: Id) =>
  useQuery({
    // Beside the boards: whatever moves a lead counts anew.
    queryKey: ["leads", "counts", pipeline],
    queryFn: async () => {
      const params = { path: { id: pipeline }, query: { limit: 1 } };
      const board = await call(api.GET("/lead-pipelines/{id}/board", { params }));
      return Object.fromEntries(board.columns.map((c) => [c.stage_id, c.count]));
    },
  });

export async function createPipeline(body: { name: string; stages: StageInput[] }) {
  const made = await call(api.POST("/lead-pipelines", { body }));
  await refreshPipelines();
  return made;
}

export async function patchPipeline(base: Pipeline, body: PipelinePatch): Promise<Pipeline> {
  const params = { path: { id: base.id }, header: ifMatch(base.version) };
  const saved = await call(api.PATCH("/lead-pipelines/{id}", { params, body }));
  queryClient.setQueryData<Pipeline[]>(["pipelines"], (all) =>
    all?.map((p) =>
      p.id === saved.id ? saved : saved.is_default ? { ...p, is_default: false } : p,
    ),
  );
  void refreshPipelines();
  return saved;
}

export async function deletePipeline(id: Id, moveTo: Id | null) {
  const query = moveTo ? { move_to: moveTo } : undefined;
  await call(api.DELETE("/lead-pipelines/{id}", { params: { path: { id }, query } }));
}

/** After it went, and its own page with it. */
export function forgetPipeline(id: Id) {
  queryClient.setQueryData<Pipeline[]>(["pipelines"], (all) => all?.filter((p) => p.id !== id));
  refreshWithout(id, ["pipelines", "leads", "lead", "reports"]);
}
