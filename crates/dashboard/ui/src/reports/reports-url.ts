import { useMemo } from "react";
import { useSearchParams } from "react-router";
import type { Day, FunnelStep, Id } from "../api/types";
import { dayIn } from "../lib/day";
import { type NOBODY, tableOf } from "../opportunities/opportunities-url";
import { CLEARED, parse as parsePeople, write as writePeople } from "../person/people-url";
import { MOST_STEPS, readStep, writeStep } from "./funnel-steps";

export type Section = "pipeline" | "funnel" | "time" | "sources";
export const SECTIONS: { value: Section; label: string }[] = [
  { value: "pipeline", label: "Pipeline" },
  { value: "funnel", label: "Funnel" },
  { value: "time", label: "Time in stage" },
  { value: "sources", label: "Sources" },
];

export interface ReportsUrl {
  section: Section;
  /** The lead pipeline that is reported on; null for opportunities. */
  pipeline: Id | null;
  owner: Id | typeof NOBODY | null;
  from: Day | null;
  to: Day | null;
  /** Of the chart, where there are several. */
  currency: string | null;
  /** Of the funnel; null for those it proposes. */
  steps: FunnelStep[] | null;
  /** The funnel counts what was seen by this one alone. */
  widget: Id | null;
}

export const parse = (params: URLSearchParams): ReportsUrl => ({
  section: SECTIONS.find((s) => s.value === params.get("report"))?.value ?? "pipeline",
  pipeline: params.get("pipeline_id"),
  owner: params.get("owner"),
  from: dayIn(params, "from"),
  to: dayIn(params, "to"),
  currency: params.get("currency"),
  steps: stepsIn(params),
  widget: params.get("widget_id"),
});

function stepsIn(params: URLSearchParams): FunnelStep[] | null {
  const steps = params.getAll("step").map(readStep);
  return steps.length > 0 ? steps.filter((s) => s !== null).slice(0, MOST_STEPS) : null;
}

export function write(url: ReportsUrl): URLSearchParams {
  const out = new URLSearchParams();
  const put = (name: string, value: string | null) => value && out.set(name, value);
  put("report", url.section === "pipeline" ? null : url.section);
  put("pipeline_id", url.pipeline);
  put("owner", url.owner);
  put("from", url.from);
  put("to", url.to);
  put("currency", url.currency);
  put("widget_id", url.widget);
  for (const step of url.steps ?? []) out.append("step", writeStep(step));
  return out;
}

export type SetReportsUrl = (patch: Partial<ReportsUrl>) => void;

export function useReportsUrl() {
  const [params, setParams] = useSearchParams();
  const url = useMemo(() => parse(params), [params]);
  const set: SetReportsUrl = (patch) => setParams((now) => write({ ...parse(now), ...patch }));
  return { url, set };
}

const DAY = 24 * 60 * 60_000;
const dayOf = (ms: number): Day => new Date(ms).toISOString().slice(0, 10);
const LENGTH = 30;

/** The days that a report on visits counts, both included, in UTC: the last 30 where none are chosen. */
export function periodOf({ from, to }: ReportsUrl, now = Date.now()): { from: Day; to: Day } {
  const back = (LENGTH - 1) * DAY;
  const end = to ?? dayOf(Math.max(now, from ? Date.parse(from) : now));
  return { from: from ?? dayOf(Date.parse(end) - back), to: end };
}

export const anyFilter = (url: ReportsUrl) => Boolean(url.owner || url.from || url.to);

/** As the API names them. */
export const toQuery = ({ owner, from, to }: ReportsUrl) => ({
  owner: owner ?? undefined,
  from: from ?? undefined,
  to: to ?? undefined,
});

type OfDeals = Parameters<typeof tableOf>[0];
/** The opportunities behind a number: the report's own filters, and what the number adds to them. */
export const dealsBehind = ({ owner, from, to }: ReportsUrl, only: OfDeals) =>
  tableOf({ owner, closeFrom: from, closeTo: to, ...only });

/** The leads behind a number. */
export function leadsBehind(
  { pipeline, owner, from, to }: ReportsUrl,
  only: { stage?: Id; assignee?: Id | typeof NOBODY },
): string {
  const plain = parsePeople(new URLSearchParams());
  const url = { ...plain, ...CLEARED, view: "table" as const, pipeline, assignee: owner };
  return `/leads?${writePeople({ ...url, createdFrom: from, createdTo: to, ...only })}`;
}

/** The days of a month, as far as they lie in the report's period. */
export function daysOf(month: string, { from, to }: ReportsUrl): OfDeals {
  const [year = 0, number = 1] = month.split("-").map(Number);
  const first = `${month}-01`;
  const last = new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10);
  return {
    closeFrom: from && from > first ? from : first,
    closeTo: to && to < last ? to : last,
  };
}
