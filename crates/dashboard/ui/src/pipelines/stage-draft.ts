import { ApiError } from "../api/errors";
import type {
  FieldProblem,
  Id,
  Pipeline,
  PipelinePatch,
  StageColor,
  StageInput,
  StageType,
} from "../api/types";
import { freeColour } from "../ui/stage-menus";

/** A stage as it is typed. Numbers are texts until they are saved. */
export interface StageDraft {
  /** Tells rows apart: the stage's id, or a word for one that is new. */
  key: string;
  id?: Id;
  name: string;
  color: StageColor;
  type: StageType;
  description: string;
  probability: string;
  staleAfter: string;
}
export interface PipelineDraft {
  name: string;
  isDefault: boolean;
  stages: StageDraft[];
  /** Where the leads of removed stages go. */
  moveTo: Record<Id, Id>;
}
export type StageField = "name" | "description" | "probability" | "staleAfter" | "type" | "color";
/** What is wrong, by row and field. */
export type Problems = Record<string, Partial<Record<StageField, string>>>;

export const FEWEST = 2;

const typed = (n: number | null | undefined) => (n === null || n === undefined ? "" : String(n));

export function draftOf(pipeline: Pipeline): PipelineDraft {
  const stages = [...pipeline.stages]
    .sort((a, b) => a.position - b.position)
    .map((s) => ({
      key: s.id,
      id: s.id,
      name: s.name,
      color: s.color,
      type: s.type,
      description: s.description ?? "",
      probability: typed(s.probability),
      staleAfter: typed(s.stale_after_days),
    }));
  return { name: pipeline.name, isDefault: pipeline.is_default, stages, moveTo: {} };
}

let made = 0;
/** A new stage, before the first that ends it: that is where open stages end. */
export function withNew(draft: PipelineDraft, name: string): PipelineDraft {
  const stage: StageDraft = {
    key: `new-${++made}`,
    name,
    color: freeColour(draft.stages),
    type: "open",
    description: "",
    probability: "",
    staleAfter: "",
  };
  const end = draft.stages.findIndex((s) => s.type !== "open");
  const stages = [...draft.stages];
  stages.splice(end < 0 ? stages.length : end, 0, stage);
  return { ...draft, stages };
}

export function withChange(
  draft: PipelineDraft,
  key: string,
  change: Partial<StageDraft>,
): PipelineDraft {
  return {
    ...draft,
    stages: draft.stages.map((s) => (s.key === key ? { ...s, ...change } : s)),
  };
}

/** How many leads lose their stage when this one goes: its own, and those that were to come to it. */
export function leavingWith(draft: PipelineDraft, key: string, counts: Record<Id, number>): number {
  const arriving = Object.entries(draft.moveTo).filter(([, to]) => to === key);
  return arriving.reduce((sum, [from]) => sum + (counts[from] ?? 0), counts[key] ?? 0);
}

/** Without a stage; its leads, and those that were to come to it, go to another. */
export function without(
  draft: PipelineDraft,
  { key, id }: Pick<StageDraft, "key" | "id">,
  target: Id | null,
): PipelineDraft {
  const moveTo: Record<Id, Id> = {};
  for (const [from, to] of Object.entries(draft.moveTo)) {
    const now = to === key ? target : to;
    if (now) moveTo[from] = now;
  }
  if (id && target) moveTo[id] = target;
  return { ...draft, stages: draft.stages.filter((s) => s.key !== key), moveTo };
}

/** A removed stage comes back, after the one that it came after. */
export function withBack(base: Pipeline, draft: PipelineDraft, stage: StageDraft): PipelineDraft {
  const { [stage.key]: _, ...moveTo } = draft.moveTo;
  const keys = draftOf(base).stages.map((s) => s.key);
  const before = keys.slice(0, keys.indexOf(stage.key));
  const at = draft.stages.findLastIndex((s) => before.includes(s.key)) + 1;
  return { ...draft, stages: draft.stages.toSpliced(at, 0, stage), moveTo };
}

