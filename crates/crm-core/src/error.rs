use std::borrow::Cow;

use db::{CustomerId, Retry};

use crate::person::Kind;

/// Why a change to a person, an account or a deal was refused.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such record, or another workspace's.
    #[error("not found")]
    NotFound,
    /// Another open lead, or another contact, has this email (D5).
    #[error("this email belongs to another person")]
    EmailTaken {
        /// Which of the two it is.
        kind: Kind,
        /// Whose it is, when that is known.
        holder: Option<CustomerId>,
    },
    /// What was asked for can't be done as things stand, and why.
    #[error("{0}")]
    Refused(&'static str),
    /// The row changed since it was read.
    #[error("changed since it was read")]
    Stale,
    /// A contact without an account (H23).
    #[error("a contact needs an account")]
    AccountRequired,
    /// Contacts or opportunities hang on the account (H31).
    #[error("the account is in use")]
    AccountInUse(InUse),
    /// Accounts are in the account stage that was to go.
    #[error("{0} accounts are in this stage")]
    StageInUse(i64),
    /// The opportunity is closed: nothing comes after won or lost.
    #[error("the opportunity is closed")]
    Closed,
    /// A value that is not one, with the field that it came in.
    #[error("{field}: {message}")]
    Invalid {
        /// The field's name on the wire.
        field: Cow<'static, str>,
        /// What is wrong, for a person.
        message: String,
    },
    /// Those who want to hear of it could not be told.
    #[error(transparent)]
    Outbound(#[from] outbound::Error),
    /// The plan, above all (H32).
    #[error(transparent)]
    Tenancy(tenancy::Error),
    /// PostgreSQL's answer, when it is none of the above.
    #[error(transparent)]
    Database(db::Error),
}

/// What hangs on an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InUse {
    /// Contacts whose account it is.
    pub contacts: i64,
    /// Its opportunities, open and closed.
    pub opportunities: i64,
    /// Contacts for whom it is a further company (D2).
    pub linked_contacts: i64,
}

impl Error {
    /// A value that is not one.
    pub fn invalid(field: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Error::Invalid { field: field.into(), message: message.into() }
    }

    /// The same, of a field that stands inside another one: `name` becomes `account.name`.
    #[must_use]
    pub fn inside(self, outer: &str) -> Self {
        match self {
            Error::Invalid { field, message } => Error::invalid(format!("{outer}.{field}"), message),
            other => other,
        }
    }
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        match error {
            db::Error::NotFound => Error::NotFound,
            db::Error::Constraint(name) => match name.as_str() {
                "customers_lead_email_key" => Error::EmailTaken { kind: Kind::Lead, holder: None },
                "customers_contact_email_key" => Error::EmailTaken { kind: Kind::Contact, holder: None },
                "customers_score_check" => Error::invalid("score", "must be 0 to 100"),
                "customers_email_check" => Error::invalid("email", "is required: a contact has an email"),
                "customers_external_id_key" => Error::invalid("external_id", "belongs to another person"),
                "customers_account_fk" | "contact_accounts_account_fk" | "opportunities_account_fk" => {
                    Error::invalid("account_id", "is no account of this workspace")
                }
                "notes_customer_fk"
                | "notes_account_fk"
                | "notes_opportunity_fk"
                | "onboarding_plans_account_fk"
                | "contact_accounts_customer_fk" => Error::NotFound,
                "accounts_health_check" => Error::invalid("health_score", "must be 0 to 100"),
                "accounts_stage_fk" => Error::invalid("stage_id", "is no account stage of this workspace"),
                "opportunities_probability_check" => Error::invalid("probability", "must be 0 to 100"),
                "opportunities_contact_fk" => {
                    Error::invalid("primary_contact_id", "is no contact of the opportunity's account")
                }
                "custom_fields_key_key" => Error::invalid("key", "is another field's of the same object"),
                _ => Error::Database(db::Error::Constraint(name)),
            },
            other => Error::Database(other),
        }
    }
}

impl From<diesel::result::Error> for Error {
    fn from(error: diesel::result::Error) -> Self {
        db::Error::from(error).into()
    }
}

impl From<tenancy::Error> for Error {
    fn from(error: tenancy::Error) -> Self {
        match error {
            tenancy::Error::NotFound => Error::NotFound,
            tenancy::Error::Database(error) => error.into(),
            other => Error::Tenancy(other),
        }
    }
}

impl Retry for Error {
    fn is_contention(&self) -> bool {
        match self {
            Error::Database(error) => error.is_contention(),
            Error::Outbound(error) => error.is_contention(),
            Error::Tenancy(error) => error.is_contention(),
            _ => false,
        }
    }
}
