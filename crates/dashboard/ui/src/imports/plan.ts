import type { Import, ImportPlan, ImportTarget } from "../api/types";
import { keyOf } from "../settings/field-key";

export const TARGETS: { value: Exclude<ImportTarget, null>; label: string }[] = [
  { value: "name", label: "Name" },
  { value: "email", label: "Email" },
  { value: "phone", label: "Phone" },
  { value: "company", label: "Company" },
  { value: "title", label: "Title" },
  { value: "tags", label: "Tags" },
  { value: "score", label: "Score" },
  { value: "notes", label: "Note" },
  { value: "assigned_to", label: "Assignee" },
  { value: "custom", label: "Custom field" },
];
export const targetLabel = (target: ImportTarget) =>
  TARGETS.find((t) => t.value === target)?.label ?? "Left out";

/** What a plan asks for, whoever has added further keys to the record. */
export const planOf = (i: Import): ImportPlan => ({
  mapping: i.mapping,
  match_on: i.match_on,
  on_duplicate: i.on_duplicate,
  pipeline_id: i.pipeline_id,
  stage_id: i.stage_id,
  assigned_to: i.assigned_to,
  tags: i.tags,
});

export function withTarget(plan: ImportPlan, column: number, target: ImportTarget): ImportPlan {
  return { ...plan, mapping: plan.mapping.map((t, i) => (i === column ? target : t)) };
}

/** Targets that one column alone may have: of custom fields there may be any number. */
const single = (target: ImportTarget) => target !== null && target !== "custom";

/** For each column, what is wrong with where it goes. */
export function columnProblems({ mapping }: ImportPlan, header: string[]): (string | null)[] {
  return mapping.map((target, i) => {
    if (target === null) return null;
    const key = keyOf(header[i] ?? "");
    if (target === "custom" && !key) return "A custom field needs a name in the first row.";
    const other = mapping.findIndex(
      (t, j) =>
        j !== i &&
        t === target &&
        (single(t) || (t === "custom" && keyOf(header[j] ?? "") === key)),
    );
    if (other < 0) return null;
    const name = header[other]?.trim() || `column ${other + 1}`;
    return single(target)
      ? `${targetLabel(target)} is also “${name}”. Choose one of them.`
      : `“${name}” would be the same custom field.`;
  });
}

const IDENTIFIES: ImportTarget[] = ["name", "email", "phone"];

/** Why these columns cannot be imported; null when they can. */
export function planProblem(plan: ImportPlan, header: string[]): string | null {
  const wrong = columnProblems(plan, header).filter(Boolean).length;
  if (wrong > 0)
    return `${wrong === 1 ? "1 column needs" : `${wrong} columns need`} another place.`;
  if (!plan.mapping.some((t) => IDENTIFIES.includes(t))) {
    return "Say which column is the name, the email or the phone.";
  }
  return null;
}

/** Rows can be matched only by what the file has. */
export function matchable(plan: ImportPlan): ImportPlan["match_on"][] {
  const has = (t: ImportTarget) => plan.mapping.includes(t);
  return [
    ...(has("email") ? (["email"] as const) : []),
    ...(has("phone") ? (["phone"] as const) : []),
    "none",
  ];
}

/** The plan with a match key that its columns allow. */
export function settle(plan: ImportPlan): ImportPlan {
  const allowed = matchable(plan);
  return allowed.includes(plan.match_on) ? plan : { ...plan, match_on: allowed[0] ?? "none" };
}

/** The first values of a column that say something. */
export function samples(rows: string[][], column: number, max = 3): string[] {
  const found = new Set<string>();
  for (const row of rows) {
    const value = row[column]?.trim();
    if (value) found.add(value);
    if (found.size === max) break;
  }
  return [...found];
}

const key = (id: string) => `hydra.import.${id}`;

/** What somebody has chosen survives a reload of the page, until the import runs. */
export function keepPlan(id: string, plan: ImportPlan | null) {
  try {
    if (plan) sessionStorage.setItem(key(id), JSON.stringify(plan));
    else sessionStorage.removeItem(key(id));
  } catch {
    // Storage may be full or forbidden; then a reload begins with what the server knows.
  }
}

export function keptPlan(i: Import): ImportPlan {
  try {
    const kept = JSON.parse(sessionStorage.getItem(key(i.id)) ?? "null") as ImportPlan | null;
    if (kept?.mapping?.length === i.header.length) return { ...planOf(i), ...kept };
  } catch {
    // As above.
  }
  return settle(planOf(i));
}
