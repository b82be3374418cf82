import { useMemo } from "react";
import { useSearchParams } from "react-router";
import type { Day, Id } from "../api/types";
import { dayIn } from "../lib/day";
import { type NOBODY, tableOf } from "../opportunities/opportunities-url";
import { CLEARED, parse as parsePeople, write as writePeople } from "../person/people-url";

export interface ReportsUrl {
  /** The lead pipeline that is reported on; null for opportunities. */
  pipeline: Id | null;
  owner: Id | typeof NOBODY | null;
  from: Day | null;
  to: Day | null;
  /** Of the chart, where there are several. */
  currency: string | null;
}

export const parse = (params: URLSearchParams): ReportsUrl => ({
  pipeline: params.get("pipeline_id"),
  owner: params.get("owner"),
  from: dayIn(params, "from"),
  to: dayIn(params, "to"),
  currency: params.get("currency"),
});

export function write(url: ReportsUrl): URLSearchParams {
  const out = new URLSearchParams();
  const put = (name: string, value: string | null) => value && out.set(name, value);
  put("pipeline_id", url.pipeline);
  put("owner", url.owner);
  put("from", url.from);
  put("to", url.to);
  put("currency", url.currency);
  return out;
}

export type SetReportsUrl = (patch: Partial<ReportsUrl>) => void;

export function useReportsUrl() {
  const [params, setParams] = useSearchParams();
  const url = useMemo(() => parse(params), [params]);
  const set: SetReportsUrl = (patch) => setParams((now) => write({ ...parse(now), ...patch }));
  return { url, set };
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
