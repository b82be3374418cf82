import { useMemo } from "react";
import { useSearchParams } from "react-router";
import type { Id, SiteRange } from "../api/types";

/** What keeps some of the visits and leaves the others out. */
export interface SiteFilters {
  widget: Id | null;
  page: string | null;
  event: string | null;
  /** `DIRECT` for visits without one. */
  source: string | null;
  campaign: string | null;
}
export interface SiteUrl extends SiteFilters {
  range: SiteRange;
  robots: boolean;
  compare: boolean;
  /** The curve that leads the chart. */
  curve: "pageviews" | "visitors";
  /** What the last card ranks. */
  by: "source" | "campaign";
}
export interface VisitorsUrl extends SiteFilters {
  /** Null: whenever they came last. */
  range: SiteRange | null;
  robots: boolean;
  live: boolean;
  who: "identified" | "anonymous" | null;
  search: string;
}

export const DIRECT = "direct";
export const RANGES: SiteRange[] = ["24h", "7d", "30d", "90d"];
const DEFAULT: SiteRange = "30d";

/** The filters that are typed or clicked, in the order of their chips. */
export const KINDS = ["page", "event", "source", "campaign"] as const;
export type Kind = (typeof KINDS)[number];
export const KIND_LABELS: Record<Kind, string> = {
  page: "Page",
  event: "Event",
  source: "Source",
  campaign: "Campaign",
};
export const CLEARED: SiteFilters = {
  widget: null,
  page: null,
  event: null,
  source: null,
  campaign: null,
};

function parseFilters(params: URLSearchParams): SiteFilters {
  const text = (name: string) => params.get(name) || null;
  return {
    widget: text("widget"),
    page: text("page"),
    event: text("event"),
    source: text("source"),
    campaign: text("campaign"),
  };
}

function writeFilters(url: SiteFilters & { robots: boolean }): URLSearchParams {
  const out = new URLSearchParams();
  if (url.widget) out.set("widget", url.widget);
  for (const kind of KINDS) {
    const value = url[kind];
    if (value) out.set(kind, value);
  }
  if (url.robots) out.set("robots", "1");
  return out;
}

const rangeIn = (params: URLSearchParams) =>
  RANGES.find((r) => r === params.get("range")) ?? DEFAULT;

export const parse = (params: URLSearchParams): SiteUrl => ({
  ...parseFilters(params),
  range: rangeIn(params),
  robots: params.has("robots"),
  compare: params.get("compare") !== "none",
  curve: params.get("curve") === "visitors" ? "visitors" : "pageviews",
  by: params.get("by") === "campaign" ? "campaign" : "source",
});

/** Writes only what differs from the default, so that a plain page has a plain address. */
export function write(url: SiteUrl): URLSearchParams {
  const out = writeFilters(url);
  if (url.range !== DEFAULT) out.set("range", url.range);
  if (!url.compare) out.set("compare", "none");
  if (url.curve !== "pageviews") out.set("curve", url.curve);
  if (url.by !== "source") out.set("by", url.by);
  return out;
}

export function parseVisitors(params: URLSearchParams): VisitorsUrl {
  const who = params.get("who");
  return {
    ...parseFilters(params),
    range: params.get("range") === "all" ? null : rangeIn(params),
    robots: params.has("robots"),
    live: params.has("live"),
    who: who === "identified" || who === "anonymous" ? who : null,
    search: params.get("q") ?? "",
  };
}

export function writeVisitors(url: VisitorsUrl): URLSearchParams {
  const out = writeFilters(url);
  if (url.range !== DEFAULT) out.set("range", url.range ?? "all");
  if (url.live) out.set("live", "1");
  if (url.who) out.set("who", url.who);
  if (url.search) out.set("q", url.search);
  return out;
}

export type SetSiteUrl = (patch: Partial<SiteUrl>) => void;
export type SetVisitorsUrl = (patch: Partial<VisitorsUrl>, how?: { replace?: boolean }) => void;

// Two quick clicks: the second one adds to the address as the first left it, also before it is drawn.
const here = () => new URLSearchParams(window.location.search);

export function useSiteUrl() {
  const [params, setParams] = useSearchParams();
  const url = useMemo(() => parse(params), [params]);
  const set: SetSiteUrl = (patch) => setParams(() => write({ ...parse(here()), ...patch }));
  return { url, set };
}

export function useVisitorsUrl() {
  const [params, setParams] = useSearchParams();
  const url = useMemo(() => parseVisitors(params), [params]);
  const set: SetVisitorsUrl = (patch, how = {}) =>
    setParams(() => writeVisitors({ ...parseVisitors(here()), ...patch }), how);
  return { url, set };
}

/** The visitors behind what the page shows: its filters, and what a number adds to them. */
export function visitorsBehind(url: SiteUrl, only: Partial<VisitorsUrl> = {}): string {
  const all: VisitorsUrl = { ...url, live: false, who: null, search: "", ...only };
  const query = writeVisitors(all).toString();
  return `/site-activity/visitors${query && `?${query}`}`;
}

/** As the API names them. */
export const toQuery = (url: SiteFilters & { robots: boolean }) => ({
  widget_id: url.widget ?? undefined,
  page: url.page ?? undefined,
  event: url.event ?? undefined,
  source: url.source ?? undefined,
  campaign: url.campaign ?? undefined,
  bots: url.robots || undefined,
});

export const toVisitorsQuery = (url: VisitorsUrl) => ({
  ...toQuery(url),
  range: url.live ? undefined : (url.range ?? undefined),
  live: url.live || undefined,
  identified: url.who ? url.who === "identified" : undefined,
  search: url.search || undefined,
});

export const anyFilter = (url: SiteFilters) =>
  Boolean(url.widget) || KINDS.some((kind) => url[kind]);

/** A source as people read it. */
export const sourceName = (source: string | null) =>
  source === null || source === DIRECT ? "Direct" : source;

/** The filters in words: "page /pricing and source Direct". */
export function filterWords(url: SiteFilters, widget: string | null): string {
  const words = KINDS.flatMap((kind) => {
    const value = url[kind];
    if (!value) return [];
    return [`${kind} ${kind === "source" ? sourceName(value) : value}`];
  });
  if (url.widget) words.push(`widget ${widget ?? "that is gone"}`);
  const last = words.pop() ?? "";
  return words.length > 0 ? `${words.join(", ")} and ${last}` : last;
}
