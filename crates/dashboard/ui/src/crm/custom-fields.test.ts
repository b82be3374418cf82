import { describe, expect, it } from "vitest";
import type { CustomField } from "../api/types";
import { customRows, parseAs } from "./custom-fields";

const field = (key: string, position: number, more: Partial<CustomField> = {}): CustomField => ({
  id: key,
  object: "contact",
  key,
  label: key.toUpperCase(),
  type: "text",
  options: [],
  position,
  created_at: "2026-11-20T00:00:00Z",
  version: 1,
  ...more,
});

describe("customRows", () => {
  it("puts defined fields first, then discovered ones under the label they came with", () => {
    const rows = customRows([field("tier", 2), field("size", 1, { type: "number" })], {
      technicians: 140,
      annualRevenue: null,
      nested: { a: 1 },
      size: 12,
      _displayNames: { technicians: "Technicians (total)", size: "Team size" },
    });
    expect(rows.map((r) => [r.label, r.type, r.value, r.editable])).toEqual([
      ["SIZE", "number", 12, true],
      ["TIER", "text", null, true],
      ["Technicians (total)", null, 140, true],
      ["Annual revenue", null, null, true],
      ["Nested", null, { a: 1 }, false],
    ]);
  });
});

describe("parseAs", () => {
  it("keeps the type that a discovered value had", () => {
    expect(parseAs(null, 140, "1,250")).toBe(1250);
    expect(parseAs(null, 140, "many")).toBe("many");
    expect(parseAs(null, true, "no")).toBe(false);
    expect(parseAs(null, "x", "12")).toBe("12");
    expect(parseAs(null, "x", "")).toBe(null);
  });
  it("gives a defined field its own type", () => {
    expect(parseAs("number", null, "12.5")).toBe(12.5);
    expect(parseAs("text", 12, "12")).toBe("12");
  });
});
