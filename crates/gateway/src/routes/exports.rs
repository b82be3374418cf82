//! Exports: files that a job writes (S27).

use actix_web::{HttpResponse, delete, get, post, web};
use analytics::{events::Filter, people::Kind};
use db::{Conn, CustomerId, Id, WorkspaceId};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use tenancy::{
    Permission,
    export::{self, Export, Format, State},
    user,
};
use tracking::{Widget, event::EventType, visitor::Visitor};
use utoipa::ToSchema;

use crate::{
    auth::{Allowed, Anyone, Caller},
    body::{Body, parse},
    error::{Failure, Problem},
    file::{self, RowsOf},
    routes::{bulk::LeadFilter, site::known_widget},
    state::Hydra,
    wire::{All, Day, Timestamp},
    words,
};

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ExportObject {
    Events,
    Leads,
    Contacts,
}

impl ExportObject {
    fn as_str(self) -> &'static str {
        match self {
            ExportObject::Events => "events",
            ExportObject::Leads => "leads",
            ExportObject::Contacts => "contacts",
        }
    }

    fn read(word: &str) -> Self {
        match word {
            "leads" => ExportObject::Leads,
            "contacts" => ExportObject::Contacts,
            _ => ExportObject::Events,
        }
    }

    /// What takes such rows out of the house.
    fn needs(self) -> Permission {
        match self {
            ExportObject::Events => Permission::SettingsManage,
            ExportObject::Leads => Permission::LeadsManage,
            ExportObject::Contacts => Permission::CrmManage,
        }
    }
}

/// Which rows; what is left out lets all pass.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum RowFilters {
    /// Of events.
    Events(ExportFilters),
    /// Of leads and contacts.
    People(LeadFilter),
}

/// Which events; what is left out lets all pass.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExportFilters {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    widget_id: Option<Id<Widget>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    customer_id: Option<CustomerId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    visitor_id: Option<Id<Visitor>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[serde(rename = "type")]
    #[schema(value_type = Option<words::EventType>)]
    kind: Option<EventType>,
    /// A UTC day, from its beginning on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    from: Option<Day>,
    /// A UTC day, to its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    to: Option<Day>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewExport {
    object: ExportObject,
    #[schema(value_type = words::ExportFormat)]
    format: Format,
    /// Of events: an ExportFilters; of leads and contacts: as their lists take them.
    #[schema(value_type = Option<RowFilters>)]
    filters: Option<Value>,
}

/// A file of rows.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DataExport {
    #[schema(value_type = Uuid)]
    id: Id<Export>,
    object: ExportObject,
    #[schema(value_type = words::ExportFormat)]
    format: Format,
    #[schema(value_type = RowFilters)]
    filters: Value,
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

/// All files that are kept and that the caller may have, the newest first.
#[utoipa::path(tag = "exports", security(("bearer" = [])), responses((status = 200, body = All<DataExport>)))]
#[get("/exports")]
pub(crate) async fn list_exports(
    caller: Allowed<Anyone>,
    hydra: web::Data<Hydra>,
) -> Result<web::Json<All<DataExport>>, Failure> {
    let (by, workspace) = (Caller::clone(&caller), caller.workspace);
    let data = hydra
        .write(workspace, move |conn| {
            let rows = export::list(conn, workspace)?.into_iter();
            let mine = rows.filter(|row| by.may(ExportObject::read(&row.object).needs()));
            mine.map(|row| wire(conn, workspace, row)).collect()
        })
        .await?;
    Ok(web::Json(All { data }))
}

/// Asks for a file; a job writes it. Events need `settings:manage`, leads `leads:manage`, contacts `crm:manage`.
#[utoipa::path(tag = "exports", security(("bearer" = [])), request_body = NewExport,
    responses((status = 201, body = DataExport)))]
