//! Pipelines and the board.

use actix_web::{get, post, web};
use analytics::people::{self as read, Filter};
use db::Id;
use pipeline::stages;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    auth::{Allowed, LeadsView},
    error::{Failure, Problem},
    routes::{leads::searchable, people::Person},
    state::Hydra,
    wire::{All, Day, Timestamp, Whose},
    words,
};

/// A column.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Stage {
    #[schema(value_type = Uuid)]
    id: Id<stages::Stage>,
    name: String,
    /// blue, amber, purple, pink, green or red.
    #[schema(value_type = words::Color)]
    color: stages::Color,
    /// open, won or lost.
    #[serde(rename = "type")]
    #[schema(value_type = words::StageType)]
    kind: stages::StageType,
    description: String,
    position: i32,
}

/// A pipeline with its stages, left to right.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Pipeline {
    #[schema(value_type = Uuid)]
    id: Id<stages::Pipeline>,
    name: String,
    is_default: bool,
    stages: Vec<Stage>,
    created_at: Timestamp,
    version: i32,
}

impl From<stages::Pipeline> for Pipeline {
    fn from(row: stages::Pipeline) -> Self {
        let stage = |stage: stages::Stage| Stage {
            id: stage.id,
            name: stage.name,
            color: stage.color,
            kind: stage.kind,
            description: stage.description,
            position: stage.position,
        };
        Self {
            id: row.id,
            name: row.name,
            is_default: row.is_default,
            stages: row.stages.into_iter().map(stage).collect(),
            created_at: row.created_at.into(),
            version: row.version,
        }
    }
}

/// A board.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Board {
    pipeline: Pipeline,
    columns: Vec<BoardColumn>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BoardColumn {
    stage_id: Uuid,
    /// All leads of the stage that pass the filter.
    count: i64,
    /// The top ones.
    cards: Vec<Person>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct BoardQuery {
    /// Cards a column, 1 to 100.
    limit: Option<i64>,
    search: Option<String>,
    source: Option<String>,
    /// A teammate's id, or `none`.
    #[serde(alias = "assignedTo")]
    #[param(value_type = Option<String>)]
    assigned_to: Option<Whose>,
    tag: Option<String>,
    /// Came in on this day (UTC) or later.
    #[param(value_type = Option<String>, format = Date)]
    created_from: Option<Day>,
    /// On this day or earlier.
    #[param(value_type = Option<String>, format = Date)]
    created_to: Option<Day>,
}

/// All pipelines.
#[utoipa::path(tag = "pipelines", security(("bearer" = ["leads:view"])), responses((status = 200, body = All<Pipeline>)))]
#[get("/lead-pipelines")]
pub(crate) async fn list_pipelines(
    caller: Allowed<LeadsView>,
    hydra: web::Data<Hydra>,
) -> Result<web::Json<All<Pipeline>>, Failure> {
    let workspace = caller.workspace;
    let rows = hydra.write(workspace, move |conn| Ok(stages::list(conn, workspace)?)).await?;
    Ok(web::Json(All { data: rows.into_iter().map(Pipeline::from).collect() }))
}

/// The default pipeline, made on the first call (L3).
#[utoipa::path(tag = "pipelines", security(("bearer" = ["leads:view"])), responses((status = 200, body = Pipeline)))]
#[post("/lead-pipelines/ensure-default")]
pub(crate) async fn ensure_default_pipeline(
    caller: Allowed<LeadsView>,
    hydra: web::Data<Hydra>,
) -> Result<web::Json<Pipeline>, Failure> {
    let (workspace, now) = (caller.workspace, hydra.now());
    let row = hydra
        .write(workspace, move |conn| {
            let id = stages::ensure_default(conn, workspace, now)?;
            Ok(stages::get(conn, workspace, id)?)
        })
        .await?;
    Ok(web::Json(row.into()))
}

/// The board: every column with its count and its top cards. More of a column: `GET /leads?stage_id=…&sort_by=position`.
#[utoipa::path(tag = "pipelines", security(("bearer" = ["leads:view"])), params(("id" = Uuid, Path), BoardQuery),
    responses((status = 200, body = Board)))]
#[get("/lead-pipelines/{id}/board")]
pub(crate) async fn show_board(
    caller: Allowed<LeadsView>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<stages::Pipeline>>,
    query: web::Query<BoardQuery>,
) -> Result<web::Json<Board>, Failure> {
    let (workspace, id) = (caller.workspace, *id);
    let query = query.into_inner();
    let limit = query.limit.unwrap_or(50);
    if !(1..=100).contains(&limit) {
        return Err(Problem::field("limit", "out_of_range", "must be 1 to 100").into());
    }
    let filter = Filter {
        search: searchable(query.search)?,
        source: query.source,
        assigned_to: query.assigned_to.map(|whose| whose.0),
        tag: query.tag,
        created_from: query.created_from.map(Day::start),
        created_before: query.created_to.map(Day::end),
        ..Filter::default()
    };
    // The primary answers: a mover must see their own move.
    let board = hydra
        .write(workspace, move |conn| {
            let pipeline = stages::get(conn, workspace, id)?;
            let order: Vec<Uuid> = pipeline.stages.iter().map(|stage| stage.id.uuid()).collect();
            let columns = read::board(conn, workspace, &order, &filter, limit)?;
            Ok((pipeline, columns))
        })
        .await?;
    let column = |column: read::Column| BoardColumn {
        stage_id: column.stage,
        count: column.count,
        cards: column.cards.into_iter().map(Person::from).collect(),
    };
    Ok(web::Json(Board { pipeline: board.0.into(), columns: board.1.into_iter().map(column).collect() }))
}
