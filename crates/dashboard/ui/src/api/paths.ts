/**
 * What the dashboard calls, in openapi-typescript's shape but with the names and the narrower types of `types.ts`.
 * `known` fails to compile for an address that the server's document does not have.
 */
import type { paths as Served } from "./schema";
import type * as T from "./types";

type Json<B> = { content: { "application/json": B } };
type Failure = { content: { "application/problem+json": T.Problem } };
type Params<P, Q> = { path: P; query?: Q; header?: { "If-Match"?: string } };
type NoPath = Record<string, never> | undefined;
type Reads<R, P = NoPath, Q = undefined> = {
  parameters: P extends NoPath ? { query?: Q } : Params<P, Q>;
  responses: { 200: Json<R>; default: Failure };
};
type Writes<R, B, P = NoPath> = {
  parameters: P extends NoPath ? { query?: undefined } : Params<P, undefined>;
  requestBody: Json<B>;
  responses: { 200: Json<R>; default: Failure };
};
type Acts<R, P = NoPath> = {
  parameters: P extends NoPath ? { query?: undefined } : Params<P, undefined>;
  responses: { 200: Json<R>; default: Failure };
};
type ById = { id: T.Id };
type List = {
  page?: number;
  limit?: number;
  sort_by?: string;
  sort_order?: "asc" | "desc";
  search?: string;
};
type Filters = { search?: string; source?: string; assigned_to?: string; tag?: string };
type Cursor = { cursor?: string; limit?: number };

export interface paths {
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
  "/lead-pipelines": { get: Reads<{ data: T.Pipeline[] }> };
  "/lead-pipelines/ensure-default": { post: Acts<T.Pipeline> };
  "/lead-pipelines/{id}/board": { get: Reads<T.Board, ById, Filters & { limit?: number }> };
  "/contacts": { get: Reads<T.Page<T.Contact>, NoPath, List> };
  "/contacts/{id}": { get: Reads<T.ContactDetail, ById> };
  "/customers/{id}/timeline": { get: Reads<T.CursorPage<T.TimelineEntry>, ById, Cursor> };
  "/customers/{id}/site-activity": { get: Reads<T.SiteActivity, ById, Cursor> };
  "/visitors/activity-summary": {
    get: Reads<T.ActivitySummary, NoPath, { customer_id: string; days: number }>;
  };
  "/widgets": {
    get: Reads<{ data: T.Widget[] }>;
    post: Writes<T.Widget, T.WidgetPatch & { name: string }>;
  };
  "/widgets/{id}": {
    get: Reads<T.Widget, ById>;
    patch: Writes<T.Widget, T.WidgetPatch, ById>;
    delete: Acts<undefined, ById>;
  };
  "/widgets/{id}/snippet": { get: Reads<{ html: string }, ById> };
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
  "/lead-webhooks/{id}/receipts": { get: Reads<T.CursorPage<T.Receipt>, ById, Cursor> };
}

type Unserved = Exclude<`/api/v1${keyof paths & string}`, keyof Served>;
/** Every address above is one of the server's; an error here names the one that is not. */
export const known: [Unserved] extends [never] ? true : Unserved = true;
