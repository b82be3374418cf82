//! Files that somebody asked for: written by a job in parts, kept for a week.

use db::{
    Conn, Cursor, Id, UserId, WorkspaceId,
    schema::{export_parts as parts, exports},
};
use diesel::prelude::*;
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::{Actor, Error, audit};

/// The job that writes a file's next part.
pub const WRITE_JOB: &str = "export.write";
/// The job that removes a file when its time is over.
pub const EXPIRE_JOB: &str = "export.expire";
/// A file is kept for so long.
pub const KEPT: Duration = Duration::days(7);
/// Files of one workspace at a time.
const MAX_EXPORTS: i64 = 20;

db::text_enum! {
    /// How rows are written.
    pub enum Format {
        /// RFC 4180, with a header.
        Csv = "csv",
        /// A JSON document a line.
        Ndjson = "ndjson",
    }
}

db::text_enum! {
    /// How far a file is.
    pub enum State {
        /// Its job waits.
        Queued = "queued",
        /// It is being written.
        Running = "running",
        /// It can be fetched.
        Done = "done",
        /// It can't be written.
        Failed = "failed",
    }
}

/// A file of rows.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = exports)]
#[expect(missing_docs, reason = "columns of exports")]
pub struct Export {
    pub id: Id<Export>,
    pub object: String,
    pub format: Format,
    pub filters: Value,
    pub state: State,
    pub rows: i64,
    pub total: i64,
    pub bytes: i64,
    pub parts: i32,
    pub reached_at: Option<OffsetDateTime>,
    pub reached_id: Option<Uuid>,
    pub error: Option<String>,
    pub created_by: Option<UserId>,
    pub created_at: OffsetDateTime,
    pub finished_at: Option<OffsetDateTime>,
    pub expires_at: OffsetDateTime,
}

impl Export {
    /// Where the next part begins.
    pub fn reached(&self) -> Option<Cursor> {
        Some(Cursor { at: self.reached_at?, id: self.reached_id? })
    }
}

/// Asks for a file.
pub fn create(
    conn: &mut Conn,
    workspace: WorkspaceId,
    object: &str,
    format: Format,
    filters: &Value,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Export, Error> {
    let kept: i64 = exports::table.filter(exports::workspace_id.eq(workspace)).count().get_result(conn)?;
    if kept >= MAX_EXPORTS {
        let message = format!("there are {MAX_EXPORTS} exports already; delete one first");
        return Err(Error::Invalid { field: "object", message });
    }
    let by = match actor {
        Actor::User(user) => Some(user),
        _ => None,
    };
    let made: Export = diesel::insert_into(exports::table)
        .values((
            exports::workspace_id.eq(workspace),
            exports::id.eq(Id::<Export>::new(now)),
            exports::object.eq(object),
            exports::format.eq(format),
            exports::filters.eq(filters),
            exports::created_by.eq(by),
            exports::created_at.eq(now),
            exports::expires_at.eq(now + KEPT),
        ))
        .returning(Export::as_returning())
        .get_result(conn)?;
    outbox::enqueue(conn, workspace, WRITE_JOB, json!({"export_id": made.id}), now, now)?;
    outbox::enqueue(conn, workspace, EXPIRE_JOB, json!({"export_id": made.id}), made.expires_at, now)?;
    let details = json!({"object": object, "format": format, "filters": filters});
    audit::record(conn, workspace, actor, "export.created", ("export", Some(made.id.uuid())), details, now)?;
    Ok(made)
}

/// All files, the newest first.
pub fn list(conn: &mut Conn, workspace: WorkspaceId) -> Result<Vec<Export>, Error> {
    Ok(exports::table
        .filter(exports::workspace_id.eq(workspace))
        .order((exports::created_at.desc(), exports::id.desc()))
        .select(Export::as_select())
        .load(conn)?)
}

/// One file.
pub fn get(conn: &mut Conn, workspace: WorkspaceId, id: Id<Export>) -> Result<Export, Error> {
    Ok(exports::table
        .filter(exports::workspace_id.eq(workspace).and(exports::id.eq(id)))
        .select(Export::as_select())
        .first(conn)?)
}

/// Adds a part, and says how far the file is: `total` rows are expected, `reached` is the last one's key.
#[expect(clippy::too_many_arguments, reason = "a part is what it says")]
pub fn append(
    conn: &mut Conn,
    workspace: WorkspaceId,
    export: &Export,
    body: &[u8],
    rows: i64,
    total: i64,
    reached: Option<Cursor>,
    done: bool,
    now: OffsetDateTime,
) -> Result<(), Error> {
    diesel::insert_into(parts::table)
        .values((
            parts::workspace_id.eq(workspace),
            parts::export_id.eq(export.id),
            parts::number.eq(export.parts),
            parts::body.eq(body),
        ))
        .execute(conn)?;
    diesel::update(exports::table)
        .filter(exports::workspace_id.eq(workspace).and(exports::id.eq(export.id)))
        .set((
            exports::state.eq(if done { State::Done } else { State::Running }),
            exports::rows.eq(exports::rows + rows),
            exports::total.eq(total),
            exports::bytes.eq(exports::bytes + i64::try_from(body.len()).unwrap_or(i64::MAX)),
            exports::parts.eq(exports::parts + 1),
            exports::reached_at.eq(reached.map(|cursor| cursor.at)),
            exports::reached_id.eq(reached.map(|cursor| cursor.id)),
            exports::finished_at.eq(done.then_some(now)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Its job failed for good: people read why.
pub fn give_up(conn: &mut Conn, workspace: WorkspaceId, id: Id<Export>, now: OffsetDateTime) -> Result<(), Error> {
    diesel::update(exports::table.filter(exports::workspace_id.eq(workspace).and(exports::id.eq(id))))
        .set((
            exports::state.eq(State::Failed),
            exports::error.eq("It stopped for a reason on our side, which is in the server's log."),
            exports::finished_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// One part of a file that is done.
pub fn part(conn: &mut Conn, workspace: WorkspaceId, id: Id<Export>, number: i32) -> Result<Option<Vec<u8>>, Error> {
    Ok(parts::table
        .filter(parts::workspace_id.eq(workspace).and(parts::export_id.eq(id)))
        .filter(parts::number.eq(number))
        .select(parts::body)
        .first(conn)
        .optional()?)
}

/// Removes a file, also one that is being written.
pub fn delete(conn: &mut Conn, workspace: WorkspaceId, id: Id<Export>) -> Result<(), Error> {
    let gone = diesel::delete(exports::table.filter(exports::workspace_id.eq(workspace).and(exports::id.eq(id))))
        .execute(conn)?;
    if gone == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// Removes every file of a kind of rows, because one of those was erased.
pub fn forget_all(conn: &mut Conn, workspace: WorkspaceId, object: &str) -> Result<(), Error> {
    diesel::delete(exports::table.filter(exports::workspace_id.eq(workspace).and(exports::object.eq(object))))
        .execute(conn)?;
    Ok(())
}
