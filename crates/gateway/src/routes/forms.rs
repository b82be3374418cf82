//! The widget's form: what a visitor fills in becomes a lead, and the visitor's history is theirs (H50, S5).

use actix_web::{HttpRequest, HttpResponse, ResponseError, post, web};
use crm_core::{lead::Captured, person};
use pipeline::form::{self, Form};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tracking::{
    Widget, WidgetKey, event,
    identify::{self, Meeting},
    visitor::VisitorKey,
    widget::Verification,
};
use utoipa::ToSchema;

use crate::{
    address,
    body::{Bounded, parse},
    error::{Failure, FieldError, Problem},
    routes::widget::{Cors, agent_of},
    state::Hydra,
};

/// The most that a form may send.
const BODY_LIMIT: usize = 64 * 1024;

/// A form as it was filled in.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct FormRequest {
    widget_key: String,
    /// 1 to 64 letters, digits, `-` and `_`; left out where the visitor is not followed.
    anon_visitor_id: Option<String>,
    /// The page that it stands on.
    page: Option<String>,
    /// Answers by the fields' keys.
    #[schema(value_type = Object)]
    fields: Map<String, Value>,
    /// People do not see this field: whoever fills it in is none.
    website: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FormAnswer {
    success: bool,
}

/// Makes a lead of a form's answers, or brings the one up to date who is known by them.
#[utoipa::path(tag = "public", request_body(content = FormRequest, description = "As application/json or text/plain"),
    responses((status = 202, body = FormAnswer)))]
#[post("/api/widget/form")]
pub(crate) async fn submit_form(
    request: HttpRequest,
    hydra: web::Data<Hydra>,
    body: Bounded<BODY_LIMIT>,
) -> Result<HttpResponse, Failure> {
    let caller = address::of(&request, &hydra.configuration.http.trusted_proxies);
    let sent: FormRequest = parse(&body.0)?;
    let key = WidgetKey::parse(&sent.widget_key).ok_or_else(Problem::not_found)?;
    let widget = hydra.widget(key, caller).await?.ok_or_else(Problem::not_found)?;
    let cors = Cors::of(&request, &widget);
    let taken = async {
        cors.allowed()?;
        hydra.limits.widget(key, caller)?;
        take(&hydra, key, &widget, agent_of(&request), sent).await
    };
    Ok(cors.answer(match taken.await {
        Ok(()) => HttpResponse::Accepted().json(FormAnswer { success: true }),
        Err(failure) => failure.error_response(),
    }))
}

async fn take(
    hydra: &Hydra,
    key: WidgetKey,
    widget: &Widget,
    agent: Option<String>,
    sent: FormRequest,
) -> Result<(), Failure> {
    // A machine is told what a person is told.
    if sent.website.is_some_and(|text| !text.trim().is_empty()) {
        return Ok(());
    }
    let unreadable = |error| db::Error::Unavailable(format!("an unreadable form: {error}"));
    let form = Form::deserialize(&widget.form).map_err(unreadable)?;
    let known = sent.anon_visitor_id.filter(|_| widget.tracking_enabled);
    if known.as_deref().is_some_and(|id| !event::is_anon_id(id)) {
        return Err(Problem::field("anon_visitor_id", "invalid", "must be 1 to 64 letters, digits, - and _").into());
    }
    let page = sent.page.unwrap_or_default().replace('\0', "").chars().take(event::MAX_URL).collect::<String>();
    let meeting = known.map(|anon_visitor_id| Meeting {
        visitor: VisitorKey { widget: widget.id, anon_visitor_id },
        page,
        agent,
    });
    let (workspace, now) = (key.workspace, hydra.now());
    let source = (widget.id.uuid(), widget.name.clone());
    let strict = widget.identity_verification == Verification::Strict;
    hydra
        .write(workspace, move |conn| {
            let country = form::country(conn, workspace)?;
            let answers = form.read(&sent.fields, &country).map_err(wrong)?;
            // The browser before the person, as identify locks them.
            let visitor = meeting.as_ref().map(|meeting| identify::meet(conn, workspace, meeting, now)).transpose()?;
            let email = answers.0.email.clone();
            let lead = form::submit(conn, workspace, (source.0, &source.1), answers, now)?;
            let Some(visitor) = visitor else { return Ok(()) };
            // Whoever has this email as a contact is who the visitor is, as for identify; the lead shows that there is one.
            let contact = match &email {
                Some(email) => person::contact_by_email(conn, workspace, email)?,
                None => None,
            };
            // Nobody vouches for a form (D23): a strict widget gives a browser to nobody who was known before.
            let known = contact.is_some() || !matches!(lead, Captured::Created(_));
            if strict && known {
                return Ok(());
            }
            let who = contact.map_or(lead.id(), |contact| contact.id);
            Ok(identify::recognise(conn, workspace, visitor, who, now)?)
        })
        .await
}

/// Each field that is wrong, for the page to show beside it.
fn wrong(fields: Vec<form::Wrong>) -> Failure {
    let mut problem = Problem::field("fields", "invalid", "need another look");
    problem.errors = fields
        .into_iter()
        .map(|wrong| FieldError { field: wrong.field, code: "invalid".to_owned(), message: wrong.message.to_owned() })
        .collect();
    problem.into()
}
