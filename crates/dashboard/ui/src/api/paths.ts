/**
 * What the dashboard calls, in openapi-typescript's shape but with the names and the narrower types of `types.ts`.
 * `known` fails to compile for an address that the server's document does not have.
 */
import type { BroadcastPaths } from "./broadcast-paths";
import type { InboxPaths } from "./inbox-paths";
import type { paths as Served } from "./schema";
import type {
  Acts,
  ById,
  Cursor,
  Failure,
  Json,
  List,
  NoPath,
  Pages,
  Reads,
  Writes,
} from "./shapes";
import type * as T from "./types";

type Filters = {
  search?: string;
  source?: string;
  /** A teammate, or "none". */
  assigned_to?: string;
  tag?: string;
  created_from?: T.Day;
  created_to?: T.Day;
  /** Leads only. */
  stalled?: boolean;
};
type Deals = {
  search?: string;
  /** A teammate, or "none". */
  owner_id?: string;
  account_id?: string;
  contact_id?: string;
  /** Of the close date. */
  from?: T.Day;
  to?: T.Day;
  no_close_date?: boolean;
  stalled?: boolean;
};
/** Each of them keeps the visits that … */
type SiteFilters = {
  widget_id?: string;
  /** saw this path, */
  page?: string;
  /** sent this custom event, */
  event?: string;
  /** came from this source ("direct": from none), */
  source?: string;
  /** or by this campaign. */
  campaign?: string;
  /** Robots too; they are left out otherwise. */
  bots?: boolean;
};
type Period = { owner?: string; from?: T.Day; to?: T.Day };

