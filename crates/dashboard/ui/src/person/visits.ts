import type { TimelineEntry } from "../api/types";

/** The silence after which the next event is another visit, as the server counts sessions. */
const GAP = 30 * 60_000;

export type TimelineItem = TimelineEntry | { visit: [TimelineEntry, ...TimelineEntry[]] };

/** One row per visit: site events that follow each other, newest first, become one item. */
export function withVisits(entries: TimelineEntry[]): TimelineItem[] {
  const items: TimelineItem[] = [];
  for (const entry of entries) {
    const last = items[items.length - 1];
    if (entry.type !== "site") items.push(entry);
    else if (last && "visit" in last && near(last.visit[last.visit.length - 1], entry)) {
      last.visit.push(entry);
    } else items.push({ visit: [entry] });
  }
  return items;
}

const near = (later: TimelineEntry | undefined, earlier: TimelineEntry) =>
  later !== undefined && Date.parse(later.at) - Date.parse(earlier.at) <= GAP;

/** What a visit was, in words: its newest page, how many more, and what else was done. */
export function visitWords(visit: [TimelineEntry, ...TimelineEntry[]]) {
  const pages = visit.filter((e) => e.kind === "site_pageview");
  const events = visit.filter((e) => e.kind === "site_custom").map((e) => e.data.name ?? "event");
  return {
    page: pages[0]?.data.path ?? pages[0]?.data.url ?? null,
    morePages: Math.max(0, pages.length - 1),
    events: [...new Set(events)].reverse(),
    others: visit.length - pages.length - events.length,
  };
}
