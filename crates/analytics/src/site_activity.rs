//! The Site activity card of a person (H40–H46).

use std::collections::HashMap;

use db::{
    Conn, Cursor, CustomerId, Error, WorkspaceId,
    schema::{sessions, visitor_events, visitors},
};
use diesel::{
    dsl::{count_star, exists},
    prelude::*,
    sql_types::{Array, BigInt, Double, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use serde_json::Value;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::EVENTS_REACH_BACK;

/// Events that one session of the card shows; the rest is counted.
pub const EVENTS_A_SESSION: i64 = 100;
/// Pages that the card ranks (H42).
const TOP_PAGES: i64 = 5;

/// The four tiles (H41).
#[derive(Debug, Clone, PartialEq, QueryableByName)]
pub struct Tiles {
    /// By the 30-minute rule.
    #[diesel(sql_type = BigInt)]
    pub sessions: i64,
    /// The sum of the sessions' lengths, in seconds.
    #[diesel(sql_type = BigInt)]
    pub time_on_site_seconds: i64,
    /// The end of the last session.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub last_seen: Option<OffsetDateTime>,
    /// Calls of `hydra.track`.
    #[diesel(sql_type = BigInt)]
    pub custom_events: i64,
}

/// A session with its newest events.
#[derive(Debug, Clone)]
pub struct Visit {
    /// The session.
    pub id: Uuid,
    /// Its first event.
    pub started_at: OffsetDateTime,
    /// Its last event.
    pub ended_at: OffsetDateTime,
    /// All its events (H43).
    pub event_count: i32,
    /// Where it began.
    pub entry_url: Option<String>,
    /// Where it came from.
    pub referrer: Option<String>,
    /// At most [`EVENTS_A_SESSION`], the newest first.
    pub events: Vec<EventRow>,
}

/// An event of a session.
#[derive(Debug, Clone, QueryableByName)]
#[expect(missing_docs, reason = "columns of visitor_events")]
pub struct EventRow {
    #[diesel(sql_type = SqlUuid)]
    session_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub name: Option<String>,
    #[diesel(sql_type = Text)]
    pub url: String,
    #[diesel(sql_type = Text)]
    pub path: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub referrer: Option<String>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    pub properties: Option<Value>,
    #[diesel(sql_type = Nullable<Double>)]
    pub value: Option<f64>,
    #[diesel(sql_type = Timestamptz)]
    pub occurred_at: OffsetDateTime,
}

/// True when a browser is linked to the person.
pub fn is_linked(conn: &mut Conn, workspace: WorkspaceId, customer: CustomerId) -> Result<bool, Error> {
    let any = visitors::table
        .filter(visitors::workspace_id.eq(workspace).and(visitors::customer_id.eq(customer)))
        .select(visitors::id);
    Ok(diesel::select(exists(any)).get_result(conn)?)
}

/// The tiles, from the sessions alone.
pub fn tiles(conn: &mut Conn, workspace: WorkspaceId, customer: CustomerId) -> Result<Tiles, Error> {
    Ok(diesel::sql_query(
        "SELECT count(*) AS sessions,
                coalesce(sum(extract(epoch FROM s.ended_at - s.started_at)), 0)::bigint AS time_on_site_seconds,
                max(s.ended_at) AS last_seen,
                coalesce(sum(s.custom_count), 0)::bigint AS custom_events
         FROM sessions s WHERE s.workspace_id = $1 AND s.customer_id = $2",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(customer)
    .get_result(conn)?)
}

/// Up to five pages with their views, the most viewed first.
pub fn top_pages(
    conn: &mut Conn,
    workspace: WorkspaceId,
    customer: CustomerId,
    now: OffsetDateTime,
) -> Result<Vec<(String, i64)>, Error> {
    Ok(visitor_events::table
        .filter(visitor_events::workspace_id.eq(workspace).and(visitor_events::customer_id.eq(customer)))
        .filter(visitor_events::occurred_at.ge(now - EVENTS_REACH_BACK))
        .filter(visitor_events::type_.eq("pageview"))
        .group_by(visitor_events::path)
        .select((visitor_events::path, count_star()))
        .order((count_star().desc(), visitor_events::path))
        .limit(TOP_PAGES)
        .load(conn)?)
}

#[derive(Queryable)]
struct SessionRow {
    id: Uuid,
    started_at: OffsetDateTime,
    ended_at: OffsetDateTime,
    event_count: i32,
    entry_url: Option<String>,
    referrer: Option<String>,
}

/// Sessions after `cursor`, the newest first, each with its newest events.
pub fn visits(
    conn: &mut Conn,
    workspace: WorkspaceId,
    customer: CustomerId,
    cursor: Option<Cursor>,
    limit: i64,
) -> Result<Vec<Visit>, Error> {
    let mut query = sessions::table
        .filter(sessions::workspace_id.eq(workspace).and(sessions::customer_id.eq(customer)))
        .order((sessions::started_at.desc(), sessions::id.desc()))
        .limit(limit)
        .select((
            sessions::id,
            sessions::started_at,
            sessions::ended_at,
            sessions::event_count,
            sessions::entry_url,
            sessions::referrer,
        ))
        .into_boxed();
    if let Some(Cursor { at, id }) = cursor {
        query = query.filter(sessions::started_at.lt(at).or(sessions::started_at.eq(at).and(sessions::id.lt(id))));
    }
    let page: Vec<SessionRow> = query.load(conn)?;
    let rows: Vec<EventRow> = diesel::sql_query(include_str!("sql/session_events.sql"))
        .bind::<SqlUuid, _>(workspace)
        .bind::<SqlUuid, _>(customer)
        .bind::<Array<SqlUuid>, _>(page.iter().map(|session| session.id).collect::<Vec<_>>())
        .bind::<BigInt, _>(EVENTS_A_SESSION)
        .load(conn)?;
    let mut events: HashMap<Uuid, Vec<EventRow>> = HashMap::new();
    for row in rows {
        events.entry(row.session_id).or_default().push(row);
    }
    Ok(page
        .into_iter()
        .map(|session| Visit {
            id: session.id,
            started_at: session.started_at,
            ended_at: session.ended_at,
            event_count: session.event_count,
            entry_url: session.entry_url,
            referrer: session.referrer,
            events: events.remove(&session.id).unwrap_or_default(),
        })
        .collect())
}
