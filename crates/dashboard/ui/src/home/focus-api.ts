import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api, call } from "../api/client";
import type { Focus, FocusItem } from "../api/inbox-types";
import { useCan } from "../auth/session";

/** Which side of the list, and whose. */
export interface FocusView {
  mine: boolean;
  snoozed: boolean;
}

/** What asks for attention now; asked again every minute. */
export function useFocus({ mine, snoozed }: FocusView) {
  const can = useCan();
  return useQuery({
    queryKey: ["focus", { mine, snoozed }],
    queryFn: (): Promise<Focus> =>
      call(
        api.GET("/focus", {
          params: { query: { mine: mine || undefined, snoozed: snoozed || undefined } },
        }),
      ),
    enabled: can("crm:view"),
    refetchInterval: 60_000,
    staleTime: 10_000,
  });
}

/** Puts an item off, and brings it back; every list of them follows. */
export function useSnooze() {
  const queries = useQueryClient();
  const follow = () => queries.invalidateQueries({ queryKey: ["focus"] });
  return {
    snooze: async ({ id }: FocusItem, until: string, reason: string) => {
      await call(
        api.POST("/focus/{id}/snooze", { params: { path: { id } }, body: { until, reason } }),
      );
      await follow();
    },
    wake: async ({ id }: FocusItem) => {
      await call(api.DELETE("/focus/{id}/snooze", { params: { path: { id } } }));
      await follow();
    },
  };
}
