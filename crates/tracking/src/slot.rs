//! Counts by hour and day that are always those of the events (G12).
//!
//! A slot is one widget's hour, or, once it is two days old, day. Whoever stores or removes an event marks its slot as
//! stale in the same transaction, holding the slot's row shared. Whoever computes a slot first takes the row alone for an
//! instant, when nobody holds it, and writes a token there; then counts, holding nothing; then settles the slot, if the
//! token still stands there. Whoever stores an event after the token was written finds it and takes it away. So a slot that
//! is not stale knows every event that was committed, and readers count the events of those that are. Sharing a row lets
//! any number of transactions ingest at once, where adding up on a counter's row would queue them; and nobody ever waits
//! for a count.

use std::collections::BTreeSet;

use db::{
    Conn, Id, Statement, WorkspaceId,
    schema::{site_slots, visitor_events},
};
use diesel::{
    dsl::exists,
    prelude::*,
    sql_types::{Array, SmallInt, Timestamptz, Uuid as SqlUuid},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime, Time, UtcOffset};
use uuid::Uuid;

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
             JOIN site_slots s ON s.widget_id = k.widget_id AND s.stale AND s.rolling IS NULL
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
                 ON CONFLICT (workspace_id, widget_id, starts_at, hours) DO UPDATE SET stale = true, rolling = NULL
                 RETURNING widget_id, starts_at, hours",
            )
            .load(conn)?;
    for Marked { widget_id, starts_at, hours } in marked {
        enqueue(conn, workspace, Slot { widget_id, starts_at, hours }, now)?;
    }
    Ok(())
}

fn enqueue(conn: &mut Conn, workspace: WorkspaceId, slot: Slot, now: OffsetDateTime) -> Result<(), Error> {
    let due = (slot.ends_at() + SETTLED).max(now + PAUSE);
    outbox::enqueue(conn, workspace, ROLL_JOB, json!(slot), due, now)?;
    Ok(())
}

/// How a slot is to be computed now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Roll {
    /// It is gone, or was computed, or somebody is storing an event of it: then it is tried again later.
    Nothing,
    /// It can be counted from the next transaction on.
    Begun,
    /// Count it now, and settle it with this token.
    Count(Uuid),
}

/// Begins to compute a slot, or says that it has begun.
pub fn roll(conn: &mut Conn, workspace: WorkspaceId, slot: Slot, now: OffsetDateTime) -> Result<Roll, Error> {
    let stale = || this(workspace, slot).filter(site_slots::stale);
    let rolling: Option<Option<Uuid>> = stale().select(site_slots::rolling).first(conn).optional()?;
    match rolling {
        None => return Ok(Roll::Nothing),
        Some(Some(token)) => return Ok(Roll::Count(token)),
        Some(None) => {}
    }
    // Whoever has stored an event and not committed yet holds the row: come back rather than wait, and make others wait.
    let free: Option<i16> = this(workspace, slot)
        .filter(site_slots::stale)
        .for_update()
        .skip_locked()
        .select(site_slots::hours)
        .first(conn)
        .optional()?;
    if free.is_none() {
        enqueue(conn, workspace, slot, now)?;
        return Ok(Roll::Nothing);
    }
    diesel::update(this(workspace, slot)).set(site_slots::rolling.eq(Id::<Slot>::new(now).uuid())).execute(conn)?;
    Ok(Roll::Begun)
}

/// The slot's row.
#[diesel::dsl::auto_type(no_type_alias)]
fn this(workspace: WorkspaceId, slot: Slot) -> _ {
    let widget: Id<Widget> = slot.widget_id;
    let starts_at: OffsetDateTime = slot.starts_at;
    let hours: i16 = slot.hours;
    site_slots::table
        .filter(site_slots::workspace_id.eq(workspace).and(site_slots::widget_id.eq(widget)))
        .filter(site_slots::starts_at.eq(starts_at).and(site_slots::hours.eq(hours)))
}

