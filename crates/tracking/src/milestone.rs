//! Milestones (A13, D14): events that the site gives a value or a company. They are points in time and change nothing of
//! what is so now (A23); beside the event they stand in the histories of the person and of the company.

use std::collections::{HashMap, hash_map::Entry};

use crm_core::{
    account::Account,
    company::{self, Target},
    timeline::{self, Fact, Subject},
};
use db::{Conn, CustomerId, Id, WorkspaceId};
use serde_json::Value;
use tenancy::Actor;

use crate::{
    Error, company as site,
    event::Event,
    visitor::{Link, Visitor},
};

/// What an event says as a milestone.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Milestone {
    /// A number, a text, true or false; null without one.
    pub value: Value,
    /// The company that the site names, as it names it.
    pub company: Option<String>,
}

/// The companies of those whose milestones one transaction stores.
#[derive(Debug, Default)]
pub(crate) struct Targets(HashMap<(Id<Visitor>, CustomerId), Linked>);

/// The visitor's active company, and those of the contact.
type Linked = (Option<Id<Account>>, Vec<Id<Account>>);

impl Targets {
    /// The company that a milestone is about (A11); none when that can't be told, or the visitor was nobody's then.
    pub(crate) fn of(
        &mut self,
        conn: &mut Conn,
        workspace: WorkspaceId,
        (visitor, link): (Id<Visitor>, Option<Link>),
        milestone: &Milestone,
    ) -> Result<Option<Id<Account>>, Error> {
        let Some(link) = link else { return Ok(None) };
        let (active, linked) = match self.0.entry((visitor, link.customer)) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => {
                let active = site::active(conn, workspace, visitor)?;
                new.insert((active, company::linked(conn, workspace, link.customer)?))
            }
        };
        let named = match &milestone.company {
            None => None,
            Some(text) => match text.parse() {
                Ok(id) => Some(id),
                Err(_) => return Ok(None),
            },
        };
        Ok(match company::target(named, *active, linked) {
            Target::Company(company) => Some(company),
            Target::NotLinked | Target::Ambiguous => None,
        })
    }
}

/// Writes a milestone, which was stored as an event just now, into the histories of its person and company: at the time when
/// it was reached.
pub(crate) fn record(
    conn: &mut Conn,
    workspace: WorkspaceId,
    (who, company): (CustomerId, Option<Id<Account>>),
    (event, milestone): (&Event, &Milestone),
    actor: Actor,
) -> Result<(), Error> {
    let subject = Subject { customer: Some(who), account: company, opportunity: None };
    let name = event.name.clone().unwrap_or_default();
    let fact = Fact::MilestoneReached { name, value: milestone.value.clone() };
    Ok(timeline::record(conn, workspace, subject, actor, &fact, event.occurred_at)?)
}