export interface paths extends BroadcastPaths, InboxPaths {
  "/auth/setup": { get: Reads<T.Setup> };
  "/auth/signup": {
    post: Writes<
      T.Session,
      { workspace_name: string; name: string; email: string; password: string }
    >;
  };
  "/auth/login": { post: Writes<T.Session, { email: string; password: string }> };
  "/auth/logout": { post: Acts<undefined> };
  "/auth/me": { get: Reads<T.Session> };
  "/workspace": {
    get: Reads<T.Workspace>;
    patch: {
      parameters: { header?: { "If-Match"?: string } };
      requestBody: Json<T.WorkspacePatch>;
      responses: { 200: Json<T.Workspace>; default: Failure };
    };
  };
  "/users": { get: Reads<{ data: T.Teammate[] }> };
  "/users/{id}": {
    patch: Writes<T.Teammate, { role: T.Role }, ById>;
    delete: Acts<undefined, ById>;
  };
  "/invitations": {
    get: Reads<{ data: T.Invitation[] }>;
    post: Writes<T.InvitationCreated, { email: string; role: T.Role }>;
  };
  "/invitations/{id}": { delete: Acts<undefined, ById> };
  "/invitations/preview": { post: Writes<T.InvitationPreview, { token: string }> };
  "/invitations/accept": {
    post: Writes<T.Session, { token: string; name?: string; password: string }>;
  };
  "/api-keys": {
    get: Reads<{ data: T.ApiKey[] }>;
    post: Writes<T.ApiKeyCreated, { name: string; scopes: string[] }>;
  };
  "/api-keys/{id}": { delete: Acts<undefined, ById> };
  "/audit-log": { get: Reads<T.CursorPage<T.AuditEntry>, NoPath, Cursor> };
  "/setup-checklist": { get: Reads<T.SetupChecklist> };
  "/leads": {
    get: Reads<
      T.Page<T.Lead>,
      NoPath,
      List & Filters & { stage_id?: string; pipeline_id?: string }
    >;
    post: Writes<T.Lead, T.LeadInput>;
  };
  "/leads/{id}": {
    get: Reads<T.LeadDetail, ById>;
    patch: Writes<T.Lead, T.LeadPatch, ById>;
    delete: Acts<undefined, ById>;
  };
  "/leads/{id}/restore": { post: Acts<T.Lead, ById> };
  "/leads/{id}/stage": {
    patch: Writes<T.Lead, { stage_id: T.Id; from_stage_id?: T.Id; position?: number }, ById>;
  };
  "/leads/{id}/assign": { patch: Writes<T.Lead, { assigned_to: T.Id | null }, ById> };
  "/lead-pipelines": {
    get: Reads<{ data: T.Pipeline[] }>;
    post: Writes<T.Pipeline, { name: string; stages: T.StageInput[] }>;
  };
  "/lead-pipelines/{id}": {
    patch: Writes<T.Pipeline, T.PipelinePatch, ById>;
    /** `move_to`: the stage of another pipeline that takes its leads. */
    delete: {
      parameters: { path: ById; query?: { move_to?: string } };
      responses: { 200: Json<undefined>; default: Failure };
    };
  };
  "/saved-views": {
    get: Reads<{ data: T.SavedView[] }, NoPath, { object: T.SavedViewObject }>;
    post: Writes<
      T.SavedView,
      Pick<T.SavedView, "object" | "name" | "query"> &
        Partial<Pick<T.SavedView, "shared" | "pinned">>
    >;
  };
  "/saved-views/{id}": {
    patch: Writes<
      T.SavedView,
      Partial<Pick<T.SavedView, "name" | "query" | "shared" | "pinned">>,
      ById
    >;
    delete: Acts<undefined, ById>;
  };
  "/leads/bulk-action": { post: Writes<T.BulkOutcome, T.BulkInput> };
  "/leads/bulk-action/{id}/undo": { post: Acts<T.BulkOutcome, ById> };
  /** A new one is posted as multipart/form-data with the field `file`, by hand. */
  "/imports": { get: Reads<{ data: T.Import[] }> };
  "/imports/{id}": { get: Reads<T.Import, ById>; delete: Acts<undefined, ById> };
  "/imports/{id}/dry-run": { post: Writes<T.ImportPreview, T.ImportPlan, ById> };
  "/imports/{id}/run": { post: Writes<T.Import, T.ImportPlan, ById> };
  "/imports/{id}/revert": { post: Acts<T.Import, ById> };
  "/duplicates": {
    get: Reads<T.CursorPage<T.Duplicate>, NoPath, Cursor & { customer_id?: T.Id }>;
  };
  "/duplicates/{id}/dismiss": { post: Acts<undefined, ById> };
  "/merge-preview": { get: Reads<T.MergePreview, NoPath, { keep_id: T.Id; other_id: T.Id }> };
  "/merges": {
    get: Reads<{ data: T.Merge[] }, NoPath, { customer_id: T.Id }>;
    post: Writes<
      T.Merge,
      { keep_id: T.Id; other_id: T.Id; fields?: Record<string, "keep" | "other"> }
    >;
  };
  "/merges/{id}/undo": { post: Acts<T.Merge, ById> };
  "/score-model": {
    get: Reads<T.ScoreModel>;
    patch: {
      parameters: { header?: { "If-Match"?: string } };
      requestBody: Json<Partial<Pick<T.ScoreModel, "enabled" | "fit" | "engagement">>>;
      responses: { 200: Json<T.ScoreModel>; default: Failure };
    };
  };
  "/customers/{id}/score": { get: Reads<T.ScoreExplained, ById> };
  "/lead-pipelines/ensure-default": { post: Acts<T.Pipeline> };
  "/lead-pipelines/{id}/board": { get: Reads<T.Board, ById, Filters & { limit?: number }> };
  "/leads/{id}/convert": { post: Writes<T.Converted, T.ConvertInput, ById> };
  "/leads/{id}/convert-preview": { get: Reads<T.ConvertPreview, ById, { email?: string }> };
  "/leads/{id}/notes": {
    get: Reads<T.CursorPage<T.Note>, ById, Cursor>;
    post: Writes<T.Note, { body: string }, ById>;
  };
  "/contacts": {
    get: Reads<T.Page<T.Contact>, NoPath, List & Filters & { account_id?: string }>;
    post: Writes<T.Contact, T.ContactInput & { email: string }>;
  };
  "/contacts/{id}": {
    get: Reads<T.ContactDetail, ById>;
    patch: Writes<T.Contact, Omit<T.ContactInput, "account" | "notes">, ById>;
    delete: Acts<undefined, ById>;
  };
  "/contacts/{id}/demote": { post: Acts<T.Lead, ById> };
  "/contacts/{id}/companies": {
    get: Reads<{ data: T.AccountRef[] }, ById>;
    post: Writes<{ data: T.AccountRef[] }, { account_id: T.Id }, ById>;
  };
  "/contacts/{id}/companies/{account_id}": {
    delete: Acts<undefined, { id: T.Id; account_id: T.Id }>;
  };
  "/contacts/{id}/notes": {
    get: Reads<T.CursorPage<T.Note>, ById, Cursor>;
    post: Writes<T.Note, { body: string }, ById>;
  };
  "/notes/{id}": {
    patch: Writes<T.Note, { body: string }, ById>;
    delete: Acts<undefined, ById>;
  };
  "/accounts": {
    get: Reads<
      T.Page<T.Account>,
      NoPath,
      List & { lifecycle_stage?: T.Lifecycle; stage_id?: string; owner_id?: string }
    >;
    post: Writes<T.Account, T.AccountInput & { name: string }>;
  };
  "/accounts/{id}": {
    get: Reads<T.Account, ById>;
    patch: Writes<T.Account, Omit<T.AccountInput, "notes">, ById>;
    delete: Acts<undefined, ById>;
  };
  "/accounts/{id}/contacts": { get: Reads<T.Page<T.Contact>, ById, Pages> };
  "/accounts/{id}/opportunities": { get: Reads<T.Page<T.Opportunity>, ById, Pages> };
  "/accounts/{id}/timeline": {
    get: Reads<T.CursorPage<T.TimelineEntry>, ById, Cursor & { types?: string }>;
  };
  "/accounts/{id}/activity-summary": { get: Reads<T.AccountActivity, ById, { days?: number }> };
  "/accounts/{id}/notes": {
    get: Reads<T.CursorPage<T.Note>, ById, Cursor>;
    post: Writes<T.Note, { body: string }, ById>;
  };
  "/accounts/{id}/onboarding-plans": {
    get: Reads<{ data: T.OnboardingPlan[] }, ById>;
    post: Writes<
      T.OnboardingPlan,
      { name: string; milestones?: { title: string; due_date?: T.Day | null }[] },
      ById
    >;
  };
  "/onboarding-plans/{id}": {
    patch: Writes<T.OnboardingPlan, { name: string }, ById>;
    delete: Acts<undefined, ById>;
  };
  "/onboarding-plans/{id}/milestones": {
    post: Writes<T.Milestone, { title: string; due_date?: T.Day | null }, ById>;
  };
  "/onboarding-milestones/{id}": {
    patch: Writes<
      T.Milestone,
      { title?: string; due_date?: T.Day | null; completed?: boolean },
      ById
    >;
    delete: Acts<undefined, ById>;
  };
  "/account-stages": {
    get: Reads<{ data: T.AccountStage[] }>;
    post: Writes<T.AccountStage, { name: string; color?: T.StageColor; type?: T.StageType }>;
  };
  "/account-stages/reorder": { post: Writes<{ data: T.AccountStage[] }, { ids: T.Id[] }> };
  "/account-stages/{id}": {
    patch: Writes<
      T.AccountStage,
      { name?: string; color?: T.StageColor; type?: T.StageType },
      ById
    >;
    delete: {
      parameters: { path: ById; query?: { move_to?: string } };
      responses: { 200: Json<undefined>; default: Failure };
    };
  };
  "/opportunities": {
    get: Reads<
      T.Page<T.Opportunity>,
      NoPath,
      List & Deals & { stage?: T.OpportunityStage; state?: "open" | "closed" }
    >;
    post: Writes<T.Opportunity, T.OpportunityInput & { name: string; account_id: T.Id }>;
  };
  "/opportunities/pipeline": { get: Reads<T.OpportunityPipeline, NoPath, Deals> };
  "/opportunities/board": {
    get: Reads<{ columns: T.OpportunityColumn[] }, NoPath, Deals & { limit?: number }>;
  };
  "/opportunities/{id}": {
    get: Reads<T.Opportunity, ById>;
    patch: Writes<T.Opportunity, Omit<T.OpportunityInput, "notes">, ById>;
    delete: Acts<undefined, ById>;
  };
  "/opportunities/{id}/advance": { post: Acts<T.Opportunity, ById> };
  "/opportunities/{id}/won": { post: Acts<T.Opportunity, ById> };
  "/opportunities/{id}/lost": { post: Writes<T.Opportunity, { reason?: string }, ById> };
  "/opportunities/{id}/timeline": {
    get: Reads<T.CursorPage<T.TimelineEntry>, ById, Cursor & { types?: string }>;
  };
  "/opportunities/{id}/notes": {
    get: Reads<T.CursorPage<T.Note>, ById, Cursor>;
    post: Writes<T.Note, { body: string }, ById>;
  };
  "/reports/pipeline": {
    get: Reads<T.PipelineReport, NoPath, Period & { object?: "opportunity"; pipeline_id?: string }>;
  };
  "/reports/forecast": { get: Reads<{ months: T.ForecastMonth[] }, NoPath, Period> };
  "/custom-fields": {
    get: Reads<{ data: T.CustomField[] }, NoPath, { object?: T.CustomFieldObject }>;
    post: Writes<
      T.CustomField,
      {
        object: T.CustomFieldObject;
        label: string;
        type: T.CustomFieldType;
        key?: string;
        options?: string[];
      }
    >;
  };
  "/custom-fields/{id}": {
    patch: Writes<T.CustomField, { label?: string; options?: string[]; position?: number }, ById>;
    delete: Acts<undefined, ById>;
  };
  "/search": { get: Reads<T.SearchResults, NoPath, { q: string }> };
  "/customers/{id}/timeline": {
    get: Reads<T.CursorPage<T.TimelineEntry>, ById, Cursor & { types?: string }>;
  };
  "/customers/{id}/site-activity": { get: Reads<T.SiteActivity, ById, Cursor> };
  "/visitors/activity-summary": {
    get: Reads<T.ActivitySummary, NoPath, { customer_id: string; days: number }>;
  };
  "/site-activity": {
    get: Reads<T.SiteReport, NoPath, SiteFilters & { range: T.SiteRange; compare?: boolean }>;
  };
  "/visitors": {
    get: Reads<
      T.CursorPage<T.VisitorRow>,
      NoPath,
      Cursor &
        SiteFilters & {
          range?: T.SiteRange;
          /** Only those on the site now. */
          live?: boolean;
          /** In the anonymous id, or in the person's name or email. */
          search?: string;
          identified?: boolean;
        }
    >;
  };
  "/visitors/{id}": { get: Reads<T.VisitorDetail, ById> };
  "/visitors/{id}/site-activity": { get: Reads<T.SiteActivity, ById, Cursor> };
  "/visitors/{id}/events": { delete: Acts<{ removed: number }, ById> };
  "/customers/{id}/events": { delete: Acts<{ removed: number }, ById> };
  "/events": {
    get: Reads<
      T.CursorPage<T.StoredEvent>,
      NoPath,
      Cursor & {
        widget_id?: string;
        customer_id?: string;
        visitor_id?: string;
        type?: string;
        name?: string;
        from?: string;
        to?: string;
        sort_order?: "asc" | "desc";
      }
    >;
  };
  "/exports": {
    get: Reads<{ data: T.DataExport[] }>;
    post: Writes<
      T.DataExport,
      { object: T.ExportObject; format: T.ExportFormat; filters?: T.ExportFilters }
    >;
  };
  "/exports/{id}": { get: Reads<T.DataExport, ById>; delete: Acts<undefined, ById> };
  "/outbound-webhooks": {
    get: Reads<{ data: T.OutboundWebhook[] }>;
    post: Writes<
      T.OutboundWebhookCreated,
      { url: string; description?: string | null; events: T.OutboundEvent[]; active?: boolean }
    >;
  };
  "/outbound-webhooks/{id}": {
    get: Reads<T.OutboundWebhook, ById>;
    patch: Writes<
      T.OutboundWebhook,
      { url?: string; description?: string | null; events?: T.OutboundEvent[]; active?: boolean },
      ById
    >;
    delete: Acts<undefined, ById>;
  };
  "/outbound-webhooks/{id}/rotate-secret": { post: Acts<T.OutboundWebhookCreated, ById> };
  "/outbound-webhooks/{id}/test": { post: Acts<T.Delivery, ById> };
  "/outbound-webhooks/{id}/deliveries": { get: Reads<T.CursorPage<T.Delivery>, ById, Cursor> };
  "/outbound-webhooks/{id}/deliveries/{delivery_id}/replay": {
    post: Acts<T.Delivery, { id: T.Id; delivery_id: T.Id }>;
  };
  "/reports/funnel": {
    get: Reads<
      T.FunnelReport,
      NoPath,
      {
        /** `FunnelStep[]` as JSON, 2 to 8 of them. */
        steps: string;
        from?: T.Day;
        to?: T.Day;
        widget_id?: string;
      }
    >;
  };
  "/reports/time-in-stage": {
    get: Reads<
      { data: T.StageTime[] },
      NoPath,
      { object?: "lead" | "opportunity"; pipeline_id?: string; from?: T.Day; to?: T.Day }
    >;
  };
  "/reports/sources": {
    get: Reads<{ data: T.SourceReportRow[] }, NoPath, { from?: T.Day; to?: T.Day }>;
  };
  "/widgets/{id}/rotate-secret": { post: Acts<T.Widget, ById> };
  "/widgets": {
    get: Reads<{ data: T.Widget[] }>;
    post: Writes<T.Widget, T.WidgetPatch & { name: string }>;
  };
  "/widgets/{id}": {
    get: Reads<T.Widget, ById>;
    patch: Writes<T.Widget, T.WidgetPatch, ById>;
    delete: Acts<undefined, ById>;
  };
  "/widgets/{id}/snippet": {
    get: Reads<{ html: string; waitlist_url: string; form_html: string }, ById>;
  };
  "/lead-webhooks": {
    get: Reads<{ data: T.Webhook[] }>;
    post: Writes<T.WebhookCreated, T.WebhookInput & { name: string }>;
  };
  "/lead-webhooks/{id}": {
    get: Reads<T.Webhook, ById>;
    patch: Writes<T.Webhook, T.WebhookInput, ById>;
    delete: Acts<undefined, ById>;
  };
  "/lead-webhooks/{id}/regenerate-key": { post: Acts<T.WebhookCreated, ById> };
  "/lead-webhooks/{id}/receipts": {
    get: Reads<
      T.CursorPage<T.Receipt>,
      ById,
      Cursor & {
        /** In the payload. */
        search?: string;
        outcome?: T.ReceiptOutcome;
      }
    >;
  };
  "/lead-webhooks/{id}/receipts/{receipt_id}/replay": {
    post: Acts<T.Receipt, { id: T.Id; receipt_id: T.Id }>;
  };
  "/lead-webhooks/{id}/test": {
    post: Writes<
      T.WebhookTest,
      {
        /** The last one that came, when it is left out. */
        payload?: Record<string, unknown>;
        /** One that is not saved yet. */
        field_mapping?: Record<string, T.MapTarget>;
        /** Takes it in as if it had been posted; only tried otherwise. */
        store?: boolean;
      },
      ById
    >;
  };
}

type Unserved = Exclude<`/api/v1${keyof paths & string}`, keyof Served>;
/** Every address above is one of the server's; an error here names the one that is not. */
export const known: [Unserved] extends [never] ? true : Unserved = true;
