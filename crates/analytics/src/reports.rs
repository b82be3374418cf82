//! Counts of leads by stage and owner (X1). Opportunities' totals are [`crate::opportunities::totals`].

use db::{Conn, Error, WorkspaceId};
use diesel::{
    prelude::*,
    sql_types::{BigInt, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::Owner;

/// Which leads of a pipeline; `None` lets all pass.
#[derive(Debug, Clone, Default)]
pub struct LeadFilter {
    /// Of this teammate.
    pub owner: Option<Owner>,
    /// Came in at this time or later.
    pub from: Option<OffsetDateTime>,
    /// Came in before this time.
    pub before: Option<OffsetDateTime>,
}

/// How many leads on the board a stage or an owner has.
#[derive(Debug, Clone, QueryableByName)]
pub struct LeadCount {
    /// The stage.
    #[diesel(sql_type = SqlUuid)]
    pub stage_id: Uuid,
    /// Who is in charge; null for nobody.
    #[diesel(sql_type = Nullable<Text>)]
    pub owner: Option<String>,
    /// Leads.
    #[diesel(sql_type = BigInt)]
    pub count: i64,
}

/// The open leads of a pipeline, by stage and owner.
pub fn leads(
    conn: &mut Conn,
    workspace: WorkspaceId,
    pipeline: Uuid,
    filter: &LeadFilter,
) -> Result<Vec<LeadCount>, Error> {
    Ok(diesel::sql_query(
        "SELECT l.stage_id, c.assigned_to::text AS owner, count(*) AS count
         FROM leads l
         JOIN customers c ON c.workspace_id = $1 AND c.id = l.id
         WHERE l.workspace_id = $1 AND l.pipeline_id = $2 AND l.position IS NOT NULL
           AND ($3::uuid IS NULL OR coalesce(c.assigned_to, '00000000-0000-0000-0000-000000000000') = $3)
           AND ($4::timestamptz IS NULL OR c.created_at >= $4)
           AND ($5::timestamptz IS NULL OR c.created_at < $5)
         GROUP BY 1, 2",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(pipeline)
    .bind::<Nullable<SqlUuid>, _>(filter.owner.map(Owner::uuid))
    .bind::<Nullable<Timestamptz>, _>(filter.from)
    .bind::<Nullable<Timestamptz>, _>(filter.before)
    .load(conn)?)
}
