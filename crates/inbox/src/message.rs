//! What is said in a conversation, numbered from 1.

use db::{Conn, Id, UserId, WorkspaceId, schema::conversation_messages as messages};
use diesel::prelude::*;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Error, conversation::Conversation};

/// Of a chat so many are shown to a visitor.
const SHOWN: i64 = 100;

db::text_enum! {
    /// Who says it.
    pub enum Author {
        /// The visitor or customer.
        Person = "person",
        /// Somebody of the team.
        User = "user",
        /// The bot, or the site's own.
        Bot = "bot",
        /// Nobody: what happened beside, for the team.
        System = "system",
    }
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = messages)]
#[expect(missing_docs, reason = "columns of conversation_messages")]
pub struct Message {
    pub id: Id<Message>,
    pub conversation_id: Id<Conversation>,
    pub number: i32,
    pub author: Author,
    pub user_id: Option<UserId>,
    pub body: String,
    pub page: Option<String>,
    pub at: OffsetDateTime,
}

/// A message that is to be stored.
#[derive(Debug, Clone, Copy)]
pub(crate) struct New<'a> {
    pub(crate) author: Author,
    pub(crate) body: &'a str,
    pub(crate) user: Option<UserId>,
    pub(crate) page: Option<&'a str>,
    /// A visitor's own id of it.
    pub(crate) client_id: Option<Uuid>,
    /// An email's Message-ID, and whose it is.
    pub(crate) email: Option<(&'a str, &'a str)>,
    /// What sends it.
    pub(crate) message_id: Option<Uuid>,
}

impl<'a> New<'a> {
    pub(crate) fn by(author: Author, body: &'a str) -> Self {
        Self { author, body, user: None, page: None, client_id: None, email: None, message_id: None }
    }
}

/// Adds a message to a conversation whose row the transaction has locked; the caller saves the conversation.
pub(crate) fn append(
    conn: &mut Conn,
    workspace: WorkspaceId,
    conversation: &mut Conversation,
    new: New<'_>,
    now: OffsetDateTime,
) -> Result<Message, Error> {
    conversation.length += 1;
    // What the bot says tells nobody what it is about.
    if matches!(new.author, Author::Person | Author::User) {
        conversation.last_author = new.author;
        conversation.last_preview = preview(new.body);
        conversation.last_at = now;
    }
    Ok(diesel::insert_into(messages::table)
        .values((
            messages::workspace_id.eq(workspace),
            messages::id.eq(Id::<Message>::new(now)),
            messages::conversation_id.eq(conversation.id),
            messages::number.eq(conversation.length),
            messages::author.eq(new.author),
            messages::user_id.eq(new.user),
            messages::body.eq(new.body),
            messages::page.eq(new.page),
            messages::client_id.eq(new.client_id),
            messages::email_id.eq(new.email.map(|(id, _)| id)),
            messages::email_from.eq(new.email.map(|(_, from)| from)),
            messages::message_id.eq(new.message_id),
            messages::at.eq(now),
        ))
        .returning(Message::as_returning())
        .get_result(conn)?)
}

/// The message that a browser called so.
pub(crate) fn by_client_id(
    conn: &mut Conn,
    workspace: WorkspaceId,
    conversation: Id<Conversation>,
    client_id: Uuid,
) -> Result<Option<Message>, Error> {
    Ok(messages::table
        .filter(messages::workspace_id.eq(workspace).and(messages::conversation_id.eq(conversation)))
        .filter(messages::client_id.eq(client_id))
        .select(Message::as_select())
        .first(conn)
        .optional()?)
}

/// What a visitor may read of a conversation: all but the system's, the newest 100, the oldest of them first. Those after
/// the message `after`, if it is one of this conversation's.
pub(crate) fn readable(
    conn: &mut Conn,
    workspace: WorkspaceId,
    conversation: Id<Conversation>,
    after: Option<Id<Message>>,
) -> Result<Vec<Message>, Error> {
    let of =
        || messages::table.filter(messages::workspace_id.eq(workspace).and(messages::conversation_id.eq(conversation)));
    let after: Option<i32> = match after {
        Some(after) => of().filter(messages::id.eq(after)).select(messages::number).first(conn).optional()?,
        None => None,
    };
    let mut rows = of()
        .filter(messages::author.ne(Author::System))
        .filter(messages::number.gt(after.unwrap_or_default()))
        .order(messages::number.desc())
        .limit(SHOWN)
        .select(Message::as_select())
        .load(conn)?;
    rows.reverse();
    Ok(rows)
}

/// A line that tells what a message is about.
fn preview(body: &str) -> String {
    let line: String = body.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().take(200).collect()
}
