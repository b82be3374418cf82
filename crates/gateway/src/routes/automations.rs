//! Automations (L22–L31): settings, runs, dry run, retry, and their part in a person's history.

mod history;
mod wire;

use actix_web::{HttpResponse, delete, get, patch, post, web};
use analytics::automations as read;
use automations::{
    Condition, Step, Trigger, action,
    dry_run::{self, DryRun},
    retry, run,
    workflow::{self, Patch, Workflow},
};
use db::{Conn, Cursor, CustomerId, Id, WorkspaceId};
use messaging::{Template, template};
use serde::Deserialize;
use serde_json::Value;
use tenancy::Permission;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    auth::{Allowed, AutomationsManage, CrmView, LeadsView},
    body::Body,
    error::{Failure, Problem},
    routes::customers::visible,
    state::Hydra,
    wire::{All, IfMatch, Stream, cursor, present, stream_limit},
    words,
};

use history::{AutomationEntry, AutomationRun, DryRunAnswer, Names};
use wire::{Automation, AutomationCondition, AutomationDetail, AutomationInput, AutomationStep};

/// Entries of one person's history.
const HISTORY: i64 = 200;

/// All automations with what became of their runs (L27).
#[utoipa::path(tag = "automations", security(("bearer" = ["leads:view"])), responses((status = 200, body = All<Automation>)))]
#[get("/lead-automations")]
pub(crate) async fn list_automations(
    caller: Allowed<LeadsView>,
    hydra: web::Data<Hydra>,
) -> Result<web::Json<All<Automation>>, Failure> {
    let workspace = caller.workspace;
    let data = hydra
        .write(workspace, move |conn| {
            let stats = read::stats(conn, workspace)?;
            let rows = workflow::list(conn, workspace)?;
            rows.into_iter().map(|row| of(conn, workspace, row, &stats)).collect()
        })
        .await?;
    Ok(web::Json(All { data }))
}

/// Makes an automation (L22): `name`, a trigger and at least one step; `webhook_source_id` alone is a webhook's trigger.
#[utoipa::path(tag = "automations", security(("bearer" = ["automations:manage"])), request_body = AutomationInput,
    responses((status = 201, body = Automation)))]
#[post("/lead-automations")]
pub(crate) async fn create_automation(
    caller: Allowed<AutomationsManage>,
    hydra: web::Data<Hydra>,
    body: Body<AutomationInput>,
) -> Result<HttpResponse, Failure> {
    let patch = Patch::try_from(body.0)?;
    let (workspace, actor, now) = (caller.workspace, caller.actor, hydra.now());
    let made = hydra
        .write(workspace, move |conn| {
            let row = workflow::create(conn, workspace, &patch, actor, now)?;
            of(conn, workspace, row, &[])
        })
        .await?;
    Ok(HttpResponse::Created().json(made))
}

/// One automation, with what became of each of its steps.
#[utoipa::path(tag = "automations", security(("bearer" = ["leads:view"])), params(("id" = Uuid, Path)),
    responses((status = 200, body = AutomationDetail)))]
#[get("/lead-automations/{id}")]
pub(crate) async fn show_automation(
    caller: Allowed<LeadsView>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<Workflow>>,
) -> Result<web::Json<AutomationDetail>, Failure> {
    let (workspace, id) = (caller.workspace, *id);
    Ok(web::Json(hydra.write(workspace, move |conn| detail(conn, workspace, id)).await?))
}

/// Changes an automation; `steps` is the whole list. Runs that have begun keep the version that they began with (D27).
#[utoipa::path(tag = "automations", security(("bearer" = ["automations:manage"])), request_body = AutomationInput,
    params(("id" = Uuid, Path), ("If-Match" = Option<i32>, Header, description = "The version that was read")),
    responses((status = 200, body = AutomationDetail)))]
