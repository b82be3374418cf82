use db::Retry;

use crate::workspace::Plan;

/// Why somebody may not come in, or a setting was not changed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Another account signs in with this address.
    #[error("this email address already has an account")]
    EmailTaken,
    /// The address and the password do not belong together, or the person is in no such workspace.
    #[error("wrong email or password")]
    BadCredentials,
    /// A workspace exists, and the configuration lets nobody add one.
    #[error("sign-up is closed on this server")]
    SignupClosed,
    /// The workspace's plan has not what was asked for (D13): the least that has.
    #[error("this needs the plan {0}")]
    PlanRequired(Plan),
    /// Nobody would be left who owns the workspace.
    #[error("a workspace needs an owner")]
    LastOwner,
    /// It is another person's, who alone may change it.
    #[error("only its owner may change this")]
    NotYours,
    /// No such key, session or workspace, or another workspace's.
    #[error("not found")]
    NotFound,
    /// The row changed since it was read; this is the version it has now.
    #[error("changed since it was read")]
    Stale,
    /// A value that can't be stored, with the field it came in.
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
            db::Error::Constraint(name) if name == "users_email_key" => Error::EmailTaken,
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
