//! Runs: one person's way through a version of a workflow, a step at a time.

use crm_core::{
    person::Channel,
    timeline::{self, AutomationEvent, AutomationFact, Fact, Named},
};
use db::{
    Conn, CustomerId, Id, WorkspaceId,
    schema::{automation_runs as runs, automation_steps as steps, lead_automation_workflows as workflows},
};
use diesel::prelude::*;
use messaging::{Message, send};
use serde_json::json;
use tenancy::Actor;
use time::OffsetDateTime;

use crate::{
    Error,
    action::{self, Step},
    workflow::{self, Workflow},
};

/// The job that does a step when it is due.
pub const STEP_JOB: &str = "automation.step";

db::text_enum! {
    /// How a run stands.
    pub enum State {
        /// Steps are left.
        Running = "running",
        /// All steps ended.
        Completed = "completed",
        /// All ended, and one of them failed for good.
        Failed = "failed",
        /// It ended early.
        Cancelled = "cancelled",
        /// It never began (L26).
        Skipped = "skipped",
    }
}

db::text_enum! {
    /// How a step stands.
    pub enum StepState {
        /// Until it is due.
        Waiting = "waiting",
        /// It was due while the workflow was off.
        Held = "held",
        /// Its message is on the way to the provider.
        Sending = "sending",
        /// The provider took it, or the action was done.
        Sent = "sent",
        /// It failed.
        Failed = "failed",
        /// It was left out.
        Skipped = "skipped",
        /// The run ended before.
        Cancelled = "cancelled",
    }
}

impl StepState {
    /// Those that something is still to become of.
    pub const ACTIVE: [StepState; 3] = [StepState::Waiting, StepState::Held, StepState::Sending];
}

/// A run.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = runs)]
pub struct Run {
    /// Its id.
    pub id: Id<Run>,
    /// Of which workflow.
    pub workflow_id: Id<Workflow>,
    /// Of which version.
    pub number: i32,
    /// With whom.
    pub customer_id: CustomerId,
    /// How it stands.
    pub state: State,
    /// Why it was skipped, failed or cancelled.
    pub reason: Option<String>,
    /// When it began.
    pub started_at: OffsetDateTime,
    /// When it ended.
    pub finished_at: Option<OffsetDateTime>,
}

/// A step of a run; another attempt is another row.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = steps)]
pub struct StepRow {
    /// Its id.
    pub id: Id<StepRow>,
    /// Of which run.
    pub run_id: Id<Run>,
    /// Which step of the version, from 0.
    pub position: i16,
    /// From 1; a retry is the next.
    pub attempt: i16,
    /// How it stands.
    pub state: StepState,
    /// When it is due.
    pub due_at: OffsetDateTime,
    /// It is the other channel of its position.
    pub fallback: bool,
    /// Its message.
    pub message_id: Option<Id<Message>>,
    /// Why it failed or was left out.
    pub reason: Option<String>,
    /// When it ended.
    pub finished_at: Option<OffsetDateTime>,
}

/// A run.
pub fn get(conn: &mut Conn, workspace: WorkspaceId, id: Id<Run>) -> Result<Run, Error> {
    Ok(runs::table
        .filter(runs::workspace_id.eq(workspace).and(runs::id.eq(id)))
        .select(Run::as_select())
        .first(conn)?)
}

/// A run, locked: whoever changes one of its steps holds it.
pub(crate) fn lock(conn: &mut Conn, workspace: WorkspaceId, id: Id<Run>) -> Result<Run, Error> {
    Ok(runs::table
        .filter(runs::workspace_id.eq(workspace).and(runs::id.eq(id)))
        .for_update()
        .select(Run::as_select())
        .first(conn)?)
}

/// The steps of a run, in their order.
pub fn steps_of(conn: &mut Conn, workspace: WorkspaceId, id: Id<Run>) -> Result<Vec<StepRow>, Error> {
    Ok(steps::table
        .filter(steps::workspace_id.eq(workspace).and(steps::run_id.eq(id)))
        .order((steps::position, steps::attempt, steps::fallback))
        .select(StepRow::as_select())
        .load(conn)?)
}

pub(crate) fn step(conn: &mut Conn, workspace: WorkspaceId, id: Id<StepRow>) -> Result<StepRow, Error> {
    Ok(steps::table
        .filter(steps::workspace_id.eq(workspace).and(steps::id.eq(id)))
        .select(StepRow::as_select())
        .first(conn)?)
}

