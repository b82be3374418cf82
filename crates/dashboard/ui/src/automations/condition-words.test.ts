import { expect, it } from "vitest";
import type { AutomationCondition, CustomField, Pipeline } from "../api/types";
import { conditionWords, factOf, factsOf, opsOf } from "./condition-words";
import type { FieldOp } from "./conditions";

const pipelines = [{ name: "Sales", stages: [{ id: "s1", name: "Qualified" }] }] as Pipeline[];
const custom = [
  { key: "plan", label: "Plan", type: "select", options: ["gold"] },
  { key: "plan", label: "Plan of contacts", type: "text", options: [] as string[] },
  { key: "since", label: "Customer since", type: "date", options: [] as string[] },
  { key: "vip", label: "VIP", type: "boolean", options: [] as string[] },
] as CustomField[];
const facts = factsOf(pipelines, custom);

it.each<[string, FieldOp, string | undefined, string]>([
  ["source", "is", "webhook", "Source is Webhook"],
  ["source", "is", "Webhook", "Source is Webhook"],
  ["score", "gt", "50", "Score is more than 50"],
  ["tags", "is_not", "vip", "Tags do not include “vip”"],
  ["company", "contains", "lifts", "Company contains “lifts”"],
  ["phone", "is_not_set", undefined, "Phone is not known"],
  ["stage_id", "is", "s1", "Stage is Qualified"],
  ["stage_id", "is_not", "gone", "Stage is not a stage that was removed"],
  ["custom.plan", "is", "gold", "Plan is gold"],
  ["custom.since", "lt", "2026-03-01", "Customer since is before 1 Mar 2026"],
  ["custom.vip", "is", "no", "VIP is No"],
  ["custom.shoeSize", "gt", "43", "Shoe size is more than “43”"],
])("%s %s %s", (field, op, value, words) => {
  expect(conditionWords({ kind: "field", field, op, value }, facts)).toBe(words);
});

it.each<[AutomationCondition, string]>([
  [
    { kind: "activity", op: "gt", count: 1, days: 7 },
    "They had more than 1 site event in the last 7 days",
  ],
  [
    { kind: "activity", op: "lt", count: 1200, days: 1 },
    "They had fewer than 1,200 site events in the last 1 day",
  ],
])("%o", (condition, words) => expect(conditionWords(condition, facts)).toBe(words));

it("a key that leads and contacts share is one field, as leads have it", () => {
  expect(facts.filter((f) => f.field === "custom.plan").map((f) => f.label)).toEqual(["Plan"]);
  expect(opsOf(factOf(facts, "custom.plan"))).not.toContain("contains");
});
