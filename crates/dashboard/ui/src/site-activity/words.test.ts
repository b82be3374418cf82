import { expect, test } from "vitest";
import { change, periodText, pointName, shortId, within } from "./words";

const at = (...instants: string[]) => instants.map((i) => ({ at: i, count: 1 }));

test("the period is named in UTC days or hours", () => {
  const days = at("2026-10-22T00:00:00Z", "2026-11-20T00:00:00Z");
  expect(periodText(days, "day")).toBe("22 Oct to 20 Nov 2026, UTC");
  const years = at("2026-12-22T00:00:00Z", "2027-01-20T00:00:00Z");
  expect(periodText(years, "day")).toBe("22 Dec 2026 to 20 Jan 2027, UTC");
  const hours = at("2026-11-19T14:00:00Z", "2026-11-20T13:00:00Z");
  expect(periodText(hours, "hour")).toBe("19 Nov 2026, 14:00 to now, UTC");
  expect(periodText([], "day")).toBe("");
});

test("a point is named whatever the zone it is written in", () => {
  expect(pointName("2026-11-10T00:00:00Z", "day")).toBe("Tue 10 Nov 2026");
  expect(pointName("2026-11-10T15:00:00+01:00", "hour")).toBe("Tue 10 Nov 2026, 14:00");
});

test("change against the period before", () => {
  expect(change(13214, 10874)).toEqual({ text: "+22%", way: "up" });
  expect(change(846, 881)).toEqual({ text: "−4%", way: "down" });
  expect(change(1001, 1000)).toEqual({ text: "0%", way: "same" });
  expect(change(0, 12)).toEqual({ text: "−100%", way: "down" });
  expect(change(12, 0)).toEqual({ text: "Up", way: "up" });
  expect(change(0, 0)).toEqual({ text: "None", way: "same" });
});

test("how exact an estimate is", () => {
  expect(within(0.0081)).toBe("0.8%");
  expect(within(0.01)).toBe("1%");
});

test("short ids tell random ids apart", () => {
  expect(shortId("anon_0198b2f4-7c21-7d3a-9a55-3f1e77aa90c1")).toBe("77aa90c1");
});
