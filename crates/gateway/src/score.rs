//! Scores counted: `analytics` says what people did, `crm_core` what it is worth.

use std::collections::HashMap;

use analytics::engagement::{self, Freshness};
use crm_core::{
    Person,
    score::{self, Done, Model},
};
use db::{Conn, CustomerId, WorkspaceId};
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use crate::error::Failure;

/// People of one piece of work.
const PEOPLE: i64 = 500;
/// Who changed, or came by, is counted anew within so long.
const EVERY: Duration = Duration::minutes(5);

/// Begins to keep a workspace's scores.
pub(crate) fn begin(conn: &mut Conn, workspace: WorkspaceId, now: OffsetDateTime) -> Result<(), Failure> {
    outbox::enqueue(conn, workspace, score::RECOMPUTE_JOB, json!({}), now, now)?;
    Ok(())
}

/// Counts a workspace's people at once rather than in a while.
pub(crate) fn hasten(conn: &mut Conn, workspace: WorkspaceId, now: OffsetDateTime) -> Result<(), Failure> {
    if outbox::hasten(conn, workspace, score::RECOMPUTE_JOB, now)? {
        return Ok(());
    }
    begin(conn, workspace, now)
}

/// Counts the next people whose score is out of date. True when there are none left, with the next round's job written.
pub(crate) fn recompute(
    conn: &mut Conn,
    workspace: WorkspaceId,
    _: &Value,
    now: OffsetDateTime,
) -> Result<bool, Failure> {
    let model = score::model(conn, workspace)?;
    if model.enabled {
        let people = score::next(conn, workspace, &model, PEOPLE, now)?;
        refresh(conn, workspace, &model, &people, now)?;
        if i64::try_from(people.len()).is_ok_and(|count| count == PEOPLE) {
            return Ok(false);
        }
        score::finished(conn, workspace, model.version, now)?;
    }
    outbox::enqueue(conn, workspace, score::RECOMPUTE_JOB, json!({}), now + EVERY, now)?;
    Ok(true)
}

/// Counts these people now.
pub(crate) fn refresh(
    conn: &mut Conn,
    workspace: WorkspaceId,
    model: &Model,
    people: &[Person],
    now: OffsetDateTime,
) -> Result<(), Failure> {
    let ids: Vec<CustomerId> = people.iter().map(|person| person.id).collect();
    let names: Vec<String> = model.engagement.events.iter().map(|event| event.name.clone()).collect();
    let half_life = model.engagement.half_life_days;
    let done: HashMap<CustomerId, Vec<Done>> = engagement::of(conn, workspace, &ids, &names, half_life, now)?
        .into_iter()
        .map(|(who, did)| (who, did.into_iter().map(worth).collect()))
        .collect();
    Ok(score::store(conn, workspace, model, people, &done, now)?)
}

fn worth(did: Freshness) -> Done {
    Done { kind: did.kind, name: did.name, count: did.count, fresh: did.fresh }
}
