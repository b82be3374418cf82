//! The engagement strip: a bar a day (E1–E10).

use std::collections::HashMap;

use db::{Conn, CustomerId, Error, WorkspaceId};
use diesel::{
    prelude::*,
    sql_types::{BigInt, Date as SqlDate, Nullable, Timestamptz, Uuid as SqlUuid},
};
use time::{Date, Duration, OffsetDateTime, Time};
use uuid::Uuid;

use crate::{Count, EVENTS_REACH_BACK};

/// What the strip can say of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// No browser was ever linked, and no event is theirs (E8).
    NotLinked,
    /// Linked, but silent in these days (E9).
    Quiet,
    /// There are bars.
    Active,
}

/// A person's last days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strip {
    /// Which of the three cards to show.
    pub state: State,
    /// A browser is linked.
    pub linked: bool,
    /// All events of these days.
    pub total: i64,
    /// The last event ever.
    pub last_seen: Option<OffsetDateTime>,
    /// Each UTC day with its events, the oldest first, today last.
    pub days: Vec<(Date, i64)>,
}

#[derive(QueryableByName)]
struct Day {
    #[diesel(sql_type = SqlDate)]
    day: Date,
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Whose strip: `who` in the statements below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// One person's.
    Customer(CustomerId),
    /// That of all of an account's contacts (E13).
    Account(Uuid),
}

const DAYS: &str = "SELECT (e.occurred_at AT TIME ZONE 'UTC')::date AS day, count(*) AS count
     FROM visitor_events e
     WHERE e.workspace_id = $1 AND e.{who} AND e.occurred_at >= $3
     GROUP BY 1";
const BROWSERS: &str = "SELECT count(*) AS browsers, max(v.last_seen_at) AS last_seen
     FROM visitors v WHERE v.workspace_id = $1 AND v.{who}";
const ANY: &str = "SELECT count(*) AS count FROM (
     SELECT 1 FROM visitor_events e WHERE e.workspace_id = $1 AND e.{who} AND e.occurred_at >= $3 LIMIT 1) any_event";

impl Of {
    fn sql(self, statement: &str) -> String {
        let who = match self {
            Of::Customer(_) => "customer_id = $2",
            Of::Account(_) => {
                "customer_id IN (SELECT c.id FROM customers c WHERE c.workspace_id = $1 AND c.account_id = $2)"
            }
        };
        statement.replace("{who}", who)
    }

    fn id(self) -> Uuid {
        match self {
            Of::Customer(id) => id.uuid(),
            Of::Account(id) => id,
        }
    }
}

#[derive(QueryableByName)]
struct Browsers {
    #[diesel(sql_type = BigInt)]
    browsers: i64,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    last_seen: Option<OffsetDateTime>,
}

/// The strip of the `days` days that end today. `session_start` is no stored event, so that one real pageview counts one (E3).
pub fn strip(conn: &mut Conn, workspace: WorkspaceId, of: Of, days: u16, now: OffsetDateTime) -> Result<Strip, Error> {
    let today = now.to_offset(time::UtcOffset::UTC).date();
    let first = today - Duration::days(i64::from(days) - 1);
    let counted: Vec<Day> = diesel::sql_query(of.sql(DAYS))
        .bind::<SqlUuid, _>(workspace)
        .bind::<SqlUuid, _>(of.id())
        .bind::<Timestamptz, _>(first.with_time(Time::MIDNIGHT).assume_utc())
        .load(conn)?;
    let counts: HashMap<Date, i64> = counted.into_iter().map(|row| (row.day, row.count)).collect();
    let days: Vec<(Date, i64)> = (0..i64::from(days))
        .map(|n| first + Duration::days(n))
        .map(|day| (day, counts.get(&day).copied().unwrap_or_default()))
        .collect();
    let total = days.iter().map(|(_, count)| count).sum();

    let Browsers { browsers, last_seen } = diesel::sql_query(of.sql(BROWSERS))
        .bind::<SqlUuid, _>(workspace)
        .bind::<SqlUuid, _>(of.id())
        .get_result(conn)?;
    // A linked browser is enough to be known, whatever a purge took (D21); so is an event of a browser that moved on.
    let known = browsers > 0 || total > 0 || has_event(conn, workspace, of, now)?;
    let state = match (known, total) {
        (false, _) => State::NotLinked,
        (true, 0) => State::Quiet,
        (true, _) => State::Active,
    };
    Ok(Strip { state, linked: browsers > 0, total, last_seen, days })
}

fn has_event(conn: &mut Conn, workspace: WorkspaceId, of: Of, now: OffsetDateTime) -> Result<bool, Error> {
    let any: Count = diesel::sql_query(of.sql(ANY))
        .bind::<SqlUuid, _>(workspace)
        .bind::<SqlUuid, _>(of.id())
        .bind::<Timestamptz, _>(now - EVENTS_REACH_BACK)
        .get_result(conn)?;
    Ok(any.count > 0)
}
