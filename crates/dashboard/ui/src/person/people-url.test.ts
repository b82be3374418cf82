import { describe, expect, it } from "vitest";
import { anyFilter, change, parse, write } from "./people-url";

const at = (query: string) => parse(new URLSearchParams(query));

describe("people in the URL", () => {
  it("a plain address is the board with nothing set", () => {
    const url = at("");
    expect(url.view).toBe("board");
    expect(anyFilter(url)).toBe(false);
    expect(write(url).toString()).toBe("");
  });
  it("survives a round trip", () => {
    for (const query of [
      "view=table&q=%C5%81ukasz&source=webhook&tag=hot&sort=score.asc&page=3&lead=abc",
      "created_from=2026-10-01&created_to=2026-12-31",
      "stalled=true&saved=v1",
      "assignee=ada&account=berg",
    ]) {
      expect(write(at(query)).toString()).toBe(query);
      expect(anyFilter(at(query))).toBe(true);
    }
  });
  it("ignores a sort it does not know and a page that is none", () => {
    expect(at("sort=password.asc&page=-4")).toMatchObject({
      sort: { by: "created_at", order: "desc" },
      page: 1,
    });
  });
  it("another filter starts at the first page, opening a record does not", () => {
    const url = at("view=table&page=4");
    expect(change(url, { tag: "hot" }).page).toBe(1);
    expect(change(url, { open: "abc" }).page).toBe(4);
    expect(change(url, { page: 5 }).page).toBe(5);
  });
});
