import { describe, expect, it } from "vitest";
import type { ScoreExplained, ScoreModel } from "../api/types";
import { changes, modelDraft, problems, whole } from "./draft";
import { explain } from "./explain";
import { factChoices, inShort, signed } from "./words";

const model: ScoreModel = {
  enabled: true,
  fit: [
    { field: "company", op: "is_set", value: null, points: 10 },
    { field: "email_domain", op: "is", value: "acme.example", points: 35 },
  ],
  engagement: {
    pageview: 2,
    click: 1,
    identify: 10,
    custom: 5,
    events: [{ name: "signed_up", points: 20 }],
    half_life_days: 14,
    cap: 40,
  },
  version: 3,
  computed_at: "2026-11-21T09:00:00Z",
};
const draft = () => modelDraft(model);
const rule = (i: number) => draft().fit[i] as ReturnType<typeof draft>["fit"][number];

describe("changes", () => {
  it("nothing touched is nothing to save", () => {
    expect(changes(model, draft())).toEqual({ patch: {}, count: 0 });
    expect(changes(model, { ...draft(), cap: " 40 " }).count).toBe(0);
  });
  it("sends the parts that differ, and counts what was changed in them", () => {
    const d = draft();
    const fit = [{ ...rule(0), points: "−5" }, rule(1)];
    expect(changes(model, { ...d, enabled: false, fit, cap: "30" })).toEqual({
      patch: {
        enabled: false,
        fit: [{ ...model.fit[0], points: -5 }, model.fit[1]],
        engagement: { ...model.engagement, cap: 30 },
      },
      count: 3,
    });
  });
  it("an order is a change, and a value that nothing is compared with is none", () => {
    const d = draft();
    expect(changes(model, { ...d, fit: [rule(1), rule(0)] }).count).toBe(2);
    expect(changes(model, { ...d, fit: [{ ...rule(0), value: "left over" }, rule(1)] }).count).toBe(
      0,
    );
  });
});

describe("problems", () => {
  it("none with what is complete", () => expect(problems(draft())).toEqual({}));
  it("says each where it stands", () => {
    const d = draft();
    const fit = [
      { ...rule(0), points: "101" },
      { ...rule(1), value: " " },
    ];
    const events = [...d.events, { id: 1, name: "signed_up", points: "x" }];
    const wrong = { ...d, fit, events, half_life_days: "0" };
    expect(Object.keys(problems(wrong)).sort()).toEqual([
      "event-1",
      "half_life_days",
      "name-1",
      "points-0",
      "value-1",
    ]);
  });
  it.each([
    ["12", 12],
    ["−7", -7],
    ["+3", 3],
    ["1.5", Number.NaN],
    ["", Number.NaN],
  ])("%s is %s", (text, n) => expect(whole(text)).toBe(n));
});

describe("explain", () => {
  it("adds up, fades and reaches", () => {
    const said = explain(draft());
    expect(said[0]).toBe("The best there is: 45 for fit and 40 for engagement, 85 in all.");
    expect(said[1]).toContain(
      "counts 2 today, 1 after 14 days and 0.5 after 28 days. 20 page views",
    );
  });
  it("cuts at 100, says what takes away, and that it is off", () => {
    const fit = [
      { ...rule(0), points: "90" },
      { ...rule(1), points: "-20" },
    ];
    const said = explain({ ...draft(), fit });
    expect(said[0]).toContain("130 in all, which counts as 100");
    expect(said[1]).toContain("−20 at worst");
    expect(explain({ ...draft(), enabled: false })[0]).toMatch(/^Off:/);
  });
});

describe("words", () => {
  it("points have a sign", () => {
    expect([signed(12), signed(-5), signed(0.25)]).toEqual(["+12", "−5", "+0.3"]);
  });
  it("the heaviest parts in a line", () => {
    const part = (label: string, points: number) => ({ kind: "fit" as const, label, points });
    const parts = [part("A", 1), part("B", -9), part("none", 0), part("C", 5), part("D", 3)];
    const why = { parts } as ScoreExplained;
    expect(inShort(why, 3)).toBe("B, C, D and 1 more");
    expect(inShort(why, 9)).toBe("B, C, D, A");
  });
  it("a rule’s fact is a choice even when nothing defines it any more", () => {
    expect(factChoices([], ["custom:teamSize", "email"]).at(-1)).toEqual({
      value: "custom:teamSize",
      label: "teamSize",
    });
  });
});
