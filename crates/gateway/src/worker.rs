//! Jobs: one table says which kind runs which function, one `step` that `main` loops and tests call until it is idle.

use analytics::site;
use crm_core::merge;
use db::{Conn, Id, UserId, WorkspaceId};
use outbox::Job;
use pipeline::{bulk, import};
use serde::Deserialize;
use serde_json::Value;
use tenancy::{Actor, export};
use time::{Duration, OffsetDateTime};
use tracking::slot::{self, Roll, Slot};

use crate::{deliver, error::Failure, file, hook, score, send, state::Hydra};

/// What a kind of job runs.
enum Run {
    /// In one transaction of its workspace. True when the work is done; false to be called again.
    Inside(fn(&mut Conn, WorkspaceId, &Value, OffsetDateTime) -> Result<bool, Failure>),
    /// Outside of any, because it calls others; it finishes the job itself.
    Outside(fn(&Hydra, &Job) -> Result<(), Failure>),
}

/// Every kind of job there is.
const JOBS: [(&str, Run); 19] = [
    (tracking::retention::PURGE_JOB, Run::Inside(purge_widget)),
    (tracking::widget::REMOVE_JOB, Run::Inside(remove_widget)),
    (tracking::slot::ROLL_JOB, Run::Inside(roll_slot)),
    (tenancy::export::WRITE_JOB, Run::Inside(write_export)),
    (tenancy::export::EXPIRE_JOB, Run::Inside(expire_export)),
    (pipeline::bulk::FORGET_JOB, Run::Inside(forget_bulk)),
    (pipeline::delivery::PURGE_JOB, Run::Inside(purge_receipts)),
    (pipeline::import::RUN_JOB, Run::Inside(run_import)),
    (pipeline::import::REVERT_JOB, Run::Inside(revert_import)),
    (pipeline::import::EXPIRE_JOB, Run::Inside(expire_import)),
    (crm_core::merge::FORGET_JOB, Run::Inside(forget_merge)),
    (crm_core::score::RECOMPUTE_JOB, Run::Inside(score::recompute)),
    (crm_core::timeline::listen::HEARD_JOB, Run::Inside(hear)),
    (automations::run::STEP_JOB, Run::Inside(run_step)),
    (automations::daily::DAILY_JOB, Run::Inside(look_daily)),
    (messaging::campaign::SEND_JOB, Run::Inside(send_campaign)),
    (outbound::delivery::DELIVER_JOB, Run::Outside(deliver::attempt)),
    (messaging::send::SEND_JOB, Run::Outside(send::attempt)),
    (inbox::chat::HOOK_JOB, Run::Outside(hook::attempt)),
];

/// Which jobs a worker takes: those that call others may wait long for an answer, and nothing else may wait for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// Those that call others.
    Calls,
    /// All the others.
    Rest,
}

/// Runs the job that has waited longest, of either lane. False when none is due.
///
/// # Errors
/// As [`step_in`].
pub fn step(hydra: &Hydra) -> Result<bool, db::Error> {
    Ok(step_in(hydra, Lane::Rest)? || step_in(hydra, Lane::Calls)?)
}

/// Runs the job of a lane that has waited longest. False when none is due.
///
/// # Errors
/// Only when jobs can't be claimed; a job that fails is given back or buried, and counts as a step.
pub fn step_in(hydra: &Hydra, lane: Lane) -> Result<bool, db::Error> {
    let calls: Vec<&str> =
        JOBS.iter().filter(|(_, work)| matches!(work, Run::Outside(_))).map(|(kind, _)| *kind).collect();
    let pool = &hydra.database.primary;
    let now = hydra.now();
    let kinds = (lane == Lane::Rest, calls.as_slice());
    let Some(job) = pool.transaction_global(|conn| outbox::claim(conn, kinds, now))? else { return Ok(false) };
    let failed = |why: &str| Err(db::Error::Unavailable(why.to_owned()).into());
    let outcome = if job.attempts > outbox::MAX_ATTEMPTS {
        failed("its worker died each time")
    } else {
        // A panic is a defect of one job; the worker goes on with the next.
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| run(hydra, &job)));
        outcome.unwrap_or_else(|_| failed("the job panicked"))
    };
    if let Err(error) = outcome {
        tracing::warn!(kind = job.kind, job = %job.id, %error, "job failed");
        let reason = error.to_string();
        if pool.transaction_global(|conn| outbox::fail(conn, &job, &reason, hydra.now()))? {
            give_up(hydra, &job);
        }
    }
    Ok(true)
}

