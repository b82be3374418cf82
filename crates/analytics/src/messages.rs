//! Messages of any origin, the newest first, each with whom it is about and what sent it (L31).

use db::{Conn, Cursor, CustomerId, Error, WorkspaceId};
use diesel::{
    prelude::*,
    sql_types::{BigInt, Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::contains;

/// A message.
#[derive(Debug, Clone, QueryableByName)]
#[expect(missing_docs, reason = "columns of messages, customers, lead_automation_workflows and broadcast_campaigns")]
pub struct MessageRow {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub customer_id: Option<CustomerId>,
    #[diesel(sql_type = Nullable<Text>)]
    pub customer_kind: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub customer_name: Option<String>,
    #[diesel(sql_type = Text)]
    pub channel: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub provider: Option<String>,
    #[diesel(sql_type = Text)]
    pub address: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub subject: Option<String>,
    #[diesel(sql_type = Text)]
    pub body: String,
    #[diesel(sql_type = Text)]
    pub origin: String,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub origin_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<Text>)]
    pub origin_name: Option<String>,
    #[diesel(sql_type = Text)]
    pub status: String,
    #[diesel(sql_type = Bool)]
    pub unknown: bool,
    #[diesel(sql_type = Nullable<Text>)]
    pub error_code: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub error: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: OffsetDateTime,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub sent_at: Option<OffsetDateTime>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub failed_at: Option<OffsetDateTime>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub delivered_at: Option<OffsetDateTime>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub read_at: Option<OffsetDateTime>,
}

/// Which messages.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// This one.
    pub id: Option<Uuid>,
    /// That stand so.
    pub status: Option<&'static str>,
    /// By this channel.
    pub channel: Option<&'static str>,
    /// Sent by this.
    pub origin: Option<&'static str>,
    /// By this automation or campaign.
    pub origin_id: Option<Uuid>,
    /// To this person, or to a lead that was joined to them.
    pub customer: Option<CustomerId>,
    /// In address, subject or text.
    pub search: Option<String>,
}

/// Messages after `cursor`.
pub fn list(
    conn: &mut Conn,
    workspace: WorkspaceId,
    filter: &Filter,
    cursor: Option<Cursor>,
    limit: i64,
) -> Result<Vec<MessageRow>, Error> {
    Ok(diesel::sql_query(include_str!("sql/messages.sql"))
        .bind::<SqlUuid, _>(workspace)
        .bind::<Nullable<Text>, _>(filter.status)
        .bind::<Nullable<Text>, _>(filter.channel)
        .bind::<Nullable<Text>, _>(filter.origin)
        .bind::<Nullable<SqlUuid>, _>(filter.origin_id)
        .bind::<Nullable<SqlUuid>, _>(filter.customer)
        .bind::<Nullable<Text>, _>(filter.search.as_deref().map(contains))
        .bind::<Nullable<Timestamptz>, _>(cursor.map(|cursor| cursor.at))
        .bind::<Nullable<SqlUuid>, _>(cursor.map(|cursor| cursor.id))
        .bind::<BigInt, _>(limit)
        .bind::<Nullable<SqlUuid>, _>(filter.id)
        .load(conn)?)
}

/// An automation that sends a template.
#[derive(Debug, Clone, QueryableByName)]
#[expect(missing_docs, reason = "columns of lead_automation_workflows")]
pub struct TemplateUse {
    #[diesel(sql_type = SqlUuid)]
    pub template_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = Text)]
    pub name: String,
}

/// The automations that send each template, as they are now.
pub fn template_uses(conn: &mut Conn, workspace: WorkspaceId) -> Result<Vec<TemplateUse>, Error> {
    Ok(diesel::sql_query(
        "SELECT DISTINCT t.id::uuid AS template_id, w.id, w.name
         FROM lead_automation_workflows w
         JOIN automation_versions v ON v.workspace_id = $1 AND v.workflow_id = w.id AND v.number = w.current_version
         CROSS JOIN jsonb_array_elements(v.steps) AS step
         CROSS JOIN LATERAL (VALUES (step ->> 'template_id'), (step ->> 'fallback_template_id')) AS t (id)
         WHERE w.workspace_id = $1 AND w.deleted_at IS NULL AND t.id IS NOT NULL
         ORDER BY w.name, w.id",
    )
    .bind::<SqlUuid, _>(workspace)
    .load(conn)?)
}
