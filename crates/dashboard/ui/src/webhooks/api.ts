import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, call, ifMatch } from "../api/client";
import { queryClient } from "../api/query";
import type { Id, Webhook, WebhookInput } from "../api/types";

const KEY = ["webhooks"];

export const useWebhooks = () =>
  useQuery({
    queryKey: KEY,
    queryFn: async () => (await call(api.GET("/lead-webhooks"))).data,
    refetchInterval: 10_000,
  });

export const useWebhook = (id: Id) =>
  useQuery({
    queryKey: [...KEY, id],
    queryFn: () => call(api.GET("/lead-webhooks/{id}", { params: { path: { id } } })),
    refetchInterval: 10_000,
  });

export const useReceipts = (id: Id) =>
  useInfiniteQuery({
    queryKey: ["receipts", id],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      call(
        api.GET("/lead-webhooks/{id}/receipts", {
          params: { path: { id }, query: { cursor: pageParam } },
        }),
      ),
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    refetchInterval: (q) => ((q.state.data?.pages.length ?? 0) > 1 ? false : 5000),
  });

function changed() {
  void queryClient.invalidateQueries({ queryKey: KEY });
  void queryClient.invalidateQueries({ queryKey: ["checklist"] });
}

export async function createWebhook(input: WebhookInput & { name: string }) {
  const made = await call(api.POST("/lead-webhooks", { body: input }));
  changed();
  return made;
}

export async function patchWebhook(webhook: Webhook, patch: WebhookInput) {
  const answer = await call(
    api.PATCH("/lead-webhooks/{id}", {
      params: { path: { id: webhook.id }, header: ifMatch(webhook.version) },
      body: patch,
    }),
  );
  queryClient.setQueryData([...KEY, webhook.id], answer);
  changed();
  return answer;
}

export async function regenerateKey(id: Id) {
  const made = await call(
    api.POST("/lead-webhooks/{id}/regenerate-key", { params: { path: { id } } }),
  );
  changed();
  return made;
}

export async function deleteWebhook(id: Id) {
  await call(api.DELETE("/lead-webhooks/{id}", { params: { path: { id } } }));
  queryClient.removeQueries({ queryKey: [...KEY, id] });
  changed();
}
