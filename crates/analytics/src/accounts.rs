//! Accounts as lists and pages show them.

use std::collections::HashMap;

use db::{
    Conn, CustomerId, Error, Page, UserId, WorkspaceId,
    schema::{accounts, contact_accounts},
};
use diesel::{
    prelude::*,
    sql_types::{BigInt, Nullable, Text},
};
use rust_decimal::Decimal;
use serde_json::Value as Json;
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use crate::{
    Count, Owner,
    binds::{Binds, Value},
    contains, total_of,
};

/// An account with its counts.
#[derive(Debug, Clone, QueryableByName)]
#[diesel(table_name = accounts)]
#[expect(missing_docs, reason = "columns of accounts, and counts")]
pub struct AccountRow {
    pub id: Uuid,
    pub name: String,
    pub domain: Option<String>,
    pub industry: Option<String>,
    pub website: Option<String>,
    pub phone: Option<String>,
    pub lifecycle_stage: String,
    pub mrr: Option<Decimal>,
    pub health_score: Option<i16>,
    pub renewal_date: Option<Date>,
    pub renewal_status: Option<String>,
    pub stage_id: Option<Uuid>,
    pub deal_value: Option<Decimal>,
    pub currency: String,
    pub stage_set_kind: Option<String>,
    pub stage_set_by: Option<Uuid>,
    pub stage_set_at: Option<OffsetDateTime>,
    pub deal_set_kind: Option<String>,
    pub deal_set_by: Option<Uuid>,
    pub deal_set_at: Option<OffsetDateTime>,
    pub owner_id: Option<UserId>,
    pub placeholder: bool,
    pub metadata: Json,
    pub custom_fields: Json,
    pub created_at: OffsetDateTime,
    pub updated_at: OffsetDateTime,
    pub version: i32,
    #[diesel(sql_type = Nullable<Text>)]
    pub stage_setter: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub value_setter: Option<String>,
    #[diesel(sql_type = BigInt)]
    pub contact_count: i64,
    #[diesel(sql_type = BigInt)]
    pub opportunity_count: i64,
}

db::text_enum! {
    /// What a list of accounts is sorted by; accounts without a value come last.
    pub enum Sort {
        /// When the account was made.
        CreatedAt = "created_at",
        /// The last change.
        UpdatedAt = "updated_at",
        /// The name.
        Name = "name",
        /// Monthly recurring revenue, as a number.
        Mrr = "mrr",
        /// The health score.
        HealthScore = "health_score",
        /// The renewal's day.
        RenewalDate = "renewal_date",
        /// The deal on the company, as a number.
        DealValue = "deal_value",
    }
}

/// Which accounts; `None` lets all pass.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// In name, domain or phone.
    pub search: Option<String>,
    /// In this lifecycle stage.
    pub lifecycle: Option<String>,
    /// In this account stage.
    pub stage: Option<Uuid>,
    /// Of this teammate.
    pub owner: Option<Owner>,
}

const ROWS: &str = include_str!("sql/accounts.sql");

/// A page of accounts and how many there are on all pages.
pub fn list(
    conn: &mut Conn,
    workspace: WorkspaceId,
    filter: &Filter,
    (sort, descending): (Sort, bool),
    page: Page,
) -> Result<(Vec<AccountRow>, i64), Error> {
    let key = match sort {
        Sort::CreatedAt => "a.created_at",
        Sort::UpdatedAt => "a.updated_at",
        Sort::Name => "lower(a.name)",
        Sort::Mrr => "a.mrr",
        Sort::HealthScore => "a.health_score",
        Sort::RenewalDate => "a.renewal_date",
        Sort::DealValue => "a.deal_value",
    };
    let direction = if descending { "DESC" } else { "ASC" };
    // An index in this direction serves only an order that says nothing of nulls; these columns have none.
    let nulls = if matches!(sort, Sort::CreatedAt | Sort::UpdatedAt | Sort::Name) { "" } else { "NULLS LAST" };
    let order = format!("{key} {direction} {nulls}, a.id {direction}");
    let mut binds = Binds::new(workspace);
    let conditions = conditions(&mut binds, filter);
    let (limit, offset) = (binds.bind(Value::Number(page.limit)), binds.bind(Value::Number(page.offset())));
    let chosen = format!(
        "SELECT a.id, row_number() OVER (ORDER BY {order}) AS place FROM accounts a {conditions}
         ORDER BY {order} LIMIT {limit} OFFSET {offset}"
    );
    let rows: Vec<AccountRow> = binds.query(ROWS.replace("{page}", &chosen)).load(conn)?;
    let count = || {
        let mut binds = Binds::new(workspace);
        let sql = format!("SELECT count(*) AS count FROM accounts a {}", self::conditions(&mut binds, filter));
        binds.query(sql).get_result::<Count>(conn)
    };
    let total = total_of(&rows, page, count)?;
    Ok((rows, total))
}

/// One account.
pub fn get(conn: &mut Conn, workspace: WorkspaceId, id: Uuid) -> Result<AccountRow, Error> {
    let page = "SELECT p.id, 1 AS place FROM accounts p WHERE p.workspace_id = $1 AND p.id = $2";
    let mut binds = Binds::new(workspace);
    binds.bind(Value::Uuid(id));
    Ok(binds.query(ROWS.replace("{page}", page)).get_result(conn)?)
}

/// The further companies of a contact (D2), by name: id, name, placeholder.
pub fn companies_of(
    conn: &mut Conn,
    workspace: WorkspaceId,
    contact: CustomerId,
) -> Result<Vec<(Uuid, String, bool)>, Error> {
    Ok(contact_accounts::table
        .inner_join(
            accounts::table.on(accounts::workspace_id.eq(workspace).and(accounts::id.eq(contact_accounts::account_id))),
        )
        .filter(contact_accounts::workspace_id.eq(workspace).and(contact_accounts::customer_id.eq(contact)))
        .order((accounts::name, accounts::id))
        .select((accounts::id, accounts::name, accounts::placeholder))
        .load(conn)?)
}

/// How many accounts each account stage has.
pub fn per_stage(conn: &mut Conn, workspace: WorkspaceId) -> Result<HashMap<Uuid, i64>, Error> {
    let counts: Vec<(Option<Uuid>, i64)> = accounts::table
        .filter(accounts::workspace_id.eq(workspace).and(accounts::stage_id.is_not_null()))
        .group_by(accounts::stage_id)
        .select((accounts::stage_id, diesel::dsl::count_star()))
        .load(conn)?;
    Ok(counts.into_iter().filter_map(|(stage, count)| Some((stage?, count))).collect())
}

fn conditions(binds: &mut Binds, filter: &Filter) -> String {
    let mut sql = "WHERE a.workspace_id = $1".to_owned();
    let search = filter.search.as_deref().map(contains).map(Value::Text);
    binds.and(&mut sql, "(a.name ILIKE ? OR a.domain ILIKE ? OR a.phone ILIKE ?)", search);
    binds.and(&mut sql, "a.lifecycle_stage = ?", filter.lifecycle.clone().map(Value::Text));
    binds.and(&mut sql, "a.stage_id = ?", filter.stage.map(Value::Uuid));
    if let Some(owner) = filter.owner {
        owner.and("a.owner_id", binds, &mut sql);
    }
    sql
}
