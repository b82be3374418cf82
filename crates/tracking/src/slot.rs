//! Counts by hour and day that are always those of the events (G12).
//!
//! A slot is one widget's hour, or, once it is two days old, day. Whoever stores or removes an event marks its slot as
//! stale in the same transaction, holding the slot's row shared; whoever computes a slot holds the row alone. So a slot
//! that is not stale knows every event that was committed, and readers count the events of those that are. Sharing a row
//! lets any number of transactions ingest at once, where adding up on a counter's row would queue them.

use std::collections::BTreeSet;

use db::{Conn, Id, Statement, WorkspaceId, schema::site_slots};
use diesel::{
    prelude::*,
    sql_types::{Array, SmallInt, Timestamptz, Uuid as SqlUuid},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime, Time, UtcOffset};

use crate::{Error, widget::Widget};

/// The job that computes one slot.
pub const ROLL_JOB: &str = "tracking.roll";
/// A slot is computed so long after it has ended: most late events have come by then.
const SETTLED: Duration = Duration::minutes(5);
/// A slot that a late event made stale waits so long for more of them.
const PAUSE: Duration = Duration::minutes(1);
/// Days that are kept by the hour: today and yesterday.
const HOURLY_DAYS: Duration = Duration::days(1);

/// Which slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Slot {
    /// Of which widget.
    pub widget_id: Id<Widget>,
    /// From when on.
    #[serde(with = "time::serde::rfc3339")]
    pub starts_at: OffsetDateTime,
    /// 1 or 24.
    pub hours: i16,
}

impl Slot {
    /// Until before when.
    pub fn ends_at(self) -> OffsetDateTime {
        self.starts_at + Duration::hours(self.hours.into())
    }
}

/// What a slot keeps: sums, and maps from a word to its count.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "columns of site_slots")]
pub struct Counts {
    pub pageviews: i64,
    pub custom_events: i64,
    pub sessions: i64,
    pub visitors: i64,
    pub pages: Value,
    pub events: Value,
    pub sources: Value,
    pub campaigns: Value,
    pub sketch: Vec<u8>,
}

/// The hours that a transaction touched.
pub(crate) type Touched = BTreeSet<(Id<Widget>, OffsetDateTime)>;

/// The hour in which an instant lies.
pub(crate) fn hour_of(at: OffsetDateTime) -> OffsetDateTime {
    let at = at.to_offset(UtcOffset::UTC);
    at.replace_time(Time::from_hms(at.hour(), 0, 0).unwrap_or(Time::MIDNIGHT))
}

fn midnight(at: OffsetDateTime) -> OffsetDateTime {
    at.to_offset(UtcOffset::UTC).replace_time(Time::MIDNIGHT)
}

#[derive(QueryableByName)]
struct Hour {
    #[diesel(sql_type = SqlUuid)]
    widget_id: Id<Widget>,
    #[diesel(sql_type = Timestamptz)]
    hour: OffsetDateTime,
}

#[derive(QueryableByName)]
struct Marked {
    #[diesel(sql_type = SqlUuid)]
    widget_id: Id<Widget>,
    #[diesel(sql_type = Timestamptz)]
    starts_at: OffsetDateTime,
    #[diesel(sql_type = SmallInt)]
    hours: i16,
}

/// Marks the slots of these hours as stale, and has those computed anew that were not.
pub(crate) fn mark(
    conn: &mut Conn,
    workspace: WorkspaceId,
    touched: &Touched,
    now: OffsetDateTime,
) -> Result<(), Error> {
    if touched.is_empty() {
        return Ok(());
    }
    // The usual case, and the only one that the hot path pays for: the slot is there and stale.
    let stale: Vec<Hour> = Statement::new("SELECT k.widget_id, k.hour FROM unnest(")
        .bind::<Array<SqlUuid>, _>(touched.iter().map(|(widget, _)| *widget).collect::<Vec<_>>())
        .sql(", ")
        .bind::<Array<Timestamptz>, _>(touched.iter().map(|(_, hour)| *hour).collect::<Vec<_>>())
        .sql(
            ") AS k (widget_id, hour)
             JOIN site_slots s ON s.widget_id = k.widget_id AND s.stale
                 AND s.starts_at <= k.hour AND s.starts_at > k.hour - make_interval(hours => s.hours)
                 AND s.workspace_id = ",
        )
        .bind::<SqlUuid, _>(workspace)
        .sql(" FOR KEY SHARE OF s")
        .load(conn)?;
    let stale: Touched = stale.into_iter().map(|row| (row.widget_id, row.hour)).collect();
    let slots: BTreeSet<Slot> = touched
        .difference(&stale)
        .map(|(widget_id, hour)| match *hour >= midnight(now) - HOURLY_DAYS {
            true => Slot { widget_id: *widget_id, starts_at: *hour, hours: 1 },
            false => Slot { widget_id: *widget_id, starts_at: midnight(*hour), hours: 24 },
        })
        .collect();
    if slots.is_empty() {
        return Ok(());
    }
    let marked: Vec<Marked> =
        Statement::new("INSERT INTO site_slots (workspace_id, widget_id, starts_at, hours) SELECT ")
            .bind::<SqlUuid, _>(workspace)
            .sql(", k.* FROM unnest(")
            .bind::<Array<SqlUuid>, _>(slots.iter().map(|slot| slot.widget_id).collect::<Vec<_>>())
            .sql(", ")
            .bind::<Array<Timestamptz>, _>(slots.iter().map(|slot| slot.starts_at).collect::<Vec<_>>())
            .sql(", ")
            .bind::<Array<SmallInt>, _>(slots.iter().map(|slot| slot.hours).collect::<Vec<_>>())
            .sql(
                ") AS k (widget_id, starts_at, hours)
                 ON CONFLICT (workspace_id, widget_id, starts_at, hours) DO UPDATE SET stale = true
                 RETURNING widget_id, starts_at, hours",
            )
            .load(conn)?;
    for Marked { widget_id, starts_at, hours } in marked {
        let slot = Slot { widget_id, starts_at, hours };
        let due = (slot.ends_at() + SETTLED).max(now + PAUSE);
        outbox::enqueue(conn, workspace, ROLL_JOB, json!(slot), due, now)?;
    }
    Ok(())
}

