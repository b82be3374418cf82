//! The row of a person, lead or contact (D1), and what a person or a program changes on it.

use db::{
    Conn, CustomerId, Id, UserId, WorkspaceId,
    schema::{accounts, customers, memberships, opportunities},
};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tenancy::Actor;
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use crate::{
    Email, Error, Phone,
    account::Account,
    custom_fields::{self, CustomFields},
    definition::{self, Object},
    timeline::{self, Fact},
};

db::text_enum! {
    /// What a person is.
    pub enum Kind {
        /// Not yet a customer's: no account.
        Lead = "lead",
        /// Belongs to an account.
        Contact = "contact",
    }
}

db::text_enum! {
    /// How a person came in; written once (D5).
    pub enum Source {
        /// A signed-in person typed it.
        Manual = "manual",
        /// An API key.
        Api = "api",
        /// A lead webhook.
        Webhook = "webhook",
        /// A file.
        Import = "import",
        /// The bot's questions.
        Bot = "bot",
        /// The site's widget.
        Widget = "widget",
        /// The public waitlist form.
        Waitlist = "waitlist",
        /// An email that came in.
        Email = "email",
    }
}

db::text_enum! {
    /// A way to reach a person.
    pub enum Channel {
        /// By WhatsApp.
        Whatsapp = "whatsapp",
        /// By text message.
        Sms = "sms",
        /// By email.
        Email = "email",
    }
}

/// A lead or a contact.
#[derive(Debug, Clone, Queryable, Selectable, Serialize, Deserialize)]
#[diesel(table_name = customers)]
pub struct Person {
    /// One id for life.
    pub id: CustomerId,
    /// What the person is now.
    pub kind: Kind,
    /// Their name.
    pub name: Option<String>,
    /// Normalised.
    pub email: Option<String>,
    /// E.164.
    pub phone: Option<String>,
    /// The company's name as it was given.
    pub company: Option<String>,
    /// Their job.
    pub title: Option<String>,
    /// In the order they were given.
    pub tags: Vec<String>,
    /// How they came in.
    pub source: Source,
    /// The webhook or import that made them.
    pub source_id: Option<Uuid>,
    /// 0 to 100 (D35).
    pub score: Option<i16>,
    /// The teammate in charge.
    pub assigned_to: Option<UserId>,
    /// A contact's account (H7).
    pub account_id: Option<Id<Account>>,
    /// How they like to be reached (L34's "platform").
    pub preferred_channel: Option<Channel>,
    /// What is planned with a lead: while something is, it is not stalled (X3).
    pub next_step: Option<String>,
    /// For when.
    pub next_step_at: Option<Date>,
    /// The site's own id for them.
    pub external_id: Option<String>,
    /// Traits of the site, merged key by key (A2).
    pub metadata: Value,
    /// See [`crate::custom_fields`].
    pub custom_fields: Value,
    /// Core fields that an unverified visitor set last (D23).
    pub visitor_fields: Vec<String>,
    /// When the lead was converted.
    pub converted_at: Option<OffsetDateTime>,
    /// Into whom; itself when it became a contact in place.
    pub converted_into: Option<CustomerId>,
    /// When the lead was deleted.
    pub deleted_at: Option<OffsetDateTime>,
    /// When the person came in.
    pub created_at: OffsetDateTime,
    /// The last change.
    pub updated_at: OffsetDateTime,
    /// Counts changes, for `If-Match`.
    pub version: i32,
}

/// Whether somebody is there, if only as a lead that was deleted: erasing reaches those, too.
///
/// # Errors
/// [`Error::NotFound`].
pub fn exists(conn: &mut Conn, workspace: WorkspaceId, id: CustomerId) -> Result<(), Error> {
    customers::table
        .filter(customers::workspace_id.eq(workspace).and(customers::id.eq(id)))
        .select(customers::id)
        .first::<CustomerId>(conn)?;
    Ok(())
}

/// What the person with this id is; deleted ones are not found.
pub fn kind(conn: &mut Conn, workspace: WorkspaceId, id: CustomerId) -> Result<Kind, Error> {
    Ok(customers::table
        .filter(customers::workspace_id.eq(workspace).and(customers::id.eq(id)))
        .filter(customers::deleted_at.is_null())
        .select(customers::kind)
        .first(conn)?)
}

/// The person with this id, locked until the transaction ends; deleted ones are not found.
pub fn lock(conn: &mut Conn, workspace: WorkspaceId, id: CustomerId) -> Result<Person, Error> {
    Ok(customers::table
        .filter(customers::workspace_id.eq(workspace).and(customers::id.eq(id)))
        .filter(customers::deleted_at.is_null())
        .for_update()
        .select(Person::as_select())
        .first(conn)?)
}

