import { ApiError, isStale, reason } from "../api/errors";
import type {
  Automation,
  AutomationCondition,
  AutomationEvent,
  AutomationInput,
  AutomationStep,
  AutomationTrigger,
  Channel,
} from "../api/types";
import { count } from "../lib/text";
import { CHANNEL_ORDER, CHANNELS } from "../messages/words";
import { type ConditionDraft, conditionOf, newCondition, sentOf, wrongIn } from "./conditions";

/** A step as it is put together: what is not chosen yet is "". */
export interface StepDraft {
  /** Tells cards apart, and one that is saved by its place there. */
  key: string;
  step: AutomationStep;
}
export interface Draft {
  name: string;
  description: string;
  trigger: AutomationTrigger;
  conditions: ConditionDraft[];
  /** Minutes; 0 is off. */
  lock: number;
  /** Messages a day; not a number while nothing is typed. */
  budget: number;
  active: boolean;
  steps: StepDraft[];
}
/** What is wrong on a card, at the field that the API calls so. */
export interface Problem {
  field: string;
  message: string;
}
/** By card: a step's or a condition's key, or one of these. */
export type Problems = Record<string, Problem[]>;
type Card = "name" | "description" | "trigger" | "conditions" | "lock" | "budget" | "steps";

const MOST_A_DAY = 100_000;

export const savedKey = (position: number) => `saved-${position}`;
let made = 0;
const newKey = () => `new-${++made}`;

export function newStep(kind: AutomationStep["kind"], first = false): AutomationStep {
  const delay_minutes = first ? 0 : 120;
  switch (kind) {
    case "message":
      return {
        kind,
        delay_minutes,
        channel: "whatsapp",
        template_id: "",
        fallback_channel: null,
        fallback_template_id: null,
        recipient: "person",
      };
    case "move_stage":
      return { kind, delay_minutes: 0, stage_id: "" };
    case "assign":
      return { kind, delay_minutes: 0, user_id: "" };
    case "tag":
      return { kind, delay_minutes: 0, tag: "" };
    case "timeline_event":
      return { kind, delay_minutes: 0, text: "" };
    case "outbound_webhook":
      return { kind, delay_minutes: 0, webhook_id: "" };
  }
}

/** One that nobody has begun yet. */
export const blank = (): Draft => ({
  name: "",
  description: "",
  trigger: { kind: "webhook", webhook_id: "" },
  conditions: [],
  lock: 5,
  budget: 1000,
  active: true,
  steps: [{ key: newKey(), step: newStep("message", true) }],
});

export const draftOf = (a: Automation): Draft => ({
  name: a.name,
  description: a.description ?? "",
  trigger: triggerOf(a.trigger),
  conditions: a.conditions.map((c, i) => ({ key: `condition-${i}`, condition: conditionOf(c) })),
  lock: a.safety_lock_minutes,
  budget: a.daily_budget,
  active: a.active,
  steps: a.steps.map((step, i) => ({ key: savedKey(i), step: stepOf(step) })),
});

/** With exactly what its kind has, so that a change which is taken back is none. */
/** Narrowed as its event can be, so that a change which is taken back is none. */
export function eventTrigger(event: AutomationEvent, to?: string | null, name?: string | null) {
  const filter = event === "site_event" ? { name: name ?? "" } : to ? { to } : null;
  return { kind: "event", event, filter } satisfies AutomationTrigger;
}

function triggerOf(trigger: AutomationTrigger): AutomationTrigger {
  switch (trigger.kind) {
    case "webhook":
      // A deleted webhook leaves the trigger without one.
      return { kind: trigger.kind, webhook_id: trigger.webhook_id ?? "" };
    case "event":
      return eventTrigger(trigger.event, trigger.filter?.to, trigger.filter?.name);
    case "daily": {
      const { op, count, days } = trigger.condition;
      return { kind: trigger.kind, at: trigger.at, condition: { op, count, days } };
    }
  }
}
function stepOf(step: AutomationStep): AutomationStep {
  // An answer may leave out what is null; that nobody is assigned is a choice, not a gap.
  const whole =
    step.kind === "assign" ? { ...newStep("assign"), user_id: null } : newStep(step.kind);
  const own = Object.entries(step).filter(([name]) => name in whole);
  return Object.assign(whole, Object.fromEntries(own));
}