fn run(hydra: &Hydra, job: &Job) -> Result<(), Failure> {
    let known = JOBS.iter().find(|(kind, _)| *kind == job.kind);
    let Some((_, work)) = known else {
        let message = format!("no function runs jobs of the kind {}", job.kind);
        return Err(db::Error::Unavailable(message).into());
    };
    let work = match work {
        Run::Inside(work) => work,
        Run::Outside(work) => return work(hydra, job),
    };
    loop {
        let done = hydra.database.primary.transaction(job.workspace, |conn| {
            let now = hydra.now();
            let done = work(conn, job.workspace, &job.payload, now)?;
            // With each piece of work, in its transaction: if another worker has taken the job, nothing of it is kept.
            let held = if done { outbox::finish(conn, job)? } else { outbox::renew(conn, job, now)? };
            if !held {
                return Err(db::Error::Unavailable("the job's lease ended".to_owned()).into());
            }
            Ok::<_, Failure>(done)
        })?;
        if done {
            return Ok(());
        }
    }
}

/// When a round that failed for good is tried again.
const AGAIN: Duration = Duration::hours(1);

/// What a job was for is told that it will not come.
fn give_up(hydra: &Hydra, job: &Job) {
    let told = hydra.database.primary.transaction(job.workspace, |conn| {
        let now = hydra.now();
        match job.kind.as_str() {
            export::WRITE_JOB => export::give_up(conn, job.workspace, read::<OfExport>(&job.payload)?.export_id, now)?,
            // Those that come again and again must not end with one bad day.
            crm_core::score::RECOMPUTE_JOB
            | pipeline::delivery::PURGE_JOB
            | crm_core::timeline::listen::HEARD_JOB
            | automations::daily::DAILY_JOB
            | messaging::campaign::SEND_JOB => {
                outbox::enqueue(conn, job.workspace, &job.kind, job.payload.clone(), now + AGAIN, now)?;
            }
            automations::run::STEP_JOB => {
                automations::step::give_up(conn, job.workspace, read::<OfStep>(&job.payload)?.step_id, now)?;
            }
            messaging::send::SEND_JOB => send::give_up(conn, job, now)?,
            import::RUN_JOB | import::REVERT_JOB => {
                import::give_up(conn, job.workspace, read::<OfImport>(&job.payload)?.import_id, now)?;
            }
            _ => {}
        }
        Ok::<_, Failure>(())
    });
    if let Err(error) = told {
        tracing::error!(kind = job.kind, job = %job.id, %error, "a dead job's end could not be written");
    }
}

#[derive(Deserialize)]
struct OfImport {
    import_id: Id<import::Import>,
    #[serde(default)]
    user_id: Option<UserId>,
}

impl OfImport {
    fn actor(&self) -> Actor {
        self.user_id.map_or(Actor::System, Actor::User)
    }
}

#[derive(Deserialize)]
struct OfBulk {
    bulk_id: Id<bulk::Bulk>,
}

#[derive(Deserialize)]
struct OfMerge {
    merge_id: Id<merge::Merge>,
}

#[derive(Deserialize)]
struct OfWebhook {
    webhook_id: Id<pipeline::webhook::Webhook>,
}

#[derive(Deserialize)]
struct OfWidget {
    widget_id: Id<tracking::Widget>,
}

#[derive(Deserialize)]
struct OfExport {
    export_id: Id<export::Export>,
}

fn read<'p, T: Deserialize<'p>>(payload: &'p Value) -> Result<T, db::Error> {
    T::deserialize(payload).map_err(|error| db::Error::Unavailable(format!("unreadable payload: {error}")))
}

fn widget_of(payload: &Value) -> Result<Id<tracking::Widget>, db::Error> {
    Ok(read::<OfWidget>(payload)?.widget_id)
}

fn purge_widget(
    conn: &mut Conn,
    workspace: WorkspaceId,
    payload: &Value,
    now: OffsetDateTime,
) -> Result<bool, Failure> {
    let done = tracking::retention::purge_batch(conn, workspace, widget_of(payload)?, now)?;
    if done {
        // Once a day is often enough for what others were told, too.
        outbound::delivery::tidy(conn, workspace, now)?;
    }
    Ok(done)
}

fn remove_widget(conn: &mut Conn, workspace: WorkspaceId, payload: &Value, _: OffsetDateTime) -> Result<bool, Failure> {
    Ok(tracking::widget::remove_batch(conn, workspace, widget_of(payload)?)?)
}

