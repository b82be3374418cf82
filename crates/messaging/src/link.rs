//! What the links of an email prove: which message they came with. They need no row. One takes its receiver off the list with
//! one click (RFC 8058), the others tell that it was opened and which of its links were followed.

use db::{Conn, Id, WorkspaceId, schema::message_clicks as clicks};
use diesel::prelude::*;
use subtle::ConstantTimeEq;
use tenancy::{SecretKey, Token, TokenKind};
use time::OffsetDateTime;

use crate::{
    Error, Message, message,
    suppression::{self, Reason},
    text,
};

/// The message's id, and as many bytes that only the server can make of it.
const HALF: usize = 16;

/// What a link is for; one of a kind opens no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// It takes the address off the list.
    Unsubscribe,
    /// Its picture is fetched when the message is opened.
    Open,
    /// It leads to a link of the message.
    Click,
}

impl Purpose {
    fn kind(self) -> TokenKind {
        match self {
            Purpose::Unsubscribe => TokenKind::Unsubscribe,
            Purpose::Open => TokenKind::MailOpen,
            Purpose::Click => TokenKind::MailLink,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Purpose::Unsubscribe => "unsubscribe",
            Purpose::Open => "open",
            Purpose::Click => "click",
        }
    }
}

/// The last part of a message's link.
pub fn token(key: &SecretKey, workspace: WorkspaceId, id: Id<Message>, of: Purpose) -> Token {
    let mut secret = [0; 2 * HALF];
    secret[..HALF].copy_from_slice(id.uuid().as_bytes());
    secret[HALF..].copy_from_slice(&key.derive(of.word(), id.uuid(), 0)[..HALF]);
    Token::from_secret(of.kind(), workspace, &secret)
}

/// The workspace and message that a link came with; `None` for a text that is no such link of ours.
pub fn read(key: &SecretKey, of: Purpose, text: &str) -> Option<(WorkspaceId, Id<Message>)> {
    let token = Token::parse(of.kind(), text)?;
    let secret = token.secret()?;
    let id = uuid::Uuid::from_bytes(secret[..HALF].try_into().ok()?);
    let ours = key.derive(of.word(), id, 0);
    bool::from(secret[HALF..].ct_eq(&ours[..HALF])).then(|| (token.workspace, id.into()))
}

/// Takes a message's address off the list.
///
/// # Errors
/// [`Error::NotFound`] when the message is gone.
pub fn unsubscribe(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Message>,
    now: OffsetDateTime,
) -> Result<Message, Error> {
    let message = message::get(conn, workspace, id)?;
    suppression::add(conn, workspace, message.channel, &message.address, Reason::Unsubscribed, now)?;
    Ok(message)
}

/// A link of a message that was followed.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = clicks)]
pub struct Click {
    /// Where it leads.
    pub url: String,
    /// When it was followed first.
    pub first_at: OffsetDateTime,
    /// How often.
    pub times: i32,
}

/// Where the link with this number, from 0, leads.
pub fn target(message: &Message, number: usize) -> Option<&str> {
    text::links(&message.body).nth(number)
}

/// Counts that a link was followed.
///
/// # Errors
/// [`Error::NotFound`] for a number that is none of the message's links.
pub fn follow(
    conn: &mut Conn,
    workspace: WorkspaceId,
    message: &Message,
    number: usize,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let url = target(message, number).ok_or(Error::NotFound)?;
    let link = i16::try_from(number).map_err(|_| Error::NotFound)?;
    diesel::insert_into(clicks::table)
        .values((
            clicks::workspace_id.eq(workspace),
            clicks::message_id.eq(message.id),
            clicks::link.eq(link),
            clicks::url.eq(url),
            clicks::first_at.eq(now),
        ))
        .on_conflict((clicks::workspace_id, clicks::message_id, clicks::link))
        .do_update()
        // Nobody follows a link so often; a machine that does must not make it overflow.
        .set(
            clicks::times
                .eq(diesel::dsl::case_when(clicks::times.lt(1_000_000), clicks::times + 1).otherwise(clicks::times)),
        )
        .execute(conn)?;
    Ok(())
}

/// The links of a message that were followed, in the order in which they stand there.
pub fn followed(conn: &mut Conn, workspace: WorkspaceId, id: Id<Message>) -> Result<Vec<Click>, Error> {
    Ok(clicks::table
        .filter(clicks::workspace_id.eq(workspace).and(clicks::message_id.eq(id)))
        .order(clicks::link)
        .select(Click::as_select())
        .load(conn)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_proves_its_message_and_purpose_and_nothing_else() {
        let key = |letter: &str| SecretKey::new(&letter.repeat(32)).expect("it is long enough");
        let (ours, theirs, workspace) = (key("k"), key("o"), WorkspaceId::from(uuid::Uuid::from_u128(7)));
        let id: Id<Message> = Id::new(OffsetDateTime::UNIX_EPOCH);
        let link = token(&ours, workspace, id, Purpose::Click);
        assert_eq!(read(&ours, Purpose::Click, link.reveal()), Some((workspace, id)));
        assert_eq!(read(&ours, Purpose::Open, link.reveal()), None);
        assert_eq!(read(&theirs, Purpose::Click, link.reveal()), None);
        assert_eq!(read(&ours, Purpose::Click, &link.reveal()[..link.reveal().len() - 1]), None);
        assert_eq!(read(&ours, Purpose::Click, ""), None);
    }
}
