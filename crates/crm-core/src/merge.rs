//! Two people are one (D5): one record is kept, the other becomes part of it, and for thirty days they can be told apart
//! again.

mod belongings;
mod fields;

use std::collections::BTreeMap;

use db::{
    Conn, CustomerId, Id, UserId, WorkspaceId,
    schema::{contact_accounts, customers, duplicates, merges, notes},
};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tenancy::Actor;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

pub use fields::{Compared, compare, refusal};

use crate::{
    Error, Person,
    account::{self, Account},
    note::Note,
    opportunity::Opportunity,
    person::{self, Kind},
    timeline::{self, Fact},
};
use belongings::{
    companies_of, existing, follow, free_deal, gain_companies, leave_deals, link_company, links_to_companies, restore,
    take_deals, write_owners,
};
use fields::{merged, parted_from};

/// How long a merge can be undone.
pub const UNDOABLE: Duration = Duration::days(30);

/// Which of the two a value is taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The record that is kept.
    Keep,
    /// The one that becomes part of it.
    Other,
}

/// Fields and whose value they take; those that are not named take what [`compare`] proposes.
pub type Choices = BTreeMap<String, Side>;

/// A merge.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = merges)]
#[expect(missing_docs, reason = "columns of merges")]
pub struct Merge {
    pub id: Id<Merge>,
    pub keep_id: CustomerId,
    pub other_id: CustomerId,
    pub before: Value,
    pub merged_by: Option<UserId>,
    pub merged_at: OffsetDateTime,
    pub undone_at: Option<OffsetDateTime>,
}

impl Merge {
    /// What the other was called.
    pub fn other_name(&self) -> String {
        let of = |field: &str| self.before["other"][field].as_str().map(ToOwned::to_owned);
        ["name", "email", "phone", "company"].into_iter().find_map(of).unwrap_or_else(|| "Anonymous".to_owned())
    }
}

/// Forgets what both were, once a merge can't be undone any more: the job's.
pub const FORGET_JOB: &str = "merge.forget";

impl Merge {
    /// One of the two was a contact, who is not everybody's to see (L1).
    pub fn involves_contact(&self) -> bool {
        ["keep", "other"].iter().any(|side| self.before[side]["kind"] == "contact")
    }
}

/// What both were, and what moved.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    keep: Person,
    other: Person,
    /// The kept one as the merge wrote it.
    after: Person,
    notes: Vec<Id<Note>>,
    /// Deals whose primary contact changed, and who it was.
    deals: Vec<(Id<Opportunity>, CustomerId)>,
    companies: Vec<Id<Account>>,
    /// Companies that the kept one has by the merge.
    gained: Vec<Id<Account>>,
    /// People who were joined to the other before.
    joined: Vec<CustomerId>,
    /// Links of browsers; the caller's.
    links: Vec<Uuid>,
}

