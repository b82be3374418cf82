import type {
  DataExport,
  ExportFilters,
  ExportObject,
  Permission,
  Pipeline,
  StoredEvent,
  Teammate,
  Widget,
} from "../api/types";
import { daySpan } from "../lib/day";
import { SOURCES } from "../lib/text";

export const OBJECTS: Record<
  ExportObject,
  { label: string; one: string; plural: string; about: string; permission: Permission }
> = {
  events: {
    label: "Events",
    one: "event",
    plural: "events",
    about: "Every stored site event, a line each.",
    permission: "settings:manage",
  },
  leads: {
    label: "Leads",
    one: "lead",
    plural: "leads",
    about: "Every lead with its stage, assignee, tags and custom fields, a line each.",
    permission: "leads:manage",
  },
  contacts: {
    label: "Contacts",
    one: "contact",
    plural: "contacts",
    about: "Every contact with its account, tags and custom fields, a line each.",
    permission: "crm:manage",
  },
};
export const OBJECT_NAMES = Object.keys(OBJECTS) as ExportObject[];

export const TYPES: { value: StoredEvent["type"] | ""; label: string }[] = [
  { value: "", label: "All types" },
  { value: "pageview", label: "Pageviews" },
  { value: "custom", label: "Custom events" },
  { value: "identify", label: "Identify calls" },
  { value: "click", label: "Clicks" },
  { value: "scroll", label: "Scroll depth" },
  { value: "outbound_click", label: "Outbound clicks" },
];

export const STATES: Record<DataExport["state"], { label: string; color?: string }> = {
  queued: { label: "Queued" },
  running: { label: "Running", color: "amber" },
  done: { label: "Ready", color: "green" },
  failed: { label: "Failed", color: "red" },
};

/** Its file is not there yet. */
export const isUnderWay = (e: Pick<DataExport, "state">) =>
  e.state === "queued" || e.state === "running";

/** Per cent written; a total that was counted low does not run past the end. */
export const progress = ({ rows, total }: Pick<DataExport, "rows" | "total">) =>
  total > 0 ? Math.min(100, Math.floor((rows / total) * 100)) : 0;

/** "812 B", "3.4 MB". */
export function size(bytes: number): string {
  let left = bytes;
  for (const unit of ["B", "KB", "MB"]) {
    if (left < 1000)
      return `${left < 10 && unit !== "B" ? left.toFixed(1) : Math.round(left)} ${unit}`;
    left /= 1000;
  }
  return `${left.toFixed(1)} GB`;
}

/** What names are looked up in; what is gone is said to be. */
export interface Known {
  widgets?: Widget[];
  pipelines?: Pipeline[];
  team?: Teammate[];
}

/** What is in it, in a line: "Pageviews of Marketing site, from 1 Nov 2026 to 7 Nov 2026". */
export function contents(
  { object, filters }: Pick<DataExport, "object"> & { filters: ExportFilters },
  known: Known,
): string {
  return object === "events" || object === undefined
    ? ofEvents(filters, known)
    : ofPeople(object, filters, known);
}

function ofEvents(f: ExportFilters, { widgets }: Known): string {
  const type = f.type ? (TYPES.find((t) => t.value === f.type)?.label ?? f.type) : "All events";
  const widget = f.widget_id
    ? ` of ${widgets?.find((w) => w.id === f.widget_id)?.name ?? "a deleted widget"}`
    : "";
  const person = f.customer_id ? ", one person" : f.visitor_id ? ", one visitor" : "";
  const days = daySpan(f.from ?? null, f.to ?? null);
  return `${type}${widget}${person}${days && `, ${days}`}`;
}

function ofPeople(
  object: "leads" | "contacts",
  f: ExportFilters,
  { pipelines, team }: Known,
): string {
  const pipeline = pipelines?.find((p) => p.id === f.pipeline_id);
  const stage = pipelines?.flatMap((p) => p.stages).find((s) => s.id === f.stage_id);
  const mate =
    f.assigned_to === "none"
      ? "nobody"
      : (team?.find((m) => m.id === f.assigned_to)?.name ?? "a former teammate");
  const days = daySpan(f.created_from ?? null, f.created_to ?? null);
  const parts = [
    f.pipeline_id && `in ${pipeline?.name ?? "a deleted pipeline"}`,
    f.stage_id && `in the stage ${stage?.name ?? "that was removed"}`,
    f.account_id && "of one account",
    f.source && `from ${SOURCES[f.source] ?? f.source}`,
    f.assigned_to && `assigned to ${mate}`,
    f.tag && `with the tag ${f.tag}`,
    f.stalled && "stalled",
    f.search && `matching “${f.search}”`,
    days && `created ${days}`,
  ].filter(Boolean);
  return parts.length === 0
    ? `All ${OBJECTS[object].plural}`
    : `${OBJECTS[object].label} ${parts.join(", ")}`;
}
