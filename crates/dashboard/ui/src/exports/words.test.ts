import { describe, expect, it } from "vitest";
import type { DataExport, ExportFilters, Widget } from "../api/types";
import { contents, progress, size } from "./words";

it("progress ends at 100 and begins at 0, whatever was counted", () => {
  expect(progress({ rows: 0, total: 0 })).toBe(0);
  expect(progress({ rows: 333, total: 1000 })).toBe(33);
  expect(progress({ rows: 999, total: 1000 })).toBe(99);
  expect(progress({ rows: 1200, total: 1000 })).toBe(100);
});

it("sizes have one digit after the point only while they are small", () => {
  expect(size(812)).toBe("812 B");
  expect(size(3_420_000)).toBe("3.4 MB");
  expect(size(42_800)).toBe("43 KB");
  expect(size(2_500_000_000)).toBe("2.5 GB");
});

describe("contents", () => {
  const of = (filters: ExportFilters) =>
    contents({ filters } as DataExport, [{ id: "w1", name: "Marketing site" }] as Widget[]);
  it("names what was asked for", () => {
    expect(of({})).toBe("All events");
    expect(of({ type: "pageview", widget_id: "w1", from: "2026-11-01" })).toBe(
      "Pageviews of Marketing site, from 1 Nov 2026",
    );
  });
  it("says so when the widget is gone", () => {
    expect(of({ widget_id: "w2" })).toBe("All events of a deleted widget");
  });
});
