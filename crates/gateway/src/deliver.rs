//! One attempt at a delivery of an outbound webhook (P4).

use std::time::Duration;

use db::Id;
use outbound::{
    Delivery, Webhook,
    delivery::{self, Outcome},
};
use outbox::Job;
use serde::Deserialize;

use crate::{
    call::{self, Answer, Call},
    error::Failure,
    routes::outbound_webhooks::body,
    state::Hydra,
};

/// How long a receiver may take to answer.
const PATIENCE: Duration = Duration::from_secs(15);

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
    let secrets = webhook.secrets(&hydra.secret_key, hydra.now());
    match call::post(hydra, Call { url: &webhook.url, id: id.to_string(), secrets: &secrets, body, patience: PATIENCE })
    {
        Ok(Answer { status, .. }) if (200..300).contains(&status) => Outcome::Taken(status),
        Ok(Answer { status, retry_after, .. }) => Outcome::Refused(status, retry_after.map(time::Duration::seconds)),
        Err(why) => Outcome::Unreached(why),
    }
}
