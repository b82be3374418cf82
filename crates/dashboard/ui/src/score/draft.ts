import type { ScoreEngagement, ScoreModel, ScoreRule } from "../api/types";
import { compares } from "./words";

/** Numbers are kept as they are typed: they may be none yet. The ids are the lists' alone. */
export interface RuleDraft extends Omit<ScoreRule, "points" | "value"> {
  id: number;
  value: string;
  points: string;
}
export interface EventDraft {
  id: number;
  name: string;
  points: string;
}
const NUMBERS = ["pageview", "click", "identify", "custom", "half_life_days", "cap"] as const;
export type NumberKey = (typeof NUMBERS)[number];
export interface ModelDraft extends Record<NumberKey, string> {
  enabled: boolean;
  fit: RuleDraft[];
  events: EventDraft[];
}
export type ModelPatch = Partial<Pick<ScoreModel, "enabled" | "fit" | "engagement">>;

export const modelDraft = ({ enabled, fit, engagement }: ScoreModel): ModelDraft => {
  const numbers = Object.fromEntries(NUMBERS.map((k) => [k, String(engagement[k])]));
  return {
    enabled,
    fit: fit.map((r, id) => ({ ...r, id, value: r.value ?? "", points: String(r.points) })),
    events: engagement.events.map((e, id) => ({ id, name: e.name, points: String(e.points) })),
    ...(numbers as Record<NumberKey, string>),
  };
};

/** One of its list's own. */
export const nextId = (list: { id: number }[]) => Math.max(-1, ...list.map((x) => x.id)) + 1;

/** A whole number as people type it, the long minus too. */
export const whole = (text: string) => {
  const plain = text.trim().replace(/^[−–]/, "-");
  return /^[+-]?\d{1,6}$/.test(plain) ? Number(plain) : Number.NaN;
};

const ruleOf = ({ field, op, value, points }: RuleDraft): ScoreRule => ({
  field,
  op,
  value: compares(op) ? value.trim() : null,
  points: whole(points),
});
const engagementOf = (draft: ModelDraft): ScoreEngagement => {
  const numbers = Object.fromEntries(NUMBERS.map((k) => [k, whole(draft[k])]));
  const events = draft.events.map((e) => ({ name: e.name.trim(), points: whole(e.points) }));
  return { ...(numbers as Record<NumberKey, number>), events };
};

/** What differs from the saved rules, as a PATCH, and how many settings that is. */
export function changes(
  model: ScoreModel,
  draft: ModelDraft,
): { patch: ModelPatch; count: number } {
  const saved = modelDraft(model);
  const patch: ModelPatch = {};
  let count = 0;
  if (draft.enabled !== saved.enabled) {
    patch.enabled = draft.enabled;
    count += 1;
  }
  const differs = (a: unknown, b: unknown) => JSON.stringify(a) !== JSON.stringify(b);
  const rules = draft.fit.map(ruleOf);
  const before = saved.fit.map(ruleOf);
  if (differs(rules, before)) {
    patch.fit = rules;
    const longest = Math.max(rules.length, before.length);
    for (let i = 0; i < longest; i++) count += differs(rules[i], before[i]) ? 1 : 0;
  }
  const engagement = engagementOf(draft);
  const numbers = NUMBERS.filter((k) => whole(draft[k]) !== whole(saved[k])).length;
  const events = differs(engagement.events, engagementOf(saved).events) ? 1 : 0;
  if (numbers + events > 0) patch.engagement = engagement;
  return { patch, count: count + numbers + events };
}

const between = (text: string, least: number, most: number) => {
  const n = whole(text);
  return n >= least && n <= most;
};

/** What is wrong, by the place where it is said. */
export function problems(draft: ModelDraft): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { id, op, value, points } of draft.fit) {
    if (!between(points, -100, 100)) found[`points-${id}`] = "−100 to 100";
    if (compares(op) && !value.trim()) found[`value-${id}`] = "Say which.";
  }
  for (const key of ["pageview", "click", "identify", "custom"] as const) {
    if (!between(draft[key], -100, 100)) found[key] = "−100 to 100";
  }
  for (const { id, name, points } of draft.events) {
    if (!name.trim()) found[`name-${id}`] = "Give the event’s name.";
    else if (draft.events.some((e) => e.id < id && e.name.trim() === name.trim())) {
      found[`name-${id}`] = "It is listed already.";
    }
    if (!between(points, -100, 100)) found[`event-${id}`] = "−100 to 100";
  }
  if (!between(draft.half_life_days, 1, 365)) found.half_life_days = "1 to 365";
  if (!between(draft.cap, 0, 100)) found.cap = "0 to 100";
  return found;
}
