//! Workflows: what sets them off, what they do, and their versions (D27).

use std::collections::BTreeSet;

use crm_core::timeline::listen;
use db::{
    Conn, Id, WorkspaceId,
    schema::{
        automation_runs as runs, automation_versions as versions, lead_automation_workflows as workflows, workspaces,
    },
};
use diesel::prelude::*;
use serde_json::{Value, json};
use tenancy::{Actor, audit};
use time::OffsetDateTime;

use crate::{
    Error,
    action::{self, Step},
    condition::{self, Condition},
    daily, run, step,
    trigger::{self, Event, Trigger},
};

/// The longest name and description, in characters.
pub(crate) const MAX_TEXT: usize = 200;
/// Workflows of one workspace.
const MAX_WORKFLOWS: i64 = 200;
/// The longest safety lock: 30 days.
pub const MAX_LOCK: i32 = 43_200;
/// The largest daily budget.
const MAX_BUDGET: i32 = 100_000;

/// A workflow.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = workflows)]
pub struct Workflow {
    /// Its id.
    pub id: Id<Workflow>,
    /// What people call it.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// The webhook of a webhook trigger.
    pub webhook_id: Option<Id<pipeline::webhook::Webhook>>,
    trigger: Value,
    conditions: Value,
    /// For so long the same email or phone does not set it off again (L26); 0 is no lock.
    pub safety_lock_minutes: i32,
    /// Messages in 24 hours.
    pub daily_budget: i32,
    /// It may be set off, and its steps run.
    pub active: bool,
    /// The version that new runs begin with.
    pub current_version: i32,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// The last change.
    pub updated_at: OffsetDateTime,
    /// Counts changes, for `If-Match`.
    pub version: i32,
}

impl Workflow {
    /// What sets it off.
    ///
    /// # Errors
    /// When the row holds what this version can't read.
    pub fn trigger(&self) -> Result<Trigger, Error> {
        Ok(match read(&self.trigger)? {
            // The column knows whether the webhook is still there.
            Trigger::Webhook { .. } => Trigger::Webhook { webhook_id: self.webhook_id },
            other => other,
        })
    }

    /// For whom it is.
    ///
    /// # Errors
    /// As [`Self::trigger`].
    pub fn conditions(&self) -> Result<Vec<Condition>, Error> {
        read(&self.conditions)
    }
}

fn read<T: serde::de::DeserializeOwned>(value: &Value) -> Result<T, Error> {
    T::deserialize(value)
        .map_err(|error| Error::Database(db::Error::Unavailable(format!("an unreadable automation: {error}"))))
}

/// The steps of a version.
pub fn steps(conn: &mut Conn, workspace: WorkspaceId, id: Id<Workflow>, number: i32) -> Result<Vec<Step>, Error> {
    let steps: Value = versions::table
        .filter(versions::workspace_id.eq(workspace).and(versions::workflow_id.eq(id)))
        .filter(versions::number.eq(number))
        .select(versions::steps)
        .first(conn)?;
    read(&steps)
}

/// What a workflow is to be; `None` leaves a part as it is.
#[derive(Debug, Clone, Default)]
pub struct Patch {
    /// Its name.
    pub name: Option<String>,
    /// What it is for.
    pub description: Option<Option<String>>,
    /// What sets it off.
    pub trigger: Option<Trigger>,
    /// For whom it is; all of them have to hold.
    pub conditions: Option<Vec<Condition>>,
    /// In minutes.
    pub safety_lock_minutes: Option<i32>,
    /// Messages in 24 hours.
    pub daily_budget: Option<i32>,
    /// On or off.
    pub active: Option<bool>,
    /// The whole list.
    pub steps: Option<Vec<Step>>,
}

/// All workflows, by name.
pub fn list(conn: &mut Conn, workspace: WorkspaceId) -> Result<Vec<Workflow>, Error> {
    Ok(workflows::table
        .filter(workflows::workspace_id.eq(workspace).and(workflows::deleted_at.is_null()))
        .order((workflows::name, workflows::id))
        .select(Workflow::as_select())
        .load(conn)?)
}

