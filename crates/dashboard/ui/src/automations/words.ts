import {
  IconBolt,
  IconSend,
  IconStairs,
  IconTag,
  IconUser,
  IconWebhook,
  type TablerIcon,
} from "@tabler/icons-react";
import type {
  AutomationEvent,
  AutomationRun,
  AutomationStats,
  AutomationStep,
  AutomationTrigger,
  Lifecycle,
  OpportunityStage,
  Pipeline,
  RunState,
  RunStep,
  StepState,
  Webhook,
} from "../api/types";
import { LIFECYCLES, OPPORTUNITY_STAGES } from "../crm/words";
import { count } from "../lib/text";
import { clock, shortDate } from "../lib/time";
import { CHANNELS, statusWord } from "../messages/words";

export const DELAYS = [0, 5, 15, 30, 60, 120, 1440];
export const LOCKS = [0, 1, 5, 15, 30, 60, 120, 1440, 10_080];

/** "5 min", "2 hours", "24 hours", "7 days". */
export function minutesWords(minutes: number): string {
  const of = (n: number, one: string) => `${n} ${one}${n === 1 ? "" : "s"}`;
  if (minutes > 1440 && minutes % 1440 === 0) return of(minutes / 1440, "day");
  if (minutes > 0 && minutes % 60 === 0) return of(minutes / 60, "hour");
  return `${minutes} min`;
}
export const delayWords = (minutes: number) =>
  minutes === 0 ? "Immediate" : minutesWords(minutes);
export const lockWords = (minutes: number) => (minutes === 0 ? "Off" : minutesWords(minutes));

type StepKind = AutomationStep["kind"];
export const STEP_KINDS: Record<StepKind, { label: string; icon: TablerIcon }> = {
  message: { label: "Send a message", icon: IconSend },
  move_stage: { label: "Move to stage", icon: IconStairs },
  assign: { label: "Assign", icon: IconUser },
  tag: { label: "Add tag", icon: IconTag },
  timeline_event: { label: "Raise a timeline event", icon: IconBolt },
  outbound_webhook: { label: "Call an outbound webhook", icon: IconWebhook },
};
export const STEP_KIND_ORDER = Object.keys(STEP_KINDS) as StepKind[];

export const EVENTS: Record<AutomationEvent, string> = {
  lead_created: "a lead is created",
  stage_changed: "a lead changes stage",
  converted: "a lead becomes a contact",
  milestone_completed: "a milestone is completed",
  opportunity_stage_changed: "an opportunity changes stage",
  lifecycle_changed: "an account’s lifecycle changes",
  site_event: "a known visitor’s event arrives",
};
export const EVENT_ORDER = Object.keys(EVENTS) as AutomationEvent[];

/** What an event can be narrowed to; null when it has nothing of the kind. */
export function targetsOf(event: AutomationEvent, pipelines: Pipeline[] | undefined) {
  switch (event) {
    case "stage_changed":
      return (pipelines ?? []).flatMap((p) =>
        p.stages.map((s) => ({
          value: s.id,
          label: (pipelines ?? []).length > 1 ? `${p.name}: ${s.name}` : s.name,
        })),
      );
    case "opportunity_stage_changed":
      return (Object.keys(OPPORTUNITY_STAGES) as OpportunityStage[]).map((value) => ({
        value,
        label: OPPORTUNITY_STAGES[value].label,
      }));
    case "lifecycle_changed":
      return (Object.keys(LIFECYCLES) as Lifecycle[]).map((value) => ({
        value,
        label: LIFECYCLES[value].label,
      }));
    default:
      return null;
  }
}

/** The trigger as a sentence of its own. */
export function triggerWords(
  trigger: AutomationTrigger,
  webhooks: Pick<Webhook, "id" | "name">[] | undefined,
  pipelines: Pipeline[] | undefined,
): string {
  if (trigger.kind === "webhook") {
    const webhook = webhooks?.find((w) => w.id === trigger.webhook_id);
    const name = webhook?.name ?? (webhooks ? "a webhook that was deleted" : "a webhook");
    return `A lead arrives through ${name}`;
  }
  if (trigger.kind === "event") {
    const { to, name } = trigger.filter ?? {};
    const named = targetsOf(trigger.event, pipelines)?.find((t) => t.value === to)?.label;
    const said = EVENTS[trigger.event];
    const narrowed = to ? ` to ${named ?? "a stage"}` : name ? `: ${name}` : "";
    return `${said.charAt(0).toUpperCase()}${said.slice(1)}${narrowed}`;
  }
  const { op, count: events, days } = trigger.condition;
  return `Every day at ${trigger.at}, for contacts with ${op === "lt" ? "fewer" : "more"} than ${events} site events in ${days} days`;
}

