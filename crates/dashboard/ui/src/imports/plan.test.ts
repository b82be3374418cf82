import { describe, expect, it } from "vitest";
import type { ImportPlan, ImportTarget } from "../api/types";
import { columnProblems, matchable, planProblem, samples, settle, withTarget } from "./plan";

const plan = (...mapping: ImportTarget[]): ImportPlan => ({
  mapping,
  match_on: "email",
  on_duplicate: "update",
});

/** Proves: L43 */
describe("columns", () => {
  const header = ["Full name", "Mail", "E-mail", "Budget"];
  it("go where somebody says", () => {
    const changed = withTarget(plan("name", "email", null, "custom"), 3, null);
    expect(changed.mapping).toEqual(["name", "email", null, null]);
  });
  it("two to one place are both marked, each with the other's name", () => {
    const twice = plan("name", "email", "email", "custom");
    expect(columnProblems(twice, header)).toEqual([
      null,
      "Email is also “E-mail”. Choose one of them.",
      "Email is also “Mail”. Choose one of them.",
      null,
    ]);
    expect(planProblem(twice, header)).toBe("2 columns need another place.");
  });
  it("any number may be custom fields, with keys of their own", () => {
    expect(columnProblems(plan("custom", "custom"), ["Team size", "Budget"])).toEqual([null, null]);
    expect(columnProblems(plan("custom", "custom"), ["Team size", "team_size"])[0]).toContain(
      "the same custom field",
    );
    expect(columnProblems(plan("custom"), [""])[0]).toContain("needs a name");
  });
  it("must say who a row is", () => {
    expect(planProblem(plan("company", "custom"), ["Company", "Budget"])).toContain("which column");
    expect(planProblem(plan("phone", null), ["Tel", ""])).toBeNull();
  });
});

it("rows are matched only by what the file has", () => {
  expect(matchable(plan("email", "phone"))).toEqual(["email", "phone", "none"]);
  expect(matchable(plan("name"))).toEqual(["none"]);
  expect(settle(plan("name", "phone")).match_on).toBe("phone");
  expect(settle(plan("name", "email")).match_on).toBe("email");
});

it("samples are the first different values that say something", () => {
  const rows = [["Ada", ""], ["Ada", " "], ["Grace", "x"], ["Edsger"], ["Barbara"]];
  expect(samples(rows, 0)).toEqual(["Ada", "Grace", "Edsger"]);
  expect(samples(rows, 1)).toEqual(["x"]);
});
