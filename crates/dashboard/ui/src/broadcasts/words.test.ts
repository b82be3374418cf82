import { expect, test } from "vitest";
import { countsLine, lasts, percent, progress, reasonText } from "./words";

const counts = {
  total: 214,
  waiting: 0,
  sent: 201,
  delivered: 190,
  read: 40,
  clicked: 12,
  failed: 5,
  skipped: 8,
};

test("counts in a line leave out what did not occur", () => {
  expect(countsLine(counts)).toBe("Sent 201 · Failed 5 · Skipped 8");
  expect(countsLine({ ...counts, sent: 0, failed: 0 })).toBe("Sent 0 · Skipped 8");
});

test("a campaign to nobody has made no progress", () => {
  expect(progress({ ...counts, waiting: 107 })).toBe(50);
  expect(progress({ ...counts, total: 0 })).toBe(0);
});

test("a share is not rounded to all or nothing", () => {
  expect([0, 0.001, 0.94, 0.999, 1].map(percent)).toEqual([
    "0%",
    "under 1%",
    "94%",
    "over 99%",
    "100%",
  ]);
});

test("a code becomes words, a sentence stays", () => {
  expect(reasonText("no_address")).toBe("No address");
  expect(reasonText("Has no WhatsApp number")).toBe("Has no WhatsApp number");
});

test("how long it takes", () => {
  expect([lasts(10, 60), lasts(214, 60), lasts(60_000, 60)]).toEqual([
    "under a minute",
    "about 4 minutes",
    "about 17 hours",
  ]);
});
