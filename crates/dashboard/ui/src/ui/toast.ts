import { useSyncExternalStore } from "react";

export interface Toast {
  id: number;
  message: string;
  /** Refusals stay until they are closed. */
  stays: boolean;
  lasts: number;
  /** Something is under way that it tells of. */
  working?: boolean;
  action?: { label: string; run: () => void };
}

let toasts: Toast[] = [];
let next = 0;
let undoLast: Toast | null = null;
const listeners = new Set<() => void>();
const set = (list: Toast[]) => {
  toasts = list;
  for (const l of listeners) l();
};

export const useToasts = () =>
  useSyncExternalStore(
    (l) => {
      listeners.add(l);
      return () => listeners.delete(l);
    },
    () => toasts,
  );

function add(toast: Omit<Toast, "id">): Toast {
  const made = { ...toast, id: ++next };
  set([...toasts, made].slice(-3));
  return made;
}

export function closeToast(id: number) {
  if (undoLast?.id === id) undoLast = null;
  set(toasts.filter((t) => t.id !== id));
}

/** One line that leaves by itself. */
export function say(message: string) {
  add({ message, stays: false, lasts: 4000 });
}

/** Done, and can be taken back for ten seconds, also with Ctrl Z. */
export function sayWithUndo(message: string, undo: () => void) {
  undoLast = add({ message, stays: false, lasts: 10_000, action: { label: "Undo", run: undo } });
}

/** Says how far something is, until it is over. */
export function sayWorking(message: string) {
  const { id } = add({ message, stays: true, lasts: 0, working: true });
  return {
    change: (now: string) => set(toasts.map((t) => (t.id === id ? { ...t, message: now } : t))),
    close: () => closeToast(id),
  };
}

/** Done, with something to do about it. */
export function sayAnd(message: string, action: Toast["action"]) {
  add({ message, stays: false, lasts: 12_000, action });
}

/** Refused: stays until closed, and says why. */
export function sayRefused(message: string) {
  add({ message, stays: true, lasts: 0, action: { label: "Close", run: () => {} } });
}

export function undo(): boolean {
  if (!undoLast?.action) return false;
  const { id, action } = undoLast;
  closeToast(id);
  action.run();
  return true;
}
