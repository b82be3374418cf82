import { describe, expect, it } from "vitest";
import type { AutomationRun, AutomationStep, AutomationTrigger, RunStep } from "../api/types";
import {
  delayWords,
  minutesWords,
  runBadge,
  runLine,
  stepsWords,
  triggerWords,
  whenWords,
} from "./words";

it.each([
  [5, "5 min"],
  [60, "1 hour"],
  [120, "2 hours"],
  [1440, "24 hours"],
  [10_080, "7 days"],
  [90, "90 min"],
])("%i minutes are %s", (minutes, words) => expect(minutesWords(minutes)).toBe(words));
it("no delay is said in a word", () => expect(delayWords(0)).toBe("Immediate"));

const message = (over: object): AutomationStep => ({
  kind: "message",
  delay_minutes: 0,
  channel: "whatsapp",
  template_id: "t",
  fallback_channel: null,
  fallback_template_id: null,
  recipient: "person",
  ...over,
});

it("steps in short name the fallback and the delay", () => {
  const steps = [
    message({ fallback_channel: "sms" }),
    message({ channel: "email", delay_minutes: 120 }),
    { kind: "tag", delay_minutes: 0, tag: "warm" } as AutomationStep,
  ];
  expect(stepsWords(steps)).toBe("WhatsApp or SMS, then email after 2 hours, then tag “warm”");
});

describe("trigger", () => {
  const webhook: AutomationTrigger = { kind: "webhook", webhook_id: "w" };
  it("names the webhook, and says so when it has gone", () => {
    expect(triggerWords(webhook, [{ id: "w", name: "Landing" }], [])).toBe(
      "A lead arrives through Landing",
    );
    expect(triggerWords(webhook, [], [])).toMatch(/deleted/);
    expect(triggerWords(webhook, undefined, [])).toBe("A lead arrives through a webhook");
  });
  it("names what an event is narrowed to", () => {
    const filter = { to: "closed_won" };
    expect(
      triggerWords({ kind: "event", event: "opportunity_stage_changed", filter }, [], []),
    ).toBe("An opportunity changes stage to Closed Won");
    const named = { name: "demo_requested" };
    expect(triggerWords({ kind: "event", event: "site_event", filter: named }, [], [])).toBe(
      "A known visitor’s event arrives: demo_requested",
    );
  });
});

describe("runs", () => {
  const now = new Date(2026, 10, 20, 14, 0).getTime();
  const at = (hours: number) => new Date(now + hours * 3_600_000).toISOString();
  const step = (over: Partial<RunStep>): RunStep => ({
    position: 0,
    attempt: 1,
    fallback: false,
    kind: "message",
    channel: "whatsapp",
    template_name: "T",
    state: "sent",
    due_at: at(-1),
    finished_at: at(-1),
    reason: null,
    message_id: "m",
    message_status: "delivered",
    outcome_unknown: false,
    ...over,
  });
  const run = (over: Partial<AutomationRun>): AutomationRun => ({
    id: "r",
    customer: null,
    state: "running",
    reason: null,
    started_at: at(-1),
    finished_at: null,
    steps: [],
    retryable: false,
    ...over,
  });
  const waiting = step({ position: 1, state: "waiting", due_at: at(1), finished_at: null });

  it("one that goes on says what comes next, and what was last", () => {
    const going = run({ steps: [step({}), waiting] });
    expect(runBadge(going, now).label).toBe("Step 2 at 15:00");
    expect(runLine(going)).toBe("WhatsApp delivered");
    const held = run({ steps: [{ ...waiting, state: "held" }] });
    expect(runBadge(held, now).label).toBe("Step 2 is held");
  });
  it("one that ended says how and why", () => {
    expect(runBadge(run({ state: "failed", steps: [waiting] }), now).label).toBe("Failed");
    expect(runLine(run({ state: "skipped", reason: "Safety lock" }))).toBe("Safety lock");
    const failed = step({ state: "failed", reason: "131026", message_status: "failed" });
    expect(runLine(run({ steps: [failed] }))).toBe("WhatsApp failed: 131026");
  });
  it("a moment near now is named by its day, another by its date", () => {
    expect(whenWords(at(2), now)).toBe("16:00");
    expect(whenWords(at(26), now)).toBe("Sat 16:00");
    expect(whenWords(at(-8 * 24), now)).toBe("12 Nov 14:00");
  });
});
