import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, call } from "../api/client";
import { queryClient } from "../api/query";
import type {
  Conversation,
  ConversationDetail,
  ConversationStatus,
  CursorPage,
  Id,
} from "../api/types";
import { type InboxUrl, toQuery } from "./inbox-url";
import { merged, withEarlier, withSent } from "./messages";

const KEY = ["conversations"];
const conversationKey = (id: Id) => ["conversation", id];
const ofPersonKey = "person-conversations";
const LIST_EVERY = 5000;
const OPEN_EVERY = 3000;

export function useConversations(url: InboxUrl, enabled: boolean) {
  const query = { ...toQuery(url), limit: 50 };
  const list = useInfiniteQuery({
    queryKey: [...KEY, "list", query],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      call(api.GET("/conversations", { params: { query: { ...query, cursor: pageParam } } })),
    getNextPageParam: (last: CursorPage<Conversation>) => last.next_cursor ?? undefined,
    // Only a further letter of the search: one tab's conversations are not shown as another's.
    placeholderData: (old, before) => {
      const was = before?.queryKey[2] as typeof query | undefined;
      const same = was?.tab === query.tab && was.status === query.status && was.mine === query.mine;
      return same ? old : undefined;
    },
    // All pages are read again: the more of them, the less often.
    refetchInterval: (q) => LIST_EVERY * Math.max(1, q.state.data?.pages.length ?? 1),
    enabled,
  });
  const rows = list.data?.pages.flatMap((p) => p.data);
  // A conversation that moves up between two pages is in both.
  return { list, rows: rows && [...new Map(rows.map((c) => [c.id, c])).values()] };
}

export const useConversation = (id: Id | null) =>
  useQuery({
    queryKey: conversationKey(id ?? ""),
    queryFn: async () => {
      const fresh = await call(
        api.GET("/conversations/{id}", { params: { path: { id: id as Id } } }),
      );
      return merged(queryClient.getQueryData(conversationKey(fresh.id)), fresh);
    },
    refetchInterval: OPEN_EVERY,
    enabled: id !== null,
  });

export const usePersonConversations = (person: Id) =>
  useQuery({
    queryKey: [ofPersonKey, person],
    queryFn: async () =>
      (await call(api.GET("/customers/{id}/conversations", { params: { path: { id: person } } })))
        .data,
    refetchInterval: 15_000,
  });

/** What is on its way was read before the change: it may not undo it on the screen. */
async function change(id: Id, by: (old: ConversationDetail) => ConversationDetail) {
  await queryClient.cancelQueries({ queryKey: conversationKey(id) });
  queryClient.setQueryData<ConversationDetail>(conversationKey(id), (old) => old && by(old));
}

function refresh(id: Id) {
  for (const queryKey of [KEY, conversationKey(id), [ofPersonKey]]) {
    void queryClient.invalidateQueries({ queryKey });
  }
}

interface Patch {
  status?: ConversationStatus;
  assigned_to?: Id | null;
  read?: true;
}
export async function patchConversation(id: Id, patch: Patch) {
  const answer = await call(
    api.PATCH("/conversations/{id}", { params: { path: { id } }, body: patch }),
  );
  await change(id, (old) => ({ ...old, ...answer }));
  refresh(id);
}

export async function sendReply(id: Id, body: string) {
  const message = await call(
    api.POST("/conversations/{id}/messages", { params: { path: { id } }, body: { body } }),
  );
  await change(id, (old) => withSent(old, message));
  refresh(id);
}

export async function loadEarlier(id: Id, cursor: string) {
  const page = await call(
    api.GET("/conversations/{id}/messages", { params: { path: { id }, query: { cursor } } }),
  );
  await change(id, (old) => withEarlier(old, page));
}
