//! The one history (D37): append-only; ids, field names and the names of things (accounts, deals, milestones), never what
//! is a person's own, so that erasing somebody needs no rewrite (D10).

pub mod listen;

use db::{Conn, CustomerId, Id, WorkspaceId, schema::timeline};
use diesel::prelude::*;
use serde_json::{Value, json};
use tenancy::Actor;
use time::OffsetDateTime;

use crate::{Error, Source, account::Account, opportunity::Opportunity};

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

/// What happened, in the past tense.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    /// An automation did something (L28).
    Automation(AutomationFact),
    /// A flow wrote something down (D31).
    Custom {
        /// What.
        text: String,
    },
    /// A message that no automation sent was taken by its provider.
    MessageSent {
        /// Which.
        message: uuid::Uuid,
        /// By which channel.
        channel: crate::person::Channel,
    },
    /// It failed.
    MessageFailed {
        /// Which.
        message: uuid::Uuid,
        /// By which channel.
        channel: crate::person::Channel,
    },
    /// They wrote back.
    MessageReceived {
        /// By which channel.
        channel: crate::person::Channel,
    },
    /// A lead came in; `origin` names the webhook or import.
    LeadCreated {
        /// How.
        source: Source,
        /// `{webhook_id, webhook_name}` or nothing.
        origin: Value,
    },
    /// The same person sent the form again.
    LeadResubmitted {
        /// As in [`Fact::LeadCreated`].
        origin: Value,
    },
    /// A lead became a contact, or was joined to one (D4).
    Converted {
        /// The contact.
        contact: CustomerId,
        /// Whose contact it is.
        account: Named,
        /// There was a contact with this email or phone already.
        linked_existing: bool,
    },
    /// A contact became a lead again (H24).
    Demoted {
        /// The account that it left.
        account: Named,
    },
    /// A contact moved to another account (H25).
    AccountChanged {
        /// The account before.
        from: Named,
        /// The account now.
        to: Named,
    },
    /// A contact left this account, told from the account's side.
    ContactLeft {
        /// Who.
        contact: CustomerId,
    },
    /// A further company of a contact (D2).
    CompanyLinked(Named),
    /// It is one no more.
    CompanyUnlinked(Named),
    /// An account was made.
    AccountCreated,
    /// An account's lifecycle stage (H9) changed, from word to word.
    LifecycleChanged {
        /// The word before.
        from: &'static str,
        /// The word now.
        to: &'static str,
    },
    /// The deal on the company moved (D7); each stage as `{id, name, color, type}`.
    DealStageChanged {
        /// Where it was.
        from: Value,
        /// Where it is.
        to: Value,
    },
    /// An account was deleted.
    AccountDeleted,
    /// An opportunity was made.
    OpportunityCreated(Named),
    /// An opportunity moved, from word to word.
    OpportunityStageChanged {
        /// Which.
        opportunity: Named,
        /// The word before.
        from: &'static str,
        /// The word now.
        to: &'static str,
        /// Why it was lost.
        reason: Option<String>,
    },
    /// An opportunity has another primary contact, or none.
    PrimaryContactChanged {
        /// Which.
        opportunity: Named,
        /// Who.
        contact: Option<CustomerId>,
    },
    /// An opportunity was deleted.
    OpportunityDeleted(Named),
    /// An opportunity is another account's now.
    OpportunityAccountChanged {
        /// Which.
        opportunity: Named,
        /// The account before.
        from: Named,
        /// The account now.
        to: Named,
    },
    /// An onboarding plan was made (H29).
    PlanCreated(Named),
    /// An onboarding plan was deleted.
    PlanDeleted(Named),
    /// A milestone was checked off (H30).
    MilestoneCompleted {
        /// Of which plan.
        plan: Named,
        /// Which, as `{id, title}`.
        milestone: Value,
    },
    /// A milestone was opened again.
    MilestoneReopened {
        /// Of which plan.
        plan: Named,
        /// Which, as `{id, title}`.
        milestone: Value,
    },
    /// The site told of a milestone (A13).
    MilestoneReached {
        /// What the site calls it.
        name: String,
        /// A number, a text, true or false; null without one.
        value: Value,
    },
    /// Somebody wrote a note; its text stays with the record.
    NoteAdded {
        /// Which.
        note: uuid::Uuid,
    },
    /// Somebody rewrote a note.
    NoteEdited {
        /// Which.
        note: uuid::Uuid,
    },
    /// Somebody deleted a note.
    NoteDeleted {
        /// Which.
        note: uuid::Uuid,
    },
    /// The card moved; each stage as `{id, name, color, type}`, as it was called then.
    StageChanged {
        /// Where it was.
        from: Value,
        /// Where it is.
        to: Value,
    },
    /// Somebody else is in charge.
    Assigned {
        /// The teammate before.
        from: Option<db::UserId>,
        /// The teammate now.
        to: Option<db::UserId>,
    },
    /// Fields were edited: their names, not their values.
    FieldsUpdated(Vec<&'static str>),
    /// Another person turned out to be this one, and is part of them from now on.
    Merged {
        /// Who.
        other: CustomerId,
    },
    /// They were told apart again.
    Unmerged {
        /// Who.
        other: CustomerId,
    },
    /// The lead was deleted, for 30 days restorably.
    LeadDeleted,
    /// And brought back.
    LeadRestored,
    /// A contact was made.
    ContactCreated {
        /// How.
        source: Source,
    },
    /// A browser was recognised as this person's (S5).
    VisitorLinked {
        /// The browser's anonymous id.
        anon_visitor_id: String,
        /// False for a call that anyone could have made (D23).
        verified: bool,
    },
}

