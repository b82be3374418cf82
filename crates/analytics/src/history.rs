//! A person's history, newest first.

use db::{Conn, Cursor, CustomerId, Error, WorkspaceId};
use diesel::{
    prelude::*,
    sql_types::{BigInt, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use serde_json::Value;
use time::OffsetDateTime;
use uuid::Uuid;

/// One fact of the timeline, with the names that a reader wants.
#[derive(Debug, Clone, QueryableByName)]
#[expect(missing_docs, reason = "columns of timeline, users and api_keys")]
pub struct Entry {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = Timestamptz)]
    pub at: OffsetDateTime,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Text)]
    pub actor_kind: String,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub actor_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<Text>)]
    pub actor_name: Option<String>,
    #[diesel(sql_type = Jsonb)]
    pub data: Value,
    #[diesel(sql_type = Nullable<Text>)]
    pub assignee_name: Option<String>,
}

/// Entries after `cursor`.
pub fn timeline(
    conn: &mut Conn,
    workspace: WorkspaceId,
    customer: CustomerId,
    cursor: Option<Cursor>,
    limit: i64,
) -> Result<Vec<Entry>, Error> {
    Ok(diesel::sql_query(include_str!("sql/timeline.sql"))
        .bind::<SqlUuid, _>(workspace)
        .bind::<SqlUuid, _>(customer)
        .bind::<Nullable<Timestamptz>, _>(cursor.map(|c| c.at))
        .bind::<Nullable<SqlUuid>, _>(cursor.map(|c| c.id))
        .bind::<BigInt, _>(limit)
        .load(conn)?)
}
