//! People as lists and cards show them: leads, contacts and the board are one query (H49).

use std::collections::HashMap;

use db::{Conn, CustomerId, Error, Page, UserId, WorkspaceId};
use diesel::{
    prelude::*,
    sql_types::{Array, BigInt, Bool, Integer, Jsonb, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid},
};
use serde_json::Value;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Count, Owner, contains, short_total, total_of};

/// A person, with what belongs on their row.
#[derive(Debug, Clone, QueryableByName)]
#[expect(missing_docs, reason = "columns of customers, leads, lead_webhooks, accounts and visitors")]
pub struct PersonRow {
    #[diesel(sql_type = SqlUuid)]
    pub id: CustomerId,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub email: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub phone: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub company: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub title: Option<String>,
    #[diesel(sql_type = Array<Text>)]
    pub tags: Vec<String>,
    #[diesel(sql_type = Text)]
    pub source: String,
    #[diesel(sql_type = Nullable<SmallInt>)]
    pub score: Option<i16>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub assigned_to: Option<UserId>,
    #[diesel(sql_type = Nullable<Text>)]
    pub preferred_channel: Option<String>,
    #[diesel(sql_type = Jsonb)]
    pub metadata: Value,
    #[diesel(sql_type = Jsonb)]
    pub custom_fields: Value,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub converted_at: Option<OffsetDateTime>,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: OffsetDateTime,
    #[diesel(sql_type = Timestamptz)]
    pub updated_at: OffsetDateTime,
    #[diesel(sql_type = Integer)]
    pub version: i32,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub pipeline_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub stage_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub position: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    pub source_name: Option<String>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub account_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<Text>)]
    pub account_name: Option<String>,
    #[diesel(sql_type = Nullable<Bool>)]
    pub account_placeholder: Option<bool>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub contact_id: Option<CustomerId>,
    #[diesel(sql_type = Bool)]
    pub linked_to_tracking: bool,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub last_seen_at: Option<OffsetDateTime>,
}

impl PersonRow {
    /// How the person is called everywhere (D3): name, email, phone, company, "Anonymous".
    pub fn display_name(&self) -> &str {
        let known = [&self.name, &self.email, &self.phone, &self.company];
        known.into_iter().flatten().next().map_or("Anonymous", String::as_str)
    }
}

db::text_enum! {
    /// What a list is sorted by.
    pub enum Sort {
        /// When the person came in.
        CreatedAt = "created_at",
        /// The last change.
        UpdatedAt = "updated_at",
        /// As the person is called.
        Name = "name",
        /// The score; people without one last.
        Score = "score",
        /// The last visit; people never seen last.
        LastSeenAt = "last_seen_at",
        /// As on the board.
        Position = "position",
    }
}

/// Which people, in which order. `None` lets everybody pass.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    /// In name, email, phone or company (L6).
    pub search: Option<String>,
    /// In this stage.
    pub stage: Option<Uuid>,
    /// In this pipeline.
    pub pipeline: Option<Uuid>,
    /// Who came in this way.
    pub source: Option<String>,
    /// Of this teammate.
    pub assigned_to: Option<Owner>,
    /// With this tag.
    pub tag: Option<String>,
    /// Of this account, or linked to it as a further company.
    pub account: Option<Uuid>,
    /// Came in at this time or later.
    pub created_from: Option<OffsetDateTime>,
    /// Came in before this time.
    pub created_before: Option<OffsetDateTime>,
}

/// Lead or contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Open leads.
    Lead,
    /// Contacts.
    Contact,
}

const ROWS: &str = include_str!("sql/people.sql");
const FILTER: &str = include_str!("sql/people_filter.sql");
const SEEN: &str = "LEFT JOIN (
    SELECT v.customer_id, max(v.last_seen_at) AS at FROM visitors v
    WHERE v.workspace_id = $1 AND v.customer_id IS NOT NULL GROUP BY v.customer_id
) seen ON seen.customer_id = c.id
WHERE";

/// A page of people and how many there are on all pages. Counting reads every row: `known` is a count that was made a
/// moment ago, which is good enough where there are many.
pub fn list(
    conn: &mut Conn,
    workspace: WorkspaceId,
    kind: Kind,
    filter: &Filter,
    (sort, descending): (Sort, bool),
    page: Page,
    known: Option<i64>,
) -> Result<(Vec<PersonRow>, i64), Error> {
    let rows = rows(conn, workspace, kind, filter, (sort, descending), page)?;
    let count =
        || bind(&format!("SELECT count(*) AS count {FILTER}"), workspace, kind, filter).get_result::<Count>(conn);
    let total = match known.filter(|_| short_total(&rows, page).is_none()) {
        Some(known) => known,
        None => total_of(&rows, page, count)?,
    };
    Ok((rows, total))
}

