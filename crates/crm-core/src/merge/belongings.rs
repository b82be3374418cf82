//! What belongs to two people: companies, deals, and who was joined to them.

use db::{
    Conn, CustomerId, Id, WorkspaceId,
    schema::{accounts, contact_accounts, customers, opportunities},
};
use diesel::prelude::*;
use tenancy::Actor;
use time::OffsetDateTime;

use crate::{
    Error, Person,
    account::{self, Account},
    opportunity::Opportunity,
    person::{self, Kind},
    timeline::{self, Fact, Named, Subject},
};

/// What [`person::write`] leaves alone: whose contact somebody is, and who is in charge.
pub(super) fn write_owners(conn: &mut Conn, workspace: WorkspaceId, person: &Person) -> Result<(), Error> {
    // Who left meanwhile is in charge of nothing.
    let assigned_to =
        person.assigned_to.filter(|user| person::check_teammate(conn, workspace, "assigned_to", Some(*user)).is_ok());
    diesel::update(customers::table)
        .filter(customers::workspace_id.eq(workspace).and(customers::id.eq(person.id)))
        .set((customers::account_id.eq(person.account_id), customers::assigned_to.eq(assigned_to)))
        .execute(conn)?;
    Ok(())
}

/// The other's row as it was before the merge.
pub(super) fn restore(
    conn: &mut Conn,
    workspace: WorkspaceId,
    other: &Person,
    now: OffsetDateTime,
) -> Result<(), Error> {
    if let Some(account) = other.account_id
        && matches!(account::get(conn, workspace, account), Err(Error::NotFound))
    {
        return Err(Error::Refused("The account of the other contact is gone."));
    }
    diesel::update(customers::table)
        .filter(customers::workspace_id.eq(workspace).and(customers::id.eq(other.id)))
        .set((
            customers::kind.eq(other.kind),
            customers::account_id.eq(other.account_id),
            customers::converted_at.eq(other.converted_at),
            customers::converted_into.eq(other.converted_into),
        ))
        .execute(conn)?;
    person::write(conn, workspace, other, now)
}

/// Who was joined to the other is the kept one's.
pub(super) fn follow(
    conn: &mut Conn,
    workspace: WorkspaceId,
    from: CustomerId,
    to: CustomerId,
) -> Result<Vec<CustomerId>, Error> {
    Ok(diesel::update(customers::table)
        .filter(customers::workspace_id.eq(workspace).and(customers::converted_into.eq(Some(from))))
        .filter(customers::id.ne(from))
        .set(customers::converted_into.eq(Some(to)))
        .returning(customers::id)
        .get_results(conn)?)
}

#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn links_to_companies(workspace: WorkspaceId, who: CustomerId) -> _ {
    contact_accounts::table
        .filter(contact_accounts::workspace_id.eq(workspace).and(contact_accounts::customer_id.eq(who)))
}

pub(super) fn companies_of(
    conn: &mut Conn,
    workspace: WorkspaceId,
    who: CustomerId,
) -> Result<Vec<Id<Account>>, Error> {
    Ok(links_to_companies(workspace, who)
        .order(contact_accounts::account_id)
        .select(contact_accounts::account_id)
        .load(conn)?)
}

/// Those of these accounts that are still there.
pub(super) fn existing(
    conn: &mut Conn,
    workspace: WorkspaceId,
    companies: &[Id<Account>],
) -> Result<Vec<Id<Account>>, Error> {
    Ok(accounts::table
        .filter(accounts::workspace_id.eq(workspace).and(accounts::id.eq_any(companies)))
        .order(accounts::id)
        .select(accounts::id)
        .load(conn)?)
}

/// The kept one gets the other's companies, and whichever of the two accounts is not its own now; which of them are new to
/// it. An account that is nothing but somebody's email is nobody else's company.
pub(super) fn gain_companies(
    conn: &mut Conn,
    workspace: WorkspaceId,
    (keep, after): (&Person, &Person),
    other: &Person,
    companies: &[Id<Account>],
    now: OffsetDateTime,
) -> Result<Vec<Id<Account>>, Error> {
    if after.kind != Kind::Contact {
        return Ok(Vec::new());
    }
    let mut own = Vec::new();
    for account in [other.account_id, keep.account_id].into_iter().flatten() {
        if !account::get(conn, workspace, account)?.placeholder {
            own.push(account);
        }
    }
    if let Some(account) = after.account_id {
        let twice = links_to_companies(workspace, after.id).filter(contact_accounts::account_id.eq(account));
        diesel::delete(twice).execute(conn)?;
    }
    let mut gained = Vec::new();
    for company in companies.iter().copied().chain(own) {
        if Some(company) != after.account_id && link_company(conn, workspace, after.id, company, now)? {
            gained.push(company);
        }
    }
    Ok(gained)
}

