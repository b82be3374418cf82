//! Sending one message: the intent is committed, the provider called outside of any transaction, the outcome committed (D28).

use std::time::Duration;

use crm_core::timeline::{self, Fact};
use db::{Conn, Id, WorkspaceId};
use messaging::{
    Channel, Message, Origin, Status, channel,
    link::{self, Purpose},
    message::Receipt,
    provider::{self, Around, Endpoints, Outcome},
    receipt::{self, Change, Which},
    send::{self, Begin, Sending},
    text::{self, Tracked},
};
use outbox::Job;
use serde::Deserialize;
use tenancy::Actor;
use time::OffsetDateTime;

use crate::{error::Failure, routes::outbound_webhooks::reach, state::Hydra};

#[derive(Deserialize)]
struct Payload {
    message_id: Id<Message>,
    asked: u32,
}

/// Sends a message, if it is still to be sent.
pub(crate) fn attempt(hydra: &Hydra, job: &Job) -> Result<(), Failure> {
    let pool = &hydra.database.primary;
    let workspace = job.workspace;
    let unreadable = |error: serde_json::Error| db::Error::Unavailable(format!("unreadable payload: {error}"));
    let Payload { message_id: id, asked } = Payload::deserialize(&job.payload).map_err(unreadable)?;
    let begun = pool.transaction(workspace, |conn| {
        let now = hydra.now();
        let begun = send::begin(conn, workspace, id, now)?;
        if let Begin::Settled(change) = &begun {
            heard(conn, workspace, change, now)?;
        }
        if !matches!(begun, Begin::Send(_)) {
            outbox::finish(conn, job)?;
        }
        Ok::<_, Failure>(begun)
    })?;
    let Begin::Send(sending) = begun else { return Ok(()) };
    let outcome = call(hydra, workspace, &sending);
    pool.transaction(workspace, |conn| {
        let now = hydra.now();
        if let Some(change) = send::record(conn, workspace, id, asked, &outcome, now)? {
            heard(conn, workspace, &change, now)?;
        }
        // Whether or not the job is still ours: what the provider said is true all the same.
        outbox::finish(conn, job)?;
        Ok::<_, Failure>(())
    })
}

/// A message's job failed for good: nobody knows what became of it, if its provider was called; else it failed.
pub(crate) fn give_up(conn: &mut Conn, job: &Job, now: OffsetDateTime) -> Result<(), Failure> {
    let unreadable = |error: serde_json::Error| db::Error::Unavailable(format!("unreadable payload: {error}"));
    let id = Payload::deserialize(&job.payload).map_err(unreadable)?.message_id;
    match send::give_up(conn, job.workspace, id, now)? {
        Some(change) => heard(conn, job.workspace, &change, now),
        None => Ok(()),
    }
}

/// Somebody said how a message stands.
pub(crate) fn told(
    conn: &mut Conn,
    workspace: WorkspaceId,
    which: &Which,
    receipt: &Receipt,
    now: OffsetDateTime,
) -> Result<(), Failure> {
    match receipt::apply(conn, workspace, which, receipt, now)? {
        Some(change) => heard(conn, workspace, &change, now),
        None => Ok(()),
    }
}

/// What follows from how a message stands now: an automation's next step, or a line in the person's history.
pub(crate) fn heard(
    conn: &mut Conn,
    workspace: WorkspaceId,
    change: &Change,
    now: OffsetDateTime,
) -> Result<(), Failure> {
    let message = &change.message;
    if message.unknown {
        unknown_sends().increment(1);
    }
    if message.origin == Origin::Automation {
        return Ok(automations::outcome::heard(conn, workspace, change, now)?);
    }
    let (id, channel) = (message.id.uuid(), message.channel);
    let fact = match (change.before, message.status) {
        (Status::Pending, Status::Sent | Status::Delivered | Status::Read) => {
            Fact::MessageSent { message: id, channel }
        }
        (Status::Pending | Status::Sent, Status::Failed) => Fact::MessageFailed { message: id, channel },
        _ => return Ok(()),
    };
    match message.customer_id {
        Some(customer) => Ok(timeline::record(conn, workspace, customer, Actor::System, &fact, now)?),
        None => Ok(()),
    }
}

/// Messages whose provider was called and never answered (P22): somebody has to look.
pub(crate) fn unknown_sends() -> metrics::Counter {
    metrics::counter!("hydra_messages_unknown_total")
}

/// Hands a message to its channel's provider; it blocks.
pub(crate) fn call(hydra: &Hydra, workspace: WorkspaceId, sending: &Sending) -> Outcome {
    let settings = match sending.setup.read() {
        Ok(settings) => settings,
        Err(error) => return Outcome::Refused { code: "not_set_up".to_owned(), detail: error.to_string() },
    };
    let secrets = sending.setup.secrets(&hydra.secret_key);
    provider::open(settings, &secrets, &endpoints(hydra)).send(&sending.message, &around(hydra, workspace, sending))
}

fn endpoints(hydra: &Hydra) -> Endpoints {
    let providers = &hydra.configuration.providers;
    Endpoints {
        twilio: providers.twilio_url.trim_end_matches('/').to_owned(),
        meta: providers.meta_url.trim_end_matches('/').to_owned(),
        reach: reach(hydra),
        patience: Duration::from_millis(providers.patience_ms),
    }
}

fn around(hydra: &Hydra, workspace: WorkspaceId, Sending { message, tracked, .. }: &Sending) -> Around {
    let link = |place: &str, purpose: Purpose| {
        let token = link::token(&hydra.secret_key, workspace, message.id, purpose);
        format!("{}/{place}/{}", hydra.configuration.public_url(), token.reveal())
    };
    let links = || Tracked {
        picture: link("o", Purpose::Open),
        link: link("c", Purpose::Click),
        links: text::links(&message.body).count(),
    };
    Around {
        unsubscribe: message.is_bulk_mail().then(|| link("u", Purpose::Unsubscribe)),
        callback: callback_url(hydra, workspace, message.channel).map(|url| format!("{url}?message={}", message.id)),
        tracked: tracked.then(links),
    }
}

/// Where a channel's provider calls back.
pub(crate) fn callback_url(hydra: &Hydra, workspace: WorkspaceId, of: Channel) -> Option<String> {
    let provider = match of {
        // Mail servers call nobody; what comes in is handed in.
        Channel::Email => "email",
        Channel::Sms => "twilio",
        Channel::Whatsapp => "whatsapp",
    };
    let key = channel::callback_key(&hydra.secret_key, workspace, of);
    Some(format!("{}/callbacks/{provider}/{}", hydra.configuration.public_url(), key.reveal()))
}
