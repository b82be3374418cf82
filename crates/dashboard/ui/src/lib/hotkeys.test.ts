import { describe, expect, it } from "vitest";
import { step } from "./hotkeys";

const keys = ["?", "/", "g l", "g c", "c l", "["];

describe("step", () => {
  it("runs a single key at once", () => {
    expect(step(keys, null, "?")).toEqual({ run: "?", pending: null });
  });
  it("waits for the second key of a sequence", () => {
    expect(step(keys, null, "g")).toEqual({ run: null, pending: "g" });
    expect(step(keys, "g", "l")).toEqual({ run: "g l", pending: null });
  });
  it("starts again when the second key fits nothing", () => {
    expect(step(keys, "g", "?")).toEqual({ run: "?", pending: null });
    expect(step(keys, "g", "c")).toEqual({ run: "g c", pending: null });
    expect(step(keys, "g", "x")).toEqual({ run: null, pending: null });
  });
});
