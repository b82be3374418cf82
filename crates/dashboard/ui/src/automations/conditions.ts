import type { AutomationCondition } from "../api/types";
import type { Problem } from "./draft";

/** A condition as it is put together: a value that is not given yet is "". */
export interface ConditionDraft {
  /** Tells rows apart, and one that is saved by its place there. */
  key: string;
  condition: AutomationCondition;
}
export type FieldCondition = Extract<AutomationCondition, { kind: "field" }>;
export type FieldOp = FieldCondition["op"];

/** As many as the server takes. */
export const MOST_CONDITIONS = 10;
const MOST_EVENTS = 100_000;

export const newCondition = (kind: AutomationCondition["kind"]): AutomationCondition =>
  kind === "field"
    ? { kind, field: "source", op: "is", value: "" }
    : { kind, op: "gt", count: 3, days: 7 };

/** Whether it compares with a value. */
export const compares = (op: FieldOp) => op !== "is_set" && op !== "is_not_set";

/** With exactly what its kind has, so that a change which is taken back is none. */
export function conditionOf(c: AutomationCondition): AutomationCondition {
  if (c.kind === "activity") return { kind: c.kind, op: c.op, count: c.count, days: c.days };
  return { kind: c.kind, field: c.field, op: c.op, value: c.value ?? "" };
}

/** As the server takes it. */
export function sentOf(condition: AutomationCondition): AutomationCondition {
  if (condition.kind === "activity") return condition;
  const { kind, field, op, value = "" } = condition;
  return compares(op) ? { kind, field, op, value: value.trim() } : { kind, field, op };
}

const isNumber = (text: string) => Number.isFinite(Number(text));
export const isDay = (text: string) =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

/** What can be known to be wrong with one before the server is asked. */
export function wrongIn(condition: AutomationCondition): Problem[] {
  if (condition.kind === "field") {
    const { op, value = "" } = sentOf(condition) as FieldCondition;
    const say = (message: string) => [{ field: "value", message }];
    if (!compares(op)) return [];
    if (value === "") return say("Say what it is compared with.");
    const ordered = op === "gt" || op === "lt";
    return ordered && !isNumber(value) && !isDay(value) ? say("Enter a number or a date.") : [];
  }
  const { count, days } = condition;
  const wrong: Problem[] = [];
  if (!(count >= 0 && count <= MOST_EVENTS)) {
    const most = MOST_EVENTS.toLocaleString("en");
    wrong.push({ field: "count", message: `Enter 0 to ${most} site events.` });
  }
  if (!(days >= 1 && days <= 365)) wrong.push({ field: "days", message: "Enter 1 to 365 days." });
  return wrong;
}

/** Conditions that can be tried as they are; the server takes no half ones. */
export const whole = (conditions: ConditionDraft[]): AutomationCondition[] =>
  conditions.map((c) => sentOf(c.condition)).filter((c) => wrongIn(c).length === 0);