#[post("/exports")]
pub(crate) async fn create_export(
    caller: Allowed<Anyone>,
    hydra: web::Data<Hydra>,
    body: Body<NewExport>,
) -> Result<HttpResponse, Failure> {
    let Body(NewExport { object, format, filters }) = body;
    caller.require(object.needs())?;
    let given = filters.unwrap_or_else(|| json!({}));
    let (stored, widget) = match object {
        ExportObject::Events => {
            let filters: ExportFilters = read(&given)?;
            if let (Some(from), Some(to)) = (filters.from, filters.to)
                && from.0 > to.0
            {
                return Err(Problem::field("filters.to", "invalid", "is before filters.from").into());
            }
            (json!(filters), filters.widget_id)
        }
        ExportObject::Leads | ExportObject::Contacts => {
            let filters: LeadFilter = read(&given)?;
            filters.filter()?;
            (json!(filters), None)
        }
    };
    let (workspace, actor, now) = (caller.workspace, caller.actor, hydra.now());
    let made = hydra
        .write(workspace, move |conn| {
            known_widget(conn, workspace, widget)?;
            let row = export::create(conn, workspace, object.as_str(), format, &stored, actor, now)?;
            wire(conn, workspace, row)
        })
        .await?;
    Ok(HttpResponse::Created().json(made))
}

/// How far a file is.
#[utoipa::path(tag = "exports", security(("bearer" = [])), params(("id" = Uuid, Path)),
    responses((status = 200, body = DataExport)))]
#[get("/exports/{id}")]
pub(crate) async fn show_export(
    caller: Allowed<Anyone>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<Export>>,
) -> Result<web::Json<DataExport>, Failure> {
    let (by, workspace, id) = (Caller::clone(&caller), caller.workspace, *id);
    let row = hydra
        .write(workspace, move |conn| {
            let row = theirs(conn, &by, id)?;
            wire(conn, workspace, row)
        })
        .await?;
    Ok(web::Json(row))
}

/// Removes a file, also one that is being written.
#[utoipa::path(tag = "exports", security(("bearer" = [])), params(("id" = Uuid, Path)), responses((status = 204)))]
#[delete("/exports/{id}")]
pub(crate) async fn delete_export(
    caller: Allowed<Anyone>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<Export>>,
) -> Result<HttpResponse, Failure> {
    let (by, workspace, id) = (Caller::clone(&caller), caller.workspace, *id);
    hydra
        .write(workspace, move |conn| {
            theirs(conn, &by, id)?;
            Ok(export::delete(conn, workspace, id)?)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The file itself, once it is done.
#[utoipa::path(tag = "exports", security(("bearer" = [])), params(("id" = Uuid, Path)),
    responses((status = 200, description = "text/csv or application/x-ndjson")))]
#[get("/exports/{id}/file")]
pub(crate) async fn fetch_export(
    caller: Allowed<Anyone>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<Export>>,
) -> Result<HttpResponse, Failure> {
    let (by, workspace, id) = (Caller::clone(&caller), caller.workspace, *id);
    let row = hydra.write(workspace, move |conn| theirs(conn, &by, id)).await?;
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

/// A file that the caller may have.
fn theirs(conn: &mut Conn, by: &Caller, id: Id<Export>) -> Result<Export, Failure> {
    let row = export::get(conn, by.workspace, id)?;
    if by.may(ExportObject::read(&row.object).needs()) { Ok(row) } else { Err(Problem::not_found().into()) }
}

/// What an export was asked for with.
pub(crate) fn rows_of(export: &Export) -> Result<RowsOf, Failure> {
    Ok(match ExportObject::read(&export.object) {
        ExportObject::Events => {
            let filters: ExportFilters = read(&export.filters)?;
            RowsOf::Events(Filter {
                widget: filters.widget_id.map(Id::uuid),
                customer: filters.customer_id,
                visitor: filters.visitor_id.map(Id::uuid),
                kind: filters.kind.map(|kind| kind.as_str().to_owned()),
                name: None,
                from: filters.from.map(Day::start),
                before: filters.to.map(Day::end),
            })
        }
        ExportObject::Leads => RowsOf::People(Kind::Lead, read::<LeadFilter>(&export.filters)?.filter()?),
        ExportObject::Contacts => RowsOf::People(Kind::Contact, read::<LeadFilter>(&export.filters)?.filter()?),
    })
}

/// Filters of one kind; a wrong one is told by its name.
fn read<T: DeserializeOwned>(filters: &Value) -> Result<T, Failure> {
    parse(filters.to_string().as_bytes()).map_err(|failure| failure.inside("filters"))
}

fn wire(conn: &mut Conn, workspace: WorkspaceId, row: Export) -> Result<DataExport, Failure> {
    let people = user::list(conn, workspace)?;
    Ok(DataExport {
        filters: row.filters,
        created_by: people.into_iter().find(|person| Some(person.id) == row.created_by).map(|person| person.name),
        id: row.id,
        object: ExportObject::read(&row.object),
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
