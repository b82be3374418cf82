use db::Retry;

/// Why a webhook was not changed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such webhook or delivery, or another workspace's.
    #[error("not found")]
    NotFound,
    /// The row changed since it was read.
    #[error("changed since it was read")]
    Stale,
    /// A value that is not one, with the field that it came in.
    #[error("{field}: {message}")]
    Invalid {
        /// The field's name on the wire.
        field: &'static str,
        /// What is wrong, for a person.
        message: String,
    },
    /// The audit log refused.
    #[error(transparent)]
    Tenancy(#[from] tenancy::Error),
    /// PostgreSQL's answer, when it is none of the above.
    #[error(transparent)]
    Database(db::Error),
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        match error {
            db::Error::NotFound => Error::NotFound,
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
            Error::Database(error) => error.is_contention(),
            Error::NotFound | Error::Stale | Error::Invalid { .. } => false,
        }
    }
}
