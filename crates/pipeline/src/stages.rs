//! Pipelines and their stages.

use db::{
    Conn, Id, WorkspaceId,
    schema::{lead_pipeline_stages, lead_pipelines, workspaces},
};
use diesel::prelude::*;
use time::OffsetDateTime;

use crate::Error;

db::text_enum! {
    /// What being in a stage means; reports are drawn by it.
    pub enum StageType {
        /// Still to be won.
        Open = "open",
        /// Became a customer.
        Won = "won",
        /// Did not.
        Lost = "lost",
    }
}

db::text_enum! {
    /// The six colours that stages have.
    pub enum Color {
        /// Blue.
        Blue = "blue",
        /// Amber.
        Amber = "amber",
        /// Purple.
        Purple = "purple",
        /// Pink.
        Pink = "pink",
        /// Green.
        Green = "green",
        /// Red.
        Red = "red",
    }
}

/// A column of the board.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = lead_pipeline_stages)]
pub struct Stage {
    /// Its id.
    pub id: Id<Stage>,
    /// Whose it is.
    pub pipeline_id: Id<Pipeline>,
    /// Its name.
    pub name: String,
    /// Its colour.
    pub color: Color,
    /// What it means.
    #[diesel(column_name = type_)]
    pub kind: StageType,
    /// For people who are new here.
    pub description: String,
    /// From 0, left to right.
    pub position: i32,
}

/// An ordered list of stages.
#[derive(Debug, Clone)]
pub struct Pipeline {
    /// Its id.
    pub id: Id<Pipeline>,
    /// Its name.
    pub name: String,
    /// The one that leads go to when nothing else is said.
    pub is_default: bool,
    /// Left to right.
    pub stages: Vec<Stage>,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// Counts changes, for `If-Match`.
    pub version: i32,
}

/// The default pipeline's stages (L4).
const DEFAULT_STAGES: [(&str, Color, StageType, &str); 6] = [
    ("New", Color::Blue, StageType::Open, "Freshly created leads"),
    ("Contacted", Color::Amber, StageType::Open, "Initial outreach made"),
    ("Qualified", Color::Purple, StageType::Open, "Confirmed as a potential customer"),
    ("Proposal", Color::Pink, StageType::Open, "Offer or proposal sent"),
    ("Won", Color::Green, StageType::Won, "Successfully converted"),
    ("Lost", Color::Red, StageType::Lost, "Did not convert"),
];

/// The default pipeline, made when there is none (L3). The workspace's row lock decides between two first visits.
pub fn ensure_default(conn: &mut Conn, workspace: WorkspaceId, now: OffsetDateTime) -> Result<Id<Pipeline>, Error> {
    if let Some(id) = default_id(conn, workspace)? {
        return Ok(id);
    }
    let current: Option<Id<Pipeline>> =
        workspaces::table.find(workspace).for_update().select(workspaces::default_pipeline_id).first(conn)?;
    if let Some(id) = current {
        return Ok(id);
    }
    let id = Id::<Pipeline>::new(now);
    diesel::insert_into(lead_pipelines::table)
        .values((
            lead_pipelines::workspace_id.eq(workspace),
            lead_pipelines::id.eq(id),
            lead_pipelines::name.eq("Default pipeline"),
            lead_pipelines::created_at.eq(now),
            lead_pipelines::updated_at.eq(now),
        ))
        .execute(conn)?;
    let stages: Vec<_> = DEFAULT_STAGES
        .iter()
        .zip(0i32..)
        .map(|((name, color, kind, description), position)| {
            (
                lead_pipeline_stages::workspace_id.eq(workspace),
                lead_pipeline_stages::id.eq(Id::<Stage>::new(now)),
                lead_pipeline_stages::pipeline_id.eq(id),
                lead_pipeline_stages::name.eq(*name),
                lead_pipeline_stages::color.eq(*color),
                lead_pipeline_stages::type_.eq(*kind),
                lead_pipeline_stages::description.eq(*description),
                lead_pipeline_stages::position.eq(position),
            )
        })
        .collect();
    diesel::insert_into(lead_pipeline_stages::table).values(stages).execute(conn)?;
    diesel::update(workspaces::table.find(workspace)).set(workspaces::default_pipeline_id.eq(id)).execute(conn)?;
    Ok(id)
}

