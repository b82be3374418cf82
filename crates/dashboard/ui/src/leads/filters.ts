import { useMemo } from "react";
import { useSearchParams } from "react-router";
import type { Sort } from "../ui/sort-head";

export interface LeadFilters {
  search: string;
  source: string | null;
  assignee: string | null;
  tag: string | null;
}
export interface LeadsUrl extends LeadFilters {
  view: "board" | "table";
  pipeline: string | null;
  stage: string | null;
  sort: Sort;
  page: number;
  open: string | null;
}

export const NO_FILTERS: LeadFilters = { search: "", source: null, assignee: null, tag: null };
export const DEFAULT_SORT: Sort = { by: "created_at", order: "desc" };
const SORTS = ["created_at", "updated_at", "name", "score", "last_seen_at"];

export function parse(params: URLSearchParams): LeadsUrl {
  const [by = "", order] = (params.get("sort") ?? "").split(".");
  const page = Number(params.get("page"));
  return {
    view: params.get("view") === "table" ? "table" : "board",
    search: params.get("q") ?? "",
    source: params.get("source"),
    assignee: params.get("assignee"),
    tag: params.get("tag"),
    pipeline: params.get("pipeline"),
    stage: params.get("stage"),
    sort: SORTS.includes(by) ? { by, order: order === "asc" ? "asc" : "desc" } : DEFAULT_SORT,
    page: Number.isInteger(page) && page > 1 ? page : 1,
    open: params.get("lead"),
  };
}

/** Writes only what differs from the default, so that a plain page has a plain address. */
export function write(url: LeadsUrl): URLSearchParams {
  const out = new URLSearchParams();
  if (url.view === "table") out.set("view", "table");
  if (url.search) out.set("q", url.search);
  if (url.source) out.set("source", url.source);
  if (url.assignee) out.set("assignee", url.assignee);
  if (url.tag) out.set("tag", url.tag);
  if (url.pipeline) out.set("pipeline", url.pipeline);
  if (url.stage) out.set("stage", url.stage);
  if (url.sort.by !== DEFAULT_SORT.by || url.sort.order !== DEFAULT_SORT.order) {
    out.set("sort", `${url.sort.by}.${url.sort.order}`);
  }
  if (url.page > 1) out.set("page", String(url.page));
  if (url.open) out.set("lead", url.open);
  return out;
}

export function change(url: LeadsUrl, patch: Partial<LeadsUrl>): LeadsUrl {
  const next = { ...url, ...patch };
  // Another question starts at its first page.
  const turns = Object.keys(patch).some((k) => k !== "page" && k !== "open");
  if (turns && patch.page === undefined) next.page = 1;
  return next;
}

export function useLeadsUrl() {
  const [params, setParams] = useSearchParams();
  const url = useMemo(() => parse(params), [params]);
  const set = (patch: Partial<LeadsUrl>, how: { replace?: boolean } = {}) =>
    setParams((now) => write(change(parse(now), patch)), how);
  return { url, set };
}

export const anyFilter = (f: LeadFilters & { stage?: string | null }) =>
  Boolean(f.search || f.source || f.assignee || f.tag || f.stage);

/** As the API names them. */
export const toQuery = (f: LeadFilters) => ({
  search: f.search || undefined,
  source: f.source ?? undefined,
  assigned_to: f.assignee ?? undefined,
  tag: f.tag ?? undefined,
});
