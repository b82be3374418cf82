//! What became of a step's message: the next step, the fallback, or the end.

use crm_core::timeline::AutomationEvent;
use db::{Conn, Id, WorkspaceId, schema::automation_steps as steps};
use diesel::prelude::*;
use messaging::{Status, receipt::Change};
use time::OffsetDateTime;

use crate::{
    Error,
    action::Action,
    run::{self, Run, StepRow, StepState, Told},
    step,
};

/// Hears how a message stands now, if a step sent it. An outcome that nobody knows ends the step as well as a sent one, but
/// never sets the fallback off (D28).
pub fn heard(conn: &mut Conn, workspace: WorkspaceId, change: &Change, now: OffsetDateTime) -> Result<(), Error> {
    let message = &change.message;
    let found: Option<(Id<StepRow>, Id<Run>)> = steps::table
        .filter(steps::workspace_id.eq(workspace).and(steps::message_id.eq(message.id)))
        .select((steps::id, steps::run_id))
        .first(conn)
        .optional()?;
    let Some((id, run_id)) = found else { return Ok(()) };
    let run = run::lock(conn, workspace, run_id)?;
    let step = run::step(conn, workspace, id)?;
    let told = Told {
        position: Some(step.position),
        channel: Some(message.channel),
        message: Some(message.id),
        ..Told::of(AutomationEvent::StepSent)
    };
    let is_unknown = message.status == Status::Pending && message.unknown;
    if step.state == StepState::Sending && (step::is_taken(message.status) || is_unknown) {
        let reason = is_unknown.then_some("The provider never answered: outcome unknown.");
        run::set_step(conn, workspace, id, StepState::Sent, reason, now)?;
        run::tell(conn, workspace, &run, Told { detail: reason, ..told }, now)?;
        return run::advance(conn, workspace, &run, step.position, now);
    }
    if message.status != Status::Failed || !matches!(step.state, StepState::Sending | StepState::Sent) {
        return Ok(());
    }
    let why = message.error.clone().unwrap_or_else(|| "The provider gave no reason.".to_owned());
    run::set_step(conn, workspace, id, StepState::Failed, Some(&why), now)?;
    run::tell(conn, workspace, &run, Told { event: AutomationEvent::StepFailed, ..told }, now)?;
    let sending = match run::planned(conn, workspace, &run, step.position)?.action {
        Action::Message(sending) => Some(sending),
        _ => None,
    };
    if step::fall_back(conn, workspace, (&run, &step), sending.as_ref(), now)? {
        return Ok(());
    }
    run::advance(conn, workspace, &run, step.position, now)
}
