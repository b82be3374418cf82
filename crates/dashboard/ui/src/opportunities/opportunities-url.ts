import { useMemo } from "react";
import { useSearchParams } from "react-router";
import type { Day, Id, OpportunityStage } from "../api/types";
import { OPPORTUNITY_STAGE_ORDER } from "../crm/words";
import { dayIn } from "../lib/day";
import type { Sort } from "../ui/sort-head";

/** Stands for deals that nobody owns. */
export const NOBODY = "none";

/** What tiles, board and table are asked alike. */
export interface DealFilters {
  search: string;
  owner: Id | typeof NOBODY | null;
  account: Id | null;
  contact: Id | null;
  closeFrom: Day | null;
  closeTo: Day | null;
  undated: boolean;
  stalled: boolean;
}
export interface DealsUrl extends DealFilters {
  view: "board" | "table";
  /** On a phone also the stage that the board shows. */
  stage: OpportunityStage | null;
  state: "open" | "closed" | null;
  sort: Sort;
  page: number;
}

export const NO_FILTERS: DealFilters = {
  search: "",
  owner: null,
  account: null,
  contact: null,
  closeFrom: null,
  closeTo: null,
  undated: false,
  stalled: false,
};
const DEFAULT_SORT: Sort = { by: "updated_at", order: "desc" };
const SORTS = ["name", "amount", "close_date", "stage", "updated_at"];
const PLAIN: DealsUrl = {
  ...NO_FILTERS,
  view: "board",
  stage: null,
  state: null,
  sort: DEFAULT_SORT,
  page: 1,
};

export function parse(params: URLSearchParams): DealsUrl {
  const [by = "", order] = (params.get("sort") ?? "").split(".");
  const page = Number(params.get("page"));
  const state = params.get("state");
  return {
    view: params.get("view") === "table" ? "table" : "board",
    search: params.get("q") ?? "",
    owner: params.get("owner_id"),
    account: params.get("account_id"),
    contact: params.get("contact_id"),
    closeFrom: dayIn(params, "from"),
    closeTo: dayIn(params, "to"),
    undated: params.has("no_close_date"),
    stalled: params.get("stalled") === "true",
    stage: OPPORTUNITY_STAGE_ORDER.find((s) => s === params.get("stage")) ?? null,
    state: state === "open" || state === "closed" ? state : null,
    sort: SORTS.includes(by) ? { by, order: order === "asc" ? "asc" : "desc" } : DEFAULT_SORT,
    page: Number.isInteger(page) && page > 1 ? page : 1,
  };
}

/** Writes only what differs from the default, so that a plain page has a plain address. */
export function write(url: DealsUrl): URLSearchParams {
  const out = new URLSearchParams();
  const put = (name: string, value: string | null) => value && out.set(name, value);
  put("view", url.view === "table" ? "table" : null);
  put("q", url.search);
  put("stage", url.stage);
  put("state", url.state);
  put("owner_id", url.owner);
  put("account_id", url.account);
  put("contact_id", url.contact);
  put("from", url.closeFrom);
  put("to", url.closeTo);
  put("no_close_date", url.undated ? "1" : null);
  put("stalled", url.stalled ? "true" : null);
  const { by, order } = url.sort;
  if (by !== DEFAULT_SORT.by || order !== DEFAULT_SORT.order) put("sort", `${by}.${order}`);
  if (url.page > 1) put("page", String(url.page));
  return out;
}

/** The table of just these, for numbers that count them. */
export const tableOf = (only: Partial<DealsUrl>) =>
  `/opportunities?${write({ ...PLAIN, ...only, view: "table" })}`;

/** Another question starts at its first page, and a stage is open or closed by itself. */
export function change(url: DealsUrl, patch: Partial<DealsUrl>): DealsUrl {
  const next = { ...url, page: 1, ...patch };
  if (patch.stage && next.view === "table") next.state = null;
  if (patch.state) next.stage = null;
  return next;
}

export type SetDealsUrl = (patch: Partial<DealsUrl>, how?: { replace?: boolean }) => void;

export function useDealsUrl() {
  const [params, setParams] = useSearchParams();
  const url = useMemo(() => parse(params), [params]);
  const set: SetDealsUrl = (patch, how = {}) =>
    setParams((now) => write(change(parse(now), patch)), how);
  return { url, set };
}

export const anyFilter = (f: DealFilters) =>
  Boolean(
    f.search ||
      f.owner ||
      f.account ||
      f.contact ||
      f.closeFrom ||
      f.closeTo ||
      f.undated ||
      f.stalled,
  );

/** As the API names them. */
export const toQuery = (f: DealFilters) => ({
  search: f.search || undefined,
  owner_id: f.owner ?? undefined,
  account_id: f.account ?? undefined,
  contact_id: f.contact ?? undefined,
  from: f.closeFrom ?? undefined,
  to: f.closeTo ?? undefined,
  no_close_date: f.undated || undefined,
  stalled: f.stalled || undefined,
});
