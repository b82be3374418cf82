import { expect, test } from "vitest";
import { type ListPart, neighboursIn, pagePart } from "./last-list";

const column = (name: string, ids: string[], total: number): ListPart => ({
  ids,
  before: 0,
  total,
  name,
});

test("a card's neighbours are those of its own column", () => {
  const board = [column("New", ["a", "b"], 2), column("Qualified", ["c", "d", "e"], 17)];
  expect(neighboursIn(board, "c")).toEqual({
    place: "1 of 17 in Qualified",
    previous: undefined,
    next: "d",
  });
  expect(neighboursIn(board, "d")).toMatchObject({ previous: "c", next: "e" });
  expect(neighboursIn(board, "b")).toMatchObject({ place: "2 of 2 in New", next: undefined });
});

test("a table's page counts on from the pages before", () => {
  const data = [{ id: "x" }, { id: "y" }];
  const page = pagePart({ data, page: 25, limit: 50, total: 1202 });
  expect(neighboursIn(page, "y")).toEqual({
    place: "1,202 of 1,202",
    previous: "x",
    next: undefined,
  });
});

test("who came from no list has no neighbours", () => {
  expect(neighboursIn([], "a")).toBeNull();
  expect(neighboursIn([column("New", ["a"], 1)], "b")).toBeNull();
});

test("a count that lags behind what is shown is never less than the place", () => {
  expect(neighboursIn([column("New", ["a", "b"], 1)], "b")?.place).toBe("2 of 2 in New");
});
