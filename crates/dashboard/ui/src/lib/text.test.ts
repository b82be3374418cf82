import { describe, expect, it } from "vitest";
import { initials, labelOf, middle, splitTags, summary } from "./text";

describe("initials", () => {
  it.each([
    ["Maya Lindqvist", "ML"],
    ["田中 美咲", "田"],
    ["محمد الحربي", "م"],
    ["Κατερίνα Βλάχου", "ΚΒ"],
    ["dispatch@kalev-kyte.example", "DK"],
    ["+49 30 5550 0142", "43"],
    ["", "?"],
  ])("%s", (name, expected) => expect(initials(name)).toBe(expected));
});

describe("text", () => {
  it("cuts in the middle and keeps both ends", () => {
    expect(middle("/customers/elevator-maintenance", 15)).toBe("/custom…tenance");
    expect(middle("/short", 15)).toBe("/short");
  });
  it("splits tags once each", () => {
    expect(splitTags(" hot, trade show ,, hot")).toEqual(["hot", "trade show"]);
  });
  it("labels a key", () => {
    expect(labelOf("annualRevenue")).toBe("Annual revenue");
    expect(labelOf("go_live_wanted")).toBe("Go live wanted");
  });
  it("sums up properties", () => {
    expect(summary({ format: "pdf", pages: 12, gone: null })).toBe("format: pdf · pages: 12");
    expect(summary({ a: 1, b: 2, c: 3 }, 2)).toBe("a: 1 · b: 2 · +1");
  });
});
