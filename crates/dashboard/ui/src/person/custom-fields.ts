import type { CustomFields } from "../api/types";
import { labelOf } from "../lib/text";

export interface CustomRow {
  key: string;
  label: string;
  value: unknown;
  editable: boolean;
}

/** Every custom field with the label it arrived under. */
export function customRows(fields: CustomFields): CustomRow[] {
  const names = fields._displayNames ?? {};
  return Object.entries(fields)
    .filter(([key]) => key !== "_displayNames")
    .map(([key, value]) => ({
      key,
      label: names[key] ?? labelOf(key),
      value,
      editable: value === null || typeof value !== "object",
    }));
}

/** What was typed, in the type that the value had. */
export function parseLike(old: unknown, text: string): unknown {
  if (text === "") return null;
  if (typeof old === "number") {
    const n = Number(text.replace(/[\s,](?=\d{3})/g, ""));
    return Number.isFinite(n) ? n : text;
  }
  if (typeof old === "boolean") {
    if (/^(yes|true|1)$/i.test(text)) return true;
    if (/^(no|false|0)$/i.test(text)) return false;
  }
  return text;
}
