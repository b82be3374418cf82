//! Imports of leads: upload, dry run, run, revert (L43).

use actix_web::{HttpRequest, HttpResponse, delete, get, http::header, post, web};
use crm_core::lead::{MatchOn, OnDuplicate};
use db::{Conn, Id, UserId, WorkspaceId};
use pipeline::{
    import::{self, Plan, State, Target, sheet},
    stages::{Pipeline, Stage},
};
use serde::{Deserialize, Serialize};
use tenancy::user;
use utoipa::ToSchema;

use crate::{
    auth::{Allowed, LeadsManage},
    body::{Body, Bounded},
    error::{Failure, Problem},
    file, multipart,
    routes::person_fields::tags,
    state::Hydra,
    wire::{All, Timestamp},
    words,
};

/// The most that a file may have.
const FILE_LIMIT: usize = 10 * 1024 * 1024;
/// A sample's cells are cut there, in characters.
const SAMPLE: usize = 200;

/// A file of leads, and how far it is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Import {
    #[schema(value_type = Uuid)]
    id: Id<import::Import>,
    file_name: String,
    #[schema(value_type = words::ImportState)]
    state: State,
    /// As guessed.
    separator: String,
    /// As guessed.
    encoding: String,
    header: Vec<String>,
    /// The first rows, cut at 200 characters a cell.
    sample: Vec<Vec<String>>,
    rows: i32,
    /// Rows that were worked through.
    done: i32,
    created: i32,
    updated: i32,
    skipped: i32,
    failed: i32,
    /// Of a revert: rows that stay, because somebody has changed them since.
    kept: i32,
    /// Why it stopped.
    error: Option<String>,
    /// What each column is; null is left out.
    #[schema(value_type = Vec<Option<words::ImportTarget>>)]
    mapping: Vec<Option<Target>>,
    #[schema(value_type = words::MatchOn)]
    match_on: MatchOn,
    #[schema(value_type = words::OnDuplicate)]
    on_duplicate: OnDuplicate,
    #[schema(value_type = Option<Uuid>)]
    pipeline_id: Option<Id<Pipeline>>,
    #[schema(value_type = Option<Uuid>)]
    stage_id: Option<Id<Stage>>,
    #[schema(value_type = Option<Uuid>)]
    assigned_to: Option<UserId>,
    tags: Vec<String>,
    /// Who uploaded it.
    created_by: Option<String>,
    created_at: Timestamp,
    finished_at: Option<Timestamp>,
    reverted_at: Option<Timestamp>,
    revertible_until: Option<Timestamp>,
}

/// What is done with the rows.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ImportPlan {
    /// What each column is; null is left out. Several columns may be the name.
    #[schema(value_type = Vec<Option<words::ImportTarget>>)]
    mapping: Vec<Option<Target>>,
    #[serde(alias = "matchOn")]
    #[schema(value_type = words::MatchOn)]
    match_on: MatchOn,
    #[serde(alias = "onDuplicate")]
    #[schema(value_type = words::OnDuplicate)]
    on_duplicate: OnDuplicate,
    #[serde(alias = "pipelineId")]
    #[schema(value_type = Option<Uuid>)]
    pipeline_id: Option<Id<Pipeline>>,
    #[serde(alias = "stageId")]
    #[schema(value_type = Option<Uuid>)]
    stage_id: Option<Id<Stage>>,
    /// In charge of new leads that name nobody.
    #[serde(alias = "assignedTo")]
    #[schema(value_type = Option<Uuid>)]
    assigned_to: Option<UserId>,
    /// Of every lead.
    #[serde(default)]
    tags: Vec<String>,
}

impl ImportPlan {
    fn plan(self) -> Result<Plan, Failure> {
        Ok(Plan {
            mapping: self.mapping,
            match_on: self.match_on,
            on_duplicate: self.on_duplicate,
            pipeline_id: self.pipeline_id,
            stage_id: self.stage_id,
            assigned_to: self.assigned_to,
            tags: tags(&self.tags)?,
        })
    }
}

/// What an import would do.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ImportPreview {
    rows: i32,
    created: i32,
    updated: i32,
    skipped: i32,
    failed: i32,
    /// The first twenty.
    problems: Vec<ImportProblem>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ImportProblem {
    /// As a spreadsheet counts, the header being 1.
    row: i32,
    column: String,
    message: String,
}

