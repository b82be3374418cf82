//! Storing events: many browsers' batches in one transaction.
//!
//! A handful of statements, however many events: the browsers' rows (locked in one order), their links where they have
//! any, the events, the sessions around them, and the lifetime counters.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crm_core::{account::Account, timeline::listen};
use db::{Conn, CustomerId, Id, Statement, WorkspaceId, schema::sessions};
use diesel::{
    prelude::*,
    sql_types::{Array, BigInt, Double, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use serde_json::{Value, json};
use tenancy::Actor;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::{
    Error,
    event::{Event, EventType},
    milestone::{self, Targets},
    origin,
    session::{self, GAP, Point, Session},
    sighting::{self, Sighting},
    slot::{self, Touched},
    visitor::{self, Link, Visitor, VisitorKey},
    widget::Widget,
};

/// Events of one delivery to those who want to hear of them.
const OUTBOUND: usize = 100;
/// How old an event may be to set an automation off.
const FRESH: Duration = Duration::days(1);

/// The events that one request brought.
#[derive(Debug, Clone)]
pub struct Batch {
    /// Whose browser.
    pub visitor: VisitorKey,
    /// When the request arrived.
    pub received_at: OffsetDateTime,
    /// What the browser calls itself.
    pub agent: Option<String>,
    /// The site's server, when it sent this with an API key.
    pub server: Option<Actor>,
    /// What it brought, each already read by [`crate::event::read`].
    pub events: Vec<Event>,
}

/// The links of the browsers that have any.
type Links = HashMap<Id<Visitor>, Vec<Link>>;

/// An event on its way to its row.
struct Row<'a> {
    event: &'a Event,
    batch: &'a Batch,
    visitor: Id<Visitor>,
    /// Whom the browser belonged to when it occurred, and since when.
    link: Option<Link>,
    /// The company that a milestone is about.
    company: Option<Id<Account>>,
    /// Its properties, where they name that company because the site did not.
    properties: Option<Value>,
}

impl Row<'_> {
    fn properties(&self) -> Option<&Value> {
        self.properties.as_ref().or(self.event.properties.as_ref())
    }
}

/// Stores the events that are not stored yet and brings sessions and counters up to date. How many were new.
pub fn store(conn: &mut Conn, workspace: WorkspaceId, batches: &[Batch], now: OffsetDateTime) -> Result<usize, Error> {
    let seen = sightings(batches);
    if seen.is_empty() {
        return Ok(0);
    }
    let visitors = sighting::lock_all(conn, workspace, &seen, now)?;
    let linked: Vec<Id<Visitor>> = visitors.values().filter(|v| v.customer_id.is_some()).map(|v| v.id).collect();
    let links = if linked.is_empty() { HashMap::new() } else { visitor::links(conn, workspace, &linked)? };

    let mut rows: Vec<Row<'_>> = Vec::new();
    for batch in batches {
        let Some(visitor) = visitors.get(&batch.visitor) else { continue };
        let links = links.get(&visitor.id).map(Vec::as_slice).unwrap_or_default();
        let kept = batch.events.iter().filter(|event| visitor.erased_at.is_none_or(|until| event.occurred_at > until));
        rows.extend(kept.map(|event| Row {
            event,
            batch,
            visitor: visitor.id,
            link: visitor::link_at(links, event.occurred_at),
            company: None,
            properties: None,
        }));
    }
    let mut targets = Targets::default();
    for row in &mut rows {
        let Some(milestone) = &row.event.milestone else { continue };
        row.company = targets.of(conn, workspace, (row.visitor, row.link), milestone)?;
        row.properties = row.company.filter(|_| milestone.company.is_none()).map(|company| {
            let mut properties = row.event.properties.clone().unwrap_or_else(|| json!({}));
            properties["company_id"] = json!(company);
            properties
        });
    }
    let mut new = insert(conn, workspace, &rows)?;
    // An id that came twice in one transaction was stored once: `remove` counts it once.
    rows.retain(|row| new.remove(&row.event.id));
    if rows.is_empty() {
        return Ok(0);
    }
    for row in &rows {
        if let (Some(milestone), Some(link)) = (&row.event.milestone, row.link) {
            let actor = row.batch.server.unwrap_or(Actor::Visitor(row.visitor.uuid()));
            milestone::record(conn, workspace, (link.customer, row.company), (row.event, milestone), actor)?;
        }
    }
    let mut touched = sessionize(conn, workspace, &rows, &links, now)?;
    count(conn, workspace, &rows)?;
    touched.extend(rows.iter().map(|row| (row.batch.visitor.widget, slot::hour_of(row.event.occurred_at))));
    slot::mark(conn, workspace, &touched, now)?;
    let stored = || rows.iter().map(|row| row.event.id).collect::<Vec<_>>();
    let batches = || stored().chunks(OUTBOUND).map(|ids| json!({ "event_ids": ids })).collect();
    outbound::announce(conn, workspace, outbound::Event::VisitorEventCreated, batches, now)?;
    listen::tell_site_events(conn, workspace, &done_by_name(&rows, now), now)?;
    Ok(rows.len())
}

