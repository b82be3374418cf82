//! One attempt at a delivery: the only place from which this server calls where a customer says (P5).

use std::{net::SocketAddr, sync::Once, time::Duration};

use db::Id;
use outbound::{
    Delivery, Webhook, address,
    delivery::{self, Outcome},
    signature,
    webhook::Reach,
};
use outbox::Job;
use reqwest::{Client, header, redirect};
use serde::Deserialize;
use url::{Host, Url};

use crate::{
    error::Failure,
    routes::outbound_webhooks::{body, reach},
    state::Hydra,
};

/// How long a receiver may take to answer.
const PATIENCE: Duration = Duration::from_secs(15);
/// How long until it must have taken the connection.
const CONNECT: Duration = Duration::from_secs(5);

/// Chooses the process's TLS, once: whoever calls others over it needs one.
pub(crate) fn choose_tls() {
    static TLS: Once = Once::new();
    // Only the first one counts, and this is the only one.
    TLS.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
}

#[derive(Deserialize)]
struct Payload {
    delivery_id: Id<Delivery>,
}

/// Sends a delivery if it is still to be sent, outside of any transaction, and writes down what came of it.
pub(crate) fn attempt(hydra: &Hydra, job: &Job) -> Result<(), Failure> {
    let pool = &hydra.database.primary;
    let unreadable = |error: serde_json::Error| db::Error::Unavailable(format!("unreadable payload: {error}"));
    let id = Payload::deserialize(&job.payload).map_err(unreadable)?.delivery_id;
    let due = pool.transaction(job.workspace, |conn| match delivery::due(conn, job.workspace, id, hydra.now())? {
        Some((webhook, delivery)) => {
            let body = body(conn, job.workspace, &delivery)?;
            Ok::<_, Failure>(Some((webhook, body.to_string())))
        }
        None => Ok(None),
    })?;
    let outcome = due.map(|(webhook, body)| send(hydra, &webhook, id, body));
    pool.transaction(job.workspace, |conn| {
        let now = hydra.now();
        if let Some(outcome) = &outcome {
            delivery::record(conn, job.workspace, id, outcome, rand::random(), now)?;
        }
        if outbox::finish(conn, job)? {
            Ok(())
        } else {
            Err(db::Error::Unavailable("the job's lease ended".to_owned()).into())
        }
    })
}

fn send(hydra: &Hydra, webhook: &Webhook, id: Id<Delivery>, body: String) -> Outcome {
    let run = || match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(post(hydra, webhook, id, body)),
        Err(error) => Err(error.to_string()),
    };
    // A thread of its own: whoever runs jobs may be inside a runtime, which must not be blocked from within.
    let sent = std::thread::scope(|scope| scope.spawn(run).join());
    let sent = sent.unwrap_or_else(|_| Err("the call was interrupted".to_owned()));
    sent.unwrap_or_else(Outcome::Unreached)
}

async fn post(hydra: &Hydra, webhook: &Webhook, id: Id<Delivery>, body: String) -> Result<Outcome, String> {
    let url = Url::parse(&webhook.url).map_err(|error| error.to_string())?;
    let addresses = resolve(&url, reach(hydra)).await?;
    let mut client = Client::builder()
        .redirect(redirect::Policy::none())
        .no_proxy()
        .connect_timeout(CONNECT)
        .timeout(PATIENCE)
        .user_agent("Hydra-Webhooks/1");
    if let Some(Host::Domain(name)) = url.host() {
        // What was checked is what is called: the name is not asked for a second time.
        client = client.resolve_to_addrs(name, &addresses);
    }
    let client = client.build().map_err(|error| words(&error))?;
    let now = hydra.now();
    let signature = signature::header(&webhook.secrets(&hydra.secret_key, now), &id.to_string(), now, body.as_bytes());
    let answer = client
        .post(url)
        .header(header::CONTENT_TYPE, "application/json")
        .header("webhook-id", id.to_string())
        .header("webhook-timestamp", now.unix_timestamp().to_string())
        .header("webhook-signature", signature)
        .body(body)
        .send()
        .await
        .map_err(|error| words(&error))?;
    let status = answer.status();
    if status.is_success() {
        return Ok(Outcome::Taken(status.as_u16()));
    }
    let asked = answer.headers().get(header::RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
    Ok(Outcome::Refused(status.as_u16(), asked.map(time::Duration::seconds)))
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
