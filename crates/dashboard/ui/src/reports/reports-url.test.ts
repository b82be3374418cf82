import { expect, test } from "vitest";
import { daysOf, dealsBehind, leadsBehind, parse, periodOf, write } from "./reports-url";

const read = (query: string) => parse(new URLSearchParams(query));

test("an address and its report are the same thing", () => {
  const query = "pipeline_id=p1&owner=u1&from=2026-10-01&to=2026-12-31&currency=JPY";
  expect(write(read(query)).toString()).toBe(query);
  expect(write(read("from=yesterday")).toString()).toBe("");
});

test("a number opens what it counts, under the report's filters", () => {
  const url = read("owner=u1&from=2026-10-01");
  expect(dealsBehind(url, { stage: "proposal" })).toBe(
    "/opportunities?view=table&stage=proposal&owner_id=u1&from=2026-10-01",
  );
  expect(dealsBehind(url, { owner: "none", state: "open" })).toBe(
    "/opportunities?view=table&state=open&owner_id=none&from=2026-10-01",
  );
  expect(leadsBehind(read("pipeline_id=p1&owner=u1&to=2026-12-31"), { stage: "s1" })).toBe(
    "/leads?view=table&assignee=u1&created_to=2026-12-31&pipeline=p1&stage=s1",
  );
});

test("a month's days end where the period ends", () => {
  expect(daysOf("2028-02", read(""))).toEqual({ closeFrom: "2028-02-01", closeTo: "2028-02-29" });
  expect(daysOf("2026-12", read("from=2026-12-10&to=2026-12-20"))).toEqual({
    closeFrom: "2026-12-10",
    closeTo: "2026-12-20",
  });
  expect(daysOf("2026-12", read("from=2026-10-01&to=2027-03-31"))).toEqual({
    closeFrom: "2026-12-01",
    closeTo: "2026-12-31",
  });
});

test("a funnel is in its address, step by step", () => {
  const query =
    "report=funnel&from=2026-11-01&widget_id=w1&step=page%3A%2Fpricing&step=lead&step=stage%3As1";
  const url = read(query);
  expect(url.steps).toEqual([
    { kind: "page", path: "/pricing" },
    { kind: "lead" },
    { kind: "stage", stage_id: "s1" },
  ]);
  expect(write(url).toString()).toBe(query);
  expect(read("report=none").section).toBe("pipeline");
  expect(read("report=funnel").steps).toBeNull();
});

test("visits are counted for 30 days where no period is chosen", () => {
  const now = Date.parse("2026-11-21T15:00:00Z");
  const of = (query: string) => periodOf(read(query), now);
  expect(of("")).toEqual({ from: "2026-10-23", to: "2026-11-21" });
  expect(of("from=2026-11-01")).toEqual({ from: "2026-11-01", to: "2026-11-21" });
  expect(of("to=2026-03-31")).toEqual({ from: "2026-03-02", to: "2026-03-31" });
  expect(of("from=2027-01-01").to).toBe("2027-01-01");
});