/// The same, of one kind: an open lead, or a contact. Anybody else is not found.
pub(crate) fn lock_open(conn: &mut Conn, workspace: WorkspaceId, id: CustomerId, kind: Kind) -> Result<Person, Error> {
    let person = lock(conn, workspace, id)?;
    let is_open = kind == Kind::Contact || person.converted_into.is_none();
    if person.kind == kind && is_open { Ok(person) } else { Err(Error::NotFound) }
}

/// Those of these who are open leads, locked in the order of their ids.
pub fn lock_open_leads(conn: &mut Conn, workspace: WorkspaceId, ids: &[CustomerId]) -> Result<Vec<Person>, Error> {
    Ok(customers::table
        .filter(customers::workspace_id.eq(workspace).and(customers::id.eq_any(ids)))
        .filter(customers::kind.eq(Kind::Lead).and(customers::converted_into.is_null()))
        .filter(customers::deleted_at.is_null())
        .order(customers::id)
        .for_update()
        .select(Person::as_select())
        .load(conn)?)
}

/// The open lead or the contact with this email, locked.
pub fn by_email(conn: &mut Conn, workspace: WorkspaceId, kind: Kind, email: &Email) -> Result<Option<Person>, Error> {
    match kind {
        Kind::Lead => open_lead_by_email(conn, workspace, email),
        Kind::Contact => contact_by_email(conn, workspace, email),
    }
}

/// The contact with this phone, locked; the oldest, where several share it.
pub fn contact_by_phone(conn: &mut Conn, workspace: WorkspaceId, phone: &str) -> Result<Option<Person>, Error> {
    Ok(customers::table
        .filter(customers::workspace_id.eq(workspace).and(customers::phone.eq(phone)))
        .filter(customers::kind.eq(Kind::Contact).and(customers::deleted_at.is_null()))
        .order(customers::id)
        .for_update()
        .select(Person::as_select())
        .first(conn)
        .optional()?)
}

/// The open lead with this email, locked.
pub fn open_lead_by_email(conn: &mut Conn, workspace: WorkspaceId, email: &Email) -> Result<Option<Person>, Error> {
    Ok(customers::table
        .filter(customers::workspace_id.eq(workspace).and(customers::email.eq(email.as_str())))
        .filter(customers::kind.eq(Kind::Lead).and(customers::converted_into.is_null()))
        .filter(customers::deleted_at.is_null())
        .for_update()
        .select(Person::as_select())
        .first(conn)
        .optional()?)
}

/// The contact with this email, locked.
pub fn contact_by_email(conn: &mut Conn, workspace: WorkspaceId, email: &Email) -> Result<Option<Person>, Error> {
    Ok(customers::table
        .filter(customers::workspace_id.eq(workspace).and(customers::email.eq(email.as_str())))
        .filter(customers::kind.eq(Kind::Contact).and(customers::deleted_at.is_null()))
        .for_update()
        .select(Person::as_select())
        .first(conn)
        .optional()?)
}

/// The person whom the site knows by this id, locked; the contact, when it is a lead that was joined to one.
pub fn by_external_id(conn: &mut Conn, workspace: WorkspaceId, external_id: &str) -> Result<Option<Person>, Error> {
    let found: Option<Person> = customers::table
        .filter(customers::workspace_id.eq(workspace).and(customers::external_id.eq(external_id)))
        .filter(customers::deleted_at.is_null())
        .for_update()
        .select(Person::as_select())
        .first(conn)
        .optional()?;
    match found.as_ref().and_then(|person| person.converted_into.filter(|into| *into != person.id)) {
        Some(contact) => match lock(conn, workspace, contact) {
            // The contact became a lead again and was deleted.
            Err(Error::NotFound) => Ok(None),
            found => found.map(Some),
        },
        None => Ok(found),
    }
}

