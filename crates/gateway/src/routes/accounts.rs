//! Accounts (= companies): list, make, read, change, delete, and what hangs on them.

use actix_web::{HttpResponse, delete, get, patch, post, web};
use analytics::{
    accounts::{self as read, AccountRow, Filter, Sort},
    history::Of,
    opportunities, people, strip,
};
use crm_core::{
    Phone,
    account::{self, Edit, Lifecycle, RenewalStatus},
    account_stage::AccountStage,
    custom_fields::{self, CustomFields},
};
use db::{Id, UserId};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tenancy::workspace;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    auth::{Allowed, CrmManage, CrmView},
    body::Body,
    error::Failure,
    routes::{
        SortOrder,
        contacts::Contact,
        opportunities::Opportunity,
        people::{TimelineEntry, TimelineQuery, history_page},
        person_fields::{check_fields, clean, first_note, searchable},
        visitors::{Activity, strip_days},
    },
    state::Hydra,
    wire::{ActorName, Amount, Day, IfMatch, List, Stream, Timestamp, Whose, decimal, given, page, present, required},
    words,
};

/// An account by its name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct AccountRef {
    pub(crate) id: Uuid,
    pub(crate) name: String,
    /// Stands in for a company that nobody has named yet.
    pub(crate) placeholder: bool,
}

/// An account. What is not known is null.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Account {
    id: Uuid,
    name: String,
    placeholder: bool,
    /// `example.com`.
    domain: Option<String>,
    industry: Option<String>,
    website: Option<String>,
    /// E.164.
    phone: Option<String>,
    #[schema(value_type = words::Lifecycle)]
    lifecycle_stage: String,
    /// Monthly recurring revenue, a decimal number.
    #[schema(value_type = Option<String>)]
    mrr: Option<Decimal>,
    /// 0 to 100.
    health_score: Option<i16>,
    renewal_date: Option<Day>,
    #[schema(value_type = Option<words::RenewalStatus>)]
    renewal_status: Option<String>,
    /// Where the deal on the company stands: one of `/account-stages`.
    stage_id: Option<Uuid>,
    /// What it is worth, a decimal number.
    #[schema(value_type = Option<String>)]
    deal_value: Option<Decimal>,
    /// ISO 4217.
    currency: String,
    stage_set_by: Option<ActorName>,
    stage_set_at: Option<Timestamp>,
    /// Who set the value last.
    deal_set_by: Option<ActorName>,
    deal_set_at: Option<Timestamp>,
    #[schema(value_type = Option<Uuid>)]
    owner_id: Option<UserId>,
    /// What the site says of the company.
    #[schema(value_type = words::Anything)]
    metadata: Value,
    /// camelCase keys; `_displayNames` holds their labels.
    #[schema(value_type = words::Anything)]
    custom_fields: Value,
    contact_count: i64,
    opportunity_count: i64,
    created_at: Timestamp,
    updated_at: Timestamp,
    version: i32,
}

impl From<AccountRow> for Account {
    fn from(row: AccountRow) -> Self {
        let setter = row.stage_set_kind.map(|kind| ActorName { kind, id: row.stage_set_by, name: row.stage_setter });
        let valuer = row.deal_set_kind.map(|kind| ActorName { kind, id: row.deal_set_by, name: row.value_setter });
        Self {
            id: row.id,
            name: row.name,
            placeholder: row.placeholder,
            domain: row.domain,
            industry: row.industry,
            website: row.website,
            phone: row.phone,
            lifecycle_stage: row.lifecycle_stage,
            mrr: row.mrr.map(decimal),
            health_score: row.health_score,
            renewal_date: row.renewal_date.map(Day),
            renewal_status: row.renewal_status,
            stage_id: row.stage_id,
            deal_value: row.deal_value.map(decimal),
            currency: row.currency,
            stage_set_by: setter,
            stage_set_at: row.stage_set_at.map(Timestamp::from),
            deal_set_by: valuer,
            deal_set_at: row.deal_set_at.map(Timestamp::from),
            owner_id: row.owner_id,
            metadata: row.metadata,
            custom_fields: custom_fields::visible(&row.custom_fields),
            contact_count: row.contact_count,
            opportunity_count: row.opportunity_count,
            created_at: row.created_at.into(),
            updated_at: row.updated_at.into(),
            version: row.version,
        }
    }
}

