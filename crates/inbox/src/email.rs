//! Emails that come in: whose they are, and which conversation they go on with (H50).

use crm_core::{
    Email, Source, focus,
    lead::{self, Capture as NewLead, Captured, CoreFields, OnDuplicate},
    person,
    timeline::{self, Fact},
};
use db::{Conn, CustomerId, Id, WorkspaceId, schema::conversation_messages as messages};
use diesel::prelude::*;
use mail_parser::{HeaderValue, MessageParser};
use pipeline::board;
use serde_json::json;
use tenancy::Actor;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    Error,
    conversation::{self, Channel, Conversation},
    message::{self, Author, New},
};

/// The longest text that is kept, in characters.
const MAX_TEXT: usize = 50_000;
/// Of the emails that one answers, so many are looked for.
const MAX_ANSWERED: usize = 50;
/// The longest line of a header that is kept.
const MAX_LINE: usize = 300;

/// Begins the id of an email that came without one: how it was handed in tells it from others, and nobody can answer it.
pub const NAMELESS: &str = "webhook:";

/// An email, as far as a conversation needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Whom it is from.
    pub from: Email,
    /// What they call themselves.
    pub name: Option<String>,
    /// The line above it.
    pub subject: Option<String>,
    /// What it says, as plain text.
    pub text: String,
    /// Its own id (RFC 5322, 3.6.4), without the angle brackets.
    pub id: Option<String>,
    /// Those that it answers, the nearest last.
    pub answers: Vec<String>,
    /// A machine wrote it (RFC 3834).
    pub automatic: bool,
}

/// Reads an email (RFC 5322, MIME).
///
/// # Errors
/// [`Error::Invalid`] for what is none, or has no sender.
pub fn read(bytes: &[u8]) -> Result<Mail, Error> {
    let mail = MessageParser::default().parse(bytes).ok_or_else(|| Error::invalid("body", "is no email"))?;
    let sender = mail.from().and_then(|from| from.first());
    let address = sender.and_then(|sender| sender.address()).ok_or_else(|| Error::invalid("from", "is required"))?;
    let from = Email::parse(address).map_err(|_| Error::invalid("from", "is not an email address"))?;
    let line = |text: &str| {
        let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MAX_LINE).collect();
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    let header = |name: &str| mail.header_raw(name).map(|value| value.trim().to_ascii_lowercase());
    let automatic = header("Auto-Submitted").is_some_and(|value| value != "no")
        || header("Precedence").is_some_and(|value| ["bulk", "junk", "list", "auto_reply"].contains(&value.as_str()))
        || header("Return-Path").is_some_and(|value| value == "<>");
    // The nearest are the last.
    let answers = ids(mail.references()).into_iter().chain(ids(mail.in_reply_to()));
    let mut answers: Vec<String> = answers.filter_map(|id| line(&id)).rev().take(MAX_ANSWERED).collect();
    answers.reverse();
    let text = mail.body_text(0).unwrap_or_default().replace('\0', "");
    Ok(Mail {
        from,
        name: sender.and_then(|sender| sender.name()).and_then(line),
        subject: mail.subject().and_then(line),
        text: text.trim().chars().take(MAX_TEXT).collect(),
        id: mail.message_id().and_then(line),
        answers,
        automatic,
    })
}

fn ids(header: &HeaderValue<'_>) -> Vec<String> {
    match header {
        HeaderValue::Text(id) => vec![id.to_string()],
        HeaderValue::TextList(ids) => ids.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    }
}

/// What became of an email.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Received {
    /// It stands in this person's conversation; `new` unless it had come before.
    Stored {
        /// Which.
        conversation: Id<Conversation>,
        /// Whose.
        who: CustomerId,
        /// It had not come before.
        new: bool,
        /// A machine wrote it.
        automatic: bool,
    },
    /// A machine wrote it and nobody has its address, or it had come before from somebody who was deleted since.
    Ignored,
}

/// Takes an email in: the sender's contact, else their open lead, else a new lead has the conversation that it answers, or a
/// new one.
///
/// # Errors
/// PostgreSQL's.
pub fn receive(conn: &mut Conn, workspace: WorkspaceId, mail: &Mail, now: OffsetDateTime) -> Result<Received, Error> {
    let automatic = mail.automatic;
    if let Some(id) = &mail.id
        && let Some(conversation) = known_email(conn, workspace, id, &mail.from)?
    {
        let row = conversation::get(conn, workspace, conversation)?;
        return match conversation::person(conn, workspace, &row) {
            Ok(who) => Ok(Received::Stored { conversation, who, new: false, automatic }),
            Err(Error::NotFound) => Ok(Received::Ignored),
            Err(error) => Err(error),
        };
    }
    // The conversation before the person, as everybody locks them.
    let answered = match that_has(conn, workspace, &mail.answers)? {
        Some(id) => Some(conversation::lock(conn, workspace, id)?),
        None => None,
    };
    let known = sender(conn, workspace, &mail.from)?;
    if known.is_none() && automatic {
        return Ok(Received::Ignored);
    }
    let (who, made_lead) = match known {
        Some(who) => (who, false),
        None => (new_lead(conn, workspace, mail, now)?, true),
    };
    // Whoever knows the id of somebody else's email does not write in their name.
    let theirs = match answered {
        Some(row) if conversation::person(conn, workspace, &row).ok() == Some(who) => Some(row),
        _ => None,
    };
    let mut row = match theirs {
        Some(row) => row,
        None => {
            let mut row = Conversation::blank(Channel::Email, who, made_lead, now);
            row.subject.clone_from(&mail.subject);
            conversation::insert(conn, workspace, &row)?;
            if made_lead {
                lead::came_by(conn, workspace, who, (Source::Email, row.id.uuid()))?;
            }
            let fact = Fact::ConversationStarted { conversation: row.id.uuid(), channel: Channel::Email.as_str() };
            timeline::record(conn, workspace, who, Actor::System, &fact, now)?;
            row
        }
    };
    let body = if mail.text.is_empty() { "(no text)" } else { &mail.text };
    let email = mail.id.as_deref().map(|id| (id, mail.from.as_str()));
    let new = New { email, ..New::by(Author::Person, body) };
    message::append(conn, workspace, &mut row, new, now)?;
    // A machine does not wait for an answer.
    if !automatic {
        if row.waiting_since.is_none() {
            // Whatever put the last one off, this is another one.
            focus::forget(conn, workspace, &[row.id.uuid()])?;
        }
        row.waits(now);
    }
    conversation::save(conn, workspace, &row)?;
    Ok(Received::Stored { conversation: row.id, who, new: true, automatic })
}