/// One workflow.
pub fn get(conn: &mut Conn, workspace: WorkspaceId, id: Id<Workflow>) -> Result<Workflow, Error> {
    Ok(workflows::table
        .filter(workflows::workspace_id.eq(workspace).and(workflows::id.eq(id)))
        .filter(workflows::deleted_at.is_null())
        .select(Workflow::as_select())
        .first(conn)?)
}

/// Makes a workflow: active, with a lock of five minutes and 1,000 messages a day, unless it is told otherwise (L22).
///
/// # Errors
/// [`Error::Invalid`] naming the field: `name`, `trigger.webhook_id`, `steps`, `steps[0].template_id` …
pub fn create(
    conn: &mut Conn,
    workspace: WorkspaceId,
    patch: &Patch,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Workflow, Error> {
    alone(conn, workspace)?;
    let count: i64 = workflows::table
        .filter(workflows::workspace_id.eq(workspace).and(workflows::deleted_at.is_null()))
        .count()
        .get_result(conn)?;
    if count >= MAX_WORKFLOWS {
        return Err(Error::invalid("name", format!("there are {MAX_WORKFLOWS} automations already")));
    }
    let name = patch.name.as_deref().ok_or_else(|| Error::invalid("name", "is required"))?;
    let trigger = patch.trigger.clone().ok_or_else(|| Error::invalid("trigger", "is required: what sets it off?"))?;
    if trigger == (Trigger::Webhook { webhook_id: None }) {
        return Err(Error::invalid("trigger.webhook_id", "is required: which webhook?"));
    }
    let none = Vec::new();
    let steps = patch.steps.as_ref().unwrap_or(&none);
    check(conn, workspace, patch)?;
    action::check(conn, workspace, steps)?;
    let id = Id::<Workflow>::new(now);
    diesel::insert_into(workflows::table)
        .values((
            workflows::workspace_id.eq(workspace),
            workflows::id.eq(id),
            workflows::name.eq(name.trim()),
            workflows::description.eq(patch.description.clone().flatten()),
            columns(&trigger),
            workflows::conditions.eq(json!(patch.conditions.as_deref().unwrap_or_default())),
            workflows::safety_lock_minutes.eq(patch.safety_lock_minutes.unwrap_or(5)),
            workflows::daily_budget.eq(patch.daily_budget.unwrap_or(1_000)),
            workflows::active.eq(patch.active.unwrap_or(true)),
            workflows::created_at.eq(now),
            workflows::updated_at.eq(now),
        ))
        .execute(conn)?;
    write_version(conn, workspace, id, 1, steps, now)?;
    let made = get(conn, workspace, id)?;
    rearrange(conn, workspace, &made, now)?;
    let details = json!({"name": made.name, "trigger": trigger, "conditions": made.conditions, "steps": steps});
    audit::record(conn, workspace, actor, "automation.created", ("automation", Some(id.uuid())), details, now)?;
    Ok(made)
}

/// Changes a workflow. Runs that have begun keep their version; switching off holds their waiting steps when they are due,
/// switching on lets those go on that have waited for less than a day.
///
/// # Errors
/// As [`create`], [`Error::Stale`].
pub fn update(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Workflow>,
    patch: &Patch,
    expected: Option<i32>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Workflow, Error> {
    alone(conn, workspace)?;
    let before = lock(conn, workspace, id)?;
    if expected.is_some_and(|version| version != before.version) {
        return Err(Error::Stale);
    }
    check(conn, workspace, patch)?;
    if patch.trigger == Some(Trigger::Webhook { webhook_id: None }) {
        return Err(Error::invalid("trigger.webhook_id", "is required: which webhook?"));
    }
    let mine = workflows::table.filter(workflows::workspace_id.eq(workspace).and(workflows::id.eq(id)));
    let old_steps = steps(conn, workspace, id, before.current_version)?;
    let new_steps = patch.steps.as_ref().filter(|new| **new != old_steps);
    if let Some(new) = new_steps {
        action::check(conn, workspace, new)?;
        write_version(conn, workspace, id, before.current_version + 1, new, now)?;
    }
    if let Some(trigger) = &patch.trigger {
        diesel::update(mine).set(columns(trigger)).execute(conn)?;
    }
    if let Some(conditions) = &patch.conditions {
        diesel::update(mine).set(workflows::conditions.eq(json!(conditions))).execute(conn)?;
    }
    let number = before.current_version + i32::from(new_steps.is_some());
    diesel::update(mine)
        .set((
            workflows::name.eq(patch.name.as_deref().unwrap_or(&before.name).trim()),
            workflows::description.eq(patch.description.clone().unwrap_or_else(|| before.description.clone())),
            workflows::safety_lock_minutes.eq(patch.safety_lock_minutes.unwrap_or(before.safety_lock_minutes)),
            workflows::daily_budget.eq(patch.daily_budget.unwrap_or(before.daily_budget)),
            workflows::active.eq(patch.active.unwrap_or(before.active)),
            workflows::current_version.eq(number),
            workflows::updated_at.eq(now),
            workflows::version.eq(before.version + 1),
        ))
        .execute(conn)?;
    let after = get(conn, workspace, id)?;
    rearrange(conn, workspace, &after, now)?;
    if after.active && !before.active {
        step::resume(conn, workspace, id, now)?;
    }
    let shown = |w: &Workflow, steps: &[Step]| {
        json!({"name": w.name, "active": w.active, "trigger": w.trigger, "conditions": w.conditions,
            "safety_lock_minutes": w.safety_lock_minutes, "daily_budget": w.daily_budget, "steps": steps})
    };
    let details = json!({"from": shown(&before, &old_steps), "to": shown(&after, new_steps.unwrap_or(&old_steps))});
    audit::record(conn, workspace, actor, "automation.updated", ("automation", Some(id.uuid())), details, now)?;
    Ok(after)
}

/// Removes a workflow: its runs end now, what it did stays in the histories and in the messages.
pub fn delete(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Workflow>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<(), Error> {
    alone(conn, workspace)?;
    let before = lock(conn, workspace, id)?;
    diesel::update(workflows::table.filter(workflows::workspace_id.eq(workspace).and(workflows::id.eq(id))))
        .set((workflows::deleted_at.eq(now), workflows::active.eq(false)))
        .execute(conn)?;
    let of = runs::table.filter(runs::workspace_id.eq(workspace).and(runs::workflow_id.eq(id)));
    let running = of.filter(runs::state.eq(run::State::Running)).order(runs::id).select(runs::id);
    for run in running.load::<Id<run::Run>>(conn)? {
        run::cancel(conn, workspace, run, "The automation was deleted.", now)?;
    }
    listen(conn, workspace)?;
    let details = json!({"name": before.name});
    Ok(audit::record(conn, workspace, actor, "automation.deleted", ("automation", Some(id.uuid())), details, now)?)
}

/// Whoever changes a workflow waits for the others who do: what is listened for is reckoned from all of them.
fn alone(conn: &mut Conn, workspace: WorkspaceId) -> Result<(), Error> {
    workspaces::table.find(workspace).for_no_key_update().select(workspaces::id).first::<WorkspaceId>(conn)?;
    Ok(())
}

/// A webhook is about to be deleted: nothing sets its workflows off from now on, and they say so.
pub fn forget_webhook(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<pipeline::webhook::Webhook>,
) -> Result<(), Error> {
    diesel::update(workflows::table.filter(workflows::workspace_id.eq(workspace).and(workflows::webhook_id.eq(id))))
        .set((
            workflows::webhook_id.eq(None::<Id<pipeline::webhook::Webhook>>),
            workflows::version.eq(workflows::version + 1),
        ))
        .execute(conn)?;
    Ok(())
}

/// A workflow that stays as it is until the transaction ends.
pub(crate) fn lock(conn: &mut Conn, workspace: WorkspaceId, id: Id<Workflow>) -> Result<Workflow, Error> {
    Ok(workflows::table
        .filter(workflows::workspace_id.eq(workspace).and(workflows::id.eq(id)))
        .filter(workflows::deleted_at.is_null())
        .for_no_key_update()
        .select(Workflow::as_select())
        .first(conn)?)
}

/// A trigger as it is stored.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = workflows, treat_none_as_null = true)]
struct Columns {
    trigger_kind: &'static str,
    webhook_id: Option<Id<pipeline::webhook::Webhook>>,
    trigger: Value,
}

fn columns(trigger: &Trigger) -> Columns {
    let (kind, webhook) = match trigger {
        Trigger::Webhook { webhook_id } => ("webhook", *webhook_id),
        Trigger::Event { .. } => ("event", None),
        Trigger::Daily { .. } => ("daily", None),
    };
    Columns { trigger_kind: kind, webhook_id: webhook, trigger: json!(trigger) }
}

fn write_version(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Workflow>,
    number: i32,
    steps: &[Step],
    now: OffsetDateTime,
) -> Result<(), Error> {
    diesel::insert_into(versions::table)
        .values((
            versions::workspace_id.eq(workspace),
            versions::workflow_id.eq(id),
            versions::number.eq(number),
            versions::steps.eq(json!(steps)),
            versions::created_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// After a change: what is listened for, and when a daily one comes next.
fn rearrange(conn: &mut Conn, workspace: WorkspaceId, changed: &Workflow, now: OffsetDateTime) -> Result<(), Error> {
    listen(conn, workspace)?;
    if changed.active
        && let Trigger::Daily { .. } = changed.trigger()?
    {
        daily::schedule(conn, workspace, changed, now)?;
    }
    Ok(())
}

fn listen(conn: &mut Conn, workspace: WorkspaceId) -> Result<(), Error> {
    let mut kinds = BTreeSet::new();
    for workflow in list(conn, workspace)?.iter().filter(|workflow| workflow.active) {
        match workflow.trigger()? {
            Trigger::Webhook { .. } => kinds.extend(["lead_created", "lead_resubmitted"].map(str::to_owned)),
            Trigger::Event { event: Event::SiteEvent, filter } => {
                kinds.extend(filter.and_then(|filter| filter.name).map(|name| listen::site_event(&name)));
            }
            Trigger::Event { event, .. } => drop(kinds.insert(event.as_str().to_owned())),
            Trigger::Daily { .. } => {}
        }
    }
    Ok(listen::listen(conn, workspace, &kinds)?)
}

/// A text of a length that is meant.
pub(crate) fn text(field: &'static str, text: &str, least: usize) -> Result<(), Error> {
    let length = text.trim().chars().count();
    if (least..=MAX_TEXT).contains(&length) && !text.contains('\0') {
        return Ok(());
    }
    Err(Error::invalid(field, format!("must have {least} to {MAX_TEXT} characters")))
}

fn check(conn: &mut Conn, workspace: WorkspaceId, patch: &Patch) -> Result<(), Error> {
    if let Some(name) = &patch.name {
        text("name", name, 1)?;
    }
    if let Some(Some(description)) = &patch.description {
        text("description", description, 0)?;
    }
    if patch.safety_lock_minutes.is_some_and(|minutes| !(0..=MAX_LOCK).contains(&minutes)) {
        return Err(Error::invalid("safety_lock_minutes", format!("must be 0 to {MAX_LOCK}")));
    }
    if patch.daily_budget.is_some_and(|budget| !(1..=MAX_BUDGET).contains(&budget)) {
        return Err(Error::invalid("daily_budget", format!("must be 1 to {MAX_BUDGET}")));
    }
    condition::check(patch.conditions.as_deref().unwrap_or_default())?;
    match &patch.trigger {
        Some(trigger) => trigger::check(conn, workspace, trigger),
        None => Ok(()),
    }
}
