import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, call } from "../api/client";
import type { Id } from "../api/types";
import { type MessagesUrl, toQuery } from "./messages-url";
import { pollAfter } from "./poll";

const KEY = ["messages"];

export function useMessages(url: MessagesUrl) {
  const query = { ...toQuery(url), limit: 50 };
  return useInfiniteQuery({
    queryKey: [...KEY, "list", query],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      call(api.GET("/broadcast-messages", { params: { query: { ...query, cursor: pageParam } } })),
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    // Whoever reads further back is not waiting for news.
    refetchInterval: (q) => {
      const pages = q.state.data?.pages ?? [];
      return pages.length > 1 ? false : pollAfter(pages[0]?.data ?? [], Date.now());
    },
  });
}

export const useMessage = (
  id: Id | null,
  /** It was sent just now: somebody waits for the answer. */
  eager = false,
) =>
  useQuery({
    queryKey: [...KEY, id],
    queryFn: () =>
      call(api.GET("/broadcast-messages/{id}", { params: { path: { id: id as Id } } })),
    refetchInterval: ({ state: { data } }) =>
      eager && data?.status === "pending" && !data.outcome_unknown
        ? 1000
        : pollAfter(data ? [data] : [], Date.now()),
    enabled: id !== null,
  });
