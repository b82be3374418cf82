//! Invitations: how a teammate comes in. The link carries the secret; only its hash is stored.

use db::{
    Conn, Id, UserId, WorkspaceId,
    schema::{invitations, memberships, users},
};
use diesel::prelude::*;
use serde_json::json;
use time::{Duration, OffsetDateTime};

use crate::{Actor, Error, Role, Token, TokenKind, audit, workspace};

/// How long a link works.
pub const LIFETIME: Duration = Duration::days(7);

/// An open invitation.
#[derive(Debug, Clone, Queryable)]
pub struct Invitation {
    /// Its id.
    pub id: Id<Invitation>,
    /// Whom it is for.
    pub email: String,
    /// What they will be.
    pub role: Role,
    /// Who invited them, while that person has a name here.
    pub invited_by: Option<String>,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// When its link stops to work.
    pub expires_at: OffsetDateTime,
}

/// Open invitations, the newest first; expired ones are shown until somebody takes them away.
pub fn list(conn: &mut Conn, workspace: WorkspaceId) -> Result<Vec<Invitation>, Error> {
    Ok(invitations::table
        .left_join(users::table.on(users::id.eq(invitations::invited_by)))
        .filter(invitations::workspace_id.eq(workspace))
        .order((invitations::created_at.desc(), invitations::id.desc()))
        .select((
            invitations::id,
            invitations::email,
            invitations::role,
            users::name.nullable(),
            invitations::created_at,
            invitations::expires_at,
        ))
        .load(conn)?)
}

/// Invites an address; a second invitation of the same takes the first one's place, whose link is dead from then on.
///
/// # Errors
/// [`Error::EmailTaken`] when the address is a member's already.
pub fn create(
    conn: &mut Conn,
    workspace: WorkspaceId,
    (email, role): (&str, Role),
    inviter: UserId,
    now: OffsetDateTime,
) -> Result<(Id<Invitation>, Token), Error> {
    let member = memberships::table
        .inner_join(users::table)
        .filter(memberships::workspace_id.eq(workspace).and(users::email.eq(email)))
        .select(memberships::user_id)
        .first::<UserId>(conn)
        .optional()?;
    if member.is_some() {
        return Err(Error::EmailTaken);
    }
    let token = Token::generate(TokenKind::Invitation, workspace);
    let content = (
        invitations::role.eq(role),
        invitations::token_hash.eq(token.hash()),
        invitations::invited_by.eq(inviter),
        invitations::created_at.eq(now),
        invitations::expires_at.eq(now + LIFETIME),
    );
    let id = diesel::insert_into(invitations::table)
        .values((
            invitations::workspace_id.eq(workspace),
            invitations::id.eq(Id::<Invitation>::new(now)),
            invitations::email.eq(email),
            content.clone(),
        ))
        .on_conflict((invitations::workspace_id, invitations::email))
        .do_update()
        .set(content)
        .returning(invitations::id)
        .get_result::<Id<Invitation>>(conn)?;
    let details = json!({"email": email, "role": role});
    let object = ("invitation", Some(id.uuid()));
    audit::record(conn, workspace, Actor::User(inviter), "invitation.created", object, details, now)?;
    Ok((id, token))
}

/// Takes an invitation back: its link is dead at once.
pub fn revoke(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Invitation>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let row = invitations::table.filter(invitations::workspace_id.eq(workspace).and(invitations::id.eq(id)));
    let email: String = diesel::delete(row).returning(invitations::email).get_result(conn)?;
    let object = ("invitation", Some(id.uuid()));
    audit::record(conn, workspace, actor, "invitation.revoked", object, json!({"email": email}), now)
}

/// Whom a link is for, while it works.
///
/// # Errors
/// [`Error::NotFound`] for an unknown, used, revoked or expired one.
pub fn find(conn: &mut Conn, token: &Token, now: OffsetDateTime) -> Result<(String, Role), Error> {
    Ok(invitations::table
        .filter(invitations::workspace_id.eq(token.workspace).and(invitations::token_hash.eq(token.hash())))
        .filter(invitations::expires_at.gt(now))
        .select((invitations::email, invitations::role))
        .first(conn)?)
}

/// How the invited person signs in.
#[derive(Debug, Clone)]
pub enum Newcomer {
    /// A new account, with this name and password hash.
    New(String, String),
    /// An account that is there, whose password was verified.
    Known(UserId),
}

/// Uses an invitation up: its person is a member from then on.
///
/// # Errors
/// As [`find`]; [`Error::EmailTaken`] when the address got an account meanwhile.
pub fn accept(conn: &mut Conn, token: &Token, who: &Newcomer, now: OffsetDateTime) -> Result<UserId, Error> {
    let workspace = token.workspace;
    let row = invitations::table
        .filter(invitations::workspace_id.eq(workspace).and(invitations::token_hash.eq(token.hash())))
        .filter(invitations::expires_at.gt(now));
    // The deletion is the lock: of two who use one link at once, one finds nothing.
    let (email, role): (String, Role) =
        diesel::delete(row).returning((invitations::email, invitations::role)).get_result(conn)?;
    let user = match who {
        Newcomer::New(name, hash) => workspace::add_member(conn, workspace, name, &email, hash, role, now)?,
        Newcomer::Known(user) => {
            workspace::join(conn, workspace, *user, role, now)?;
            *user
        }
    };
    let details = json!({"email": email, "role": role});
    audit::record(
        conn,
        workspace,
        Actor::User(user),
        "invitation.accepted",
        ("user", Some(user.uuid())),
        details,
        now,
    )?;
    Ok(user)
}
