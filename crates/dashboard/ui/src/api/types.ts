/**
 * The API's types under the names that the dashboard uses. All of them are aliases of `schema.d.ts`, which is generated
 * from the server's routes (`cargo xtask ui --types`); where a type is narrower than the document can say, it says why.
 * `Required`: a key that the document lets go is always sent, with null for nothing.
 */
import type { MessageStatus } from "./broadcast-types";
import type { CaptureSettings, ChatSettings } from "./inbox-types";
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
/** A stage as it is to be; one without an id is new. */
export type StageInput = Omit<Schemas["StageInput"], "position">;
/** Left out stays; `is_default` can only be taken over, `stages` is the whole ordered list. */
export type PipelinePatch = Omit<Schemas["PipelinePatch"], "stages" | "move_to"> & {
  stages?: StageInput[];
  /** Where the leads of left-out stages go: left-out id to the id of a stage that stays. */
  move_to?: Record<Id, Id>;
};

export type Source = Schemas["Source"];
export type CustomFields = Record<string, unknown> & { _displayNames?: Record<string, string> };

type OnBoard = "kind" | "pipeline_id" | "stage_id" | "position" | "stage_entered_at";
/** What leads and contacts share. */
export type Person = Omit<Schemas["Person"], OnBoard | "custom_fields"> & {
  custom_fields: CustomFields;
  preferred_channel: Channel | null;
};
/** A person with a card: what lists and boards of leads hold. */
export type Lead = Person & {
  kind: "lead";
  pipeline_id: Id;
  stage_id: Id;
  position: number;
  stage_entered_at: Instant;
};
export type Contact = Person & {
  kind: "contact";
  account_id: Id;
  account: AccountRef;
  job_title: string | null;
};
/** Where "View originating conversation" leads; null without any conversation. */
type Originating = { originating_conversation_id: Id | null };
export type LeadDetail = Lead & Originating & { activities: TimelineEntry[] };
/** `companies`: further companies beside the account. */
export type ContactDetail = Contact &
  Originating & { activities: TimelineEntry[]; companies: AccountRef[] };

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
  conversation_id?: Id;
  behavior?: string | null;
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
  /** What an automation raised. */
  text?: string;
  /** A note's text, while it is there. */
  body?: string | null;
  path?: string;
  url?: string;
  name?: string | null;
  properties?: Record<string, unknown> | null;
  value?: number | null;
  automation?: { id: Id; name: string } | null;
  /** A step's place, 0-based. */
  position?: number | null;
  channel?: Channel | null;
  template_name?: string | null;
  message_id?: Id | null;
  status?: MessageStatus | null;
  outcome_unknown?: boolean;
  detail?: string | null;
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
};
export type ActivitySummary = Schemas["ActivitySummary"];

export type Autocapture = Schemas["Autocapture"];
export type IdentityVerification = Schemas["IdentityVerification"];
export type Widget = Schemas["Widget"];

export type SiteRange = Schemas["SiteRange"];
/** Where a visit came from. All null: typed in, or unknown ("Direct"). */
export type Touch = Schemas["Touch"];
export type Counted = Schemas["CountedPoint"];
export type SiteTotals = Schemas["SiteTotals"];
export type SiteReport = Schemas["SiteReport"];
export type Device = Schemas["Device"];
export type VisitorRow = Schemas["VisitorSummary"];
export type VisitorDetail = Schemas["VisitorDetail"];
export type StoredEvent = Required<Schemas["StoredEvent"]>;

export type ExportFormat = Schemas["ExportFormat"];
export type ExportObject = Schemas["ExportObject"];
/** Those that are asked for: of events the first, of people the others. */
export type ExportFilters = Schemas["ExportFilters"] & LeadFilter & { account_id?: Id };
export type DataExport = Omit<Schemas["DataExport"], "filters"> & { filters: ExportFilters };

/** What may be asked for; "test" is what a delivery may be of besides. */
export type OutboundEvent = Exclude<Schemas["OutboundEvent"], "test">;
export type OutboundWebhook = Omit<Schemas["OutboundWebhook"], "events" | "secret"> & {
  events: OutboundEvent[];
};
/** The answer to its creation and to a rotation, the only ones with the secret. */
export type OutboundWebhookCreated = OutboundWebhook & { secret: string };
export type DeliveryState = Schemas["DeliveryState"];
/** The body is null once what it told of is gone, which the document cannot say of any object. */
export type Delivery = Omit<Schemas["Delivery"], "payload"> & { payload: unknown };

/** One of these, which the document calls any object. */
export type FunnelStep =
  | { kind: "page"; path: string }
  | { kind: "event"; name: string }
  | { kind: "lead" }
  | { kind: "contact" }
  | { kind: "stage"; stage_id: Id }
  | { kind: "won" };
