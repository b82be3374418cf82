//! G8: the engagement strip over many events, above the time of its SQL.

use std::hint::black_box;
use std::time::Instant;

use diesel::QueryResult;
use diesel::RunQueryDsl;
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{Timestamptz, Uuid as SqlUuid};
use time::{Duration, OffsetDateTime, Time};
use uuid::Uuid;

use super::load::{Client, expect_status, request};
use super::measure::median;
use super::stand::Stand;
use super::{Effort, Row, STEADY, Verdict, at_most};
use crate::steps::step;
use crate::workspace::Result;

/// How many events a person has on average, of one browser each.
const EVENTS_EACH: u64 = 500;

/// The question that the strip asks of the events, by hand.
struct Days {
    workspace: Uuid,
    customer: Uuid,
    from: OffsetDateTime,
}

pub(super) fn strip(stand: &mut Stand, effort: Effort) -> Result<Row> {
    step("events below the strip", || seed(stand, effort.strip_events))?;
    let from = (OffsetDateTime::now_utc() - Duration::days(29)).date().with_time(Time::MIDNIGHT).assume_utc();
    // Spread over the more and the less busy ones.
    let people = stand.ids("SELECT id FROM customers ORDER BY id LIMIT 200")?;
    let sql = |stand: &Stand| -> Result<f64> {
        let mut conn = stand.connect()?;
        milliseconds(&people, effort.strip_requests, |customer| {
            let days = Days { workspace: stand.workspace, customer, from };
            black_box(days.execute(&mut conn)?);
            Ok(())
        })
    };
    let mut client = Client::connect(stand.port)?;
    let before = sql(stand)?;
    let product = milliseconds(&people, effort.strip_requests, |customer| {
        let path = format!("/api/v1/visitors/activity-summary?customer_id={customer}&days=30");
        expect_status(&client.exchange(&request("GET", &path, Some(&stand.token), ""))?, 200)
    })?;
    let after = sql(stand)?;
    let (anchor, moved) = (f64::midpoint(before, after), (after / before - 1.0).abs());
    let above = product - anchor;
    Ok(Row {
        goal: "G8",
        what: format!("engagement strip over {} events, above its SQL ({anchor:.2} ms)", effort.strip_events),
        measured: format!("+{above:.2} ms ({product:.2} ms)"),
        must: "+1.5 ms",
        aim: "+0.7 ms",
        verdict: if moved > STEADY { Verdict::Void } else { at_most(above, 1.5, 0.7) },
    })
}

/// The median time of one, over the people in turn; the first round warms the caches.
fn milliseconds(people: &[Uuid], requests: usize, mut ask: impl FnMut(Uuid) -> Result) -> Result<f64> {
    for customer in people {
        ask(*customer)?;
    }
    let mut times = Vec::with_capacity(requests);
    for customer in people.iter().cycle().take(requests) {
        let begun = Instant::now();
        ask(*customer)?;
        times.push(begun.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(median(times.into_iter()))
}

/// Leads, their browsers, and their events over 90 days: the same ones for every run, the busy people far busier.
fn seed(stand: &Stand, events: u64) -> Result {
    stand.clear()?;
    let mut conn = stand.connect()?;
    let (workspace, widget, people) = (stand.workspace, stand.widget, events / EVENTS_EACH);
    let statements = [
        format!(
            "INSERT INTO customers (workspace_id, id, kind, name, source, created_at, updated_at)
             SELECT '{workspace}', md5('person' || n)::uuid, 'lead', 'Person ' || n, 'api', now(), now()
             FROM generate_series(1, {people}) n"
        ),
        format!(
            "INSERT INTO visitors (workspace_id, id, widget_id, anon_visitor_id, customer_id, first_seen_at, last_seen_at)
             SELECT '{workspace}', md5('browser' || n)::uuid, '{widget}', 'browser-' || n, md5('person' || n)::uuid,
                    now() - interval '90 days', now()
             FROM generate_series(1, {people}) n"
        ),
        "SELECT setseed(0.4711)".to_owned(),
        // The ids rise as those of browsers do; the cube makes one person in ten have half of the events.
        format!(
            "INSERT INTO visitor_events (workspace_id, id, widget_id, visitor_id, customer_id, type, url, path, occurred_at,
                 received_at)
             SELECT '{workspace}', (lpad(to_hex(n), 12, '0') || '70008' || lpad(to_hex(n), 15, '0'))::uuid, '{widget}',
                    md5('browser' || p)::uuid, md5('person' || p)::uuid, 'pageview', 'https://shop.example/products/4711',
                    '/products/4711', at, at
             FROM (SELECT n, 1 + floor(random() ^ 3 * {people})::bigint AS p,
                          now() - interval '90 days' * (1 - n / {events}.0) AS at
                   FROM generate_series(1, {events}) n) AS made"
        ),
        "VACUUM (ANALYZE) visitor_events".to_owned(),
        "VACUUM (ANALYZE) visitors".to_owned(),
        "VACUUM (ANALYZE) customers".to_owned(),
        "CHECKPOINT".to_owned(),
    ];
    for statement in statements {
        diesel::sql_query(statement).execute(&mut conn)?;
    }
    Ok(())
}

impl QueryFragment<Pg> for Days {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(
            "SELECT (occurred_at AT TIME ZONE 'UTC')::date AS day, count(*) FROM visitor_events WHERE workspace_id = ",
        );
        out.push_bind_param::<SqlUuid, _>(&self.workspace)?;
        out.push_sql(" AND customer_id = ");
        out.push_bind_param::<SqlUuid, _>(&self.customer)?;
        out.push_sql(" AND occurred_at >= ");
        out.push_bind_param::<Timestamptz, _>(&self.from)?;
        out.push_sql(" GROUP BY 1");
        Ok(())
    }
}

// One text, whatever is bound: diesel may keep the prepared statement.
impl QueryId for Days {
    type QueryId = Days;
    const HAS_STATIC_QUERY_ID: bool = true;
}
impl<C> RunQueryDsl<C> for Days {}
