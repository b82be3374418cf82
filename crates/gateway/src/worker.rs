//! Jobs: one table says which kind runs which function, one `step` that `main` loops and tests call until it is idle.

use db::{Conn, Id, WorkspaceId};
use outbox::Job;
use serde::Deserialize;
use serde_json::Value;
use time::OffsetDateTime;

use crate::{error::Failure, state::Hydra};

/// What a kind of job runs, in one transaction of its workspace. True when the work is done; false to be called again.
type Run = fn(&mut Conn, WorkspaceId, &Value, OffsetDateTime) -> Result<bool, Failure>;

/// Every kind of job there is.
const JOBS: [(&str, Run); 2] =
    [(tracking::retention::PURGE_JOB, purge_widget), (tracking::widget::REMOVE_JOB, remove_widget)];

/// Runs the job that has waited longest. False when none is due.
///
/// # Errors
/// Only when jobs can't be claimed; a job that fails is given back or buried, and counts as a step.
pub fn step(hydra: &Hydra) -> Result<bool, db::Error> {
    let pool = &hydra.database.primary;
    let now = hydra.now();
    let Some(job) = pool.transaction_global(|conn| outbox::claim(conn, now))? else { return Ok(false) };
    // A panic is a defect of one job; the worker goes on with the next.
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| run(hydra, &job)));
    let panicked = || Err(db::Error::Unavailable("the job panicked".to_owned()).into());
    if let Err(error) = outcome.unwrap_or_else(|_| panicked()) {
        tracing::warn!(kind = job.kind, job = %job.id, %error, "job failed");
        let reason = error.to_string();
        pool.transaction_global(|conn| outbox::fail(conn, &job, &reason, hydra.now()))?;
    }
    Ok(true)
}

fn run(hydra: &Hydra, job: &Job) -> Result<(), Failure> {
    let known = JOBS.iter().find(|(kind, _)| *kind == job.kind);
    let Some((_, work)) = known else {
        let message = format!("no function runs jobs of the kind {}", job.kind);
        return Err(db::Error::Unavailable(message).into());
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

#[derive(Deserialize)]
struct OfWidget {
    widget_id: Id<tracking::Widget>,
}

fn widget_of(payload: &Value) -> Result<Id<tracking::Widget>, db::Error> {
    let read = OfWidget::deserialize(payload);
    Ok(read.map_err(|e| db::Error::Unavailable(format!("unreadable payload: {e}")))?.widget_id)
}

fn purge_widget(
    conn: &mut Conn,
    workspace: WorkspaceId,
    payload: &Value,
    now: OffsetDateTime,
) -> Result<bool, Failure> {
    Ok(tracking::retention::purge_batch(conn, workspace, widget_of(payload)?, now)?)
}

fn remove_widget(conn: &mut Conn, workspace: WorkspaceId, payload: &Value, _: OffsetDateTime) -> Result<bool, Failure> {
    Ok(tracking::widget::remove_batch(conn, workspace, widget_of(payload)?)?)
}
