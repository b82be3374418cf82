//! Accounts, which are the companies of contacts.

use db::{Conn, Id, WorkspaceId, schema::accounts};
use diesel::prelude::*;
use time::OffsetDateTime;

use crate::Error;

/// An account; for now only a name for its id.
#[derive(Debug)]
pub enum Account {}

/// Makes the account that stands in for a company that nobody has named yet (A7).
pub fn placeholder(
    conn: &mut Conn,
    workspace: WorkspaceId,
    name: &str,
    now: OffsetDateTime,
) -> Result<Id<Account>, Error> {
    let id = Id::new(now);
    diesel::insert_into(accounts::table)
        .values((
            accounts::workspace_id.eq(workspace),
            accounts::id.eq(id),
            accounts::name.eq(name),
            accounts::placeholder.eq(true),
            accounts::created_at.eq(now),
            accounts::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(id)
}
