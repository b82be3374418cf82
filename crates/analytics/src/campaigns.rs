//! What became of campaigns: nobody who was left out is in any denominator (L33).

use db::{Conn, CustomerId, Error, Page, WorkspaceId};
use diesel::{
    prelude::*,
    sql_types::{Array, BigInt, Text, Uuid as SqlUuid},
};
use uuid::Uuid;

/// A campaign's people by what became of their message; who read it was sent it and got it, too.
#[derive(Debug, Clone, Default, QueryableByName)]
#[expect(missing_docs, reason = "the states of messages")]
pub struct Counts {
    #[diesel(sql_type = SqlUuid)]
    pub campaign_id: Uuid,
    #[diesel(sql_type = BigInt)]
    pub total: i64,
    #[diesel(sql_type = BigInt)]
    pub waiting: i64,
    #[diesel(sql_type = BigInt)]
    pub sent: i64,
    #[diesel(sql_type = BigInt)]
    pub delivered: i64,
    #[diesel(sql_type = BigInt)]
    pub read: i64,
    #[diesel(sql_type = BigInt)]
    pub clicked: i64,
    #[diesel(sql_type = BigInt)]
    pub failed: i64,
    #[diesel(sql_type = BigInt)]
    pub skipped: i64,
}

/// The counts of some campaigns.
pub fn counts(conn: &mut Conn, workspace: WorkspaceId, ids: &[Uuid]) -> Result<Vec<Counts>, Error> {
    Ok(diesel::sql_query(
        "SELECT r.campaign_id, count(*) AS total,
                count(*) FILTER (WHERE r.skipped IS NULL AND coalesce(m.status, 'pending') = 'pending') AS waiting,
                count(*) FILTER (WHERE m.status IN ('sent', 'delivered', 'read')) AS sent,
                count(*) FILTER (WHERE m.status IN ('delivered', 'read')) AS delivered,
                count(*) FILTER (WHERE m.status = 'read') AS read,
                count(*) FILTER (WHERE EXISTS (SELECT FROM message_clicks k
                    WHERE k.workspace_id = $1 AND k.message_id = r.message_id)) AS clicked,
                count(*) FILTER (WHERE m.status = 'failed') AS failed,
                count(r.skipped) AS skipped
         FROM broadcast_recipients r
         LEFT JOIN messages m ON m.workspace_id = $1 AND m.id = r.message_id
         WHERE r.workspace_id = $1 AND r.campaign_id = ANY ($2) GROUP BY r.campaign_id",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<Array<SqlUuid>, _>(ids)
    .load(conn)?)
}

/// A reason, and how many it was.
#[derive(Debug, Clone, QueryableByName)]
pub struct Reason {
    /// A stable word.
    #[diesel(sql_type = Text)]
    pub code: String,
    /// For a person.
    #[diesel(sql_type = Text)]
    pub detail: String,
    /// People.
    #[diesel(sql_type = BigInt)]
    pub count: i64,
}

/// Why people were left out, the most frequent first.
pub fn skipped(conn: &mut Conn, workspace: WorkspaceId, id: Uuid) -> Result<Vec<Reason>, Error> {
    Ok(diesel::sql_query(
        "SELECT r.skipped AS code, '' AS detail, count(*) AS count FROM broadcast_recipients r
         WHERE r.workspace_id = $1 AND r.campaign_id = $2 AND r.skipped IS NOT NULL
         GROUP BY r.skipped ORDER BY count(*) DESC, r.skipped",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(id)
    .load(conn)?)
}

/// Why messages failed, the most frequent first; at most 20 reasons.
pub fn failures(conn: &mut Conn, workspace: WorkspaceId, id: Uuid) -> Result<Vec<Reason>, Error> {
    Ok(diesel::sql_query(
        "SELECT coalesce(m.error_code, 'unknown') AS code, coalesce(min(m.error), '') AS detail, count(*) AS count
         FROM broadcast_recipients r
         JOIN messages m ON m.workspace_id = $1 AND m.id = r.message_id AND m.status = 'failed'
         WHERE r.workspace_id = $1 AND r.campaign_id = $2
         GROUP BY 1 ORDER BY 3 DESC, 1 LIMIT 20",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(id)
    .load(conn)?)
}

/// A link of a campaign's emails.
#[derive(Debug, Clone, QueryableByName)]
pub struct Link {
    /// Where it leads.
    #[diesel(sql_type = Text)]
    pub url: String,
    /// Who followed it.
    #[diesel(sql_type = BigInt)]
    pub people: i64,
    /// How often they did.
    #[diesel(sql_type = BigInt)]
    pub times: i64,
}

/// The links that were followed, the most people's first; at most 20.
pub fn links(conn: &mut Conn, workspace: WorkspaceId, id: Uuid) -> Result<Vec<Link>, Error> {
    Ok(diesel::sql_query(
        "SELECT k.url, count(DISTINCT r.customer_id) AS people, sum(k.times)::bigint AS times
         FROM broadcast_recipients r
         JOIN message_clicks k ON k.workspace_id = $1 AND k.message_id = r.message_id
         WHERE r.workspace_id = $1 AND r.campaign_id = $2
         GROUP BY k.url ORDER BY 2 DESC, 3 DESC, 1 LIMIT 20",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(id)
    .load(conn)?)
}

/// Somebody of an audience.
#[derive(Debug, Clone, QueryableByName)]
#[expect(missing_docs, reason = "columns of customers")]
pub struct Member {
    #[diesel(sql_type = SqlUuid)]
    pub id: CustomerId,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Text)]
    pub name: String,
}

/// A page of an audience's people, by name.
pub fn members(conn: &mut Conn, workspace: WorkspaceId, audience: Uuid, page: Page) -> Result<Vec<Member>, Error> {
    Ok(diesel::sql_query(
        "SELECT c.id, c.kind, coalesce(c.name, c.email, c.phone, c.company, 'Anonymous') AS name
         FROM broadcast_audience_members b
         JOIN customers c ON c.workspace_id = $1 AND c.id = b.customer_id
         WHERE b.workspace_id = $1 AND b.audience_id = $2
         ORDER BY name, c.id LIMIT $3 OFFSET $4",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(audience)
    .bind::<BigInt, _>(page.limit)
    .bind::<BigInt, _>(page.offset())
    .load(conn)?)
}
