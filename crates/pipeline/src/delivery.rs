//! What comes in by a webhook (D25): the lead, its card and a receipt in one transaction (P1), again and again the same for
//! one idempotency key (P2); tried without a trace, and replayed.

mod receipt;

use std::collections::BTreeMap;

use crm_core::{
    Source,
    lead::{self, Capture, Captured, OnDuplicate},
};
use db::{
    Conn, CustomerId, Id, WorkspaceId,
    schema::{lead_webhook_receipts as receipts, lead_webhooks, workspaces},
};
use diesel::prelude::*;
use serde_json::{Value, json};
use tenancy::{Actor, SecretKey, Token};
use time::OffsetDateTime;
use uuid::Uuid;

pub use receipt::{Filter, Outcome, PURGE_JOB, Receipt, erase_mentions, erase_receipts, purge_batch, receipts};

use receipt::of_webhook;

use crate::{
    Error, assignment, board,
    mapping::{self, FieldMapping, Mapped},
    payload::{self, Flat, Reason},
    signature,
    webhook::{self, Webhook},
};

/// What signing secrets are sealed for.
pub const SIGNING: &str = "lead webhook signing";

/// What a sender posts.
#[derive(Debug, Clone, Default)]
pub struct Delivery {
    /// `Content-Type`.
    pub content_type: Option<String>,
    /// The body, as it came.
    pub body: Vec<u8>,
    /// The pairs of a multipart body, or why it can't be read.
    pub multipart: Option<Result<Vec<(String, String)>, String>>,
    /// What stands in [`signature::HEADERS`].
    pub signatures: Vec<String>,
    /// `Idempotency-Key` or `webhook-id`, 255 characters at most.
    pub idempotency_key: Option<String>,
}

/// What the sender is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Received {
    /// Stored: each lead, and whether it is new.
    Leads(Vec<(CustomerId, bool)>),
    /// Stored as a receipt only; why.
    Unreadable(String),
    /// The same: it was not signed with the webhook's secret.
    Refused,
}

/// Takes a delivery in.
///
/// # Errors
/// [`Error::NotFound`] for a key that opens nothing.
pub fn receive(
    conn: &mut Conn,
    key: &Token,
    delivery: &Delivery,
    secrets: &SecretKey,
    now: OffsetDateTime,
) -> Result<Received, Error> {
    let workspace = key.workspace;
    let webhook: Webhook = lead_webhooks::table
        .filter(lead_webhooks::workspace_id.eq(workspace).and(lead_webhooks::key_hash.eq(key.hash())))
        .select(Webhook::as_select())
        .first(conn)?;
    let from = Origin {
        content_type: delivery.content_type.as_deref(),
        idempotency_key: delivery.idempotency_key.as_deref(),
        replay_of: None,
    };
    if let Some(sealed) = &webhook.signing_secret {
        let secret = secrets.open(SIGNING, sealed);
        if !secret.is_some_and(|secret| signature::is_signed(&secret, &delivery.body, &delivery.signatures)) {
            // Without the key: whoever has the secret may still deliver under it.
            let from = Origin { idempotency_key: None, ..from };
            let detail = "the signature is missing or was not made with this webhook's secret";
            let raw = payload::unreadable(&delivery.body);
            write_receipt(conn, workspace, &webhook, &from, 0, raw, (Outcome::Refused, None, Some(detail)), now)?;
            return Ok(Received::Refused);
        }
    }
    if let Some(key) = from.idempotency_key
        && let Some(answer) = answered(conn, workspace, webhook.id, key)?
    {
        return Ok(answer);
    }
    let read = match &delivery.multipart {
        Some(pairs) => pairs.clone().and_then(payload::form),
        None => payload::read(from.content_type, &delivery.body),
    };
    let items = match read {
        Ok(items) => items,
        Err(why) => {
            let raw = payload::unreadable(&delivery.body);
            write_receipt(conn, workspace, &webhook, &from, 0, raw, (Outcome::Unreadable, None, Some(&why)), now)?;
            return Ok(Received::Unreadable(why));
        }
    };
    let country = country(conn, workspace)?;
    let mut leads = BTreeMap::new();
    for (part, item) in in_one_order(conn, &webhook, &country, workspace, items)? {
        let (captured, _) = take_in(conn, workspace, &webhook, &country, &from, part, item, now)?;
        leads.insert(part, (captured.id(), matches!(captured, Captured::Created(_))));
    }
    Ok(Received::Leads(leads.into_values().collect()))
}

