//! Accounts, which are the companies of contacts: made, changed, deleted, stood in for.

use db::{
    Conn, Id, UserId, WorkspaceId,
    schema::{accounts, contact_accounts, customers, notes, onboarding_plans, opportunities},
};
use diesel::{dsl::exists, prelude::*};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use tenancy::{Actor, workspace as tenant};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use crate::{
    Error, Phone,
    account_stage::{self, AccountStage},
    custom_fields::CustomFields,
    definition::{self, Object},
    error::InUse,
    focus,
    person::{check_teammate, set},
    timeline::{self, Fact, Named, Subject},
    values,
};

db::text_enum! {
    /// Where the relationship with a company stands (H9).
    pub enum Lifecycle {
        /// Not yet a paying customer.
        Prospect = "prospect",
        /// Active customer relationship.
        Active = "active",
        /// Showing churn signals.
        AtRisk = "at_risk",
        /// Ended their relationship.
        Churned = "churned",
    }
}

db::text_enum! {
    /// How the next renewal stands (H27).
    pub enum RenewalStatus {
        /// Nobody has talked about it yet.
        Upcoming = "upcoming",
        /// It is being talked about.
        InDiscussion = "in_discussion",
        /// They stay.
        Renewed = "renewed",
        /// They go.
        NotRenewing = "not_renewing",
    }
}

/// An account.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = accounts, treat_none_as_null = true)]
#[expect(missing_docs, reason = "the columns; Edit says what they mean")]
pub struct Account {
    pub id: Id<Account>,
    pub name: String,
    pub domain: Option<String>,
    pub industry: Option<String>,
    pub website: Option<String>,
    pub phone: Option<String>,
    pub lifecycle_stage: Lifecycle,
    pub mrr: Option<Decimal>,
    pub health_score: Option<i16>,
    pub renewal_date: Option<Date>,
    pub renewal_status: Option<RenewalStatus>,
    pub stage_id: Option<Id<AccountStage>>,
    pub deal_value: Option<Decimal>,
    pub currency: String,
    pub stage_set_kind: Option<String>,
    pub stage_set_by: Option<Uuid>,
    pub stage_set_at: Option<OffsetDateTime>,
    pub stage_set_vouched: bool,
    pub deal_set_kind: Option<String>,
    pub deal_set_by: Option<Uuid>,
    pub deal_set_at: Option<OffsetDateTime>,
    pub deal_set_vouched: bool,
    pub owner_id: Option<UserId>,
    pub placeholder: bool,
    pub metadata: Value,
    pub custom_fields: Value,
    pub created_at: OffsetDateTime,
    pub updated_at: OffsetDateTime,
    pub version: i32,
}

impl Account {
    /// How the timeline calls it. A placeholder's name is that of its person, which the timeline does not keep (D10).
    pub(crate) fn named(&self) -> Named {
        Named::new(self.id, if self.placeholder { "a company without a name" } else { &self.name })
    }

    /// Notes who said last where the deal stands.
    pub(crate) fn stage_is_by(&mut self, actor: Actor, now: OffsetDateTime) {
        self.stage_set_kind = Some(actor.kind().to_owned());
        self.stage_set_by = actor.id();
        self.stage_set_at = Some(now);
        self.stage_set_vouched = actor.is_vouched();
    }

    /// Notes who said last what the deal is worth.
    pub(crate) fn value_is_by(&mut self, actor: Actor, now: OffsetDateTime) {
        self.deal_set_kind = Some(actor.kind().to_owned());
        self.deal_set_by = actor.id();
        self.deal_set_at = Some(now);
        self.deal_set_vouched = actor.is_vouched();
    }
}

/// Changes: the outer `None` leaves a field alone, the inner one clears it.
#[derive(Debug, Clone, Default)]
pub struct Edit {
    /// The company's name; a placeholder that gets one is a placeholder no more (A9).
    pub name: Option<String>,
    /// Where its emails and pages live: `example.com`.
    pub domain: Option<Option<String>>,
    /// What it does.
    pub industry: Option<Option<String>>,
    /// An address with its scheme.
    pub website: Option<Option<String>>,
    /// E.164.
    pub phone: Option<Option<Phone>>,
    /// Where the relationship stands.
    pub lifecycle_stage: Option<Lifecycle>,
    /// Monthly recurring revenue, in `currency`.
    pub mrr: Option<Option<Decimal>>,
    /// 0 to 100.
    pub health_score: Option<Option<i16>>,
    /// When the contract ends or goes on.
    pub renewal_date: Option<Option<Date>>,
    /// How that stands.
    pub renewal_status: Option<Option<RenewalStatus>>,
    /// Of the deal on the company (D7).
    pub stage_id: Option<Option<Id<AccountStage>>>,
    /// What it is worth, in `currency`.
    pub deal_value: Option<Option<Decimal>>,
    /// ISO 4217; the workspace's when an account is made without one.
    pub currency: Option<String>,
    /// The teammate in charge.
    pub owner_id: Option<Option<UserId>>,
    /// Changes to custom fields, see [`crate::custom_fields::edit`].
    pub custom_fields: Option<CustomFields>,
}

