import { expect, it } from "vitest";
import { pollAfter } from "./poll";

it("looks often only while a message of today is on its way", () => {
  const now = Date.parse("2026-11-20T12:00:00Z");
  const message = (status: "sent" | "delivered", created_at: string) => ({ status, created_at });
  expect(pollAfter([message("sent", "2026-11-20T11:00:00Z")], now)).toBe(5000);
  expect(pollAfter([message("delivered", "2026-11-20T11:00:00Z")], now)).toBe(15_000);
  expect(pollAfter([message("sent", "2026-11-19T11:00:00Z")], now)).toBe(15_000);
});
