//! People as lists and cards show them: leads, contacts and the board are one query (H49).

use std::collections::HashMap;

use db::{Conn, CustomerId, Error, Page, UserId, WorkspaceId};
use diesel::{
    prelude::*,
    sql_types::{
        Array, BigInt, Bool, Date as SqlDate, Integer, Jsonb, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid,
    },
};
use serde_json::Value as Json;
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use crate::{
    Count, Owner,
    binds::{Binds, Value},
    contains, short_total, total_of,
};

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
    /// `given` or `rules` (D35).
    #[diesel(sql_type = Nullable<Text>)]
    pub score_source: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub next_step: Option<String>,
    #[diesel(sql_type = Nullable<SqlDate>)]
    pub next_step_at: Option<Date>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub stage_entered_at: Option<OffsetDateTime>,
    #[diesel(sql_type = Bool)]
    pub stalled: bool,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub assigned_to: Option<UserId>,
    #[diesel(sql_type = Nullable<Text>)]
    pub preferred_channel: Option<String>,
    #[diesel(sql_type = Jsonb)]
    pub metadata: Json,
    #[diesel(sql_type = Jsonb)]
    pub custom_fields: Json,
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
    #[diesel(sql_type = Nullable<Text>)]
    pub contact_kind: Option<String>,
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
    /// Leads that stalled (X3).
    pub stalled: bool,
}

/// Lead or contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Open leads.
    Lead,
    /// Contacts.
    Contact,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Kind::Lead => "lead",
            Kind::Contact => "contact",
        }
    }
}

const ROWS: &str = include_str!("sql/people.sql");
pub(crate) const FROM: &str = "FROM customers c
LEFT JOIN leads l ON l.workspace_id = $1 AND l.id = c.id AND l.position IS NOT NULL";
/// All visits once, rather than each person's by itself.
const SEEN: &str = "LEFT JOIN (
    SELECT v.customer_id, max(v.last_seen_at) AS at FROM visitors v
    WHERE v.workspace_id = $1 AND v.customer_id IS NOT NULL GROUP BY v.customer_id
) seen ON seen.customer_id = c.id";
const SCORES: &str = "LEFT JOIN customer_scores x ON x.workspace_id = $1 AND x.customer_id = c.id";
/// In an open stage for longer than it allows, and nothing planned from today on (X3).
const STALLED: &str = "EXISTS (
    SELECT 1 FROM lead_pipeline_stages g
    WHERE g.workspace_id = $1 AND g.id = l.stage_id AND g.type = 'open'
      AND l.stage_entered_at < now() - make_interval(days => g.stale_after_days))
  AND (c.next_step IS NULL OR c.next_step_at < current_date)";

/// The statement's conditions, for the rows that [`FROM`] joins.
pub(crate) fn conditions(binds: &mut Binds, kind: Kind, filter: &Filter) -> String {
    let mut sql = format!("WHERE c.workspace_id = $1 AND c.kind = '{}' AND c.deleted_at IS NULL", kind.as_str());
    if kind == Kind::Lead {
        sql += " AND c.converted_into IS NULL";
    }
    let company = match kind {
        // A contact's company is its account; what a lead said of its own is all that is known of it.
        Kind::Lead => "c.company ILIKE ?",
        Kind::Contact => {
            "EXISTS (SELECT 1 FROM accounts n WHERE n.workspace_id = $1 AND n.id = c.account_id AND n.name ILIKE ?)"
        }
    };
    let search = format!("(c.name ILIKE ? OR c.email ILIKE ? OR c.phone ILIKE ? OR {company})");
    binds.and(&mut sql, &search, filter.search.as_deref().map(contains).map(Value::Text));
    binds.and(&mut sql, "l.stage_id = ?", filter.stage.map(Value::Uuid));
    binds.and(&mut sql, "l.pipeline_id = ?", filter.pipeline.map(Value::Uuid));
    binds.and(&mut sql, "c.source = ?", filter.source.clone().map(Value::Text));
    if let Some(owner) = filter.assigned_to {
        owner.and("c.assigned_to", binds, &mut sql);
    }
    binds.and(&mut sql, "? = ANY (c.tags)", filter.tag.clone().map(Value::Text));
    let account = "(c.account_id = ? OR EXISTS (
        SELECT 1 FROM contact_accounts k WHERE k.workspace_id = $1 AND k.customer_id = c.id AND k.account_id = ?))";
    binds.and(&mut sql, account, filter.account.map(Value::Uuid));
    binds.and(&mut sql, "c.created_at >= ?", filter.created_from.map(Value::Time));
    binds.and(&mut sql, "c.created_at < ?", filter.created_before.map(Value::Time));
    if filter.stalled {
        sql += &format!(" AND {STALLED}");
    }
    sql
}

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
    let count = || {
        let mut binds = Binds::new(workspace);
        let sql = format!("SELECT count(*) AS count {FROM} {}", conditions(&mut binds, kind, filter));
        binds.query(sql).get_result::<Count>(conn)
    };
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
    let mut binds = Binds::new(workspace);
    binds.bind(Value::Uuid(id.uuid()));
    Ok(binds.query(ROWS.replace("{page}", page)).get_result(conn)?)
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
        let mut binds = Binds::new(workspace);
        let conditions = conditions(&mut binds, Kind::Lead, filter);
        let sql = format!(
            "SELECT l.stage_id, count(*) AS count {FROM} {conditions} AND l.stage_id IS NOT NULL GROUP BY l.stage_id"
        );
        binds.query(sql).load(conn)?
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
        Sort::Score => "coalesce(c.score, x.score)",
        Sort::Position => "l.position",
        Sort::LastSeenAt => "seen.at",
    };
    let direction = if descending { "DESC" } else { "ASC" };
    // An index in this direction serves only an order that says nothing of nulls; these columns have none.
    let nulls = if matches!(sort, Sort::CreatedAt | Sort::UpdatedAt) { "" } else { "NULLS LAST" };
    let order = format!("{key} {direction} {nulls}, c.id {direction}");
    let joined = match sort {
        Sort::LastSeenAt => SEEN,
        Sort::Score => SCORES,
        _ => "",
    };
    let mut binds = Binds::new(workspace);
    let conditions = conditions(&mut binds, kind, filter);
    let (limit, offset) = (binds.bind(Value::Number(page.limit)), binds.bind(Value::Number(page.offset())));
    let chosen = format!(
        "SELECT c.id, row_number() OVER (ORDER BY {order}) AS place {FROM} {joined} {conditions}
         ORDER BY {order} LIMIT {limit} OFFSET {offset}"
    );
    Ok(binds.query(ROWS.replace("{page}", &chosen)).load(conn)?)
}

