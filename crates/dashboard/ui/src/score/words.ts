import type { CustomField, ScoreExplained, ScoreRule } from "../api/types";
import { SOURCES } from "../lib/text";

export const FACTS: Record<string, string> = {
  name: "Name",
  email: "Email",
  email_domain: "Email domain",
  phone: "Phone",
  company: "Company",
  title: "Job title",
  source: "Source",
  tag: "Tag",
};
export const OPS: Record<ScoreRule["op"], string> = {
  is: "is",
  is_not: "is not",
  contains: "contains",
  is_set: "is known",
  is_empty: "is not known",
};
/** Whether a rule of this kind compares with a value. */
export const compares = (op: ScoreRule["op"]) => op !== "is_set" && op !== "is_empty";

/** What rules may ask about: the own fields, then those that Settings defines, then what a rule names already. */
export function factChoices(custom: CustomField[], used: string[]) {
  const choices = Object.entries(FACTS).map(([value, label]) => ({ value, label }));
  for (const { key, label } of custom) {
    const value = `custom:${key}`;
    if (choices.every((c) => c.value !== value)) choices.push({ value, label });
  }
  for (const value of used) {
    if (choices.every((c) => c.value !== value)) {
      choices.push({ value, label: value.replace(/^custom:/, "") });
    }
  }
  return choices;
}

/** The values of a fact that has only some. */
export function valueChoices(field: string, custom: CustomField[]) {
  if (field === "source") {
    return Object.entries(SOURCES).map(([value, label]) => ({ value, label }));
  }
  const options = custom.find((f) => `custom:${f.key}` === field)?.options ?? [];
  return options.map((value) => ({ value, label: value }));
}

/** "+12", "−5"; a minus as wide as the plus. */
export const signed = (points: number) => {
  const n = Math.round(Math.abs(points) * 10) / 10;
  return `${points < 0 ? "−" : "+"}${n.toLocaleString("en")}`;
};

/** The parts that weigh most, in a line: "Email domain is acme.com, 12 page views and 2 more". */
export function inShort({ parts }: ScoreExplained, max: number): string {
  const heavy = [...parts]
    // What goes over the most that engagement adds is no reason of its own.
    .filter((p) => p.points > 0 || (p.kind === "fit" && p.points < 0))
    .sort((a, b) => Math.abs(b.points) - Math.abs(a.points));
  const shown = heavy.slice(0, max).map((p) => p.label);
  if (heavy.length > max) return `${shown.join(", ")} and ${heavy.length - max} more`;
  return shown.join(", ");
}
