//! G12: what is shown equals what is counted from the events, exactly. A difference ends the bench: figures of something
//! that is wrong are worth nothing.

use std::collections::BTreeMap;

use diesel::sql_types::{BigInt, Date as SqlDate, Nullable, Text, Timestamptz};
use diesel::{QueryableByName, RunQueryDsl};
use serde_json::Value;
use time::format_description::well_known::Rfc3339;
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use super::load::{self, Senders};
use super::stand::Stand;
use super::{Effort, Row, Verdict, ingest, quarter};
use crate::steps::step;
use crate::workspace::Result;

mod dashboard;

use dashboard::{Counted, differences};

/// How far an estimate of visitors may be off: more than three of its standard errors.
pub(super) const TOO_FAR: f64 = 0.03;

/// People whose strips and tiles are looked at.
const PEOPLE: usize = 50;

/// A person's tiles as they are counted from the events.
#[derive(Debug, QueryableByName)]
pub(super) struct Tiles {
    #[diesel(sql_type = BigInt)]
    sessions: i64,
    #[diesel(sql_type = BigInt)]
    seconds: i64,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    last_seen: Option<OffsetDateTime>,
    #[diesel(sql_type = BigInt)]
    customs: i64,
    #[diesel(sql_type = BigInt)]
    pub(super) events: i64,
}

#[derive(QueryableByName)]
struct Day {
    #[diesel(sql_type = SqlDate)]
    day: Date,
    #[diesel(sql_type = BigInt)]
    count: i64,
}