/** Stages that were there and are left out now. */
export const removed = (base: Pipeline, draft: PipelineDraft): StageDraft[] =>
  draftOf(base).stages.filter((s) => draft.stages.every((d) => d.key !== s.key));

const whole = (text: string) => (/^\d+$/.test(text.trim()) ? Number(text) : Number.NaN);

/** What can be known to be wrong before the server is asked. */
export function problemsOf({ stages }: PipelineDraft): Problems {
  const problems: Problems = {};
  const say = (key: string, field: StageField, what: string) => {
    problems[key] = { ...problems[key], [field]: what };
  };
  for (const s of stages) {
    const name = s.name.trim().toLowerCase();
    if (!name) say(s.key, "name", "Give the stage a name.");
    else if (stages.some((o) => o !== s && o.name.trim().toLowerCase() === name)) {
      say(s.key, "name", "Another stage has this name.");
    }
    const chance = whole(s.probability || "0");
    if (!(chance <= 100)) say(s.key, "probability", "0 to 100.");
    const days = whole(s.staleAfter || "1");
    if (!(days >= 1 && days <= 365)) say(s.key, "staleAfter", "1 to 365 days.");
  }
  return problems;
}

const inputOf = (s: StageDraft): StageInput => ({
  id: s.id,
  name: s.name.trim(),
  color: s.color,
  type: s.type,
  description: s.description.trim(),
  probability: s.probability.trim() === "" ? null : whole(s.probability),
  stale_after_days: s.staleAfter.trim() === "" ? null : whole(s.staleAfter),
});

/** What changed, one for each stage that did; the order is one more. */
export function changes(base: Pipeline, draft: PipelineDraft): number {
  const before = draftOf(base);
  let n = 0;
  if (draft.name.trim() !== before.name) n++;
  if (draft.isDefault !== before.isDefault) n++;
  for (const s of draft.stages) {
    const old = before.stages.find((b) => b.key === s.key);
    if (!old || JSON.stringify(inputOf(old)) !== JSON.stringify(inputOf(s))) n++;
  }
  n += removed(base, draft).length;
  const kept = (stages: StageDraft[], among: StageDraft[]) =>
    stages.map((s) => s.key).filter((key) => among.some((s) => s.key === key));
  const order = (stages: StageDraft[], among: StageDraft[]) => kept(stages, among).join(" ");
  if (order(before.stages, draft.stages) !== order(draft.stages, before.stages)) n++;
  return n;
}

/** What is sent: only what was touched, the stages always as a whole. */
export function patchOf(base: Pipeline, draft: PipelineDraft): PipelinePatch {
  const patch: PipelinePatch = {};
  if (draft.name.trim() !== base.name) patch.name = draft.name.trim();
  if (draft.isDefault && !base.is_default) patch.is_default = true;
  const stages = draft.stages.map(inputOf);
  if (JSON.stringify(stages) !== JSON.stringify(draftOf(base).stages.map(inputOf))) {
    patch.stages = stages;
  }
  if (Object.keys(draft.moveTo).length > 0) patch.move_to = draft.moveTo;
  return patch;
}

const FIELDS: Record<string, StageField> = {
  name: "name",
  color: "color",
  type: "type",
  description: "description",
  probability: "probability",
  stale_after_days: "staleAfter",
};

/** The server's reasons at their rows: "stages[2].name" and "stages.2.name" are the third one's. */
export function serverProblems(error: unknown, { stages }: PipelineDraft) {
  const problems: Problems = {};
  const rest: FieldProblem[] = [];
  for (const problem of error instanceof ApiError ? error.fields : []) {
    const [, index, name] = /^stages[.[](\d+)\]?\.(\w+)$/.exec(problem.field) ?? [];
    const stage = stages[Number(index)];
    const field = FIELDS[name ?? ""];
    if (stage && field) {
      problems[stage.key] = { ...problems[stage.key], [field]: problem.message };
    } else rest.push(problem);
  }
  return { problems, rest };
}
