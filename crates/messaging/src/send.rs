//! Sending (D28): the intent is committed before the provider is called, the outcome after; what was called and never
//! answered stays unknown, and is never sent again by itself (P9).

use db::{
    Conn, CustomerId, Id, WorkspaceId,
    schema::{customers, messages},
};
use diesel::prelude::*;
use serde_json::{Value, json};
use tenancy::Actor;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::{
    Channel, Error, Message, Origin, Template,
    channel::{self, Setup},
    message::{self, Receipt, Status},
    person::Recipient,
    provider::Outcome,
    receipt::{self, Change},
    rules,
    suppression::{self, Reason},
    text,
};

/// The job that sends one message.
pub const SEND_JOB: &str = "message.send";
/// How often a provider that will not take a message now is asked.
const MAX_ASKED: u32 = 10;
/// The pause before it is asked again; it doubles each time.
const PAUSE: Duration = Duration::seconds(30);
/// The longest such pause.
const MAX_PAUSE: Duration = Duration::hours(1);

/// A message that is to be sent.
#[derive(Debug, Clone)]
pub struct New {
    /// Whom it is about; nobody for a test.
    pub customer: Option<CustomerId>,
    /// By which channel.
    pub channel: Channel,
    /// Where to.
    pub address: String,
    /// An email's.
    pub subject: Option<String>,
    /// What it says, finished.
    pub body: String,
    /// See [`Message::in_reply_to`].
    pub in_reply_to: Option<String>,
    /// Of a WhatsApp template, see [`Message::template`].
    pub template: Option<Value>,
    /// The template that it was made of.
    pub template_id: Option<Id<Template>>,
    /// What sends it.
    pub origin: Origin,
    /// Which automation or campaign.
    pub origin_id: Option<Uuid>,
    /// To a teammate, about the person.
    pub internal: bool,
}

/// Why somebody gets no message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit {
    /// A stable word: `no_address`, `suppressed`, `capped`, `missing_variables`, `deleted`.
    pub reason: &'static str,
    /// For a person.
    pub detail: String,
}

impl Unfit {
    fn new(reason: &'static str, detail: impl Into<String>) -> Self {
        Self { reason, detail: detail.into() }
    }
}

/// A message for a person, its variables filled, or why there is none. The daily cap is looked at last: whoever asks holds
/// the person's row from then on.
///
/// # Errors
/// PostgreSQL's.
pub fn write(
    conn: &mut Conn,
    workspace: WorkspaceId,
    to: &Recipient,
    channel: Channel,
    (subject, body): (Option<&str>, &str),
    now: OffsetDateTime,
) -> Result<Result<New, Unfit>, Error> {
    if to.deleted {
        return Ok(Err(Unfit::new("deleted", "The lead was deleted.")));
    }
    let Some(address) = to.address(channel) else {
        return Ok(Err(Unfit::new("no_address", format!("This person {}.", Recipient::lacks(channel)))));
    };
    if let Some(reason) = suppression::of(conn, workspace, channel, address)? {
        return Ok(Err(Unfit::new("suppressed", format!("This person {}.", reason.words()))));
    }
    let fill = |text: &str| {
        text::fill(text, &to.values).map_err(|missing| {
            let names: Vec<String> = missing.iter().map(|name| format!("{{{{{name}}}}}")).collect();
            Unfit::new("missing_variables", format!("This person has nothing for {}.", names.join(", ")))
        })
    };
    let (subject, body) = match (subject.map(fill).transpose(), fill(body)) {
        (Ok(subject), Ok(body)) => (subject, body),
        (Err(unfit), _) | (_, Err(unfit)) => return Ok(Err(unfit)),
    };
    if rules::is_capped(conn, workspace, to.id, now)? {
        return Ok(Err(Unfit::new("capped", "This person has got as many messages in 24 hours as your rules allow.")));
    }
    Ok(Ok(New {
        customer: Some(to.id),
        channel,
        address: address.to_owned(),
        // A header has one line, whatever a person is called.
        subject: subject.map(|subject| subject.replace(['\r', '\n'], " ")),
        body,
        in_reply_to: None,
        template: None,
        template_id: None,
        origin: Origin::QuickSend,
        origin_id: None,
        internal: false,
    }))
}

