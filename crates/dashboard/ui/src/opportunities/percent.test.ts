import { expect, test } from "vitest";
import { percent } from "./percent";

test("a probability is a whole number from 0 to 100, or nothing", () => {
  expect(percent("75 %")).toBe(75);
  expect(percent("0")).toBe(0);
  expect(percent("")).toBe(null);
  for (const wrong of ["101", "-1", "7.5", "high"])
    expect(() => percent(wrong)).toThrow(/0 to 100/);
});