/// Writes a run down that begins or, with a reason, was skipped.
pub(crate) fn insert(
    conn: &mut Conn,
    workspace: WorkspaceId,
    workflow: &Workflow,
    customer: CustomerId,
    skipped: Option<&str>,
    now: OffsetDateTime,
) -> Result<Run, Error> {
    let state = if skipped.is_some() { State::Skipped } else { State::Running };
    Ok(diesel::insert_into(runs::table)
        .values((
            runs::workspace_id.eq(workspace),
            runs::id.eq(Id::<Run>::new(now)),
            runs::workflow_id.eq(workflow.id),
            runs::number.eq(workflow.current_version),
            runs::customer_id.eq(customer),
            runs::state.eq(state),
            runs::reason.eq(skipped),
            runs::started_at.eq(now),
            runs::finished_at.eq(skipped.map(|_| now)),
        ))
        .returning(Run::as_returning())
        .get_result(conn)?)
}

/// Puts a step in line. False when it is already.
pub(crate) fn wait(
    conn: &mut Conn,
    workspace: WorkspaceId,
    run: Id<Run>,
    (position, attempt, fallback): (i16, i16, bool),
    due_at: OffsetDateTime,
    now: OffsetDateTime,
) -> Result<bool, Error> {
    let id = Id::<StepRow>::new(now);
    let made = diesel::insert_into(steps::table)
        .values((
            steps::workspace_id.eq(workspace),
            steps::id.eq(id),
            steps::run_id.eq(run),
            steps::position.eq(position),
            steps::attempt.eq(attempt),
            steps::fallback.eq(fallback),
            steps::state.eq(StepState::Waiting),
            steps::due_at.eq(due_at),
        ))
        .on_conflict((steps::workspace_id, steps::run_id, steps::position, steps::attempt, steps::fallback))
        .do_nothing()
        .execute(conn)?;
    if made == 1 {
        enqueue(conn, workspace, id, due_at, now)?;
    }
    Ok(made == 1)
}

pub(crate) fn enqueue(
    conn: &mut Conn,
    workspace: WorkspaceId,
    step: Id<StepRow>,
    due_at: OffsetDateTime,
    now: OffsetDateTime,
) -> Result<(), Error> {
    outbox::enqueue(conn, workspace, STEP_JOB, json!({"step_id": step}), due_at, now)?;
    Ok(())
}

/// Says how a step stands from now on.
pub(crate) fn set_step(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<StepRow>,
    state: StepState,
    reason: Option<&str>,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let ended = !StepState::ACTIVE.contains(&state);
    diesel::update(steps::table.filter(steps::workspace_id.eq(workspace).and(steps::id.eq(id))))
        .set((steps::state.eq(state), steps::reason.eq(reason), steps::finished_at.eq(ended.then_some(now))))
        .execute(conn)?;
    Ok(())
}

/// Lets a run that has ended go on.
pub(crate) fn reopen(conn: &mut Conn, workspace: WorkspaceId, id: Id<Run>) -> Result<(), Error> {
    diesel::update(runs::table.filter(runs::workspace_id.eq(workspace).and(runs::id.eq(id))))
        .set((
            runs::state.eq(State::Running),
            runs::reason.eq(None::<String>),
            runs::finished_at.eq(None::<OffsetDateTime>),
        ))
        .execute(conn)?;
    Ok(())
}

/// Puts the step after a position in line, counted from when that one ended, or ends the run after the last.
pub(crate) fn advance(
    conn: &mut Conn,
    workspace: WorkspaceId,
    run: &Run,
    position: i16,
    now: OffsetDateTime,
) -> Result<(), Error> {
    if run.state != State::Running {
        return conclude(conn, workspace, run, now);
    }
    let all = workflow::steps(conn, workspace, run.workflow_id, run.number)?;
    let next = position + 1;
    if let Some(step) = usize::try_from(next).ok().and_then(|n| all.get(n)) {
        wait(conn, workspace, run.id, (next, 1, false), now + action::delay(step), now)?;
    }
    conclude(conn, workspace, run, now)
}

/// Ends a run when nothing is left of it: failed, when a step's last attempt did.
pub(crate) fn conclude(conn: &mut Conn, workspace: WorkspaceId, run: &Run, now: OffsetDateTime) -> Result<(), Error> {
    let all = steps_of(conn, workspace, run.id)?;
    if all.iter().any(|step| StepState::ACTIVE.contains(&step.state))
        || matches!(run.state, State::Cancelled | State::Skipped)
    {
        return Ok(());
    }
    let is_last = |step: &&StepRow| {
        !all.iter().any(|other| {
            other.position == step.position && (other.attempt, other.fallback) > (step.attempt, step.fallback)
        })
    };
    let failed = all.iter().filter(is_last).find(|step| step.state == StepState::Failed);
    let (state, reason) = match failed {
        Some(step) => {
            let why = step.reason.clone().unwrap_or_default();
            (State::Failed, Some(format!("Step {}: {why}", step.position + 1)))
        }
        None => (State::Completed, None),
    };
    diesel::update(runs::table.filter(runs::workspace_id.eq(workspace).and(runs::id.eq(run.id))))
        .set((runs::state.eq(state), runs::reason.eq(reason), runs::finished_at.eq(run.finished_at.unwrap_or(now))))
        .execute(conn)?;
    if state == State::Completed && run.state == State::Running {
        tell(conn, workspace, run, Told::of(AutomationEvent::Completed), now)?;
    }
    Ok(())
}