/// The elements of a list in one order for everybody, each with its own place: lists that name the same people wait for each
/// other instead of locking each other out. Whoever comes with a phone alone holds the workspace's row, before any person's.
fn in_one_order(
    conn: &mut Conn,
    webhook: &Webhook,
    country: &str,
    workspace: WorkspaceId,
    items: Vec<Value>,
) -> Result<Vec<(i16, Value)>, Error> {
    let mut placed: Vec<(i16, Value)> = (0i16..).zip(items).collect();
    if placed.len() > 1 {
        let core = |item: &Value| capture_of(webhook, &payload::flatten(item).fields, country).0.core;
        if placed.iter().map(|(_, item)| core(item)).any(|core| core.email.is_none() && core.phone.is_some()) {
            workspaces::table.find(workspace).for_no_key_update().select(workspaces::id).first::<WorkspaceId>(conn)?;
        }
        let text = |item: &Value| {
            let core = core(item);
            (core.email.map(|email| email.to_string()), core.phone.map(|phone| phone.to_string()))
        };
        placed.sort_by_cached_key(|(part, item)| (text(item), *part));
    }
    Ok(placed)
}

/// What a payload would become.
#[derive(Debug, Clone)]
pub struct Tried {
    /// The lead, with the name that it would have.
    pub capture: Capture,
    /// What would become of it.
    pub outcome: Outcome,
    /// The lead that is there already, or that was made.
    pub lead: Option<CustomerId>,
    /// The payload's fields.
    pub fields: Vec<Flat>,
    /// Which of them fill which of the lead's.
    pub taken: Vec<(String, mapping::CoreField)>,
    /// What stays in the receipt.
    pub left_out: Vec<(String, Reason)>,
}

/// Tries a payload, the last that came when none is given, with the webhook's mapping or another one. With `store` it is
/// taken in as if it had been posted; otherwise nothing changes.
///
/// # Errors
/// [`Error::Invalid`] for `payload` when it is no object, or nothing came yet.
pub fn test(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Webhook>,
    given: Option<Value>,
    mapping: Option<Value>,
    store: bool,
    now: OffsetDateTime,
) -> Result<Tried, Error> {
    let mut webhook = webhook::get(conn, workspace, id)?;
    if let Some(mapping) = mapping {
        webhook.field_mapping = mapping;
    }
    let payload = match given {
        Some(payload) => payload,
        None => last_payload(conn, workspace, id)?
            .ok_or_else(|| invalid("is required: nothing has come in by this webhook yet"))?,
    };
    let items = payload::read(None, payload.to_string().as_bytes()).map_err(invalid)?;
    let [payload] = <[Value; 1]>::try_from(items).map_err(|_| invalid("is a list; try one object of it"))?;
    let country = country(conn, workspace)?;
    let flat = payload::flatten(&payload);
    let (capture, taken) = capture_of(&webhook, &flat.fields, &country);
    let (outcome, lead) = if store {
        let from = Origin { content_type: Some("application/json"), idempotency_key: None, replay_of: None };
        let (captured, outcome) = take_in(conn, workspace, &webhook, &country, &from, 0, payload, now)?;
        (outcome, Some(captured.id()))
    } else {
        match lead::known(conn, workspace, &capture.core, webhook.on_duplicate)? {
            Some(lead) if webhook.on_duplicate == OnDuplicate::Skip => (Outcome::Skipped, Some(lead)),
            Some(lead) => (Outcome::Updated, Some(lead)),
            None => (Outcome::Created, None),
        }
    };
    Ok(Tried { capture, outcome, lead, fields: flat.fields, taken, left_out: flat.left_out })
}

/// Takes the payload of an earlier delivery in again, with today's settings, as a new one.
///
/// # Errors
/// [`Error::NotFound`], and [`Error::Conflict`] for a delivery that could not be read.
pub fn replay(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Webhook>,
    receipt: Uuid,
    now: OffsetDateTime,
) -> Result<Receipt, Error> {
    let webhook = webhook::get(conn, workspace, id)?;
    let earlier = of_webhook(workspace, id).filter(receipts::id.eq(receipt)).first::<Receipt>(conn)?;
    // A body that was refused for its signature is kept as it came; a person who replays it has looked at it.
    let read = match &earlier.payload {
        Value::String(raw) => payload::read(earlier.content_type.as_deref(), raw.as_bytes()),
        payload => payload::read(None, payload.to_string().as_bytes()),
    };
    let items =
        read.map_err(|_| Error::Conflict("The body of this delivery can't be read: there is nothing to replay."))?;
    let country = country(conn, workspace)?;
    let from = Origin {
        content_type: earlier.content_type.as_deref(),
        idempotency_key: None,
        replay_of: Some(earlier.replay_of.unwrap_or(earlier.id)),
    };
    for (part, item) in (0i16..).zip(items) {
        take_in(conn, workspace, &webhook, &country, &from, part, item, now)?;
    }
    let newest = of_webhook(workspace, id).order((receipts::received_at.desc(), receipts::id.desc()));
    Ok(newest.first::<Receipt>(conn)?)
}

/// How a delivery came.
#[derive(Clone, Copy)]
struct Origin<'d> {
    content_type: Option<&'d str>,
    idempotency_key: Option<&'d str>,
    replay_of: Option<Uuid>,
}

