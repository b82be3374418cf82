//! What sets workflows off: the safety lock and the run's beginning in one transaction (D26).

use crm_core::timeline::{AutomationEvent, Subject, listen::Heard};
use db::{
    Conn, CustomerId, WorkspaceId,
    schema::{automation_locks as locks, customers, opportunities},
};
use diesel::{
    prelude::*,
    query_dsl::methods,
    sql_types::{Timestamptz, Uuid as SqlUuid},
};
use messaging::{
    Channel,
    person::{self, Recipient},
};
use sha2::{Digest, Sha256};
use time::{Duration, OffsetDateTime};

use crate::{
    Error,
    action::{self, Action, Step, To},
    condition,
    run::{self, Told},
    trigger::{Event, EventFilter, Trigger},
    workflow::{self, Workflow},
};

/// Starts what a fact of the timeline sets off.
pub fn hear(conn: &mut Conn, workspace: WorkspaceId, heard: &Heard, now: OffsetDateTime) -> Result<(), Error> {
    for workflow in workflow::list(conn, workspace)?.iter().filter(|workflow| workflow.active) {
        if !sets_off(&workflow.trigger()?, heard) {
            continue;
        }
        for subject in &heard.subjects {
            if let Some(customer) = whom(conn, workspace, subject)? {
                start(conn, workspace, workflow, customer, now)?;
            }
        }
    }
    Ok(())
}

/// Whether a fact is one that a trigger waits for.
fn sets_off(trigger: &Trigger, heard: &Heard) -> bool {
    let says = |pointer: &str| heard.data.pointer(pointer).and_then(|value| value.as_str());
    match trigger {
        Trigger::Webhook { webhook_id } => {
            let through = says("/webhook_id").map(str::to_owned);
            ["lead_created", "lead_resubmitted"].contains(&heard.kind.as_str())
                && webhook_id.is_some_and(|id| through == Some(id.to_string()))
        }
        Trigger::Event { event, filter } => {
            let EventFilter { to, name } = filter.clone().unwrap_or_default();
            let moved_to = match event {
                Event::StageChanged => says("/to_stage/id"),
                Event::OpportunityStageChanged | Event::LifecycleChanged => says("/to_word"),
                Event::LeadCreated | Event::Converted | Event::MilestoneCompleted | Event::SiteEvent => None,
            };
            let is_so = |wanted: Option<&str>, found| wanted.is_none() || wanted == found;
            heard.kind == event.as_str() && is_so(to.as_deref(), moved_to) && is_so(name.as_deref(), says("/name"))
        }
        Trigger::Daily { .. } => false,
    }
}

/// With whom a run is: the person; of an opportunity its primary contact; of an account the primary contact of its newest
/// opportunity that has one, else its oldest contact.
fn whom(conn: &mut Conn, workspace: WorkspaceId, subject: &Subject) -> Result<Option<CustomerId>, Error> {
    if let Some(customer) = subject.customer {
        return Ok(Some(customer));
    }
    let deals = opportunities::table
        .filter(opportunities::workspace_id.eq(workspace).and(opportunities::primary_contact_id.is_not_null()))
        .select(opportunities::primary_contact_id)
        .order((opportunities::created_at.desc(), opportunities::id.desc()));
    if let Some(opportunity) = subject.opportunity {
        let primary = deals.filter(opportunities::id.eq(opportunity)).first::<Option<CustomerId>>(conn).optional()?;
        if let Some(primary) = primary.flatten() {
            return Ok(Some(primary));
        }
    }
    let Some(account) = subject.account else { return Ok(None) };
    let primary = deals.filter(opportunities::account_id.eq(account)).first::<Option<CustomerId>>(conn).optional()?;
    if let Some(primary) = primary.flatten() {
        return Ok(Some(primary));
    }
    Ok(customers::table
        .filter(customers::workspace_id.eq(workspace).and(customers::account_id.eq(account)))
        .filter(customers::deleted_at.is_null())
        .order((customers::created_at, customers::id))
        .select(customers::id)
        .first(conn)
        .optional()?)
}

