//! Campaigns: a template to everybody of an audience (L33).

use std::collections::BTreeMap;

use actix_web::{HttpResponse, delete, get, patch, post, web};
use analytics::campaigns as read;
use db::{Conn, Id, WorkspaceId};
use messaging::{
    Channel, Template,
    audience::{self, Audience as AudienceRow},
    campaign::{self, Campaign as CampaignRow, Patch, State},
    template,
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    auth::{Allowed, LeadsView, MessagesSend},
    body::Body,
    error::{Failure, Problem},
    routes::audiences::PageQuery,
    state::Hydra,
    wire::{IfMatch, List, Timestamp, page, present},
    words,
};

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CampaignAudience {
    #[schema(value_type = Uuid)]
    id: Id<AudienceRow>,
    name: String,
    size: i64,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CampaignTemplate {
    #[schema(value_type = Uuid)]
    id: Id<Template>,
    name: String,
    #[schema(value_type = words::Channel)]
    channel: Channel,
}

/// People by what became of their message. `sent`, `delivered` and `read` hold each other: who read it is in all three.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CampaignCounts {
    total: i64,
    waiting: i64,
    sent: i64,
    delivered: i64,
    read: i64,
    /// Who followed a link of their email.
    clicked: i64,
    failed: i64,
    /// Nothing was sent to these.
    skipped: i64,
}

/// A template to everybody of an audience.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Campaign {
    #[schema(value_type = Uuid)]
    id: Id<CampaignRow>,
    name: String,
    audience: CampaignAudience,
    template: CampaignTemplate,
    /// Texts that stand for variables, before people's own values.
    variables: BTreeMap<String, String>,
    scheduled_at: Option<Timestamp>,
    /// Messages in a minute at most.
    per_minute: i32,
    #[schema(value_type = words::CampaignState)]
    state: State,
    counts: CampaignCounts,
    created_at: Timestamp,
    started_at: Option<Timestamp>,
    finished_at: Option<Timestamp>,
    version: i32,
}

/// What a campaign is to be; left out stays. A new one needs `name`, `audience_id` and `template_id`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CampaignInput {
    name: Option<String>,
    #[serde(alias = "audienceId")]
    #[schema(value_type = Option<Uuid>)]
    audience_id: Option<Id<AudienceRow>>,
    #[serde(alias = "templateId")]
    #[schema(value_type = Option<Uuid>)]
    template_id: Option<Id<Template>>,
    variables: Option<BTreeMap<String, String>>,
    #[serde(default, deserialize_with = "present", alias = "scheduledAt")]
    #[schema(value_type = Option<String>, format = DateTime)]
    scheduled_at: Option<Option<Timestamp>>,
    /// 1 to 6,000; 60 unless it is said.
    #[serde(alias = "perMinute")]
    per_minute: Option<i32>,
}

impl From<CampaignInput> for Patch {
    fn from(input: CampaignInput) -> Self {
        Self {
            name: input.name,
            audience_id: input.audience_id,
            template_id: input.template_id,
            variables: input.variables,
            scheduled_at: input.scheduled_at.map(|at| at.map(OffsetDateTime::from)),
            per_minute: input.per_minute,
        }
    }
}

/// Campaigns, the newest first.
#[utoipa::path(tag = "broadcasts", security(("bearer" = ["leads:view"])), params(PageQuery), responses((status = 200, body = List<Campaign>)))]
#[get("/broadcast-campaigns")]
pub(crate) async fn list_campaigns(
    caller: Allowed<LeadsView>,
    hydra: web::Data<Hydra>,
    query: web::Query<PageQuery>,
) -> Result<web::Json<List<Campaign>>, Failure> {
    let (workspace, page) = (caller.workspace, page(query.page, query.limit)?);
    let (data, total) = hydra
        .write(workspace, move |conn| {
            let (rows, total) = campaign::list(conn, workspace, page)?;
            Ok((campaigns(conn, workspace, rows)?, total))
        })
        .await?;
    Ok(web::Json(List { data, page: page.number, limit: page.limit, total }))
}

/// Makes a campaign: a draft, until it is sent.
#[utoipa::path(tag = "broadcasts", security(("bearer" = ["messages:send"])), request_body = CampaignInput,
    responses((status = 201, body = Campaign)))]