/// An edit by a person: the outer `None` leaves a field alone, the inner one clears it.
#[derive(Debug, Clone, Default)]
pub struct Edit {
    /// Full name.
    pub name: Option<Option<String>>,
    /// Email.
    pub email: Option<Option<Email>>,
    /// Phone.
    pub phone: Option<Option<Phone>>,
    /// Company's name.
    pub company: Option<Option<String>>,
    /// Job title.
    pub title: Option<Option<String>>,
    /// The whole list of tags.
    pub tags: Option<Vec<String>>,
    /// 0 to 100.
    pub score: Option<Option<i16>>,
    /// How they like to be reached.
    pub preferred_channel: Option<Option<Channel>>,
    /// What is planned.
    pub next_step: Option<Option<String>>,
    /// For when.
    pub next_step_at: Option<Option<Date>>,
    /// The teammate in charge.
    pub assigned_to: Option<Option<UserId>>,
    /// Changes to custom fields, see [`custom_fields::edit`].
    pub custom_fields: Option<CustomFields>,
}

/// Changes a lead or a contact. A converted lead is edited as the contact that it became.
///
/// # Errors
/// [`Error::NotFound`] when the person is not of that kind, [`Error::EmailTaken`], [`Error::Stale`] when `expected` is
/// given and is not its version.
pub fn edit(
    conn: &mut Conn,
    workspace: WorkspaceId,
    (id, kind): (CustomerId, Kind),
    edit: &Edit,
    expected: Option<i32>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let before = lock_open(conn, workspace, id, kind)?;
    if expected.is_some_and(|version| version != before.version) {
        return Err(Error::Stale);
    }
    let mut after = before.clone();
    let mut changed: Vec<&'static str> = Vec::new();
    set(&mut after.name, &edit.name, "name", &mut changed);
    set(&mut after.email, &edit.email.as_ref().map(as_text), "email", &mut changed);
    set(&mut after.phone, &edit.phone.as_ref().map(as_text), "phone", &mut changed);
    set(&mut after.company, &edit.company, "company", &mut changed);
    set(&mut after.title, &edit.title, "title", &mut changed);
    set(&mut after.score, &edit.score, "score", &mut changed);
    set(&mut after.tags, &edit.tags, "tags", &mut changed);
    set(&mut after.preferred_channel, &edit.preferred_channel, "preferred_channel", &mut changed);
    set(&mut after.next_step, &edit.next_step, "next_step", &mut changed);
    set(&mut after.next_step_at, &edit.next_step_at, "next_step_at", &mut changed);
    if let Some(changes) = &edit.custom_fields {
        let object = match kind {
            Kind::Lead => Object::Lead,
            Kind::Contact => Object::Contact,
        };
        let fields = definition::edit(conn, workspace, object, &before.custom_fields, changes)?;
        set(&mut after.custom_fields, &Some(fields), "custom_fields", &mut changed);
    }
    // What a person typed is no longer the visitor's to change (D23).
    after.visitor_fields.retain(|field| !changed.contains(&field.as_str()));

    if kind == Kind::Contact && after.email.is_none() {
        return Err(Error::invalid("email", "is required: a contact has an email"));
    }
    if let Some(email) = edit.email.as_ref().and_then(Option::as_ref)
        && changed.contains(&"email")
        && let Some(holder) = by_email(conn, workspace, kind, email)?
    {
        return Err(Error::EmailTaken { kind, holder: Some(holder.id) });
    }
    if !changed.is_empty() {
        write(conn, workspace, &after, now)?;
        timeline::record(conn, workspace, id, actor, &Fact::FieldsUpdated(changed), now)?;
    }
    match edit.assigned_to {
        Some(to) => reassign(conn, workspace, &before, to, actor, now),
        None => Ok(()),
    }
}

/// Gives fields the values that they had: `name`, …, `tags`, and `custom:<key>`, null for none.
pub fn restore_fields(
    conn: &mut Conn,
    workspace: WorkspaceId,
    mut person: Person,
    fields: &serde_json::Map<String, Value>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let mut changed: Vec<&'static str> = Vec::new();
    let mut custom = CustomFields::new();
    for (field, value) in fields {
        let text = value.as_str().map(ToOwned::to_owned);
        changed.push(match field.as_str() {
            "name" => set_back(&mut person.name, text, "name"),
            "email" => set_back(&mut person.email, text, "email"),
            "phone" => set_back(&mut person.phone, text, "phone"),
            "company" => set_back(&mut person.company, text, "company"),
            "title" => set_back(&mut person.title, text, "title"),
            "tags" => set_back(&mut person.tags, Vec::deserialize(value).unwrap_or_default(), "tags"),
            other => {
                let Some(key) = other.strip_prefix("custom:") else { continue };
                custom.insert(key.to_owned(), value.clone());
                "custom_fields"
            }
        });
    }
    if !custom.is_empty() {
        let mut stored = person.custom_fields.as_object().cloned().unwrap_or_default();
        custom_fields::put_back(&mut stored, &custom);
        person.custom_fields = Value::Object(stored);
    }
    changed.dedup();
    write(conn, workspace, &person, now)?;
    timeline::record(conn, workspace, person.id, actor, &Fact::FieldsUpdated(changed), now)
}

