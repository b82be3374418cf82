//! Bulk work on leads (L39): the ids that were picked, or every lead that passes a filter.

use actix_web::{post, web};
use analytics::people::{self, Filter, Kind};
use db::{CustomerId, Id, UserId};
use pipeline::{
    bulk::{self, Action, Bulk},
    stages::Stage,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    auth::{Allowed, LeadsManage},
    body::Body,
    error::{Failure, Problem},
    routes::person_fields::{searchable, tags},
    state::Hydra,
    wire::{Day, Whose, present},
};

/// Ids of one call.
const MAX_IDS: usize = 1_000;
/// Leads that one filter may take.
const MAX_LEADS: i64 = 10_000;

/// Which leads, as `GET /leads` takes them; what is left out lets all pass.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LeadFilter {
    #[serde(skip_serializing_if = "Option::is_none")]
    search: Option<String>,
    #[serde(alias = "stageId", skip_serializing_if = "Option::is_none")]
    stage_id: Option<Uuid>,
    #[serde(alias = "pipelineId", skip_serializing_if = "Option::is_none")]
    pipeline_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    /// A teammate's id, or `none`.
    #[serde(alias = "assignedTo", skip_serializing_if = "Option::is_none")]
    assigned_to: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tag: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    created_from: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    created_to: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stalled: Option<bool>,
    /// Of contacts only.
    #[serde(alias = "accountId", skip_serializing_if = "Option::is_none")]
    account_id: Option<Uuid>,
}

impl LeadFilter {
    /// The query's own filter.
    pub(crate) fn filter(&self) -> Result<Filter, Failure> {
        let whose = self.assigned_to.clone().map(Whose::try_from).transpose();
        Ok(Filter {
            search: searchable(self.search.clone())?,
            stage: self.stage_id,
            pipeline: self.pipeline_id,
            source: self.source.clone().map(|text| required_text("source", &text)).transpose()?,
            assigned_to: whose
                .map_err(|why| Problem::field("filter.assigned_to", "invalid", why))?
                .map(|whose| whose.0),
            tag: self.tag.clone().map(|text| required_text("tag", &text)).transpose()?,
            account: self.account_id,
            created_from: self.created_from.map(Day::start),
            created_before: self.created_to.map(Day::end),
            stalled: self.stalled.unwrap_or_default(),
        })
    }
}

fn required_text(field: &'static str, text: &str) -> Result<String, Failure> {
    Ok(crm_core::text(field, text, 200)?.unwrap_or_default())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum BulkAction {
    MoveStage,
    Assign,
    Delete,
    Tag,
    Untag,
}

/// Either `lead_ids`, at most 1,000, or `filter`, which may take at most 10,000 leads.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BulkRequest {
    action: BulkAction,
    #[serde(alias = "leadIds")]
    #[schema(value_type = Option<Vec<Uuid>>)]
    lead_ids: Option<Vec<CustomerId>>,
    filter: Option<LeadFilter>,
    /// For `move_stage`.
    #[serde(alias = "stageId")]
    #[schema(value_type = Option<Uuid>)]
    stage_id: Option<Id<Stage>>,
    /// For `assign`; null for nobody.
    #[serde(default, deserialize_with = "present", alias = "assignedTo")]
    #[schema(value_type = Option<Uuid>)]
    assigned_to: Option<Option<UserId>>,
    /// For `tag` and `untag`.
    #[serde(default)]
    tags: Vec<String>,
}

/// What became of the leads.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BulkOutcome {
    done: usize,
    /// Were so already; of an undo, have been changed since.
    unchanged: usize,
    /// No open leads of this workspace.
    not_found: usize,
    /// Of each id that was given; empty for a filter.
    results: Vec<BulkResult>,
    /// For `POST /leads/bulk-action/{id}/undo`, ten minutes long; null when nothing was done.
    #[schema(value_type = Option<Uuid>)]
    undo_id: Option<Id<Bulk>>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BulkResult {
    #[schema(value_type = Uuid)]
    lead_id: CustomerId,
    outcome: BulkWord,
}

#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum BulkWord {
    Done,
    Unchanged,
    NotFound,
}

/// Does one thing to many leads, all in one transaction.
#[utoipa::path(tag = "leads", security(("bearer" = ["leads:manage"])), request_body = BulkRequest,
    responses((status = 200, body = BulkOutcome)))]
