//! What a visitor's calls do to companies: links, the active one, the deal on it (A5–A18, D22, D23).

use std::collections::HashSet;

use crm_core::{
    Person,
    account::Account,
    account_stage::{self, AccountStage},
    company::{self, Said, Target},
    contact,
    contact::AccountChoice,
    convert::{self, Conversion},
    deal::{self, Ask, Mode, Outcome, Written},
    person::{self, Kind},
};
use db::{Conn, CustomerId, Id, WorkspaceId, schema::visitors};
use diesel::prelude::*;
use rust_decimal::Decimal;
use tenancy::Actor;
use time::OffsetDateTime;

use crate::{
    Error,
    identify::{Trust, vouches_for},
    visitor::{self, Visitor, VisitorKey},
};

/// What an identify call says of companies, already bounded.
#[derive(Debug, Clone, Default)]
pub struct Companies {
    /// The company that the visitor acts for from now on (A10).
    pub active: Option<Id<Account>>,
    /// What it says of it, or of the one that is meant (A11).
    pub said: Option<Said>,
    /// Further companies to link (A10).
    pub links: Vec<Id<Account>>,
    /// The stage that the deal is to be in at least: an account stage's id or name.
    pub stage: Option<String>,
}

/// The same, of companies that are there.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known {
    active: Option<Id<Account>>,
    said: Option<Said>,
    /// The active one first.
    links: Vec<Id<Account>>,
    stage: Option<AccountStage>,
}

impl Companies {
    /// Leaves out companies and stages that are not there, and what is said of them: a browser learns nothing. A server is
    /// told.
    ///
    /// # Errors
    /// [`crm_core::Error::Invalid`] for the field of a server's call that names nothing.
    pub(crate) fn known(&self, conn: &mut Conn, workspace: WorkspaceId, trust: Trust) -> Result<Known, Error> {
        let server = matches!(trust, Trust::Server(_));
        let named: Vec<Id<Account>> = self.active.iter().chain(&self.links).copied().collect();
        let there = match named.as_slice() {
            [] => HashSet::new(),
            named => company::known(conn, workspace, named)?,
        };
        let unknown = |field: String| Err(crm_core::Error::invalid(field, "is no company of this workspace").into());
        if self.active.is_some_and(|id| server && !there.contains(&id)) {
            return unknown("company.id".to_owned());
        }
        if let Some(place) = self.links.iter().position(|id| server && !there.contains(id)) {
            return unknown(format!("company_ids[{place}]"));
        }
        let stage = match &self.stage {
            None => None,
            Some(text) => {
                let stages = account_stage::list(conn, workspace)?;
                let found = account_stage::pick(&stages, text).cloned();
                if found.is_none() && server {
                    return Err(Error::NoSuchStage {
                        known: Some(stages.into_iter().map(|stage| stage.name).collect()),
                    });
                }
                found
            }
        };
        let active = self.active.filter(|id| there.contains(id));
        let mut links: Vec<Id<Account>> = active.into_iter().collect();
        for id in self.links.iter().filter(|id| there.contains(id)) {
            if !links.contains(id) {
                links.push(*id);
            }
        }
        // What is said of a company that is not there is said of none.
        let said = self.said.clone().filter(|_| active == self.active);
        Ok(Known { active, said, links, stage })
    }
}

impl Known {
    /// The company that a new contact belongs to.
    pub(crate) fn first(&self) -> Option<Id<Account>> {
        self.links.first().copied()
    }

    /// The account of a lead that the call makes a contact of (D22); none when it carries no company.
    fn account(&self) -> Option<AccountChoice> {
        let name = || self.said.as_ref().and_then(|said| said.name.clone());
        let new = || name().map(|name| AccountChoice::New(name, Box::default()));
        self.first().map(AccountChoice::Existing).or_else(new)
    }
}

