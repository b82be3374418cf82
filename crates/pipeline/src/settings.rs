//! Pipelines as people set them up (L14, L15): the whole ordered list of stages at once, never less than two.

use std::collections::{BTreeMap, BTreeSet};

use crm_core::timeline::{self, Fact};
use db::{
    Conn, CustomerId, Id, WorkspaceId,
    schema::{lead_pipeline_stages, lead_pipelines, lead_webhooks, leads, workspaces},
};
use diesel::prelude::*;
use serde_json::json;
use tenancy::{Actor, audit};
use time::OffsetDateTime;

use crate::{
    Error, board,
    stages::{self, Color, Pipeline, Stage, StageType},
};

/// Stages of one pipeline; a board with more is none.
const MAX_STAGES: usize = 30;
/// Pipelines of one workspace.
const MAX_PIPELINES: usize = 50;
/// A board has a beginning and an end (L14).
const MIN_STAGES: usize = 2;

/// A stage as it is to be.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Which one it is; `None` for a new one.
    pub id: Option<Id<Stage>>,
    /// Its name.
    pub name: String,
    /// Its colour.
    pub color: Color,
    /// What it means.
    pub kind: StageType,
    /// For people who are new here.
    pub description: String,
    /// In percent.
    pub probability: Option<i16>,
    /// Days until a lead in it is stalled.
    pub stale_after_days: Option<i16>,
}

/// What is to be changed; `None` leaves it.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// A new name.
    pub name: Option<String>,
    /// New leads go here from now on.
    pub is_default: bool,
    /// The whole list of stages, in their order.
    pub stages: Option<Vec<Draft>>,
    /// Where the leads of a stage that is left out go: to one that stays.
    pub move_to: BTreeMap<Id<Stage>, Id<Stage>>,
}

