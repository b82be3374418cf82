#![doc = include_str!("../README.md")]

use db::{Conn, Error, Id, WorkspaceId, schema::jobs};
use diesel::prelude::*;
use serde_json::Value;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// How long a worker may hold a job before another may take it.
pub const LEASE: Duration = Duration::seconds(60);
/// After how many failures a job is dead.
pub const MAX_ATTEMPTS: i32 = 5;

/// A job that this worker holds until its lease ends.
#[derive(Debug, Clone, Queryable)]
pub struct Job {
    /// Whose job it is.
    pub workspace: WorkspaceId,
    /// Its id.
    pub id: Id<Job>,
    /// Which function runs it.
    pub kind: String,
    /// That function's arguments.
    pub payload: Value,
    /// How often it was tried, this time included.
    pub attempts: i32,
    token: Option<Uuid>,
}

/// Writes a job that is due at `run_at`.
pub fn enqueue(
    conn: &mut Conn,
    workspace: WorkspaceId,
    kind: &str,
    payload: Value,
    run_at: OffsetDateTime,
    now: OffsetDateTime,
) -> Result<Id<Job>, Error> {
    let id = Id::new(now);
    diesel::insert_into(jobs::table)
        .values((
            jobs::workspace_id.eq(workspace),
            jobs::id.eq(id),
            jobs::kind.eq(kind),
            jobs::payload.eq(payload),
            jobs::run_at.eq(run_at),
            jobs::created_at.eq(now),
        ))
        .execute(conn)?;
    Ok(id)
}

/// Takes the job that has waited longest, of any workspace, for [`LEASE`]: of these kinds, or of all `but` these. One that
/// was taken more than [`MAX_ATTEMPTS`] times outlived its worker each time: it is taken to be [failed](fail). Cross-tenant
/// (Q7).
pub fn claim(conn: &mut Conn, (but, kinds): (bool, &[&str]), now: OffsetDateTime) -> Result<Option<Job>, Error> {
    let next: Option<(WorkspaceId, Id<Job>)> = jobs::table
        .filter(jobs::state.eq("ready").and(jobs::run_at.le(now)))
        .filter(jobs::lease_until.is_null().or(jobs::lease_until.lt(now)))
        .filter(jobs::kind.eq_any(kinds).eq(!but))
        .order((jobs::run_at, jobs::id))
        .select((jobs::workspace_id, jobs::id))
        .for_update()
        .skip_locked()
        .first(conn)
        .optional()?;
    let Some((workspace, id)) = next else { return Ok(None) };
    let job = diesel::update(jobs::table.find((workspace, id)))
        .set((
            jobs::lease_token.eq(Id::<Job>::new(now).uuid()),
            jobs::lease_until.eq(now + LEASE),
            jobs::attempts.eq(jobs::attempts + 1),
        ))
        .returning((jobs::workspace_id, jobs::id, jobs::kind, jobs::payload, jobs::attempts, jobs::lease_token))
        .get_result(conn)?;
    Ok(Some(job))
}

/// Holds a job for another [`LEASE`], with a piece of its work. False when another worker has taken it meanwhile.
pub fn renew(conn: &mut Conn, job: &Job, now: OffsetDateTime) -> Result<bool, Error> {
    let renewed = diesel::update(jobs::table.find((job.workspace, job.id)))
        .filter(jobs::lease_token.eq(job.token))
        .set(jobs::lease_until.eq(now + LEASE))
        .execute(conn)?;
    Ok(renewed == 1)
}

/// Removes a finished job. False when another worker has taken it meanwhile: then nothing of it may be kept.
pub fn finish(conn: &mut Conn, job: &Job) -> Result<bool, Error> {
    let removed = diesel::delete(jobs::table.find((job.workspace, job.id)))
        .filter(jobs::lease_token.eq(job.token))
        .execute(conn)?;
    Ok(removed == 1)
}

/// Makes the waiting jobs of a kind due now. False when there are none.
pub fn hasten(conn: &mut Conn, workspace: WorkspaceId, kind: &str, now: OffsetDateTime) -> Result<bool, Error> {
    let of_kind = jobs::table.filter(jobs::workspace_id.eq(workspace).and(jobs::kind.eq(kind)));
    diesel::update(of_kind.filter(jobs::state.eq("ready").and(jobs::run_at.gt(now))))
        .set(jobs::run_at.eq(now))
        .execute(conn)?;
    let waiting: i64 = of_kind.filter(jobs::state.eq("ready")).count().get_result(conn)?;
    Ok(waiting > 0)
}

/// Gives a failed job back, due again after a pause that doubles from 5 s, or buries it after [`MAX_ATTEMPTS`]. True when it
/// was buried.
pub fn fail(conn: &mut Conn, job: &Job, reason: &str, now: OffsetDateTime) -> Result<bool, Error> {
    let pause = Duration::seconds(5 << job.attempts.clamp(1, 10));
    let buried = job.attempts >= MAX_ATTEMPTS;
    let state = if buried { "dead" } else { "ready" };
    diesel::update(jobs::table.find((job.workspace, job.id)))
        .filter(jobs::lease_token.eq(job.token))
        .set((
            jobs::state.eq(state),
            jobs::run_at.eq(now + pause),
            jobs::lease_until.eq(None::<OffsetDateTime>),
            jobs::last_error.eq(reason),
        ))
        .execute(conn)?;
    Ok(buried)
}

/// What the gauges show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Depth {
    /// Jobs that wait or are held.
    pub ready: i64,
    /// Jobs that failed for good.
    pub dead: i64,
    /// For how long the oldest one has been due; zero when none is.
    pub oldest: Duration,
}

/// How many jobs there are, and for how long they have waited. Cross-tenant (Q7).
pub fn depth(conn: &mut Conn, now: OffsetDateTime) -> Result<Depth, Error> {
    let count = |conn: &mut Conn, state: &str| jobs::table.filter(jobs::state.eq(state)).count().get_result(conn);
    let due = jobs::table.filter(jobs::state.eq("ready").and(jobs::run_at.le(now)));
    let oldest: Option<OffsetDateTime> = due.select(diesel::dsl::min(jobs::run_at)).first(conn)?;
    let oldest = oldest.map_or(Duration::ZERO, |at| now - at);
    Ok(Depth { ready: count(conn, "ready")?, dead: count(conn, "dead")?, oldest })
}