/// One person, converted or not; deleted ones are not found.
pub fn get(conn: &mut Conn, workspace: WorkspaceId, id: CustomerId) -> Result<PersonRow, Error> {
    let page =
        "SELECT p.id, 1 AS place FROM customers p WHERE p.workspace_id = $1 AND p.id = $2 AND p.deleted_at IS NULL";
    Ok(diesel::sql_query(ROWS.replace("{page}", page))
        .bind::<SqlUuid, _>(workspace)
        .bind::<SqlUuid, _>(id)
        .get_result(conn)?)
}

/// A column of the board.
#[derive(Debug, Clone)]
pub struct Column {
    /// Which stage.
    pub stage: Uuid,
    /// All its leads that pass the filter.
    pub count: i64,
    /// The top ones, in the board's order.
    pub cards: Vec<PersonRow>,
}

#[derive(QueryableByName)]
struct StageCount {
    #[diesel(sql_type = SqlUuid)]
    stage_id: Uuid,
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// The columns of a board, each with its count and its top `limit` cards (L5).
pub fn board(
    conn: &mut Conn,
    workspace: WorkspaceId,
    stages: &[Uuid],
    filter: &Filter,
    limit: i64,
) -> Result<Vec<Column>, Error> {
    let counts: Vec<StageCount> = if *filter == Filter::default() {
        // Every card on the board is an open lead's: the board's own index tells.
        diesel::sql_query(
            "SELECT l.stage_id, count(*) AS count FROM leads l
             WHERE l.workspace_id = $1 AND l.position IS NOT NULL GROUP BY l.stage_id",
        )
        .bind::<SqlUuid, _>(workspace)
        .load(conn)?
    } else {
        let counts =
            format!("SELECT l.stage_id, count(*) AS count {FILTER} AND l.stage_id IS NOT NULL GROUP BY l.stage_id");
        bind(&counts, workspace, Kind::Lead, filter).load(conn)?
    };
    let counts: HashMap<Uuid, i64> = counts.into_iter().map(|row| (row.stage_id, row.count)).collect();
    stages
        .iter()
        .map(|stage| {
            let count = counts.get(stage).copied().unwrap_or_default();
            let column = Filter { stage: Some(*stage), ..filter.clone() };
            let cards = match count {
                0 => Vec::new(),
                _ => rows(conn, workspace, Kind::Lead, &column, (Sort::Position, false), Page::new(1, limit))?,
            };
            Ok(Column { stage: *stage, count, cards })
        })
        .collect()
}

fn rows(
    conn: &mut Conn,
    workspace: WorkspaceId,
    kind: Kind,
    filter: &Filter,
    (sort, descending): (Sort, bool),
    page: Page,
) -> Result<Vec<PersonRow>, Error> {
    let key = match sort {
        Sort::CreatedAt => "c.created_at",
        Sort::UpdatedAt => "c.updated_at",
        Sort::Name => "lower(coalesce(c.name, c.email, c.phone, c.company))",
        Sort::Score => "c.score",
        Sort::Position => "l.position",
        Sort::LastSeenAt => "seen.at",
    };
    let direction = if descending { "DESC" } else { "ASC" };
    // An index in this direction serves only an order that says nothing of nulls; these columns have none.
    let nulls = if matches!(sort, Sort::CreatedAt | Sort::UpdatedAt) { "" } else { "NULLS LAST" };
    let order = format!("{key} {direction} {nulls}, c.id {direction}");
    let filter_sql = match sort {
        // All visits once, rather than each person's by itself.
        Sort::LastSeenAt => FILTER.replacen("WHERE", SEEN, 1),
        _ => FILTER.to_owned(),
    };
    let chosen = format!(
        "SELECT c.id, row_number() OVER (ORDER BY {order}) AS place {filter_sql} ORDER BY {order} LIMIT $12 OFFSET $13"
    );
    let sql = ROWS.replace("{page}", &chosen);
    Ok(bind(&sql, workspace, kind, filter).bind::<BigInt, _>(page.limit).bind::<BigInt, _>(page.offset()).load(conn)?)
}

type Bound = diesel::query_builder::BoxedSqlQuery<'static, diesel::pg::Pg, diesel::query_builder::SqlQuery>;

fn bind(sql: &str, workspace: WorkspaceId, kind: Kind, filter: &Filter) -> Bound {
    let kind = match kind {
        Kind::Lead => "lead",
        Kind::Contact => "contact",
    };
    diesel::sql_query(sql)
        .into_boxed()
        .bind::<SqlUuid, _>(workspace)
        .bind::<Text, _>(kind)
        .bind::<Nullable<Text>, _>(filter.search.as_deref().map(contains))
        .bind::<Nullable<SqlUuid>, _>(filter.stage)
        .bind::<Nullable<SqlUuid>, _>(filter.pipeline)
        .bind::<Nullable<Text>, _>(filter.source.clone())
        .bind::<Nullable<SqlUuid>, _>(filter.assigned_to.map(Owner::uuid))
        .bind::<Nullable<Text>, _>(filter.tag.clone())
        .bind::<Nullable<SqlUuid>, _>(filter.account)
        .bind::<Nullable<Timestamptz>, _>(filter.created_from)
        .bind::<Nullable<Timestamptz>, _>(filter.created_before)
}
