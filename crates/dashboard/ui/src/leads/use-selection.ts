import { useCallback, useState } from "react";
import type { Id } from "../api/types";
import { EVERYTHING, extend, NOTHING, pickPage, type Selection, toggle } from "./selection";

/** What is picked on a list. Another question, which `scope` tells apart, begins with nothing. */
export function useSelection(scope: string) {
  const [state, setState] = useState({ scope, now: NOTHING });
  const now = state.scope === scope ? state.now : NOTHING;
  const change = useCallback(
    (by: (old: Selection) => Selection) =>
      setState((old) => ({ scope, now: by(old.scope === scope ? old.now : NOTHING) })),
    [scope],
  );
  const pick = useCallback(
    (id: Id, shown: Id[], range: boolean) =>
      change((old) => (range ? extend(old, id, shown) : toggle(old, id, shown))),
    [change],
  );
  return {
    now,
    some: now.all || now.ids.size > 0,
    pick,
    page: (shown: Id[], on: boolean) => change((old) => pickPage(old, shown, on)),
    all: () => change(() => EVERYTHING),
    clear: () => change(() => NOTHING),
  };
}
export type Selecting = ReturnType<typeof useSelection>;
