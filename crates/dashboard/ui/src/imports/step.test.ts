import { describe, expect, it } from "vitest";
import type { ImportState } from "../api/types";
import { isRevertible, isUnderWay, progress, stepOf } from "./step";

/** Proves: L43 */
describe("the step of an import", () => {
  const at = (state: ImportState, asked: string | null = null, ready = true) =>
    stepOf({ state }, asked, ready);
  it("is chosen until it begins, and columns come first", () => {
    expect(at("uploaded")).toBe("columns");
    expect(at("uploaded", "rules")).toBe("rules");
    expect(at("uploaded", "check")).toBe("check");
    expect(at("uploaded", "result")).toBe("columns");
    expect(at("uploaded", "check", false)).toBe("columns");
  });
  it("is told by the import alone from then on, whatever the address asks for", () => {
    for (const state of ["queued", "running", "reverting"] as const) {
      expect(at(state, "columns", false)).toBe("running");
      expect(isUnderWay({ state })).toBe(true);
    }
    for (const state of ["done", "failed", "reverted"] as const) {
      expect(at(state, "check")).toBe("result");
      expect(isUnderWay({ state })).toBe(false);
    }
  });
});

it("progress is whole per cents, and none of an empty file", () => {
  expect(progress({ done: 0, rows: 0 })).toBe(0);
  expect(progress({ done: 4999, rows: 5000 })).toBe(99);
  expect(progress({ done: 5000, rows: 5000 })).toBe(100);
});

it("can be taken back once it ended, until its day", () => {
  const until = "2026-12-21T00:00:00Z";
  const before = Date.parse("2026-12-20T00:00:00Z");
  expect(isRevertible({ state: "done", revertible_until: until }, before)).toBe(true);
  expect(isRevertible({ state: "done", revertible_until: until }, Date.parse(until))).toBe(false);
  expect(isRevertible({ state: "reverted", revertible_until: until }, before)).toBe(false);
  expect(isRevertible({ state: "done", revertible_until: null }, before)).toBe(false);
});
