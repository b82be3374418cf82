import {
  IconCheck,
  IconClock,
  IconFileImport,
  IconFlag,
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
import { Score } from "../score/score";
import { TeamAvatar, Unassigned } from "../ui/avatar";
import { IS } from "../ui/icon";
import { Tags } from "../ui/tags";
import { PlainTime } from "../ui/time-ago";
import classes from "./lead-card.module.css";
import { nextStepLine, stalledReason } from "./stalled";

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

export function LeadCard({
  lead,
  mate,
  stage,
  picked,
}: {
  lead: Lead;
  mate: Teammate | undefined;
  /** The name of the one that it is in. */
  stage: string;
  /** Absent: it can't be. */
  picked?: boolean;
}) {
  const now = useNow();
  const live = liveLine(lead, now);
  const about = aboutLine(lead);
  const next = nextStepLine(lead, now);
  const stalled = stalledReason(lead, stage, now);
  const Icon = SOURCE_ICONS[lead.source] ?? IconUser;
  const anonymous = !lead.name && !lead.email && !lead.phone;
  return (
    <>
      <span className={classes.top}>
        <span className={classes.name} data-anonymous={anonymous || undefined} dir="auto">
          {lead.display_name}
        </span>
        <Score person={lead} still className={classes.score} />
        {picked !== undefined && (
          // For the pointer alone: a box inside a button would be two stops for the keyboard, which has its X.
          <span className={classes.pick} data-pick data-on={picked || undefined} aria-hidden="true">
            {picked && <IconCheck {...IS} stroke={2.6} />}
          </span>
        )}
        {picked && <span className="srOnly">, selected</span>}
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
      {next && (
        <span className={classes.next} dir="auto">
          <IconFlag {...IS} />
          {next}
        </span>
      )}
      {stalled && (
        <span className={classes.stalled}>
          <IconClock {...IS} />
          {stalled}
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
