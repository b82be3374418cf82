import { describe, expect, it } from "vitest";
import { ApiError } from "../api/errors";
import type { Pipeline, Stage } from "../api/types";
import { moved } from "../settings/move-buttons";
import {
  changes,
  draftOf,
  leavingWith,
  patchOf,
  problemsOf,
  removed,
  serverProblems,
  withBack,
  withChange,
  withNew,
  without,
} from "./stage-draft";

const stage = (id: string, position: number, type: Stage["type"] = "open"): Stage => ({
  id,
  name: id.toUpperCase(),
  color: "blue",
  type,
  description: "",
  position,
  probability: null,
  stale_after_days: null,
});
const base: Pipeline = {
  id: "p",
  name: "Sales",
  is_default: false,
  stages: [stage("b", 1), stage("a", 0), stage("won", 2, "won")],
  created_at: "2026-01-01T00:00:00Z",
  version: 4,
};
const start = draftOf(base);
const old = (id: string) => ({ key: id, id });
const keys = (draft: { stages: { key: string }[] }) => draft.stages.map((s) => s.key);

describe("editing stages", () => {
  it("begins as it is saved, in order", () => {
    expect(keys(start)).toEqual(["a", "b", "won"]);
    expect(changes(base, start)).toBe(0);
    expect(patchOf(base, start)).toEqual({});
  });
  it("counts what changed, and a change taken back is none", () => {
    const typed = withChange(start, "a", { name: "First", probability: "10" });
    expect(changes(base, typed)).toBe(1);
    expect(changes(base, withChange(typed, "a", { name: "A ", probability: "" }))).toBe(0);
    const order = { ...start, stages: moved(start.stages, 0, 1) };
    expect(changes(base, order)).toBe(1);
    expect(patchOf(base, order).stages?.map((s) => s.id)).toEqual(["b", "a", "won"]);
    expect(patchOf(base, { ...start, name: "Partners", isDefault: true })).toEqual({
      name: "Partners",
      is_default: true,
    });
  });
  it("adds before the stages that end it, in a colour of its own", () => {
    const more = withNew(start, "Offer");
    expect(more.stages.map((s) => s.name)).toEqual(["A", "B", "Offer", "WON"]);
    expect(more.stages[2]?.color).toBe("amber");
    expect(changes(base, more)).toBe(1);
    expect(patchOf(base, more).stages?.[2]).toEqual({
      id: undefined,
      name: "Offer",
      color: "amber",
      type: "open",
      description: "",
      probability: null,
      stale_after_days: null,
    });
  });
  it("removes with where the leads go, also those that were to come", () => {
    const one = without(start, old("a"), "b");
    expect(patchOf(base, one).move_to).toEqual({ a: "b" });
    expect(removed(base, one).map((s) => s.key)).toEqual(["a"]);
    expect(leavingWith(one, "b", { a: 3, b: 2 })).toBe(5);
    // The leads that came meanwhile are asked for after the stage has gone from the list.
    expect(without(without(start, old("a"), null), old("a"), "won").moveTo).toEqual({ a: "won" });
    const both = without(one, old("b"), "won");
    expect(patchOf(base, both).move_to).toEqual({ a: "won", b: "won" });
    expect(changes(base, both)).toBe(2);
    const back = withBack(base, both, start.stages[1] as (typeof start.stages)[0]);
    expect(keys(back)).toEqual(["b", "won"]);
    expect(back.moveTo).toEqual({ a: "won" });
    expect(changes(base, withBack(base, back, start.stages[0] as (typeof start.stages)[0]))).toBe(
      0,
    );
  });
  it("an empty stage needs no other, and a new one leaves no trace", () => {
    expect(patchOf(base, without(start, old("a"), null)).move_to).toBe(undefined);
    const more = withNew(start, "Offer");
    expect(changes(base, without(more, { key: more.stages[2]?.key ?? "" }, null))).toBe(0);
  });
  it("says what is wrong at its row", () => {
    const wrong = withChange(withChange(start, "a", { name: " b", probability: "101" }), "won", {
      name: "",
      staleAfter: "0",
    });
    expect(problemsOf(wrong)).toEqual({
      a: { name: "Another stage has this name.", probability: "0 to 100." },
      b: { name: "Another stage has this name." },
      won: { name: "Give the stage a name.", staleAfter: "1 to 365 days." },
    });
    expect(problemsOf(withChange(start, "a", { probability: "1.5" })).a?.probability).toBeTruthy();
    expect(problemsOf(start)).toEqual({});
  });
  it("puts the server's reasons at their rows", () => {
    const error = new ApiError({
      title: "Invalid",
      status: 422,
      code: "validation",
      errors: [
        { field: "stages[1].stale_after_days", code: "invalid", message: "Too long." },
        { field: "stages.0.name", code: "invalid", message: "Too odd." },
        { field: "name", code: "invalid", message: "Taken." },
      ],
    });
    const found = serverProblems(error, start);
    expect(found.problems).toEqual({ b: { staleAfter: "Too long." }, a: { name: "Too odd." } });
    expect(found.rest.map((f) => f.field)).toEqual(["name"]);
  });
});
