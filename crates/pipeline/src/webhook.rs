//! Lead webhooks: an address that forms post to (L16–L21). What comes in by it is [`crate::delivery`]'s.

use std::collections::HashMap;

use crm_core::lead::OnDuplicate;
use db::{
    Conn, Id, UserId, WorkspaceId,
    schema::{lead_webhook_receipts as receipts, lead_webhooks},
};
use diesel::prelude::*;
use serde_json::{Value, json};
use tenancy::{Actor, Token, TokenKind, audit};
use time::{Duration, OffsetDateTime};

use crate::{
    Error,
    assignment::{self, Mode},
    delivery,
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
    /// Who is put in charge of new leads.
    pub assignment: Mode,
    /// Of these.
    pub assign_to: Vec<UserId>,
    /// What senders sign with, sealed; `None` takes unsigned deliveries.
    pub signing_secret: Option<Vec<u8>>,
    /// Deliveries whose receipts are gone.
    pub purged_receipts: i64,
    /// The last of them.
    pub purged_until: Option<OffsetDateTime>,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// Counts changes, for `If-Match`.
    pub version: i32,
}

impl Webhook {
    /// What was counted from receipts, and what is remembered of those that are gone.
    fn with_purged(&self, counted: Stats) -> Stats {
        Stats {
            total_received: counted.total_received + self.purged_receipts,
            last_received_at: counted.last_received_at.or(self.purged_until),
        }
    }
}

/// What came in by a webhook so far (L21), counted from its receipts; a replay is no delivery.
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
    /// Another way to put somebody in charge.
    pub assignment: Option<Mode>,
    /// Of these.
    pub assign_to: Option<Vec<UserId>>,
    /// Another secret, sealed; the inner `None` takes it away.
    pub signing_secret: Option<Option<Vec<u8>>>,
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
            lead_webhooks::assignment.eq(settings.assignment.unwrap_or(Mode::Nobody)),
            lead_webhooks::assign_to.eq(settings.assign_to.clone().unwrap_or_default()),
            lead_webhooks::signing_secret.eq(settings.signing_secret.clone().flatten()),
            lead_webhooks::created_at.eq(now),
            lead_webhooks::updated_at.eq(now),
        ))
        .execute(conn)?;
    let object = ("lead_webhook", Some(id.uuid()));
    audit::record(conn, workspace, actor, "lead_webhook.created", object, json!({"name": name}), now)?;
    let made = get(conn, workspace, id)?;
    assignment::arrange(conn, workspace, &made)?;
    outbox::enqueue(conn, workspace, delivery::PURGE_JOB, json!({"webhook_id": id}), now + Duration::days(1), now)?;
    Ok(made)
}

/// All webhooks, oldest first, each with what came in by it.
pub fn list(conn: &mut Conn, workspace: WorkspaceId) -> Result<Vec<(Webhook, Stats)>, Error> {
    let webhooks: Vec<Webhook> = lead_webhooks::table
        .filter(lead_webhooks::workspace_id.eq(workspace))
        .order(lead_webhooks::id)
        .select(Webhook::as_select())
        .load(conn)?;
    let counts: Vec<(Id<Webhook>, i64, Option<OffsetDateTime>)> = receipts::table
        .filter(receipts::workspace_id.eq(workspace).and(receipts::replay_of.is_null()))
        .group_by(receipts::webhook_id)
        .select((receipts::webhook_id, diesel::dsl::count_star(), diesel::dsl::max(receipts::received_at)))
        .load(conn)?;
    let counts: HashMap<Id<Webhook>, Stats> = counts
        .into_iter()
        .map(|(id, total_received, last_received_at)| (id, Stats { total_received, last_received_at }))
        .collect();
    Ok(webhooks
        .into_iter()
        .map(|webhook| {
            let stats = webhook.with_purged(counts.get(&webhook.id).copied().unwrap_or_default());
            (webhook, stats)
        })
        .collect())
}

/// One webhook.
pub fn get(conn: &mut Conn, workspace: WorkspaceId, id: Id<Webhook>) -> Result<Webhook, Error> {
    Ok(lead_webhooks::table
        .filter(lead_webhooks::workspace_id.eq(workspace).and(lead_webhooks::id.eq(id)))
        .select(Webhook::as_select())
        .first(conn)?)
}

/// What came in by one webhook.
pub fn stats(conn: &mut Conn, workspace: WorkspaceId, webhook: &Webhook) -> Result<Stats, Error> {
    let (total_received, last_received_at) = receipts::table
        .filter(receipts::workspace_id.eq(workspace).and(receipts::webhook_id.eq(webhook.id)))
        .filter(receipts::replay_of.is_null())
        .select((diesel::dsl::count_star(), diesel::dsl::max(receipts::received_at)))
        .first(conn)?;
    Ok(webhook.with_purged(Stats { total_received, last_received_at }))
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
    let details = json!({
        "name": patch.name, "field_mapping": patch.field_mapping, "on_duplicate": patch.on_duplicate,
        "pipeline_id": patch.pipeline_id, "stage_id": patch.stage_id,
        "assignment": patch.assignment, "assign_to": patch.assign_to,
        "signature": patch.signing_secret.as_ref().map(|secret| if secret.is_some() { "required" } else { "off" }),
    });
    let object = ("lead_webhook", Some(id.uuid()));
    audit::record(conn, workspace, actor, "lead_webhook.updated", object, details, now)?;
    let after = get(conn, workspace, id)?;
    assignment::arrange(conn, workspace, &after)?;
    Ok(after)
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

/// A new key for a webhook of this workspace.
pub fn new_key(workspace: WorkspaceId) -> Token {
    Token::generate(TokenKind::LeadWebhook, workspace)
}

fn lock(conn: &mut Conn, workspace: WorkspaceId, id: Id<Webhook>) -> Result<Webhook, Error> {
    Ok(lead_webhooks::table
        .filter(lead_webhooks::workspace_id.eq(workspace).and(lead_webhooks::id.eq(id)))
        .for_update()
        .select(Webhook::as_select())
        .first(conn)?)
}
