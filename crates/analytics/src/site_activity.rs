//! The Site activity card of a person (H40–H46).

use std::collections::HashMap;

use db::{
    Conn, Cursor, CustomerId, Error, WorkspaceId,
    schema::{sessions, visitors},
};
use diesel::{
    dsl::exists,
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

/// Whose site activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// A lead's or a contact's, on all their browsers.
    Customer(CustomerId),
    /// One browser's, whoever it belonged to.
    Visitor(Uuid),
}

impl Of {
    fn id(self) -> Uuid {
        match self {
            Of::Customer(id) => id.uuid(),
            Of::Visitor(id) => id,
        }
    }

    /// The column of sessions and events that names it.
    fn sql(self, statement: &str) -> String {
        let column = match self {
            Of::Customer(_) => "customer_id",
            Of::Visitor(_) => "visitor_id",
        };
        statement.replace("{who}", column)
    }
}

/// True when a browser is linked to the person.
pub fn is_linked(conn: &mut Conn, workspace: WorkspaceId, customer: CustomerId) -> Result<bool, Error> {
    let any = visitors::table
        .filter(visitors::workspace_id.eq(workspace).and(visitors::customer_id.eq(customer)))
        .select(visitors::id);
    Ok(diesel::select(exists(any)).get_result(conn)?)
}

/// The tiles, from the sessions alone.
pub fn tiles(conn: &mut Conn, workspace: WorkspaceId, of: Of) -> Result<Tiles, Error> {
    let sql = of.sql(
        "SELECT count(*) AS sessions,
                coalesce(sum(extract(epoch FROM s.ended_at - s.started_at)), 0)::bigint AS time_on_site_seconds,
                max(s.ended_at) AS last_seen,
                coalesce(sum(s.custom_count), 0)::bigint AS custom_events
         FROM sessions s WHERE s.workspace_id = $1 AND s.{who} = $2",
    );
    Ok(diesel::sql_query(sql).bind::<SqlUuid, _>(workspace).bind::<SqlUuid, _>(of.id()).get_result(conn)?)
}

#[derive(QueryableByName)]
struct PathCount {
    #[diesel(sql_type = Text)]
    path: String,
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Up to five pages with their views, the most viewed first.
pub fn top_pages(
    conn: &mut Conn,
    workspace: WorkspaceId,
    of: Of,
    now: OffsetDateTime,
) -> Result<Vec<(String, i64)>, Error> {
    let sql = of.sql(
        "SELECT e.path, count(*) AS count FROM visitor_events e
         WHERE e.workspace_id = $1 AND e.{who} = $2 AND e.occurred_at >= $3 AND e.type = 'pageview'
         GROUP BY e.path ORDER BY count DESC, e.path LIMIT $4",
    );
    let rows: Vec<PathCount> = diesel::sql_query(sql)
        .bind::<SqlUuid, _>(workspace)
        .bind::<SqlUuid, _>(of.id())
        .bind::<Timestamptz, _>(now - EVENTS_REACH_BACK)
        .bind::<BigInt, _>(TOP_PAGES)
        .load(conn)?;
    Ok(rows.into_iter().map(|row| (row.path, row.count)).collect())
}

/// Where a visit came from.
#[derive(Debug, Clone, PartialEq, QueryableByName)]
#[expect(missing_docs, reason = "columns of sessions, and the fields of a browser's first touch")]
pub struct Touch {
    #[diesel(sql_type = Nullable<Text>)]
    pub source: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub medium: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub campaign: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub url: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub referrer: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    pub at: OffsetDateTime,
}

/// The first and the last time that they came. The first is what the browsers remember for life; the last is the newest
/// visit that is kept, else the first.
pub fn touches(conn: &mut Conn, workspace: WorkspaceId, of: Of) -> Result<(Option<Touch>, Option<Touch>), Error> {
    let first = match of {
        Of::Customer(_) => {
            "SELECT v.first_touch->>'source' AS source, v.first_touch->>'medium' AS medium,
                    v.first_touch->>'campaign' AS campaign, v.first_touch->>'url' AS url,
                    v.first_touch->>'referrer' AS referrer, v.first_seen_at AS at
             FROM visitor_links l
             JOIN visitors v ON v.id = l.visitor_id AND v.workspace_id = $1
             WHERE l.workspace_id = $1 AND l.customer_id = $2 AND v.first_touch IS NOT NULL
               AND l.began_at <= v.first_seen_at AND (l.ended_at IS NULL OR v.first_seen_at < l.ended_at)
             ORDER BY v.first_seen_at, v.id LIMIT 1"
        }
        Of::Visitor(_) => {
            "SELECT v.first_touch->>'source' AS source, v.first_touch->>'medium' AS medium,
                    v.first_touch->>'campaign' AS campaign, v.first_touch->>'url' AS url,
                    v.first_touch->>'referrer' AS referrer, v.first_seen_at AS at
             FROM visitors v WHERE v.workspace_id = $1 AND v.id = $2 AND v.first_touch IS NOT NULL"
        }
    };
    let last = of.sql(
        "SELECT s.source, s.medium, s.campaign, s.entry_url AS url, s.referrer, s.started_at AS at
         FROM sessions s WHERE s.workspace_id = $1 AND s.{who} = $2
         ORDER BY s.started_at DESC, s.id DESC LIMIT 1",
    );
    let mut one = |sql: String| -> Result<Option<Touch>, Error> {
        let query = diesel::sql_query(sql).bind::<SqlUuid, _>(workspace).bind::<SqlUuid, _>(of.id());
        Ok(query.get_result(conn).optional()?)
    };
    let (first, last) = (one(first.to_owned())?, one(last)?);
    Ok((first.clone(), last.or(first)))
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
    of: Of,
    cursor: Option<Cursor>,
    limit: i64,
) -> Result<Vec<Visit>, Error> {
    let mut query = sessions::table
        .filter(sessions::workspace_id.eq(workspace))
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
    query = match of {
        Of::Customer(id) => query.filter(sessions::customer_id.eq(id)),
        Of::Visitor(id) => query.filter(sessions::visitor_id.eq(id)),
    };
    if let Some(Cursor { at, id }) = cursor {
        query = query.filter(sessions::started_at.lt(at).or(sessions::started_at.eq(at).and(sessions::id.lt(id))));
    }
    let page: Vec<SessionRow> = query.load(conn)?;
    let rows: Vec<EventRow> = diesel::sql_query(of.sql(include_str!("sql/session_events.sql")))
        .bind::<SqlUuid, _>(workspace)
        .bind::<SqlUuid, _>(of.id())
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
