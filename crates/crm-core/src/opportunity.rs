//! Opportunities: a deal of an account (H33–H38). Growth and Scale only (H32): every write asks for the plan.

use db::{
    Conn, CustomerId, Id, UserId, WorkspaceId,
    schema::{customers, opportunities},
};
use diesel::prelude::*;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use tenancy::{Actor, workspace as tenant};
use time::{Date, OffsetDateTime};

use crate::{
    Error,
    account::{self, Account},
    custom_fields::CustomFields,
    definition::{self, Object},
    focus,
    person::{Kind, check_teammate, set},
    timeline::{self, Fact, Named, Subject},
};

db::text_enum! {
    /// The six stages, in order (H33).
    pub enum Stage {
        /// Early, qualifying the need.
        Prospecting = "prospecting",
        /// Confirmed fit and budget.
        Qualification = "qualification",
        /// Formal offer delivered.
        Proposal = "proposal",
        /// Working through terms.
        Negotiation = "negotiation",
        /// Deal signed.
        ClosedWon = "closed_won",
        /// Deal lost or abandoned.
        ClosedLost = "closed_lost",
    }
}

impl Stage {
    /// Won or lost.
    pub fn is_closed(self) -> bool {
        matches!(self, Stage::ClosedWon | Stage::ClosedLost)
    }

    /// Where "Advance" leads (H37): from the last open stage to won, from a closed one nowhere.
    pub fn next(self) -> Option<Self> {
        match self {
            Stage::Prospecting => Some(Stage::Qualification),
            Stage::Qualification => Some(Stage::Proposal),
            Stage::Proposal => Some(Stage::Negotiation),
            Stage::Negotiation => Some(Stage::ClosedWon),
            Stage::ClosedWon | Stage::ClosedLost => None,
        }
    }

    /// In percent, unless somebody says otherwise (D8).
    pub fn default_probability(self) -> i16 {
        match self {
            Stage::Prospecting => 10,
            Stage::Qualification => 25,
            Stage::Proposal => 50,
            Stage::Negotiation => 75,
            Stage::ClosedWon => 100,
            Stage::ClosedLost => 0,
        }
    }
}

/// A deal.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = opportunities, treat_none_as_null = true)]
#[expect(missing_docs, reason = "the columns; Edit says what they mean")]
pub struct Opportunity {
    pub id: Id<Opportunity>,
    pub account_id: Id<Account>,
    pub name: String,
    pub primary_contact_id: Option<CustomerId>,
    pub stage: Stage,
    pub amount: Option<Decimal>,
    pub currency: String,
    pub probability: i16,
    pub close_date: Option<Date>,
    pub owner_id: Option<UserId>,
    pub next_step: Option<String>,
    pub next_step_at: Option<Date>,
    pub lost_reason: Option<String>,
    pub custom_fields: Value,
    pub stage_entered_at: OffsetDateTime,
    pub closed_at: Option<OffsetDateTime>,
    pub created_at: OffsetDateTime,
    pub updated_at: OffsetDateTime,
    pub version: i32,
}

/// Changes: the outer `None` leaves a field alone, the inner one clears it.
#[derive(Debug, Clone, Default)]
pub struct Edit {
    /// What the deal is called.
    pub name: Option<String>,
    /// Whose deal it is; the primary contact stays behind with the old account.
    pub account_id: Option<Id<Account>>,
    /// One of the account's own contacts (H8).
    pub primary_contact_id: Option<Option<CustomerId>>,
    /// Where it stands.
    pub stage: Option<Stage>,
    /// What it is worth, in `currency`.
    pub amount: Option<Option<Decimal>>,
    /// ISO 4217; the account's when a deal is made without one.
    pub currency: Option<String>,
    /// 0 to 100; cleared is the stage's own.
    pub probability: Option<Option<i16>>,
    /// When it is expected to close.
    pub close_date: Option<Option<Date>>,
    /// The teammate in charge.
    pub owner_id: Option<Option<UserId>>,
    /// What is to be done.
    pub next_step: Option<Option<String>>,
    /// By when.
    pub next_step_at: Option<Option<Date>>,
    /// Why it was lost; only a lost deal has one.
    pub lost_reason: Option<Option<String>>,
    /// Changes to custom fields, see [`crate::custom_fields::edit`].
    pub custom_fields: Option<CustomFields>,
}

