import type { Channel, MessageTemplate, MessageTemplateInput, TemplateStatus } from "../api/types";

/** A template as it is typed. */
export interface Draft {
  name: string;
  channel: Channel;
  subject: string;
  body: string;
  status: TemplateStatus;
  provider_name: string;
  language: string;
}
export const FIELDS = [
  "name",
  "channel",
  "subject",
  "body",
  "status",
  "provider_name",
  "language",
] as const;

export const blank = (channel: Channel): Draft => ({
  name: "",
  channel,
  subject: "",
  body: "",
  status: "draft",
  provider_name: "",
  language: "",
});

export const draftOf = (t: MessageTemplate): Draft => ({
  name: t.name,
  channel: t.channel,
  subject: t.subject ?? "",
  body: t.body,
  status: t.status,
  provider_name: t.provider_name ?? "",
  language: t.language ?? "",
});

/** As the server takes it: emails alone have a subject, WhatsApp alone a name and a language at Meta. */
export function inputOf(draft: Draft): MessageTemplateInput {
  const own = (channel: Channel, text: string) =>
    (draft.channel === channel && text.trim()) || null;
  return {
    name: draft.name.trim(),
    channel: draft.channel,
    subject: own("email", draft.subject),
    body: draft.body,
    status: draft.status,
    provider_name: own("whatsapp", draft.provider_name),
    language: own("whatsapp", draft.language),
  };
}

/** What differs from the draft that it began with. */
export function changes(from: Draft, draft: Draft) {
  const before = inputOf(from);
  const now = inputOf(draft);
  const names = FIELDS.filter((f) => now[f] !== before[f]);
  const patch: MessageTemplateInput = Object.fromEntries(names.map((f) => [f, now[f]]));
  return { patch, count: names.length };
}
