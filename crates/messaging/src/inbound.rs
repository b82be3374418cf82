//! What people write back by SMS and WhatsApp, as far as sending cares: STOP, and that they answered at all.

use db::{
    Conn, CustomerId, WorkspaceId,
    schema::{customers, message_suppressions as suppressions},
};
use diesel::prelude::*;
use time::OffsetDateTime;

use crate::{
    Channel, Error,
    suppression::{self, Reason},
};

/// The words that carriers take for "no more" (CTIA), and some of other languages.
const STOP: [&str; 10] =
    ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "OPTOUT", "STOPP", "ARRET", "BAJA"];
/// And for "again".
const START: [&str; 3] = ["START", "UNSTOP", "YES"];

/// Hears a text from a number: takes it off the list, or puts it back. Who has that number.
pub fn hear(
    conn: &mut Conn,
    workspace: WorkspaceId,
    channel: Channel,
    (from, text): (&str, &str),
    now: OffsetDateTime,
) -> Result<Vec<CustomerId>, Error> {
    let word: String = text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_uppercase();
    if STOP.contains(&word.as_str()) {
        suppression::add(conn, workspace, channel, from, Reason::Stopped, now)?;
    } else if START.contains(&word.as_str()) {
        // A wish that was made otherwise is not taken back by a word.
        diesel::delete(suppressions::table.filter(suppressions::workspace_id.eq(workspace)))
            .filter(suppressions::channel.eq(channel).and(suppressions::reason.eq(Reason::Stopped)))
            .filter(suppressions::address_hash.eq(suppression::hash(workspace, channel, from)))
            .execute(conn)?;
    }
    Ok(customers::table
        .filter(customers::workspace_id.eq(workspace).and(customers::phone.eq(from)))
        .filter(customers::deleted_at.is_null())
        .order(customers::id)
        .limit(100)
        .select(customers::id)
        .load(conn)?)
}