impl Fact {
    /// The word that is stored in `kind`.
    pub fn kind(&self) -> &'static str {
        match self {
            Fact::Automation(fact) => fact.event.as_str(),
            Fact::Custom { .. } => "custom_event",
            Fact::MessageSent { .. } => "message_sent",
            Fact::MessageFailed { .. } => "message_failed",
            Fact::MessageReceived { .. } => "message_received",
            Fact::LeadCreated { .. } => "lead_created",
            Fact::LeadResubmitted { .. } => "lead_resubmitted",
            Fact::StageChanged { .. } => "stage_changed",
            Fact::Assigned { .. } => "assigned",
            Fact::FieldsUpdated(_) => "fields_updated",
            Fact::Merged { .. } => "merged",
            Fact::Unmerged { .. } => "unmerged",
            Fact::LeadDeleted => "lead_deleted",
            Fact::LeadRestored => "lead_restored",
            Fact::ContactCreated { .. } => "contact_created",
            Fact::VisitorLinked { .. } => "visitor_linked",
            Fact::Converted { .. } => "converted",
            Fact::Demoted { .. } => "demoted",
            Fact::AccountChanged { .. } => "account_changed",
            Fact::ContactLeft { .. } => "contact_removed",
            Fact::CompanyLinked(_) => "company_linked",
            Fact::CompanyUnlinked(_) => "company_unlinked",
            Fact::AccountCreated => "account_created",
            Fact::LifecycleChanged { .. } => "lifecycle_changed",
            Fact::DealStageChanged { .. } => "deal_stage_changed",
            Fact::AccountDeleted => "account_deleted",
            Fact::OpportunityCreated(_) => "opportunity_created",
            Fact::OpportunityStageChanged { .. } => "opportunity_stage_changed",
            Fact::PrimaryContactChanged { .. } => "primary_contact_changed",
            Fact::OpportunityDeleted(_) => "opportunity_deleted",
            Fact::OpportunityAccountChanged { .. } => "opportunity_account_changed",
            Fact::PlanCreated(_) => "plan_created",
            Fact::PlanDeleted(_) => "plan_deleted",
            Fact::MilestoneCompleted { .. } => "milestone_completed",
            Fact::MilestoneReopened { .. } => "milestone_reopened",
            Fact::MilestoneReached { .. } => "milestone_reached",
            Fact::NoteAdded { .. } => "note_added",
            Fact::NoteEdited { .. } => "note_edited",
            Fact::NoteDeleted { .. } => "note_deleted",
        }
    }

    /// What others hear of it, if they want to (P3).
    fn outbound(&self) -> Option<outbound::Event> {
        match self {
            Fact::LeadCreated { .. } => Some(outbound::Event::LeadCreated),
            Fact::Converted { .. } => Some(outbound::Event::LeadConverted),
            Fact::StageChanged { .. } => Some(outbound::Event::LeadStageChanged),
            Fact::ContactCreated { .. } => Some(outbound::Event::ContactCreated),
            Fact::AccountCreated => Some(outbound::Event::AccountCreated),
            Fact::DealStageChanged { .. } => Some(outbound::Event::AccountStageChanged),
            Fact::OpportunityCreated(_) => Some(outbound::Event::OpportunityCreated),
            Fact::OpportunityStageChanged { .. } => Some(outbound::Event::OpportunityStageChanged),
            _ => None,
        }
    }

    fn data(&self) -> Value {
        match self {
            Fact::Automation(fact) => json!(fact),
            Fact::Custom { text } => json!({"text": text}),
            Fact::MessageSent { message, channel } | Fact::MessageFailed { message, channel } => {
                json!({"message_id": message, "channel": channel})
            }
            Fact::MessageReceived { channel } => json!({"channel": channel}),
            Fact::LeadCreated { source, origin } => {
                let mut data = json!({"source": source});
                if let (Value::Object(data), Value::Object(origin)) = (&mut data, origin) {
                    data.extend(origin.clone());
                }
                data
            }
            Fact::LeadResubmitted { origin } => origin.clone(),
            Fact::StageChanged { from, to } => json!({"from_stage": from, "to_stage": to}),
            Fact::Assigned { from, to } => json!({"from": from, "to": to}),
            Fact::FieldsUpdated(fields) => json!({"fields": fields}),
            Fact::Merged { other } | Fact::Unmerged { other } => json!({"other_id": other}),
            Fact::LeadDeleted | Fact::LeadRestored | Fact::AccountCreated | Fact::AccountDeleted => json!({}),
            Fact::Converted { contact, account, linked_existing } => {
                json!({"contact_id": contact, "account": account, "linked_existing": linked_existing})
            }
            Fact::Demoted { account } | Fact::CompanyLinked(account) | Fact::CompanyUnlinked(account) => {
                json!({"account": account})
            }
            Fact::AccountChanged { from, to } => json!({"from_account": from, "to_account": to}),
            Fact::ContactLeft { contact } => json!({"contact_id": contact}),
            Fact::LifecycleChanged { from, to } => json!({"from_word": from, "to_word": to}),
            Fact::DealStageChanged { from, to } => json!({"from_stage": from, "to_stage": to}),
            Fact::OpportunityCreated(opportunity) | Fact::OpportunityDeleted(opportunity) => {
                json!({"opportunity": opportunity})
            }
            Fact::OpportunityStageChanged { opportunity, from, to, reason } => {
                json!({"opportunity": opportunity, "from_word": from, "to_word": to, "reason": reason})
            }
            Fact::PrimaryContactChanged { opportunity, contact } => {
                json!({"opportunity": opportunity, "contact_id": contact})
            }
            Fact::PlanCreated(plan) | Fact::PlanDeleted(plan) => json!({"plan": plan}),
            Fact::MilestoneCompleted { plan, milestone } | Fact::MilestoneReopened { plan, milestone } => {
                json!({"plan": plan, "milestone": milestone})
            }
            Fact::MilestoneReached { name, value } => json!({"name": name, "value": value}),
            Fact::OpportunityAccountChanged { opportunity, from, to } => {
                json!({"opportunity": opportunity, "from_account": from, "to_account": to})
            }
            Fact::NoteAdded { note } | Fact::NoteEdited { note } | Fact::NoteDeleted { note } => {
                json!({"note_id": note})
            }
            Fact::ContactCreated { source } => json!({"source": source}),
            Fact::VisitorLinked { anon_visitor_id, verified } => {
                json!({"anon_visitor_id": anon_visitor_id, "verified": verified})
            }
        }
    }
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
