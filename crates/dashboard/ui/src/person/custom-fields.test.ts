import { describe, expect, it } from "vitest";
import { customRows, parseLike } from "./custom-fields";

describe("customRows", () => {
  it("uses the labels of _displayNames and hides that key", () => {
    const rows = customRows({
      technicians: 140,
      annualRevenue: null,
      nested: { a: 1 },
      _displayNames: { technicians: "Technicians (total)" },
    });
    expect(rows.map((r) => [r.label, r.editable])).toEqual([
      ["Technicians (total)", true],
      ["Annual revenue", true],
      ["Nested", false],
    ]);
  });
});

describe("parseLike", () => {
  it("keeps the type the value had", () => {
    expect(parseLike(140, "1,250")).toBe(1250);
    expect(parseLike(140, "many")).toBe("many");
    expect(parseLike(true, "no")).toBe(false);
    expect(parseLike("x", "12")).toBe("12");
    expect(parseLike("x", "")).toBe(null);
  });
});
