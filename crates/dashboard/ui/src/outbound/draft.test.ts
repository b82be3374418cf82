import { expect, test } from "vitest";
import type { OutboundWebhook } from "../api/types";
import { changes, draftOf } from "./draft";

const webhook = {
  url: "https://x.example/in",
  description: null,
  events: ["lead.created", "contact.created"],
  active: true,
} as OutboundWebhook;

test("ticking an event off and on again is no change, nor is an empty description", () => {
  const draft = draftOf(webhook);
  expect(changes(webhook, { ...draft, events: ["contact.created", "lead.created"] })).toEqual({
    patch: {},
    count: 0,
  });
  expect(changes(webhook, { ...draft, description: " " }).count).toBe(0);
});

test("only what differs is sent", () => {
  const draft = { ...draftOf(webhook), url: " https://y.example ", active: false };
  expect(changes(webhook, draft)).toEqual({
    patch: { url: "https://y.example", active: false },
    count: 2,
  });
});
