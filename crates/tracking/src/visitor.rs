//! Browsers, and whom each belonged to when (D20).

use std::collections::HashMap;

use db::{
    Conn, CustomerId, Id, WorkspaceId,
    schema::{sessions, visitor_events, visitor_links, visitors},
};
use diesel::{
    prelude::*,
    sql_types::{Nullable, Timestamptz, Uuid as SqlUuid},
};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::{Error, widget::Widget};

/// Events are kept for 365 days at most (S12), so that no query looks further back (Q10).
const EVENTS_REACH_BACK: Duration = Duration::days(366);

/// A browser on a widget's pages.
#[derive(Debug, Clone, Copy, QueryableByName)]
pub struct Visitor {
    /// Its id.
    #[diesel(sql_type = SqlUuid)]
    pub id: Id<Visitor>,
    /// Whom it belongs to now.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub customer_id: Option<CustomerId>,
    /// What occurred until then was erased.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(crate) erased_at: Option<OffsetDateTime>,
}

/// How a browser is known on the wire.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VisitorKey {
    /// The widget that it was seen by.
    pub widget: Id<Widget>,
    /// The random id that the script made.
    pub anon_visitor_id: String,
}

/// The stretch of time in which a browser belonged to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable)]
pub struct Link {
    /// Whose browser it was.
    pub customer: CustomerId,
    /// From then on.
    pub began_at: OffsetDateTime,
    /// Until before then; open while it lasts.
    pub ended_at: Option<OffsetDateTime>,
}

/// The link that the browser had at an instant; `links` may come in any order.
pub fn link_at(links: &[Link], at: OffsetDateTime) -> Option<Link> {
    let covers = |link: &&Link| link.began_at <= at && link.ended_at.is_none_or(|end| at < end);
    links.iter().find(covers).copied()
}

/// The links of these browsers.
pub(crate) fn links(
    conn: &mut Conn,
    workspace: WorkspaceId,
    of: &[Id<Visitor>],
) -> Result<HashMap<Id<Visitor>, Vec<Link>>, Error> {
    let rows: Vec<(Id<Visitor>, Link)> = visitor_links::table
        .filter(visitor_links::workspace_id.eq(workspace).and(visitor_links::visitor_id.eq_any(of)))
        .select((
            visitor_links::visitor_id,
            (visitor_links::customer_id, visitor_links::began_at, visitor_links::ended_at),
        ))
        .load(conn)?;
    let mut links: HashMap<Id<Visitor>, Vec<Link>> = HashMap::new();
    for (visitor, link) in rows {
        links.entry(visitor).or_default().push(link);
    }
    Ok(links)
}

/// Links a browser, whose row the transaction has locked, to a person (S5, D20). Nobody's earlier events become theirs;
/// another person's stay that person's. False when it was linked to them already.
pub fn link(
    conn: &mut Conn,
    workspace: WorkspaceId,
    visitor: Visitor,
    customer: CustomerId,
    now: OffsetDateTime,
) -> Result<bool, Error> {
    if visitor.customer_id == Some(customer) {
        return Ok(false);
    }
    // Whoever had the browser before, and was not deleted since, keeps their time.
    let taken_until: Option<Option<OffsetDateTime>> = visitor_links::table
        .filter(visitor_links::workspace_id.eq(workspace).and(visitor_links::visitor_id.eq(visitor.id)))
        .select(diesel::dsl::max(visitor_links::ended_at))
        .first(conn)
        .optional()?;
    let began_at = match visitor.customer_id {
        Some(_) => now,
        None => taken_until.flatten().unwrap_or(OffsetDateTime::UNIX_EPOCH),
    };
    diesel::update(visitor_links::table)
        .filter(visitor_links::workspace_id.eq(workspace).and(visitor_links::visitor_id.eq(visitor.id)))
        .filter(visitor_links::ended_at.is_null())
        .set(visitor_links::ended_at.eq(now))
        .execute(conn)?;
    diesel::insert_into(visitor_links::table)
        .values((
            visitor_links::workspace_id.eq(workspace),
            visitor_links::id.eq(Id::<Link>::new(now)),
            visitor_links::visitor_id.eq(visitor.id),
            visitor_links::customer_id.eq(customer),
            visitor_links::began_at.eq(began_at),
        ))
        .execute(conn)?;
    diesel::update(visitors::table)
        .filter(visitors::workspace_id.eq(workspace).and(visitors::id.eq(visitor.id)))
        // The company that somebody else acted for is not theirs (A10).
        .set((visitors::customer_id.eq(customer), visitors::active_company_id.eq(None::<Uuid>)))
        .execute(conn)?;
    diesel::update(visitor_events::table)
        .filter(visitor_events::workspace_id.eq(workspace).and(visitor_events::visitor_id.eq(visitor.id)))
        .filter(visitor_events::occurred_at.gt(now - EVENTS_REACH_BACK).and(visitor_events::customer_id.is_null()))
        .set(visitor_events::customer_id.eq(customer))
        .execute(conn)?;
    diesel::update(sessions::table)
        .filter(sessions::workspace_id.eq(workspace).and(sessions::visitor_id.eq(visitor.id)))
        .filter(sessions::customer_id.is_null())
        .set(sessions::customer_id.eq(customer))
        .execute(conn)?;
    Ok(true)
}