fn set_back<T>(slot: &mut T, value: T, field: &'static str) -> &'static str {
    *slot = value;
    field
}

/// Puts a teammate in charge of a lead, or nobody.
pub fn assign(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: CustomerId,
    to: Option<UserId>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let lead = lock_open(conn, workspace, id, Kind::Lead)?;
    reassign(conn, workspace, &lead, to, actor, now)
}

/// Writes the fields of a person that captures, edits and visitors may change.
pub(crate) fn write(
    conn: &mut Conn,
    workspace: WorkspaceId,
    person: &Person,
    now: OffsetDateTime,
) -> Result<(), Error> {
    diesel::update(customers::table)
        .filter(customers::workspace_id.eq(workspace).and(customers::id.eq(person.id)))
        .set((
            (
                customers::name.eq(&person.name),
                customers::email.eq(&person.email),
                customers::phone.eq(&person.phone),
                customers::company.eq(&person.company),
                customers::title.eq(&person.title),
                customers::tags.eq(&person.tags),
            ),
            customers::score.eq(person.score),
            customers::preferred_channel.eq(person.preferred_channel),
            customers::next_step.eq(&person.next_step),
            customers::next_step_at.eq(person.next_step_at),
            customers::external_id.eq(&person.external_id),
            customers::metadata.eq(&person.metadata),
            customers::custom_fields.eq(&person.custom_fields),
            customers::visitor_fields.eq(&person.visitor_fields),
            customers::updated_at.eq(now),
            customers::version.eq(customers::version + 1),
        ))
        .execute(conn)?;
    Ok(())
}

fn reassign(
    conn: &mut Conn,
    workspace: WorkspaceId,
    lead: &Person,
    to: Option<UserId>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<(), Error> {
    if lead.assigned_to == to {
        return Ok(());
    }
    check_teammate(conn, workspace, "assigned_to", to)?;
    diesel::update(customers::table)
        .filter(customers::workspace_id.eq(workspace).and(customers::id.eq(lead.id)))
        .set((
            customers::assigned_to.eq(to),
            customers::updated_at.eq(now),
            customers::version.eq(customers::version + 1),
        ))
        .execute(conn)?;
    timeline::record(conn, workspace, lead.id, actor, &Fact::Assigned { from: lead.assigned_to, to }, now)
}

/// A teammate left: what they were in charge of is nobody's.
pub fn release(conn: &mut Conn, workspace: WorkspaceId, user: UserId) -> Result<(), Error> {
    diesel::update(customers::table.filter(customers::workspace_id.eq(workspace).and(customers::assigned_to.eq(user))))
        .set((customers::assigned_to.eq(None::<UserId>), customers::version.eq(customers::version + 1)))
        .execute(conn)?;
    diesel::update(accounts::table.filter(accounts::workspace_id.eq(workspace).and(accounts::owner_id.eq(user))))
        .set((accounts::owner_id.eq(None::<UserId>), accounts::version.eq(accounts::version + 1)))
        .execute(conn)?;
    diesel::update(
        opportunities::table.filter(opportunities::workspace_id.eq(workspace).and(opportunities::owner_id.eq(user))),
    )
    .set((opportunities::owner_id.eq(None::<UserId>), opportunities::version.eq(opportunities::version + 1)))
    .execute(conn)?;
    Ok(())
}

/// A user of the workspace, or nobody.
pub fn check_teammate(
    conn: &mut Conn,
    workspace: WorkspaceId,
    field: &'static str,
    user: Option<UserId>,
) -> Result<(), Error> {
    let Some(user) = user else { return Ok(()) };
    let member =
        memberships::table.find((workspace, user)).select(memberships::user_id).first::<UserId>(conn).optional()?;
    member.map(|_| ()).ok_or_else(|| Error::invalid(field, "is nobody of this workspace"))
}

pub(crate) fn as_text<T: ToString>(value: &Option<T>) -> Option<String> {
    value.as_ref().map(ToString::to_string)
}

/// Takes a change over, and notes the field when it is one.
pub(crate) fn set<T: PartialEq + Clone>(
    slot: &mut T,
    value: &Option<T>,
    field: &'static str,
    changed: &mut Vec<&'static str>,
) {
    if let Some(value) = value
        && slot != value
    {
        *slot = value.clone();
        changed.push(field);
    }
}
