//! A signed call to an address that a customer has given: the only place from which this server calls one (P3, P5).

use std::{net::SocketAddr, sync::Once, time::Duration};

use outbound::{address, signature, webhook::Reach};
use reqwest::{Client, Response, header, redirect};
use url::{Host, Url};

use crate::{routes::outbound_webhooks::reach, state::Hydra};

/// How long until it must have taken the connection.
const CONNECT: Duration = Duration::from_secs(5);
/// The most of an answer that is read.
const ANSWER_LIMIT: usize = 64 * 1024;

/// Chooses the process's TLS, once: whoever calls others over it needs one.
pub(crate) fn choose_tls() {
    static TLS: Once = Once::new();
    // Only the first one counts, and this is the only one.
    TLS.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
}

/// What is posted: `id` is its `webhook-id`, `secrets` sign it.
pub(crate) struct Call<'a> {
    pub(crate) url: &'a str,
    pub(crate) id: String,
    pub(crate) secrets: &'a [[u8; 32]],
    pub(crate) body: String,
    /// How long its receiver may take to answer.
    pub(crate) patience: Duration,
}

/// What was answered.
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Seconds, as `Retry-After` says.
    pub(crate) retry_after: Option<i64>,
    /// At most 64 KiB; empty when it was more.
    pub(crate) body: Vec<u8>,
}

/// Posts JSON, without following anybody anywhere else; it blocks.
///
/// # Errors
/// Why nobody answered, for a person.
pub(crate) fn post(hydra: &Hydra, call: Call<'_>) -> Result<Answer, String> {
    let run = || match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(post_now(hydra, call)),
        Err(error) => Err(error.to_string()),
    };
    // A thread of its own: whoever runs jobs may be inside a runtime, which must not be blocked from within.
    let answer = std::thread::scope(|scope| scope.spawn(run).join());
    answer.unwrap_or_else(|_| Err("the call was interrupted".to_owned()))
}

async fn post_now(hydra: &Hydra, call: Call<'_>) -> Result<Answer, String> {
    let url = Url::parse(call.url).map_err(|error| error.to_string())?;
    let addresses = resolve(&url, reach(hydra)).await?;
    let mut client = Client::builder()
        .redirect(redirect::Policy::none())
        .no_proxy()
        .connect_timeout(CONNECT)
        .timeout(call.patience)
        .user_agent("Hydra-Webhooks/1");
    if let Some(Host::Domain(name)) = url.host() {
        // What was checked is what is called: the name is not asked for a second time.
        client = client.resolve_to_addrs(name, &addresses);
    }
    let client = client.build().map_err(|error| words(&error))?;
    let now = hydra.now();
    let signature = signature::header(call.secrets, &call.id, now, call.body.as_bytes());
    let answer = client
        .post(url)
        .header(header::CONTENT_TYPE, "application/json")
        .header("webhook-id", call.id)
        .header("webhook-timestamp", now.unix_timestamp().to_string())
        .header("webhook-signature", signature)
        .body(call.body)
        .send()
        .await
        .map_err(|error| words(&error))?;
    let status = answer.status().as_u16();
    let retry_after = answer.headers().get(header::RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
    Ok(Answer { status, retry_after, body: read(answer).await })
}

async fn read(mut answer: Response) -> Vec<u8> {
    let mut body = Vec::new();
    while let Ok(Some(chunk)) = answer.chunk().await {
        if body.len() + chunk.len() > ANSWER_LIMIT {
            return Vec::new();
        }
        body.extend_from_slice(&chunk);
    }
    body
}

/// Every address that the host has, once; none of them may be one that we must not call.
async fn resolve(url: &Url, reach: Reach) -> Result<Vec<SocketAddr>, String> {
    let port = url.port_or_known_default().unwrap_or(443);
    let addresses: Vec<SocketAddr> = match url.host() {
        Some(Host::Ipv4(v4)) => vec![(v4, port).into()],
        Some(Host::Ipv6(v6)) => vec![(v6, port).into()],
        Some(Host::Domain(name)) => tokio::time::timeout(CONNECT, tokio::net::lookup_host((name, port)))
            .await
            .map_err(|_| format!("{name} could not be found in time"))?
            .map_err(|error| format!("{name} could not be found: {error}"))?
            .collect(),
        None => Vec::new(),
    };
    if addresses.is_empty() {
        return Err("the address has no host that could be found".to_owned());
    }
    match addresses.iter().find(|found| !address::is_public(found.ip())) {
        Some(inner) if reach == Reach::Public => Err(format!("{} is no address of the public internet", inner.ip())),
        _ => Ok(addresses),
    }
}

/// What went wrong, with its causes, for whoever looks into the delivery.
fn words(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "did not answer in time".to_owned();
    }
    let mut words = Vec::new();
    let mut cause: Option<&dyn std::error::Error> = std::error::Error::source(error);
    while let Some(error) = cause {
        words.push(error.to_string());
        cause = error.source();
    }
    if words.is_empty() { error.to_string() } else { words.join(": ") }
}
