//! Duplicates: who may be whom, side by side, merged, and told apart again.

use std::collections::HashMap;

use actix_web::{HttpResponse, get, post, web};
use analytics::{
    accounts,
    duplicates::{self, Pair},
    people::{self as read, PersonRow},
};
use crm_core::{
    merge::{self, Choices, Side},
    person::{self, Kind},
};
use db::{Conn, CustomerId, Id, WorkspaceId};
use pipeline::board;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tenancy::{Permission, user};
use tracking::visitor;
use utoipa::{IntoParams, ToSchema};

use crate::{
    auth::{Allowed, Caller, LeadsManage, LeadsView},
    body::Body,
    error::{Failure, Problem},
    routes::{contacts::Contact, people::Person},
    state::Hydra,
    wire::{All, Stream, Timestamp, stream_limit},
};

/// A lead or a contact.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum Someone {
    Contact(Contact),
    Lead(Person),
}

impl From<PersonRow> for Someone {
    fn from(row: PersonRow) -> Self {
        if row.kind == "contact" { Someone::Contact(row.into()) } else { Someone::Lead(row.into()) }
    }
}

/// Two people who may be one.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Duplicate {
    /// Of the pair.
    id: String,
    reasons: Vec<DuplicateReason>,
    /// Two of them.
    people: Vec<Someone>,
    /// Since when both are there.
    created_at: Timestamp,
}

#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DuplicateReason {
    /// The same email: a lead and a contact.
    Email,
    /// The same phone.
    Phone,
    /// A similar name in the same company.
    NameCompany,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct DuplicateQuery {
    cursor: Option<String>,
    /// Pairs, 1 to 100.
    limit: Option<i64>,
    /// Those of one person.
    #[serde(alias = "customerId")]
    #[param(value_type = Option<Uuid>)]
    customer_id: Option<CustomerId>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct PairQuery {
    #[param(value_type = Uuid)]
    keep_id: CustomerId,
    #[param(value_type = Uuid)]
    other_id: CustomerId,
}

/// Two people side by side.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MergePreview {
    keep: Someone,
    other: Someone,
    /// Those that at least one of them has.
    fields: Vec<MergeField>,
    moves: MergeMoves,
    /// Why they can't be merged in this way.
    refused: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MergeField {
    /// name, email, …, `account_id`, or `custom:<key>`.
    field: String,
    label: String,
    /// As people read it.
    keep: Option<String>,
    other: Option<String>,
    /// What is taken unless somebody says otherwise.
    chosen: MergeSide,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum MergeSide {
    Keep,
    Other,
}

impl From<Side> for MergeSide {
    fn from(side: Side) -> Self {
        match side {
            Side::Keep => MergeSide::Keep,
            Side::Other => MergeSide::Other,
        }
    }
}

/// What moves to the kept one.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MergeMoves {
    notes: i64,
    visitors: i64,
    opportunities: i64,
    companies: i64,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewMerge {
    #[serde(alias = "keepId")]
    #[schema(value_type = Uuid)]
    keep_id: CustomerId,
    #[serde(alias = "otherId")]
    #[schema(value_type = Uuid)]
    other_id: CustomerId,
    /// Fields and whose value they take.
    #[serde(default)]
    #[schema(value_type = Option<std::collections::BTreeMap<String, MergeSide>>)]
    fields: Choices,
}

/// A merge.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Merge {
    #[schema(value_type = Uuid)]
    id: Id<merge::Merge>,
    #[schema(value_type = Uuid)]
    keep_id: CustomerId,
    #[schema(value_type = Uuid)]
    other_id: CustomerId,
    /// What the other was called.
    other_name: String,
    merged_at: Timestamp,
    merged_by: Option<String>,
    undoable_until: Timestamp,
    undone_at: Option<Timestamp>,
}

/// Pairs that nobody has decided on, the newest first. With contacts for who has `crm:view`.
#[utoipa::path(tag = "duplicates", security(("bearer" = ["leads:view"])), params(DuplicateQuery),
    responses((status = 200, body = Stream<Duplicate>)))]
#[get("/duplicates")]
pub(crate) async fn list_duplicates(
    caller: Allowed<LeadsView>,
    hydra: web::Data<Hydra>,
    query: web::Query<DuplicateQuery>,
) -> Result<web::Json<Stream<Duplicate>>, Failure> {
    let workspace = caller.workspace;
    let limit = usize::try_from(stream_limit(query.limit)?).unwrap_or_default();
    let from: usize = match &query.cursor {
        None => 0,
        Some(text) => text.parse().map_err(|_| Problem::field("cursor", "invalid", "is none of ours"))?,
    };
    let (of, contacts) = (query.customer_id, caller.may(Permission::CrmView));
    let page = hydra
        .analyse(workspace, move |conn| {
            let pairs = duplicates::list(conn, workspace, of, contacts)?;
            let more = pairs.len() > from.saturating_add(limit);
            let shown = pairs.into_iter().skip(from).take(limit);
            let data = shown.map(|pair| wire_pair(conn, workspace, pair)).collect::<Result<Vec<_>, Failure>>()?;
            Ok(Stream { data, next_cursor: more.then(|| (from + limit).to_string()) })
        })
        .await?;
    Ok(web::Json(page))
}

