import { describe, expect, it } from "vitest";
import type { Delivery } from "../api/types";
import { inTime, outcome, pollAfter, stateOf, urlProblem } from "./words";

const now = Date.parse("2026-11-21T12:00:00Z");
const at = (seconds: number) => new Date(now + seconds * 1000).toISOString();
const delivery = (over: Partial<Delivery>): Delivery => ({
  id: "d1",
  event: "lead.created",
  state: "pending",
  attempts: 0,
  last_status: null,
  last_error: null,
  payload: {},
  created_at: at(-60),
  next_attempt_at: null,
  finished_at: null,
  ...over,
});

it("time ahead is rounded up, so that nothing is due before it says so", () => {
  expect(inTime(at(-5), now)).toBe("now");
  expect(inTime(at(40), now)).toBe("in 40s");
  expect(inTime(at(28 * 60 - 10), now)).toBe("in 28m");
  expect(inTime(at(9.2 * 3600), now)).toBe("in 10h");
});

describe("outcome", () => {
  it("says why it waits and until when", () => {
    const d = { attempts: 3, last_status: 503, last_error: "Service Unavailable" };
    expect(outcome(delivery({ ...d, next_attempt_at: at(1800) }), now)).toBe(
      "HTTP 503 · Service Unavailable · 3 of 8 attempts · next in 30m",
    );
    expect(outcome(delivery({}), now)).toBe("Goes out now");
  });
  it("an error that was overcome is not repeated", () => {
    const d = delivery({
      state: "delivered",
      attempts: 2,
      last_status: 200,
      last_error: "timeout",
    });
    expect(outcome(d, now)).toBe("HTTP 200 · 2 attempts");
  });
});

it("looks often only while something is about to go out", () => {
  expect(pollAfter([delivery({ next_attempt_at: at(3) })], now)).toBe(2000);
  expect(pollAfter([delivery({})], now)).toBe(2000);
  expect(pollAfter([delivery({ next_attempt_at: at(7200) })], now)).toBe(15_000);
  expect(pollAfter([delivery({ state: "failed" })], now)).toBe(15_000);
});

it("off by hand and stopped by itself read differently", () => {
  expect(stateOf({ active: true, disabled_reason: null }).label).toBe("On");
  expect(stateOf({ active: false, disabled_reason: null }).label).toBe("Off");
  expect(stateOf({ active: false, disabled_reason: "410" }).label).toBe("Stopped");
});

it("an address is whole and of the web", () => {
  expect(urlProblem("https://x.example/in")).toBeNull();
  expect(urlProblem(" ")).toMatch(/Enter the address/);
  expect(urlProblem("x.example/in")).toMatch(/whole address/);
  expect(urlProblem("ftp://x.example")).toMatch(/Start with/);
});
