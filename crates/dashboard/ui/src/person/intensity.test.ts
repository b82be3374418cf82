import { describe, expect, it } from "vitest";
import { barHeight, intensity } from "./intensity";

describe("intensity, relative to the person's own busiest day", () => {
  // Proves: E4
  it.each([
    [0, 0],
    [14, 1],
    [15, 2],
    [32, 2],
    [33, 3],
    [55, 3],
    [56, 4],
    [80, 4],
    [81, 5],
    [100, 5],
  ])("%i of 100 is i%i", (count, level) => expect(intensity(count, 100)).toBe(level));
  it("one event on the only busy day is the top", () => expect(intensity(1, 1)).toBe(5));
});

describe("barHeight", () => {
  it("is proportional, with a floor and a zero", () => {
    expect(barHeight(50, 100)).toBe(50);
    expect(barHeight(1, 100)).toBe(8);
    expect(barHeight(0, 100)).toBe(0);
  });
});
