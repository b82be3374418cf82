//! How long leads and opportunities stay in each stage, and where they go from there (X4), from the timeline.

use db::{Conn, Error, WorkspaceId};
use diesel::{
    prelude::*,
    sql_types::{BigInt, Double, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use time::OffsetDateTime;
use uuid::Uuid;

/// Whose stages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// A lead pipeline's: stages are ids.
    Leads(Uuid),
    /// The opportunities': stages are words.
    Opportunities,
}

/// A stage, and what became of those who came into it.
#[derive(Debug, Clone, PartialEq, QueryableByName)]
pub struct StageTime {
    /// Its id or word.
    #[diesel(sql_type = Text)]
    pub stage: String,
    /// How often somebody came in.
    #[diesel(sql_type = BigInt)]
    pub entered: i64,
    /// Went on to a later open stage, or was won.
    #[diesel(sql_type = BigInt)]
    pub moved_on: i64,
    /// Went back to an earlier one.
    #[diesel(sql_type = BigInt)]
    pub moved_back: i64,
    /// Was lost.
    #[diesel(sql_type = BigInt)]
    pub lost: i64,
    /// Has not left.
    #[diesel(sql_type = BigInt)]
    pub still_there: i64,
    /// The median time of those who left, in seconds.
    #[diesel(sql_type = Nullable<Double>)]
    pub median_seconds: Option<f64>,
    /// The mean of the same.
    #[diesel(sql_type = Nullable<Double>)]
    pub average_seconds: Option<f64>,
}

/// Every stay that began in the period, by stage. Stages that nobody came into are not in the answer.
pub fn stage_times(
    conn: &mut Conn,
    workspace: WorkspaceId,
    of: Of,
    from: Option<OffsetDateTime>,
    before: Option<OffsetDateTime>,
) -> Result<Vec<StageTime>, Error> {
    let (sql, pipeline) = match of {
        Of::Leads(pipeline) => (include_str!("sql/stage_time_leads.sql"), Some(pipeline)),
        Of::Opportunities => (include_str!("sql/stage_time_opportunities.sql"), None),
    };
    let sql = sql.replace("{by_stage}", include_str!("sql/stage_time.sql"));
    Ok(diesel::sql_query(sql)
        .bind::<SqlUuid, _>(workspace)
        .bind::<Nullable<Timestamptz>, _>(from)
        .bind::<Nullable<Timestamptz>, _>(before)
        .bind::<Nullable<SqlUuid>, _>(pipeline)
        .load(conn)?)
}
