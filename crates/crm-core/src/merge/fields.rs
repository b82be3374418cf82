//! The fields of two people, side by side and put together. Pure.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Choices, Kept, Side};
use crate::{
    Person,
    convert::add_missing,
    custom_fields::{DISPLAY_NAMES, label_of},
    person::Kind,
};

pub(super) const FIELDS: [(&str, &str); 9] = [
    ("name", "Name"),
    ("email", "Email"),
    ("phone", "Phone"),
    ("company", "Company"),
    ("title", "Job title"),
    ("account_id", "Account"),
    ("assigned_to", "Assigned to"),
    ("score", "Score"),
    ("preferred_channel", "Preferred channel"),
];

/// A field of the two, as people compare it.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// `name`, …, `account_id`, or `custom:<key>`.
    pub field: String,
    /// What people call it.
    pub label: String,
    /// The kept one's value; `null` for none.
    pub keep: Value,
    /// The other's.
    pub other: Value,
    /// The kept one's, unless it has none.
    pub chosen: Side,
}

/// The fields that at least one of the two has.
pub fn compare(keep: &Person, other: &Person) -> Vec<Compared> {
    let mut compared: Vec<Compared> = FIELDS
        .iter()
        .map(|(field, label)| ((*field).to_owned(), (*label).to_owned(), value(keep, field), value(other, field)))
        .chain(custom_keys(keep, other).into_iter().map(|key| {
            let label = label_of(&keep.custom_fields, &key).or_else(|| label_of(&other.custom_fields, &key));
            let of = |person: &Person| person.custom_fields.get(&key).cloned().unwrap_or_default();
            (format!("custom:{key}"), label.unwrap_or_else(|| key.clone()), of(keep), of(other))
        }))
        .map(|(field, label, keep, other)| {
            let chosen = if keep.is_null() && !other.is_null() { Side::Other } else { Side::Keep };
            Compared { field, label, keep, other, chosen }
        })
        .filter(|compared| !compared.keep.is_null() || !compared.other.is_null())
        .collect();
    // An account comes with a contact: a lead has none to give.
    compared.retain(|one| one.field != "account_id" || (!one.keep.is_null() && !one.other.is_null()));
    compared
}

/// Why two people can't be merged in this way.
pub fn refusal(keep: &Person, other: &Person) -> Option<&'static str> {
    let current = |person: &Person| {
        person.deleted_at.is_none() && (person.kind == Kind::Contact || person.converted_into.is_none())
    };
    if keep.id == other.id {
        Some("That is one and the same record.")
    } else if !current(keep) || !current(other) {
        Some("One of them is not there any more.")
    } else if keep.kind == Kind::Lead && other.kind == Kind::Contact {
        Some("Keep the contact: it has an account, deals and a history that a lead has no place for.")
    } else {
        None
    }
}

pub(super) fn value(person: &Person, field: &str) -> Value {
    match field {
        "name" => json!(person.name),
        "email" => json!(person.email),
        "phone" => json!(person.phone),
        "company" => json!(person.company),
        "title" => json!(person.title),
        "account_id" => json!(person.account_id),
        "assigned_to" => json!(person.assigned_to),
        "score" => json!(person.score),
        "preferred_channel" => json!(person.preferred_channel),
        _ => Value::Null,
    }
}

pub(super) fn take(into: &mut Person, from: &Person, field: &str) {
    match field {
        "name" => into.name.clone_from(&from.name),
        "email" => into.email.clone_from(&from.email),
        "phone" => into.phone.clone_from(&from.phone),
        "company" => into.company.clone_from(&from.company),
        "title" => into.title.clone_from(&from.title),
        "account_id" => into.account_id = from.account_id,
        "assigned_to" => into.assigned_to = from.assigned_to,
        "score" => into.score = from.score,
        "preferred_channel" => into.preferred_channel = from.preferred_channel,
        _ => {
            let Some(key) = field.strip_prefix("custom:") else { return };
            let label = label_of(&from.custom_fields, key);
            let Value::Object(fields) = &mut into.custom_fields else { return };
            match from.custom_fields.get(key) {
                Some(value) => drop(fields.insert(key.to_owned(), value.clone())),
                None => drop(fields.remove(key)),
            }
            if let (Some(label), Some(Value::Object(labels))) = (label, fields.get_mut(DISPLAY_NAMES)) {
                labels.insert(key.to_owned(), json!(label));
            }
        }
    }
}

pub(super) fn custom_keys(keep: &Person, other: &Person) -> BTreeSet<String> {
    let of = |person: &Person| -> Vec<String> {
        let fields = person.custom_fields.as_object();
        fields.into_iter().flatten().map(|(key, _)| key.clone()).filter(|key| !key.starts_with('_')).collect()
    };
    of(keep).into_iter().chain(of(other)).collect()
}

/// The kept one, with the values that were chosen and everything that only the other has.
pub(super) fn merged(keep: &Person, other: &Person, compared: &[Compared], choices: &Choices) -> Person {
    let mut after = keep.clone();
    add_missing(&mut after.custom_fields, &other.custom_fields);
    add_missing(&mut after.metadata, &other.metadata);
    for one in compared {
        let side = choices.get(&one.field).copied().unwrap_or(one.chosen);
        // A contact keeps an email, and an account, whatever was chosen.
        let needed = keep.kind == Kind::Contact && ["email", "account_id"].contains(&one.field.as_str());
        match side {
            Side::Other if !(needed && one.other.is_null()) => take(&mut after, other, &one.field),
            Side::Keep if !one.keep.is_null() || !one.field.starts_with("custom:") => {
                take(&mut after, keep, &one.field);
            }
            _ => {}
        }
    }
    for tag in &other.tags {
        if !after.tags.contains(tag) {
            after.tags.push(tag.clone());
        }
    }
    if after.next_step.is_none() {
        after.next_step.clone_from(&other.next_step);
        after.next_step_at = other.next_step_at;
    }
    after
}

/// The kept one as it goes on without the other.
pub(super) fn parted_from(current: &Person, kept: &Kept) -> Person {
    let mut before = current.clone();
    let custom = custom_keys(&kept.keep, &kept.after).into_iter().map(|key| format!("custom:{key}"));
    let all: Vec<String> = FIELDS.iter().map(|(field, _)| (*field).to_owned()).chain(custom).collect();
    for field in all {
        let now = |person: &Person| match field.strip_prefix("custom:") {
            Some(key) => person.custom_fields.get(key).cloned().unwrap_or_default(),
            None => value(person, &field),
        };
        // A contact goes on having an email and an account, be they the other's.
        let needed = current.kind == Kind::Contact && ["email", "account_id"].contains(&field.as_str());
        if now(current) == now(&kept.after) && !(needed && now(&kept.keep).is_null()) {
            take(&mut before, &kept.keep, &field);
        }
    }
    before.tags.retain(|tag| kept.keep.tags.contains(tag) || !kept.after.tags.contains(tag));
    if before.external_id == kept.after.external_id {
        before.external_id.clone_from(&kept.keep.external_id);
    }
    if before.next_step == kept.after.next_step {
        before.next_step.clone_from(&kept.keep.next_step);
        before.next_step_at = kept.keep.next_step_at;
    }
    before
}
