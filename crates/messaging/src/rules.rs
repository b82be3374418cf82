//! When people may be written to, and how often.

use db::{
    Conn, CustomerId, WorkspaceId,
    schema::{customers, message_rules as rules, messages, workspaces},
};
use diesel::{
    prelude::*,
    sql_types::{Integer, Text, Timestamptz},
};
use serde_json::json;
use tenancy::{Actor, audit};
use time::{Duration, OffsetDateTime};

use crate::{Error, message::Status};

/// A day has so many minutes.
const DAY: i16 = 24 * 60;
/// Over how long the cap counts.
const CAP_OVER: Duration = Duration::hours(24);

/// A workspace's rules; none at first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Queryable, Selectable, AsChangeset, Insertable)]
#[diesel(table_name = rules)]
#[diesel(treat_none_as_null = true)]
pub struct Rules {
    /// When the quiet hours begin, in minutes after midnight of the workspace's time zone.
    pub quiet_from: Option<i16>,
    /// When they end.
    pub quiet_until: Option<i16>,
    /// Messages to one person in 24 hours, over every channel.
    pub daily_cap: Option<i16>,
}

/// The rules and the time zone that they are meant in.
pub fn get(conn: &mut Conn, workspace: WorkspaceId) -> Result<(Rules, String), Error> {
    let rules = rules::table
        .filter(rules::workspace_id.eq(workspace))
        .select(Rules::as_select())
        .first(conn)
        .optional()?
        .unwrap_or_default();
    Ok((rules, workspaces::table.find(workspace).select(workspaces::time_zone).first(conn)?))
}

/// Sets the rules.
///
/// # Errors
/// [`Error::Invalid`] for `quiet_from`, `quiet_until` or `daily_cap`.
pub fn put(
    conn: &mut Conn,
    workspace: WorkspaceId,
    rules: Rules,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<(), Error> {
    match (rules.quiet_from, rules.quiet_until) {
        (Some(from), Some(until)) if from == until => {
            return Err(Error::invalid("quiet_until", "is when they begin: there would be no other hours"));
        }
        (Some(_), None) => return Err(Error::invalid("quiet_until", "is required: when do they end?")),
        (None, Some(_)) => return Err(Error::invalid("quiet_from", "is required: when do they begin?")),
        _ => {}
    }
    if rules.daily_cap.is_some_and(|cap| !(1..=1000).contains(&cap)) {
        return Err(Error::invalid("daily_cap", "must be 1 to 1000"));
    }
    let (before, _) = get(conn, workspace)?;
    diesel::insert_into(rules::table)
        .values((rules::workspace_id.eq(workspace), rules, rules::updated_at.eq(now)))
        .on_conflict(rules::workspace_id)
        .do_update()
        .set((rules, rules::updated_at.eq(now)))
        .execute(conn)?;
    let shown = |r: Rules| json!({"quiet_from": r.quiet_from, "quiet_until": r.quiet_until, "daily_cap": r.daily_cap});
    let details = json!({"from": shown(before), "to": shown(rules)});
    Ok(audit::record(conn, workspace, actor, "message_rules.updated", ("message_rules", None), details, now)?)
}

/// When the quiet hours that `now` is in end; `None` outside of them.
pub fn quiet_until(
    conn: &mut Conn,
    workspace: WorkspaceId,
    now: OffsetDateTime,
) -> Result<Option<OffsetDateTime>, Error> {
    #[derive(QueryableByName)]
    struct Moment {
        #[diesel(sql_type = Integer)]
        minute: i32,
    }
    #[derive(QueryableByName)]
    struct End {
        #[diesel(sql_type = Timestamptz)]
        at: OffsetDateTime,
    }
    let (Rules { quiet_from: Some(from), quiet_until: Some(until), .. }, zone) = get(conn, workspace)? else {
        return Ok(None);
    };
    // PostgreSQL knows the zones' rules, a change of clocks included.
    let minute = diesel::sql_query("SELECT extract(hour FROM $1 AT TIME ZONE $2)::int * 60 + extract(minute FROM $1 AT TIME ZONE $2)::int AS minute")
        .bind::<Timestamptz, _>(now)
        .bind::<Text, _>(&zone)
        .get_result::<Moment>(conn)?
        .minute;
    let minute = i16::try_from(minute).unwrap_or_default();
    if !is_quiet(minute, from, until) {
        return Ok(None);
    }
    let days = i32::from(until <= minute);
    let end = diesel::sql_query(
        "SELECT (date_trunc('day', $1 AT TIME ZONE $2) + make_interval(days => $3, mins => $4)) AT TIME ZONE $2 AS at",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<Text, _>(&zone)
    .bind::<Integer, _>(days)
    .bind::<Integer, _>(i32::from(until))
    .get_result::<End>(conn)?;
    Ok(Some(end.at))
}

/// Whether a minute of the day lies in the hours that begin at `from` and end before `until`, over midnight or not.
fn is_quiet(minute: i16, from: i16, until: i16) -> bool {
    let from_start = |minute: i16| (minute - from).rem_euclid(DAY);
    from_start(minute) < from_start(until)
}

/// Whether a person has got as many messages as one may. Whoever asks waits for the others who do: their messages count.
pub fn is_capped(conn: &mut Conn, workspace: WorkspaceId, to: CustomerId, now: OffsetDateTime) -> Result<bool, Error> {
    let (Rules { daily_cap: Some(cap), .. }, _) = get(conn, workspace)? else { return Ok(false) };
    customers::table
        .filter(customers::workspace_id.eq(workspace).and(customers::id.eq(to)))
        .for_no_key_update()
        .select(customers::id)
        .first::<CustomerId>(conn)?;
    let sent: i64 = messages::table
        .filter(messages::workspace_id.eq(workspace).and(messages::customer_id.eq(to)))
        .filter(messages::created_at.gt(now - CAP_OVER).and(messages::internal.eq(false)))
        .filter(messages::status.ne(Status::Failed))
        .count()
        .get_result(conn)?;
    Ok(sent >= i64::from(cap))
}

#[cfg(test)]
mod tests {
    use super::is_quiet;

    #[test]
    fn quiet_hours_may_reach_over_midnight() {
        let (nine, eight) = (21 * 60, 8 * 60);
        for minute in [nine, 23 * 60 + 59, 0, eight - 1] {
            assert!(is_quiet(minute, nine, eight), "{minute}");
        }
        for minute in [eight, 12 * 60, nine - 1] {
            assert!(!is_quiet(minute, nine, eight), "{minute}");
        }
        assert!(is_quiet(13 * 60, 12 * 60, 14 * 60) && !is_quiet(14 * 60, 12 * 60, 14 * 60));
    }
}
