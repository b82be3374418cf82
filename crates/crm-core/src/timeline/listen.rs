//! Facts that somebody above listens for: a job tells each of them, after the transaction that wrote it.

use std::collections::BTreeSet;

use db::{Conn, CustomerId, WorkspaceId, schema::timeline_listeners as listeners};
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

/// The kind of what somebody known does on the site: a custom event that is listened for by its name, and stands in no
/// timeline.
pub const SITE_EVENT: &str = "site_event";

/// What is listened for when custom events of a name are (D31).
pub fn site_event(name: &str) -> String {
    format!("{SITE_EVENT}:{name}")
}

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
pub fn listen(conn: &mut Conn, workspace: WorkspaceId, kinds: &BTreeSet<String>) -> Result<(), Error> {
    diesel::delete(listeners::table.filter(listeners::workspace_id.eq(workspace)))
        .filter(listeners::kind.ne_all(kinds))
        .execute(conn)?;
    if kinds.is_empty() {
        return Ok(());
    }
    let rows: Vec<_> =
        kinds.iter().map(|kind| (listeners::workspace_id.eq(workspace), listeners::kind.eq(kind))).collect();
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
    enqueue(conn, workspace, kind, subjects, data, now)
}

/// Enqueues what listeners are to hear of custom events: the name of each, and the known person who did it.
pub fn tell_site_events(
    conn: &mut Conn,
    workspace: WorkspaceId,
    done: &BTreeSet<(&str, CustomerId)>,
    now: OffsetDateTime,
) -> Result<(), Error> {
    // Few events are somebody's, and fewer have a name.
    if done.is_empty() {
        return Ok(());
    }
    let names: BTreeSet<&str> = done.iter().map(|(name, _)| *name).collect();
    let kinds: Vec<String> = names.iter().map(|name| site_event(name)).collect();
    let heard: Vec<String> = listeners::table
        .filter(listeners::workspace_id.eq(workspace).and(listeners::kind.eq_any(kinds)))
        .select(listeners::kind)
        .load(conn)?;
    for name in names.iter().filter(|name| heard.contains(&site_event(name))) {
        let people: Vec<CustomerId> = done.iter().filter(|(of, _)| of == name).map(|(_, person)| *person).collect();
        enqueue(conn, workspace, SITE_EVENT, &people, &json!({ "name": name }), now)?;
    }
    Ok(())
}

fn enqueue<S: Into<Subject> + Copy>(
    conn: &mut Conn,
    workspace: WorkspaceId,
    kind: &str,
    subjects: &[S],
    data: &Value,
    now: OffsetDateTime,
) -> Result<(), Error> {
    for some in subjects.chunks(HEARD_AT_ONCE) {
        let subjects = some.iter().map(|subject| (*subject).into()).collect();
        let heard = Heard { kind: kind.to_owned(), data: data.clone(), at: now, subjects };
        outbox::enqueue(conn, workspace, HEARD_JOB, json!(heard), now, now)?;
    }
    Ok(())
}
