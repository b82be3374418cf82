//! Who wants no messages: looked up last before every send. Kept as a hash, so that the wish outlives the person's record.

use crm_core::{Email, Phone};
use db::{
    Conn, Cursor, Id, WorkspaceId,
    schema::{message_suppressions as suppressions, workspaces},
};
use diesel::prelude::*;
use sha2::{Digest, Sha256};
use time::OffsetDateTime;

use crate::{Channel, Error};

db::text_enum! {
    /// Why.
    pub enum Reason {
        /// They followed the link in an email.
        Unsubscribed = "unsubscribed",
        /// They answered STOP.
        Stopped = "stopped",
        /// The address takes no mail.
        Bounced = "bounced",
        /// A teammate wrote it down.
        ByHand = "by_hand",
    }
}

impl Reason {
    /// For a person.
    pub fn words(self) -> &'static str {
        match self {
            Reason::Unsubscribed => "has unsubscribed",
            Reason::Stopped => "has answered STOP",
            Reason::Bounced => "has an address that takes no messages",
            Reason::ByHand => "wants no messages",
        }
    }
}

/// A wish.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = suppressions)]
pub struct Suppression {
    /// Its id.
    pub id: Id<Suppression>,
    /// By which channel no message may go.
    pub channel: Channel,
    /// Enough to recognise the address by.
    pub hint: String,
    /// Why.
    pub reason: Reason,
    /// Since when.
    pub created_at: OffsetDateTime,
}

/// Writes down that an address wants no messages; a wish that stands already stays as it is.
pub fn add(
    conn: &mut Conn,
    workspace: WorkspaceId,
    channel: Channel,
    address: &str,
    reason: Reason,
    now: OffsetDateTime,
) -> Result<Suppression, Error> {
    let hash = hash(workspace, channel, address);
    diesel::insert_into(suppressions::table)
        .values((
            suppressions::workspace_id.eq(workspace),
            suppressions::id.eq(Id::<Suppression>::new(now)),
            suppressions::channel.eq(channel),
            suppressions::address_hash.eq(&hash),
            suppressions::hint.eq(hint(channel, address)),
            suppressions::reason.eq(reason),
            suppressions::created_at.eq(now),
        ))
        .on_conflict((suppressions::workspace_id, suppressions::channel, suppressions::address_hash))
        .do_nothing()
        .execute(conn)?;
    Ok(suppressions::table
        .filter(suppressions::workspace_id.eq(workspace))
        .filter(suppressions::channel.eq(channel).and(suppressions::address_hash.eq(hash)))
        .select(Suppression::as_select())
        .first(conn)?)
}

/// The same for an address that a teammate typed.
///
/// # Errors
/// [`Error::Invalid`] for `address`.
pub fn add_by_hand(
    conn: &mut Conn,
    workspace: WorkspaceId,
    channel: Channel,
    typed: &str,
    now: OffsetDateTime,
) -> Result<Suppression, Error> {
    let address = address(conn, workspace, channel, typed)?;
    add(conn, workspace, channel, &address, Reason::ByHand, now)
}

/// An address that somebody typed, as it is stored.
///
/// # Errors
/// [`Error::Invalid`] for `address`.
pub fn address(conn: &mut Conn, workspace: WorkspaceId, channel: Channel, typed: &str) -> Result<String, Error> {
    match channel {
        Channel::Email => Email::parse(typed)
            .map(|email| email.to_string())
            .map_err(|_| Error::invalid("address", "is no email address")),
        Channel::Sms | Channel::Whatsapp => {
            let country: String = workspaces::table.find(workspace).select(workspaces::country).first(conn)?;
            Phone::parse(typed, &country)
                .map(|phone| phone.to_string())
                .map_err(|_| Error::invalid("address", "is no phone number"))
        }
    }
}

/// Why an address may not be written to, if it may not.
pub fn of(conn: &mut Conn, workspace: WorkspaceId, channel: Channel, address: &str) -> Result<Option<Reason>, Error> {
    Ok(suppressions::table
        .filter(suppressions::workspace_id.eq(workspace).and(suppressions::channel.eq(channel)))
        .filter(suppressions::address_hash.eq(hash(workspace, channel, address)))
        .select(suppressions::reason)
        .first(conn)
        .optional()?)
}

/// Takes a wish back.
pub fn remove(conn: &mut Conn, workspace: WorkspaceId, id: Id<Suppression>) -> Result<(), Error> {
    let mine = suppressions::table.filter(suppressions::workspace_id.eq(workspace).and(suppressions::id.eq(id)));
    if diesel::delete(mine).execute(conn)? == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// The newest first.
pub fn list(
    conn: &mut Conn,
    workspace: WorkspaceId,
    channel: Option<Channel>,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Vec<Suppression>, Error> {
    let mut rows = suppressions::table.filter(suppressions::workspace_id.eq(workspace)).into_boxed();
    if let Some(channel) = channel {
        rows = rows.filter(suppressions::channel.eq(channel));
    }
    if let Some(after) = after {
        let earlier = suppressions::created_at.lt(after.at);
        let same = suppressions::created_at.eq(after.at).and(suppressions::id.lt(after.id));
        rows = rows.filter(earlier.or(same));
    }
    Ok(rows
        .order((suppressions::created_at.desc(), suppressions::id.desc()))
        .limit(limit)
        .select(Suppression::as_select())
        .load(conn)?)
}

/// An address as it is kept: of one workspace and channel, so that no two lists can be laid over each other.
pub(crate) fn hash(workspace: WorkspaceId, channel: Channel, address: &str) -> Vec<u8> {
    Sha256::digest(format!("{}\n{channel}\n{}", workspace.uuid(), address.to_lowercase()).as_bytes()).to_vec()
}

fn hint(channel: Channel, address: &str) -> String {
    match (channel, address.split_once('@')) {
        (Channel::Email, Some((local, domain))) => {
            format!("{}…@{domain}", local.chars().next().unwrap_or_default())
        }
        _ => format!("…{}", address.chars().skip(address.chars().count().saturating_sub(4)).collect::<String>()),
    }
}
