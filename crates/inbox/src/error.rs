use db::Retry;

/// Why a conversation was not found or changed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such conversation, or another browser's, or another workspace's.
    #[error("not found")]
    NotFound,
    /// The row changed since it was read.
    #[error("changed since it was read")]
    Stale,
    /// A value that is not one, with the field that it came in.
    #[error("{field}: {message}")]
    Invalid {
        /// The field's name on the wire.
        field: String,
        /// What is wrong, for a person.
        message: String,
    },
    /// A person's row refused.
    #[error(transparent)]
    Crm(#[from] crm_core::Error),
    /// The board refused.
    #[error(transparent)]
    Pipeline(#[from] pipeline::Error),
    /// A browser's row refused.
    #[error(transparent)]
    Tracking(#[from] tracking::Error),
    /// PostgreSQL's answer, when it is none of the above.
    #[error(transparent)]
    Database(db::Error),
}

impl Error {
    pub(crate) fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Error::Invalid { field: field.into(), message: message.into() }
    }
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        match error {
            db::Error::NotFound => Error::NotFound,
            // The same was handed in twice at once: the transaction starts over and finds the other.
            db::Error::Constraint(name)
                if ["conversation_messages_email_key", "conversation_messages_client_key"].contains(&name.as_str()) =>
            {
                Error::Database(db::Error::Contention("a message came twice at once".to_owned()))
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
            // Nobody asked for an email that another person has: they got it since we looked, and are found the next time.
            Error::Crm(crm_core::Error::EmailTaken { .. }) => true,
            Error::Crm(error) => error.is_contention(),
            Error::Pipeline(error) => error.is_contention(),
            Error::Tracking(error) => error.is_contention(),
            Error::Database(error) => error.is_contention(),
            _ => false,
        }
    }
}
