import { ApiError } from "../api/errors";
import type { FunnelStep, Id } from "../api/types";

export const FEWEST_STEPS = 2;
export const MOST_STEPS = 8;

export type StepKind = FunnelStep["kind"];
/** As they are told, and in the order in which people usually take them. */
export const STEP_KINDS: Record<StepKind, { label: string; field: string | null }> = {
  page: { label: "Visited a page", field: "Page" },
  event: { label: "Did a custom event", field: "Event" },
  lead: { label: "Became a lead", field: null },
  contact: { label: "Became a contact", field: null },
  stage: { label: "Reached a stage", field: "Stage" },
  won: { label: "Won", field: null },
};
export const KIND_ORDER = Object.keys(STEP_KINDS) as StepKind[];
export const isKind = (word: string): word is StepKind => Object.hasOwn(STEP_KINDS, word);

/** On the site; all others are in the CRM, and follow. */
export const onSite = ({ kind }: FunnelStep) => kind === "page" || kind === "event";

/** The path, the name or the stage of a step; null where the kind says it all. */
export function detailOf(step: FunnelStep): string | null {
  if (step.kind === "page") return step.path;
  if (step.kind === "event") return step.name;
  return step.kind === "stage" ? step.stage_id : null;
}

export function stepOf(kind: StepKind, value: string): FunnelStep {
  if (kind === "page") return { kind, path: value };
  if (kind === "event") return { kind, name: value };
  return kind === "stage" ? { kind, stage_id: value } : { kind };
}

/** In an address: "page:/pricing", "won". */
export function writeStep(step: FunnelStep): string {
  const value = detailOf(step);
  return value === null ? step.kind : `${step.kind}:${value}`;
}
export function readStep(text: string): FunnelStep | null {
  const [, kind = "", value = ""] = /^([a-z]+)(?::(.*))?$/s.exec(text) ?? [];
  return isKind(kind) ? stepOf(kind, value) : null;
}

/** What is typed as a page: a path, also out of a whole address. */
export function typedPath(text: string): string {
  const plain = text.trim();
  if (URL.canParse(plain) && /^https?:/i.test(plain)) return new URL(plain).pathname;
  return plain === "" || plain.startsWith("/") ? plain : `/${plain}`;
}

/** What a funnel begins with: the page that sells, then the way through the CRM. */
export function defaultSteps(topPages: { path: string }[]): FunnelStep[] {
  const page = topPages.find((p) => p.path === "/pricing") ?? topPages[0];
  const rest: FunnelStep[] = [{ kind: "lead" }, { kind: "won" }];
  return page ? [{ kind: "page", path: page.path }, ...rest] : rest;
}

/** Where a new step goes: what is on the site before what is in the CRM, and nothing after won. */
export function placeFor(steps: FunnelStep[], kind: StepKind): number {
  if (onSite(stepOf(kind, ""))) {
    const crm = steps.findIndex((s) => !onSite(s));
    return crm < 0 ? steps.length : crm;
  }
  return kind !== "won" && steps.at(-1)?.kind === "won" ? steps.length - 1 : steps.length;
}

/** What keeps the funnel from being counted, by the step that it is said at. */
export function problemsOf(steps: FunnelStep[]): Map<number, string> {
  const problems = new Map<number, string>();
  const crm = steps.findIndex((s) => !onSite(s));
  steps.forEach((step, i) => {
    if (crm >= 0 && i > crm && onSite(step)) {
      problems.set(i, "What happens on the site comes before the CRM: move this step up.");
    } else if (detailOf(step) === "") {
      problems.set(i, `Choose the ${STEP_KINDS[step.kind].field?.toLowerCase()}.`);
    }
  });
  return problems;
}

/** What the server refuses, by step; what names none is said at the last. */
export function refusedSteps(error: unknown, count: number): Map<number, string> {
  const refused = new Map<number, string>();
  if (!(error instanceof ApiError)) return refused;
  for (const { field, message } of error.fields) {
    const found = /^steps(?:\[(\d+)\]|\.(\d+))?/.exec(field);
    if (!found) continue;
    const at = Number(found[1] ?? found[2] ?? count - 1);
    refused.set(Math.min(at, count - 1), message);
  }
  return refused;
}

/** A stage is named by the report, or by the pipeline it is in. */
export function stepWords(step: FunnelStep, stageName: (id: Id) => string): [string, string?] {
  if (step.kind === "page") return ["Visited", step.path];
  if (step.kind === "event") return ["Did", step.name];
  if (step.kind === "stage") return ["Reached", stageName(step.stage_id)];
  return [STEP_KINDS[step.kind].label];
}

/** "38%", "3.4%", "under 0.1%"; nothing of nothing is no share. */
export function share(part: number, whole: number): string | null {
  if (whole <= 0) return null;
  const percent = (part / whole) * 100;
  if (percent === 0) return "0%";
  if (percent < 0.1) return "under 0.1%";
  // Nearly all is not all.
  if (percent > 99.9 && percent < 100) return "over 99.9%";
  return `${percent < 10 || percent > 99 ? Math.round(percent * 10) / 10 : Math.round(percent)}%`;
}

/** Between two steps: how many went no further. */
export function dropWords(here: number, next: number): string {
  const left = here - next;
  if (here === 0) return "Nobody came this far";
  if (left <= 0) return here === 1 ? "The only one went on" : "All of them went on";
  if (next === 0) return here === 1 ? "The only one went no further" : "Nobody went further";
  return `${left.toLocaleString("en")} of ${here.toLocaleString("en")} went no further (${share(left, here)})`;
}
