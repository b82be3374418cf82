//! Pipelines and their stages.

use db::{
    Conn, Id, WorkspaceId,
    schema::{lead_pipeline_stages, lead_pipelines, workspaces},
};
use diesel::prelude::*;
use time::OffsetDateTime;

use crate::{
    Error,
    settings::{self, Draft},
};

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
    /// In percent, for weighted sums; `None` leaves it to the type.
    pub probability: Option<i16>,
    /// A lead that stays longer without a next step is stalled (X3); `None`: never.
    pub stale_after_days: Option<i16>,
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

/// The chance in percent, and the days after which a lead is stalled.
type Look = (i16, Option<i16>);

/// The default pipeline's stages (L4), each with its chance in percent and the days after which a lead in it is stalled.
const DEFAULT_STAGES: [(&str, Color, StageType, &str, Look); 6] = [
    ("New", Color::Blue, StageType::Open, "Freshly created leads", (10, Some(7))),
    ("Contacted", Color::Amber, StageType::Open, "Initial outreach made", (20, Some(14))),
    ("Qualified", Color::Purple, StageType::Open, "Lead meets qualification criteria", (40, Some(14))),
    ("Proposal", Color::Pink, StageType::Open, "Proposal or offer sent", (60, Some(14))),
    ("Won", Color::Green, StageType::Won, "Successfully converted", (100, None)),
    ("Lost", Color::Red, StageType::Lost, "Did not convert", (0, None)),
];

/// The default pipeline, made when there is none (L3). The workspace's row lock decides between two first visits; it is one
/// that does not mind the keys that point at the row, because whoever makes a first lead holds such a one already.
pub fn ensure_default(conn: &mut Conn, workspace: WorkspaceId, now: OffsetDateTime) -> Result<Id<Pipeline>, Error> {
    if let Some(id) = default_id(conn, workspace)? {
        return Ok(id);
    }
    let current: Option<Id<Pipeline>> =
        workspaces::table.find(workspace).for_no_key_update().select(workspaces::default_pipeline_id).first(conn)?;
    if let Some(id) = current {
        return Ok(id);
    }
    let stages: Vec<Draft> = DEFAULT_STAGES
        .iter()
        .map(|(name, color, kind, description, (probability, stale_after_days))| Draft {
            id: None,
            name: (*name).to_owned(),
            color: *color,
            kind: *kind,
            description: (*description).to_owned(),
            probability: Some(*probability),
            stale_after_days: *stale_after_days,
        })
        .collect();
    let id = settings::insert(conn, workspace, "Default pipeline", &stages, now)?;
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
pub fn find(conn: &mut Conn, workspace: WorkspaceId, id: Id<Stage>) -> Result<Option<Stage>, Error> {
    Ok(lead_pipeline_stages::table
        .filter(lead_pipeline_stages::workspace_id.eq(workspace).and(lead_pipeline_stages::id.eq(id)))
        .select(Stage::as_select())
        .first(conn)
        .optional()?)
}

pub(crate) fn default_id(conn: &mut Conn, workspace: WorkspaceId) -> Result<Option<Id<Pipeline>>, Error> {
    Ok(workspaces::table.find(workspace).select(workspaces::default_pipeline_id).first(conn)?)
}
