import { useQuery } from "@tanstack/react-query";
import { api, call, ifMatch } from "../api/client";
import { queryClient } from "../api/query";
import type { Id, Widget, WidgetPatch } from "../api/types";

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

export const useSnippet = (id: Id) =>
  useQuery({
    queryKey: ["snippet", id],
    queryFn: () => call(api.GET("/widgets/{id}/snippet", { params: { path: { id } } })),
    staleTime: Number.POSITIVE_INFINITY,
  });

function changed() {
  void queryClient.invalidateQueries({ queryKey: ["widgets"] });
  void queryClient.invalidateQueries({ queryKey: ["checklist"] });
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

export async function deleteWidget(id: Id) {
  await call(api.DELETE("/widgets/{id}", { params: { path: { id } } }));
  queryClient.removeQueries({ queryKey: ["widgets", id] });
  changed();
}
