import { reason } from "../api/errors";
import type { Merge } from "../api/types";
import { say, sayRefused, sayWithUndo } from "../ui/toast";
import { undoMerge } from "./api";

/** Done, and how to take it back at once; later it is in the record's menu. */
export function sayMerged(done: Merge, kept: string) {
  sayWithUndo(`${done.other_name} merged into ${kept}`, async () => {
    try {
      await undoMerge(done.id);
      say(`${done.other_name} and ${kept} are two records again`);
    } catch (error) {
      sayRefused(`Still merged: ${reason(error)}`);
    }
  });
}