/// The people who pass, as a file takes them: after the id `after`, in the order of their ids.
pub fn after(
    conn: &mut Conn,
    workspace: WorkspaceId,
    kind: Kind,
    filter: &Filter,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<PersonRow>, Error> {
    let mut binds = Binds::new(workspace);
    let mut conditions = conditions(&mut binds, kind, filter);
    binds.and(&mut conditions, "c.id > ?", after.map(Value::Uuid));
    let limit = binds.bind(Value::Number(limit));
    let chosen = format!(
        "SELECT c.id, row_number() OVER (ORDER BY c.id) AS place {FROM} {conditions} ORDER BY c.id LIMIT {limit}"
    );
    Ok(binds.query(ROWS.replace("{page}", &chosen)).load(conn)?)
}

/// How many pass.
pub fn count(conn: &mut Conn, workspace: WorkspaceId, kind: Kind, filter: &Filter) -> Result<i64, Error> {
    let mut binds = Binds::new(workspace);
    let sql = format!("SELECT count(*) AS count {FROM} {}", conditions(&mut binds, kind, filter));
    Ok(binds.query(sql).get_result::<Count>(conn)?.count)
}

#[derive(QueryableByName)]
struct OnlyId {
    #[diesel(sql_type = SqlUuid)]
    id: CustomerId,
}

/// The ids of those who pass, as the board shows them; at most `limit`.
pub fn ids(
    conn: &mut Conn,
    workspace: WorkspaceId,
    kind: Kind,
    filter: &Filter,
    limit: i64,
) -> Result<Vec<CustomerId>, Error> {
    let mut binds = Binds::new(workspace);
    let conditions = conditions(&mut binds, kind, filter);
    let limit = binds.bind(Value::Number(limit));
    let sql = format!("SELECT c.id {FROM} {conditions} ORDER BY l.position, c.id LIMIT {limit}");
    let rows: Vec<OnlyId> = binds.query(sql).load(conn)?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// What belongs to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub struct Belongings {
    /// Notes on them.
    #[diesel(sql_type = BigInt)]
    pub notes: i64,
    /// Browsers of theirs.
    #[diesel(sql_type = BigInt)]
    pub visitors: i64,
    /// Deals whose primary contact they are.
    #[diesel(sql_type = BigInt)]
    pub opportunities: i64,
    /// Companies beside their account.
    #[diesel(sql_type = BigInt)]
    pub companies: i64,
}

/// How much belongs to somebody.
pub fn belongings(conn: &mut Conn, workspace: WorkspaceId, who: CustomerId) -> Result<Belongings, Error> {
    let mut binds = Binds::new(workspace);
    let who = binds.bind(Value::Uuid(who.uuid()));
    let sql = format!(
        "SELECT (SELECT count(*) FROM notes n WHERE n.workspace_id = $1 AND n.customer_id = {who}) AS notes,
                (SELECT count(*) FROM visitors v WHERE v.workspace_id = $1 AND v.customer_id = {who}) AS visitors,
                (SELECT count(*) FROM opportunities o WHERE o.workspace_id = $1 AND o.primary_contact_id = {who}) AS opportunities,
                (SELECT count(*) FROM contact_accounts k WHERE k.workspace_id = $1 AND k.customer_id = {who}) AS companies"
    );
    Ok(binds.query(sql).get_result(conn)?)
}