/// Writes what a slot was counted to; nothing when somebody stored an event of it since it was begun, who had it computed
/// anew.
pub fn settle(conn: &mut Conn, workspace: WorkspaceId, slot: Slot, token: Uuid, counts: &Counts) -> Result<(), Error> {
    diesel::update(this(workspace, slot).filter(site_slots::rolling.eq(token)))
        .set((
            site_slots::stale.eq(false),
            site_slots::rolling.eq(None::<Uuid>),
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

/// Forgets what slots of these hours say, and not only that it is stale: what was erased may stand in a path.
pub(crate) fn blank(conn: &mut Conn, workspace: WorkspaceId, touched: &Touched) -> Result<(), Error> {
    for (widget, hour) in touched {
        diesel::update(site_slots::table)
            .filter(site_slots::workspace_id.eq(workspace).and(site_slots::widget_id.eq(*widget)))
            .filter(site_slots::starts_at.eq_any([*hour, midnight(*hour)]).and(site_slots::stale))
            .set((site_slots::pages.eq(json!({})), site_slots::events.eq(json!({}))))
            .execute(conn)?;
    }
    Ok(())
}

/// Puts the hours of a widget's earlier days together to days, which are computed like any stale slot; and has every slot
/// computed that waits for it without a job, because that died. Hours that somebody holds wait for the next day.
pub(crate) fn fold_days(
    conn: &mut Conn,
    workspace: WorkspaceId,
    widget: Id<Widget>,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let own = || site_slots::table.filter(site_slots::workspace_id.eq(workspace).and(site_slots::widget_id.eq(widget)));
    let hours: Vec<OffsetDateTime> = own()
        .filter(site_slots::hours.eq(1).and(site_slots::starts_at.lt(midnight(now) - HOURLY_DAYS)))
        .order(site_slots::starts_at)
        .for_update()
        .skip_locked()
        .select(site_slots::starts_at)
        .load(conn)?;
    diesel::delete(own().filter(site_slots::hours.eq(1).and(site_slots::starts_at.eq_any(&hours)))).execute(conn)?;
    let touched: Touched = hours.into_iter().map(|hour| (widget, midnight(hour))).collect();
    mark(conn, workspace, &touched, now)?;
    let waiting: Vec<(OffsetDateTime, i16)> = own()
        .filter(site_slots::stale.and(site_slots::starts_at.lt(now - Duration::DAY)))
        .select((site_slots::starts_at, site_slots::hours))
        .load(conn)?;
    for (starts_at, hours) in waiting {
        enqueue(conn, workspace, Slot { widget_id: widget, starts_at, hours }, now)?;
    }
    Ok(())
}

/// Forgets the slots before a cut that have no event any more; those that somebody holds wait for the next day.
pub(crate) fn forget_before(
    conn: &mut Conn,
    workspace: WorkspaceId,
    widget: Id<Widget>,
    cut: OffsetDateTime,
) -> Result<(), Error> {
    let own = || site_slots::table.filter(site_slots::workspace_id.eq(workspace).and(site_slots::widget_id.eq(widget)));
    let slots: Vec<(OffsetDateTime, i16)> = own()
        .filter(site_slots::starts_at.lt(cut))
        .order(site_slots::starts_at)
        .for_update()
        .skip_locked()
        .select((site_slots::starts_at, site_slots::hours))
        .load(conn)?;
    for (starts_at, hours) in slots {
        // Asked once the slot is ours: whoever stored one until then has committed it.
        let slot = Slot { widget_id: widget, starts_at, hours };
        let any = visitor_events::table
            .filter(visitor_events::workspace_id.eq(workspace).and(visitor_events::widget_id.eq(widget)))
            .filter(visitor_events::occurred_at.ge(starts_at).and(visitor_events::occurred_at.lt(slot.ends_at())));
        if !diesel::select(exists(any.select(visitor_events::id))).get_result::<bool>(conn)? {
            diesel::delete(this(workspace, slot)).execute(conn)?;
        }
    }
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
