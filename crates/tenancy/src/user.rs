//! People who sign in, and the workspaces that they are members of.

use db::{
    Conn, UserId, WorkspaceId,
    schema::{invitations, memberships, users, workspaces},
};
use diesel::prelude::*;
use serde_json::json;
use time::OffsetDateTime;

use crate::{Actor, Error, Role, audit, view};

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

/// Gives a person another role.
///
/// # Errors
/// [`Error::LastOwner`] when no super_admin would be left.
pub fn set_role(
    conn: &mut Conn,
    workspace: WorkspaceId,
    user: UserId,
    role: Role,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let before = lock_team(conn, workspace, user)?;
    diesel::update(memberships::table.find((workspace, user))).set(memberships::role.eq(role)).execute(conn)?;
    keep_an_owner(conn, workspace)?;
    withdraw_invitations(conn, workspace, user)?;
    let details = json!({"from": {"role": before.role}, "to": {"role": role}});
    audit::record(conn, workspace, actor, "member.role_changed", ("user", Some(user.uuid())), details, now)
}

/// Takes a person out of the workspace, with their sessions there. What they did keeps their name.
///
/// # Errors
/// [`Error::LastOwner`] when no super_admin would be left.
pub fn remove(
    conn: &mut Conn,
    workspace: WorkspaceId,
    user: UserId,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let before = lock_team(conn, workspace, user)?;
    diesel::delete(memberships::table.find((workspace, user))).execute(conn)?;
    keep_an_owner(conn, workspace)?;
    withdraw_invitations(conn, workspace, user)?;
    view::release(conn, workspace, user)?;
    let details = json!({"email": before.email, "role": before.role});
    audit::record(conn, workspace, actor, "member.removed", ("user", Some(user.uuid())), details, now)
}

/// Changes of a team wait for each other, so that two owners can't make each other go.
fn lock_team(conn: &mut Conn, workspace: WorkspaceId, user: UserId) -> Result<Teammate, Error> {
    workspaces::table.find(workspace).for_no_key_update().select(workspaces::id).first::<WorkspaceId>(conn)?;
    get(conn, workspace, user)
}

/// What somebody may no longer give, their open invitations must not give either.
fn withdraw_invitations(conn: &mut Conn, workspace: WorkspaceId, inviter: UserId) -> Result<(), Error> {
    diesel::delete(
        invitations::table.filter(invitations::workspace_id.eq(workspace).and(invitations::invited_by.eq(inviter))),
    )
    .execute(conn)?;
    Ok(())
}

fn keep_an_owner(conn: &mut Conn, workspace: WorkspaceId) -> Result<(), Error> {
    let owners: i64 = memberships::table
        .filter(memberships::workspace_id.eq(workspace).and(memberships::role.eq(Role::SuperAdmin)))
        .count()
        .get_result(conn)?;
    if owners > 0 { Ok(()) } else { Err(Error::LastOwner) }
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
