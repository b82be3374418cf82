//! Audiences: people chosen once, for campaigns (L33).

use std::collections::HashMap;

use actix_web::{HttpResponse, delete, get, post, web};
use analytics::{
    campaigns as read,
    people::{self, Filter, Kind},
};
use db::{Conn, CustomerId, Id, WorkspaceId};
use messaging::audience::{self, Audience as AudienceRow};
use serde::{Deserialize, Serialize};
use tenancy::{api_key, user};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    auth::{Allowed, LeadsView, MessagesSend},
    body::Body,
    error::{Failure, Problem},
    routes::{bulk::LeadFilter, visitors::CustomerRef},
    state::Hydra,
    wire::{ActorName, List, Timestamp, page},
};

/// Ids of one call.
const MAX_IDS: usize = 1_000;
/// People that one filter may take.
const MAX_LEADS: i64 = 10_000;

/// People, chosen once.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Audience {
    #[schema(value_type = Uuid)]
    id: Id<AudienceRow>,
    name: String,
    /// People.
    size: i64,
    created_at: Timestamp,
    created_by: ActorName,
}

/// Either `lead_ids`, at most 1,000, or `filter`, which may take at most 10,000 leads.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewAudience {
    name: String,
    /// Leads or contacts.
    #[serde(alias = "leadIds")]
    #[schema(value_type = Option<Vec<Uuid>>)]
    lead_ids: Option<Vec<CustomerId>>,
    filter: Option<LeadFilter>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct PageQuery {
    /// From 1.
    pub(crate) page: Option<i64>,
    /// 1 to 100.
    pub(crate) limit: Option<i64>,
}

/// Makes an audience of the leads that were selected.
#[utoipa::path(tag = "broadcasts", security(("bearer" = ["messages:send"])), request_body = NewAudience,
    responses((status = 201, body = Audience)))]
#[post("/leads/broadcast/create-audience")]
pub(crate) async fn create_audience(
    caller: Allowed<MessagesSend>,
    hydra: web::Data<Hydra>,
    body: Body<NewAudience>,
) -> Result<HttpResponse, Failure> {
    let Body(body) = body;
    let filter: Option<Filter> = match (&body.lead_ids, &body.filter) {
        (Some(ids), None) if (1..=MAX_IDS).contains(&ids.len()) => None,
        (None, Some(filter)) => Some(filter.filter()?),
        (Some(_), None) => return Err(Problem::field("lead_ids", "invalid", format!("must be 1 to {MAX_IDS}")).into()),
        _ => return Err(Problem::field("lead_ids", "required", "is required, or filter, but not both").into()),
    };
    let (workspace, actor, now) = (caller.workspace, caller.actor, hydra.now());
    let made = hydra
        .write(workspace, move |conn| {
            let ids = match &filter {
                None => body.lead_ids.clone().unwrap_or_default(),
                Some(filter) => people::ids(conn, workspace, Kind::Lead, filter, MAX_LEADS + 1)?,
            };
            if i64::try_from(ids.len()).is_ok_and(|count| count > MAX_LEADS) {
                let message = format!("takes more than {MAX_LEADS} leads; narrow it");
                return Err(Problem::field("filter", "too_many", message).into());
            }
            let row = audience::create(conn, workspace, &body.name, &ids, actor, now)?;
            audiences(conn, workspace, vec![row])?.pop().ok_or_else(|| Problem::not_found().into())
        })
        .await?;
    Ok(HttpResponse::Created().json(made))
}

