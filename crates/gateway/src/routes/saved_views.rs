//! Saved views of the lists of people.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, delete, get, patch, post, web};
use db::Id;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tenancy::{
    Permission,
    view::{self, Object, Patch, Seen, View},
};
use utoipa::{IntoParams, ToSchema};

use crate::{
    auth::{Allowed, Anyone, Caller},
    body::Body,
    error::{Failure, Problem},
    state::Hydra,
    wire::{All, IfMatch, required},
    words,
};

/// The most that a view's address may have, in bytes.
const MAX_QUERY: usize = 4 * 1024;

/// A list's filters, sort and layout under a name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SavedView {
    #[schema(value_type = Uuid)]
    id: Id<View>,
    #[schema(value_type = words::SavedViewObject)]
    object: Object,
    name: String,
    /// The dashboard's own address.
    #[schema(value_type = BTreeMap<String, String>)]
    query: Value,
    /// Teammates see it, too.
    shared: bool,
    /// By the caller.
    pinned: bool,
    /// Only its owner changes it.
    mine: bool,
    /// The owner's name.
    owner: Option<String>,
    version: i32,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct ViewQuery {
    #[param(value_type = words::SavedViewObject)]
    object: Object,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewView {
    #[schema(value_type = words::SavedViewObject)]
    object: Object,
    name: String,
    query: BTreeMap<String, String>,
    #[serde(default)]
    shared: bool,
    #[serde(default)]
    pinned: bool,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ViewPatch {
    name: Option<String>,
    query: Option<BTreeMap<String, String>>,
    shared: Option<bool>,
    /// The caller's own choice, of a teammate's view too.
    pinned: Option<bool>,
}

/// The caller's views and those that teammates share.
#[utoipa::path(tag = "saved views", security(("bearer" = [])), params(ViewQuery), responses((status = 200, body = All<SavedView>)))]
#[get("/saved-views")]
pub(crate) async fn list_views(
    caller: Allowed<Anyone>,
    hydra: web::Data<Hydra>,
    query: web::Query<ViewQuery>,
) -> Result<web::Json<All<SavedView>>, Failure> {
    let (workspace, who, object) = (caller.workspace, caller.user()?, query.object);
    may_read(&caller, object)?;
    let rows = hydra.write(workspace, move |conn| Ok(view::list(conn, workspace, object, who)?)).await?;
    Ok(web::Json(All { data: rows.into_iter().map(|seen| wire(seen, who)).collect() }))
}

/// Saves a view.
#[utoipa::path(tag = "saved views", security(("bearer" = [])), request_body = NewView, responses((status = 201, body = SavedView)))]
#[post("/saved-views")]
pub(crate) async fn create_view(
    caller: Allowed<Anyone>,
    hydra: web::Data<Hydra>,
    body: Body<NewView>,
) -> Result<HttpResponse, Failure> {
    let Body(body) = body;
    let (workspace, who, now) = (caller.workspace, caller.user()?, hydra.now());
    may_read(&caller, body.object)?;
    let name = required("name", &body.name, 60)?;
    let query = address(&body.query)?;
    let made = hydra
        .write(workspace, move |conn| {
            let what = (body.object, name.as_str(), &query);
            Ok(view::create(conn, workspace, what, (body.shared, body.pinned), who, now)?)
        })
        .await?;
    Ok(HttpResponse::Created().json(wire(made, who)))
}

/// Changes a view of the caller's, or pins a shared one.
#[utoipa::path(tag = "saved views", security(("bearer" = [])), request_body = ViewPatch,
    params(("id" = Uuid, Path), ("If-Match" = Option<i32>, Header, description = "The version that was read")),
    responses((status = 200, body = SavedView)))]
#[patch("/saved-views/{id}")]
pub(crate) async fn update_view(
    caller: Allowed<Anyone>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<View>>,
    expected: IfMatch,
    body: Body<ViewPatch>,
) -> Result<web::Json<SavedView>, Failure> {
    let Body(body) = body;
    let (workspace, who, id, now) = (caller.workspace, caller.user()?, *id, hydra.now());
    let patch = Patch {
        name: body.name.map(|name| required("name", &name, 60)).transpose()?,
        query: body.query.as_ref().map(address).transpose()?,
        shared: body.shared,
        pinned: body.pinned,
    };
    let changed = hydra
        .write(workspace, move |conn| Ok(view::update(conn, workspace, id, &patch, (who, expected.0), now)?))
        .await?;
    Ok(web::Json(wire(changed, who)))
}

/// Deletes a view of the caller's; whoever manages settings may delete a shared one.
#[utoipa::path(tag = "saved views", security(("bearer" = [])), params(("id" = Uuid, Path)), responses((status = 204)))]
#[delete("/saved-views/{id}")]
pub(crate) async fn delete_view(
    caller: Allowed<Anyone>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<View>>,
) -> Result<HttpResponse, Failure> {
    let (workspace, who, id) = (caller.workspace, caller.user()?, *id);
    let tidies = caller.may(Permission::SettingsManage);
    hydra.write(workspace, move |conn| Ok(view::delete(conn, workspace, id, who, tidies)?)).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn may_read(caller: &Caller, object: Object) -> Result<(), Problem> {
    caller.require(match object {
        Object::Lead => Permission::LeadsView,
        Object::Contact => Permission::CrmView,
    })
}

fn address(query: &BTreeMap<String, String>) -> Result<Value, Problem> {
    let address = json!(query);
    let wrong = if address.to_string().len() > MAX_QUERY {
        "is larger than 4 KB"
    } else if tracking::event::has_nul(&address) || query.keys().any(|key| key.contains('\0')) {
        "holds a NUL character"
    } else {
        return Ok(address);
    };
    Err(Problem::field("query", "invalid", wrong))
}

fn wire(seen: Seen, who: db::UserId) -> SavedView {
    SavedView {
        id: seen.view.id,
        object: seen.view.object,
        name: seen.view.name,
        query: seen.view.query,
        shared: seen.view.shared,
        pinned: seen.pinned,
        mine: seen.view.owner_id == Some(who),
        owner: seen.owner,
        version: seen.view.version,
    }
}
