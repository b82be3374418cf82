use db::{CustomerId, Retry};

/// Why a change to a person was refused.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such person, or another workspace's.
    #[error("not found")]
    NotFound,
    /// Another open lead, or another contact, has this email (D5); its id, when it is known.
    #[error("this email belongs to another person")]
    EmailTaken(Option<CustomerId>),
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
    /// PostgreSQL's answer, when it is none of the above.
    #[error(transparent)]
    Database(db::Error),
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        match error {
            db::Error::NotFound => Error::NotFound,
            db::Error::Constraint(name) => match name.as_str() {
                "customers_lead_email_key" | "customers_contact_email_key" => Error::EmailTaken(None),
                "customers_score_check" => Error::Invalid { field: "score", message: "must be 0 to 100".to_owned() },
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

impl Retry for Error {
    fn is_contention(&self) -> bool {
        matches!(self, Error::Database(error) if error.is_contention())
    }
}