/// What was answered to the delivery that came first under this key.
fn answered(conn: &mut Conn, workspace: WorkspaceId, id: Id<Webhook>, key: &str) -> Result<Option<Received>, Error> {
    let earlier: Vec<Receipt> =
        of_webhook(workspace, id).filter(receipts::idempotency_key.eq(key)).order(receipts::part).load(conn)?;
    Ok(match earlier.first() {
        None => None,
        Some(receipt) if receipt.outcome == Outcome::Unreadable => {
            Some(Received::Unreadable(receipt.detail.clone().unwrap_or_default()))
        }
        Some(_) => {
            let lead = |receipt: &Receipt| Some((receipt.lead_id?, receipt.outcome == Outcome::Created));
            Some(Received::Leads(earlier.iter().filter_map(lead).collect()))
        }
    })
}

fn last_payload(conn: &mut Conn, workspace: WorkspaceId, id: Id<Webhook>) -> Result<Option<Value>, Error> {
    Ok(of_webhook(workspace, id)
        .filter(receipts::outcome.ne_all([Outcome::Unreadable, Outcome::Refused]))
        .order((receipts::received_at.desc(), receipts::id.desc()))
        .first::<Receipt>(conn)
        .optional()?
        .map(|receipt| receipt.payload))
}

/// One payload: its lead, its card, who is in charge, its receipt.
#[expect(clippy::too_many_arguments, reason = "a delivery is what it says")]
fn take_in(
    conn: &mut Conn,
    workspace: WorkspaceId,
    webhook: &Webhook,
    country: &str,
    from: &Origin<'_>,
    part: i16,
    payload: Value,
    now: OffsetDateTime,
) -> Result<(Captured, Outcome), Error> {
    let (capture, _) = capture_of(webhook, &payload::flatten(&payload).fields, country);
    let actor = Actor::Webhook(webhook.id.uuid());
    let captured = lead::capture(conn, workspace, &capture, webhook.on_duplicate, actor, now)?;
    let outcome = match captured {
        Captured::Created(id) => {
            board::place(conn, workspace, id, webhook.pipeline_id, webhook.stage_id, now)?;
            assignment::give(conn, workspace, webhook, id, now)?;
            Outcome::Created
        }
        Captured::Updated(_) => Outcome::Updated,
        Captured::Skipped(_) => Outcome::Skipped,
    };
    write_receipt(conn, workspace, webhook, from, part, payload, (outcome, Some(captured.id()), None), now)?;
    Ok((captured, outcome))
}

fn country(conn: &mut Conn, workspace: WorkspaceId) -> Result<String, Error> {
    Ok(workspaces::table.find(workspace).select(workspaces::country).first(conn)?)
}

fn capture_of(webhook: &Webhook, fields: &[Flat], country: &str) -> (Capture, Vec<(String, mapping::CoreField)>) {
    let mapping: FieldMapping = serde_json::from_value(webhook.field_mapping.clone()).unwrap_or_default();
    let Mapped { mut core, custom, taken } = mapping::map(fields, &mapping, country);
    let makeshift_name = core.name.is_none();
    if makeshift_name {
        // L18: the name falls back to email, phone, and the webhook's own name.
        let fallback = core.email.as_ref().map(ToString::to_string).or(core.phone.as_ref().map(ToString::to_string));
        core.name = Some(fallback.unwrap_or_else(|| webhook.name.clone()));
    }
    let capture = Capture {
        core,
        tags: Vec::new(),
        custom_fields: custom,
        source: Source::Webhook,
        source_id: Some(webhook.id.uuid()),
        origin: json!({"webhook_id": webhook.id, "webhook_name": webhook.name}),
        score: None,
        assigned_to: None,
        makeshift_name,
    };
    (capture, taken)
}

#[expect(clippy::too_many_arguments, reason = "a receipt is what it says")]
fn write_receipt(
    conn: &mut Conn,
    workspace: WorkspaceId,
    webhook: &Webhook,
    from: &Origin<'_>,
    part: i16,
    payload: Value,
    (outcome, lead, detail): (Outcome, Option<CustomerId>, Option<&str>),
    now: OffsetDateTime,
) -> Result<(), Error> {
    diesel::insert_into(receipts::table)
        .values((
            receipts::workspace_id.eq(workspace),
            receipts::id.eq(Id::<Receipt>::new(now)),
            receipts::webhook_id.eq(webhook.id),
            receipts::received_at.eq(now),
            receipts::content_type.eq(from.content_type.map(|t| t.chars().take(200).collect::<String>())),
            receipts::payload.eq(payload),
            receipts::outcome.eq(outcome),
            receipts::lead_id.eq(lead),
            receipts::detail.eq(detail),
            receipts::idempotency_key.eq(from.idempotency_key),
            receipts::part.eq(part),
            receipts::replay_of.eq(from.replay_of),
        ))
        .execute(conn)?;
    Ok(())
}

fn invalid(message: impl Into<String>) -> Error {
    Error::Invalid { field: "payload", message: message.into() }
}
