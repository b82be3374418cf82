//! Request bodies, bounded before they are parsed.

use std::{future::Future, pin::Pin};

use actix_web::{FromRequest, HttpRequest, dev, http::StatusCode, web::BytesMut};
use serde::de::DeserializeOwned;

use crate::error::{Failure, Problem};

/// The most that a JSON body of the API may have; an overlong text below it is told by its field's name.
const JSON_LIMIT: usize = 2 * 1024 * 1024;

type BoxFuture<T> = Pin<Box<dyn Future<Output = Result<T, Failure>>>>;

/// A body of at most `LIMIT` bytes, whatever its type.
#[derive(Debug)]
pub(crate) struct Bounded<const LIMIT: usize>(pub(crate) BytesMut);

impl<const LIMIT: usize> FromRequest for Bounded<LIMIT> {
    type Error = Failure;
    type Future = BoxFuture<Self>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let declared = request.headers().get("Content-Length").and_then(|v| v.to_str().ok()?.parse::<usize>().ok());
        let payload = payload.take();
        Box::pin(async move { read(payload, declared, LIMIT).await.map(Self) })
    }
}

/// Reads a body of at most `limit` bytes.
pub(crate) async fn read(
    mut payload: dev::Payload,
    declared: Option<usize>,
    limit: usize,
) -> Result<BytesMut, Failure> {
    let too_large = || {
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", format!("The body may have at most {limit} bytes."))
    };
    if declared.is_some_and(|length| length > limit) {
        return Err(too_large().into());
    }
    let mut body = BytesMut::with_capacity(declared.unwrap_or(1024));
    loop {
        let chunk = std::future::poll_fn(|context| {
            let mut payload = Pin::new(&mut payload);
            <dev::Payload as futures_core::Stream>::poll_next(payload.as_mut(), context)
        });
        match chunk.await {
            None => return Ok(body),
            Some(Err(error)) => return Err(Problem::malformed(format!("The body could not be read: {error}")).into()),
            Some(Ok(chunk)) if body.len() + chunk.len() > limit => return Err(too_large().into()),
            Some(Ok(chunk)) => body.extend_from_slice(&chunk),
        }
    }
}

/// A JSON body of the API. Unknown and ill-typed fields are a 422 that names them.
#[derive(Debug)]
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned + 'static> FromRequest for Body<T> {
    type Error = Failure;
    type Future = BoxFuture<Self>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let is_json = request.headers().get("Content-Type").and_then(|v| v.to_str().ok()).is_some_and(|value| {
            let kind = value.split(';').next().unwrap_or_default().trim();
            kind.eq_ignore_ascii_case("application/json") || kind.ends_with("+json")
        });
        let bounded = Bounded::<JSON_LIMIT>::from_request(request, payload);
        Box::pin(async move {
            let Bounded(bytes) = bounded.await?;
            if !is_json {
                let detail = "Send JSON, with Content-Type: application/json.";
                return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", detail).into());
            }
            parse(&bytes).map(Body)
        })
    }
}

/// Reads JSON and says which field is wrong.
pub(crate) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    // serde would take a list for a struct, field by field.
    if bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[') {
        return Err(Problem::malformed("The body is a list; send a JSON object.").into());
    }
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let parsed = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
        let inner = error.into_inner();
        let message = inner.to_string();
        match inner.classify() {
            // serde names an unknown or missing field in its message only: `unknown field `x`, expected …`.
            serde_json::error::Category::Data => {
                let named = message.split('`').nth(1).filter(|_| message.contains("field `"));
                let field = match (path.as_str(), named) {
                    (".", Some(name)) => name.to_owned(),
                    (path, Some(name)) if path != name && !path.ends_with(&format!(".{name}")) => {
                        format!("{path}.{name}")
                    }
                    (path, _) => path.to_owned(),
                };
                let text = message.split(" at line ").next().unwrap_or_default();
                Problem::field(field, "invalid", format!("is refused: {text}"))
            }
            _ => Problem::malformed(format!("The body is not valid JSON: {message}")),
        }
    })?;
    deserializer.end().map_err(|e| Problem::malformed(format!("The body is not valid JSON: {e}")))?;
    Ok(parsed)
}
