//! Runs of automations: counted, listed with their steps, and as they stand in one person's history.

use db::{Conn, Cursor, CustomerId, Error, WorkspaceId};
use diesel::{
    prelude::*,
    sql_types::{Array, BigInt, Bool, Jsonb, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid},
};
use serde_json::Value;
use time::OffsetDateTime;
use uuid::Uuid;

/// What became of a workflow's runs.
#[derive(Debug, Clone, Default, QueryableByName)]
#[expect(missing_docs, reason = "the states of automation_runs, and how many there are in all")]
pub struct Stats {
    #[diesel(sql_type = SqlUuid)]
    pub workflow_id: Uuid,
    #[diesel(sql_type = BigInt)]
    pub triggered: i64,
    #[diesel(sql_type = BigInt)]
    pub completed: i64,
    #[diesel(sql_type = BigInt)]
    pub failed: i64,
    #[diesel(sql_type = BigInt)]
    pub skipped: i64,
    #[diesel(sql_type = BigInt)]
    pub running: i64,
}

/// The counts of every workflow that was ever set off (L27).
pub fn stats(conn: &mut Conn, workspace: WorkspaceId) -> Result<Vec<Stats>, Error> {
    Ok(diesel::sql_query(
        "SELECT r.workflow_id, count(*) AS triggered,
                count(*) FILTER (WHERE r.state = 'completed') AS completed,
                count(*) FILTER (WHERE r.state = 'failed') AS failed,
                count(*) FILTER (WHERE r.state IN ('skipped', 'cancelled')) AS skipped,
                count(*) FILTER (WHERE r.state = 'running') AS running
         FROM automation_runs r WHERE r.workspace_id = $1 GROUP BY r.workflow_id",
    )
    .bind::<SqlUuid, _>(workspace)
    .load(conn)?)
}

/// What became of a step of a version.
#[derive(Debug, Clone, Default, QueryableByName)]
#[expect(missing_docs, reason = "the states of automation_steps")]
pub struct StepStats {
    #[diesel(sql_type = SmallInt)]
    pub position: i16,
    #[diesel(sql_type = BigInt)]
    pub waiting: i64,
    #[diesel(sql_type = BigInt)]
    pub sent: i64,
    #[diesel(sql_type = BigInt)]
    pub failed: i64,
    #[diesel(sql_type = BigInt)]
    pub skipped: i64,
}