#[patch("/lead-automations/{id}")]
pub(crate) async fn update_automation(
    caller: Allowed<AutomationsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<Workflow>>,
    expected: IfMatch,
    body: Body<AutomationInput>,
) -> Result<web::Json<AutomationDetail>, Failure> {
    let patch = Patch::try_from(body.0)?;
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    let after = hydra
        .write(workspace, move |conn| {
            workflow::update(conn, workspace, id, &patch, expected.0, actor, now)?;
            detail(conn, workspace, id)
        })
        .await?;
    Ok(web::Json(after))
}

/// Deletes an automation: its runs end now; what it sent and did stays.
#[utoipa::path(tag = "automations", security(("bearer" = ["automations:manage"])), params(("id" = Uuid, Path)), responses((status = 204)))]
#[delete("/lead-automations/{id}")]
pub(crate) async fn delete_automation(
    caller: Allowed<AutomationsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<Workflow>>,
) -> Result<HttpResponse, Failure> {
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    hydra.write(workspace, move |conn| Ok(workflow::delete(conn, workspace, id, actor, now)?)).await?;
    Ok(HttpResponse::NoContent().finish())
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct RunsQuery {
    cursor: Option<String>,
    /// 1 to 100.
    limit: Option<i64>,
    #[param(value_type = Option<words::RunState>)]
    state: Option<run::State>,
}

/// Runs, the newest first, each with its steps and why they failed or were left out.
#[utoipa::path(tag = "automations", security(("bearer" = ["leads:view"])), params(("id" = Uuid, Path), RunsQuery),
    responses((status = 200, body = Stream<AutomationRun>)))]
#[get("/lead-automations/{id}/runs")]
pub(crate) async fn list_runs(
    caller: Allowed<LeadsView>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<Workflow>>,
    query: web::Query<RunsQuery>,
) -> Result<web::Json<Stream<AutomationRun>>, Failure> {
    let (workspace, id, state) = (caller.workspace, *id, query.state);
    let (after, limit) = (cursor(query.cursor.as_deref())?, stream_limit(query.limit)?);
    let page = hydra
        .write(workspace, move |conn| {
            workflow::get(conn, workspace, id)?;
            let state = state.map(run::State::as_str);
            let rows = read::runs(conn, workspace, id.uuid(), (state, None), after, limit + 1)?;
            let key = |row: &read::RunRow| Cursor { at: row.started_at, id: row.id };
            let page = Stream::new(rows, limit, key, |row| row);
            Ok(Stream { data: runs(conn, workspace, page.data)?, next_cursor: page.next_cursor })
        })
        .await?;
    Ok(web::Json(page))
}

/// Tries the last failed step of somebody's newest run again, now (L30). 409 `attempt_active` while a step of it waits or is
/// being sent, 409 `nothing_to_retry` when none failed.
#[utoipa::path(tag = "automations", security(("bearer" = ["automations:manage"])),
    params(("id" = Uuid, Path), ("lead_id" = Uuid, Path)), responses((status = 200, body = AutomationRun)))]
#[post("/lead-automations/{id}/retry/{lead_id}")]
pub(crate) async fn retry_step(
    caller: Allowed<AutomationsManage>,
    hydra: web::Data<Hydra>,
    path: web::Path<(Id<Workflow>, CustomerId)>,
) -> Result<web::Json<AutomationRun>, Failure> {
    let (workspace, (id, lead), now) = (caller.workspace, *path, hydra.now());
    let run = hydra
        .write(workspace, move |conn| {
            let run = retry::retry(conn, workspace, id, lead, now)?;
            let rows = read::runs(conn, workspace, id.uuid(), (None, Some(run.uuid())), None, 1)?;
            runs(conn, workspace, rows)?.pop().ok_or_else(|| Problem::not_found().into())
        })
        .await?;
    Ok(web::Json(run))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DryRunOf {
    /// A lead or a contact.
    #[serde(alias = "leadId")]
    #[schema(value_type = Uuid)]
    lead_id: CustomerId,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DryRunDraft {
    /// The automation that the steps are a change of, for its lock.
    #[schema(value_type = Option<Uuid>)]
    automation_id: Option<Id<Workflow>>,
    /// A lead or a contact.
    #[serde(alias = "leadId")]
    #[schema(value_type = Uuid)]
    lead_id: CustomerId,
    #[serde(alias = "safetyLockMinutes")]
    safety_lock_minutes: Option<i32>,
    /// For whom it is.
    #[serde(default)]
    #[schema(value_type = Vec<AutomationCondition>)]
    conditions: Vec<Condition>,
    steps: Vec<AutomationStep>,
}

/// Says what steps that are not saved would do with somebody. Nothing is sent.
#[utoipa::path(tag = "automations", security(("bearer" = ["leads:view"])), request_body = DryRunDraft,
    responses((status = 200, body = DryRunAnswer)))]
