import {
  IconArrowRight,
  IconArrowsExchange,
  IconCircleDot,
  IconLink,
  IconPencil,
  IconPlus,
  IconRefresh,
  IconRestore,
  IconTrash,
  IconUser,
  type TablerIcon,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { mateOf, stagesAround } from "../api/shared";
import type { Actor, Pipeline, Teammate, TimelineEntry } from "../api/types";
import { labelOf, SOURCES } from "../lib/text";
import { dayLabel } from "../lib/time";
import { IS } from "../ui/icon";
import { StageBadge, stageLook } from "../ui/stage";
import { TimeAgo } from "../ui/time-ago";
import classes from "./timeline.module.css";

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
};

export function TimelineRow({
  entry,
  team,
  pipelines,
}: {
  entry: TimelineEntry;
  team: Teammate[] | undefined;
  pipelines: Pipeline[] | undefined;
}) {
  const Icon = ICONS[entry.kind] ?? IconCircleDot;
  const { text, sub } = sentence(entry, team, pipelines);
  const today = dayLabel(entry.at) === "Today";
  return (
    <div className={classes.row}>
      <span className={classes.icon} data-tint={entry.kind === "visitor_linked" || undefined}>
        <Icon {...IS} />
      </span>
      <div className={classes.text}>
        {text}
        {sub && <div className={classes.sub}>{sub}</div>}
      </div>
      <TimeAgo at={entry.at} format={today ? "age" : "clock"} className={classes.time} />
    </div>
  );
}

export function who(actor: Actor): string {
  if (actor.name) return actor.name;
  switch (actor.kind) {
    case "user":
      return "A former teammate";
    case "api_key":
      return "The API";
    case "webhook":
      return "A webhook";
    case "visitor":
      return "The visitor";
    default:
      return "Hydra";
  }
}

const FIELD_NAMES: Record<string, string> = {
  name: "name",
  email: "email",
  phone: "phone",
  company: "company",
  title: "title",
  tags: "tags",
  score: "score",
  custom_fields: "custom fields",
};

export function sentence(
  { kind, actor, data }: TimelineEntry,
  team: Teammate[] | undefined,
  pipelines: Pipeline[] | undefined,
): { text: ReactNode; sub?: ReactNode } {
  const by = who(actor);
  const source = data.source ? (SOURCES[data.source] ?? data.source) : null;
  switch (kind) {
    case "lead_created":
    case "contact_created": {
      const what = kind === "lead_created" ? "Lead created" : "Contact created";
      const from = [source && `Source ${source.toLowerCase()}`, data.webhook_name];
      const person = actor.kind === "user" ? `by ${by}` : null;
      return { text: what, sub: [...from, person].filter(Boolean).join(", ") };
    }
    case "lead_resubmitted":
      return {
        text: "Sent the form again",
        sub: data.webhook_name ? `Webhook ${data.webhook_name}` : undefined,
      };
    case "stage_changed": {
      const badge = (ref: typeof data.from_stage) => {
        if (!ref) return null;
        const look = stageLook(stagesAround(pipelines, ref.id), ref.id);
        return <StageBadge look={look ? { ...look, name: ref.name } : { ...ref, fill: 0 }} />;
      };
      return {
        text: `${by} moved this lead`,
        sub: (
          <span className={classes.stages}>
            {badge(data.from_stage)}
            <IconArrowRight {...IS} aria-label="to" aria-hidden={false} role="img" />
            {badge(data.to_stage)}
          </span>
        ),
      };
    }
    case "assigned": {
      const to = data.to_name ?? mateOf(team, data.to ?? null)?.name;
      if (!data.to) return { text: `${by} removed the assignee` };
      return actor.kind === "user" && actor.id === data.to
        ? { text: `${by} took this lead` }
        : { text: `Assigned to ${to ?? "a teammate"}`, sub: `by ${by}` };
    }
    case "fields_updated": {
      const fields = (data.fields ?? []).map(
        (f) => FIELD_NAMES[f] ?? labelOf(f.replace(/^custom_fields\./, "")),
      );
      return { text: `${by} changed ${listed(fields) || "this record"}` };
    }
    case "lead_deleted":
      return { text: `${by} deleted this lead` };
    case "lead_restored":
      return { text: `${by} restored this lead` };
    case "visitor_linked":
      return {
        text: "Linked to a browser on your site",
        sub: data.verified ? "Identity verified by your server" : "Identity not verified",
      };
    default:
      return { text: labelOf(kind), sub: by };
  }
}

export function listed(words: string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`;
}
