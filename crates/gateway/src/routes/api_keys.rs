//! API keys.

use actix_web::{HttpResponse, delete, get, post, web};
use db::{ApiKeyId, UserId};
use serde::{Deserialize, Serialize};
use tenancy::{Permission, api_key};
use utoipa::ToSchema;

use crate::{
    auth::{Allowed, SettingsManage},
    body::Body,
    error::{Failure, Problem},
    state::Hydra,
    wire::{All, Timestamp, required},
    words,
};

/// A key, without its secret.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ApiKey {
    #[schema(value_type = uuid::Uuid)]
    id: ApiKeyId,
    name: String,
    #[schema(value_type = Vec<words::Permission>)]
    scopes: Vec<Permission>,
    last_four: String,
    #[schema(value_type = uuid::Uuid)]
    created_by: UserId,
    created_at: Timestamp,
    last_used_at: Option<Timestamp>,
    /// The secret: only in the answer to its creation.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
}

impl From<api_key::ApiKey> for ApiKey {
    fn from(row: api_key::ApiKey) -> Self {
        Self {
            id: row.id,
            name: row.name,
            scopes: row.scopes,
            last_four: row.last_four,
            created_by: row.created_by,
            created_at: row.created_at.into(),
            last_used_at: row.last_used_at.map(Timestamp::from),
            key: None,
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewApiKey {
    name: String,
    /// Permissions, and `widget:write`, `events:read`.
    #[schema(value_type = Vec<words::Permission>)]
    scopes: Vec<Permission>,
}

/// All keys.
#[utoipa::path(tag = "api keys", security(("bearer" = ["settings:manage"])), responses((status = 200, body = All<ApiKey>)))]
#[get("/api-keys")]
pub(crate) async fn list_api_keys(
    caller: Allowed<SettingsManage>,
    hydra: web::Data<Hydra>,
) -> Result<web::Json<All<ApiKey>>, Failure> {
    let workspace = caller.workspace;
    let rows = hydra.write(workspace, move |conn| Ok(api_key::list(conn, workspace)?)).await?;
    Ok(web::Json(All { data: rows.into_iter().map(ApiKey::from).collect() }))
}

/// Makes a key; its secret is in this answer only.
#[utoipa::path(tag = "api keys", security(("bearer" = ["settings:manage"])), request_body = NewApiKey,
    responses((status = 201, body = ApiKey)))]
#[post("/api-keys")]
pub(crate) async fn create_api_key(
    caller: Allowed<SettingsManage>,
    hydra: web::Data<Hydra>,
    body: Body<NewApiKey>,
) -> Result<HttpResponse, Failure> {
    let Body(NewApiKey { name, mut scopes }) = body;
    let name = required("name", &name, 100)?;
    let creator = caller.user()?;
    scopes.sort_unstable();
    scopes.dedup();
    if scopes.is_empty() {
        return Err(Problem::field("scopes", "required", "needs at least one").into());
    }
    let (workspace, now) = (caller.workspace, hydra.now());
    let (row, token) =
        hydra.write(workspace, move |conn| Ok(api_key::create(conn, workspace, &name, &scopes, creator, now)?)).await?;
    Ok(HttpResponse::Created().json(ApiKey { key: Some(token.reveal().to_owned()), ..row.into() }))
}

/// Revokes a key at once.
#[utoipa::path(tag = "api keys", security(("bearer" = ["settings:manage"])), params(("id" = uuid::Uuid, Path)),
    responses((status = 204)))]
#[delete("/api-keys/{id}")]
pub(crate) async fn revoke_api_key(
    caller: Allowed<SettingsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<ApiKeyId>,
) -> Result<HttpResponse, Failure> {
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    hydra.write(workspace, move |conn| Ok(api_key::revoke(conn, workspace, id, actor, now)?)).await?;
    Ok(HttpResponse::NoContent().finish())
}
