import { useQuery } from "@tanstack/react-query";
import { api, call, ifMatch } from "../api/client";
import { queryClient } from "../api/query";
import type { Id, ScoreModel } from "../api/types";

const MODEL = ["score-model"];
const whyKey = (id: Id) => ["score", id];

/** The rules; asked again soon for as long as everybody is being counted by them. */
export const useScoreModel = (enabled = true) =>
  useQuery({
    queryKey: MODEL,
    queryFn: () => call(api.GET("/score-model")),
    refetchInterval: ({ state }) => (state.data?.enabled && !state.data.computed_at ? 2000 : false),
    enabled,
  });

/** Why somebody has the score they have; `seen`: the score itself, with which the reasons change. */
export const useWhy = (id: Id, seen: number | null, enabled = true) =>
  useQuery({
    queryKey: [...whyKey(id), seen],
    queryFn: () => call(api.GET("/customers/{id}/score", { params: { path: { id } } })),
    enabled,
  });

/** Somebody else has changed them. */
export const refreshModel = () => queryClient.invalidateQueries({ queryKey: MODEL });

export async function patchModel(
  model: ScoreModel,
  patch: Partial<Pick<ScoreModel, "enabled" | "fit" | "engagement">>,
) {
  const answer = await call(
    api.PATCH("/score-model", { params: { header: ifMatch(model.version) }, body: patch }),
  );
  queryClient.setQueryData(MODEL, answer);
  // Whoever shows a score reads it again.
  for (const key of ["score", "lead", "leads", "contact", "contacts", "audit"]) {
    void queryClient.invalidateQueries({ queryKey: [key] });
  }
  return answer;
}
