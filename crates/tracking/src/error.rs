use crm_core::account::Account;
use db::{Id, Retry};

/// Why a widget was not changed or a call not taken.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such widget or visitor, or another workspace's.
    #[error("not found")]
    NotFound,
    /// The row changed since it was read.
    #[error("changed since it was read")]
    Stale,
    /// A strict widget takes verified calls only (D23).
    #[error("the call is not verified")]
    Unverified,
    /// `exact` is for verified calls, also where the widget takes others (D23).
    #[error("exact needs a verified call")]
    ExactUnverified,
    /// The visitor is not linked to a contact and a company (A17).
    #[error("the visitor is not linked to a contact and a company")]
    NotLinked {
        /// The contact has companies, but not the one that the call names.
        company: bool,
    },
    /// The contact has several companies, and the call does not say which (A11).
    #[error("the contact has several companies")]
    CompanyAmbiguous(
        /// Which, for those who may know.
        Vec<(Id<Account>, String)>,
    ),
    /// There is no account stage of this id or name.
    #[error("no such stage")]
    NoSuchStage {
        /// Which there are, for those who may know (D23).
        known: Option<Vec<String>>,
    },
    /// A value that is not one, with the field that it came in.
    #[error("{field}: {message}")]
    Invalid {
        /// The field's name on the wire.
        field: &'static str,
        /// What is wrong, for a person.
        message: String,
    },
    /// A person's row refused.
    #[error(transparent)]
    Crm(#[from] crm_core::Error),
    /// Those who want to hear of events could not be told.
    #[error(transparent)]
    Outbound(#[from] outbound::Error),
    /// A setting's record refused.
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
            db::Error::Constraint(name) if name == "widgets_retention_check" => {
                Error::Invalid { field: "event_retention_days", message: "must be 1 to 365".to_owned() }
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
            // An email that was free when `identify` looked was taken before it wrote: look again.
            Error::Crm(crm_core::Error::EmailTaken { .. }) => true,
            Error::Crm(error) => error.is_contention(),
            Error::Outbound(error) => error.is_contention(),
            Error::Tenancy(error) => error.is_contention(),
            Error::Database(error) => error.is_contention(),
            Error::NotFound
            | Error::Stale
            | Error::Unverified
            | Error::ExactUnverified
            | Error::NotLinked { .. }
            | Error::CompanyAmbiguous(_)
            | Error::NoSuchStage { .. }
            | Error::Invalid { .. } => false,
        }
    }
}
