import { describe, expect, it, vi } from "vitest";
import { closeToast, sayWithUndo, undo } from "./toast";

describe("undo", () => {
  it("takes back the last thing, once", () => {
    const first = vi.fn();
    const second = vi.fn();
    sayWithUndo("first", first);
    sayWithUndo("second", second);
    expect(undo()).toBe(true);
    expect(second).toHaveBeenCalledOnce();
    expect(first).not.toHaveBeenCalled();
    expect(undo()).toBe(false);
  });
  it("is over when its line has gone", () => {
    const run = vi.fn();
    sayWithUndo("moved", run);
    for (let id = 0; id < 20; id++) closeToast(id);
    expect(undo()).toBe(false);
    expect(run).not.toHaveBeenCalled();
  });
});
