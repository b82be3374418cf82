//! People who sign in, and the workspaces that they are members of.

use db::{
    Conn, UserId, WorkspaceId,
    schema::{memberships, users},
};
use diesel::prelude::*;
use time::OffsetDateTime;

use crate::{Error, Role};

/// A person of a workspace.
#[derive(Debug, Clone, Queryable)]
pub struct Teammate {
    /// The person's id.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// What they may do here.
    pub role: Role,
    /// When they joined.
    pub created_at: OffsetDateTime,
}

/// What sign-in needs to know of an address.
#[derive(Debug, Clone, Queryable)]
pub struct Login {
    /// The person's id.
    pub id: UserId,
    /// Their password's hash.
    pub password_hash: String,
}

/// Everybody in the workspace, by name.
pub fn list(conn: &mut Conn, workspace: WorkspaceId) -> Result<Vec<Teammate>, Error> {
    Ok(memberships::table
        .inner_join(users::table)
        .filter(memberships::workspace_id.eq(workspace))
        .order((users::name, users::id))
        .select((users::id, users::name, users::email, memberships::role, memberships::created_at))
        .load(conn)?)
}

/// One person of the workspace.
pub fn get(conn: &mut Conn, workspace: WorkspaceId, user: UserId) -> Result<Teammate, Error> {
    Ok(memberships::table
        .inner_join(users::table)
        .filter(memberships::workspace_id.eq(workspace).and(memberships::user_id.eq(user)))
        .select((users::id, users::name, users::email, memberships::role, memberships::created_at))
        .get_result(conn)?)
}

/// The person with this address. Cross-tenant: sign-in knows no workspace yet.
pub fn by_email(conn: &mut Conn, email: &str) -> Result<Option<Login>, Error> {
    Ok(users::table.filter(users::email.eq(email)).select((users::id, users::password_hash)).first(conn).optional()?)
}

/// The workspace to sign in to: `wanted`, when the person is in it, else the one that they joined first.
///
/// # Errors
/// [`Error::BadCredentials`] when there is none.
pub fn choose_workspace(conn: &mut Conn, user: UserId, wanted: Option<WorkspaceId>) -> Result<WorkspaceId, Error> {
    let mut query = memberships::table
        .filter(memberships::user_id.eq(user))
        .order((memberships::created_at, memberships::workspace_id))
        .select(memberships::workspace_id)
        .into_boxed();
    if let Some(wanted) = wanted {
        query = query.filter(memberships::workspace_id.eq(wanted));
    }
    query.first(conn).optional()?.ok_or(Error::BadCredentials)
}

/// Gives the person with this address a new password. Whose it is, and the workspaces whose sessions are to be closed.
pub fn set_password(conn: &mut Conn, email: &str, password_hash: &str) -> Result<(UserId, Vec<WorkspaceId>), Error> {
    let user = diesel::update(users::table.filter(users::email.eq(email)))
        .set(users::password_hash.eq(password_hash))
        .returning(users::id)
        .get_result(conn)?;
    let member_of =
        memberships::table.filter(memberships::user_id.eq(user)).select(memberships::workspace_id).load(conn)?;
    Ok((user, member_of))
}
