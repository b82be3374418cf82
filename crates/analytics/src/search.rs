//! Finding any record by a few letters. Under row-level security no index helps (Q14): it reads the workspace's rows.

use db::{Conn, CustomerId, Error, WorkspaceId};
use diesel::{
    prelude::*,
    sql_types::{BigInt, Bool, Nullable, Numeric, Text, Uuid as SqlUuid},
};
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::contains;

/// How many of each kind are found.
const EACH: i64 = 8;

/// A person.
#[derive(Debug, Clone, QueryableByName)]
#[expect(missing_docs, reason = "columns of customers and accounts")]
pub struct FoundPerson {
    #[diesel(sql_type = SqlUuid)]
    pub id: CustomerId,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Text)]
    pub display_name: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub email: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub company: Option<String>,
}

/// An account.
#[derive(Debug, Clone, QueryableByName)]
#[expect(missing_docs, reason = "columns of accounts")]
pub struct FoundAccount {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub domain: Option<String>,
    #[diesel(sql_type = Text)]
    pub lifecycle_stage: String,
}

/// An opportunity.
#[derive(Debug, Clone, QueryableByName)]
#[expect(missing_docs, reason = "columns of opportunities and accounts")]
pub struct FoundOpportunity {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub account_name: String,
    #[diesel(sql_type = Text)]
    pub stage: String,
    #[diesel(sql_type = Nullable<Numeric>)]
    pub amount: Option<Decimal>,
    #[diesel(sql_type = Text)]
    pub currency: String,
}

/// What was found: names that begin with the text stand first.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Leads and contacts.
    pub people: Vec<FoundPerson>,
    /// Accounts.
    pub accounts: Vec<FoundAccount>,
    /// Opportunities.
    pub opportunities: Vec<FoundOpportunity>,
}

/// Looks for `text` in people, accounts and opportunities; leads only for those who may see them.
pub fn find(conn: &mut Conn, workspace: WorkspaceId, text: &str, sees_leads: bool) -> Result<Found, Error> {
    let anywhere = contains(text);
    let begins = anywhere.trim_start_matches('%').to_owned();
    let people = diesel::sql_query(
        "SELECT c.id, c.kind, coalesce(c.name, c.email, c.phone, c.company, 'Anonymous') AS display_name, c.email,
                coalesce(a.name, c.company) AS company
         FROM customers c
         LEFT JOIN accounts a ON a.workspace_id = $1 AND a.id = c.account_id
         WHERE c.workspace_id = $1 AND c.deleted_at IS NULL
           AND (c.kind = 'contact' OR ($4 AND c.converted_into IS NULL))
           AND (c.name ILIKE $2 OR c.email ILIKE $2 OR c.phone ILIKE $2
                OR CASE c.kind WHEN 'contact' THEN a.name ELSE c.company END ILIKE $2)
         ORDER BY coalesce(c.name ILIKE $3 OR c.email ILIKE $3, false) DESC, c.updated_at DESC, c.id DESC
         LIMIT $5",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<Text, _>(&anywhere)
    .bind::<Text, _>(&begins)
    .bind::<Bool, _>(sees_leads)
    .bind::<BigInt, _>(EACH)
    .load(conn)?;
    let accounts = diesel::sql_query(
        "SELECT a.id, a.name, a.domain, a.lifecycle_stage FROM accounts a
         WHERE a.workspace_id = $1 AND (a.name ILIKE $2 OR a.domain ILIKE $2)
         ORDER BY a.name ILIKE $3 DESC, a.updated_at DESC, a.id DESC LIMIT $4",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<Text, _>(&anywhere)
    .bind::<Text, _>(&begins)
    .bind::<BigInt, _>(EACH)
    .load(conn)?;
    let opportunities = diesel::sql_query(
        "SELECT o.id, o.name, a.name AS account_name, o.stage, o.amount, o.currency FROM opportunities o
         JOIN accounts a ON a.workspace_id = $1 AND a.id = o.account_id
         WHERE o.workspace_id = $1 AND (o.name ILIKE $2 OR a.name ILIKE $2)
         ORDER BY o.name ILIKE $3 DESC, o.updated_at DESC, o.id DESC LIMIT $4",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<Text, _>(&anywhere)
    .bind::<Text, _>(&begins)
    .bind::<BigInt, _>(EACH)
    .load(conn)?;
    Ok(Found { people, accounts, opportunities })
}
