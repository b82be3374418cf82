//! The stream of site events, for programs and for the live tail (S27).

use actix_web::{HttpResponse, get, web};
use analytics::events::{self, Filter};
use db::{Cursor, CustomerId, Id};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tenancy::{Permission, export::Format};
use tracking::{Widget, visitor::Visitor};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    auth::{Allowed, Anyone, SettingsManage},
    error::{Failure, Problem},
    file,
    routes::{SortOrder, customers::sees_leads, site::known_widget},
    state::Hydra,
    wire::{Stream, Timestamp, cursor, stream_limit},
    words,
};

/// A site event, as it is stored.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StoredEvent {
    /// The client's.
    id: Uuid,
    widget_id: Uuid,
    visitor_id: Uuid,
    anon_visitor_id: String,
    /// Whose it is, once the browser was recognised.
    #[schema(value_type = Option<Uuid>)]
    customer_id: Option<CustomerId>,
    /// pageview, custom, identify, click, scroll or outbound_click.
    #[serde(rename = "type")]
    #[schema(value_type = words::EventType)]
    kind: String,
    name: Option<String>,
    url: String,
    path: String,
    referrer: Option<String>,
    #[schema(value_type = Option<words::Anything>)]
    properties: Option<Value>,
    value: Option<f64>,
    /// By the server's clock.
    occurred_at: Timestamp,
    received_at: Timestamp,
}

impl From<events::StoredEvent> for StoredEvent {
    fn from(row: events::StoredEvent) -> Self {
        Self {
            id: row.id,
            widget_id: row.widget_id,
            visitor_id: row.visitor_id,
            anon_visitor_id: row.anon_visitor_id,
            customer_id: row.customer_id,
            kind: row.kind,
            name: row.name,
            url: row.url,
            path: row.path,
            referrer: row.referrer,
            properties: row.properties,
            value: row.value,
            occurred_at: row.occurred_at.into(),
            received_at: row.received_at.into(),
        }
    }
}

impl StoredEvent {
    /// Without what says whose it is.
    fn nobodys(self) -> Self {
        let name = self.name.filter(|_| self.kind != "identify");
        Self { customer_id: None, name, ..self }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct EventsQuery {
    #[param(value_type = Option<Uuid>)]
    widget_id: Option<Id<Widget>>,
    #[param(value_type = Option<Uuid>)]
    customer_id: Option<CustomerId>,
    #[param(value_type = Option<Uuid>)]
    visitor_id: Option<Id<Visitor>>,
    #[serde(rename = "type")]
    #[param(value_type = Option<words::EventType>)]
    kind: Option<tracking::event::EventType>,
    /// Of a custom event.
    name: Option<String>,
    /// That occurred then or later, RFC 3339.
    #[serde(default, with = "time::serde::rfc3339::option")]
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<time::OffsetDateTime>,
    /// That occurred before then.
    #[serde(default, with = "time::serde::rfc3339::option")]
    #[param(value_type = Option<String>, format = DateTime)]
    to: Option<time::OffsetDateTime>,
    /// `desc`, the newest first, unless said otherwise; `asc` to follow the stream.
    sort_order: Option<SortOrder>,
    cursor: Option<String>,
    /// 1 to 100.
    limit: Option<i64>,
}

/// Site events by time, in pages that a program can follow. Needs `analytics:view`, or a key with `events:read`; without
/// `leads:view` nothing says whose they are.
#[utoipa::path(tag = "site activity", security(("bearer" = ["analytics:view"])), params(EventsQuery),
    responses((status = 200, body = Stream<StoredEvent>)))]
#[get("/events")]
pub(crate) async fn list_events(
    caller: Allowed<Anyone>,
    hydra: web::Data<Hydra>,
    query: web::Query<EventsQuery>,
) -> Result<web::Json<Stream<StoredEvent>>, Failure> {
    if !caller.may(Permission::EventsRead) {
        caller.require(Permission::AnalyticsView)?;
    }
    let (workspace, query, now) = (caller.workspace, query.into_inner(), hydra.now());
    let after = cursor(query.cursor.as_deref())?;
    let limit = stream_limit(query.limit)?;
    let ascending = matches!(query.sort_order, Some(SortOrder::Asc));
    // Times with an offset may lie before or after every year that there is.
    let utc = |field: &str, at: Option<time::OffsetDateTime>| {
        let wrong = || Problem::field(field, "invalid", "is no time that there is");
        at.map(|at| at.checked_to_offset(time::UtcOffset::UTC).ok_or_else(wrong)).transpose()
    };
    let sees_leads = sees_leads(&caller);
    let filter = Filter {
        widget: query.widget_id.map(Id::uuid),
        customer: query.customer_id,
        visitor: query.visitor_id.map(Id::uuid),
        kind: query.kind.map(|kind| kind.as_str().to_owned()),
        name: query.name,
        from: utc("from", query.from)?,
        before: utc("to", query.to)?,
    };
    let page = hydra
        .analyse(workspace, move |conn| {
            known_widget(conn, workspace, query.widget_id)?;
            let rows = events::list(conn, workspace, &filter, after, ascending, limit + 1, now)?;
            let key = |row: &events::StoredEvent| Cursor { at: row.occurred_at, id: row.id };
            // Whose it is may be a lead's.
            let wire = |row: events::StoredEvent| match sees_leads {
                true => row.into(),
                false => StoredEvent::from(row).nobodys(),
            };
            Ok(Stream::new(rows, limit, key, wire))
        })
        .await?;
    Ok(web::Json(page))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct FileQuery {
    /// `csv` unless said otherwise.
    #[param(value_type = Option<words::ExportFormat>)]
    format: Option<Format>,
}

/// Everything that a person did on the site, as a file.
#[utoipa::path(tag = "site activity", security(("bearer" = ["settings:manage"])), params(("id" = Uuid, Path), FileQuery),
    responses((status = 200, description = "text/csv or application/x-ndjson")))]
#[get("/customers/{id}/events/export")]
pub(crate) async fn export_customer_events(
    caller: Allowed<SettingsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<CustomerId>,
    query: web::Query<FileQuery>,
) -> Result<HttpResponse, Failure> {
    let (workspace, id) = (caller.workspace, *id);
    hydra.write(workspace, move |conn| Ok(crm_core::person::kind(conn, workspace, id)?)).await?;
    let filter = Filter { customer: Some(id), ..Filter::default() };
    Ok(file::events(&hydra, workspace, filter, query.format.unwrap_or(Format::Csv), &format!("events-{id}")))
}

/// Everything that a browser did, as a file.
#[utoipa::path(tag = "site activity", security(("bearer" = ["settings:manage"])), params(("id" = Uuid, Path), FileQuery),
    responses((status = 200, description = "text/csv or application/x-ndjson")))]
#[get("/visitors/{id}/events/export")]
pub(crate) async fn export_visitor_events(
    caller: Allowed<SettingsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<Visitor>>,
    query: web::Query<FileQuery>,
) -> Result<HttpResponse, Failure> {
    let (workspace, id) = (caller.workspace, *id);
    hydra.write(workspace, move |conn| Ok(analytics::visitors::get(conn, workspace, id.uuid(), true)?)).await?;
    let filter = Filter { visitor: Some(id.uuid()), ..Filter::default() };
    Ok(file::events(&hydra, workspace, filter, query.format.unwrap_or(Format::Csv), &format!("events-{id}")))
}