/// A message made of a template. `overrides` are texts that stand for variables, before the person's own values.
///
/// # Errors
/// PostgreSQL's.
pub fn write_template(
    conn: &mut Conn,
    workspace: WorkspaceId,
    to: &Recipient,
    template: &Template,
    overrides: &[(String, String)],
    now: OffsetDateTime,
) -> Result<Result<New, Unfit>, Error> {
    let mut to = to.clone();
    for (name, text) in overrides {
        text::set(&mut to.values, name, text);
    }
    let texts = (template.subject.as_deref(), template.body.as_str());
    let made = write(conn, workspace, &to, template.channel, texts, now)?;
    Ok(made.map(|new| New { template: at_provider(template, &to), template_id: Some(template.id), ..new }))
}

/// How Meta is told of a template: by its name, with the variables' values in the order of their first mention.
fn at_provider(template: &Template, to: &Recipient) -> Option<Value> {
    let (name, language) = (template.provider_name.as_ref()?, template.language.as_ref()?);
    let values: Vec<String> =
        template.variables().iter().filter_map(|variable| text::value_of(&to.values, variable)).collect();
    Some(json!({"name": name, "language": language, "values": values}))
}

/// Writes a message down and enqueues its sending.
pub fn queue(
    conn: &mut Conn,
    workspace: WorkspaceId,
    new: &New,
    actor: Actor,
    run_at: OffsetDateTime,
    now: OffsetDateTime,
) -> Result<Id<Message>, Error> {
    let id = Id::<Message>::new(now);
    diesel::insert_into(messages::table)
        .values((
            messages::workspace_id.eq(workspace),
            messages::id.eq(id),
            messages::customer_id.eq(new.customer),
            messages::channel.eq(new.channel),
            messages::address.eq(&new.address),
            messages::subject.eq(&new.subject),
            messages::body.eq(&new.body),
            messages::in_reply_to.eq(&new.in_reply_to),
            messages::template.eq(&new.template),
            messages::template_id.eq(new.template_id),
            messages::origin.eq(new.origin),
            messages::origin_id.eq(new.origin_id),
            messages::internal.eq(new.internal),
            messages::actor_kind.eq(actor.kind()),
            messages::actor_id.eq(actor.id()),
            messages::created_at.eq(now),
        ))
        .execute(conn)?;
    enqueue(conn, workspace, id, 0, run_at, now)?;
    Ok(id)
}

fn enqueue(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Message>,
    asked: u32,
    run_at: OffsetDateTime,
    now: OffsetDateTime,
) -> Result<(), Error> {
    outbox::enqueue(conn, workspace, SEND_JOB, json!({"message_id": id, "asked": asked}), run_at, now)?;
    Ok(())
}

/// A message whose provider is to be called.
#[derive(Debug)]
pub struct Sending {
    /// What it says, and to whom.
    pub message: Message,
    /// Its channel's provider.
    pub setup: Setup,
    /// It tells that it was opened, and which of its links were followed.
    pub tracked: bool,
}

/// What a worker is to do with a message.
#[derive(Debug)]
pub enum Begin {
    /// Nothing: it is gone, or was settled.
    Nothing,
    /// Call the provider; the intent stands.
    Send(Box<Sending>),
    /// It was settled just now, without a call: forbidden since, or called by a worker that died.
    Settled(Box<Change>),
}

