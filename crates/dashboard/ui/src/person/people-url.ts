import { useMemo } from "react";
import { useSearchParams } from "react-router";
import type { Day } from "../api/types";
import { dayIn } from "../lib/day";
import type { Sort } from "../ui/sort-head";

export interface PeopleFilters {
  search: string;
  source: string | null;
  assignee: string | null;
  tag: string | null;
  /** Only a report's link sets them. */
  createdFrom: Day | null;
  createdTo: Day | null;
  /** Leads alone can be. */
  stalled: boolean;
}
export interface PeopleUrl extends PeopleFilters {
  /** Leads have both; contacts are a table. */
  view: "board" | "table";
  pipeline: string | null;
  stage: string | null;
  /** Contacts alone have one. */
  account: string | null;
  sort: Sort;
  page: number;
  open: string | null;
  /** The saved view that was opened, which the rest may have left since. */
  saved: string | null;
}

export const NO_FILTERS: PeopleFilters = {
  search: "",
  source: null,
  assignee: null,
  tag: null,
  createdFrom: null,
  createdTo: null,
  stalled: false,
};
/** Takes every filter away, those of one kind of people as well. */
export const CLEARED = { ...NO_FILTERS, stage: null, account: null, saved: null };
export const DEFAULT_SORT: Sort = { by: "created_at", order: "desc" };
const SORTS = ["created_at", "updated_at", "name", "score", "last_seen_at"];

export function parse(params: URLSearchParams): PeopleUrl {
  const [by = "", order] = (params.get("sort") ?? "").split(".");
  const page = Number(params.get("page"));
  return {
    view: params.get("view") === "table" ? "table" : "board",
    search: params.get("q") ?? "",
    source: params.get("source"),
    assignee: params.get("assignee"),
    tag: params.get("tag"),
    createdFrom: dayIn(params, "created_from"),
    createdTo: dayIn(params, "created_to"),
    stalled: params.get("stalled") === "true",
    pipeline: params.get("pipeline"),
    stage: params.get("stage"),
    account: params.get("account"),
    sort: SORTS.includes(by) ? { by, order: order === "asc" ? "asc" : "desc" } : DEFAULT_SORT,
    page: Number.isInteger(page) && page > 1 ? page : 1,
    open: params.get("lead"),
    saved: params.get("saved"),
  };
}

/** Writes only what differs from the default, so that a plain page has a plain address. */
export function write(url: PeopleUrl): URLSearchParams {
  const out = new URLSearchParams();
  if (url.view === "table") out.set("view", "table");
  if (url.search) out.set("q", url.search);
  if (url.source) out.set("source", url.source);
  if (url.assignee) out.set("assignee", url.assignee);
  if (url.tag) out.set("tag", url.tag);
  if (url.createdFrom) out.set("created_from", url.createdFrom);
  if (url.createdTo) out.set("created_to", url.createdTo);
  if (url.stalled) out.set("stalled", "true");
  if (url.pipeline) out.set("pipeline", url.pipeline);
  if (url.stage) out.set("stage", url.stage);
  if (url.account) out.set("account", url.account);
  if (url.sort.by !== DEFAULT_SORT.by || url.sort.order !== DEFAULT_SORT.order) {
    out.set("sort", `${url.sort.by}.${url.sort.order}`);
  }
  if (url.page > 1) out.set("page", String(url.page));
  if (url.open) out.set("lead", url.open);
  if (url.saved) out.set("saved", url.saved);
  return out;
}

export function change(url: PeopleUrl, patch: Partial<PeopleUrl>): PeopleUrl {
  const next = { ...url, ...patch };
  // Another question starts at its first page.
  const turns = Object.keys(patch).some((k) => k !== "page" && k !== "open");
  if (turns && patch.page === undefined) next.page = 1;
  return next;
}

export type SetPeopleUrl = (patch: Partial<PeopleUrl>, how?: { replace?: boolean }) => void;

/** What the lists of leads and of contacts show, as their address says it (H49). */
export function usePeopleUrl() {
  const [params, setParams] = useSearchParams();
  const url = useMemo(() => parse(params), [params]);
  const set: SetPeopleUrl = (patch, how = {}) =>
    setParams((now) => write(change(parse(now), patch)), how);
  return { url, set };
}

type Kinds = { stage?: string | null; account?: string | null };
export const anyFilter = (f: PeopleFilters & Kinds) =>
  Boolean(
    f.search ||
      f.source ||
      f.assignee ||
      f.tag ||
      f.createdFrom ||
      f.createdTo ||
      f.stalled ||
      f.stage ||
      f.account,
  );

/** As the API names them. */
export const toQuery = (f: PeopleFilters) => ({
  search: f.search || undefined,
  source: f.source ?? undefined,
  assigned_to: f.assignee ?? undefined,
  tag: f.tag ?? undefined,
  created_from: f.createdFrom ?? undefined,
  created_to: f.createdTo ?? undefined,
  stalled: f.stalled || undefined,
});