const sentTrigger = (trigger: AutomationTrigger): AutomationTrigger =>
  trigger.kind === "event"
    ? eventTrigger(trigger.event, trigger.filter?.to, trigger.filter?.name?.trim())
    : trigger;

/** As the server takes it. */
export const inputOf = (d: Draft) =>
  ({
    name: d.name.trim(),
    description: d.description.trim() || null,
    trigger: sentTrigger(d.trigger),
    conditions: d.conditions.map((c) => sentOf(c.condition)),
    safety_lock_minutes: d.lock,
    daily_budget: d.budget,
    steps: d.steps.map((s) => trimmed(s.step)),
  }) satisfies AutomationInput;

function trimmed(step: AutomationStep): AutomationStep {
  if (step.kind === "tag") return { ...step, tag: step.tag.trim() };
  if (step.kind === "timeline_event") return { ...step, text: step.text.trim() };
  return step;
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** What is to be sent, and how many things somebody changed: each step is one, their order another. */
export function changes(base: Draft, draft: Draft): { patch: AutomationInput; count: number } {
  const [before, after] = [inputOf(base), inputOf(draft)];
  const fields = Object.keys(after) as (keyof typeof after)[];
  const changed = fields.filter((f) => !same(before[f], after[f]));
  const patch = Object.fromEntries(changed.map((f) => [f, after[f]])) as AutomationInput;
  if (!patch.steps) return { patch, count: changed.length };
  const at = (key: string) => base.steps.findIndex((s) => s.key === key);
  const kept = draft.steps.filter((s) => at(s.key) >= 0);
  const touched = draft.steps.filter((s) => !same(base.steps[at(s.key)]?.step, s.step)).length;
  const gone = base.steps.length - kept.length;
  const turned = kept.some((s, i) => i > 0 && at(s.key) < at(kept[i - 1]?.key ?? ""));
  const steps = Math.max(1, touched + gone + Number(turned));
  return { patch, count: changed.length - 1 + steps };
}

/** Another channel has other templates, and cannot be its own fallback. */
export function withChannel(
  step: Extract<AutomationStep, { kind: "message" }>,
  channel: Channel,
): AutomationStep {
  const clash = step.fallback_channel === channel;
  return {
    ...step,
    channel,
    template_id: "",
    ...(clash && { fallback_channel: null, fallback_template_id: null }),
    recipient: channel === "email" ? step.recipient : "person",
  };
}

/** The first of the other channels that has something to send. */
export function fallbackFor(channel: Channel, ready: Ready | undefined): Channel {
  const others = CHANNEL_ORDER.filter((c) => c !== channel);
  return others.find((c) => (ready?.[c] ?? 0) > 0) ?? (others[0] as Channel);
}

export function withCopy(draft: Draft, key: string): Draft {
  const at = draft.steps.findIndex((s) => s.key === key);
  const step = draft.steps[at]?.step;
  if (!step) return draft;
  return { ...draft, steps: draft.steps.toSpliced(at + 1, 0, { key: newKey(), step }) };
}
export function withStep(draft: Draft, kind: AutomationStep["kind"]): Draft {
  const step = newStep(kind, draft.steps.length === 0);
  return { ...draft, steps: [...draft.steps, { key: newKey(), step }] };
}
export const withCondition = (draft: Draft, kind: AutomationCondition["kind"]): Draft => ({
  ...draft,
  conditions: [...draft.conditions, { key: newKey(), condition: newCondition(kind) }],
});
export const withChange = (draft: Draft, key: string, step: AutomationStep): Draft => ({
  ...draft,
  steps: draft.steps.map((s) => (s.key === key ? { ...s, step } : s)),
});
export const without = (draft: Draft, key: string): Draft => ({
  ...draft,
  steps: draft.steps.filter((s) => s.key !== key),
});

/** How many approved templates each channel has. */
export type Ready = Record<Channel, number>;
interface Missing {
  field: string;
  what: string;
  fallback?: boolean;
  channel?: Channel;
}

/** What a step lacks to be a step. */
export function missingIn(step: AutomationStep): Missing[] {
  const lacks: (Missing & { value: string | null })[] = [];
  if (step.kind === "message") {
    const { channel, fallback_channel } = step;
    lacks.push({ field: "template_id", what: "template", channel, value: step.template_id });
    if (fallback_channel) {
      const value = step.fallback_template_id ?? "";
      const field = "fallback_template_id";
      lacks.push({ field, what: "template", channel: fallback_channel, fallback: true, value });
    }
  } else if (step.kind === "move_stage") {
    lacks.push({ field: "stage_id", what: "stage", value: step.stage_id });
  } else if (step.kind === "assign") {
    // Null is nobody, and a choice.
    lacks.push({ field: "user_id", what: "assignee", value: step.user_id });
  } else if (step.kind === "tag") {
    lacks.push({ field: "tag", what: "tag", value: step.tag.trim() });
  } else if (step.kind === "timeline_event") {
    lacks.push({ field: "text", what: "text", value: step.text.trim() });
  } else lacks.push({ field: "webhook_id", what: "webhook", value: step.webhook_id });
  return lacks.filter((l) => l.value === "").map(({ value: _, ...rest }) => rest);
}

function readyWords(channel: Channel | undefined, ready: Ready | undefined): string {
  if (!channel || !ready) return "";
  const name = channel === "email" ? "email" : CHANNELS[channel].label;
  const n = ready[channel];
  if (n === 0) return ` No ${name} template is approved yet.`;
  return ` ${count(n, `approved ${name} template`)} ${n === 1 ? "is" : "are"} ready to use.`;
}

/** What can be known to be wrong before the server is asked. */
export function problemsOf(draft: Draft, ready?: Ready): Problems {
  const problems: Problems = {};
  const say = (card: string, field: string, message: string) => {
    problems[card] = [...(problems[card] ?? []), { field, message }];
  };
  const { trigger } = draft;
  if (!draft.name.trim()) say("name", "name", "Give the automation a name.");
  if (trigger.kind === "webhook" && !trigger.webhook_id) {
    say("trigger", "webhook_id", "Pick the webhook whose leads start it.");
  }
  if (trigger.kind === "event" && trigger.filter?.name?.trim() === "") {
    say("trigger", "name", "Enter the event’s name, as your site sends it.");
  }
  if (trigger.kind === "daily") {
    const { count: events, days } = trigger.condition;
    if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(trigger.at)) say("trigger", "at", "Enter the time.");
    if (!(events >= 0)) say("trigger", "count", "Enter how many site events.");
    if (!(days >= 1 && days <= 365)) say("trigger", "days", "Enter 1 to 365 days.");
  }
  for (const { key, condition } of draft.conditions) {
    for (const { field, message } of wrongIn(condition)) say(key, field, message);
  }
  if (!(draft.budget >= 1 && draft.budget <= MOST_A_DAY)) {
    say("budget", "daily_budget", `Enter 1 to ${MOST_A_DAY.toLocaleString("en")} messages a day.`);
  }
  if (draft.steps.length === 0) say("steps", "steps", "It has no step yet. Add one.");
  draft.steps.forEach(({ key, step }, i) => {
    for (const { field, what, fallback, channel } of missingIn(step)) {
      const whose = fallback ? `The fallback of step ${i + 1}` : `Step ${i + 1}`;
      say(key, field, `${whose} has no ${what}.${readyWords(channel, ready)}`);
    }
  });
  return problems;
}