/// Locks a stale slot for whoever computes it; `None` when it is gone or was computed meanwhile. From here until the
/// commit nobody stores an event of it, so that what is counted now is what there is.
pub fn lock_stale(conn: &mut Conn, workspace: WorkspaceId, slot: Slot) -> Result<Option<Slot>, Error> {
    let found: Option<i16> = site_slots::table
        .filter(site_slots::workspace_id.eq(workspace).and(site_slots::widget_id.eq(slot.widget_id)))
        .filter(site_slots::starts_at.eq(slot.starts_at).and(site_slots::hours.eq(slot.hours)))
        .filter(site_slots::stale)
        .for_update()
        .select(site_slots::hours)
        .first(conn)
        .optional()?;
    Ok(found.map(|_| slot))
}

/// Writes what a slot that this transaction has locked was computed to.
pub fn settle(conn: &mut Conn, workspace: WorkspaceId, slot: Slot, counts: &Counts) -> Result<(), Error> {
    diesel::update(site_slots::table)
        .filter(site_slots::workspace_id.eq(workspace).and(site_slots::widget_id.eq(slot.widget_id)))
        .filter(site_slots::starts_at.eq(slot.starts_at).and(site_slots::hours.eq(slot.hours)))
        .set((
            site_slots::stale.eq(false),
            site_slots::pageviews.eq(counts.pageviews),
            site_slots::custom_events.eq(counts.custom_events),
            site_slots::sessions.eq(counts.sessions),
            site_slots::visitors.eq(counts.visitors),
            site_slots::pages.eq(&counts.pages),
            site_slots::events.eq(&counts.events),
            site_slots::sources.eq(&counts.sources),
            site_slots::campaigns.eq(&counts.campaigns),
            site_slots::sketch.eq(&counts.sketch),
        ))
        .execute(conn)?;
    Ok(())
}

/// Puts the hours of a widget's earlier days together to days, which are computed like any stale slot.
pub(crate) fn fold_days(
    conn: &mut Conn,
    workspace: WorkspaceId,
    widget: Id<Widget>,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let earlier = midnight(now) - HOURLY_DAYS;
    let hours: Vec<OffsetDateTime> = diesel::delete(site_slots::table)
        .filter(site_slots::workspace_id.eq(workspace).and(site_slots::widget_id.eq(widget)))
        .filter(site_slots::hours.eq(1).and(site_slots::starts_at.lt(earlier)))
        .returning(site_slots::starts_at)
        .get_results(conn)?;
    let touched: Touched = hours.into_iter().map(|hour| (widget, midnight(hour))).collect();
    mark(conn, workspace, &touched, now)
}

/// Forgets the slots before a cut, once no event is left there.
pub(crate) fn forget_before(
    conn: &mut Conn,
    workspace: WorkspaceId,
    widget: Id<Widget>,
    cut: OffsetDateTime,
) -> Result<(), Error> {
    diesel::delete(site_slots::table)
        .filter(site_slots::workspace_id.eq(workspace).and(site_slots::widget_id.eq(widget)))
        .filter(site_slots::starts_at.lt(cut))
        .execute(conn)?;
    Ok(())
}

/// How many slots of a workspace wait to be computed (for tests and gauges).
pub fn stale_count(conn: &mut Conn, workspace: WorkspaceId) -> Result<i64, Error> {
    Ok(site_slots::table
        .filter(site_slots::workspace_id.eq(workspace).and(site_slots::stale))
        .count()
        .get_result::<i64>(conn)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn an_hour_is_utc() {
        assert_eq!(hour_of(datetime!(2026-11-21 01:59:59.9 +02:30)), datetime!(2026-11-20 23:00 UTC));
        assert_eq!(midnight(datetime!(2026-11-21 01:00 +02:00)), datetime!(2026-11-20 00:00 UTC));
    }
}
