import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, call, ifMatch } from "../api/client";
import { queryClient, refreshWithout } from "../api/query";
import type { Account, AccountInput, Id, Page } from "../api/types";
import { type AccountsUrl, toQuery } from "./accounts-url";

export const PAGE = 50;

/** What is read about one account stands under its key, so that one word refreshes it all. */
export const accountKey = (id: Id) => ["account", id];

export const useAccount = (id: Id) =>
  useQuery({
    queryKey: accountKey(id),
    queryFn: () => call(api.GET("/accounts/{id}", { params: { path: { id } } })),
    refetchInterval: 15_000,
  });

export const useAccounts = (url: AccountsUrl) =>
  useQuery({
    queryKey: ["accounts", "list", url],
    queryFn: () => call(api.GET("/accounts", { params: { query: toQuery(url, PAGE) } })),
    placeholderData: keepPreviousData,
    refetchInterval: 20_000,
  });

/** The workspace's own stages of a deal, in their order. */
export const useAccountStages = () =>
  useQuery({
    queryKey: ["account-stages"],
    queryFn: async () => (await call(api.GET("/account-stages"))).data,
    staleTime: 60_000,
  });

/** A list below a record that grows page by page. */
export function useGrowing<T>(key: unknown[], read: (page: number) => Promise<Page<T>>) {
  return useInfiniteQuery({
    queryKey: key,
    initialPageParam: 1,
    queryFn: ({ pageParam }) => read(pageParam),
    getNextPageParam: (last) => (last.page * last.limit < last.total ? last.page + 1 : undefined),
  });
}
export type Growing<T> = ReturnType<typeof useGrowing<T>>;

export const useAccountContacts = (id: Id) =>
  useGrowing([...accountKey(id), "contacts"], (page) =>
    call(
      api.GET("/accounts/{id}/contacts", { params: { path: { id }, query: { page, limit: 10 } } }),
    ),
  );

export const useAccountOpportunities = (id: Id) =>
  useGrowing([...accountKey(id), "opportunities"], (page) =>
    call(
      api.GET("/accounts/{id}/opportunities", {
        params: { path: { id }, query: { page, limit: 10 } },
      }),
    ),
  );

export const useAccountActivity = (id: Id) =>
  useQuery({
    queryKey: [...accountKey(id), "activity"],
    queryFn: () =>
      call(
        api.GET("/accounts/{id}/activity-summary", {
          params: { path: { id }, query: { days: 30 } },
        }),
      ),
  });

/** Lists and history, after any change. */
function refresh(id: Id) {
  void queryClient.invalidateQueries({ queryKey: ["timeline", id] });
  void queryClient.invalidateQueries({ queryKey: ["accounts"] });
}

export async function createAccount(input: AccountInput & { name: string }) {
  const account = await call(api.POST("/accounts", { body: input }));
  refresh(account.id);
  return account;
}

export type AccountPatch = Omit<AccountInput, "notes">;

export async function patchAccount(account: Account, patch: AccountPatch) {
  const answer = await call(
    api.PATCH("/accounts/{id}", {
      params: { path: { id: account.id }, header: ifMatch(account.version) },
      body: patch,
    }),
  );
  queryClient.setQueryData(accountKey(answer.id), answer);
  refresh(answer.id);
  return answer;
}

export async function deleteAccount(id: Id) {
  await call(api.DELETE("/accounts/{id}", { params: { path: { id } } }));
  refreshWithout(id, ["accounts"]);
}
