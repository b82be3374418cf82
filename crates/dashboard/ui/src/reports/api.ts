import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, call } from "../api/client";
import { type ReportsUrl, toQuery } from "./reports-url";

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
