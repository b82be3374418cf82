//! What the script on a page calls, besides `track`: itself and `init`; what all its calls share: who may, by origin, and
//! what vouches for them (D23). What it says of people and companies is in the modules below.

pub(crate) mod deal;
pub(crate) mod identify;

use std::{net::IpAddr, sync::Arc};

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::{StatusCode, header},
    post, web,
};
use crm_core::{account, account_stage};
use db::{Conn, CustomerId, Id, WorkspaceId};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tenancy::Actor;
use tracking::{Widget, WidgetKey, event, identify::Trust, visitor::VisitorKey};
use utoipa::ToSchema;
use uuid::Uuid;

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
    words,
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

/// A call that this server has not (yet): said so that a page may read it, and does not try again.
pub(crate) async fn unknown_call(request: HttpRequest) -> HttpResponse {
    any_origin(&request, Problem::not_found().response())
}

/// A call that is understood so far: whose widget it is for, and who sends it.
struct Sender {
    key: WidgetKey,
    widget: Arc<Widget>,
    caller: IpAddr,
    cors: Cors,
    /// The site's server, when it shows an API key with `widget:write`.
    server: Option<Actor>,
    agent: Option<String>,
}

impl Sender {
    /// `None` for a widget that is not there.
    ///
    /// # Errors
    /// The whole answer, for a key that may not speak for the site: a page can read that, too.
    async fn of(request: &HttpRequest, hydra: &Hydra, key: &str) -> Result<Option<Self>, SenderRefused> {
        let caller = address::of(request, &hydra.configuration.http.trusted_proxies);
        let Some(key) = WidgetKey::parse(key) else { return Ok(None) };
        let found = hydra.widget(key, caller).await.map_err(SenderRefused::Failed)?;
        let Some(widget) = found else { return Ok(None) };
        let cors = Cors::of(request, &widget);
        match site_server(request, key.workspace).await {
            Ok(server) => {
                let server = server.map(|caller| caller.actor);
                Ok(Some(Self { key, widget, caller, cors, server, agent: agent_of(request) }))
            }
            Err(failure) => {
                Err(SenderRefused::Answered(cors.answer(actix_web::ResponseError::error_response(&failure))))
            }
        }
    }

    /// The page may, and is not too busy.
    fn allowed(&self, hydra: &Hydra) -> Result<(), Failure> {
        self.cors.allowed()?;
        Ok(hydra.limits.widget(self.key, self.caller)?)
    }

    /// The answer to what came of a call.
    fn answer<T: Serialize>(&self, outcome: Result<T, Failure>) -> HttpResponse {
        self.cors.answer(match outcome {
            Ok(answer) => HttpResponse::Ok().json(answer),
            Err(failure) => actix_web::ResponseError::error_response(&failure),
        })
    }

    /// What vouches for a call that says who its visitor is (D23).
    fn trust(&self, hydra: &Hydra, user_id: Option<&str>, hash: Option<&str>) -> Trust {
        let signed = || user_id.zip(hash).is_some_and(|(id, hash)| self.widget.verifies(&hydra.secret_key, id, hash));
        match self.server {
            Some(actor) => Trust::Server(actor),
            None if signed() => Trust::Hash,
            None => Trust::Nobody,
        }
    }

    fn visitor(&self, anon_visitor_id: String) -> Result<VisitorKey, Problem> {
        if !event::is_anon_id(&anon_visitor_id) {
            return Err(Problem::field("anon_visitor_id", "invalid", "must be 1 to 64 letters, digits, - and _"));
        }
        Ok(VisitorKey { widget: self.widget.id, anon_visitor_id })
    }
}

/// Why a call got no further than its sender.
enum SenderRefused {
    Failed(Failure),
    Answered(HttpResponse),
}

/// The site's id of a person, as pages send it: not the ways in which they say "nobody" (D22).
fn user_id_of(said: Option<&Value>) -> Option<String> {
    let text = match said {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => return None,
    };
    tracking::identify::user_id(&text).map(ToOwned::to_owned)
}

/// An object that somebody sends whom nobody vouches for: small, flat enough, and nothing in it that can't be stored.
fn bounded(field: &str, object: &Map<String, Value>) -> Result<(), Problem> {
    let value = Value::Object(object.clone());
    if value.to_string().len() > MAX_TRAITS {
        return Err(Problem::field(field, "too_large", format!("exceed {MAX_TRAITS} bytes")));
    }
    if event::has_nul(&value) || event::depth(&value) > event::MAX_DEPTH {
        return Err(Problem::field(field, "invalid", "hold a NUL character or are nested too deep"));
    }
    Ok(())
}

/// What came of a write, for a browser: nothing of what is stored.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Applied {
    applied: bool,
    /// A word for programs, when something was not written: `already_there`, `already_later` (the deal is further),
    /// `already_closed` (it is won or lost), `never_lost` (only `exact` loses a deal), `set_by_person` (a person, an import or
    /// a verified call set it last, and this call is not verified), `unknown_widget`.
    reason: Option<String>,
}

impl Applied {
    fn unknown_widget() -> Self {
        Self { applied: false, reason: Some("unknown_widget".to_owned()) }
    }
}

/// Whom and which company a server's call meant, and what came of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Identified {
    /// Null while nothing says who it is.
    #[schema(value_type = Option<Uuid>)]
    customer_id: Option<CustomerId>,
    #[schema(value_type = Option<words::Kind>)]
    kind: Option<String>,
    /// The company that the call meant (A11), else the contact's account.
    account_id: Option<Uuid>,
    /// False also for a hash that is somebody else's.
    verified: bool,
    /// Whether the stage or value that the call asked for was written; null when it asked for none.
    applied: Option<bool>,
    /// Why not: see `Applied`; of `identify` `not_linked` and `company_ambiguous`, too.
    reason: Option<String>,
    /// Where the deal of the company that the call meant stands now.
    stage: Option<StageName>,
}

/// A stage by its name.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DealStageName)]
pub(crate) struct StageName {
    id: Uuid,
    name: String,
}

/// The stage of a company's deal.
fn stage_of(
    conn: &mut Conn,
    workspace: WorkspaceId,
    company: Id<account::Account>,
) -> Result<Option<StageName>, Failure> {
    let Some(id) = account::get(conn, workspace, company)?.stage_id else { return Ok(None) };
    let stages = account_stage::list(conn, workspace)?;
    let found = stages.into_iter().find(|stage| stage.id == id);
    Ok(found.map(|stage| StageName { id: stage.id.uuid(), name: stage.name }))
}

/// What the browser calls itself.
pub(crate) fn agent_of(request: &HttpRequest) -> Option<String> {
    request.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok()).map(ToOwned::to_owned)
}

/// An answer that any page may read: there is no widget whose list could say which.
fn any_origin(request: &HttpRequest, mut response: HttpResponse) -> HttpResponse {
    if request.headers().contains_key(header::ORIGIN) {
        response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, header::HeaderValue::from_static("*"));
    }
    response
}
