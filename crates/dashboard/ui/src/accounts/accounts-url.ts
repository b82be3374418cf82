import { useMemo } from "react";
import { useSearchParams } from "react-router";
import type { Id, Lifecycle } from "../api/types";
import { LIFECYCLE_ORDER } from "../crm/words";
import type { Sort } from "../ui/sort-head";

export interface AccountsUrl {
  search: string;
  lifecycle: Lifecycle | null;
  stage: Id | null;
  owner: Id | null;
  sort: Sort;
  page: number;
}

export const NO_FILTERS = { search: "", lifecycle: null, stage: null, owner: null };
const DEFAULT_SORT: Sort = { by: "name", order: "asc" };

/** What the list can be sorted by, and which way makes sense first. */
export const SORTS: { by: string; label: string; first: Sort["order"] }[] = [
  { by: "name", label: "Name", first: "asc" },
  { by: "mrr", label: "MRR", first: "desc" },
  { by: "health_score", label: "Health", first: "asc" },
  { by: "renewal_date", label: "Renewal", first: "asc" },
  { by: "updated_at", label: "Updated", first: "desc" },
  { by: "created_at", label: "Created", first: "desc" },
];

export function parse(params: URLSearchParams): AccountsUrl {
  const [by = "", order] = (params.get("sort") ?? "").split(".");
  const page = Number(params.get("page"));
  return {
    search: params.get("q") ?? "",
    lifecycle: LIFECYCLE_ORDER.find((l) => l === params.get("lifecycle")) ?? null,
    stage: params.get("stage"),
    owner: params.get("owner"),
    sort: SORTS.some((s) => s.by === by)
      ? { by, order: order === "asc" ? "asc" : "desc" }
      : DEFAULT_SORT,
    page: Number.isInteger(page) && page > 1 ? page : 1,
  };
}

/** Writes only what differs from the default, so that a plain page has a plain address. */
export function write(url: AccountsUrl): URLSearchParams {
  const out = new URLSearchParams();
  if (url.search) out.set("q", url.search);
  if (url.lifecycle) out.set("lifecycle", url.lifecycle);
  if (url.stage) out.set("stage", url.stage);
  if (url.owner) out.set("owner", url.owner);
  if (url.sort.by !== DEFAULT_SORT.by || url.sort.order !== DEFAULT_SORT.order) {
    out.set("sort", `${url.sort.by}.${url.sort.order}`);
  }
  if (url.page > 1) out.set("page", String(url.page));
  return out;
}

export function useAccountsUrl() {
  const [params, setParams] = useSearchParams();
  const url = useMemo(() => parse(params), [params]);
  // Another question starts at its first page.
  const set = (patch: Partial<AccountsUrl>, how: { replace?: boolean } = {}) =>
    setParams((now) => write({ ...parse(now), page: 1, ...patch }), how);
  const ask = (on: boolean) =>
    setParams(
      (now) => {
        const next = write(parse(now));
        if (on) next.set("new", "1");
        return next;
      },
      { replace: !on },
    );
  return { url, set, creating: params.has("new"), ask };
}

export const anyFilter = (url: AccountsUrl) =>
  Boolean(url.search || url.lifecycle || url.stage || url.owner);

/** As the API names them. */
export const toQuery = (url: AccountsUrl, limit: number) => ({
  search: url.search || undefined,
  lifecycle_stage: url.lifecycle ?? undefined,
  stage_id: url.stage ?? undefined,
  owner_id: url.owner ?? undefined,
  sort_by: url.sort.by,
  sort_order: url.sort.order,
  page: url.page,
  limit,
});