/// All imports, the newest first.
#[utoipa::path(tag = "imports", security(("bearer" = ["leads:manage"])), responses((status = 200, body = All<Import>)))]
#[get("/imports")]
pub(crate) async fn list_imports(
    caller: Allowed<LeadsManage>,
    hydra: web::Data<Hydra>,
) -> Result<web::Json<All<Import>>, Failure> {
    let workspace = caller.workspace;
    let data = hydra
        .write(workspace, move |conn| {
            let rows = import::list(conn, workspace)?;
            rows.into_iter().map(|row| wire(conn, workspace, row)).collect()
        })
        .await?;
    Ok(web::Json(All { data }))
}

/// Takes a CSV file in, at most 10 MB and 100,000 rows; nothing is made of it yet. Its separator and encoding are guessed,
/// and what its columns are is suggested.
#[utoipa::path(tag = "imports", security(("bearer" = ["leads:manage"])),
    request_body(content = String, content_type = "multipart/form-data", description = "The file, in the part `file`"),
    responses((status = 201, body = Import)))]
#[post("/imports")]
pub(crate) async fn upload_import(
    caller: Allowed<LeadsManage>,
    hydra: web::Data<Hydra>,
    request: HttpRequest,
    body: Bounded<FILE_LIMIT>,
) -> Result<HttpResponse, Failure> {
    let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let Some(boundary) = multipart::boundary(content_type) else {
        return Err(Problem::field("file", "required", "is required, as multipart/form-data").into());
    };
    let parts = multipart::parts(boundary, body.0.freeze()).await.map_err(Problem::malformed)?;
    let Some(part) = parts.into_iter().find(|part| part.name == "file") else {
        return Err(Problem::field("file", "required", "is required").into());
    };
    let name = part.file_name.unwrap_or_default();
    let name: String = name.chars().filter(|c| !c.is_control()).take(200).collect();
    let name = if name.trim().is_empty() { "leads.csv".to_owned() } else { name };
    // Reading 10 MB takes a moment: not on a thread that answers others.
    let sheet = web::block(move || sheet::read(&part.bytes))
        .await
        .map_err(|_| Problem::busy("The file could not be read right now. Try again."))?
        .map_err(|why| Problem::field("file", "invalid", why))?;
    let (workspace, actor, now) = (caller.workspace, caller.actor, hydra.now());
    let made = hydra
        .write(workspace, move |conn| {
            let row = import::upload(conn, workspace, &name, &sheet, actor, now)?;
            wire(conn, workspace, row)
        })
        .await?;
    Ok(HttpResponse::Created().json(made))
}

/// One import, and how far it is.
#[utoipa::path(tag = "imports", security(("bearer" = ["leads:manage"])), params(("id" = Uuid, Path)), responses((status = 200, body = Import)))]
#[get("/imports/{id}")]
pub(crate) async fn show_import(
    caller: Allowed<LeadsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<import::Import>>,
) -> Result<web::Json<Import>, Failure> {
    let (workspace, id) = (caller.workspace, *id);
    let row = hydra
        .write(workspace, move |conn| {
            let row = import::get(conn, workspace, id)?;
            wire(conn, workspace, row)
        })
        .await?;
    Ok(web::Json(row))
}

/// Removes a file; the leads that were made of it stay.
#[utoipa::path(tag = "imports", security(("bearer" = ["leads:manage"])), params(("id" = Uuid, Path)), responses((status = 204)))]
#[delete("/imports/{id}")]
pub(crate) async fn delete_import(
    caller: Allowed<LeadsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<import::Import>>,
) -> Result<HttpResponse, Failure> {
    let (workspace, id) = (caller.workspace, *id);
    hydra.write(workspace, move |conn| Ok(import::delete(conn, workspace, id)?)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// What a plan would do, counted row by row; nothing changes.
#[utoipa::path(tag = "imports", security(("bearer" = ["leads:manage"])), params(("id" = Uuid, Path)), request_body = ImportPlan,
    responses((status = 200, body = ImportPreview)))]
#[post("/imports/{id}/dry-run")]
pub(crate) async fn try_import(
    caller: Allowed<LeadsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<import::Import>>,
    body: Body<ImportPlan>,
) -> Result<web::Json<ImportPreview>, Failure> {
    let plan = body.0.plan()?;
    let (workspace, id, now) = (caller.workspace, *id, hydra.now());
    let preview = hydra
        .write(workspace, move |conn| {
            let row = import::get(conn, workspace, id)?;
            import::check(conn, workspace, &row, &plan, now)?;
            let found = import::dry_run(conn, workspace, &row, &plan)?;
            let problem =
                |one: import::RowProblem| ImportProblem { row: one.row, column: one.column, message: one.message };
            Ok(ImportPreview {
                rows: row.rows,
                created: found.created,
                updated: found.updated,
                skipped: found.skipped,
                failed: found.failed,
                problems: found.problems.into_iter().map(problem).collect(),
            })
        })
        .await?;
    Ok(web::Json(preview))
}