/// Counts a slot from its events. Two crates at once: `analytics` counts, `tracking` says when, and keeps.
fn roll_slot(conn: &mut Conn, workspace: WorkspaceId, payload: &Value, now: OffsetDateTime) -> Result<bool, Failure> {
    let slot: Slot = read(payload)?;
    let token = match slot::roll(conn, workspace, slot, now)? {
        Roll::Nothing => return Ok(true),
        Roll::Begun => return Ok(false),
        Roll::Count(token) => token,
    };
    let counts = site::count(conn, workspace, slot.widget_id.uuid(), slot.starts_at, slot.ends_at())?;
    let counts = slot::Counts {
        pageviews: counts.pageviews,
        custom_events: counts.custom_events,
        sessions: counts.sessions,
        visitors: counts.visitors.count(),
        pages: site::words(&counts.pages),
        events: site::words(&counts.events),
        sources: site::words(&counts.sources),
        campaigns: site::words(&counts.campaigns),
        sketch: counts.visitors.to_bytes(),
    };
    slot::settle(conn, workspace, slot, token, &counts)?;
    Ok(true)
}

fn write_export(
    conn: &mut Conn,
    workspace: WorkspaceId,
    payload: &Value,
    now: OffsetDateTime,
) -> Result<bool, Failure> {
    file::write_part(conn, workspace, read::<OfExport>(payload)?.export_id, now)
}

fn expire_export(conn: &mut Conn, workspace: WorkspaceId, payload: &Value, _: OffsetDateTime) -> Result<bool, Failure> {
    match export::delete(conn, workspace, read::<OfExport>(payload)?.export_id) {
        Ok(()) | Err(tenancy::Error::NotFound) => Ok(true),
        Err(error) => Err(error.into()),
    }
}

fn forget_bulk(conn: &mut Conn, workspace: WorkspaceId, payload: &Value, _: OffsetDateTime) -> Result<bool, Failure> {
    bulk::forget(conn, workspace, read::<OfBulk>(payload)?.bulk_id)?;
    Ok(true)
}

fn forget_merge(
    conn: &mut Conn,
    workspace: WorkspaceId,
    payload: &Value,
    now: OffsetDateTime,
) -> Result<bool, Failure> {
    merge::forget(conn, workspace, read::<OfMerge>(payload)?.merge_id, now)?;
    Ok(true)
}

fn purge_receipts(
    conn: &mut Conn,
    workspace: WorkspaceId,
    payload: &Value,
    now: OffsetDateTime,
) -> Result<bool, Failure> {
    Ok(pipeline::delivery::purge_batch(conn, workspace, read::<OfWebhook>(payload)?.webhook_id, now)?)
}

fn run_import(conn: &mut Conn, workspace: WorkspaceId, payload: &Value, now: OffsetDateTime) -> Result<bool, Failure> {
    let of: OfImport = read(payload)?;
    Ok(import::run_batch(conn, workspace, of.import_id, of.actor(), now)?)
}

fn revert_import(
    conn: &mut Conn,
    workspace: WorkspaceId,
    payload: &Value,
    now: OffsetDateTime,
) -> Result<bool, Failure> {
    let of: OfImport = read(payload)?;
    Ok(import::revert_batch(conn, workspace, of.import_id, of.actor(), now)?)
}

/// A fact of the timeline that somebody listens for.
fn hear(conn: &mut Conn, workspace: WorkspaceId, payload: &Value, now: OffsetDateTime) -> Result<bool, Failure> {
    automations::hear::hear(conn, workspace, &read(payload)?, now)?;
    Ok(true)
}

#[derive(Deserialize)]
struct OfStep {
    step_id: Id<automations::StepRow>,
}

fn run_step(conn: &mut Conn, workspace: WorkspaceId, payload: &Value, now: OffsetDateTime) -> Result<bool, Failure> {
    automations::step::run_due(conn, workspace, read::<OfStep>(payload)?.step_id, now)?;
    Ok(true)
}

fn look_daily(conn: &mut Conn, workspace: WorkspaceId, payload: &Value, now: OffsetDateTime) -> Result<bool, Failure> {
    automations::daily::look(conn, workspace, payload, now)?;
    Ok(true)
}

fn send_campaign(
    conn: &mut Conn,
    workspace: WorkspaceId,
    payload: &Value,
    now: OffsetDateTime,
) -> Result<bool, Failure> {
    messaging::campaign::send_part(conn, workspace, payload, now)?;
    Ok(true)
}

fn expire_import(
    conn: &mut Conn,
    workspace: WorkspaceId,
    payload: &Value,
    now: OffsetDateTime,
) -> Result<bool, Failure> {
    import::expire(conn, workspace, read::<OfImport>(payload)?.import_id, now)?;
    Ok(true)
}
