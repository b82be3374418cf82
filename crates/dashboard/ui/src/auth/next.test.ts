import { describe, expect, it } from "vitest";
import { safeNext } from "./next";

describe("safeNext", () => {
  it("keeps a path with its query", () => {
    expect(safeNext("/leads?lead=1&view=table")).toBe("/leads?lead=1&view=table");
  });
  it.each([
    null,
    "",
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "/sign-in?next=/x",
  ])("refuses %s", (next) => expect(safeNext(next)).toBe("/"));
});
