import type { Id, SavedView, SavedViewObject } from "../api/types";
import { NO_FILTERS, type PeopleUrl, parse, write } from "../person/people-url";

export type Query = Record<string, string>;

/** What a view keeps of an address: neither the page nor what is opened over the list. */
export function queryOf(url: PeopleUrl): Query {
  const kept = { ...url, page: 1, open: null, saved: null };
  // On a board it is only the column that a phone looks at.
  if (kept.view === "board") kept.stage = null;
  return Object.fromEntries(write(kept));
}

/** As this dashboard would write it: another order, or a word that it does not know, is no difference. */
const plain = (query: Query) =>
  new URLSearchParams(queryOf(parse(new URLSearchParams(query)))).toString();
export const sameQuery = (a: Query, b: Query) => plain(a) === plain(b);

const PATHS: Record<SavedViewObject, string> = { lead: "/leads", contact: "/contacts" };

/** A view's own address: what it keeps, and that it was opened. */
export function addressOf(view: Pick<SavedView, "id" | "object" | "query">): string {
  const url = parse(new URLSearchParams(view.query));
  return `${PATHS[view.object]}?${write({ ...url, page: 1, open: null, saved: view.id })}`;
}

/** A view that every workspace has; it says which people, not how they are shown. */
export interface BuiltIn {
  name: string;
  filters: Partial<PeopleUrl>;
}

export function builtIns(object: SavedViewObject, me: Id): BuiltIn[] {
  const what = object === "lead" ? "leads" : "contacts";
  const both = [
    { name: `All ${what}`, filters: {} },
    { name: `My ${what}`, filters: { assignee: me } },
  ];
  return object === "lead" ? [...both, { name: "Stalled", filters: { stalled: true } }] : both;
}

/** All that a built-in view sets, also what it sets back. */
const NOBODYS = { ...NO_FILTERS, stage: null, account: null };
export const filtersOf = (view: BuiltIn) => ({ ...NOBODYS, saved: null, ...view.filters });

export type Active =
  | { kind: "saved"; view: SavedView; edited: boolean }
  | { kind: "built-in"; view: BuiltIn }
  | null;

/** The view that is open: the one in the address, changed or not; else the built-in one that it comes to. */
export function activeOf(url: PeopleUrl, views: SavedView[], own: BuiltIn[]): Active {
  const view = views.find((v) => v.id === url.saved);
  if (view) return { kind: "saved", view, edited: !sameQuery(view.query, queryOf(url)) };
  const same = own.find((v) =>
    Object.entries({ ...NOBODYS, ...v.filters }).every(
      // The stage is no filter of a board.
      ([key, value]) =>
        (key === "stage" && url.view === "board") || url[key as keyof PeopleUrl] === value,
    ),
  );
  return same ? { kind: "built-in", view: same } : null;
}
