use db::{Id, Retry};

use crate::stages::Stage;

/// Why a card, a pipeline or a webhook was not changed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such card, pipeline or webhook, or another workspace's.
    #[error("not found")]
    NotFound,
    /// The card is no longer in the stage that the mover saw; this is where it is.
    #[error("the lead was moved meanwhile")]
    StaleStage(Id<Stage>),
    /// Leads are in the stage that was to go, and nothing says where they go.
    #[error("{leads} leads are in this stage")]
    StageInUse {
        /// Which.
        stage: Id<Stage>,
        /// How many.
        leads: i64,
    },
    /// Leads are in the pipeline that was to go.
    #[error("{0} leads are in this pipeline")]
    PipelineInUse(i64),
    /// The default pipeline stays.
    #[error("the default pipeline can't be deleted")]
    DefaultPipeline,
    /// What was asked for can't be done as things stand, and why.
    #[error("{0}")]
    Conflict(&'static str),
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
    /// A person's row refused.
    #[error(transparent)]
    Crm(#[from] crm_core::Error),
    /// A setting's record refused.
    #[error(transparent)]
    Tenancy(#[from] tenancy::Error),
    /// PostgreSQL's answer, when it is none of the above.
    #[error(transparent)]
    Database(db::Error),
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        let invalid = |field, message: &str| Error::Invalid { field, message: message.to_owned() };
        match error {
            db::Error::NotFound => Error::NotFound,
            db::Error::Constraint(name) => match name.as_str() {
                "leads_stage_fk" | "lead_webhooks_stage_fk" | "lead_webhooks_stage_check" => {
                    invalid("stage_id", "is no stage of this pipeline")
                }
                // The same delivery is being taken in right now: the transaction starts over and finds its answer.
                "receipts_idempotency_key" => {
                    Error::Database(db::Error::Contention("a delivery came twice at once".to_owned()))
                }
                "lead_webhooks_pipeline_fk" => invalid("pipeline_id", "is no pipeline of this workspace"),
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
        match self {
            Error::Crm(error) => error.is_contention(),
            Error::Tenancy(error) => error.is_contention(),
            Error::Database(error) => error.is_contention(),
            _ => false,
        }
    }
}
