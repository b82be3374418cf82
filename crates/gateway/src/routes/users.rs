//! Teammates, and what each may do.

use actix_web::{HttpResponse, delete, get, http::StatusCode, patch, web};
use db::UserId;
use serde::{Deserialize, Serialize};
use tenancy::{Role, user};
use utoipa::ToSchema;

use crate::{
    auth::{Allowed, Caller, CrmView, SettingsManage},
    body::Body,
    error::{Failure, Problem},
    state::Hydra,
    wire::{All, Timestamp},
    words,
};

/// A person of the workspace.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Teammate {
    #[schema(value_type = uuid::Uuid)]
    id: UserId,
    name: String,
    email: String,
    #[schema(value_type = words::Role)]
    role: Role,
    created_at: Timestamp,
}

impl From<user::Teammate> for Teammate {
    fn from(row: user::Teammate) -> Self {
        Self { id: row.id, name: row.name, email: row.email, role: row.role, created_at: row.created_at.into() }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TeammatePatch {
    /// Only a super_admin makes or unmakes one.
    #[schema(value_type = words::Role)]
    role: Role,
}

/// Only an owner makes or unmakes owners.
pub(crate) fn may_give(caller: &Caller, role: Role) -> Result<(), Problem> {
    if role == Role::SuperAdmin && caller.role != Some(Role::SuperAdmin) {
        return Err(Problem::new(StatusCode::FORBIDDEN, "forbidden", "Only a super_admin makes or unmakes one."));
    }
    Ok(())
}

/// Everybody in the workspace.
#[utoipa::path(tag = "workspace", security(("bearer" = ["crm:view"])), responses((status = 200, body = All<Teammate>)))]
#[get("/users")]
pub(crate) async fn list_users(
    caller: Allowed<CrmView>,
    hydra: web::Data<Hydra>,
) -> Result<web::Json<All<Teammate>>, Failure> {
    let workspace = caller.workspace;
    let rows = hydra.write(workspace, move |conn| Ok(user::list(conn, workspace)?)).await?;
    Ok(web::Json(All { data: rows.into_iter().map(Teammate::from).collect() }))
}

/// Gives a teammate another role.
#[utoipa::path(tag = "workspace", security(("bearer" = ["settings:manage"])), params(("id" = uuid::Uuid, Path)),
    request_body = TeammatePatch, responses((status = 200, body = Teammate)))]
#[patch("/users/{id}")]
pub(crate) async fn update_user(
    caller: Allowed<SettingsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<UserId>,
    body: Body<TeammatePatch>,
) -> Result<web::Json<Teammate>, Failure> {
    let (Body(TeammatePatch { role }), by) = (body, Caller::clone(&caller));
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    let row = hydra
        .write(workspace, move |conn| {
            may_give(&by, user::get(conn, workspace, id)?.role)?;
            may_give(&by, role)?;
            user::set_role(conn, workspace, id, role, actor, now)?;
            Ok(user::get(conn, workspace, id)?)
        })
        .await?;
    Ok(web::Json(row.into()))
}

/// Takes a teammate out of the workspace, with their sessions; what they were in charge of is nobody's.
#[utoipa::path(tag = "workspace", security(("bearer" = ["settings:manage"])), params(("id" = uuid::Uuid, Path)), responses((status = 204)))]
#[delete("/users/{id}")]
pub(crate) async fn remove_user(
    caller: Allowed<SettingsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<UserId>,
) -> Result<HttpResponse, Failure> {
    let by = Caller::clone(&caller);
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    hydra
        .write(workspace, move |conn| {
            may_give(&by, user::get(conn, workspace, id)?.role)?;
            user::remove(conn, workspace, id, actor, now)?;
            pipeline::assignment::release(conn, workspace, id, now)?;
            inbox::conversation::release(conn, workspace, id)?;
            Ok(crm_core::person::release(conn, workspace, id)?)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
