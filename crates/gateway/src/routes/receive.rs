//! Where forms post to: `POST /webhooks/leads/{api_key}` (L17, D25) and `POST /waitlist/{widget_key}` (H13).

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    post, web,
};
use db::CustomerId;
use pipeline::{
    delivery::{self, Delivery, Received},
    signature, waitlist,
};
use serde::Serialize;
use tenancy::{Token, TokenKind};
use tracking::WidgetKey;
use utoipa::ToSchema;

use crate::{
    address,
    body::Bounded,
    error::{Failure, Problem},
    multipart,
    state::Hydra,
};

/// The most that a delivery may have.
const BODY_LIMIT: usize = 1024 * 1024;
/// The most that a form on a page may have.
const WAITLIST_LIMIT: usize = 64 * 1024;

/// What the sender is told.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Delivered {
    success: bool,
    /// Of a list: the first one's.
    #[schema(value_type = uuid::Uuid)]
    lead_id: CustomerId,
    /// False when the lead was known.
    created: bool,
    /// Of a list: each one, in its order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    leads: Vec<DeliveredLead>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeliveredLead {
    #[schema(value_type = uuid::Uuid)]
    lead_id: CustomerId,
    created: bool,
}

/// Takes a lead in: JSON under any content type, or a form, urlencoded or multipart; a JSON list of at most 100 objects is
/// as many leads. The same `Idempotency-Key` (or `webhook-id`) again is the same answer and nothing more (P2). Answers after
/// it is committed.
#[utoipa::path(tag = "public",
    params(("api_key" = String, Path), ("Idempotency-Key" = Option<String>, Header, description = "255 characters at most")),
    request_body(content = Object, description = "Any JSON object, or a form"),
    responses((status = 201, body = Delivered)))]
#[post("/webhooks/leads/{api_key}")]
pub(crate) async fn receive_lead(
    request: HttpRequest,
    hydra: web::Data<Hydra>,
    key: web::Path<String>,
    body: Bounded<BODY_LIMIT>,
) -> Result<HttpResponse, Failure> {
    let token = Token::parse(TokenKind::LeadWebhook, &key).ok_or_else(Problem::not_found)?;
    hydra.limits.webhook(token.hash())?;
    let header = |name: &str| request.headers().get(name).and_then(|v| v.to_str().ok()).map(ToOwned::to_owned);
    let content_type = header("Content-Type");
    let idempotency_key = header("Idempotency-Key").or_else(|| header("webhook-id")).filter(|key| !key.is_empty());
    if idempotency_key.as_ref().is_some_and(|key| key.len() > 255) {
        return Err(Problem::field("Idempotency-Key", "too_long", "may have 255 characters at most").into());
    }
    let bytes = body.0.freeze();
    let multipart = match multipart::boundary(content_type.as_deref()) {
        Some(boundary) => Some(multipart::pairs(boundary, bytes.clone()).await),
        None => None,
    };
    let delivery = Delivery {
        content_type,
        body: bytes.to_vec(),
        multipart,
        signatures: signature::HEADERS.iter().filter_map(|name| header(name)).collect(),
        idempotency_key,
    };
    let (now, secrets) = (hydra.now(), hydra.secret_key.clone());
    let received = hydra
        .write(token.workspace, move |conn| Ok(delivery::receive(conn, &token, &delivery, &secrets, now)?))
        .await?;
    let response = match received {
        Received::Leads(leads) => match leads.as_slice() {
            [] => return Err(Problem::not_found().into()),
            [(lead_id, created), further @ ..] => {
                let each =
                    |(lead_id, created): &(CustomerId, bool)| DeliveredLead { lead_id: *lead_id, created: *created };
                let leads = if further.is_empty() { Vec::new() } else { leads.iter().map(each).collect() };
                HttpResponse::Created().json(Delivered { success: true, lead_id: *lead_id, created: *created, leads })
            }
        },
        // The receipt is stored; the sender must know that no lead was made of it.
        Received::Unreadable(why) => Problem::malformed(format!("No lead was made: {why}.")).response(),
        Received::Refused => {
            let detail = "No lead was made: the signature is missing or was not made with this webhook's secret.";
            Problem::new(StatusCode::UNAUTHORIZED, "bad_signature", detail).response()
        }
    };
    Ok(any_page_may_read(response))
}

/// What a waitlist form is told: no word about what was there before.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OnTheList {
    success: bool,
}

/// Puts an email on the list: a new lead, or the open one that has it. A form or JSON `{email, name?, …}`.
#[utoipa::path(tag = "public", params(("widget_key" = String, Path)),
    request_body(content = Object, description = "Any JSON object with an email, or a form"),
    responses((status = 202, body = OnTheList)))]
#[post("/waitlist/{widget_key}")]
pub(crate) async fn join_waitlist(
    request: HttpRequest,
    hydra: web::Data<Hydra>,
    key: web::Path<String>,
    body: Bounded<WAITLIST_LIMIT>,
) -> Result<HttpResponse, Failure> {
    let caller = address::of(&request, &hydra.configuration.http.trusted_proxies);
    let key = WidgetKey::parse(&key).ok_or_else(Problem::not_found)?;
    let widget = hydra.widget(key, caller).await?.ok_or_else(Problem::not_found)?;
    hydra.limits.widget(key, caller)?;
    let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).map(ToOwned::to_owned);
    let (workspace, now) = (key.workspace, hydra.now());
    let Bounded(bytes) = body;
    hydra
        .write(workspace, move |conn| {
            let source = (widget.id.uuid(), widget.name.as_str());
            Ok(waitlist::join(conn, workspace, source, content_type.as_deref(), &bytes, now)?)
        })
        .await?;
    Ok(any_page_may_read(HttpResponse::Accepted().json(OnTheList { success: true })))
}

/// Forms on any page post here, and may read the answer: the key is the only credential.
fn any_page_may_read(mut response: HttpResponse) -> HttpResponse {
    let any = header::HeaderValue::from_static("*");
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, any);
    response
}
