//! What a message can say of a person, and where it reaches them.

use db::{
    Conn, CustomerId, WorkspaceId,
    schema::{accounts, customers, memberships, users, workspaces},
};
use diesel::prelude::*;
use serde_json::{Map, Value, json};
use time::OffsetDateTime;

use crate::{Channel, Error};

/// A person who may be written to.
#[derive(Debug, Clone)]
pub struct Recipient {
    /// Who; the contact, for a lead that was joined to one.
    pub id: CustomerId,
    /// When they became a contact.
    pub converted_at: Option<OffsetDateTime>,
    /// The lead was deleted.
    pub deleted: bool,
    email: Option<String>,
    phone: Option<String>,
    owner_email: Option<String>,
    /// The values of the variables, as [`crate::text::fill`] reads them.
    pub values: Value,
}

impl Recipient {
    /// Where a channel reaches them.
    pub fn address(&self, channel: Channel) -> Option<&str> {
        match channel {
            Channel::Email => self.email.as_deref(),
            Channel::Sms | Channel::Whatsapp => self.phone.as_deref(),
        }
    }

    /// Where the teammate in charge of them is reached.
    pub fn owner_email(&self) -> Option<&str> {
        self.owner_email.as_deref()
    }

    /// How they are called, to a teammate.
    pub fn name(&self) -> &str {
        self.values.get("name").and_then(Value::as_str).unwrap_or("Anonymous")
    }

    /// Why a channel can't reach them, for a person.
    pub fn lacks(channel: Channel) -> &'static str {
        match channel {
            Channel::Email => "has no email address",
            Channel::Sms | Channel::Whatsapp => "has no phone number",
        }
    }
}

/// Somebody with everything that a template can name.
///
/// # Errors
/// [`Error::NotFound`] for nobody.
pub fn recipient(conn: &mut Conn, workspace: WorkspaceId, id: CustomerId) -> Result<Recipient, Error> {
    type Row = (
        CustomerId,
        Option<String>,
        Option<String>,
        Option<String>,
        Option<String>,
        Option<String>,
        Value,
        Option<OffsetDateTime>,
        Option<OffsetDateTime>,
        Option<CustomerId>,
        Option<db::UserId>,
        Option<uuid::Uuid>,
    );
    let row = |conn: &mut Conn, id: CustomerId| {
        customers::table
            .filter(customers::workspace_id.eq(workspace).and(customers::id.eq(id)))
            .select((
                customers::id,
                customers::name,
                customers::email,
                customers::phone,
                customers::company,
                customers::title,
                customers::custom_fields,
                customers::converted_at,
                customers::deleted_at,
                customers::converted_into,
                customers::assigned_to,
                customers::account_id,
            ))
            .first::<Row>(conn)
    };
    let mut found = row(conn, id)?;
    let lead_converted_at = found.7;
    if let Some(into) = found.9.filter(|into| *into != id) {
        found = row(conn, into)?;
    }
    let (id, name, email, phone, company, title, custom, _, deleted_at, _, owner, account) = found;
    let owner: Option<(String, String)> = match owner {
        Some(owner) => memberships::table
            .inner_join(users::table)
            .filter(memberships::workspace_id.eq(workspace).and(memberships::user_id.eq(owner)))
            .select((users::name, users::email))
            .first(conn)
            .optional()?,
        None => None,
    };
    let account: Option<String> = match account {
        Some(account) => accounts::table
            .filter(accounts::workspace_id.eq(workspace).and(accounts::id.eq(account)))
            .filter(accounts::placeholder.eq(false))
            .select(accounts::name)
            .first(conn)
            .optional()?,
        None => None,
    };
    let workspace_name: String = workspaces::table.find(workspace).select(workspaces::name).first(conn)?;
    let first_name = name.as_deref().and_then(|name| name.split_whitespace().next());
    let custom: Map<String, Value> = match custom {
        Value::Object(custom) => custom.into_iter().filter(|(key, _)| !key.starts_with('_')).collect(),
        _ => Map::new(),
    };
    let values = json!({
        "first_name": first_name,
        "name": name,
        "email": email,
        "phone": phone,
        "company": company,
        "title": title,
        "account": {"name": account},
        "owner": {"name": owner.as_ref().map(|(name, _)| name)},
        "workspace": {"name": workspace_name},
        "custom": custom,
    });
    Ok(Recipient {
        id,
        converted_at: lead_converted_at,
        deleted: deleted_at.is_some(),
        email,
        phone,
        owner_email: owner.map(|(_, email)| email),
        values,
    })
}
