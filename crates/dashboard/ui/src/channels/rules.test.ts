import { describe, expect, it } from "vitest";
import { capProblem, rulesChanges, rulesDraftOf } from "./rules";

const rules = { quiet_from: null, quiet_until: null, daily_cap: 3, time_zone: "Europe/Dublin" };

describe("message rules", () => {
  it("sends what differs, and both ends of the quiet hours together", () => {
    const draft = rulesDraftOf(rules);
    expect(rulesChanges(rules, draft)).toEqual({ patch: {}, count: 0 });
    expect(rulesChanges(rules, { ...draft, quiet: true, from: "22:00" })).toEqual({
      patch: { quiet_from: "22:00", quiet_until: "08:00" },
      count: 1,
    });
    expect(rulesChanges(rules, { ...draft, cap: " " })).toEqual({
      patch: { daily_cap: null },
      count: 1,
    });
  });
  it("takes a cap from 1, or none", () => {
    expect(["", " 2 ", "10"].map(capProblem)).toEqual([null, null, null]);
    expect(["0", "-1", "1.5", "two"].filter(capProblem)).toHaveLength(4);
  });
});
