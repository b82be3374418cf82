import type { Delivery, DeliveryState, OutboundEvent, OutboundWebhook } from "../api/types";
import { count } from "../lib/text";

export const EVENTS: { value: OutboundEvent; about: string }[] = [
  {
    value: "visitor_event.created",
    about: "Somebody did something on a tracked site. Up to 100 events in one delivery.",
  },
  { value: "lead.created", about: "A lead arrived or was added." },
  { value: "lead.stage_changed", about: "A lead moved to another stage of its pipeline." },
  { value: "lead.converted", about: "A lead became a contact." },
  { value: "contact.created", about: "A contact was added." },
  { value: "account.created", about: "An account was added." },
  { value: "account.stage_changed", about: "An account moved to another stage." },
  { value: "opportunity.created", about: "An opportunity was opened." },
  { value: "opportunity.stage_changed", about: "An opportunity moved on, was won or lost." },
];

export const STATES: Record<DeliveryState, { label: string; color?: string }> = {
  pending: { label: "Pending", color: "amber" },
  delivered: { label: "Delivered", color: "green" },
  failed: { label: "Failed", color: "red" },
};

/** Tries of one delivery: at once, then after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h and 10 h. */
const TRIES = 8;
const MIN = 60_000;

export function stateOf(w: Pick<OutboundWebhook, "active" | "disabled_reason">) {
  if (w.active) return { label: "On", color: "green" };
  return w.disabled_reason ? { label: "Stopped", color: "red" } : { label: "Off" };
}

/** "in 40s", "in 28m", "in 9h"; what is due reads "now". */
export function inTime(iso: string, now: number): string {
  const left = Date.parse(iso) - now;
  if (left <= 0) return "now";
  if (left < MIN) return `in ${Math.ceil(left / 1000)}s`;
  if (left < 60 * MIN) return `in ${Math.ceil(left / MIN)}m`;
  return `in ${Math.ceil(left / (60 * MIN))}h`;
}

/** What happened to it until now, and what comes next. */
export function outcome(d: Delivery, now: number): string {
  const parts = [
    d.last_status === null ? null : `HTTP ${d.last_status}`,
    d.state === "delivered" ? null : d.last_error,
  ];
  if (d.state === "pending") {
    parts.push(d.attempts === 0 ? null : `${d.attempts} of ${TRIES} attempts`);
    const next = d.next_attempt_at ? inTime(d.next_attempt_at, now) : "now";
    parts.push(d.attempts === 0 ? `Goes out ${next}` : `next ${next}`);
  } else parts.push(count(d.attempts, "attempt"));
  return parts.filter(Boolean).join(" · ");
}

/** How soon to look again: at once for what is about to be sent, calmly for what waits its hours. */
export function pollAfter(deliveries: Delivery[], now: number): number {
  const soon = deliveries.some(
    (d) =>
      d.state === "pending" &&
      (d.next_attempt_at === null || Date.parse(d.next_attempt_at) - now < 15_000),
  );
  return soon ? 2000 : 15_000;
}

export function urlProblem(text: string): string | null {
  if (!text.trim()) return "Enter the address that should receive the events.";
  try {
    const { protocol } = new URL(text.trim());
    return /^https?:$/.test(protocol) ? null : "Start with https:// or http://.";
  } catch {
    return "Enter a whole address, like https://example.com/hydra.";
  }
}
