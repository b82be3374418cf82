import { useInfiniteQuery } from "@tanstack/react-query";
import { api, call, ifMatch } from "../api/client";
import { queryClient } from "../api/query";
import type { Id, Note } from "../api/types";

/** What can carry notes, as the API names it. */
export type Noted = "leads" | "contacts" | "accounts" | "opportunities";

// The four addresses answer alike; the client wants one of them by name.
const address = (of: Noted) => `/${of}/{id}/notes` as "/leads/{id}/notes";

export const useNotes = (of: Noted, id: Id) =>
  useInfiniteQuery({
    queryKey: ["notes", id],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      call(api.GET(address(of), { params: { path: { id }, query: { cursor: pageParam } } })),
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    refetchInterval: (q) => ((q.state.data?.pages.length ?? 0) > 1 ? false : 15_000),
  });

/** The notes themselves, and the history that tells of them. */
function changed(of: Id) {
  void queryClient.invalidateQueries({ queryKey: ["timeline", of] });
  return queryClient.invalidateQueries({ queryKey: ["notes", of] });
}

export async function addNote(of: Noted, id: Id, body: string) {
  await call(api.POST(address(of), { params: { path: { id } }, body: { body } }));
  await changed(id);
}

export async function editNote(of: Id, note: Note, body: string) {
  await call(
    api.PATCH("/notes/{id}", {
      params: { path: { id: note.id }, header: ifMatch(note.version) },
      body: { body },
    }),
  );
  await changed(of);
}

export async function deleteNote(of: Id, note: Note) {
  await call(api.DELETE("/notes/{id}", { params: { path: { id: note.id } } }));
  await changed(of);
}
