//! `identify` and `set-properties`: who a visitor is, what is known of them, and whose companies they belong to.

use actix_web::{HttpRequest, HttpResponse, post, web};
use analytics::people;
use crm_core::{Email, account::Account, company::Said};
use db::Id;
use pipeline::board;
use serde::Deserialize;
use serde_json::{Map, Value};
use tenancy::{Actor, workspace};
use tracking::{
    company::Companies,
    event,
    identify::{self, Call, Trust},
    widget::Verification,
};
use utoipa::ToSchema;

use super::{Applied, BODY_LIMIT, Identified, Sender, SenderRefused, any_origin, bounded, stage_of, user_id_of};
use crate::{
    body::{Bounded, parse},
    error::{Failure, Problem},
    state::Hydra,
};

/// Companies that one call may link.
const MAX_COMPANIES: usize = 50;
/// The longest core field of a company.
const MAX_TEXT: usize = 200;

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
    /// The company that the visitor acts for. `id` is an account's id: the contact is linked to it, and it is the visitor's
    /// active company for later calls (A10). `name` alone makes a placeholder the company that it stood in for, and makes no
    /// other where there is a real one (A9). `domain`, `industry`, `website` and `phone` fill what is blank; a verified call
    /// overwrites them. Everything else merges into the company's metadata, key by key; at most 4,096 bytes as compact JSON.
    #[schema(value_type = Option<IdentifyCompany>)]
    company: Option<Map<String, Value>>,
    /// Ids of accounts to link, at most 50; none of them becomes the active one (A10). What is no company's id is left out of a
    /// browser's call, and of a server's a 422 that names it.
    #[schema(value_type = Option<Vec<String>>)]
    company_ids: Option<Vec<Value>>,
    /// An account stage's id or name: the deal of the company that is meant moves there if that is forward (A14).
    stage: Option<String>,
}

/// What a site says of a company; other keys are metadata.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "documents what `companies` reads")]
pub(crate) struct IdentifyCompany {
    /// An account's id.
    id: Option<String>,
    #[schema(max_length = 200)]
    name: Option<String>,
    #[schema(max_length = 200)]
    domain: Option<String>,
    #[schema(max_length = 200)]
    industry: Option<String>,
    #[schema(max_length = 200)]
    website: Option<String>,
    #[schema(max_length = 200)]
    phone: Option<String>,
}

/// Links the browser to a person, and the person to companies. A person with an email is found or made: a contact of a
/// placeholder company, until a real one is named (A6–A9). A lead stays a lead unless the call carries a company; then it
/// becomes a contact of that (D22). A browser learns nothing of what is stored.
///
/// What is said here is what is so now: `metadata` is current state, where `track` is a point in time (A23).
#[utoipa::path(tag = "public", request_body(content = IdentifyRequest, description = "As application/json or text/plain"),
    responses((status = 200, body = Identified, description = "To a server with an API key that has widget:write"),
              (status = 204, description = "To a browser: taken; or the widget is unknown")))]
#[post("/api/widget/identify")]
pub(crate) async fn identify_visitor(
    request: HttpRequest,
    hydra: web::Data<Hydra>,
    body: Bounded<BODY_LIMIT>,
) -> Result<HttpResponse, Failure> {
    let call: IdentifyRequest = parse(&body.0)?;
    let sender = match Sender::of(&request, &hydra, &call.widget_key).await {
        Ok(Some(sender)) => sender,
        Ok(None) => return Ok(HttpResponse::NoContent().finish()),
        Err(SenderRefused::Failed(failure)) => return Err(failure),
        Err(SenderRefused::Answered(response)) => return Ok(response),
    };
    Ok(match link(&hydra, &sender, call).await {
        Ok(None) => sender.cors.answer(HttpResponse::NoContent().finish()),
        outcome => sender.answer(outcome),
    })
}

