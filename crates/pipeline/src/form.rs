//! The form that the widget puts on a page (H50): its answers are a lead, and the browser that sent them is theirs.

use crm_core::{
    Email, Phone, Source,
    custom_fields::{Field, camel_case},
    lead::{self, Capture, Captured, CoreFields, OnDuplicate},
};
use db::{Conn, WorkspaceId, schema::workspaces};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use tenancy::Actor;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Error, board};

/// The most fields of a form.
const MAX_FIELDS: usize = 20;
/// The longest answer, in characters.
const MAX_ANSWER: usize = 2_000;

/// A form, as it is kept with its widget.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Above it.
    pub title: String,
    /// On its button.
    pub button: String,
    /// Instead of it, when it was sent.
    pub thanks: String,
    /// From top to bottom.
    pub fields: Vec<FormField>,
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormField {
    /// name, email, phone, company, title, or any other word: a custom field.
    pub key: String,
    /// What stands beside it.
    pub label: String,
    /// How it is asked for.
    pub kind: FieldKind,
    /// It must be answered.
    pub required: bool,
}

db::text_enum! {
    /// How a field is asked for, and what it must be.
    pub enum FieldKind {
        /// One line.
        Text = "text",
        /// An email address.
        Email = "email",
        /// A phone number.
        Phone = "phone",
        /// Several lines.
        Textarea = "textarea",
    }
}

/// Which field is wrong, and why, for the person who fills the form in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// Its key.
    pub field: String,
    /// What is wrong.
    pub message: &'static str,
}

impl Form {
    /// Checks and tidies a form as somebody has set it up.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a field of `form`.
    pub fn checked(mut self) -> Result<Self, Error> {
        let invalid = |field, message: String| Error::Invalid { field, message };
        let text = |field: &'static str, text: &str, max: usize| -> Result<String, Error> {
            crm_core::text(field, text, max)?.ok_or_else(|| invalid(field, "is required".to_owned()))
        };
        self.title = crm_core::text("form.title", &self.title, 100)?.unwrap_or_default();
        self.button = text("form.button", &self.button, 40)?;
        self.thanks = text("form.thanks", &self.thanks, 300)?;
        if self.fields.is_empty() || self.fields.len() > MAX_FIELDS {
            return Err(invalid("form.fields", format!("must be 1 to {MAX_FIELDS}")));
        }
        let mut keys: Vec<String> = Vec::new();
        for field in &mut self.fields {
            field.label = text("form.fields.label", &field.label, 100)?;
            field.key = camel_case(&text("form.fields.key", &field.key, 60)?);
            if field.key.is_empty() || field.key == "website" || keys.contains(&field.key) {
                let message = format!("{:?} is no key, or another field's", field.key);
                return Err(invalid("form.fields.key", message));
            }
            field.kind = match field.key.as_str() {
                "email" => FieldKind::Email,
                "phone" => FieldKind::Phone,
                _ => field.kind,
            };
            keys.push(field.key.clone());
        }
        if !keys.iter().any(|key| key == "email" || key == "phone") {
            return Err(invalid("form.fields", "must ask for email or phone".to_owned()));
        }
        Ok(self)
    }

    /// Reads the answers.
    ///
    /// # Errors
    /// Every field that is missing or wrong.
    pub fn read(&self, answers: &Map<String, Value>, country: &str) -> Result<(CoreFields, Vec<Field>), Vec<Wrong>> {
        let (mut core, mut custom, mut wrong) = (CoreFields::default(), Vec::new(), Vec::new());
        for field in &self.fields {
            let given = match answers.get(&field.key) {
                Some(Value::String(text)) => text.trim(),
                None | Some(Value::Null) => "",
                Some(_) => "\0",
            };
            let mut refuse = |message| wrong.push(Wrong { field: field.key.clone(), message });
            let long = if field.kind == FieldKind::Textarea { MAX_ANSWER } else { 200 };
            if given.is_empty() {
                if field.required {
                    refuse("is required");
                }
                continue;
            }
            if given.contains('\0') {
                refuse("is no text");
                continue;
            }
            if given.chars().count() > long {
                refuse("is too long");
                continue;
            }
            let text = given.to_owned();
            let (email, phone) = (Email::parse(given), Phone::parse(given, country));
            match (field.kind, field.key.as_str()) {
                (FieldKind::Email, _) if email.is_err() => refuse("is not an email address"),
                (FieldKind::Phone, _) if phone.is_err() => {
                    refuse("is not a phone number; write it with its country code, like +49 30 5550 0142");
                }
                (_, "email") => core.email = email.ok(),
                (_, "phone") => core.phone = phone.ok(),
                (_, "name") => core.name = Some(text),
                (_, "company") => core.company = Some(text),
                (_, "title") => core.title = Some(text),
                (_, key) => custom.push(Field { key: key.to_owned(), label: field.label.clone(), value: json!(text) }),
            }
        }
        if wrong.is_empty() { Ok((core, custom)) } else { Err(wrong) }
    }
}

/// Makes a lead of a form's answers, or brings the open lead that is known by them up to date (D6).
pub fn submit(
    conn: &mut Conn,
    workspace: WorkspaceId,
    (widget, widget_name): (Uuid, &str),
    (core, custom_fields): (CoreFields, Vec<Field>),
    now: OffsetDateTime,
) -> Result<Captured, Error> {
    let capture = Capture {
        core,
        tags: Vec::new(),
        custom_fields,
        source: Source::Widget,
        source_id: Some(widget),
        origin: json!({"widget_id": widget, "widget_name": widget_name}),
        score: None,
        assigned_to: None,
        makeshift_name: false,
    };
    let captured = lead::capture(conn, workspace, &capture, OnDuplicate::Update, Actor::Visitor(widget), now)?;
    if let Captured::Created(id) = captured {
        board::place(conn, workspace, id, None, None, now)?;
    }
    Ok(captured)
}

/// The country that phone numbers are read with.
pub fn country(conn: &mut Conn, workspace: WorkspaceId) -> Result<String, Error> {
    Ok(workspaces::table.find(workspace).select(workspaces::country).first(conn)?)
}
