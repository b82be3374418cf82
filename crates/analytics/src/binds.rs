//! Statements that are put together from what is asked for: an unset filter does not stand in them, so that the index that
//! fits best is used, and each value stands behind the number that its place was given.

use db::WorkspaceId;
use diesel::{
    pg::Pg,
    query_builder::{BoxedSqlQuery, SqlQuery},
    sql_types::{BigInt, Date as SqlDate, Text, Timestamptz, Uuid as SqlUuid},
};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

/// What a statement can bind.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Uuid(Uuid),
    Text(String),
    Number(i64),
    Day(Date),
    Time(OffsetDateTime),
}

/// The values of a statement, the workspace being `$1`.
#[derive(Debug)]
pub(crate) struct Binds(Vec<Value>);

impl Binds {
    pub(crate) fn new(workspace: WorkspaceId) -> Self {
        Self(vec![Value::Uuid(workspace.uuid())])
    }

    /// Binds a value and says how the statement names it.
    pub(crate) fn bind(&mut self, value: Value) -> String {
        self.0.push(value);
        format!("${}", self.0.len())
    }

    /// Adds a condition whose `?` is the value, when there is one.
    pub(crate) fn and(&mut self, sql: &mut String, condition: &str, value: Option<Value>) {
        if let Some(value) = value {
            let name = self.bind(value);
            *sql += " AND ";
            *sql += &condition.replace('?', &name);
        }
    }

    pub(crate) fn query(self, sql: impl Into<String>) -> BoxedSqlQuery<'static, Pg, SqlQuery> {
        self.0.into_iter().fold(diesel::sql_query(sql).into_boxed(), |query, value| match value {
            Value::Uuid(id) => query.bind::<SqlUuid, _>(id),
            Value::Text(text) => query.bind::<Text, _>(text),
            Value::Number(number) => query.bind::<BigInt, _>(number),
            Value::Day(day) => query.bind::<SqlDate, _>(day),
            Value::Time(time) => query.bind::<Timestamptz, _>(time),
        })
    }
}
