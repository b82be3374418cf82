//! Workflows that look at every contact once a day (E15).

use db::{Conn, CustomerId, Id, WorkspaceId, schema::workspaces};
use diesel::{
    prelude::*,
    sql_types::{BigInt, Bool, Integer, Text, Timestamptz, Uuid as SqlUuid},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use crate::{
    Error, hear,
    trigger::{Op, Trigger},
    workflow::{self, Workflow},
};

/// The job of one day.
pub const DAILY_JOB: &str = "automation.daily";
/// Contacts of one transaction.
const AT_ONCE: i64 = 200;

/// What the job is told.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Day {
    /// Whose day.
    pub workflow_id: Id<Workflow>,
    /// As the workflow was when it was scheduled: another one has a job of its own.
    pub version: i32,
    /// When the day's look began.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
}

/// `HH:MM` as minutes after midnight.
pub(crate) fn minute(text: &str) -> Option<i32> {
    let (hours, minutes) = text.split_once(':').filter(|_| text.len() == 5)?;
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    ((0..24).contains(&hours) && (0..60).contains(&minutes)).then_some(hours * 60 + minutes)
}

/// Enqueues the next day's look.
pub(crate) fn schedule(
    conn: &mut Conn,
    workspace: WorkspaceId,
    workflow: &Workflow,
    now: OffsetDateTime,
) -> Result<(), Error> {
    #[derive(QueryableByName)]
    struct Next {
        #[diesel(sql_type = Timestamptz)]
        at: OffsetDateTime,
    }
    let Trigger::Daily { at, .. } = workflow.trigger()? else { return Ok(()) };
    let zone: String = workspaces::table.find(workspace).select(workspaces::time_zone).first(conn)?;
    // Today's time, or tomorrow's when that is past; PostgreSQL knows the zone's rules.
    let next: Next = diesel::sql_query(
        "SELECT CASE WHEN today > $1 THEN today ELSE tomorrow END AS at FROM (
             SELECT (day + make_interval(mins => $3)) AT TIME ZONE $2 AS today,
                    (day + make_interval(days => 1, mins => $3)) AT TIME ZONE $2 AS tomorrow
             FROM (SELECT date_trunc('day', $1 AT TIME ZONE $2) AS day) AS of) AS times",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<Text, _>(zone)
    .bind::<Integer, _>(minute(&at).unwrap_or_default())
    .get_result(conn)?;
    let day = Day { workflow_id: workflow.id, version: workflow.version, at: next.at };
    outbox::enqueue(conn, workspace, DAILY_JOB, json!(day), next.at, now)?;
    Ok(())
}

/// Starts a day's runs, some at a time. True when all have begun, and the next day is enqueued.
pub fn look(conn: &mut Conn, workspace: WorkspaceId, payload: &Value, now: OffsetDateTime) -> Result<bool, Error> {
    #[derive(QueryableByName)]
    struct Found {
        #[diesel(sql_type = SqlUuid)]
        id: CustomerId,
    }
    let day = Day::deserialize(payload)
        .map_err(|error| Error::Database(db::Error::Unavailable(format!("unreadable payload: {error}"))))?;
    let workflow = match workflow::get(conn, workspace, day.workflow_id) {
        Ok(workflow) if workflow.active && workflow.version == day.version => workflow,
        Ok(_) | Err(Error::NotFound) => return Ok(true),
        Err(error) => return Err(error),
    };
    let Trigger::Daily { condition, .. } = workflow.trigger()? else { return Ok(true) };
    // Who had a run since the look began is done with, whatever became of it.
    let found: Vec<Found> = diesel::sql_query(
        "SELECT c.id FROM customers c
         CROSS JOIN LATERAL (SELECT count(*) AS n FROM visitor_events e
             WHERE e.workspace_id = $1 AND e.customer_id = c.id AND e.occurred_at > $3) AS events
         WHERE c.workspace_id = $1 AND c.kind = 'contact' AND c.deleted_at IS NULL
           AND CASE WHEN $4 THEN events.n > $5 ELSE events.n < $5 END
           AND NOT EXISTS (SELECT 1 FROM automation_runs r
               WHERE r.workspace_id = $1 AND r.customer_id = c.id AND r.workflow_id = $2 AND r.started_at >= $6)
         ORDER BY c.id LIMIT $7",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(workflow.id)
    .bind::<Timestamptz, _>(day.at - Duration::days(condition.days.into()))
    .bind::<Bool, _>(condition.op == Op::Gt)
    .bind::<BigInt, _>(i64::from(condition.count))
    .bind::<Timestamptz, _>(day.at)
    .bind::<BigInt, _>(AT_ONCE)
    .load(conn)?;
    for contact in &found {
        hear::start(conn, workspace, &workflow, contact.id, now)?;
    }
    if i64::try_from(found.len()).unwrap_or_default() == AT_ONCE {
        return Ok(false);
    }
    schedule(conn, workspace, &workflow, now)?;
    Ok(true)
}
