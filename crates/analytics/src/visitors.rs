//! Browsers, known and unknown: the visitor browser, and one visitor's page (S25).

use db::{Conn, Cursor, CustomerId, Error, WorkspaceId};
use diesel::{
    prelude::*,
    sql_types::{BigInt, Bool, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use serde_json::Value;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    contains,
    site::{DIRECT, ON_SITE},
};

/// A browser with its last visit.
#[derive(Debug, Clone, QueryableByName)]
#[expect(missing_docs, reason = "columns of visitors, widgets, customers and sessions")]
pub struct VisitorRow {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = Text)]
    pub anon_visitor_id: String,
    #[diesel(sql_type = SqlUuid)]
    pub widget_id: Uuid,
    #[diesel(sql_type = Text)]
    pub widget_name: String,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub customer_id: Option<CustomerId>,
    #[diesel(sql_type = Nullable<Text>)]
    pub customer_kind: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub customer_name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub browser: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub os: Option<String>,
    #[diesel(sql_type = Text)]
    pub device: String,
    #[diesel(sql_type = Bool)]
    pub bot: bool,
    #[diesel(sql_type = Timestamptz)]
    pub first_seen_at: OffsetDateTime,
    #[diesel(sql_type = Timestamptz)]
    pub last_seen_at: OffsetDateTime,
    #[diesel(sql_type = BigInt)]
    pub event_count: i64,
    #[diesel(sql_type = Nullable<Text>)]
    pub user_id: Option<String>,
    #[diesel(sql_type = Jsonb)]
    pub traits: Value,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub session_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub started_at: Option<OffsetDateTime>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub ended_at: Option<OffsetDateTime>,
    #[diesel(sql_type = Nullable<Integer>)]
    pub pageviews: Option<i32>,
    #[diesel(sql_type = Nullable<Text>)]
    pub source: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub entry_url: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub current_path: Option<String>,
}

/// Which browsers.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Seen by this widget.
    pub widget: Option<Uuid>,
    /// With a visit that began at this time or later.
    pub from: Option<OffsetDateTime>,
    /// On the site now.
    pub live: bool,
    /// In the anonymous id, or in the person's name or email.
    pub search: Option<String>,
    /// Somebody's, or nobody's.
    pub identified: Option<bool>,
    /// With a visit that saw this path.
    pub page: Option<String>,
    /// That sent this custom event.
    pub event: Option<String>,
    /// With a visit from this source; [`DIRECT`] is from none.
    pub source: Option<String>,
    /// With a visit by this campaign.
    pub campaign: Option<String>,
    /// Robots, too.
    pub bots: bool,
    /// The caller may see leads: to others they are nobody.
    pub sees_leads: bool,
}

/// Browsers after `cursor`, whose visit began last first.
pub fn list(
    conn: &mut Conn,
    workspace: WorkspaceId,
    filter: &Filter,
    cursor: Option<Cursor>,
    limit: i64,
    now: OffsetDateTime,
) -> Result<Vec<VisitorRow>, Error> {
    let source = filter.source.as_deref().map(|word| if word == DIRECT { "" } else { word });
    let rows = diesel::sql_query(include_str!("sql/visitors.sql"))
        .bind::<SqlUuid, _>(workspace)
        .bind::<Nullable<SqlUuid>, _>(filter.widget)
        .bind::<Timestamptz, _>(filter.from.unwrap_or(now - crate::EVENTS_REACH_BACK))
        .bind::<Nullable<Timestamptz>, _>(filter.live.then_some(now - ON_SITE))
        .bind::<Nullable<Text>, _>(filter.search.as_deref().map(contains))
        .bind::<Nullable<Bool>, _>(filter.identified)
        .bind::<Nullable<Text>, _>(filter.page.as_deref())
        .bind::<Nullable<Text>, _>(filter.event.as_deref())
        .bind::<Nullable<Text>, _>(source)
        .bind::<Nullable<Text>, _>(filter.campaign.as_deref())
        .bind::<Bool, _>(filter.bots)
        .bind::<Bool, _>(filter.sees_leads)
        .bind::<Nullable<Timestamptz>, _>(cursor.map(|cursor| cursor.at))
        .bind::<Nullable<SqlUuid>, _>(cursor.map(|cursor| cursor.id))
        .bind::<BigInt, _>(limit)
        .load(conn)?;
    Ok(rows)
}

/// One browser.
pub fn get(conn: &mut Conn, workspace: WorkspaceId, id: Uuid, sees_leads: bool) -> Result<VisitorRow, Error> {
    Ok(diesel::sql_query(include_str!("sql/visitor.sql"))
        .bind::<SqlUuid, _>(workspace)
        .bind::<SqlUuid, _>(id)
        .bind::<Bool, _>(sees_leads)
        .get_result(conn)?)
}

/// Whom a browser belonged to, and when.
#[derive(Debug, Clone, QueryableByName)]
#[expect(missing_docs, reason = "columns of visitor_links and customers")]
pub struct LinkRow {
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub customer_id: Option<CustomerId>,
    #[diesel(sql_type = Nullable<Text>)]
    pub customer_kind: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub customer_name: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    pub began_at: OffsetDateTime,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub ended_at: Option<OffsetDateTime>,
}

/// The newest first.
pub fn links(conn: &mut Conn, workspace: WorkspaceId, id: Uuid, sees_leads: bool) -> Result<Vec<LinkRow>, Error> {
    Ok(diesel::sql_query(
        "SELECT c.id AS customer_id, c.kind AS customer_kind, coalesce(c.name, c.email, c.phone, c.company) AS customer_name,
                l.began_at, l.ended_at
         FROM visitor_links l
         LEFT JOIN customers c ON c.id = l.customer_id AND c.deleted_at IS NULL AND (c.kind = 'contact' OR $3)
             AND c.workspace_id = $1
         WHERE l.workspace_id = $1 AND l.visitor_id = $2
         ORDER BY l.began_at DESC, l.id DESC LIMIT 50",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(id)
    .bind::<Bool, _>(sees_leads)
    .load(conn)?)
}
