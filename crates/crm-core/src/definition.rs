//! Custom fields as a workspace defines them (H28, D12): five types for four objects. Known keys are held to their type;
//! keys that nobody defined stay as what a sender called them.

use db::{
    Conn, Id, WorkspaceId,
    schema::{custom_field_definitions as definitions, workspaces},
};
use diesel::prelude::*;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use tenancy::{Actor, audit};
use time::{Date, OffsetDateTime, macros::format_description};

use crate::{
    Error,
    custom_fields::{self, CustomFields},
};

/// Definitions that one object may have.
const MAX_DEFINITIONS: usize = 100;
/// Characters that a text value may have.
const MAX_TEXT: usize = 2_000;

db::text_enum! {
    /// What has custom fields.
    pub enum Object {
        /// Leads.
        Lead = "lead",
        /// Contacts.
        Contact = "contact",
        /// Accounts.
        Account = "account",
        /// Opportunities.
        Opportunity = "opportunity",
    }
}

db::text_enum! {
    /// What a field holds.
    pub enum FieldType {
        /// A text of at most 2,000 characters.
        Text = "text",
        /// A decimal number.
        Number = "number",
        /// A day, `YYYY-MM-DD`.
        Date = "date",
        /// One of the options.
        Select = "select",
        /// Yes or no.
        Boolean = "boolean",
    }
}

/// A custom field.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = definitions)]
pub struct Definition {
    /// Its id.
    pub id: Id<Definition>,
    /// What has it.
    pub object: Object,
    /// The key in the JSON, camelCase; never changes.
    pub key: String,
    /// What people read.
    pub label: String,
    /// What it holds; never changes.
    #[diesel(column_name = type_)]
    pub kind: FieldType,
    /// Of a select.
    pub options: Vec<String>,
    /// Its place among the object's fields.
    pub position: i32,
    /// When it was defined.
    pub created_at: OffsetDateTime,
    /// Counts changes, for `If-Match`.
    pub version: i32,
}

/// A field to define.
#[derive(Debug, Clone)]
pub struct NewDefinition {
    /// What is to have it.
    pub object: Object,
    /// Its key; made of the label when absent.
    pub key: Option<String>,
    /// What people read.
    pub label: String,
    /// What it holds.
    pub kind: FieldType,
    /// Of a select.
    pub options: Vec<String>,
}

/// The fields of one object, or of all, in their order.
pub fn list(conn: &mut Conn, workspace: WorkspaceId, object: Option<Object>) -> Result<Vec<Definition>, Error> {
    let mut query = definitions::table
        .filter(definitions::workspace_id.eq(workspace))
        .order((definitions::object, definitions::position, definitions::id))
        .select(Definition::as_select())
        .into_boxed();
    if let Some(object) = object {
        query = query.filter(definitions::object.eq(object));
    }
    Ok(query.load(conn)?)
}

