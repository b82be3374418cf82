import { describe, expect, it } from "vitest";
import type { SavedView } from "../api/types";
import { parse } from "../person/people-url";
import { activeOf, addressOf, builtIns, queryOf, sameQuery } from "./view-state";

const at = (query: string) => parse(new URLSearchParams(query));
const view: SavedView = {
  id: "v1",
  object: "lead",
  name: "Hot ones",
  query: { view: "table", tag: "hot", sort: "score.desc" },
  shared: false,
  pinned: false,
  mine: true,
  owner: null,
  version: 1,
};
const own = builtIns("lead", "me");

describe("saved views", () => {
  it("keep filters, sort and layout, not the page or what is open", () => {
    const url = at("view=table&tag=hot&sort=score.desc&page=3&lead=l1&saved=v1");
    expect(queryOf(url)).toEqual(view.query);
    expect(queryOf(at("stage=s1"))).toEqual({});
    expect(queryOf(at("view=table&stage=s1"))).toEqual({ view: "table", stage: "s1" });
  });
  it("are the same in any order", () => {
    expect(sameQuery({ tag: "hot", view: "table" }, { view: "table", tag: "hot" })).toBe(true);
    expect(sameQuery({ tag: "hot" }, { tag: "hot", colour: "blue" })).toBe(true);
    expect(sameQuery({ tag: "hot" }, { tag: "cold" })).toBe(false);
    expect(sameQuery({}, { view: "table" })).toBe(false);
  });
  it("have an address that names them", () => {
    expect(addressOf(view)).toBe("/leads?view=table&tag=hot&sort=score.desc&saved=v1");
    expect(addressOf({ ...view, object: "contact", query: {} })).toBe("/contacts?saved=v1");
  });
});

describe("the open view", () => {
  it("is the one that the address names, changed or not", () => {
    expect(activeOf(at("view=table&tag=hot&sort=score.desc&page=2&saved=v1"), [view], own)).toEqual(
      { kind: "saved", view, edited: false },
    );
    expect(activeOf(at("view=table&tag=cold&saved=v1"), [view], own)).toMatchObject({
      kind: "saved",
      edited: true,
    });
  });
  it("is a built-in one however it is shown", () => {
    const name = (query: string) => activeOf(at(query), [], own)?.view.name ?? null;
    expect(name("")).toBe("All leads");
    expect(name("view=table&sort=score.desc&pipeline=p2")).toBe("All leads");
    expect(name("stage=s1")).toBe("All leads");
    expect(name("view=table&stage=s1")).toBe(null);
    expect(name("assignee=me")).toBe("My leads");
    expect(name("stalled=true&view=table")).toBe("Stalled");
    expect(name("stalled=true&tag=hot")).toBe(null);
    expect(name("saved=gone")).toBe("All leads");
  });
});
