//! The stages of the deal on a company: the workspace's own list.

use actix_web::{HttpResponse, delete, get, patch, post, web};
use analytics::accounts as read;
use crm_core::account_stage::{self as stages, AccountStage as Row};
use db::{Conn, Id, WorkspaceId};
use pipeline::stages::{Color, StageType};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    auth::{Allowed, CrmView, SettingsManage},
    body::Body,
    error::Failure,
    state::Hydra,
    wire::{All, required},
    words,
};

/// A stage of the deal on a company.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccountStage {
    #[schema(value_type = uuid::Uuid)]
    id: Id<Row>,
    name: String,
    #[schema(value_type = words::Color)]
    color: String,
    #[serde(rename = "type")]
    #[schema(value_type = words::StageType)]
    kind: String,
    /// From 0.
    position: i32,
    /// Accounts in it.
    account_count: i64,
    version: i32,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewAccountStage {
    name: String,
    #[schema(value_type = Option<words::Color>)]
    color: Option<Color>,
    #[serde(rename = "type")]
    #[schema(value_type = Option<words::StageType>)]
    kind: Option<StageType>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountStagePatch {
    name: Option<String>,
    #[schema(value_type = Option<words::Color>)]
    color: Option<Color>,
    #[serde(rename = "type")]
    #[schema(value_type = Option<words::StageType>)]
    kind: Option<StageType>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Order {
    /// Every stage's id, once.
    #[schema(value_type = Vec<uuid::Uuid>)]
    ids: Vec<Id<Row>>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct MoveTo {
    /// Where the stage's accounts go.
    #[param(value_type = Option<uuid::Uuid>)]
    move_to: Option<Id<Row>>,
}

fn all(conn: &mut Conn, workspace: WorkspaceId) -> Result<Vec<AccountStage>, Failure> {
    let counts = read::per_stage(conn, workspace)?;
    let wire = |row: Row| AccountStage {
        id: row.id,
        name: row.name,
        color: row.color,
        kind: row.kind,
        position: row.position,
        account_count: counts.get(&row.id.uuid()).copied().unwrap_or_default(),
        version: row.version,
    };
    Ok(stages::list(conn, workspace)?.into_iter().map(wire).collect())
}

fn one(conn: &mut Conn, workspace: WorkspaceId, id: Id<Row>) -> Result<AccountStage, Failure> {
    let found = all(conn, workspace)?.into_iter().find(|stage| stage.id == id);
    found.ok_or_else(|| crm_core::Error::NotFound.into())
}

/// All stages in their order.
#[utoipa::path(tag = "accounts", security(("bearer" = ["crm:view"])), responses((status = 200, body = All<AccountStage>)))]
#[get("/account-stages")]
pub(crate) async fn list_account_stages(
    caller: Allowed<CrmView>,
    hydra: web::Data<Hydra>,
) -> Result<web::Json<All<AccountStage>>, Failure> {
    let workspace = caller.workspace;
    let data = hydra.write(workspace, move |conn| all(conn, workspace)).await?;
    Ok(web::Json(All { data }))
}

/// Adds a stage: an open one before the first that is won or lost, others at the end.
#[utoipa::path(tag = "accounts", security(("bearer" = ["settings:manage"])), request_body = NewAccountStage,
    responses((status = 201, body = AccountStage)))]
#[post("/account-stages")]
pub(crate) async fn create_account_stage(
    caller: Allowed<SettingsManage>,
    hydra: web::Data<Hydra>,
    body: Body<NewAccountStage>,
) -> Result<HttpResponse, Failure> {
    let Body(body) = body;
    let name = required("name", &body.name, 60)?;
    let (color, kind) = (body.color.unwrap_or(Color::Blue), body.kind.unwrap_or(StageType::Open));
    let (workspace, actor, now) = (caller.workspace, caller.actor, hydra.now());
    let stage = hydra
        .write(workspace, move |conn| {
            let made = stages::create(conn, workspace, (&name, color.as_str(), kind.as_str()), actor, now)?;
            one(conn, workspace, made.id)
        })
        .await?;
    Ok(HttpResponse::Created().json(stage))
}

/// Changes a stage's name, colour or type.
#[utoipa::path(tag = "accounts", security(("bearer" = ["settings:manage"])), request_body = AccountStagePatch,
    params(("id" = uuid::Uuid, Path)), responses((status = 200, body = AccountStage)))]
#[patch("/account-stages/{id}")]
pub(crate) async fn update_account_stage(
    caller: Allowed<SettingsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<Row>>,
    body: Body<AccountStagePatch>,
) -> Result<web::Json<AccountStage>, Failure> {
    let Body(body) = body;
    let name = body.name.map(|name| required("name", &name, 60)).transpose()?;
    let (color, kind) = (body.color.map(Color::as_str), body.kind.map(StageType::as_str));
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    let stage = hydra
        .write(workspace, move |conn| {
            stages::update(conn, workspace, id, (name.as_deref(), color, kind), actor, now)?;
            one(conn, workspace, id)
        })
        .await?;
    Ok(web::Json(stage))
}

/// Puts the stages into another order.
#[utoipa::path(tag = "accounts", security(("bearer" = ["settings:manage"])), request_body = Order,
    responses((status = 200, body = All<AccountStage>)))]
#[post("/account-stages/reorder")]
pub(crate) async fn reorder_account_stages(
    caller: Allowed<SettingsManage>,
    hydra: web::Data<Hydra>,
    body: Body<Order>,
) -> Result<web::Json<All<AccountStage>>, Failure> {
    let (workspace, Body(Order { ids })) = (caller.workspace, body);
    let data = hydra
        .write(workspace, move |conn| {
            stages::reorder(conn, workspace, &ids)?;
            all(conn, workspace)
        })
        .await?;
    Ok(web::Json(All { data }))
}

/// Removes a stage. Its accounts go to `move_to`; without it, 409 `stage_in_use` when there are any.
#[utoipa::path(tag = "accounts", security(("bearer" = ["settings:manage"])), params(("id" = uuid::Uuid, Path), MoveTo), responses((status = 204)))]
#[delete("/account-stages/{id}")]
pub(crate) async fn delete_account_stage(
    caller: Allowed<SettingsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<Row>>,
    query: web::Query<MoveTo>,
) -> Result<HttpResponse, Failure> {
    let (workspace, actor, id, now, move_to) = (caller.workspace, caller.actor, *id, hydra.now(), query.move_to);
    hydra.write(workspace, move |conn| Ok(stages::delete(conn, workspace, id, move_to, actor, now)?)).await?;
    Ok(HttpResponse::NoContent().finish())
}
