//! The audit log.

use std::collections::HashMap;

use actix_web::{get, web};
use db::Cursor;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tenancy::{audit, user};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    auth::{Allowed, AuditView},
    error::Failure,
    state::Hydra,
    wire::{ActorName, Stream, Timestamp, cursor},
    words,
};

const PAGE: i64 = 50;

/// A change of a setting.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditEntry {
    id: Uuid,
    at: Timestamp,
    actor: ActorName,
    /// In the past tense: `widget.updated`.
    action: String,
    object_kind: String,
    object_id: Option<Uuid>,
    #[schema(value_type = words::Anything)]
    details: Value,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct AuditQuery {
    cursor: Option<String>,
}

/// Who changed which setting, the newest first.
#[utoipa::path(tag = "workspace", security(("bearer" = ["audit:view"])), params(AuditQuery),
    responses((status = 200, body = Stream<AuditEntry>)))]
#[get("/audit-log")]
pub(crate) async fn audit_log(
    caller: Allowed<AuditView>,
    hydra: web::Data<Hydra>,
    query: web::Query<AuditQuery>,
) -> Result<web::Json<Stream<AuditEntry>>, Failure> {
    let workspace = caller.workspace;
    let after = cursor(query.cursor.as_deref())?;
    let (rows, people) = hydra
        .write(workspace, move |conn| {
            Ok((audit::list(conn, workspace, after, PAGE + 1)?, user::list(conn, workspace)?))
        })
        .await?;
    let names: HashMap<Uuid, String> = people.into_iter().map(|person| (person.id.uuid(), person.name)).collect();
    let key = |row: &audit::Entry| Cursor { at: row.at, id: row.id };
    let wire = |row: audit::Entry| AuditEntry {
        id: row.id,
        at: row.at.into(),
        actor: ActorName {
            name: row.actor_id.and_then(|id| names.get(&id).cloned()),
            kind: row.actor_kind,
            id: row.actor_id,
        },
        action: row.action,
        object_kind: row.object_kind,
        object_id: row.object_id,
        details: row.details,
    };
    Ok(web::Json(Stream::new(rows, PAGE, key, wire)))
}
