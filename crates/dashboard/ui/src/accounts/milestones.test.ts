import { expect, test } from "vitest";
import { dueText } from "./milestones";

const now = new Date(2026, 10, 20, 9).getTime();

test("a milestone is late from the day after its date", () => {
  expect(dueText("2026-11-27", now)).toEqual({ text: "due 27 Nov", late: false });
  expect(dueText("2026-11-20", now)).toEqual({ text: "due today", late: false });
  expect(dueText("2026-11-19", now)).toEqual({ text: "due 19 Nov, 1 day late", late: true });
  expect(dueText("2025-12-31", now).text).toBe("due 31 Dec 2025, 324 days late");
  expect(dueText(null, now)).toEqual({ text: "No date", late: false });
});
