import { useQuery } from "@tanstack/react-query";
import { api, call } from "./client";
import type { Id, Pipeline, Stage, Teammate } from "./types";

async function pipelines(): Promise<Pipeline[]> {
  const { data } = await call(api.GET("/lead-pipelines"));
  if (data.length > 0) return data;
  return [await call(api.POST("/lead-pipelines/ensure-default"))];
}

/** All pipelines; the first visit makes the default one. */
export const usePipelines = (enabled = true) =>
  useQuery({ queryKey: ["pipelines"], queryFn: pipelines, staleTime: 60_000, enabled });

export const defaultPipeline = (all: Pipeline[]): Pipeline | undefined =>
  all.find((p) => p.is_default) ?? all[0];

/** The stages beside a stage, whichever pipeline it is in. */
export function stagesAround(all: Pipeline[] | undefined, stageId: Id | null): Stage[] {
  return all?.find((p) => p.stages.some((s) => s.id === stageId))?.stages ?? [];
}

export const useTeam = () =>
  useQuery({
    queryKey: ["team"],
    queryFn: async () => (await call(api.GET("/users"))).data,
    staleTime: 60_000,
  });

export const mateOf = (team: Teammate[] | undefined, id: Id | null) =>
  id ? team?.find((m) => m.id === id) : undefined;
