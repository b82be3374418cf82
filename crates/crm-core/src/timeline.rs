//! The one history (D37): append-only; ids, field names and the names of things (accounts, deals, milestones), never what
//! is a person's own, so that erasing somebody needs no rewrite (D10).

mod fact;
pub mod listen;

use db::{Conn, CustomerId, Id, WorkspaceId, schema::timeline};
use diesel::prelude::*;
use serde_json::{Value, json};
use tenancy::Actor;
use time::OffsetDateTime;

pub use fact::Fact;

use crate::{Error, account::Account, opportunity::Opportunity};

/// A row of the timeline; only a name for its id.
#[derive(Debug)]
pub enum Entry {}

/// Whose timelines a fact stands in: one row may be in a person's, an account's and an opportunity's.
#[derive(Debug, Clone, Copy, Default, serde::Serialize, serde::Deserialize)]
pub struct Subject {
    /// The person.
    pub customer: Option<CustomerId>,
    /// The account.
    pub account: Option<Id<Account>>,
    /// The opportunity.
    pub opportunity: Option<Id<Opportunity>>,
}

impl From<CustomerId> for Subject {
    fn from(id: CustomerId) -> Self {
        Self { customer: Some(id), ..Self::default() }
    }
}

impl From<Id<Account>> for Subject {
    fn from(id: Id<Account>) -> Self {
        Self { account: Some(id), ..Self::default() }
    }
}

impl From<(CustomerId, Id<Account>)> for Subject {
    fn from((customer, account): (CustomerId, Id<Account>)) -> Self {
        Self { customer: Some(customer), account: Some(account), ..Self::default() }
    }
}

/// How the timeline calls a thing that is no person: as it was called then.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Named {
    id: uuid::Uuid,
    name: String,
}

impl Named {
    /// A thing and its name.
    pub fn new<T>(id: Id<T>, name: impl Into<String>) -> Self {
        Self { id: id.uuid(), name: name.into() }
    }
}

db::text_enum! {
    /// What an automation did with somebody (L28).
    pub enum AutomationEvent {
        /// It began.
        Triggered = "automation_triggered",
        /// A message was sent.
        StepSent = "automation_step_sent",
        /// A message or another step failed.
        StepFailed = "automation_step_failed",
        /// The other channel is tried.
        Fallback = "automation_fallback",
        /// All steps ended.
        Completed = "automation_completed",
        /// It did not begin, or a step was left out, or it was ended early.
        Skipped = "automation_skipped",
    }
}

/// An automation's part in somebody's history: ids and our own words, never a provider's, which may name an address.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct AutomationFact {
    /// What it did; the row's kind.
    #[serde(skip)]
    pub event: AutomationEvent,
    /// Which automation, as it was called then.
    pub automation: Named,
    /// Which run.
    pub run_id: Option<uuid::Uuid>,
    /// Which step, from 0.
    pub position: Option<i16>,
    /// By which channel.
    pub channel: Option<crate::person::Channel>,
    /// The message.
    pub message_id: Option<uuid::Uuid>,
    /// Why, for a person.
    pub detail: Option<String>,
}

/// Rows of one statement: PostgreSQL takes 65,535 binds, and a row is ten.
const ROWS_AT_ONCE: usize = 1_000;

/// Writes one row in the transaction that made it true.
pub fn record(
    conn: &mut Conn,
    workspace: WorkspaceId,
    subject: impl Into<Subject>,
    actor: Actor,
    fact: &Fact,
    now: OffsetDateTime,
) -> Result<(), Error> {
    record_all(conn, workspace, &[subject.into()], actor, fact, now)
}

/// Writes the same of many.
pub fn record_all<S: Into<Subject> + Copy>(
    conn: &mut Conn,
    workspace: WorkspaceId,
    subjects: &[S],
    actor: Actor,
    fact: &Fact,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let mut data = fact.data();
    // What a visitor's browser said stands there with whether anybody vouched for it (D23).
    if matches!(actor, Actor::Visitor(_) | Actor::SignedVisitor(_)) {
        data["verified"] = json!(actor.is_vouched());
    }
    for some in subjects.chunks(ROWS_AT_ONCE) {
        let rows: Vec<_> = some
            .iter()
            .map(|subject| {
                let subject: Subject = (*subject).into();
                (
                    timeline::workspace_id.eq(workspace),
                    timeline::id.eq(Id::<Entry>::new(now)),
                    timeline::at.eq(now),
                    timeline::customer_id.eq(subject.customer),
                    timeline::account_id.eq(subject.account),
                    timeline::opportunity_id.eq(subject.opportunity),
                    timeline::kind.eq(fact.kind()),
                    timeline::actor_kind.eq(actor.kind()),
                    timeline::actor_id.eq(actor.id()),
                    timeline::data.eq(&data),
                )
            })
            .collect();
        diesel::insert_into(timeline::table).values(rows).execute(conn)?;
    }
    listen::tell(conn, workspace, subjects, (actor, fact, &data), now)?;
    let Some(event) = fact.outbound() else { return Ok(()) };
    let told = || subjects.iter().map(|subject| told(&data, (*subject).into())).collect();
    Ok(outbound::announce(conn, workspace, event, told, now)?)
}

/// What others hear of a fact: what the timeline says, and of whom.
fn told(data: &Value, subject: Subject) -> Value {
    let mut told = data.clone();
    if let Value::Object(told) = &mut told {
        told.extend([
            ("customer_id".to_owned(), json!(subject.customer)),
            ("account_id".to_owned(), json!(subject.account)),
            ("opportunity_id".to_owned(), json!(subject.opportunity)),
        ]);
    }
    told
}
