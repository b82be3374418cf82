//! Doing a step that is due: everything is looked at again, then a message is written down or the action done.

use crm_core::{
    person::{self as people, Edit},
    timeline::{self, AutomationEvent, Fact},
};
use db::{
    Conn, CustomerId, Id, WorkspaceId,
    schema::{automation_runs as runs, automation_steps as steps, customers, messages},
};
use diesel::prelude::*;
use messaging::{
    Origin, Status,
    person::{self, Recipient},
    rules,
    send::{self, New},
    template, text,
};
use pipeline::board::{self, Move};
use serde_json::json;
use time::{Duration, OffsetDateTime};

use crate::{
    Error,
    action::{Action, Sending, To},
    run::{self, Run, StepRow, StepState, Told},
    workflow::{self, Workflow},
};

/// Over how long the budget counts.
const BUDGET_OVER: Duration = Duration::hours(24);
/// How late a step may be after its workflow was switched on again.
const RESUMABLE: Duration = Duration::hours(24);

/// What became of looking at a step.
enum Done {
    /// It ended, and the next may come.
    Ended(StepState, Option<String>),
    /// Its message is on the way.
    Sending,
    /// It is due later.
    Later(OffsetDateTime),
}

/// Does a step, if it is due and its run goes on.
pub fn run_due(conn: &mut Conn, workspace: WorkspaceId, id: Id<StepRow>, now: OffsetDateTime) -> Result<(), Error> {
    let Some((run, workflow, to)) = locked(conn, workspace, id)? else { return Ok(()) };
    let step = run::step(conn, workspace, id)?;
    if step.state != StepState::Waiting || step.due_at > now {
        return Ok(());
    }
    if run.state != run::State::Running {
        return run::set_step(conn, workspace, id, StepState::Cancelled, run.reason.as_deref(), now);
    }
    let Some(workflow) = workflow else {
        return run::cancel(conn, workspace, run.id, "The automation was deleted.", now);
    };
    if !workflow.active {
        return run::set_step(conn, workspace, id, StepState::Held, Some("The automation is switched off."), now);
    }
    if to.deleted {
        return run::cancel(conn, workspace, run.id, "The lead was deleted.", now);
    }
    if to.converted_at.is_some_and(|at| at > run.started_at) {
        return run::cancel(conn, workspace, run.id, "The lead became a contact.", now);
    }
    let planned = run::planned(conn, workspace, &run, step.position)?;
    let done = match &planned.action {
        Action::Message(sending) => message(conn, workspace, (&workflow, &run, &step), sending, &to, now)?,
        action => match act(conn, workspace, &run, action, &to, now) {
            Ok(()) => Done::Ended(StepState::Sent, None),
            Err(Refusal::Why(why)) => Done::Ended(StepState::Failed, Some(why)),
            Err(Refusal::Error(error)) => return Err(error),
        },
    };
    match done {
        Done::Sending => Ok(()),
        Done::Later(at) => {
            diesel::update(steps::table.filter(steps::workspace_id.eq(workspace).and(steps::id.eq(id))))
                .set(steps::due_at.eq(at))
                .execute(conn)?;
            run::enqueue(conn, workspace, id, at, now)
        }
        Done::Ended(state, reason) => end(conn, workspace, (&run, &step), state, reason.as_deref(), now),
    }
}

/// All that a step needs, locked in the one order that everybody keeps: workflow, person, run. `None` when it is gone.
fn locked(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<StepRow>,
) -> Result<Option<(Run, Option<Workflow>, Recipient)>, Error> {
    let run = match run::step(conn, workspace, id).and_then(|step| run::get(conn, workspace, step.run_id)) {
        Ok(run) => run,
        Err(Error::NotFound) => return Ok(None),
        Err(error) => return Err(error),
    };
    let workflow = match workflow::lock(conn, workspace, run.workflow_id) {
        Ok(workflow) => Some(workflow),
        Err(Error::NotFound) => None,
        Err(error) => return Err(error),
    };
    let there: Option<CustomerId> = customers::table
        .filter(customers::workspace_id.eq(workspace).and(customers::id.eq(run.customer_id)))
        .for_no_key_update()
        .select(customers::id)
        .first(conn)
        .optional()?;
    // Whoever erased the person took the run along.
    if there.is_none() {
        return Ok(None);
    }
    let to = person::recipient(conn, workspace, run.customer_id)?;
    Ok(Some((run::lock(conn, workspace, run.id)?, workflow, to)))
}

/// A step's job failed for good: the step has failed, too, and the run goes on.
pub fn give_up(conn: &mut Conn, workspace: WorkspaceId, id: Id<StepRow>, now: OffsetDateTime) -> Result<(), Error> {
    let Some((run, ..)) = locked(conn, workspace, id)? else { return Ok(()) };
    let step = run::step(conn, workspace, id)?;
    if step.state != StepState::Waiting {
        return Ok(());
    }
    let why = "It could not be done, however often it was tried; the server's log says why.";
    end(conn, workspace, (&run, &step), StepState::Failed, Some(why), now)
}

