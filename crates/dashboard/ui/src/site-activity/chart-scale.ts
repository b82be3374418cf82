import type { Counted } from "../api/types";
import { dayOf, hourOf } from "./words";

/** Round numbers from 0 to above the highest value, four at most. */
export function gridLines(highest: number): number[] {
  const wanted = Math.max(1, highest) / 3;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step = [1, 2, 2.5, 5, 10]
    .map((m) => m * power)
    .find((s) => s >= wanted && Number.isInteger(s));
  const size = step ?? Math.ceil(wanted);
  return Array.from({ length: Math.ceil(Math.max(1, highest) / size) + 1 }, (_, i) => i * size);
}

export interface AxisLabel {
  index: number;
  text: string;
}
/** Days or hours below the curves, at even steps that fit; the last one is now. */
export function axisLabels(points: Counted[], unit: "hour" | "day", width: number): AxisLabel[] {
  const last = points.length - 1;
  const room = Math.min(8, Math.max(2, Math.floor(width / 80)));
  const steps = unit === "hour" ? [1, 2, 3, 4, 6, 12] : [1, 7, 14, 28, 56];
  const step = steps.find((s) => last / s <= room) ?? Math.max(1, last);
  const labels = points.flatMap((p, index) =>
    index % step === 0 && index < last && last - index >= Math.min(step, last) * 0.7
      ? [{ index, text: unit === "hour" ? hourOf(p.at) : dayOf(p.at).short }]
      : [],
  );
  return last < 0 ? [] : [...labels, { index: last, text: unit === "hour" ? "Now" : "Today" }];
}

/** An SVG path through the values. */
export const linePath = (
  values: number[],
  x: (index: number) => number,
  y: (value: number) => number,
  from = 0,
): string =>
  values.map((v, i) => `${i === 0 ? "M" : "L"}${round(x(from + i))} ${round(y(v))}`).join("");

const round = (n: number) => Math.round(n * 10) / 10;
