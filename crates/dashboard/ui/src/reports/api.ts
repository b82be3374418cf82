import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, call } from "../api/client";
import type { FunnelStep } from "../api/types";
import { isBackwards } from "./period";
import { periodOf, type ReportsUrl, toQuery } from "./reports-url";

export function usePipelineReport(url: ReportsUrl) {
  const of = url.pipeline ? { pipeline_id: url.pipeline } : { object: "opportunity" as const };
  const query = { ...toQuery(url), ...of };
  return useQuery({
    queryKey: ["reports", "pipeline", query],
    queryFn: () => call(api.GET("/reports/pipeline", { params: { query } })),
    placeholderData: keepPreviousData,
  });
}

export function useForecast(url: ReportsUrl) {
  const query = toQuery(url);
  return useQuery({
    queryKey: ["reports", "forecast", query],
    queryFn: async () => (await call(api.GET("/reports/forecast", { params: { query } }))).months,
    placeholderData: keepPreviousData,
  });
}

/** What is seen and done most on the site: proposed as steps. */
export const useSiteTop = (widget: string | null) =>
  useQuery({
    queryKey: ["reports", "site-top", widget],
    queryFn: () =>
      call(
        api.GET("/site-activity", {
          params: { query: { range: "30d", widget_id: widget ?? undefined } },
        }),
      ),
    staleTime: 5 * 60_000,
  });

/** `steps` that cannot be counted yet are not asked for. */
export function useFunnel(url: ReportsUrl, steps: FunnelStep[], ready: boolean) {
  const period = periodOf(url);
  const query = {
    steps: JSON.stringify(steps),
    ...period,
    widget_id: url.widget ?? undefined,
  };
  return useQuery({
    queryKey: ["reports", "funnel", query],
    queryFn: () => call(api.GET("/reports/funnel", { params: { query } })),
    placeholderData: keepPreviousData,
    enabled: ready && !isBackwards(period.from, period.to),
  });
}

export function useTimeInStage(url: ReportsUrl) {
  const of = url.pipeline
    ? { object: "lead" as const, pipeline_id: url.pipeline }
    : { object: "opportunity" as const };
  const query = { ...of, from: url.from ?? undefined, to: url.to ?? undefined };
  return useQuery({
    queryKey: ["reports", "time-in-stage", query],
    queryFn: async () =>
      (await call(api.GET("/reports/time-in-stage", { params: { query } }))).data,
    placeholderData: keepPreviousData,
    enabled: !isBackwards(url.from, url.to),
  });
}

export function useSources(url: ReportsUrl) {
  const query = periodOf(url);
  return useQuery({
    queryKey: ["reports", "sources", query],
    queryFn: async () => (await call(api.GET("/reports/sources", { params: { query } }))).data,
    placeholderData: keepPreviousData,
    enabled: !isBackwards(query.from, query.to),
  });
}