/// An account that is made along with something else (H22).
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct InlineAccount {
    name: String,
    domain: Option<String>,
    industry: Option<String>,
    website: Option<String>,
    phone: Option<String>,
}

impl InlineAccount {
    /// Its name and its other fields.
    pub(crate) fn read(&self, country: &str) -> Result<(String, Edit), Failure> {
        let text = |field: &'static str, value: &Option<String>| {
            clean(field, value.as_deref()).map_err(|failure| failure.inside("account"))
        };
        let phone = text("phone", &self.phone)?.map(|phone| Phone::parse(&phone, country));
        let edit = Edit {
            domain: Some(text("domain", &self.domain)?),
            industry: Some(text("industry", &self.industry)?),
            website: Some(text("website", &self.website)?),
            phone: Some(phone.transpose().map_err(|error| error.inside("account"))?),
            ..Edit::default()
        };
        Ok((required("account.name", &self.name, 200)?, edit))
    }
}

/// An account's fields. Changes: an absent one stays, null clears it. A new account needs `name` alone (H4).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountFields {
    #[serde(default, deserialize_with = "given")]
    name: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    domain: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    industry: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    website: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    phone: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<words::Lifecycle>)]
    lifecycle_stage: Option<Lifecycle>,
    /// A decimal number, as a text or a number.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    mrr: Option<Option<Amount>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<i16>, minimum = 0, maximum = 100)]
    health_score: Option<Option<i16>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Day>)]
    renewal_date: Option<Option<Day>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<words::RenewalStatus>)]
    renewal_status: Option<Option<RenewalStatus>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Uuid>)]
    stage_id: Option<Option<Id<AccountStage>>>,
    /// A decimal number, as a text or a number.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    deal_value: Option<Option<Amount>>,
    /// ISO 4217; the workspace's for a new account without one.
    #[serde(default, deserialize_with = "given")]
    currency: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Uuid>)]
    owner_id: Option<Option<UserId>>,
    #[serde(alias = "customFields")]
    #[schema(value_type = Option<words::Anything>)]
    custom_fields: Option<CustomFields>,
    /// Of a new account only: becomes its first note.
    notes: Option<String>,
}

