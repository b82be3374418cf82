import type { Id } from "../api/types";

/** Which leads something will be done with: some by their ids, or all that the filters find. */
export interface Selection {
  ids: ReadonlySet<Id>;
  /** Picked last: where a range begins. */
  anchor: Id | null;
  all: boolean;
}

export const NOTHING: Selection = { ids: new Set(), anchor: null, all: false };
export const EVERYTHING: Selection = { ids: new Set(), anchor: null, all: true };

export const isPicked = (of: Selection, id: Id) => of.all || of.ids.has(id);
export const howMany = (of: Selection, total: number) => (of.all ? total : of.ids.size);

/** One more, or one less. Less one, "all results" is what of them is shown. */
export function toggle(of: Selection, id: Id, shown: Id[]): Selection {
  const ids = new Set(of.all ? shown : of.ids);
  if (!ids.delete(id)) ids.add(id);
  return { ids, anchor: id, all: false };
}

/** From what was picked last to this one, in the order in which they are shown. */
export function extend(of: Selection, id: Id, shown: Id[]): Selection {
  const from = of.anchor === null ? -1 : shown.indexOf(of.anchor);
  const to = shown.indexOf(id);
  if (of.all || from < 0 || to < 0) return toggle(of, id, shown);
  const ids = new Set(of.ids);
  // The range becomes what its first one is: a range can be taken away, too.
  const on = of.anchor !== null && of.ids.has(of.anchor);
  for (const between of shown.slice(Math.min(from, to), Math.max(from, to) + 1)) {
    if (on) ids.add(between);
    else ids.delete(between);
  }
  return { ids, anchor: of.anchor, all: false };
}

/** All of a page, or none of it; what other pages hold stays. */
export function pickPage(of: Selection, shown: Id[], on: boolean): Selection {
  const ids = new Set(of.all ? [] : of.ids);
  for (const id of shown) {
    if (on) ids.add(id);
    else ids.delete(id);
  }
  return { ids, anchor: null, all: false };
}

/** What the checkbox of a whole page shows. */
export function pageState(of: Selection, shown: Id[]): "none" | "some" | "all" {
  const on = shown.filter((id) => isPicked(of, id)).length;
  return on === 0 ? "none" : on === shown.length ? "all" : "some";
}
