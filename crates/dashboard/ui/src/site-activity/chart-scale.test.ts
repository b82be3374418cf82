import { expect, test } from "vitest";
import { axisLabels, gridLines, linePath } from "./chart-scale";

test("grid lines are round, few, and reach above the highest", () => {
  expect(gridLines(643)).toEqual([0, 250, 500, 750]);
  expect(gridLines(0)).toEqual([0, 1]);
  expect(gridLines(2)).toEqual([0, 1, 2]);
  expect(gridLines(7)).toEqual([0, 5, 10]);
  expect(gridLines(30)).toEqual([0, 10, 20, 30]);
  for (let n = 1; n < 5000; n += 7) {
    const lines = gridLines(n);
    expect(lines.length).toBeLessThanOrEqual(4);
    expect(lines[lines.length - 1]).toBeGreaterThanOrEqual(n);
    expect(lines.every(Number.isInteger)).toBe(true);
  }
});

const days = (n: number) =>
  Array.from({ length: n }, (_, i) => ({
    at: new Date(Date.UTC(2026, 9, 22 + i)).toISOString(),
    count: 0,
  }));
const texts = (n: number, width: number) => axisLabels(days(n), "day", width).map((l) => l.text);

test("days are labelled as far as there is room", () => {
  expect(texts(30, 1100)).toEqual(["22 Oct", "29 Oct", "5 Nov", "12 Nov", "Today"]);
  expect(texts(7, 1100)).toHaveLength(7);
  expect(texts(30, 300)).toEqual(["22 Oct", "5 Nov", "Today"]);
  expect(texts(90, 1100)).toEqual([
    "22 Oct",
    "5 Nov",
    "19 Nov",
    "3 Dec",
    "17 Dec",
    "31 Dec",
    "Today",
  ]);
  expect(texts(90, 330)).toEqual(["22 Oct", "19 Nov", "17 Dec", "Today"]);
  expect(axisLabels([], "day", 300)).toEqual([]);
});

test("hours end now", () => {
  const hours = Array.from({ length: 24 }, (_, i) => ({
    at: new Date(Date.UTC(2026, 10, 19, 14 + i)).toISOString(),
    count: 0,
  }));
  const labels = axisLabels(hours, "hour", 600).map((l) => l.text);
  expect(labels[0]).toBe("14:00");
  expect(labels[labels.length - 1]).toBe("Now");
});

test("a line goes through its values", () => {
  expect(
    linePath(
      [1, 2],
      (i) => i * 10,
      (v) => 5 - v,
    ),
  ).toBe("M0 4L10 3");
  expect(
    linePath(
      [3],
      (i) => i,
      (v) => v,
      4,
    ),
  ).toBe("M4 3");
});
