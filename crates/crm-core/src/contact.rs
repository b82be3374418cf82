//! Contacts: make, move to another account, link further companies, demote, delete.

use db::{
    Conn, CustomerId, Id, UserId, WorkspaceId,
    schema::{contact_accounts, customers, opportunities},
};
use diesel::prelude::*;
use serde_json::Value;
use tenancy::Actor;
use time::OffsetDateTime;

use crate::{
    Email, Error, Person, Source,
    account::{self, Account},
    custom_fields::{self, CustomFields, Field},
    definition::{self, Object},
    focus,
    lead::CoreFields,
    merge,
    opportunity::Opportunity,
    person::{self, Channel, Kind, as_text, check_teammate},
    timeline::{self, Fact, Named, Subject},
};

/// Whose contact somebody is to be (D2). Never a company that nobody asked for.
#[derive(Debug, Clone)]
pub enum AccountChoice {
    /// This one.
    Existing(Id<Account>),
    /// One that is made now, with this name and these fields (H22).
    New(String, Box<account::Edit>),
    /// One that stands in until somebody names the company: only for callers that ask for it.
    Placeholder,
}

/// A contact to make.
#[derive(Debug, Clone)]
pub struct NewContact {
    /// What is known of the person; an email is.
    pub core: CoreFields,
    /// Tags to begin with.
    pub tags: Vec<String>,
    /// Custom fields.
    pub custom_fields: Vec<Field>,
    /// How they came in.
    pub source: Source,
    /// 0 to 100.
    pub score: Option<i16>,
    /// The teammate in charge.
    pub assigned_to: Option<UserId>,
    /// How they like to be reached.
    pub preferred_channel: Option<Channel>,
    /// Whose contact; none is [`Error::AccountRequired`] (H23).
    pub account: Option<AccountChoice>,
}

