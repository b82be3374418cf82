//! Leads: capture, edit, assign, delete, restore.

use std::collections::HashSet;

use db::{
    Conn, CustomerId, UserId, WorkspaceId,
    schema::{customers, workspaces},
};
use diesel::prelude::*;
use serde_json::Value;
use tenancy::Actor;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::{
    Email, Error, Person, Phone, Source,
    custom_fields::{self, CustomFields, Field},
    definition::{self, Object},
    merge,
    person::{self, Kind, as_text, check_teammate, write},
    timeline::{self, Fact},
};

/// How long a deleted lead can be restored (D10).
pub const RESTORABLE: Duration = Duration::days(30);

/// The fields that every person has. All are optional: a lead needs none (H2).
#[derive(Debug, Clone, Default)]
pub struct CoreFields {
    /// Full name.
    pub name: Option<String>,
    /// Email.
    pub email: Option<Email>,
    /// Phone.
    pub phone: Option<Phone>,
    /// Company's name.
    pub company: Option<String>,
    /// Job title.
    pub title: Option<String>,
}

/// A lead that comes in.
#[derive(Debug, Clone)]
pub struct Capture {
    /// What is known of the person.
    pub core: CoreFields,
    /// Tags to begin with.
    pub tags: Vec<String>,
    /// Everything else that was sent.
    pub custom_fields: Vec<Field>,
    /// How it came in.
    pub source: Source,
    /// The webhook or import.
    pub source_id: Option<Uuid>,
    /// What the timeline says of the origin, `{webhook_id, webhook_name}`.
    pub origin: Value,
    /// A score that was sent along.
    pub score: Option<i16>,
    /// The teammate in charge.
    pub assigned_to: Option<UserId>,
    /// The name is a makeshift (L18): the next submission that brings one replaces it.
    pub makeshift_name: bool,
}

db::text_enum! {
    /// What a repeat submission does (D6).
    pub enum OnDuplicate {
        /// Fill what is blank, merge custom fields.
        Update = "update",
        /// Make another lead, where the email allows it.
        Create = "create",
        /// Change nothing.
        Skip = "skip",
    }
}

db::text_enum! {
    /// By what a row of a file is recognised as a lead that is there.
    pub enum MatchOn {
        /// The same email.
        Email = "email",
        /// The same phone.
        Phone = "phone",
        /// Nothing: each row is a lead of its own.
        None = "none",
    }
}

/// What became of a capture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Captured {
    /// A new lead.
    Created(CustomerId),
    /// An open lead that was known by its email or, without one, its phone.
    Updated(CustomerId),
    /// The same, left as it was.
    Skipped(CustomerId),
}

impl Captured {
    /// The lead.
    pub fn id(self) -> CustomerId {
        match self {
            Captured::Created(id) | Captured::Updated(id) | Captured::Skipped(id) => id,
        }
    }
}