const CARDS: Record<string, Card> = {
  name: "name",
  description: "description",
  trigger: "trigger",
  webhook_source_id: "trigger",
  conditions: "conditions",
  safety_lock_minutes: "lock",
  daily_budget: "budget",
  steps: "steps",
};

/** The server's reasons on their cards: "steps[2].template_id" is the third step's. What has no card is `rest`. */
export function serverProblems(error: unknown, draft: Draft) {
  const problems: Problems = {};
  if (isStale(error)) {
    const rest = "Somebody else changed this automation meanwhile. Discard to load theirs.";
    return { problems, rest };
  }
  const unplaced: string[] = [];
  for (const { field, message } of error instanceof ApiError ? error.fields : []) {
    const [head = "", ...path] = field.replace(/\[(\d+)\]/g, ".$1").split(".");
    const rows = head === "steps" || head === "conditions" ? draft[head] : [];
    const card = rows[Number(path[0])]?.key ?? CARDS[head];
    if (!card) unplaced.push(message);
    else {
      const own = { field: path[path.length - 1] ?? head, message };
      problems[card] = [...(problems[card] ?? []), own];
    }
  }
  if (Object.keys(problems).length === 0 && unplaced.length === 0) unplaced.push(reason(error));
  return { problems, rest: unplaced.join(" ") || null };
}
