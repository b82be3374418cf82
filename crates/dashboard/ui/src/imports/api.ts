import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, call } from "../api/client";
import { ApiError, OfflineError } from "../api/errors";
import { queryClient } from "../api/query";
import type { Id, Import, ImportPlan, Problem } from "../api/types";
import { isUnderWay } from "./step";

const KEY = ["imports"];

export const useImports = () =>
  useQuery({
    queryKey: KEY,
    queryFn: async () => (await call(api.GET("/imports"))).data,
    refetchInterval: (q) => (q.state.data?.some(isUnderWay) ? 2000 : 30_000),
  });

export const useImport = (id: Id) =>
  useQuery({
    queryKey: [...KEY, id],
    queryFn: async () => {
      const before = queryClient.getQueryData<Import>([...KEY, id]);
      const now = await call(api.GET("/imports/{id}", { params: { path: { id } } }));
      if (before && isUnderWay(before) && !isUnderWay(now)) leadsChanged();
      return now;
    },
    refetchInterval: (q) => (q.state.data && isUnderWay(q.state.data) ? 1000 : false),
    staleTime: 0,
  });

/** The typed client sends JSON only; a file goes as a form does. */
export async function uploadFile(file: File): Promise<Import> {
  const body = new FormData();
  body.append("file", file);
  let answer: Response;
  try {
    answer = await fetch("/api/v1/imports", {
      method: "POST",
      body,
      credentials: "same-origin",
      headers: { "X-Hydra-Request": "1", Accept: "application/json, application/problem+json" },
    });
  } catch (cause) {
    throw new OfflineError(cause);
  }
  if (!answer.ok) throw new ApiError(await problemOf(answer), answer);
  const made: Import = await answer.json();
  queryClient.setQueryData([...KEY, made.id], made);
  void queryClient.invalidateQueries({ queryKey: KEY, exact: true });
  return made;
}

/** A proxy in front may refuse a large file in words of its own. */
async function problemOf(answer: Response): Promise<Problem> {
  const said = await answer.json().catch(() => null);
  if (said && typeof said === "object" && "code" in said) return said;
  return {
    title: answer.statusText || "Upload failed",
    status: answer.status,
    code: "unknown",
    detail:
      answer.status === 413
        ? "The file is too large for this server."
        : `The server answered ${answer.status} without saying why. Try again.`,
  };
}

/** What a run would do; it changes nothing, and may be asked again. */
export const useDryRun = (id: Id, plan: ImportPlan) =>
  useQuery({
    queryKey: ["import-preview", id, plan],
    queryFn: () =>
      call(api.POST("/imports/{id}/dry-run", { params: { path: { id } }, body: plan })),
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
    staleTime: 60_000,
    retry: false,
  });

export async function runImport(id: Id, plan: ImportPlan) {
  return took(await call(api.POST("/imports/{id}/run", { params: { path: { id } }, body: plan })));
}

export async function revertImport(id: Id) {
  return took(await call(api.POST("/imports/{id}/revert", { params: { path: { id } } })));
}

function took(now: Import) {
  queryClient.setQueryData([...KEY, now.id], now);
  void queryClient.invalidateQueries({ queryKey: KEY, exact: true });
  return now;
}

export async function deleteImport(id: Id) {
  await call(api.DELETE("/imports/{id}", { params: { path: { id } } }));
  queryClient.removeQueries({ queryKey: [...KEY, id] });
  await queryClient.invalidateQueries({ queryKey: KEY, exact: true });
}

function leadsChanged() {
  void queryClient.invalidateQueries({ queryKey: ["leads"] });
  void queryClient.invalidateQueries({ queryKey: KEY, exact: true });
}

/** A plain link: the session's cookie goes with it. */
export const errorsOf = (id: Id) => `/api/v1/imports/${id}/errors.csv`;