/// A lead with an email whose call carries a company becomes a contact of it (D22); `None` when it stays what it is. The
/// caller takes the card off the board.
pub(crate) fn convert(
    conn: &mut Conn,
    workspace: WorkspaceId,
    person: &Person,
    known: &Known,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Option<CustomerId>, Error> {
    let Some(account) = known.account().filter(|_| person.kind == Kind::Lead && person.email.is_some()) else {
        return Ok(None);
    };
    visitor::lock_browsers(conn, workspace, person.id)?;
    let conversion = Conversion { account: Some(account), by_email_only: true, ..Conversion::default() };
    let done = convert::convert(conn, workspace, person.id, &conversion, actor, now)?;
    if done.linked_existing {
        visitor::hand_over(conn, workspace, person.id, done.contact, now)?;
    }
    Ok(Some(done.contact))
}

/// Links a contact to the companies that the call names, says of the one that is meant what the call says, and moves its
/// deal; which one that was, and what came of the stage.
pub(crate) fn settle(
    conn: &mut Conn,
    workspace: WorkspaceId,
    (visitor, who): (Id<Visitor>, CustomerId),
    known: &Known,
    country: &str,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<(Option<Id<Account>>, Option<Outcome>), Error> {
    for company in &known.links {
        contact::link_company(conn, workspace, who, *company, actor, now)?;
    }
    if known.active.is_some() {
        diesel::update(visitors::table)
            .filter(visitors::workspace_id.eq(workspace).and(visitors::id.eq(visitor)))
            .set(visitors::active_company_id.eq(known.active.map(Id::uuid)))
            .execute(conn)?;
    }
    if known.said.is_none() && known.stage.is_none() && known.active.is_none() {
        return Ok((None, None));
    }
    let active = active(conn, workspace, visitor)?;
    let linked = company::linked(conn, workspace, who)?;
    let Target::Company(company) = company::target(None, active, &linked) else { return Ok((None, None)) };
    if let Some(said) = &known.said {
        company::describe(conn, workspace, (who, company), said, country, actor, now)?;
    }
    let Some(stage) = &known.stage else { return Ok((Some(company), None)) };
    let ask = Ask { stage: Some((stage.clone(), Mode::AdvanceOnly)), value: None };
    match deal::set(conn, workspace, (who, company), &ask, actor, now)? {
        Written::Done(outcome) => Ok((Some(company), Some(outcome))),
        Written::Refused => Err(Error::ExactUnverified),
    }
}

/// The company that a visitor acts for, whether or not the visitor's contact is still linked to it.
pub(crate) fn active(
    conn: &mut Conn,
    workspace: WorkspaceId,
    visitor: Id<Visitor>,
) -> Result<Option<Id<Account>>, Error> {
    Ok(visitors::table
        .filter(visitors::workspace_id.eq(workspace).and(visitors::id.eq(visitor)))
        .select(visitors::active_company_id)
        .first(conn)?)
}

/// A call that sets the stage or the value of a deal.
#[derive(Debug, Clone)]
pub struct DealCall {
    /// The browser.
    pub visitor: VisitorKey,
    /// What the site calls the person; with a hash it makes the call a verified one.
    pub user_id: Option<String>,
    /// What vouches for it (D23).
    pub trust: Trust,
    /// The widget takes verified calls only.
    pub strict: bool,
    /// The company that it names: the outer `None` names none, the inner one what is no id of any.
    pub company: Option<Option<Id<Account>>>,
    /// An account stage's id or name, and how it is written.
    pub stage: Option<(String, Mode)>,
    /// What the deal is worth.
    pub value: Option<Decimal>,
}

/// What came of a [`DealCall`].
#[derive(Debug, Clone, Copy)]
pub struct DealDone {
    /// The contact.
    pub who: CustomerId,
    /// The company.
    pub company: Id<Account>,
    /// The call was a verified one.
    pub verified: bool,
    /// What was written.
    pub outcome: Outcome,
}

/// Sets the deal of the company that a call means (A11, A14–A17).
///
/// # Errors
/// [`Error::Unverified`], [`Error::ExactUnverified`] (D23), [`Error::NotLinked`] (A17), [`Error::CompanyAmbiguous`] (A11),
/// [`Error::NoSuchStage`], [`crm_core::Error::Invalid`] for a value that is no amount.
pub fn set_deal(
    conn: &mut Conn,
    workspace: WorkspaceId,
    call: &DealCall,
    now: OffsetDateTime,
) -> Result<DealDone, Error> {
    // Before anything is looked up, so that a call that nobody vouches for learns nothing.
    if call.trust == Trust::Nobody {
        call.refuse_unverified()?;
    }
    let visitor = find(conn, workspace, &call.visitor)?.ok_or(Error::NotLinked { company: false })?;
    let person = match visitor.customer_id.map(|id| person::lock(conn, workspace, id)) {
        Some(Ok(person)) => person,
        None | Some(Err(crm_core::Error::NotFound)) => return Err(Error::NotLinked { company: false }),
        Some(Err(error)) => return Err(error.into()),
    };
    let verified = vouches_for(call.trust, call.user_id.as_deref(), &person);
    if !verified {
        call.refuse_unverified()?;
    }
    let linked = company::linked(conn, workspace, person.id)?;
    let active = active(conn, workspace, visitor.id)?;
    let target = match call.company {
        Some(None) => Target::NotLinked,
        named => company::target(named.flatten(), active, &linked),
    };
    let server = matches!(call.trust, Trust::Server(_));
    let company = match target {
        Target::Company(company) => company,
        Target::NotLinked => return Err(Error::NotLinked { company: !linked.is_empty() }),
        Target::Ambiguous if server => {
            return Err(Error::CompanyAmbiguous(company::names(conn, workspace, &linked)?));
        }
        Target::Ambiguous => return Err(Error::CompanyAmbiguous(Vec::new())),
    };
    let stage = match &call.stage {
        None => None,
        Some((text, mode)) => {
            let stages = account_stage::list(conn, workspace)?;
            let Some(stage) = account_stage::pick(&stages, text) else {
                let known = verified.then(|| stages.into_iter().map(|stage| stage.name).collect());
                return Err(Error::NoSuchStage { known });
            };
            Some((stage.clone(), *mode))
        }
    };
    let actor = call.trust.actor(visitor.id, verified);
    let ask = Ask { stage, value: call.value };
    match deal::set(conn, workspace, (person.id, company), &ask, actor, now)? {
        Written::Done(outcome) => Ok(DealDone { who: person.id, company, verified, outcome }),
        Written::Refused => Err(Error::ExactUnverified),
    }
}

impl DealCall {
    /// What a call that nobody vouches for may not ask at all.
    fn refuse_unverified(&self) -> Result<(), Error> {
        if self.strict {
            return Err(Error::Unverified);
        }
        match self.stage {
            Some((_, Mode::Exact)) => Err(Error::ExactUnverified),
            _ => Ok(()),
        }
    }
}

/// The browser, locked, if it was ever seen: these calls make none.
fn find(conn: &mut Conn, workspace: WorkspaceId, key: &VisitorKey) -> Result<Option<Visitor>, Error> {
    let found: Option<(Id<Visitor>, Option<CustomerId>, Option<OffsetDateTime>)> = visitors::table
        .filter(visitors::workspace_id.eq(workspace).and(visitors::widget_id.eq(key.widget)))
        .filter(visitors::anon_visitor_id.eq(&key.anon_visitor_id))
        .for_update()
        .select((visitors::id, visitors::customer_id, visitors::erased_at))
        .first(conn)
        .optional()?;
    Ok(found.map(|(id, customer_id, erased_at)| Visitor { id, customer_id, erased_at }))
}
