//! The link by which a person gets off the list, with one click (RFC 8058). It needs no row: it proves itself.

use db::{Conn, Id, WorkspaceId};
use subtle::ConstantTimeEq;
use tenancy::{SecretKey, Token, TokenKind};
use time::OffsetDateTime;

use crate::{
    Error, Message, message,
    suppression::{self, Reason},
};

const PURPOSE: &str = "unsubscribe";
/// The message's id, and as many bytes that only the server can make of it.
const HALF: usize = 16;

/// The last part of a message's link.
pub fn token(key: &SecretKey, workspace: WorkspaceId, id: Id<Message>) -> Token {
    let mut secret = [0; 2 * HALF];
    secret[..HALF].copy_from_slice(id.uuid().as_bytes());
    secret[HALF..].copy_from_slice(&key.derive(PURPOSE, id.uuid(), 0)[..HALF]);
    Token::from_secret(TokenKind::Unsubscribe, workspace, &secret)
}

/// The message that a link came with.
///
/// # Errors
/// [`Error::NotFound`] for a link that is not ours, or whose message is gone.
pub fn of(conn: &mut Conn, key: &SecretKey, token: &Token) -> Result<Message, Error> {
    let secret = token.secret().ok_or(Error::NotFound)?;
    let id: [u8; HALF] = secret[..HALF].try_into().map_err(|_| Error::NotFound)?;
    let id = uuid::Uuid::from_bytes(id);
    let ours = key.derive(PURPOSE, id, 0);
    if !bool::from(secret[HALF..].ct_eq(&ours[..HALF])) {
        return Err(Error::NotFound);
    }
    message::get(conn, token.workspace, id.into())
}

/// Takes the message's address off the list.
///
/// # Errors
/// As [`of`].
pub fn unsubscribe(conn: &mut Conn, key: &SecretKey, token: &Token, now: OffsetDateTime) -> Result<Message, Error> {
    let message = of(conn, key, token)?;
    suppression::add(conn, token.workspace, message.channel, &message.address, Reason::Unsubscribed, now)?;
    Ok(message)
}
