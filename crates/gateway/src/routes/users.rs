//! Teammates.

use actix_web::{get, web};
use db::UserId;
use serde::Serialize;
use tenancy::{Role, user};
use utoipa::ToSchema;

use crate::{
    auth::{Allowed, CrmView},
    error::Failure,
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

/// Everybody in the workspace.
#[utoipa::path(tag = "workspace", security(("bearer" = ["crm:view"])), responses((status = 200, body = All<Teammate>)))]
#[get("/users")]
pub(crate) async fn list_users(
    caller: Allowed<CrmView>,
    hydra: web::Data<Hydra>,
) -> Result<web::Json<All<Teammate>>, Failure> {
    let workspace = caller.workspace;
    let rows = hydra.write(workspace, move |conn| Ok(user::list(conn, workspace)?)).await?;
    let wire = |row: user::Teammate| Teammate {
        id: row.id,
        name: row.name,
        email: row.email,
        role: row.role,
        created_at: row.created_at.into(),
    };
    Ok(web::Json(All { data: rows.into_iter().map(wire).collect() }))
}
