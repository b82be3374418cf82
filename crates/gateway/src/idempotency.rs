//! `Idempotency-Key` on writes (P2): the same request again, by the same caller and within a day, has one effect and the
//! same answer.
//!
//! The key is taken before the request is handled and the answer kept after it. A server that dies in between leaves a key
//! without an answer; after [`LEASE`] the next attempt is handled again, so that nobody is locked out of what may not have
//! happened.

use actix_web::{
    FromRequest, HttpResponse, ResponseError,
    body::{BoxBody, MessageBody},
    dev::{Payload, ServiceRequest, ServiceResponse},
    http::{Method, StatusCode, header},
    middleware::Next,
    web,
};
use db::{Conn, WorkspaceId, schema::idempotency_keys as keys};
use diesel::prelude::*;
use sha2::{Digest, Sha256};
use time::{Duration, OffsetDateTime};

use crate::{
    auth,
    body::Bounded,
    error::{Failure, Problem},
    state::Hydra,
};

/// The header.
const HEADER: &str = "Idempotency-Key";
/// The longest key, in bytes.
const MAX_KEY: usize = 255;
/// Bodies of requests that may be kept to.
const BODY_LIMIT: usize = 2 * 1024 * 1024;
/// What answers are sealed for: some hold a secret that is shown once.
const SEALED: &str = "idempotent answer";
/// Answers that are kept; a longer one is given once.
const MAX_ANSWER: usize = 256 * 1024;
/// How long a key is remembered.
const KEPT: Duration = Duration::days(1);
/// How long a request may take before its key is free again.
const LEASE: Duration = Duration::minutes(1);

/// What is known of a key.
enum Known {
    /// It is this request's now.
    Taken,
    /// It was answered so; the body is sealed.
    Answered(StatusCode, Vec<u8>),
}

/// Answers a repeated write as the first one was answered. Writes without the header, and uploads, pass.
pub(crate) async fn once<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let is_write = matches!(*request.method(), Method::POST | Method::PATCH | Method::DELETE | Method::PUT);
    let upload = request
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value.to_str().is_ok_and(|text| text.starts_with("multipart/")));
    let header = request.headers().get(HEADER).cloned().filter(|_| is_write && !upload);
    let caller = auth::verified(&request);
    let (Some(header), Some((workspace, actor))) = (header, caller) else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    let key = match header.to_str() {
        Ok(key) if !key.is_empty() && key.len() <= MAX_KEY => key.to_owned(),
        _ => {
            let problem = Problem::field(HEADER, "invalid", format!("must have 1 to {MAX_KEY} visible characters"));
            return Ok(refused(request, problem.into()));
        }
    };
    let (http, payload) = request.parts_mut();
    let body = match Bounded::<BODY_LIMIT>::from_request(http, &mut payload.take()).await {
        Ok(Bounded(bytes)) => bytes.freeze(),
        Err(failure) => return Ok(refused(request, failure)),
    };
    let key_hash = Sha256::digest(format!("{actor}\n{key}")).to_vec();
    let mut asked = Sha256::new();
    asked.update(format!("{} {}\n", request.method(), request.uri()));
    asked.update(&body);
    let request_hash = asked.finalize().to_vec();
    request.set_payload(Payload::from(body));
    let Some(hydra) = request.app_data::<web::Data<Hydra>>().cloned() else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    let now = hydra.now();
    let (mine, wanted) = (key_hash.clone(), request_hash);
    match hydra.write(workspace, move |conn| take(conn, workspace, &mine, &wanted, now)).await {
        Err(failure) => return Ok(refused(request, failure)),
        Ok(Known::Answered(status, sealed)) => {
            let Some(body) = hydra.secret_key.open(SEALED, &sealed) else {
                let detail = "The answer can't be told again: the server's key has changed since.";
                return Ok(refused(request, Problem::new(StatusCode::CONFLICT, "conflict", detail).into()));
            };
            let kind = if status.is_success() { "application/json" } else { "application/problem+json" };
            let mut response = HttpResponse::build(status);
            response.insert_header(("Idempotent-Replayed", "true"));
            if !body.is_empty() {
                response.content_type(kind);
            }
            return Ok(request.into_response(response.body(body)));
        }
        Ok(Known::Taken) => {}
    }
    let answer = next.call(request).await;
    let (http, answer) = match answer {
        Ok(answer) => answer.into_parts(),
        Err(error) => {
            forget(&hydra, workspace, key_hash).await;
            return Err(error);
        }
    };
    let (head, body) = answer.into_parts();
    let body = actix_web::body::to_bytes(body).await.unwrap_or_default();
    // What failed on our side may be tried again, and what is too long to keep is told once.
    if head.status().is_server_error() || body.len() > MAX_ANSWER {
        forget(&hydra, workspace, key_hash).await;
    } else {
        keep(&hydra, workspace, key_hash, head.status(), hydra.secret_key.seal(SEALED, &body)).await;
    }
    Ok(ServiceResponse::new(http, head.set_body(body).map_into_boxed_body()))
}