/// Writes the intent down, unless the person has got off the list since (P9, D28). A message whose provider was called by a
/// worker that never came back is unknown from now on.
pub fn begin(conn: &mut Conn, workspace: WorkspaceId, id: Id<Message>, now: OffsetDateTime) -> Result<Begin, Error> {
    let message = match message::lock(conn, workspace, id) {
        Ok(message) if message.status == Status::Pending && !message.unknown => message,
        Ok(_) | Err(Error::NotFound) => return Ok(Begin::Nothing),
        Err(error) => return Err(error),
    };
    if message.sending_at.is_some() {
        let unknown = Outcome::Unknown("The server stopped while the provider was called.".to_owned());
        let change = record(conn, workspace, id, 0, &unknown, now)?;
        return Ok(change.map_or(Begin::Nothing, |change| Begin::Settled(Box::new(change))));
    }
    if !message.internal
        && !message.origin.is_personal()
        && let Some(reason) = suppression::of(conn, workspace, message.channel, &message.address)?
    {
        let detail = format!("This person {}.", reason.words());
        let refused = Outcome::Refused { code: "suppressed".to_owned(), detail };
        let change = record(conn, workspace, id, 0, &refused, now)?;
        return Ok(change.map_or(Begin::Nothing, |change| Begin::Settled(Box::new(change))));
    }
    if is_deleted(conn, workspace, &message)? {
        let refused = Outcome::Refused { code: "deleted".to_owned(), detail: "The lead was deleted.".to_owned() };
        let change = record(conn, workspace, id, 0, &refused, now)?;
        return Ok(change.map_or(Begin::Nothing, |change| Begin::Settled(Box::new(change))));
    }
    // Quick Send is a person's decision of this minute; everything else may have waited into the quiet hours.
    if matches!(message.origin, Origin::Automation | Origin::Campaign)
        && !message.internal
        && let Some(at) = rules::quiet_until(conn, workspace, now)?
    {
        enqueue(conn, workspace, id, 0, at, now)?;
        return Ok(Begin::Nothing);
    }
    let setup = channel::get(conn, workspace, message.channel)?;
    diesel::update(messages::table.filter(messages::workspace_id.eq(workspace).and(messages::id.eq(id))))
        .set((messages::sending_at.eq(now), messages::provider.eq(setup.provider)))
        .execute(conn)?;
    let tracked = message.is_bulk_mail() && rules::get(conn, workspace)?.0.email_tracking;
    Ok(Begin::Send(Box::new(Sending { message, setup, tracked })))
}

fn is_deleted(conn: &mut Conn, workspace: WorkspaceId, message: &Message) -> Result<bool, Error> {
    let Some(customer) = message.customer_id else { return Ok(false) };
    let deleted: Option<Option<OffsetDateTime>> = customers::table
        .filter(customers::workspace_id.eq(workspace).and(customers::id.eq(customer)))
        .select(customers::deleted_at)
        .first(conn)
        .optional()?;
    Ok(deleted.flatten().is_some())
}

/// Takes a message back that no provider was called for. False when one was, or is being called right now.
pub fn take_back(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Message>,
    reason: &str,
    now: OffsetDateTime,
) -> Result<bool, Error> {
    // Whoever sends it holds the message and then its run: they are not waited for.
    let free: Option<Id<Message>> = messages::table
        .filter(messages::workspace_id.eq(workspace).and(messages::id.eq(id)))
        .filter(messages::status.eq(Status::Pending).and(messages::sending_at.is_null()))
        .filter(messages::unknown.eq(false))
        .for_update()
        .skip_locked()
        .select(messages::id)
        .first(conn)
        .optional()?;
    if free.is_none() {
        return Ok(false);
    }
    let refused = Outcome::Refused { code: "cancelled".to_owned(), detail: reason.to_owned() };
    record(conn, workspace, id, 0, &refused, now)?;
    Ok(true)
}

/// Settles a message whose job failed for good.
pub fn give_up(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Message>,
    now: OffsetDateTime,
) -> Result<Option<Change>, Error> {
    let message = match message::lock(conn, workspace, id) {
        Ok(message) if message.status == Status::Pending && !message.unknown => message,
        Ok(_) | Err(Error::NotFound) => return Ok(None),
        Err(error) => return Err(error),
    };
    let why = "The server failed at it, however often it was tried; its log says why.".to_owned();
    let outcome = match message.sending_at {
        Some(_) => Outcome::Unknown(why),
        None => Outcome::Refused { code: "internal".to_owned(), detail: why },
    };
    record(conn, workspace, id, 0, &outcome, now)
}

