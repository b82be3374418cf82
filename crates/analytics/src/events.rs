//! The stream of events, for whoever reads it from outside (S27): keyset pages in either direction.

use db::{Conn, Cursor, CustomerId, Error, WorkspaceId};
use diesel::{
    prelude::*,
    sql_types::{Array, BigInt, Double, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use serde_json::Value;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::EVENTS_REACH_BACK;

/// An event as it is stored.
#[derive(Debug, Clone, QueryableByName)]
#[expect(missing_docs, reason = "columns of visitor_events and visitors")]
pub struct StoredEvent {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub widget_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub visitor_id: Uuid,
    #[diesel(sql_type = Text)]
    pub anon_visitor_id: String,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub customer_id: Option<CustomerId>,
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
    #[diesel(sql_type = Timestamptz)]
    pub received_at: OffsetDateTime,
}

/// Which events. `None` lets all pass.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    /// Of this widget.
    pub widget: Option<Uuid>,
    /// Of this person.
    pub customer: Option<CustomerId>,
    /// Of this browser.
    pub visitor: Option<Uuid>,
    /// Of this type.
    pub kind: Option<String>,
    /// With this name.
    pub name: Option<String>,
    /// That occurred then or later.
    pub from: Option<OffsetDateTime>,
    /// That occurred before then.
    pub before: Option<OffsetDateTime>,
}

const ROWS: &str =
    "SELECT e.id, e.widget_id, e.visitor_id, v.anon_visitor_id, e.customer_id, e.type AS kind, e.name, e.url,
        e.path, e.referrer, e.properties, e.value, e.occurred_at, e.received_at";
const FROM: &str = "FROM visitor_events e
     JOIN visitors v ON v.id = e.visitor_id AND v.workspace_id = $1
     JOIN widgets w ON w.id = e.widget_id AND w.deleted_at IS NULL AND w.workspace_id = $1
     WHERE e.workspace_id = $1 AND e.occurred_at >= $2 AND e.occurred_at < $3";

type Bound = diesel::query_builder::BoxedSqlQuery<'static, diesel::pg::Pg, diesel::query_builder::SqlQuery>;

/// A statement over the events that pass: what is not asked for does not stand in it, so that the index that fits best is
/// used. Binds after the filter's begin with the number that is returned.
fn select(
    what: &str,
    workspace: WorkspaceId,
    filter: &Filter,
    now: OffsetDateTime,
    rest: impl Fn(usize) -> String,
) -> Bound {
    let mut sql = format!("{what} {FROM}");
    let mut binds = 3;
    let mut and = |given: bool, column: &str| {
        if given {
            binds += 1;
            sql += &format!(" AND {column} = ${binds}");
        }
    };
    and(filter.widget.is_some(), "e.widget_id");
    and(filter.customer.is_some(), "e.customer_id");
    and(filter.visitor.is_some(), "e.visitor_id");
    and(filter.kind.is_some(), "e.type");
    and(filter.name.is_some(), "e.name");
    sql += &rest(binds + 1);
    let mut query = diesel::sql_query(sql)
        .into_boxed()
        .bind::<SqlUuid, _>(workspace)
        .bind::<Timestamptz, _>(filter.from.unwrap_or(now - EVENTS_REACH_BACK))
        .bind::<Timestamptz, _>(filter.before.unwrap_or(now + EVENTS_REACH_BACK));
    for id in [filter.widget, filter.customer.map(db::Id::uuid), filter.visitor].into_iter().flatten() {
        query = query.bind::<SqlUuid, _>(id);
    }
    for text in [&filter.kind, &filter.name].into_iter().flatten() {
        query = query.bind::<Text, _>(text.clone());
    }
    query
}

/// At most `limit` events after `cursor`, in the order of their time.
pub fn list(
    conn: &mut Conn,
    workspace: WorkspaceId,
    filter: &Filter,
    cursor: Option<Cursor>,
    ascending: bool,
    limit: i64,
    now: OffsetDateTime,
) -> Result<Vec<StoredEvent>, Error> {
    let (beyond, order) = if ascending { (">", "ASC") } else { ("<", "DESC") };
    let rest = |next: usize| {
        let after = match cursor {
            Some(_) => format!(" AND (e.occurred_at, e.id) {beyond} (${}, ${})", next + 1, next + 2),
            None => String::new(),
        };
        format!("{after} ORDER BY e.occurred_at {order}, e.id {order} LIMIT ${next}")
    };
    let mut query = select(ROWS, workspace, filter, now, rest).bind::<BigInt, _>(limit);
    if let Some(Cursor { at, id }) = cursor {
        query = query.bind::<Timestamptz, _>(at).bind::<SqlUuid, _>(id);
    }
    Ok(query.load(conn)?)
}

/// How many pass.
pub fn count(conn: &mut Conn, workspace: WorkspaceId, filter: &Filter, now: OffsetDateTime) -> Result<i64, Error> {
    let found: crate::Count =
        select("SELECT count(*) AS count", workspace, filter, now, |_| String::new()).get_result(conn)?;
    Ok(found.count)
}

/// These events, those that are still there, in the order of their time.
pub fn by_ids(conn: &mut Conn, workspace: WorkspaceId, ids: &[Uuid]) -> Result<Vec<StoredEvent>, Error> {
    let sql = format!(
        "{ROWS} FROM visitor_events e JOIN visitors v ON v.id = e.visitor_id AND v.workspace_id = $1
         WHERE e.workspace_id = $1 AND e.id = ANY ($2) ORDER BY e.occurred_at, e.id"
    );
    Ok(diesel::sql_query(sql).bind::<SqlUuid, _>(workspace).bind::<Array<SqlUuid>, _>(ids).load(conn)?)
}
