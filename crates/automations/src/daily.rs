//! Workflows that look at every contact once a day (E15).

use db::{Conn, CustomerId, Id, WorkspaceId, schema::workspaces};
use diesel::{
    prelude::*,
    sql_types::{BigInt, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use crate::{
    Error, hear,
    trigger::Trigger,
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
    /// The contact that was looked at last.
    #[serde(default)]
    pub after: Option<CustomerId>,
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
    let day = Day { workflow_id: workflow.id, version: workflow.version, at: next.at, after: None };
    outbox::enqueue(conn, workspace, DAILY_JOB, json!(day), next.at, now)?;
    Ok(())
}

/// Starts some of a day's runs, and enqueues the others, or the next day.
pub fn look(conn: &mut Conn, workspace: WorkspaceId, payload: &Value, now: OffsetDateTime) -> Result<(), Error> {
    #[derive(QueryableByName)]
    struct Found {
        #[diesel(sql_type = SqlUuid)]
        id: CustomerId,
        #[diesel(sql_type = BigInt)]
        events: i64,
    }
    let day = Day::deserialize(payload)
        .map_err(|error| Error::Database(db::Error::Unavailable(format!("unreadable payload: {error}"))))?;
    let workflow = match workflow::get(conn, workspace, day.workflow_id) {
        Ok(workflow) if workflow.active && workflow.version == day.version => workflow,
        Ok(_) | Err(Error::NotFound) => return Ok(()),
        Err(error) => return Err(error),
    };
    let Trigger::Daily { condition, .. } = workflow.trigger()? else { return Ok(()) };
    let found: Vec<Found> = diesel::sql_query(
        "SELECT c.id, (SELECT count(*) FROM visitor_events e
             WHERE e.workspace_id = $1 AND e.customer_id = c.id AND e.occurred_at > $2) AS events
         FROM customers c
         WHERE c.workspace_id = $1 AND c.kind = 'contact' AND c.deleted_at IS NULL AND ($3::uuid IS NULL OR c.id > $3)
         ORDER BY c.id LIMIT $4",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<Timestamptz, _>(day.at - Duration::days(condition.days.into()))
    .bind::<Nullable<SqlUuid>, _>(day.after)
    .bind::<BigInt, _>(AT_ONCE)
    .load(conn)?;
    for contact in &found {
        if condition.holds(contact.events) {
            hear::start(conn, workspace, &workflow, contact.id, now)?;
        }
    }
    match found.last() {
        Some(last) if i64::try_from(found.len()).is_ok_and(|found| found == AT_ONCE) => {
            let rest = Day { after: Some(last.id), ..day };
            outbox::enqueue(conn, workspace, DAILY_JOB, json!(rest), now, now)?;
            Ok(())
        }
        _ => schedule(conn, workspace, &workflow, now),
    }
}
