//! The fields of people as they are sent, read and checked in one place for every route that takes them.

use crm_core::{
    Email, Phone, Source,
    account::Account,
    custom_fields::{CustomFields, Field},
    lead::CoreFields,
    note,
    person::{Channel, Edit},
    timeline::Subject,
};
use db::{Conn, Id, UserId, WorkspaceId};
use serde::Deserialize;
use serde_json::Value;
use tenancy::Actor;
use time::OffsetDateTime;
use utoipa::ToSchema;

use crate::{
    error::{Failure, Problem},
    wire::{Day, present},
    words,
};

const MAX_TAGS: usize = 50;
const MAX_FIELDS_BYTES: usize = 64 * 1024;

/// Changes of a person: an absent field stays, null clears it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PersonPatch {
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    name: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    email: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    phone: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    company: Option<Option<String>>,
    #[serde(default, deserialize_with = "present", alias = "job_title", alias = "jobTitle")]
    #[schema(value_type = Option<String>)]
    title: Option<Option<String>>,
    tags: Option<Vec<String>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<i16>, minimum = 0, maximum = 100)]
    score: Option<Option<i16>>,
    #[serde(default, deserialize_with = "present", alias = "assignedTo")]
    #[schema(value_type = Option<Uuid>)]
    assigned_to: Option<Option<UserId>>,
    #[serde(default, deserialize_with = "present", alias = "preferredChannel")]
    #[schema(value_type = Option<words::Channel>)]
    preferred_channel: Option<Option<Channel>>,
    /// What is planned with a lead.
    #[serde(default, deserialize_with = "present", alias = "nextStep")]
    #[schema(value_type = Option<String>)]
    next_step: Option<Option<String>>,
    #[serde(default, deserialize_with = "present", alias = "nextStepAt")]
    #[schema(value_type = Option<String>, format = Date)]
    next_step_at: Option<Option<Day>>,
    #[serde(alias = "customFields")]
    #[schema(value_type = Option<words::Anything>)]
    custom_fields: Option<CustomFields>,
    /// Of a contact only: moves it to another account (H25).
    #[serde(default, deserialize_with = "present", alias = "accountId")]
    #[schema(value_type = Option<Uuid>)]
    pub(crate) account_id: Option<Option<Id<Account>>>,
}

/// A search text that can be bound.
pub(crate) fn searchable(text: Option<String>) -> Result<Option<String>, Failure> {
    Ok(text.map(|text| crm_core::text("search", &text, 200)).transpose()?.flatten())
}

/// The domain's edit of a patch.
pub(crate) fn edit(body: &PersonPatch, country: &str) -> Result<Edit, Failure> {
    let text = |field, value: &Option<Option<String>>| -> Result<Option<Option<String>>, Failure> {
        value.as_ref().map(|value| clean(field, value.as_deref())).transpose()
    };
    if let Some(fields) = &body.custom_fields {
        check_fields(fields)?;
    }
    let email = text("email", &body.email)?;
    let phone = text("phone", &body.phone)?;
    Ok(Edit {
        name: text("name", &body.name)?,
        email: email.map(|email| email.map(|email| Email::parse(&email)).transpose()).transpose()?,
        phone: phone.map(|phone| phone.map(|phone| Phone::parse(&phone, country)).transpose()).transpose()?,
        company: text("company", &body.company)?,
        title: text("title", &body.title)?,
        tags: body.tags.as_deref().map(tags).transpose()?,
        score: body.score,
        preferred_channel: body.preferred_channel,
        next_step: text("next_step", &body.next_step)?,
        next_step_at: body.next_step_at.map(|day| day.map(|day| day.0)),
        assigned_to: body.assigned_to,
        custom_fields: body.custom_fields.clone(),
    })
}

/// Name, email, phone, company and title as they were sent.
pub(crate) fn core_fields(
    [name, email, phone, company, title]: [&Option<String>; 5],
    country: &str,
) -> Result<CoreFields, Failure> {
    Ok(CoreFields {
        name: clean("name", name.as_deref())?,
        email: clean("email", email.as_deref())?.map(|email| Email::parse(&email)).transpose()?,
        phone: clean("phone", phone.as_deref())?.map(|phone| Phone::parse(&phone, country)).transpose()?,
        company: clean("company", company.as_deref())?,
        title: clean("title", title.as_deref())?,
    })
}

/// How whoever calls makes people (D5).
pub(crate) fn source_of(actor: Actor) -> Source {
    if matches!(actor, Actor::ApiKey(_)) { Source::Api } else { Source::Manual }
}

/// `notes` of a form: the record's first note.
pub(crate) fn first_note(
    conn: &mut Conn,
    workspace: WorkspaceId,
    on: impl Into<Subject>,
    body: Option<&str>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<(), Failure> {
    let Some(body) = body.filter(|body| !body.trim().is_empty()) else { return Ok(()) };
    note::add(conn, workspace, on, body, actor, now).map(|_| ()).map_err(|error| match error {
        crm_core::Error::Invalid { message, .. } => Problem::field("notes", "invalid", message).into(),
        other => other.into(),
    })
}

pub(crate) fn clean(field: &'static str, value: Option<&str>) -> Result<Option<String>, Failure> {
    Ok(value.map(|value| crm_core::text(field, value, 200)).transpose()?.flatten())
}

pub(crate) fn tags(given: &[String]) -> Result<Vec<String>, Failure> {
    let mut tags = Vec::new();
    // Bounded before it is compared, each with each.
    for tag in given.iter().take(MAX_TAGS * 4) {
        if let Some(tag) = crm_core::text("tags", tag, 50)?
            && !tags.contains(&tag)
        {
            tags.push(tag);
        }
    }
    if tags.len() > MAX_TAGS || given.len() > MAX_TAGS * 4 {
        return Err(Problem::field("tags", "too_many", format!("may be at most {MAX_TAGS}")).into());
    }
    Ok(tags)
}

pub(crate) fn new_fields(fields: &CustomFields) -> Result<Vec<Field>, Failure> {
    check_fields(fields)?;
    let names = fields.get(crm_core::custom_fields::DISPLAY_NAMES).and_then(Value::as_object);
    let label = |key: &str| names.and_then(|names| names.get(key)?.as_str()).unwrap_or(key).to_owned();
    let ours = |key: &&String| !key.starts_with('_');
    Ok(fields
        .keys()
        .filter(ours)
        .map(|key| Field { key: key.clone(), label: label(key), value: fields[key].clone() })
        .collect())
}

pub(crate) fn check_fields(fields: &CustomFields) -> Result<(), Failure> {
    let value = Value::Object(fields.clone());
    let nested = fields.iter().any(|(key, value)| !key.starts_with('_') && (value.is_object() || value.is_array()));
    let wrong = if nested {
        "may hold texts, numbers and booleans only"
    } else if value.to_string().len() > MAX_FIELDS_BYTES {
        "are larger than 64 KB"
    } else if tracking::event::has_nul(&value) {
        "hold a NUL character"
    } else {
        return Ok(());
    };
    Err(Problem::field("custom_fields", "invalid", wrong).into())
}
