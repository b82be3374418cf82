import {
  IconFileImport,
  IconMail,
  IconMessage,
  IconRobot,
  IconTerminal2,
  IconUser,
  IconUsers,
  IconWebhook,
  type TablerIcon,
} from "@tabler/icons-react";
import type { Lead, Source, Teammate } from "../api/types";
import { SOURCES } from "../lib/text";
import { isRecent } from "../lib/time";
import { useNow } from "../lib/use-now";
import { TeamAvatar, Unassigned } from "../ui/avatar";
import { IS } from "../ui/icon";
import { Tags } from "../ui/tags";
import { PlainTime } from "../ui/time-ago";
import classes from "./lead-card.module.css";

export const SOURCE_ICONS: Record<Source, TablerIcon> = {
  manual: IconUser,
  api: IconTerminal2,
  webhook: IconWebhook,
  import: IconFileImport,
  bot: IconRobot,
  widget: IconMessage,
  waitlist: IconUsers,
  email: IconMail,
};

/** On the site now, or back today; nothing otherwise. */
export function liveLine(lead: Lead, now: number): string | null {
  if (!lead.last_seen_at) return null;
  if (isRecent(lead.last_seen_at, 5, now)) return "On the site now";
  const seen = new Date(lead.last_seen_at);
  return seen.toDateString() === new Date(now).toDateString() ? "On the site today" : null;
}

/** What the second line says when there is no company. */
export function aboutLine(lead: Lead): { text: string; missing: boolean } {
  const known = [lead.company, lead.title].filter(Boolean);
  if (known.length > 0) return { text: known.join(" · "), missing: false };
  if (!lead.email && lead.phone) return { text: "Phone only", missing: true };
  if (!lead.email) return { text: "No email yet", missing: true };
  return { text: "No company", missing: true };
}

export function LeadCard({ lead, mate }: { lead: Lead; mate: Teammate | undefined }) {
  const now = useNow();
  const live = liveLine(lead, now);
  const about = aboutLine(lead);
  const Icon = SOURCE_ICONS[lead.source] ?? IconUser;
  const anonymous = !lead.name && !lead.email && !lead.phone;
  return (
    <>
      <span className={classes.top}>
        <span className={classes.name} data-anonymous={anonymous || undefined} dir="auto">
          {lead.display_name}
        </span>
        {lead.score !== null && (
          <span className={classes.score} title="Score">
            {lead.score}
          </span>
        )}
      </span>
      <span className={classes.about} data-missing={about.missing || undefined} dir="auto">
        {about.text}
      </span>
      {live && (
        <span className={classes.live}>
          <span className="dot" data-live />
          {live}
        </span>
      )}
      {lead.tags.length > 0 && (
        <span className={classes.tags}>
          <Tags tags={lead.tags} />
        </span>
      )}
      <span className={classes.foot}>
        <Icon {...IS} />
        <span>{SOURCES[lead.source] ?? lead.source}</span>
        <span aria-hidden="true">·</span>
        <PlainTime at={lead.created_at} />
        <span className="sp" />
        {mate ? <TeamAvatar mate={mate} size="s" /> : <Unassigned size="s" />}
      </span>
    </>
  );
}
