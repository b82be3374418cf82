//! Lead webhooks: settings, key, receipts.

use actix_web::{HttpResponse, delete, get, patch, post, web};
use crm_core::lead::OnDuplicate;
use db::{Conn, Cursor, CustomerId, Id, UserId, WorkspaceId};
use pipeline::{
    assignment::{self, Mode},
    delivery::{self, Filter, Outcome},
    mapping::FieldMapping,
    stages::{Pipeline, Stage},
    webhook::{self, Patch},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tenancy::Token;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    auth::{Allowed, LeadsManage, LeadsView},
    body::Body,
    error::{Failure, Problem},
    routes::person_fields::searchable,
    state::Hydra,
    wire::{All, IfMatch, Stream, Timestamp, cursor, present, required},
    words,
};

const PAGE: i64 = 25;
const MAX_MAPPING: usize = 100;

/// A webhook.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Webhook {
    #[schema(value_type = Uuid)]
    id: Id<webhook::Webhook>,
    name: String,
    /// The end of its key.
    last_four: String,
    #[schema(value_type = Option<Uuid>)]
    pipeline_id: Option<Id<Pipeline>>,
    #[schema(value_type = Option<Uuid>)]
    stage_id: Option<Id<Stage>>,
    /// Incoming field to name, email, phone, company or title.
    #[schema(value_type = std::collections::BTreeMap<String, words::CoreField>)]
    field_mapping: Value,
    /// update, create or skip.
    #[schema(value_type = words::OnDuplicate)]
    on_duplicate: OnDuplicate,
    /// Who is put in charge of new leads.
    assignment: Assignment,
    /// Deliveries must carry a signature made with the secret.
    signed: bool,
    total_received: i64,
    last_received_at: Option<Timestamp>,
    created_at: Timestamp,
    version: i32,
}

/// Who is put in charge of a webhook's new leads.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Assignment {
    #[schema(value_type = words::AssignmentMode)]
    mode: Mode,
    /// One for `one`, two to 100 for `round_robin`.
    #[serde(default, alias = "userIds")]
    #[schema(value_type = Vec<Uuid>)]
    user_ids: Vec<UserId>,
}

