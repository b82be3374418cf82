//! What PostgreSQL itself can do with the product's own tables, driven by bare connections: the measure of everything else.

use std::time::Duration;

use diesel::{Connection, RunQueryDsl};
use time::OffsetDateTime;
use uuid::Uuid;

use super::columns::{Session, Visitor};
use super::measure::{Run, cpu_seconds};
use super::stand::Stand;
use super::{events, load};
use crate::workspace::Result;

/// Batches of `count` events, one browser a batch, one commit each. B1 with 25, B3 with 1.
pub(super) fn insert(stand: &Stand, connections: u64, count: usize, long: Duration) -> Result<Run> {
    measure(stand, count, || {
        load::run(connections, long, |connection| {
            let mut conn = stand.connect()?;
            let mut turn = connection;
            Ok(move || {
                let visitor = visitor(turn);
                turn += connections;
                events::rows(stand.workspace, stand.widget, visitor, count, OffsetDateTime::now_utc())
                    .execute(&mut conn)?;
                Ok(())
            })
        })
    })
}

/// B2: the whole transaction by hand: the browser and its counter, its session, and its 25 events.
pub(super) fn transaction(stand: &Stand, connections: u64, count: usize, long: Duration) -> Result<Run> {
    measure(stand, count, || {
        load::run(connections, long, |connection| {
            let mut conn = stand.connect()?;
            let mut turn = connection;
            Ok(move || {
                let (visitor, anonymous) = (visitor(turn), events::anonymous(turn % events::VISITORS));
                turn += connections;
                let (now, workspace, events) = (OffsetDateTime::now_utc(), stand.workspace, count as i64);
                let seen =
                    Visitor { workspace, id: visitor, widget: stand.widget, anonymous: &anonymous, events, seen: now };
                let session = Session { workspace, id: visitor, visitor, events, url: events::URL, seen: now };
                let rows = events::rows(workspace, stand.widget, visitor, count, now);
                conn.transaction::<_, diesel::result::Error, _>(|conn| {
                    seen.execute(conn)?;
                    rows.execute(conn)?;
                    session.execute(conn)
                })?;
                Ok(())
            })
        })
    })
}

/// The rows that were acknowledged must be there.
fn measure(stand: &Stand, count: usize, load: impl FnOnce() -> Result<load::Load>) -> Result<Run> {
    stand.clear_events()?;
    let before = cpu_seconds(&[stand.postmaster])?;
    let done = load()?;
    let cpu = cpu_seconds(&[stand.postmaster])? - before;
    let events = done.answers * count as u64;
    let stored = stand.count_events()?;
    if stored != events {
        return Err(format!("the anchor wrote {events} events and the table has {stored}").into());
    }
    Ok(Run { rate: events as f64 / done.seconds, cpu: cpu * 1e6 / events as f64 })
}

/// The row id of the browser whose turn it is.
fn visitor(turn: u64) -> Uuid {
    let mixed = (turn % events::VISITORS).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    Uuid::from_u64_pair(0x0190_0000_0000_7000 | mixed >> 52, mixed & 0x3fff_ffff_ffff_ffff | 0x8000_0000_0000_0000)
}
