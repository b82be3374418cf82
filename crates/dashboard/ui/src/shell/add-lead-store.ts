import { useSyncExternalStore } from "react";
import type { Id } from "../api/types";

/** What the Add Lead dialog opens with; it can be asked for from anywhere. */
export interface AddLeadStart {
  name?: string;
  pipelineId?: Id;
  stageId?: Id;
}

let state: AddLeadStart | null = null;
const listeners = new Set<() => void>();
const set = (next: AddLeadStart | null) => {
  state = next;
  for (const l of listeners) l();
};

export const openAddLead = (start: AddLeadStart = {}) => set(start);
export const closeAddLead = () => set(null);
export const useAddLead = () =>
  useSyncExternalStore(
    (l) => {
      listeners.add(l);
      return () => listeners.delete(l);
    },
    () => state,
  );
