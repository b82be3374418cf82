import type { FormField, WidgetForm } from "../api/types";
import { keyOf } from "../settings/field-key";

/** A field as it is edited; the id is the list's alone. */
export interface FieldDraft extends FormField {
  id: number;
}
export interface FormDraft extends Omit<WidgetForm, "fields"> {
  fields: FieldDraft[];
}

/** Where what is typed goes: a field of the lead's own, with the kind that suits it, or a custom field. */
export const TARGETS: Record<string, { label: string; kind: FormField["kind"] }> = {
  name: { label: "Name", kind: "text" },
  email: { label: "Email", kind: "email" },
  phone: { label: "Phone", kind: "phone" },
  company: { label: "Company", kind: "text" },
  title: { label: "Job title", kind: "text" },
};
export const isOwn = (key: string) => key in TARGETS;

export const KINDS: Record<FormField["kind"], string> = {
  text: "One line",
  textarea: "Several lines",
  email: "Email",
  phone: "Phone",
};

/** The ids are the places that were saved, so that reading the same again makes no other list of it. */
export const formDraft = (form: WidgetForm): FormDraft => ({
  ...form,
  fields: form.fields.map((f, id) => ({ ...f, id })),
});

/** What would be saved. */
export const formOf = ({ title, button, thanks, fields }: FormDraft): WidgetForm => ({
  title: title.trim(),
  button: button.trim(),
  thanks: thanks.trim(),
  fields: fields.map(({ key, label, kind, required }) => ({
    key,
    label: label.trim(),
    kind,
    required,
  })),
});

export const formChanged = (form: WidgetForm, draft: FormDraft) =>
  JSON.stringify(formOf(formDraft(form))) !== JSON.stringify(formOf(draft));

/** The first of the lead's own fields that the form does not ask for yet, else a custom one. */
export function newField(fields: FieldDraft[]): FieldDraft {
  const key = Object.keys(TARGETS).find((k) => fields.every((f) => f.key !== k)) ?? "";
  const { label, kind } = TARGETS[key] ?? { label: "", kind: "text" as const };
  const id = Math.max(0, ...fields.map((f) => f.id)) + 1;
  return { id, key, label, kind, required: false };
}

/** Another target: its kind comes with it, and its name where the label was only that of the old one. */
export function retarget(field: FieldDraft, key: string): FieldDraft {
  const to = TARGETS[key];
  const plain = field.label.trim() === "" || field.label === TARGETS[field.key]?.label;
  const label = plain ? (to?.label ?? "") : field.label;
  if (to) return { ...field, key, label, kind: to.kind };
  const kind = field.kind === "textarea" ? "textarea" : "text";
  return { ...field, key: keyOf(label), label, kind };
}

/** Another label; the key of a custom field follows it for as long as it was made of it. */
export function relabel(field: FieldDraft, label: string): FieldDraft {
  const follows = !isOwn(field.key) && field.key === keyOf(field.label);
  const key = follows ? keyOf(label) : field.key;
  // A label that happens to be the name of one of the lead's own fields must not turn into it.
  return { ...field, label, key: follows && isOwn(key) ? `${key}2` : key };
}

/** What is wrong, by field and else by the text's name; `fields` for the list as a whole. */
export function formProblems({ button, thanks, fields }: FormDraft): Record<string, string> {
  const found: Record<string, string> = {};
  if (!button.trim()) found.button = "Say what the button does.";
  if (!thanks.trim()) found.thanks = "Say what people read when it has been sent.";
  if (!fields.some((f) => f.key === "email" || f.key === "phone")) {
    found.fields = "Ask for an email or a phone number: a lead has to be reached.";
  }
  for (const [i, { id, key, label }] of fields.entries()) {
    if (!label.trim()) found[`label-${id}`] = "Give it a label.";
    if (!key) found[`key-${id}`] = "Give it a key of letters and digits.";
    else if (keyOf(key) !== key) found[`key-${id}`] = `Letters and digits only: ${keyOf(key)}.`;
    else if (fields.findIndex((f) => f.key === key) !== i) {
      found[`key-${id}`] = "Another field above goes there already.";
    }
  }
  return found;
}
