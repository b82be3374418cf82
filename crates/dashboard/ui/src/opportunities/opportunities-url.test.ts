import { expect, test } from "vitest";
import { change, parse, tableOf, toQuery, write } from "./opportunities-url";

const read = (query: string) => parse(new URLSearchParams(query));

test("an address and its view are the same thing", () => {
  const query =
    "view=table&q=acme&stage=proposal&owner_id=u1&account_id=a1&contact_id=c1&from=2026-12-01&to=2026-12-31&no_close_date=1&stalled=true&sort=amount.asc&page=3";
  expect(write(read(query)).toString()).toBe(query);
  expect(write(read("")).toString()).toBe("");
});

test("what the page does not know falls back", () => {
  const url = read("stage=signed&state=lost&sort=colour.asc&page=0&to=2026-19-39");
  expect(url).toMatchObject({ stage: null, state: null, page: 1, closeTo: null });
  expect(url.sort).toEqual({ by: "updated_at", order: "desc" });
});

test("a stage and a state do not contradict each other", () => {
  const open = read("view=table&state=open&page=2");
  expect(change(open, { stage: "closed_won" })).toMatchObject({ state: null, page: 1 });
  expect(change(read("view=table&stage=closed_won"), { state: "open" }).stage).toBe(null);
  expect(change(open, { page: 3 })).toMatchObject({ state: "open", page: 3 });
});

test("a counted number opens the table of what it counts", () => {
  expect(tableOf({ stage: "proposal", owner: "u1" })).toBe(
    "/opportunities?view=table&stage=proposal&owner_id=u1",
  );
});

test("filters reach the API under its own names", () => {
  expect(toQuery(read("owner_id=none&no_close_date=1"))).toMatchObject({
    search: undefined,
    owner_id: "none",
    no_close_date: true,
  });
});
