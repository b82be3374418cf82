import { describe, expect, it } from "vitest";
import { ApiError } from "../api/errors";
import type { Automation, AutomationStep } from "../api/types";
import type { ConditionDraft } from "./conditions";
import {
  blank,
  changes,
  type Draft,
  draftOf,
  fallbackFor,
  newStep,
  problemsOf,
  serverProblems,
  withChange,
  withChannel,
  withCopy,
  without,
} from "./draft";

type Message = Extract<AutomationStep, { kind: "message" }>;
const mail = (over: Partial<Message> = {}): Message => ({
  ...(newStep("message") as Message),
  channel: "email",
  template_id: "t1",
  ...over,
});
const automation = {
  name: "Welcome",
  description: null,
  trigger: { kind: "webhook", webhook_id: "w1" },
  conditions: [
    { kind: "field", field: "source", op: "is", value: "webhook" },
    { kind: "activity", op: "gt", count: 3, days: 7 },
  ],
  webhook_source_id: "w1",
  safety_lock_minutes: 5,
  daily_budget: 500,
  active: true,
  steps: [mail(), mail({ template_id: "t2" }), { kind: "tag", delay_minutes: 0, tag: "warm" }],
} as Automation;
const base = draftOf(automation);
const [first, second] = base.steps.map((s) => s.key) as [string, string];

describe("changes", () => {
  it("nothing typed is nothing to send, nor are spaces around a name", () => {
    expect(changes(base, { ...base, name: " Welcome ", description: " " })).toEqual({
      patch: {},
      count: 0,
    });
  });
  it("a change that is taken back is none, whatever the server leaves out of its steps", () => {
    const { fallback_channel: _, fallback_template_id: __, ...sent } = mail();
    const nobody = { kind: "assign", delay_minutes: 0 };
    const answered = draftOf({ ...automation, steps: [sent, nobody] } as unknown as Automation);
    const back = withChange(answered, first, mail());
    expect(changes(answered, back).count).toBe(0);
    expect(problemsOf(answered)).toEqual({});
  });
  it("steps are sent whole; each that differs counts, and so does their order", () => {
    const edited = withChange(base, first, mail({ delay_minutes: 15 }));
    expect(changes(base, edited).patch.steps).toHaveLength(3);
    expect(changes(base, edited).count).toBe(1);
    expect(changes(base, withCopy(base, second)).count).toBe(1);
    expect(changes(base, without(base, second)).count).toBe(1);
    expect(changes(base, { ...base, steps: base.steps.toReversed() }).count).toBe(1);
    expect(changes(base, { ...without(edited, second), lock: 60 }).count).toBe(3);
  });
});

describe("conditions", () => {
  const [source, events] = base.conditions as [ConditionDraft, ConditionDraft];
  const field = (over: object) =>
    ({ ...source, condition: { ...source.condition, ...over } }) as ConditionDraft;
  const sent = (conditions: ConditionDraft[]) => changes(base, { ...base, conditions }).patch;
  it("the list is sent whole, and none that asks only whether has a value", () => {
    expect(sent([field({ value: " webhook " }), events])).toEqual({});
    const { conditions } = sent([field({ op: "is_set" }), events]);
    expect(conditions?.[0]).toEqual({ kind: "field", field: "source", op: "is_set" });
    expect(conditions).toHaveLength(2);
    expect(sent([])).toEqual({ conditions: [] });
  });
  it.each([
    [{ op: "is", value: " " }, "value"],
    [{ op: "gt", value: "many" }, "value"],
    [{ op: "gt", value: "2026-02-01" }, undefined],
    [{ op: "lt", value: "1.5" }, undefined],
    [{ op: "is_not_set", value: "" }, undefined],
    [{ kind: "activity", count: Number.NaN, days: 7 }, "count"],
    [{ kind: "activity", count: 0, days: 366 }, "days"],
  ])("%o is half: %s", (over, wrong) => {
    const draft = { ...base, conditions: [field(over)] };
    expect(problemsOf(draft)[source.key]?.[0]?.field).toBe(wrong);
  });
});

describe("channels", () => {
  it("another channel takes the template along, and a fallback to itself", () => {
    const step = mail({ fallback_channel: "sms", fallback_template_id: "t9", recipient: "owner" });
    expect(withChannel(step, "sms")).toMatchObject({
      template_id: "",
      fallback_channel: null,
      fallback_template_id: null,
      recipient: "person",
    });
    expect(withChannel(step, "whatsapp")).toMatchObject({ fallback_channel: "sms" });
  });
  it("a fallback is the first other channel that has something to send", () => {
    expect(fallbackFor("whatsapp", { whatsapp: 1, sms: 0, email: 2 })).toBe("email");
    expect(fallbackFor("whatsapp", undefined)).toBe("sms");
  });
});

describe("problems", () => {
  it("a sound draft has none, a new one says all that it lacks", () => {
    expect(problemsOf(base)).toEqual({});
    const fresh = blank();
    expect(Object.keys(problemsOf(fresh)).sort()).toEqual(
      ["name", "trigger", fresh.steps[0]?.key].sort(),
    );
  });
  it("a missing template is named by its step, with what could be used", () => {
    const draft: Draft = withChange(base, second, mail({ template_id: "" }));
    const ready = { whatsapp: 0, sms: 0, email: 2 };
    expect(problemsOf(draft, ready)[second]).toEqual([
      {
        field: "template_id",
        message: "Step 2 has no template. 2 approved email templates are ready to use.",
      },
    ]);
  });
  it("assigning to nobody is a choice, assigning to no one yet is not", () => {
    const assign = (user_id: string | null) =>
      problemsOf(withChange(base, first, { kind: "assign", delay_minutes: 0, user_id }));
    expect(assign(null)).toEqual({});
    expect(assign("")[first]?.[0]?.field).toBe("user_id");
  });
});

describe("the server's reasons", () => {
  const refusal = (field: string) =>
    new ApiError({
      title: "Invalid",
      status: 422,
      code: "invalid",
      errors: [{ field, code: "invalid", message: "No." }],
    });
  it.each([
    ["steps[1].template_id", second, "template_id"],
    ["steps", "steps", "steps"],
    ["trigger.webhook_id", "trigger", "webhook_id"],
    ["conditions[1].count", "condition-1", "count"],
    ["conditions", "conditions", "conditions"],
    ["safety_lock_minutes", "lock", "safety_lock_minutes"],
  ])("%s goes to its card", (field, card, own) => {
    expect(serverProblems(refusal(field), base)).toEqual({
      problems: { [card]: [{ field: own, message: "No." }] },
      rest: null,
    });
  });
  it("what has no card is said beside it", () => {
    expect(serverProblems(refusal("steps[9].tag"), base).problems).toHaveProperty("steps");
    expect(serverProblems(refusal("colour"), base)).toEqual({ problems: {}, rest: "No." });
    const stale = new ApiError({ title: "Stale", status: 409, code: "stale" });
    expect(serverProblems(stale, base).rest).toMatch(/Somebody else/);
  });
});
