import { describe, expect, it } from "vitest";
import type { MessageRules } from "../api/types";
import { capProblem, rulesChanges, rulesDraftOf, toggled } from "./rules";

const rules: MessageRules = {
  quiet_from: null,
  quiet_until: null,
  daily_cap: 3,
  send_days: ["mon", "fri"],
  email_tracking: true,
  time_zone: "Europe/Dublin",
};

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
    expect(rulesChanges(rules, { ...draft, days: ["fri"], tracking: false })).toEqual({
      patch: { send_days: ["fri"], email_tracking: false },
      count: 2,
    });
  });
  it("keeps the days in order, and the last of them", () => {
    expect(toggled(["mon", "fri"], "wed")).toEqual(["mon", "wed", "fri"]);
    expect(toggled(["mon", "fri"], "mon")).toEqual(["fri"]);
    expect(toggled(["fri"], "fri")).toEqual(["fri"]);
  });
  it("takes a cap from 1, or none", () => {
    expect(["", " 2 ", "10"].map(capProblem)).toEqual([null, null, null]);
    expect(["0", "-1", "1.5", "two"].filter(capProblem)).toHaveLength(4);
  });
});
