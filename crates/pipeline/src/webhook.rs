//! Lead webhooks: an address that forms post to (L16–L21, D25).

use crm_core::{
    Source,
    lead::{self, Capture, Captured, OnDuplicate},
};
use db::{
    Conn, Cursor, CustomerId, Id, WorkspaceId,
    schema::{lead_webhook_receipts as receipts, lead_webhooks, workspaces},
};
use diesel::prelude::*;
use serde_json::{Value, json};
use tenancy::{Actor, Token, TokenKind, audit};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    Error, board,
    mapping::{self, FieldMapping},
    payload,
    stages::{Pipeline, Stage},
};

/// A webhook, without its key.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = lead_webhooks)]
pub struct Webhook {
    /// Its id.
    pub id: Id<Webhook>,
    /// What people call it; a lead without name, email and phone is called so, too (L18).
    pub name: String,
    /// The end of its key.
    pub last_four: String,
    /// Where its leads go; the default pipeline when nothing is said.
    pub pipeline_id: Option<Id<Pipeline>>,
    /// Into which stage; the first when nothing is said.
    pub stage_id: Option<Id<Stage>>,
    /// A [`FieldMapping`].
    pub field_mapping: Value,
    /// What a repeat submission does.
    pub on_duplicate: OnDuplicate,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// Counts changes, for `If-Match`.
    pub version: i32,
}

/// What came in by a webhook so far (L21), counted from its receipts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stats {
    /// Deliveries.
    pub total_received: i64,
    /// The last one.
    pub last_received_at: Option<OffsetDateTime>,
}

/// Settings that may be changed; `None` leaves one as it is.
#[derive(Debug, Clone, Default, AsChangeset)]
#[diesel(table_name = lead_webhooks)]
pub struct Patch {
    /// A new name.
    pub name: Option<String>,
    /// Another pipeline, or the default one.
    pub pipeline_id: Option<Option<Id<Pipeline>>>,
    /// Another stage, or the first one.
    pub stage_id: Option<Option<Id<Stage>>>,
    /// The whole mapping, as JSON of a [`FieldMapping`].
    pub field_mapping: Option<Value>,
    /// Another policy.
    pub on_duplicate: Option<OnDuplicate>,
}

db::text_enum! {
    /// What became of a delivery.
    pub enum Outcome {
        /// A new lead.
        Created = "created",
        /// A lead that was known.
        Updated = "updated",
        /// A lead that was known, left as it was.
        Skipped = "skipped",
        /// No lead: the body could not be read.
        Unreadable = "unreadable",
    }
}

/// A delivery, as it came.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = receipts)]
pub struct Receipt {
    /// Its id.
    pub id: Uuid,
    /// When it came.
    pub received_at: OffsetDateTime,
    /// The sender's `Content-Type`.
    pub content_type: Option<String>,
    /// The body; a text when it could not be read.
    pub payload: Value,
    /// What became of it.
    pub outcome: Outcome,
    /// The lead.
    pub lead_id: Option<CustomerId>,
    /// Why it could not be read.
    pub detail: Option<String>,
}

/// What the sender is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Received {
    /// Stored: the lead, and whether it is new.
    Lead {
        /// The lead.
        id: CustomerId,
        /// False when it was known.
        created: bool,
    },
    /// Stored as a receipt only; why.
    Unreadable(String),
}

