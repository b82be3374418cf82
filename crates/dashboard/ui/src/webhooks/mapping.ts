import type { CoreField, MapTarget, WebhookTest } from "../api/types";
import { keyOf } from "../settings/field-key";

export const CORE: { value: CoreField; label: string }[] = [
  { value: "name", label: "Name" },
  { value: "email", label: "Email" },
  { value: "phone", label: "Phone" },
  { value: "company", label: "Company" },
  { value: "title", label: "Title" },
];
export const coreLabel = (core: MapTarget) =>
  CORE.find((c) => c.value === core)?.label ?? "Custom field";

/** Incoming field, by its path or by the key of the custom field that it would be, to a lead's field, or to none. */
export type Mapping = Record<string, MapTarget>;
export type Incoming = WebhookTest["fields"][number];

/** What the mapping says of a field; null leaves it to its name. */
export const chosenFor = (mapping: Mapping, path: string): MapTarget | null =>
  mapping[path] ?? mapping[keyOf(path)] ?? null;

/** Sends a field to one of the lead's, or leaves it to its name. */
export function send(mapping: Mapping, path: string, core: MapTarget | null): Mapping {
  const next = { ...mapping };
  delete next[path];
  delete next[keyOf(path)];
  if (core) next[path] = core;
  return next;
}

/** What is mapped and not in the payload that is looked at: other forms may send it. */
export const absent = (mapping: Mapping, fields: Incoming[]): [string, MapTarget][] => {
  const here = new Set(fields.flatMap((f) => [f.path, keyOf(f.path)]));
  return Object.entries(mapping).filter(([path]) => !here.has(path));
};

export const sameMapping = (a: Mapping, b: Mapping) =>
  JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());

/** Why a field is not where somebody sent it. */
export function missed(field: Incoming, chosen: MapTarget | null, all: Incoming[]): string | null {
  if (!chosen || chosen === "custom" || field.to === chosen) return null;
  const winner = all.find((f) => f.to === chosen);
  if (winner) return `${coreLabel(chosen)} comes from ${winner.path} already.`;
  if (field.sample.trim() === "") return "Empty in this payload.";
  if (chosen === "email") return "This value is no email address.";
  if (chosen === "phone") return "This value is no phone number.";
  return "This value is longer than 200 characters.";
}

export type Parsed =
  | { payload: Record<string, unknown>; problem: null }
  | { payload: null; problem: string };

/** What somebody pasted, as a sender would post it. */
export function parsePayload(text: string): Parsed {
  const no = (problem: string): Parsed => ({ payload: null, problem });
  if (!text.trim()) return no("Paste what the form sends, as JSON.");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return no(`This is not valid JSON: ${error instanceof Error ? error.message : "unreadable"}.`);
  }
  // Of a list each makes a lead of its own, and they are alike.
  if (Array.isArray(value)) value = value[0];
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    return no('This is no JSON object. It begins with { and names its fields: {"email": …}.');
  }
  if (Object.keys(value).length === 0) return no("This object has no fields.");
  return { payload: value as Record<string, unknown>, problem: null };
}

/** Values of a payload in a line, to tell receipts apart: "Ada Example · ada@example.com". */
export function gist(payload: unknown, max = 3): string {
  if (typeof payload === "string") return payload.slice(0, 120);
  const found: string[] = [];
  const walk = (value: unknown) => {
    if (found.length >= max) return;
    if (value !== null && typeof value === "object") Object.values(value).forEach(walk);
    else if (typeof value === "string" && value.trim()) found.push(value.trim().slice(0, 60));
  };
  walk(payload);
  return found.join(" · ");
}

const SAMPLES: Record<CoreField, string> = {
  name: "Test Person",
  email: "test.person@example.com",
  phone: "+49 30 5550 0142",
  company: "Example Ltd",
  title: "Head of operations",
};

/** A payload that this mapping understands: what it maps, under its names, and the rest by the usual ones. */
export function exampleFor(mapping: Mapping): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  const mapped = new Set(Object.values(mapping));
  for (const [path, core] of Object.entries(mapping))
    put(out, path.split("."), core === "custom" ? "Anything" : SAMPLES[core]);
  for (const { value } of CORE) if (!mapped.has(value)) out[value] ??= SAMPLES[value];
  out.message ??= "Sent from the webhook’s page";
  return out;
}

function put(into: Record<string, unknown>, [first = "", ...rest]: string[], value: string) {
  if (rest.length === 0) {
    into[first] = value;
    return;
  }
  const below = into[first];
  const inner = typeof below === "object" && below !== null ? below : {};
  into[first] = inner;
  put(inner as Record<string, unknown>, rest, value);
}

export function curlFor(url: string): string {
  return `curl -X POST '${url}' \\
  -H 'Content-Type: application/json' \\
  -d '{"name": "Ada Example", "email": "ada@example.com", "company": "Example Ltd"}'`;
}
