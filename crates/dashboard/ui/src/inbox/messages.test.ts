import { expect, test } from "vitest";
import type { ConversationDetail, ConversationMessage } from "../api/types";
import { merged, withEarlier, withSent } from "./messages";

const message = (n: number) =>
  ({ id: `m${n}`, at: `2026-11-20T10:0${n}:00Z` }) as ConversationMessage;
const detail = (earlier_cursor: string | null, ...numbers: number[]) =>
  ({ earlier_cursor, messages: numbers.map(message) }) as ConversationDetail;
const ids = (c: ConversationDetail) => c.messages.map((m) => m.id).join(" ");

test("what slides out of the newest stays, with the place to go on from", () => {
  const now = merged(detail("before 1", 1, 2, 3), detail("before 3", 3, 4, 5));
  expect(ids(now)).toBe("m1 m2 m3 m4 m5");
  expect(now.earlier_cursor).toBe("before 1");
});

test("a message that is gone from the newest is gone", () => {
  expect(ids(merged(detail(null, 1, 2, 3, 4), detail(null, 2, 4)))).toBe("m1 m2 m4");
});

test("nothing is shown as if it followed when something is missing between", () => {
  const now = merged(detail("before 1", 1, 2), detail("before 5", 5, 6));
  expect(ids(now)).toBe("m5 m6");
  expect(now.earlier_cursor).toBe("before 5");
});

test("earlier ones go before, whatever their order, and each is there once", () => {
  const page = { data: [message(3), message(2), message(1)], next_cursor: null };
  const now = withEarlier(detail("before 3", 3, 4), page);
  expect(ids(now)).toBe("m1 m2 m3 m4");
  expect(now.earlier_cursor).toBeNull();
  expect(ids(withSent(withSent(detail(null, 1), message(2)), message(2)))).toBe("m1 m2");
});
