//! What people did lately, each event counted by its freshness, for the score.

use std::collections::HashMap;

use db::{Conn, CustomerId, Error, WorkspaceId};
use diesel::{
    prelude::*,
    sql_types::{Array, BigInt, Double, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use time::{Duration, OffsetDateTime};

/// After so many half-lives an event counts a thousandth, and is not looked for.
const HALF_LIVES: i32 = 10;

/// Events of one person and type, those named in the question by their name.
#[derive(Debug, Clone, QueryableByName)]
pub struct Freshness {
    #[diesel(sql_type = SqlUuid)]
    customer_id: CustomerId,
    /// The event's type.
    #[diesel(sql_type = Text)]
    pub kind: String,
    /// Its name, when it was asked for.
    #[diesel(sql_type = Nullable<Text>)]
    pub name: Option<String>,
    /// How many.
    #[diesel(sql_type = BigInt)]
    pub count: i64,
    /// The sum of 1 for an event of now, ½ for one a half-life ago, and so on.
    #[diesel(sql_type = Double)]
    pub fresh: f64,
}

/// What these people did, by person.
pub fn of(
    conn: &mut Conn,
    workspace: WorkspaceId,
    who: &[CustomerId],
    names: &[String],
    half_life_days: i32,
    now: OffsetDateTime,
) -> Result<HashMap<CustomerId, Vec<Freshness>>, Error> {
    let rows: Vec<Freshness> = diesel::sql_query(
        "SELECT e.customer_id, e.type AS kind, CASE WHEN e.name = ANY ($3) THEN e.name END AS name, count(*) AS count,
                sum(power(0.5::float8, greatest(extract(epoch FROM $4 - e.occurred_at), 0)::float8 / 86400 / $5)) AS fresh
         FROM visitor_events e
         WHERE e.workspace_id = $1 AND e.customer_id = ANY ($2) AND e.occurred_at > $6 AND e.occurred_at <= $4
         GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<Array<SqlUuid>, _>(who)
    .bind::<Array<Text>, _>(names)
    .bind::<Timestamptz, _>(now)
    .bind::<Double, _>(f64::from(half_life_days))
    .bind::<Timestamptz, _>(now - Duration::days(i64::from(half_life_days * HALF_LIVES)))
    .load(conn)?;
    let mut by_person: HashMap<CustomerId, Vec<Freshness>> = HashMap::new();
    for row in rows {
        by_person.entry(row.customer_id).or_default().push(row);
    }
    Ok(by_person)
}
