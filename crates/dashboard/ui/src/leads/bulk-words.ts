import type { BulkAction, BulkOutcome } from "../api/types";
import { count } from "../lib/text";

const leads = (n: number) => count(n, "lead");

function did(action: BulkAction, n: number, what: string | null): string {
  if (action === "move_stage") return `${leads(n)} moved to ${what}`;
  if (action === "assign")
    return what ? `${leads(n)} assigned to ${what}` : `${leads(n)} unassigned`;
  if (action === "tag") return `${leads(n)} tagged “${what}”`;
  if (action === "untag") return `“${what}” removed from ${leads(n)}`;
  return `${leads(n)} deleted`;
}

/** What a bulk action came to, in one line; `what` is the stage, the teammate or the tag. */
export function bulkSaid(
  action: BulkAction,
  { done, unchanged, not_found: gone }: Pick<BulkOutcome, "done" | "unchanged" | "not_found">,
  what: string | null = null,
): string {
  const rest = [
    unchanged > 0 &&
      `${unchanged.toLocaleString("en")} ${unchanged === 1 ? "was" : "were"} so already`,
    gone > 0 && `${gone.toLocaleString("en")} ${gone === 1 ? "is" : "are"} not there any more`,
  ].filter(Boolean);
  const said = done > 0 ? did(action, done, what) : "Nothing changed";
  return rest.length > 0 ? `${said}; ${rest.join(", ")}` : said;
}

/** What taking it back came to. */
export function undoSaid({ done, unchanged }: Pick<BulkOutcome, "done" | "unchanged">): string {
  const kept = `${leads(unchanged)} changed since and ${unchanged === 1 ? "stays" : "stay"}`;
  if (done === 0)
    return unchanged > 0 ? `Nothing put back: ${kept}` : "Nothing was left to put back";
  return unchanged > 0 ? `${leads(done)} put back; ${kept}` : `${leads(done)} put back`;
}
