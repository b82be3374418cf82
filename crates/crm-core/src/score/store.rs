//! Models and scores as they are kept.

use std::collections::HashMap;

use db::{
    Conn, CustomerId, WorkspaceId,
    schema::{customer_scores as scores, customers, score_models as models, workspaces},
};
use diesel::{
    prelude::*,
    sql_types::{BigInt, Timestamptz, Uuid as SqlUuid},
};
use serde::Deserialize;
use serde_json::{Value, json};
use tenancy::{Actor, audit};
use time::{Duration, OffsetDateTime};

use super::{Done, Engagement, Model, Part, check, score};
use crate::{Error, Person};

/// The workspace's model, or the one that everybody begins with.
pub fn model(conn: &mut Conn, workspace: WorkspaceId) -> Result<Model, Error> {
    type Row = (bool, Value, Value, Option<OffsetDateTime>, OffsetDateTime, i32);
    let row: Option<Row> = models::table
        .filter(models::workspace_id.eq(workspace))
        .select((
            models::enabled,
            models::fit,
            models::engagement,
            models::computed_at,
            models::updated_at,
            models::version,
        ))
        .first(conn)
        .optional()?;
    let Some((enabled, fit, engagement, computed_at, updated_at, version)) = row else { return Ok(Model::default()) };
    let unreadable = |error| db::Error::Unavailable(format!("an unreadable score model: {error}"));
    Ok(Model {
        enabled,
        fit: Vec::deserialize(&fit).map_err(unreadable)?,
        engagement: Engagement::deserialize(&engagement).map_err(unreadable)?,
        computed_at,
        updated_at,
        version,
    })
}

/// The same, held until the transaction ends: changes of it wait for each other.
pub fn lock_model(conn: &mut Conn, workspace: WorkspaceId) -> Result<Model, Error> {
    workspaces::table.find(workspace).for_no_key_update().select(workspaces::id).first::<WorkspaceId>(conn)?;
    model(conn, workspace)
}

