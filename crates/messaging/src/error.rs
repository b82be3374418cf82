use std::borrow::Cow;

use db::Retry;

/// Why a message, template or channel is not what was asked for.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such thing, or another workspace's.
    #[error("not found")]
    NotFound,
    /// The row changed since it was read.
    #[error("changed since it was read")]
    Stale,
    /// A value that is not one, with the field that it came in.
    #[error("{field}: {message}")]
    Invalid {
        /// The field's name on the wire.
        field: Cow<'static, str>,
        /// What is wrong, for a person.
        message: String,
    },
    /// It can't be done as things stand; why, for a person.
    #[error("{0}")]
    Conflict(&'static str),
    /// A person or their timeline refused.
    #[error(transparent)]
    Crm(#[from] crm_core::Error),
    /// The audit log or a secret refused.
    #[error(transparent)]
    Tenancy(#[from] tenancy::Error),
    /// PostgreSQL's answer, when it is none of the above.
    #[error(transparent)]
    Database(db::Error),
}

impl Error {
    /// A field that can't be taken.
    pub(crate) fn invalid(field: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Error::Invalid { field: field.into(), message: message.into() }
    }
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        match error {
            db::Error::NotFound => Error::NotFound,
            db::Error::Constraint(name) if name == "message_templates_name_key" => {
                Error::invalid("name", "is the name of another template of this channel")
            }
            db::Error::Constraint(name) if name == "campaigns_template_fk" => {
                Error::Conflict("A campaign sends this template.")
            }
            other => Error::Database(other),
        }
    }
}

impl From<diesel::result::Error> for Error {
    fn from(error: diesel::result::Error) -> Self {
        db::Error::from(error).into()
    }
}

impl Retry for Error {
    fn is_contention(&self) -> bool {
        match self {
            Error::Tenancy(error) => error.is_contention(),
            Error::Crm(error) => error.is_contention(),
            Error::Database(error) => error.is_contention(),
            Error::Conflict(_) | Error::NotFound | Error::Stale | Error::Invalid { .. } => false,
        }
    }
}
