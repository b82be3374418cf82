import { useQuery } from "@tanstack/react-query";
import { api, call } from "../api/client";
import type { CustomField, CustomFieldObject, CustomFields, CustomFieldType } from "../api/types";
import { useCan } from "../auth/session";
import { labelOf } from "../lib/text";

/** The fields that Settings defines for a kind of record, in their order. */
export function useCustomFields(object: CustomFieldObject) {
  const can = useCan();
  return useQuery({
    queryKey: ["custom-fields", object],
    queryFn: async () =>
      (await call(api.GET("/custom-fields", { params: { query: { object } } }))).data,
    staleTime: 60_000,
    enabled: can("crm:view"),
  });
}

export interface CustomRow {
  key: string;
  label: string;
  /** Null for a key that nobody defined: it came with a submission. */
  type: CustomFieldType | null;
  options: string[];
  value: unknown;
  editable: boolean;
}

/** The defined fields first, empty ones too; then what was discovered, under the label it came with. */
export function customRows(defined: CustomField[], values: CustomFields): CustomRow[] {
  const names = values._displayNames ?? {};
  const ordered = [...defined].sort((a, b) => a.position - b.position);
  const known = new Set(ordered.map((f) => f.key));
  return [
    ...ordered.map(({ key, label, type, options }) => ({
      key,
      label,
      type,
      options,
      value: values[key] ?? null,
      editable: true,
    })),
    ...Object.entries(values)
      .filter(([key]) => key !== "_displayNames" && !known.has(key))
      .map(([key, value]) => ({
        key,
        label: names[key] ?? labelOf(key),
        type: null,
        options: [],
        value,
        editable: value === null || typeof value !== "object",
      })),
  ];
}

/** What was typed, as the type wants it; what is no number goes as it is, and the server says why not. */
export function parseAs(type: CustomFieldType | null, old: unknown, text: string): unknown {
  if (text === "") return null;
  if (type === "number" || (type === null && typeof old === "number")) {
    const n = Number(text.replace(/[\s,](?=\d{3})/g, ""));
    return Number.isFinite(n) ? n : text;
  }
  if (type === null && typeof old === "boolean") {
    if (/^(yes|true|1)$/i.test(text)) return true;
    if (/^(no|false|0)$/i.test(text)) return false;
  }
  return text;
}
