//! Runs, dry runs and histories of automations, as they are shown.

use std::collections::BTreeMap;

use analytics::automations::{EntryRow, RunRow, StepRow};
use automations::{
    Run, Step,
    dry_run::{self, DryRun},
    retry, run,
};
use db::{Conn, Id, WorkspaceId};
use messaging::Channel;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{wire::StepKind, words};
use crate::{
    error::Failure,
    routes::visitors::{CustomerRef, customer},
    wire::Timestamp,
};

/// Templates' names by their ids.
pub(super) type Names = BTreeMap<Uuid, String>;

/// A step of a run; another attempt, or the fallback, is another one of the same position.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RunStep {
    /// From 0.
    position: i16,
    attempt: i16,
    fallback: bool,
    kind: StepKind,
    #[schema(value_type = Option<words::Channel>)]
    channel: Option<String>,
    template_name: Option<String>,
    #[schema(value_type = words::RunStepState)]
    state: String,
    due_at: Timestamp,
    finished_at: Option<Timestamp>,
    /// Why it failed or was left out.
    reason: Option<String>,
    message_id: Option<Uuid>,
    #[schema(value_type = Option<words::MessageStatus>)]
    message_status: Option<String>,
    /// The message's provider was called and never answered.
    outcome_unknown: bool,
}

impl RunStep {
    fn new(row: &StepRow, planned: &Value, names: &Names) -> Self {
        let step = usize::try_from(row.position).ok().and_then(|n| planned.get(n)).unwrap_or(&Value::Null);
        Self {
            position: row.position,
            attempt: row.attempt,
            fallback: row.fallback,
            kind: StepKind::stored(step),
            channel: text(step, if row.fallback { "fallback_channel" } else { "channel" }),
            template_name: template_name(step, row.fallback, names),
            state: row.state.clone(),
            due_at: row.due_at.into(),
            finished_at: row.finished_at.map(Timestamp::from),
            reason: row.reason.clone(),
            message_id: row.message_id,
            message_status: row.message_status.clone(),
            outcome_unknown: row.message_unknown.unwrap_or_default(),
        }
    }
}

fn text(step: &Value, key: &str) -> Option<String> {
    step.get(key)?.as_str().map(str::to_owned)
}

fn template_name(step: &Value, fallback: bool, names: &Names) -> Option<String> {
    let key = if fallback { "fallback_template_id" } else { "template_id" };
    names.get(&text(step, key)?.parse().ok()?).cloned()
}

/// One person's way through an automation.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AutomationRun {
    id: Uuid,
    customer: Option<CustomerRef>,
    #[schema(value_type = words::RunState)]
    state: String,
    /// Why it was skipped, failed or cancelled.
    reason: Option<String>,
    started_at: Timestamp,
    finished_at: Option<Timestamp>,
    steps: Vec<RunStep>,
    /// A failed step can be tried again.
    retryable: bool,
}

impl AutomationRun {
    pub(super) fn new(row: RunRow, steps: &[StepRow], names: &Names, retryable: bool) -> Self {
        let mine = steps.iter().filter(|step| step.run_id == row.id);
        Self {
            id: row.id,
            steps: mine.map(|step| RunStep::new(step, &row.steps, names)).collect(),
            customer: customer(row.customer_id, row.customer_kind, row.customer_name),
            state: row.state,
            reason: row.reason,
            started_at: row.started_at.into(),
            finished_at: row.finished_at.map(Timestamp::from),
            retryable,
        }
    }
}

/// The position of the step of a run that can be tried again.
pub(super) fn retryable(conn: &mut Conn, workspace: WorkspaceId, id: Uuid) -> Result<Option<i16>, Failure> {
    let id: Id<Run> = id.into();
    let run = run::get(conn, workspace, id)?;
    let steps = run::steps_of(conn, workspace, id)?;
    Ok(retry::retryable(&run, &steps).map(|step| step.position))
}

/// What would happen to the safety lock.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DryRunLock {
    /// The run would begin.
    passes: bool,
    /// When the same email or phone arrived, while the lock holds.
    last_arrival_at: Option<Timestamp>,
    detail: String,
}

/// What a step would do.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DryRunStep {
    position: usize,
    kind: StepKind,
    at: Timestamp,
    would_run: bool,
    /// Why not.
    reason: Option<String>,
    #[schema(value_type = Option<words::Channel>)]
    channel: Option<Channel>,
    address: Option<String>,
    subject: Option<String>,
    body: Option<String>,
    /// What an acting step does, or that this is the fallback.
    detail: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DryRun)]
pub(crate) struct DryRunAnswer {
    /// The conditions that do not hold, by their places: it would not begin.
    unmet: Vec<usize>,
    lock: DryRunLock,
    steps: Vec<DryRunStep>,
}