/// Says that two people are two; the pair is not proposed again.
#[utoipa::path(tag = "duplicates", security(("bearer" = ["leads:manage"])), params(("id" = String, Path)),
    responses((status = 204)))]
#[post("/duplicates/{id}/dismiss")]
pub(crate) async fn dismiss_duplicate(
    caller: Allowed<LeadsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<String>,
) -> Result<HttpResponse, Failure> {
    let both = id.split_once('_').and_then(|(one, other)| Some((one.parse().ok()?, other.parse().ok()?)));
    let (one, other): (CustomerId, CustomerId) = both.ok_or_else(Problem::not_found)?;
    let (by, workspace, now) = (Caller::clone(&caller), caller.workspace, hydra.now());
    hydra
        .write(workspace, move |conn| {
            both_visible(conn, &by, one, other)?;
            Ok(merge::dismiss(conn, workspace, (one, other), now)?)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Two people side by side, with what a merge would take and move.
#[utoipa::path(tag = "duplicates", security(("bearer" = ["leads:view"])), params(PairQuery),
    responses((status = 200, body = MergePreview)))]
#[get("/merge-preview")]
pub(crate) async fn preview_merge(
    caller: Allowed<LeadsView>,
    hydra: web::Data<Hydra>,
    query: web::Query<PairQuery>,
) -> Result<web::Json<MergePreview>, Failure> {
    let (by, workspace) = (Caller::clone(&caller), caller.workspace);
    let PairQuery { keep_id, other_id } = query.into_inner();
    let preview = hydra
        .write(workspace, move |conn| {
            let (keep, other) = both_visible(conn, &by, keep_id, other_id)?;
            let names = names(conn, workspace, &[&keep, &other])?;
            let fields = merge::compare(&keep, &other)
                .into_iter()
                .map(|one| MergeField {
                    keep: readable(&one.keep, &names),
                    other: readable(&one.other, &names),
                    field: one.field,
                    label: one.label,
                    chosen: one.chosen.into(),
                })
                .collect();
            let moves = read::belongings(conn, workspace, other_id)?;
            Ok(MergePreview {
                refused: merge::refusal(&keep, &other).map(ToOwned::to_owned),
                keep: read::get(conn, workspace, keep_id)?.into(),
                other: read::get(conn, workspace, other_id)?.into(),
                fields,
                moves: MergeMoves {
                    notes: moves.notes,
                    visitors: moves.visitors,
                    opportunities: moves.opportunities,
                    companies: moves.companies,
                },
            })
        })
        .await?;
    Ok(web::Json(preview))
}

/// Merges two people: `keep_id` stays, the other becomes part of it. With a contact among them it needs `crm:manage` as well.
#[utoipa::path(tag = "duplicates", security(("bearer" = ["leads:manage"])), request_body = NewMerge,
    responses((status = 201, body = Merge)))]