/// Makes a pipeline.
///
/// # Errors
/// [`Error::Invalid`] for the fields `stages` and `name`.
pub fn create(
    conn: &mut Conn,
    workspace: WorkspaceId,
    name: &str,
    drafts: &[Draft],
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Pipeline, Error> {
    check(drafts)?;
    if let Some(draft) = drafts.iter().find(|draft| draft.id.is_some()) {
        return Err(invalid("stages", format!("{} has an id; a new pipeline's stages have none", draft.name)));
    }
    workspaces::table.find(workspace).for_no_key_update().select(workspaces::id).first::<WorkspaceId>(conn)?;
    if stages::list(conn, workspace)?.len() >= MAX_PIPELINES {
        return Err(invalid("name", format!("would be more than {MAX_PIPELINES} pipelines")));
    }
    let id = insert(conn, workspace, name, drafts, now)?;
    let made = stages::get(conn, workspace, id)?;
    audited(conn, workspace, actor, "created", id, json!({"name": name, "stages": names(&made.stages)}), now)?;
    Ok(made)
}

/// Changes a pipeline. Its row's lock makes changes wait for each other and for moves, so that two people can't each remove
/// one of the last three stages.
///
/// # Errors
/// [`Error::Stale`] when `expected` is not its version, [`Error::StageInUse`] for a left-out stage with leads and no word
/// on where they go, [`Error::Invalid`] for `stages` and `move_to`.
pub fn update(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Pipeline>,
    change: &Change,
    expected: Option<i32>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Pipeline, Error> {
    board::lock_pipeline(conn, workspace, id)?;
    let before = stages::get(conn, workspace, id)?;
    if expected.is_some_and(|version| version != before.version) {
        return Err(Error::Stale);
    }
    if let Some(drafts) = &change.stages {
        check(drafts)?;
        write_stages(conn, workspace, &before, drafts, &change.move_to, actor, now)?;
    }
    if change.is_default {
        diesel::update(workspaces::table.find(workspace)).set(workspaces::default_pipeline_id.eq(id)).execute(conn)?;
    }
    diesel::update(lead_pipelines::table)
        .filter(lead_pipelines::workspace_id.eq(workspace).and(lead_pipelines::id.eq(id)))
        .set((
            lead_pipelines::name.eq(change.name.as_ref().unwrap_or(&before.name)),
            lead_pipelines::updated_at.eq(now),
            lead_pipelines::version.eq(lead_pipelines::version + 1),
        ))
        .execute(conn)?;
    let after = stages::get(conn, workspace, id)?;
    let details = json!({
        "name": {"from": before.name, "to": after.name},
        "stages": {"from": names(&before.stages), "to": names(&after.stages)},
        "default": after.is_default,
    });
    audited(conn, workspace, actor, "updated", id, details, now)?;
    Ok(after)
}

/// Deletes a pipeline; its leads go to the stage `move_to` of another one, its webhooks to the default one.
///
/// # Errors
/// [`Error::DefaultPipeline`], and [`Error::PipelineInUse`] with the number of its leads when nothing says where they go.
pub fn delete(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Pipeline>,
    move_to: Option<Id<Stage>>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<(), Error> {
    // Two pipelines are locked here, in the order of their ids, as everywhere.
    let target = match move_to {
        Some(stage) => Some(
            stages::find(conn, workspace, stage)?
                .filter(|stage| stage.pipeline_id != id)
                .ok_or_else(|| invalid("move_to", "is no stage of another pipeline"))?,
        ),
        None => None,
    };
    let both: BTreeSet<Id<Pipeline>> = target.iter().map(|stage| stage.pipeline_id).chain([id]).collect();
    for pipeline in both {
        board::lock_pipeline(conn, workspace, pipeline)?;
    }
    let gone = stages::get(conn, workspace, id)?;
    if gone.is_default {
        return Err(Error::DefaultPipeline);
    }
    let waiting: i64 = leads::table
        .filter(leads::workspace_id.eq(workspace).and(leads::pipeline_id.eq(id)))
        .filter(leads::position.is_not_null())
        .count()
        .get_result(conn)?;
    let refuge = match target {
        Some(stage) => stage,
        None if waiting > 0 => return Err(Error::PipelineInUse(waiting)),
        // Cards that are off the board keep a place to come back to.
        None => stages::entry(conn, workspace, None, None, now)?,
    };
    for stage in &gone.stages {
        move_all(conn, workspace, stage, &refuge, actor, now)?;
    }
    release_webhooks(conn, workspace, Some(id), &[], now)?;
    diesel::delete(
        lead_pipelines::table.filter(lead_pipelines::workspace_id.eq(workspace).and(lead_pipelines::id.eq(id))),
    )
    .execute(conn)
    .map_err(came_meanwhile)?;
    audited(conn, workspace, actor, "deleted", id, json!({"name": gone.name}), now)
}

/// Writes a pipeline and its stages.
pub(crate) fn insert(
    conn: &mut Conn,
    workspace: WorkspaceId,
    name: &str,
    drafts: &[Draft],
    now: OffsetDateTime,
) -> Result<Id<Pipeline>, Error> {
    let id = Id::<Pipeline>::new(now);
    diesel::insert_into(lead_pipelines::table)
        .values((
            lead_pipelines::workspace_id.eq(workspace),
            lead_pipelines::id.eq(id),
            lead_pipelines::name.eq(name),
            lead_pipelines::created_at.eq(now),
            lead_pipelines::updated_at.eq(now),
        ))
        .execute(conn)?;
    for (draft, position) in drafts.iter().zip(0i32..) {
        insert_stage(conn, workspace, id, draft, position, now)?;
    }
    Ok(id)
}

fn check(drafts: &[Draft]) -> Result<(), Error> {
    if drafts.len() < MIN_STAGES {
        return Err(invalid("stages", format!("must be {MIN_STAGES} at least")));
    }
    if drafts.len() > MAX_STAGES {
        return Err(invalid("stages", format!("may be {MAX_STAGES} at most")));
    }
    let ids: BTreeSet<_> = drafts.iter().filter_map(|draft| draft.id).collect();
    if ids.len() != drafts.iter().filter(|draft| draft.id.is_some()).count() {
        return Err(invalid("stages", "name one stage twice"));
    }
    Ok(())
}

fn write_stages(
    conn: &mut Conn,
    workspace: WorkspaceId,
    before: &Pipeline,
    drafts: &[Draft],
    move_to: &BTreeMap<Id<Stage>, Id<Stage>>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let known: BTreeSet<Id<Stage>> = before.stages.iter().map(|stage| stage.id).collect();
    let stay: BTreeSet<Id<Stage>> = drafts.iter().filter_map(|draft| draft.id).collect();
    if let Some(strange) = stay.iter().find(|id| !known.contains(id)) {
        return Err(invalid("stages", format!("name {strange}, which is no stage of this pipeline")));
    }
    if let Some((_, to)) = move_to.iter().find(|(_, to)| !stay.contains(to)) {
        return Err(invalid("move_to", format!("names {to}, which is no stage that stays")));
    }
    let mut order = Vec::with_capacity(drafts.len());
    for (draft, position) in drafts.iter().zip(0i32..) {
        let id = match draft.id {
            Some(id) => {
                write_stage(conn, workspace, id, draft, position)?;
                id
            }
            None => insert_stage(conn, workspace, before.id, draft, position, now)?,
        };
        order.push(id);
    }
    let gone: Vec<&Stage> = before.stages.iter().filter(|stage| !stay.contains(&stage.id)).collect();
    // New leads come in without the pipeline's lock, but not without the key of their stage's row: from here on they wait.
    let leaving: Vec<Id<Stage>> = gone.iter().map(|stage| stage.id).collect();
    lead_pipeline_stages::table
        .filter(lead_pipeline_stages::workspace_id.eq(workspace).and(lead_pipeline_stages::id.eq_any(&leaving)))
        .order(lead_pipeline_stages::id)
        .for_update()
        .select(lead_pipeline_stages::id)
        .load::<Id<Stage>>(conn)?;
    for stage in &gone {
        let waiting = count(conn, workspace, stage.id)?;
        let refuge = match move_to.get(&stage.id) {
            Some(to) => *to,
            None if waiting > 0 => return Err(Error::StageInUse { stage: stage.id, leads: waiting }),
            None => *order.first().ok_or(Error::NotFound)?,
        };
        let refuge = stages::find(conn, workspace, refuge)?.ok_or(Error::NotFound)?;
        move_all(conn, workspace, stage, &refuge, actor, now)?;
    }
    release_webhooks(conn, workspace, None, &leaving, now)?;
    diesel::delete(lead_pipeline_stages::table)
        .filter(lead_pipeline_stages::workspace_id.eq(workspace).and(lead_pipeline_stages::id.eq_any(&leaving)))
        .execute(conn)
        .map_err(came_meanwhile)?;
    Ok(())
}

fn write_stage(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Stage>,
    draft: &Draft,
    position: i32,
) -> Result<(), Error> {
    diesel::update(lead_pipeline_stages::table)
        .filter(lead_pipeline_stages::workspace_id.eq(workspace).and(lead_pipeline_stages::id.eq(id)))
        .set((
            lead_pipeline_stages::name.eq(&draft.name),
            lead_pipeline_stages::color.eq(draft.color),
            lead_pipeline_stages::type_.eq(draft.kind),
            lead_pipeline_stages::description.eq(&draft.description),
            lead_pipeline_stages::position.eq(position),
            lead_pipeline_stages::probability.eq(draft.probability),
            lead_pipeline_stages::stale_after_days.eq(draft.stale_after_days),
        ))
        .execute(conn)?;
    Ok(())
}

fn insert_stage(
    conn: &mut Conn,
    workspace: WorkspaceId,
    pipeline: Id<Pipeline>,
    draft: &Draft,
    position: i32,
    now: OffsetDateTime,
) -> Result<Id<Stage>, Error> {
    let id = Id::<Stage>::new(now);
    diesel::insert_into(lead_pipeline_stages::table)
        .values((
            lead_pipeline_stages::workspace_id.eq(workspace),
            lead_pipeline_stages::id.eq(id),
            lead_pipeline_stages::pipeline_id.eq(pipeline),
            lead_pipeline_stages::name.eq(&draft.name),
            lead_pipeline_stages::color.eq(draft.color),
            lead_pipeline_stages::type_.eq(draft.kind),
            lead_pipeline_stages::description.eq(&draft.description),
            lead_pipeline_stages::position.eq(position),
            lead_pipeline_stages::probability.eq(draft.probability),
            lead_pipeline_stages::stale_after_days.eq(draft.stale_after_days),
        ))
        .execute(conn)?;
    Ok(id)
}

fn count(conn: &mut Conn, workspace: WorkspaceId, stage: Id<Stage>) -> Result<i64, Error> {
    Ok(leads::table
        .filter(leads::workspace_id.eq(workspace).and(leads::stage_id.eq(stage)))
        .filter(leads::position.is_not_null())
        .count()
        .get_result(conn)?)
}

/// Every card of a stage goes to another one, those off the board too; the others' histories say so.
fn move_all(
    conn: &mut Conn,
    workspace: WorkspaceId,
    from: &Stage,
    to: &Stage,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let moved: Vec<(CustomerId, Option<i64>)> = diesel::update(leads::table)
        .filter(leads::workspace_id.eq(workspace).and(leads::stage_id.eq(from.id)))
        .set((leads::pipeline_id.eq(to.pipeline_id), leads::stage_id.eq(to.id), leads::stage_entered_at.eq(now)))
        .returning((leads::id, leads::position))
        .get_results(conn)?;
    let on_board: Vec<CustomerId> =
        moved.into_iter().filter(|(_, position)| position.is_some()).map(|(id, _)| id).collect();
    let fact = Fact::StageChanged { from: board::label(from), to: board::label(to) };
    Ok(timeline::record_all(conn, workspace, &on_board, actor, &fact, now)?)
}

/// Webhooks whose stage or pipeline goes put their leads where leads go by default.
fn release_webhooks(
    conn: &mut Conn,
    workspace: WorkspaceId,
    pipeline: Option<Id<Pipeline>>,
    stages: &[Id<Stage>],
    now: OffsetDateTime,
) -> Result<(), Error> {
    let touched = (
        lead_webhooks::stage_id.eq(None::<Id<Stage>>),
        lead_webhooks::updated_at.eq(now),
        lead_webhooks::version.eq(lead_webhooks::version + 1),
    );
    match pipeline {
        Some(pipeline) => diesel::update(lead_webhooks::table)
            .filter(lead_webhooks::workspace_id.eq(workspace).and(lead_webhooks::pipeline_id.eq(Some(pipeline))))
            .set((touched, lead_webhooks::pipeline_id.eq(None::<Id<Pipeline>>)))
            .execute(conn)?,
        None => diesel::update(lead_webhooks::table)
            .filter(lead_webhooks::workspace_id.eq(workspace).and(lead_webhooks::stage_id.eq_any(stages)))
            .set(touched)
            .execute(conn)?,
    };
    Ok(())
}

/// New leads and webhooks do not wait for a pipeline's lock: their keys hold its stages, and whoever deletes one begins again.
fn came_meanwhile(error: diesel::result::Error) -> Error {
    match db::Error::from(error) {
        db::Error::Constraint(name) if name == "workspaces_default_pipeline_fk" => Error::DefaultPipeline,
        db::Error::Constraint(name) if name == "leads_stage_fk" || name.starts_with("lead_webhooks_") => {
            Error::Database(db::Error::Contention("a lead came into the stage meanwhile".to_owned()))
        }
        other => other.into(),
    }
}

fn names(stages: &[Stage]) -> Vec<&str> {
    stages.iter().map(|stage| stage.name.as_str()).collect()
}

fn invalid(field: &'static str, message: impl Into<String>) -> Error {
    Error::Invalid { field, message: message.into() }
}

fn audited(
    conn: &mut Conn,
    workspace: WorkspaceId,
    actor: Actor,
    done: &str,
    pipeline: Id<Pipeline>,
    details: serde_json::Value,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let object = ("lead_pipeline", Some(pipeline.uuid()));
    Ok(audit::record(conn, workspace, actor, &format!("lead_pipeline.{done}"), object, details, now)?)
}
