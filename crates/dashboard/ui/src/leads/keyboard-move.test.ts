import { describe, expect, it } from "vitest";
import { arrow } from "./keyboard-move";

const stages = ["a", "b", "won"];
const order = { a: ["1", "2", "3"], b: ["9"], won: [] };

describe("arrow", () => {
  it("moves inside a stage and stops at its ends", () => {
    expect(arrow(order, stages, "2", "ArrowUp").a).toEqual(["2", "1", "3"]);
    expect(arrow(order, stages, "2", "ArrowDown").a).toEqual(["1", "3", "2"]);
    expect(arrow(order, stages, "1", "ArrowUp")).toBe(order);
  });
  it("moves between stages at the same height, or the end of a shorter one", () => {
    const right = arrow(order, stages, "3", "ArrowRight");
    expect(right).toEqual({ a: ["1", "2"], b: ["9", "3"], won: [] });
    expect(arrow(right, stages, "3", "ArrowRight")).toEqual({
      a: ["1", "2"],
      b: ["9"],
      won: ["3"],
    });
  });
  it("stays where there is no further stage", () => {
    expect(arrow(order, stages, "1", "ArrowLeft")).toBe(order);
  });
});