/// The counts of each step of a workflow's version.
pub fn step_stats(
    conn: &mut Conn,
    workspace: WorkspaceId,
    workflow: Uuid,
    number: i32,
) -> Result<Vec<StepStats>, Error> {
    Ok(diesel::sql_query(
        "SELECT s.position, count(*) FILTER (WHERE s.state IN ('waiting', 'held', 'sending')) AS waiting,
                count(*) FILTER (WHERE s.state = 'sent') AS sent, count(*) FILTER (WHERE s.state = 'failed') AS failed,
                count(*) FILTER (WHERE s.state IN ('skipped', 'cancelled')) AS skipped
         FROM automation_steps s
         JOIN automation_runs r ON r.workspace_id = $1 AND r.id = s.run_id
         WHERE s.workspace_id = $1 AND r.workflow_id = $2 AND r.number = $3 GROUP BY s.position",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(workflow)
    .bind::<diesel::sql_types::Integer, _>(number)
    .load(conn)?)
}

/// A run with whom it is.
#[derive(Debug, Clone, QueryableByName)]
#[expect(missing_docs, reason = "columns of automation_runs, automation_versions and customers")]
pub struct RunRow {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub customer_id: Option<CustomerId>,
    #[diesel(sql_type = Nullable<Text>)]
    pub customer_kind: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub customer_name: Option<String>,
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub reason: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    pub started_at: OffsetDateTime,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub finished_at: Option<OffsetDateTime>,
    /// The version's steps.
    #[diesel(sql_type = Jsonb)]
    pub steps: Value,
}

/// Runs of a workflow after `cursor`, the newest first; of one state, or one run.
pub fn runs(
    conn: &mut Conn,
    workspace: WorkspaceId,
    workflow: Uuid,
    (state, run): (Option<&str>, Option<Uuid>),
    cursor: Option<Cursor>,
    limit: i64,
) -> Result<Vec<RunRow>, Error> {
    Ok(diesel::sql_query(
        "SELECT r.id, c.id AS customer_id, c.kind AS customer_kind,
                coalesce(c.name, c.email, c.phone, c.company, 'Anonymous') AS customer_name,
                r.state, r.reason, r.started_at, r.finished_at, v.steps
         FROM automation_runs r
         JOIN automation_versions v ON v.workspace_id = $1 AND v.workflow_id = r.workflow_id AND v.number = r.number
         LEFT JOIN customers c ON c.workspace_id = $1 AND c.id = r.customer_id
         WHERE r.workspace_id = $1 AND r.workflow_id = $2
           AND ($3::text IS NULL OR r.state = $3)
           AND ($4::uuid IS NULL OR r.id = $4)
           AND ($5::timestamptz IS NULL OR (r.started_at, r.id) < ($5, $6))
         ORDER BY r.started_at DESC, r.id DESC LIMIT $7",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(workflow)
    .bind::<Nullable<Text>, _>(state)
    .bind::<Nullable<SqlUuid>, _>(run)
    .bind::<Nullable<Timestamptz>, _>(cursor.map(|cursor| cursor.at))
    .bind::<Nullable<SqlUuid>, _>(cursor.map(|cursor| cursor.id))
    .bind::<BigInt, _>(limit)
    .load(conn)?)
}

/// A step of a run, with how its message stands.
#[derive(Debug, Clone, QueryableByName)]
#[expect(missing_docs, reason = "columns of automation_steps and messages")]
pub struct StepRow {
    #[diesel(sql_type = SqlUuid)]
    pub run_id: Uuid,
    #[diesel(sql_type = SmallInt)]
    pub position: i16,
    #[diesel(sql_type = SmallInt)]
    pub attempt: i16,
    #[diesel(sql_type = Bool)]
    pub fallback: bool,
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = Timestamptz)]
    pub due_at: OffsetDateTime,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub finished_at: Option<OffsetDateTime>,
    #[diesel(sql_type = Nullable<Text>)]
    pub reason: Option<String>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub message_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<Text>)]
    pub message_status: Option<String>,
    #[diesel(sql_type = Nullable<Bool>)]
    pub message_unknown: Option<bool>,
}

/// The steps of some runs, in their order.
pub fn steps(conn: &mut Conn, workspace: WorkspaceId, runs: &[Uuid]) -> Result<Vec<StepRow>, Error> {
    Ok(diesel::sql_query(
        "SELECT s.run_id, s.position, s.attempt, s.fallback, s.state, s.due_at, s.finished_at, s.reason, s.message_id,
                m.status AS message_status, m.unknown AS message_unknown
         FROM automation_steps s
         LEFT JOIN messages m ON m.workspace_id = $1 AND m.id = s.message_id
         WHERE s.workspace_id = $1 AND s.run_id = ANY ($2)
         ORDER BY s.run_id, s.position, s.attempt, s.fallback",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<Array<SqlUuid>, _>(runs)
    .load(conn)?)
}

/// An automation's entry in somebody's history.
#[derive(Debug, Clone, QueryableByName)]
#[expect(missing_docs, reason = "columns of timeline, messages and automation_versions")]
pub struct EntryRow {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = Timestamptz)]
    pub at: OffsetDateTime,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Jsonb)]
    pub data: Value,
    /// The step, as its version had it.
    #[diesel(sql_type = Nullable<Jsonb>)]
    pub step: Option<Value>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub message_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<Text>)]
    pub channel: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub status: Option<String>,
    #[diesel(sql_type = Nullable<Bool>)]
    pub unknown: Option<bool>,
    #[diesel(sql_type = Nullable<Text>)]
    pub error_code: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub error: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub sent_at: Option<OffsetDateTime>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub delivered_at: Option<OffsetDateTime>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub read_at: Option<OffsetDateTime>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub failed_at: Option<OffsetDateTime>,
}

/// What automations did with somebody, and with the leads that were joined to them, the newest first (L28).
pub fn history(conn: &mut Conn, workspace: WorkspaceId, of: CustomerId, limit: i64) -> Result<Vec<EntryRow>, Error> {
    Ok(diesel::sql_query(include_str!("sql/automation_history.sql"))
        .bind::<SqlUuid, _>(workspace)
        .bind::<SqlUuid, _>(of)
        .bind::<BigInt, _>(limit)
        .load(conn)?)
}
