import { describe, expect, it } from "vitest";
import type { CaptureSettings } from "../api/types";
import {
  captureChanged,
  captureDraft,
  captureOf,
  captureProblems,
  inShort,
  newBehavior,
  newQuestion,
  retarget,
} from "./capture-draft";

const saved: CaptureSettings = {
  enabled: true,
  hook_url: null,
  behaviors: [
    {
      id: "b-1",
      name: "Pricing",
      when: { path_prefix: "/pricing", min_pageviews: 3, source: null },
      opening: "",
      questions: [
        { kind: "email", prompt: "Your email?", field: "email", options: [], required: true },
        { kind: "choice", prompt: "Size?", field: "size", options: ["1", "2"], required: false },
      ],
      thanks: "Thank you",
    },
  ],
};
const draft = () => captureDraft(saved);
const first = () => {
  const [behavior] = draft().behaviors;
  if (!behavior) throw new Error("none");
  return behavior;
};

describe("a draft", () => {
  it("that nobody touched is what was saved", () => {
    expect(captureOf(draft())).toEqual(saved);
    expect(captureChanged(saved, draft())).toBe(false);
  });
  it("sends numbers and lists, no condition for what is empty, and options of a choice alone", () => {
    const behavior = { ...first(), min_pageviews: " 5 ", path_prefix: " " };
    const [email, size] = behavior.questions;
    if (!email || !size) throw new Error("none");
    behavior.questions = [
      { ...size, options: " a \n\nb\na" },
      { ...size, kind: "text" as const },
    ];
    const [sent] = captureOf({ ...draft(), behaviors: [behavior] }).behaviors;
    expect(sent?.when).toEqual({ path_prefix: null, min_pageviews: 5, source: null });
    expect(sent?.questions.map((q) => q.options)).toEqual([["a", "b"], []]);
  });
});

it("a new question asks for what is not asked for yet", () => {
  expect(newQuestion([])).toMatchObject({ kind: "email", field: "email" });
  expect(newQuestion(first().questions)).toMatchObject({ kind: "text", field: "name" });
});

describe("another field", () => {
  it("brings its kind and its prompt where they were only those of the old one", () => {
    const asked = newQuestion([]);
    expect(retarget(asked, "phone")).toMatchObject({
      kind: "phone",
      prompt: expect.stringContaining("number"),
    });
    expect(retarget(asked, "size")).toMatchObject({ kind: "text", prompt: "" });
    const own = { ...asked, kind: "choice" as const, prompt: "Where to?" };
    expect(retarget(own, "phone")).toMatchObject({ kind: "choice", prompt: "Where to?" });
  });
});

describe("captureProblems", () => {
  it("none with what is complete, or newly made", () => {
    expect(captureProblems(draft())).toEqual({});
    expect(captureProblems({ ...draft(), behaviors: [newBehavior("b-2")] })).toEqual({});
  });
  it("names what is wrong as the server does", () => {
    const b = { ...first(), name: " ", path_prefix: "pricing", min_pageviews: "0" };
    b.questions = b.questions.slice(1).map((q) => ({ ...q, prompt: "", field: "", options: "1" }));
    const at = "capture.behaviors[0]";
    expect(Object.keys(captureProblems({ ...draft(), behaviors: [b] }))).toEqual([
      `${at}.name`,
      `${at}.when.path_prefix`,
      `${at}.when.min_pageviews`,
      `${at}.questions`,
      `${at}.questions[0].prompt`,
      `${at}.questions[0].field`,
      `${at}.questions[0].options`,
    ]);
  });
  it("asks for somebody to reach only while the bot is on", () => {
    const behaviors = [{ ...first(), questions: [] }];
    expect(captureProblems({ ...draft(), enabled: false, behaviors })).toEqual({});
  });
});

it("says whom it asks, and what for", () => {
  expect(inShort(first())).toBe(
    "For visitors of /pricing…, with 3 or more pages · asks for email, size",
  );
  expect(inShort({ ...newBehavior("x"), questions: [] })).toBe("For everybody · asks nothing yet");
});