/// Makes a webhook. Its key is shown this once.
pub fn create(
    conn: &mut Conn,
    workspace: WorkspaceId,
    token: &Token,
    name: &str,
    settings: &Patch,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Webhook, Error> {
    let id = Id::<Webhook>::new(now);
    diesel::insert_into(lead_webhooks::table)
        .values((
            lead_webhooks::workspace_id.eq(workspace),
            lead_webhooks::id.eq(id),
            lead_webhooks::name.eq(name),
            lead_webhooks::key_hash.eq(token.hash()),
            lead_webhooks::last_four.eq(token.last_four()),
            lead_webhooks::pipeline_id.eq(settings.pipeline_id.flatten()),
            lead_webhooks::stage_id.eq(settings.stage_id.flatten()),
            lead_webhooks::field_mapping.eq(settings.field_mapping.clone().unwrap_or_else(|| json!({}))),
            lead_webhooks::on_duplicate.eq(settings.on_duplicate.unwrap_or(OnDuplicate::Update)),
            lead_webhooks::created_at.eq(now),
            lead_webhooks::updated_at.eq(now),
        ))
        .execute(conn)?;
    let object = ("lead_webhook", Some(id.uuid()));
    audit::record(conn, workspace, actor, "lead_webhook.created", object, json!({"name": name}), now)?;
    get(conn, workspace, id)
}

/// All webhooks, oldest first, each with what came in by it.
pub fn list(conn: &mut Conn, workspace: WorkspaceId) -> Result<Vec<(Webhook, Stats)>, Error> {
    let webhooks: Vec<Webhook> = lead_webhooks::table
        .filter(lead_webhooks::workspace_id.eq(workspace))
        .order(lead_webhooks::id)
        .select(Webhook::as_select())
        .load(conn)?;
    webhooks
        .into_iter()
        .map(|webhook| {
            let stats = stats(conn, workspace, webhook.id)?;
            Ok((webhook, stats))
        })
        .collect()
}

/// One webhook.
pub fn get(conn: &mut Conn, workspace: WorkspaceId, id: Id<Webhook>) -> Result<Webhook, Error> {
    Ok(lead_webhooks::table
        .filter(lead_webhooks::workspace_id.eq(workspace).and(lead_webhooks::id.eq(id)))
        .select(Webhook::as_select())
        .first(conn)?)
}

/// What came in by one webhook.
pub fn stats(conn: &mut Conn, workspace: WorkspaceId, id: Id<Webhook>) -> Result<Stats, Error> {
    let (total_received, last_received_at) = receipts::table
        .filter(receipts::workspace_id.eq(workspace).and(receipts::webhook_id.eq(id)))
        .select((diesel::dsl::count_star(), diesel::dsl::max(receipts::received_at)))
        .first(conn)?;
    Ok(Stats { total_received, last_received_at })
}

/// Changes settings.
pub fn update(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Webhook>,
    patch: &Patch,
    expected: Option<i32>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Webhook, Error> {
    let before = lock(conn, workspace, id)?;
    if expected.is_some_and(|version| version != before.version) {
        return Err(Error::Stale);
    }
    diesel::update(lead_webhooks::table)
        .filter(lead_webhooks::workspace_id.eq(workspace).and(lead_webhooks::id.eq(id)))
        .set((patch, lead_webhooks::updated_at.eq(now), lead_webhooks::version.eq(lead_webhooks::version + 1)))
        .execute(conn)?;
    let details = json!({"name": patch.name, "field_mapping": patch.field_mapping, "on_duplicate": patch.on_duplicate});
    let object = ("lead_webhook", Some(id.uuid()));
    audit::record(conn, workspace, actor, "lead_webhook.updated", object, details, now)?;
    get(conn, workspace, id)
}

/// Gives the webhook another key: the old one opens nothing from this commit on (L17).
pub fn regenerate_key(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Webhook>,
    token: &Token,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Webhook, Error> {
    lock(conn, workspace, id)?;
    diesel::update(lead_webhooks::table)
        .filter(lead_webhooks::workspace_id.eq(workspace).and(lead_webhooks::id.eq(id)))
        .set((
            lead_webhooks::key_hash.eq(token.hash()),
            lead_webhooks::last_four.eq(token.last_four()),
            lead_webhooks::updated_at.eq(now),
            lead_webhooks::version.eq(lead_webhooks::version + 1),
        ))
        .execute(conn)?;
    let object = ("lead_webhook", Some(id.uuid()));
    audit::record(conn, workspace, actor, "lead_webhook.key_regenerated", object, json!({}), now)?;
    get(conn, workspace, id)
}

/// Deletes a webhook and its receipts; its leads stay (L21).
pub fn delete(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Webhook>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let webhook = lock(conn, workspace, id)?;
    diesel::delete(lead_webhooks::table)
        .filter(lead_webhooks::workspace_id.eq(workspace).and(lead_webhooks::id.eq(id)))
        .execute(conn)?;
    let object = ("lead_webhook", Some(id.uuid()));
    audit::record(conn, workspace, actor, "lead_webhook.deleted", object, json!({"name": webhook.name}), now)?;
    Ok(())
}

/// Deliveries, newest first, after `cursor`.
pub fn receipts(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Webhook>,
    cursor: Option<Cursor>,
    limit: i64,
) -> Result<Vec<Receipt>, Error> {
    let mut query = receipts::table
        .filter(receipts::workspace_id.eq(workspace).and(receipts::webhook_id.eq(id)))
        .order((receipts::received_at.desc(), receipts::id.desc()))
        .limit(limit)
        .select(Receipt::as_select())
        .into_boxed();
    if let Some(Cursor { at, id }) = cursor {
        query = query.filter(receipts::received_at.lt(at).or(receipts::received_at.eq(at).and(receipts::id.lt(id))));
    }
    Ok(query.load(conn)?)
}

/// Takes a delivery in: the lead, its card and the receipt in one transaction (P1).
///
/// # Errors
/// [`Error::NotFound`] for a key that opens nothing.
pub fn receive(
    conn: &mut Conn,
    key: &Token,
    content_type: Option<&str>,
    body: &[u8],
    now: OffsetDateTime,
) -> Result<Received, Error> {
    let workspace = key.workspace;
    let webhook: Webhook = lead_webhooks::table
        .filter(lead_webhooks::workspace_id.eq(workspace).and(lead_webhooks::key_hash.eq(key.hash())))
        .select(Webhook::as_select())
        .first(conn)?;
    let payload = match payload::read(content_type, body) {
        Ok(payload) => payload,
        Err(why) => {
            let raw = payload::unreadable(body);
            receipt(conn, workspace, &webhook, content_type, raw, (Outcome::Unreadable, None, Some(&why)), now)?;
            return Ok(Received::Unreadable(why));
        }
    };
    let country: String = workspaces::table.find(workspace).select(workspaces::country).first(conn)?;
    let capture = capture_of(&webhook, &payload, &country);
    let actor = Actor::Webhook(webhook.id.uuid());
    let captured = lead::capture(conn, workspace, &capture, webhook.on_duplicate, actor, now)?;
    let outcome = match captured {
        Captured::Created(id) => {
            board::place(conn, workspace, id, webhook.pipeline_id, webhook.stage_id, now)?;
            Outcome::Created
        }
        Captured::Updated(_) => Outcome::Updated,
        Captured::Skipped(_) => Outcome::Skipped,
    };
    receipt(conn, workspace, &webhook, content_type, payload, (outcome, Some(captured.id()), None), now)?;
    Ok(Received::Lead { id: captured.id(), created: outcome == Outcome::Created })
}

/// A person was deleted: what forms sent of them goes, too (R7).
pub fn erase_receipts(conn: &mut Conn, workspace: WorkspaceId, of: CustomerId) -> Result<(), Error> {
    diesel::delete(receipts::table.filter(receipts::workspace_id.eq(workspace).and(receipts::lead_id.eq(of))))
        .execute(conn)?;
    Ok(())
}

/// A new key for a webhook of this workspace.
pub fn new_key(workspace: WorkspaceId) -> Token {
    Token::generate(TokenKind::LeadWebhook, workspace)
}

fn capture_of(webhook: &Webhook, payload: &Value, country: &str) -> Capture {
    let mapping: FieldMapping = serde_json::from_value(webhook.field_mapping.clone()).unwrap_or_default();
    let mut mapped = mapping::map(&payload::flatten(payload), &mapping, country);
    let makeshift_name = mapped.core.name.is_none();
    if makeshift_name {
        // L18: the name falls back to email, phone, and the webhook's own name.
        let core = &mapped.core;
        let fallback = core.email.as_ref().map(ToString::to_string).or(core.phone.as_ref().map(ToString::to_string));
        mapped.core.name = Some(fallback.unwrap_or_else(|| webhook.name.clone()));
    }
    Capture {
        core: mapped.core,
        tags: Vec::new(),
        custom_fields: mapped.custom,
        source: Source::Webhook,
        source_id: Some(webhook.id.uuid()),
        origin: json!({"webhook_id": webhook.id, "webhook_name": webhook.name}),
        score: None,
        assigned_to: None,
        makeshift_name,
    }
}

fn receipt(
    conn: &mut Conn,
    workspace: WorkspaceId,
    webhook: &Webhook,
    content_type: Option<&str>,
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
            receipts::content_type.eq(content_type.map(|t| t.chars().take(200).collect::<String>())),
            receipts::payload.eq(payload),
            receipts::outcome.eq(outcome),
            receipts::lead_id.eq(lead),
            receipts::detail.eq(detail),
        ))
        .execute(conn)?;
    Ok(())
}

fn lock(conn: &mut Conn, workspace: WorkspaceId, id: Id<Webhook>) -> Result<Webhook, Error> {
    Ok(lead_webhooks::table
        .filter(lead_webhooks::workspace_id.eq(workspace).and(lead_webhooks::id.eq(id)))
        .for_update()
        .select(Webhook::as_select())
        .first(conn)?)
}
