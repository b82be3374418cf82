//! The workspace's own settings.

use actix_web::{get, patch, web};
use db::WorkspaceId;
use serde::{Deserialize, Serialize};
use tenancy::{
    Role,
    workspace::{self, Patch, Plan},
};
use utoipa::ToSchema;

use crate::{
    auth::{Allowed, Anyone, SettingsManage},
    body::Body,
    error::{Failure, Problem},
    state::Hydra,
    wire::{IfMatch, Timestamp, required},
    words,
};

/// A workspace.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Workspace {
    #[schema(value_type = uuid::Uuid)]
    id: WorkspaceId,
    name: String,
    /// `starter`, `growth` or `scale`.
    #[schema(value_type = words::Plan)]
    plan: Plan,
    /// ISO 4217.
    currency: String,
    /// IANA.
    time_zone: String,
    /// ISO 3166 alpha-2: how national phone numbers are read.
    country: String,
    created_at: Timestamp,
    version: i32,
}

impl From<workspace::Workspace> for Workspace {
    fn from(row: workspace::Workspace) -> Self {
        Self {
            id: row.id,
            name: row.name,
            plan: row.plan,
            currency: row.currency,
            time_zone: row.time_zone,
            country: row.country,
            created_at: row.created_at.into(),
            version: row.version,
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WorkspacePatch {
    name: Option<String>,
    currency: Option<String>,
    time_zone: Option<String>,
    country: Option<String>,
    /// Only a super_admin changes it.
    #[schema(value_type = Option<words::Plan>)]
    plan: Option<Plan>,
}

/// The caller's workspace.
#[utoipa::path(tag = "workspace", security(("bearer" = [])), responses((status = 200, body = Workspace)))]
#[get("/workspace")]
pub(crate) async fn show_workspace(
    caller: Allowed<Anyone>,
    hydra: web::Data<Hydra>,
) -> Result<web::Json<Workspace>, Failure> {
    let id = caller.workspace;
    let row = hydra.write(id, move |conn| Ok(workspace::get(conn, id)?)).await?;
    Ok(web::Json(row.into()))
}

/// Changes the workspace.
#[utoipa::path(tag = "workspace", security(("bearer" = ["settings:manage"])), request_body = WorkspacePatch,
    params(("If-Match" = Option<i32>, Header, description = "The version that was read")),
    responses((status = 200, body = Workspace)))]
#[patch("/workspace")]
pub(crate) async fn update_workspace(
    caller: Allowed<SettingsManage>,
    hydra: web::Data<Hydra>,
    expected: IfMatch,
    body: Body<WorkspacePatch>,
) -> Result<web::Json<Workspace>, Failure> {
    let Body(body) = body;
    if body.plan.is_some() && caller.role != Some(Role::SuperAdmin) {
        let detail = "Only a super_admin changes the plan.";
        return Err(Problem::new(actix_web::http::StatusCode::FORBIDDEN, "forbidden", detail).into());
    }
    let patch = Patch {
        name: body.name.map(|name| required("name", &name, 100)).transpose()?,
        currency: body.currency.map(|code| letters("currency", &code, 3)).transpose()?,
        country: body.country.map(|code| letters("country", &code, 2)).transpose()?,
        time_zone: body.time_zone.map(|zone| required("time_zone", &zone, 60)).transpose()?,
        plan: body.plan,
    };
    let (id, actor, now) = (caller.workspace, caller.actor, hydra.now());
    let row = hydra.write(id, move |conn| Ok(workspace::update(conn, id, &patch, expected.0, actor, now)?)).await?;
    Ok(web::Json(row.into()))
}

/// An ISO code of `length` letters, in capitals.
fn letters(field: &'static str, code: &str, length: usize) -> Result<String, Problem> {
    let code = code.trim().to_ascii_uppercase();
    if code.len() == length && code.bytes().all(|b| b.is_ascii_uppercase()) {
        Ok(code)
    } else {
        Err(Problem::field(field, "invalid", format!("must be a code of {length} letters")))
    }
}
