//! API keys: programs that sign in, each with the scopes it was given.

use db::{ApiKeyId, Conn, UserId, WorkspaceId, schema::api_keys};
use diesel::prelude::*;
use serde_json::json;
use time::OffsetDateTime;

use crate::{Actor, Error, Permission, Token, TokenKind, audit};

/// A key, without its secret.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = api_keys)]
pub struct ApiKey {
    /// Its id.
    pub id: ApiKeyId,
    /// What people call it.
    pub name: String,
    /// The end of its secret.
    pub last_four: String,
    /// What it may do.
    pub scopes: Vec<Permission>,
    /// Who made it.
    pub created_by: UserId,
    /// When.
    pub created_at: OffsetDateTime,
    /// When it was used last, to the minute.
    pub last_used_at: Option<OffsetDateTime>,
}

/// Makes a key and returns it with its secret, which is shown this once.
pub fn create(
    conn: &mut Conn,
    workspace: WorkspaceId,
    name: &str,
    scopes: &[Permission],
    creator: UserId,
    now: OffsetDateTime,
) -> Result<(ApiKey, Token), Error> {
    let token = Token::generate(TokenKind::ApiKey, workspace);
    let key: ApiKey = diesel::insert_into(api_keys::table)
        .values((
            api_keys::workspace_id.eq(workspace),
            api_keys::id.eq(ApiKeyId::new(now)),
            api_keys::name.eq(name),
            api_keys::key_hash.eq(token.hash()),
            api_keys::last_four.eq(token.last_four()),
            api_keys::scopes.eq(scopes),
            api_keys::created_by.eq(creator),
            api_keys::created_at.eq(now),
        ))
        .returning(ApiKey::as_returning())
        .get_result(conn)?;
    let details = json!({"name": name, "scopes": scopes});
    audit::record(
        conn,
        workspace,
        Actor::User(creator),
        "api_key.created",
        ("api_key", Some(key.id.uuid())),
        details,
        now,
    )?;
    Ok((key, token))
}

/// All keys, newest first.
pub fn list(conn: &mut Conn, workspace: WorkspaceId) -> Result<Vec<ApiKey>, Error> {
    Ok(api_keys::table
        .filter(api_keys::workspace_id.eq(workspace))
        .order(api_keys::id.desc())
        .select(ApiKey::as_select())
        .load(conn)?)
}

/// Revokes a key: it opens nothing from now on.
pub fn revoke(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: ApiKeyId,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let name: String = diesel::delete(api_keys::table)
        .filter(api_keys::workspace_id.eq(workspace).and(api_keys::id.eq(id)))
        .returning(api_keys::name)
        .get_result(conn)?;
    audit::record(conn, workspace, actor, "api_key.revoked", ("api_key", Some(id.uuid())), json!({"name": name}), now)
}

/// The key of a token, if it was not revoked; notes its use at most once a minute, so that a busy key is not one hot row.
pub fn find(conn: &mut Conn, token: &Token, now: OffsetDateTime) -> Result<Option<ApiKey>, Error> {
    let key: Option<ApiKey> = api_keys::table
        .filter(api_keys::workspace_id.eq(token.workspace))
        .filter(api_keys::key_hash.eq(token.hash()))
        .select(ApiKey::as_select())
        .first(conn)
        .optional()?;
    if let Some(key) = &key
        && key.last_used_at.is_none_or(|used| now - used > time::Duration::minutes(1))
    {
        diesel::update(api_keys::table)
            .filter(api_keys::workspace_id.eq(token.workspace).and(api_keys::id.eq(key.id)))
            .set(api_keys::last_used_at.eq(now))
            .execute(conn)?;
    }
    Ok(key)
}