impl AccountFields {
    fn edit(&self, country: &str) -> Result<Edit, Failure> {
        let text = |field, value: &Option<Option<String>>| -> Result<Option<Option<String>>, Failure> {
            value.as_ref().map(|value| clean(field, value.as_deref())).transpose()
        };
        if let Some(fields) = &self.custom_fields {
            check_fields(fields)?;
        }
        let phone = text("phone", &self.phone)?;
        Ok(Edit {
            name: self.name.as_deref().map(|name| required("name", name, 200)).transpose()?,
            domain: text("domain", &self.domain)?,
            industry: text("industry", &self.industry)?,
            website: text("website", &self.website)?,
            phone: phone.map(|phone| phone.map(|phone| Phone::parse(&phone, country)).transpose()).transpose()?,
            lifecycle_stage: self.lifecycle_stage,
            mrr: self.mrr.map(|mrr| mrr.map(|mrr| mrr.0)),
            health_score: self.health_score,
            renewal_date: self.renewal_date.map(|day| day.map(|day| day.0)),
            renewal_status: self.renewal_status,
            stage_id: self.stage_id,
            deal_value: self.deal_value.map(|value| value.map(|value| value.0)),
            currency: self.currency.clone(),
            owner_id: self.owner_id,
            custom_fields: self.custom_fields.clone(),
        })
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountQuery {
    /// In name, domain or phone.
    search: Option<String>,
    #[param(value_type = Option<words::Lifecycle>)]
    lifecycle_stage: Option<Lifecycle>,
    stage_id: Option<Uuid>,
    /// A teammate's id, or `none`.
    #[param(value_type = Option<String>)]
    owner_id: Option<Whose>,
    page: Option<i64>,
    limit: Option<i64>,
    #[param(value_type = Option<words::AccountSort>)]
    sort_by: Option<Sort>,
    sort_order: Option<SortOrder>,
}

/// Accounts.
#[utoipa::path(tag = "accounts", security(("bearer" = ["crm:view"])), params(AccountQuery), responses((status = 200, body = List<Account>)))]
#[get("/accounts")]
pub(crate) async fn list_accounts(
    caller: Allowed<CrmView>,
    hydra: web::Data<Hydra>,
    query: web::Query<AccountQuery>,
) -> Result<web::Json<List<Account>>, Failure> {
    let query = query.into_inner();
    let page = page(query.page, query.limit)?;
    let sort = query.sort_by.unwrap_or(Sort::CreatedAt);
    let by_default = if matches!(sort, Sort::Name | Sort::RenewalDate) { SortOrder::Asc } else { SortOrder::Desc };
    let descending = query.sort_order.unwrap_or(by_default) == SortOrder::Desc;
    let filter = Filter {
        search: searchable(query.search)?,
        lifecycle: query.lifecycle_stage.map(|word| word.to_string()),
        stage: query.stage_id,
        owner: query.owner_id.map(|whose| whose.0),
    };
    let workspace = caller.workspace;
    let (rows, total) = hydra
        .analyse(workspace, move |conn| Ok(read::list(conn, workspace, &filter, (sort, descending), page)?))
        .await?;
    Ok(web::Json(List {
        data: rows.into_iter().map(Account::from).collect(),
        page: page.number,
        limit: page.limit,
        total,
    }))
}

/// Makes an account.
#[utoipa::path(tag = "accounts", security(("bearer" = ["crm:manage"])), request_body = AccountFields, responses((status = 201, body = Account)))]
#[post("/accounts")]
pub(crate) async fn create_account(
    caller: Allowed<CrmManage>,
    hydra: web::Data<Hydra>,
    body: Body<AccountFields>,
) -> Result<HttpResponse, Failure> {
    let Body(body) = body;
    let (workspace, actor, now) = (caller.workspace, caller.actor, hydra.now());
    let name = required("name", body.name.as_deref().unwrap_or_default(), 200)?;
    let row = hydra
        .write(workspace, move |conn| {
            let country = workspace::get(conn, workspace)?.country;
            let account = account::create(conn, workspace, &name, &body.edit(&country)?, actor, now)?;
            first_note(conn, workspace, account.id, body.notes.as_deref(), actor, now)?;
            Ok(read::get(conn, workspace, account.id.uuid())?)
        })
        .await?;
    Ok(HttpResponse::Created().json(Account::from(row)))
}

/// One account.
#[utoipa::path(tag = "accounts", security(("bearer" = ["crm:view"])), params(("id" = Uuid, Path)), responses((status = 200, body = Account)))]
#[get("/accounts/{id}")]
pub(crate) async fn show_account(
    caller: Allowed<CrmView>,
    hydra: web::Data<Hydra>,
    id: web::Path<Uuid>,
) -> Result<web::Json<Account>, Failure> {
    let (workspace, id) = (caller.workspace, *id);
    let row = hydra.write(workspace, move |conn| Ok(read::get(conn, workspace, id)?)).await?;
    Ok(web::Json(row.into()))
}

/// Changes fields of an account.
#[utoipa::path(tag = "accounts", security(("bearer" = ["crm:manage"])), request_body = AccountFields,
    params(("id" = Uuid, Path), ("If-Match" = Option<i32>, Header, description = "The version that was read")),
    responses((status = 200, body = Account)))]
#[patch("/accounts/{id}")]
pub(crate) async fn update_account(
    caller: Allowed<CrmManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<account::Account>>,
    expected: IfMatch,
    body: Body<AccountFields>,
) -> Result<web::Json<Account>, Failure> {
    let Body(body) = body;
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    let row = hydra
        .write(workspace, move |conn| {
            let country = workspace::get(conn, workspace)?.country;
            account::edit(conn, workspace, id, &body.edit(&country)?, expected.0, actor, now)?;
            Ok(read::get(conn, workspace, id.uuid())?)
        })
        .await?;
    Ok(web::Json(row.into()))
}

/// Deletes an account that no contact and no opportunity hangs on; else 409 `account_in_use` with their numbers (H31).
#[utoipa::path(tag = "accounts", security(("bearer" = ["crm:manage"])), params(("id" = Uuid, Path)), responses((status = 204)))]
#[delete("/accounts/{id}")]
pub(crate) async fn delete_account(
    caller: Allowed<CrmManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<account::Account>>,
) -> Result<HttpResponse, Failure> {
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    hydra.write(workspace, move |conn| Ok(account::delete(conn, workspace, id, actor, now)?)).await?;
    Ok(HttpResponse::NoContent().finish())
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct PageQuery {
    page: Option<i64>,
    limit: Option<i64>,
}

/// The account's contacts, those as well for whom it is a further company.
#[utoipa::path(tag = "accounts", security(("bearer" = ["crm:view"])), params(("id" = Uuid, Path), PageQuery),
    responses((status = 200, body = List<Contact>)))]
