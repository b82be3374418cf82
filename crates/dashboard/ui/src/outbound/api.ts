import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, call, ifMatch } from "../api/client";
import { queryClient, refreshWithout } from "../api/query";
import type { Id, OutboundWebhook } from "../api/types";
import { type Draft, inputOf } from "./draft";
import { pollAfter } from "./words";

const KEY = ["outbound-webhooks"];
const deliveriesOf = (id: Id) => ["outbound-deliveries", id];

export const useOutboundWebhooks = () =>
  useQuery({
    queryKey: KEY,
    queryFn: async () => (await call(api.GET("/outbound-webhooks"))).data,
    refetchInterval: 10_000,
  });

export const useOutboundWebhook = (id: Id) =>
  useQuery({
    queryKey: [...KEY, id],
    queryFn: () => call(api.GET("/outbound-webhooks/{id}", { params: { path: { id } } })),
    refetchInterval: 10_000,
  });

export const useDeliveries = (id: Id) =>
  useInfiniteQuery({
    queryKey: deliveriesOf(id),
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      call(
        api.GET("/outbound-webhooks/{id}/deliveries", {
          params: { path: { id }, query: { cursor: pageParam } },
        }),
      ),
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    refetchInterval: (q) => {
      const all = q.state.data?.pages.flatMap((p) => p.data) ?? [];
      return pollAfter(all, Date.now());
    },
  });

function changed(webhook?: OutboundWebhook) {
  if (webhook) queryClient.setQueryData([...KEY, webhook.id], webhook);
  void queryClient.invalidateQueries({ queryKey: KEY });
  void queryClient.invalidateQueries({ queryKey: ["audit"] });
}

export async function createOutbound(draft: Draft) {
  const made = await call(api.POST("/outbound-webhooks", { body: inputOf(draft) }));
  changed();
  return made;
}

export async function patchOutbound(
  webhook: OutboundWebhook,
  patch: Partial<ReturnType<typeof inputOf>>,
) {
  const answer = await call(
    api.PATCH("/outbound-webhooks/{id}", {
      params: { path: { id: webhook.id }, header: ifMatch(webhook.version) },
      body: patch,
    }),
  );
  changed(answer);
  return answer;
}

/** The secret goes to the caller alone: nothing that is kept holds it. */
export async function rotateOutbound(id: Id) {
  const made = await call(
    api.POST("/outbound-webhooks/{id}/rotate-secret", { params: { path: { id } } }),
  );
  const { secret, ...webhook } = made;
  changed(webhook);
  return { secret, webhook };
}

export async function deleteOutbound(id: Id) {
  await call(api.DELETE("/outbound-webhooks/{id}", { params: { path: { id } } }));
  refreshWithout(id, [...KEY, "audit"]);
}

const sent = (id: Id) => queryClient.invalidateQueries({ queryKey: deliveriesOf(id) });

export async function sendTest(id: Id) {
  await call(api.POST("/outbound-webhooks/{id}/test", { params: { path: { id } } }));
  await sent(id);
}

export async function replay(id: Id, delivery_id: Id) {
  await call(
    api.POST("/outbound-webhooks/{id}/deliveries/{delivery_id}/replay", {
      params: { path: { id, delivery_id } },
    }),
  );
  await sent(id);
}
