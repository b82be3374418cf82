//! Opportunities: list, board, make, read, change, advance, win, lose, delete.

use actix_web::{HttpResponse, delete, get, patch, post, web};
use analytics::{
    history::Of,
    opportunities::{self as read, Filter, OpportunityRow, Sort},
};
use crm_core::{
    account::Account,
    custom_fields::{self, CustomFields},
    opportunity::{self, Edit, Stage},
    timeline::Subject,
};
use db::{Conn, CustomerId, Id, UserId, WorkspaceId};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    auth::{Allowed, CrmManage, CrmView},
    body::Body,
    error::{Failure, Problem},
    routes::{
        SortOrder,
        accounts::AccountRef,
        people::{TimelineEntry, TimelineQuery, history_page},
        person_fields::{check_fields, clean, first_note, searchable},
    },
    state::Hydra,
    wire::{Amount, Day, IfMatch, List, Stream, Timestamp, Whose, decimal, given, page, present, required},
    words,
};

/// A person by their name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct PersonRef {
    #[schema(value_type = Uuid)]
    id: CustomerId,
    display_name: String,
}

/// A deal. What is not known is null.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Opportunity {
    id: Uuid,
    name: String,
    account_id: Uuid,
    account: AccountRef,
    #[schema(value_type = Option<Uuid>)]
    primary_contact_id: Option<CustomerId>,
    primary_contact: Option<PersonRef>,
    #[schema(value_type = words::OpportunityStage)]
    stage: String,
    /// A decimal number.
    #[schema(value_type = Option<String>)]
    amount: Option<Decimal>,
    /// ISO 4217.
    currency: String,
    /// In percent.
    probability: i16,
    close_date: Option<Day>,
    #[schema(value_type = Option<Uuid>)]
    owner_id: Option<UserId>,
    next_step: Option<String>,
    next_step_at: Option<Day>,
    lost_reason: Option<String>,
    /// camelCase keys; `_displayNames` holds their labels.
    #[schema(value_type = words::Anything)]
    custom_fields: Value,
    stage_entered_at: Timestamp,
    /// Open, 14 days or more in its stage, and nothing planned.
    stalled: bool,
    closed_at: Option<Timestamp>,
    created_at: Timestamp,
    updated_at: Timestamp,
    version: i32,
}

impl Opportunity {
    pub(crate) fn new(row: OpportunityRow, now: OffsetDateTime) -> Self {
        let contact = row.primary_contact_id.map(|id| PersonRef {
            id,
            display_name: row.contact_name.clone().unwrap_or_else(|| "Anonymous".to_owned()),
        });
        Self {
            stalled: row.is_stalled(now),
            id: row.id,
            name: row.name,
            account_id: row.account_id,
            account: AccountRef { id: row.account_id, name: row.account_name, placeholder: row.account_placeholder },
            primary_contact_id: row.primary_contact_id,
            primary_contact: contact,
            stage: row.stage,
            amount: row.amount.map(decimal),
            currency: row.currency,
            probability: row.probability,
            close_date: row.close_date.map(Day),
            owner_id: row.owner_id,
            next_step: row.next_step,
            next_step_at: row.next_step_at.map(Day),
            lost_reason: row.lost_reason,
            custom_fields: custom_fields::visible(&row.custom_fields),
            stage_entered_at: row.stage_entered_at.into(),
            closed_at: row.closed_at.map(Timestamp::from),
            created_at: row.created_at.into(),
            updated_at: row.updated_at.into(),
            version: row.version,
        }
    }
}

/// A deal's fields. Changes: an absent one stays, null clears it. A new one needs `name` and `account_id` alone (H5); the
/// opportunity of a conversion has no `account_id` and no `primary_contact_id`, which the conversion knows.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpportunityFields {
    #[serde(default, deserialize_with = "given")]
    pub(crate) name: Option<String>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Uuid>)]
    account_id: Option<Id<Account>>,
    /// One of the account's own contacts.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Uuid>)]
    primary_contact_id: Option<Option<CustomerId>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<words::OpportunityStage>)]
    stage: Option<Stage>,
    /// A decimal number, as a text or a number.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    amount: Option<Option<Amount>>,
    /// ISO 4217; the account's for a new deal without one.
    #[serde(default, deserialize_with = "given")]
    currency: Option<String>,
    /// In percent; null is the stage's own.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<i16>, minimum = 0, maximum = 100)]
    probability: Option<Option<i16>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Day>)]
    close_date: Option<Option<Day>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Uuid>)]
    owner_id: Option<Option<UserId>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    next_step: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Day>)]
    next_step_at: Option<Option<Day>>,
    #[serde(alias = "customFields")]
    #[schema(value_type = Option<words::Anything>)]
    custom_fields: Option<CustomFields>,
    /// Of a new deal only: becomes its first note.
    notes: Option<String>,
}

