//! What providers of messages call back. Nothing is read before its signature was checked (P11).

use actix_web::{HttpRequest, HttpResponse, get, http::StatusCode, post, web};
use automations::run;
use crm_core::timeline::{self, Fact};
use db::{Conn, CustomerId, Id, WorkspaceId};
use inbox::{
    Conversation,
    email::{self, Received},
};
use messaging::{
    Channel, Message, channel, inbound,
    message::Receipt,
    provider::{self, TwilioCallback, WhatsappHeard},
    receipt::Which,
    template,
};
use outbound::signature;
use serde::{Deserialize, Serialize};
use tenancy::Actor;
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    address,
    body::{self, Bounded},
    error::{Failure, Problem},
    send::told,
    state::Hydra,
};

/// The most that a provider may send at once.
const BODY_LIMIT: usize = 1024 * 1024;
/// The most that an email may have, attachments included.
const MAIL_LIMIT: usize = 25 * 1024 * 1024;

#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct TwilioQuery {
    /// Which of our messages: it stands in the address that Twilio was given with it.
    message: Option<Uuid>,
}

/// Hears from Twilio how a message stands, or what somebody wrote back.
#[utoipa::path(tag = "public", params(("channel_key" = String, Path), TwilioQuery,
        ("X-Twilio-Signature" = Option<String>, Header, description = "As Twilio makes it")),
    request_body(content = Object, content_type = "application/x-www-form-urlencoded", description = "As Twilio sends it"),
    responses((status = 204)))]
#[post("/callbacks/twilio/{channel_key}")]
pub(crate) async fn hear_twilio(
    request: HttpRequest,
    hydra: web::Data<Hydra>,
    key: web::Path<String>,
    query: web::Query<TwilioQuery>,
    body: Bounded<BODY_LIMIT>,
) -> Result<HttpResponse, Failure> {
    let workspace = channel::of_callback(&hydra.secret_key, Channel::Sms, &key).ok_or_else(Problem::not_found)?;
    let form: Vec<(String, String)> = url::form_urlencoded::parse(&body.0).into_owned().collect();
    let signature = header(&request, "X-Twilio-Signature");
    let path = request.uri().path_and_query().map(|path| path.as_str().to_owned()).unwrap_or_default();
    let called = format!("{}{path}", hydra.configuration.public_url());
    let (secrets, now, ours) = (hydra.secret_key.clone(), hydra.now(), query.message);
    hydra
        .write(workspace, move |conn| {
            let token = channel::get(conn, workspace, Channel::Sms)?.secrets(&secrets).remove("auth_token");
            if !token.is_some_and(|token| provider::is_signed_by_twilio(&token, &called, &form, &signature)) {
                return Err(unsigned().into());
            }
            match provider::read_twilio(&form) {
                TwilioCallback::Status(theirs, status, code) => {
                    let detail = code.as_ref().map(|code| format!("Twilio reports the error {code}."));
                    let receipt = Receipt { status, code, detail, at: now };
                    let ours = ours.map(|id| Which::Ours(id.into()));
                    let which = ours.unwrap_or(Which::Theirs(Channel::Sms, theirs));
                    told(conn, workspace, &which, &receipt, now)
                }
                TwilioCallback::Message(from, text) => wrote(conn, workspace, Channel::Sms, (&from, &text), now),
                TwilioCallback::Nothing => Ok(()),
            }
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct MetaQuery {
    #[serde(rename = "hub.verify_token")]
    verify_token: Option<String>,
    #[serde(rename = "hub.challenge")]
    challenge: Option<String>,
}

/// Answers Meta's question whether this address is ours.
#[utoipa::path(tag = "public", params(("channel_key" = String, Path), MetaQuery),
    responses((status = 200, body = String, content_type = "text/plain")))]
#[get("/callbacks/whatsapp/{channel_key}")]
pub(crate) async fn verify_whatsapp(
    hydra: web::Data<Hydra>,
    key: web::Path<String>,
    query: web::Query<MetaQuery>,
) -> Result<HttpResponse, Failure> {
    let workspace = channel::of_callback(&hydra.secret_key, Channel::Whatsapp, &key).ok_or_else(Problem::not_found)?;
    if query.verify_token.as_deref() != Some(channel::verify_token(&hydra.secret_key, workspace).as_str()) {
        return Err(unsigned().into());
    }
    // Meta sends digits; nothing else is said back.
    let challenge: String = query.challenge.iter().flat_map(|text| text.chars()).filter(char::is_ascii_digit).collect();
    Ok(HttpResponse::Ok().content_type("text/plain").body(challenge))
}

/// Hears from Meta how messages stand, what people wrote back, and whether templates may be sent.
#[utoipa::path(tag = "public", params(("channel_key" = String, Path),
        ("X-Hub-Signature-256" = Option<String>, Header, description = "As Meta makes it")),
    request_body(content = Object, description = "As Meta sends it"), responses((status = 204)))]
