//! What the site's identify calls say of a person: the contact that they make, the fields that they fill in (D22, D23).

use db::{Conn, CustomerId, Id, WorkspaceId, schema::customers};
use diesel::prelude::*;
use serde_json::{Map, Value};
use tenancy::Actor;
use time::OffsetDateTime;

use crate::{
    Email, Error, Person, Source,
    account::{self, Account},
    custom_fields::{self, Field},
    extend_bounded,
    lead::CoreFields,
    person::{self, Kind},
    timeline::{self, Fact},
};

/// What a call of `identify` says of a person.
#[derive(Debug, Clone, Default)]
pub struct Traits {
    /// The site's own id of the person.
    pub external_id: Option<String>,
    /// Core fields among the traits.
    pub core: CoreFields,
    /// Every trait, as it came.
    pub metadata: Map<String, Value>,
    /// Answers to questions that were the site's own.
    pub custom_fields: Vec<Field>,
    /// The site's own server vouches for them (D23).
    pub verified: bool,
}

/// Makes the contact of an email that nobody has (A6), of this company or, without one, of a placeholder (A7). When somebody
/// makes it at the same time, the transaction starts over and finds theirs.
pub fn make_contact(
    conn: &mut Conn,
    workspace: WorkspaceId,
    (email, company): (&Email, Option<Id<Account>>),
    traits: &Traits,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Person, Error> {
    let name = traits.core.company.as_deref().or(traits.core.name.as_deref()).unwrap_or(email.as_str());
    let account = match company {
        Some(company) => company,
        None => account::placeholder(conn, workspace, name, now)?,
    };
    let visitor_fields = if traits.verified { Vec::new() } else { given(&traits.core) };
    let made: Option<CustomerId> = diesel::insert_into(customers::table)
        .values((
            (
                customers::workspace_id.eq(workspace),
                customers::id.eq(CustomerId::new(now)),
                customers::kind.eq(Kind::Contact),
                customers::account_id.eq(Some(account)),
                customers::source.eq(Source::Widget),
                customers::external_id.eq(&traits.external_id),
            ),
            customers::name.eq(&traits.core.name),
            customers::email.eq(email.as_str()),
            customers::phone.eq(traits.core.phone.as_ref().map(ToString::to_string)),
            customers::company.eq(&traits.core.company),
            customers::title.eq(&traits.core.title),
            customers::metadata.eq(Value::Object(traits.metadata.clone())),
            customers::visitor_fields.eq(visitor_fields),
            customers::created_at.eq(now),
            customers::updated_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .returning(customers::id)
        .get_result(conn)
        .optional()?;
    let Some(id) = made else {
        // Somebody made the contact meanwhile: the transaction starts over, without our placeholder, and finds it.
        return Err(Error::Database(db::Error::Contention("the contact was made meanwhile".to_owned())));
    };
    let fact = Fact::ContactCreated { source: Source::Widget };
    timeline::record(conn, workspace, (id, account), actor, &fact, now)?;
    person::lock(conn, workspace, id)
}

/// Writes traits on a person. Of an unverified visitor blanks are filled, and fields that a visitor set before take the
/// newer value (S8); what a person, an import or a verified call set stays (D23). A verified call overwrites everything, and
/// what it wrote no visitor overwrites. `metadata` merges key by key (A2).
pub fn apply(
    conn: &mut Conn,
    workspace: WorkspaceId,
    person: &mut Person,
    traits: &Traits,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let before = person.clone();
    let email_is_free = match &traits.core.email {
        Some(email) => {
            let holder = match person.kind {
                Kind::Lead => person::open_lead_by_email(conn, workspace, email)?,
                Kind::Contact => person::contact_by_email(conn, workspace, email)?,
            };
            holder.is_none_or(|holder| holder.id == person.id)
        }
        None => false,
    };
    let visitors = person.visitor_fields.clone();
    let mut newly = Vec::new();
    let mut take = |slot: &mut Option<String>, value: Option<String>, field: &str| {
        let may = traits.verified || slot.is_none() || visitors.iter().any(|f| f == field);
        if may && value.is_some() {
            if traits.verified || *slot != value {
                newly.push(field.to_owned());
            }
            *slot = value;
        }
    };
    take(&mut person.name, traits.core.name.clone(), "name");
    take(&mut person.email, traits.core.email.as_ref().filter(|_| email_is_free).map(ToString::to_string), "email");
    take(&mut person.phone, traits.core.phone.as_ref().map(ToString::to_string), "phone");
    take(&mut person.company, traits.core.company.clone(), "company");
    take(&mut person.title, traits.core.title.clone(), "title");
    if traits.verified {
        person.visitor_fields.retain(|field| !newly.contains(field));
    } else {
        for field in newly {
            if !person.visitor_fields.contains(&field) {
                person.visitor_fields.push(field);
            }
        }
    }
    if person.external_id.is_none()
        && let Some(external_id) = &traits.external_id
        && person::by_external_id(conn, workspace, external_id)?.is_none()
    {
        person.external_id = Some(external_id.clone());
    }
    extend_bounded(&mut person.metadata, &traits.metadata);
    if let Value::Object(fields) = &mut person.custom_fields {
        custom_fields::merge(fields, &traits.custom_fields);
    }
    let same = before.name == person.name
        && before.email == person.email
        && before.phone == person.phone
        && before.company == person.company
        && before.title == person.title
        && before.external_id == person.external_id
        && before.visitor_fields == person.visitor_fields
        && before.metadata == person.metadata
        && before.custom_fields == person.custom_fields;
    if same { Ok(()) } else { person::write(conn, workspace, person, now) }
}

fn given(core: &CoreFields) -> Vec<String> {
    let fields = [
        ("name", core.name.is_some()),
        ("email", core.email.is_some()),
        ("phone", core.phone.is_some()),
        ("company", core.company.is_some()),
        ("title", core.title.is_some()),
    ];
    fields.into_iter().filter(|(_, given)| *given).map(|(field, _)| field.to_owned()).collect()
}
