import { expect, test } from "vitest";
import { parse, toQuery, write } from "./accounts-url";

const read = (query: string) => parse(new URLSearchParams(query));

test("an address and its view are the same thing", () => {
  const query = "q=acme&lifecycle=at_risk&stage=s1&owner=u1&sort=mrr.desc&page=3";
  expect(write(read(query)).toString()).toBe(query);
  expect(write(read("")).toString()).toBe("");
});

test("what the list does not know falls back", () => {
  const url = read("lifecycle=sleeping&sort=colour.asc&page=0");
  expect(url.lifecycle).toBe(null);
  expect(url.sort).toEqual({ by: "name", order: "asc" });
  expect(url.page).toBe(1);
});

test("filters reach the API under its own names", () => {
  expect(toQuery(read("lifecycle=churned&owner=u1&stage=s1"), 50)).toEqual({
    search: undefined,
    lifecycle_stage: "churned",
    stage_id: "s1",
    owner_id: "u1",
    sort_by: "name",
    sort_order: "asc",
    page: 1,
    limit: 50,
  });
});
