//! `POST /api/widget/track`: the hot path. Order of checks: D15.

use std::{net::IpAddr, sync::Arc};

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, post, web};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use tracking::{
    Refused, Widget, WidgetKey,
    event::{self, Clock, Event},
    ingest::Batch,
    visitor::VisitorKey,
};
use utoipa::ToSchema;

use crate::{
    address,
    body::Bounded,
    error::{Document, Failure, Problem},
    routes::widget::{BODY_LIMIT, Cors},
    state::Hydra,
};

/// Events of one request.
const MAX_EVENTS: usize = 100;

/// What is read before anything else: a body without it is a 400.
#[derive(Deserialize)]
struct KeyOnly<'a> {
    #[serde(borrow)]
    widget_key: std::borrow::Cow<'a, str>,
}

/// Who sends, and what; each event is read by itself, so that a bad one costs only itself (P13).
#[derive(Deserialize)]
struct Envelope<'a> {
    anon_visitor_id: String,
    sent_at: Option<Value>,
    #[serde(borrow)]
    events: Vec<&'a RawValue>,
}

/// A batch of events, as the script sends it.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "documents what Envelope reads")]
pub(crate) struct TrackRequest {
    widget_key: String,
    /// 1 to 64 letters, digits, `-` and `_`.
    anon_visitor_id: String,
    /// Epoch milliseconds or RFC 3339, by the client's clock.
    sent_at: Option<i64>,
    #[schema(max_items = 100)]
    events: Vec<TrackEvent>,
}

#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "documents what tracking::event reads")]
pub(crate) struct TrackEvent {
    /// Minted once by the client, UUIDv7: a retry stores nothing new.
    id: uuid::Uuid,
    /// pageview, custom, identify, click, scroll or outbound_click.
    r#type: String,
    /// Required for custom events.
    #[schema(max_length = 100)]
    name: Option<String>,
    url: String,
    referrer: Option<String>,
    /// A plain object of at most 4,096 bytes as compact JSON.
    #[schema(value_type = Option<Object>)]
    properties: Option<Value>,
    value: Option<f64>,
    /// Epoch milliseconds or RFC 3339, by the client's clock.
    ts: Option<i64>,
}

/// An event that was not taken.
#[derive(Debug, Serialize)]
struct Rejected {
    index: usize,
    code: &'static str,
    detail: String,
}

/// Stores a browser's events. Answers after they are committed.
#[utoipa::path(tag = "public", request_body(content = TrackRequest, description = "As application/json or text/plain"),
    responses((status = 204, description = "Stored; or the widget is unknown, or its tracking is off"),
              (status = 400, body = Document, content_type = "application/problem+json", description = "Some events were refused: `accepted`, `rejected`")))]
#[post("/api/widget/track")]
pub(crate) async fn track(
    request: HttpRequest,
    hydra: web::Data<Hydra>,
    body: Bounded<BODY_LIMIT>,
) -> Result<HttpResponse, Failure> {
    let Bounded(bytes) = body;
    let key: KeyOnly<'_> =
        serde_json::from_slice(&bytes).map_err(|e| Problem::malformed(format!("The body is unreadable: {e}")))?;
    let caller = address::of(&request, &hydra.configuration.http.trusted_proxies);
    let Some(key) = WidgetKey::parse(&key.widget_key) else { return Ok(HttpResponse::NoContent().finish()) };
    let Some(widget) = hydra.widget(key, caller).await? else { return Ok(HttpResponse::NoContent().finish()) };
    let cors = Cors::of(&request, &widget);
    if !widget.tracking_enabled {
        return Ok(cors.answer(HttpResponse::NoContent().finish()));
    }
    match store(caller, &hydra, key, &widget, &cors, &bytes).await {
        Ok(()) => Ok(cors.answer(HttpResponse::NoContent().finish())),
        // The script must be able to read why: Retry-After, too, is behind CORS.
        Err(failure) => Ok(cors.answer(actix_web::ResponseError::error_response(&failure))),
    }
}

async fn store(
    caller: IpAddr,
    hydra: &Hydra,
    key: WidgetKey,
    widget: &Arc<Widget>,
    cors: &Cors,
    bytes: &[u8],
) -> Result<(), Failure> {
    cors.allowed()?;
    hydra.limits.widget(key, caller)?;
    let envelope: Envelope<'_> =
        serde_json::from_slice(bytes).map_err(|e| Problem::malformed(format!("The batch is unreadable: {e}")))?;
    if !event::is_anon_id(&envelope.anon_visitor_id) {
        return Err(bad("anon_visitor_id", "must be 1 to 64 letters, digits, - and _").into());
    }
    if envelope.events.len() > MAX_EVENTS {
        return Err(bad("events", "may be at most 100").into());
    }
    let wrong = || bad("sent_at", "is neither epoch milliseconds nor an RFC 3339 time");
    let sent_at = envelope.sent_at.as_ref().map(|value| event::instant(value).ok_or_else(wrong)).transpose()?;
    let clock = Clock { received_at: hydra.now(), sent_at };
    let (events, rejected) = read_all(&envelope.events, clock);
    let accepted = events.len();
    if accepted > 0 {
        let visitor = VisitorKey { widget: widget.id, anon_visitor_id: envelope.anon_visitor_id };
        let batch = Batch { visitor, received_at: clock.received_at, events };
        hydra.writer.store(key.workspace, batch, bytes.len()).await.map_err(|refused| match refused {
            Refused::Busy => Failure::from(Problem::busy("Too many events wait to be stored.")),
            Refused::Failed(error) => error.into(),
        })?;
    }
    if rejected.is_empty() {
        return Ok(());
    }
    let detail = format!("{} of {} events were refused.", rejected.len(), envelope.events.len());
    let problem = Problem::new(StatusCode::BAD_REQUEST, "events_rejected", detail);
    Err(problem.with("accepted", accepted).with("rejected", rejected).into())
}

fn read_all(raw: &[&RawValue], clock: Clock) -> (Vec<Event>, Vec<Rejected>) {
    let mut events = Vec::with_capacity(raw.len());
    let mut rejected = Vec::new();
    for (index, raw) in raw.iter().enumerate() {
        match event::read(raw, clock) {
            Ok(event) => events.extend(event),
            Err(why) => rejected.push(Rejected { index, code: why.code, detail: why.detail }),
        }
    }
    (events, rejected)
}

/// A wrong envelope is a 400, as the ingest's every refusal of a body is.
fn bad(field: &str, message: &str) -> Problem {
    let mut problem = Problem::field(field, "invalid", message);
    problem.status = 400;
    problem
}
