//! Webhooks that tell other systems what happens here (P3, P4).

use actix_web::{HttpResponse, delete, get, patch, post, web};
use analytics::{events, people};
use db::{Conn, Cursor, CustomerId, Id, WorkspaceId};
use outbound::{
    Delivery as Row, Event,
    delivery::{self, State},
    signature,
    webhook::{self, Patch, Reach},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    auth::{Allowed, SettingsManage},
    body::Body,
    error::Failure,
    routes::{StoredEvent, people::Person},
    state::Hydra,
    wire::{All, IfMatch, Stream, Timestamp, cursor, given, present, stream_limit},
    words,
};

/// A receiver.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OutboundWebhook {
    #[schema(value_type = Uuid)]
    id: Id<webhook::Webhook>,
    url: String,
    description: Option<String>,
    #[schema(value_type = Vec<words::OutboundEvent>)]
    events: Vec<String>,
    active: bool,
    /// Why it was switched off by itself: it answered 410, or failed for five days.
    disabled_reason: Option<String>,
    /// After a rotation both secrets sign until then.
    old_secret_until: Option<Timestamp>,
    last_delivery: Option<LastDelivery>,
    /// `whsec_…`, in the answers to its creation and to a rotation only.
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
    created_at: Timestamp,
    updated_at: Timestamp,
    version: i32,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LastDelivery {
    at: Timestamp,
    #[schema(value_type = words::DeliveryState)]
    state: State,
    /// HTTP status of the last answer.
    status: Option<i32>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewOutboundWebhook {
    /// `https://…`, an address of the public internet.
    #[schema(max_length = 500)]
    url: String,
    #[schema(max_length = 500)]
    description: Option<String>,
    #[schema(value_type = Vec<words::OutboundEvent>, min_items = 1)]
    events: Vec<String>,
    active: Option<bool>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OutboundWebhookPatch {
    #[serde(default, deserialize_with = "given")]
    url: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    description: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Vec<words::OutboundEvent>>, min_items = 1)]
    events: Option<Vec<String>>,
    #[serde(default, deserialize_with = "given")]
    active: Option<bool>,
}

/// A delivery.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Delivery {
    /// The `webhook-id` of each attempt.
    #[schema(value_type = Uuid)]
    id: Id<Row>,
    #[schema(value_type = words::OutboundEvent)]
    event: Event,
    #[schema(value_type = words::DeliveryState)]
    state: State,
    attempts: i32,
    last_status: Option<i32>,
    last_error: Option<String>,
    /// The body as it would be sent now.
    #[schema(value_type = words::Anything)]
    payload: Value,
    created_at: Timestamp,
    next_attempt_at: Option<Timestamp>,
    finished_at: Option<Timestamp>,
}

/// All receivers.
#[utoipa::path(tag = "outbound webhooks", security(("bearer" = ["settings:manage"])),
    responses((status = 200, body = All<OutboundWebhook>)))]
#[get("/outbound-webhooks")]
pub(crate) async fn list_outbound_webhooks(
    caller: Allowed<SettingsManage>,
    hydra: web::Data<Hydra>,
) -> Result<web::Json<All<OutboundWebhook>>, Failure> {
    let workspace = caller.workspace;
    let data = hydra
        .write(workspace, move |conn| {
            webhook::list(conn, workspace)?.into_iter().map(|row| wire(conn, workspace, row)).collect()
        })
        .await?;
    Ok(web::Json(All { data }))
}

/// Makes a receiver; its secret is in this answer only.
#[utoipa::path(tag = "outbound webhooks", security(("bearer" = ["settings:manage"])), request_body = NewOutboundWebhook,
    responses((status = 201, body = OutboundWebhook)))]
#[post("/outbound-webhooks")]
pub(crate) async fn create_outbound_webhook(
    caller: Allowed<SettingsManage>,
    hydra: web::Data<Hydra>,
    body: Body<NewOutboundWebhook>,
) -> Result<HttpResponse, Failure> {
    let Body(body) = body;
    let settings = Patch {
        url: Some(body.url.trim().to_owned()),
        description: Some(body.description.filter(|text| !text.trim().is_empty())),
        events: Some(body.events),
        active: body.active,
    };
    let (workspace, actor, now, key) = (caller.workspace, caller.actor, hydra.now(), hydra.secret_key.clone());
    let reach = reach(&hydra);
    let made = hydra
        .write(workspace, move |conn| {
            let row = webhook::create(conn, workspace, &settings, reach, actor, now)?;
            let secret = signature::secret_text(&row.secret(&key));
            Ok(OutboundWebhook { secret: Some(secret), ..wire(conn, workspace, row)? })
        })
        .await?;
    Ok(HttpResponse::Created().json(made))
}

