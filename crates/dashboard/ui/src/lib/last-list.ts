import { useEffect } from "react";
import type { Id } from "../api/types";

export type Listed = "leads" | "contacts" | "accounts" | "opportunities";

/** What a list showed, in its order: one page of a table, or one column of a board. */
export interface ListPart {
  ids: Id[];
  /** How many come before the first of them. */
  before: number;
  /** In the whole list, shown or not. */
  total: number;
  /** Of a column: the stage's name. */
  name: string | null;
}

export interface Neighbours {
  /** "3 of 17 in Qualified". */
  place: string;
  previous: Id | undefined;
  next: Id | undefined;
}

/** What stands beside a record in the list it came from; null when it came from none. */
export function neighboursIn(parts: ListPart[], id: Id): Neighbours | null {
  for (const { ids, before, total, name } of parts) {
    const at = ids.indexOf(id);
    if (at < 0) continue;
    const number = (before + at + 1).toLocaleString("en");
    const all = Math.max(total, before + ids.length).toLocaleString("en");
    return {
      place: `${number} of ${all}${name ? ` in ${name}` : ""}`,
      previous: at > 0 ? ids[at - 1] : undefined,
      next: ids[at + 1],
    };
  }
  return null;
}

/** A page of a table as a part. */
export const pagePart = (answer: {
  data: { id: Id }[];
  page: number;
  limit: number;
  total: number;
}): ListPart[] => [
  {
    ids: answer.data.map((record) => record.id),
    before: (answer.page - 1) * answer.limit,
    total: answer.total,
    name: null,
  },
];

// Of this tab alone: another tab may walk through another list.
const keyOf = (of: Listed) => `hydra.list.${of}`;

function store(of: Listed, text: string) {
  try {
    sessionStorage.setItem(keyOf(of), text);
  } catch {
    // Without storage there is no previous and no next.
  }
}

export function lastList(of: Listed): ListPart[] {
  try {
    const parts = JSON.parse(sessionStorage.getItem(keyOf(of)) ?? "[]");
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}

/** The list that is shown now: the pages of its records lead on to the next. Undefined: nothing is shown yet. */
export function useLastList(of: Listed, parts: ListPart[] | undefined) {
  const text = parts && JSON.stringify(parts);
  useEffect(() => {
    if (text !== undefined) store(of, text);
  }, [of, text]);
}