/// Makes a contact (H3, H21).
///
/// # Errors
/// [`Error::Invalid`] without an email, [`Error::AccountRequired`], [`Error::EmailTaken`] with the contact that has it.
pub fn create(
    conn: &mut Conn,
    workspace: WorkspaceId,
    new: &NewContact,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<CustomerId, Error> {
    let Some(email) = &new.core.email else {
        return Err(Error::invalid("email", "is required: a contact has an email"));
    };
    check_teammate(conn, workspace, "assigned_to", new.assigned_to)?;
    let mut fields = CustomFields::new();
    custom_fields::merge(&mut fields, &new.custom_fields);
    definition::check(conn, workspace, Object::Contact, &mut fields)?;
    custom_fields::mark_typed(&mut fields);
    let account = choose_account(conn, workspace, new.account.as_ref(), &new.core, actor, now)?;
    let made: Option<CustomerId> = diesel::insert_into(customers::table)
        .values((
            (
                customers::workspace_id.eq(workspace),
                customers::id.eq(CustomerId::new(now)),
                customers::kind.eq(Kind::Contact),
                customers::account_id.eq(Some(account.id)),
                customers::name.eq(&new.core.name),
                customers::email.eq(email.as_str()),
                customers::phone.eq(as_text(&new.core.phone)),
                customers::company.eq(&new.core.company),
                customers::title.eq(&new.core.title),
            ),
            customers::tags.eq(&new.tags),
            customers::source.eq(new.source),
            customers::score.eq(new.score),
            customers::assigned_to.eq(new.assigned_to),
            customers::preferred_channel.eq(new.preferred_channel),
            customers::custom_fields.eq(Value::Object(fields)),
            customers::created_at.eq(now),
            customers::updated_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .returning(customers::id)
        .get_result(conn)
        .optional()?;
    let Some(id) = made else {
        let holder = person::contact_by_email(conn, workspace, email)?.map(|person| person.id);
        return Err(Error::EmailTaken { kind: Kind::Contact, holder });
    };
    timeline::record(conn, workspace, (id, account.id), actor, &Fact::ContactCreated { source: new.source }, now)?;
    Ok(id)
}

/// The account that a contact is to belong to, made if it has to be. Fields of a new one are named `account.…`.
pub(crate) fn choose_account(
    conn: &mut Conn,
    workspace: WorkspaceId,
    choice: Option<&AccountChoice>,
    core: &CoreFields,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Account, Error> {
    match choice {
        None => Err(Error::AccountRequired),
        Some(AccountChoice::Existing(id)) => account::named(conn, workspace, *id),
        Some(AccountChoice::New(name, fields)) => {
            account::create(conn, workspace, name, fields, actor, now).map_err(|error| error.inside("account"))
        }
        Some(AccountChoice::Placeholder) => {
            let email = core.email.as_ref().map_or("", Email::as_str);
            let name = core.company.as_deref().or(core.name.as_deref()).unwrap_or(email);
            let id = account::placeholder(conn, workspace, name, now)?;
            account::get(conn, workspace, id)
        }
    }
}

/// Moves a contact to another account (H25). It is no primary contact of the old account's opportunities any more; a
/// placeholder that nothing hangs on afterwards goes (A8).
pub fn move_to_account(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: CustomerId,
    to: Id<Account>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let contact = person::lock_open(conn, workspace, id, Kind::Contact)?;
    let from = account_of(conn, workspace, &contact)?;
    if from.id == to {
        return Ok(());
    }
    let to = account::named(conn, workspace, to)?;
    leave_deals(conn, workspace, id, actor, now)?;
    unlink_row(conn, workspace, id, to.id)?;
    diesel::update(customers::table)
        .filter(customers::workspace_id.eq(workspace).and(customers::id.eq(id)))
        .set((
            customers::account_id.eq(Some(to.id)),
            customers::updated_at.eq(now),
            customers::version.eq(customers::version + 1),
        ))
        .execute(conn)?;
    let fact = Fact::AccountChanged { from: from.named(), to: to.named() };
    timeline::record(conn, workspace, (id, to.id), actor, &fact, now)?;
    timeline::record(conn, workspace, from.id, actor, &Fact::ContactLeft { contact: id }, now)?;
    account::remove_spent_placeholder(conn, workspace, from.id, actor, now)
}

/// Links a further company (A21). The first real one takes a placeholder's place as *the* account (D2).
pub fn link_company(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: CustomerId,
    company: Id<Account>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let contact = person::lock_open(conn, workspace, id, Kind::Contact)?;
    let current = account_of(conn, workspace, &contact)?;
    let company = account::named(conn, workspace, company)?;
    if current.id == company.id {
        return Ok(());
    }
    if current.placeholder && !company.placeholder {
        return move_to_account(conn, workspace, id, company.id, actor, now);
    }
    let new = diesel::insert_into(contact_accounts::table)
        .values((
            contact_accounts::workspace_id.eq(workspace),
            contact_accounts::customer_id.eq(id),
            contact_accounts::account_id.eq(company.id),
            contact_accounts::created_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(conn)?;
    if new == 0 {
        return Ok(());
    }
    timeline::record(conn, workspace, (id, company.id), actor, &Fact::CompanyLinked(company.named()), now)
}

/// Takes a further company away. *The* account is no further company: only a demotion takes that (H24).
///
/// # Errors
/// [`Error::NotFound`] when it is not linked.
pub fn unlink_company(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: CustomerId,
    company: Id<Account>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<(), Error> {
    person::lock_open(conn, workspace, id, Kind::Contact)?;
    let company = account::get(conn, workspace, company)?;
    if !unlink_row(conn, workspace, id, company.id)? {
        return Err(Error::NotFound);
    }
    timeline::record(conn, workspace, (id, company.id), actor, &Fact::CompanyUnlinked(company.named()), now)
}

/// Makes a contact a lead again (H24, D10): account, further companies, places as primary contact and the conversion are
/// cleared; everything that happened stays. The caller puts the card back on the board.
///
/// # Errors
/// [`Error::EmailTaken`] when an open lead has the email by now.
pub fn demote(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: CustomerId,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let contact = person::lock_open(conn, workspace, id, Kind::Contact)?;
    let from = account_of(conn, workspace, &contact)?;
    if let Some(email) = contact.email.as_deref().and_then(|email| Email::parse(email).ok())
        && let Some(holder) = person::open_lead_by_email(conn, workspace, &email)?
    {
        return Err(Error::EmailTaken { kind: Kind::Lead, holder: Some(holder.id) });
    }
    leave_deals(conn, workspace, id, actor, now)?;
    diesel::delete(
        contact_accounts::table
            .filter(contact_accounts::workspace_id.eq(workspace).and(contact_accounts::customer_id.eq(id))),
    )
    .execute(conn)?;
    diesel::update(customers::table)
        .filter(customers::workspace_id.eq(workspace).and(customers::id.eq(id)))
        .set((
            customers::kind.eq(Kind::Lead),
            customers::account_id.eq(None::<Id<Account>>),
            customers::converted_at.eq(None::<OffsetDateTime>),
            customers::converted_into.eq(None::<CustomerId>),
            customers::updated_at.eq(now),
            customers::version.eq(customers::version + 1),
        ))
        .execute(conn)?;
    timeline::record(conn, workspace, (id, from.id), actor, &Fact::Demoted { account: from.named() }, now)?;
    account::remove_spent_placeholder(conn, workspace, from.id, actor, now)
}

/// Deletes a contact for good, with the leads that were joined to it and its notes (D10); everybody who went. The caller
/// takes the person off what other crates own: browsers, their events, receipts.
pub fn delete(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: CustomerId,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Vec<CustomerId>, Error> {
    let contact = person::lock_open(conn, workspace, id, Kind::Contact)?;
    let from = account_of(conn, workspace, &contact)?;
    leave_deals(conn, workspace, id, actor, now)?;
    let merges = merge::of(conn, workspace, id)?;
    let mine = customers::id.eq(id).or(customers::converted_into.eq(Some(id)));
    let gone: Vec<CustomerId> =
        diesel::delete(customers::table.filter(customers::workspace_id.eq(workspace).and(mine)))
            .returning(customers::id)
            .get_results(conn)?;
    focus::forget(conn, workspace, &gone.iter().map(|id| id.uuid()).collect::<Vec<_>>())?;
    timeline::record(conn, workspace, from.id, actor, &Fact::ContactLeft { contact: id }, now)?;
    account::remove_spent_placeholder(conn, workspace, from.id, actor, now)?;
    for merge in merges.iter().filter(|merge| merge.undone_at.is_none()) {
        merge::remove_left_account(conn, workspace, merge, actor, now)?;
    }
    Ok(gone)
}

fn account_of(conn: &mut Conn, workspace: WorkspaceId, contact: &Person) -> Result<Account, Error> {
    account::get(conn, workspace, contact.account_id.ok_or(Error::NotFound)?)
}

/// Clears a contact from the opportunities that name it: the key would refuse the move (H8).
fn leave_deals(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: CustomerId,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let deals: Vec<(Id<Opportunity>, Id<Account>, String)> = opportunities::table
        .filter(opportunities::workspace_id.eq(workspace).and(opportunities::primary_contact_id.eq(id)))
        .order(opportunities::id)
        .for_update()
        .select((opportunities::id, opportunities::account_id, opportunities::name))
        .load(conn)?;
    for (deal, account, name) in deals {
        diesel::update(opportunities::table)
            .filter(opportunities::workspace_id.eq(workspace).and(opportunities::id.eq(deal)))
            .set((
                opportunities::primary_contact_id.eq(None::<CustomerId>),
                opportunities::updated_at.eq(now),
                opportunities::version.eq(opportunities::version + 1),
            ))
            .execute(conn)?;
        let subject = Subject { customer: Some(id), account: Some(account), opportunity: Some(deal) };
        let fact = Fact::PrimaryContactChanged { opportunity: Named::new(deal, name), contact: None };
        timeline::record(conn, workspace, subject, actor, &fact, now)?;
    }
    Ok(())
}

fn unlink_row(conn: &mut Conn, workspace: WorkspaceId, id: CustomerId, company: Id<Account>) -> Result<bool, Error> {
    let row = contact_accounts::table
        .filter(contact_accounts::workspace_id.eq(workspace))
        .filter(contact_accounts::customer_id.eq(id).and(contact_accounts::account_id.eq(company)));
    Ok(diesel::delete(row).execute(conn)? > 0)
}