/// Makes an account (H4); `fields.name` is overruled by `name`.
pub fn create(
    conn: &mut Conn,
    workspace: WorkspaceId,
    name: &str,
    fields: &Edit,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Account, Error> {
    let mut account = blank(conn, workspace, name, now)?;
    apply(conn, workspace, &mut account, fields, actor, now)?;
    diesel::insert_into(accounts::table).values((accounts::workspace_id.eq(workspace), &account)).execute(conn)?;
    timeline::record(conn, workspace, account.id, actor, &Fact::AccountCreated, now)?;
    Ok(account)
}

/// Makes the account that stands in for a company that nobody has named yet (A7).
pub fn placeholder(
    conn: &mut Conn,
    workspace: WorkspaceId,
    name: &str,
    now: OffsetDateTime,
) -> Result<Id<Account>, Error> {
    let account = Account { placeholder: true, ..blank(conn, workspace, name, now)? };
    diesel::insert_into(accounts::table).values((accounts::workspace_id.eq(workspace), &account)).execute(conn)?;
    Ok(account.id)
}

/// The account with this id.
pub fn get(conn: &mut Conn, workspace: WorkspaceId, id: Id<Account>) -> Result<Account, Error> {
    Ok(accounts::table
        .filter(accounts::workspace_id.eq(workspace).and(accounts::id.eq(id)))
        .select(Account::as_select())
        .first(conn)?)
}

/// The same, as a caller named it in a field.
///
/// # Errors
/// [`Error::Invalid`] for `account_id` when there is none.
pub(crate) fn named(conn: &mut Conn, workspace: WorkspaceId, id: Id<Account>) -> Result<Account, Error> {
    get(conn, workspace, id).map_err(|error| match error {
        Error::NotFound => Error::invalid("account_id", "is no account of this workspace"),
        other => other,
    })
}

/// Changes an account.
///
/// # Errors
/// [`Error::Stale`] when `expected` is given and is not its version, [`Error::Invalid`].
pub fn edit(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Account>,
    edit: &Edit,
    expected: Option<i32>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Account, Error> {
    let before = lock(conn, workspace, id)?;
    if expected.is_some_and(|version| version != before.version) {
        return Err(Error::Stale);
    }
    let mut after = before.clone();
    let changed = apply(conn, workspace, &mut after, edit, actor, now)?;
    save(conn, workspace, (&before, after), id.into(), changed, actor, now)
}

/// Writes a locked account that [`apply`] changed, and what its timeline says of it: of `subject`, the account or a person
/// beside it. Nothing is written when nothing changed.
pub(crate) fn save(
    conn: &mut Conn,
    workspace: WorkspaceId,
    (before, mut after): (&Account, Account),
    subject: Subject,
    changed: Vec<&'static str>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Account, Error> {
    if changed.is_empty() {
        return Ok(after);
    }
    after.version += 1;
    after.updated_at = now;
    write(conn, workspace, &after)?;
    for fact in facts(conn, workspace, before, &after, changed)? {
        timeline::record(conn, workspace, subject, actor, &fact, now)?;
    }
    Ok(after)
}

/// Writes the whole row.
pub(crate) fn write(conn: &mut Conn, workspace: WorkspaceId, account: &Account) -> Result<(), Error> {
    diesel::update(accounts::table)
        .filter(accounts::workspace_id.eq(workspace).and(accounts::id.eq(account.id)))
        .set(account)
        .execute(conn)?;
    Ok(())
}

/// Deletes an account that nothing hangs on (H31). The keys decide, not a count: whoever adds a contact at the same
/// moment either comes too late or makes the deletion fail.
///
/// # Errors
/// [`Error::AccountInUse`] with what is in the way.
pub fn delete(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Account>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let account = lock(conn, workspace, id)?;
    match delete_row(conn, workspace, account.id) {
        Ok(()) => {
            focus::forget(conn, workspace, &[id.uuid()])?;
            timeline::record(conn, workspace, id, actor, &Fact::AccountDeleted, now)
        }
        Err(db::Error::Constraint(_)) => Err(Error::AccountInUse(in_use(conn, workspace, id)?)),
        Err(error) => Err(error.into()),
    }
}

/// Removes a placeholder that nothing hangs on any more (A8): no contact, opportunity, deal value, stage, note or plan.
pub(crate) fn remove_spent_placeholder(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Account>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let account: Account = accounts::table
        .filter(accounts::workspace_id.eq(workspace).and(accounts::id.eq(id)))
        .for_update()
        .select(Account::as_select())
        .first(conn)?;
    // Whatever anybody wrote on it makes it worth keeping: its version tells.
    if !account.placeholder || account.version > 1 {
        return Ok(());
    }
    let notes =
        notes::table.filter(notes::workspace_id.eq(workspace).and(notes::account_id.eq(account.id))).select(notes::id);
    let plans = onboarding_plans::table
        .filter(onboarding_plans::workspace_id.eq(workspace).and(onboarding_plans::account_id.eq(account.id)))
        .select(onboarding_plans::id);
    if diesel::select(exists(notes)).get_result(conn)? || diesel::select(exists(plans)).get_result(conn)? {
        return Ok(());
    }
    match delete_row(conn, workspace, account.id) {
        Ok(()) => {
            focus::forget(conn, workspace, &[id.uuid()])?;
            timeline::record(conn, workspace, id, actor, &Fact::AccountDeleted, now)
        }
        // Contacts and opportunities are the keys' to see.
        Err(db::Error::Constraint(_)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn blank(conn: &mut Conn, workspace: WorkspaceId, name: &str, now: OffsetDateTime) -> Result<Account, Error> {
    Ok(Account {
        id: Id::new(now),
        name: name.to_owned(),
        domain: None,
        industry: None,
        website: None,
        phone: None,
        lifecycle_stage: Lifecycle::Prospect,
        mrr: None,
        health_score: None,
        renewal_date: None,
        renewal_status: None,
        stage_id: None,
        deal_value: None,
        currency: tenant::get(conn, workspace)?.currency,
        stage_set_kind: None,
        stage_set_by: None,
        stage_set_at: None,
        stage_set_vouched: false,
        deal_set_kind: None,
        deal_set_by: None,
        deal_set_at: None,
        deal_set_vouched: false,
        owner_id: None,
        placeholder: false,
        metadata: json!({}),
        custom_fields: json!({}),
        created_at: now,
        updated_at: now,
        version: 1,
    })
}

/// Writes the changes on `account`; the names of the fields that differ now.
pub(crate) fn apply(
    conn: &mut Conn,
    workspace: WorkspaceId,
    account: &mut Account,
    edit: &Edit,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Vec<&'static str>, Error> {
    let mut changed = Vec::new();
    set(&mut account.name, &edit.name, "name", &mut changed);
    if edit.name.is_some() && account.placeholder {
        // The makeshift name may be the right one.
        account.placeholder = false;
        changed.push("placeholder");
    }
    let domain = edit.domain.as_ref().map(|d| d.as_deref().map(values::domain).transpose()).transpose()?;
    let website = edit.website.as_ref().map(|w| w.as_deref().map(values::website).transpose()).transpose()?;
    set(&mut account.domain, &domain, "domain", &mut changed);
    set(&mut account.website, &website, "website", &mut changed);
    set(&mut account.industry, &edit.industry, "industry", &mut changed);
    let phone = edit.phone.as_ref().map(|phone| phone.as_ref().map(ToString::to_string));
    set(&mut account.phone, &phone, "phone", &mut changed);
    set(&mut account.lifecycle_stage, &edit.lifecycle_stage, "lifecycle_stage", &mut changed);
    let mrr = edit.mrr.map(|mrr| mrr.map(|mrr| crate::amount("mrr", mrr)).transpose()).transpose()?;
    set(&mut account.mrr, &mrr, "mrr", &mut changed);
    if let Some(Some(score)) = edit.health_score
        && !(0..=100).contains(&score)
    {
        return Err(Error::invalid("health_score", "must be 0 to 100"));
    }
    set(&mut account.health_score, &edit.health_score, "health_score", &mut changed);
    set(&mut account.renewal_date, &edit.renewal_date, "renewal_date", &mut changed);
    set(&mut account.renewal_status, &edit.renewal_status, "renewal_status", &mut changed);
    let value = edit.deal_value.map(|v| v.map(|v| crate::amount("deal_value", v)).transpose()).transpose()?;
    set(&mut account.deal_value, &value, "deal_value", &mut changed);
    if changed.contains(&"deal_value") {
        account.value_is_by(actor, now);
    }
    let currency = edit.currency.as_deref().map(crate::currency).transpose()?;
    set(&mut account.currency, &currency, "currency", &mut changed);
    set(&mut account.stage_id, &edit.stage_id, "stage_id", &mut changed);
    if changed.contains(&"stage_id") {
        if let Some(stage) = account.stage_id
            && account_stage::find(conn, workspace, stage)?.is_none()
        {
            return Err(Error::invalid("stage_id", "is no account stage of this workspace"));
        }
        account.stage_is_by(actor, now);
    }
    if let Some(owner) = edit.owner_id.filter(|owner| *owner != account.owner_id) {
        check_teammate(conn, workspace, "owner_id", owner)?;
    }
    set(&mut account.owner_id, &edit.owner_id, "owner_id", &mut changed);
    if let Some(changes) = &edit.custom_fields {
        let fields = definition::edit(conn, workspace, Object::Account, &account.custom_fields, changes)?;
        set(&mut account.custom_fields, &Some(fields), "custom_fields", &mut changed);
    }
    Ok(changed)
}

/// What the timeline says of a change: moves by name, the rest by the names of their fields.
fn facts(
    conn: &mut Conn,
    workspace: WorkspaceId,
    before: &Account,
    after: &Account,
    mut changed: Vec<&'static str>,
) -> Result<Vec<Fact>, Error> {
    let mut facts = Vec::new();
    let mut stage = |id: Option<Id<AccountStage>>| -> Result<Value, Error> {
        let Some(id) = id else { return Ok(Value::Null) };
        Ok(account_stage::find(conn, workspace, id)?.as_ref().map_or(Value::Null, AccountStage::label))
    };
    if before.lifecycle_stage != after.lifecycle_stage {
        let (from, to) = (before.lifecycle_stage.as_str(), after.lifecycle_stage.as_str());
        facts.push(Fact::LifecycleChanged { from, to });
    }
    if before.stage_id != after.stage_id {
        facts.push(Fact::DealStageChanged { from: stage(before.stage_id)?, to: stage(after.stage_id)? });
    }
    if before.owner_id != after.owner_id {
        facts.push(Fact::Assigned { from: before.owner_id, to: after.owner_id });
    }
    changed.retain(|field| !["lifecycle_stage", "stage_id", "owner_id"].contains(field));
    if !changed.is_empty() {
        facts.push(Fact::FieldsUpdated(changed));
    }
    Ok(facts)
}

/// The account, locked until the transaction ends.
pub(crate) fn lock(conn: &mut Conn, workspace: WorkspaceId, id: Id<Account>) -> Result<Account, Error> {
    Ok(accounts::table
        .filter(accounts::workspace_id.eq(workspace).and(accounts::id.eq(id)))
        .for_no_key_update()
        .select(Account::as_select())
        .first(conn)?)
}

/// In a savepoint, so that a refusal leaves the transaction usable.
fn delete_row(conn: &mut Conn, workspace: WorkspaceId, id: Id<Account>) -> Result<(), db::Error> {
    conn.transaction(|conn| {
        let row = accounts::table.filter(accounts::workspace_id.eq(workspace).and(accounts::id.eq(id)));
        diesel::delete(row).execute(conn).map(|_| ())
    })
    .map_err(db::Error::from)
}

fn in_use(conn: &mut Conn, workspace: WorkspaceId, id: Id<Account>) -> Result<InUse, Error> {
    Ok(InUse {
        contacts: customers::table
            .filter(customers::workspace_id.eq(workspace).and(customers::account_id.eq(id)))
            .count()
            .get_result(conn)?,
        opportunities: opportunities::table
            .filter(opportunities::workspace_id.eq(workspace).and(opportunities::account_id.eq(id)))
            .count()
            .get_result(conn)?,
        linked_contacts: contact_accounts::table
            .filter(contact_accounts::workspace_id.eq(workspace).and(contact_accounts::account_id.eq(id)))
            .count()
            .get_result(conn)?,
    })
}