#[post("/lead-automations/dry-run")]
pub(crate) async fn dry_run_draft(
    caller: Allowed<LeadsView>,
    hydra: web::Data<Hydra>,
    body: Body<DryRunDraft>,
) -> Result<web::Json<DryRunAnswer>, Failure> {
    let Body(body) = body;
    let steps = wire::steps(body.steps)?;
    if steps.len() > 50 {
        return Err(Problem::field("steps", "invalid", "has more than 50 steps").into());
    }
    let (workspace, now, lock) = (caller.workspace, hydra.now(), body.safety_lock_minutes.unwrap_or(5));
    if !(0..=workflow::MAX_LOCK).contains(&lock) {
        let message = format!("must be 0 to {}", workflow::MAX_LOCK);
        return Err(Problem::field("safety_lock_minutes", "invalid", message).into());
    }
    let answer = hydra
        .write(workspace, move |conn| {
            if let Some(id) = body.automation_id {
                workflow::get(conn, workspace, id)?;
            }
            let tried = dry_run::dry_run(
                conn,
                workspace,
                (body.automation_id, lock),
                (&body.conditions, &steps),
                body.lead_id,
                now,
            )?;
            Ok(answer(tried, &steps, lock))
        })
        .await?;
    Ok(web::Json(answer))
}

/// Says what an automation would do with somebody. Nothing is sent.
#[utoipa::path(tag = "automations", security(("bearer" = ["leads:view"])), request_body = DryRunOf,
    params(("id" = Uuid, Path)), responses((status = 200, body = DryRunAnswer)))]
#[post("/lead-automations/{id}/dry-run")]
pub(crate) async fn dry_run_automation(
    caller: Allowed<LeadsView>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<Workflow>>,
    body: Body<DryRunOf>,
) -> Result<web::Json<DryRunAnswer>, Failure> {
    let (workspace, id, lead, now) = (caller.workspace, *id, body.0.lead_id, hydra.now());
    let answer = hydra
        .write(workspace, move |conn| {
            let row = workflow::get(conn, workspace, id)?;
            let steps = workflow::steps(conn, workspace, id, row.current_version)?;
            let (lock, conditions) = (row.safety_lock_minutes, row.conditions()?);
            let tried = dry_run::dry_run(conn, workspace, (Some(id), lock), (&conditions, &steps), lead, now)?;
            Ok(answer(tried, &steps, lock))
        })
        .await?;
    Ok(web::Json(answer))
}

fn answer(tried: DryRun, steps: &[Step], lock: i32) -> DryRunAnswer {
    DryRunAnswer::new(tried, steps, lock)
}

/// What automations did with a lead or contact, the newest first, with how each message stands now (L28, L29). A lead's needs
/// `leads:view` as well.
#[utoipa::path(tag = "automations", security(("bearer" = ["crm:view"])), params(("id" = Uuid, Path)),
    responses((status = 200, body = All<AutomationEntry>)))]
