//! What the providers that are called by HTTP have in common: which answers mean what.

use std::{error::Error as _, sync::OnceLock};

use reqwest::{
    StatusCode,
    blocking::{Client, RequestBuilder},
    header, redirect,
};
use serde_json::Value;
use time::Duration;

use super::{Endpoints, Outcome};

/// What a provider's own words say of an answer.
pub(super) struct Dialect {
    /// The message's name in a body that takes it.
    pub(super) accepted: fn(&Value) -> Option<String>,
    /// Code and reason in a body that refuses it.
    pub(super) refused: fn(&Value) -> Option<(String, String)>,
}

/// A request to a provider, which it has to answer in time.
pub(super) fn post(endpoints: &Endpoints, url: String) -> Result<RequestBuilder, reqwest::Error> {
    // One for all: it reads the certificates that are trusted.
    static CLIENT: OnceLock<Client> = OnceLock::new();
    let client = match CLIENT.get() {
        Some(client) => client,
        None => {
            // A connection for each message: one that was kept may end just when it is used, and nobody would know whether the
            // provider got what was said (D28).
            let made =
                Client::builder().redirect(redirect::Policy::none()).no_proxy().pool_max_idle_per_host(0).build()?;
            CLIENT.get_or_init(|| made)
        }
    };
    Ok(client.post(url).timeout(endpoints.patience))
}

/// Calls, and reads the answer. A thread of its own: whoever runs jobs may be inside a runtime, which must not be blocked
/// from within.
pub(super) fn call(
    request: impl FnOnce() -> Result<RequestBuilder, reqwest::Error> + Send,
    dialect: &Dialect,
) -> Outcome {
    let run = || {
        let sent = request().and_then(RequestBuilder::send);
        match sent {
            Ok(answer) => {
                let status = answer.status();
                let asked = answer.headers().get(header::RETRY_AFTER);
                let after = asked.and_then(|value| value.to_str().ok()?.parse().ok()).map(Duration::seconds);
                match answer.bytes() {
                    Ok(body) => read(status, after, &body, dialect),
                    Err(error) => Outcome::Unknown(format!("The answer broke off: {}", words(&error))),
                }
            }
            // The connection never stood: nothing was sent.
            Err(error) if error.is_connect() || error.is_builder() => {
                Outcome::NotNow { detail: words(&error), after: None }
            }
            Err(error) => Outcome::Unknown(words(&error)),
        }
    };
    let joined = std::thread::scope(|scope| scope.spawn(run).join());
    joined.unwrap_or_else(|_| Outcome::Unknown("The call was interrupted.".to_owned()))
}

fn read(status: StatusCode, after: Option<Duration>, body: &[u8], dialect: &Dialect) -> Outcome {
    let json: Option<Value> = serde_json::from_slice(body).ok();
    let refused = json.as_ref().and_then(|body| (dialect.refused)(body));
    let number = status.as_u16();
    let said = |refused: Option<(String, String)>| {
        refused.map_or_else(|| format!("The provider answered {number}."), |(_, detail)| detail)
    };
    match number {
        200..=299 => match json.as_ref().and_then(|body| (dialect.accepted)(body)) {
            Some(provider_id) => Outcome::Accepted { provider_id, then: Vec::new() },
            None => {
                Outcome::Unknown(format!("The provider answered {number} with something that is no answer of its API."))
            }
        },
        429 | 503 => Outcome::NotNow { detail: said(refused), after },
        400..=499 => {
            let (code, detail) = refused.unwrap_or_else(|| (number.to_string(), said(None)));
            Outcome::Refused { code, detail }
        }
        _ => Outcome::Unknown(said(refused)),
    }
}

fn words(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "The provider did not answer in time.".to_owned();
    }
    let mut deepest = String::new();
    let mut cause = error.source();
    while let Some(error) = cause {
        deepest = error.to_string();
        cause = error.source();
    }
    if deepest.is_empty() {
        "The provider could not be called.".to_owned()
    } else {
        format!("The provider could not be called: {deepest}.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_clear_no_is_a_refusal() {
        let dialect = Dialect {
            accepted: |body| Some(body.get("id")?.as_str()?.to_owned()),
            refused: |body| Some((body.get("code")?.to_string(), "no".to_owned())),
        };
        let read = |status: u16, body: &str| {
            read(StatusCode::from_u16(status).expect("a status"), Some(Duration::seconds(7)), body.as_bytes(), &dialect)
        };
        assert!(matches!(read(201, r#"{"id": "a"}"#), Outcome::Accepted { provider_id, .. } if provider_id == "a"));
        assert!(matches!(read(200, "<html>welcome</html>"), Outcome::Unknown(_)));
        assert_eq!(read(400, r#"{"code": 7}"#), Outcome::Refused { code: "7".to_owned(), detail: "no".to_owned() });
        assert!(matches!(read(401, "<html>"), Outcome::Refused { code, .. } if code == "401"));
        for status in [429, 503] {
            let later = Some(Duration::seconds(7));
            assert!(matches!(read(status, ""), Outcome::NotNow { after, .. } if after == later), "{status}");
        }
        for status in [302, 500, 502, 504] {
            assert!(matches!(read(status, ""), Outcome::Unknown(_)), "{status}");
        }
    }
}
