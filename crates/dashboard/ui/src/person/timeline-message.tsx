import type { ReactNode } from "react";
import type { Actor, AutomationEntry, Id, TimelineData, TimelineEntry } from "../api/types";
import { DeliveryTicks } from "../messages/delivery-ticks";
import { MessageName } from "../messages/message-name";
import { who } from "./who";

/** How far a message came, and why no further; that it failed the entry may have said itself. */
export function outcome(
  kind: string,
  { status, outcome_unknown, detail }: TimelineData,
): ReactNode {
  const said = status === "failed" && kind.endsWith("_failed");
  if ((!status || said) && !detail) return undefined;
  return (
    <>
      {status && !said && <DeliveryTicks status={status} unknown={outcome_unknown ?? false} />}
      {detail && <div dir="auto">{detail}</div>}
    </>
  );
}

/** A history is written once: what became of an automation's messages since then is in its own log. */
export function withOutcomes(log: TimelineEntry[], automations: AutomationEntry[]) {
  const known = new Map<Id, AutomationEntry>(automations.map((e) => [e.id, e]));
  return log.map((entry): TimelineEntry => {
    const now = known.get(entry.id);
    if (!now) return entry;
    const { step, message, detail } = now;
    const data: TimelineData = {
      ...entry.data,
      template_name: step?.template_name,
      status: message?.status,
      outcome_unknown: message?.outcome_unknown,
      detail,
    };
    return { ...entry, data };
  });
}

/** A message to or from a person. */
export function messageSentence(
  kind: "message_sent" | "message_failed" | "message_received",
  actor: Actor,
  data: TimelineData,
): { text: ReactNode; sub?: ReactNode } {
  const message = <MessageName channel={data.channel} id={data.message_id} />;
  if (kind === "message_received") return { text: <>{message} received</> };
  const sub = outcome(kind, data);
  if (kind === "message_failed") return { text: <>{message} failed</>, sub };
  if (actor.kind !== "user") return { text: <>{message} sent</>, sub };
  return {
    text: (
      <>
        {who(actor)} sent {message}
      </>
    ),
    sub,
  };
}
