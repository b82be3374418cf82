//! Retention (S12, D24): every day, each widget forgets what is older than its days. The browsers' lifetime counters stay
//! (D21), so that a person who once was known stays known.

use db::{
    Conn, Id, WorkspaceId,
    schema::{sessions, visitor_events, visitors, widgets},
};
use diesel::{
    dsl::exists,
    prelude::*,
    sql_types::{Timestamptz, Uuid as SqlUuid},
};
use serde_json::json;
use time::{Duration, OffsetDateTime, Time, UtcOffset};
use uuid::Uuid;

use crate::{
    Error,
    slot::{self, Touched},
    visitor::Visitor,
    widget::Widget,
};

/// The job that purges a widget and enqueues itself for the next day.
pub const PURGE_JOB: &str = "tracking.purge";
/// Events that one transaction removes at most.
const BATCH: i64 = 5_000;

/// Enqueues the next purge, shortly after the coming midnight in UTC.
pub(crate) fn schedule(
    conn: &mut Conn,
    workspace: WorkspaceId,
    widget: Id<Widget>,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let due = midnight(now) + Duration::days(1) + Duration::minutes(5);
    outbox::enqueue(conn, workspace, PURGE_JOB, json!({"widget_id": widget}), due, now)?;
    Ok(())
}

/// Removes one browser's batch of events before the cut, and what the cut leaves of its sessions. True when nothing is left
/// to remove and the next day's purge is enqueued, or the widget is gone.
pub fn purge_batch(
    conn: &mut Conn,
    workspace: WorkspaceId,
    widget: Id<Widget>,
    now: OffsetDateTime,
) -> Result<bool, Error> {
    let days: Option<i32> = widgets::table
        .filter(widgets::workspace_id.eq(workspace).and(widgets::id.eq(widget)))
        .filter(widgets::deleted_at.is_null())
        .select(widgets::event_retention_days)
        .first(conn)
        .optional()?;
    let Some(days) = days else { return Ok(true) };
    let cut = midnight(now) - Duration::days(days.into());
    let Some(visitor) = stale_visitor(conn, workspace, widget, cut)? else {
        // Nothing is left before the cut: the counts of those days go, and the hours of earlier days become days.
        slot::forget_before(conn, workspace, widget, cut)?;
        slot::fold_days(conn, workspace, widget, now)?;
        note_run(conn, workspace, widget, 0, now)?;
        schedule(conn, workspace, widget, now)?;
        return Ok(true);
    };
    let batch: Vec<(Uuid, OffsetDateTime)> = visitor_events::table
        .filter(visitor_events::workspace_id.eq(workspace).and(visitor_events::visitor_id.eq(visitor)))
        .filter(visitor_events::occurred_at.lt(cut))
        .order(visitor_events::occurred_at)
        .limit(BATCH)
        .select((visitor_events::id, visitor_events::occurred_at))
        .load(conn)?;
    diesel::delete(visitor_events::table)
        .filter(visitor_events::workspace_id.eq(workspace))
        .filter(visitor_events::id.eq_any(batch.iter().map(|(id, _)| *id)))
        .execute(conn)?;
    let mut touched: Touched = batch.iter().map(|(_, at)| (widget, slot::hour_of(*at))).collect();
    // A session that straddles the cut begins after it from now on.
    touched.insert((widget, cut));
    slot::mark(conn, workspace, &touched, now)?;
    note_run(conn, workspace, widget, batch.len(), now)?;
    cut_sessions(conn, workspace, visitor, cut)?;
    Ok(false)
}

/// Adds to what the widget's last purge removed; a purge of another day begins anew.
fn note_run(
    conn: &mut Conn,
    workspace: WorkspaceId,
    widget: Id<Widget>,
    removed: usize,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let this = || widgets::table.filter(widgets::workspace_id.eq(workspace).and(widgets::id.eq(widget)));
    let removed = i64::try_from(removed).unwrap_or(i64::MAX);
    let added = diesel::update(this().filter(widgets::purged_at.ge(midnight(now))))
        .set((widgets::purged_at.eq(now), widgets::purged_events.eq(widgets::purged_events + removed)))
        .execute(conn)?;
    if added == 0 {
        diesel::update(this()).set((widgets::purged_at.eq(now), widgets::purged_events.eq(removed))).execute(conn)?;
    }
    Ok(())
}

/// A browser with events before the cut, its row locked before its events are touched (Q12).
fn stale_visitor(
    conn: &mut Conn,
    workspace: WorkspaceId,
    widget: Id<Widget>,
    cut: OffsetDateTime,
) -> Result<Option<Id<Visitor>>, Error> {
    let stale = visitor_events::table
        .filter(visitor_events::workspace_id.eq(workspace).and(visitor_events::visitor_id.eq(visitors::id)))
        .filter(visitor_events::occurred_at.lt(cut))
        .select(visitor_events::id);
    Ok(visitors::table
        .filter(visitors::workspace_id.eq(workspace).and(visitors::widget_id.eq(widget)))
        .filter(visitors::first_seen_at.lt(cut).and(exists(stale)))
        .for_update()
        .select(visitors::id)
        .first(conn)
        .optional()?)
}

/// Sessions before the cut go; the one that straddles it is computed anew from the events that are left.
fn cut_sessions(
    conn: &mut Conn,
    workspace: WorkspaceId,
    visitor: Id<Visitor>,
    cut: OffsetDateTime,
) -> Result<(), Error> {
    diesel::delete(sessions::table)
        .filter(sessions::workspace_id.eq(workspace).and(sessions::visitor_id.eq(visitor)))
        .filter(sessions::ended_at.lt(cut))
        .execute(conn)?;
    diesel::sql_query(
        "UPDATE sessions SET started_at = kept.started_at, event_count = kept.events, pageview_count = kept.pageviews,
             custom_count = kept.customs, entry_url = kept.urls[1], referrer = kept.referrers[1]
         FROM (SELECT s.id, min(e.occurred_at) AS started_at, count(*) AS events,
                      count(*) FILTER (WHERE e.type = 'pageview') AS pageviews,
                      count(*) FILTER (WHERE e.type = 'custom') AS customs,
                      array_agg(e.url ORDER BY e.occurred_at, e.url) AS urls,
                      array_agg(e.referrer ORDER BY e.occurred_at, e.url) AS referrers
               FROM sessions s
               JOIN visitor_events e ON e.workspace_id = $1 AND e.visitor_id = s.visitor_id
                   AND e.occurred_at BETWEEN $3 AND s.ended_at
               WHERE s.workspace_id = $1 AND s.visitor_id = $2 AND s.started_at < $3
               GROUP BY s.id) kept
         WHERE sessions.workspace_id = $1 AND sessions.id = kept.id",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(visitor)
    .bind::<Timestamptz, _>(cut)
    .execute(conn)?;
    Ok(())
}

fn midnight(now: OffsetDateTime) -> OffsetDateTime {
    now.to_offset(UtcOffset::UTC).replace_time(Time::MIDNIGHT)
}