/// One receiver.
#[utoipa::path(tag = "outbound webhooks", security(("bearer" = ["settings:manage"])), params(("id" = Uuid, Path)),
    responses((status = 200, body = OutboundWebhook)))]
#[get("/outbound-webhooks/{id}")]
pub(crate) async fn show_outbound_webhook(
    caller: Allowed<SettingsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<webhook::Webhook>>,
) -> Result<web::Json<OutboundWebhook>, Failure> {
    let (workspace, id) = (caller.workspace, *id);
    let row = hydra
        .write(workspace, move |conn| {
            let row = webhook::get(conn, workspace, id)?;
            wire(conn, workspace, row)
        })
        .await?;
    Ok(web::Json(row))
}

/// Changes settings; each change is in the audit log.
#[utoipa::path(tag = "outbound webhooks", security(("bearer" = ["settings:manage"])), request_body = OutboundWebhookPatch,
    params(("id" = Uuid, Path), ("If-Match" = Option<i32>, Header, description = "The version that was read")),
    responses((status = 200, body = OutboundWebhook)))]
#[patch("/outbound-webhooks/{id}")]
pub(crate) async fn update_outbound_webhook(
    caller: Allowed<SettingsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<webhook::Webhook>>,
    expected: IfMatch,
    body: Body<OutboundWebhookPatch>,
) -> Result<web::Json<OutboundWebhook>, Failure> {
    let Body(body) = body;
    let patch = Patch {
        url: body.url.map(|url| url.trim().to_owned()),
        description: body.description.map(|text| text.filter(|text| !text.trim().is_empty())),
        events: body.events,
        active: body.active,
    };
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    let reach = reach(&hydra);
    let row = hydra
        .write(workspace, move |conn| {
            let row = webhook::update(conn, workspace, id, (&patch, reach), expected.0, actor, now)?;
            wire(conn, workspace, row)
        })
        .await?;
    Ok(web::Json(row))
}

/// Removes a receiver and the record of what it was told.
#[utoipa::path(tag = "outbound webhooks", security(("bearer" = ["settings:manage"])), params(("id" = Uuid, Path)),
    responses((status = 204)))]
#[delete("/outbound-webhooks/{id}")]
pub(crate) async fn delete_outbound_webhook(
    caller: Allowed<SettingsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<webhook::Webhook>>,
) -> Result<HttpResponse, Failure> {
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    hydra.write(workspace, move |conn| Ok(webhook::delete(conn, workspace, id, actor, now)?)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Makes a new secret, which is in this answer only. The one before signs as well for 24 hours.
#[utoipa::path(tag = "outbound webhooks", security(("bearer" = ["settings:manage"])), params(("id" = Uuid, Path)),
    responses((status = 200, body = OutboundWebhook)))]
#[post("/outbound-webhooks/{id}/rotate-secret")]
pub(crate) async fn rotate_outbound_secret(
    caller: Allowed<SettingsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<webhook::Webhook>>,
) -> Result<web::Json<OutboundWebhook>, Failure> {
    let (workspace, actor, id, now, key) = (caller.workspace, caller.actor, *id, hydra.now(), hydra.secret_key.clone());
    let row = hydra
        .write(workspace, move |conn| {
            let row = webhook::rotate_secret(conn, workspace, id, actor, now)?;
            let secret = signature::secret_text(&row.secret(&key));
            Ok(OutboundWebhook { secret: Some(secret), ..wire(conn, workspace, row)? })
        })
        .await?;
    Ok(web::Json(row))
}

/// Sends a `test`, also to a receiver that is switched off.
#[utoipa::path(tag = "outbound webhooks", security(("bearer" = ["settings:manage"])), params(("id" = Uuid, Path)),
    responses((status = 200, body = Delivery)))]
#[post("/outbound-webhooks/{id}/test")]
pub(crate) async fn test_outbound_webhook(
    caller: Allowed<SettingsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<webhook::Webhook>>,
) -> Result<web::Json<Delivery>, Failure> {
    let (workspace, id, now) = (caller.workspace, *id, hydra.now());
    let row = hydra
        .write(workspace, move |conn| {
            let row = delivery::test(conn, workspace, id, now)?;
            of_delivery(conn, workspace, row)
        })
        .await?;
    Ok(web::Json(row))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeliveriesQuery {
    cursor: Option<String>,
    /// 1 to 100.
    limit: Option<i64>,
}

/// What a receiver was told in the last thirty days, the newest first.
#[utoipa::path(tag = "outbound webhooks", security(("bearer" = ["settings:manage"])), params(("id" = Uuid, Path), DeliveriesQuery),
    responses((status = 200, body = Stream<Delivery>)))]
