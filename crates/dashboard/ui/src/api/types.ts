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
  existing_kind?: "lead" | "contact";
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
  preferred_channel: Channel | null;
};
/** A person with a card: what lists and boards of leads hold. */
export type Lead = Person & { kind: "lead"; pipeline_id: Id; stage_id: Id; position: number };
export type Contact = Person & {
  kind: "contact";
  account_id: Id;
  account: AccountRef;
  job_title: string | null;
};
export type LeadDetail = Lead & { activities: TimelineEntry[] };
/** `companies`: further companies beside the account. */
export type ContactDetail = Contact & { activities: TimelineEntry[]; companies: AccountRef[] };

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
  account?: { id: Id; name: string } | null;
  from_account?: { id: Id; name: string } | null;
  to_account?: { id: Id; name: string } | null;
  opportunity?: { id: Id; name: string } | null;
  contact?: { id: Id; name?: string | null } | null;
  lead_id?: Id;
  contact_id?: Id;
  linked_existing?: boolean;
  from_word?: string | null;
  to_word?: string | null;
  reason?: string | null;
  plan?: { id: Id; name: string } | null;
  milestone?: { id: Id; title: string } | null;
  note_id?: Id;
  /** A note's text, while it is there. */
  body?: string | null;
  path?: string;
  url?: string;
  name?: string | null;
  properties?: Record<string, unknown> | null;
  value?: number | null;
}
export type TimelineType = Schemas["TimelineType"];
export type TimelineEntry = Omit<Schemas["TimelineEntry"], "data"> & {
  type: TimelineType;
  data: TimelineData;
};

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
export type SiteActivity = Omit<Schemas["SiteActivity"], "timeline"> & {
  timeline: SiteSession[];
  first_touch: Touch | null;
  last_touch: Touch | null;
};
export type ActivitySummary = Schemas["ActivitySummary"];

export type Autocapture = Schemas["Autocapture"];
export type IdentityVerification = "guarded" | "strict";
export interface Widget {
  id: Id;
  name: string;
  key: string;
  tracking_enabled: boolean;
  event_retention_days: number;
  allowed_origins: string[];
  autocapture: Autocapture;
  consent_required: boolean;
  identity_verification: IdentityVerification;
  /** For `settings:manage` alone; null for everybody else. */
  identity_secret: string | null;
  /** Events that are kept now. */
  event_count: number;
  last_event_at: Instant | null;
  /** The last daily purge, and how many events it removed. */
  last_purge: { at: Instant; removed: number } | null;
  created_at: Instant;
  updated_at: Instant;
  version: number;
}

export type SiteRange = "24h" | "7d" | "30d" | "90d";
/** Where a visit came from: of its first page's address and referrer. All null: typed in, or unknown ("Direct"). */
export interface Touch {
  /** utm_source, else the ad network of a click id, else the referrer's host. */
  source: string | null;
  medium: string | null;
  campaign: string | null;
  /** The first page. */
  path: string;
  url: string;
  referrer: string | null;
  at: Instant;
}
export interface Counted {
  at: Instant;
  count: number;
}
export interface SiteTotals {
  pageviews: number;
  visitors: number;
  sessions: number;
  custom_events: number;
}
export interface SiteReport {
  range: SiteRange;
  from: Instant;
  to: Instant;
  /** What one point of the curves stands for. The last one is not over yet. */
  unit: "hour" | "day";
  totals: SiteTotals;
  /** 0: `visitors` are counted; 0.01: they are within about 1 %. */
  visitors_error: number;
  pageviews: Counted[];
  visitors: Counted[];
  /** The period of the same length before; null when events of it are not kept any more. */
  before: { from: Instant; to: Instant; totals: SiteTotals; pageviews: Counted[] } | null;
  top_pages: { path: string; views: number }[];
  top_events: { name: string; count: number }[];
  /** Visits by source; null is direct. */
  sources: { source: string | null; visits: number }[];
  /** Visits by utm_campaign. */
  campaigns: { campaign: string; visits: number }[];
  on_site_now: number;
}
export type Device = "desktop" | "mobile" | "tablet" | "other";
export interface VisitorRow {
  id: Id;
  anon_visitor_id: string;
  widget: { id: Id; name: string };
  /** Whom the browser belongs to. */
  customer: { id: Id; kind: "lead" | "contact"; display_name: string } | null;
  browser: string | null;
  os: string | null;
  device: Device;
  bot: boolean;
  first_seen_at: Instant;
  last_seen_at: Instant;
  /** For life, whatever was purged since. */
  event_count: number;
  /** An event in the last five minutes. */
  on_site: boolean;
  last_visit: {
    started_at: Instant;
    ended_at: Instant;
    pageviews: number;
    source: string | null;
    entry_path: string;
    /** The last page. */
    current_path: string;
  } | null;
}
export interface VisitorDetail extends VisitorRow {
  /** What the site's own id of them is, and what it said of them, until a record is made. */
  user_id: string | null;
  traits: Record<string, unknown>;
  first_touch: Touch | null;
  last_touch: Touch | null;
  /** Whom the browser belonged to, the newest first. */
  links: {
    customer: { id: Id; kind: "lead" | "contact"; display_name: string } | null;
    began_at: Instant | null;
    ended_at: Instant | null;
  }[];
}
export interface StoredEvent {
  id: Id;
  widget_id: Id;
  visitor_id: Id;
  anon_visitor_id: string;
  customer_id: Id | null;
  type: Exclude<SiteEventType, "session_start">;
  name: string | null;
  url: string;
  path: string;
  referrer: string | null;
  properties: Record<string, unknown> | null;
  value: number | null;
  occurred_at: Instant;
  received_at: Instant;
}

