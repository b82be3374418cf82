import { api, call } from "../api/client";
import type { Channel, Id, Lead, LeadFilter, Person } from "../api/types";
import type { Selection } from "../leads/selection";

/** The most that can be picked one by one, or sent to at once. */
export const MOST = 1000;
/** The most that a page of leads holds. */
const PAGE = 100;

export type Recipient = Pick<
  Person,
  "id" | "display_name" | "email" | "phone" | "preferred_channel"
>;

/** Whom a message is for. Of leads that were picked on another page only the id is known. */
export interface Recipients {
  ids: Id[];
  known: Recipient[];
}

const addressOf = (person: Recipient, channel: Channel) =>
  channel === "email" ? person.email : person.phone;

/** How many have an address of the channel, how many have none, and of how many that is not known. */
export function reach({ ids, known }: Recipients, channel: Channel) {
  const reached = known.filter((p) => addressOf(p, channel)).length;
  return { reached, without: known.length - reached, unknown: ids.length - known.length };
}

export function canReach(to: Recipients, channel: Channel): boolean {
  const { reached, unknown } = reach(to, channel);
  return reached + unknown > 0;
}

/** Whose text is shown: the first who would get it. */
export function exampleOf(to: Recipients, channel: Channel): Id | null {
  return to.known.find((p) => addressOf(p, channel))?.id ?? to.ids[0] ?? null;
}

/** The leads that are picked, one by one or as all results of their filters. */
export async function pickedLeads(
  of: Selection,
  filter: LeadFilter,
  seen: Lead[],
): Promise<Recipients> {
  if (!of.all) {
    const known = seen.filter((lead) => of.ids.has(lead.id));
    return { ids: [...of.ids], known };
  }
  const all = new Map<Id, Lead>();
  let total = 1;
  for (let page = 1; (page - 1) * PAGE < Math.min(total, MOST); page++) {
    const found = await call(
      api.GET("/leads", { params: { query: { ...filter, page, limit: PAGE } } }),
    );
    total = found.total;
    for (const lead of found.data) all.set(lead.id, lead);
  }
  const known = [...all.values()].slice(0, MOST);
  return { ids: known.map((lead) => lead.id), known };
}
