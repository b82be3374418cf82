use std::borrow::Cow;

use db::Retry;

/// Why an automation is not what was asked for.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such thing, or another workspace's.
    #[error("not found")]
    NotFound,
    /// The row changed since it was read.
    #[error("changed since it was read")]
    Stale,
    /// A step of the run waits or is being sent.
    #[error("a step of this run is active")]
    AttemptActive,
    /// No step of this person's runs failed.
    #[error("nothing failed")]
    NothingToRetry,
    /// A value that is not one, with the field that it came in.
    #[error("{field}: {message}")]
    Invalid {
        /// The field's name on the wire.
        field: Cow<'static, str>,
        /// What is wrong, for a person.
        message: String,
    },
    /// A person or their timeline refused.
    #[error(transparent)]
    Crm(#[from] crm_core::Error),
    /// A message or template refused.
    #[error(transparent)]
    Messaging(#[from] messaging::Error),
    /// A receiver refused.
    #[error(transparent)]
    Outbound(#[from] outbound::Error),
    /// A card refused.
    #[error(transparent)]
    Pipeline(#[from] pipeline::Error),
    /// The audit log refused.
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
            db::Error::Constraint(name) if name == "workflows_webhook_fk" => {
                Error::invalid("trigger.webhook_id", "is no webhook of this workspace")
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
            Error::Crm(error) => error.is_contention(),
            Error::Messaging(error) => error.is_contention(),
            Error::Outbound(error) => error.is_contention(),
            Error::Pipeline(error) => error.is_contention(),
            Error::Tenancy(error) => error.is_contention(),
            Error::Database(error) => error.is_contention(),
            Error::NotFound | Error::Stale | Error::AttemptActive | Error::NothingToRetry | Error::Invalid { .. } => {
                false
            }
        }
    }
}
