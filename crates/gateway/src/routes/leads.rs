//! Leads: list, make, read, edit, move, assign, delete.

use actix_web::{HttpResponse, delete, get, patch, post, web};
use analytics::{
    history::{self, Of, Types},
    people::{self as read, Filter, Kind, Sort},
};
use crm_core::{
    custom_fields::CustomFields,
    lead::{self, Capture},
    merge, person,
};
use db::{Conn, CustomerId, Id, UserId, WorkspaceId};
use inbox::conversation::{self, Conversation};
use pipeline::{
    board::{self, Move},
    stages::{Pipeline, Stage},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tenancy::{Actor, Permission, workspace};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    auth::{Allowed, LeadsManage, LeadsView},
    body::Body,
    error::{Failure, Problem},
    routes::{
        people::{Person, TimelineEntry},
        person_fields::{PersonPatch, core_fields, edit, first_note, new_fields, searchable, source_of, tags},
    },
    state::Hydra,
    wire::{Day, IfMatch, List, Whose, page},
    words,
};

/// How many entries `GET /leads/{id}` brings along.
const ACTIVITIES: i64 = 50;

/// A lead.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Lead)]
pub(crate) struct LeadDetail {
    #[serde(flatten)]
    lead: Person,
    /// The conversation that it came in by, else its oldest (H16).
    #[schema(value_type = Option<Uuid>)]
    originating_conversation_id: Option<Id<Conversation>>,
    /// Its newest history.
    activities: Vec<TimelineEntry>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct LeadQuery {
    /// In name, email, phone or company.
    search: Option<String>,
    #[serde(alias = "stageId")]
    stage_id: Option<Uuid>,
    #[serde(alias = "pipelineId")]
    pipeline_id: Option<Uuid>,
    source: Option<String>,
    /// A teammate's id, or `none`.
    #[serde(alias = "assignedTo")]
    #[param(value_type = Option<String>)]
    assigned_to: Option<Whose>,
    tag: Option<String>,
    /// Came in on this day (UTC) or later.
    #[param(value_type = Option<String>, format = Date)]
    created_from: Option<Day>,
    /// On this day or earlier.
    #[param(value_type = Option<String>, format = Date)]
    created_to: Option<Day>,
    /// Only those in an open stage for longer than it allows, with nothing planned.
    stalled: Option<bool>,
    page: Option<i64>,
    limit: Option<i64>,
    /// created_at, updated_at, name, score, last_seen_at or position.
    #[serde(alias = "sortBy")]
    #[param(value_type = Option<words::Sort>)]
    sort_by: Option<Sort>,
    /// asc or desc.
    #[serde(alias = "sortOrder")]
    sort_order: Option<SortOrder>,
}

/// A direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum SortOrder {
    Asc,
    Desc,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewLead {
    name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    company: Option<String>,
    title: Option<String>,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(alias = "pipelineId")]
    #[schema(value_type = Option<Uuid>)]
    pipeline_id: Option<Id<Pipeline>>,
    #[serde(alias = "stageId")]
    #[schema(value_type = Option<Uuid>)]
    stage_id: Option<Id<Stage>>,
    #[serde(alias = "assignedTo")]
    #[schema(value_type = Option<Uuid>)]
    assigned_to: Option<UserId>,
    #[schema(minimum = 0, maximum = 100)]
    score: Option<i16>,
    #[serde(alias = "customFields", default)]
    #[schema(value_type = words::Anything)]
    custom_fields: CustomFields,
    /// Becomes the first note.
    notes: Option<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LeadMove {
    #[serde(alias = "stageId")]
    #[schema(value_type = Uuid)]
    stage_id: Id<Stage>,
    /// Where the mover saw the card: another place is a 409.
    #[serde(alias = "fromStageId")]
    #[schema(value_type = Option<Uuid>)]
    from_stage_id: Option<Id<Stage>>,
    /// Among the column's cards, from 0.
    #[schema(minimum = 0)]
    position: Option<i64>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Assignment {
    #[serde(alias = "assignedTo")]
    #[schema(value_type = Option<Uuid>)]
    assigned_to: Option<UserId>,
}

/// Open leads.
#[utoipa::path(tag = "leads", security(("bearer" = ["leads:view"])), params(LeadQuery), responses((status = 200, body = List<Person>)))]
#[get("/leads")]
pub(crate) async fn list_leads(
    caller: Allowed<LeadsView>,
    hydra: web::Data<Hydra>,
    query: web::Query<LeadQuery>,
) -> Result<web::Json<List<Person>>, Failure> {
    let query = query.into_inner();
    let page = page(query.page, query.limit)?;
    let sort = query.sort_by.unwrap_or(Sort::CreatedAt);
    let by_default = if matches!(sort, Sort::Name | Sort::Position) { SortOrder::Asc } else { SortOrder::Desc };
    let descending = query.sort_order.unwrap_or(by_default) == SortOrder::Desc;
    let filter = Filter {
        search: searchable(query.search)?,
        stage: query.stage_id,
        pipeline: query.pipeline_id,
        source: query.source,
        assigned_to: query.assigned_to.map(|whose| whose.0),
        tag: query.tag,
        account: None,
        created_from: query.created_from.map(Day::start),
        created_before: query.created_to.map(Day::end),
        stalled: query.stalled.unwrap_or_default(),
    };
    let (rows, total) = hydra.people(caller.workspace, Kind::Lead, filter, (sort, descending), page).await?;
    let data = rows.into_iter().map(Person::from).collect();
    Ok(web::Json(List { data, page: page.number, limit: page.limit, total }))
}

/// Makes a lead, on top of the first stage unless another is named.
#[utoipa::path(tag = "leads", security(("bearer" = ["leads:manage"])), request_body = NewLead, responses((status = 201, body = Person)))]
#[post("/leads")]
pub(crate) async fn create_lead(
    caller: Allowed<LeadsManage>,
    hydra: web::Data<Hydra>,
    body: Body<NewLead>,
) -> Result<HttpResponse, Failure> {
    let Body(body) = body;
    let (workspace, actor, now) = (caller.workspace, caller.actor, hydra.now());
    let row = hydra
        .write(workspace, move |conn| {
            let country = workspace::get(conn, workspace)?.country;
            let new = capture(&body, actor, &country)?;
            let id = lead::create(conn, workspace, &new, actor, now)?;
            board::place(conn, workspace, id, body.pipeline_id, body.stage_id, now)?;
            first_note(conn, workspace, id, body.notes.as_deref(), actor, now)?;
            Ok(read::get(conn, workspace, id)?)
        })
        .await?;
    Ok(HttpResponse::Created().json(Person::from(row)))
}

/// One lead, with its newest history. A converted one still answers.
#[utoipa::path(tag = "leads", security(("bearer" = ["leads:view"])), params(("id" = Uuid, Path)), responses((status = 200, body = LeadDetail)))]
#[get("/leads/{id}")]
pub(crate) async fn show_lead(
    caller: Allowed<LeadsView>,
    hydra: web::Data<Hydra>,
    id: web::Path<CustomerId>,
) -> Result<web::Json<LeadDetail>, Failure> {
    let (workspace, id, now) = (caller.workspace, *id, hydra.now());
    let contacts = caller.may(Permission::CrmView);
    let detail = hydra
        .write(workspace, move |conn| {
            let row = read_lead(conn, workspace, id)?;
            // Who was a contact until they were merged is a contact's data still.
            if !contacts && merge::was_contact(conn, workspace, id)? {
                return Err(Problem::not_found().into());
            }
            let activities =
                history::timeline(conn, workspace, Of::Customer(id), Types::ACTIVITIES, None, ACTIVITIES, now)?;
            Ok(LeadDetail {
                lead: row,
                originating_conversation_id: conversation::originating(conn, workspace, id)?,
                activities: activities.into_iter().map(TimelineEntry::from).collect(),
            })
        })
        .await?;
    Ok(web::Json(detail))
}

/// Changes fields of a lead.
#[utoipa::path(tag = "leads", security(("bearer" = ["leads:manage"])), request_body = PersonPatch,
    params(("id" = Uuid, Path), ("If-Match" = Option<i32>, Header, description = "The version that was read")),
    responses((status = 200, body = Person)))]
