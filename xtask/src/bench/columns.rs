//! Many rows in one statement, as one array a column: the widest road that needs no COPY (which has no ON CONFLICT and is
//! refused by row-level security). Prepared once a connection, as a bare client would.

use diesel::pg::Pg;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{Array, BigInt, Double, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{QueryResult, RunQueryDsl};
use time::OffsetDateTime;
use uuid::Uuid;

/// The columns of `visitor_events`, all of them.
#[derive(Debug, Default)]
pub(super) struct Events {
    pub(super) workspace: Uuid,
    pub(super) ids: Vec<Uuid>,
    pub(super) widgets: Vec<Uuid>,
    pub(super) visitors: Vec<Uuid>,
    pub(super) customers: Vec<Option<Uuid>>,
    pub(super) types: Vec<&'static str>,
    pub(super) names: Vec<Option<&'static str>>,
    pub(super) urls: Vec<&'static str>,
    pub(super) paths: Vec<&'static str>,
    pub(super) referrers: Vec<Option<&'static str>>,
    pub(super) properties: Vec<Option<serde_json::Value>>,
    pub(super) values: Vec<Option<f64>>,
    pub(super) occurred: Vec<OffsetDateTime>,
    pub(super) received: Vec<OffsetDateTime>,
}

impl QueryFragment<Pg> for Events {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(
            "INSERT INTO visitor_events (workspace_id, id, widget_id, visitor_id, customer_id, type, name, url, path, \
             referrer, properties, value, occurred_at, received_at) SELECT ",
        );
        out.push_bind_param::<SqlUuid, _>(&self.workspace)?;
        out.push_sql(", e.* FROM unnest(");
        out.push_bind_param::<Array<SqlUuid>, _>(&self.ids)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<SqlUuid>, _>(&self.widgets)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<SqlUuid>, _>(&self.visitors)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Nullable<SqlUuid>>, _>(&self.customers)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Text>, _>(&self.types)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Nullable<Text>>, _>(&self.names)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Text>, _>(&self.urls)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Text>, _>(&self.paths)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Nullable<Text>>, _>(&self.referrers)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Nullable<Jsonb>>, _>(&self.properties)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Nullable<Double>>, _>(&self.values)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Timestamptz>, _>(&self.occurred)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Timestamptz>, _>(&self.received)?;
        out.push_sql(") AS e ON CONFLICT (workspace_id, id) DO NOTHING");
        Ok(())
    }
}

/// The browser's row, made or seen again, with its lifetime counter.
#[derive(Debug)]
pub(super) struct Visitor<'a> {
    pub(super) workspace: Uuid,
    pub(super) id: Uuid,
    pub(super) widget: Uuid,
    pub(super) anonymous: &'a str,
    pub(super) events: i64,
    pub(super) seen: OffsetDateTime,
}

impl QueryFragment<Pg> for Visitor<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(
            "INSERT INTO visitors (workspace_id, id, widget_id, anon_visitor_id, event_count, first_seen_at, last_seen_at) \
             VALUES (",
        );
        out.push_bind_param::<SqlUuid, _>(&self.workspace)?;
        out.push_sql(", ");
        out.push_bind_param::<SqlUuid, _>(&self.id)?;
        out.push_sql(", ");
        out.push_bind_param::<SqlUuid, _>(&self.widget)?;
        out.push_sql(", ");
        out.push_bind_param::<Text, _>(self.anonymous)?;
        out.push_sql(", ");
        out.push_bind_param::<BigInt, _>(&self.events)?;
        out.push_sql(", ");
        out.push_bind_param::<Timestamptz, _>(&self.seen)?;
        out.push_sql(", ");
        out.push_bind_param::<Timestamptz, _>(&self.seen)?;
        out.push_sql(
            ") ON CONFLICT (workspace_id, widget_id, anon_visitor_id) DO UPDATE SET \
             event_count = visitors.event_count + excluded.event_count, \
             last_seen_at = greatest(visitors.last_seen_at, excluded.last_seen_at)",
        );
        Ok(())
    }
}

/// The browser's session, begun or gone on.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) workspace: Uuid,
    pub(super) id: Uuid,
    pub(super) visitor: Uuid,
    pub(super) events: i64,
    pub(super) url: &'static str,
    pub(super) seen: OffsetDateTime,
}

impl QueryFragment<Pg> for Session {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(
            "INSERT INTO sessions (workspace_id, id, visitor_id, started_at, ended_at, entry_url, pageview_count, \
             custom_count, event_count) VALUES (",
        );
        out.push_bind_param::<SqlUuid, _>(&self.workspace)?;
        out.push_sql(", ");
        out.push_bind_param::<SqlUuid, _>(&self.id)?;
        out.push_sql(", ");
        out.push_bind_param::<SqlUuid, _>(&self.visitor)?;
        out.push_sql(", ");
        out.push_bind_param::<Timestamptz, _>(&self.seen)?;
        out.push_sql(", ");
        out.push_bind_param::<Timestamptz, _>(&self.seen)?;
        out.push_sql(", ");
        out.push_bind_param::<Text, _>(self.url)?;
        out.push_sql(", 0, 0, ");
        out.push_bind_param::<BigInt, _>(&self.events)?;
        out.push_sql(
            ") ON CONFLICT (workspace_id, id) DO UPDATE SET ended_at = excluded.ended_at, \
             event_count = sessions.event_count + excluded.event_count",
        );
        Ok(())
    }
}

// One text each, whatever is bound: diesel may keep the prepared statement.
impl QueryId for Events {
    type QueryId = Events;
    const HAS_STATIC_QUERY_ID: bool = true;
}
impl QueryId for Visitor<'_> {
    type QueryId = Visitor<'static>;
    const HAS_STATIC_QUERY_ID: bool = true;
}
impl QueryId for Session {
    type QueryId = Session;
    const HAS_STATIC_QUERY_ID: bool = true;
}
impl<C> RunQueryDsl<C> for Events {}
impl<C> RunQueryDsl<C> for Visitor<'_> {}
impl<C> RunQueryDsl<C> for Session {}
