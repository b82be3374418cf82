//! G9, G10 and G11: the card of a person and the dashboard of a site, against SQL over their events.

use std::hint::black_box;

use diesel::RunQueryDsl;
use serde_json::Value;

use super::anchors::Text;
use super::check::{self, TOO_FAR, Tiles};
use super::load::{Client, expect_status, request};
use super::measure::{Held, milliseconds};
use super::quarter::{CONTACT, CONTACT_EVENTS};
use super::stand::Stand;
use super::{Effort, Row, Verdict, at_most};
use crate::workspace::Result;

/// How often a question to all events is asked: one takes seconds.
const SCANS: usize = 3;

/// The rows of G9, and of G10 and G11 for a month and a quarter.
pub(super) fn site(stand: &Stand, effort: Effort) -> Result<Vec<Row>> {
    let mut rows = vec![tiles(stand, effort)?];
    let (mut dashboards, mut visitors) = (Vec::new(), Vec::new());
    for (range, days) in [("30d", "30 days"), ("90d", "90 days")] {
        let [dashboard, distinct] = dashboard(stand, effort, range, days)?;
        dashboards.push(dashboard);
        visitors.push(distinct);
    }
    rows.extend(dashboards);
    rows.extend(visitors);
    Ok(rows)
}

/// G9. What is asked over HTTP answers more than the tiles, so that their own statement is told beside it.
fn tiles(stand: &Stand, effort: Effort) -> Result<Row> {
    let counted: Tiles = diesel::sql_query(check::tiles_sql(stand, CONTACT)).get_result(&mut stand.connect()?)?;
    if u64::try_from(counted.events)? != CONTACT_EVENTS {
        return Err(format!("the contact has {} events instead of {CONTACT_EVENTS}", counted.events).into());
    }
    let (by_hand, alone) = (check::tiles_sql(stand, CONTACT), own_tiles_sql(stand));
    let by_hand = || statements(stand, &[&by_hand], effort.requests);
    let before = by_hand()?;
    let product = get(stand, &format!("/api/v1/customers/{CONTACT}/site-activity?limit=1"), effort.requests)?;
    let alone = statements(stand, &[&alone], effort.requests)?;
    let anchor = Held::of("G9", before, by_hand()?);
    let (ratio, own) = (product / anchor.middle, alone / anchor.middle);
    Ok(Row {
        goal: "G9",
        what: format!(
            "site-activity card of a contact with {CONTACT_EVENTS} events, against the tiles counted over them \
             ({:.2} ms); the tiles' own SQL is {own:.2}× ({alone:.2} ms)",
            anchor.middle
        ),
        measured: format!("{ratio:.2}× ({product:.2} ms)"),
        must: "0.25×",
        aim: "0.05×",
        verdict: anchor.verdict(at_most(ratio, 0.25, 0.05)),
    })
}

/// What `analytics::site_activity::tiles` asks.
fn own_tiles_sql(stand: &Stand) -> String {
    format!(
        "SELECT count(*), coalesce(sum(extract(epoch FROM s.ended_at - s.started_at)), 0)::bigint, max(s.ended_at),
                coalesce(sum(s.custom_count), 0)::bigint
         FROM sessions s WHERE s.workspace_id = '{}' AND s.customer_id = '{CONTACT}'",
        stand.workspace
    )
}

