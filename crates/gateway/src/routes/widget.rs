//! What the script on a page calls, besides `track`: itself, `init`, `identify`; and who may, by origin.

use std::net::IpAddr;

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::{StatusCode, header},
    post, web,
};
use crm_core::Email;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tenancy::workspace;
use tracking::{
    Widget, WidgetKey, event,
    identify::{self, Call},
    visitor::VisitorKey,
};
use utoipa::ToSchema;

use crate::{
    address,
    body::{Bounded, parse},
    error::{Failure, Problem},
    routes::widgets::Autocapture,
    state::Hydra,
};

/// The most that a widget call may have, before it is parsed.
pub(crate) const BODY_LIMIT: usize = 128 * 1024;
/// The most that traits may have, as compact JSON (D15).
const MAX_TRAITS: usize = 4_096;

/// Which page calls: reflected when the widget allows it, and never with credentials.
#[derive(Debug)]
pub(crate) struct Cors {
    origin: Option<String>,
    allowed: bool,
}

impl Cors {
    pub(crate) fn of(request: &HttpRequest, widget: &Widget) -> Self {
        let origin = request.headers().get(header::ORIGIN).and_then(|v| v.to_str().ok()).map(ToOwned::to_owned);
        // No origin is no browser page; the list is a fence for pages, not a lock.
        let allowed = match &origin {
            Some(origin) => widget.allowed_origins.is_empty() || widget.allowed_origins.contains(origin),
            None => true,
        };
        Self { origin, allowed }
    }

    pub(crate) fn allowed(&self) -> Result<(), Problem> {
        if self.allowed {
            return Ok(());
        }
        let detail = "This page's origin is not among the widget's allowed origins.";
        Err(Problem::new(StatusCode::FORBIDDEN, "origin_not_allowed", detail))
    }

    pub(crate) fn answer(&self, mut response: HttpResponse) -> HttpResponse {
        if let Some(origin) = self.origin.as_deref().filter(|_| self.allowed)
            && let Ok(value) = header::HeaderValue::from_str(origin)
        {
            response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, value);
            response.headers_mut().insert(header::VARY, header::HeaderValue::from_static("Origin"));
            let exposed = header::HeaderValue::from_static("Retry-After");
            response.headers_mut().insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
        }
        response
    }
}

/// The script, as built.
#[get("/widget.js")]
pub(crate) async fn script() -> HttpResponse {
    match widget::script("widget.js") {
        Some(bytes) => HttpResponse::Ok()
            .content_type("text/javascript; charset=utf-8")
            .insert_header((header::CACHE_CONTROL, "public, max-age=300"))
            .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
            .insert_header(("Cross-Origin-Resource-Policy", "cross-origin"))
            .body(bytes.into_owned()),
        None => HttpResponse::NotFound().content_type("text/plain").body("The widget is not built: cargo xtask ui"),
    }
}

/// A page that sends JSON asks first. Whether its origin may is said on the answer itself, when the widget is known.
pub(crate) async fn preflight(request: HttpRequest) -> HttpResponse {
    let origin = request.headers().get(header::ORIGIN).cloned().unwrap_or(header::HeaderValue::from_static("*"));
    HttpResponse::NoContent()
        .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, origin))
        .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, "POST"))
        .insert_header((header::ACCESS_CONTROL_ALLOW_HEADERS, "Content-Type"))
        .insert_header((header::ACCESS_CONTROL_MAX_AGE, "600"))
        .insert_header((header::VARY, "Origin"))
        .finish()
}

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct InitRequest {
    widget_key: String,
    #[serde(rename = "anon_visitor_id")]
    #[expect(dead_code, reason = "the script says it; nothing is looked up by it")]
    anon: Option<String>,
}

/// What the script needs to know.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InitAnswer {
    /// False also for an unknown widget.
    tracking: bool,
    autocapture: Autocapture,
}

/// What the script may do on this page.
#[utoipa::path(tag = "public", request_body(content = InitRequest, description = "As application/json or text/plain"),
    responses((status = 200, body = InitAnswer)))]
#[post("/api/widget/init")]
pub(crate) async fn init_widget(
    request: HttpRequest,
    hydra: web::Data<Hydra>,
    body: Bounded<BODY_LIMIT>,
) -> Result<HttpResponse, Failure> {
    let InitRequest { widget_key, .. } = parse(&body.0)?;
    let unknown =
        InitAnswer { tracking: false, autocapture: Autocapture { clicks: false, scroll: false, outbound: false } };
    let caller = address::of(&request, &hydra.configuration.http.trusted_proxies);
    let widget = match WidgetKey::parse(&widget_key) {
        Some(key) => hydra.widget(key, caller).await?,
        None => None,
    };
    let Some(widget) = widget else { return Ok(any_origin(&request, HttpResponse::Ok().json(unknown))) };
    let cors = Cors::of(&request, &widget);
    let answer =
        InitAnswer { tracking: widget.tracking_enabled && cors.allowed, autocapture: Autocapture::from(&*widget) };
    Ok(cors.answer(HttpResponse::Ok().json(answer)))
}

