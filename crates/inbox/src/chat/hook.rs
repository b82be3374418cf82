//! The site's own bot, which a job asks.

use db::{Conn, Id, WorkspaceId, schema::conversation_messages as messages};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use time::OffsetDateTime;
use tracking::context;

use crate::{
    Error,
    conversation::{self, Conversation, Status},
    message::{self, Author, Message, New},
};

/// The job that asks the site's own bot.
pub const HOOK_JOB: &str = "inbox.hook";

/// What a [`HOOK_JOB`] is about.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Hooked {
    /// Where it was said.
    pub conversation_id: Id<Conversation>,
    /// What was said.
    pub number: i32,
}

/// What the site's own bot is told; `None` when it is not asked any more, because somebody answered meanwhile.
pub fn hooked(
    conn: &mut Conn,
    workspace: WorkspaceId,
    of: Hooked,
    now: OffsetDateTime,
) -> Result<Option<(Conversation, Value)>, Error> {
    let row = match conversation::get(conn, workspace, of.conversation_id) {
        Ok(row) if row.answered_at.is_none() && row.status == Status::Open => row,
        Ok(_) | Err(Error::NotFound) => return Ok(None),
        Err(error) => return Err(error),
    };
    let said: Message = messages::table
        .filter(messages::workspace_id.eq(workspace).and(messages::conversation_id.eq(row.id)))
        .filter(messages::number.eq(of.number))
        .select(Message::as_select())
        .first(conn)?;
    let seen = match row.visitor_id {
        Some(visitor) => context::of(conn, workspace, visitor, now)?,
        None => context::Context::default(),
    };
    let who = match conversation::person(conn, workspace, &row) {
        Ok(who) => who,
        Err(Error::NotFound) => return Ok(None),
        Err(error) => return Err(error),
    };
    let told = json!({
        "conversation_id": row.id,
        "customer_id": who,
        "message": said.body,
        "page": said.page,
        "recent_pages": seen.recent_pages,
        "visits": seen.visits,
    });
    Ok(Some((row, told)))
}

/// Writes what the site's own bot says, unless somebody of the team has answered meanwhile.
pub fn replied(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Conversation>,
    lines: &[String],
    now: OffsetDateTime,
) -> Result<(), Error> {
    let mut row = match conversation::lock(conn, workspace, id) {
        Ok(row) if row.answered_at.is_none() && row.status == Status::Open => row,
        Ok(_) | Err(Error::NotFound) => return Ok(()),
        Err(error) => return Err(error),
    };
    for line in lines {
        message::append(conn, workspace, &mut row, New::by(Author::Bot, line), now)?;
    }
    conversation::save(conn, workspace, &row)
}
