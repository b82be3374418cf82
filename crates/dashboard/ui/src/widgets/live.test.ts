import { describe, expect, it } from "vitest";
import type { StoredEvent, VisitorRow } from "../api/types";
import { arrived, eventWords, namesOf } from "./live";

const event = (over: Partial<StoredEvent>) =>
  ({
    type: "pageview",
    path: "/pricing",
    url: "",
    properties: null,
    value: null,
    ...over,
  }) as StoredEvent;

describe("eventWords", () => {
  it("a page is its path, an event its name with what it carries", () => {
    expect(eventWords(event({}))).toEqual({ main: "/pricing", more: "" });
    expect(
      eventWords(
        event({ type: "custom", name: "signed_up", value: 40, properties: { plan: "pro" } }),
      ),
    ).toEqual({ main: "signed_up", more: "value: 40 · plan: pro" });
  });
  it("says how far a scroll went, when it is known", () => {
    expect(eventWords(event({ type: "scroll", properties: { depth: 75 } })).main).toBe(
      "Scrolled to 75 %",
    );
    expect(eventWords(event({ type: "scroll" })).main).toBe("Scrolled");
  });
});

describe("arrived", () => {
  it("counts what stands above the former first row", () => {
    expect(arrived(["c", "b", "a"], "a")).toBe(2);
    expect(arrived(["a"], "a")).toBe(0);
  });
  it("nothing slides at first, everything when none of the old is left", () => {
    expect(arrived(["a", "b"], undefined)).toBe(0);
    expect(arrived(["c", "d"], "a")).toBe(2);
  });
});

it("people are known by their own id, whichever browser they use", () => {
  const ada = { id: "p1", kind: "lead", display_name: "Ada" };
  const names = namesOf([{ customer: ada }, { customer: null }] as VisitorRow[]);
  expect([...names]).toEqual([["p1", ada]]);
});