/// A webhook with its key, which is shown this once.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WebhookCreated {
    #[serde(flatten)]
    webhook: Webhook,
    api_key: String,
    /// What to post to.
    url: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewWebhook {
    name: String,
    #[serde(alias = "pipelineId")]
    #[schema(value_type = Option<Uuid>)]
    pipeline_id: Option<Id<Pipeline>>,
    #[serde(alias = "stageId")]
    #[schema(value_type = Option<Uuid>)]
    stage_id: Option<Id<Stage>>,
    #[serde(alias = "fieldMapping")]
    #[schema(value_type = Option<std::collections::BTreeMap<String, words::CoreField>>)]
    field_mapping: Option<FieldMapping>,
    #[serde(alias = "onDuplicate")]
    #[schema(value_type = Option<words::OnDuplicate>)]
    on_duplicate: Option<OnDuplicate>,
    assignment: Option<Assignment>,
    /// What the sender signs the raw body with (HMAC-SHA256); null takes unsigned deliveries. It is never shown again.
    #[serde(default, deserialize_with = "present", alias = "signingSecret")]
    #[schema(value_type = Option<String>)]
    signing_secret: Option<Option<String>>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WebhookPatch {
    name: Option<String>,
    #[serde(default, deserialize_with = "present", alias = "pipelineId")]
    #[schema(value_type = Option<Uuid>)]
    pipeline_id: Option<Option<Id<Pipeline>>>,
    #[serde(default, deserialize_with = "present", alias = "stageId")]
    #[schema(value_type = Option<Uuid>)]
    stage_id: Option<Option<Id<Stage>>>,
    #[serde(alias = "fieldMapping")]
    #[schema(value_type = Option<std::collections::BTreeMap<String, words::CoreField>>)]
    field_mapping: Option<FieldMapping>,
    #[serde(alias = "onDuplicate")]
    #[schema(value_type = Option<words::OnDuplicate>)]
    on_duplicate: Option<OnDuplicate>,
    assignment: Option<Assignment>,
    /// What the sender signs the raw body with (HMAC-SHA256); null takes unsigned deliveries. It is never shown again.
    #[serde(default, deserialize_with = "present", alias = "signingSecret")]
    #[schema(value_type = Option<String>)]
    signing_secret: Option<Option<String>>,
}

/// A delivery, as it came.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Receipt {
    id: Uuid,
    received_at: Timestamp,
    content_type: Option<String>,
    /// The body; a text when it could not be read.
    #[schema(value_type = words::Anything)]
    payload: Value,
    /// created, updated, skipped, unreadable or refused.
    #[schema(value_type = words::Outcome)]
    outcome: Outcome,
    #[schema(value_type = Option<Uuid>)]
    lead_id: Option<CustomerId>,
    /// Why there is no lead.
    detail: Option<String>,
    /// The delivery that this one repeats.
    replay_of: Option<Uuid>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReceiptQuery {
    cursor: Option<String>,
    /// In the payload.
    search: Option<String>,
    #[param(value_type = Option<words::Outcome>)]
    outcome: Option<Outcome>,
}

/// All webhooks, each with what came in by it.
#[utoipa::path(tag = "lead webhooks", security(("bearer" = ["leads:view"])), responses((status = 200, body = All<Webhook>)))]
#[get("/lead-webhooks")]
pub(crate) async fn list_webhooks(
    caller: Allowed<LeadsView>,
    hydra: web::Data<Hydra>,
) -> Result<web::Json<All<Webhook>>, Failure> {
    let workspace = caller.workspace;
    let rows = hydra.write(workspace, move |conn| Ok(webhook::list(conn, workspace)?)).await?;
    Ok(web::Json(All { data: rows.into_iter().map(|(row, stats)| wire(row, stats)).collect() }))
}

/// Makes a webhook; its URL is in this answer only.
#[utoipa::path(tag = "lead webhooks", security(("bearer" = ["leads:manage"])), request_body = NewWebhook, responses((status = 201, body = WebhookCreated)))]
#[post("/lead-webhooks")]
pub(crate) async fn create_webhook(
    caller: Allowed<LeadsManage>,
    hydra: web::Data<Hydra>,
    body: Body<NewWebhook>,
) -> Result<HttpResponse, Failure> {
    let Body(body) = body;
    let name = required("name", &body.name, 100)?;
    let (mode, users) = assigned(body.assignment);
    let settings = Patch {
        name: None,
        pipeline_id: body.pipeline_id.map(Some),
        stage_id: body.stage_id.map(Some),
        field_mapping: body.field_mapping.map(mapping).transpose()?,
        on_duplicate: body.on_duplicate,
        assignment: mode,
        assign_to: users,
        signing_secret: sealed(&hydra, body.signing_secret)?,
    };
    let (workspace, actor, now) = (caller.workspace, caller.actor, hydra.now());
    let token = webhook::new_key(workspace);
    let shown = token.clone();
    let row = hydra
        .write(workspace, move |conn| {
            check_assignment(conn, workspace, &settings)?;
            Ok(webhook::create(conn, workspace, &token, &name, &settings, actor, now)?)
        })
        .await?;
    Ok(HttpResponse::Created().json(with_key(&hydra, row, webhook::Stats::default(), &shown)))
}

/// One webhook.
#[utoipa::path(tag = "lead webhooks", security(("bearer" = ["leads:view"])), params(("id" = Uuid, Path)), responses((status = 200, body = Webhook)))]
#[get("/lead-webhooks/{id}")]
pub(crate) async fn show_webhook(
    caller: Allowed<LeadsView>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<webhook::Webhook>>,
) -> Result<web::Json<Webhook>, Failure> {
    let (workspace, id) = (caller.workspace, *id);
    let webhook = hydra.write(workspace, move |conn| read(conn, workspace, id)).await?;
    Ok(web::Json(webhook))
}

/// Changes settings.
#[utoipa::path(tag = "lead webhooks", security(("bearer" = ["leads:manage"])), request_body = WebhookPatch,
    params(("id" = Uuid, Path), ("If-Match" = Option<i32>, Header, description = "The version that was read")),
    responses((status = 200, body = Webhook)))]
#[patch("/lead-webhooks/{id}")]
pub(crate) async fn update_webhook(
    caller: Allowed<LeadsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<webhook::Webhook>>,
    expected: IfMatch,
    body: Body<WebhookPatch>,
) -> Result<web::Json<Webhook>, Failure> {
    let Body(body) = body;
    let (mode, users) = assigned(body.assignment);
    let patch = Patch {
        name: body.name.map(|name| required("name", &name, 100)).transpose()?,
        pipeline_id: body.pipeline_id,
        stage_id: body.stage_id,
        field_mapping: body.field_mapping.map(mapping).transpose()?,
        on_duplicate: body.on_duplicate,
        assignment: mode,
        assign_to: users,
        signing_secret: sealed(&hydra, body.signing_secret)?,
    };
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    let webhook = hydra
        .write(workspace, move |conn| {
            check_assignment(conn, workspace, &patch)?;
            webhook::update(conn, workspace, id, &patch, expected.0, actor, now)?;
            read(conn, workspace, id)
        })
        .await?;
    Ok(web::Json(webhook))
}

