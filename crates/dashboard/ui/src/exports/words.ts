import type { DataExport, StoredEvent, Widget } from "../api/types";
import { daySpan } from "../lib/day";

export const TYPES: { value: StoredEvent["type"] | ""; label: string }[] = [
  { value: "", label: "All types" },
  { value: "pageview", label: "Pageviews" },
  { value: "custom", label: "Custom events" },
  { value: "identify", label: "Identify calls" },
  { value: "click", label: "Clicks" },
  { value: "scroll", label: "Scroll depth" },
  { value: "outbound_click", label: "Outbound clicks" },
];

export const STATES: Record<DataExport["state"], { label: string; color?: string }> = {
  queued: { label: "Queued" },
  running: { label: "Running", color: "amber" },
  done: { label: "Ready", color: "green" },
  failed: { label: "Failed", color: "red" },
};

export const isUnderWay = (e: Pick<DataExport, "state">) =>
  e.state === "queued" || e.state === "running";

/** Per cent written; a total that was counted low does not run past the end. */
export const progress = ({ rows, total }: Pick<DataExport, "rows" | "total">) =>
  total > 0 ? Math.min(100, Math.floor((rows / total) * 100)) : 0;

/** "812 B", "3.4 MB". */
export function size(bytes: number): string {
  let left = bytes;
  for (const unit of ["B", "KB", "MB"]) {
    if (left < 1000)
      return `${left < 10 && unit !== "B" ? left.toFixed(1) : Math.round(left)} ${unit}`;
    left /= 1000;
  }
  return `${left.toFixed(1)} GB`;
}

/** What is in it, in a line: "Pageviews of Marketing site, from 1 Nov 2026 to 7 Nov 2026". */
export function contents({ filters: f }: DataExport, widgets: Widget[] | undefined): string {
  const type = f.type ? (TYPES.find((t) => t.value === f.type)?.label ?? f.type) : "All events";
  const widget = f.widget_id
    ? ` of ${widgets?.find((w) => w.id === f.widget_id)?.name ?? "a deleted widget"}`
    : "";
  const person = f.customer_id ? ", one person" : f.visitor_id ? ", one visitor" : "";
  const days = daySpan(f.from ?? null, f.to ?? null);
  return `${type}${widget}${person}${days && `, ${days}`}`;
}
