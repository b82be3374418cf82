import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import { api, call, ifMatch } from "../api/client";
import { queryClient } from "../api/query";
import type { Id, Lead, LeadDetail, LeadInput, LeadPatch } from "../api/types";
import { type PeopleFilters, toQuery } from "../person/people-url";
import type { Sort } from "../ui/sort-head";

export const BOARD_PAGE = 50;
const boardKey = (pipeline: Id | undefined, f: PeopleFilters) => ["leads", "board", pipeline, f];

export const useBoard = (pipeline: Id | undefined, filters: PeopleFilters, paused: boolean) =>
  useQuery({
    queryKey: boardKey(pipeline, filters),
    queryFn: () =>
      call(
        api.GET("/lead-pipelines/{id}/board", {
          params: {
            path: { id: pipeline as Id },
            query: { limit: BOARD_PAGE, ...toQuery(filters) },
          },
        }),
      ),
    enabled: Boolean(pipeline),
    placeholderData: keepPreviousData,
    refetchInterval: paused ? false : 4000,
    refetchOnWindowFocus: !paused,
    staleTime: 2000,
  });

/** Further pages of single columns: page 1 came with the board. */
export function useColumnPages(
  pages: Record<Id, number>,
  pipeline: Id | undefined,
  filters: PeopleFilters,
  paused: boolean,
) {
  const wanted = Object.entries(pages).flatMap(([stageId, upTo]) =>
    Array.from({ length: upTo - 1 }, (_, i) => ({ stageId, page: i + 2 })),
  );
  return useQueries({
    queries: wanted.map(({ stageId, page }) => ({
      queryKey: ["leads", "column", pipeline, stageId, page, filters],
      queryFn: () =>
        call(
          api.GET("/leads", {
            params: {
              query: {
                ...toQuery(filters),
                stage_id: stageId,
                page,
                limit: BOARD_PAGE,
                sort_by: "position",
                sort_order: "asc" as const,
              },
            },
          }),
        ),
      refetchInterval: paused ? (false as const) : 20_000,
    })),
    combine: (results) => {
      const more: Record<Id, Lead[]> = {};
      const loading = new Set<Id>();
      results.forEach((r, i) => {
        const stageId = wanted[i]?.stageId;
        if (!stageId) return;
        more[stageId] = [...(more[stageId] ?? []), ...(r.data?.data ?? [])];
        if (r.isPending) loading.add(stageId);
      });
      return { more, loading };
    },
  });
}

export const useLeads = (
  filters: PeopleFilters & { stage?: string | null; pipeline?: Id },
  sort: Sort,
  page: number,
  limit: number,
  enabled = true,
) =>
  useQuery({
    queryKey: ["leads", "list", filters, sort, page, limit],
    queryFn: () =>
      call(
        api.GET("/leads", {
          params: {
            query: {
              ...toQuery(filters),
              stage_id: filters.stage ?? undefined,
              pipeline_id: filters.pipeline,
              sort_by: sort.by,
              sort_order: sort.order,
              page,
              limit,
            },
          },
        }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
    enabled,
  });

export const leadKey = (id: Id) => ["lead", id];
export const useLead = (id: Id) =>
  useQuery({
    queryKey: leadKey(id),
    queryFn: () => call(api.GET("/leads/{id}", { params: { path: { id } } })),
    refetchInterval: 15_000,
  });

/** After any change: the record at once, lists and history soon. */
export function took(lead: Lead) {
  queryClient.setQueryData<LeadDetail>(leadKey(lead.id), (old) =>
    old ? { ...old, ...lead } : undefined,
  );
  void refresh(lead.id);
}
export function refresh(id?: Id) {
  if (id) {
    void queryClient.invalidateQueries({ queryKey: leadKey(id) });
    void queryClient.invalidateQueries({ queryKey: ["timeline", id] });
  }
  void queryClient.invalidateQueries({ queryKey: ["checklist"] });
  return queryClient.invalidateQueries({ queryKey: ["leads"] });
}

export async function createLead(input: LeadInput): Promise<Lead> {
  const lead = await call(api.POST("/leads", { body: input }));
  void refresh();
  return lead;
}

export async function patchLead(lead: Pick<Lead, "id" | "version">, patch: LeadPatch) {
  const answer = await call(
    api.PATCH("/leads/{id}", {
      params: { path: { id: lead.id }, header: ifMatch(lead.version) },
      body: patch,
    }),
  );
  took(answer);
  return answer;
}

export const moveLead = (id: Id, to: Id, from: Id, position = 0) =>
  call(
    api.PATCH("/leads/{id}/stage", {
      params: { path: { id } },
      body: { stage_id: to, from_stage_id: from, position },
    }),
  );

export async function assignLead(id: Id, to: Id | null) {
  const answer = await call(
    api.PATCH("/leads/{id}/assign", { params: { path: { id } }, body: { assigned_to: to } }),
  );
  took(answer);
  return answer;
}

export async function deleteLead(id: Id) {
  await call(api.DELETE("/leads/{id}", { params: { path: { id } } }));
  void refresh();
}

export async function restoreLead(id: Id) {
  const lead = await call(api.POST("/leads/{id}/restore", { params: { path: { id } } }));
  void refresh(id);
  return lead;
}