/// Makes a deal (H5, H35); name and account are the arguments', not the fields'.
///
/// # Errors
/// [`tenancy::Error::PlanRequired`], [`Error::Invalid`].
pub fn create(
    conn: &mut Conn,
    workspace: WorkspaceId,
    name: &str,
    account: Id<Account>,
    fields: &Edit,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Opportunity, Error> {
    tenant::require_plan(conn, workspace, tenant::Plan::Growth)?;
    let account = account::named(conn, workspace, account)?;
    let mut deal = Opportunity {
        id: Id::new(now),
        account_id: account.id,
        name: name.to_owned(),
        primary_contact_id: None,
        stage: Stage::Prospecting,
        amount: None,
        currency: account.currency,
        probability: Stage::Prospecting.default_probability(),
        close_date: None,
        owner_id: None,
        next_step: None,
        next_step_at: None,
        lost_reason: None,
        custom_fields: json!({}),
        stage_entered_at: now,
        closed_at: None,
        created_at: now,
        updated_at: now,
        version: 1,
    };
    let fields = Edit { name: None, account_id: None, ..fields.clone() };
    apply(conn, workspace, &mut deal, &fields, now)?;
    diesel::insert_into(opportunities::table)
        .values((opportunities::workspace_id.eq(workspace), &deal))
        .execute(conn)?;
    let fact = Fact::OpportunityCreated(Named::new(deal.id, &deal.name));
    timeline::record(conn, workspace, subject(&deal), actor, &fact, now)?;
    Ok(deal)
}

/// Changes a deal; a stage moves it there, forth or back.
///
/// # Errors
/// [`tenancy::Error::PlanRequired`], [`Error::Stale`] when `expected` is given and is not its version, [`Error::Invalid`].
pub fn edit(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Opportunity>,
    edit: &Edit,
    expected: Option<i32>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Opportunity, Error> {
    tenant::require_plan(conn, workspace, tenant::Plan::Growth)?;
    // The contact before the deal, always: whoever moves a contact locks it first and then its deals.
    if let Some(Some(contact)) = edit.primary_contact_id {
        lock_contact(conn, workspace, contact)?;
    }
    let before = lock(conn, workspace, id)?;
    if expected.is_some_and(|version| version != before.version) {
        return Err(Error::Stale);
    }
    let mut after = before.clone();
    let changed = apply(conn, workspace, &mut after, edit, now)?;
    if changed.is_empty() {
        return Ok(before);
    }
    after.version += 1;
    after.updated_at = now;
    diesel::update(opportunities::table)
        .filter(opportunities::workspace_id.eq(workspace).and(opportunities::id.eq(id)))
        .set(&after)
        .execute(conn)?;
    for fact in facts(&before, &after, changed) {
        // What does not name the deal would read as a change of its account and its contact.
        let subject = match fact {
            Fact::Assigned { .. } | Fact::FieldsUpdated(_) => Subject { opportunity: Some(id), ..Subject::default() },
            _ => subject(&after),
        };
        timeline::record(conn, workspace, subject, actor, &fact, now)?;
    }
    if before.account_id != after.account_id {
        let (from, to) = (
            account::get(conn, workspace, before.account_id)?.named(),
            account::get(conn, workspace, after.account_id)?.named(),
        );
        let fact = Fact::OpportunityAccountChanged { opportunity: Named::new(id, &after.name), from, to };
        timeline::record(conn, workspace, subject(&after), actor, &fact, now)?;
        timeline::record(conn, workspace, before.account_id, actor, &fact, now)?;
    }
    Ok(after)
}

/// Moves a deal to the next stage (H37).
///
/// # Errors
/// [`Error::Closed`] when there is none.
pub fn advance(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Opportunity>,
    expected: Option<i32>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Opportunity, Error> {
    let deal = lock(conn, workspace, id)?;
    let next = deal.stage.next().ok_or(Error::Closed)?;
    edit(conn, workspace, id, &Edit { stage: Some(next), ..Edit::default() }, expected, actor, now)
}

/// Deletes a deal.
pub fn delete(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Opportunity>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<(), Error> {
    tenant::require_plan(conn, workspace, tenant::Plan::Growth)?;
    let deal = lock(conn, workspace, id)?;
    diesel::delete(
        opportunities::table.filter(opportunities::workspace_id.eq(workspace).and(opportunities::id.eq(id))),
    )
    .execute(conn)?;
    focus::forget(conn, workspace, &[id.uuid()])?;
    let fact = Fact::OpportunityDeleted(Named::new(id, &deal.name));
    timeline::record(conn, workspace, subject(&deal), actor, &fact, now)
}

/// The deal with this id is there.
pub fn exists(conn: &mut Conn, workspace: WorkspaceId, id: Id<Opportunity>) -> Result<(), Error> {
    opportunities::table
        .filter(opportunities::workspace_id.eq(workspace).and(opportunities::id.eq(id)))
        .select(opportunities::id)
        .first::<Id<Opportunity>>(conn)?;
    Ok(())
}

/// Writes the changes on `deal`; the names of the fields that differ now.
fn apply(
    conn: &mut Conn,
    workspace: WorkspaceId,
    deal: &mut Opportunity,
    edit: &Edit,
    now: OffsetDateTime,
) -> Result<Vec<&'static str>, Error> {
    let mut changed = Vec::new();
    set(&mut deal.name, &edit.name, "name", &mut changed);
    if let Some(account) = edit.account_id {
        account::named(conn, workspace, account)?;
    }
    set(&mut deal.account_id, &edit.account_id, "account_id", &mut changed);
    if changed.contains(&"account_id") {
        deal.primary_contact_id = None;
    }
    set(&mut deal.primary_contact_id, &edit.primary_contact_id, "primary_contact_id", &mut changed);
    if let Some(contact) = deal.primary_contact_id.filter(|_| changed.contains(&"primary_contact_id")) {
        check_contact(conn, workspace, deal.account_id, contact)?;
    }
    if let Some(Some(percent)) = edit.probability
        && !(0..=100).contains(&percent)
    {
        return Err(Error::invalid("probability", "must be 0 to 100"));
    }
    if let Some(stage) = edit.stage.filter(|stage| *stage != deal.stage) {
        enter(deal, stage, now);
        changed.push("stage");
    }
    // Won is 100 and lost is 0, whatever anybody says.
    let own = deal.stage.default_probability();
    let probability = edit.probability.map(|percent| percent.filter(|_| !deal.stage.is_closed()).unwrap_or(own));
    set(&mut deal.probability, &probability, "probability", &mut changed);
    let amount = edit.amount.map(|a| a.map(|a| crate::amount("amount", a)).transpose()).transpose()?;
    set(&mut deal.amount, &amount, "amount", &mut changed);
    let currency = edit.currency.as_deref().map(crate::currency).transpose()?;
    set(&mut deal.currency, &currency, "currency", &mut changed);
    set(&mut deal.close_date, &edit.close_date, "close_date", &mut changed);
    if let Some(owner) = edit.owner_id.filter(|owner| *owner != deal.owner_id) {
        check_teammate(conn, workspace, "owner_id", owner)?;
    }
    set(&mut deal.owner_id, &edit.owner_id, "owner_id", &mut changed);
    set(&mut deal.next_step, &edit.next_step, "next_step", &mut changed);
    set(&mut deal.next_step_at, &edit.next_step_at, "next_step_at", &mut changed);
    if deal.stage == Stage::ClosedLost {
        set(&mut deal.lost_reason, &edit.lost_reason, "lost_reason", &mut changed);
    }
    if let Some(changes) = &edit.custom_fields {
        let fields = definition::edit(conn, workspace, Object::Opportunity, &deal.custom_fields, changes)?;
        set(&mut deal.custom_fields, &Some(fields), "custom_fields", &mut changed);
    }
    Ok(changed)
}

/// A deal enters a stage. A probability that somebody typed stays while the deal is open; won is 100 and lost is 0.
fn enter(deal: &mut Opportunity, stage: Stage, now: OffsetDateTime) {
    let is_the_stages = deal.probability == deal.stage.default_probability();
    if is_the_stages || stage.is_closed() {
        deal.probability = stage.default_probability();
    }
    deal.stage = stage;
    deal.stage_entered_at = now;
    deal.closed_at = stage.is_closed().then_some(now);
    deal.lost_reason = None;
}

/// What the timeline says of a change: moves by name, the rest by the names of their fields.
fn facts(before: &Opportunity, after: &Opportunity, mut changed: Vec<&'static str>) -> Vec<Fact> {
    let mut facts = Vec::new();
    let named = || Named::new(after.id, &after.name);
    if before.stage != after.stage {
        facts.push(Fact::OpportunityStageChanged {
            opportunity: named(),
            from: before.stage.as_str(),
            to: after.stage.as_str(),
            reason: after.lost_reason.clone(),
        });
        // They follow from the move.
        changed.retain(|field| !["stage", "probability", "lost_reason"].contains(field));
    }
    if before.primary_contact_id != after.primary_contact_id {
        facts.push(Fact::PrimaryContactChanged { opportunity: named(), contact: after.primary_contact_id });
    }
    if before.owner_id != after.owner_id {
        facts.push(Fact::Assigned { from: before.owner_id, to: after.owner_id });
    }
    changed.retain(|field| !["primary_contact_id", "owner_id", "account_id"].contains(field));
    if !changed.is_empty() {
        facts.push(Fact::FieldsUpdated(changed));
    }
    facts
}

fn subject(deal: &Opportunity) -> Subject {
    Subject { customer: deal.primary_contact_id, account: Some(deal.account_id), opportunity: Some(deal.id) }
}

fn lock(conn: &mut Conn, workspace: WorkspaceId, id: Id<Opportunity>) -> Result<Opportunity, Error> {
    Ok(opportunities::table
        .filter(opportunities::workspace_id.eq(workspace).and(opportunities::id.eq(id)))
        .for_update()
        .select(Opportunity::as_select())
        .first(conn)?)
}

fn lock_contact(conn: &mut Conn, workspace: WorkspaceId, id: CustomerId) -> Result<(), Error> {
    customers::table
        .filter(customers::workspace_id.eq(workspace).and(customers::id.eq(id)))
        .for_key_share()
        .select(customers::id)
        .first::<CustomerId>(conn)
        .optional()?;
    Ok(())
}

/// The key refuses another account's contact as well; this says so in words before the statement fails.
fn check_contact(
    conn: &mut Conn,
    workspace: WorkspaceId,
    account: Id<Account>,
    contact: CustomerId,
) -> Result<(), Error> {
    let found = customers::table
        .filter(customers::workspace_id.eq(workspace).and(customers::id.eq(contact)))
        .filter(customers::kind.eq(Kind::Contact).and(customers::account_id.eq(Some(account))))
        .for_key_share()
        .select(customers::id)
        .first::<CustomerId>(conn)
        .optional()?;
    let wrong = || Error::invalid("primary_contact_id", "is no contact of the opportunity's account");
    found.map(|_| ()).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    fn deal(stage: Stage, probability: i16) -> Opportunity {
        let at = datetime!(2026-11-21 12:00 UTC);
        Opportunity {
            id: Id::new(at),
            account_id: Id::new(at),
            name: "Deal".to_owned(),
            primary_contact_id: None,
            stage,
            amount: None,
            currency: "EUR".to_owned(),
            probability,
            close_date: None,
            owner_id: None,
            next_step: None,
            next_step_at: None,
            lost_reason: None,
            custom_fields: json!({}),
            stage_entered_at: at,
            closed_at: None,
            created_at: at,
            updated_at: at,
            version: 1,
        }
    }

    /// Proves: H33, H37
    #[test]
    fn advancing_walks_the_stages_to_won() {
        let mut stage = Stage::Prospecting;
        let mut walked = vec![stage];
        while let Some(next) = stage.next() {
            stage = next;
            walked.push(stage);
        }
        assert_eq!(walked, &Stage::ALL[..5]);
        assert_eq!(Stage::ClosedLost.next(), None);
    }

    /// Proves: H33
    #[test]
    fn a_typed_probability_stays_until_the_deal_closes() {
        let at = datetime!(2026-11-22 12:00 UTC);
        let mut plain = deal(Stage::Prospecting, 10);
        enter(&mut plain, Stage::Proposal, at);
        assert_eq!((plain.probability, plain.stage_entered_at, plain.closed_at), (50, at, None));
        let mut typed = deal(Stage::Prospecting, 33);
        enter(&mut typed, Stage::Negotiation, at);
        assert_eq!(typed.probability, 33);
        enter(&mut typed, Stage::ClosedLost, at);
        assert_eq!((typed.probability, typed.closed_at), (0, Some(at)));
        enter(&mut typed, Stage::Negotiation, at);
        assert_eq!((typed.probability, typed.closed_at), (75, None));
    }
}
