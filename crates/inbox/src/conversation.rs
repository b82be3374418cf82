//! Conversations, as the team handles them: read, answered, assigned, closed.

use db::{
    Conn, CustomerId, Id, UserId, WorkspaceId,
    schema::{conversations, customers},
};
use diesel::prelude::*;
use serde_json::Value;
use time::OffsetDateTime;
use tracking::{Widget, visitor::Visitor};
use uuid::Uuid;

use crate::{
    Error,
    message::{self, Author, Message, New},
    settings::text,
};

/// The longest answer, in characters.
const MAX_ANSWER: usize = 10_000;

db::text_enum! {
    /// By what people write.
    pub enum Channel {
        /// The widget's chat.
        Chat = "chat",
        /// Email.
        Email = "email",
    }
}

db::text_enum! {
    /// Whether somebody still has to do with it.
    pub enum Status {
        /// Yes.
        Open = "open",
        /// No, until the person writes again.
        Closed = "closed",
    }
}

/// A conversation.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = conversations, treat_none_as_null = true)]
#[expect(missing_docs, reason = "columns of conversations")]
pub struct Conversation {
    pub id: Id<Conversation>,
    pub channel: Channel,
    pub customer_id: CustomerId,
    pub made_lead: bool,
    pub widget_id: Option<Id<Widget>>,
    pub visitor_id: Option<Id<Visitor>>,
    pub started_on: Option<String>,
    pub subject: Option<String>,
    pub status: Status,
    pub assigned_to: Option<UserId>,
    pub email_given: bool,
    pub behavior_id: Option<String>,
    pub behavior_name: Option<String>,
    pub asking: Option<Value>,
    pub length: i32,
    pub last_author: Author,
    pub last_preview: String,
    pub last_at: OffsetDateTime,
    pub unread: bool,
    pub waiting_since: Option<OffsetDateTime>,
    pub answered_at: Option<OffsetDateTime>,
    pub seen_length: i32,
    pub created_at: OffsetDateTime,
    pub version: i32,
}

impl Conversation {
    /// One with nothing in it.
    pub(crate) fn blank(channel: Channel, who: CustomerId, made_lead: bool, now: OffsetDateTime) -> Self {
        Self {
            id: Id::new(now),
            channel,
            customer_id: who,
            made_lead,
            widget_id: None,
            visitor_id: None,
            started_on: None,
            subject: None,
            status: Status::Open,
            assigned_to: None,
            email_given: false,
            behavior_id: None,
            behavior_name: None,
            asking: None,
            length: 0,
            last_author: Author::Person,
            last_preview: String::new(),
            last_at: now,
            unread: false,
            waiting_since: None,
            answered_at: None,
            seen_length: 0,
            created_at: now,
            version: 1,
        }
    }

    /// The person has written: somebody is to look, and to answer.
    pub(crate) fn waits(&mut self, now: OffsetDateTime) {
        self.stands(Status::Open, self.assigned_to);
        self.unread = true;
        self.waiting_since = self.waiting_since.or(Some(now));
    }

    /// Its status and who is in charge of it, whose changes are counted.
    fn stands(&mut self, status: Status, assigned_to: Option<UserId>) {
        if (self.status, self.assigned_to) != (status, assigned_to) {
            (self.status, self.assigned_to) = (status, assigned_to);
            self.version += 1;
        }
    }
}

pub(crate) fn insert(conn: &mut Conn, workspace: WorkspaceId, new: &Conversation) -> Result<(), Error> {
    diesel::insert_into(conversations::table).values((conversations::workspace_id.eq(workspace), new)).execute(conn)?;
    Ok(())
}

pub(crate) fn save(conn: &mut Conn, workspace: WorkspaceId, row: &Conversation) -> Result<(), Error> {
    diesel::update(conversations::table)
        .filter(conversations::workspace_id.eq(workspace).and(conversations::id.eq(row.id)))
        .set(row)
        .execute(conn)?;
    Ok(())
}

/// One conversation.
pub fn get(conn: &mut Conn, workspace: WorkspaceId, id: Id<Conversation>) -> Result<Conversation, Error> {
    Ok(conversations::table
        .filter(conversations::workspace_id.eq(workspace).and(conversations::id.eq(id)))
        .select(Conversation::as_select())
        .first(conn)?)
}

/// The same, locked until the transaction ends.
pub fn lock(conn: &mut Conn, workspace: WorkspaceId, id: Id<Conversation>) -> Result<Conversation, Error> {
    Ok(conversations::table
        .filter(conversations::workspace_id.eq(workspace).and(conversations::id.eq(id)))
        .for_update()
        .select(Conversation::as_select())
        .first(conn)?)
}

/// The visitor has seen what was said so far.
pub(crate) fn seen(conn: &mut Conn, workspace: WorkspaceId, row: &Conversation) -> Result<(), Error> {
    if row.seen_length < row.length {
        diesel::update(conversations::table)
            .filter(conversations::workspace_id.eq(workspace).and(conversations::id.eq(row.id)))
            .filter(conversations::seen_length.lt(row.length))
            .set(conversations::seen_length.eq(row.length))
            .execute(conn)?;
    }
    Ok(())
}