impl OpportunityFields {
    pub(crate) fn edit(&self) -> Result<Edit, Failure> {
        if let Some(fields) = &self.custom_fields {
            check_fields(fields)?;
        }
        let next_step = self.next_step.as_ref().map(|step| clean("next_step", step.as_deref())).transpose()?;
        Ok(Edit {
            name: self.name.as_deref().map(|name| required("name", name, 200)).transpose()?,
            account_id: self.account_id,
            primary_contact_id: self.primary_contact_id,
            stage: self.stage,
            amount: self.amount.map(|amount| amount.map(|amount| amount.0)),
            currency: self.currency.clone(),
            probability: self.probability,
            close_date: self.close_date.map(|day| day.map(|day| day.0)),
            owner_id: self.owner_id,
            next_step,
            next_step_at: self.next_step_at.map(|day| day.map(|day| day.0)),
            lost_reason: None,
            custom_fields: self.custom_fields.clone(),
        })
    }

    /// What the first note says.
    pub(crate) fn notes(&self) -> Option<&str> {
        self.notes.as_deref()
    }
}

/// Which deals.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpportunityQuery {
    /// In its name or its account's.
    search: Option<String>,
    #[param(value_type = Option<words::OpportunityStage>)]
    stage: Option<Stage>,
    /// `open` or `closed`.
    state: Option<State>,
    account_id: Option<Uuid>,
    #[param(value_type = Option<Uuid>)]
    contact_id: Option<CustomerId>,
    /// A teammate's id, or `none`.
    #[param(value_type = Option<String>)]
    owner_id: Option<Whose>,
    /// Closes on this day or later; a closed one counts by the day it closed.
    #[param(value_type = Option<String>, format = Date)]
    from: Option<Day>,
    /// On this day or earlier.
    #[param(value_type = Option<String>, format = Date)]
    to: Option<Day>,
    /// Only those without a close date.
    no_close_date: Option<bool>,
    /// Only open ones that are 14 days or more in their stage, with nothing planned.
    pub(super) stalled: Option<bool>,
    page: Option<i64>,
    pub(super) limit: Option<i64>,
    #[param(value_type = Option<words::OpportunitySort>)]
    sort_by: Option<Sort>,
    sort_order: Option<SortOrder>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = OpportunityState)]
pub(crate) enum State {
    Open,
    Closed,
}

impl OpportunityQuery {
    pub(super) fn filter(&self, now: OffsetDateTime) -> Result<Filter, Failure> {
        Ok(Filter {
            search: searchable(self.search.clone())?,
            stage: self.stage.map(|stage| stage.to_string()),
            open: self.state.map(|state| state == State::Open),
            account: self.account_id,
            contact: self.contact_id,
            owner: self.owner_id.map(|whose| whose.0),
            from: self.from.map(|day| day.0),
            to: self.to.map(|day| day.0),
            undated: self.no_close_date.unwrap_or_default(),
            stalled_at: self.stalled.unwrap_or_default().then_some(now),
        })
    }
}

/// Opportunities.
#[utoipa::path(tag = "opportunities", security(("bearer" = ["crm:view"])), params(OpportunityQuery),
    responses((status = 200, body = List<Opportunity>)))]