#[post("/callbacks/whatsapp/{channel_key}")]
pub(crate) async fn hear_whatsapp(
    request: HttpRequest,
    hydra: web::Data<Hydra>,
    key: web::Path<String>,
    body: Bounded<BODY_LIMIT>,
) -> Result<HttpResponse, Failure> {
    let workspace = channel::of_callback(&hydra.secret_key, Channel::Whatsapp, &key).ok_or_else(Problem::not_found)?;
    let signature = header(&request, "X-Hub-Signature-256");
    let (secrets, now) = (hydra.secret_key.clone(), hydra.now());
    hydra
        .write(workspace, move |conn| {
            let secret = channel::get(conn, workspace, Channel::Whatsapp)?.secrets(&secrets).remove("app_secret");
            if !secret.is_some_and(|secret| provider::is_signed_by_meta(&secret, &body.0, &signature)) {
                return Err(unsigned().into());
            }
            for heard in provider::read_whatsapp(&body.0, now) {
                match heard {
                    WhatsappHeard::Status { id, ours, receipt } => {
                        let ours = ours.and_then(|id| id.parse::<Id<Message>>().ok()).map(Which::Ours);
                        let which = ours.unwrap_or(Which::Theirs(Channel::Whatsapp, id));
                        told(conn, workspace, &which, &receipt, now)?;
                    }
                    WhatsappHeard::Message(from, text) => {
                        wrote(conn, workspace, Channel::Whatsapp, (&from, &text), now)?;
                    }
                    WhatsappHeard::Template { name, language, status } => {
                        template::judged(conn, workspace, (&name, &language), status, now)?;
                    }
                }
            }
            Ok(())
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// What became of a handed-in email.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InboundEmail {
    /// Null for a machine's answer to nobody who is known.
    #[schema(value_type = Option<Uuid>)]
    conversation_id: Option<Id<Conversation>>,
    #[schema(value_type = Option<Uuid>)]
    customer_id: Option<CustomerId>,
}

/// Takes an email in (H50): whoever receives mail for the team posts it here, signed as Standard Webhooks writes it. The same
/// email is stored once.
#[utoipa::path(tag = "public", params(("channel_key" = String, Path),
        ("webhook-id" = Option<String>, Header), ("webhook-timestamp" = Option<String>, Header),
        ("webhook-signature" = Option<String>, Header)),
    request_body(content = String, content_type = "message/rfc822", description = "The email as it came, at most 25 MiB"),
    responses((status = 200, body = InboundEmail)))]
#[post("/callbacks/email/{channel_key}")]
pub(crate) async fn receive_email(
    request: HttpRequest,
    hydra: web::Data<Hydra>,
    key: web::Path<String>,
    payload: web::Payload,
) -> Result<HttpResponse, Failure> {
    hydra.limits.look_up(address::of(&request, &hydra.configuration.http.trusted_proxies))?;
    // Nobody's large bodies are held but those of who knows the address.
    let workspace = channel::of_callback(&hydra.secret_key, Channel::Email, &key).ok_or_else(Problem::not_found)?;
    let body = body::read(payload.into_inner(), None, MAIL_LIMIT).await?;
    let secrets = [channel::inbound_secret(&hydra.secret_key, workspace)];
    let said = ["webhook-id", "webhook-timestamp", "webhook-signature"].map(|name| header(&request, name));
    let now = hydra.now();
    if !signature::is_signed(&secrets, (&said[0], &said[1], &said[2]), &body, now) {
        return Err(unsigned().into());
    }
    let read = web::block(move || email::read(&body)).await;
    let mut mail = read.map_err(|_| Problem::busy("Too much mail at once. Try again."))??;
    mail.id = mail.id.or_else(|| Some(format!("{}{}", email::NAMELESS, said[0])));
    let taken = hydra
        .write(workspace, move |conn| {
            let received = email::receive(conn, workspace, &mail, now)?;
            let Received::Stored { conversation, who, new, automatic } = received else {
                return Ok(InboundEmail { conversation_id: None, customer_id: None });
            };
            if new && !automatic {
                let fact = Fact::MessageReceived { channel: Channel::Email };
                timeline::record(conn, workspace, who, Actor::System, &fact, now)?;
                run::cancel_of(conn, workspace, &[who], "They wrote back.", now)?;
            }
            Ok(InboundEmail { conversation_id: Some(conversation), customer_id: Some(who) })
        })
        .await?;
    Ok(HttpResponse::Ok().json(taken))
}

/// Somebody wrote back.
fn wrote(
    conn: &mut Conn,
    workspace: WorkspaceId,
    channel: Channel,
    said: (&str, &str),
    now: OffsetDateTime,
) -> Result<(), Failure> {
    let who = inbound::hear(conn, workspace, channel, said, now)?;
    timeline::record_all(conn, workspace, &who, Actor::System, &Fact::MessageReceived { channel }, now)?;
    Ok(run::cancel_of(conn, workspace, &who, "They wrote back.", now)?)
}

fn unsigned() -> Problem {
    Problem::new(StatusCode::FORBIDDEN, "forbidden", "The call was not signed by this channel's provider.")
}

fn header(request: &HttpRequest, name: &str) -> String {
    request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}