#[patch("/leads/{id}")]
pub(crate) async fn update_lead(
    caller: Allowed<LeadsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<CustomerId>,
    expected: IfMatch,
    body: Body<PersonPatch>,
) -> Result<web::Json<Person>, Failure> {
    let Body(body) = body;
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    let row = hydra
        .write(workspace, move |conn| {
            let country = workspace::get(conn, workspace)?.country;
            if body.account_id.is_some() {
                return Err(Problem::field("account_id", "invalid", "is not for leads: convert it to a contact").into());
            }
            let edit = edit(&body, &country)?;
            person::edit(conn, workspace, (id, person::Kind::Lead), &edit, expected.0, actor, now)?;
            read_lead(conn, workspace, id)
        })
        .await?;
    Ok(web::Json(row))
}

/// Deletes a lead; for 30 days it can be restored.
#[utoipa::path(tag = "leads", security(("bearer" = ["leads:manage"])), params(("id" = Uuid, Path)), responses((status = 204)))]
#[delete("/leads/{id}")]
pub(crate) async fn delete_lead(
    caller: Allowed<LeadsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<CustomerId>,
) -> Result<HttpResponse, Failure> {
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    hydra
        .write(workspace, move |conn| {
            lead::delete(conn, workspace, id, actor, now)?;
            automations::run::cancel_of(conn, workspace, &[id], "The lead was deleted.", now)?;
            Ok(board::take_off(conn, workspace, id)?)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Brings a deleted lead back, onto the stage that it was in.
#[utoipa::path(tag = "leads", security(("bearer" = ["leads:manage"])), params(("id" = Uuid, Path)), responses((status = 200, body = Person)))]
#[post("/leads/{id}/restore")]
pub(crate) async fn restore_lead(
    caller: Allowed<LeadsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<CustomerId>,
) -> Result<web::Json<Person>, Failure> {
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    let row = hydra
        .write(workspace, move |conn| {
            lead::restore(conn, workspace, id, actor, now)?;
            board::put_back(conn, workspace, id, now)?;
            read_lead(conn, workspace, id)
        })
        .await?;
    Ok(web::Json(row))
}

/// Moves a lead's card.
#[utoipa::path(tag = "leads", security(("bearer" = ["leads:manage"])), params(("id" = Uuid, Path)), request_body = LeadMove,
    responses((status = 200, body = Person)))]
#[patch("/leads/{id}/stage")]
pub(crate) async fn move_lead(
    caller: Allowed<LeadsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<CustomerId>,
    body: Body<LeadMove>,
) -> Result<web::Json<Person>, Failure> {
    let Body(body) = body;
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    let to = Move { to: body.stage_id, from: body.from_stage_id, index: body.position.unwrap_or(0) };
    let row = hydra
        .write(workspace, move |conn| {
            board::move_lead(conn, workspace, id, to, actor, now)?;
            read_lead(conn, workspace, id)
        })
        .await?;
    Ok(web::Json(row))
}

/// Puts a teammate in charge, or nobody.
#[utoipa::path(tag = "leads", security(("bearer" = ["leads:manage"])), params(("id" = Uuid, Path)), request_body = Assignment,
    responses((status = 200, body = Person)))]