pub(super) fn link_company(
    conn: &mut Conn,
    workspace: WorkspaceId,
    who: CustomerId,
    company: Id<Account>,
    now: OffsetDateTime,
) -> Result<bool, Error> {
    let made = diesel::insert_into(contact_accounts::table)
        .values((
            contact_accounts::workspace_id.eq(workspace),
            contact_accounts::customer_id.eq(who),
            contact_accounts::account_id.eq(company),
            contact_accounts::created_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(conn)?;
    Ok(made == 1)
}

/// Frees the deals whose primary contact is the other, and those of the kept one when its account changes: the key ties a
/// deal's contact to the deal's account (H8).
pub(super) fn leave_deals(
    conn: &mut Conn,
    workspace: WorkspaceId,
    keep: &Person,
    other: &Person,
    after: &Person,
) -> Result<Vec<(Id<Opportunity>, CustomerId)>, Error> {
    let mut leaving = vec![other.id];
    if keep.account_id != after.account_id {
        leaving.push(keep.id);
    }
    let deals: Vec<(Id<Opportunity>, Option<CustomerId>)> = opportunities::table
        .filter(opportunities::workspace_id.eq(workspace).and(opportunities::primary_contact_id.eq_any(leaving)))
        .order(opportunities::id)
        .for_update()
        .select((opportunities::id, opportunities::primary_contact_id))
        .load(conn)?;
    let ids: Vec<Id<Opportunity>> = deals.iter().map(|(id, _)| *id).collect();
    diesel::update(opportunities::table)
        .filter(opportunities::workspace_id.eq(workspace).and(opportunities::id.eq_any(ids)))
        .set(opportunities::primary_contact_id.eq(None::<CustomerId>))
        .execute(conn)?;
    Ok(deals.into_iter().filter_map(|(id, who)| Some((id, who?))).collect())
}

/// Frees one more deal, when it is still the kept one's, or nobody's as the merge may have left it.
pub(super) fn free_deal(
    conn: &mut Conn,
    workspace: WorkspaceId,
    deal: Id<Opportunity>,
    keep: CustomerId,
    freed: &mut Vec<(Id<Opportunity>, CustomerId)>,
) -> Result<(), Error> {
    let was_theirs = diesel::update(opportunities::table)
        .filter(opportunities::workspace_id.eq(workspace).and(opportunities::id.eq(deal)))
        .filter(opportunities::primary_contact_id.eq(keep).or(opportunities::primary_contact_id.is_null()))
        .set(opportunities::primary_contact_id.eq(None::<CustomerId>))
        .execute(conn)?;
    if was_theirs > 0 && !freed.iter().any(|(known, _)| *known == deal) {
        freed.push((deal, keep));
    }
    Ok(())
}

/// Makes somebody the primary contact of those of the deals that are their account's; the others have none.
pub(super) fn take_deals(
    conn: &mut Conn,
    workspace: WorkspaceId,
    deals: &[(Id<Opportunity>, CustomerId)],
    person: &Person,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<(), Error> {
    for (id, was) in deals {
        let (account, name): (Id<Account>, String) = opportunities::table
            .filter(opportunities::workspace_id.eq(workspace).and(opportunities::id.eq(*id)))
            .select((opportunities::account_id, opportunities::name))
            .first(conn)?;
        let contact = (person.account_id == Some(account)).then_some(person.id);
        diesel::update(opportunities::table)
            .filter(opportunities::workspace_id.eq(workspace).and(opportunities::id.eq(*id)))
            .set((
                opportunities::primary_contact_id.eq(contact),
                opportunities::updated_at.eq(now),
                opportunities::version.eq(opportunities::version + 1),
            ))
            .execute(conn)?;
        if contact != Some(*was) {
            let subject = Subject { customer: Some(person.id), account: Some(account), opportunity: Some(*id) };
            let fact = Fact::PrimaryContactChanged { opportunity: Named::new(*id, name), contact };
            timeline::record(conn, workspace, subject, actor, &fact, now)?;
        }
    }
    Ok(())
}
