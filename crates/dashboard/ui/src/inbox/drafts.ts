import { useSyncExternalStore } from "react";
import type { Id } from "../api/types";
import { useSession } from "../auth/session";

/** A reply that is being written. It outlives its thread: whoever looks elsewhere finds it as it was. */
interface Draft {
  text: string;
  sending: boolean;
  /** Why it was not taken. */
  failed: string | null;
}

const NONE: Draft = { text: "", sending: false, failed: null };
const drafts = new Map<string, Draft>();
const listeners = new Set<() => void>();
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export function useDraft(conversation: Id) {
  // One person's words are not the next one's who signs in here.
  const key = `${useSession().user.id} ${conversation}`;
  const draft = useSyncExternalStore(subscribe, () => drafts.get(key) ?? NONE);
  /** Without anything: an empty one. */
  const set = (patch?: Partial<Draft>) => {
    if (patch) drafts.set(key, { ...(drafts.get(key) ?? NONE), ...patch });
    else drafts.delete(key);
    for (const listener of listeners) listener();
  };
  return { draft, set };
}
