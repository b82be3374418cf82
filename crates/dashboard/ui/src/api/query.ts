import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "./errors";
import type { Id } from "./types";

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      refetchOnWindowFocus: true,
      retry: (count, error) =>
        error instanceof ApiError ? error.status >= 500 && count < 2 : count < 2,
    },
    mutations: { retry: false },
  },
});

/** After a record went: whatever shows it is read again, but not its own page, which is about to close. */
export function refreshWithout(id: Id, keys: string[]) {
  void queryClient.invalidateQueries({
    predicate: ({ queryKey }) => queryKey.includes(id),
    refetchType: "none",
  });
  void queryClient.invalidateQueries({
    predicate: ({ queryKey }) => keys.includes(String(queryKey[0])) && !queryKey.includes(id),
  });
}
