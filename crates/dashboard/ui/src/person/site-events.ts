import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, call } from "../api/client";
import { queryClient } from "../api/query";
import type { ExportFormat, Id } from "../api/types";

/** The newest of what a person did on the site, under the key of the card that shows it: asked for once. */
export const useSiteActivity = (id: Id, every: number | false = false) =>
  useInfiniteQuery({
    queryKey: ["site-activity", id],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      call(
        api.GET("/customers/{id}/site-activity", {
          params: { path: { id }, query: { cursor: pageParam } },
        }),
      ),
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    refetchInterval: every,
  });

export const useSiteActivityHead = (id: Id) => useSiteActivity(id).data?.pages[0];

/** A person's events a day, for the strip. */
export const useSummary = (id: Id) =>
  useQuery({
    queryKey: ["summary", id],
    queryFn: () =>
      call(
        api.GET("/visitors/activity-summary", {
          params: { query: { customer_id: id, days: 30 } },
        }),
      ),
  });

/** A download: the browser follows it with the session's cookie. */
export const exportAddress = (id: Id, format: ExportFormat) =>
  `/api/v1/customers/${id}/events/export?format=${format}`;

/** Whatever was made of a person's events. */
const MADE_OF_EVENTS = ["summary", "site-activity", "timeline", "lead", "contact"];
const COUNTED = ["account", "reports", "visitors", "visitor", "events", "widgets"];

/** Erases what is stored of their visits, for good. Answers how many events went. */
export async function eraseEvents(id: Id): Promise<number> {
  const { removed } = await call(
    api.DELETE("/customers/{id}/events", { params: { path: { id } } }),
  );
  // Later pages of sessions went as well: they must not be asked for by their old cursors.
  queryClient.removeQueries({ queryKey: ["site-activity", id], type: "inactive" });
  await Promise.all([
    queryClient.resetQueries({ queryKey: ["site-activity", id] }),
    ...MADE_OF_EVENTS.map((key) => queryClient.invalidateQueries({ queryKey: [key, id] })),
    ...COUNTED.map((key) => queryClient.invalidateQueries({ queryKey: [key] })),
  ]);
  return removed;
}
