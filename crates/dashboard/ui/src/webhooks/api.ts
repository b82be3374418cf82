import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, call, ifMatch } from "../api/client";
import { queryClient } from "../api/query";
import type { Id, ReceiptOutcome, Webhook, WebhookInput } from "../api/types";
import type { Mapping } from "./mapping";

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

export interface ReceiptFilter {
  search?: string;
  outcome?: ReceiptOutcome;
}

export const useReceipts = (id: Id, filter: ReceiptFilter = {}) =>
  useInfiniteQuery({
    queryKey: ["receipts", id, filter],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      call(
        api.GET("/lead-webhooks/{id}/receipts", {
          params: { path: { id }, query: { cursor: pageParam, ...filter } },
        }),
      ),
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: (q) => ((q.state.data?.pages.length ?? 0) > 1 ? false : 5000),
  });

type Payload = Record<string, unknown>;

/** What a payload would become; nothing is stored. `last` asks again when another post has come. */
export const usePreview = (
  id: Id,
  { payload, mapping, last }: { payload?: Payload; mapping: Mapping; last?: Id },
  enabled: boolean,
) =>
  useQuery({
    queryKey: ["webhook-preview", id, payload ?? null, mapping, payload ? null : last],
    queryFn: () =>
      call(
        api.POST("/lead-webhooks/{id}/test", {
          params: { path: { id } },
          body: { ...(payload && { payload }), field_mapping: mapping },
        }),
      ),
    placeholderData: keepPreviousData,
    enabled,
  });

/** Takes a payload in as if it had been posted. */
export async function sendTest(id: Id, payload: Payload) {
  const made = await call(
    api.POST("/lead-webhooks/{id}/test", {
      params: { path: { id } },
      body: { payload, store: true },
    }),
  );
  arrived(id);
  return made;
}

/** The payload again, by today's settings, as a receipt of its own. */
export async function replay(id: Id, receipt: Id) {
  const made = await call(
    api.POST("/lead-webhooks/{id}/receipts/{receipt_id}/replay", {
      params: { path: { id, receipt_id: receipt } },
    }),
  );
  arrived(id);
  return made;
}

function arrived(id: Id) {
  void queryClient.invalidateQueries({ queryKey: ["receipts", id] });
  void queryClient.invalidateQueries({ queryKey: ["leads"] });
  changed();
}

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