/// Takes a submission in (D5, D6): inserts first and looks afterwards, so that the unique index decides every race.
pub fn capture(
    conn: &mut Conn,
    workspace: WorkspaceId,
    capture: &Capture,
    on_duplicate: OnDuplicate,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Captured, Error> {
    if on_duplicate != OnDuplicate::Create
        && capture.core.email.is_none()
        && let Some(phone) = &capture.core.phone
    {
        // No index makes a phone unique, since people share them: whoever comes with one alone waits for the others who do.
        workspaces::table.find(workspace).for_no_key_update().select(workspaces::id).first::<WorkspaceId>(conn)?;
        if let Some(known) = open_lead_by_phone(conn, workspace, phone)? {
            return resubmit(conn, workspace, known, capture, on_duplicate, actor, now);
        }
    }
    // The lead that holds the email may be deleted between our insert and our look; then the next insert succeeds.
    for _ in 0..3 {
        let mut fields = CustomFields::new();
        custom_fields::merge(&mut fields, &capture.custom_fields);
        if let Some(id) = insert(conn, workspace, capture, fields, now)? {
            let fact = Fact::LeadCreated { source: capture.source, origin: capture.origin.clone() };
            timeline::record(conn, workspace, id, actor, &fact, now)?;
            return Ok(Captured::Created(id));
        }
        if let Some(email) = &capture.core.email
            && let Some(known) = person::open_lead_by_email(conn, workspace, email)?
        {
            return resubmit(conn, workspace, known, capture, on_duplicate, actor, now);
        }
    }
    Err(Error::Database(db::Error::Contention("an email changed hands three times".to_owned())))
}

/// The open lead that has the email, or the phone, of a row.
pub fn matching(
    conn: &mut Conn,
    workspace: WorkspaceId,
    core: &CoreFields,
    match_on: MatchOn,
) -> Result<Option<Person>, Error> {
    match (match_on, &core.email, &core.phone) {
        (MatchOn::Email, Some(email), _) => person::open_lead_by_email(conn, workspace, email),
        (MatchOn::Phone, _, Some(phone)) => open_lead_by_phone(conn, workspace, phone),
        _ => Ok(None),
    }
}

/// Takes a row in whose lead was looked up with [`matching`].
///
/// # Errors
/// [`Error::EmailTaken`] when it would be a new lead with the email of another open one.
pub fn capture_by(
    conn: &mut Conn,
    workspace: WorkspaceId,
    capture: &Capture,
    (known, on_duplicate): (Option<&Person>, OnDuplicate),
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Captured, Error> {
    let mut fields = CustomFields::new();
    custom_fields::merge(&mut fields, &capture.custom_fields);
    definition::check(conn, workspace, Object::Lead, &mut fields)?;
    if let Some(known) = known.filter(|_| on_duplicate != OnDuplicate::Create) {
        let mut capture = capture.clone();
        for field in &mut capture.custom_fields {
            if let Some(value) = fields.get(&field.key) {
                field.value.clone_from(value);
            }
        }
        return resubmit(conn, workspace, known.clone(), &capture, on_duplicate, actor, now);
    }
    let id =
        insert(conn, workspace, capture, fields, now)?.ok_or(Error::EmailTaken { kind: Kind::Lead, holder: None })?;
    let fact = Fact::LeadCreated { source: capture.source, origin: capture.origin.clone() };
    timeline::record(conn, workspace, id, actor, &fact, now)?;
    Ok(Captured::Created(id))
}

/// Those of these emails that an open lead has.
pub fn open_emails(conn: &mut Conn, workspace: WorkspaceId, emails: &[String]) -> Result<HashSet<String>, Error> {
    let found: Vec<Option<String>> = customers::table
        .filter(customers::workspace_id.eq(workspace).and(customers::email.eq_any(emails)))
        .filter(customers::kind.eq(Kind::Lead).and(customers::converted_into.is_null()))
        .filter(customers::deleted_at.is_null())
        .select(customers::email)
        .load(conn)?;
    Ok(found.into_iter().flatten().collect())
}

/// Those of these phones that an open lead has.
pub fn open_phones(conn: &mut Conn, workspace: WorkspaceId, phones: &[String]) -> Result<HashSet<String>, Error> {
    let found: Vec<Option<String>> = customers::table
        .filter(customers::workspace_id.eq(workspace).and(customers::phone.eq_any(phones)))
        .filter(customers::kind.eq(Kind::Lead).and(customers::converted_into.is_null()))
        .filter(customers::deleted_at.is_null())
        .select(customers::phone)
        .load(conn)?;
    Ok(found.into_iter().flatten().collect())
}

/// The open lead with this id, if nothing says who it is: it has neither an email nor another id of the site's than this one.
pub fn nameless(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: CustomerId,
    external_id: Option<&str>,
) -> Result<Option<CustomerId>, Error> {
    let found: Option<(CustomerId, Option<String>)> = customers::table
        .filter(customers::workspace_id.eq(workspace).and(customers::id.eq(id)))
        .filter(customers::kind.eq(Kind::Lead).and(customers::converted_into.is_null()))
        .filter(customers::deleted_at.is_null().and(customers::email.is_null()))
        .select((customers::id, customers::external_id))
        .first(conn)
        .optional()?;
    Ok(found.filter(|(_, known)| known.is_none() || known.as_deref() == external_id).map(|(id, _)| id))
}

/// The open lead that a submission would meet, without taking it in.
pub fn known(
    conn: &mut Conn,
    workspace: WorkspaceId,
    core: &CoreFields,
    on_duplicate: OnDuplicate,
) -> Result<Option<CustomerId>, Error> {
    let known = match (&core.email, &core.phone) {
        (Some(email), _) => person::open_lead_by_email(conn, workspace, email)?,
        (None, Some(phone)) if on_duplicate != OnDuplicate::Create => open_lead_by_phone(conn, workspace, phone)?,
        _ => None,
    };
    Ok(known.map(|person| person.id))
}

/// Makes a lead that a person or a program asked for by itself: an email in use is an error, not an update.
///
/// # Errors
/// [`Error::EmailTaken`] with the open lead that has it.
pub fn create(
    conn: &mut Conn,
    workspace: WorkspaceId,
    new: &Capture,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<CustomerId, Error> {
    check_teammate(conn, workspace, "assigned_to", new.assigned_to)?;
    let mut fields = CustomFields::new();
    custom_fields::merge(&mut fields, &new.custom_fields);
    definition::check(conn, workspace, Object::Lead, &mut fields)?;
    custom_fields::mark_typed(&mut fields);
    let Some(id) = insert(conn, workspace, new, fields, now)? else {
        let holder = match &new.core.email {
            Some(email) => person::open_lead_by_email(conn, workspace, email)?,
            None => None,
        };
        return Err(Error::EmailTaken { kind: Kind::Lead, holder: holder.map(|person| person.id) });
    };
    let fact = Fact::LeadCreated { source: new.source, origin: new.origin.clone() };
    timeline::record(conn, workspace, id, actor, &fact, now)?;
    Ok(id)
}

/// Says of a lead by which conversation it came in: once, the first provenance is kept (H14). A bot's capture also is how a
/// lead came in that was nothing but an anonymous chat.
pub fn came_by(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: CustomerId,
    (source, conversation): (Source, Uuid),
) -> Result<(), Error> {
    diesel::update(customers::table.filter(customers::workspace_id.eq(workspace).and(customers::id.eq(id))))
        .filter(customers::source_conversation_id.is_null())
        .filter(customers::source.eq(source).or(customers::source.eq(Source::Widget)))
        .set((customers::source.eq(source), customers::source_conversation_id.eq(Some(conversation))))
        .execute(conn)?;
    Ok(())
}

/// Deletes a lead, restorably (L38).
pub fn delete(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: CustomerId,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<(), Error> {
    person::lock_open(conn, workspace, id, Kind::Lead)?;
    diesel::update(customers::table)
        .filter(customers::workspace_id.eq(workspace).and(customers::id.eq(id)))
        .set((
            customers::deleted_at.eq(now),
            customers::updated_at.eq(now),
            customers::version.eq(customers::version + 1),
        ))
        .execute(conn)?;
    timeline::record(conn, workspace, id, actor, &Fact::LeadDeleted, now)
}

/// Brings a deleted lead back.
///
/// # Errors
/// [`Error::NotFound`] after [`RESTORABLE`], [`Error::EmailTaken`] when its email is in use by now (D10).
pub fn restore(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: CustomerId,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let email: Option<String> = customers::table
        .filter(customers::workspace_id.eq(workspace).and(customers::id.eq(id)))
        .filter(customers::deleted_at.ge(now - RESTORABLE))
        .for_update()
        .select(customers::email)
        .first(conn)?;
    if let Some(email) = email.and_then(|email| Email::parse(&email).ok())
        && let Some(holder) = person::open_lead_by_email(conn, workspace, &email)?
    {
        return Err(Error::EmailTaken { kind: Kind::Lead, holder: Some(holder.id) });
    }
    diesel::update(customers::table)
        .filter(customers::workspace_id.eq(workspace).and(customers::id.eq(id)))
        .set((
            customers::deleted_at.eq(None::<OffsetDateTime>),
            customers::updated_at.eq(now),
            customers::version.eq(customers::version + 1),
        ))
        .execute(conn)?;
    timeline::record(conn, workspace, id, actor, &Fact::LeadRestored, now)
}

/// Fills what is blank in `person` (D6), and a makeshift name.
fn fill_blanks(person: &mut Person, core: &CoreFields, tags: &[String]) {
    if core.name.is_some() && person.visitor_fields.iter().any(|field| field == "name") {
        person.name = None;
        person.visitor_fields.retain(|field| field != "name");
    }
    let fill = |slot: &mut Option<String>, value: Option<String>| *slot = slot.take().or(value);
    fill(&mut person.name, core.name.clone());
    fill(&mut person.email, as_text(&core.email));
    fill(&mut person.phone, as_text(&core.phone));
    fill(&mut person.company, core.company.clone());
    fill(&mut person.title, core.title.clone());
    for tag in tags {
        if !person.tags.contains(tag) {
            person.tags.push(tag.clone());
        }
    }
}

fn resubmit(
    conn: &mut Conn,
    workspace: WorkspaceId,
    mut known: Person,
    capture: &Capture,
    on_duplicate: OnDuplicate,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Captured, Error> {
    let fact = Fact::LeadResubmitted { origin: capture.origin.clone() };
    timeline::record(conn, workspace, known.id, actor, &fact, now)?;
    if on_duplicate == OnDuplicate::Skip {
        return Ok(Captured::Skipped(known.id));
    }
    let mut core = capture.core.clone();
    core.name = core.name.filter(|_| !capture.makeshift_name);
    fill_blanks(&mut known, &core, &capture.tags);
    let mut fields = known.custom_fields.as_object().cloned().unwrap_or_default();
    custom_fields::merge(&mut fields, &capture.custom_fields);
    known.custom_fields = Value::Object(fields);
    write(conn, workspace, &known, now)?;
    // D5: email beats phone; that the phone is somebody else's is for a person to look at.
    if let Some(phone) = capture.core.phone.as_ref().filter(|phone| known.phone.as_deref() != Some(phone.as_str()))
        && let Some(holder) = another_with_phone(conn, workspace, phone, known.id)?
    {
        merge::suggest(conn, workspace, (known.id, holder), "phone", now)?;
    }
    Ok(Captured::Updated(known.id))
}

fn insert(
    conn: &mut Conn,
    workspace: WorkspaceId,
    new: &Capture,
    fields: CustomFields,
    now: OffsetDateTime,
) -> Result<Option<CustomerId>, Error> {
    Ok(diesel::insert_into(customers::table)
        .values((
            (
                customers::workspace_id.eq(workspace),
                customers::id.eq(CustomerId::new(now)),
                customers::kind.eq(Kind::Lead),
                customers::name.eq(&new.core.name),
                customers::email.eq(new.core.email.as_ref().map(Email::as_str)),
                customers::phone.eq(new.core.phone.as_ref().map(Phone::as_str)),
                customers::company.eq(&new.core.company),
                customers::title.eq(&new.core.title),
            ),
            customers::tags.eq(&new.tags),
            customers::visitor_fields.eq(if new.makeshift_name { vec!["name"] } else { Vec::new() }),
            customers::source.eq(new.source),
            customers::source_id.eq(new.source_id),
            customers::score.eq(new.score),
            customers::assigned_to.eq(new.assigned_to),
            customers::custom_fields.eq(Value::Object(fields)),
            customers::created_at.eq(now),
            customers::updated_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .returning(customers::id)
        .get_result(conn)
        .optional()?)
}

fn open_lead_by_phone(conn: &mut Conn, workspace: WorkspaceId, phone: &Phone) -> Result<Option<Person>, Error> {
    Ok(customers::table
        .filter(customers::workspace_id.eq(workspace).and(customers::phone.eq(phone.as_str())))
        .filter(customers::kind.eq(Kind::Lead).and(customers::converted_into.is_null()))
        .filter(customers::deleted_at.is_null())
        .order(customers::id)
        .for_update()
        .select(Person::as_select())
        .first(conn)
        .optional()?)
}

/// Somebody else's open lead with this phone. Not locked: whoever holds one lead never waits for another.
fn another_with_phone(
    conn: &mut Conn,
    workspace: WorkspaceId,
    phone: &Phone,
    but: CustomerId,
) -> Result<Option<CustomerId>, Error> {
    Ok(customers::table
        .filter(customers::workspace_id.eq(workspace).and(customers::phone.eq(phone.as_str())))
        .filter(customers::kind.eq(Kind::Lead).and(customers::converted_into.is_null()))
        .filter(customers::deleted_at.is_null().and(customers::id.ne(but)))
        .order(customers::id)
        .select(customers::id)
        .first(conn)
        .optional()?)
}