#[post("/merges")]
pub(crate) async fn create_merge(
    caller: Allowed<LeadsManage>,
    hydra: web::Data<Hydra>,
    body: Body<NewMerge>,
) -> Result<HttpResponse, Failure> {
    let Body(NewMerge { keep_id, other_id, fields }) = body;
    let (by, workspace, actor, now) = (Caller::clone(&caller), caller.workspace, caller.actor, hydra.now());
    let made = hydra
        .write(workspace, move |conn| {
            // The browsers before the people, as identify locks them.
            visitor::lock_browsers(conn, workspace, other_id)?;
            may_merge(conn, &by, keep_id, other_id)?;
            let made = merge::merge(conn, workspace, (keep_id, other_id), &fields, actor, now)?;
            board::take_off(conn, workspace, other_id)?;
            let links = visitor::hand_over(conn, workspace, other_id, keep_id, now)?;
            merge::remember_links(conn, workspace, &made, &links)?;
            wire(conn, workspace, made)
        })
        .await?;
    Ok(HttpResponse::Created().json(made))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct MergeQuery {
    #[serde(alias = "customerId")]
    #[param(value_type = Uuid)]
    customer_id: CustomerId,
}

/// The merges that somebody was part of, the newest first.
#[utoipa::path(tag = "duplicates", security(("bearer" = ["leads:view"])), params(MergeQuery), responses((status = 200, body = All<Merge>)))]
#[get("/merges")]
pub(crate) async fn list_merges(
    caller: Allowed<LeadsView>,
    hydra: web::Data<Hydra>,
    query: web::Query<MergeQuery>,
) -> Result<web::Json<All<Merge>>, Failure> {
    let (workspace, who) = (caller.workspace, query.customer_id);
    let contacts = caller.may(Permission::CrmView);
    let data = hydra
        .write(workspace, move |conn| {
            person::exists(conn, workspace, who)?;
            let rows = merge::of(conn, workspace, who)?.into_iter();
            let visible = rows.filter(|row| contacts || !row.involves_contact());
            visible.map(|row| wire(conn, workspace, row)).collect()
        })
        .await?;
    Ok(web::Json(All { data }))
}

/// Tells two people apart again, within 30 days: each gets back what was its own.
#[utoipa::path(tag = "duplicates", security(("bearer" = ["leads:manage"])), params(("id" = Uuid, Path)), responses((status = 200, body = Merge)))]
#[post("/merges/{id}/undo")]
pub(crate) async fn undo_merge(
    caller: Allowed<LeadsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<merge::Merge>>,
) -> Result<web::Json<Merge>, Failure> {
    let may_contacts = caller.may(Permission::CrmManage);
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    let row = hydra
        .write(workspace, move |conn| {
            // The browsers before the people, as identify locks them.
            let keep = merge::get(conn, workspace, id)?.keep_id;
            visitor::lock_browsers(conn, workspace, keep)?;
            let undone = merge::undo(conn, workspace, id, actor, now)?;
            let (keep, other) = (undone.merge.keep_id, undone.merge.other_id);
            let is_contact = person::kind(conn, workspace, keep)? == Kind::Contact || !undone.is_lead;
            if is_contact && !may_contacts {
                return Err(Problem::not_found().into());
            }
            if undone.is_lead {
                board::put_back(conn, workspace, other, now)?;
            }
            visitor::hand_back(conn, workspace, &undone.links, (keep, other), now)?;
            wire(conn, workspace, undone.merge)
        })
        .await?;
    Ok(web::Json(row))
}

/// Both people, when the caller may see them: a contact needs `crm:view`.
fn both_visible(
    conn: &mut Conn,
    by: &Caller,
    one: CustomerId,
    other: CustomerId,
) -> Result<(person::Person, person::Person), Failure> {
    let (first, second) =
        (person::lock(conn, by.workspace, one.min(other))?, person::lock(conn, by.workspace, one.max(other))?);
    let contact = [&first, &second].into_iter().any(|person| person.kind == Kind::Contact);
    if contact && !by.may(Permission::CrmView) {
        return Err(Problem::not_found().into());
    }
    Ok(if one <= other { (first, second) } else { (second, first) })
}

fn may_merge(conn: &mut Conn, by: &Caller, keep: CustomerId, other: CustomerId) -> Result<(), Failure> {
    let (keep, other) = both_visible(conn, by, keep, other)?;
    if [keep, other].iter().any(|person| person.kind == Kind::Contact) {
        by.require(Permission::CrmManage)?;
    }
    Ok(())
}

/// What ids among the values are called.
fn names(
    conn: &mut Conn,
    workspace: WorkspaceId,
    people: &[&person::Person],
) -> Result<HashMap<String, String>, Failure> {
    let mut names: HashMap<String, String> =
        user::list(conn, workspace)?.into_iter().map(|mate| (mate.id.to_string(), mate.name)).collect();
    for account in people.iter().filter_map(|person| person.account_id) {
        names.insert(account.to_string(), accounts::get(conn, workspace, account.uuid())?.name);
    }
    Ok(names)
}

fn readable(value: &Value, names: &HashMap<String, String>) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(names.get(text).unwrap_or(text).clone()),
        other => Some(other.to_string()),
    }
}

fn wire_pair(conn: &mut Conn, workspace: WorkspaceId, pair: Pair) -> Result<Duplicate, Failure> {
    let reason = |word: &String| match word.as_str() {
        "email" => DuplicateReason::Email,
        "phone" => DuplicateReason::Phone,
        _ => DuplicateReason::NameCompany,
    };
    Ok(Duplicate {
        id: format!("{}_{}", pair.first, pair.second),
        reasons: pair.reasons.iter().map(reason).collect(),
        people: vec![read::get(conn, workspace, pair.first)?.into(), read::get(conn, workspace, pair.second)?.into()],
        created_at: pair.since.into(),
    })
}

fn wire(conn: &mut Conn, workspace: WorkspaceId, row: merge::Merge) -> Result<Merge, Failure> {
    let by = user::list(conn, workspace)?.into_iter().find(|mate| Some(mate.id) == row.merged_by);
    Ok(Merge {
        other_name: row.other_name(),
        id: row.id,
        keep_id: row.keep_id,
        other_id: row.other_id,
        merged_at: row.merged_at.into(),
        merged_by: by.map(|mate| mate.name),
        undoable_until: (row.merged_at + merge::UNDOABLE).into(),
        undone_at: row.undone_at.map(Timestamp::from),
    })
}
