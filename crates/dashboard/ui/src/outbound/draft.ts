import type { OutboundEvent, OutboundWebhook } from "../api/types";

export interface Draft {
  url: string;
  description: string;
  events: OutboundEvent[];
  active: boolean;
}
export const NEW: Draft = { url: "", description: "", events: [], active: true };
export const FIELDS = ["url", "description", "events", "active"];

export const draftOf = (w: OutboundWebhook): Draft => ({
  url: w.url,
  description: w.description ?? "",
  events: w.events,
  active: w.active,
});

/** As the server takes it. */
export const inputOf = (d: Draft) => ({
  url: d.url.trim(),
  description: d.description.trim() || null,
  events: d.events,
  active: d.active,
});

/** What differs from the saved one; events are a set. */
export function changes(webhook: OutboundWebhook, draft: Draft) {
  const input = inputOf(draft);
  const patch: Partial<typeof input> = {};
  if (input.url !== webhook.url) patch.url = input.url;
  if (input.description !== webhook.description) patch.description = input.description;
  if ([...input.events].sort().join() !== [...webhook.events].sort().join())
    patch.events = input.events;
  if (input.active !== webhook.active) patch.active = input.active;
  return { patch, count: Object.keys(patch).length };
}
