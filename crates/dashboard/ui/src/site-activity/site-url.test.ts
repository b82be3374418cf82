import { expect, test } from "vitest";
import {
  filterWords,
  parse,
  parseVisitors,
  toQuery,
  toVisitorsQuery,
  visitorsBehind,
  write,
  writeVisitors,
} from "./site-url";

const read = (query: string) => parse(new URLSearchParams(query));
const readVisitors = (query: string) => parseVisitors(new URLSearchParams(query));

test("an address and its view are the same thing", () => {
  const query =
    "widget=w1&page=%2Fpricing&event=started_trial&source=direct&campaign=spring&robots=1&range=7d&compare=none&curve=visitors&by=campaign";
  expect(write(read(query)).toString()).toBe(query);
  expect(write(read("")).toString()).toBe("");
  const list = "page=%2F&range=all&live=1&who=anonymous&q=zeynep";
  expect(writeVisitors(readVisitors(list)).toString()).toBe(list);
  expect(writeVisitors(readVisitors("")).toString()).toBe("");
});

test("what the page does not know falls back", () => {
  const url = read("range=1y&curve=clicks&by=city&page=");
  expect([url.range, url.curve, url.by, url.page]).toEqual(["30d", "pageviews", "source", null]);
  expect(readVisitors("who=robots").who).toBe(null);
});

test("filters reach the API under its own names", () => {
  expect(toQuery(read("widget=w1&source=direct&robots=1"))).toEqual({
    widget_id: "w1",
    page: undefined,
    event: undefined,
    source: "direct",
    campaign: undefined,
    bots: true,
  });
  const now = toVisitorsQuery(readVisitors("live=1&who=anonymous&range=7d"));
  expect(now).toMatchObject({ live: true, identified: false, range: undefined, search: undefined });
  expect(toVisitorsQuery(readVisitors("range=all")).range).toBe(undefined);
});

test("a number opens its visitors under the page's filters", () => {
  expect(visitorsBehind(read("page=%2Fpricing&range=7d&compare=none"), { live: true })).toBe(
    "/site-activity/visitors?page=%2Fpricing&range=7d&live=1",
  );
  expect(visitorsBehind(read("curve=visitors"))).toBe("/site-activity/visitors");
});

test("filters are named", () => {
  expect(filterWords(read("page=%2Fpricing"), null)).toBe("page /pricing");
  expect(filterWords(read("widget=w1&page=%2F&source=direct"), "Docs")).toBe(
    "page /, source Direct and widget Docs",
  );
});