/// The custom events of known people, and who they are. What is told late, or handed in of long ago, sets nothing off.
fn done_by_name<'r>(rows: &'r [Row<'_>], now: OffsetDateTime) -> BTreeSet<(&'r str, CustomerId)> {
    let new = rows.iter().filter(|row| row.event.kind == EventType::Custom && row.event.occurred_at > now - FRESH);
    new.filter_map(|row| Some((row.event.name.as_deref()?, row.link?.customer))).collect()
}

/// Each browser once, sorted, with the times between which it was seen.
fn sightings(batches: &[Batch]) -> Vec<Sighting<'_>> {
    let mut seen: BTreeMap<&VisitorKey, Sighting<'_>> = BTreeMap::new();
    for batch in batches {
        for event in &batch.events {
            let this = Sighting {
                key: &batch.visitor,
                first: event.occurred_at,
                last: event.occurred_at,
                url: Some(&event.url),
                referrer: event.referrer.as_deref(),
                agent: batch.agent.as_deref(),
            };
            let span = seen.entry(&batch.visitor).or_insert(this);
            if (this.first, this.url) < (span.first, span.url) {
                *span = Sighting { last: span.last, ..this };
            }
            span.last = span.last.max(event.occurred_at);
        }
    }
    seen.into_values().collect()
}

#[derive(QueryableByName)]
struct Stored {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

fn insert(conn: &mut Conn, workspace: WorkspaceId, rows: &[Row<'_>]) -> Result<HashSet<Uuid>, Error> {
    fn column<'r, T>(rows: &'r [Row<'_>], value: impl Fn(&'r Row<'_>) -> T) -> Vec<T> {
        rows.iter().map(value).collect()
    }
    let statement = Statement::new(
        "INSERT INTO visitor_events (workspace_id, id, widget_id, visitor_id, customer_id, type, name, url, path, referrer,
             properties, value, occurred_at, received_at) SELECT ",
    )
    .bind::<SqlUuid, _>(workspace)
    .sql(", e.* FROM unnest(")
    .bind::<Array<SqlUuid>, _>(column(rows, |row| row.event.id))
    .sql(", ")
    .bind::<Array<SqlUuid>, _>(column(rows, |row| row.batch.visitor.widget))
    .sql(", ")
    .bind::<Array<SqlUuid>, _>(column(rows, |row| row.visitor))
    .sql(", ")
    .bind::<Array<Nullable<SqlUuid>>, _>(column(rows, |row| row.link.map(|link| link.customer)))
    .sql(", ")
    .bind::<Array<Text>, _>(column(rows, |row| row.event.kind))
    .sql(", ")
    .bind::<Array<Nullable<Text>>, _>(column(rows, |row| row.event.name.as_deref()))
    .sql(", ")
    .bind::<Array<Text>, _>(column(rows, |row| row.event.url.as_str()))
    .sql(", ")
    .bind::<Array<Text>, _>(column(rows, |row| row.event.path.as_str()))
    .sql(", ")
    .bind::<Array<Nullable<Text>>, _>(column(rows, |row| row.event.referrer.as_deref()))
    .sql(", ")
    .bind::<Array<Nullable<Jsonb>>, _>(column(rows, |row| row.properties()))
    .sql(", ")
    .bind::<Array<Nullable<Double>>, _>(column(rows, |row| row.event.value))
    .sql(", ")
    .bind::<Array<Timestamptz>, _>(column(rows, |row| row.event.occurred_at))
    .sql(", ")
    .bind::<Array<Timestamptz>, _>(column(rows, |row| row.batch.received_at))
    .sql(
        ") AS e
         ON CONFLICT (workspace_id, id) DO NOTHING
         RETURNING id",
    );
    let stored: Vec<Stored> = statement.load(conn)?;
    Ok(stored.into_iter().map(|row| row.id).collect())
}

/// One browser while it belonged to one person without a break: what sessions are folded for (D17).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Owner {
    visitor: Id<Visitor>,
    customer: Option<CustomerId>,
    since: Option<OffsetDateTime>,
}