/// Audiences, the newest first.
#[utoipa::path(tag = "broadcasts", security(("bearer" = ["leads:view"])), params(PageQuery), responses((status = 200, body = List<Audience>)))]
#[get("/broadcast-audiences")]
pub(crate) async fn list_audiences(
    caller: Allowed<LeadsView>,
    hydra: web::Data<Hydra>,
    query: web::Query<PageQuery>,
) -> Result<web::Json<List<Audience>>, Failure> {
    let (workspace, page) = (caller.workspace, page(query.page, query.limit)?);
    let (data, total) = hydra
        .write(workspace, move |conn| {
            let (rows, total) = audience::list(conn, workspace, page)?;
            Ok((audiences(conn, workspace, rows)?, total))
        })
        .await?;
    Ok(web::Json(List { data, page: page.number, limit: page.limit, total }))
}

/// One audience.
#[utoipa::path(tag = "broadcasts", security(("bearer" = ["leads:view"])), params(("id" = Uuid, Path)), responses((status = 200, body = Audience)))]
#[get("/broadcast-audiences/{id}")]
pub(crate) async fn show_audience(
    caller: Allowed<LeadsView>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<AudienceRow>>,
) -> Result<web::Json<Audience>, Failure> {
    let (workspace, id) = (caller.workspace, *id);
    let found = hydra
        .write(workspace, move |conn| {
            let row = audience::get(conn, workspace, id)?;
            audiences(conn, workspace, vec![row])?.pop().ok_or_else(|| Problem::not_found().into())
        })
        .await?;
    Ok(web::Json(found))
}

/// Deletes an audience that no campaign is for.
#[utoipa::path(tag = "broadcasts", security(("bearer" = ["messages:send"])), params(("id" = Uuid, Path)), responses((status = 204)))]
#[delete("/broadcast-audiences/{id}")]
pub(crate) async fn delete_audience(
    caller: Allowed<MessagesSend>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<AudienceRow>>,
) -> Result<HttpResponse, Failure> {
    let (workspace, id) = (caller.workspace, *id);
    hydra.write(workspace, move |conn| Ok(audience::delete(conn, workspace, id)?)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// An audience's people, by name.
#[utoipa::path(tag = "broadcasts", security(("bearer" = ["leads:view"])), params(("id" = Uuid, Path), PageQuery),
    responses((status = 200, body = List<CustomerRef>)))]
#[get("/broadcast-audiences/{id}/members")]
pub(crate) async fn list_members(
    caller: Allowed<LeadsView>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<AudienceRow>>,
    query: web::Query<PageQuery>,
) -> Result<web::Json<List<CustomerRef>>, Failure> {
    let (workspace, id, page) = (caller.workspace, *id, page(query.page, query.limit)?);
    let (rows, total) = hydra
        .write(workspace, move |conn| {
            audience::get(conn, workspace, id)?;
            let total = audience::sizes(conn, workspace, &[id])?.remove(&id).unwrap_or_default();
            Ok((read::members(conn, workspace, id.uuid(), page)?, total))
        })
        .await?;
    let data = rows.into_iter().map(|row| CustomerRef::new(row.id, row.kind, row.name)).collect();
    Ok(web::Json(List { data, page: page.number, limit: page.limit, total }))
}

fn audiences(conn: &mut Conn, workspace: WorkspaceId, rows: Vec<AudienceRow>) -> Result<Vec<Audience>, Failure> {
    let ids: Vec<Id<AudienceRow>> = rows.iter().map(|row| row.id).collect();
    let sizes = audience::sizes(conn, workspace, &ids)?;
    let users = user::list(conn, workspace)?.into_iter().map(|user| (user.id.uuid(), user.name));
    let mut names: HashMap<Uuid, String> = users.collect();
    names.extend(api_key::list(conn, workspace)?.into_iter().map(|key| (key.id.uuid(), key.name)));
    let of = |row: AudienceRow| Audience {
        id: row.id,
        name: row.name,
        size: sizes.get(&row.id).copied().unwrap_or_default(),
        created_at: row.created_at.into(),
        created_by: ActorName {
            name: row.actor_id.and_then(|id| names.get(&id).cloned()),
            kind: row.actor_kind,
            id: row.actor_id,
        },
    };
    Ok(rows.into_iter().map(of).collect())
}
