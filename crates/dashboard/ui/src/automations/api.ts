import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, call, ifMatch } from "../api/client";
import { queryClient, refreshWithout } from "../api/query";
import type {
  Automation,
  AutomationDetail,
  AutomationEntry,
  AutomationInput,
  Id,
  RunState,
} from "../api/types";
import { whole } from "./conditions";
import type { Draft } from "./draft";
import { complete, rowsOf } from "./dry-run";

const KEY = ["automations"];
const RUNS = "automation-runs";
const ENTRIES = "automation-timeline";
/** While something is about to happen. */
const SOON = 5000;

export const useAutomations = () =>
  useQuery({
    queryKey: KEY,
    queryFn: async () => (await call(api.GET("/lead-automations"))).data,
    refetchInterval: 10_000,
  });

export const useAutomation = (id: Id | undefined) =>
  useQuery({
    queryKey: [...KEY, id],
    queryFn: () => call(api.GET("/lead-automations/{id}", { params: { path: { id: id as Id } } })),
    refetchInterval: 10_000,
    enabled: id !== undefined,
  });

export const useRuns = (id: Id, state: RunState | null, limit?: number) =>
  useInfiniteQuery({
    queryKey: [RUNS, id, state, limit],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      call(
        api.GET("/lead-automations/{id}/runs", {
          params: { path: { id }, query: { cursor: pageParam, state: state ?? undefined, limit } },
        }),
      ),
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: (q) => {
      const pages = q.state.data?.pages ?? [];
      // Whoever reads far back is not looking for news.
      if (pages.length > 3) return false;
      return pages.some((p) => p.data.some((r) => r.state === "running")) ? SOON : 15_000;
    },
  });

const FRESH = 24 * 3_600_000;
const underWay = ({ message, at }: AutomationEntry, now: number) =>
  message !== null &&
  (message.status === "pending" || message.status === "sent") &&
  now - Date.parse(at) < FRESH;

/** What automations did for a person, newest first. */
export const useAutomationEntries = (person: Id, enabled = true) =>
  useQuery({
    queryKey: [ENTRIES, person],
    queryFn: async () =>
      (await call(api.GET("/leads/{id}/automation-timeline", { params: { path: { id: person } } })))
        .data,
    refetchInterval: (q) => (q.state.data?.some((e) => underWay(e, Date.now())) ? SOON : 15_000),
    enabled,
  });

/** What would happen to a person by what is on the screen, saved or not. Nothing is sent. */
export const useDryRun = (
  automation: Id | undefined,
  lead: Id | null,
  { lock, conditions, steps }: Pick<Draft, "lock" | "conditions" | "steps">,
) =>
  useQuery({
    queryKey: ["dry-run", automation, lead, lock, conditions, steps],
    queryFn: async () => {
      const asked = whole(conditions);
      const run = await call(
        api.POST("/lead-automations/dry-run", {
          body: {
            automation_id: automation,
            lead_id: lead as Id,
            safety_lock_minutes: lock,
            conditions: asked,
            steps: complete(steps),
          },
        }),
      );
      const at = Date.now();
      const unmet = asked.filter((_, i) => run.unmet.includes(i));
      return { asked, unmet, lock: run.lock, at, rows: rowsOf(steps, run, at) };
    },
    // What it says depends on the clock and on what else happens.
    staleTime: 0,
    // One person's messages are not shown as another's.
    placeholderData: (last, query) => (query?.queryKey[2] === lead ? last : undefined),
    enabled: lead !== null && complete(steps).length > 0,
  });

export const refreshAutomations = () => queryClient.invalidateQueries({ queryKey: KEY });

function changed(saved: Automation) {
  queryClient.setQueryData<AutomationDetail>([...KEY, saved.id], (old) => ({
    step_stats: [],
    problems: [],
    ...old,
    ...saved,
  }));
  queryClient.setQueryData<Automation[]>(KEY, (old) =>
    old?.map((a) => (a.id === saved.id ? saved : a)),
  );
  void refreshAutomations();
  // A template says which automations send it.
  void queryClient.invalidateQueries({ queryKey: ["message-templates"] });
}

export async function createAutomation(body: AutomationInput) {
  const made = await call(api.POST("/lead-automations", { body }));
  changed(made);
  return made;
}

export async function patchAutomation(
  { id, version }: Pick<Automation, "id" | "version">,
  body: AutomationInput,
) {
  const params = { path: { id }, header: ifMatch(version) };
  const saved = await call(api.PATCH("/lead-automations/{id}", { params, body }));
  changed(saved);
  return saved;
}

export async function deleteAutomation(id: Id) {
  await call(api.DELETE("/lead-automations/{id}", { params: { path: { id } } }));
  refreshWithout(id, [...KEY, "message-templates"]);
}

/** Tries the failed step of a person's last run again. */
export async function retry(id: Id, person: Id) {
  const run = await call(
    api.POST("/lead-automations/{id}/retry/{lead_id}", {
      params: { path: { id, lead_id: person } },
    }),
  );
  const refresh = () => {
    for (const queryKey of [KEY, [RUNS, id], [ENTRIES, person], ["timeline", person]]) {
      void queryClient.invalidateQueries({ queryKey });
    }
  };
  refresh();
  // A worker makes the attempt, mostly within a second.
  for (const soon of [1500, 4000]) setTimeout(refresh, soon);
  return run;
}
