//! Exports: files that a job writes (S27).

use actix_web::{HttpResponse, delete, get, post, web};
use analytics::events::Filter;
use db::{Conn, CustomerId, Id, WorkspaceId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tenancy::{
    export::{self, Export, Format, State},
    user,
};
use tracking::{Widget, event::EventType, visitor::Visitor};
use utoipa::ToSchema;

use crate::{
    auth::{Allowed, SettingsManage},
    body::Body,
    error::{Failure, Problem},
    file,
    routes::site::known_widget,
    state::Hydra,
    wire::{All, Day, Timestamp},
    words,
};

/// What a file holds.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ExportObject {
    Events,
}

/// Which events; what is left out lets all pass.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExportFilters {
    #[schema(value_type = Option<Uuid>)]
    widget_id: Option<Id<Widget>>,
    #[schema(value_type = Option<Uuid>)]
    customer_id: Option<CustomerId>,
    #[schema(value_type = Option<Uuid>)]
    visitor_id: Option<Id<Visitor>>,
    #[serde(rename = "type")]
    #[schema(value_type = Option<words::EventType>)]
    kind: Option<EventType>,
    /// A UTC day, from its beginning on.
    #[schema(value_type = Option<String>, format = Date)]
    from: Option<Day>,
    /// A UTC day, to its end.
    #[schema(value_type = Option<String>, format = Date)]
    to: Option<Day>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewExport {
    #[expect(dead_code, reason = "there is one kind of rows so far")]
    object: ExportObject,
    #[schema(value_type = words::ExportFormat)]
    format: Format,
    filters: Option<ExportFilters>,
}

/// A file of rows.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DataExport {
    #[schema(value_type = Uuid)]
    id: Id<Export>,
    object: ExportObject,
    #[schema(value_type = words::ExportFormat)]
    format: Format,
    filters: ExportFilters,
    #[schema(value_type = words::ExportState)]
    state: State,
    /// Written until now.
    rows: i64,
    /// To be written, as counted when it began.
    total: i64,
    bytes: i64,
    error: Option<String>,
    /// Who asked for it.
    created_by: Option<String>,
    created_at: Timestamp,
    finished_at: Option<Timestamp>,
    /// The file is removed then.
    expires_at: Timestamp,
}

/// All files that are kept, the newest first.
#[utoipa::path(tag = "exports", security(("bearer" = ["settings:manage"])), responses((status = 200, body = All<DataExport>)))]
#[get("/exports")]
pub(crate) async fn list_exports(
    caller: Allowed<SettingsManage>,
    hydra: web::Data<Hydra>,
) -> Result<web::Json<All<DataExport>>, Failure> {
    let workspace = caller.workspace;
    let data = hydra
        .write(workspace, move |conn| {
            let rows = export::list(conn, workspace)?;
            rows.into_iter().map(|row| wire(conn, workspace, row)).collect()
        })
        .await?;
    Ok(web::Json(All { data }))
}

/// Asks for a file; a job writes it.
#[utoipa::path(tag = "exports", security(("bearer" = ["settings:manage"])), request_body = NewExport,
    responses((status = 201, body = DataExport)))]
#[post("/exports")]
pub(crate) async fn create_export(
    caller: Allowed<SettingsManage>,
    hydra: web::Data<Hydra>,
    body: Body<NewExport>,
) -> Result<HttpResponse, Failure> {
    let Body(NewExport { format, filters, .. }) = body;
    let filters = filters.unwrap_or_default();
    if let (Some(from), Some(to)) = (filters.from, filters.to)
        && from.0 > to.0
    {
        return Err(Problem::field("filters.to", "invalid", "is before filters.from").into());
    }
    let stored = serde_json::to_value(&filters).unwrap_or_default();
    let (workspace, actor, now) = (caller.workspace, caller.actor, hydra.now());
    let made = hydra
        .write(workspace, move |conn| {
            known_widget(conn, workspace, filters.widget_id)?;
            let row = export::create(conn, workspace, "events", format, &stored, actor, now)?;
            wire(conn, workspace, row)
        })
        .await?;
    Ok(HttpResponse::Created().json(made))
}