#[patch("/leads/{id}/assign")]
pub(crate) async fn assign_lead(
    caller: Allowed<LeadsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<CustomerId>,
    body: Body<Assignment>,
) -> Result<web::Json<Person>, Failure> {
    let Body(Assignment { assigned_to }) = body;
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    let row = hydra
        .write(workspace, move |conn| {
            person::assign(conn, workspace, id, assigned_to, actor, now)?;
            read_lead(conn, workspace, id)
        })
        .await?;
    Ok(web::Json(row))
}

/// A lead, or what a lead became; a contact that was never one is not found here.
pub(crate) fn read_lead(conn: &mut Conn, workspace: WorkspaceId, id: CustomerId) -> Result<Person, Failure> {
    let row = read::get(conn, workspace, id)?;
    if row.kind == "lead" || row.converted_at.is_some() { Ok(row.into()) } else { Err(Problem::not_found().into()) }
}

fn capture(body: &NewLead, actor: Actor, country: &str) -> Result<Capture, Failure> {
    let given = [&body.name, &body.email, &body.phone, &body.company, &body.title];
    Ok(Capture {
        core: core_fields(given, country)?,
        tags: tags(&body.tags)?,
        custom_fields: new_fields(&body.custom_fields)?,
        source: source_of(actor),
        source_id: None,
        origin: json!({}),
        score: body.score,
        assigned_to: body.assigned_to,
        makeshift_name: false,
    })
}
