import {
  IconAlertTriangle,
  IconArrowsExchange,
  IconBan,
  IconBolt,
  IconCheck,
  IconSquareCheck,
  type TablerIcon,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Link } from "react-router";
import type { AutomationEntryKind, Channel, Id } from "../api/types";
import { MessageName } from "../messages/message-name";
import { CHANNELS } from "../messages/words";
import classes from "../person/timeline.module.css";

/** What an automation did for a person (L28), with its icon; only an outcome is tinted. */
export const ENTRY_LOOKS: Record<AutomationEntryKind, { icon: TablerIcon; tint?: string }> = {
  automation_triggered: { icon: IconBolt },
  automation_step_sent: { icon: IconCheck, tint: "green" },
  automation_step_failed: { icon: IconAlertTriangle, tint: "red" },
  automation_fallback: { icon: IconArrowsExchange, tint: "amber" },
  automation_completed: { icon: IconSquareCheck, tint: "green" },
  automation_skipped: { icon: IconBan, tint: "amber" },
};

interface What {
  kind: AutomationEntryKind;
  automation: { id: Id; name: string } | null | undefined;
  /** 0-based. */
  position?: number | null;
  channel?: Channel | null;
  template?: string | null;
  message?: Id | null;
}

/** "WhatsApp sent, Welcome_Template", "Fell back to SMS", "Welcome sequence completed". */
export function entrySentence(entry: What): ReactNode {
  const { kind, automation, position, channel, template, message } = entry;
  const name = automation ? (
    <Link className={classes.ref} to={`/automations/${automation.id}`} dir="auto">
      {automation.name}
    </Link>
  ) : (
    "An automation"
  );
  const ofStep = typeof position === "number";
  const step = ofStep ? `Step ${position + 1}` : "A step";
  const what = channel ? <MessageName channel={channel} id={message} /> : step;
  const with_ = template ? `, ${template}` : "";
  switch (kind) {
    case "automation_triggered":
      return <>{name} triggered</>;
    case "automation_step_sent":
      return (
        <>
          {what} {channel ? "sent" : "done"}
          {with_}
        </>
      );
    case "automation_step_failed":
      return (
        <>
          {what} failed{with_}
        </>
      );
    case "automation_fallback":
      return `Fell back to ${channel ? CHANNELS[channel].label : "another channel"}${with_}`;
    case "automation_completed":
      return <>{name} completed</>;
    case "automation_skipped":
      return ofStep ? (
        <>
          {what} skipped{with_}
        </>
      ) : (
        <>{name} skipped</>
      );
  }
}

export const isAutomationEntry = (kind: string): kind is AutomationEntryKind => kind in ENTRY_LOOKS;