#[post("/broadcast-campaigns")]
pub(crate) async fn create_campaign(
    caller: Allowed<MessagesSend>,
    hydra: web::Data<Hydra>,
    body: Body<CampaignInput>,
) -> Result<HttpResponse, Failure> {
    let patch = Patch::from(body.0);
    let (workspace, actor, now) = (caller.workspace, caller.actor, hydra.now());
    let made = hydra
        .write(workspace, move |conn| {
            let row = campaign::create(conn, workspace, &patch, actor, now)?;
            one(conn, workspace, row)
        })
        .await?;
    Ok(HttpResponse::Created().json(made))
}

/// One campaign.
#[utoipa::path(tag = "broadcasts", security(("bearer" = ["leads:view"])), params(("id" = Uuid, Path)), responses((status = 200, body = Campaign)))]
#[get("/broadcast-campaigns/{id}")]
pub(crate) async fn show_campaign(
    caller: Allowed<LeadsView>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<CampaignRow>>,
) -> Result<web::Json<Campaign>, Failure> {
    let (workspace, id) = (caller.workspace, *id);
    let found = hydra
        .write(workspace, move |conn| {
            let row = campaign::get(conn, workspace, id)?;
            one(conn, workspace, row)
        })
        .await?;
    Ok(web::Json(found))
}

/// Changes a draft, or one that waits for its time, which is a draft again until it is sent anew.
#[utoipa::path(tag = "broadcasts", security(("bearer" = ["messages:send"])), request_body = CampaignInput,
    params(("id" = Uuid, Path), ("If-Match" = Option<i32>, Header, description = "The version that was read")),
    responses((status = 200, body = Campaign)))]
#[patch("/broadcast-campaigns/{id}")]
pub(crate) async fn update_campaign(
    caller: Allowed<MessagesSend>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<CampaignRow>>,
    expected: IfMatch,
    body: Body<CampaignInput>,
) -> Result<web::Json<Campaign>, Failure> {
    let patch = Patch::from(body.0);
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    let after = hydra
        .write(workspace, move |conn| {
            let row = campaign::update(conn, workspace, id, &patch, expected.0, actor, now)?;
            one(conn, workspace, row)
        })
        .await?;
    Ok(web::Json(after))
}

