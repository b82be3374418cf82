//! Sessions of people who signed in.

use db::{
    Conn, Id, UserId, WorkspaceId,
    schema::{auth_sessions, memberships},
};
use diesel::prelude::*;
use time::{Duration, OffsetDateTime};

use crate::{Error, Role, Token, TokenKind};

/// How long a session lasts.
pub const LIFETIME: Duration = Duration::days(30);

/// Whose session a token is.
#[derive(Debug, Clone, Copy, Queryable)]
pub struct Session {
    /// The session's id.
    pub id: Id<Session>,
    /// The person.
    pub user: UserId,
    /// What they may do: read with the session, so that a changed role acts at once.
    pub role: Role,
}

/// Opens a session and returns its secret.
pub fn open(
    conn: &mut Conn,
    workspace: WorkspaceId,
    user: UserId,
    user_agent: Option<&str>,
    now: OffsetDateTime,
) -> Result<Token, Error> {
    let token = Token::generate(TokenKind::Session, workspace);
    diesel::insert_into(auth_sessions::table)
        .values((
            auth_sessions::workspace_id.eq(workspace),
            auth_sessions::id.eq(Id::<Session>::new(now)),
            auth_sessions::user_id.eq(user),
            auth_sessions::token_hash.eq(token.hash()),
            auth_sessions::user_agent.eq(user_agent),
            auth_sessions::created_at.eq(now),
            auth_sessions::expires_at.eq(now + LIFETIME),
        ))
        .execute(conn)?;
    Ok(token)
}

/// The live session of a token, if there is one.
pub fn find(conn: &mut Conn, token: &Token, now: OffsetDateTime) -> Result<Option<Session>, Error> {
    Ok(auth_sessions::table
        .inner_join(
            memberships::table
                .on(memberships::workspace_id.eq(token.workspace).and(memberships::user_id.eq(auth_sessions::user_id))),
        )
        .filter(auth_sessions::workspace_id.eq(token.workspace))
        .filter(auth_sessions::token_hash.eq(token.hash()))
        .filter(auth_sessions::expires_at.gt(now))
        .select((auth_sessions::id, auth_sessions::user_id, memberships::role))
        .first(conn)
        .optional()?)
}

/// Ends the session of a token.
pub fn close(conn: &mut Conn, token: &Token) -> Result<(), Error> {
    diesel::delete(auth_sessions::table)
        .filter(auth_sessions::workspace_id.eq(token.workspace))
        .filter(auth_sessions::token_hash.eq(token.hash()))
        .execute(conn)?;
    Ok(())
}

/// Ends every session of a person in this workspace: their password was changed.
pub fn close_all(conn: &mut Conn, workspace: WorkspaceId, user: UserId) -> Result<(), Error> {
    diesel::delete(auth_sessions::table)
        .filter(auth_sessions::workspace_id.eq(workspace).and(auth_sessions::user_id.eq(user)))
        .execute(conn)?;
    Ok(())
}
