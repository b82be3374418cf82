//! What each source brought (X4): visits, leads, and the revenue that was won.

use db::{Conn, Error, WorkspaceId};
use diesel::{
    prelude::*,
    sql_types::{BigInt, Nullable, Numeric, Text, Timestamptz, Uuid as SqlUuid},
};
use rust_decimal::Decimal;
use time::OffsetDateTime;

/// Visits and people of a source.
#[derive(Debug, Clone, PartialEq, QueryableByName)]
pub struct SourceRow {
    /// `None` is direct.
    #[diesel(sql_type = Nullable<Text>)]
    pub source: Option<String>,
    /// Visits of the period.
    #[diesel(sql_type = BigInt)]
    pub visits: i64,
    /// Browsers with a visit of the period.
    #[diesel(sql_type = BigInt)]
    pub visitors: i64,
    /// Leads that came in, and whose first touch it was.
    #[diesel(sql_type = BigInt)]
    pub leads: i64,
    /// Contacts that were made, likewise.
    #[diesel(sql_type = BigInt)]
    pub contacts: i64,
    /// Opportunities that were won, by their primary contact's first touch.
    #[diesel(sql_type = BigInt)]
    pub won_count: i64,
}

/// What was won by a source in a currency.
#[derive(Debug, Clone, PartialEq, QueryableByName)]
pub struct WonRow {
    /// `None` is direct.
    #[diesel(sql_type = Nullable<Text>)]
    pub source: Option<String>,
    /// Its code.
    #[diesel(sql_type = Text)]
    pub currency: String,
    /// The sum.
    #[diesel(sql_type = Numeric)]
    pub amount: Decimal,
}

/// Each source with what it brought in a period. A person without a browser is in no row: nothing says where they came from.
pub fn sources(
    conn: &mut Conn,
    workspace: WorkspaceId,
    from: OffsetDateTime,
    before: OffsetDateTime,
) -> Result<(Vec<SourceRow>, Vec<WonRow>), Error> {
    let bind = |sql: &str| {
        diesel::sql_query(sql.replace("{first_touch}", include_str!("sql/first_touch.sql")))
            .bind::<SqlUuid, _>(workspace)
            .bind::<Timestamptz, _>(from)
            .bind::<Timestamptz, _>(before)
    };
    let rows = bind(include_str!("sql/sources.sql")).load(conn)?;
    let won = bind(include_str!("sql/sources_won.sql")).load(conn)?;
    Ok((rows, won))
}
