import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, call, ifMatch } from "../api/client";
import { queryClient, refreshWithout } from "../api/query";
import type { Id, StoredEvent, Widget, WidgetPatch } from "../api/types";

export const useWidgets = () =>
  useQuery({
    queryKey: ["widgets"],
    queryFn: async () => (await call(api.GET("/widgets"))).data,
    refetchInterval: 15_000,
  });

export const useWidget = (id: Id) =>
  useQuery({
    queryKey: ["widgets", id],
    queryFn: () => call(api.GET("/widgets/{id}", { params: { path: { id } } })),
    refetchInterval: 10_000,
  });

/** It differs with consent alone; the former one stays until the other is there. */
export const useSnippet = ({ id, consent_required }: Widget) =>
  useQuery({
    queryKey: ["snippet", id, consent_required],
    queryFn: () => call(api.GET("/widgets/{id}/snippet", { params: { path: { id } } })),
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  });

/** The newest events; `live`: and what comes, while the window is seen. */
export const useTail = (id: Id, live: boolean) =>
  useQuery({
    queryKey: ["live-events", id],
    queryFn: async () =>
      (await call(api.GET("/events", { params: { query: { widget_id: id, limit: 20 } } }))).data,
    refetchInterval: live ? 2000 : false,
    refetchOnWindowFocus: live,
  });

/** Who is behind these events; asked again as soon as somebody else turns up. */
export function useNames(id: Id, events: StoredEvent[]) {
  const people = [...new Set(events.flatMap((e) => e.customer_id ?? []))].sort();
  return useQuery({
    queryKey: ["live-visitors", id, people],
    queryFn: async () =>
      (await call(api.GET("/visitors", { params: { query: { widget_id: id, limit: 100 } } }))).data,
    enabled: people.length > 0,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  });
}

function changed() {
  void queryClient.invalidateQueries({ queryKey: ["widgets"] });
  void queryClient.invalidateQueries({ queryKey: ["checklist"] });
  void queryClient.invalidateQueries({ queryKey: ["audit"] });
}

export async function createWidget(name: string): Promise<Widget> {
  const widget = await call(api.POST("/widgets", { body: { name } }));
  changed();
  return widget;
}

export async function patchWidget(widget: Widget, patch: WidgetPatch): Promise<Widget> {
  const answer = await call(
    api.PATCH("/widgets/{id}", {
      params: { path: { id: widget.id }, header: ifMatch(widget.version) },
      body: patch,
    }),
  );
  queryClient.setQueryData(["widgets", widget.id], answer);
  changed();
  return answer;
}

export async function rotateSecret(id: Id): Promise<Widget> {
  const answer = await call(api.POST("/widgets/{id}/rotate-secret", { params: { path: { id } } }));
  queryClient.setQueryData(["widgets", id], answer);
  changed();
  return answer;
}

export async function deleteWidget(id: Id) {
  await call(api.DELETE("/widgets/{id}", { params: { path: { id } } }));
  refreshWithout(id, ["widgets", "checklist", "audit"]);
}
