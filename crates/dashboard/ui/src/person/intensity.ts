/** i0 to i5: how busy a day is against that person's own busiest day. */
export function intensity(count: number, max: number): 0 | 1 | 2 | 3 | 4 | 5 {
  if (count <= 0 || max <= 0) return 0;
  const part = count / max;
  if (part > 0.8) return 5;
  if (part > 0.55) return 4;
  if (part > 0.32) return 3;
  if (part > 0.14) return 2;
  return 1;
}

/** Bar height in percent: relative to the same maximum, never thinner than 8 when not zero. */
export function barHeight(count: number, max: number): number {
  if (count <= 0 || max <= 0) return 0;
  return Math.max(8, (count / max) * 100);
}