#[get("/opportunities")]
pub(crate) async fn list_opportunities(
    caller: Allowed<CrmView>,
    hydra: web::Data<Hydra>,
    query: web::Query<OpportunityQuery>,
) -> Result<web::Json<List<Opportunity>>, Failure> {
    let (filter, page) = (query.filter(hydra.now())?, page(query.page, query.limit)?);
    let sort = query.sort_by.unwrap_or(Sort::CreatedAt);
    let rising = matches!(sort, Sort::Name | Sort::CloseDate | Sort::Stage);
    let by_default = if rising { SortOrder::Asc } else { SortOrder::Desc };
    let descending = query.sort_order.unwrap_or(by_default) == SortOrder::Desc;
    let (workspace, now) = (caller.workspace, hydra.now());
    let (rows, total) = hydra
        .analyse(workspace, move |conn| Ok(read::list(conn, workspace, &filter, (sort, descending), page)?))
        .await?;
    let data = rows.into_iter().map(|row| Opportunity::new(row, now)).collect();
    Ok(web::Json(List { data, page: page.number, limit: page.limit, total }))
}

/// Makes an opportunity. Starter plan: 403 `plan_required`.
#[utoipa::path(tag = "opportunities", security(("bearer" = ["crm:manage"])), request_body = OpportunityFields,
    responses((status = 201, body = Opportunity)))]
#[post("/opportunities")]
pub(crate) async fn create_opportunity(
    caller: Allowed<CrmManage>,
    hydra: web::Data<Hydra>,
    body: Body<OpportunityFields>,
) -> Result<HttpResponse, Failure> {
    let Body(body) = body;
    let (workspace, actor, now) = (caller.workspace, caller.actor, hydra.now());
    let name = required("name", body.name.as_deref().unwrap_or_default(), 200)?;
    let account = body.account_id.ok_or_else(|| Problem::field("account_id", "required", "is required"))?;
    let row = hydra
        .write(workspace, move |conn| {
            let deal = opportunity::create(conn, workspace, &name, account, &body.edit()?, actor, now)?;
            first_note(conn, workspace, on(deal.id), body.notes(), actor, now)?;
            Ok(read::get(conn, workspace, deal.id.uuid())?)
        })
        .await?;
    Ok(HttpResponse::Created().json(Opportunity::new(row, now)))
}

/// One opportunity.
#[utoipa::path(tag = "opportunities", security(("bearer" = ["crm:view"])), params(("id" = Uuid, Path)),
    responses((status = 200, body = Opportunity)))]
#[get("/opportunities/{id}")]
pub(crate) async fn show_opportunity(
    caller: Allowed<CrmView>,
    hydra: web::Data<Hydra>,
    id: web::Path<Uuid>,
) -> Result<web::Json<Opportunity>, Failure> {
    let (workspace, id, now) = (caller.workspace, *id, hydra.now());
    let row = hydra.write(workspace, move |conn| Ok(read::get(conn, workspace, id)?)).await?;
    Ok(web::Json(Opportunity::new(row, now)))
}

/// Changes fields of an opportunity; `stage` moves it there.
#[utoipa::path(tag = "opportunities", security(("bearer" = ["crm:manage"])), request_body = OpportunityFields,
    params(("id" = Uuid, Path), ("If-Match" = Option<i32>, Header, description = "The version that was read")),
    responses((status = 200, body = Opportunity)))]
#[patch("/opportunities/{id}")]
pub(crate) async fn update_opportunity(
    caller: Allowed<CrmManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<opportunity::Opportunity>>,
    expected: IfMatch,
    body: Body<OpportunityFields>,
) -> Result<web::Json<Opportunity>, Failure> {
    let edit = body.0.edit()?;
    change(&caller, &hydra, *id, move |conn, id, actor, now| {
        opportunity::edit(conn, actor.0, id, &edit, expected.0, actor.1, now)
    })
    .await
}

/// Moves an opportunity to its next stage; from Negotiation to Closed Won.
#[utoipa::path(tag = "opportunities", security(("bearer" = ["crm:manage"])),
    params(("id" = Uuid, Path), ("If-Match" = Option<i32>, Header, description = "The version that was read")),
    responses((status = 200, body = Opportunity)))]
#[post("/opportunities/{id}/advance")]
pub(crate) async fn advance_opportunity(
    caller: Allowed<CrmManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<opportunity::Opportunity>>,
    expected: IfMatch,
) -> Result<web::Json<Opportunity>, Failure> {
    change(&caller, &hydra, *id, move |conn, id, actor, now| {
        opportunity::advance(conn, actor.0, id, expected.0, actor.1, now)
    })
    .await
}

