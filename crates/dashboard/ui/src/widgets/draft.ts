import type { ChatSettings, IdentityVerification, Widget, WidgetPatch } from "../api/types";
import {
  type CaptureDraft,
  captureChanged,
  captureDraft,
  captureFields,
  captureOf,
} from "./capture-draft";
import { type FormDraft, formChanged, formDraft, formOf } from "./form-draft";

export interface Draft {
  name: string;
  tracking_enabled: boolean;
  consent_required: boolean;
  identity_verification: IdentityVerification;
  /** As typed: it may be no number yet. */
  days: string;
  allowed_origins: string[];
  clicks: boolean;
  scroll: boolean;
  outbound: boolean;
  form: FormDraft;
  chat: ChatSettings;
  capture: CaptureDraft;
}

export const draftOf = (w: Widget): Draft => ({
  name: w.name,
  tracking_enabled: w.tracking_enabled,
  consent_required: w.consent_required,
  identity_verification: w.identity_verification,
  days: String(w.event_retention_days),
  allowed_origins: w.allowed_origins,
  ...w.autocapture,
  form: formDraft(w.form),
  chat: w.chat,
  capture: captureDraft(w.capture),
});

const chatOf = (chat: ChatSettings): ChatSettings => ({
  ...chat,
  title: chat.title.trim(),
  greeting: chat.greeting.trim(),
});

/** What differs from the saved widget, as a PATCH, and how many settings that is. */
export function changes(widget: Widget, draft: Draft): { patch: WidgetPatch; count: number } {
  const patch: WidgetPatch = {};
  if (draft.name.trim() !== widget.name) patch.name = draft.name.trim();
  if (draft.tracking_enabled !== widget.tracking_enabled)
    patch.tracking_enabled = draft.tracking_enabled;
  if (draft.consent_required !== widget.consent_required)
    patch.consent_required = draft.consent_required;
  if (draft.identity_verification !== widget.identity_verification)
    patch.identity_verification = draft.identity_verification;
  if (draft.days !== String(widget.event_retention_days))
    patch.event_retention_days = Number(draft.days);
  if (draft.allowed_origins.join("\n") !== widget.allowed_origins.join("\n"))
    patch.allowed_origins = draft.allowed_origins;
  if (formChanged(widget.form, draft.form)) patch.form = formOf(draft.form);
  if (JSON.stringify(chatOf(draft.chat)) !== JSON.stringify(chatOf(widget.chat)))
    patch.chat = chatOf(draft.chat);
  if (captureChanged(widget.capture, draft.capture)) patch.capture = captureOf(draft.capture);
  let count = Object.keys(patch).length;
  const keys = ["clicks", "scroll", "outbound"] as const;
  const moved = keys.filter((k) => draft[k] !== widget.autocapture[k]);
  if (moved.length > 0) {
    patch.autocapture = { clicks: draft.clicks, scroll: draft.scroll, outbound: draft.outbound };
    count += moved.length;
  }
  return { patch, count };
}

/** The fields of the page, by the names that the server gives them in a refusal. */
export const fieldsOf = (draft: Draft) => [
  "name",
  "tracking_enabled",
  "consent_required",
  "identity_verification",
  "event_retention_days",
  "allowed_origins",
  "autocapture",
  "form",
  "chat.title",
  "chat.greeting",
  "chat",
  ...captureFields(draft.capture),
  "capture",
];

/** The tab on which one of these fields is, and the behavior that has to be open, as search parameters. */
export function placeOf(fields: string[], draft: Draft): Record<string, string> {
  const field = fields.find((f) => /^(chat|capture)\b/.test(f));
  if (!field) return {};
  const index = /^capture\.behaviors\[(\d+)]/.exec(field)?.[1];
  const behavior = index && draft.capture.behaviors[Number(index)]?.id;
  return { tab: "chat", ...(behavior && { behavior }) };
}

/** What a shorter retention costs has to be asked first: the next purge removes it for good. */
export const isShorter = (patch: WidgetPatch, widget: Widget) =>
  patch.event_retention_days !== undefined &&
  patch.event_retention_days < widget.event_retention_days;

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