/// Whom the call meant, for a server; nothing for a browser.
async fn link(hydra: &Hydra, sender: &Sender, body: IdentifyRequest) -> Result<Option<Identified>, Failure> {
    sender.allowed(hydra)?;
    let server = sender.server.is_some();
    let call = call_of(hydra, sender, body)?;
    allowed_unverified(&call)?;
    // Nothing was said: not a word about a person, so that nothing is stored.
    if call.user_id.is_none() && call.email.is_none() {
        let verified = call.trust != Trust::Nobody;
        let (customer_id, kind, account_id) = (None, None, None);
        let nobody = Identified { customer_id, kind, account_id, verified, applied: None, reason: None, stage: None };
        return Ok(server.then_some(nobody));
    }
    let (workspace, now) = (sender.key.workspace, hydra.now());
    let asked = call.companies.stage.is_some();
    hydra
        .write(workspace, move |conn| {
            let country = workspace::get(conn, workspace)?.country;
            let done = identify::identify(conn, workspace, &call, &country, now)?;
            if let Some(lead) = done.converted {
                board::take_off(conn, workspace, lead)?;
            }
            if let Some((lead, person)) = done.absorbs.zip(done.person) {
                inbox::absorb(conn, workspace, (lead, person), Actor::System, now)?;
            }
            if !server {
                return Ok(None);
            }
            let person = done.person.map(|id| people::get(conn, workspace, id)).transpose()?;
            let (kind, account_id) = person.map_or((None, None), |row| (Some(row.kind), row.account_id));
            let stage = done.company.map(|company| stage_of(conn, workspace, company)).transpose()?.flatten();
            let reason = match done.deal {
                Some(deal) => deal.reason.map(|reason| reason.to_string()),
                None if asked && account_id.is_some() => Some("company_ambiguous".to_owned()),
                None => asked.then(|| "not_linked".to_owned()),
            };
            Ok(Some(Identified {
                customer_id: done.person,
                kind,
                account_id: done.company.map(Id::uuid).or(account_id),
                verified: done.verified,
                applied: asked.then(|| done.deal.is_some_and(|deal| deal.applied)),
                reason,
                stage,
            }))
        })
        .await
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

/// Merges properties into the visitor's record, key by key; never into a company's.
///
/// For what is so now; `track` is for what happened, and changes none of this (A23).
#[utoipa::path(tag = "public", request_body(content = PropertiesRequest, description = "As application/json or text/plain"),
    responses((status = 200, body = Applied)))]
#[post("/api/widget/set-properties")]
pub(crate) async fn set_properties(
    request: HttpRequest,
    hydra: web::Data<Hydra>,
    body: Bounded<BODY_LIMIT>,
) -> Result<HttpResponse, Failure> {
    let call: PropertiesRequest = parse(&body.0)?;
    let sender = match Sender::of(&request, &hydra, &call.widget_key).await {
        Ok(Some(sender)) => sender,
        Ok(None) => return Ok(any_origin(&request, HttpResponse::Ok().json(Applied::unknown_widget()))),
        Err(SenderRefused::Failed(failure)) => return Err(failure),
        Err(SenderRefused::Answered(response)) => return Ok(response),
    };
    let body = IdentifyRequest {
        widget_key: call.widget_key,
        anon_visitor_id: call.anon_visitor_id,
        user_id: call.user_id,
        email: None,
        traits: Some(call.properties),
        url: None,
        user_hash: call.user_hash,
        company: None,
        company_ids: None,
        stage: None,
    };
    let written = write_properties(&hydra, &sender, body).await;
    Ok(sender.answer(written.map(|()| Applied { applied: true, reason: None })))
}

async fn write_properties(hydra: &Hydra, sender: &Sender, body: IdentifyRequest) -> Result<(), Failure> {
    sender.allowed(hydra)?;
    // The fields are told by the names that this call has.
    let call = call_of(hydra, sender, body).map_err(|mut problem| {
        problem.errors.iter_mut().filter(|e| e.field == "traits").for_each(|e| e.field = "properties".to_owned());
        problem
    })?;
    allowed_unverified(&call)?;
    let (workspace, now) = (sender.key.workspace, hydra.now());
    hydra.write(workspace, move |conn| Ok(identify::set_properties(conn, workspace, &call, now)?)).await
}

/// What a strict widget says to a call that anyone could have made (D23).
fn allowed_unverified(call: &Call) -> Result<(), Failure> {
    if call.strict && call.trust == Trust::Nobody {
        return Err(tracking::Error::Unverified.into());
    }
    Ok(())
}

