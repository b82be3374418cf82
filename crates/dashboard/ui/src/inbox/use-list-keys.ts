import { useEffect, useRef } from "react";
import type { Id } from "../api/types";
import { covered, useKeys } from "../lib/hotkeys";
import { rowId } from "./conversation-row";
import { idIn } from "./inbox-url";

interface Walk {
  ids: Id[];
  here: Id | null;
  onOpen: (id: Id) => void;
  /** There may be more below. */
  onEnd: () => void;
  onClose: () => void;
}

/** J, K and the arrows walk through the list, Esc leaves the conversation. */
export function useListKeys(walk: Walk) {
  const latest = useRef(walk);
  latest.current = walk;
  // A conversation that was closed leaves the list; one goes on where it was.
  const place = useRef(-1);
  const at = walk.here ? walk.ids.indexOf(walk.here) : -1;
  if (at >= 0) place.current = at;

  const move = (by: 1 | -1) => {
    const { ids, onOpen, onEnd } = latest.current;
    // The next key may come before the page has followed the last one: the address has.
    const here = idIn(window.location.pathname);
    const at = here ? ids.indexOf(here) : -1;
    const left = here !== null && at < 0;
    const to = ids[(at < 0 ? place.current : at) + (left && by === 1 ? 0 : by)];
    if (!to) {
      if (by === 1) onEnd();
      return;
    }
    onOpen(to);
    document.getElementById(rowId(to))?.focus();
  };
  useKeys({ j: () => move(1), k: () => move(-1) });
  // biome-ignore lint/correctness/useExhaustiveDependencies: what it reads is kept in a ref
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (covered() || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return;
      // Whatever has a hint open closes that first.
      if (event.key === "Escape" && !target.hasAttribute("aria-describedby")) {
        if (latest.current.here) latest.current.onClose();
        return;
      }
      const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : null;
      // Elsewhere the arrows scroll.
      if (!by || (target !== document.body && !target.closest("[data-conversations]"))) return;
      event.preventDefault();
      move(by);
    };
    // Before anybody else, so that a menu is still seen as open by the key that closes it.
    document.addEventListener("keydown", onKey, true);
    return () => document.removeEventListener("keydown", onKey, true);
  }, []);
}