#[get("/accounts/{id}/contacts")]
pub(crate) async fn account_contacts(
    caller: Allowed<CrmView>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<account::Account>>,
    query: web::Query<PageQuery>,
) -> Result<web::Json<List<Contact>>, Failure> {
    let (workspace, id, page) = (caller.workspace, *id, page(query.page, query.limit)?);
    let filter = people::Filter { account: Some(id.uuid()), ..people::Filter::default() };
    let (rows, total) = hydra
        .write(workspace, move |conn| {
            account::get(conn, workspace, id)?;
            Ok(people::list(conn, workspace, people::Kind::Contact, &filter, (people::Sort::Name, false), page, None)?)
        })
        .await?;
    Ok(web::Json(List {
        data: rows.into_iter().map(Contact::from).collect(),
        page: page.number,
        limit: page.limit,
        total,
    }))
}

/// The account's opportunities, by stage.
#[utoipa::path(tag = "accounts", security(("bearer" = ["crm:view"])), params(("id" = Uuid, Path), PageQuery),
    responses((status = 200, body = List<Opportunity>)))]
#[get("/accounts/{id}/opportunities")]
pub(crate) async fn account_opportunities(
    caller: Allowed<CrmView>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<account::Account>>,
    query: web::Query<PageQuery>,
) -> Result<web::Json<List<Opportunity>>, Failure> {
    let (workspace, id, page, now) = (caller.workspace, *id, page(query.page, query.limit)?, hydra.now());
    let filter = opportunities::Filter { account: Some(id.uuid()), ..opportunities::Filter::default() };
    let (rows, total) = hydra
        .write(workspace, move |conn| {
            account::get(conn, workspace, id)?;
            Ok(opportunities::list(conn, workspace, &filter, (opportunities::Sort::Stage, false), page)?)
        })
        .await?;
    let data = rows.into_iter().map(|row| Opportunity::new(row, now)).collect();
    Ok(web::Json(List { data, page: page.number, limit: page.limit, total }))
}

/// The account's history, the newest first.
#[utoipa::path(tag = "accounts", security(("bearer" = ["crm:view"])), params(("id" = Uuid, Path), TimelineQuery),
    responses((status = 200, body = Stream<TimelineEntry>)))]
#[get("/accounts/{id}/timeline")]
pub(crate) async fn account_timeline(
    caller: Allowed<CrmView>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<account::Account>>,
    query: web::Query<TimelineQuery>,
) -> Result<web::Json<Stream<TimelineEntry>>, Failure> {
    let (workspace, id) = (caller.workspace, *id);
    let check = move |conn: &mut db::Conn| Ok(account::get(conn, workspace, id).map(|_| ())?);
    history_page(&hydra, workspace, Of::Account(id.uuid()), &query, check).await
}

/// A bar a day, over all the account's contacts.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccountActivity {
    account_id: Uuid,
    #[serde(flatten)]
    activity: Activity,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct DaysQuery {
    /// Brought into 1 to 90 (E12).
    days: Option<i64>,
}

/// Events a day of all the account's contacts (E13).
#[utoipa::path(tag = "accounts", security(("bearer" = ["crm:view"])), params(("id" = Uuid, Path), DaysQuery),
    responses((status = 200, body = AccountActivity)))]
#[get("/accounts/{id}/activity-summary")]
pub(crate) async fn account_activity(
    caller: Allowed<CrmView>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<account::Account>>,
    query: web::Query<DaysQuery>,
) -> Result<web::Json<AccountActivity>, Failure> {
    let (workspace, id, days, now) = (caller.workspace, *id, strip_days(query.days), hydra.now());
    let strip = hydra
        .analyse(workspace, move |conn| {
            account::get(conn, workspace, id)?;
            Ok(strip::strip(conn, workspace, strip::Of::Account(id.uuid()), days, now)?)
        })
        .await?;
    Ok(web::Json(AccountActivity { account_id: id.uuid(), activity: Activity::new(strip, days) }))
}
