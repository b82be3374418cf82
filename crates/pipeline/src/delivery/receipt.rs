//! Receipts: read, counted, erased with the person, and gone after thirty days.

use std::collections::BTreeMap;

use db::{
    Conn, Cursor, CustomerId, Id, WorkspaceId,
    schema::{lead_webhook_receipts as receipts, lead_webhooks},
};
use diesel::{
    dsl::sql,
    prelude::*,
    sql_types::{Nullable, Text, Timestamptz},
};
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::{
    Error,
    webhook::{self, Webhook},
};

/// The job that removes old receipts.
pub const PURGE_JOB: &str = "webhook.purge";
/// Receipts are kept for so long (R7).
const KEPT: Duration = Duration::days(30);
/// Receipts that are removed at a time.
const PURGED_AT_ONCE: i64 = 5_000;

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
        /// No lead: the signature was missing or wrong.
        Refused = "refused",
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
    /// Why there is none.
    pub detail: Option<String>,
    /// The delivery that this one repeats.
    pub replay_of: Option<Uuid>,
}

/// Which deliveries.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// With this text in the payload.
    pub search: Option<String>,
    /// Of which this became.
    pub outcome: Option<Outcome>,
}

/// Deliveries, newest first, after `cursor`.
pub fn receipts(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Webhook>,
    filter: &Filter,
    cursor: Option<Cursor>,
    limit: i64,
) -> Result<Vec<Receipt>, Error> {
    let mut query = of_webhook(workspace, id).order((receipts::received_at.desc(), receipts::id.desc())).limit(limit);
    if let Some(Cursor { at, id }) = cursor {
        query = query.filter(receipts::received_at.lt(at).or(receipts::received_at.eq(at).and(receipts::id.lt(id))));
    }
    if let Some(outcome) = filter.outcome {
        query = query.filter(receipts::outcome.eq(outcome));
    }
    if let Some(search) = &filter.search {
        query = query.filter(sql::<Text>("payload::text").ilike(contains(search)));
    }
    Ok(query.load(conn)?)
}

/// A person was deleted: what forms sent of them goes, too (R7).
pub fn erase_receipts(conn: &mut Conn, workspace: WorkspaceId, of: CustomerId) -> Result<(), Error> {
    let gone: Vec<(Id<Webhook>, OffsetDateTime, Option<Uuid>)> = diesel::delete(receipts::table)
        .filter(receipts::workspace_id.eq(workspace).and(receipts::lead_id.eq(of)))
        .returning((receipts::webhook_id, receipts::received_at, receipts::replay_of))
        .get_results(conn)?;
    remember(conn, workspace, &gone)
}

/// The same of deliveries that no lead came of, but that name the person.
pub fn erase_mentions(conn: &mut Conn, workspace: WorkspaceId, text: &str) -> Result<(), Error> {
    let gone: Vec<(Id<Webhook>, OffsetDateTime, Option<Uuid>)> = diesel::delete(receipts::table)
        .filter(receipts::workspace_id.eq(workspace).and(receipts::lead_id.is_null()))
        .filter(sql::<Text>("payload::text").ilike(contains(text)))
        .returning((receipts::webhook_id, receipts::received_at, receipts::replay_of))
        .get_results(conn)?;
    remember(conn, workspace, &gone)
}

/// Receipts go; that they came stays with the webhook (L21).
fn remember(
    conn: &mut Conn,
    workspace: WorkspaceId,
    gone: &[(Id<Webhook>, OffsetDateTime, Option<Uuid>)],
) -> Result<(), Error> {
    let mut counts: BTreeMap<Id<Webhook>, (i64, OffsetDateTime)> = BTreeMap::new();
    for (webhook, at, _) in gone.iter().filter(|(_, _, replay_of)| replay_of.is_none()) {
        let (count, last) = counts.entry(*webhook).or_insert((0, *at));
        *count += 1;
        *last = (*last).max(*at);
    }
    for (webhook, (count, last)) in counts {
        let purged = sql::<Nullable<Timestamptz>>("greatest(purged_until, ").bind::<Timestamptz, _>(last).sql(")");
        diesel::update(lead_webhooks::table)
            .filter(lead_webhooks::workspace_id.eq(workspace).and(lead_webhooks::id.eq(webhook)))
            .set((
                lead_webhooks::purged_receipts.eq(lead_webhooks::purged_receipts + count),
                lead_webhooks::purged_until.eq(purged),
            ))
            .execute(conn)?;
    }
    Ok(())
}

fn contains(text: &str) -> String {
    format!("%{}%", text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}

/// Removes a batch of receipts that are older than thirty days; the webhook keeps their number (L21). True when none is
/// left, with the next day's job written.
pub fn purge_batch(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Webhook>,
    now: OffsetDateTime,
) -> Result<bool, Error> {
    match webhook::get(conn, workspace, id) {
        Ok(_) => {}
        Err(Error::NotFound) => return Ok(true),
        Err(error) => return Err(error),
    }
    let old: Vec<Uuid> = receipts::table
        .filter(receipts::workspace_id.eq(workspace).and(receipts::webhook_id.eq(id)))
        .filter(receipts::received_at.lt(now - KEPT))
        .order((receipts::received_at, receipts::id))
        .limit(PURGED_AT_ONCE)
        .select(receipts::id)
        .load(conn)?;
    let gone: Vec<(Id<Webhook>, OffsetDateTime, Option<Uuid>)> = diesel::delete(receipts::table)
        .filter(receipts::workspace_id.eq(workspace).and(receipts::id.eq_any(&old)))
        .returning((receipts::webhook_id, receipts::received_at, receipts::replay_of))
        .get_results(conn)?;
    remember(conn, workspace, &gone)?;
    let done = i64::try_from(old.len()).is_ok_and(|count| count < PURGED_AT_ONCE);
    if done {
        outbox::enqueue(conn, workspace, PURGE_JOB, json!({"webhook_id": id}), now + Duration::days(1), now)?;
    }
    Ok(done)
}

pub(super) type OfWebhook<'q> =
    receipts::BoxedQuery<'q, diesel::pg::Pg, diesel::dsl::SqlTypeOf<diesel::dsl::AsSelect<Receipt, diesel::pg::Pg>>>;

pub(super) fn of_webhook<'q>(workspace: WorkspaceId, id: Id<Webhook>) -> OfWebhook<'q> {
    receipts::table
        .filter(receipts::workspace_id.eq(workspace).and(receipts::webhook_id.eq(id)))
        .select(Receipt::as_select())
        .into_boxed()
}
