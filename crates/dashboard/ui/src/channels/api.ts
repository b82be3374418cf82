import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, call, ifMatch } from "../api/client";
import { queryClient } from "../api/query";
import type {
  Channel,
  Id,
  MessageChannelInput,
  MessageChannelSetup,
  MessageRules,
} from "../api/types";

const KEY = ["channels"];
const RULES = ["message-rules"];
const SUPPRESSIONS = ["suppressions"];

export const useChannels = () =>
  useQuery({
    queryKey: KEY,
    queryFn: async () => (await call(api.GET("/channels"))).data,
  });

/** Changes of settings are in the audit log. */
const logged = () => queryClient.invalidateQueries({ queryKey: ["audit"] });

export async function saveChannel(setup: MessageChannelSetup, input: MessageChannelInput) {
  const { channel, version } = setup;
  const saved = await call(
    api.PUT("/channels/{channel}", {
      params: { path: { channel }, header: ifMatch(version) },
      body: input,
    }),
  );
  queryClient.setQueryData<MessageChannelSetup[]>(KEY, (old) =>
    old?.map((s) => (s.channel === channel ? saved : s)),
  );
  void logged();
  return saved;
}

export const reloadChannels = () => queryClient.invalidateQueries({ queryKey: KEY });

export async function testChannel(channel: Channel, to: string) {
  const result = await call(
    api.POST("/channels/{channel}/test", { params: { path: { channel } }, body: { to } }),
  );
  void queryClient.invalidateQueries({ queryKey: ["messages"] });
  return result;
}

export const useRules = () =>
  useQuery({ queryKey: RULES, queryFn: () => call(api.GET("/message-settings")) });

export async function saveRules(rules: Partial<Omit<MessageRules, "time_zone">>) {
  const saved = await call(api.PATCH("/message-settings", { body: rules }));
  queryClient.setQueryData(RULES, saved);
  void logged();
  return saved;
}

export const useSuppressions = (channel: Channel | null) =>
  useInfiniteQuery({
    queryKey: [...SUPPRESSIONS, channel],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      call(
        api.GET("/suppressions", {
          params: { query: { cursor: pageParam, channel: channel ?? undefined } },
        }),
      ),
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });

export async function suppress(channel: Channel, address: string) {
  const made = await call(api.POST("/suppressions", { body: { channel, address } }));
  await queryClient.invalidateQueries({ queryKey: SUPPRESSIONS });
  return made;
}

export async function takeBack(id: Id) {
  await call(api.DELETE("/suppressions/{id}", { params: { path: { id } } }));
  await queryClient.invalidateQueries({ queryKey: SUPPRESSIONS });
}
