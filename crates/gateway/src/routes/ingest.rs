//! `POST /api/widget/track`: the hot path. Order of checks: D15.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, post, web};
use db::Id;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json, value::RawValue};
use tenancy::Actor;
use tracking::{
    Refused, Widget, WidgetKey,
    event::{self, Clock, Event},
    ingest::Batch,
    visitor::VisitorKey,
};
use utoipa::ToSchema;

use crate::{
    address,
    auth::site_server,
    body::Bounded,
    error::{Document, Failure, Problem},
    routes::widget::{BODY_LIMIT, Cors, agent_of},
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
    events: Option<Vec<&'a RawValue>>,
}

/// A body without `events` is one milestone (D14, A13).
#[derive(Deserialize)]
struct Milestone {
    id: Option<Value>,
    name: Option<Value>,
    value: Option<Value>,
    company_id: Option<Value>,
    properties: Option<Value>,
    url: Option<String>,
    ts: Option<Value>,
}

impl Milestone {
    /// As an event of the batch that it is.
    fn event(self, now: time::OffsetDateTime) -> Result<Box<RawValue>, Problem> {
        let id = self.id.unwrap_or_else(|| json!(Id::<Event>::new(now)));
        let event = json!({
            "type": "custom", "id": id, "name": self.name, "value": self.value, "company_id": self.company_id,
            "properties": self.properties, "url": self.url.unwrap_or_default(), "ts": self.ts,
        });
        serde_json::value::to_raw_value(&event)
            .map_err(|e| Problem::malformed(format!("The milestone is unreadable: {e}")))
    }
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
    events: Option<Vec<TrackEvent>>,
    /// Instead of `events`: one milestone, with what follows.
    #[schema(max_length = 100)]
    name: Option<String>,
    /// A number, a text of at most 100 characters, true or false.
    #[schema(value_type = Option<f64>)]
    value: Option<Value>,
    /// The company that it is about: one of the contact's; else the active one, else the only one (A11).
    company_id: Option<String>,
    #[schema(value_type = Option<Object>)]
    properties: Option<Value>,
    url: Option<String>,
    ts: Option<i64>,
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
    /// Makes a custom event a milestone: a number, a text of at most 100 characters, true or false.
    #[schema(value_type = Option<f64>)]
    value: Option<Value>,
    /// Makes a custom event a milestone of this company.
    company_id: Option<String>,
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
///
/// An event is a point in time: it changes no stage, no field and no metadata of anybody. What is so now is told by `identify`
/// and `set-properties` (A23). A milestone (a custom event with `value` or `company_id`, or alone in its body) of a visitor
/// who is linked to a person stands in the history of that person and of the company that it is about (A13), too.
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
    let server = match site_server(&request, key.workspace).await {
        Ok(server) => server.map(|caller| caller.actor),
        Err(failure) => return Ok(cors.answer(actix_web::ResponseError::error_response(&failure))),
    };
    if !widget.tracking_enabled {
        return Ok(cors.answer(HttpResponse::NoContent().finish()));
    }
    match store(&request, &hydra, key, &widget, &cors, server, &bytes).await {
        Ok(()) => Ok(cors.answer(HttpResponse::NoContent().finish())),
        // The script must be able to read why: Retry-After, too, is behind CORS.
        Err(failure) => Ok(cors.answer(actix_web::ResponseError::error_response(&failure))),
    }
}

async fn store(
    request: &HttpRequest,
    hydra: &Hydra,
    key: WidgetKey,
    widget: &Arc<Widget>,
    cors: &Cors,
    server: Option<Actor>,
    bytes: &[u8],
) -> Result<(), Failure> {
    cors.allowed()?;
    hydra.limits.widget(key, address::of(request, &hydra.configuration.http.trusted_proxies))?;
    let envelope: Envelope<'_> =
        serde_json::from_slice(bytes).map_err(|e| Problem::malformed(format!("The batch is unreadable: {e}")))?;
    if !event::is_anon_id(&envelope.anon_visitor_id) {
        return Err(bad("anon_visitor_id", "must be 1 to 64 letters, digits, - and _").into());
    }
    let received_at = hydra.now();
    let milestone;
    let alone = envelope.events.is_none();
    let raw = match envelope.events {
        Some(events) => events,
        None => {
            let read: Milestone = serde_json::from_slice(bytes)
                .map_err(|e| Problem::malformed(format!("The batch is unreadable: {e}")))?;
            if read.name.is_none() {
                return Err(Problem::malformed("The body has neither events nor the name of a milestone.").into());
            }
            milestone = read.event(received_at)?;
            vec![&*milestone]
        }
    };
    if raw.len() > MAX_EVENTS {
        return Err(bad("events", "may be at most 100").into());
    }
    let wrong = || bad("sent_at", "is neither epoch milliseconds nor an RFC 3339 time");
    let sent_at = envelope.sent_at.as_ref().map(|value| event::instant(value).ok_or_else(wrong)).transpose()?;
    let max_age =
        if server.is_some() { time::Duration::days(widget.event_retention_days.into()) } else { event::MAX_AGE };
    let clock = Clock { received_at, sent_at, max_age };
    let (mut events, rejected) = read_all(&raw, clock);
    if alone {
        // By its shape, even without a value or a company.
        for event in &mut events {
            event.milestone.get_or_insert_default();
        }
    }
    let accepted = events.len();
    if accepted > 0 {
        let visitor = VisitorKey { widget: widget.id, anon_visitor_id: envelope.anon_visitor_id };
        let batch =
            Batch { visitor, received_at, agent: agent_of(request).filter(|_| server.is_none()), server, events };
        hydra.writer.store(key.workspace, batch, bytes.len()).await.map_err(|refused| match refused {
            Refused::Busy => Failure::from(Problem::busy("Too many events wait to be stored.")),
            Refused::Failed(error) => error.into(),
        })?;
    }
    if rejected.is_empty() {
        return Ok(());
    }
    let detail = format!("{} of {} events were refused.", rejected.len(), raw.len());
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
