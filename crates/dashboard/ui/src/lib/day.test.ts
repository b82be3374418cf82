import { expect, test } from "vitest";
import { dayDistance, daysUntil, longDay, shortDay } from "./day";

const now = new Date(2026, 10, 20, 23, 30).getTime();

test("a day is the same date in every zone", () => {
  expect(longDay("2026-12-14")).toBe("14 Dec 2026");
  expect(longDay("2026-09-01")).toBe("1 Sep 2026");
  expect(shortDay("2026-12-14", now)).toBe("14 Dec");
  expect(shortDay("2027-01-02", now)).toBe("2 Jan 2027");
});

test("the distance counts calendar days, not hours", () => {
  expect(daysUntil("2026-11-21", now)).toBe(1);
  expect(dayDistance("2026-11-20", now)).toBe("today");
  expect(dayDistance("2026-11-21", now)).toBe("tomorrow");
  expect(dayDistance("2026-12-14", now)).toBe("in 24 days");
  expect(dayDistance("2026-11-06", now)).toBe("14 days ago");
});
