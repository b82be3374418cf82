import { api, call } from "../api/client";
import { reason } from "../api/errors";
import { queryClient } from "../api/query";
import type { BulkInput, Id, LeadFilter, Picked } from "../api/types";
import { say, sayRefused, sayWithUndo } from "../ui/toast";
import { refresh } from "./api";
import { bulkSaid, undoSaid } from "./bulk-words";
import type { Selection } from "./selection";

/** Which leads, as the API takes them. */
export const whichOf = (of: Selection, filter: LeadFilter): Picked =>
  of.all ? { filter } : { lead_ids: [...of.ids] };

/** Any of the records may be another now, and so may its history. */
function changed() {
  for (const key of ["lead", "timeline"]) {
    void queryClient.invalidateQueries({ queryKey: [key] });
  }
  return refresh();
}

async function takeBack(id: Id) {
  try {
    say(
      undoSaid(await call(api.POST("/leads/bulk-action/{id}/undo", { params: { path: { id } } }))),
    );
  } catch (error) {
    sayRefused(`Not undone: ${reason(error)}`);
  }
  await changed();
}

/** Does it, and says what it came to with a way back. A refusal is thrown: whoever asked says it. */
export async function bulk(input: BulkInput, what: string | null = null) {
  const outcome = await call(api.POST("/leads/bulk-action", { body: input }));
  await changed();
  const said = bulkSaid(input.action, outcome, what);
  const undo = outcome.undo_id;
  if (undo) sayWithUndo(said, () => void takeBack(undo));
  else say(said);
}
