//! One change of many leads at once (L39), set by set rather than lead by lead, and the way back.

mod back;

use std::collections::{BTreeMap, HashSet};

use crm_core::{
    person,
    timeline::{self, Fact},
};
use db::{
    Conn, CustomerId, Id, UserId, WorkspaceId,
    schema::{bulk_actions, customers, leads},
};
use diesel::{
    prelude::*,
    sql_types::{Array, BigInt, Text, Timestamptz, Uuid as SqlUuid},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tenancy::Actor;
use time::{Duration, OffsetDateTime};

pub use back::undo;

use crate::{
    Error, board,
    stages::{self, Pipeline, Stage},
};

/// The job that forgets what a bulk action found.
pub const FORGET_JOB: &str = "bulk.forget";
/// How long a bulk action can be taken back.
pub const UNDOABLE: Duration = Duration::minutes(10);
/// Tags of one lead.
const MAX_TAGS: i64 = 50;

/// What is done to each of the leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Into this stage, on top, in the order they had.
    MoveStage(Id<Stage>),
    /// This teammate is in charge, or nobody.
    Assign(Option<UserId>),
    /// Deleted, restorably.
    Delete,
    /// These tags are added.
    Tag(Vec<String>),
    /// These tags are taken away.
    Untag(Vec<String>),
}

impl Action {
    /// The word that is stored and sent.
    pub fn word(&self) -> &'static str {
        match self {
            Action::MoveStage(_) => "move_stage",
            Action::Assign(_) => "assign",
            Action::Delete => "delete",
            Action::Tag(_) => "tag",
            Action::Untag(_) => "untag",
        }
    }
}

/// A bulk action that can be taken back; only a name for its id.
#[derive(Debug)]
pub enum Bulk {}

/// What became of the leads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Those that were changed.
    pub done: Vec<CustomerId>,
    /// Those that were so already.
    pub unchanged: Vec<CustomerId>,
    /// What takes it back; `None` when nothing was changed.
    pub undo: Option<Id<Bulk>>,
}

/// What a lead was before.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Before {
    id: CustomerId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stage: Option<Id<Stage>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pipeline: Option<Id<Pipeline>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    position: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "time::serde::rfc3339::option")]
    entered: Option<OffsetDateTime>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    assigned_to: Option<UserId>,
    /// Tags that were added or taken away.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
}

impl Before {
    fn of(id: CustomerId) -> Self {
        Self { id, stage: None, pipeline: None, position: None, entered: None, assigned_to: None, tags: Vec::new() }
    }
}

/// What is stored of an action: what it did, and what it found.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    #[serde(default)]
    stage: Option<Id<Stage>>,
    #[serde(default)]
    assigned_to: Option<UserId>,
    leads: Vec<Before>,
}