/// Deletes a campaign that has not begun.
#[utoipa::path(tag = "broadcasts", security(("bearer" = ["messages:send"])), params(("id" = Uuid, Path)), responses((status = 204)))]
#[delete("/broadcast-campaigns/{id}")]
pub(crate) async fn delete_campaign(
    caller: Allowed<MessagesSend>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<CampaignRow>>,
) -> Result<HttpResponse, Failure> {
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    hydra.write(workspace, move |conn| Ok(campaign::delete(conn, workspace, id, actor, now)?)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Sends a campaign: now, or at its time when that is still to come.
#[utoipa::path(tag = "broadcasts", security(("bearer" = ["messages:send"])), params(("id" = Uuid, Path)), responses((status = 200, body = Campaign)))]
#[post("/broadcast-campaigns/{id}/send")]
pub(crate) async fn send_campaign(
    caller: Allowed<MessagesSend>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<CampaignRow>>,
) -> Result<web::Json<Campaign>, Failure> {
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    let sent = hydra
        .write(workspace, move |conn| {
            let row = campaign::send(conn, workspace, id, actor, now)?;
            one(conn, workspace, row)
        })
        .await?;
    Ok(web::Json(sent))
}

/// Stops a campaign; what was sent stays sent.
#[utoipa::path(tag = "broadcasts", security(("bearer" = ["messages:send"])), params(("id" = Uuid, Path)), responses((status = 200, body = Campaign)))]
#[post("/broadcast-campaigns/{id}/cancel")]
pub(crate) async fn cancel_campaign(
    caller: Allowed<MessagesSend>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<CampaignRow>>,
) -> Result<web::Json<Campaign>, Failure> {
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    let stopped = hydra
        .write(workspace, move |conn| {
            let row = campaign::cancel(conn, workspace, id, actor, now)?;
            one(conn, workspace, row)
        })
        .await?;
    Ok(web::Json(stopped))
}

/// 0 to 1 of those that were sent or failed; null of nobody.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CampaignRates {
    delivered: Option<f64>,
    read: Option<f64>,
    clicked: Option<f64>,
    failed: Option<f64>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SkippedReason {
    /// no_address, suppressed, capped, missing_variables, duplicate, deleted, not_approved or cancelled.
    reason: String,
    count: i64,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FailureReason {
    code: String,
    detail: String,
    count: i64,
}

/// What became of a campaign; nobody who was left out is in any denominator.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CampaignReport {
    counts: CampaignCounts,
    rates: CampaignRates,
    skipped: Vec<SkippedReason>,
    failures: Vec<FailureReason>,
    /// The links of its emails that were followed, the most people's first.
    links: Vec<ClickedLink>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClickedLink {
    url: String,
    people: i64,
    times: i64,
}

/// What became of a campaign.
#[utoipa::path(tag = "broadcasts", security(("bearer" = ["leads:view"])), params(("id" = Uuid, Path)), responses((status = 200, body = CampaignReport)))]
#[get("/broadcast-campaigns/{id}/report")]
pub(crate) async fn report_campaign(
    caller: Allowed<LeadsView>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<CampaignRow>>,
) -> Result<web::Json<CampaignReport>, Failure> {
    let (workspace, id) = (caller.workspace, *id);
    let report = hydra
        .write(workspace, move |conn| {
            campaign::get(conn, workspace, id)?;
            let counts = read::counts(conn, workspace, &[id.uuid()])?.pop().unwrap_or_default();
            let tried = counts.sent + counts.failed;
            let rate = |count: i64| (tried > 0).then(|| ratio(count, tried));
            let skipped = read::skipped(conn, workspace, id.uuid())?.into_iter();
            let failures = read::failures(conn, workspace, id.uuid())?.into_iter();
            Ok(CampaignReport {
                rates: CampaignRates {
                    delivered: rate(counts.delivered),
                    read: rate(counts.read),
                    clicked: rate(counts.clicked),
                    failed: rate(counts.failed),
                },
                skipped: skipped.map(|row| SkippedReason { reason: row.code, count: row.count }).collect(),
                failures: failures
                    .map(|row| FailureReason { code: row.code, detail: row.detail, count: row.count })
                    .collect(),
                links: read::links(conn, workspace, id.uuid())?
                    .into_iter()
                    .map(|row| ClickedLink { url: row.url, people: row.people, times: row.times })
                    .collect(),
                counts: counted(counts),
            })
        })
        .await?;
    Ok(web::Json(report))
}

fn ratio(count: i64, of: i64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "counts of people are far below 2^52")]
    let ratio = count as f64 / of as f64;
    ratio
}

fn counted(counts: read::Counts) -> CampaignCounts {
    CampaignCounts {
        total: counts.total,
        waiting: counts.waiting,
        sent: counts.sent,
        delivered: counts.delivered,
        read: counts.read,
        clicked: counts.clicked,
        failed: counts.failed,
        skipped: counts.skipped,
    }
}

fn one(conn: &mut Conn, workspace: WorkspaceId, row: CampaignRow) -> Result<Campaign, Failure> {
    campaigns(conn, workspace, vec![row])?.pop().ok_or_else(|| Problem::not_found().into())
}

fn campaigns(conn: &mut Conn, workspace: WorkspaceId, rows: Vec<CampaignRow>) -> Result<Vec<Campaign>, Failure> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id.uuid()).collect();
    let mut counts = read::counts(conn, workspace, &ids)?;
    let audience_ids: Vec<Id<AudienceRow>> = rows.iter().map(|row| row.audience_id).collect();
    let sizes = audience::sizes(conn, workspace, &audience_ids)?;
    rows.into_iter()
        .map(|row| {
            let audience = audience::get(conn, workspace, row.audience_id)?;
            let template = template::get(conn, workspace, row.template_id)?;
            let at = counts.iter().position(|counts| counts.campaign_id == row.id.uuid());
            let counts = at.map(|at| counts.swap_remove(at)).unwrap_or_default();
            Ok(Campaign {
                id: row.id,
                name: row.name,
                audience: CampaignAudience {
                    size: sizes.get(&audience.id).copied().unwrap_or_default(),
                    id: audience.id,
                    name: audience.name,
                },
                template: CampaignTemplate { id: template.id, name: template.name, channel: template.channel },
                variables: campaign::overrides(&row.variables),
                scheduled_at: row.scheduled_at.map(Timestamp::from),
                per_minute: row.per_minute,
                state: row.state,
                counts: counted(counts),
                created_at: row.created_at.into(),
                started_at: row.started_at.map(Timestamp::from),
                finished_at: row.finished_at.map(Timestamp::from),
                version: row.version,
            })
        })
        .collect()
}