/// All pipelines, the oldest first.
pub fn list(conn: &mut Conn, workspace: WorkspaceId) -> Result<Vec<Pipeline>, Error> {
    let default = default_id(conn, workspace)?;
    let pipelines: Vec<(Id<Pipeline>, String, OffsetDateTime, i32)> = lead_pipelines::table
        .filter(lead_pipelines::workspace_id.eq(workspace))
        .order(lead_pipelines::id)
        .select((lead_pipelines::id, lead_pipelines::name, lead_pipelines::created_at, lead_pipelines::version))
        .load(conn)?;
    let stages: Vec<Stage> = lead_pipeline_stages::table
        .filter(lead_pipeline_stages::workspace_id.eq(workspace))
        .order((lead_pipeline_stages::position, lead_pipeline_stages::id))
        .select(Stage::as_select())
        .load(conn)?;
    let of = |id| stages.iter().filter(|stage| stage.pipeline_id == id).cloned().collect();
    Ok(pipelines
        .into_iter()
        .map(|(id, name, created_at, version)| Pipeline {
            id,
            name,
            is_default: Some(id) == default,
            stages: of(id),
            created_at,
            version,
        })
        .collect())
}

/// One pipeline.
pub fn get(conn: &mut Conn, workspace: WorkspaceId, id: Id<Pipeline>) -> Result<Pipeline, Error> {
    list(conn, workspace)?.into_iter().find(|pipeline| pipeline.id == id).ok_or(Error::NotFound)
}

/// Where a new lead goes: the given stage, else the first of the given pipeline, else the first of the default one.
pub(crate) fn entry(
    conn: &mut Conn,
    workspace: WorkspaceId,
    pipeline: Option<Id<Pipeline>>,
    stage: Option<Id<Stage>>,
    now: OffsetDateTime,
) -> Result<Stage, Error> {
    if let Some(stage) = stage {
        let found = find(conn, workspace, stage)?;
        return found
            .filter(|s| pipeline.is_none_or(|p| p == s.pipeline_id))
            .ok_or_else(|| Error::Invalid { field: "stage_id", message: "is no stage of this pipeline".to_owned() });
    }
    let named = pipeline.is_some();
    let pipeline = match pipeline {
        Some(pipeline) => pipeline,
        None => ensure_default(conn, workspace, now)?,
    };
    let first = lead_pipeline_stages::table
        .filter(lead_pipeline_stages::workspace_id.eq(workspace).and(lead_pipeline_stages::pipeline_id.eq(pipeline)))
        .order((lead_pipeline_stages::position, lead_pipeline_stages::id))
        .select(Stage::as_select())
        .first(conn)
        .optional()?;
    match first {
        Some(stage) => Ok(stage),
        None if named => {
            Err(Error::Invalid { field: "pipeline_id", message: "is no pipeline of this workspace".to_owned() })
        }
        None => Err(Error::NotFound),
    }
}

/// The stage with this id.
pub(crate) fn find(conn: &mut Conn, workspace: WorkspaceId, id: Id<Stage>) -> Result<Option<Stage>, Error> {
    Ok(lead_pipeline_stages::table
        .filter(lead_pipeline_stages::workspace_id.eq(workspace).and(lead_pipeline_stages::id.eq(id)))
        .select(Stage::as_select())
        .first(conn)
        .optional()?)
}

fn default_id(conn: &mut Conn, workspace: WorkspaceId) -> Result<Option<Id<Pipeline>>, Error> {
    Ok(workspaces::table.find(workspace).select(workspaces::default_pipeline_id).first(conn)?)
}
