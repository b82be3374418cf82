import type { AutomationCondition, CustomField, Pipeline } from "../api/types";
import { longDay } from "../lib/day";
import { count, labelOf, SOURCES } from "../lib/text";
import { compares, type FieldOp, isDay } from "./conditions";
import { targetsOf } from "./words";

interface Option {
  value: string;
  label: string;
}
/** Something about a person that a condition can ask for. */
export interface Fact {
  field: string;
  label: string;
  /** A word is a choice that nobody is without, or whose absence nobody asks for. */
  type: "text" | "number" | "date" | "choice" | "word" | "tags";
  options: Option[];
}

const OPS: Record<FieldOp, string> = {
  is: "is",
  is_not: "is not",
  contains: "contains",
  gt: "is more than",
  lt: "is less than",
  is_set: "is known",
  is_not_set: "is not known",
};
/** Where a kind of fact says it otherwise. */
const OWN_OPS: Partial<Record<Fact["type"], Partial<typeof OPS>>> = {
  date: { gt: "is after", lt: "is before" },
  tags: { is: "include", is_not: "do not include" },
};
const KNOWN: FieldOp[] = ["is_set", "is_not_set"];
const OPS_OF: Record<Fact["type"], FieldOp[]> = {
  text: ["is", "is_not", "contains", ...KNOWN],
  number: ["is", "is_not", "gt", "lt", ...KNOWN],
  date: ["is", "is_not", "gt", "lt", ...KNOWN],
  choice: ["is", "is_not", ...KNOWN],
  word: ["is", "is_not"],
  tags: ["is", "is_not"],
};
export const opsOf = ({ type }: Fact) => OPS_OF[type];
export const opWords = ({ type }: Fact, op: FieldOp) => OWN_OPS[type]?.[op] ?? OPS[op];

const YES_NO: Option[] = [
  { value: "yes", label: "Yes" },
  { value: "no", label: "No" },
];
const KINDS: Option[] = [
  { value: "lead", label: "Lead" },
  { value: "contact", label: "Contact" },
];
const fact = (
  field: string,
  label: string,
  type: Fact["type"] = "text",
  options: Option[] = [],
): Fact => ({ field, label, type, options });

/** The own fields, then those that Settings defines for leads and contacts; a key that both have is one. */
export function factsOf(pipelines: Pipeline[] | undefined, custom: CustomField[]): Fact[] {
  const sources = Object.entries(SOURCES).map(([value, label]) => ({ value, label }));
  const facts = [
    fact("source", "Source", "word", sources),
    fact("stage_id", "Stage", "word", targetsOf("stage_changed", pipelines) ?? []),
    fact("tags", "Tags", "tags"),
    fact("score", "Score", "number"),
    fact("kind", "Kind", "word", KINDS),
    fact("name", "Name"),
    fact("first_name", "First name"),
    fact("email", "Email"),
    fact("phone", "Phone"),
    fact("company", "Company"),
    fact("title", "Job title"),
    fact("account.name", "Account"),
    fact("owner.name", "Assignee"),
  ];
  for (const { key, label, type, options } of custom) {
    const field = `custom.${key}`;
    if (facts.some((f) => f.field === field)) continue;
    if (type === "boolean") facts.push(fact(field, label, "choice", YES_NO));
    else if (type !== "select") facts.push(fact(field, label, type));
    else {
      const choices = options.map((value) => ({ value, label: value }));
      facts.push(fact(field, label, "choice", choices));
    }
  }
  return facts;
}

/** One that is defined no more is called by its key. */
export const factOf = (facts: Fact[], field: string): Fact =>
  facts.find((f) => f.field === field) ?? fact(field, labelOf(field.replace(/^custom\./, "")));

/** A value as people read it. */
export function valueWords({ field, options }: Fact, value: string): string {
  const named = options.find((o) => o.value.toLowerCase() === value.toLowerCase())?.label;
  if (named) return named;
  // An id says nothing.
  if (field === "stage_id") return "a stage that was removed";
  return isDay(value) ? longDay(value) : value;
}

/** A condition as a sentence of its own. */
export function conditionWords(condition: AutomationCondition, facts: Fact[]): string {
  if (condition.kind === "activity") {
    const { op, count: events, days } = condition;
    const much = `${op === "gt" ? "more" : "fewer"} than ${count(events, "site event")}`;
    return `They had ${much} in the last ${count(days, "day")}`;
  }
  const { field, op, value = "" } = condition;
  const about = factOf(facts, field);
  const said = `${about.label} ${opWords(about, op)}`;
  if (!compares(op)) return said;
  const words = valueWords(about, value);
  // What somebody typed stands in quotes, what has a name or is a figure does not.
  const typed = words === value && (about.type === "text" || about.type === "tags");
  return `${said} ${typed ? `“${words}”` : words}`;
}
