//! Who a campaign is for: people chosen once (L33).

use std::collections::HashMap;

use db::{
    Conn, CustomerId, Id, Page, WorkspaceId,
    schema::{
        broadcast_audience_members as members, broadcast_audiences as audiences, broadcast_campaigns as campaigns,
        customers,
    },
};
use diesel::prelude::*;
use tenancy::Actor;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::Error;

/// The longest name, in characters.
const MAX_NAME: usize = 100;
/// Rows of one statement.
const ROWS_AT_ONCE: usize = 5_000;

/// An audience.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = audiences)]
pub struct Audience {
    /// Its id.
    pub id: Id<Audience>,
    /// What people call it.
    pub name: String,
    /// Who made it, `user` or `api_key`.
    pub actor_kind: String,
    /// Whose id.
    pub actor_id: Option<Uuid>,
    /// When.
    pub created_at: OffsetDateTime,
}

/// Makes an audience of leads and contacts; deleted ones, and ids of nobody, are left out.
///
/// # Errors
/// [`Error::Invalid`] for `name`, or for `lead_ids` when nobody is left.
pub fn create(
    conn: &mut Conn,
    workspace: WorkspaceId,
    name: &str,
    people: &[CustomerId],
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Audience, Error> {
    let name = named(name)?;
    let there: Vec<CustomerId> = customers::table
        .filter(customers::workspace_id.eq(workspace).and(customers::id.eq_any(people)))
        .filter(customers::deleted_at.is_null())
        .order(customers::id)
        .select(customers::id)
        .load(conn)?;
    if there.is_empty() {
        return Err(Error::invalid("lead_ids", "names nobody who is there"));
    }
    let made: Audience = diesel::insert_into(audiences::table)
        .values((
            audiences::workspace_id.eq(workspace),
            audiences::id.eq(Id::<Audience>::new(now)),
            audiences::name.eq(name),
            audiences::actor_kind.eq(actor.kind()),
            audiences::actor_id.eq(actor.id()),
            audiences::created_at.eq(now),
        ))
        .returning(Audience::as_returning())
        .get_result(conn)?;
    for some in there.chunks(ROWS_AT_ONCE) {
        let rows: Vec<_> = some
            .iter()
            .map(|person| {
                (
                    members::workspace_id.eq(workspace),
                    members::audience_id.eq(made.id),
                    members::customer_id.eq(*person),
                )
            })
            .collect();
        diesel::insert_into(members::table).values(rows).execute(conn)?;
    }
    Ok(made)
}

/// A name that can be one.
pub(crate) fn named(name: &str) -> Result<&str, Error> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > MAX_NAME || name.contains(char::is_control) {
        return Err(Error::invalid("name", format!("must have 1 to {MAX_NAME} characters")));
    }
    Ok(name)
}

/// One audience.
pub fn get(conn: &mut Conn, workspace: WorkspaceId, id: Id<Audience>) -> Result<Audience, Error> {
    Ok(audiences::table
        .filter(audiences::workspace_id.eq(workspace).and(audiences::id.eq(id)))
        .select(Audience::as_select())
        .first(conn)?)
}

/// A page of audiences, the newest first, and how many there are.
pub fn list(conn: &mut Conn, workspace: WorkspaceId, page: Page) -> Result<(Vec<Audience>, i64), Error> {
    let mine = audiences::table.filter(audiences::workspace_id.eq(workspace));
    let rows = mine
        .order((audiences::created_at.desc(), audiences::id.desc()))
        .limit(page.limit)
        .offset(page.offset())
        .select(Audience::as_select())
        .load(conn)?;
    Ok((rows, mine.count().get_result(conn)?))
}

/// How many people each of these has.
pub fn sizes(
    conn: &mut Conn,
    workspace: WorkspaceId,
    ids: &[Id<Audience>],
) -> Result<HashMap<Id<Audience>, i64>, Error> {
    let counted: Vec<(Id<Audience>, i64)> = members::table
        .filter(members::workspace_id.eq(workspace).and(members::audience_id.eq_any(ids)))
        .group_by(members::audience_id)
        .select((members::audience_id, diesel::dsl::count_star()))
        .load(conn)?;
    Ok(counted.into_iter().collect())
}

/// Removes an audience.
///
/// # Errors
/// [`Error::Conflict`] while a campaign is for it.
pub fn delete(conn: &mut Conn, workspace: WorkspaceId, id: Id<Audience>) -> Result<(), Error> {
    get(conn, workspace, id)?;
    let used: i64 = campaigns::table
        .filter(campaigns::workspace_id.eq(workspace).and(campaigns::audience_id.eq(id)))
        .count()
        .get_result(conn)?;
    if used > 0 {
        return Err(Error::Conflict("Campaigns are for this audience. Delete them first."));
    }
    diesel::delete(audiences::table.filter(audiences::workspace_id.eq(workspace).and(audiences::id.eq(id))))
        .execute(conn)?;
    Ok(())
}
