import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, call } from "../api/client";
import { queryClient } from "../api/query";
import type { ExportFormat, Id } from "../api/types";
import {
  type SiteFilters,
  type SiteUrl,
  toQuery,
  toVisitorsQuery,
  type VisitorsUrl,
} from "./site-url";

const LIVE = 5_000;
/** Of those on the site now, how many the report's page lists. */
export const LIVE_ROWS = 12;

export function useSiteReport(url: SiteUrl) {
  const query = { ...toQuery(url), range: url.range, compare: url.compare };
  return useQuery({
    queryKey: ["reports", "site", query],
    queryFn: () => call(api.GET("/site-activity", { params: { query } })),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
}

/** Polled, as all intervals here, only while the page is visible. */
export function useLiveVisitors(url: SiteFilters & { robots: boolean }) {
  const query = { ...toQuery(url), live: true, limit: LIVE_ROWS };
  return useQuery({
    queryKey: ["visitors", "live", query],
    queryFn: () => call(api.GET("/visitors", { params: { query } })),
    placeholderData: keepPreviousData,
    refetchInterval: LIVE,
  });
}

export function useVisitors(url: VisitorsUrl) {
  const query = { ...toVisitorsQuery(url), limit: 50 };
  return useInfiniteQuery({
    queryKey: ["visitors", "list", query],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      call(api.GET("/visitors", { params: { query: { ...query, cursor: pageParam } } })),
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: (q) =>
      (q.state.data?.pages.length ?? 0) > 1 ? false : url.live ? LIVE : 15_000,
  });
}

export const useVisitor = (id: Id) =>
  useQuery({
    queryKey: ["visitor", id],
    queryFn: () => call(api.GET("/visitors/{id}", { params: { path: { id } } })),
    refetchInterval: 15_000,
  });

/** A plain link: the browser saves what it answers. */
export const exportAddress = (id: Id, format: ExportFormat) =>
  `/api/v1/visitors/${id}/events/export?format=${format}`;

/** Whatever is made of events. */
const MADE_OF_EVENTS = [
  ...["summary", "timeline", "lead", "contact", "account"],
  ...["reports", "visitors", "visitor", "events", "widgets"],
];

/** Erases what is stored of a browser's visits, for good. Answers how many events went. */
export async function eraseVisitorEvents(id: Id): Promise<number> {
  const { removed } = await call(api.DELETE("/visitors/{id}/events", { params: { path: { id } } }));
  // Later pages of sessions went as well: they must not be asked for by their old cursors.
  queryClient.removeQueries({ queryKey: ["site-activity"], type: "inactive" });
  await Promise.all([
    queryClient.resetQueries({ queryKey: ["site-activity"] }),
    ...MADE_OF_EVENTS.map((key) => queryClient.invalidateQueries({ queryKey: [key] })),
  ]);
  return removed;
}
