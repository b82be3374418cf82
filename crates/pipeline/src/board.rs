//! The board: a card for each lead, in a stage, at a place.

use crm_core::timeline::{self, Fact};
use db::{
    Conn, CustomerId, Id, WorkspaceId,
    schema::{customers, lead_pipelines, leads},
};
use diesel::prelude::*;
use serde_json::{Value, json};
use tenancy::Actor;
use time::OffsetDateTime;

use crate::{
    Error,
    stages::{self, Pipeline, Stage},
};

/// The room that renumbering leaves between two cards, and that a card takes below the last one.
const ROOM: i64 = 1_000_000;

/// Where a card is to go.
#[derive(Debug, Clone, Copy)]
pub struct Move {
    /// Into this column.
    pub to: Id<Stage>,
    /// Out of this one, as the mover saw it.
    pub from: Option<Id<Stage>>,
    /// Among the column's other cards, from 0.
    pub index: i64,
}

/// Puts a lead's card on top of a column: the given stage, else the first of the given or the default pipeline. A lead that
/// had a card before, as a demoted contact has, gets it back there (D10).
pub fn place(
    conn: &mut Conn,
    workspace: WorkspaceId,
    lead: CustomerId,
    pipeline: Option<Id<Pipeline>>,
    stage: Option<Id<Stage>>,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let stage = stages::entry(conn, workspace, pipeline, stage, now)?;
    place_in(conn, workspace, lead, &stage, now)
}

/// The same, into a stage that is known.
pub(crate) fn place_in(
    conn: &mut Conn,
    workspace: WorkspaceId,
    lead: CustomerId,
    stage: &Stage,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let place = (
        leads::pipeline_id.eq(stage.pipeline_id),
        leads::stage_id.eq(stage.id),
        leads::position.eq(Some(top(now))),
        leads::stage_entered_at.eq(now),
    );
    diesel::insert_into(leads::table)
        .values((leads::workspace_id.eq(workspace), leads::id.eq(lead), place))
        .on_conflict((leads::workspace_id, leads::id))
        .do_update()
        .set(place)
        .execute(conn)?;
    Ok(())
}

/// Moves a card; a move into another stage is in the lead's timeline (L5).
///
/// # Errors
/// [`Error::StaleStage`] when the card is not in `Move::from` any more, [`Error::Invalid`] for an unknown stage.
pub fn move_lead(
    conn: &mut Conn,
    workspace: WorkspaceId,
    lead: CustomerId,
    to: Move,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let target = stages::find(conn, workspace, to.to)?
        .ok_or_else(|| Error::Invalid { field: "stage_id", message: "is no stage of this workspace".to_owned() })?;
    // The pipeline before its cards, always (R8): a move may have to renumber the column.
    lock_pipeline(conn, workspace, target.pipeline_id)?;
    let current: Id<Stage> = leads::table
        .filter(leads::workspace_id.eq(workspace).and(leads::id.eq(lead)))
        .filter(leads::position.is_not_null())
        .for_update()
        .select(leads::stage_id)
        .first(conn)?;
    if to.from.is_some_and(|seen| seen != current) {
        return Err(Error::StaleStage(current));
    }
    let position = match free_place(conn, workspace, lead, to, now)? {
        Some(position) => position,
        None => {
            renumber(conn, workspace, &target)?;
            free_place(conn, workspace, lead, to, now)?.unwrap_or_else(|| top(now))
        }
    };
    let card = leads::table.filter(leads::workspace_id.eq(workspace).and(leads::id.eq(lead)));
    diesel::update(card)
        .set((
            leads::pipeline_id.eq(target.pipeline_id),
            leads::stage_id.eq(target.id),
            leads::position.eq(Some(position)),
        ))
        .execute(conn)?;
    if current != target.id {
        diesel::update(card).set(leads::stage_entered_at.eq(now)).execute(conn)?;
        let from = stages::find(conn, workspace, current)?;
        let fact = Fact::StageChanged { from: from.as_ref().map_or(Value::Null, label), to: label(&target) };
        timeline::record(conn, workspace, lead, actor, &fact, now)?;
    }
    Ok(())
}

/// Takes a card off the board: its lead was deleted or converted.
pub fn take_off(conn: &mut Conn, workspace: WorkspaceId, lead: CustomerId) -> Result<(), Error> {
    set_position(conn, workspace, lead, None)
}

/// Puts a restored lead's card back on top of the column that it was in.
pub fn put_back(conn: &mut Conn, workspace: WorkspaceId, lead: CustomerId, now: OffsetDateTime) -> Result<(), Error> {
    set_position(conn, workspace, lead, Some(top(now)))
}

