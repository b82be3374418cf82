import { expect, test } from "vitest";
import type { SiteReport } from "../api/types";
import { pointText } from "./chart-tip";

const at = (day: number, count: number) => ({ at: `2026-11-0${day}T00:00:00Z`, count });
const report = {
  unit: "day",
  visitors_error: 0,
  pageviews: [at(8, 602), at(9, 1)],
  visitors: [at(8, 211), at(9, 1)],
  before: { pageviews: [at(1, 1451), at(2, 0)] },
} as unknown as SiteReport;

test("a point in words, the leading curve first", () => {
  expect(pointText(report, "pageviews", 0)).toBe(
    "Sun 8 Nov 2026, UTC: 602 pageviews, 1,451 before; 211 visitors",
  );
  expect(pointText({ ...report, visitors_error: 0.01, before: null }, "visitors", 1)).toBe(
    "Mon 9 Nov 2026, so far, UTC: about 1 visitor; 1 pageview",
  );
});
