//! Notes on people, accounts and opportunities (L9).

use db::{
    Conn, CustomerId, Id, WorkspaceId,
    schema::{customers, notes},
};
use diesel::prelude::*;
use tenancy::Actor;
use time::OffsetDateTime;

use crate::{
    Error,
    account::Account,
    opportunity::Opportunity,
    timeline::{self, Fact, Subject},
};

/// Characters that a note may have.
pub const MAX_LENGTH: usize = 20_000;

/// A note; [`Subject`] names the one record that it is on.
#[derive(Debug, Clone, Queryable)]
pub struct Note {
    /// Its id.
    pub id: Id<Note>,
    /// On a person.
    pub customer_id: Option<CustomerId>,
    /// On an account.
    pub account_id: Option<Id<Account>>,
    /// On an opportunity.
    pub opportunity_id: Option<Id<Opportunity>>,
    /// Counts changes.
    pub version: i32,
}

impl Note {
    fn subject(&self) -> Subject {
        Subject { customer: self.customer_id, account: self.account_id, opportunity: self.opportunity_id }
    }
}

/// Writes a note; the timeline keeps that there was one, not what it says.
pub fn add(
    conn: &mut Conn,
    workspace: WorkspaceId,
    on: impl Into<Subject>,
    body: &str,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Id<Note>, Error> {
    let (mut on, body, id) = (on.into(), checked(body)?, Id::<Note>::new(now));
    if let Some(customer) = on.customer {
        // A lead that was joined to a contact has its notes there (D4); a conversion right now waits for this one.
        let joined: Option<CustomerId> = customers::table
            .filter(customers::workspace_id.eq(workspace).and(customers::id.eq(customer)))
            .for_share()
            .select(customers::converted_into)
            .first(conn)?;
        on.customer = joined.or(on.customer);
    }
    diesel::insert_into(notes::table)
        .values((
            notes::workspace_id.eq(workspace),
            notes::id.eq(id),
            notes::customer_id.eq(on.customer),
            notes::account_id.eq(on.account),
            notes::opportunity_id.eq(on.opportunity),
            notes::body.eq(body),
            notes::author_kind.eq(actor.kind()),
            notes::author_id.eq(actor.id()),
            notes::created_at.eq(now),
            notes::updated_at.eq(now),
        ))
        .execute(conn)?;
    timeline::record(conn, workspace, on, actor, &Fact::NoteAdded { note: id.uuid() }, now)?;
    Ok(id)
}

/// The note with this id, locked.
pub fn lock(conn: &mut Conn, workspace: WorkspaceId, id: Id<Note>) -> Result<Note, Error> {
    Ok(notes::table
        .filter(notes::workspace_id.eq(workspace).and(notes::id.eq(id)))
        .for_update()
        .select((notes::id, notes::customer_id, notes::account_id, notes::opportunity_id, notes::version))
        .first(conn)?)
}

/// Rewrites a note that the transaction has locked.
pub fn edit(
    conn: &mut Conn,
    workspace: WorkspaceId,
    note: &Note,
    body: &str,
    expected: Option<i32>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<(), Error> {
    if expected.is_some_and(|version| version != note.version) {
        return Err(Error::Stale);
    }
    diesel::update(notes::table.filter(notes::workspace_id.eq(workspace).and(notes::id.eq(note.id))))
        .set((notes::body.eq(checked(body)?), notes::updated_at.eq(now), notes::version.eq(notes::version + 1)))
        .execute(conn)?;
    timeline::record(conn, workspace, note.subject(), actor, &Fact::NoteEdited { note: note.id.uuid() }, now)
}

/// Deletes a note.
pub fn delete(
    conn: &mut Conn,
    workspace: WorkspaceId,
    note: &Note,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<(), Error> {
    diesel::delete(notes::table.filter(notes::workspace_id.eq(workspace).and(notes::id.eq(note.id)))).execute(conn)?;
    timeline::record(conn, workspace, note.subject(), actor, &Fact::NoteDeleted { note: note.id.uuid() }, now)
}

fn checked(body: &str) -> Result<String, Error> {
    crate::text("body", body, MAX_LENGTH)?.ok_or_else(|| Error::invalid("body", "is required"))
}
