//! The stream of events, for whoever reads it from outside (S27): keyset pages in either direction.

use db::{Conn, Cursor, CustomerId, Error, WorkspaceId};
use diesel::{
    prelude::*,
    sql_types::{Array, Double, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use serde_json::Value as Json;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    EVENTS_REACH_BACK,
    binds::{Binds, Value},
};

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
    pub properties: Option<Json>,
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

/// The statement's conditions, after [`FROM`]'s own.
fn conditions(workspace: WorkspaceId, filter: &Filter, now: OffsetDateTime) -> (Binds, String) {
    let mut binds = Binds::new(workspace);
    binds.bind(Value::Time(filter.from.unwrap_or(now - EVENTS_REACH_BACK)));
    binds.bind(Value::Time(filter.before.unwrap_or(now + EVENTS_REACH_BACK)));
    let mut sql = String::new();
    binds.and(&mut sql, "e.widget_id = ?", filter.widget.map(Value::Uuid));
    binds.and(&mut sql, "e.customer_id = ?", filter.customer.map(|id| Value::Uuid(id.uuid())));
    binds.and(&mut sql, "e.visitor_id = ?", filter.visitor.map(Value::Uuid));
    binds.and(&mut sql, "e.type = ?", filter.kind.clone().map(Value::Text));
    binds.and(&mut sql, "e.name = ?", filter.name.clone().map(Value::Text));
    (binds, sql)
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
    let (mut binds, mut conditions) = conditions(workspace, filter, now);
    if let Some(Cursor { at, id }) = cursor {
        let (at, id) = (binds.bind(Value::Time(at)), binds.bind(Value::Uuid(id)));
        conditions += &format!(" AND (e.occurred_at, e.id) {beyond} ({at}, {id})");
    }
    let limit = binds.bind(Value::Number(limit));
    let sql = format!("{ROWS} {FROM} {conditions} ORDER BY e.occurred_at {order}, e.id {order} LIMIT {limit}");
    Ok(binds.query(sql).load(conn)?)
}

/// How many pass.
pub fn count(conn: &mut Conn, workspace: WorkspaceId, filter: &Filter, now: OffsetDateTime) -> Result<i64, Error> {
    let (binds, conditions) = conditions(workspace, filter, now);
    let found: crate::Count = binds.query(format!("SELECT count(*) AS count {FROM} {conditions}")).get_result(conn)?;
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
