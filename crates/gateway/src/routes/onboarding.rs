//! Onboarding plans of an account, with their milestones.

use actix_web::{HttpResponse, delete, get, patch, post, web};
use crm_core::{
    account::Account,
    onboarding::{self, MilestoneEdit, NewMilestone as New},
};
use db::{Conn, Id, WorkspaceId};
use serde::{Deserialize, Serialize};
use tenancy::user;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    auth::{Allowed, CrmManage, CrmView},
    body::Body,
    error::Failure,
    state::Hydra,
    wire::{ActorName, All, Day, IfMatch, Timestamp, present, required},
};

/// A checklist.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OnboardingPlan {
    #[schema(value_type = Uuid)]
    id: Id<onboarding::Plan>,
    #[schema(value_type = Uuid)]
    account_id: Id<Account>,
    name: String,
    milestones: Vec<Milestone>,
    created_at: Timestamp,
    version: i32,
}

/// A line of a checklist.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Milestone {
    #[schema(value_type = Uuid)]
    id: Id<onboarding::Milestone>,
    title: String,
    due_date: Option<Day>,
    completed_at: Option<Timestamp>,
    completed_by: Option<ActorName>,
    position: i32,
    version: i32,
}

/// Who is who among the teammates.
struct Names(Vec<user::Teammate>);

impl Names {
    fn read(conn: &mut Conn, workspace: WorkspaceId) -> Result<Self, Failure> {
        Ok(Self(user::list(conn, workspace)?))
    }

    fn milestone(&self, row: onboarding::Milestone) -> Milestone {
        let name =
            |id: Option<Uuid>| self.0.iter().find(|mate| Some(mate.id.uuid()) == id).map(|mate| mate.name.clone());
        Milestone {
            id: row.id,
            title: row.title,
            due_date: row.due_date.map(Day),
            completed_at: row.completed_at.map(Timestamp::from),
            completed_by: row.completed_kind.map(|kind| ActorName {
                kind,
                id: row.completed_by,
                name: name(row.completed_by),
            }),
            position: row.position,
            version: row.version,
        }
    }

    fn plan(&self, (row, lines): (onboarding::Plan, Vec<onboarding::Milestone>)) -> OnboardingPlan {
        OnboardingPlan {
            id: row.id,
            account_id: row.account_id,
            name: row.name,
            milestones: lines.into_iter().map(|line| self.milestone(line)).collect(),
            created_at: row.created_at.into(),
            version: row.version,
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPlan {
    name: String,
    #[serde(default)]
    milestones: Vec<NewMilestone>,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewMilestone {
    title: String,
    due_date: Option<Day>,
}

impl NewMilestone {
    fn read(&self) -> Result<New, Failure> {
        Ok(New { title: required("title", &self.title, 200)?, due_date: self.due_date.map(|day| day.0) })
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlanPatch {
    name: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MilestonePatch {
    title: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Day>)]
    due_date: Option<Option<Day>>,
    /// Checks off, or opens again.
    completed: Option<bool>,
}

/// The account's plans, the newest first.
#[utoipa::path(tag = "accounts", security(("bearer" = ["crm:view"])), params(("id" = Uuid, Path)),
    responses((status = 200, body = All<OnboardingPlan>)))]
#[get("/accounts/{id}/onboarding-plans")]
pub(crate) async fn list_plans(
    caller: Allowed<CrmView>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<Account>>,
) -> Result<web::Json<All<OnboardingPlan>>, Failure> {
    let (workspace, id) = (caller.workspace, *id);
    let data = hydra
        .write(workspace, move |conn| {
            let names = Names::read(conn, workspace)?;
            Ok(onboarding::list(conn, workspace, id)?.into_iter().map(|row| names.plan(row)).collect())
        })
        .await?;
    Ok(web::Json(All { data }))
}

/// Makes a plan for an account.
#[utoipa::path(tag = "accounts", security(("bearer" = ["crm:manage"])), params(("id" = Uuid, Path)), request_body = NewPlan,
    responses((status = 201, body = OnboardingPlan)))]
#[post("/accounts/{id}/onboarding-plans")]
pub(crate) async fn create_plan(
    caller: Allowed<CrmManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<Account>>,
    body: Body<NewPlan>,
) -> Result<HttpResponse, Failure> {
    let Body(body) = body;
    let name = required("name", &body.name, 200)?;
    let mut lines = Vec::new();
    for (index, line) in body.milestones.iter().enumerate() {
        lines.push(line.read().map_err(|failure| failure.inside(&format!("milestones[{index}]")))?);
    }
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    let plan = hydra
        .write(workspace, move |conn| {
            let plan = onboarding::create(conn, workspace, id, &name, &lines, actor, now)?;
            Ok(Names::read(conn, workspace)?.plan(onboarding::get(conn, workspace, plan)?))
        })
        .await?;
    Ok(HttpResponse::Created().json(plan))
}

/// Renames a plan.
#[utoipa::path(tag = "accounts", security(("bearer" = ["crm:manage"])), params(("id" = Uuid, Path)), request_body = PlanPatch,
    responses((status = 200, body = OnboardingPlan)))]
