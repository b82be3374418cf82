import { useQuery } from "@tanstack/react-query";
import { api, call, ifMatch } from "../api/client";
import { queryClient } from "../api/query";
import type { SavedView, SavedViewObject } from "../api/types";
import type { Query } from "./view-state";

const key = (object: SavedViewObject) => ["saved-views", object];

export const useViews = (object: SavedViewObject, enabled = true) =>
  useQuery({
    queryKey: key(object),
    queryFn: async () =>
      (await call(api.GET("/saved-views", { params: { query: { object } } }))).data,
    staleTime: 60_000,
    enabled,
  });

/** The list at once, so that an address that names the view finds it. */
function put(object: SavedViewObject, change: (views: SavedView[]) => SavedView[]) {
  queryClient.setQueryData<SavedView[]>(key(object), (old) => change(old ?? []));
  void queryClient.invalidateQueries({ queryKey: key(object) });
}

export async function createView(body: {
  object: SavedViewObject;
  name: string;
  query: Query;
  shared: boolean;
  pinned: boolean;
}): Promise<SavedView> {
  const made = await call(api.POST("/saved-views", { body }));
  put(body.object, (views) => [...views, made]);
  return made;
}

export type ViewPatch = Partial<Pick<SavedView, "name" | "query" | "shared" | "pinned">>;

export async function patchView(view: SavedView, body: ViewPatch): Promise<SavedView> {
  // A pin is the caller's own: whatever the owner changed meanwhile is none of its business.
  const header = body.pinned === undefined ? ifMatch(view.version) : undefined;
  const params = { path: { id: view.id }, header };
  try {
    const answer = await call(api.PATCH("/saved-views/{id}", { params, body }));
    put(view.object, (views) => views.map((v) => (v.id === answer.id ? answer : v)));
    return answer;
  } catch (error) {
    void queryClient.invalidateQueries({ queryKey: key(view.object) });
    throw error;
  }
}

export async function deleteView(view: SavedView) {
  await call(api.DELETE("/saved-views/{id}", { params: { path: { id: view.id } } }));
  put(view.object, (views) => views.filter((v) => v.id !== view.id));
}
