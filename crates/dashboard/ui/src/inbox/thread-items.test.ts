import { expect, test } from "vitest";
import type { ConversationMessage } from "../api/types";
import { type ThreadItem, threadItems } from "./thread-items";

const NOW = new Date(2026, 10, 20, 15, 0).getTime();
const at = (day: number, hour: number, minute: number) =>
  new Date(2026, 10, day, hour, minute).toISOString();
let n = 0;
const message = (
  author: ConversationMessage["author"],
  when: string,
  more: Partial<ConversationMessage> = {},
): ConversationMessage => ({
  id: `m${++n}`,
  author,
  author_name: null,
  body: `says ${n}`,
  at: when,
  page: null,
  delivery: null,
  seen: false,
  ...more,
});
const lines = (items: ThreadItem[]) => items.flatMap((i) => ("line" in i ? [i.line] : []));
const started = { earlier_cursor: null, started_on: "https://fernhill.example/pricing?a=1" };

test("a thread begins with when and where, and every further day has its line", () => {
  const messages = [
    message("bot", at(19, 16, 5)),
    message("system", at(19, 16, 7), { body: "Email captured" }),
    message("person", at(20, 9, 51)),
  ];
  expect(lines(threadItems({ ...started, messages }, NOW))).toEqual([
    "Yesterday 16:05, started on /pricing",
    "Email captured",
    "Today",
  ]);
  // What comes first is not the beginning while there are earlier ones.
  expect(lines(threadItems({ ...started, earlier_cursor: "c", messages }, NOW))[0]).toBe(
    "Yesterday",
  );
});

test("who and when stand below the last message of a minute, and where when it is elsewhere", () => {
  const page = "https://fernhill.example/pricing";
  const items = threadItems(
    {
      ...started,
      messages: [
        message("person", at(20, 10, 2), { page }),
        message("person", at(20, 10, 2), { page }),
        message("person", at(20, 10, 3), { page: "https://fernhill.example/security" }),
        message("user", at(20, 10, 3)),
      ],
    },
    NOW,
  );
  const shown = items.flatMap((i) => ("message" in i ? [[i.captioned, i.page]] : []));
  expect(shown).toEqual([
    [false, null],
    [true, null],
    [true, "/security"],
    [true, null],
  ]);
});
