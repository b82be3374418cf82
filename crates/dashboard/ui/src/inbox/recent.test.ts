import { expect, test } from "vitest";
import type { SiteEvent } from "../api/types";
import { recentOf } from "./recent";

let n = 0;
const event = (type: SiteEvent["type"], path: string, name: string | null = null) =>
  ({ id: String(++n), type, path, name }) as SiteEvent;

test("a page that was seen again stands where it was seen last", () => {
  const { pages, events } = recentOf([
    { events: [event("pageview", "/b"), event("custom", "/b", "trial"), event("pageview", "/a")] },
    { events: [event("pageview", "/b"), event("pageview", "/c"), event("session_start", "/c")] },
  ]);
  expect(pages.map((p) => p.path)).toEqual(["/b", "/a", "/c"]);
  expect(events.map((e) => e.name)).toEqual(["trial"]);
});

test("at most six pages and five events", () => {
  const many = Array.from({ length: 9 }, (_, i) => [
    event("pageview", `/${i}`),
    event("custom", "/", `e${i}`),
  ]).flat();
  const { pages, events } = recentOf([{ events: many }]);
  expect([pages.length, events.length]).toEqual([6, 5]);
});