#[get("/leads/{id}/automation-timeline")]
pub(crate) async fn automation_timeline(
    caller: Allowed<CrmView>,
    hydra: web::Data<Hydra>,
    id: web::Path<CustomerId>,
) -> Result<web::Json<All<AutomationEntry>>, Failure> {
    let (workspace, id, sees_leads) = (caller.workspace, *id, caller.may(Permission::LeadsView));
    let data = hydra
        .write(workspace, move |conn| {
            visible(conn, workspace, id, sees_leads)?;
            let rows = read::history(conn, workspace, id, HISTORY)?;
            let run_ids: Vec<Uuid> = rows.iter().filter_map(history::run_of).collect();
            let mut retryable = Vec::new();
            for id in run_ids.iter().copied().collect::<std::collections::BTreeSet<_>>() {
                if let Some(step) = history::retryable(conn, workspace, id)? {
                    retryable.push((id, step));
                }
            }
            let names = names(conn, workspace, rows.iter().filter_map(|row| row.step.as_ref()))?;
            Ok(history::entries(rows, &names, retryable))
        })
        .await?;
    Ok(web::Json(All { data }))
}

fn of(conn: &mut Conn, workspace: WorkspaceId, row: Workflow, stats: &[read::Stats]) -> Result<Automation, Failure> {
    let steps = workflow::steps(conn, workspace, row.id, row.current_version)?;
    let (trigger, conditions) = (row.trigger()?, row.conditions()?);
    let stats = stats.iter().find(|stats| stats.workflow_id == row.id.uuid()).cloned().unwrap_or_default();
    Ok(Automation::new(row, (trigger, conditions), steps, &stats))
}

fn detail(conn: &mut Conn, workspace: WorkspaceId, id: Id<Workflow>) -> Result<AutomationDetail, Failure> {
    let row = workflow::get(conn, workspace, id)?;
    let counted = read::step_stats(conn, workspace, id.uuid(), row.current_version)?;
    let steps = workflow::steps(conn, workspace, id, row.current_version)?;
    let mut problems = Vec::new();
    if row.trigger()? == (Trigger::Webhook { webhook_id: None }) {
        problems.push((None, "Its webhook was deleted: nothing sets it off.".to_owned()));
    }
    for (n, step) in steps.iter().enumerate() {
        if let Some((field, why)) = action::trouble(conn, workspace, &step.action)? {
            problems.push((Some(n), format!("{} {why}.", field.replace('_', " ").trim_end_matches(" id"))));
        }
    }
    let stats = read::stats(conn, workspace)?;
    Ok(AutomationDetail::new(of(conn, workspace, row, &stats)?, &counted, problems, steps.len()))
}

/// Runs as they are shown.
fn runs(conn: &mut Conn, workspace: WorkspaceId, rows: Vec<read::RunRow>) -> Result<Vec<AutomationRun>, Failure> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let steps = read::steps(conn, workspace, &ids)?;
    let planned = rows.iter().filter_map(|row| row.steps.as_array()).flatten();
    let names = names(conn, workspace, planned)?;
    rows.into_iter()
        .map(|row| {
            let retryable = history::retryable(conn, workspace, row.id)?.is_some();
            Ok(AutomationRun::new(row, &steps, &names, retryable))
        })
        .collect()
}

/// The names of the templates that some steps send.
fn names<'s>(
    conn: &mut Conn,
    workspace: WorkspaceId,
    steps: impl Iterator<Item = &'s Value>,
) -> Result<Names, Failure> {
    let of = |step: &Value, key: &str| step.get(key)?.as_str()?.parse::<Id<Template>>().ok();
    let mut ids: Vec<Id<Template>> =
        steps.flat_map(|step| [of(step, "template_id"), of(step, "fallback_template_id")]).flatten().collect();
    ids.sort_unstable_by_key(|id| id.uuid());
    ids.dedup();
    let found = template::by_ids(conn, workspace, &ids)?;
    Ok(found.into_iter().map(|template| (template.id.uuid(), template.name)).collect())
}