/// G10 and G11 of one range: the same request against two anchors.
fn dashboard(stand: &Stand, effort: Effort, range: &str, days: &str) -> Result<[Row; 2]> {
    let path = format!("/api/v1/site-activity?range={range}&compare=false");
    let shown = stand.call("GET", &path, &Value::Null)?;
    let events = over_events(stand, &shown)?;
    let events: Vec<&str> = events.iter().map(String::as_str).collect();
    let distinct = distinct_sql(stand, &shown)?;
    let exact = check::number(stand, &distinct)?;
    let anchors =
        || -> Result<(f64, f64)> { Ok((statements(stand, &events, SCANS)?, statements(stand, &[&distinct], SCANS)?)) };
    let before = anchors()?;
    let product = get(stand, &path, effort.requests / 5)?;
    let after = anchors()?;
    let (events, distinct) = (Held::of("G10", before.0, after.0), Held::of("G11", before.1, after.1));
    let estimate = shown["totals"]["visitors"].as_i64().ok_or("a dashboard without visitors")?;
    let error = check::off(estimate, exact);
    let (of_events, of_distinct) = (product / events.middle, product / distinct.middle);
    Ok([
        Row {
            goal: "G10",
            what: format!(
                "site dashboard of {days} over {} events, against SQL over them ({:.0} ms)",
                effort.events, events.middle
            ),
            measured: format!("{} ({product:.1} ms)", fraction(of_events)),
            must: "1/40",
            aim: "1/100",
            verdict: events.verdict(at_most(of_events, 1.0 / 40.0, 1.0 / 100.0)),
        },
        Row {
            goal: "G11",
            what: format!(
                "distinct visitors of {days} by the same request, against count(DISTINCT) over the events ({:.0} ms); \
                 {estimate} of {exact}, {:.1} % off",
                distinct.middle,
                error * 100.0
            ),
            measured: format!("{} ({product:.1} ms)", fraction(of_distinct)),
            must: "1/10",
            aim: "1/100",
            verdict: match error > TOO_FAR {
                true => Verdict::Void,
                false => distinct.verdict(at_most(of_distinct, 1.0 / 10.0, 1.0 / 100.0)),
            },
        },
    ])
}

/// The dashboard's parts as anybody would ask for them: days, pages, custom events, sources. Visits are not made of the
/// events here, but taken from their table: the anchor has it easier.
fn over_events(stand: &Stand, shown: &Value) -> Result<[String; 4]> {
    let (events, visits) =
        (people(stand, shown, "visitor_events", "occurred_at")?, people(stand, shown, "sessions", "started_at")?);
    Ok([
        format!(
            "SELECT date_trunc('day', e.occurred_at, 'UTC'), count(*) FILTER (WHERE e.type = 'pageview'),
                    count(DISTINCT e.visitor_id) {events} GROUP BY 1"
        ),
        format!("SELECT e.path, count(*) {events} AND e.type = 'pageview' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10"),
        format!("SELECT e.name, count(*) {events} AND e.type = 'custom' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10"),
        format!("SELECT e.source, count(*) {visits} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10"),
    ])
}

fn distinct_sql(stand: &Stand, shown: &Value) -> Result<String> {
    Ok(format!("SELECT count(DISTINCT e.visitor_id) AS n {}", people(stand, shown, "visitor_events", "occurred_at")?))
}

/// The rows of a window that are people's.
fn people(stand: &Stand, shown: &Value, table: &str, at: &str) -> Result<String> {
    let (from, to) = check::bounds(shown)?;
    Ok(format!(
        "FROM {table} e JOIN visitors v ON v.workspace_id = e.workspace_id AND v.id = e.visitor_id AND NOT v.bot
         WHERE e.workspace_id = '{}' AND e.{at} >= '{from}' AND e.{at} < '{to}'",
        stand.workspace
    ))
}

/// The sum of the statements' median times.
fn statements(stand: &Stand, statements: &[&str], times: usize) -> Result<f64> {
    let mut conn = stand.connect()?;
    let mut sum = 0.0;
    for statement in statements {
        sum += milliseconds(&[()], times, |()| {
            black_box(Text(statement).execute(&mut conn)?);
            Ok(())
        })?;
    }
    Ok(sum)
}

/// The median time of a request.
fn get(stand: &Stand, path: &str, times: usize) -> Result<f64> {
    let mut client = Client::connect(stand.port)?;
    let request = request("GET", path, Some(&stand.token), "");
    milliseconds(&[()], times, |()| expect_status(&client.exchange(&request)?, 200))
}

/// A small ratio as people say it.
fn fraction(ratio: f64) -> String {
    match 1.0 / ratio {
        parts if parts >= 10.0 => format!("1/{parts:.0}"),
        parts => format!("1/{parts:.1}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_said_as_fractions() {
        assert_eq!(
            [fraction(0.01), fraction(0.0239), fraction(0.4), fraction(2.0)],
            ["1/100", "1/42", "1/2.5", "1/0.5"]
        );
    }
}
