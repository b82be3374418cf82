import { describe, expect, it } from "vitest";
import { ApiError } from "../api/errors";
import type { FunnelStep } from "../api/types";
import {
  defaultSteps,
  dropWords,
  placeFor,
  problemsOf,
  readStep,
  refusedSteps,
  share,
  stepWords,
  typedPath,
  writeStep,
} from "./funnel-steps";

const page: FunnelStep = { kind: "page", path: "/pricing" };
const lead: FunnelStep = { kind: "lead" };
const won: FunnelStep = { kind: "won" };

describe("steps in the address", () => {
  it.each<FunnelStep>([
    page,
    { kind: "page", path: "/a:b?c" },
    { kind: "event", name: "started trial" },
    { kind: "stage", stage_id: "s1" },
    { kind: "page", path: "" },
    lead,
    { kind: "contact" },
    won,
  ])("%o comes back as it was", (step) => expect(readStep(writeStep(step))).toEqual(step));
  it("leaves out what is none", () => {
    expect(readStep("toString")).toBeNull();
    expect(readStep("")).toBeNull();
  });
  it("takes a whole address as a page's path", () => {
    expect(typedPath(" https://site.example/pricing?utm=1 ")).toBe("/pricing");
    expect(typedPath("pricing")).toBe("/pricing");
    expect(typedPath("")).toBe("");
  });
});

describe("the funnel that is proposed", () => {
  it("begins with the prices, else with the page that is seen most", () => {
    expect(defaultSteps([{ path: "/" }, { path: "/pricing" }])).toEqual([page, lead, won]);
    expect(defaultSteps([{ path: "/docs" }])[0]).toEqual({ kind: "page", path: "/docs" });
    expect(defaultSteps([])).toEqual([lead, won]);
  });
});

describe("the order of steps", () => {
  it("puts what is on the site before the CRM, and nothing after won", () => {
    expect(placeFor([page, lead, won], "event")).toBe(1);
    expect(placeFor([page, lead, won], "contact")).toBe(2);
    expect(placeFor([page, lead], "won")).toBe(2);
    expect(placeFor([page, page], "event")).toBe(2);
  });
  it("says at the step what is wrong", () => {
    const problems = problemsOf([lead, page, { kind: "event", name: "" }]);
    expect([...problems.keys()]).toEqual([1, 2]);
    expect(problems.get(1)).toMatch(/move this step up/);
    expect(problemsOf([{ kind: "stage", stage_id: "" }, won]).get(0)).toBe("Choose the stage.");
    expect(problemsOf([page, lead, won]).size).toBe(0);
  });
  it("hears the server's own reason, at the step it names or at the last", () => {
    const refuse = (field: string) =>
      new ApiError({
        title: "Invalid",
        status: 422,
        code: "invalid",
        errors: [{ field, code: "x", message: "No." }],
      });
    expect([...refusedSteps(refuse("steps[1].path"), 3)]).toEqual([[1, "No."]]);
    expect([...refusedSteps(refuse("steps.0"), 3)]).toEqual([[0, "No."]]);
    expect([...refusedSteps(refuse("steps"), 3)]).toEqual([[2, "No."]]);
    expect(refusedSteps(refuse("from"), 3).size).toBe(0);
    expect(refusedSteps(null, 3).size).toBe(0);
  });
});

describe("words", () => {
  it("names a step", () => {
    expect(stepWords(page, String)).toEqual(["Visited", "/pricing"]);
    expect(stepWords({ kind: "stage", stage_id: "s" }, () => "Qualified")).toEqual([
      "Reached",
      "Qualified",
    ]);
    expect(stepWords(won, String)).toEqual(["Won"]);
  });
  it.each([
    [920, 2841, "32%"],
    [34, 1000, "3.4%"],
    [1, 9000, "under 0.1%"],
    [9999, 10_000, "over 99.9%"],
    [996, 1000, "99.6%"],
    [5, 5, "100%"],
    [0, 5, "0%"],
    [0, 0, null],
  ])("%i of %i is %s", (part, whole, text) => expect(share(part, whole)).toBe(text));
  it("says who went no further", () => {
    expect(dropWords(2841, 920)).toBe("1,921 of 2,841 went no further (68%)");
    expect(dropWords(5, 5)).toBe("All of them went on");
    expect(dropWords(5, 0)).toBe("Nobody went further");
    expect(dropWords(0, 0)).toBe("Nobody came this far");
  });
});