/// Starts a run with somebody whom the workflow is for, unless the lock holds or nothing could reach them; that is in their
/// history, too.
pub fn start(
    conn: &mut Conn,
    workspace: WorkspaceId,
    workflow: &Workflow,
    customer: CustomerId,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let to = match person::recipient(conn, workspace, customer) {
        Ok(to) if !to.deleted => to,
        Ok(_) | Err(messaging::Error::NotFound) => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    if !condition::unmet(conn, workspace, &workflow.conditions()?, &to, now)?.is_empty() {
        return Ok(());
    }
    // A lead that was joined to a contact is that contact: the cap and whatever ends runs count on it.
    let customer = to.id;
    let lock = Duration::minutes(workflow.safety_lock_minutes.into());
    let skip = |conn: &mut Conn, reason: &str| {
        let run = run::insert(conn, workspace, workflow, customer, Some(reason), now)?;
        run::tell(conn, workspace, &run, Told { detail: Some(reason), ..Told::of(AutomationEvent::Skipped) }, now)
    };
    let steps = workflow::steps(conn, workspace, workflow.id, workflow.current_version)?;
    // Before the lock: who comes again at once with an address must not find it taken.
    if !reaches(&steps, &to) {
        return skip(conn, "Missing contact info: no step can reach this person.");
    }
    if !lock.is_zero() && !take_lock(conn, workspace, workflow, &to, now + lock, now)? {
        return skip(conn, "Safety lock: the same email or phone arrived shortly before.");
    }
    let run = run::insert(conn, workspace, workflow, customer, None, now)?;
    run::tell(conn, workspace, &run, Told::of(AutomationEvent::Triggered), now)?;
    match steps.first() {
        Some(first) => run::wait(conn, workspace, run.id, (0, 1, false), now + action::delay(first), now).map(drop),
        None => run::conclude(conn, workspace, &run, now),
    }
}

/// False when every step is a message, and none has an address to go to.
fn reaches(steps: &[Step], to: &Recipient) -> bool {
    let has = |channel: Option<Channel>| channel.is_some_and(|channel| to.address(channel).is_some());
    steps.iter().any(|step| match &step.action {
        Action::Message(sending) => {
            sending.recipient == To::Owner || has(Some(sending.channel)) || has(sending.fallback_channel)
        }
        _ => true,
    })
}

/// What a person is recognised by: email and phone, or themselves when they have neither.
fn identities(workspace: WorkspaceId, to: &Recipient) -> Vec<Vec<u8>> {
    let known = [Channel::Email, Channel::Sms].into_iter().filter_map(|channel| to.address(channel));
    let mut texts: Vec<String> = known.map(str::to_lowercase).collect();
    if texts.is_empty() {
        texts.push(to.id.to_string());
    }
    let mut hashes: Vec<Vec<u8>> =
        texts.iter().map(|text| Sha256::digest(format!("{}\n{text}", workspace.uuid())).to_vec()).collect();
    // In one order for everybody.
    hashes.sort_unstable();
    hashes
}

/// Takes the lock on all that somebody is recognised by, or on nothing. Whoever comes at the same moment waits here, and finds
/// it taken; a repeat does not prolong it.
fn take_lock(
    conn: &mut Conn,
    workspace: WorkspaceId,
    workflow: &Workflow,
    to: &Recipient,
    until: OffsetDateTime,
    now: OffsetDateTime,
) -> Result<bool, Error> {
    forget_locks(conn, workspace, now)?;
    let taken = conn.transaction(|conn| {
        for identity in identities(workspace, to) {
            let taking = diesel::insert_into(locks::table)
                .values((
                    locks::workspace_id.eq(workspace),
                    locks::workflow_id.eq(workflow.id),
                    locks::identity_hash.eq(identity),
                    locks::locked_until.eq(until),
                ))
                .on_conflict((locks::workspace_id, locks::workflow_id, locks::identity_hash))
                .do_update()
                .set(locks::locked_until.eq(until));
            // The lock of an earlier run is taken over once it has ended, and left alone before.
            if methods::FilterDsl::filter(taking, locks::locked_until.le(now)).execute(conn)? == 0 {
                return Err(diesel::result::Error::RollbackTransaction);
            }
        }
        Ok(())
    });
    match taken {
        Ok(()) => Ok(true),
        Err(diesel::result::Error::RollbackTransaction) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Locks that have ended go, some at a time: nothing of a person is to stay in them.
fn forget_locks(conn: &mut Conn, workspace: WorkspaceId, now: OffsetDateTime) -> Result<(), Error> {
    diesel::sql_query(
        "DELETE FROM automation_locks l WHERE l.workspace_id = $1 AND (l.workflow_id, l.identity_hash) IN (
             SELECT e.workflow_id, e.identity_hash FROM automation_locks e
             WHERE e.workspace_id = $1 AND e.locked_until <= $2 LIMIT 50 FOR UPDATE SKIP LOCKED)",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<Timestamptz, _>(now)
    .execute(conn)?;
    Ok(())
}

/// When the lock on somebody ends, if it holds now; without taking it.
pub(crate) fn locked_until(
    conn: &mut Conn,
    workspace: WorkspaceId,
    workflow: db::Id<Workflow>,
    to: &Recipient,
    now: OffsetDateTime,
) -> Result<Option<OffsetDateTime>, Error> {
    Ok(locks::table
        .filter(locks::workspace_id.eq(workspace).and(locks::workflow_id.eq(workflow)))
        .filter(locks::identity_hash.eq_any(identities(workspace, to)).and(locks::locked_until.gt(now)))
        .order(locks::locked_until.desc())
        .select(locks::locked_until)
        .first(conn)
        .optional()?)
}
