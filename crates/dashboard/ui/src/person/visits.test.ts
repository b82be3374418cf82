import { describe, expect, it } from "vitest";
import type { TimelineEntry } from "../api/types";
import { visitWords, withVisits } from "./visits";

const entry = (minute: number, kind: string, data: TimelineEntry["data"] = {}): TimelineEntry => ({
  id: `${minute}${kind}`,
  at: new Date(Date.UTC(2026, 10, 20, 12, minute)).toISOString(),
  type: kind.startsWith("site_") ? "site" : "crm",
  kind,
  actor: { kind: "visitor", id: null, name: null },
  data,
});

describe("visits", () => {
  it("joins site events up to half an hour apart, and nothing across other entries", () => {
    const items = withVisits([
      entry(59, "site_pageview"),
      entry(30, "site_custom"),
      entry(29, "stage_changed"),
      entry(28, "site_pageview"),
      entry(-3, "site_pageview"),
    ]);
    expect(items.map((i) => ("visit" in i ? i.visit.length : i.kind))).toEqual([
      2,
      "stage_changed",
      1,
      1,
    ]);
  });

  it("counts what a visit had", () => {
    const words = visitWords([
      entry(5, "site_click"),
      entry(4, "site_pageview", { path: "/pricing" }),
      entry(3, "site_custom", { name: "plan_viewed" }),
      entry(2, "site_custom", { name: "demo_opened" }),
      entry(1, "site_pageview", { path: "/" }),
    ]);
    expect(words).toEqual({
      page: "/pricing",
      morePages: 1,
      events: ["demo_opened", "plan_viewed"],
      others: 1,
    });
  });
});