export type ExportFormat = "csv" | "ndjson";
export interface DataExport {
  id: Id;
  object: "events";
  format: ExportFormat;
  filters: {
    widget_id?: Id | null;
    customer_id?: Id | null;
    visitor_id?: Id | null;
    type?: string | null;
    from?: Day | null;
    to?: Day | null;
  };
  state: "queued" | "running" | "done" | "failed";
  /** Written until now. */
  rows: number;
  /** Those to be written, as counted when it began. */
  total: number;
  bytes: number;
  error: string | null;
  created_by: string | null;
  created_at: Instant;
  finished_at: Instant | null;
  /** Its file is removed then. */
  expires_at: Instant;
}

export type OutboundEvent =
  | "visitor_event.created"
  | "lead.created"
  | "lead.converted"
  | "lead.stage_changed"
  | "contact.created"
  | "account.created"
  | "account.stage_changed"
  | "opportunity.created"
  | "opportunity.stage_changed";
export interface OutboundWebhook {
  id: Id;
  url: string;
  description: string | null;
  events: OutboundEvent[];
  active: boolean;
  /** Why it was switched off by itself: the receiver answered 410, or failed for five days. */
  disabled_reason: string | null;
  /** After a rotation both secrets sign until then. */
  old_secret_until: Instant | null;
  last_delivery: { at: Instant; state: DeliveryState; status: number | null } | null;
  created_at: Instant;
  updated_at: Instant;
  version: number;
}
/** The answer to its creation and to a rotation, the only ones with the secret. */
export type OutboundWebhookCreated = OutboundWebhook & { secret: string };
export type DeliveryState = "pending" | "delivered" | "failed";
export interface Delivery {
  id: Id;
  event: OutboundEvent | "test";
  state: DeliveryState;
  attempts: number;
  /** HTTP status of the last answer. */
  last_status: number | null;
  last_error: string | null;
  /** The body as it is sent. */
  payload: unknown;
  created_at: Instant;
  next_attempt_at: Instant | null;
  finished_at: Instant | null;
}

export type FunnelStep =
  | { kind: "page"; path: string }
  | { kind: "event"; name: string }
  | { kind: "lead" }
  | { kind: "contact" }
  | { kind: "stage"; stage_id: Id }
  | { kind: "won" };