#[patch("/onboarding-plans/{id}")]
pub(crate) async fn update_plan(
    caller: Allowed<CrmManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<onboarding::Plan>>,
    body: Body<PlanPatch>,
) -> Result<web::Json<OnboardingPlan>, Failure> {
    let name = required("name", &body.0.name, 200)?;
    let (workspace, id) = (caller.workspace, *id);
    let plan = hydra
        .write(workspace, move |conn| {
            onboarding::rename(conn, workspace, id, &name)?;
            Ok(Names::read(conn, workspace)?.plan(onboarding::get(conn, workspace, id)?))
        })
        .await?;
    Ok(web::Json(plan))
}

/// Deletes a plan with its milestones; the timeline keeps what was done.
#[utoipa::path(tag = "accounts", security(("bearer" = ["crm:manage"])), params(("id" = Uuid, Path)), responses((status = 204)))]
#[delete("/onboarding-plans/{id}")]
pub(crate) async fn delete_plan(
    caller: Allowed<CrmManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<onboarding::Plan>>,
) -> Result<HttpResponse, Failure> {
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    hydra.write(workspace, move |conn| Ok(onboarding::delete(conn, workspace, id, actor, now)?)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Adds a milestone as the plan's last.
#[utoipa::path(tag = "accounts", security(("bearer" = ["crm:manage"])), params(("id" = Uuid, Path)), request_body = NewMilestone,
    responses((status = 201, body = Milestone)))]
#[post("/onboarding-plans/{id}/milestones")]
pub(crate) async fn add_milestone(
    caller: Allowed<CrmManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<onboarding::Plan>>,
    body: Body<NewMilestone>,
) -> Result<HttpResponse, Failure> {
    let line = body.0.read()?;
    let (workspace, id, now) = (caller.workspace, *id, hydra.now());
    let made = hydra
        .write(workspace, move |conn| {
            let made = onboarding::add_milestone(conn, workspace, id, &line, now)?;
            Ok(Names::read(conn, workspace)?.milestone(made))
        })
        .await?;
    Ok(HttpResponse::Created().json(made))
}

/// Changes a milestone; `completed` checks it off or opens it again.
#[utoipa::path(tag = "accounts", security(("bearer" = ["crm:manage"])), request_body = MilestonePatch,
    params(("id" = Uuid, Path), ("If-Match" = Option<i32>, Header, description = "The version that was read")),
    responses((status = 200, body = Milestone)))]
#[patch("/onboarding-milestones/{id}")]
pub(crate) async fn update_milestone(
    caller: Allowed<CrmManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<onboarding::Milestone>>,
    expected: IfMatch,
    body: Body<MilestonePatch>,
) -> Result<web::Json<Milestone>, Failure> {
    let Body(body) = body;
    let edit = MilestoneEdit {
        title: body.title.map(|title| required("title", &title, 200)).transpose()?,
        due_date: body.due_date.map(|day| day.map(|day| day.0)),
        completed: body.completed,
    };
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    let after = hydra
        .write(workspace, move |conn| {
            let after = onboarding::edit_milestone(conn, workspace, id, &edit, expected.0, actor, now)?;
            Ok(Names::read(conn, workspace)?.milestone(after))
        })
        .await?;
    Ok(web::Json(after))
}

/// Removes a milestone.
#[utoipa::path(tag = "accounts", security(("bearer" = ["crm:manage"])), params(("id" = Uuid, Path)), responses((status = 204)))]
#[delete("/onboarding-milestones/{id}")]
pub(crate) async fn delete_milestone(
    caller: Allowed<CrmManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<onboarding::Milestone>>,
) -> Result<HttpResponse, Failure> {
    let (workspace, id) = (caller.workspace, *id);
    hydra.write(workspace, move |conn| Ok(onboarding::delete_milestone(conn, workspace, id)?)).await?;
    Ok(HttpResponse::NoContent().finish())
}