/// A lead was joined to a contact (D4): its browsers, with everything that they did, are the contact's. Which links changed
/// hands, for [`hand_back`].
pub fn hand_over(
    conn: &mut Conn,
    workspace: WorkspaceId,
    from: CustomerId,
    to: CustomerId,
    now: OffsetDateTime,
) -> Result<Vec<Uuid>, Error> {
    lock_browsers(conn, workspace, from)?;
    own(conn, workspace, from, Some(to), now)?;
    Ok(diesel::update(visitor_links::table)
        .filter(visitor_links::workspace_id.eq(workspace).and(visitor_links::customer_id.eq(from)))
        .set(visitor_links::customer_id.eq(to))
        .returning(visitor_links::id)
        .get_results(conn)?)
}

/// Two people were told apart again: what their browsers did while they were linked by these links is `to`'s once more.
pub fn hand_back(
    conn: &mut Conn,
    workspace: WorkspaceId,
    links: &[Uuid],
    (from, to): (CustomerId, CustomerId),
    now: OffsetDateTime,
) -> Result<(), Error> {
    lock_browsers(conn, workspace, from)?;
    type Span = (Id<Visitor>, OffsetDateTime, Option<OffsetDateTime>);
    let spans: Vec<Span> = diesel::update(visitor_links::table)
        .filter(visitor_links::workspace_id.eq(workspace).and(visitor_links::id.eq_any(links)))
        .filter(visitor_links::customer_id.eq(from))
        .set(visitor_links::customer_id.eq(to))
        .returning((visitor_links::visitor_id, visitor_links::began_at, visitor_links::ended_at))
        .get_results(conn)?;
    for (visitor, began_at, ended_at) in spans {
        let until = ended_at.unwrap_or(now + EVENTS_REACH_BACK);
        if ended_at.is_none() {
            diesel::update(visitors::table)
                .filter(visitors::workspace_id.eq(workspace).and(visitors::id.eq(visitor)))
                .filter(visitors::customer_id.eq(from))
                .set(visitors::customer_id.eq(to))
                .execute(conn)?;
        }
        diesel::update(visitor_events::table)
            .filter(visitor_events::workspace_id.eq(workspace).and(visitor_events::visitor_id.eq(visitor)))
            .filter(visitor_events::occurred_at.ge(began_at.max(now - EVENTS_REACH_BACK)))
            .filter(visitor_events::occurred_at.lt(until).and(visitor_events::customer_id.eq(from)))
            .set(visitor_events::customer_id.eq(to))
            .execute(conn)?;
        diesel::update(sessions::table)
            .filter(sessions::workspace_id.eq(workspace).and(sessions::visitor_id.eq(visitor)))
            .filter(sessions::started_at.ge(began_at).and(sessions::started_at.lt(until)))
            .filter(sessions::customer_id.eq(from))
            .set(sessions::customer_id.eq(to))
            .execute(conn)?;
    }
    Ok(())
}

/// A person was deleted (S19, E14): their events stay, under the browser's anonymous id alone.
pub fn forget(conn: &mut Conn, workspace: WorkspaceId, who: CustomerId, now: OffsetDateTime) -> Result<(), Error> {
    lock_browsers(conn, workspace, who)?;
    own(conn, workspace, who, None, now)?;
    diesel::delete(
        visitor_links::table.filter(visitor_links::workspace_id.eq(workspace).and(visitor_links::customer_id.eq(who))),
    )
    .execute(conn)?;
    Ok(())
}

