//! What can stand in a timeline: the word of each fact, and what is told of it.

use db::CustomerId;
use serde_json::{Value, json};

use super::{AutomationFact, Named};
use crate::Source;

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
    /// They began to write to us, or we to them.
    ConversationStarted {
        /// Which.
        conversation: uuid::Uuid,
        /// `chat` or `email`.
        channel: &'static str,
    },
    /// They gave their email in a chat (H11).
    EmailCaptured {
        /// Which.
        conversation: uuid::Uuid,
    },
    /// The bot got its answers (H12).
    BotCaptured {
        /// Where.
        conversation: uuid::Uuid,
        /// What the team calls the behaviour.
        behavior: String,
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
            Fact::ConversationStarted { .. } => "conversation_started",
            Fact::EmailCaptured { .. } => "email_captured",
            Fact::BotCaptured { .. } => "bot_captured",
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
    pub(super) fn outbound(&self) -> Option<outbound::Event> {
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

    pub(super) fn data(&self) -> Value {
        match self {
            Fact::Automation(fact) => json!(fact),
            Fact::Custom { text } => json!({"text": text}),
            Fact::MessageSent { message, channel } | Fact::MessageFailed { message, channel } => {
                json!({"message_id": message, "channel": channel})
            }
            Fact::MessageReceived { channel } => json!({"channel": channel}),
            Fact::ConversationStarted { conversation, channel } => {
                json!({"conversation_id": conversation, "channel": channel})
            }
            Fact::EmailCaptured { conversation } => json!({"conversation_id": conversation}),
            Fact::BotCaptured { conversation, behavior } => {
                json!({"conversation_id": conversation, "behavior": behavior})
            }
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
