//! Another attempt at a step that failed, asked for by a person (L30).

use db::{Conn, CustomerId, Id, WorkspaceId, schema::automation_runs as runs};
use diesel::prelude::*;
use time::OffsetDateTime;

use crate::{
    Error, Run, StepRow,
    run::{self, State, StepState},
    workflow::{self, Workflow},
};

/// Puts the last failed step of somebody's newest run in line again, now; the lock and the delays are passed by.
///
/// # Errors
/// [`Error::NotFound`] without any run, [`Error::AttemptActive`] while a step of it waits or is being sent,
/// [`Error::NothingToRetry`] when none failed.
pub fn retry(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Workflow>,
    customer: CustomerId,
    now: OffsetDateTime,
) -> Result<Id<Run>, Error> {
    workflow::get(conn, workspace, id)?;
    let run: Id<Run> = runs::table
        .filter(runs::workspace_id.eq(workspace).and(runs::workflow_id.eq(id)))
        .filter(runs::customer_id.eq(customer).and(runs::state.ne(State::Skipped)))
        .order((runs::started_at.desc(), runs::id.desc()))
        .select(runs::id)
        .first(conn)?;
    let run = run::lock(conn, workspace, run)?;
    let all = run::steps_of(conn, workspace, run.id)?;
    if all.iter().any(|step| StepState::ACTIVE.contains(&step.state)) {
        return Err(Error::AttemptActive);
    }
    let failed = retryable(&run, &all).ok_or(Error::NothingToRetry)?;
    run::reopen(conn, workspace, run.id)?;
    run::wait(conn, workspace, run.id, (failed.position, failed.attempt + 1, false), now, now)?;
    Ok(run.id)
}

/// The step of a run that can be tried again: the last one whose newest attempt failed.
pub fn retryable<'s>(run: &Run, steps: &'s [StepRow]) -> Option<&'s StepRow> {
    if matches!(run.state, State::Skipped | State::Cancelled)
        || steps.iter().any(|step| StepState::ACTIVE.contains(&step.state))
    {
        return None;
    }
    let key = |step: &StepRow| (step.attempt, step.fallback);
    let is_newest =
        |step: &StepRow| !steps.iter().any(|other| other.position == step.position && key(other) > key(step));
    steps.iter().filter(|step| step.state == StepState::Failed && is_newest(step)).max_by_key(|step| step.position)
}
