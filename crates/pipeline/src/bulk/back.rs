//! A bulk action is taken back, where leads are still as it left them.

use std::collections::{BTreeMap, HashSet};

use crm_core::{
    person::{self, Kind},
    timeline::{self, Fact},
};
use db::{
    Conn, CustomerId, Id, UserId, WorkspaceId,
    schema::{bulk_actions, customers, leads},
};
use diesel::{
    prelude::*,
    sql_types::{Array, BigInt, Uuid as SqlUuid},
};
use serde_json::Value;
use tenancy::Actor;
use time::OffsetDateTime;

use super::{Before, Bulk, Kept, Outcome, UNDOABLE, by_stage, lock_cards, put_in_charge, retag, tell_moved};
use crate::{
    Error, board,
    stages::{self, Stage},
};

/// Takes an action back, where leads are still as it left them: `unchanged` are those that are not.
///
/// # Errors
/// [`Error::NotFound`] after [`UNDOABLE`], for another's action, and the second time.
pub fn undo(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Bulk>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Outcome, Error> {
    let (action, kept, at): (String, Value, OffsetDateTime) = diesel::delete(bulk_actions::table)
        .filter(bulk_actions::workspace_id.eq(workspace).and(bulk_actions::id.eq(id)))
        .filter(bulk_actions::created_at.ge(now - UNDOABLE))
        .filter(bulk_actions::actor_kind.eq(actor.kind()).and(bulk_actions::actor_id.is_not_distinct_from(actor.id())))
        .returning((bulk_actions::action, bulk_actions::before, bulk_actions::created_at))
        .get_result(conn)?;
    let kept: Kept = serde_json::from_value(kept)
        .map_err(|error| db::Error::Unavailable(format!("an unreadable bulk action: {error}")))?;
    let all: Vec<CustomerId> = kept.leads.iter().map(|before| before.id).collect();
    let done = match action.as_str() {
        "move_stage" => move_back(conn, workspace, &kept, at, actor, now)?,
        "assign" => assign_back(conn, workspace, &kept, actor, now)?,
        "delete" => restore_all(conn, workspace, &kept, at, actor, now)?,
        other => tag_back(conn, workspace, &kept, other == "untag", actor, now)?,
    };
    let touched: HashSet<CustomerId> = done.iter().copied().collect();
    let unchanged = all.into_iter().filter(|id| !touched.contains(id)).collect();
    Ok(Outcome { done, unchanged, undo: None })
}

fn move_back(
    conn: &mut Conn,
    workspace: WorkspaceId,
    kept: &Kept,
    at: OffsetDateTime,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Vec<CustomerId>, Error> {
    let ids: Vec<CustomerId> = kept.leads.iter().map(|before| before.id).collect();
    let here: HashSet<CustomerId> = lock_cards(conn, workspace, &ids)?
        .into_iter()
        .filter(|card| card.stage == kept.stage && card.entered == Some(at))
        .map(|card| card.id)
        .collect();
    // A stage that is gone meanwhile has nothing to go back to.
    let known: Vec<Id<Stage>> =
        stages::list(conn, workspace)?.into_iter().flat_map(|pipeline| pipeline.stages).map(|stage| stage.id).collect();
    let back: Vec<Before> = kept
        .leads
        .iter()
        .filter(|before| here.contains(&before.id) && before.stage.is_some_and(|stage| known.contains(&stage)))
        .cloned()
        .collect();
    for before in &back {
        diesel::update(leads::table.filter(leads::workspace_id.eq(workspace).and(leads::id.eq(before.id))))
            .set((
                before.pipeline.map(|pipeline| leads::pipeline_id.eq(pipeline)),
                before.stage.map(|stage| leads::stage_id.eq(stage)),
                leads::position.eq(before.position),
                before.entered.map(|entered| leads::stage_entered_at.eq(entered)),
            ))
            .execute(conn)?;
    }
    for (stage, some) in by_stage(&back) {
        let Some(from) = kept.stage else { continue };
        tell_moved(conn, workspace, from, Some(stage), &some, actor, now)?;
    }
    Ok(back.into_iter().map(|before| before.id).collect())
}

fn assign_back(
    conn: &mut Conn,
    workspace: WorkspaceId,
    kept: &Kept,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Vec<CustomerId>, Error> {
    let ids: Vec<CustomerId> = kept.leads.iter().map(|before| before.id).collect();
    let people = person::lock_open_leads(conn, workspace, &ids)?;
    let back: Vec<Before> = people
        .into_iter()
        .filter(|lead| lead.assigned_to == kept.assigned_to)
        .map(|lead| Before { assigned_to: lead.assigned_to, ..Before::of(lead.id) })
        .collect();
    let before: BTreeMap<CustomerId, Option<UserId>> =
        kept.leads.iter().map(|before| (before.id, before.assigned_to)).collect();
    // Who left meanwhile is in charge of nothing.
    let mut members: BTreeMap<UserId, bool> = BTreeMap::new();
    for user in before.values().flatten() {
        members.insert(*user, person::check_teammate(conn, workspace, "assigned_to", Some(*user)).is_ok());
    }
    let to = |id: CustomerId| before.get(&id).copied().flatten().filter(|user| members.get(user) == Some(&true));
    put_in_charge(conn, workspace, &back, to, actor, now)?;
    Ok(back.into_iter().map(|before| before.id).collect())
}

/// Brings back those whose email nobody else has taken.
fn restore_all(
    conn: &mut Conn,
    workspace: WorkspaceId,
    kept: &Kept,
    at: OffsetDateTime,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Vec<CustomerId>, Error> {
    let ids: Vec<CustomerId> = kept.leads.iter().map(|before| before.id).collect();
    let gone: Vec<(CustomerId, Option<String>)> = customers::table
        .filter(customers::workspace_id.eq(workspace).and(customers::id.eq_any(&ids)))
        .filter(customers::kind.eq(Kind::Lead).and(customers::deleted_at.eq(at)))
        .order(customers::id)
        .for_update()
        .select((customers::id, customers::email))
        .load(conn)?;
    let emails: Vec<&String> = gone.iter().filter_map(|(_, email)| email.as_ref()).collect();
    let taken: Vec<Option<String>> = customers::table
        .filter(customers::workspace_id.eq(workspace).and(customers::email.eq_any(emails)))
        .filter(customers::kind.eq(Kind::Lead).and(customers::converted_into.is_null()))
        .filter(customers::deleted_at.is_null())
        .select(customers::email)
        .load(conn)?;
    let back: Vec<CustomerId> =
        gone.into_iter().filter(|(_, email)| email.is_none() || !taken.contains(email)).map(|(id, _)| id).collect();
    diesel::update(customers::table)
        .filter(customers::workspace_id.eq(workspace).and(customers::id.eq_any(&back)))
        .set((
            customers::deleted_at.eq(None::<OffsetDateTime>),
            customers::updated_at.eq(now),
            customers::version.eq(customers::version + 1),
        ))
        .execute(conn)?;
    let places: Vec<i64> = back
        .iter()
        .map(|id| kept.leads.iter().find(|before| before.id == *id).and_then(|before| before.position))
        .map(|place| place.unwrap_or_else(|| board::top(now)))
        .collect();
    diesel::sql_query(
        "UPDATE leads SET position = o.position FROM unnest($2, $3) AS o (id, position)
         WHERE leads.workspace_id = $1 AND leads.id = o.id",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<Array<SqlUuid>, _>(&back)
    .bind::<Array<BigInt>, _>(&places)
    .execute(conn)?;
    timeline::record_all(conn, workspace, &back, actor, &Fact::LeadRestored, now)?;
    Ok(back)
}

fn tag_back(
    conn: &mut Conn,
    workspace: WorkspaceId,
    kept: &Kept,
    add: bool,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Vec<CustomerId>, Error> {
    let ids: Vec<CustomerId> = kept.leads.iter().map(|before| before.id).collect();
    let open: HashSet<CustomerId> =
        person::lock_open_leads(conn, workspace, &ids)?.into_iter().map(|lead| lead.id).collect();
    let back: Vec<Before> = kept.leads.iter().filter(|before| open.contains(&before.id)).cloned().collect();
    retag(conn, workspace, &back, add, actor, now)?;
    Ok(back.into_iter().map(|before| before.id).collect())
}
