import type { CoreField } from "../api/types";

export const CORE: { value: CoreField; label: string }[] = [
  { value: "name", label: "Name" },
  { value: "email", label: "Email" },
  { value: "phone", label: "Phone" },
  { value: "company", label: "Company" },
  { value: "title", label: "Title" },
];

/** Field names of a payload as the server flattens them: {contact: {first_name}} is contact.first_name. */
export function flatten(payload: unknown, prefix = "", out: Record<string, string> = {}) {
  if (payload !== null && typeof payload === "object" && !Array.isArray(payload)) {
    for (const [key, value] of Object.entries(payload)) {
      flatten(value, prefix ? `${prefix}.${key}` : key, out);
    }
  } else if (prefix) {
    out[prefix] =
      typeof payload === "string" ? payload : payload === undefined ? "" : JSON.stringify(payload);
  }
  return out;
}

const HINTS: [RegExp, CoreField][] = [
  [/(^|[._-])e?-?mail([._-]?address)?$/i, "email"],
  [/(phone|mobile|tel(ephone)?)([._-]?(number|no))?$/i, "phone"],
  [/(company|organi[sz]ation|business)([._-]?name)?$/i, "company"],
  [/(job[._-]?title|role|position)$/i, "title"],
  [/((^|[._-])(full[._-]?)?name|your[._-]?name)$/i, "name"],
];

/** Which core field an incoming one most likely means. */
export function guess(field: string): CoreField | null {
  return HINTS.find(([pattern]) => pattern.test(field))?.[1] ?? null;
}

/** Incoming fields of the last payload that nothing maps and that are no core name themselves. */
export function unmapped(sample: Record<string, string>, mapping: Record<string, CoreField>) {
  const core = CORE.map((c) => c.value as string);
  return Object.keys(sample).filter((f) => !(f in mapping) && !core.includes(f.toLowerCase()));
}

export interface Row {
  key: number;
  incoming: string;
  core: CoreField;
}

export const rowsOf = (mapping: Record<string, CoreField>): Row[] =>
  Object.entries(mapping).map(([incoming, core], key) => ({ key, incoming, core }));

export function mappingOf(rows: Row[]): Record<string, CoreField> {
  const out: Record<string, CoreField> = {};
  for (const r of rows) if (r.incoming.trim()) out[r.incoming.trim()] = r.core;
  return out;
}

export function mappingProblem(rows: Row[]): string | null {
  const names = rows.map((r) => r.incoming.trim());
  if (names.some((n) => !n)) return "fill or remove the empty field";
  const twice = names.find((n, i) => names.indexOf(n) !== i);
  return twice ? `“${twice}” is mapped twice` : null;
}

export const sameMapping = (a: Record<string, CoreField>, b: Record<string, CoreField>) =>
  JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());

export function curlFor(url: string): string {
  return `curl -X POST '${url}' \\
  -H 'Content-Type: application/json' \\
  -d '{"name": "Ada Example", "email": "ada@example.com", "company": "Example Ltd"}'`;
}
