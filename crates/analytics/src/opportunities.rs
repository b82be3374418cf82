//! Opportunities as lists, boards and tiles show them. Sums are SQL's, per currency, rounded per row (D11).

use db::{Conn, CustomerId, Error, Page, UserId, WorkspaceId, schema::opportunities};
use diesel::{
    prelude::*,
    sql_types::{BigInt, Bool, Nullable, Numeric, Text},
};
use rust_decimal::Decimal;
use serde_json::Value as Json;
use time::{Date, Duration, OffsetDateTime};
use uuid::Uuid;

use crate::{
    Count, Owner,
    binds::{Binds, Value},
    contains, total_of,
};

/// An open deal is stalled after so long in one stage, when nothing is planned.
pub const STALE_AFTER: Duration = Duration::days(14);

/// An opportunity with the names that a reader wants.
#[derive(Debug, Clone, QueryableByName)]
#[diesel(table_name = opportunities)]
#[expect(missing_docs, reason = "columns of opportunities, and names")]
pub struct OpportunityRow {
    pub id: Uuid,
    pub account_id: Uuid,
    pub name: String,
    pub primary_contact_id: Option<CustomerId>,
    pub stage: String,
    pub amount: Option<Decimal>,
    pub currency: String,
    pub probability: i16,
    pub close_date: Option<Date>,
    pub owner_id: Option<UserId>,
    pub next_step: Option<String>,
    pub next_step_at: Option<Date>,
    pub lost_reason: Option<String>,
    pub custom_fields: Json,
    pub stage_entered_at: OffsetDateTime,
    pub closed_at: Option<OffsetDateTime>,
    pub created_at: OffsetDateTime,
    pub updated_at: OffsetDateTime,
    pub version: i32,
    #[diesel(sql_type = Text)]
    pub account_name: String,
    #[diesel(sql_type = Bool)]
    pub account_placeholder: bool,
    #[diesel(sql_type = Nullable<Text>)]
    pub contact_name: Option<String>,
}

impl OpportunityRow {
    /// Open, long in its stage, and nothing planned from today on.
    pub fn is_stalled(&self, now: OffsetDateTime) -> bool {
        let planned = self.next_step.is_some() && self.next_step_at.is_none_or(|day| day >= now.date());
        self.closed_at.is_none() && !planned && now - self.stage_entered_at >= STALE_AFTER
    }
}

db::text_enum! {
    /// What a list of opportunities is sorted by; those without a value come last.
    pub enum Sort {
        /// When it was made.
        CreatedAt = "created_at",
        /// The last change.
        UpdatedAt = "updated_at",
        /// The name.
        Name = "name",
        /// The amount, as a number.
        Amount = "amount",
        /// The day it is expected to close.
        CloseDate = "close_date",
        /// The stages' order.
        Stage = "stage",
    }
}

/// Which opportunities; `None` lets all pass.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// In its name or its account's.
    pub search: Option<String>,
    /// In this stage.
    pub stage: Option<String>,
    /// Open ones, or closed ones.
    pub open: Option<bool>,
    /// Of this account.
    pub account: Option<Uuid>,
    /// With this primary contact.
    pub contact: Option<CustomerId>,
    /// Of this teammate.
    pub owner: Option<Owner>,
    /// Expected to close on this day or later; closed ones count by the day they closed.
    pub from: Option<Date>,
    /// On this day or earlier.
    pub to: Option<Date>,
    /// Without a close date.
    pub undated: bool,
    /// Those that are stalled at this time (X3).
    pub stalled_at: Option<OffsetDateTime>,
}

const ROWS: &str = include_str!("sql/opportunities.sql");
pub(crate) const FROM: &str = "FROM opportunities o
JOIN accounts a ON a.workspace_id = $1 AND a.id = o.account_id";
/// The day that a period is asked of.
const DAY: &str = "CASE WHEN o.closed_at IS NULL THEN o.close_date ELSE (o.closed_at AT TIME ZONE 'UTC')::date END";
/// The stages in order, as one text: a stage's place in it orders as the stage does.
const STAGES: &str =
    "array_position(ARRAY['prospecting','qualification','proposal','negotiation','closed_won','closed_lost'], o.stage)";

/// A page of opportunities and how many there are on all pages.
pub fn list(
    conn: &mut Conn,
    workspace: WorkspaceId,
    filter: &Filter,
    (sort, descending): (Sort, bool),
    page: Page,
) -> Result<(Vec<OpportunityRow>, i64), Error> {
    let key = match sort {
        Sort::CreatedAt => "o.created_at",
        Sort::UpdatedAt => "o.updated_at",
        Sort::Name => "lower(o.name)",
        Sort::Amount => "o.amount",
        Sort::CloseDate => "o.close_date",
        Sort::Stage => STAGES,
    };
    let direction = if descending { "DESC" } else { "ASC" };
    let order = format!("{key} {direction} NULLS LAST, o.id {direction}");
    let mut binds = Binds::new(workspace);
    let conditions = conditions(&mut binds, filter);
    let (limit, offset) = (binds.bind(Value::Number(page.limit)), binds.bind(Value::Number(page.offset())));
    let chosen = format!(
        "SELECT o.id, row_number() OVER (ORDER BY {order}) AS place {FROM} {conditions}
         ORDER BY {order} LIMIT {limit} OFFSET {offset}"
    );
    let rows: Vec<OpportunityRow> = binds.query(ROWS.replace("{page}", &chosen)).load(conn)?;
    let count = || {
        let mut binds = Binds::new(workspace);
        let sql = format!("SELECT count(*) AS count {FROM} {}", self::conditions(&mut binds, filter));
        binds.query(sql).get_result::<Count>(conn)
    };
    let total = total_of(&rows, page, count)?;
    Ok((rows, total))
}

