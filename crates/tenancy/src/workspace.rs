//! A workspace: the tenant, its plan and its habits.

use db::{
    Conn, UserId, WorkspaceId,
    schema::{memberships, users, workspaces},
};
use diesel::prelude::*;
use serde_json::json;
use time::OffsetDateTime;

use crate::{Actor, Error, Role, audit};

db::text_enum! {
    /// What a workspace may use (H32, D13).
    pub enum Plan {
        /// Leads, contacts and accounts.
        Starter = "starter",
        /// Opportunities as well.
        Growth = "growth",
        /// Everything.
        Scale = "scale",
    }
}

/// A tenant.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = workspaces)]
pub struct Workspace {
    /// Its id.
    pub id: WorkspaceId,
    /// Its name, shown in the corner of every page.
    pub name: String,
    /// What it may use.
    pub plan: Plan,
    /// The default currency of its amounts, ISO 4217.
    pub currency: String,
    /// The IANA zone that its people read dates in.
    pub time_zone: String,
    /// ISO 3166 alpha-2: how a national phone number is read.
    pub country: String,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// Counts its changes, for `If-Match`.
    pub version: i32,
}

/// A new workspace and its first person.
#[derive(Debug, Clone)]
pub struct Signup {
    /// The workspace's name.
    pub workspace_name: String,
    /// The person's name.
    pub name: String,
    /// The person's address, already normalised.
    pub email: String,
    /// From [`crate::password::hash`].
    pub password_hash: String,
    /// The plan that the configuration gives to new workspaces.
    pub plan: Plan,
    /// False when only the first workspace of the server may be made this way.
    pub open: bool,
}

/// Changes to a workspace; `None` leaves a field as it is.
#[derive(Debug, Clone, Default, AsChangeset)]
#[diesel(table_name = workspaces)]
pub struct Patch {
    /// A new name.
    pub name: Option<String>,
    /// A new currency.
    pub currency: Option<String>,
    /// A new time zone.
    pub time_zone: Option<String>,
    /// A new country.
    pub country: Option<String>,
    /// A new plan.
    pub plan: Option<Plan>,
}

/// True when the server has at least one workspace.
pub fn any_exists(conn: &mut Conn) -> Result<bool, Error> {
    Ok(diesel::select(diesel::dsl::exists(workspaces::table.select(workspaces::id))).get_result(conn)?)
}

/// Makes a workspace with `id` and its super_admin.
///
/// # Errors
/// [`Error::SignupClosed`] when a workspace exists and `signup.open` is false; [`Error::EmailTaken`].
pub fn sign_up(
    conn: &mut Conn,
    id: WorkspaceId,
    signup: &Signup,
    now: OffsetDateTime,
) -> Result<(Workspace, UserId), Error> {
    if !signup.open {
        // Two first sign-ups at once: the second waits here, and finds the first's workspace.
        diesel::sql_query("LOCK TABLE workspaces IN SHARE ROW EXCLUSIVE MODE").execute(conn)?;
        if any_exists(conn)? {
            return Err(Error::SignupClosed);
        }
    }
    let workspace = diesel::insert_into(workspaces::table)
        .values((
            workspaces::id.eq(id),
            workspaces::name.eq(&signup.workspace_name),
            workspaces::plan.eq(signup.plan),
            workspaces::currency.eq("EUR"),
            workspaces::time_zone.eq("Europe/Berlin"),
            workspaces::country.eq("DE"),
            workspaces::created_at.eq(now),
        ))
        .returning(Workspace::as_returning())
        .get_result(conn)?;
    let user = add_member(conn, id, &signup.name, &signup.email, &signup.password_hash, Role::SuperAdmin, now)?;
    Ok((workspace, user))
}

/// Makes a person and puts them into the workspace.
pub fn add_member(
    conn: &mut Conn,
    workspace: WorkspaceId,
    name: &str,
    email: &str,
    password_hash: &str,
    role: Role,
    now: OffsetDateTime,
) -> Result<UserId, Error> {
    let user = UserId::new(now);
    diesel::insert_into(users::table)
        .values((
            users::id.eq(user),
            users::email.eq(email),
            users::name.eq(name),
            users::password_hash.eq(password_hash),
            users::created_at.eq(now),
        ))
        .execute(conn)?;
    join(conn, workspace, user, role, now)?;
    Ok(user)
}

/// Puts a person who has an account into the workspace; whoever is in it stays what they are.
pub fn join(
    conn: &mut Conn,
    workspace: WorkspaceId,
    user: UserId,
    role: Role,
    now: OffsetDateTime,
) -> Result<(), Error> {
    diesel::insert_into(memberships::table)
        .values((
            memberships::workspace_id.eq(workspace),
            memberships::user_id.eq(user),
            memberships::role.eq(role),
            memberships::created_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(conn)?;
    Ok(())
}

/// Refuses what the workspace's plan has not (H32).
///
/// # Errors
/// [`Error::PlanRequired`] with `least`.
pub fn require_plan(conn: &mut Conn, id: WorkspaceId, least: Plan) -> Result<(), Error> {
    if get(conn, id)?.plan >= least { Ok(()) } else { Err(Error::PlanRequired(least)) }
}

/// The workspace with this id.
pub fn get(conn: &mut Conn, id: WorkspaceId) -> Result<Workspace, Error> {
    Ok(workspaces::table.find(id).select(Workspace::as_select()).get_result(conn)?)
}

/// Changes the workspace and says so in the audit log.
///
/// # Errors
/// [`Error::Stale`] when `expected` is given and is not its version.
pub fn update(
    conn: &mut Conn,
    id: WorkspaceId,
    patch: &Patch,
    expected: Option<i32>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Workspace, Error> {
    let before = workspaces::table.find(id).for_update().select(Workspace::as_select()).get_result(conn)?;
    if expected.is_some_and(|version| version != before.version) {
        return Err(Error::Stale);
    }
    let after = diesel::update(workspaces::table.find(id))
        .set((patch, workspaces::version.eq(workspaces::version + 1)))
        .returning(Workspace::as_returning())
        .get_result(conn)?;
    let details = json!({
        "from": {"name": before.name, "currency": before.currency, "time_zone": before.time_zone, "country": before.country, "plan": before.plan},
        "to": {"name": after.name, "currency": after.currency, "time_zone": after.time_zone, "country": after.country, "plan": after.plan},
    });
    audit::record(conn, id, actor, "workspace.updated", ("workspace", Some(id.uuid())), details, now)?;
    Ok(after)
}
