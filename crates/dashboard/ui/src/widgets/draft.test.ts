import { describe, expect, it } from "vitest";
import type { Widget } from "../api/types";
import { newBehavior } from "./capture-draft";
import { asOrigin, changes, daysProblem, draftOf, isShorter, placeOf } from "./draft";

const widget = {
  name: "Site",
  tracking_enabled: false,
  consent_required: true,
  identity_verification: "guarded",
  event_retention_days: 90,
  allowed_origins: ["https://a.example"],
  autocapture: { clicks: false, scroll: false, outbound: true },
  form: {
    title: "Talk to us",
    button: "Send",
    thanks: "Thank you",
    fields: [{ key: "email", label: "Email", kind: "email", required: true }],
  },
  chat: { enabled: false, title: "Chat", greeting: "Hello", ask_email: true },
  capture: { enabled: false, behaviors: [], hook_url: null },
} as unknown as Widget;

describe("changes", () => {
  it("nothing touched is nothing to save", () => {
    expect(changes(widget, draftOf(widget))).toEqual({ patch: {}, count: 0 });
  });
  it("sends only what differs", () => {
    const draft = { ...draftOf(widget), tracking_enabled: true, days: "30", clicks: true };
    expect(changes(widget, draft)).toEqual({
      patch: {
        tracking_enabled: true,
        event_retention_days: 30,
        autocapture: { clicks: true, scroll: false, outbound: true },
      },
      count: 3,
    });
  });
});

describe("a name, consent and verification", () => {
  it("count one each, and the name goes without its margins", () => {
    const draft = {
      ...draftOf(widget),
      name: " New ",
      consent_required: false,
      identity_verification: "strict" as const,
    };
    expect(changes(widget, draft)).toEqual({
      patch: { name: "New", consent_required: false, identity_verification: "strict" },
      count: 3,
    });
  });
});

describe("the form", () => {
  it("is one setting, and goes whole", () => {
    const draft = draftOf(widget);
    const form = { ...draft.form, button: "Send it" };
    expect(changes(widget, { ...draft, form })).toEqual({
      patch: { form: { ...widget.form, button: "Send it" } },
      count: 1,
    });
  });
});

describe("chat and capture", () => {
  it("are one setting each, and go whole", () => {
    const draft = draftOf(widget);
    const chat = { ...draft.chat, enabled: true, title: " Ask us " };
    const capture = { ...draft.capture, hook_url: " https://bot.example " };
    expect(changes(widget, { ...draft, chat, capture })).toEqual({
      patch: {
        chat: { enabled: true, title: "Ask us", greeting: "Hello", ask_email: true },
        capture: { enabled: false, behaviors: [], hook_url: "https://bot.example" },
      },
      count: 2,
    });
  });
  it("show what was refused where it stands", () => {
    const draft = draftOf(widget);
    draft.capture.behaviors = [newBehavior("one"), newBehavior("two")];
    expect(placeOf(["name", "chat.title"], draft)).toEqual({ tab: "chat" });
    expect(placeOf(["capture.behaviors[1].questions[0].field"], draft)).toEqual({
      tab: "chat",
      behavior: "two",
    });
    expect(placeOf(["name"], draft)).toEqual({});
  });
});

describe("isShorter", () => {
  it("asks only when days go", () => {
    expect(isShorter({ event_retention_days: 30 }, widget)).toBe(true);
    expect(isShorter({ event_retention_days: 365 }, widget)).toBe(false);
    expect(isShorter({ name: "x" }, widget)).toBe(false);
  });
});

describe("daysProblem", () => {
  it.each(["1", "90", "365"])("%s is fine", (d) => expect(daysProblem(d)).toBeNull());
  it.each(["0", "366", "400", "", "9.5", "-1", "x"])("%s is not", (d) =>
    expect(daysProblem(d)).toBe("Must be from 1 to 365 days."),
  );
});

describe("asOrigin", () => {
  it("cuts a page's address down to its origin", () => {
    expect(asOrigin("https://www.example.com/pricing?x=1")).toEqual({
      origin: "https://www.example.com",
    });
    expect(asOrigin("docs.example.com")).toEqual({ origin: "https://docs.example.com" });
    expect(asOrigin("http://localhost:3000/")).toEqual({ origin: "http://localhost:3000" });
  });
  it("refuses what is none", () => {
    expect(asOrigin("ftp://x.example")).toHaveProperty("problem");
    expect(asOrigin("not a site")).toHaveProperty("problem");
  });
});