/// Ends a step without a message, and goes on.
pub(crate) fn end(
    conn: &mut Conn,
    workspace: WorkspaceId,
    (run, step): (&Run, &StepRow),
    state: StepState,
    reason: Option<&str>,
    now: OffsetDateTime,
) -> Result<(), Error> {
    run::set_step(conn, workspace, step.id, state, reason, now)?;
    let event = match state {
        StepState::Failed => Some(AutomationEvent::StepFailed),
        StepState::Skipped => Some(AutomationEvent::Skipped),
        _ => None,
    };
    let sending = match run::planned(conn, workspace, run, step.position)?.action {
        Action::Message(sending) => Some(sending),
        _ => None,
    };
    let by = sending.as_ref().and_then(|sending| sending.by(step.fallback));
    if let Some(event) = event {
        let told = Told {
            position: Some(step.position),
            channel: by.map(|(channel, _)| channel),
            detail: reason,
            ..Told::of(event)
        };
        run::tell(conn, workspace, run, told, now)?;
    }
    let may_fall_back = matches!(state, StepState::Failed | StepState::Skipped);
    if may_fall_back && fall_back(conn, workspace, (run, step), sending.as_ref(), now)? {
        return Ok(());
    }
    run::advance(conn, workspace, run, step.position, now)
}

/// Puts the other channel in line, once for a step's attempt (D28). False when there is none, or it was tried.
pub(crate) fn fall_back(
    conn: &mut Conn,
    workspace: WorkspaceId,
    (run, step): (&Run, &StepRow),
    sending: Option<&Sending>,
    now: OffsetDateTime,
) -> Result<bool, Error> {
    let Some((channel, _)) = sending.and_then(|sending| sending.by(true)) else { return Ok(false) };
    let place = (step.position, step.attempt, true);
    let over = matches!(run.state, run::State::Cancelled | run::State::Skipped);
    if over || step.fallback || !run::wait(conn, workspace, run.id, place, now, now)? {
        return Ok(false);
    }
    // A failure that is told late: the run goes on, so that whatever ends runs ends this one, too.
    run::reopen(conn, workspace, run.id)?;
    let told = Told { position: Some(step.position), channel: Some(channel), ..Told::of(AutomationEvent::Fallback) };
    run::tell(conn, workspace, run, told, now)?;
    Ok(true)
}

/// Writes a step's message down, or says why there is none.
fn message(
    conn: &mut Conn,
    workspace: WorkspaceId,
    (workflow, run, step): (&Workflow, &Run, &StepRow),
    sending: &Sending,
    to: &Recipient,
    now: OffsetDateTime,
) -> Result<Done, Error> {
    let ended = |state, reason: String| Ok(Done::Ended(state, Some(reason)));
    let (_, id) = sending.by(step.fallback).ok_or(Error::NotFound)?;
    let template = match template::get(conn, workspace, id) {
        Ok(template) if template.status == template::Status::Approved => template,
        Ok(template) => return ended(StepState::Failed, format!("The template {} is not approved.", template.name)),
        Err(messaging::Error::NotFound) => return ended(StepState::Failed, "The template is gone.".to_owned()),
        Err(error) => return Err(error.into()),
    };
    let internal = sending.recipient == To::Owner;
    if !internal && let Some(at) = rules::quiet_until(conn, workspace, now)? {
        return Ok(Done::Later(at));
    }
    // The workflow is locked: what others send meanwhile counts.
    let sent: i64 = messages::table
        .filter(messages::workspace_id.eq(workspace).and(messages::origin_id.eq(workflow.id.uuid())))
        .filter(messages::origin.eq(Origin::Automation).and(messages::created_at.gt(now - BUDGET_OVER)))
        .count()
        .get_result(conn)?;
    if sent >= i64::from(workflow.daily_budget) {
        let why = format!("The automation's budget of {} messages in 24 hours is spent.", workflow.daily_budget);
        return ended(StepState::Skipped, why);
    }
    let new = if internal {
        let Some(address) = to.owner_email() else {
            return ended(StepState::Skipped, "Nobody is in charge of this person.".to_owned());
        };
        match filled(&template, to) {
            Ok((subject, body)) => New {
                customer: Some(run.customer_id),
                channel: template.channel,
                address: address.to_owned(),
                subject,
                body,
                in_reply_to: None,
                template: None,
                template_id: Some(template.id),
                origin: Origin::Automation,
                origin_id: None,
                internal: true,
            },
            Err(why) => return ended(StepState::Failed, why),
        }
    } else {
        match send::write_template(conn, workspace, to, &template, &[], now)? {
            Ok(new) => New { customer: Some(run.customer_id), ..new },
            Err(unfit) => {
                let failed = unfit.reason == "missing_variables";
                return ended(if failed { StepState::Failed } else { StepState::Skipped }, unfit.detail);
            }
        }
    };
    let new = New { origin: Origin::Automation, origin_id: Some(workflow.id.uuid()), ..new };
    let message = send::queue(conn, workspace, &new, run::actor(run), now, now)?;
    diesel::update(steps::table.filter(steps::workspace_id.eq(workspace).and(steps::id.eq(step.id))))
        .set((steps::state.eq(StepState::Sending), steps::message_id.eq(message), steps::reason.eq(None::<String>)))
        .execute(conn)?;
    Ok(Done::Sending)
}