export type FunnelReport = Omit<Schemas["FunnelReport"], "steps"> & {
  steps: (Omit<Schemas["FunnelStep"], "step"> & { step: FunnelStep })[];
};
export type StageTime = Required<Schemas["StageTime"]>;
export type SourceReportRow = Required<Schemas["SourceReport"]>;

/** Where a mapping sends a field; "custom": to none of the lead's, whatever it is called. */
export type MapTarget = Schemas["CoreField"];
export type CoreField = Exclude<MapTarget, "custom">;
export type DuplicatePolicy = Schemas["OnDuplicate"];
/** Who is put in charge of a webhook's new leads. */
export type Assignment = Schemas["Assignment"];
export type Webhook = Schemas["Webhook"];
/** The answer to its creation and to a new key, the only ones with key and address. */
export type WebhookCreated = Schemas["WebhookCreated"];
export type ReceiptOutcome = Schemas["Outcome"];
/** A body that could not be read is kept as a text. */
export type Receipt = Omit<Schemas["Receipt"], "payload"> & { payload: unknown };
/** What a payload would become, or with `store` became. */
export type WebhookTest = Omit<
  Schemas["WebhookTest"],
  "lead" | "custom_fields" | "outcome" | "fields"
> & {
  fields: (Omit<Schemas["TriedField"], "to"> & { to: CoreField | null })[];
  lead: Record<CoreField, string | null>;
  custom_fields: CustomFields;
  outcome: "created" | "updated" | "skipped";
};

export type SavedViewObject = Schemas["SavedViewObject"];
/** Filters, sort and layout of a list, under a name; `query` is the address's own. */
export type SavedView = Schemas["SavedView"];

/** Which leads, as `GET /leads` takes them. */
export interface LeadFilter {
  search?: string;
  stage_id?: Id;
  pipeline_id?: Id;
  source?: string;
  /** A teammate, or "none". */
  assigned_to?: string;
  tag?: string;
  created_from?: Day;
  created_to?: Day;
  stalled?: boolean;
}
export type BulkAction = Schemas["BulkAction"];
/** Either the ids, at most 1,000, or a filter that takes all results, at most 10,000. */
export interface Picked {
  lead_ids?: Id[];
  filter?: LeadFilter;
}
export interface BulkInput extends Picked {
  action: BulkAction;
  stage_id?: Id;
  assigned_to?: Id | null;
  tags?: string[];
}
export type BulkOutcome = Schemas["BulkOutcome"];

export type ImportState = Schemas["ImportState"];
/** What a column is; "custom": a custom field named after the column; null: left out. */
export type ImportTarget = Schemas["ImportTarget"] | null;
export interface ImportPlan {
  /** One for each column. */
  mapping: ImportTarget[];
  match_on: Schemas["MatchOn"];
  on_duplicate: DuplicatePolicy;
  /** Where new leads go; the first stage of the default pipeline otherwise. */
  pipeline_id?: Id | null;
  stage_id?: Id | null;
  assigned_to?: Id | null;
  /** Every new lead gets them. */
  tags?: string[];
}
export type Import = Schemas["Import"];
export type ImportPreview = Schemas["ImportPreview"];

export type DuplicateReason = Schemas["DuplicateReason"];
/** `people`: two of them. */
export type Duplicate = Omit<Schemas["Duplicate"], "people"> & { people: (Lead | Contact)[] };
export type MergeField = Schemas["MergeField"];
export type MergePreview = Omit<Schemas["MergePreview"], "keep" | "other"> & {
  keep: Lead | Contact;
  other: Lead | Contact;
};
export type Merge = Schemas["Merge"];

export type ScoreRule = Schemas["ScoreRule"];
export type ScoreEngagement = Schemas["ScoreEngagement"];
export type ScoreModel = Schemas["ScoreModel"];
export type ScoreExplained = Schemas["ScoreExplained"];

export type FormField = Schemas["WidgetFormField"];
/** The form that a page embeds; email or phone is among its fields. */
export type WidgetForm = Schemas["WidgetForm"];

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
  next_step?: string | null;
  next_step_at?: Day | null;
};
export interface WidgetPatch {
  name?: string;
  tracking_enabled?: boolean;
  event_retention_days?: number;
  allowed_origins?: string[];
  autocapture?: Autocapture;
  consent_required?: boolean;
  identity_verification?: IdentityVerification;
  form?: WidgetForm;
  chat?: ChatSettings;
  capture?: CaptureSettings;
}
export interface WebhookInput {
  name?: string;
  pipeline_id?: Id | null;
  stage_id?: Id | null;
  field_mapping?: Record<string, MapTarget>;
  on_duplicate?: DuplicatePolicy;
  assignment?: Assignment;
  /** What the sender signs with; null takes the check away. Never shown again. */
  signing_secret?: string | null;
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

export type * from "./broadcast-types";
export type * from "./inbox-types";