/// Defines a field, as the object's last.
pub fn create(
    conn: &mut Conn,
    workspace: WorkspaceId,
    new: &NewDefinition,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Definition, Error> {
    let key = new.key.clone().unwrap_or_else(|| custom_fields::camel_case(&new.label));
    if key.is_empty() || key.starts_with('_') || key.chars().count() > 100 || custom_fields::camel_case(&key) != key {
        return Err(Error::invalid("key", "must be camelCase letters and digits"));
    }
    check_options(new.kind, &new.options)?;
    lock_order(conn, workspace)?;
    let known = list(conn, workspace, Some(new.object))?;
    if known.len() >= MAX_DEFINITIONS {
        return Err(Error::invalid("object", format!("has {MAX_DEFINITIONS} fields already")));
    }
    let definition = diesel::insert_into(definitions::table)
        .values((
            definitions::workspace_id.eq(workspace),
            definitions::id.eq(Id::<Definition>::new(now)),
            definitions::object.eq(new.object),
            definitions::key.eq(key),
            definitions::label.eq(&new.label),
            definitions::type_.eq(new.kind),
            definitions::options.eq(&new.options),
            definitions::position.eq(known.last().map_or(0, |last| last.position + 1)),
            definitions::created_at.eq(now),
        ))
        .returning(Definition::as_returning())
        .get_result(conn)?;
    let details = json!({"object": new.object, "key": definition.key, "type": new.kind});
    audit::record(
        conn,
        workspace,
        actor,
        "custom_field.created",
        ("custom_field", Some(definition.id.uuid())),
        details,
        now,
    )?;
    Ok(definition)
}

/// What can be changed of a field; `None` leaves it.
#[derive(Debug, Clone, Default)]
pub struct Patch {
    /// What people read.
    pub label: Option<String>,
    /// Of a select; values that records hold already stay.
    pub options: Option<Vec<String>>,
    /// The place among the object's fields, from 0.
    pub position: Option<i32>,
}

/// Changes a field.
pub fn update(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Definition>,
    patch: &Patch,
    expected: Option<i32>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Definition, Error> {
    lock_order(conn, workspace)?;
    let before = lock(conn, workspace, id)?;
    if expected.is_some_and(|version| version != before.version) {
        return Err(Error::Stale);
    }
    let options = patch.options.as_ref().unwrap_or(&before.options);
    check_options(before.kind, options)?;
    if let Some(position) = patch.position {
        // Everybody's number is written anew, so that the order has no gaps and no ties.
        let mut order: Vec<Id<Definition>> = list(conn, workspace, Some(before.object))?
            .into_iter()
            .map(|d| d.id)
            .filter(|other| *other != id)
            .collect();
        order.insert(usize::try_from(position).unwrap_or(0).min(order.len()), id);
        for (place, id) in order.into_iter().enumerate() {
            diesel::update(definitions::table)
                .filter(definitions::workspace_id.eq(workspace).and(definitions::id.eq(id)))
                .set(definitions::position.eq(i32::try_from(place).unwrap_or(i32::MAX)))
                .execute(conn)?;
        }
    }
    let after = diesel::update(definitions::table)
        .filter(definitions::workspace_id.eq(workspace).and(definitions::id.eq(id)))
        .set((
            definitions::label.eq(patch.label.as_ref().unwrap_or(&before.label)),
            definitions::options.eq(options),
            definitions::version.eq(definitions::version + 1),
        ))
        .returning(Definition::as_returning())
        .get_result(conn)?;
    let details = json!({
        "from": {"label": before.label, "options": before.options, "position": before.position},
        "to": {"label": after.label, "options": after.options, "position": after.position},
    });
    let object = ("custom_field", Some(id.uuid()));
    audit::record(conn, workspace, actor, "custom_field.updated", object, details, now)?;
    Ok(after)
}

/// Removes a definition. The values that records hold stay on them, as fields that nobody defined.
pub fn delete(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Definition>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let gone = lock(conn, workspace, id)?;
    diesel::delete(definitions::table.filter(definitions::workspace_id.eq(workspace).and(definitions::id.eq(id))))
        .execute(conn)?;
    let details = json!({"object": gone.object, "key": gone.key, "type": gone.kind});
    audit::record(conn, workspace, actor, "custom_field.deleted", ("custom_field", Some(id.uuid())), details, now)?;
    Ok(())
}

/// A record's fields with a person's changes: known keys are brought to their type, `null` removes.
///
/// # Errors
/// [`Error::Invalid`] that names `custom_fields.<key>`.
pub(crate) fn edit(
    conn: &mut Conn,
    workspace: WorkspaceId,
    object: Object,
    current: &Value,
    changes: &CustomFields,
) -> Result<Value, Error> {
    let mut changes = changes.clone();
    // What a client sends back as it read it is no change, even if an option is none any more.
    changes.retain(|key, value| current.get(key) != Some(value));
    check(conn, workspace, object, &mut changes)?;
    let mut fields = current.as_object().cloned().unwrap_or_default();
    custom_fields::edit(&mut fields, &changes);
    if fields.len() > custom_fields::MAX_FIELDS {
        return Err(Error::invalid("custom_fields", format!("may be at most {}", custom_fields::MAX_FIELDS)));
    }
    Ok(Value::Object(fields))
}

/// Holds values to their fields' types and writes them as those do.
///
/// # Errors
/// [`Error::Invalid`] that names `custom_fields.<key>`.
pub(crate) fn check(
    conn: &mut Conn,
    workspace: WorkspaceId,
    object: Object,
    values: &mut CustomFields,
) -> Result<(), Error> {
    if values.keys().all(|key| key.starts_with('_')) {
        return Ok(());
    }
    for definition in list(conn, workspace, Some(object))? {
        if let Some(value) = values.get_mut(&definition.key)
            && !value.is_null()
        {
            *value = typed(definition.kind, &definition.options, value)
                .map_err(|message| Error::invalid(format!("custom_fields.{}", definition.key), message))?;
        }
    }
    Ok(())
}

impl Definition {
    /// Whether the field takes a value; why not, for a person.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(&self, value: &Value) -> Result<(), String> {
        typed(self.kind, &self.options, value).map(|_| ())
    }
}

/// The value as its type writes it: `"42"` is 42 in a number, `"yes"` is none of a boolean.
fn typed(kind: FieldType, options: &[String], value: &Value) -> Result<Value, String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        other => other.to_string(),
    };
    match kind {
        FieldType::Text if text.chars().count() > MAX_TEXT => Err(format!("is longer than {MAX_TEXT} characters")),
        FieldType::Text => Ok(Value::String(text)),
        FieldType::Number if value.is_number() => Ok(value.clone()),
        // Read as a decimal, so that `1e400` and `NaN` are none, and only taken if JSON's number is still the same one.
        FieldType::Number => match (text.parse::<Decimal>(), serde_json::from_str::<Value>(&text)) {
            (Ok(exact), Ok(number)) if number.is_number() => match number.to_string().parse::<Decimal>() {
                Ok(kept) if kept == exact => Ok(number),
                _ => Err("has more digits than a number keeps".to_owned()),
            },
            _ => Err("must be a number".to_owned()),
        },
        FieldType::Date => match Date::parse(&text, format_description!("[year]-[month]-[day]")) {
            Ok(_) => Ok(Value::String(text)),
            Err(_) => Err("must be a date like 2026-11-21".to_owned()),
        },
        FieldType::Select if options.contains(&text) => Ok(Value::String(text)),
        FieldType::Select => Err(format!("must be one of {}", options.join(", "))),
        FieldType::Boolean => match text.as_str() {
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            _ => Err("must be true or false".to_owned()),
        },
    }
}

