//! Counts of leads by stage and owner (X1). Opportunities' totals are [`crate::opportunities::totals`].

use db::{Conn, Error, WorkspaceId};
use diesel::{
    prelude::*,
    sql_types::{BigInt, Nullable, Text, Uuid as SqlUuid},
};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    Owner,
    binds::{Binds, Value},
};

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
    let mut binds = Binds::new(workspace);
    let pipeline = binds.bind(Value::Uuid(pipeline));
    let mut sql = format!(
        "SELECT l.stage_id, c.assigned_to::text AS owner, count(*) AS count
         FROM leads l
         JOIN customers c ON c.workspace_id = $1 AND c.id = l.id
         WHERE l.workspace_id = $1 AND l.pipeline_id = {pipeline} AND l.position IS NOT NULL"
    );
    if let Some(owner) = filter.owner {
        owner.and("c.assigned_to", &mut binds, &mut sql);
    }
    binds.and(&mut sql, "c.created_at >= ?", filter.from.map(Value::Time));
    binds.and(&mut sql, "c.created_at < ?", filter.before.map(Value::Time));
    Ok(binds.query(sql + " GROUP BY 1, 2").load(conn)?)
}
