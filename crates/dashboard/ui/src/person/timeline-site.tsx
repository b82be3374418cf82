import type { ReactNode } from "react";
import type { TimelineEntry } from "../api/types";
import { count, middle, summary } from "../lib/text";
import { visitWords } from "./visits";

/** A visit in one sentence; a single event says all that is known of it. */
export function siteSentence(visit: [TimelineEntry, ...TimelineEntry[]]): {
  text: ReactNode;
  sub?: ReactNode;
} {
  if (visit.length === 1) return one(visit[0]);
  const { page, morePages, events, others } = visitWords(visit);
  const rest = others > 0 ? count(others, "other event") : null;
  const sub = [events.length > 0 ? events.join(", ") : null, rest].filter(Boolean).join(" · ");
  if (!page) return { text: `${count(visit.length, "event")} on your site`, sub };
  return {
    text: (
      <>
        Visited <b title={page}>{middle(page, 60)}</b>
        {morePages > 0 && ` and ${count(morePages, "more page")}`}
      </>
    ),
    sub,
  };
}

function one({ kind, data }: TimelineEntry): { text: ReactNode; sub?: ReactNode } {
  const path = middle(data.path ?? data.url ?? "an unknown page", 60);
  const value = data.value === null || data.value === undefined ? null : `value: ${data.value}`;
  const facts = [value, summary(data.properties ?? null)].filter(Boolean).join(" · ");
  switch (kind) {
    case "site_pageview":
      return {
        text: (
          <>
            Visited <b>{path}</b>
          </>
        ),
        sub: facts,
      };
    case "site_custom":
      return { text: <b>{data.name ?? "Custom event"}</b>, sub: facts || `on ${path}` };
    case "site_identify":
      return { text: "Identified on your site", sub: facts || (data.name ?? `on ${path}`) };
    case "site_click":
      return { text: `Clicked ${data.name ?? "something"}`, sub: `on ${path}` };
    case "site_scroll":
      return { text: `Scrolled on ${path}`, sub: facts };
    case "site_outbound_click":
      return { text: "Left through a link", sub: data.name ?? data.url ?? path };
    default:
      return { text: data.name ?? "Event on your site", sub: `on ${path}` };
  }
}