fn filled(template: &messaging::Template, to: &Recipient) -> Result<(Option<String>, String), String> {
    let fill = |text: &str| {
        text::fill(text, &to.values).map_err(|missing| format!("This person has nothing for {}.", missing.join(", ")))
    };
    let subject = template.subject.as_deref().map(fill).transpose()?;
    Ok((subject.map(|subject| subject.replace(['\r', '\n'], " ")), fill(&template.body)?))
}

/// Why an action was not done.
enum Refusal {
    /// For a person: the step failed.
    Why(String),
    /// The transaction failed.
    Error(Error),
}

impl<E: Into<Error>> From<E> for Refusal {
    fn from(error: E) -> Self {
        match error.into() {
            Error::NotFound => Refusal::Why("What it is about is gone.".to_owned()),
            Error::Invalid { message, .. } => Refusal::Why(message),
            Error::Crm(crm_core::Error::NotFound) => Refusal::Why("This person is no open lead any more.".to_owned()),
            Error::Crm(crm_core::Error::Invalid { field, message }) => Refusal::Why(format!("{field} {message}.")),
            Error::Outbound(outbound::Error::NotFound) => {
                Refusal::Why("The outbound webhook is gone or switched off.".to_owned())
            }
            Error::Pipeline(pipeline::Error::NotFound) => {
                Refusal::Why("This person has no card on the board.".to_owned())
            }
            Error::Pipeline(pipeline::Error::Invalid { .. }) => Refusal::Why("The stage is gone.".to_owned()),
            other => Refusal::Error(other),
        }
    }
}

fn act(
    conn: &mut Conn,
    workspace: WorkspaceId,
    run: &Run,
    action: &Action,
    to: &Recipient,
    now: OffsetDateTime,
) -> Result<(), Refusal> {
    let actor = run::actor(run);
    match action {
        Action::Message(_) => Ok(()),
        Action::TimelineEvent { text } => {
            Ok(timeline::record(conn, workspace, to.id, actor, &Fact::Custom { text: text.clone() }, now)?)
        }
        Action::OutboundWebhook { webhook_id } => {
            let subject = json!({"customer_id": to.id, "automation_id": run.workflow_id, "run_id": run.id});
            outbound::delivery::tell(conn, workspace, *webhook_id, subject, now)?;
            Ok(())
        }
        Action::MoveStage { stage_id } => {
            Ok(board::move_lead(conn, workspace, to.id, Move { to: *stage_id, from: None, index: 0 }, actor, now)?)
        }
        Action::Assign { user_id } => {
            let kind = people::kind(conn, workspace, to.id)?;
            let edit = Edit { assigned_to: Some(*user_id), ..Edit::default() };
            Ok(people::edit(conn, workspace, (to.id, kind), &edit, None, actor, now)?)
        }
        Action::Tag { tag } => {
            let person = people::lock(conn, workspace, to.id)?;
            if person.tags.contains(tag) {
                return Ok(());
            }
            let tags = person.tags.iter().cloned().chain([tag.trim().to_owned()]).collect();
            let edit = Edit { tags: Some(tags), ..Edit::default() };
            Ok(people::edit(conn, workspace, (to.id, person.kind), &edit, None, actor, now)?)
        }
    }
}

/// A workflow was switched on again: what has waited for less than a day goes on, what is older is left out.
pub(crate) fn resume(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Workflow>,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let held: Vec<Id<StepRow>> = steps::table
        .inner_join(runs::table.on(runs::workspace_id.eq(workspace).and(runs::id.eq(steps::run_id))))
        .filter(steps::workspace_id.eq(workspace).and(steps::state.eq(StepState::Held)))
        .filter(runs::workflow_id.eq(id))
        .order(steps::run_id)
        .select(steps::id)
        .load(conn)?;
    for id in held {
        let step = run::step(conn, workspace, id)?;
        let run = run::lock(conn, workspace, step.run_id)?;
        if run::step(conn, workspace, id)?.state != StepState::Held {
            continue;
        }
        if step.due_at >= now - RESUMABLE {
            run::set_step(conn, workspace, id, StepState::Waiting, None, now)?;
            run::enqueue(conn, workspace, id, now, now)?;
        } else {
            let why = "The automation was switched off for more than 24 hours.";
            end(conn, workspace, (&run, &step), StepState::Skipped, Some(why), now)?;
        }
    }
    Ok(())
}

/// Whether a message says that a step's provider took it.
pub(crate) fn is_taken(status: Status) -> bool {
    matches!(status, Status::Sent | Status::Delivered | Status::Read)
}
