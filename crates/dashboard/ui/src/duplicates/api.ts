import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, call } from "../api/client";
import { queryClient } from "../api/query";
import type { Id, Merge } from "../api/types";

const KEY = "duplicates";
const PAGE = 25;

/** Open suggestions, the newest first. */
export const useDuplicates = (enabled = true) =>
  useInfiniteQuery({
    queryKey: [KEY, "list"],
    queryFn: ({ pageParam }) =>
      call(
        api.GET("/duplicates", {
          params: { query: { limit: PAGE, cursor: pageParam ?? undefined } },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    staleTime: 30_000,
    enabled,
  });

/** Those of one record. */
export const useDuplicatesOf = (id: Id, enabled: boolean) =>
  useQuery({
    queryKey: [KEY, "of", id],
    queryFn: async () =>
      (await call(api.GET("/duplicates", { params: { query: { customer_id: id, limit: 5 } } })))
        .data,
    staleTime: 30_000,
    enabled,
  });

const refresh = () => queryClient.invalidateQueries({ queryKey: [KEY] });

/** For good: the two are never suggested again. */
export async function dismiss(id: Id) {
  await call(api.POST("/duplicates/{id}/dismiss", { params: { path: { id } } }));
  await refresh();
}

const PREVIEW = "merge-preview";
export const useMergePreview = (keep: Id, other: Id) =>
  useQuery({
    queryKey: [PREVIEW, keep, other],
    queryFn: () =>
      call(api.GET("/merge-preview", { params: { query: { keep_id: keep, other_id: other } } })),
    enabled: keep !== "" && other !== "" && keep !== other,
    // Sides are swapped in place; each knows the same two people.
    placeholderData: keepPreviousData,
    staleTime: 0,
    retry: false,
  });

/** Both records, the lists, companies, opportunities and histories: all of it changed. */
const everything = () =>
  queryClient.invalidateQueries({ predicate: (q) => q.queryKey[0] !== PREVIEW });

export async function merge(keep: Id, other: Id, fields: Record<string, "keep" | "other">) {
  const done = await call(
    api.POST("/merges", { body: { keep_id: keep, other_id: other, fields } }),
  );
  void everything();
  return done;
}

export async function undoMerge(id: Id): Promise<Merge> {
  const undone = await call(api.POST("/merges/{id}/undo", { params: { path: { id } } }));
  void everything();
  return undone;
}

/** What was merged into somebody, and what they were merged into. */
export const useMerges = (id: Id, enabled: boolean) =>
  useQuery({
    queryKey: ["merges", id],
    queryFn: async () =>
      (await call(api.GET("/merges", { params: { query: { customer_id: id } } }))).data,
    enabled,
  });
