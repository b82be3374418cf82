import { describe, expect, it } from "vitest";
import {
  flatten,
  guess,
  mappingOf,
  mappingProblem,
  rowsOf,
  sameMapping,
  unmapped,
} from "./mapping";

describe("flatten", () => {
  it("joins nested names with a point", () => {
    expect(flatten({ contact: { first_name: "Ada", n: 3 }, tags: ["a"], ok: true })).toEqual({
      "contact.first_name": "Ada",
      "contact.n": "3",
      tags: '["a"]',
      ok: "true",
    });
  });
});

describe("guess", () => {
  it.each([
    ["job_title", "title"],
    ["contact.email", "email"],
    ["Email Address".replace(" ", "_"), "email"],
    ["mobile_number", "phone"],
    ["organisation", "company"],
    ["full_name", "name"],
    ["budget", null],
  ])("%s means %s", (field, core) => expect(guess(field)).toBe(core));
});

describe("mapping", () => {
  it("offers what the last payload had and nothing maps", () => {
    const sample = { email: "x", job_title: "COO", budget: "9" };
    expect(unmapped(sample, { job_title: "title" })).toEqual(["budget"]);
  });
  it("round trips and tells what is wrong", () => {
    const rows = rowsOf({ job_title: "title" });
    expect(mappingOf(rows)).toEqual({ job_title: "title" });
    expect(mappingProblem(rows)).toBeNull();
    expect(mappingProblem([...rows, { key: 9, incoming: " ", core: "name" }])).toContain("empty");
    expect(mappingProblem([...rows, { key: 9, incoming: "job_title", core: "name" }])).toContain(
      "twice",
    );
    expect(sameMapping({ a: "name", b: "email" }, { b: "email", a: "name" })).toBe(true);
  });
});
