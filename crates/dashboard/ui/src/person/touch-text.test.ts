import { expect, test } from "vitest";
import type { Touch } from "../api/types";
import { cameFrom, sameTouch } from "./touch-text";

const touch = (over: Partial<Touch>): Touch => ({
  source: null,
  medium: null,
  campaign: null,
  path: "/pricing",
  url: "https://site.example/pricing",
  referrer: null,
  at: "2026-11-12T08:00:00Z",
  ...over,
});

test("a touch in words, as far as it is known", () => {
  expect(cameFrom(touch({ source: "google", medium: "cpc", campaign: "spring-sale" }))).toBe(
    "google / cpc · spring-sale",
  );
  expect(cameFrom(touch({ source: "linkedin.com" }))).toBe("linkedin.com");
  expect(cameFrom(touch({ campaign: "spring-sale" }))).toBe("spring-sale");
  expect(cameFrom(touch({}))).toBe("Direct");
});

test("one visit is both the first and the last", () => {
  expect(sameTouch(touch({}), touch({}))).toBe(true);
  expect(sameTouch(touch({}), touch({ at: "2026-11-13T08:00:00Z" }))).toBe(false);
  expect(sameTouch(null, touch({}))).toBe(false);
});
