import { describe, expect, it } from "vitest";
import type { ExportFilters, ExportObject, Teammate, Widget } from "../api/types";
import { working } from "./start-export";
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
  const widgets = [{ id: "w1", name: "Marketing site" }] as Widget[];
  const team = [{ id: "u1", name: "Ines Duarte" }] as Teammate[];
  const of = (object: ExportObject, filters: ExportFilters) =>
    contents({ object, filters }, { widgets, team, pipelines: [] });
  it("names the events that were asked for", () => {
    expect(of("events", {})).toBe("All events");
    expect(of("events", { type: "pageview", widget_id: "w1", from: "2026-11-01" })).toBe(
      "Pageviews of Marketing site, from 1 Nov 2026",
    );
  });
  it("says so when the widget is gone", () => {
    expect(of("events", { widget_id: "w2" })).toBe("All events of a deleted widget");
  });
  it("names the people that were asked for", () => {
    expect(of("leads", {})).toBe("All leads");
    expect(of("contacts", {})).toBe("All contacts");
    expect(of("leads", { source: "import", assigned_to: "u1", tag: "fair" })).toBe(
      "Leads from Import, assigned to Ines Duarte, with the tag fair",
    );
    expect(of("leads", { assigned_to: "none", search: "lift", pipeline_id: "gone" })).toBe(
      "Leads in a deleted pipeline, assigned to nobody, matching “lift”",
    );
  });
});

it("says how far an export is, once it has been counted", () => {
  expect(working({ object: "leads", rows: 0, total: 0 })).toBe("Exporting leads");
  expect(working({ object: "contacts", rows: 40, total: 100 })).toBe("Exporting contacts, 40%");
});
