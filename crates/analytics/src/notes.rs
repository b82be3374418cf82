//! Notes with their authors' names.

use db::{Conn, Cursor, Error, WorkspaceId};
use diesel::{
    prelude::*,
    sql_types::{BigInt, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::history::Of;

/// A note.
#[derive(Debug, Clone, QueryableByName)]
#[expect(missing_docs, reason = "columns of notes, users and api_keys")]
pub struct NoteRow {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = Text)]
    pub body: String,
    #[diesel(sql_type = Text)]
    pub author_kind: String,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub author_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<Text>)]
    pub author_name: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: OffsetDateTime,
    #[diesel(sql_type = Timestamptz)]
    pub updated_at: OffsetDateTime,
    #[diesel(sql_type = Integer)]
    pub version: i32,
}

const ROWS: &str = "SELECT n.id, n.body, n.author_kind, n.author_id, coalesce(u.name, k.name) AS author_name,
           n.created_at, n.updated_at, n.version
    FROM notes n
    LEFT JOIN users u ON n.author_kind = 'user' AND u.id = n.author_id
    LEFT JOIN api_keys k ON k.workspace_id = $1 AND n.author_kind = 'api_key' AND k.id = n.author_id
    WHERE n.workspace_id = $1";

/// The notes on a record after `cursor`, the newest first.
pub fn list(
    conn: &mut Conn,
    workspace: WorkspaceId,
    of: Of,
    cursor: Option<Cursor>,
    limit: i64,
) -> Result<Vec<NoteRow>, Error> {
    let column = of.column();
    Ok(diesel::sql_query(format!(
        "{ROWS} AND n.{column} = $2 AND ($3::timestamptz IS NULL OR (n.created_at, n.id) < ($3, $4))
         ORDER BY n.created_at DESC, n.id DESC LIMIT $5"
    ))
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(of.id())
    .bind::<Nullable<Timestamptz>, _>(cursor.map(|c| c.at))
    .bind::<Nullable<SqlUuid>, _>(cursor.map(|c| c.id))
    .bind::<BigInt, _>(limit)
    .load(conn)?)
}

/// One note.
pub fn get(conn: &mut Conn, workspace: WorkspaceId, id: Uuid) -> Result<NoteRow, Error> {
    Ok(diesel::sql_query(format!("{ROWS} AND n.id = $2"))
        .bind::<SqlUuid, _>(workspace)
        .bind::<SqlUuid, _>(id)
        .get_result(conn)?)
}
