import { expect, test } from "vitest";
import { instantOf, wallOf, whenIn } from "./schedule";

test("a time is meant on the clocks of the workspace, in summer and in winter", () => {
  const berlin = "Europe/Berlin";
  expect(instantOf({ day: "2026-07-01", time: "09:00" }, berlin)).toBe("2026-07-01T07:00:00.000Z");
  expect(instantOf({ day: "2026-12-01", time: "09:00" }, berlin)).toBe("2026-12-01T08:00:00.000Z");
  expect(instantOf({ day: "2026-12-01", time: "00:30" }, "Asia/Kolkata")).toBe(
    "2026-11-30T19:00:00.000Z",
  );
});

test("on the days on which the clocks change, both sides of the change hold", () => {
  const city = "America/New_York";
  const around = ["00:30", "01:30", "03:30", "12:00"];
  for (const day of ["2026-03-08", "2026-11-01"])
    for (const time of around)
      expect(wallOf(instantOf({ day, time }, city) ?? "", city)).toEqual({ day, time });
});

test("what is no time is none", () => {
  expect(instantOf({ day: "", time: "09:00" }, "UTC")).toBeNull();
  expect(instantOf({ day: "2026-12-01", time: "" }, "UTC")).toBeNull();
});

test("it is told on the same clocks", () => {
  expect(whenIn("2026-11-30T19:00:00Z", "Asia/Kolkata")).toBe("1 Dec 2026, 00:30");
});
