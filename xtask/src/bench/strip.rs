//! G8: the engagement strip over many events, above the time of its SQL.

use std::hint::black_box;

use diesel::QueryResult;
use diesel::RunQueryDsl;
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{Timestamptz, Uuid as SqlUuid};
use time::{Duration, OffsetDateTime, Time};
use uuid::Uuid;

use super::load::{Client, expect_status, request};
use super::measure::{Held, milliseconds};
use super::stand::Stand;
use super::{Effort, Row, at_most};
use crate::workspace::Result;

/// The question that the strip asks of the events, by hand.
struct Days {
    workspace: Uuid,
    customer: Uuid,
    from: OffsetDateTime,
}

pub(super) fn strip(stand: &Stand, effort: Effort) -> Result<Row> {
    let from = (OffsetDateTime::now_utc() - Duration::days(29)).date().with_time(Time::MIDNIGHT).assume_utc();
    // The busiest ones, and as many others.
    let mut people = stand.ids(
        "SELECT customer_id AS id FROM visitors WHERE customer_id IS NOT NULL
         GROUP BY customer_id ORDER BY sum(event_count) DESC, customer_id LIMIT 100",
    )?;
    people.extend(stand.ids("SELECT id FROM customers ORDER BY id LIMIT 100")?);
    let sql = |stand: &Stand| -> Result<f64> {
        let mut conn = stand.connect()?;
        milliseconds(&people, effort.requests, |customer| {
            let days = Days { workspace: stand.workspace, customer, from };
            black_box(days.execute(&mut conn)?);
            Ok(())
        })
    };
    let mut client = Client::connect(stand.port)?;
    let before = sql(stand)?;
    let product = milliseconds(&people, effort.requests, |customer| {
        let path = format!("/api/v1/visitors/activity-summary?customer_id={customer}&days=30");
        expect_status(&client.exchange(&request("GET", &path, Some(&stand.token), ""))?, 200)
    })?;
    let anchor = Held::of("G8", before, sql(stand)?);
    let above = product - anchor.middle;
    Ok(Row {
        goal: "G8",
        what: format!("engagement strip over {} events, above its SQL ({:.2} ms)", effort.events, anchor.middle),
        measured: format!("+{above:.2} ms ({product:.2} ms)"),
        must: "+1.5 ms",
        aim: "+0.7 ms",
        verdict: anchor.verdict(at_most(above, 1.5, 0.7)),
    })
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