/// Who the visitor is.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct IdentifyRequest {
    widget_key: String,
    /// 1 to 64 letters, digits, `-` and `_`.
    anon_visitor_id: String,
    /// The site's id of the person, or their email.
    #[schema(value_type = Option<String>)]
    user_id: Option<Value>,
    email: Option<String>,
    /// At most 4,096 bytes as compact JSON.
    #[schema(value_type = Option<Object>)]
    traits: Option<Map<String, Value>>,
    /// The page.
    url: Option<String>,
}

/// Links the browser to a person. A browser learns nothing of what is stored.
#[utoipa::path(tag = "public", request_body(content = IdentifyRequest, description = "As application/json or text/plain"),
    responses((status = 204, description = "Taken; or the widget is unknown")))]
#[post("/api/widget/identify")]
pub(crate) async fn identify_visitor(
    request: HttpRequest,
    hydra: web::Data<Hydra>,
    body: Bounded<BODY_LIMIT>,
) -> Result<HttpResponse, Failure> {
    let caller = address::of(&request, &hydra.configuration.http.trusted_proxies);
    let call: IdentifyRequest = parse(&body.0)?;
    let Some(key) = WidgetKey::parse(&call.widget_key) else { return Ok(HttpResponse::NoContent().finish()) };
    let Some(widget) = hydra.widget(key, caller).await? else { return Ok(HttpResponse::NoContent().finish()) };
    let cors = Cors::of(&request, &widget);
    match link(caller, &hydra, key, &widget, &cors, call).await {
        Ok(()) => Ok(cors.answer(HttpResponse::NoContent().finish())),
        Err(failure) => Ok(cors.answer(actix_web::ResponseError::error_response(&failure))),
    }
}

async fn link(
    caller: IpAddr,
    hydra: &Hydra,
    key: WidgetKey,
    widget: &Widget,
    cors: &Cors,
    body: IdentifyRequest,
) -> Result<(), Failure> {
    cors.allowed()?;
    hydra.limits.widget(key, caller)?;
    let call = call_of(widget, body)?;
    // Nothing was said: not a word about a person, so that nothing is stored.
    if call.user_id.is_none() && call.email.is_none() {
        return Ok(());
    }
    let (workspace, now) = (key.workspace, hydra.now());
    hydra
        .write(workspace, move |conn| {
            let country = workspace::get(conn, workspace)?.country;
            identify::identify(conn, workspace, &call, &country, now)?;
            Ok(())
        })
        .await
}

fn call_of(widget: &Widget, body: IdentifyRequest) -> Result<Call, Problem> {
    if !event::is_anon_id(&body.anon_visitor_id) {
        return Err(Problem::field("anon_visitor_id", "invalid", "must be 1 to 64 letters, digits, - and _"));
    }
    let said = match &body.user_id {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let user_id = identify::user_id(&said).map(ToOwned::to_owned);
    let traits = body.traits.unwrap_or_default();
    let value = Value::Object(traits.clone());
    if value.to_string().len() > MAX_TRAITS {
        return Err(Problem::field("traits", "too_large", format!("exceed {MAX_TRAITS} bytes")));
    }
    if event::has_nul(&value) || event::depth(&value) > event::MAX_DEPTH {
        return Err(Problem::field("traits", "invalid", "hold a NUL character or are nested too deep"));
    }
    let email = match body.email.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) => {
            Some(Email::parse(text).map_err(|_| Problem::field("email", "invalid", "is not an email address"))?)
        }
        None => user_id.as_deref().and_then(|id| Email::parse(id).ok()),
    };
    let email = email.or_else(|| traits.get("email").and_then(Value::as_str).and_then(|text| Email::parse(text).ok()));
    let page = body.url.filter(|_| widget.tracking_enabled).unwrap_or_default();
    Ok(Call {
        visitor: VisitorKey { widget: widget.id, anon_visitor_id: body.anon_visitor_id },
        user_id,
        email,
        traits,
        page: widget.tracking_enabled.then(|| page.replace('\0', "").chars().take(event::MAX_URL).collect()),
    })
}

fn any_origin(request: &HttpRequest, mut response: HttpResponse) -> HttpResponse {
    if request.headers().contains_key(header::ORIGIN) {
        response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, header::HeaderValue::from_static("*"));
    }
    response
}