#[derive(QueryableByName)]
pub(super) struct Line {
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    word: String,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    at: Option<OffsetDateTime>,
    #[diesel(sql_type = BigInt)]
    count: i64,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// Live ingest by the quarter's busiest browsers, some of it late; then everything once more, at once and when the server
/// has counted the hours and days that were touched.
pub(super) fn live(stand: &Stand, effort: Effort) -> Result<Row> {
    let senders = Senders { first: 0, late: true };
    stand.add(&stand.product(), ingest::BATCH, &["visitor_events"], || {
        let (connections, batch) = (ingest::CONNECTIONS, ingest::BATCH);
        load::track(stand.port, &stand.widget_key, connections, batch, senders, effort.run)
    })?;
    whole(stand, "after late events")?;
    step("the counts that late events changed", || quarter::settle(stand))?;
    whole(stand, "after these were counted anew")?;
    Ok(Row {
        goal: "G12",
        what: format!(
            "sessions, dashboards of 24 hours to 90 days, strips and tiles of {PEOPLE} people against counts over {} \
             events: as written, after late events, and after the roll-up of these",
            stand.count("visitor_events")?
        ),
        measured: "exact".into(),
        must: "exact",
        aim: "exact",
        verdict: Verdict::Aim,
    })
}

/// Compares all that is shown with the events; the error says what differs.
pub(super) fn whole(stand: &Stand, when: &str) -> Result {
    let mut wrong = Vec::new();
    step(&format!("G12 {when}"), || {
        let strange = number(stand, &sessions_sql(stand))?;
        if strange != 0 {
            wrong.push(format!("{strange} sessions are not those of the events"));
        }
        for range in ["24h", "7d", "30d", "90d"] {
            let shown =
                stand.call("GET", &format!("/api/v1/site-activity?range={range}&compare=false"), &Value::Null)?;
            let lines: Vec<Line> = generous(stand, &window_sql(stand, &shown)?)?;
            wrong.extend(differences(&shown, &Counted::of(lines)).into_iter().map(|what| format!("{range}: {what}")));
        }
        for customer in people(stand)? {
            wrong.extend(strip(stand, customer)?);
            wrong.extend(tiles(stand, customer)?);
        }
        Ok(())
    })?;
    if wrong.is_empty() {
        return Ok(());
    }
    wrong.truncate(20);
    Err(format!("G12 {when}: nothing of this run counts, because\n{}", wrong.join("\n")).into())
}

/// The contact, people with the busiest browsers, and as many others.
fn people(stand: &Stand) -> Result<Vec<Uuid>> {
    let half = PEOPLE / 2;
    let busy = stand.ids(&format!(
        "SELECT customer_id AS id FROM visitors WHERE customer_id IS NOT NULL AND customer_id <> '{0}'
         GROUP BY customer_id ORDER BY min(anon_visitor_id) LIMIT {half}",
        quarter::CONTACT
    ))?;
    let mut people = vec![quarter::CONTACT];
    people.extend(busy);
    for id in stand.ids(&format!("SELECT id FROM customers ORDER BY id LIMIT {PEOPLE}"))? {
        if people.len() < PEOPLE && !people.contains(&id) {
            people.push(id);
        }
    }
    Ok(people)
}

fn strip(stand: &Stand, customer: Uuid) -> Result<Option<String>> {
    let path = format!("/api/v1/visitors/activity-summary?customer_id={customer}&days=30");
    let shown = stand.call("GET", &path, &Value::Null)?;
    let bars = shown["buckets"].as_array().ok_or("a strip without buckets")?;
    let bars: BTreeMap<&str, i64> =
        bars.iter().filter_map(|b| Some((b["date"].as_str()?, b["count"].as_i64()?))).collect();
    let first = bars.keys().next().ok_or("a strip without days")?;
    let counted: Vec<Day> = diesel::sql_query(format!(
        "SELECT (occurred_at AT TIME ZONE 'UTC')::date AS day, count(*) AS count FROM visitor_events
         WHERE workspace_id = '{}' AND customer_id = '{customer}' AND occurred_at >= '{first}T00:00:00Z' GROUP BY 1",
        stand.workspace
    ))
    .load(&mut stand.connect()?)?;
    let total: i64 = counted.iter().map(|day| day.count).sum();
    let counted: BTreeMap<String, i64> = counted.into_iter().map(|day| (day.day.to_string(), day.count)).collect();
    let same = shown["total"].as_i64() == Some(total)
        && bars.len() == 30
        && bars.iter().all(|(day, count)| counted.get(*day).copied().unwrap_or_default() == *count);
    Ok((!same).then(|| format!("the strip of {customer} shows {shown}, counted were {counted:?}")))
}

fn tiles(stand: &Stand, customer: Uuid) -> Result<Option<String>> {
    let shown = stand.call("GET", &format!("/api/v1/customers/{customer}/site-activity?limit=1"), &Value::Null)?;
    let counted: Tiles = diesel::sql_query(tiles_sql(stand, customer)).get_result(&mut stand.connect()?)?;
    let figure = |key: &str| shown[key].as_i64();
    let last_seen = shown["last_seen"].as_str().map(|at| OffsetDateTime::parse(at, &Rfc3339)).transpose()?;
    let same = figure("sessions") == Some(counted.sessions)
        && figure("time_on_site_seconds") == Some(counted.seconds)
        && figure("custom_events") == Some(counted.customs)
        && last_seen == counted.last_seen;
    let figures = ["sessions", "time_on_site_seconds", "custom_events", "last_seen"].map(|key| shown[key].to_string());
    Ok((!same).then(|| format!("the tiles of {customer} show {}, counted were {counted:?}", figures.join(", "))))
}

/// How far a count is off.
pub(super) fn off(count: i64, exact: i64) -> f64 {
    (count - exact).abs() as f64 / (exact as f64).max(1.0)
}

/// From when until before when a dashboard reports, as it says itself: what is counted must be of the same window.
pub(super) fn bounds(shown: &Value) -> Result<(&str, &str)> {
    let bound = |key: &str| shown[key].as_str().ok_or_else(|| format!("a dashboard without `{key}`"));
    Ok((bound("from")?, bound("to")?))
}

/// A person's tiles by hand.
pub(super) fn tiles_sql(stand: &Stand, customer: Uuid) -> String {
    here(stand, include_str!("check/tiles.sql")).replace("{customer}", &customer.to_string())
}

/// One number, which the statement calls `n`.
pub(super) fn number(stand: &Stand, sql: &str) -> Result<i64> {
    let found: Vec<Number> = generous(stand, sql)?;
    Ok(found.first().ok_or("no number")?.n)
}

fn sessions_sql(stand: &Stand) -> String {
    here(stand, include_str!("check/sessions.sql"))
}

fn window_sql(stand: &Stand, shown: &Value) -> Result<String> {
    let (from, to) = bounds(shown)?;
    let unit = shown["unit"].as_str().ok_or("a dashboard without a unit")?;
    let sql = here(stand, include_str!("check/window.sql"));
    Ok(sql.replace("{from}", from).replace("{to}", to).replace("{unit}", unit))
}

fn here(stand: &Stand, sql: &str) -> String {
    sql.replace("{workspace}", &stand.workspace.to_string())
}

/// What a statement answers that sorts all events: nothing is measured here, so it may have memory.
fn generous<T: QueryableByName<diesel::pg::Pg> + 'static>(stand: &Stand, sql: &str) -> Result<Vec<T>> {
    let mut conn = stand.connect()?;
    diesel::sql_query("SET work_mem = '256MB'").execute(&mut conn)?;
    Ok(diesel::sql_query(sql).load(&mut conn)?)
}