fn check_options(kind: FieldType, options: &[String]) -> Result<(), Error> {
    if kind != FieldType::Select {
        return if options.is_empty() { Ok(()) } else { Err(Error::invalid("options", "belong to a select only")) };
    }
    let distinct: std::collections::BTreeSet<&String> = options.iter().collect();
    if options.is_empty() || options.len() > 200 || distinct.len() != options.len() {
        return Err(Error::invalid("options", "must be 1 to 200 different texts"));
    }
    Ok(())
}

/// Changes of the order wait for each other (R8).
fn lock_order(conn: &mut Conn, workspace: WorkspaceId) -> Result<(), Error> {
    workspaces::table.find(workspace).for_no_key_update().select(workspaces::id).first::<WorkspaceId>(conn)?;
    Ok(())
}

fn lock(conn: &mut Conn, workspace: WorkspaceId, id: Id<Definition>) -> Result<Definition, Error> {
    Ok(definitions::table
        .filter(definitions::workspace_id.eq(workspace).and(definitions::id.eq(id)))
        .for_update()
        .select(Definition::as_select())
        .first(conn)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Proves: H28
    #[test]
    fn each_type_takes_its_own_and_nothing_else() {
        let options = ["Gold".to_owned(), "Silver".to_owned()];
        let takes = [
            (FieldType::Text, json!(" a "), json!("a")),
            (FieldType::Text, json!(5), json!("5")),
            (FieldType::Number, json!("12.50"), json!(12.50)),
            (FieldType::Number, json!(7), json!(7)),
            (FieldType::Date, json!("2028-02-29"), json!("2028-02-29")),
            (FieldType::Select, json!("Gold"), json!("Gold")),
            (FieldType::Boolean, json!("true"), json!(true)),
            (FieldType::Boolean, json!(false), json!(false)),
        ];
        for (kind, given, stored) in takes {
            assert_eq!(typed(kind, &options, &given), Ok(stored), "{kind} {given}");
        }
        let refuses = [
            (FieldType::Text, json!("x".repeat(2_001))),
            (FieldType::Number, json!("NaN")),
            (FieldType::Number, json!("1,5")),
            (FieldType::Number, json!("12345678901234567891234")),
            (FieldType::Number, json!(true)),
            (FieldType::Date, json!("2027-02-29")),
            (FieldType::Date, json!("21.11.2026")),
            (FieldType::Select, json!("Bronze")),
            (FieldType::Boolean, json!("yes")),
        ];
        for (kind, given) in refuses {
            assert!(typed(kind, &options, &given).is_err(), "{kind} {given}");
        }
    }
}