fn call_of(hydra: &Hydra, sender: &Sender, body: IdentifyRequest) -> Result<Call, Problem> {
    let visitor = sender.visitor(body.anon_visitor_id)?;
    let user_id = user_id_of(body.user_id.as_ref());
    let mut traits = body.traits.unwrap_or_default();
    let in_traits = traits.remove("user_hash");
    let hash = body.user_hash.or_else(|| in_traits.and_then(|hash| hash.as_str().map(ToOwned::to_owned)));
    bounded("traits", &traits)?;
    let email = match body.email.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) => {
            Some(Email::parse(text).map_err(|_| Problem::field("email", "invalid", "is not an email address"))?)
        }
        None => user_id.as_deref().and_then(|id| Email::parse(id).ok()),
    };
    let email = email.or_else(|| traits.get("email").and_then(Value::as_str).and_then(|text| Email::parse(text).ok()));
    let widget = &sender.widget;
    let page = body.url.filter(|_| widget.tracking_enabled).unwrap_or_default();
    let server = sender.server.is_some();
    Ok(Call {
        trust: sender.trust(hydra, user_id.as_deref(), hash.as_deref()),
        visitor,
        user_id,
        email,
        traits,
        companies: companies(server, body.company, body.company_ids, body.stage)?,
        page: widget.tracking_enabled.then(|| page.replace('\0', "").chars().take(event::MAX_URL).collect()),
        // A server's own agent says nothing of the visitor's browser.
        agent: sender.agent.clone().filter(|_| !server),
        strict: widget.identity_verification == Verification::Strict,
    })
}

/// What a call says of companies. An id that can't be one is as good as unknown: a server is told, a browser is not.
fn companies(
    server: bool,
    company: Option<Map<String, Value>>,
    ids: Option<Vec<Value>>,
    stage: Option<String>,
) -> Result<Companies, Problem> {
    let ids = ids.unwrap_or_default();
    if ids.len() > MAX_COMPANIES {
        return Err(Problem::field("company_ids", "too_many", format!("may be at most {MAX_COMPANIES}")));
    }
    let mut links = Vec::new();
    for (place, id) in ids.iter().enumerate() {
        links.extend(account_id(&format!("company_ids[{place}]"), id, server)?);
    }
    let stage = stage.filter(|text| !text.trim().is_empty());
    let Some(mut company) = company else { return Ok(Companies { links, stage, ..Companies::default() }) };
    bounded("company", &company)?;
    let id = company.remove("id").filter(|id| !id.is_null() && id.as_str() != Some(""));
    let active = match &id {
        Some(id) => account_id("company.id", id, server)?,
        None => None,
    };
    let mut text = |key: &'static str| -> Result<Option<String>, Problem> {
        let field = || format!("company.{key}");
        match company.remove(key) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if text.trim().is_empty() => Ok(None),
            Some(Value::String(text)) if text.chars().count() <= MAX_TEXT => Ok(Some(text.trim().to_owned())),
            Some(Value::String(_)) => {
                Err(Problem::field(field(), "too_large", format!("is longer than {MAX_TEXT} characters")))
            }
            Some(_) => Err(Problem::field(field(), "invalid", "is not a text")),
        }
    };
    let mut said = Said {
        name: text("name")?,
        by_id: active.is_some(),
        domain: text("domain")?,
        industry: text("industry")?,
        website: text("website")?,
        phone: text("phone")?,
        metadata: Map::new(),
    };
    said.metadata = company;
    // What is said of a company that is not there is said of none.
    let said = Some(said).filter(|_| id.is_none() || active.is_some());
    Ok(Companies { active, said, links, stage })
}

fn account_id(field: &str, value: &Value, server: bool) -> Result<Option<Id<Account>>, Problem> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return Err(Problem::field(field, "invalid", "is not the id of a company")),
    };
    match text.parse() {
        Ok(id) => Ok(Some(id)),
        Err(_) if server => Err(Problem::field(field, "invalid", "is no company of this workspace")),
        Err(_) => Ok(None),
    }
}
