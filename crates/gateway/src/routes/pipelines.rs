//! Pipelines and the board.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, delete, get, patch, post, web};
use analytics::people::{self as read, Filter};
use db::Id;
use pipeline::{
    settings::{self, Change, Draft},
    stages,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    auth::{Allowed, LeadsManage, LeadsView},
    body::Body,
    error::{Failure, Problem},
    routes::{people::Person, person_fields::searchable},
    state::Hydra,
    wire::{All, Day, IfMatch, Timestamp, Whose, required},
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
    /// In percent, for weighted sums; null leaves it to the type.
    probability: Option<i16>,
    /// A lead that stays longer without a next step is stalled; null: never.
    stale_after_days: Option<i16>,
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
            probability: stage.probability,
            stale_after_days: stage.stale_after_days,
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
    /// Only those in an open stage for longer than it allows, with nothing planned.
    stalled: Option<bool>,
}

/// A stage as it is to be.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StageInput {
    /// Which one it is; a stage without an id is new.
    #[schema(value_type = Option<Uuid>)]
    id: Option<Id<stages::Stage>>,
    name: String,
    #[schema(value_type = words::Color)]
    color: stages::Color,
    #[serde(rename = "type")]
    #[schema(value_type = words::StageType)]
    kind: stages::StageType,
    description: Option<String>,
    #[schema(minimum = 0, maximum = 100)]
    probability: Option<i16>,
    #[serde(alias = "staleAfterDays")]
    #[schema(minimum = 1, maximum = 365)]
    stale_after_days: Option<i16>,
    /// Where it is read from, ignored where it is written: the list's order counts.
    #[serde(default, rename = "position")]
    _position: Option<i32>,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPipeline {
    name: String,
    /// Left to right, two at least.
    stages: Vec<StageInput>,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PipelinePatch {
    name: Option<String>,
    /// True makes it the default one; another one takes that over in the same way.
    #[serde(alias = "isDefault")]
    is_default: Option<bool>,
    /// The whole list, left to right, two at least; a stage that is not in it goes.
    stages: Option<Vec<StageInput>>,
    /// Where the leads of stages that go move: id of the one that goes to id of one that stays.
    #[serde(default, alias = "moveTo")]
    #[schema(value_type = std::collections::BTreeMap<String, Uuid>)]
    move_to: BTreeMap<Id<stages::Stage>, Id<stages::Stage>>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeleteQuery {
    /// The stage of another pipeline that takes its leads.
    #[serde(alias = "moveTo")]
    #[param(value_type = Option<Uuid>)]
    move_to: Option<Id<stages::Stage>>,
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

/// Makes a pipeline.
#[utoipa::path(tag = "pipelines", security(("bearer" = ["leads:manage"])), request_body = NewPipeline,
    responses((status = 201, body = Pipeline)))]
#[post("/lead-pipelines")]
pub(crate) async fn create_pipeline(
    caller: Allowed<LeadsManage>,
    hydra: web::Data<Hydra>,
    body: Body<NewPipeline>,
) -> Result<HttpResponse, Failure> {
    let Body(body) = body;
    let name = required("name", &body.name, 100)?;
    let drafts = drafts(&body.stages)?;
    let (workspace, actor, now) = (caller.workspace, caller.actor, hydra.now());
    let made =
        hydra.write(workspace, move |conn| Ok(settings::create(conn, workspace, &name, &drafts, actor, now)?)).await?;
    Ok(HttpResponse::Created().json(Pipeline::from(made)))
}

/// Changes a pipeline: its name, its stages as a whole list, or makes it the default one (L14, L15).
#[utoipa::path(tag = "pipelines", security(("bearer" = ["leads:manage"])), request_body = PipelinePatch,
    params(("id" = Uuid, Path), ("If-Match" = Option<i32>, Header, description = "The version that was read")),
    responses((status = 200, body = Pipeline)))]
#[patch("/lead-pipelines/{id}")]
pub(crate) async fn update_pipeline(
    caller: Allowed<LeadsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<stages::Pipeline>>,
    expected: IfMatch,
    body: Body<PipelinePatch>,
) -> Result<web::Json<Pipeline>, Failure> {
    let Body(body) = body;
    if body.is_default == Some(false) {
        let message = "can't be taken away; make another one the default";
        return Err(Problem::field("is_default", "invalid", message).into());
    }
    let change = Change {
        name: body.name.map(|name| required("name", &name, 100)).transpose()?,
        is_default: body.is_default.unwrap_or_default(),
        stages: body.stages.as_deref().map(drafts).transpose()?,
        move_to: body.move_to,
    };
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    let changed = hydra
        .write(workspace, move |conn| Ok(settings::update(conn, workspace, id, &change, expected.0, actor, now)?))
        .await?;
    Ok(web::Json(changed.into()))
}

/// Deletes a pipeline, never the default one (L15). Its leads move, its webhooks go back to the default pipeline.
#[utoipa::path(tag = "pipelines", security(("bearer" = ["leads:manage"])), params(("id" = Uuid, Path), DeleteQuery),
    responses((status = 204)))]
#[delete("/lead-pipelines/{id}")]
pub(crate) async fn delete_pipeline(
    caller: Allowed<LeadsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<stages::Pipeline>>,
    query: web::Query<DeleteQuery>,
) -> Result<HttpResponse, Failure> {
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    let move_to = query.move_to;
    hydra.write(workspace, move |conn| Ok(settings::delete(conn, workspace, id, move_to, actor, now)?)).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn drafts(stages: &[StageInput]) -> Result<Vec<Draft>, Failure> {
    let draft = |(n, stage): (usize, &StageInput)| -> Result<Draft, Failure> {
        let within = |field: &str, value: Option<i16>, least: i16, most: i16| match value {
            Some(value) if !(least..=most).contains(&value) => {
                let field = format!("stages[{n}].{field}");
                Err(Failure::from(Problem::field(field, "out_of_range", format!("must be {least} to {most}"))))
            }
            value => Ok(value),
        };
        let inside = |failure: Failure| failure.inside(&format!("stages[{n}]"));
        let description = crm_core::text("description", stage.description.as_deref().unwrap_or_default(), 300);
        Ok(Draft {
            id: stage.id,
            name: required("name", &stage.name, 60).map_err(inside)?,
            color: stage.color,
            kind: stage.kind,
            description: description.map_err(|error| inside(error.into()))?.unwrap_or_default(),
            probability: within("probability", stage.probability, 0, 100)?,
            stale_after_days: within("stale_after_days", stage.stale_after_days, 1, 365)?,
        })
    };
    stages.iter().enumerate().map(draft).collect()
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
        stalled: query.stalled.unwrap_or_default(),
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
