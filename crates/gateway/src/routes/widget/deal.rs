//! `set-stage` and `set-deal`: the deal on the company that a visitor acts for (A11, A14–A18).

use actix_web::{HttpRequest, HttpResponse, post, web};
use analytics::people;
use crm_core::{account::Account, deal::Mode};
use db::Id;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tracking::{
    company::{self, DealCall},
    widget::Verification,
};
use utoipa::ToSchema;

use super::{Applied, BODY_LIMIT, Identified, Sender, SenderRefused, any_origin, stage_of, user_id_of};
use crate::{
    body::{Bounded, parse},
    error::{Failure, Problem},
    state::Hydra,
    wire::Amount,
    words,
};

/// Where the deal stands.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct StageRequest {
    widget_key: String,
    /// 1 to 64 letters, digits, `-` and `_`.
    anon_visitor_id: String,
    /// An account stage's id or name.
    stage: String,
    /// One of the contact's companies; else the active one is meant, else the only one (A11).
    #[schema(value_type = Option<String>)]
    company_id: Option<Value>,
    /// `advance_only` without one: never back, never out of won or lost, never into lost (D9). `exact` writes what it is told,
    /// and needs a verified call.
    #[schema(value_type = Option<words::DealMode>)]
    mode: Option<Mode>,
    /// With `user_hash`: makes the call a verified one.
    #[schema(value_type = Option<String>)]
    user_id: Option<Value>,
    user_hash: Option<String>,
}

/// What the deal is worth.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct DealRequest {
    widget_key: String,
    /// 1 to 64 letters, digits, `-` and `_`.
    anon_visitor_id: String,
    /// A decimal number in the company's currency, not negative, of at most two decimals; as a text or a number.
    #[schema(value_type = String)]
    value: Amount,
    /// An account stage's id or name; the deal moves there if that is forward.
    stage: Option<String>,
    /// One of the contact's companies; else the active one is meant, else the only one (A11).
    #[schema(value_type = Option<String>)]
    company_id: Option<Value>,
    /// With `user_hash`: makes the call a verified one.
    #[schema(value_type = Option<String>)]
    user_id: Option<Value>,
    user_hash: Option<String>,
}

/// A browser hears whether something was written; a server of whom and what, too.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum DealAnswer {
    Browser(Applied),
    Server(Box<Identified>),
}

/// Sets the stage of the deal on the visitor's company. A person's move is never undone by an unverified call (A18, D23).
///
/// The visitor must be linked to a contact, and that to the company that is meant: else 422 `not_linked`; with several
/// companies and nothing that says which, 422 `company_ambiguous` (a server is told which: `companies`). 403
/// `identity_unverified` for what only a verified call may ask.
#[utoipa::path(tag = "public", request_body(content = StageRequest, description = "As application/json or text/plain"),
    responses((status = 200, body = DealAnswer)))]
#[post("/api/widget/set-stage")]
pub(crate) async fn set_stage(
    request: HttpRequest,
    hydra: web::Data<Hydra>,
    body: Bounded<BODY_LIMIT>,
) -> Result<HttpResponse, Failure> {
    let call: StageRequest = parse(&body.0)?;
    let stage = Some((call.stage, call.mode.unwrap_or(Mode::AdvanceOnly)));
    let said = Call {
        widget_key: call.widget_key,
        anon_visitor_id: call.anon_visitor_id,
        user_id: call.user_id,
        user_hash: call.user_hash,
        company_id: call.company_id,
        stage,
        value: None,
    };
    answer(&request, &hydra, said).await
}

/// Sets what the deal on the visitor's company is worth, and its stage if that is forward. `applied` when either was written;
/// `reason` is why the other was not. Refusals as of `set-stage`.
#[utoipa::path(tag = "public", request_body(content = DealRequest, description = "As application/json or text/plain"),
    responses((status = 200, body = DealAnswer)))]
#[post("/api/widget/set-deal")]
pub(crate) async fn set_deal(
    request: HttpRequest,
    hydra: web::Data<Hydra>,
    body: Bounded<BODY_LIMIT>,
) -> Result<HttpResponse, Failure> {
    let call: DealRequest = parse(&body.0)?;
    let said = Call {
        widget_key: call.widget_key,
        anon_visitor_id: call.anon_visitor_id,
        user_id: call.user_id,
        user_hash: call.user_hash,
        company_id: call.company_id,
        stage: call.stage.map(|stage| (stage, Mode::AdvanceOnly)),
        value: Some(call.value.0),
    };
    answer(&request, &hydra, said).await
}

/// Either of the two.
struct Call {
    widget_key: String,
    anon_visitor_id: String,
    user_id: Option<Value>,
    user_hash: Option<String>,
    company_id: Option<Value>,
    stage: Option<(String, Mode)>,
    value: Option<Decimal>,
}

async fn answer(request: &HttpRequest, hydra: &Hydra, call: Call) -> Result<HttpResponse, Failure> {
    match Sender::of(request, hydra, &call.widget_key).await {
        Ok(Some(sender)) => Ok(sender.answer(write(hydra, &sender, call).await)),
        Ok(None) => Ok(any_origin(request, HttpResponse::Ok().json(Applied::unknown_widget()))),
        Err(SenderRefused::Failed(failure)) => Err(failure),
        Err(SenderRefused::Answered(response)) => Ok(response),
    }
}

async fn write(hydra: &Hydra, sender: &Sender, call: Call) -> Result<DealAnswer, Failure> {
    sender.allowed(hydra)?;
    let user_id = user_id_of(call.user_id.as_ref());
    let server = sender.server.is_some();
    let call = DealCall {
        visitor: sender.visitor(call.anon_visitor_id)?,
        trust: sender.trust(hydra, user_id.as_deref(), call.user_hash.as_deref()),
        user_id,
        strict: sender.widget.identity_verification == Verification::Strict,
        company: named(call.company_id.as_ref())?,
        stage: call.stage,
        value: call.value,
    };
    let (workspace, now) = (sender.key.workspace, hydra.now());
    hydra
        .write(workspace, move |conn| {
            let done = company::set_deal(conn, workspace, &call, now)?;
            let reason = done.outcome.reason.map(|reason| reason.to_string());
            let applied = done.outcome.applied;
            if !server {
                return Ok(DealAnswer::Browser(Applied { applied, reason }));
            }
            Ok(DealAnswer::Server(Box::new(Identified {
                customer_id: Some(done.who),
                kind: Some(people::get(conn, workspace, done.who)?.kind),
                account_id: Some(done.company.uuid()),
                verified: done.verified,
                applied: Some(applied),
                reason,
                stage: stage_of(conn, workspace, done.company)?,
            })))
        })
        .await
}

/// The company that a call names: the inner `None` is what is no id of any.
fn named(company_id: Option<&Value>) -> Result<Option<Option<Id<Account>>>, Problem> {
    match company_id {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.trim().parse().ok())),
        Some(Value::Number(_)) => Ok(Some(None)),
        Some(_) => Err(Problem::field("company_id", "invalid", "is not the id of a company")),
    }
}
