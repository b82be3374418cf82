import { ApiError } from "../api/errors";
import { count } from "../lib/text";

/** What still hangs on an account that the server would not delete. */
export interface InUse {
  contacts: number;
  opportunities: number;
  /** Contacts of other accounts, for whom it is a further company. */
  linked_contacts: number;
}

export function inUse(error: unknown): InUse | null {
  if (!(error instanceof ApiError) || error.code !== "account_in_use") return null;
  const told = error.problem as Partial<InUse>;
  return {
    contacts: told.contacts ?? 0,
    opportunities: told.opportunities ?? 0,
    linked_contacts: told.linked_contacts ?? 0,
  };
}

/** "This account still has 3 contacts and 1 opportunity. Move or delete them first." */
export function whyNot({ contacts, opportunities, linked_contacts: linked }: InUse): string {
  const has = [
    contacts > 0 && count(contacts, "contact"),
    opportunities > 0 && count(opportunities, "opportunity", "opportunities"),
    linked > 0 && `${count(linked, "further linked contact")}`,
  ].filter((part) => part !== false);
  const list =
    has.length > 1 ? `${has.slice(0, -1).join(", ")} and ${has[has.length - 1]}` : (has[0] ?? "");
  if (!list) return "Something still hangs on this account. Move or delete it first.";
  const them = contacts + opportunities + linked === 1 ? "it" : "them";
  return `This account still has ${list}. Move or delete ${them} first.`;
}