/// True when the workspace has had any lead (the setup checklist).
pub fn any_lead(conn: &mut Conn, workspace: WorkspaceId) -> Result<bool, Error> {
    let first = customers::table
        .inner_join(leads::table.on(leads::workspace_id.eq(workspace).and(leads::id.eq(customers::id))))
        .filter(customers::workspace_id.eq(workspace))
        .select(customers::id);
    Ok(diesel::select(diesel::dsl::exists(first)).get_result(conn)?)
}

/// The top of any column: above everything that was put there before, without looking.
pub(crate) fn top(now: OffsetDateTime) -> i64 {
    i64::try_from(-(now.unix_timestamp_nanos() / 1_000)).unwrap_or(i64::MIN)
}

/// A number between the neighbours at the wanted place; `None` when there is no room between them.
fn free_place(
    conn: &mut Conn,
    workspace: WorkspaceId,
    lead: CustomerId,
    to: Move,
    now: OffsetDateTime,
) -> Result<Option<i64>, Error> {
    let index = to.index.max(0);
    let neighbours: Vec<Option<i64>> = leads::table
        .filter(leads::workspace_id.eq(workspace).and(leads::stage_id.eq(to.to)))
        .filter(leads::position.is_not_null().and(leads::id.ne(lead)))
        .order((leads::position, leads::id))
        .offset((index - 1).max(0))
        .limit(if index == 0 { 1 } else { 2 })
        .select(leads::position)
        .load(conn)?;
    let neighbours: Vec<i64> = neighbours.into_iter().flatten().collect();
    Ok(match (index, neighbours.as_slice()) {
        (0, []) => Some(top(now)),
        (0, [first, ..]) => Some(top(now).min(first - 1)),
        (_, [above, below]) => (below - above >= 2).then(|| above + (below - above) / 2),
        (_, [last]) => Some(last + ROOM),
        // Beyond the end: below the last card.
        (_, _) => {
            let last: Option<Option<i64>> = leads::table
                .filter(leads::workspace_id.eq(workspace).and(leads::stage_id.eq(to.to)))
                .filter(leads::position.is_not_null().and(leads::id.ne(lead)))
                .order((leads::position.desc(), leads::id.desc()))
                .select(leads::position)
                .first(conn)
                .optional()?;
            Some(last.flatten().map_or_else(|| top(now), |last| last + ROOM))
        }
    })
}

/// Moves within a pipeline, and changes of it, wait for each other.
pub(crate) fn lock_pipeline(conn: &mut Conn, workspace: WorkspaceId, pipeline: Id<Pipeline>) -> Result<(), Error> {
    lead_pipelines::table
        .filter(lead_pipelines::workspace_id.eq(workspace).and(lead_pipelines::id.eq(pipeline)))
        .for_update()
        .select(lead_pipelines::id)
        .first::<Id<Pipeline>>(conn)?;
    Ok(())
}

/// Makes room in a column, keeping its order. The caller holds the pipeline's lock.
fn renumber(conn: &mut Conn, workspace: WorkspaceId, stage: &Stage) -> Result<(), Error> {
    let ordered: Vec<CustomerId> = leads::table
        .filter(leads::workspace_id.eq(workspace).and(leads::stage_id.eq(stage.id)))
        .filter(leads::position.is_not_null())
        .order((leads::position, leads::id))
        .for_update()
        .select(leads::id)
        .load(conn)?;
    diesel::sql_query(
        "UPDATE leads SET position = o.place * $3
         FROM unnest($2) WITH ORDINALITY AS o (id, place)
         WHERE leads.workspace_id = $1 AND leads.id = o.id",
    )
    .bind::<diesel::sql_types::Uuid, _>(workspace)
    .bind::<diesel::sql_types::Array<diesel::sql_types::Uuid>, _>(ordered)
    .bind::<diesel::sql_types::BigInt, _>(ROOM)
    .execute(conn)?;
    Ok(())
}

fn set_position(conn: &mut Conn, workspace: WorkspaceId, lead: CustomerId, position: Option<i64>) -> Result<(), Error> {
    diesel::update(leads::table.filter(leads::workspace_id.eq(workspace).and(leads::id.eq(lead))))
        .set(leads::position.eq(position))
        .execute(conn)?;
    Ok(())
}

/// How the timeline names a stage: as it was called then.
pub(crate) fn label(stage: &Stage) -> Value {
    json!({"id": stage.id, "name": stage.name, "color": stage.color, "type": stage.kind})
}