/// Ends a run early. A message that its provider was not called for yet is taken back; one that is on its way is not.
pub fn cancel(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Run>,
    reason: &str,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let run = lock(conn, workspace, id)?;
    if run.state != State::Running {
        return Ok(());
    }
    let of_run = steps::table.filter(steps::workspace_id.eq(workspace).and(steps::run_id.eq(id)));
    let sending: Vec<Option<Id<Message>>> =
        of_run.filter(steps::state.eq(StepState::Sending)).select(steps::message_id).load(conn)?;
    for message in sending.into_iter().flatten() {
        if send::take_back(conn, workspace, message, reason, now)? {
            diesel::update(of_run.filter(steps::message_id.eq(message)))
                .set((steps::state.eq(StepState::Cancelled), steps::reason.eq(reason), steps::finished_at.eq(now)))
                .execute(conn)?;
        }
    }
    diesel::update(of_run)
        .filter(steps::state.eq_any([StepState::Waiting, StepState::Held]))
        .set((steps::state.eq(StepState::Cancelled), steps::reason.eq(reason), steps::finished_at.eq(now)))
        .execute(conn)?;
    diesel::update(runs::table.filter(runs::workspace_id.eq(workspace).and(runs::id.eq(id))))
        .set((runs::state.eq(State::Cancelled), runs::reason.eq(reason), runs::finished_at.eq(now)))
        .execute(conn)?;
    tell(conn, workspace, &run, Told { detail: Some(reason), ..Told::of(AutomationEvent::Skipped) }, now)
}

/// Ends the runs with these people: they were deleted, answered, or want no messages.
pub fn cancel_of(
    conn: &mut Conn,
    workspace: WorkspaceId,
    people: &[CustomerId],
    reason: &str,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let running: Vec<Id<Run>> = runs::table
        .filter(runs::workspace_id.eq(workspace).and(runs::customer_id.eq_any(people)))
        .filter(runs::state.eq(State::Running))
        .order(runs::id)
        .select(runs::id)
        .load(conn)?;
    for run in running {
        cancel(conn, workspace, run, reason, now)?;
    }
    Ok(())
}

/// What the person's history is told of a run.
pub(crate) struct Told<'t> {
    pub(crate) event: AutomationEvent,
    pub(crate) position: Option<i16>,
    pub(crate) channel: Option<Channel>,
    pub(crate) message: Option<Id<Message>>,
    pub(crate) detail: Option<&'t str>,
}

impl Told<'_> {
    pub(crate) fn of(event: AutomationEvent) -> Self {
        Self { event, position: None, channel: None, message: None, detail: None }
    }
}

pub(crate) fn tell(
    conn: &mut Conn,
    workspace: WorkspaceId,
    run: &Run,
    told: Told<'_>,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let name: String = workflows::table
        .filter(workflows::workspace_id.eq(workspace).and(workflows::id.eq(run.workflow_id)))
        .select(workflows::name)
        .first(conn)?;
    let fact = Fact::Automation(AutomationFact {
        event: told.event,
        automation: Named::new(run.workflow_id, name),
        run_id: Some(run.id.uuid()),
        position: told.position,
        channel: told.channel,
        message_id: told.message.map(|id| id.uuid()),
        detail: told.detail.map(str::to_owned),
    });
    Ok(timeline::record(conn, workspace, run.customer_id, actor(run), &fact, now)?)
}

/// Who does what a run does.
pub(crate) fn actor(run: &Run) -> Actor {
    Actor::Automation(run.workflow_id.uuid())
}

/// The step of a version at a position.
pub(crate) fn planned(conn: &mut Conn, workspace: WorkspaceId, run: &Run, position: i16) -> Result<Step, Error> {
    let all = workflow::steps(conn, workspace, run.workflow_id, run.number)?;
    usize::try_from(position).ok().and_then(|n| all.into_iter().nth(n)).ok_or(Error::NotFound)
}
