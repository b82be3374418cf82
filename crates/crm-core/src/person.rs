//! The row of a person, lead or contact (D1).

use db::{Conn, CustomerId, UserId, WorkspaceId, schema::customers};
use diesel::prelude::*;
use serde_json::Value;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Email, Error};

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

/// A lead or a contact.
#[derive(Debug, Clone, Queryable, Selectable)]
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

/// The person whom the site knows by this id, locked.
pub fn by_external_id(conn: &mut Conn, workspace: WorkspaceId, external_id: &str) -> Result<Option<Person>, Error> {
    Ok(customers::table
        .filter(customers::workspace_id.eq(workspace).and(customers::external_id.eq(external_id)))
        .filter(customers::deleted_at.is_null())
        .for_update()
        .select(Person::as_select())
        .first(conn)
        .optional()?)
}
