//! Where the links of emails lead: the page on which people unsubscribe (RFC 8058), the picture that tells that one was opened,
//! and the way to a link that was followed. Each proves the message that it came with; none leads anywhere but where that
//! message's own links do.

use actix_web::{HttpRequest, HttpResponse, get, http::StatusCode, post, web};
use automations::run;
use db::{Conn, Id, WorkspaceId};
use messaging::{
    Error, Message, Status,
    link::{self, Purpose},
    message::{self, Receipt},
    receipt::Which,
    rules, text,
};
use tenancy::workspace;
use time::OffsetDateTime;
use url::Url;

use crate::{
    address,
    error::{Failure, Problem},
    send::told,
    state::Hydra,
};

/// A transparent picture of one pixel.
const PICTURE: &[u8; 43] =
    b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\0\0\0!\xf9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";

/// The page of an email's link: a button, so that no scanner of links unsubscribes anybody.
#[utoipa::path(tag = "public", params(("token" = String, Path)), responses((status = 200, body = String, content_type = "text/html")))]
#[get("/u/{token}")]
pub(crate) async fn unsubscribe_page(
    hydra: web::Data<Hydra>,
    token: web::Path<String>,
) -> Result<HttpResponse, Failure> {
    let (workspace, id) = link::read(&hydra.secret_key, Purpose::Unsubscribe, &token).ok_or_else(Problem::not_found)?;
    let (address, name) = hydra
        .write(workspace, move |conn| {
            let message = message::get(conn, workspace, id)?;
            Ok((message.address, workspace::get(conn, workspace)?.name))
        })
        .await?;
    let (address, name) = (text::escaped(&address), text::escaped(&name));
    let content = format!(
        "<h1>Unsubscribe</h1><p>{name} will send no more emails to <strong>{address}</strong>.</p>\
         <form method=\"post\"><button>Unsubscribe</button></form>"
    );
    Ok(page(StatusCode::OK, "Unsubscribe", &content))
}

/// Takes the address off the list: by the page's button, or by a mail program with one click (RFC 8058).
#[utoipa::path(tag = "public", params(("token" = String, Path)),
    request_body(content = Object, content_type = "application/x-www-form-urlencoded", description = "List-Unsubscribe=One-Click, or nothing"),
    responses((status = 200, body = String, content_type = "text/html")))]
#[post("/u/{token}")]
pub(crate) async fn unsubscribe_now(
    hydra: web::Data<Hydra>,
    token: web::Path<String>,
) -> Result<HttpResponse, Failure> {
    let (workspace, id) = link::read(&hydra.secret_key, Purpose::Unsubscribe, &token).ok_or_else(Problem::not_found)?;
    let now = hydra.now();
    hydra
        .write(workspace, move |conn| {
            let message = link::unsubscribe(conn, workspace, id, now)?;
            let who: Vec<_> = message.customer_id.into_iter().collect();
            Ok(run::cancel_of(conn, workspace, &who, "They have unsubscribed.", now)?)
        })
        .await?;
    let content = "<h1>You are unsubscribed</h1><p>No more emails will come. You can close this page.</p>";
    Ok(page(StatusCode::OK, "Unsubscribe", content))
}

/// The picture of an email that was opened; the same for whoever asks.
#[utoipa::path(tag = "public", params(("token" = String, Path)), responses((status = 200, body = Vec<u8>, content_type = "image/gif")))]
#[get("/o/{token}")]
pub(crate) async fn show_picture(
    request: HttpRequest,
    hydra: web::Data<Hydra>,
    token: web::Path<String>,
) -> HttpResponse {
    // Nobody's mail program is told what went wrong.
    if let Err(failure) = open(&request, &hydra, &token).await {
        tracing::debug!(%failure, "an email's picture counted nothing");
    }
    HttpResponse::Ok().content_type("image/gif").insert_header(("Cache-Control", "no-store")).body(&PICTURE[..])
}

async fn open(request: &HttpRequest, hydra: &Hydra, token: &str) -> Result<(), Failure> {
    hydra.limits.look_up(address::of(request, &hydra.configuration.http.trusted_proxies))?;
    let (workspace, id) = link::read(&hydra.secret_key, Purpose::Open, token).ok_or_else(Problem::not_found)?;
    let now = hydra.now();
    hydra
        .write(workspace, move |conn| {
            if rules::get(conn, workspace)?.0.email_tracking {
                opened(conn, workspace, id, now)?;
            }
            Ok(())
        })
        .await
}

/// Whoever sees a message's picture or follows its link has opened it.
fn opened(conn: &mut Conn, workspace: WorkspaceId, id: Id<Message>, now: OffsetDateTime) -> Result<(), Failure> {
    if message::get(conn, workspace, id)?.status == Status::Read {
        return Ok(());
    }
    let receipt = Receipt { status: Status::Read, code: None, detail: None, at: now };
    told(conn, workspace, &Which::Ours(id), &receipt, now)
}

/// Leads to where a link of an email leads, and counts that it was followed.
#[utoipa::path(tag = "public", params(("token" = String, Path), ("link" = usize, Path, description = "Which of its links, from 0")),
    responses((status = 302), (status = 404, body = String, content_type = "text/html")))]
#[get("/c/{token}/{link}")]
pub(crate) async fn follow_link(
    request: HttpRequest,
    hydra: web::Data<Hydra>,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, Failure> {
    hydra.limits.look_up(address::of(&request, &hydra.configuration.http.trusted_proxies))?;
    let (token, number) = path.into_inner();
    let nowhere = || {
        let content = "<h1>This link leads nowhere</h1><p>The message that it came with is gone.</p>";
        Ok(page(StatusCode::NOT_FOUND, "Not found", content))
    };
    let ours = link::read(&hydra.secret_key, Purpose::Click, &token).zip(number.parse::<usize>().ok());
    let Some(((workspace, id), number)) = ours else { return nowhere() };
    let now = hydra.now();
    let target = hydra
        .write(workspace, move |conn| {
            let message = match message::get(conn, workspace, id) {
                Ok(message) => message,
                Err(Error::NotFound) => return Ok(None),
                Err(error) => return Err(error.into()),
            };
            // As a header may have it, whatever letters stand in the message.
            let target = link::target(&message, number).and_then(|url| Url::parse(url).ok());
            if target.is_some() && rules::get(conn, workspace)?.0.email_tracking {
                opened(conn, workspace, id, now)?;
                link::follow(conn, workspace, &message, number, now)?;
            }
            Ok(target)
        })
        .await?;
    let Some(target) = target else { return nowhere() };
    Ok(HttpResponse::Found()
        .insert_header(("Location", target.as_str()))
        .insert_header(("Cache-Control", "no-store"))
        .insert_header(("Referrer-Policy", "no-referrer"))
        .insert_header(("X-Robots-Tag", "noindex"))
        .finish())
}

fn page(status: StatusCode, title: &str, content: &str) -> HttpResponse {
    let style = "body{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1.5rem;color:#1c1b1a;\
                 background:#fff;overflow-wrap:anywhere}h1{font-size:1.5rem}button{font:inherit;font-weight:600;\
                 padding:.6rem 1.2rem;border:0;border-radius:.5rem;background:#0b7a83;color:#fff;cursor:pointer}\
                 @media(prefers-color-scheme:dark){body{background:#171615;color:#f2f0ee}}";
    HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .insert_header(("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'"))
        .insert_header(("Referrer-Policy", "no-referrer"))
        .insert_header(("X-Robots-Tag", "noindex"))
        .body(format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\
             <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><style>{style}</style></head>\
             <body><main>{content}</main></body></html>"
        ))
}
