//! Where forms post to: `POST /webhooks/leads/{api_key}` (L17, D25) and `POST /waitlist/{widget_key}` (H13).

use actix_web::{HttpRequest, HttpResponse, http::header, post, web};
use db::CustomerId;
use pipeline::{
    waitlist,
    webhook::{self, Received},
};
use serde::Serialize;
use tenancy::{Token, TokenKind};
use tracking::WidgetKey;
use utoipa::ToSchema;

use crate::{
    address,
    body::Bounded,
    error::{Failure, Problem},
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
    #[schema(value_type = uuid::Uuid)]
    lead_id: CustomerId,
    /// False when the lead was known.
    created: bool,
}

/// Takes a lead in: JSON under any content type, or a form. Answers after it is committed.
#[utoipa::path(tag = "public", params(("api_key" = String, Path)),
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
    let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).map(ToOwned::to_owned);
    let now = hydra.now();
    let Bounded(bytes) = body;
    let received = hydra
        .write(token.workspace, move |conn| Ok(webhook::receive(conn, &token, content_type.as_deref(), &bytes, now)?))
        .await?;
    let response = match received {
        Received::Lead { id, created } => {
            HttpResponse::Created().json(Delivered { success: true, lead_id: id, created })
        }
        // The receipt is stored; the sender must know that no lead was made of it.
        Received::Unreadable(why) => Problem::malformed(format!("No lead was made: {why}.")).response(),
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
