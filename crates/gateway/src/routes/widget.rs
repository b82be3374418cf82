//! What the script on a page calls, besides `track`: itself, `init`, `identify`; and who may, by origin.

use std::net::IpAddr;

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::{StatusCode, header},
    post, web,
};
use analytics::people;
use crm_core::Email;
use db::CustomerId;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tenancy::workspace;
use tracking::{
    Widget, WidgetKey, event,
    identify::{self, Call, Trust},
    visitor::VisitorKey,
    widget::Verification,
};
use utoipa::ToSchema;

use crate::{
    address,
    auth::site_server,
    body::{Bounded, parse},
    error::{Failure, Problem},
    routes::{
        chat::{self, ChatShown},
        widgets::{Autocapture, WidgetForm},
    },
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
    built("widget.js")
}

/// The form's script, as built.
#[get("/form.js")]
pub(crate) async fn form_script() -> HttpResponse {
    built("form.js")
}

/// The chat's script, as built.
#[get("/chat.js")]
pub(crate) async fn chat_script() -> HttpResponse {
    built("chat.js")
}

fn built(name: &str) -> HttpResponse {
    match widget::script(name) {
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
    /// What the form's script shows; null for an unknown widget.
    form: Option<WidgetForm>,
    /// What the chat's launcher shows; null when the chat is off, or for an unknown widget.
    chat: Option<ChatShown>,
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
    let nothing = Autocapture { clicks: false, scroll: false, outbound: false };
    let unknown = InitAnswer { tracking: false, autocapture: nothing, form: None, chat: None };
    let caller = address::of(&request, &hydra.configuration.http.trusted_proxies);
    let widget = match WidgetKey::parse(&widget_key) {
        Some(key) => hydra.widget(key, caller).await?,
        None => None,
    };
    let Some(widget) = widget else { return Ok(any_origin(&request, HttpResponse::Ok().json(unknown))) };
    let cors = Cors::of(&request, &widget);
    let answer = InitAnswer {
        tracking: widget.tracking_enabled && cors.allowed,
        autocapture: Autocapture::from(&*widget),
        form: Some(WidgetForm::read(&widget.form)?),
        chat: if cors.allowed { chat::shown(&widget)? } else { None },
    };
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
    /// Hex HMAC-SHA256 of the user id with the widget's secret, made by the site's server: the call is verified (D23).
    user_hash: Option<String>,
}

/// Whom a server's call meant.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Identified {
    /// Null while nothing says who it is.
    #[schema(value_type = Option<uuid::Uuid>)]
    customer_id: Option<CustomerId>,
    #[schema(value_type = Option<crate::words::Kind>)]
    kind: Option<String>,
    account_id: Option<uuid::Uuid>,
    verified: bool,
}

/// Links the browser to a person. A browser learns nothing of what is stored.
#[utoipa::path(tag = "public", request_body(content = IdentifyRequest, description = "As application/json or text/plain"),
    responses((status = 200, body = Identified, description = "To a server with an API key that has widget:write"),
              (status = 204, description = "To a browser: taken; or the widget is unknown")))]
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
    let server = match site_server(&request, key.workspace).await {
        Ok(server) => server.is_some(),
        Err(failure) => return Ok(cors.answer(actix_web::ResponseError::error_response(&failure))),
    };
    let sender = Sender { server, agent: agent_of(&request) };
    match link(caller, &hydra, key, &widget, &cors, sender, call).await {
        Ok(Some(identified)) => Ok(HttpResponse::Ok().json(identified)),
        Ok(None) => Ok(cors.answer(HttpResponse::NoContent().finish())),
        Err(failure) => Ok(cors.answer(actix_web::ResponseError::error_response(&failure))),
    }
}

/// What a page says of its visitor, beside who they are.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct PropertiesRequest {
    widget_key: String,
    /// 1 to 64 letters, digits, `-` and `_`.
    anon_visitor_id: String,
    /// At most 4,096 bytes as compact JSON.
    #[schema(value_type = Object)]
    properties: Map<String, Value>,
    /// With `user_hash`: makes the call a verified one.
    #[schema(value_type = Option<String>)]
    user_id: Option<Value>,
    user_hash: Option<String>,
}

/// What came of a write.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Applied {
    applied: bool,
    /// A word for programs, when it was not.
    reason: Option<String>,
}

/// Merges properties into the visitor's record, key by key; never into a company's.
#[utoipa::path(tag = "public", request_body(content = PropertiesRequest, description = "As application/json or text/plain"),
    responses((status = 200, body = Applied)))]
