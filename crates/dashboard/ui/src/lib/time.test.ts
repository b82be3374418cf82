import { describe, expect, it } from "vitest";
import { age, ago, bucketDay, dayLabel, duration, exact, longDuration, shortDate } from "./time";

const now = new Date(2026, 10, 20, 15, 0).getTime();
const past = (ms: number) => new Date(now - ms).toISOString();
const MIN = 60_000;
const HOUR = 60 * MIN;
const DAY = 24 * HOUR;

describe("age and ago", () => {
  it.each([
    [20_000, "now", "just now"],
    [3 * MIN, "3m", "3m ago"],
    [59 * MIN, "59m", "59m ago"],
    [2 * HOUR, "2h", "2h ago"],
    [5 * DAY, "5d", "5d ago"],
    [6 * DAY + 23 * HOUR, "6d", "6d ago"],
    [8 * DAY, "12 Nov", "12 Nov"],
  ])("%i ms", (ms, short, long) => {
    expect(age(past(ms), now)).toBe(short);
    expect(ago(past(ms), now)).toBe(long);
  });
  it("names the year when it is not this one", () => {
    expect(shortDate(new Date(2024, 2, 4).toISOString(), now)).toBe("4 Mar 2024");
  });
  it("does not go below zero for a clock that is ahead", () => {
    expect(ago(past(-5 * MIN), now)).toBe("just now");
  });
});

describe("duration", () => {
  it.each([
    [0, "0m"],
    [40, "40s"],
    [12 * 60, "12m"],
    [3599, "59m"],
    [3600, "1h"],
    [3900, "1h 5m"],
    [90_000, "25h"],
  ])("%i seconds is %s", (s, text) => expect(duration(s)).toBe(text));
});

describe("longDuration", () => {
  it.each([
    [40, "40s"],
    [7800, "2h 10m"],
    [90_000, "25h"],
    [3 * 86_400 + 4 * 3600 + 900, "3d 4h"],
    [5 * 86_400, "5d"],
    [34 * 86_400 + 7 * 3600, "34d"],
  ])("%i seconds is %s", (s, text) => expect(longDuration(s)).toBe(text));
});

describe("days", () => {
  it("calls by name, then by date", () => {
    expect(dayLabel(past(HOUR), now)).toBe("Today");
    expect(dayLabel(past(16 * HOUR), now)).toBe("Yesterday");
    expect(dayLabel(new Date(2026, 9, 29, 9).toISOString(), now)).toBe("29 October");
  });
  it("reads a bucket as a UTC day", () => {
    expect(bucketDay("2026-11-04")).toEqual({
      short: "4 Nov",
      weekday: "Wed 4 Nov",
      long: "Wed 4 Nov 2026",
    });
  });
  it("tells the exact moment in UTC", () => {
    expect(exact("2026-10-29T09:12:05Z").utc).toBe("29 Oct 2026, 09:12:05 UTC");
  });
});