/// How far a file is.
#[utoipa::path(tag = "exports", security(("bearer" = ["settings:manage"])), params(("id" = Uuid, Path)),
    responses((status = 200, body = DataExport)))]
#[get("/exports/{id}")]
pub(crate) async fn show_export(
    caller: Allowed<SettingsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<Export>>,
) -> Result<web::Json<DataExport>, Failure> {
    let (workspace, id) = (caller.workspace, *id);
    let row = hydra
        .write(workspace, move |conn| {
            let row = export::get(conn, workspace, id)?;
            wire(conn, workspace, row)
        })
        .await?;
    Ok(web::Json(row))
}

/// Removes a file, also one that is being written.
#[utoipa::path(tag = "exports", security(("bearer" = ["settings:manage"])), params(("id" = Uuid, Path)), responses((status = 204)))]
#[delete("/exports/{id}")]
pub(crate) async fn delete_export(
    caller: Allowed<SettingsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<Export>>,
) -> Result<HttpResponse, Failure> {
    let (workspace, id) = (caller.workspace, *id);
    hydra.write(workspace, move |conn| Ok(export::delete(conn, workspace, id)?)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The file itself, once it is done.
#[utoipa::path(tag = "exports", security(("bearer" = ["settings:manage"])), params(("id" = Uuid, Path)),
    responses((status = 200, description = "text/csv or application/x-ndjson")))]
#[get("/exports/{id}/file")]
pub(crate) async fn fetch_export(
    caller: Allowed<SettingsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<Export>>,
) -> Result<HttpResponse, Failure> {
    let (workspace, id) = (caller.workspace, *id);
    let row = hydra.write(workspace, move |conn| Ok(export::get(conn, workspace, id)?)).await?;
    if row.state != State::Done {
        let detail = "This file is not written yet.";
        return Err(Problem::new(actix_web::http::StatusCode::CONFLICT, "not_ready", detail).into());
    }
    let parts_written = row.parts;
    let start = (hydra.get_ref().clone(), 0);
    let parts = futures_util::stream::try_unfold(start, move |(hydra, number)| async move {
        if number == parts_written {
            return Ok::<_, Failure>(None);
        }
        let part = hydra.write(workspace, move |conn| Ok(export::part(conn, workspace, id, number)?)).await?;
        // It was deleted meanwhile: the answer breaks off, so that nobody takes what came for the whole.
        let part = part.ok_or_else(Problem::not_found)?;
        Ok(Some((web::Bytes::from(part), (hydra, number + 1))))
    });
    let name = format!("{}-{}", row.object, row.created_at.date());
    Ok(file::attachment(row.format, &name).streaming(Box::pin(parts)))
}

/// The filter that an export was asked for with.
pub(crate) fn filter(stored: &Value) -> Result<Filter, Failure> {
    let filters = filters(stored)?;
    Ok(Filter {
        widget: filters.widget_id.map(Id::uuid),
        customer: filters.customer_id,
        visitor: filters.visitor_id.map(Id::uuid),
        kind: filters.kind.map(|kind| kind.as_str().to_owned()),
        name: None,
        from: filters.from.map(Day::start),
        before: filters.to.map(Day::end),
    })
}

fn filters(stored: &Value) -> Result<ExportFilters, Failure> {
    let unreadable = |error: serde_json::Error| db::Error::Unavailable(format!("unreadable filters: {error}"));
    Ok(ExportFilters::deserialize(stored).map_err(unreadable)?)
}

fn wire(conn: &mut Conn, workspace: WorkspaceId, row: Export) -> Result<DataExport, Failure> {
    let people = user::list(conn, workspace)?;
    Ok(DataExport {
        filters: filters(&row.filters)?,
        created_by: people.into_iter().find(|person| Some(person.id) == row.created_by).map(|person| person.name),
        id: row.id,
        object: ExportObject::Events,
        format: row.format,
        state: row.state,
        rows: row.rows,
        total: row.total,
        bytes: row.bytes,
        error: row.error,
        created_at: row.created_at.into(),
        finished_at: row.finished_at.map(Timestamp::from),
        expires_at: row.expires_at.into(),
    })
}