fn sender(conn: &mut Conn, workspace: WorkspaceId, email: &Email) -> Result<Option<CustomerId>, Error> {
    let known = match person::contact_by_email(conn, workspace, email)? {
        Some(contact) => Some(contact),
        None => person::open_lead_by_email(conn, workspace, email)?,
    };
    Ok(known.map(|person| person.id))
}

fn new_lead(conn: &mut Conn, workspace: WorkspaceId, mail: &Mail, now: OffsetDateTime) -> Result<CustomerId, Error> {
    let new = NewLead {
        core: CoreFields { name: mail.name.clone(), email: Some(mail.from.clone()), ..CoreFields::default() },
        tags: Vec::new(),
        custom_fields: Vec::new(),
        source: Source::Email,
        source_id: None,
        origin: json!({}),
        score: None,
        assigned_to: None,
        makeshift_name: false,
    };
    let captured = lead::capture(conn, workspace, &new, OnDuplicate::Skip, Actor::System, now)?;
    if let Captured::Created(who) = captured {
        board::place(conn, workspace, who, None, None, now)?;
    }
    Ok(captured.id())
}

/// The conversation that holds this very email.
fn known_email(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: &str,
    from: &Email,
) -> Result<Option<Id<Conversation>>, Error> {
    Ok(messages::table
        .filter(messages::workspace_id.eq(workspace).and(messages::email_id.eq(id)))
        .filter(messages::email_from.eq(from.as_str()))
        .select(messages::conversation_id)
        .first(conn)
        .optional()?)
}

/// The conversation that holds one of these emails: one that came in, or an answer of ours, whose id begins with its
/// message's.
fn that_has(conn: &mut Conn, workspace: WorkspaceId, ids: &[String]) -> Result<Option<Id<Conversation>>, Error> {
    if ids.is_empty() {
        return Ok(None);
    }
    let ours: Vec<Uuid> = ids.iter().filter_map(|id| id.split('@').next()?.parse().ok()).collect();
    Ok(messages::table
        .filter(messages::workspace_id.eq(workspace))
        .filter(messages::email_id.eq_any(ids).or(messages::message_id.eq_any(ours)))
        .order(messages::at.desc())
        .select(messages::conversation_id)
        .first(conn)
        .optional()?)
}

/// The id of the email that an answer is to name, and the line above it.
pub fn thread(conn: &mut Conn, workspace: WorkspaceId, of: &Conversation) -> Result<(Option<String>, String), Error> {
    let last: Option<Option<String>> = messages::table
        .filter(messages::workspace_id.eq(workspace).and(messages::conversation_id.eq(of.id)))
        .filter(messages::email_id.is_not_null().and(messages::email_id.not_like(format!("{NAMELESS}%"))))
        .order(messages::number.desc())
        .select(messages::email_id)
        .first(conn)
        .optional()?;
    let subject = of.subject.as_deref().unwrap_or("Your message");
    let answers_already = subject.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("re:"));
    let subject = if answers_already { subject.to_owned() } else { format!("Re: {subject}") };
    Ok((last.flatten(), subject))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Proves: H50
    #[test]
    fn an_email_is_read_whatever_it_is_written_in() {
        let raw = b"From: =?utf-8?q?J=C3=B6rg?= <JOERG@Example.com>\r\nTo: sales@us.example\r\nSubject: =?utf-8?b?R3LDvMOfZQ==?=\r\n\
            Message-ID: <a1@example.com>\r\nIn-Reply-To: <b2@us.example>\r\nReferences: <c3@us.example> <b2@us.example>\r\n\
            Content-Type: text/html; charset=iso-8859-1\r\n\r\n<p>Sch\xf6ne <b>Gr\xfc\xdfe</b></p><script>x()</script>";
        let mail = read(raw).expect("an email");
        assert_eq!((mail.from.as_str(), mail.name.as_deref()), ("joerg@example.com", Some("Jörg")));
        assert_eq!((mail.subject.as_deref(), mail.id.as_deref()), (Some("Grüße"), Some("a1@example.com")));
        assert_eq!(mail.answers, ["c3@us.example", "b2@us.example", "b2@us.example"]);
        assert!(mail.text.starts_with("Schöne Grüße"), "{:?}", mail.text);
        assert!(!mail.automatic);
        let absent = b"From: a@example.com\r\nAuto-Submitted: auto-replied\r\nSubject: Away\r\n\r\nBack on Monday.";
        assert!(read(absent).expect("an email").automatic);
    }

    #[test]
    fn what_has_no_sender_is_no_email() {
        for raw in [&b""[..], b"hello", b"Subject: x\r\n\r\nbody", b"From: nobody\r\n\r\nbody"] {
            assert!(matches!(read(raw), Err(Error::Invalid { .. })), "{:?}", String::from_utf8_lossy(raw));
        }
    }
}
