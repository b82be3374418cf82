//! `GET /search`: any record by a few letters, for the command palette.

use actix_web::{get, web};
use analytics::search as read;
use db::CustomerId;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    auth::{Allowed, CrmView},
    error::Failure,
    routes::{customers::sees_leads, person_fields::searchable},
    state::Hydra,
    wire::decimal,
    words,
};

/// At most eight of each.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SearchResults {
    people: Vec<FoundPerson>,
    accounts: Vec<FoundAccount>,
    opportunities: Vec<FoundOpportunity>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FoundPerson {
    #[schema(value_type = Uuid)]
    id: CustomerId,
    #[schema(value_type = words::Kind)]
    kind: String,
    display_name: String,
    email: Option<String>,
    /// The account's name, or the company as it was given.
    company: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FoundAccount {
    id: Uuid,
    name: String,
    domain: Option<String>,
    #[schema(value_type = words::Lifecycle)]
    lifecycle_stage: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FoundOpportunity {
    id: Uuid,
    name: String,
    account_name: String,
    #[schema(value_type = words::OpportunityStage)]
    stage: String,
    /// A decimal number.
    #[schema(value_type = Option<String>)]
    amount: Option<Decimal>,
    currency: String,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct SearchQuery {
    /// In names, emails, phones, companies, domains.
    q: String,
}

/// People, accounts and opportunities, those first whose name begins so. Leads only with `leads:view`.
#[utoipa::path(tag = "search", security(("bearer" = ["crm:view"])), params(SearchQuery), responses((status = 200, body = SearchResults)))]
#[get("/search")]
pub(crate) async fn search(
    caller: Allowed<CrmView>,
    hydra: web::Data<Hydra>,
    query: web::Query<SearchQuery>,
) -> Result<web::Json<SearchResults>, Failure> {
    let (workspace, sees_leads) = (caller.workspace, sees_leads(&caller));
    let text = searchable(Some(query.into_inner().q))?;
    let found = match text {
        Some(text) => hydra.analyse(workspace, move |conn| Ok(read::find(conn, workspace, &text, sees_leads)?)).await?,
        None => read::Found::default(),
    };
    let person = |row: read::FoundPerson| FoundPerson {
        id: row.id,
        kind: row.kind,
        display_name: row.display_name,
        email: row.email,
        company: row.company,
    };
    let account = |row: read::FoundAccount| FoundAccount {
        id: row.id,
        name: row.name,
        domain: row.domain,
        lifecycle_stage: row.lifecycle_stage,
    };
    let opportunity = |row: read::FoundOpportunity| FoundOpportunity {
        id: row.id,
        name: row.name,
        account_name: row.account_name,
        stage: row.stage,
        amount: row.amount.map(decimal),
        currency: row.currency,
    };
    Ok(web::Json(SearchResults {
        people: found.people.into_iter().map(person).collect(),
        accounts: found.accounts.into_iter().map(account).collect(),
        opportunities: found.opportunities.into_iter().map(opportunity).collect(),
    }))
}
