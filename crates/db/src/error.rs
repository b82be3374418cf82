//! What PostgreSQL answered, sorted by what a caller can do about it.

use diesel::result::{DatabaseErrorKind, Error as DieselError};

/// A failed statement, pool or connection. Domain crates turn [`Error::Constraint`] into their own words by its name.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The query that had to find a row found none.
    #[error("no such row")]
    NotFound,
    /// A named constraint refused the change (23505, 23503, 23514).
    #[error("constraint {0} refused the change")]
    Constraint(String),
    /// A serialization failure or a deadlock (40001, 40P01): the same transaction may succeed when tried again.
    #[error("concurrent change: {0}")]
    Contention(String),
    /// A statement or a lock took longer than allowed (57014, 55P03).
    #[error("the database took too long: {0}")]
    Timeout(String),
    /// A value that no column can hold (22003, 22021, 22P05): a NUL in a text, a number out of range.
    #[error("unstorable value: {0}")]
    Value(String),
    /// No connection became free in time, or the server can't be reached.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// Anything else: a defect of ours.
    #[error("database error: {0}")]
    Other(DieselError),
}

impl From<DieselError> for Error {
    fn from(error: DieselError) -> Self {
        let DieselError::DatabaseError(kind, info) = &error else {
            return match error {
                DieselError::NotFound => Error::NotFound,
                // A NUL can't be bound at all; libpq's C string ends there.
                DieselError::InvalidCString(nul) => Error::Value(nul.to_string()),
                other => Error::Other(other),
            };
        };
        let message = info.message();
        match kind {
            DatabaseErrorKind::UniqueViolation
            | DatabaseErrorKind::ForeignKeyViolation
            | DatabaseErrorKind::RestrictViolation
            | DatabaseErrorKind::CheckViolation => match info.constraint_name() {
                Some(name) => Error::Constraint(name.to_owned()),
                None => Error::Other(error),
            },
            DatabaseErrorKind::SerializationFailure => Error::Contention(message.to_owned()),
            DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand => {
                Error::Unavailable(message.to_owned())
            }
            // diesel keeps no SQLSTATE for these, so the server's fixed English messages tell them apart.
            _ if message.contains("deadlock detected") => Error::Contention(message.to_owned()),
            _ if message.starts_with("canceling statement due to") => Error::Timeout(message.to_owned()),
            _ if message.contains("out of range")
                || message.contains("invalid byte sequence")
                || message.contains("unsupported Unicode escape") =>
            {
                Error::Value(message.to_owned())
            }
            _ if message.contains("terminating connection") || message.contains("server closed the connection") => {
                Error::Unavailable(message.to_owned())
            }
            _ => Error::Other(error),
        }
    }
}

/// An error of a transaction's body that can say whether the whole transaction may be tried again.
pub trait Retry: From<Error> {
    /// True for [`Error::Contention`], however deep it is wrapped.
    fn is_contention(&self) -> bool;
}

impl Retry for Error {
    fn is_contention(&self) -> bool {
        matches!(self, Error::Contention(_))
    }
}
