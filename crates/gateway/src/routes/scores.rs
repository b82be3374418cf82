//! The score: how a workspace counts, and why somebody has theirs.

use actix_web::{get, patch, web};
use crm_core::{
    merge, person,
    score::{self, Engagement, EventPoints, Part, PartKind, Rule},
};
use db::CustomerId;
use serde::{Deserialize, Serialize};
use tenancy::Permission;
use utoipa::ToSchema;

use crate::{
    auth::{Allowed, Anyone, LeadsManage, LeadsView},
    body::Body,
    error::Failure,
    routes::people::ScoreSource,
    state::Hydra,
    wire::{IfMatch, Timestamp},
    words,
};

/// How a workspace counts.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ScoreModel {
    enabled: bool,
    #[schema(value_type = Vec<ScoreRule>)]
    fit: Vec<Rule>,
    #[schema(value_type = ScoreEngagement)]
    engagement: Engagement,
    version: i32,
    /// When everybody was counted last; null while that is under way.
    computed_at: Option<Timestamp>,
}

impl From<score::Model> for ScoreModel {
    fn from(model: score::Model) -> Self {
        Self {
            enabled: model.enabled,
            fit: model.fit,
            engagement: model.engagement,
            version: model.version,
            computed_at: model.computed_at.map(Timestamp::from),
        }
    }
}

/// A rule of fit; only a name for the document.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "the shape of crm_core's Rule")]
pub(crate) struct ScoreRule {
    /// name, email, email_domain, phone, company, title, source, tag or `custom:<key>`.
    field: String,
    #[schema(value_type = words::ScoreOp)]
    op: String,
    value: Option<String>,
    #[schema(minimum = -100, maximum = 100)]
    points: i32,
}

/// What visits give; only a name for the document.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "the shape of crm_core's Engagement")]
pub(crate) struct ScoreEngagement {
    pageview: i32,
    click: i32,
    identify: i32,
    custom: i32,
    #[schema(value_type = Vec<ScoreEvent>)]
    events: Vec<EventPoints>,
    #[schema(minimum = 1, maximum = 365)]
    half_life_days: i32,
    #[schema(minimum = 0, maximum = 100)]
    cap: i32,
}

/// Points of a custom event.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "the shape of crm_core's EventPoints")]
pub(crate) struct ScoreEvent {
    name: String,
    points: i32,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScoreModelPatch {
    enabled: Option<bool>,
    #[schema(value_type = Option<Vec<ScoreRule>>)]
    fit: Option<Vec<Rule>>,
    #[schema(value_type = Option<ScoreEngagement>)]
    engagement: Option<Engagement>,
}

/// Why somebody has their score.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ScoreExplained {
    /// What counts: the given one, else the computed one.
    score: Option<i16>,
    #[schema(value_type = Option<ScoreSource>)]
    source: Option<&'static str>,
    /// What adds up to `computed`, before it is cut to 0 to 100.
    parts: Vec<ScorePart>,
    computed: Option<i16>,
    computed_at: Option<Timestamp>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ScorePart {
    kind: ScorePartKind,
    label: String,
    points: i32,
}

#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ScorePartKind {
    Fit,
    Engagement,
}

impl From<Part> for ScorePart {
    fn from(part: Part) -> Self {
        let kind = match part.kind {
            PartKind::Fit => ScorePartKind::Fit,
            PartKind::Engagement => ScorePartKind::Engagement,
        };
        Self { kind, label: part.label, points: part.points }
    }
}

/// How leads and contacts are scored.
#[utoipa::path(tag = "scores", security(("bearer" = ["leads:view"])), responses((status = 200, body = ScoreModel)))]
#[get("/score-model")]
pub(crate) async fn show_score_model(
    caller: Allowed<LeadsView>,
    hydra: web::Data<Hydra>,
) -> Result<web::Json<ScoreModel>, Failure> {
    let workspace = caller.workspace;
    let model = hydra.write(workspace, move |conn| Ok(score::model(conn, workspace)?)).await?;
    Ok(web::Json(model.into()))
}

/// Changes how everybody is scored; a job counts them anew.
#[utoipa::path(tag = "scores", security(("bearer" = ["leads:manage"])), request_body = ScoreModelPatch,
    params(("If-Match" = Option<i32>, Header, description = "The version that was read")),
    responses((status = 200, body = ScoreModel)))]
#[patch("/score-model")]
pub(crate) async fn update_score_model(
    caller: Allowed<LeadsManage>,
    hydra: web::Data<Hydra>,
    expected: IfMatch,
    body: Body<ScoreModelPatch>,
) -> Result<web::Json<ScoreModel>, Failure> {
    let Body(body) = body;
    let (workspace, actor, now) = (caller.workspace, caller.actor, hydra.now());
    let model = hydra
        .write(workspace, move |conn| {
            let before = score::lock_model(conn, workspace)?;
            let wanted = score::Model {
                enabled: body.enabled.unwrap_or(before.enabled),
                fit: body.fit.clone().unwrap_or(before.fit),
                engagement: body.engagement.clone().unwrap_or(before.engagement),
                ..before
            };
            let model = score::set_model(conn, workspace, &wanted, expected.0, actor, now)?;
            crate::score::hasten(conn, workspace, now)?;
            Ok(model)
        })
        .await?;
    Ok(web::Json(model.into()))
}

/// Why a person has their score, counted this moment. Of a lead: needs `leads:view`, of a contact `crm:view`.
#[utoipa::path(tag = "scores", security(("bearer" = [])), params(("id" = Uuid, Path)), responses((status = 200, body = ScoreExplained)))]
#[get("/customers/{id}/score")]
pub(crate) async fn explain_score(
    caller: Allowed<Anyone>,
    hydra: web::Data<Hydra>,
    id: web::Path<CustomerId>,
) -> Result<web::Json<ScoreExplained>, Failure> {
    let (workspace, id, now) = (caller.workspace, *id, hydra.now());
    let (leads, contacts) = (caller.may(Permission::LeadsView), caller.may(Permission::CrmView));
    let explained = hydra
        .write(workspace, move |conn| {
            let person = person::lock(conn, workspace, id)?;
            let is_lead = person.kind == person::Kind::Lead && !merge::was_contact(conn, workspace, id)?;
            let may = if is_lead { leads } else { contacts };
            if !may {
                return Err(crate::error::Problem::not_found().into());
            }
            let model = score::model(conn, workspace)?;
            if model.enabled {
                crate::score::refresh(conn, workspace, &model, std::slice::from_ref(&person), now)?;
            }
            let counted = score::explained(conn, workspace, id)?;
            let computed = counted.as_ref().map(|(score, _, _)| *score);
            let source = match (person.score, computed) {
                (Some(_), _) => Some("given"),
                (None, Some(_)) => Some("rules"),
                (None, None) => None,
            };
            let (parts, at) = counted.map_or((Vec::new(), None), |(_, parts, at)| (parts, Some(at)));
            Ok(ScoreExplained {
                score: person.score.or(computed),
                source,
                parts: parts.into_iter().map(ScorePart::from).collect(),
                computed,
                computed_at: at.map(Timestamp::from),
            })
        })
        .await?;
    Ok(web::Json(explained))
}