/// Locks a person's browsers, those as well that were theirs once and may still bring an event of that time: before what
/// they did, in one order, as the ingest locks them (Q12). An operation that needs the person, too, locks them afterwards,
/// as identify does.
pub fn lock_browsers(conn: &mut Conn, workspace: WorkspaceId, who: CustomerId) -> Result<(), Error> {
    let once: Vec<Id<Visitor>> = visitor_links::table
        .filter(visitor_links::workspace_id.eq(workspace).and(visitor_links::customer_id.eq(who)))
        .select(visitor_links::visitor_id)
        .load(conn)?;
    visitors::table
        .filter(visitors::workspace_id.eq(workspace))
        .filter(visitors::customer_id.eq(who).or(visitors::id.eq_any(once)))
        .order((visitors::widget_id, visitors::anon_visitor_id))
        .for_update()
        .select(visitors::id)
        .load::<Id<Visitor>>(conn)?;
    Ok(())
}

/// Locks one browser.
pub(crate) fn lock(conn: &mut Conn, workspace: WorkspaceId, id: Id<Visitor>) -> Result<(), Error> {
    visitors::table
        .filter(visitors::workspace_id.eq(workspace).and(visitors::id.eq(id)))
        .for_update()
        .select(visitors::id)
        .first::<Id<Visitor>>(conn)?;
    Ok(())
}

/// Everything of `from` becomes that of `to`, or nobody's.
fn own(
    conn: &mut Conn,
    workspace: WorkspaceId,
    from: CustomerId,
    to: Option<CustomerId>,
    now: OffsetDateTime,
) -> Result<(), Error> {
    diesel::update(visitors::table)
        .filter(visitors::workspace_id.eq(workspace).and(visitors::customer_id.eq(from)))
        .set(visitors::customer_id.eq(to))
        .execute(conn)?;
    diesel::update(visitor_events::table)
        .filter(visitor_events::workspace_id.eq(workspace).and(visitor_events::customer_id.eq(from)))
        .filter(visitor_events::occurred_at.gt(now - EVENTS_REACH_BACK))
        .set(visitor_events::customer_id.eq(to))
        .execute(conn)?;
    diesel::update(sessions::table)
        .filter(sessions::workspace_id.eq(workspace).and(sessions::customer_id.eq(from)))
        .set(sessions::customer_id.eq(to))
        .execute(conn)?;
    Ok(())
}

/// What a browser keeps of a person that no record was made for (D22).
#[derive(Debug, Clone, Queryable)]
pub(crate) struct Remembered {
    pub(crate) user_id: Option<String>,
    pub(crate) traits: serde_json::Value,
}

impl Default for Remembered {
    fn default() -> Self {
        Self { user_id: None, traits: serde_json::json!({}) }
    }
}

pub(crate) fn remembered(conn: &mut Conn, workspace: WorkspaceId, id: Id<Visitor>) -> Result<Remembered, Error> {
    Ok(visitors::table
        .filter(visitors::workspace_id.eq(workspace).and(visitors::id.eq(id)))
        .select((visitors::user_id, visitors::traits))
        .first(conn)?)
}

pub(crate) fn remember(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Visitor>,
    what: &Remembered,
) -> Result<(), Error> {
    diesel::update(visitors::table)
        .filter(visitors::workspace_id.eq(workspace).and(visitors::id.eq(id)))
        .set((visitors::user_id.eq(&what.user_id), visitors::traits.eq(&what.traits)))
        .execute(conn)?;
    Ok(())
}

/// The last time that a widget saw anybody.
pub fn last_seen(conn: &mut Conn, workspace: WorkspaceId, widget: Id<Widget>) -> Result<Option<OffsetDateTime>, Error> {
    Ok(visitors::table
        .filter(visitors::workspace_id.eq(workspace).and(visitors::widget_id.eq(widget)))
        .select(diesel::dsl::max(visitors::last_seen_at))
        .first(conn)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;
    use uuid::Uuid;

    /// Proves: S5
    #[test]
    fn an_event_belongs_to_whoever_had_the_browser_then() {
        let person = |n: u128| CustomerId::from(Uuid::from_u128(n));
        let noon = datetime!(2026-11-21 12:00 UTC);
        let links = [
            Link { customer: person(2), began_at: noon, ended_at: None },
            Link { customer: person(1), began_at: OffsetDateTime::UNIX_EPOCH, ended_at: Some(noon) },
        ];
        assert_eq!(link_at(&links, noon - Duration::milliseconds(1)).map(|l| l.customer), Some(person(1)));
        assert_eq!(link_at(&links, noon).map(|l| l.customer), Some(person(2)));
        assert_eq!(link_at(&[], noon), None);
    }
}
