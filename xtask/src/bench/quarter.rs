//! A quarter of a site's life, the same in every run but for its end, which is now: G3 and G8 to G12 are measured on it.
//!
//! About 600 pages of falling rank, an eighth of the events custom ones of 25 names, working hours and weekends, visits of
//! seven events on average. Two browsers of three came once, a few came hundreds of times; a fifth belongs to people, one in
//! fifty is a robot. Written straight into the tables, as the ingest would have left them: `check` proves that first.

use std::thread::sleep;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::sql_types::Text;
use diesel::{PgConnection, QueryableByName, RunQueryDsl};
use time::OffsetDateTime;
use uuid::Uuid;

use super::stand::Stand;
use crate::steps::step;
use crate::workspace::Result;

/// Somebody who came often, on two browsers.
pub(super) const CONTACT: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_4711);
/// All that they did; whole visits of eight events.
pub(super) const CONTACT_EVENTS: u64 = 5_000;
const _: () = assert!(CONTACT_EVENTS.is_multiple_of(8));
/// Numbers from here on are browsers that the quarter has not seen.
pub(super) const STRANGERS: u64 = 10_000_000;

/// Events of one browser, and of one visit, on average.
const EVENTS_A_BROWSER: u64 = 40;
const EVENTS_A_VISIT: u64 = 7;

/// A busy day's slot is counted in a second or so, and there are some 130; an hour that has just ended is left alone for
/// five minutes first.
const ROLL_LIMIT: Duration = Duration::from_secs(1_800);

/// What is written, in this order; the events' secondary indexes are made behind them.
const BEFORE_EVENTS: [&str; 3] =
    [include_str!("quarter/dice.sql"), include_str!("quarter/visits.sql"), include_str!("quarter/people.sql")];
const EVENTS: &str = include_str!("quarter/events.sql");
const SESSIONS: &str = include_str!("quarter/sessions.sql");
/// Last: from the commit of these on the server's worker counts.
const SLOTS: &str = include_str!("quarter/slots.sql");

#[derive(QueryableByName)]
struct Index {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    definition: String,
}

/// Fills the workspace with that many events, and waits until the server has counted them.
pub(super) fn fill(stand: &Stand, events: u64) -> Result {
    step(&format!("{events} events of a quarter"), || write(stand, events))?;
    step("their counts by hour and day", || settle(stand))?;
    tidy(stand, &["site_slots", "jobs"])
}

fn write(stand: &Stand, events: u64) -> Result {
    stand.clear()?;
    let mut conn = stand.connect()?;
    conn.batch_execute("SET TIME ZONE 'UTC'; SET work_mem = '256MB'; SET maintenance_work_mem = '512MB'")?;
    conn.batch_execute("DELETE FROM jobs WHERE kind = 'tracking.roll'")?;
    let now = OffsetDateTime::now_utc().unix_timestamp();
    for sql in BEFORE_EVENTS {
        conn.batch_execute(&filled_in(sql, stand, events, now))?;
    }
    // Ten million entries in random order cost minutes more than sorting them once.
    let indexes = secondary_indexes(&mut conn)?;
    for index in &indexes {
        conn.batch_execute(&format!("DROP INDEX {}", index.name))?;
    }
    conn.batch_execute(&filled_in(EVENTS, stand, events, now))?;
    for index in &indexes {
        conn.batch_execute(&index.definition)?;
    }
    conn.batch_execute(&filled_in(SESSIONS, stand, events, now))?;
    tidy(stand, &["visitor_events", "sessions", "visitors", "visitor_links", "customers"])?;
    let stored = stand.count("visitor_events")?;
    if stored != events {
        return Err(format!("{stored} events were written instead of {events}").into());
    }
    Ok(conn.batch_execute(&filled_in(SLOTS, stand, events, now))?)
}

fn secondary_indexes(conn: &mut PgConnection) -> Result<Vec<Index>> {
    let query = "SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition
                 FROM pg_index i WHERE i.indrelid = 'visitor_events'::regclass AND NOT i.indisunique";
    Ok(diesel::sql_query(query).load(conn)?)
}

/// The statements with what they need to know.
fn filled_in(sql: &str, stand: &Stand, events: u64, now: i64) -> String {
    let visitors = events / EVENTS_A_BROWSER;
    // Some fall away: two of one browser at the same time, and those of the rest of this day.
    let visits = events * 115 / 100 / EVENTS_A_VISIT;
    let values = [
        ("{workspace}", stand.workspace.to_string()),
        ("{widget}", stand.widget.to_string()),
        ("{contact}", CONTACT.to_string()),
        ("{contact_events}", CONTACT_EVENTS.to_string()),
        ("{events}", events.to_string()),
        ("{visitors}", visitors.to_string()),
        ("{visits}", visits.to_string()),
        ("{now}", now.to_string()),
    ];
    values.iter().fold(sql.to_owned(), |sql, (name, value)| sql.replace(name, value))
}

/// Waits until the server's worker has computed every slot but that of the hour that runs.
pub(super) fn settle(stand: &Stand) -> Result {
    let stale = "site_slots WHERE stale AND starts_at < date_trunc('hour', now(), 'UTC')";
    let begun = Instant::now();
    loop {
        let left = stand.count(stale)?;
        if left == 0 {
            return Ok(());
        }
        if begun.elapsed() > ROLL_LIMIT {
            return Err(format!("{left} slots were not computed in {} minutes", ROLL_LIMIT.as_secs() / 60).into());
        }
        sleep(Duration::from_millis(500));
    }
}

/// Leaves nothing for later: no dead rows, no old statistics, no page that is not on the disk.
fn tidy(stand: &Stand, tables: &[&str]) -> Result {
    let mut conn = stand.connect()?;
    for table in tables {
        conn.batch_execute(&format!("VACUUM (ANALYZE) {table}"))?;
    }
    Ok(conn.batch_execute("CHECKPOINT")?)
}