#[get("/outbound-webhooks/{id}/deliveries")]
pub(crate) async fn list_deliveries(
    caller: Allowed<SettingsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<webhook::Webhook>>,
    query: web::Query<DeliveriesQuery>,
) -> Result<web::Json<Stream<Delivery>>, Failure> {
    let (workspace, id) = (caller.workspace, *id);
    let after = cursor(query.cursor.as_deref())?;
    let limit = stream_limit(query.limit)?;
    let page = hydra
        .write(workspace, move |conn| {
            let rows = delivery::list(conn, workspace, id, after, limit + 1)?;
            let key = |row: &Row| Cursor { at: row.created_at, id: row.id.uuid() };
            let page = Stream::new(rows, limit, key, |row| row);
            let data = page.data.into_iter().map(|row| of_delivery(conn, workspace, row));
            Ok(Stream { data: data.collect::<Result<_, _>>()?, next_cursor: page.next_cursor })
        })
        .await?;
    Ok(web::Json(page))
}

/// Tells a receiver the same again, as a new delivery.
#[utoipa::path(tag = "outbound webhooks", security(("bearer" = ["settings:manage"])),
    params(("id" = Uuid, Path), ("delivery_id" = Uuid, Path)), responses((status = 200, body = Delivery)))]
#[post("/outbound-webhooks/{id}/deliveries/{delivery_id}/replay")]
pub(crate) async fn replay_delivery(
    caller: Allowed<SettingsManage>,
    hydra: web::Data<Hydra>,
    path: web::Path<(Id<webhook::Webhook>, Id<Row>)>,
) -> Result<web::Json<Delivery>, Failure> {
    let (workspace, (id, delivery), now) = (caller.workspace, *path, hydra.now());
    let row = hydra
        .write(workspace, move |conn| {
            let row = delivery::replay(conn, workspace, id, delivery, now)?;
            of_delivery(conn, workspace, row)
        })
        .await?;
    Ok(web::Json(row))
}

pub(crate) fn reach(hydra: &Hydra) -> Reach {
    if hydra.configuration.outbound.allow_private { Reach::Private } else { Reach::Public }
}

fn wire(conn: &mut Conn, workspace: WorkspaceId, row: webhook::Webhook) -> Result<OutboundWebhook, Failure> {
    let last = delivery::last(conn, workspace, row.id)?;
    Ok(OutboundWebhook {
        id: row.id,
        url: row.url,
        description: row.description,
        events: row.events,
        active: row.active,
        disabled_reason: row.disabled_reason,
        old_secret_until: row.old_secret_until.map(Timestamp::from),
        last_delivery: last.map(|last| LastDelivery {
            at: last.created_at.into(),
            state: last.state,
            status: last.last_status,
        }),
        secret: None,
        created_at: row.created_at.into(),
        updated_at: row.updated_at.into(),
        version: row.version,
    })
}

fn of_delivery(conn: &mut Conn, workspace: WorkspaceId, row: Row) -> Result<Delivery, Failure> {
    let payload = body(conn, workspace, &row)?;
    Ok(Delivery {
        id: row.id,
        event: row.event,
        state: row.state,
        attempts: row.attempts,
        last_status: row.last_status,
        last_error: row.last_error,
        payload,
        created_at: row.created_at.into(),
        next_attempt_at: row.next_attempt_at.map(Timestamp::from),
        finished_at: row.finished_at.map(Timestamp::from),
    })
}

#[derive(Deserialize)]
struct EventIds {
    event_ids: Vec<Uuid>,
}

/// The body of a delivery: of what its subject names as it is now, without what was erased since.
pub(crate) fn body(conn: &mut Conn, workspace: WorkspaceId, row: &Row) -> Result<Value, Failure> {
    let data = match row.event {
        Event::VisitorEventCreated => {
            let ids = EventIds::deserialize(&row.subject).map(|subject| subject.event_ids).unwrap_or_default();
            let events = events::by_ids(conn, workspace, &ids)?;
            json!({"events": events.into_iter().map(StoredEvent::from).collect::<Vec<_>>()})
        }
        _ => {
            let mut data = row.subject.clone();
            let customer: Option<Uuid> =
                row.subject.get("customer_id").and_then(Value::as_str).and_then(|id| id.parse().ok());
            if let (Value::Object(data), Some(customer)) = (&mut data, customer) {
                let person = match people::get(conn, workspace, CustomerId::from(customer)) {
                    Ok(row) => json!(Person::from(row)),
                    Err(db::Error::NotFound) => Value::Null,
                    Err(error) => return Err(error.into()),
                };
                data.insert("customer".to_owned(), person);
            }
            data
        }
    };
    Ok(json!({"type": row.event, "timestamp": Timestamp::from(row.created_at), "data": data}))
}