impl Owner {
    fn new(visitor: Id<Visitor>, link: Option<Link>) -> Self {
        Self { visitor, customer: link.map(|link| link.customer), since: link.map(|link| link.began_at) }
    }
}

#[derive(QueryableByName)]
struct StoredSession {
    #[diesel(sql_type = SqlUuid)]
    visitor_id: Id<Visitor>,
    #[diesel(sql_type = SqlUuid)]
    id: Id<Session>,
    #[diesel(sql_type = Timestamptz)]
    started_at: OffsetDateTime,
    #[diesel(sql_type = Timestamptz)]
    ended_at: OffsetDateTime,
    #[diesel(sql_type = Integer)]
    event_count: i32,
    #[diesel(sql_type = Integer)]
    pageview_count: i32,
    #[diesel(sql_type = Integer)]
    custom_count: i32,
    #[diesel(sql_type = Nullable<Text>)]
    entry_url: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    referrer: Option<String>,
}

/// Brings the sessions around these events up to date. The hours in which sessions begin no more: those in which they do
/// now have an event of their own.
fn sessionize(
    conn: &mut Conn,
    workspace: WorkspaceId,
    rows: &[Row<'_>],
    links: &Links,
    now: OffsetDateTime,
) -> Result<Touched, Error> {
    let mut points: BTreeMap<Owner, Vec<Point>> = BTreeMap::new();
    for row in rows {
        points.entry(Owner::new(row.visitor, row.link)).or_default().push(Point {
            at: row.event.occurred_at,
            kind: row.event.kind,
            url: row.event.url.clone(),
            referrer: row.event.referrer.clone(),
        });
    }
    let widgets: HashMap<Id<Visitor>, Id<Widget>> =
        rows.iter().map(|row| (row.visitor, row.batch.visitor.widget)).collect();
    let mut near = nearby(conn, workspace, rows, links)?;
    let mut changed: Vec<(Owner, Session)> = Vec::new();
    let mut joined = Vec::new();
    let mut touched = Touched::new();
    for (owner, points) in points {
        let before = near.remove(&owner).unwrap_or_default();
        let starts: HashMap<Id<Session>, OffsetDateTime> = before.iter().map(|s| (s.id, s.started_at)).collect();
        let folded = session::fold(before, points, now);
        let moved = folded.changed.iter().filter(|s| starts.get(&s.id).is_some_and(|start| *start != s.started_at));
        let gone = moved.map(|s| s.id).chain(folded.joined.iter().copied()).filter_map(|id| starts.get(&id));
        touched.extend(gone.filter_map(|start| Some((*widgets.get(&owner.visitor)?, slot::hour_of(*start)))));
        joined.extend(folded.joined);
        changed.extend(folded.changed.into_iter().map(|session| (owner, session)));
    }
    if !joined.is_empty() {
        diesel::delete(sessions::table)
            .filter(sessions::workspace_id.eq(workspace).and(sessions::id.eq_any(joined)))
            .execute(conn)?;
    }
    write_sessions(conn, workspace, &changed)?;
    Ok(touched)
}

/// The stored sessions of these browsers that lie within the gap of any new event.
fn nearby(
    conn: &mut Conn,
    workspace: WorkspaceId,
    rows: &[Row<'_>],
    links: &Links,
) -> Result<HashMap<Owner, Vec<Session>>, Error> {
    let visitors: HashSet<Id<Visitor>> = rows.iter().map(|row| row.visitor).collect();
    let times = || rows.iter().map(|row| row.event.occurred_at);
    let (Some(first), Some(last)) = (times().min(), times().max()) else { return Ok(HashMap::new()) };
    // One window around all browsers of the transaction: a session too many costs nothing, since folding leaves it alone.
    // And one look into the index for each browser, as in `sighting::lock_all`.
    let statement = Statement::new("SELECT s.* FROM unnest(")
        .bind::<Array<SqlUuid>, _>(visitors.into_iter().collect::<Vec<_>>())
        .sql(
            ") AS k (visitor_id) CROSS JOIN LATERAL (
             SELECT visitor_id, id, started_at, ended_at, event_count, pageview_count, custom_count, entry_url, referrer
             FROM sessions WHERE visitor_id = k.visitor_id AND workspace_id = ",
        )
        .bind::<SqlUuid, _>(workspace)
        .sql(" AND ended_at >= ")
        .bind::<Timestamptz, _>(first - GAP)
        .sql(" AND started_at <= ")
        .bind::<Timestamptz, _>(last + GAP)
        .sql(" OFFSET 0) AS s");
    let stored: Vec<StoredSession> = statement.load(conn)?;
    let mut near: HashMap<Owner, Vec<Session>> = HashMap::new();
    for row in stored {
        let links = links.get(&row.visitor_id).map(Vec::as_slice).unwrap_or_default();
        let owner = Owner::new(row.visitor_id, visitor::link_at(links, row.started_at));
        near.entry(owner).or_default().push(Session {
            id: row.id,
            started_at: row.started_at,
            ended_at: row.ended_at,
            event_count: row.event_count,
            pageview_count: row.pageview_count,
            custom_count: row.custom_count,
            entry_url: row.entry_url,
            referrer: row.referrer,
        });
    }
    Ok(near)
}

fn write_sessions(conn: &mut Conn, workspace: WorkspaceId, changed: &[(Owner, Session)]) -> Result<(), Error> {
    fn column<'r, T>(rows: &'r [(Owner, Session)], value: impl Fn(&'r (Owner, Session)) -> T) -> Vec<T> {
        rows.iter().map(value).collect()
    }
    let origins: Vec<_> = changed
        .iter()
        .map(|(_, s)| origin::of(s.entry_url.as_deref().unwrap_or_default(), s.referrer.as_deref()))
        .collect();
    let statement = Statement::new(
        "INSERT INTO sessions (workspace_id, id, visitor_id, customer_id, started_at, ended_at, event_count, pageview_count,
             custom_count, entry_url, referrer, source, medium, campaign) SELECT ",
    )
    .bind::<SqlUuid, _>(workspace)
    .sql(", s.* FROM unnest(")
    .bind::<Array<SqlUuid>, _>(column(changed, |(_, s)| s.id))
    .sql(", ")
    .bind::<Array<SqlUuid>, _>(column(changed, |(owner, _)| owner.visitor))
    .sql(", ")
    .bind::<Array<Nullable<SqlUuid>>, _>(column(changed, |(owner, _)| owner.customer))
    .sql(", ")
    .bind::<Array<Timestamptz>, _>(column(changed, |(_, s)| s.started_at))
    .sql(", ")
    .bind::<Array<Timestamptz>, _>(column(changed, |(_, s)| s.ended_at))
    .sql(", ")
    .bind::<Array<Integer>, _>(column(changed, |(_, s)| s.event_count))
    .sql(", ")
    .bind::<Array<Integer>, _>(column(changed, |(_, s)| s.pageview_count))
    .sql(", ")
    .bind::<Array<Integer>, _>(column(changed, |(_, s)| s.custom_count))
    .sql(", ")
    .bind::<Array<Nullable<Text>>, _>(column(changed, |(_, s)| s.entry_url.as_deref()))
    .sql(", ")
    .bind::<Array<Nullable<Text>>, _>(column(changed, |(_, s)| s.referrer.as_deref()))
    .sql(", ")
    .bind::<Array<Nullable<Text>>, _>(origins.iter().map(|origin| origin.source.as_deref()).collect::<Vec<_>>())
    .sql(", ")
    .bind::<Array<Nullable<Text>>, _>(origins.iter().map(|origin| origin.medium.as_deref()).collect::<Vec<_>>())
    .sql(", ")
    .bind::<Array<Nullable<Text>>, _>(origins.iter().map(|origin| origin.campaign.as_deref()).collect::<Vec<_>>())
    .sql(
        ") AS s
         ON CONFLICT (workspace_id, id) DO UPDATE SET
             started_at = excluded.started_at, ended_at = excluded.ended_at, event_count = excluded.event_count,
             pageview_count = excluded.pageview_count, custom_count = excluded.custom_count,
             entry_url = excluded.entry_url, referrer = excluded.referrer, source = excluded.source,
             medium = excluded.medium, campaign = excluded.campaign",
    );
    statement.execute(conn)?;
    Ok(())
}

/// Adds to the browsers' lifetime counters (D21), and notes when they were seen: by new events only, so that a replay
/// changes nothing.
fn count(conn: &mut Conn, workspace: WorkspaceId, rows: &[Row<'_>]) -> Result<(), Error> {
    let mut counts: BTreeMap<Id<Visitor>, (&VisitorKey, i64, OffsetDateTime, OffsetDateTime)> = BTreeMap::new();
    for row in rows {
        let at = row.event.occurred_at;
        let (_, count, first, last) = counts.entry(row.visitor).or_insert((&row.batch.visitor, 0, at, at));
        *count += 1;
        *first = at.min(*first);
        *last = at.max(*last);
    }
    // All of them are there and locked; said as an insertion, each is found by its key, whatever PostgreSQL thinks of how
    // many there are.
    let statement = Statement::new(
        "INSERT INTO visitors (workspace_id, id, widget_id, anon_visitor_id, event_count, first_seen_at, last_seen_at) SELECT ",
    )
    .bind::<SqlUuid, _>(workspace)
    .sql(", c.* FROM unnest(")
    .bind::<Array<SqlUuid>, _>(counts.keys().copied().collect::<Vec<_>>())
    .sql(", ")
    .bind::<Array<SqlUuid>, _>(counts.values().map(|(key, ..)| key.widget).collect::<Vec<_>>())
    .sql(", ")
    .bind::<Array<Text>, _>(counts.values().map(|(key, ..)| key.anon_visitor_id.as_str()).collect::<Vec<_>>())
    .sql(", ")
    .bind::<Array<BigInt>, _>(counts.values().map(|(_, count, ..)| *count).collect::<Vec<_>>())
    .sql(", ")
    .bind::<Array<Timestamptz>, _>(counts.values().map(|(.., first, _)| *first).collect::<Vec<_>>())
    .sql(", ")
    .bind::<Array<Timestamptz>, _>(counts.values().map(|(.., last)| *last).collect::<Vec<_>>())
    .sql(
        ") AS c
         ON CONFLICT (workspace_id, id) DO UPDATE SET
             event_count = visitors.event_count + excluded.event_count,
             first_seen_at = least(visitors.first_seen_at, excluded.first_seen_at),
             last_seen_at = greatest(visitors.last_seen_at, excluded.last_seen_at)",
    );
    statement.execute(conn)?;
    Ok(())
}

/// True when the workspace has stored any event (the setup checklist).
pub fn any_event(conn: &mut Conn, workspace: WorkspaceId) -> Result<bool, Error> {
    Ok(diesel::select(diesel::dsl::exists(
        sessions::table.filter(sessions::workspace_id.eq(workspace)).select(sessions::id),
    ))
    .get_result(conn)?)
}
