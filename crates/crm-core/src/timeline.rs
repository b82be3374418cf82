//! The one history (D37): append-only, ids and field names only.

use db::{Conn, CustomerId, Id, WorkspaceId, schema::timeline};
use diesel::prelude::*;
use serde_json::{Value, json};
use tenancy::Actor;
use time::OffsetDateTime;

use crate::{Error, Source};

/// A row of the timeline; only a name for its id.
#[derive(Debug)]
pub enum Entry {}

/// What happened to a person, in the past tense.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
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
            Fact::LeadCreated { .. } => "lead_created",
            Fact::LeadResubmitted { .. } => "lead_resubmitted",
            Fact::StageChanged { .. } => "stage_changed",
            Fact::Assigned { .. } => "assigned",
            Fact::FieldsUpdated(_) => "fields_updated",
            Fact::LeadDeleted => "lead_deleted",
            Fact::LeadRestored => "lead_restored",
            Fact::ContactCreated { .. } => "contact_created",
            Fact::VisitorLinked { .. } => "visitor_linked",
        }
    }

    fn data(&self) -> Value {
        match self {
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
            Fact::LeadDeleted | Fact::LeadRestored => json!({}),
            Fact::ContactCreated { source } => json!({"source": source}),
            Fact::VisitorLinked { anon_visitor_id, verified } => {
                json!({"anon_visitor_id": anon_visitor_id, "verified": verified})
            }
        }
    }
}

/// Writes one row in the transaction that made it true.
pub fn record(
    conn: &mut Conn,
    workspace: WorkspaceId,
    customer: CustomerId,
    actor: Actor,
    fact: &Fact,
    now: OffsetDateTime,
) -> Result<(), Error> {
    diesel::insert_into(timeline::table)
        .values((
            timeline::workspace_id.eq(workspace),
            timeline::id.eq(Id::<Entry>::new(now)),
            timeline::at.eq(now),
            timeline::customer_id.eq(Some(customer)),
            timeline::kind.eq(fact.kind()),
            timeline::actor_kind.eq(actor.kind()),
            timeline::actor_id.eq(actor.id()),
            timeline::data.eq(fact.data()),
        ))
        .execute(conn)?;
    Ok(())
}
