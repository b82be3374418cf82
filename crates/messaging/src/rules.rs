//! When people may be written to, and how often.

use db::{
    Conn, CustomerId, WorkspaceId,
    schema::{customers, message_rules as rules, messages, workspaces},
};
use diesel::{
    prelude::*,
    sql_types::{Text, Timestamp, Timestamptz},
};
use serde_json::json;
use tenancy::{Actor, audit};
use time::{Duration, OffsetDateTime, PrimitiveDateTime, Time};

use crate::{Error, message::Status};

/// A day has so many minutes.
const DAY: i16 = 24 * 60;
/// Over how long the cap counts.
const CAP_OVER: Duration = Duration::hours(24);

/// A workspace's rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable, AsChangeset, Insertable)]
#[diesel(table_name = rules)]
#[diesel(treat_none_as_null = true)]
pub struct Rules {
    /// When the quiet hours begin, in minutes after midnight of the workspace's time zone.
    pub quiet_from: Option<i16>,
    /// When they end.
    pub quiet_until: Option<i16>,
    /// Messages to one person in 24 hours, over every channel.
    pub daily_cap: Option<i16>,
    /// Emails tell that they were opened, and which of their links were followed.
    pub email_tracking: bool,
    /// The days on which automations and campaigns send, as bits from Monday (1) to Sunday (64).
    pub send_days: i16,
}

db::text_enum! {
    /// A day of the week.
    #[expect(missing_docs, reason = "the days")]
    pub enum Weekday {
        Monday = "mon",
        Tuesday = "tue",
        Wednesday = "wed",
        Thursday = "thu",
        Friday = "fri",
        Saturday = "sat",
        Sunday = "sun",
    }
}

impl Weekday {
    /// Its bit of [`Rules::send_days`].
    pub fn bit(self) -> i16 {
        1 << self as i16
    }
}

/// Every day.
pub const ALL_DAYS: i16 = 0b111_1111;

impl Default for Rules {
    /// None but what a workspace begins with.
    fn default() -> Self {
        Self { quiet_from: None, quiet_until: None, daily_cap: None, email_tracking: true, send_days: ALL_DAYS }
    }
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
/// [`Error::Invalid`] for `quiet_from`, `quiet_until`, `daily_cap` or `send_days`.
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
    if !(1..=ALL_DAYS).contains(&rules.send_days) {
        return Err(Error::invalid("send_days", "must name at least one day"));
    }
    let (before, _) = get(conn, workspace)?;
    diesel::insert_into(rules::table)
        .values((rules::workspace_id.eq(workspace), rules, rules::updated_at.eq(now)))
        .on_conflict(rules::workspace_id)
        .do_update()
        .set((rules, rules::updated_at.eq(now)))
        .execute(conn)?;
    let shown = |r: Rules| {
        json!({"quiet_from": r.quiet_from, "quiet_until": r.quiet_until, "daily_cap": r.daily_cap,
            "email_tracking": r.email_tracking, "send_days": r.send_days})
    };
    let details = json!({"from": shown(before), "to": shown(rules)});
    Ok(audit::record(conn, workspace, actor, "message_rules.updated", ("message_rules", None), details, now)?)
}

/// When automations and campaigns may send again: the end of the quiet hours, on a day on which they send. `None` when they
/// may now.
pub fn quiet_until(
    conn: &mut Conn,
    workspace: WorkspaceId,
    now: OffsetDateTime,
) -> Result<Option<OffsetDateTime>, Error> {
    #[derive(QueryableByName)]
    struct Local {
        #[diesel(sql_type = Timestamp)]
        at: PrimitiveDateTime,
    }
    #[derive(QueryableByName)]
    struct Moment {
        #[diesel(sql_type = Timestamptz)]
        at: OffsetDateTime,
    }
    let (rules, zone) = get(conn, workspace)?;
    if rules.quiet_from.is_none() && rules.send_days == ALL_DAYS {
        return Ok(None);
    }
    // PostgreSQL knows the zones' rules, a change of clocks included.
    let local = diesel::sql_query("SELECT $1 AT TIME ZONE $2 AS at")
        .bind::<Timestamptz, _>(now)
        .bind::<Text, _>(&zone)
        .get_result::<Local>(conn)?;
    let Some(open) = opens(&rules, local.at) else { return Ok(None) };
    let open = diesel::sql_query("SELECT $1 AT TIME ZONE $2 AS at")
        .bind::<Timestamp, _>(open)
        .bind::<Text, _>(&zone)
        .get_result::<Moment>(conn)?;
    Ok(Some(open.at))
}

/// When sending begins again, by the clock on the wall; `None` when it is now.
fn opens(rules: &Rules, now: PrimitiveDateTime) -> Option<PrimitiveDateTime> {
    let minute = |at: PrimitiveDateTime| i16::from(at.hour()) * 60 + i16::from(at.minute());
    let is_open = |at: PrimitiveDateTime| {
        let quiet =
            rules.quiet_from.zip(rules.quiet_until).is_some_and(|(from, until)| is_quiet(minute(at), from, until));
        let day = 1 << at.weekday().number_days_from_monday();
        !quiet && rules.send_days & day != 0
    };
    if is_open(now) {
        return None;
    }
    // It begins when a day does, or when its quiet hours end.
    let midnight = now.replace_time(Time::MIDNIGHT);
    let ends = rules.quiet_until.unwrap_or_default();
    let starts = (0..=8).flat_map(|days| {
        let day = midnight + Duration::days(days);
        [day, day + Duration::minutes(ends.into())]
    });
    starts.filter(|at| *at > now).find(|at| is_open(*at))
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
    use super::*;
    use time::macros::datetime;

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

    /// 23 November 2026 is a Monday.
    #[test]
    fn sending_begins_when_the_hours_and_the_day_allow_it() {
        let rules = |quiet: Option<(i16, i16)>, send_days| Rules {
            quiet_from: quiet.map(|(from, _)| from * 60),
            quiet_until: quiet.map(|(_, until)| until * 60),
            send_days,
            ..Rules::default()
        };
        let weekdays = 0b1_1111;
        let friday_night = datetime!(2026-11-27 22:30);
        let cases = [
            (rules(None, ALL_DAYS), friday_night, None),
            (rules(Some((21, 8)), ALL_DAYS), datetime!(2026-11-27 12:00), None),
            (rules(Some((21, 8)), ALL_DAYS), friday_night, Some(datetime!(2026-11-28 08:00))),
            (rules(Some((21, 8)), ALL_DAYS), datetime!(2026-11-27 07:59), Some(datetime!(2026-11-27 08:00))),
            (rules(Some((21, 8)), weekdays), friday_night, Some(datetime!(2026-11-30 08:00))),
            (rules(Some((12, 14)), weekdays), datetime!(2026-11-28 13:00), Some(datetime!(2026-11-30 00:00))),
            (rules(Some((12, 14)), weekdays), datetime!(2026-11-27 13:00), Some(datetime!(2026-11-27 14:00))),
            (rules(None, weekdays), friday_night, None),
            (rules(None, weekdays), datetime!(2026-11-28 00:00), Some(datetime!(2026-11-30 00:00))),
            // Sundays alone, seen from a Sunday's quiet hours.
            (rules(Some((21, 8)), 0b100_0000), datetime!(2026-11-29 21:00), Some(datetime!(2026-12-06 08:00))),
        ];
        for (rules, now, expected) in cases {
            assert_eq!(opens(&rules, now), expected, "{now} {rules:?}");
        }
    }
}