/// Deletes a webhook and its receipts; the leads stay (L21).
#[utoipa::path(tag = "lead webhooks", security(("bearer" = ["leads:manage"])), params(("id" = Uuid, Path)), responses((status = 204)))]
#[delete("/lead-webhooks/{id}")]
pub(crate) async fn delete_webhook(
    caller: Allowed<LeadsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<webhook::Webhook>>,
) -> Result<HttpResponse, Failure> {
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    hydra
        .write(workspace, move |conn| {
            automations::workflow::forget_webhook(conn, workspace, id)?;
            Ok(webhook::delete(conn, workspace, id, actor, now)?)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Gives the webhook another key; the old one is dead at once (L17).
#[utoipa::path(tag = "lead webhooks", security(("bearer" = ["leads:manage"])), params(("id" = Uuid, Path)), responses((status = 200, body = WebhookCreated)))]
#[post("/lead-webhooks/{id}/regenerate-key")]
pub(crate) async fn regenerate_webhook_key(
    caller: Allowed<LeadsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<webhook::Webhook>>,
) -> Result<web::Json<WebhookCreated>, Failure> {
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    let token = webhook::new_key(workspace);
    let shown = token.clone();
    let (row, stats) = hydra
        .write(workspace, move |conn| {
            let row = webhook::regenerate_key(conn, workspace, id, &token, actor, now)?;
            let stats = webhook::stats(conn, workspace, &row)?;
            Ok((row, stats))
        })
        .await?;
    Ok(web::Json(with_key(&hydra, row, stats, &shown)))
}

/// Deliveries, the newest first.
#[utoipa::path(tag = "lead webhooks", security(("bearer" = ["leads:view"])), params(("id" = Uuid, Path), ReceiptQuery),
    responses((status = 200, body = Stream<Receipt>)))]
#[get("/lead-webhooks/{id}/receipts")]
pub(crate) async fn list_receipts(
    caller: Allowed<LeadsView>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<webhook::Webhook>>,
    query: web::Query<ReceiptQuery>,
) -> Result<web::Json<Stream<Receipt>>, Failure> {
    let (workspace, id) = (caller.workspace, *id);
    let after = cursor(query.cursor.as_deref())?;
    let filter = Filter { search: searchable(query.search.clone())?, outcome: query.outcome };
    let rows = hydra
        .write(workspace, move |conn| {
            webhook::get(conn, workspace, id)?;
            Ok(delivery::receipts(conn, workspace, id, &filter, after, PAGE + 1)?)
        })
        .await?;
    let key = |row: &delivery::Receipt| Cursor { at: row.received_at, id: row.id };
    Ok(web::Json(Stream::new(rows, PAGE, key, Receipt::from)))
}

impl From<delivery::Receipt> for Receipt {
    fn from(row: delivery::Receipt) -> Self {
        Self {
            id: row.id,
            received_at: row.received_at.into(),
            content_type: row.content_type,
            payload: row.payload,
            outcome: row.outcome,
            lead_id: row.lead_id,
            detail: row.detail,
            replay_of: row.replay_of,
        }
    }
}

fn assigned(given: Option<Assignment>) -> (Option<Mode>, Option<Vec<UserId>>) {
    given.map_or((None, None), |given| (Some(given.mode), Some(given.user_ids)))
}

fn check_assignment(conn: &mut Conn, workspace: WorkspaceId, patch: &Patch) -> Result<(), Failure> {
    match (patch.assignment, &patch.assign_to) {
        (Some(mode), Some(users)) => Ok(assignment::check(conn, workspace, mode, users)?),
        _ => Ok(()),
    }
}

fn sealed(hydra: &Hydra, given: Option<Option<String>>) -> Result<Option<Option<Vec<u8>>>, Failure> {
    let seal = |secret: String| match secret.len() {
        8..=500 => Ok(hydra.secret_key.seal(delivery::SIGNING, secret.as_bytes())),
        _ => Err(Failure::from(Problem::field("signing_secret", "invalid", "must have 8 to 500 characters"))),
    };
    given.map(|given| given.map(seal).transpose()).transpose()
}

fn read(conn: &mut Conn, workspace: WorkspaceId, id: Id<webhook::Webhook>) -> Result<Webhook, Failure> {
    let row = webhook::get(conn, workspace, id)?;
    let stats = webhook::stats(conn, workspace, &row)?;
    Ok(wire(row, stats))
}

pub(super) fn mapping(mapping: FieldMapping) -> Result<Value, Problem> {
    if mapping.len() > MAX_MAPPING || mapping.keys().any(|key| key.len() > 500 || key.contains('\0')) {
        return Err(Problem::field("field_mapping", "too_large", format!("may have at most {MAX_MAPPING} fields")));
    }
    Ok(json!(mapping))
}

fn with_key(hydra: &Hydra, row: webhook::Webhook, stats: webhook::Stats, token: &Token) -> WebhookCreated {
    let url = format!("{}/webhooks/leads/{}", hydra.configuration.public_url(), token.reveal());
    WebhookCreated { webhook: wire(row, stats), api_key: token.reveal().to_owned(), url }
}

fn wire(row: webhook::Webhook, stats: webhook::Stats) -> Webhook {
    Webhook {
        id: row.id,
        name: row.name,
        last_four: row.last_four,
        pipeline_id: row.pipeline_id,
        stage_id: row.stage_id,
        field_mapping: row.field_mapping,
        on_duplicate: row.on_duplicate,
        assignment: Assignment { mode: row.assignment, user_ids: row.assign_to },
        signed: row.signing_secret.is_some(),
        total_received: stats.total_received,
        last_received_at: stats.last_received_at.map(Timestamp::from),
        created_at: row.created_at.into(),
        version: row.version,
    }
}
