import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, call, ifMatch } from "../api/client";
import { queryClient, refreshWithout } from "../api/query";
import type {
  Id,
  Opportunity,
  OpportunityColumn,
  OpportunityInput,
  OpportunityStage,
} from "../api/types";
import { type DealFilters, type DealsUrl, toQuery } from "./opportunities-url";

export const PAGE = 50;
export const BOARD_KEY = ["opportunities", "board"];
export interface BoardData {
  columns: OpportunityColumn[];
}

export const useTiles = (filters: DealFilters) =>
  useQuery({
    queryKey: ["opportunities", "pipeline", toQuery(filters)],
    queryFn: () =>
      call(api.GET("/opportunities/pipeline", { params: { query: toQuery(filters) } })),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  });

export const useDealBoard = (filters: DealFilters, paused: boolean) =>
  useQuery({
    queryKey: [...BOARD_KEY, toQuery(filters)],
    queryFn: (): Promise<BoardData> =>
      call(
        api.GET("/opportunities/board", {
          params: { query: { ...toQuery(filters), limit: PAGE } },
        }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: paused ? false : 4000,
    refetchOnWindowFocus: !paused,
    staleTime: 2000,
  });

export const useDeals = ({ stage, state, sort, page, ...filters }: DealsUrl) =>
  useQuery({
    queryKey: ["opportunities", "list", toQuery(filters), stage, state, sort, page],
    queryFn: () =>
      call(
        api.GET("/opportunities", {
          params: {
            query: {
              ...toQuery(filters),
              stage: stage ?? undefined,
              state: state ?? undefined,
              sort_by: sort.by,
              sort_order: sort.order,
              page,
              limit: PAGE,
            },
          },
        }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  });

const dealKey = (id: Id) => ["opportunity", id];
export const useDeal = (id: Id) =>
  useQuery({
    queryKey: dealKey(id),
    queryFn: () => call(api.GET("/opportunities/{id}", { params: { path: { id } } })),
    refetchInterval: 15_000,
  });

/** Whatever shows deals or counts them: boards, reports, the account and everybody's history. */
const AROUND = ["opportunities", "reports", "account", "timeline"];

export function refresh(id: Id) {
  for (const key of [dealKey(id), ...AROUND.map((k) => [k])]) {
    void queryClient.invalidateQueries({ queryKey: key });
  }
}

function took(deal: Opportunity) {
  queryClient.setQueryData(dealKey(deal.id), deal);
  refresh(deal.id);
  return deal;
}

export const createDeal = async (input: OpportunityInput & { name: string; account_id: Id }) =>
  took(await call(api.POST("/opportunities", { body: input })));

export type DealPatch = Omit<OpportunityInput, "notes">;

const lockedOn = (deal: Opportunity) => ({
  path: { id: deal.id },
  header: ifMatch(deal.version),
});

export const patchDeal = async (deal: Opportunity, body: DealPatch) =>
  took(await call(api.PATCH("/opportunities/{id}", { params: lockedOn(deal), body })));

/** To any stage, forth or back. Only a lost deal has a reason. */
export async function moveDeal(deal: Opportunity, to: OpportunityStage, reason?: string | null) {
  const params = lockedOn(deal);
  if (to === "closed_won") {
    return took(await call(api.POST("/opportunities/{id}/won", { params })));
  }
  if (to === "closed_lost") {
    const body = { reason: reason?.trim() || undefined };
    return took(await call(api.POST("/opportunities/{id}/lost", { params, body })));
  }
  return patchDeal(deal, { stage: to });
}

export async function deleteDeal(deal: Opportunity) {
  await call(api.DELETE("/opportunities/{id}", { params: { path: { id: deal.id } } }));
  refreshWithout(deal.id, AROUND);
}