/// Writes down what came of a call. `None` when nothing is settled by it: the provider is asked again later, or the message
/// is gone. The answer of a worker that was late is heard, too: it knows what nobody else does.
pub fn record(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Message>,
    asked: u32,
    outcome: &Outcome,
    now: OffsetDateTime,
) -> Result<Option<Change>, Error> {
    let message = match message::lock(conn, workspace, id) {
        Ok(message) => message,
        Err(Error::NotFound) => return Ok(None),
        Err(error) => return Err(error),
    };
    let mine = messages::table.filter(messages::workspace_id.eq(workspace).and(messages::id.eq(id)));
    let say = |conn: &mut Conn, message: &Message, status, code: Option<&str>, detail: Option<&str>| {
        let receipt = Receipt { status, code: code.map(str::to_owned), detail: detail.map(str::to_owned), at: now };
        receipt::keep(conn, workspace, message, &receipt, now)
    };
    match outcome {
        Outcome::Accepted { provider_id, then } => {
            let accepted = Message { provider_id: Some(provider_id.clone()), ..message.clone() };
            let mut after = say(conn, &accepted, Status::Sent, None, None)?.message;
            for (status, code, detail) in then {
                after = say(conn, &after, *status, code.as_deref(), detail.as_deref())?.message;
            }
            Ok(Some(Change { before: message.status, message: after }))
        }
        Outcome::Refused { code, detail } => {
            if code == BOUNCED && message.channel == Channel::Email && !message.internal {
                suppression::add(conn, workspace, message.channel, &message.address, Reason::Bounced, now)?;
            }
            Ok(Some(say(conn, &message, Status::Failed, Some(code), Some(detail))?))
        }
        Outcome::NotNow { detail, .. } if asked + 1 >= MAX_ASKED => {
            let detail = format!("The provider would not take it, however often it was asked: {detail}");
            Ok(Some(say(conn, &message, Status::Failed, Some("not_now"), Some(&detail))?))
        }
        Outcome::NotNow { detail, after } => {
            if message.status != Status::Pending {
                return Ok(None);
            }
            let pause = after.unwrap_or_else(|| PAUSE * f64::from(1u32 << asked.min(10))).clamp(PAUSE, MAX_PAUSE);
            diesel::update(mine)
                .set((
                    messages::sending_at.eq(None::<OffsetDateTime>),
                    messages::unknown.eq(false),
                    messages::error.eq(detail.chars().take(500).collect::<String>()),
                ))
                .execute(conn)?;
            enqueue(conn, workspace, id, asked + 1, now + pause, now)?;
            Ok(None)
        }
        Outcome::Unknown(detail) => {
            if message.status != Status::Pending {
                return Ok(None);
            }
            diesel::update(mine)
                .set((messages::unknown.eq(true), messages::error.eq(detail.chars().take(500).collect::<String>())))
                .execute(conn)?;
            Ok(Some(Change { before: message.status, message: message::get(conn, workspace, id)? }))
        }
    }
}

/// The code of an address that takes no mail: it is not written to again.
pub const BOUNCED: &str = "bounced";

/// A try of a channel: kept as a message, so that it is seen where the others are, but sent by whoever calls.
pub fn write_test(
    conn: &mut Conn,
    workspace: WorkspaceId,
    channel: Channel,
    to: &str,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Sending, Error> {
    let address = suppression::address(conn, workspace, channel, to).map_err(|error| match error {
        Error::Invalid { message, .. } => Error::invalid("to", message),
        other => other,
    })?;
    let setup = channel::get(conn, workspace, channel)?;
    let id = Id::<Message>::new(now);
    diesel::insert_into(messages::table)
        .values((
            messages::workspace_id.eq(workspace),
            messages::id.eq(id),
            messages::channel.eq(channel),
            messages::provider.eq(setup.provider),
            messages::address.eq(address),
            messages::subject.eq((channel == Channel::Email).then_some("A test from Hydra")),
            messages::body.eq("This is a test: your messages arrive."),
            messages::origin.eq(Origin::Test),
            messages::actor_kind.eq(actor.kind()),
            messages::actor_id.eq(actor.id()),
            messages::created_at.eq(now),
            messages::sending_at.eq(now),
        ))
        .execute(conn)?;
    Ok(Sending { message: message::get(conn, workspace, id)?, setup, tracked: false })
}
