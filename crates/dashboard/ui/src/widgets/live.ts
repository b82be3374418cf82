import type { StoredEvent, VisitorRow } from "../api/types";
import { middle, summary } from "../lib/text";

type Words = { main: string; more: string };

/** What an event says of itself in one line. */
export function eventWords(e: StoredEvent): Words {
  const path = middle(e.path || e.url, 44);
  const value = e.value === null ? "" : `value: ${e.value}`;
  const facts = [value, summary(e.properties, 2)].filter(Boolean).join(" · ");
  switch (e.type) {
    case "pageview":
      return { main: path, more: "" };
    case "custom":
      return { main: e.name ?? "Custom event", more: facts || path };
    case "identify":
      return { main: "Identified", more: path };
    case "click":
      return { main: e.name ? `Clicked “${e.name}”` : "Clicked something", more: path };
    case "scroll":
      return { main: `Scrolled${depth(e.properties)}`, more: path };
    case "outbound_click":
      return { main: e.name ? `Left by “${e.name}”` : "Left by a link", more: path };
  }
}

const depth = (properties: StoredEvent["properties"]) =>
  typeof properties?.depth === "number" ? ` to ${properties.depth} %` : "";

/** How many of the rows stand above the one that was first: what slides in. All others are as they were. */
export function arrived(ids: string[], before: string | undefined): number {
  if (before === undefined) return 0;
  const at = ids.indexOf(before);
  return at < 0 ? ids.length : at;
}

export type Named = NonNullable<VisitorRow["customer"]>;

/** Events carry ids alone; the people are found in the list of visitors, by their own id. */
export const namesOf = (visitors: VisitorRow[]): Map<string, Named> =>
  new Map(visitors.flatMap((v) => (v.customer ? [[v.customer.id, v.customer]] : [])));
