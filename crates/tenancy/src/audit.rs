//! The audit log: who changed a setting, from what to what. Append-only by privilege (R7).

use db::{Conn, Cursor, Id, WorkspaceId, schema::audit_log};
use diesel::prelude::*;
use serde_json::Value;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Actor, Error};

/// One change.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = audit_log)]
pub struct Entry {
    /// The entry's id.
    pub id: Uuid,
    /// When.
    pub at: OffsetDateTime,
    /// `user`, `api_key` or `system`.
    pub actor_kind: String,
    /// Whose id.
    pub actor_id: Option<Uuid>,
    /// What was done, in the past tense: `widget.updated`.
    pub action: String,
    /// The kind of thing that was changed.
    pub object_kind: String,
    /// Its id.
    pub object_id: Option<Uuid>,
    /// The change: `{field: {from, to}}`, never a secret.
    pub details: Value,
}

/// Writes one entry in the transaction of the change itself.
pub fn record(
    conn: &mut Conn,
    workspace: WorkspaceId,
    actor: Actor,
    action: &str,
    object: (&str, Option<Uuid>),
    details: Value,
    now: OffsetDateTime,
) -> Result<(), Error> {
    diesel::insert_into(audit_log::table)
        .values((
            audit_log::workspace_id.eq(workspace),
            audit_log::id.eq(Id::<Entry>::new(now)),
            audit_log::at.eq(now),
            audit_log::actor_kind.eq(actor.kind()),
            audit_log::actor_id.eq(actor.id()),
            audit_log::action.eq(action),
            audit_log::object_kind.eq(object.0),
            audit_log::object_id.eq(object.1),
            audit_log::details.eq(details),
        ))
        .execute(conn)?;
    Ok(())
}

/// Entries, newest first, after `cursor`.
pub fn list(conn: &mut Conn, workspace: WorkspaceId, cursor: Option<Cursor>, limit: i64) -> Result<Vec<Entry>, Error> {
    let mut query = audit_log::table
        .filter(audit_log::workspace_id.eq(workspace))
        .order((audit_log::at.desc(), audit_log::id.desc()))
        .limit(limit)
        .select(Entry::as_select())
        .into_boxed();
    if let Some(Cursor { at, id }) = cursor {
        query = query.filter(audit_log::at.lt(at).or(audit_log::at.eq(at).and(audit_log::id.lt(id))));
    }
    Ok(query.load(conn)?)
}