#[post("/api/widget/set-properties")]
pub(crate) async fn set_properties(
    request: HttpRequest,
    hydra: web::Data<Hydra>,
    body: Bounded<BODY_LIMIT>,
) -> Result<HttpResponse, Failure> {
    let caller = address::of(&request, &hydra.configuration.http.trusted_proxies);
    let call: PropertiesRequest = parse(&body.0)?;
    let unknown = || Applied { applied: false, reason: Some("unknown_widget".to_owned()) };
    let widget = match WidgetKey::parse(&call.widget_key) {
        Some(key) => hydra.widget(key, caller).await?.map(|widget| (key, widget)),
        None => None,
    };
    let Some((key, widget)) = widget else { return Ok(any_origin(&request, HttpResponse::Ok().json(unknown()))) };
    let cors = Cors::of(&request, &widget);
    let server = match site_server(&request, key.workspace).await {
        Ok(server) => server.is_some(),
        Err(failure) => return Ok(cors.answer(actix_web::ResponseError::error_response(&failure))),
    };
    let sender = Sender { server, agent: agent_of(&request) };
    let body = IdentifyRequest {
        widget_key: call.widget_key,
        anon_visitor_id: call.anon_visitor_id,
        user_id: call.user_id,
        email: None,
        traits: Some(call.properties),
        url: None,
        user_hash: call.user_hash,
    };
    match write_properties(caller, &hydra, key, &widget, &cors, sender, body).await {
        Ok(()) => Ok(cors.answer(HttpResponse::Ok().json(Applied { applied: true, reason: None }))),
        Err(failure) => Ok(cors.answer(actix_web::ResponseError::error_response(&failure))),
    }
}

async fn write_properties(
    caller: IpAddr,
    hydra: &Hydra,
    key: WidgetKey,
    widget: &Widget,
    cors: &Cors,
    sender: Sender,
    body: IdentifyRequest,
) -> Result<(), Failure> {
    cors.allowed()?;
    hydra.limits.widget(key, caller)?;
    // The fields are told by the names that this call has.
    let call = call_of(hydra, widget, sender, body).map_err(|mut problem| {
        problem.errors.iter_mut().filter(|e| e.field == "traits").for_each(|e| e.field = "properties".to_owned());
        problem
    })?;
    allowed_unverified(&call)?;
    let (workspace, now) = (key.workspace, hydra.now());
    hydra.write(workspace, move |conn| Ok(identify::set_properties(conn, workspace, &call, now)?)).await
}

/// What a strict widget says to a call that anyone could have made (D23).
fn allowed_unverified(call: &Call) -> Result<(), Failure> {
    if call.strict && call.trust == Trust::Nobody {
        return Err(tracking::Error::Unverified.into());
    }
    Ok(())
}

/// A call that this server has not (yet): said so that a page may read it, and does not try again.
pub(crate) async fn unknown_call(request: HttpRequest) -> HttpResponse {
    any_origin(&request, Problem::not_found().response())
}

/// What an identify call comes with besides its body.
struct Sender {
    /// A server with an API key.
    server: bool,
    agent: Option<String>,
}

/// What the browser calls itself.
pub(crate) fn agent_of(request: &HttpRequest) -> Option<String> {
    request.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok()).map(ToOwned::to_owned)
}

/// Whom the call meant, for a server; nothing for a browser.
async fn link(
    caller: IpAddr,
    hydra: &Hydra,
    key: WidgetKey,
    widget: &Widget,
    cors: &Cors,
    sender: Sender,
    body: IdentifyRequest,
) -> Result<Option<Identified>, Failure> {
    cors.allowed()?;
    hydra.limits.widget(key, caller)?;
    let server = sender.server;
    let call = call_of(hydra, widget, sender, body)?;
    allowed_unverified(&call)?;
    let verified = call.trust != Trust::Nobody;
    // Nothing was said: not a word about a person, so that nothing is stored.
    if call.user_id.is_none() && call.email.is_none() {
        let nobody = Identified { customer_id: None, kind: None, account_id: None, verified };
        return Ok(server.then_some(nobody));
    }
    let (workspace, now) = (key.workspace, hydra.now());
    hydra
        .write(workspace, move |conn| {
            let country = workspace::get(conn, workspace)?.country;
            let customer_id = identify::identify(conn, workspace, &call, &country, now)?;
            if !server {
                return Ok(None);
            }
            let person = customer_id.map(|id| people::get(conn, workspace, id)).transpose()?;
            let (kind, account_id) = person.map_or((None, None), |row| (Some(row.kind), row.account_id));
            Ok(Some(Identified { customer_id, kind, account_id, verified }))
        })
        .await
}

fn call_of(hydra: &Hydra, widget: &Widget, sender: Sender, body: IdentifyRequest) -> Result<Call, Problem> {
    if !event::is_anon_id(&body.anon_visitor_id) {
        return Err(Problem::field("anon_visitor_id", "invalid", "must be 1 to 64 letters, digits, - and _"));
    }
    let said = match &body.user_id {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let user_id = identify::user_id(&said).map(ToOwned::to_owned);
    let mut traits = body.traits.unwrap_or_default();
    let in_traits = traits.remove("user_hash");
    let hash = body.user_hash.or_else(|| in_traits.and_then(|hash| hash.as_str().map(ToOwned::to_owned)));
    let signed = user_id.as_deref().zip(hash.as_deref());
    let vouched = signed.is_some_and(|(id, hash)| widget.verifies(&hydra.secret_key, id, hash));
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
        // A server's own agent says nothing of the visitor's browser.
        agent: sender.agent.filter(|_| !sender.server),
        trust: match (sender.server, vouched) {
            (true, _) => Trust::Server,
            (false, true) => Trust::Hash,
            (false, false) => Trust::Nobody,
        },
        strict: widget.identity_verification == Verification::Strict,
    })
}

fn any_origin(request: &HttpRequest, mut response: HttpResponse) -> HttpResponse {
    if request.headers().contains_key(header::ORIGIN) {
        response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, header::HeaderValue::from_static("*"));
    }
    response
}
