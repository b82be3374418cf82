//! A lead becomes a contact (D4, H18–H20, L34–L36).

use db::{
    Conn, CustomerId, Id, WorkspaceId,
    schema::{accounts, customers, notes, workspaces},
};
use diesel::prelude::*;
use serde_json::Value;
use tenancy::Actor;
use time::OffsetDateTime;

use crate::{
    Email, Error, Person,
    account::Account,
    contact::{self, AccountChoice},
    custom_fields::DISPLAY_NAMES,
    lead::CoreFields,
    opportunity::{self, Opportunity},
    person::{self, Channel, Kind},
    timeline::{self, Fact},
};

/// What the person who converts decides.
#[derive(Debug, Clone, Default)]
pub struct Conversion {
    /// The contact's name; the lead's when absent.
    pub name: Option<String>,
    /// The contact's email; the lead's when absent.
    pub email: Option<Email>,
    /// Whose contact; not asked when a contact is there already.
    pub account: Option<AccountChoice>,
    /// An opportunity of that account with the contact as its primary one (H19).
    pub opportunity: Option<(String, opportunity::Edit)>,
    /// How they like to be reached.
    pub preferred_channel: Option<Channel>,
    /// A contact is recognised by the email alone: a call that anyone can make joins nobody by a phone (D22).
    pub by_email_only: bool,
}

/// What became of a lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Converted {
    /// The contact: the lead itself, or the one that was there.
    pub contact: CustomerId,
    /// Its account.
    pub account: Id<Account>,
    /// What was made beside it.
    pub opportunity: Option<Id<Opportunity>>,
    /// A contact with the email or phone was there already.
    pub linked_existing: bool,
    /// False for a second click, which changes nothing (L35).
    pub now: bool,
}

/// By what an existing contact is recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatchedBy {
    /// The same email.
    Email,
    /// The same phone.
    Phone,
}

/// Whom a conversion would link to, and else which account it could mean.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The contact that is there.
    pub existing: Option<(CustomerId, MatchedBy)>,
    /// An account with the lead's company name or email domain.
    pub suggested_account: Option<Account>,
}

/// What a conversion would do with this email, or the lead's own.
pub fn preview(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: CustomerId,
    email: Option<&Email>,
) -> Result<Preview, Error> {
    let lead = person::lock_open(conn, workspace, id, Kind::Lead)?;
    let email = email.cloned().or_else(|| own_email(&lead));
    let existing = find_match(conn, workspace, &lead, email.as_ref(), false)?.map(|(contact, by)| (contact.id, by));
    let suggested_account = match existing {
        Some(_) => None,
        None => suggest_account(conn, workspace, &lead, email.as_ref())?,
    };
    Ok(Preview { existing, suggested_account })
}

