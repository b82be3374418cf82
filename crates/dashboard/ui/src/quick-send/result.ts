import type { Id, QuickSendResult } from "../api/types";
import { count } from "../lib/text";
import type { Recipient } from "./recipients";

export interface SkippedGroup {
  /** Why, for a person. */
  detail: string;
  names: string[];
}

/** Those to whom nothing is sent, by the reason; the commonest first. */
export function groupSkipped(
  skipped: QuickSendResult["skipped"],
  known: Recipient[],
): SkippedGroup[] {
  const names = new Map<Id, string>(known.map((p) => [p.id, p.display_name]));
  const groups = new Map<string, string[]>();
  for (const { lead_id, detail } of skipped) {
    const of = groups.get(detail) ?? [];
    of.push(names.get(lead_id) ?? "");
    groups.set(detail, of);
  }
  return [...groups]
    .map(([detail, of]) => ({ detail, names: of }))
    .sort((a, b) => b.names.length - a.names.length);
}

const SHOWN = 8;

/** "Ada, Ben and 3 more"; those whose names are not on this page are only counted. */
export function nameList(names: string[]): string {
  const shown = names.filter(Boolean).slice(0, SHOWN);
  const more = names.length - shown.length;
  if (shown.length === 0) return count(more, "person", "people");
  return more > 0 ? `${shown.join(", ")} and ${more.toLocaleString("en")} more` : shown.join(", ");
}

/** "Sent to 12, skipped 3". */
export function sentSaid({ accepted, skipped }: QuickSendResult): string {
  const sent = accepted.length === 0 ? "nobody" : accepted.length.toLocaleString("en");
  const left = skipped.length > 0 ? `, skipped ${skipped.length.toLocaleString("en")}` : "";
  return `Sent to ${sent}${left}`;
}
