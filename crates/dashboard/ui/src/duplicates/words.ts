import type { Contact, DuplicateReason, Lead, Merge, MergePreview } from "../api/types";
import { count } from "../lib/text";

export type Somebody = Lead | Contact;

const REASONS: Record<DuplicateReason, string> = {
  email: "same email",
  phone: "same phone",
  name_company: "similar name and company",
};

const upper = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** "same phone", "same email and similar name and company". */
export const because = (reasons: DuplicateReason[]) =>
  reasons.map((r) => REASONS[r] ?? r).join(", ") || "much alike";
export const reasonLabels = (reasons: DuplicateReason[]) =>
  reasons.map((r) => upper(REASONS[r] ?? r));

export const addressOf = (person: Pick<Somebody, "id" | "kind">) =>
  `/${person.kind === "contact" ? "contacts" : "leads"}/${person.id}`;

export const mergeAddress = (keep: string, other: string) =>
  `/duplicates/merge?keep=${keep}&other=${other}`;

/** What tells two people of the same name apart. */
export function aboutPerson(person: Somebody): string {
  const company =
    person.kind === "contact" && !person.account.placeholder ? person.account.name : person.company;
  const known = [company, person.email, person.phone].filter(
    (fact) => fact && fact !== person.display_name,
  );
  return known.join(" · ") || "Nothing else is known";
}

/** The one that is kept unless somebody says otherwise: the contact, else who was here first. */
export function suggestKept(people: Somebody[]): [Somebody, Somebody] | null {
  const [one, two] = people;
  if (!one || !two) return null;
  const rank = (p: Somebody) => `${p.kind === "contact" ? 0 : 1}${p.created_at}`;
  return rank(one) <= rank(two) ? [one, two] : [two, one];
}

/** Whether this person's role may merge these two: a contact needs more. */
export const mayMerge = (
  can: (permission: "leads:manage" | "crm:manage") => boolean,
  people: Pick<Somebody, "kind">[],
) => can("leads:manage") && (people.every((p) => p.kind === "lead") || can("crm:manage"));

/** "3 notes, 1 browser and 2 opportunities"; empty when nothing moves. */
export function movesWords({ notes, visitors, opportunities, companies }: MergePreview["moves"]) {
  const parts = [
    notes > 0 && count(notes, "note"),
    visitors > 0 && `${count(visitors, "browser")} with every visit`,
    opportunities > 0 && count(opportunities, "opportunity", "opportunities"),
    companies > 0 && count(companies, "company", "companies"),
  ].filter((part) => part !== false);
  if (parts.length < 2) return parts.join("");
  return `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]}`;
}

/** The merges of a kept record that can be taken back. */
export const undoable = (merges: Merge[], keepId: string, now: number) =>
  merges.filter((m) => m.keep_id === keepId && !m.undone_at && Date.parse(m.undoable_until) > now);