/// Changes open leads, all in one transaction. Ids of others are in neither list of the outcome.
///
/// # Errors
/// [`Error::Invalid`] for a stage or a teammate who is none.
pub fn run(
    conn: &mut Conn,
    workspace: WorkspaceId,
    ids: &[CustomerId],
    action: &Action,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Outcome, Error> {
    let (found, changed) = match action {
        Action::MoveStage(stage) => move_all(conn, workspace, ids, *stage, actor, now)?,
        Action::Assign(to) => assign_all(conn, workspace, ids, *to, actor, now)?,
        Action::Delete => delete_all(conn, workspace, ids, actor, now)?,
        Action::Tag(tags) => tag_all(conn, workspace, ids, tags, true, actor, now)?,
        Action::Untag(tags) => tag_all(conn, workspace, ids, tags, false, actor, now)?,
    };
    let done: Vec<CustomerId> = changed.iter().map(|before| before.id).collect();
    let touched: HashSet<CustomerId> = done.iter().copied().collect();
    let unchanged = found.into_iter().filter(|id| !touched.contains(id)).collect();
    let undo = if done.is_empty() {
        None
    } else {
        let kept = Kept {
            stage: if let Action::MoveStage(stage) = action { Some(*stage) } else { None },
            assigned_to: if let Action::Assign(to) = action { *to } else { None },
            leads: changed,
        };
        Some(keep(conn, workspace, action, &kept, actor, now)?)
    };
    Ok(Outcome { done, unchanged, undo })
}

/// Forgets an action that can't be taken back any more.
pub fn forget(conn: &mut Conn, workspace: WorkspaceId, id: Id<Bulk>) -> Result<(), Error> {
    diesel::delete(bulk_actions::table.filter(bulk_actions::workspace_id.eq(workspace).and(bulk_actions::id.eq(id))))
        .execute(conn)?;
    Ok(())
}

fn keep(
    conn: &mut Conn,
    workspace: WorkspaceId,
    action: &Action,
    kept: &Kept,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Id<Bulk>, Error> {
    let id = Id::<Bulk>::new(now);
    diesel::insert_into(bulk_actions::table)
        .values((
            bulk_actions::workspace_id.eq(workspace),
            bulk_actions::id.eq(id),
            bulk_actions::action.eq(action.word()),
            bulk_actions::before.eq(json!(kept)),
            bulk_actions::actor_kind.eq(actor.kind()),
            bulk_actions::actor_id.eq(actor.id()),
            bulk_actions::created_at.eq(now),
        ))
        .execute(conn)?;
    outbox::enqueue(conn, workspace, FORGET_JOB, json!({"bulk_id": id}), now + UNDOABLE, now)?;
    Ok(id)
}

/// Those found, and what the changed ones were before.
type Found = (Vec<CustomerId>, Vec<Before>);

fn move_all(
    conn: &mut Conn,
    workspace: WorkspaceId,
    ids: &[CustomerId],
    stage: Id<Stage>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Found, Error> {
    let target = stages::find(conn, workspace, stage)?
        .ok_or_else(|| Error::Invalid { field: "stage_id", message: "is no stage of this workspace".to_owned() })?;
    board::lock_pipeline(conn, workspace, target.pipeline_id)?;
    let cards = lock_cards(conn, workspace, ids)?;
    let found = cards.iter().map(|before| before.id).collect();
    let mut changed: Vec<Before> = cards.into_iter().filter(|before| before.stage != Some(stage)).collect();
    changed.sort_by_key(|before| (before.position, before.id));
    // On top of everything that was put there before, the first of them uppermost.
    let top = board::top(now);
    let places: Vec<i64> = (0..changed.len()).rev().map(|n| top - i64::try_from(n).unwrap_or_default()).collect();
    let moved: Vec<CustomerId> = changed.iter().map(|before| before.id).collect();
    diesel::sql_query(
        "UPDATE leads SET pipeline_id = $2, stage_id = $3, position = o.position, stage_entered_at = $4
         FROM unnest($5, $6) AS o (id, position)
         WHERE leads.workspace_id = $1 AND leads.id = o.id",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(target.pipeline_id)
    .bind::<SqlUuid, _>(stage)
    .bind::<Timestamptz, _>(now)
    .bind::<Array<SqlUuid>, _>(&moved)
    .bind::<Array<BigInt>, _>(&places)
    .execute(conn)?;
    for (from, some) in by_stage(&changed) {
        tell_moved(conn, workspace, from, Some(stage), &some, actor, now)?;
    }
    Ok((found, changed))
}

fn by_stage(changed: &[Before]) -> BTreeMap<Id<Stage>, Vec<CustomerId>> {
    let mut groups: BTreeMap<Id<Stage>, Vec<CustomerId>> = BTreeMap::new();
    for before in changed {
        if let Some(stage) = before.stage {
            groups.entry(stage).or_default().push(before.id);
        }
    }
    groups
}

fn tell_moved(
    conn: &mut Conn,
    workspace: WorkspaceId,
    from: Id<Stage>,
    to: Option<Id<Stage>>,
    who: &[CustomerId],
    actor: Actor,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let mut label = |stage: Option<Id<Stage>>| -> Result<Value, Error> {
        let found = stage.map(|stage| stages::find(conn, workspace, stage)).transpose()?.flatten();
        Ok(found.as_ref().map_or(Value::Null, board::label))
    };
    let fact = Fact::StageChanged { from: label(Some(from))?, to: label(to)? };
    Ok(timeline::record_all(conn, workspace, who, actor, &fact, now)?)
}

/// The cards of those that have one, locked in the order of their ids, as everybody locks them.
fn lock_cards(conn: &mut Conn, workspace: WorkspaceId, ids: &[CustomerId]) -> Result<Vec<Before>, Error> {
    type Card = (CustomerId, Id<Pipeline>, Id<Stage>, Option<i64>, OffsetDateTime);
    let cards: Vec<Card> = leads::table
        .filter(leads::workspace_id.eq(workspace).and(leads::id.eq_any(ids)))
        .filter(leads::position.is_not_null())
        .order(leads::id)
        .for_update()
        .select((leads::id, leads::pipeline_id, leads::stage_id, leads::position, leads::stage_entered_at))
        .load(conn)?;
    let before = |(id, pipeline, stage, position, entered)| Before {
        stage: Some(stage),
        pipeline: Some(pipeline),
        position,
        entered: Some(entered),
        ..Before::of(id)
    };
    Ok(cards.into_iter().map(before).collect())
}

fn assign_all(
    conn: &mut Conn,
    workspace: WorkspaceId,
    ids: &[CustomerId],
    to: Option<UserId>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Found, Error> {
    person::check_teammate(conn, workspace, "assigned_to", to)?;
    let people = person::lock_open_leads(conn, workspace, ids)?;
    let found = people.iter().map(|lead| lead.id).collect();
    let changed: Vec<Before> = people
        .into_iter()
        .filter(|lead| lead.assigned_to != to)
        .map(|lead| Before { assigned_to: lead.assigned_to, ..Before::of(lead.id) })
        .collect();
    put_in_charge(conn, workspace, &changed, |_| to, actor, now)?;
    Ok((found, changed))
}

/// Puts somebody in charge of each, `changed` saying who was.
fn put_in_charge(
    conn: &mut Conn,
    workspace: WorkspaceId,
    changed: &[Before],
    to: impl Fn(CustomerId) -> Option<UserId>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let mut groups: BTreeMap<(Option<UserId>, Option<UserId>), Vec<CustomerId>> = BTreeMap::new();
    for before in changed {
        groups.entry((before.assigned_to, to(before.id))).or_default().push(before.id);
    }
    for ((from, to), who) in groups {
        diesel::update(customers::table)
            .filter(customers::workspace_id.eq(workspace).and(customers::id.eq_any(&who)))
            .set((
                customers::assigned_to.eq(to),
                customers::updated_at.eq(now),
                customers::version.eq(customers::version + 1),
            ))
            .execute(conn)?;
        timeline::record_all(conn, workspace, &who, actor, &Fact::Assigned { from, to }, now)?;
    }
    Ok(())
}

fn delete_all(
    conn: &mut Conn,
    workspace: WorkspaceId,
    ids: &[CustomerId],
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Found, Error> {
    let people = person::lock_open_leads(conn, workspace, ids)?;
    let found: Vec<CustomerId> = people.into_iter().map(|lead| lead.id).collect();
    let changed = lock_cards(conn, workspace, &found)?;
    diesel::update(customers::table)
        .filter(customers::workspace_id.eq(workspace).and(customers::id.eq_any(&found)))
        .set((
            customers::deleted_at.eq(now),
            customers::updated_at.eq(now),
            customers::version.eq(customers::version + 1),
        ))
        .execute(conn)?;
    diesel::update(leads::table.filter(leads::workspace_id.eq(workspace).and(leads::id.eq_any(&found))))
        .set(leads::position.eq(None::<i64>))
        .execute(conn)?;
    timeline::record_all(conn, workspace, &found, actor, &Fact::LeadDeleted, now)?;
    Ok((found, changed))
}

fn tag_all(
    conn: &mut Conn,
    workspace: WorkspaceId,
    ids: &[CustomerId],
    tags: &[String],
    add: bool,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Found, Error> {
    let people = person::lock_open_leads(conn, workspace, ids)?;
    let found: Vec<CustomerId> = people.iter().map(|lead| lead.id).collect();
    let changed: Vec<Before> = people
        .into_iter()
        .filter_map(|lead| {
            let touched: Vec<String> = tags.iter().filter(|tag| lead.tags.contains(tag) != add).cloned().collect();
            let room = !add || lead.tags.len() + touched.len() <= usize::try_from(MAX_TAGS).unwrap_or(usize::MAX);
            (room && !touched.is_empty()).then(|| Before { tags: touched, ..Before::of(lead.id) })
        })
        .collect();
    retag(conn, workspace, &changed, add, actor, now)?;
    Ok((found, changed))
}

/// Adds or takes away each lead's own list of tags; leads with the same list in one statement.
fn retag(
    conn: &mut Conn,
    workspace: WorkspaceId,
    changed: &[Before],
    add: bool,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let mut groups: BTreeMap<&[String], Vec<CustomerId>> = BTreeMap::new();
    for before in changed {
        groups.entry(&before.tags).or_default().push(before.id);
    }
    let after = if add {
        "tags || ARRAY(SELECT t FROM unnest($2) AS t WHERE t <> ALL (tags))"
    } else {
        "ARRAY(SELECT t FROM unnest(tags) WITH ORDINALITY AS o (t, place) WHERE t <> ALL ($2) ORDER BY place)"
    };
    let sql = format!(
        "UPDATE customers SET tags = {after}, updated_at = $3, version = version + 1
         WHERE workspace_id = $1 AND id = ANY ($4)"
    );
    for (tags, who) in groups {
        diesel::sql_query(&sql)
            .bind::<SqlUuid, _>(workspace)
            .bind::<Array<Text>, _>(tags)
            .bind::<Timestamptz, _>(now)
            .bind::<Array<SqlUuid>, _>(&who)
            .execute(conn)?;
        timeline::record_all(conn, workspace, &who, actor, &Fact::FieldsUpdated(vec!["tags"]), now)?;
    }
    Ok(())
}