/// Merges two people. The caller has locked their browsers, takes the other's card off the board, and hands its browsers
/// over, whose links it names.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Refused`] with [`refusal`]'s reason, [`Error::Invalid`] for an unknown field of `choices`.
pub fn merge(
    conn: &mut Conn,
    workspace: WorkspaceId,
    (keep_id, other_id): (CustomerId, CustomerId),
    choices: &Choices,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Merge, Error> {
    let (keep, other) = lock_both(conn, workspace, keep_id, other_id)?;
    if let Some(why) = refusal(&keep, &other) {
        return Err(Error::Refused(why));
    }
    let compared = compare(&keep, &other);
    if let Some(unknown) = choices.keys().find(|field| !compared.iter().any(|one| one.field == **field)) {
        return Err(Error::invalid("fields", format!("name {unknown:?}, which neither of them has")));
    }
    let mut after = merged(&keep, &other, &compared, choices);
    let deals = leave_deals(conn, workspace, &keep, &other, &after)?;
    let companies = companies_of(conn, workspace, other_id)?;
    let joined = follow(conn, workspace, other_id, keep_id)?;
    // The other gives up what is one person's alone before the kept one takes it.
    diesel::delete(links_to_companies(workspace, other_id)).execute(conn)?;
    let gives_id = keep.external_id.is_none() && other.external_id.is_some();
    diesel::update(customers::table)
        .filter(customers::workspace_id.eq(workspace).and(customers::id.eq(other_id)))
        .set((
            customers::kind.eq(Kind::Lead),
            customers::account_id.eq(None::<Id<Account>>),
            customers::external_id.eq(other.external_id.as_ref().filter(|_| !gives_id)),
            customers::converted_at.eq(Some(now)),
            customers::converted_into.eq(Some(keep_id)),
            customers::updated_at.eq(now),
            customers::version.eq(customers::version + 1),
        ))
        .execute(conn)?;
    if gives_id {
        after.external_id.clone_from(&other.external_id);
    }
    person::write(conn, workspace, &after, now)?;
    write_owners(conn, workspace, &after)?;
    let gained = gain_companies(conn, workspace, (&keep, &after), &other, &companies, now)?;
    take_deals(conn, workspace, &deals, &after, actor, now)?;
    let moved: Vec<Id<Note>> = diesel::update(notes::table)
        .filter(notes::workspace_id.eq(workspace).and(notes::customer_id.eq(Some(other_id))))
        .set(notes::customer_id.eq(Some(keep_id)))
        .returning(notes::id)
        .get_results(conn)?;
    let (first, second) = (keep_id.min(other_id), keep_id.max(other_id));
    diesel::delete(duplicates::table.find((workspace, first, second))).execute(conn)?;
    let after = person::lock(conn, workspace, keep_id)?;
    let kept = Kept { keep, other, after, notes: moved, deals, companies, gained, joined, links: Vec::new() };
    let made = diesel::insert_into(merges::table)
        .values((
            merges::workspace_id.eq(workspace),
            merges::id.eq(Id::<Merge>::new(now)),
            merges::keep_id.eq(keep_id),
            merges::other_id.eq(other_id),
            merges::before.eq(json!(kept)),
            merges::merged_by.eq(if let Actor::User(user) = actor { Some(user) } else { None }),
            merges::merged_at.eq(now),
        ))
        .returning(Merge::as_returning())
        .get_result(conn)?;
    outbox::enqueue(conn, workspace, FORGET_JOB, json!({"merge_id": made.id}), now + UNDOABLE, now)?;
    timeline::record(conn, workspace, keep_id, actor, &Fact::Merged { other: other_id }, now)?;
    Ok(made)
}

/// Keeps which links of browsers a merge handed over.
pub fn remember_links(conn: &mut Conn, workspace: WorkspaceId, merge: &Merge, links: &[Uuid]) -> Result<(), Error> {
    let mut before = merge.before.clone();
    before["links"] = json!(links);
    diesel::update(merges::table.filter(merges::workspace_id.eq(workspace).and(merges::id.eq(merge.id))))
        .set(merges::before.eq(before))
        .execute(conn)?;
    Ok(())
}

/// One merge.
pub fn get(conn: &mut Conn, workspace: WorkspaceId, id: Id<Merge>) -> Result<Merge, Error> {
    Ok(merges::table
        .filter(merges::workspace_id.eq(workspace).and(merges::id.eq(id)))
        .select(Merge::as_select())
        .first(conn)?)
}

/// Whether somebody was a contact before they were merged into another.
pub fn was_contact(conn: &mut Conn, workspace: WorkspaceId, who: CustomerId) -> Result<bool, Error> {
    let into: Vec<Merge> = merges::table
        .filter(merges::workspace_id.eq(workspace).and(merges::other_id.eq(who)).and(merges::undone_at.is_null()))
        .select(Merge::as_select())
        .load(conn)?;
    Ok(into.iter().any(|merge| merge.before["other"]["kind"] == "contact"))
}

/// Removes what a merge remembers, and an account that was nothing but the other's email.
pub fn forget(conn: &mut Conn, workspace: WorkspaceId, id: Id<Merge>, now: OffsetDateTime) -> Result<(), Error> {
    let gone: Option<Merge> = diesel::delete(merges::table)
        .filter(merges::workspace_id.eq(workspace).and(merges::id.eq(id)))
        .returning(Merge::as_returning())
        .get_result(conn)
        .optional()?;
    match gone {
        Some(merge) if merge.undone_at.is_none() => remove_left_account(conn, workspace, &merge, Actor::System, now),
        _ => Ok(()),
    }
}

/// An account that nobody but the other belonged to goes with what is remembered of them.
pub(crate) fn remove_left_account(
    conn: &mut Conn,
    workspace: WorkspaceId,
    merge: &Merge,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let Ok(account) = Id::<Account>::deserialize(&merge.before["other"]["account_id"]) else { return Ok(()) };
    match account::remove_spent_placeholder(conn, workspace, account, actor, now) {
        Err(Error::NotFound) => Ok(()),
        other => other,
    }
}

/// What a caller has to undo of a merge itself.
#[derive(Debug, Clone)]
pub struct Undone {
    /// The merge.
    pub merge: Merge,
    /// Links of browsers that were the other's.
    pub links: Vec<Uuid>,
    /// The other is a lead, whose card goes back onto the board.
    pub is_lead: bool,
}

/// Tells two people apart again: the other is what it was, and what was the other's is so again. Of the kept one, each field
/// that is still as the merge wrote it is what it was before.
///
/// # Errors
/// [`Error::Refused`] after [`UNDOABLE`], a second time, or when either of them has become part of somebody else since;
/// [`Error::EmailTaken`] when a third person has the other's email by now.
pub fn undo(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Merge>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Undone, Error> {
    let merge: Merge = merges::table
        .filter(merges::workspace_id.eq(workspace).and(merges::id.eq(id)))
        .for_update()
        .select(Merge::as_select())
        .first(conn)?;
    if merge.undone_at.is_some() {
        return Err(Error::Refused("This merge was undone already."));
    }
    if merge.merged_at + UNDOABLE < now {
        return Err(Error::Refused("A merge can be undone for 30 days."));
    }
    let (current, other) = match lock_both(conn, workspace, merge.keep_id, merge.other_id) {
        Err(Error::NotFound) => return Err(Error::Refused("One of them was deleted since: restore it first.")),
        both => both?,
    };
    let parted = current.kind == Kind::Lead && current.converted_into.is_some();
    if parted || other.converted_into != Some(merge.keep_id) {
        return Err(Error::Refused("One of them has become part of another record since: undo that first."));
    }
    let unreadable = |error| db::Error::Unavailable(format!("an unreadable merge: {error}"));
    let kept = Kept::deserialize(&merge.before).map_err(unreadable)?;
    let before = parted_from(&current, &kept);
    // Deals that the kept one could no longer have, or that were the other's, are free while the two change places.
    let mut deals = leave_deals(conn, workspace, &current, &other, &before)?;
    for (deal, _) in &kept.deals {
        free_deal(conn, workspace, *deal, merge.keep_id, &mut deals)?;
    }
    diesel::delete(
        links_to_companies(workspace, merge.keep_id).filter(contact_accounts::account_id.eq_any(&kept.gained)),
    )
    .execute(conn)?;
    person::write(conn, workspace, &before, now)?;
    write_owners(conn, workspace, &before)?;
    restore(conn, workspace, &kept.other, now)?;
    for company in &existing(conn, workspace, &kept.companies)? {
        link_company(conn, workspace, merge.other_id, *company, now)?;
    }
    for (deal, who) in &mut deals {
        if let Some((_, was)) = kept.deals.iter().find(|(known, _)| known == deal) {
            *who = *was;
        }
    }
    for person in [&before, &kept.other] {
        let theirs: Vec<_> = deals.iter().filter(|(_, who)| *who == person.id).copied().collect();
        take_deals(conn, workspace, &theirs, person, actor, now)?;
    }
    diesel::update(notes::table)
        .filter(notes::workspace_id.eq(workspace).and(notes::id.eq_any(&kept.notes)))
        .filter(notes::customer_id.eq(Some(merge.keep_id)))
        .set(notes::customer_id.eq(Some(merge.other_id)))
        .execute(conn)?;
    diesel::update(customers::table)
        .filter(customers::workspace_id.eq(workspace).and(customers::id.eq_any(&kept.joined)))
        .filter(customers::converted_into.eq(Some(merge.keep_id)))
        .set(customers::converted_into.eq(Some(merge.other_id)))
        .execute(conn)?;
    let merge = diesel::update(merges::table.filter(merges::workspace_id.eq(workspace).and(merges::id.eq(id))))
        .set(merges::undone_at.eq(now))
        .returning(Merge::as_returning())
        .get_result(conn)?;
    // They were looked at: nobody proposes the pair again.
    dismiss(conn, workspace, (merge.keep_id, merge.other_id), now)?;
    for (whose, whom) in [(merge.keep_id, merge.other_id), (merge.other_id, merge.keep_id)] {
        timeline::record(conn, workspace, whose, actor, &Fact::Unmerged { other: whom }, now)?;
    }
    Ok(Undone { merge, links: kept.links, is_lead: kept.other.kind == Kind::Lead })
}

/// The merges that somebody was part of, the newest first.
pub fn of(conn: &mut Conn, workspace: WorkspaceId, who: CustomerId) -> Result<Vec<Merge>, Error> {
    Ok(merges::table
        .filter(merges::workspace_id.eq(workspace))
        .filter(merges::keep_id.eq(who).or(merges::other_id.eq(who)))
        .order((merges::merged_at.desc(), merges::id.desc()))
        .select(Merge::as_select())
        .load(conn)?)
}

/// Says of two people that they are two.
pub fn dismiss(
    conn: &mut Conn,
    workspace: WorkspaceId,
    (one, another): (CustomerId, CustomerId),
    now: OffsetDateTime,
) -> Result<(), Error> {
    let row = (
        duplicates::workspace_id.eq(workspace),
        duplicates::first_id.eq(one.min(another)),
        duplicates::second_id.eq(one.max(another)),
        duplicates::dismissed.eq(true),
        duplicates::created_at.eq(now),
    );
    diesel::insert_into(duplicates::table)
        .values(row)
        .on_conflict((duplicates::workspace_id, duplicates::first_id, duplicates::second_id))
        .do_update()
        .set(duplicates::dismissed.eq(true))
        .execute(conn)?;
    Ok(())
}

/// Files a suggestion that nobody could find by asking: a submission named both of them (D5).
pub(crate) fn suggest(
    conn: &mut Conn,
    workspace: WorkspaceId,
    (one, another): (CustomerId, CustomerId),
    reason: &str,
    now: OffsetDateTime,
) -> Result<(), Error> {
    diesel::insert_into(duplicates::table)
        .values((
            duplicates::workspace_id.eq(workspace),
            duplicates::first_id.eq(one.min(another)),
            duplicates::second_id.eq(one.max(another)),
            duplicates::reasons.eq(vec![reason]),
            duplicates::created_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(conn)?;
    Ok(())
}

fn lock_both(
    conn: &mut Conn,
    workspace: WorkspaceId,
    keep: CustomerId,
    other: CustomerId,
) -> Result<(Person, Person), Error> {
    // In the order of their ids, as everybody locks them.
    let first = person::lock(conn, workspace, keep.min(other))?;
    let second = person::lock(conn, workspace, keep.max(other))?;
    Ok(if keep <= other { (first, second) } else { (second, first) })
}
