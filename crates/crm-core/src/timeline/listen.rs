//! Facts that somebody above listens for: a job tells each of them, after the transaction that wrote it.

use db::{Conn, WorkspaceId, schema::timeline_listeners as listeners};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tenancy::Actor;
use time::OffsetDateTime;

use super::{Fact, Subject};
use crate::Error;

/// The job that hears facts which somebody listens for.
pub const HEARD_JOB: &str = "timeline.heard";
/// Of so many at once.
const HEARD_AT_ONCE: usize = 200;
/// What can be listened for: what changes where a person, an account or a deal stands.
pub const AUDIBLE: [&str; 8] = [
    "lead_created",
    "lead_resubmitted",
    "stage_changed",
    "converted",
    "milestone_completed",
    "opportunity_stage_changed",
    "lifecycle_changed",
    "deal_stage_changed",
];

/// What a [`HEARD_JOB`] is told.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Heard {
    /// The fact's kind.
    pub kind: String,
    /// What the timeline says of it.
    pub data: Value,
    /// When it happened.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// Of whom.
    pub subjects: Vec<Subject>,
}

/// Says which kinds of facts are heard from now on, and no others.
pub fn listen(conn: &mut Conn, workspace: WorkspaceId, kinds: &[&str]) -> Result<(), Error> {
    diesel::delete(listeners::table.filter(listeners::workspace_id.eq(workspace)))
        .filter(listeners::kind.ne_all(kinds))
        .execute(conn)?;
    if kinds.is_empty() {
        return Ok(());
    }
    let rows: Vec<_> =
        kinds.iter().map(|kind| (listeners::workspace_id.eq(workspace), listeners::kind.eq(*kind))).collect();
    diesel::insert_into(listeners::table).values(rows).on_conflict_do_nothing().execute(conn)?;
    Ok(())
}

/// Enqueues what listeners are to hear. What an automation did is heard by none: they would set each other off without end.
pub(super) fn tell<S: Into<Subject> + Copy>(
    conn: &mut Conn,
    workspace: WorkspaceId,
    subjects: &[S],
    (actor, fact, data): (Actor, &Fact, &Value),
    now: OffsetDateTime,
) -> Result<(), Error> {
    let kind = fact.kind();
    if !AUDIBLE.contains(&kind) || matches!(actor, Actor::Automation(_)) {
        return Ok(());
    }
    let listener = listeners::table.filter(listeners::workspace_id.eq(workspace).and(listeners::kind.eq(kind)));
    if !diesel::select(diesel::dsl::exists(listener)).get_result(conn)? {
        return Ok(());
    }
    for some in subjects.chunks(HEARD_AT_ONCE) {
        let subjects = some.iter().map(|subject| (*subject).into()).collect();
        let heard = Heard { kind: kind.to_owned(), data: data.clone(), at: now, subjects };
        outbox::enqueue(conn, workspace, HEARD_JOB, json!(heard), now, now)?;
    }
    Ok(())
}