fn refused(request: ServiceRequest, failure: Failure) -> ServiceResponse<BoxBody> {
    request.into_response(failure.error_response())
}

fn take(
    conn: &mut Conn,
    workspace: WorkspaceId,
    key: &[u8],
    asked: &[u8],
    now: OffsetDateTime,
) -> Result<Known, Failure> {
    let mine = keys::table.filter(keys::workspace_id.eq(workspace));
    let sql = |error: diesel::result::Error| Failure::from(db::Error::from(error));
    diesel::delete(mine.filter(keys::created_at.lt(now - KEPT))).execute(conn).map_err(sql)?;
    let row = (
        keys::workspace_id.eq(workspace),
        keys::key_hash.eq(key),
        keys::request_hash.eq(asked),
        keys::created_at.eq(now),
    );
    let made = diesel::insert_into(keys::table).values(row).on_conflict_do_nothing().execute(conn).map_err(sql)?;
    if made == 1 {
        return Ok(Known::Taken);
    }
    type Row = (Vec<u8>, Option<i16>, Option<Vec<u8>>, OffsetDateTime);
    let (before, status, body, began): Row = mine
        .filter(keys::key_hash.eq(key))
        .for_update()
        .select((keys::request_hash, keys::status, keys::body, keys::created_at))
        .first(conn)
        .map_err(sql)?;
    if before != asked {
        let message = "was sent with another request before; a new request needs a new key";
        return Err(Problem::field(HEADER, "mismatch", message).into());
    }
    let status = status.and_then(|status| StatusCode::from_u16(status.unsigned_abs()).ok());
    match (status, body) {
        (Some(status), Some(body)) => Ok(Known::Answered(status, body)),
        _ if began + LEASE < now => {
            diesel::update(mine.filter(keys::key_hash.eq(key)))
                .set(keys::created_at.eq(now))
                .execute(conn)
                .map_err(sql)?;
            Ok(Known::Taken)
        }
        _ => {
            let detail = "The first request with this key is still being handled. Try again.";
            Err(Problem::new(StatusCode::CONFLICT, "in_progress", detail).into())
        }
    }
}

/// The effect has happened: an answer that can't be kept is not worth failing for.
async fn keep(hydra: &Hydra, workspace: WorkspaceId, key: Vec<u8>, status: StatusCode, sealed: Vec<u8>) {
    let status = i16::try_from(status.as_u16()).unwrap_or_default();
    let kept = hydra
        .write(workspace, move |conn| {
            diesel::update(keys::table.filter(keys::workspace_id.eq(workspace).and(keys::key_hash.eq(&key))))
                .set((keys::status.eq(status), keys::body.eq(&sealed)))
                .execute(conn)
                .map_err(|error| Failure::from(db::Error::from(error)))
        })
        .await;
    if let Err(error) = kept {
        tracing::warn!(%error, "the answer of an idempotency key could not be kept");
    }
}

async fn forget(hydra: &Hydra, workspace: WorkspaceId, key: Vec<u8>) {
    let gone = hydra
        .write(workspace, move |conn| {
            diesel::delete(keys::table.filter(keys::workspace_id.eq(workspace).and(keys::key_hash.eq(&key))))
                .execute(conn)
                .map_err(|error| Failure::from(db::Error::from(error)))
        })
        .await;
    if let Err(error) = gone {
        tracing::warn!(%error, "an idempotency key could not be freed");
    }
}