/// Closes an opportunity as won.
#[utoipa::path(tag = "opportunities", security(("bearer" = ["crm:manage"])),
    params(("id" = Uuid, Path), ("If-Match" = Option<i32>, Header, description = "The version that was read")),
    responses((status = 200, body = Opportunity)))]
#[post("/opportunities/{id}/won")]
pub(crate) async fn win_opportunity(
    caller: Allowed<CrmManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<opportunity::Opportunity>>,
    expected: IfMatch,
) -> Result<web::Json<Opportunity>, Failure> {
    let edit = Edit { stage: Some(Stage::ClosedWon), ..Edit::default() };
    change(&caller, &hydra, *id, move |conn, id, actor, now| {
        opportunity::edit(conn, actor.0, id, &edit, expected.0, actor.1, now)
    })
    .await
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lost {
    /// Why.
    reason: Option<String>,
}

/// Closes an opportunity as lost.
#[utoipa::path(tag = "opportunities", security(("bearer" = ["crm:manage"])), request_body = Lost,
    params(("id" = Uuid, Path), ("If-Match" = Option<i32>, Header, description = "The version that was read")),
    responses((status = 200, body = Opportunity)))]
#[post("/opportunities/{id}/lost")]
pub(crate) async fn lose_opportunity(
    caller: Allowed<CrmManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<opportunity::Opportunity>>,
    expected: IfMatch,
    body: Body<Lost>,
) -> Result<web::Json<Opportunity>, Failure> {
    let reason = body.0.reason.as_deref().map(|reason| crm_core::text("reason", reason, 500)).transpose()?.flatten();
    let edit = Edit { stage: Some(Stage::ClosedLost), lost_reason: reason.map(Some), ..Edit::default() };
    change(&caller, &hydra, *id, move |conn, id, actor, now| {
        opportunity::edit(conn, actor.0, id, &edit, expected.0, actor.1, now)
    })
    .await
}

/// Deletes an opportunity; its timeline stays on the account's.
#[utoipa::path(tag = "opportunities", security(("bearer" = ["crm:manage"])), params(("id" = Uuid, Path)), responses((status = 204)))]
#[delete("/opportunities/{id}")]
pub(crate) async fn delete_opportunity(
    caller: Allowed<CrmManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<opportunity::Opportunity>>,
) -> Result<HttpResponse, Failure> {
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    hydra.write(workspace, move |conn| Ok(opportunity::delete(conn, workspace, id, actor, now)?)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The opportunity's history, the newest first.
#[utoipa::path(tag = "opportunities", security(("bearer" = ["crm:view"])), params(("id" = Uuid, Path), TimelineQuery),
    responses((status = 200, body = Stream<TimelineEntry>)))]
#[get("/opportunities/{id}/timeline")]
pub(crate) async fn opportunity_timeline(
    caller: Allowed<CrmView>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<opportunity::Opportunity>>,
    query: web::Query<TimelineQuery>,
) -> Result<web::Json<Stream<TimelineEntry>>, Failure> {
    let (workspace, id) = (caller.workspace, *id);
    let check = move |conn: &mut Conn| Ok(opportunity::exists(conn, workspace, id)?);
    history_page(&hydra, workspace, Of::Opportunity(id.uuid()), &query, check).await
}

/// The record that a note on an opportunity is on.
pub(crate) fn on(id: Id<opportunity::Opportunity>) -> Subject {
    Subject { opportunity: Some(id), ..Subject::default() }
}

type Change = Result<opportunity::Opportunity, crm_core::Error>;

/// Changes a deal and answers what it is then.
async fn change(
    caller: &Allowed<CrmManage>,
    hydra: &Hydra,
    id: Id<opportunity::Opportunity>,
    make: impl Fn(&mut Conn, Id<opportunity::Opportunity>, (WorkspaceId, tenancy::Actor), OffsetDateTime) -> Change
    + Send
    + 'static,
) -> Result<web::Json<Opportunity>, Failure> {
    let (workspace, actor, now) = (caller.workspace, caller.actor, hydra.now());
    let row = hydra
        .write(workspace, move |conn| {
            make(conn, id, (workspace, actor), now)?;
            Ok(read::get(conn, workspace, id.uuid())?)
        })
        .await?;
    Ok(web::Json(Opportunity::new(row, now)))
}