impl DryRunAnswer {
    pub(super) fn new(tried: DryRun, steps: &[Step], lock: i32) -> Self {
        let detail = match (tried.locked_until, lock) {
            (_, 0) => "There is no safety lock.",
            (Some(_), _) => "The same email or phone arrived shortly before: the run would be skipped.",
            (None, _) => "Nobody with this email or phone arrived shortly before.",
        };
        let lock = DryRunLock {
            passes: tried.locked_until.is_none(),
            last_arrival_at: tried.locked_until.map(|until| (until - time::Duration::minutes(lock.into())).into()),
            detail: detail.to_owned(),
        };
        let of = |(position, (step, tried)): (usize, (&Step, dry_run::Tried))| DryRunStep {
            position,
            kind: StepKind::of(&step.action),
            at: tried.at.into(),
            would_run: tried.reason.is_none(),
            reason: tried.reason,
            channel: tried.channel,
            address: tried.address,
            subject: tried.subject,
            body: tried.body,
            detail: tried.detail,
        };
        Self { unmet: tried.unmet, lock, steps: steps.iter().zip(tried.steps).enumerate().map(of).collect() }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AutomationRef {
    id: Uuid,
    name: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EntryStep {
    /// From 0.
    position: i16,
    kind: StepKind,
    #[schema(value_type = Option<words::Channel>)]
    channel: Option<String>,
    template_name: Option<String>,
}

/// How a step's message stands now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EntryMessage {
    id: Uuid,
    #[schema(value_type = words::Channel)]
    channel: String,
    #[schema(value_type = words::MessageStatus)]
    status: String,
    outcome_unknown: bool,
    error_code: Option<String>,
    error: Option<String>,
    sent_at: Option<Timestamp>,
    delivered_at: Option<Timestamp>,
    read_at: Option<Timestamp>,
    failed_at: Option<Timestamp>,
}

/// What an automation did with somebody (L28).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AutomationEntry {
    id: Uuid,
    at: Timestamp,
    #[schema(value_type = words::AutomationEntryKind)]
    kind: String,
    /// As it was called then.
    automation: AutomationRef,
    run_id: Option<Uuid>,
    step: Option<EntryStep>,
    message: Option<EntryMessage>,
    /// Why, for a person.
    detail: Option<String>,
    /// It is the last failure of a run whose step can be tried again.
    retryable: bool,
}

/// The run that an entry is of.
pub(super) fn run_of(row: &EntryRow) -> Option<Uuid> {
    text(&row.data, "run_id")?.parse().ok()
}

/// Entries, the newest first; each step that can be tried again is offered once, at its last failure.
pub(super) fn entries(rows: Vec<EntryRow>, names: &Names, mut retryable: Vec<(Uuid, i16)>) -> Vec<AutomationEntry> {
    rows.into_iter()
        .map(|row| {
            let run_id = run_of(&row);
            let position = row.data.get("position").and_then(Value::as_i64).and_then(|n| i16::try_from(n).ok());
            let failed = row.kind == crm_core::timeline::AutomationEvent::StepFailed.as_str();
            let offered = retryable.iter().position(|(run, step)| Some(*run) == run_id && Some(*step) == position);
            let offered = offered.filter(|_| failed).map(|n| retryable.swap_remove(n));
            let channel = text(&row.data, "channel");
            let step = position.zip(row.step.as_ref()).map(|(position, step)| EntryStep {
                position,
                kind: StepKind::stored(step),
                template_name: template_name(step, channel != text(step, "channel"), names),
                channel,
            });
            let automation = row.data.get("automation").unwrap_or(&Value::Null);
            AutomationEntry {
                id: row.id,
                at: row.at.into(),
                automation: AutomationRef {
                    id: text(automation, "id").and_then(|id| id.parse().ok()).unwrap_or_default(),
                    name: text(automation, "name").unwrap_or_default(),
                },
                run_id,
                step,
                message: message(&row),
                detail: text(&row.data, "detail"),
                retryable: offered.is_some(),
                kind: row.kind,
            }
        })
        .collect()
}

fn message(row: &EntryRow) -> Option<EntryMessage> {
    Some(EntryMessage {
        id: row.message_id?,
        channel: row.channel.clone()?,
        status: row.status.clone()?,
        outcome_unknown: row.unknown?,
        error_code: row.error_code.clone(),
        error: row.error.clone(),
        sent_at: row.sent_at.map(Timestamp::from),
        delivered_at: row.delivered_at.map(Timestamp::from),
        read_at: row.read_at.map(Timestamp::from),
        failed_at: row.failed_at.map(Timestamp::from),
    })
}
