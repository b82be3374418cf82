//! What a browser reads of its conversation.

use std::collections::HashMap;

use db::{Conn, CustomerId, Id, UserId, WorkspaceId, schema::users};
use diesel::prelude::*;
use time::OffsetDateTime;
use tracking::{
    context,
    visitor::{Visitor, VisitorKey},
};

use super::{Site, asking_of, context_of, going_on, has_email, met_here, present};
use crate::{
    Error,
    bot::{self, Asking, Context, Question},
    capture,
    conversation::{self, Conversation, Status},
    message::{self, Message},
};

/// What a visitor finds who opens the panel.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The conversation that goes on, with its messages and their authors' names.
    pub conversation: Option<(Id<Conversation>, Vec<Message>)>,
    /// Without one: what the bot says first.
    pub opening: Vec<String>,
    /// What it asks.
    pub question: Option<Question>,
    /// Which behaviour that is.
    pub behavior: Option<String>,
    /// An email is known.
    pub email_known: bool,
    /// The team has closed the conversation.
    pub closed: bool,
}

/// What a visitor finds: their conversation, or what the bot would say first. Nothing is stored.
pub fn open(
    conn: &mut Conn,
    workspace: WorkspaceId,
    site: &Site,
    (visitor, named): (&VisitorKey, Option<Id<Conversation>>),
    now: OffsetDateTime,
) -> Result<Opened, Error> {
    let found = context::find(conn, workspace, visitor)?;
    let (row, current) = match found {
        Some((id, customer)) => theirs(conn, workspace, (id, customer), named)?,
        None => (None, None),
    };
    let email_known = row.as_ref().is_some_and(|row| row.email_given) || has_email(conn, workspace, current)?;
    if let Some(row) = row {
        let messages = message::readable(conn, workspace, row.id, None)?;
        let question = asking_of(&row).and_then(|asking| asking.question().cloned());
        return Ok(Opened {
            conversation: Some((row.id, messages)),
            opening: Vec::new(),
            question,
            behavior: None,
            email_known,
            closed: row.status == Status::Closed,
        });
    }
    let seen = match found {
        Some((id, _)) => context_of(conn, workspace, id, now)?,
        None => Context::default(),
    };
    let own = match found {
        Some((id, _)) => conversation::of_visitor(conn, workspace, id)?.is_some_and(|row| met_here(&row, current)),
        None => false,
    };
    let known = capture::known_fields(conn, workspace, current.filter(|_| own))?;
    let asked = if current.is_none() || own { site.behaviors() } else { &[] };
    let behavior = bot::choose(asked, &seen, &known);
    let asking = behavior.and_then(|behavior| Asking::begin(behavior, &known));
    let greeting = Some(site.chat.greeting.clone()).filter(|line| !line.is_empty());
    Ok(Opened {
        conversation: None,
        opening: greeting.into_iter().chain(asking.iter().flat_map(Asking::opening)).collect(),
        question: asking.as_ref().and_then(|asking| asking.question().cloned()),
        behavior: behavior.map(|behavior| behavior.id.clone()),
        email_known,
        closed: false,
    })
}

/// A browser's conversation, if it is with whom the browser belongs to now, and who that is. Without a name it is the last
/// one, while it is open.
fn theirs(
    conn: &mut Conn,
    workspace: WorkspaceId,
    (visitor, customer): (Id<Visitor>, Option<CustomerId>),
    named: Option<Id<Conversation>>,
) -> Result<(Option<Conversation>, Option<CustomerId>), Error> {
    let current = match customer {
        Some(who) => present(conn, workspace, who)?,
        None => None,
    };
    let known = conversation::of_visitor(conn, workspace, visitor)?;
    let row = match going_on(conn, workspace, known, named, current) {
        Err(Error::NotFound) => None,
        row => row?,
    };
    Ok((row, current))
}

/// What a browser is told that asks what is new.
#[derive(Debug, Clone)]
pub struct News {
    /// Messages after the one it knows.
    pub messages: Vec<Message>,
    /// What the bot asks.
    pub question: Option<Question>,
    /// An email is known.
    pub email_known: bool,
    /// The team has closed the conversation.
    pub closed: bool,
}

/// What is new in a browser's conversation; `seen` says that the visitor reads it.
///
/// # Errors
/// [`Error::NotFound`] for another browser's.
pub fn poll(
    conn: &mut Conn,
    workspace: WorkspaceId,
    (visitor, named): (&VisitorKey, Id<Conversation>),
    (after, seen): (Option<Id<Message>>, bool),
) -> Result<News, Error> {
    let found = context::find(conn, workspace, visitor)?.ok_or(Error::NotFound)?;
    let (row, current) = theirs(conn, workspace, found, Some(named))?;
    let row = row.ok_or(Error::NotFound)?;
    let messages = message::readable(conn, workspace, row.id, after)?;
    if seen {
        conversation::seen(conn, workspace, &row)?;
    }
    let email_known = row.email_given || has_email(conn, workspace, current)?;
    let question = asking_of(&row).and_then(|asking| asking.question().cloned());
    Ok(News { messages, question, email_known, closed: row.status == Status::Closed })
}

/// What the authors among the team are called.
pub fn names(conn: &mut Conn, of: &[Message]) -> Result<HashMap<UserId, String>, Error> {
    let ids: Vec<UserId> = of.iter().filter_map(|message| message.user_id).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(UserId, String)> =
        users::table.filter(users::id.eq_any(ids)).select((users::id, users::name)).load(conn)?;
    Ok(rows.into_iter().collect())
}