/// The chat that a browser had last.
pub(crate) fn of_visitor(
    conn: &mut Conn,
    workspace: WorkspaceId,
    visitor: Id<Visitor>,
) -> Result<Option<Conversation>, Error> {
    Ok(conversations::table
        .filter(conversations::workspace_id.eq(workspace).and(conversations::visitor_id.eq(visitor)))
        .order((conversations::created_at.desc(), conversations::id.desc()))
        .select(Conversation::as_select())
        .first(conn)
        .optional()?)
}

/// Whose a conversation is now: the contact, for a lead that was joined to one (D4). Whoever was deleted is not found.
pub fn person(conn: &mut Conn, workspace: WorkspaceId, of: &Conversation) -> Result<CustomerId, Error> {
    let into: Option<CustomerId> = customers::table
        .filter(customers::workspace_id.eq(workspace).and(customers::id.eq(of.customer_id)))
        .select(customers::converted_into)
        .first(conn)?;
    let who = into.unwrap_or(of.customer_id);
    Ok(customers::table
        .filter(customers::workspace_id.eq(workspace).and(customers::id.eq(who)))
        .filter(customers::deleted_at.is_null())
        .select(customers::id)
        .first(conn)?)
}

/// A person's conversations, the oldest first; those of leads that were joined to them count.
pub fn of(conn: &mut Conn, workspace: WorkspaceId, who: CustomerId) -> Result<Vec<Id<Conversation>>, Error> {
    let theirs = customers::table
        .filter(customers::workspace_id.eq(workspace))
        .filter(customers::id.eq(who).or(customers::converted_into.eq(Some(who))))
        .select(customers::id)
        .load::<CustomerId>(conn)?;
    Ok(conversations::table
        .filter(conversations::workspace_id.eq(workspace).and(conversations::customer_id.eq_any(theirs)))
        .order((conversations::created_at, conversations::id))
        .select(conversations::id)
        .load(conn)?)
}

/// Where "View originating conversation" leads (H15, H16): the one that the person came in by, else their oldest. `None`
/// without any.
pub fn originating(
    conn: &mut Conn,
    workspace: WorkspaceId,
    who: CustomerId,
) -> Result<Option<Id<Conversation>>, Error> {
    let rows = of(conn, workspace, who)?;
    let source: Option<Option<Uuid>> = customers::table
        .filter(customers::workspace_id.eq(workspace).and(customers::id.eq(who)))
        .select(customers::source_conversation_id)
        .first(conn)
        .optional()?;
    let captured = source.flatten().and_then(|source| rows.iter().find(|id| id.uuid() == source));
    Ok(captured.or(rows.first()).copied())
}

/// What the team changes; `None` leaves a thing as it is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Patch {
    /// Open or closed.
    pub status: Option<Status>,
    /// The teammate in charge, or nobody.
    pub assigned_to: Option<Option<UserId>>,
    /// Somebody has read it.
    pub read: bool,
}

/// Changes a conversation.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Stale`] when `expected` is given and is not its version, [`Error::Crm`] for an unknown
/// teammate.
pub fn update(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Conversation>,
    patch: &Patch,
    expected: Option<i32>,
) -> Result<(), Error> {
    let mut row = lock(conn, workspace, id)?;
    if expected.is_some_and(|version| version != row.version) {
        return Err(Error::Stale);
    }
    if let Some(to) = patch.assigned_to.filter(|to| *to != row.assigned_to) {
        crm_core::person::check_teammate(conn, workspace, "assigned_to", to)?;
        row.stands(row.status, to);
    }
    if let Some(status) = patch.status.filter(|status| *status != row.status) {
        row.stands(status, row.assigned_to);
        // Whoever closes it has decided that nobody waits any more, and that nothing more is asked.
        if status == Status::Closed {
            row.waiting_since = None;
            row.unread = false;
            row.asking = None;
        }
    }
    row.unread &= !patch.read;
    save(conn, workspace, &row)
}

/// An answer as it is stored.
///
/// # Errors
/// [`Error::Invalid`] for `body`.
pub fn checked_answer(body: &str) -> Result<String, Error> {
    match text("body", body, MAX_ANSWER)? {
        body if body.is_empty() => Err(Error::invalid("body", "is required")),
        body => Ok(body),
    }
}

/// Somebody of the team answers: the bot is silent from now on, and the conversation is theirs if it was nobody's.
/// `sent_as` is the message that carries an email.
pub fn answer(
    conn: &mut Conn,
    workspace: WorkspaceId,
    mut row: Conversation,
    (by, body, sent_as): (Option<UserId>, &str, Option<Uuid>),
    now: OffsetDateTime,
) -> Result<Message, Error> {
    // Nobody hears an answer to who was deleted.
    person(conn, workspace, &row)?;
    let new = New { user: by, message_id: sent_as, ..New::by(Author::User, body) };
    let said = message::append(conn, workspace, &mut row, new, now)?;
    row.stands(Status::Open, row.assigned_to.or(by));
    row.asking = None;
    row.unread = false;
    row.waiting_since = None;
    row.answered_at = Some(now);
    save(conn, workspace, &row)?;
    Ok(said)
}

/// A teammate left: what they were in charge of is nobody's.
pub fn release(conn: &mut Conn, workspace: WorkspaceId, user: UserId) -> Result<(), Error> {
    diesel::update(
        conversations::table.filter(conversations::workspace_id.eq(workspace).and(conversations::assigned_to.eq(user))),
    )
    .set((conversations::assigned_to.eq(None::<UserId>), conversations::version.eq(conversations::version + 1)))
    .execute(conn)?;
    Ok(())
}