export interface FunnelReport {
  from: Day;
  to: Day;
  steps: {
    step: FunnelStep;
    /** The stage's name, where the step is one. */
    label: string | null;
    /** Visitors (browsers) that came this far in this order. */
    visitors: number;
    /** From the step before to this one; null for the first. */
    median_seconds: number | null;
  }[];
}
export interface StageTime {
  /** A lead pipeline's stage, or an opportunity's word. */
  stage: {
    id: Id | null;
    word: OpportunityStage | null;
    name: string;
    color: StageColor | null;
    type: StageType;
  };
  entered: number;
  /** To a later stage, or won. */
  moved_on: number;
  /** To an earlier one. */
  moved_back: number;
  lost: number;
  still_there: number;
  /** Of those that left. */
  median_seconds: number | null;
  average_seconds: number | null;
}
export interface SourceReportRow {
  source: string | null;
  visits: number;
  visitors: number;
  leads: number;
  contacts: number;
  won_count: number;
  won: Money[];
}

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
  /** On creation only: becomes the first note. */
  notes?: string;
}
export type LeadPatch = Omit<LeadInput, "pipeline_id" | "stage_id" | "notes"> & {
  preferred_channel?: Channel | null;
};
export interface WidgetPatch {
  name?: string;
  tracking_enabled?: boolean;
  event_retention_days?: number;
  allowed_origins?: string[];
  autocapture?: Autocapture;
  consent_required?: boolean;
  identity_verification?: IdentityVerification;
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

export type Channel = Schemas["Channel"];
/** A decimal number as a text, never a float: `"1250.00"`. */
export type Decimal = string;
/** `YYYY-MM-DD`. */
export type Day = string;
export type Money = Schemas["Money"];

export type AccountRef = Schemas["AccountRef"];
export type Lifecycle = Schemas["Lifecycle"];
export type RenewalStatus = Schemas["RenewalStatus"];
export type Account = Omit<Schemas["Account"], "custom_fields"> & { custom_fields: CustomFields };
export interface AccountInput {
  name?: string;
  domain?: string | null;
  industry?: string | null;
  website?: string | null;
  phone?: string | null;
  lifecycle_stage?: Lifecycle;
  mrr?: Decimal | null;
  health_score?: number | null;
  renewal_date?: Day | null;
  renewal_status?: RenewalStatus | null;
  stage_id?: Id | null;
  deal_value?: Decimal | null;
  currency?: string;
  owner_id?: Id | null;
  custom_fields?: Record<string, unknown>;
  /** On creation only: becomes the first note. */
  notes?: string;
}
/** What forms give for an account that is made inline (H22). */
export type InlineAccount = Pick<AccountInput, "domain" | "industry" | "website" | "phone"> & {
  name: string;
};
/** The strip of all the account's contacts (E13). */
export type AccountActivity = Omit<ActivitySummary, "customer_id"> & { account_id: Id };

export type AccountStage = Schemas["AccountStage"];

export type OpportunityStage = Schemas["OpportunityStage"];
export type Opportunity = Omit<Schemas["Opportunity"], "custom_fields"> & {
  custom_fields: CustomFields;
};
export interface OpportunityInput {
  name?: string;
  account_id?: Id;
  primary_contact_id?: Id | null;
  stage?: OpportunityStage;
  amount?: Decimal | null;
  currency?: string;
  probability?: number | null;
  close_date?: Day | null;
  owner_id?: Id | null;
  next_step?: string | null;
  next_step_at?: Day | null;
  custom_fields?: Record<string, unknown>;
  /** On creation only: becomes the first note. */
  notes?: string;
}
export type StageTotals = Schemas["StageTotals"];
/** The three tiles, and the stages' sums (H36). */
export type OpportunityPipeline = Schemas["OpportunityPipeline"];
export interface OpportunityColumn extends StageTotals {
  cards: Opportunity[];
}

export type ReportStage = Schemas["ReportStage"];
export type ReportOwner = Schemas["ReportOwner"];
export type PipelineReport = Schemas["PipelineReport"];
export type ForecastMonth = Schemas["ForecastMonth"];

export type Note = Schemas["Note"];

export type Milestone = Schemas["Milestone"];
export type OnboardingPlan = Schemas["OnboardingPlan"];

export type CustomFieldObject = Schemas["CustomFieldObject"];
export type CustomFieldType = Schemas["CustomFieldType"];
export type CustomField = Schemas["CustomField"];

export interface ConvertInput {
  name?: string | null;
  email?: string | null;
  account_id?: Id;
  account?: InlineAccount;
  opportunity?: OpportunityInput & { name: string };
  platform?: Channel | null;
}
export interface Converted {
  contact: Contact;
  account: Account;
  opportunity: Opportunity | null;
  /** A contact with the same email or phone was there already. */
  linked_existing: boolean;
}
export type ConvertPreview = Schemas["ConvertPreview"];
export interface ContactInput {
  name?: string | null;
  email?: string | null;
  phone?: string | null;
  title?: string | null;
  company?: string | null;
  tags?: string[];
  score?: number | null;
  assigned_to?: Id | null;
  preferred_channel?: Channel | null;
  custom_fields?: Record<string, unknown>;
  account_id?: Id;
  account?: InlineAccount;
  notes?: string;
}

export type Invitation = Schemas["Invitation"];
/** The answer to its creation, the only one with the link. */
export type InvitationCreated = Invitation & { token: string; link: string };
export type InvitationPreview = Schemas["InvitationPreview"];

export type SearchResults = Schemas["SearchResults"];
