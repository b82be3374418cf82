/**
 * The API's types under the names that the dashboard uses. All of them are aliases of `schema.d.ts`, which is generated
 * from the server's routes (`cargo xtask ui --types`); where a type is narrower than the document can say, it says why.
 */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Id = string;
export type Instant = Schemas["Timestamp"];

export type Role = Schemas["Role"];
/** What a person may do; the other two words are scopes of API keys alone. */
export type Permission = Exclude<Schemas["Permission"], "widget:write" | "events:read">;
export type Plan = Schemas["Plan"];

export type FieldProblem = Schemas["FieldError"];
/** A problem document; a conflict names the record that is in the way. */
export type Problem = Pick<Schemas["Problem"], "title" | "status" | "code"> & {
  type?: string;
  detail?: string | null;
  errors?: FieldProblem[];
  existing_id?: Id;
};

export type Workspace = Schemas["Workspace"];
/** A person's session: only a program's has neither user nor role. */
export type Session = Omit<Schemas["Session"], "user" | "role" | "token"> & {
  user: Schemas["User"];
  role: Role;
};
export type Setup = Schemas["Setup"];
export type Teammate = Schemas["Teammate"];
export type ApiKey = Omit<Schemas["ApiKey"], "key">;
/** The answer to a key's creation, the only one with its secret. */
export type ApiKeyCreated = ApiKey & { key: string };
export type Actor = Schemas["ActorName"];
export type AuditEntry = Schemas["AuditEntry"];
export type SetupChecklist = Schemas["Checklist"];

export type StageColor = Schemas["Color"];
export type StageType = Schemas["StageType"];
export type Stage = Schemas["Stage"];
export type Pipeline = Schemas["Pipeline"];

export type Source = Schemas["Source"];
export type CustomFields = Record<string, unknown> & { _displayNames?: Record<string, string> };

type OnBoard = "kind" | "pipeline_id" | "stage_id" | "position";
/** What leads and contacts share. */
export type Person = Omit<Schemas["Person"], OnBoard | "custom_fields"> & {
  custom_fields: CustomFields;
};
/** A person with a card: what lists and boards of leads hold. */
export type Lead = Person & { kind: "lead"; pipeline_id: Id; stage_id: Id; position: number };
export type Contact = Person &
  Pick<Schemas["Contact"], "account_id" | "account"> & { kind: "contact" };
export type LeadDetail = Lead & { activities: TimelineEntry[] };
export type ContactDetail = Contact & { activities: TimelineEntry[] };

export type BoardColumn = Omit<Schemas["BoardColumn"], "cards"> & { cards: Lead[] };
export type Board = Omit<Schemas["Board"], "columns"> & { columns: BoardColumn[] };

type StageRef = Pick<Stage, "id" | "name" | "color" | "type">;
/** What the kinds of entries add, see `Fact` in crm-core; the document calls it any object. */
export interface TimelineData {
  source?: Source;
  webhook_id?: Id;
  webhook_name?: string | null;
  from_stage?: StageRef | null;
  to_stage?: StageRef | null;
  from?: Id | null;
  to?: Id | null;
  to_name?: string | null;
  fields?: string[];
  anon_visitor_id?: string;
  verified?: boolean;
}
export type TimelineEntry = Omit<Schemas["TimelineEntry"], "data"> & { data: TimelineData };

/** `session_start` is derived, not stored: the document says any string. */
export type SiteEventType =
  | "session_start"
  | "pageview"
  | "custom"
  | "identify"
  | "click"
  | "scroll"
  | "outbound_click";
export type SiteEvent = Omit<Schemas["SiteEvent"], "type"> & { type: SiteEventType };
export type SiteSession = Omit<Schemas["Visit"], "events"> & { events: SiteEvent[] };
export type SiteActivity = Omit<Schemas["SiteActivity"], "timeline"> & { timeline: SiteSession[] };
export type ActivitySummary = Schemas["ActivitySummary"];

export type Autocapture = Schemas["Autocapture"];
export type Widget = Schemas["Widget"];

export type CoreField = Schemas["CoreField"];
export type DuplicatePolicy = Schemas["OnDuplicate"];
export type Webhook = Schemas["Webhook"];
export type WebhookCreated = Schemas["WebhookCreated"];
/** A body that could not be read is kept as a text. */
export type Receipt = Omit<Schemas["Receipt"], "payload"> & { payload: unknown };

export interface Page<T> {
  data: T[];
  page: number;
  limit: number;
  total: number;
}
export interface CursorPage<T> {
  data: T[];
  next_cursor: string | null;
}

export interface LeadInput {
  name?: string | null;
  email?: string | null;
  phone?: string | null;
  company?: string | null;
  title?: string | null;
  tags?: string[];
  pipeline_id?: Id;
  stage_id?: Id;
  assigned_to?: Id | null;
  score?: number | null;
  custom_fields?: Record<string, unknown>;
}
export type LeadPatch = Omit<LeadInput, "pipeline_id" | "stage_id">;
export interface WidgetPatch {
  name?: string;
  tracking_enabled?: boolean;
  event_retention_days?: number;
  allowed_origins?: string[];
  autocapture?: Autocapture;
}
export interface WebhookInput {
  name?: string;
  pipeline_id?: Id | null;
  stage_id?: Id | null;
  field_mapping?: Record<string, CoreField>;
  on_duplicate?: DuplicatePolicy;
}
export type WorkspacePatch = Partial<
  Pick<Workspace, "name" | "currency" | "time_zone" | "country" | "plan">
>;
