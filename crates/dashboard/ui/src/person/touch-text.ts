import type { Touch } from "../api/types";

/** "google / cpc · spring-sale": where a visit came from; "Direct" when nothing says. */
export function cameFrom({ source, medium, campaign }: Touch): string {
  const by = [source, medium].filter(Boolean).join(" / ");
  return [by || (campaign ? null : "Direct"), campaign].filter(Boolean).join(" · ");
}

/** Somebody who came once has one touch, told twice. */
export const sameTouch = (a: Touch | null, b: Touch | null) =>
  a !== null && b !== null && a.at === b.at && a.url === b.url;
