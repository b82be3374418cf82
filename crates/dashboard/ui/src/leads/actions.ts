import { ApiError, reason } from "../api/errors";
import type { Lead, Stage } from "../api/types";
import { sayRefused, sayWithUndo } from "../ui/toast";
import { deleteLead, moveLead, refresh, restoreLead, took } from "./api";

/** Why a move did not happen, in words of this page. */
export function moveRefused(name: string, error: unknown): string {
  if (error instanceof ApiError && error.code === "stale_stage") {
    return `${name} not moved: somebody else moved it first`;
  }
  return `${name} not moved: ${reason(error)}`;
}

/** Moves from a menu: one call, then the toast that can take it back. */
export async function moveTo(lead: Lead, stage: Stage) {
  const { stage_id: from, position } = lead;
  if (stage.id === from) return;
  try {
    took(await moveLead(lead.id, stage.id, from));
    sayWithUndo(`${lead.display_name} moved to ${stage.name}`, async () => {
      try {
        took(await moveLead(lead.id, from, stage.id, position));
      } catch (error) {
        sayRefused(moveRefused(lead.display_name, error));
        void refresh(lead.id);
      }
    });
  } catch (error) {
    sayRefused(moveRefused(lead.display_name, error));
    void refresh(lead.id);
  }
}

export async function removeLead(lead: Pick<Lead, "id" | "display_name">): Promise<boolean> {
  try {
    await deleteLead(lead.id);
  } catch (error) {
    sayRefused(`${lead.display_name} not deleted: ${reason(error)}`);
    return false;
  }
  sayWithUndo(`${lead.display_name} deleted`, async () => {
    try {
      await restoreLead(lead.id);
    } catch (error) {
      sayRefused(`${lead.display_name} not restored: ${reason(error)}`);
    }
  });
  return true;
}