/// One opportunity.
pub fn get(conn: &mut Conn, workspace: WorkspaceId, id: Uuid) -> Result<OpportunityRow, Error> {
    let page = "SELECT p.id, 1 AS place FROM opportunities p WHERE p.workspace_id = $1 AND p.id = $2";
    let mut binds = Binds::new(workspace);
    binds.bind(Value::Uuid(id));
    Ok(binds.query(ROWS.replace("{page}", page)).get_result(conn)?)
}

/// What a group of opportunities comes to, in one currency.
#[derive(Debug, Clone, QueryableByName)]
pub struct Total {
    /// A stage's word, an owner's id, a month: what the group is.
    #[diesel(sql_type = Nullable<Text>)]
    pub group: Option<String>,
    /// ISO 4217.
    #[diesel(sql_type = Text)]
    pub currency: String,
    /// Opportunities, those without an amount as well.
    #[diesel(sql_type = BigInt)]
    pub count: i64,
    /// The sum of all amounts.
    #[diesel(sql_type = Numeric)]
    pub amount: Decimal,
    /// Of amount times probability, each rounded to two decimals; closed ones count nothing.
    #[diesel(sql_type = Numeric)]
    pub weighted: Decimal,
    /// The sum of the open ones' amounts.
    #[diesel(sql_type = Numeric)]
    pub open: Decimal,
    /// How many are open.
    #[diesel(sql_type = BigInt)]
    pub open_count: i64,
    /// The sum of the won ones' amounts.
    #[diesel(sql_type = Numeric)]
    pub won: Decimal,
}

/// By what totals are grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// The stage's word.
    Stage,
    /// The owner's id; null for nobody.
    Owner,
    /// `YYYY-MM`: an open one's close date (null without one), a won one's closing day; lost ones are left out.
    Month,
}

/// Totals by group and currency (X1, X2, H36), the workspace's own currency first.
pub fn totals(conn: &mut Conn, workspace: WorkspaceId, filter: &Filter, by: Group) -> Result<Vec<Total>, Error> {
    let (group, only) = match by {
        Group::Stage => ("o.stage", ""),
        Group::Owner => ("o.owner_id::text", ""),
        Group::Month => (
            "to_char(CASE WHEN o.closed_at IS NULL THEN o.close_date ELSE (o.closed_at AT TIME ZONE 'UTC')::date END, 'YYYY-MM')",
            "AND o.stage <> 'closed_lost'",
        ),
    };
    let mut binds = Binds::new(workspace);
    let conditions = conditions(&mut binds, filter);
    let sql = format!(
        "SELECT {group} AS \"group\", o.currency, count(*) AS count, coalesce(sum(o.amount), 0) AS amount,
                coalesce(sum(round(o.amount * o.probability / 100, 2)) FILTER (WHERE o.closed_at IS NULL), 0) AS weighted,
                coalesce(sum(o.amount) FILTER (WHERE o.closed_at IS NULL), 0) AS open,
                count(*) FILTER (WHERE o.closed_at IS NULL) AS open_count,
                coalesce(sum(o.amount) FILTER (WHERE o.stage = 'closed_won'), 0) AS won
         {FROM} {conditions} {only} GROUP BY 1, 2
         ORDER BY o.currency = (SELECT w.currency FROM workspaces w WHERE w.id = $1) DESC, 2, 1 NULLS LAST"
    );
    Ok(binds.query(sql).load(conn)?)
}

/// The statement's conditions, for the rows that [`FROM`] joins.
pub(crate) fn conditions(binds: &mut Binds, filter: &Filter) -> String {
    let mut sql = "WHERE o.workspace_id = $1".to_owned();
    let search = filter.search.as_deref().map(contains).map(Value::Text);
    binds.and(&mut sql, "(o.name ILIKE ? OR a.name ILIKE ?)", search);
    binds.and(&mut sql, "o.stage = ?", filter.stage.clone().map(Value::Text));
    sql += match filter.open {
        Some(true) => " AND o.closed_at IS NULL",
        Some(false) => " AND o.closed_at IS NOT NULL",
        None => "",
    };
    binds.and(&mut sql, "o.account_id = ?", filter.account.map(Value::Uuid));
    binds.and(&mut sql, "o.primary_contact_id = ?", filter.contact.map(|id| Value::Uuid(id.uuid())));
    if let Some(owner) = filter.owner {
        owner.and("o.owner_id", binds, &mut sql);
    }
    binds.and(&mut sql, &format!("{DAY} >= ?"), filter.from.map(Value::Day));
    binds.and(&mut sql, &format!("{DAY} <= ?"), filter.to.map(Value::Day));
    if filter.undated {
        sql += " AND o.close_date IS NULL";
    }
    if let Some(now) = filter.stalled_at {
        sql += " AND o.closed_at IS NULL";
        binds.and(&mut sql, "o.stage_entered_at <= ?", Some(Value::Time(now - STALE_AFTER)));
        binds.and(&mut sql, "(o.next_step IS NULL OR o.next_step_at < ?)", Some(Value::Day(now.date())));
    }
    sql
}