#[post("/leads/bulk-action")]
pub(crate) async fn bulk_action(
    caller: Allowed<LeadsManage>,
    hydra: web::Data<Hydra>,
    body: Body<BulkRequest>,
) -> Result<web::Json<BulkOutcome>, Failure> {
    let Body(body) = body;
    let action = action(&body)?;
    let filter = match (&body.lead_ids, &body.filter) {
        (Some(ids), None) if ids.is_empty() => {
            return Err(Problem::field("lead_ids", "required", "are none").into());
        }
        (Some(ids), None) if ids.len() > MAX_IDS => {
            let message = format!("may be {MAX_IDS} at most; send a filter for more");
            return Err(Problem::field("lead_ids", "too_many", message).into());
        }
        (Some(_), None) => None,
        (None, Some(filter)) => Some(filter.filter()?),
        _ => return Err(Problem::field("lead_ids", "required", "or filter is required, one of the two").into()),
    };
    let (workspace, actor, now) = (caller.workspace, caller.actor, hydra.now());
    let outcome = hydra
        .write(workspace, move |conn| {
            let mut ids = match &filter {
                None => body.lead_ids.clone().unwrap_or_default(),
                Some(filter) => people::ids(conn, workspace, Kind::Lead, filter, MAX_LEADS + 1)?,
            };
            if i64::try_from(ids.len()).is_ok_and(|count| count > MAX_LEADS) {
                let message = format!("takes more than {MAX_LEADS} leads; narrow it");
                return Err(Problem::field("filter", "too_many", message).into());
            }
            ids.sort_unstable();
            ids.dedup();
            let outcome = bulk::run(conn, workspace, &ids, &action, actor, now)?;
            if matches!(action, Action::Delete) {
                automations::run::cancel_of(conn, workspace, &ids, "The lead was deleted.", now)?;
            }
            Ok(wire(&ids, &outcome, filter.is_none()))
        })
        .await?;
    Ok(web::Json(outcome))
}

/// Takes a bulk action of the caller's back, within ten minutes, for leads that are still as it left them.
#[utoipa::path(tag = "leads", security(("bearer" = ["leads:manage"])), params(("id" = Uuid, Path)),
    responses((status = 200, body = BulkOutcome)))]
#[post("/leads/bulk-action/{id}/undo")]
pub(crate) async fn undo_bulk_action(
    caller: Allowed<LeadsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<Bulk>>,
) -> Result<web::Json<BulkOutcome>, Failure> {
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    let outcome = hydra.write(workspace, move |conn| Ok(bulk::undo(conn, workspace, id, actor, now)?)).await?;
    Ok(web::Json(wire(&[], &outcome, false)))
}

fn action(body: &BulkRequest) -> Result<Action, Failure> {
    let missing = |field: &str| Failure::from(Problem::field(field, "required", "is required for this action"));
    Ok(match body.action {
        BulkAction::MoveStage => Action::MoveStage(body.stage_id.ok_or_else(|| missing("stage_id"))?),
        BulkAction::Assign => Action::Assign(body.assigned_to.ok_or_else(|| missing("assigned_to"))?),
        BulkAction::Delete => Action::Delete,
        BulkAction::Tag | BulkAction::Untag => {
            let tags = tags(&body.tags)?;
            if tags.is_empty() {
                return Err(missing("tags"));
            }
            if body.action == BulkAction::Tag { Action::Tag(tags) } else { Action::Untag(tags) }
        }
    })
}

fn wire(ids: &[CustomerId], outcome: &bulk::Outcome, each: bool) -> BulkOutcome {
    let known = outcome.done.len() + outcome.unchanged.len();
    let result = |id: &CustomerId| BulkResult {
        lead_id: *id,
        outcome: if outcome.done.contains(id) {
            BulkWord::Done
        } else if outcome.unchanged.contains(id) {
            BulkWord::Unchanged
        } else {
            BulkWord::NotFound
        },
    };
    BulkOutcome {
        done: outcome.done.len(),
        unchanged: outcome.unchanged.len(),
        not_found: ids.len().saturating_sub(known),
        results: if each { ids.iter().map(result).collect() } else { Vec::new() },
        undo_id: outcome.undo,
    }
}