/// Converts a lead, once: whoever comes second gets the same contact. The caller takes the card off the board and, when
/// the lead was joined to another contact, hands its browsers over.
///
/// # Errors
/// [`Error::NotFound`] for who was never a lead, [`Error::Invalid`] without an email, [`Error::AccountRequired`].
pub fn convert(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: CustomerId,
    conversion: &Conversion,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Converted, Error> {
    // No index makes a phone unique: conversions of one workspace wait for each other, so that two leads with one phone
    // become one contact.
    if !conversion.by_email_only {
        workspaces::table.find(workspace).for_no_key_update().select(workspaces::id).first::<WorkspaceId>(conn)?;
    }
    let lead = person::lock(conn, workspace, id)?;
    if let Some(contact) = lead.converted_into {
        let account = person::lock(conn, workspace, contact)?.account_id.ok_or(Error::NotFound)?;
        let linked_existing = contact != id;
        return Ok(Converted { contact, account, opportunity: None, linked_existing, now: false });
    }
    if lead.kind != Kind::Lead {
        return Err(Error::NotFound);
    }
    let email = conversion.email.clone().or_else(|| own_email(&lead));
    let (contact, account) = match find_match(conn, workspace, &lead, email.as_ref(), conversion.by_email_only)? {
        Some((existing, _)) => {
            let account = existing.account_id.ok_or(Error::NotFound)?;
            let contact = join(conn, workspace, &lead, existing, conversion, now)?;
            (contact, crate::account::get(conn, workspace, account)?)
        }
        None => {
            let email = email.ok_or_else(|| Error::invalid("email", "is required: a contact has an email"))?;
            let account =
                contact::choose_account(conn, workspace, conversion.account.as_ref(), &core_of(&lead), actor, now)?;
            become_contact(conn, workspace, &lead, (&email, account.id), conversion, now)?;
            (id, account)
        }
    };
    let linked_existing = contact != id;
    let fact = Fact::Converted { contact, account: account.named(), linked_existing };
    timeline::record(conn, workspace, (id, account.id), actor, &fact, now)?;
    let opportunity = match &conversion.opportunity {
        Some((name, fields)) => {
            let fields = opportunity::Edit { primary_contact_id: Some(Some(contact)), ..fields.clone() };
            let made = opportunity::create(conn, workspace, name, account.id, &fields, actor, now)
                .map_err(|error| error.inside("opportunity"))?;
            Some(made.id)
        }
        None => None,
    };
    Ok(Converted { contact, account: account.id, opportunity, linked_existing, now: true })
}

/// The contact with this email, else with the lead's phone (D4).
fn find_match(
    conn: &mut Conn,
    workspace: WorkspaceId,
    lead: &Person,
    email: Option<&Email>,
    by_email_only: bool,
) -> Result<Option<(Person, MatchedBy)>, Error> {
    if let Some(email) = email
        && let Some(contact) = person::contact_by_email(conn, workspace, email)?
    {
        return Ok(Some((contact, MatchedBy::Email)));
    }
    let Some(phone) = lead.phone.as_ref().filter(|_| !by_email_only) else { return Ok(None) };
    Ok(person::contact_by_phone(conn, workspace, phone)?.map(|contact| (contact, MatchedBy::Phone)))
}

/// The lead itself becomes the contact: one row, one update.
fn become_contact(
    conn: &mut Conn,
    workspace: WorkspaceId,
    lead: &Person,
    (email, account): (&Email, Id<Account>),
    conversion: &Conversion,
    now: OffsetDateTime,
) -> Result<(), Error> {
    // What a person typed here is no longer the visitor's to change (D23).
    let typed = |field: &str| {
        (field == "name" && conversion.name.is_some()) || (field == "email" && conversion.email.is_some())
    };
    let visitor_fields: Vec<&String> = lead.visitor_fields.iter().filter(|field| !typed(field)).collect();
    diesel::update(customers::table)
        .filter(customers::workspace_id.eq(workspace).and(customers::id.eq(lead.id)))
        .set((
            customers::visitor_fields.eq(visitor_fields),
            customers::kind.eq(Kind::Contact),
            customers::account_id.eq(Some(account)),
            customers::name.eq(conversion.name.as_ref().or(lead.name.as_ref())),
            customers::email.eq(email.as_str()),
            customers::preferred_channel.eq(conversion.preferred_channel.or(lead.preferred_channel)),
            customers::converted_at.eq(Some(now)),
            customers::converted_into.eq(Some(lead.id)),
            customers::updated_at.eq(now),
            customers::version.eq(customers::version + 1),
        ))
        .execute(conn)
        // Somebody made a contact with this email since we looked: the transaction starts over and finds it.
        .map_err(|error| match db::Error::from(error) {
            db::Error::Constraint(name) if name == "customers_contact_email_key" => {
                Error::Database(db::Error::Contention("the contact was made meanwhile".to_owned()))
            }
            other => other.into(),
        })?;
    Ok(())
}

/// The lead is joined to a contact that is there: what the contact lacks it gets from the lead (L36).
fn join(
    conn: &mut Conn,
    workspace: WorkspaceId,
    lead: &Person,
    mut contact: Person,
    conversion: &Conversion,
    now: OffsetDateTime,
) -> Result<CustomerId, Error> {
    let id = contact.id;
    let name = conversion.name.clone().or_else(|| lead.name.clone());
    fill_in(&mut contact, lead, name, conversion.preferred_channel);
    // The site's own id is one person's: the lead's row gives it up before the contact's takes it.
    let gives_id = contact.external_id.is_none() && lead.external_id.is_some();
    diesel::update(customers::table)
        .filter(customers::workspace_id.eq(workspace).and(customers::id.eq(lead.id)))
        .set((
            customers::converted_at.eq(Some(now)),
            customers::converted_into.eq(Some(id)),
            customers::external_id.eq(lead.external_id.as_ref().filter(|_| !gives_id)),
            customers::updated_at.eq(now),
            customers::version.eq(customers::version + 1),
        ))
        .execute(conn)?;
    // Leads that were joined to this one while it was a contact itself come along: a pointer is never followed twice.
    diesel::update(
        customers::table.filter(customers::workspace_id.eq(workspace).and(customers::converted_into.eq(Some(lead.id)))),
    )
    .set(customers::converted_into.eq(Some(id)))
    .execute(conn)?;
    if gives_id {
        contact.external_id.clone_from(&lead.external_id);
    }
    person::write(conn, workspace, &contact, now)?;
    diesel::update(notes::table.filter(notes::workspace_id.eq(workspace).and(notes::customer_id.eq(Some(lead.id)))))
        .set(notes::customer_id.eq(Some(id)))
        .execute(conn)?;
    Ok(id)
}

fn fill_in(contact: &mut Person, lead: &Person, name: Option<String>, channel: Option<Channel>) {
    let fill = |slot: &mut Option<String>, value: Option<String>| *slot = slot.take().or(value);
    fill(&mut contact.name, name);
    fill(&mut contact.phone, lead.phone.clone());
    fill(&mut contact.company, lead.company.clone());
    fill(&mut contact.title, lead.title.clone());
    contact.score = contact.score.or(lead.score);
    contact.preferred_channel = contact.preferred_channel.or(channel).or(lead.preferred_channel);
    for tag in &lead.tags {
        if !contact.tags.contains(tag) {
            contact.tags.push(tag.clone());
        }
    }
    add_missing(&mut contact.custom_fields, &lead.custom_fields);
    add_missing(&mut contact.metadata, &lead.metadata);
}

/// Adds the keys that `object` lacks, and their labels.
pub(crate) fn add_missing(object: &mut Value, from: &Value) {
    let (Value::Object(object), Value::Object(from)) = (object, from) else { return };
    for (key, value) in from {
        match object.get_mut(key) {
            None => {
                object.insert(key.clone(), value.clone());
            }
            Some(Value::Object(labels)) if key == DISPLAY_NAMES => {
                for (key, label) in value.as_object().into_iter().flatten() {
                    labels.entry(key.clone()).or_insert_with(|| label.clone());
                }
            }
            Some(_) => {}
        }
    }
}

fn suggest_account(
    conn: &mut Conn,
    workspace: WorkspaceId,
    lead: &Person,
    email: Option<&Email>,
) -> Result<Option<Account>, Error> {
    let domain = email.and_then(|email| email.as_str().rsplit_once('@')).map(|(_, domain)| domain.to_owned());
    let by_name = lead.company.as_deref().map(str::to_lowercase);
    let name = diesel::dsl::sql::<diesel::sql_types::Nullable<diesel::sql_types::Text>>("lower(accounts.name)");
    Ok(accounts::table
        .filter(accounts::workspace_id.eq(workspace).and(accounts::placeholder.eq(false)))
        .filter(name.eq(by_name).or(accounts::domain.eq(domain)))
        .order(accounts::id)
        .select(Account::as_select())
        .first(conn)
        .optional()?)
}

fn own_email(lead: &Person) -> Option<Email> {
    lead.email.as_deref().and_then(|email| Email::parse(email).ok())
}

fn core_of(lead: &Person) -> CoreFields {
    CoreFields {
        name: lead.name.clone(),
        company: lead.company.clone(),
        email: own_email(lead),
        ..CoreFields::default()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Proves: L36
    #[test]
    fn a_contact_keeps_its_own_fields_and_gets_what_it_lacks() {
        let mut contact = json!({"seats": 5, "_displayNames": {"seats": "Seats"}});
        let lead = json!({"seats": 9, "city": "Ulm", "_displayNames": {"seats": "Plätze", "city": "City"}});
        add_missing(&mut contact, &lead);
        assert_eq!(contact, json!({"seats": 5, "city": "Ulm", "_displayNames": {"seats": "Seats", "city": "City"}}));
    }
}
