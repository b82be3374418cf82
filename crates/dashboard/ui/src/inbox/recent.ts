import type { SiteEvent, SiteSession } from "../api/types";

const PAGES = 6;
const EVENTS = 5;

/** What somebody saw and did last, the newest first; a page once. */
export function recentOf(sessions: Pick<SiteSession, "events">[]): {
  pages: SiteEvent[];
  events: SiteEvent[];
} {
  const all = sessions.flatMap((s) => s.events);
  const pages = new Map<string, SiteEvent>();
  for (const e of all) if (e.type === "pageview" && !pages.has(e.path)) pages.set(e.path, e);
  return {
    pages: [...pages.values()].slice(0, PAGES),
    events: all.filter((e) => e.type === "custom").slice(0, EVENTS),
  };
}
