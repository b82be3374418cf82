import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "./errors";

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
