import { useEffect, useRef } from "react";

export type KeyMap = Record<string, () => void>;

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** A modal or menu that is open owns the keyboard. */
export const covered = () =>
  document.querySelector('[role="dialog"][aria-modal="true"], [role="menu"]') !== null;

/**
 * Feeds single keys ("?") and sequences ("g l") to their commands.
 * Pure: returns the command to run and what is pending, so that it can be tested.
 */
export function step(
  keys: string[],
  pending: string | null,
  key: string,
): { run: string | null; pending: string | null } {
  const full = pending ? `${pending} ${key}` : key;
  if (keys.includes(full)) return { run: full, pending: null };
  if (keys.some((k) => k.startsWith(`${full} `))) return { run: null, pending: full };
  if (pending) return step(keys, null, key);
  return { run: null, pending: null };
}

export function useKeys(map: KeyMap) {
  const latest = useRef(map);
  latest.current = map;
  useEffect(() => {
    let pending: string | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (typing(event.target) || covered() || event.key.length !== 1) return;
      const result = step(Object.keys(latest.current), pending, event.key.toLowerCase());
      pending = result.pending;
      clearTimeout(timer);
      if (pending) timer = setTimeout(() => (pending = null), 1200);
      if (!result.run) return;
      event.preventDefault();
      latest.current[result.run]?.();
    };
    document.addEventListener("keydown", onKey);
    return () => {
      document.removeEventListener("keydown", onKey);
      clearTimeout(timer);
    };
  }, []);
}

/** Ctrl or Cmd with one letter, also while typing. */
export function useModKey(letter: string, run: () => boolean | undefined) {
  const latest = useRef(run);
  latest.current = run;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
      if (event.key.toLowerCase() !== letter) return;
      if (letter === "z" && typing(event.target)) return;
      if (latest.current() !== false) event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [letter]);
}
