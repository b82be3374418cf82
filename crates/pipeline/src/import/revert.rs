//! An import is taken back: leads that it made go, fields that it changed are what they were, as far as nobody has touched
//! them since.

use std::collections::HashMap;

use crm_core::{Person, lead, person};
use db::{
    Conn, CustomerId, Id, WorkspaceId,
    schema::{import_rows as rows, imports, leads, notes, visitor_links},
};
use diesel::{
    prelude::*,
    sql_types::{Integer, Uuid as SqlUuid},
};
use serde_json::{Map, Value, json};
use tenancy::Actor;
use time::OffsetDateTime;

use super::{Import, ROWS_AT_ONCE, RowOutcome, State, lock, of, of_import, row};
use crate::{Error, board};

/// Takes the next rows back, the last of the file first. True when there are none left, or the import is gone.
pub fn batch(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Import>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<bool, Error> {
    match lock(conn, workspace, id) {
        Ok(import) if import.state == State::Reverting => {}
        Ok(_) | Err(Error::NotFound) => return Ok(true),
        Err(error) => return Err(error),
    }
    type Row = (i32, RowOutcome, Option<CustomerId>, Option<Value>, Option<Value>);
    let next: Vec<Row> = of_import(workspace, id)
        .filter(rows::outcome.is_not_null())
        .order(rows::number.desc())
        .limit(ROWS_AT_ONCE)
        .select((rows::number, rows::outcome.assume_not_null(), rows::customer_id, rows::before, rows::after))
        .load(conn)?;
    let mut kept = 0;
    // As which version this revert itself leaves leads that the file names more than once.
    let mut left: HashMap<CustomerId, i32> = HashMap::new();
    for (_, outcome, lead, before, after) in next.clone() {
        let (Some(lead), Some(mut after)) = (lead, after) else { continue };
        if let Some(version) = left.get(&lead) {
            after["version"] = json!(version);
        }
        let back = match outcome {
            RowOutcome::Created => take_away(conn, workspace, lead, &after, actor, now)?,
            RowOutcome::Updated => {
                let (back, version) = put_back(conn, workspace, lead, before.as_ref(), &after, actor, now)?;
                if let Some(version) = version {
                    leave_as(conn, workspace, (id, lead), version)?;
                    left.insert(lead, version);
                }
                back
            }
            RowOutcome::Skipped | RowOutcome::Failed => true,
        };
        kept += i32::from(!back);
    }
    let numbers: Vec<i32> = next.iter().map(|row| row.0).collect();
    diesel::update(of_import(workspace, id).filter(rows::number.eq_any(numbers)))
        .set(rows::outcome.eq(None::<RowOutcome>))
        .execute(conn)?;
    let done = i64::try_from(next.len()).is_ok_and(|count| count < ROWS_AT_ONCE);
    diesel::update(of(workspace, id))
        .set((
            imports::done.eq(imports::done + i32::try_from(next.len()).unwrap_or_default()),
            imports::kept.eq(imports::kept + kept),
            imports::state.eq(if done { State::Reverted } else { State::Reverting }),
            imports::reverted_at.eq(done.then_some(now)),
        ))
        .execute(conn)?;
    Ok(done)
}

/// Deletes a lead, unless somebody has edited, moved or converted it since.
fn take_away(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: CustomerId,
    after: &Value,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<bool, Error> {
    let Some(lead) = still_open(conn, workspace, id)? else { return Ok(false) };
    let moved: Option<OffsetDateTime> = leads::table
        .filter(leads::workspace_id.eq(workspace).and(leads::id.eq(id)))
        .select(leads::stage_entered_at)
        .first(conn)
        .optional()?;
    let untouched = after.get("version").and_then(Value::as_i64) == Some(i64::from(lead.version));
    if !untouched || moved.is_some_and(|at| at != lead.created_at) || is_worked_on(conn, workspace, &lead)? {
        return Ok(false);
    }
    lead::delete(conn, workspace, id, actor, now)?;
    board::take_off(conn, workspace, id)?;
    Ok(true)
}

/// A note since, or a browser of theirs: somebody has to do with them.
fn is_worked_on(conn: &mut Conn, workspace: WorkspaceId, lead: &Person) -> Result<bool, Error> {
    let notes: i64 = notes::table
        .filter(notes::workspace_id.eq(workspace).and(notes::customer_id.eq(Some(lead.id))))
        .filter(notes::created_at.gt(lead.created_at))
        .count()
        .get_result(conn)?;
    let browsers: i64 = visitor_links::table
        .filter(visitor_links::workspace_id.eq(workspace).and(visitor_links::customer_id.eq(lead.id)))
        .count()
        .get_result(conn)?;
    Ok(notes + browsers > 0)
}

/// Puts each field back that is still as the import wrote it. False when one of them is not; and the version that the lead
/// has now, when nobody else has touched it.
fn put_back(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: CustomerId,
    before: Option<&Value>,
    after: &Value,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<(bool, Option<i32>), Error> {
    let Some(lead) = still_open(conn, workspace, id)? else { return Ok((false, None)) };
    let untouched = after.get("version").and_then(Value::as_i64) == Some(i64::from(lead.version));
    let (Some(before), Some(after)) = (before.and_then(Value::as_object), after.as_object()) else {
        return Ok((true, None));
    };
    let current = row::fields(&lead);
    let back: Map<String, Value> = after
        .iter()
        .filter(|(key, value)| *key != "version" && current.get(*key) == Some(value))
        .map(|(key, _)| (key.clone(), before.get(key).cloned().unwrap_or_default()))
        .collect();
    let all = back.len() == after.keys().filter(|key| *key != "version").count();
    let version = lead.version + i32::from(!back.is_empty());
    if !back.is_empty() {
        person::restore_fields(conn, workspace, lead, &back, actor, now)?;
    }
    Ok((all, untouched.then_some(version)))
}

/// Earlier rows of the same lead find it as this revert leaves it: the file itself is nobody who has touched it.
fn leave_as(
    conn: &mut Conn,
    workspace: WorkspaceId,
    (import, lead): (Id<Import>, CustomerId),
    version: i32,
) -> Result<(), Error> {
    diesel::sql_query(
        "UPDATE import_rows SET after = after || jsonb_build_object('version', $4)
         WHERE workspace_id = $1 AND import_id = $2 AND customer_id = $3 AND after IS NOT NULL",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(import)
    .bind::<SqlUuid, _>(lead)
    .bind::<Integer, _>(version)
    .execute(conn)?;
    Ok(())
}

fn still_open(conn: &mut Conn, workspace: WorkspaceId, id: CustomerId) -> Result<Option<Person>, Error> {
    Ok(person::lock_open_leads(conn, workspace, &[id])?.into_iter().next())
}
