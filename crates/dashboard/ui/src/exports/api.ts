import { useQuery } from "@tanstack/react-query";
import { api, call } from "../api/client";
import { queryClient } from "../api/query";
import type { DataExport, ExportFilters, ExportFormat, ExportObject, Id } from "../api/types";
import { isUnderWay } from "./words";

const KEY = ["exports"];

export const useExports = () =>
  useQuery({
    queryKey: KEY,
    queryFn: async () => (await call(api.GET("/exports"))).data,
    refetchInterval: (q) => (q.state.data?.some(isUnderWay) ? 2000 : 30_000),
  });

export const changed = () => queryClient.invalidateQueries({ queryKey: KEY });

export async function postExport(
  object: ExportObject,
  format: ExportFormat,
  filters: ExportFilters,
) {
  const made = await call(api.POST("/exports", { body: { object, format, filters } }));
  queryClient.setQueryData<DataExport[]>(KEY, (old) =>
    old ? [made, ...old.filter((e) => e.id !== made.id)] : old,
  );
  void changed();
  return made;
}

export const readExport = (id: Id) => call(api.GET("/exports/{id}", { params: { path: { id } } }));

export async function deleteExport(id: Id) {
  await call(api.DELETE("/exports/{id}", { params: { path: { id } } }));
  await changed();
}

/** A plain link: the session's cookie goes with it. */
export const fileOf = (id: Id) => `/api/v1/exports/${id}/file`;
