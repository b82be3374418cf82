import type { Widget, WidgetPatch } from "../api/types";

export interface Draft {
  name: string;
  tracking_enabled: boolean;
  /** As typed: it may be no number yet. */
  days: string;
  allowed_origins: string[];
  clicks: boolean;
  scroll: boolean;
  outbound: boolean;
}

export const draftOf = (w: Widget): Draft => ({
  name: w.name,
  tracking_enabled: w.tracking_enabled,
  days: String(w.event_retention_days),
  allowed_origins: w.allowed_origins,
  ...w.autocapture,
});

/** What differs from the saved widget, as a PATCH, and how many settings that is. */
export function changes(widget: Widget, draft: Draft): { patch: WidgetPatch; count: number } {
  const patch: WidgetPatch = {};
  let count = 0;
  if (draft.name.trim() !== widget.name) {
    patch.name = draft.name.trim();
    count += 1;
  }
  if (draft.tracking_enabled !== widget.tracking_enabled) {
    patch.tracking_enabled = draft.tracking_enabled;
    count += 1;
  }
  if (draft.days !== String(widget.event_retention_days)) {
    patch.event_retention_days = Number(draft.days);
    count += 1;
  }
  if (draft.allowed_origins.join("\n") !== widget.allowed_origins.join("\n")) {
    patch.allowed_origins = draft.allowed_origins;
    count += 1;
  }
  const keys = ["clicks", "scroll", "outbound"] as const;
  const moved = keys.filter((k) => draft[k] !== widget.autocapture[k]);
  if (moved.length > 0) {
    patch.autocapture = { clicks: draft.clicks, scroll: draft.scroll, outbound: draft.outbound };
    count += moved.length;
  }
  return { patch, count };
}

export function daysProblem(days: string): string | null {
  const n = Number(days);
  return /^\d+$/.test(days.trim()) && n >= 1 && n <= 365 ? null : "Must be from 1 to 365 days.";
}

/** An origin as browsers send it, or why it is none. */
export function asOrigin(text: string): { origin: string } | { problem: string } {
  const typed = text.trim();
  const full = /^[a-z]+:\/\//i.test(typed) ? typed : `https://${typed}`;
  try {
    const url = new URL(full);
    if (!/^https?:$/.test(url.protocol)) return { problem: "Start with https:// or http://." };
    if (!url.hostname) return { problem: "Enter an address like https://www.example.com." };
    return { origin: url.origin };
  } catch {
    return { problem: "Enter an address like https://www.example.com." };
  }
}