/// Changes the model; everybody is counted anew by the job that the caller writes.
///
/// # Errors
/// [`Error::Stale`], [`Error::Invalid`] that names the rule.
pub fn set_model(
    conn: &mut Conn,
    workspace: WorkspaceId,
    model: &Model,
    expected: Option<i32>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Model, Error> {
    check(model)?;
    let before = lock_model(conn, workspace)?;
    if expected.is_some_and(|version| version != before.version) {
        return Err(Error::Stale);
    }
    let values = (
        models::enabled.eq(model.enabled),
        models::fit.eq(json!(model.fit)),
        models::engagement.eq(json!(model.engagement)),
        models::computed_at.eq(None::<OffsetDateTime>),
        models::updated_at.eq(now),
        models::version.eq(before.version + 1),
    );
    diesel::insert_into(models::table)
        .values((models::workspace_id.eq(workspace), values.clone()))
        .on_conflict(models::workspace_id)
        .do_update()
        .set(values)
        .execute(conn)?;
    if !model.enabled {
        diesel::delete(scores::table.filter(scores::workspace_id.eq(workspace))).execute(conn)?;
    }
    let details = json!({"enabled": model.enabled, "fit": model.fit, "engagement": model.engagement});
    audit::record(conn, workspace, actor, "score_model.updated", ("score_model", None), details, now)?;
    self::model(conn, workspace)
}

/// How old a score may be: engagement fades day by day.
const FRESH: Duration = Duration::days(1);

/// The next people to count: those who have no score, or one that is older than the model, than a day, than their last
/// change, or than their last visit.
pub fn next(
    conn: &mut Conn,
    workspace: WorkspaceId,
    model: &Model,
    limit: i64,
    now: OffsetDateTime,
) -> Result<Vec<Person>, Error> {
    #[derive(QueryableByName)]
    struct OnlyId {
        #[diesel(sql_type = SqlUuid)]
        id: CustomerId,
    }
    let ids: Vec<OnlyId> = diesel::sql_query(
        "WITH seen AS (
             SELECT v.customer_id, max(v.last_seen_at) AS at FROM visitors v
             WHERE v.workspace_id = $1 AND v.customer_id IS NOT NULL AND v.last_seen_at >= $3 GROUP BY v.customer_id
         )
         SELECT c.id
         FROM customers c
         LEFT JOIN customer_scores s ON s.workspace_id = $1 AND s.customer_id = c.id
         LEFT JOIN seen ON seen.customer_id = c.id
         WHERE c.workspace_id = $1 AND c.deleted_at IS NULL AND (c.kind = 'contact' OR c.converted_into IS NULL)
           AND (s.computed_at IS NULL OR s.computed_at < $2 OR s.computed_at < $3 OR s.computed_at < c.updated_at
                OR s.computed_at < seen.at)
         ORDER BY c.id LIMIT $4",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<Timestamptz, _>(model.updated_at)
    .bind::<Timestamptz, _>(now - FRESH)
    .bind::<BigInt, _>(limit)
    .load(conn)?;
    let ids: Vec<CustomerId> = ids.into_iter().map(|row| row.id).collect();
    Ok(customers::table
        .filter(customers::workspace_id.eq(workspace).and(customers::id.eq_any(ids)))
        .order(customers::id)
        .select(Person::as_select())
        .load(conn)?)
}

/// Counts these people and keeps what comes of it.
pub fn store(
    conn: &mut Conn,
    workspace: WorkspaceId,
    model: &Model,
    people: &[Person],
    done: &HashMap<CustomerId, Vec<Done>>,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let rows: Vec<_> = people
        .iter()
        .map(|person| {
            let (score, parts) = score(model, person, done.get(&person.id).map_or(&[], Vec::as_slice));
            (
                scores::workspace_id.eq(workspace),
                scores::customer_id.eq(person.id),
                scores::score.eq(score),
                scores::parts.eq(json!(parts)),
                scores::computed_at.eq(now),
            )
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    use diesel::upsert::excluded;
    diesel::insert_into(scores::table)
        .values(rows)
        .on_conflict((scores::workspace_id, scores::customer_id))
        .do_update()
        .set((
            scores::score.eq(excluded(scores::score)),
            scores::parts.eq(excluded(scores::parts)),
            scores::computed_at.eq(excluded(scores::computed_at)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Everybody was counted.
pub fn finished(conn: &mut Conn, workspace: WorkspaceId, version: i32, now: OffsetDateTime) -> Result<(), Error> {
    let model = Model::default();
    // A workspace that has never changed the model has no row of it yet.
    diesel::insert_into(models::table)
        .values((
            models::workspace_id.eq(workspace),
            models::enabled.eq(model.enabled),
            models::fit.eq(json!(model.fit)),
            models::engagement.eq(json!(model.engagement)),
            models::updated_at.eq(model.updated_at),
            models::version.eq(version),
        ))
        .on_conflict_do_nothing()
        .execute(conn)?;
    diesel::update(models::table.filter(models::workspace_id.eq(workspace).and(models::version.eq(version))))
        .set(models::computed_at.eq(now))
        .execute(conn)?;
    Ok(())
}

/// What the rules said of somebody last: the score, its parts, when.
pub fn explained(
    conn: &mut Conn,
    workspace: WorkspaceId,
    who: CustomerId,
) -> Result<Option<(i16, Vec<Part>, OffsetDateTime)>, Error> {
    let row: Option<(i16, Value, OffsetDateTime)> = scores::table
        .filter(scores::workspace_id.eq(workspace).and(scores::customer_id.eq(who)))
        .select((scores::score, scores::parts, scores::computed_at))
        .first(conn)
        .optional()?;
    Ok(row.map(|(score, parts, at)| (score, Vec::deserialize(&parts).unwrap_or_default(), at)))
}
