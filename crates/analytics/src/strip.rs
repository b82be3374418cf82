//! The engagement strip: a bar a day (E1–E10).

use std::collections::HashMap;

use db::{
    Conn, CustomerId, Error, WorkspaceId,
    schema::{visitor_events, visitors},
};
use diesel::{
    dsl::exists,
    prelude::*,
    sql_types::{BigInt, Date as SqlDate, Timestamptz, Uuid as SqlUuid},
};
use time::{Date, Duration, OffsetDateTime, Time};

use crate::EVENTS_REACH_BACK;

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

const DAYS: &str = "SELECT (e.occurred_at AT TIME ZONE 'UTC')::date AS day, count(*) AS count
     FROM visitor_events e
     WHERE e.workspace_id = $1 AND e.customer_id = $2 AND e.occurred_at >= $3
     GROUP BY 1";

/// The strip of the `days` days that end today. `session_start` is no stored event, so that one real pageview counts one (E3).
pub fn strip(
    conn: &mut Conn,
    workspace: WorkspaceId,
    customer: CustomerId,
    days: u16,
    now: OffsetDateTime,
) -> Result<Strip, Error> {
    let today = now.to_offset(time::UtcOffset::UTC).date();
    let first = today - Duration::days(i64::from(days) - 1);
    let counted: Vec<Day> = diesel::sql_query(DAYS)
        .bind::<SqlUuid, _>(workspace)
        .bind::<SqlUuid, _>(customer)
        .bind::<Timestamptz, _>(first.with_time(Time::MIDNIGHT).assume_utc())
        .load(conn)?;
    let counts: HashMap<Date, i64> = counted.into_iter().map(|row| (row.day, row.count)).collect();
    let days: Vec<(Date, i64)> = (0..i64::from(days))
        .map(|n| first + Duration::days(n))
        .map(|day| (day, counts.get(&day).copied().unwrap_or_default()))
        .collect();
    let total = days.iter().map(|(_, count)| count).sum();

    let (browsers, last_seen): (i64, Option<OffsetDateTime>) = visitors::table
        .filter(visitors::workspace_id.eq(workspace).and(visitors::customer_id.eq(customer)))
        .select((diesel::dsl::count_star(), diesel::dsl::max(visitors::last_seen_at)))
        .first(conn)?;
    // A linked browser is enough to be known, whatever a purge took (D21); so is an event of a browser that moved on.
    let known = browsers > 0 || total > 0 || has_event(conn, workspace, customer, now)?;
    let state = match (known, total) {
        (false, _) => State::NotLinked,
        (true, 0) => State::Quiet,
        (true, _) => State::Active,
    };
    Ok(Strip { state, linked: browsers > 0, total, last_seen, days })
}

fn has_event(
    conn: &mut Conn,
    workspace: WorkspaceId,
    customer: CustomerId,
    now: OffsetDateTime,
) -> Result<bool, Error> {
    let any = visitor_events::table
        .filter(visitor_events::workspace_id.eq(workspace).and(visitor_events::customer_id.eq(customer)))
        .filter(visitor_events::occurred_at.ge(now - EVENTS_REACH_BACK))
        .select(visitor_events::id);
    Ok(diesel::select(exists(any)).get_result(conn)?)
}