/** Of how many conditions a trigger depends besides. */
export const onlyIfWords = (conditions: number) =>
  `Only if ${count(conditions, "condition")} ${conditions === 1 ? "holds" : "hold"}`;

function stepWords(step: AutomationStep): string {
  switch (step.kind) {
    case "message": {
      const to = [step.channel, step.fallback_channel].flatMap((c) => (c ? [channelWord(c)] : []));
      return to.join(" or ");
    }
    case "move_stage":
      return "move to a stage";
    case "assign":
      return step.user_id ? "assign" : "assign to nobody";
    case "tag":
      return `tag “${step.tag}”`;
    case "timeline_event":
      return "timeline event";
    case "outbound_webhook":
      return "outbound webhook";
  }
}
/** Within a sentence. */
const channelWord = (c: keyof typeof CHANNELS) => (c === "email" ? "email" : CHANNELS[c].label);

/** The steps in short: "WhatsApp or SMS, then email after 2 hours". */
export function stepsWords(steps: AutomationStep[]): string {
  const words = steps.map((s) =>
    s.delay_minutes === 0 ? stepWords(s) : `${stepWords(s)} after ${minutesWords(s.delay_minutes)}`,
  );
  const text = words.join(", then ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Words of the figures, each with the runs that it counts; null counts all. */
export const STAT_WORDS: { key: keyof AutomationStats; label: string; state: RunState | null }[] = [
  { key: "triggered", label: "Triggered", state: null },
  { key: "completed", label: "Completed", state: "completed" },
  { key: "failed", label: "Failed", state: "failed" },
  { key: "skipped", label: "Skipped", state: "skipped" },
];

export const RUN_STATES: Record<RunState, { label: string; color?: string }> = {
  running: { label: "Running" },
  completed: { label: "Completed", color: "green" },
  failed: { label: "Failed", color: "red" },
  cancelled: { label: "Cancelled" },
  skipped: { label: "Skipped", color: "amber" },
};
export const STEP_STATES: Record<StepState, { label: string; color?: string }> = {
  waiting: { label: "Waiting" },
  held: { label: "Held", color: "amber" },
  sending: { label: "Sending" },
  sent: { label: "Sent", color: "green" },
  failed: { label: "Failed", color: "red" },
  skipped: { label: "Skipped", color: "amber" },
  cancelled: { label: "Cancelled" },
};

const DAY = 86_400_000;
/** A moment near now, past or to come: "14:00" today, "Sat 16:00" within a week, else "12 Nov 16:00". */
export function whenWords(iso: string, now = Date.now()): string {
  const at = new Date(iso);
  if (at.toDateString() === new Date(now).toDateString()) return clock(iso);
  const near = Math.abs(at.getTime() - now) < 6 * DAY;
  const day = near ? at.toLocaleString("en-GB", { weekday: "short" }) : shortDate(iso, now);
  return `${day} ${clock(iso)}`;
}

/** How far a run is, for its badge: "Step 2 at 15:48". */
export function runBadge(run: AutomationRun, now = Date.now()): { label: string; color?: string } {
  const next = run.steps.find((s) => ["waiting", "held", "sending"].includes(s.state));
  if (run.state !== "running" || !next) return RUN_STATES[run.state];
  const step = `Step ${next.position + 1}`;
  if (next.state === "held") return { label: `${step} is held`, color: "amber" };
  if (next.state === "sending") return { label: `${step} is going out` };
  return { label: `${step} at ${whenWords(next.due_at, now)}` };
}

/** What last became of a run, in one line. */
export function runLine(run: AutomationRun): string {
  if (run.reason) return run.reason;
  const last = run.steps.findLast((s) => s.finished_at !== null);
  if (!last) return "Nothing was done yet";
  if (last.state === "sent" && last.message_status) {
    const status = statusWord(last.message_status, last.outcome_unknown).toLowerCase();
    return `${stepName(last)} ${status}`;
  }
  const name = `${stepName(last)} ${STEP_STATES[last.state].label.toLowerCase()}`;
  return last.reason ? `${name}: ${last.reason}` : name;
}

/** What a step of a run was. */
export const stepName = (step: Pick<RunStep, "kind" | "channel">) =>
  step.channel ? CHANNELS[step.channel].label : STEP_KINDS[step.kind].label;

/** A step that did what it says; only messages are sent. */
export const stepState = ({ kind, state }: Pick<RunStep, "kind" | "state">) =>
  state === "sent" && kind !== "message" ? { label: "Done", color: "green" } : STEP_STATES[state];
