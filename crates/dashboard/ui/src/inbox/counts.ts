import { useQuery } from "@tanstack/react-query";
import { api, call } from "../api/client";

/** What waits in the inbox; the menu asks for it as well, wherever one is. */
export const useInboxCounts = () =>
  useQuery({
    queryKey: ["conversations", "counts"],
    queryFn: () => call(api.GET("/conversations/counts")),
    refetchInterval: 15_000,
  });
