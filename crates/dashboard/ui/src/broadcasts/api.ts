import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, call, ifMatch } from "../api/client";
import { queryClient, refreshWithout } from "../api/query";
import type { Campaign, CampaignInput, Id, Picked } from "../api/types";

export const PAGE = 50;
/** The most that a page of the API holds. */
const MOST = 100;

const AUDIENCES = ["audiences"];
const CAMPAIGNS = ["campaigns"];

export const useAudiences = (page: number) =>
  useQuery({
    queryKey: [...AUDIENCES, "list", page],
    queryFn: () =>
      call(api.GET("/broadcast-audiences", { params: { query: { page, limit: PAGE } } })),
    placeholderData: keepPreviousData,
  });

/** Those that a campaign can go to, the newest first. */
export const useAudienceChoices = () =>
  useQuery({
    queryKey: [...AUDIENCES, "choices"],
    queryFn: async () =>
      (await call(api.GET("/broadcast-audiences", { params: { query: { limit: MOST } } }))).data,
  });

export const useAudience = (id: Id | null) =>
  useQuery({
    queryKey: [...AUDIENCES, id],
    queryFn: () =>
      call(api.GET("/broadcast-audiences/{id}", { params: { path: { id: id as Id } } })),
    enabled: id !== null,
  });

export const useMembers = (id: Id | null, page: number, limit = PAGE) =>
  useQuery({
    queryKey: [...AUDIENCES, id, "members", page, limit],
    queryFn: () =>
      call(
        api.GET("/broadcast-audiences/{id}/members", {
          params: { path: { id: id as Id }, query: { page, limit } },
        }),
      ),
    placeholderData: keepPreviousData,
    enabled: id !== null,
  });

export async function createAudience(name: string, which: Picked) {
  const made = await call(
    api.POST("/leads/broadcast/create-audience", { body: { name, ...which } }),
  );
  void queryClient.invalidateQueries({ queryKey: AUDIENCES });
  return made;
}

export async function deleteAudience(id: Id) {
  await call(api.DELETE("/broadcast-audiences/{id}", { params: { path: { id } } }));
  refreshWithout(id, AUDIENCES);
}

const SENDING = 2000;
const RESTING = 15_000;

export const useCampaigns = (page: number) =>
  useQuery({
    queryKey: [...CAMPAIGNS, "list", page],
    queryFn: () =>
      call(api.GET("/broadcast-campaigns", { params: { query: { page, limit: PAGE } } })),
    placeholderData: keepPreviousData,
    refetchInterval: (q) =>
      q.state.data?.data.some((c) => c.state === "sending") ? SENDING : RESTING,
  });

export const useCampaign = (id: Id) =>
  useQuery({
    queryKey: [...CAMPAIGNS, id],
    queryFn: () => call(api.GET("/broadcast-campaigns/{id}", { params: { path: { id } } })),
    refetchInterval: (q) => (q.state.data?.state === "sending" ? SENDING : RESTING),
  });

/** Receipts still come in after the last message has gone. */
export const useReport = ({ id, state }: Campaign) =>
  useQuery({
    queryKey: [...CAMPAIGNS, id, "report", state],
    queryFn: () => call(api.GET("/broadcast-campaigns/{id}/report", { params: { path: { id } } })),
    placeholderData: keepPreviousData,
    refetchInterval: state === "sending" ? SENDING : RESTING,
  });

function took(campaign: Campaign) {
  queryClient.setQueryData([...CAMPAIGNS, campaign.id], campaign);
  void reloadCampaigns();
  return campaign;
}

export const reloadCampaigns = () => queryClient.invalidateQueries({ queryKey: CAMPAIGNS });

export const createCampaign = async (input: CampaignInput) =>
  took(await call(api.POST("/broadcast-campaigns", { body: input })));

export const patchCampaign = async ({ id, version }: Campaign, input: CampaignInput) =>
  took(
    await call(
      api.PATCH("/broadcast-campaigns/{id}", {
        params: { path: { id }, header: ifMatch(version) },
        body: input,
      }),
    ),
  );

export const sendCampaign = async (id: Id) =>
  took(await call(api.POST("/broadcast-campaigns/{id}/send", { params: { path: { id } } })));

export const cancelCampaign = async (id: Id) =>
  took(await call(api.POST("/broadcast-campaigns/{id}/cancel", { params: { path: { id } } })));

export async function deleteCampaign(id: Id) {
  await call(api.DELETE("/broadcast-campaigns/{id}", { params: { path: { id } } }));
  refreshWithout(id, CAMPAIGNS);
}
