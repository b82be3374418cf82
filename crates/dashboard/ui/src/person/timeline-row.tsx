import {
  IconActivity,
  IconAlertTriangle,
  IconArrowBackUp,
  IconArrowsExchange,
  IconAt,
  IconBolt,
  IconBuilding,
  IconCheck,
  IconChecklist,
  IconCircleDot,
  IconCurrencyDollar,
  IconFlag,
  IconLink,
  IconMessage,
  IconMessages,
  IconNote,
  IconPencil,
  IconPlus,
  IconRefresh,
  IconRestore,
  IconRobot,
  IconSend,
  IconTrash,
  IconUnlink,
  IconUser,
  IconUserCheck,
  type TablerIcon,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Pipeline, Teammate, TimelineEntry } from "../api/types";
import { ENTRY_LOOKS, isAutomationEntry } from "../automations/entry-words";
import { dayLabel } from "../lib/time";
import { IS } from "../ui/icon";
import { TimeAgo } from "../ui/time-ago";
import classes from "./timeline.module.css";
import { type Subject, sentence } from "./timeline-sentence";
import { siteSentence } from "./timeline-site";
import type { TimelineItem } from "./visits";

const ICONS: Record<string, TablerIcon> = {
  lead_created: IconPlus,
  lead_resubmitted: IconRefresh,
  stage_changed: IconArrowsExchange,
  assigned: IconUser,
  fields_updated: IconPencil,
  lead_deleted: IconTrash,
  lead_restored: IconRestore,
  contact_created: IconPlus,
  visitor_linked: IconLink,
  converted: IconUserCheck,
  demoted: IconArrowBackUp,
  account_changed: IconBuilding,
  company_linked: IconLink,
  company_unlinked: IconUnlink,
  account_created: IconPlus,
  lifecycle_changed: IconArrowsExchange,
  deal_stage_changed: IconArrowsExchange,
  deal_value_changed: IconCurrencyDollar,
  opportunity_created: IconCurrencyDollar,
  opportunity_stage_changed: IconArrowsExchange,
  opportunity_deleted: IconTrash,
  primary_contact_changed: IconUser,
  opportunity_account_changed: IconUser,
  contact_removed: IconUser,
  plan_created: IconChecklist,
  plan_deleted: IconTrash,
  milestone_completed: IconCheck,
  milestone_reopened: IconRestore,
  milestone_reached: IconFlag,
  note_added: IconNote,
  message_sent: IconSend,
  message_failed: IconAlertTriangle,
  message_received: IconMessage,
  conversation_started: IconMessages,
  email_captured: IconAt,
  bot_captured: IconRobot,
  custom_event: IconBolt,
};

/** Only an outcome is tinted. */
function tintOf({ kind, data }: TimelineEntry): string | undefined {
  const to = data.to_word;
  if (kind === "visitor_linked" || kind === "converted") return "accent";
  if (kind === "milestone_completed" || to === "closed_won") return "green";
  if (isAutomationEntry(kind)) return ENTRY_LOOKS[kind].tint;
  if (kind === "message_failed" || to === "closed_lost" || to === "churned") return "red";
  if (to === "at_risk") return "amber";
  return undefined;
}

export function TimelineRow({
  of,
  item,
  team,
  pipelines,
}: {
  of: Subject;
  item: TimelineItem;
  team: Teammate[] | undefined;
  pipelines: Pipeline[] | undefined;
}) {
  if ("visit" in item) {
    return (
      <Row at={item.visit[0].at} icon={IconActivity} tint="accent" {...siteSentence(item.visit)} />
    );
  }
  const icon = isAutomationEntry(item.kind)
    ? ENTRY_LOOKS[item.kind].icon
    : item.data.to_word === "at_risk"
      ? IconAlertTriangle
      : ICONS[item.kind];
  return (
    <Row
      at={item.at}
      icon={icon ?? IconCircleDot}
      tint={tintOf(item)}
      {...sentence(item, team, pipelines, of)}
    />
  );
}

function Row({
  at,
  icon: Icon,
  tint,
  text,
  sub,
}: {
  at: string;
  icon: TablerIcon;
  tint?: string;
  text: ReactNode;
  sub?: ReactNode;
}) {
  const today = dayLabel(at) === "Today";
  return (
    <div className={classes.row}>
      <span className={classes.icon} data-tint={tint}>
        <Icon {...IS} />
      </span>
      <div className={classes.text}>
        {text}
        {sub && <div className={classes.sub}>{sub}</div>}
      </div>
      <TimeAgo at={at} format={today ? "age" : "clock"} className={classes.time} />
    </div>
  );
}
