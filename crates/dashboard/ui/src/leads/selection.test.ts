import { describe, expect, it } from "vitest";
import {
  EVERYTHING,
  extend,
  howMany,
  isPicked,
  NOTHING,
  pageState,
  pickPage,
  toggle,
} from "./selection";

const shown = ["a", "b", "c", "d", "e"];
const ids = (of: { ids: ReadonlySet<string> }) => [...of.ids].sort();

describe("selection", () => {
  it("picks one and lets it go", () => {
    const one = toggle(NOTHING, "b", shown);
    expect(ids(one)).toEqual(["b"]);
    expect(ids(toggle(one, "b", shown))).toEqual([]);
  });
  it("a range goes both ways and keeps its beginning", () => {
    const start = toggle(NOTHING, "c", shown);
    const down = extend(start, "e", shown);
    expect(ids(down)).toEqual(["c", "d", "e"]);
    expect(ids(extend(down, "a", shown))).toEqual(["a", "b", "c", "d", "e"]);
  });
  it("a range takes away after its first one was let go", () => {
    const all = pickPage(NOTHING, shown, true);
    const without = toggle(all, "b", shown);
    expect(ids(extend(without, "d", shown))).toEqual(["a", "e"]);
  });
  it("a range without a beginning on this page is one pick", () => {
    expect(ids(extend(NOTHING, "d", shown))).toEqual(["d"]);
    const elsewhere = toggle(NOTHING, "x", ["x"]);
    expect(ids(extend(elsewhere, "d", shown))).toEqual(["d", "x"]);
  });
  it("a page adds to what other pages hold", () => {
    const other = toggle(NOTHING, "x", ["x"]);
    const both = pickPage(other, shown, true);
    expect(howMany(both, 99)).toBe(6);
    expect(pageState(both, shown)).toBe("all");
    expect(pageState(toggle(both, "a", shown), shown)).toBe("some");
    expect(ids(pickPage(both, shown, false))).toEqual(["x"]);
  });
  it("all results are counted by the server, and less one are those shown", () => {
    expect(howMany(EVERYTHING, 1234)).toBe(1234);
    expect(isPicked(EVERYTHING, "never seen")).toBe(true);
    expect(ids(toggle(EVERYTHING, "a", shown))).toEqual(["b", "c", "d", "e"]);
    expect(ids(pickPage(EVERYTHING, shown, false))).toEqual([]);
  });
});