/// Begins to import; a job works the rows through.
#[utoipa::path(tag = "imports", security(("bearer" = ["leads:manage"])), params(("id" = Uuid, Path)), request_body = ImportPlan,
    responses((status = 200, body = Import)))]
#[post("/imports/{id}/run")]
pub(crate) async fn run_import(
    caller: Allowed<LeadsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<import::Import>>,
    body: Body<ImportPlan>,
) -> Result<web::Json<Import>, Failure> {
    let plan = body.0.plan()?;
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    let row = hydra
        .write(workspace, move |conn| {
            let row = import::run(conn, workspace, id, &plan, actor, now)?;
            wire(conn, workspace, row)
        })
        .await?;
    Ok(web::Json(row))
}

/// Takes an import back, within 30 days: its leads go, what it changed is as it was, unless somebody has changed it since.
#[utoipa::path(tag = "imports", security(("bearer" = ["leads:manage"])), params(("id" = Uuid, Path)), responses((status = 200, body = Import)))]
#[post("/imports/{id}/revert")]
pub(crate) async fn revert_import(
    caller: Allowed<LeadsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<import::Import>>,
) -> Result<web::Json<Import>, Failure> {
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    let row = hydra
        .write(workspace, move |conn| {
            let row = import::revert(conn, workspace, id, actor, now)?;
            wire(conn, workspace, row)
        })
        .await?;
    Ok(web::Json(row))
}

/// The rows that failed, as a file like the one that came, with the row, the column and the reason before.
#[utoipa::path(tag = "imports", security(("bearer" = ["leads:manage"])), params(("id" = Uuid, Path)),
    responses((status = 200, description = "text/csv")))]
#[get("/imports/{id}/errors.csv")]
pub(crate) async fn import_errors(
    caller: Allowed<LeadsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<import::Import>>,
) -> Result<HttpResponse, Failure> {
    let (workspace, id) = (caller.workspace, *id);
    let (row, failed) = hydra
        .write(workspace, move |conn| {
            let row = import::get(conn, workspace, id)?;
            let failed = import::failures(conn, workspace, id)?;
            Ok((row, failed))
        })
        .await?;
    let own = ["Row", "Error in column", "Error"].map(ToOwned::to_owned);
    let header: Vec<String> = row.header.iter().cloned().chain(own).collect();
    let width = row.header.len();
    let rows = failed.into_iter().map(|(number, mut cells, column, why)| {
        cells.resize(width.max(cells.len()), String::new());
        cells.truncate(width);
        cells.extend([number.to_string(), column.unwrap_or_default(), why.unwrap_or_default()]);
        cells
    });
    let body = file::table(Some(&header), rows);
    Ok(file::attachment(tenancy::export::Format::Csv, "errors").body(body))
}

fn wire(conn: &mut Conn, workspace: WorkspaceId, row: import::Import) -> Result<Import, Failure> {
    let people = user::list(conn, workspace)?;
    let plan = row.plan()?;
    let cut = |cells: Vec<String>| cells.into_iter().map(|cell| cell.chars().take(SAMPLE).collect()).collect();
    let sample = import::sample(conn, workspace, row.id)?.into_iter().map(cut).collect();
    Ok(Import {
        revertible_until: row.revertible_until().map(Timestamp::from),
        created_by: people.into_iter().find(|person| Some(person.id) == row.created_by).map(|person| person.name),
        id: row.id,
        file_name: row.file_name,
        state: row.state,
        separator: row.separator,
        encoding: row.encoding,
        header: row.header,
        sample,
        rows: row.rows,
        done: row.done,
        created: row.created,
        updated: row.updated,
        skipped: row.skipped,
        failed: row.failed,
        kept: row.kept,
        error: row.error,
        mapping: plan.mapping,
        match_on: plan.match_on,
        on_duplicate: plan.on_duplicate,
        pipeline_id: plan.pipeline_id,
        stage_id: plan.stage_id,
        assigned_to: plan.assigned_to,
        tags: plan.tags,
        created_at: row.created_at.into(),
        finished_at: row.finished_at.map(Timestamp::from),
        reverted_at: row.reverted_at.map(Timestamp::from),
    })
}
