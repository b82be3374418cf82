//! Custom fields' definitions (H28).

use actix_web::{HttpResponse, delete, get, patch, post, web};
use crm_core::definition::{self, Definition, FieldType, NewDefinition, Object, Patch};
use db::Id;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    auth::{Allowed, CrmView, SettingsManage},
    body::Body,
    error::{Failure, Problem},
    state::Hydra,
    wire::{All, IfMatch, Timestamp, required},
    words,
};

/// A custom field.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CustomField {
    #[schema(value_type = uuid::Uuid)]
    id: Id<Definition>,
    #[schema(value_type = words::CustomFieldObject)]
    object: Object,
    /// camelCase, never changes.
    key: String,
    label: String,
    #[serde(rename = "type")]
    #[schema(value_type = words::CustomFieldType)]
    kind: FieldType,
    /// Of a select.
    options: Vec<String>,
    /// Among the object's fields, from 0.
    position: i32,
    created_at: Timestamp,
    version: i32,
}

impl From<Definition> for CustomField {
    fn from(row: Definition) -> Self {
        Self {
            id: row.id,
            object: row.object,
            key: row.key,
            label: row.label,
            kind: row.kind,
            options: row.options,
            position: row.position,
            created_at: row.created_at.into(),
            version: row.version,
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewCustomField {
    #[schema(value_type = words::CustomFieldObject)]
    object: Object,
    label: String,
    #[serde(rename = "type")]
    #[schema(value_type = words::CustomFieldType)]
    kind: FieldType,
    /// camelCase; made of the label without one.
    key: Option<String>,
    /// Of a select, which needs at least one.
    #[serde(default)]
    options: Vec<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CustomFieldPatch {
    label: Option<String>,
    options: Option<Vec<String>>,
    /// Among the object's fields, from 0.
    #[schema(minimum = 0)]
    position: Option<i32>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct CustomFieldQuery {
    #[param(value_type = Option<words::CustomFieldObject>)]
    object: Option<Object>,
}

fn options(given: &[String]) -> Result<Vec<String>, Failure> {
    let clean = |option: &String| {
        crm_core::text("options", option, 100)?
            .ok_or_else(|| Failure::from(Problem::field("options", "invalid", "must not be empty texts")))
    };
    given.iter().map(clean).collect()
}

/// The custom fields of one object, or of all, in their order.
#[utoipa::path(tag = "custom fields", security(("bearer" = ["crm:view"])), params(CustomFieldQuery),
    responses((status = 200, body = All<CustomField>)))]
#[get("/custom-fields")]
pub(crate) async fn list_custom_fields(
    caller: Allowed<CrmView>,
    hydra: web::Data<Hydra>,
    query: web::Query<CustomFieldQuery>,
) -> Result<web::Json<All<CustomField>>, Failure> {
    let (workspace, object) = (caller.workspace, query.object);
    let rows = hydra.write(workspace, move |conn| Ok(definition::list(conn, workspace, object)?)).await?;
    Ok(web::Json(All { data: rows.into_iter().map(CustomField::from).collect() }))
}

/// Defines a custom field, as its object's last.
#[utoipa::path(tag = "custom fields", security(("bearer" = ["settings:manage"])), request_body = NewCustomField,
    responses((status = 201, body = CustomField)))]
#[post("/custom-fields")]
pub(crate) async fn create_custom_field(
    caller: Allowed<SettingsManage>,
    hydra: web::Data<Hydra>,
    body: Body<NewCustomField>,
) -> Result<HttpResponse, Failure> {
    let Body(body) = body;
    let new = NewDefinition {
        object: body.object,
        key: body.key,
        label: required("label", &body.label, 100)?,
        kind: body.kind,
        options: options(&body.options)?,
    };
    let (workspace, actor, now) = (caller.workspace, caller.actor, hydra.now());
    let row = hydra.write(workspace, move |conn| Ok(definition::create(conn, workspace, &new, actor, now)?)).await?;
    Ok(HttpResponse::Created().json(CustomField::from(row)))
}

/// Changes a field's label, options or place. Values that records hold already stay.
#[utoipa::path(tag = "custom fields", security(("bearer" = ["settings:manage"])), request_body = CustomFieldPatch,
    params(("id" = uuid::Uuid, Path), ("If-Match" = Option<i32>, Header, description = "The version that was read")),
    responses((status = 200, body = CustomField)))]
#[patch("/custom-fields/{id}")]
pub(crate) async fn update_custom_field(
    caller: Allowed<SettingsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<Definition>>,
    expected: IfMatch,
    body: Body<CustomFieldPatch>,
) -> Result<web::Json<CustomField>, Failure> {
    let Body(body) = body;
    let patch = Patch {
        label: body.label.map(|label| required("label", &label, 100)).transpose()?,
        options: body.options.as_deref().map(options).transpose()?,
        position: body.position,
    };
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    let row = hydra
        .write(workspace, move |conn| Ok(definition::update(conn, workspace, id, &patch, expected.0, actor, now)?))
        .await?;
    Ok(web::Json(row.into()))
}

/// Removes a definition; the values that records hold stay on them.
#[utoipa::path(tag = "custom fields", security(("bearer" = ["settings:manage"])), params(("id" = uuid::Uuid, Path)), responses((status = 204)))]
#[delete("/custom-fields/{id}")]
pub(crate) async fn delete_custom_field(
    caller: Allowed<SettingsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<Definition>>,
) -> Result<HttpResponse, Failure> {
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    hydra.write(workspace, move |conn| Ok(definition::delete(conn, workspace, id, actor, now)?)).await?;
    Ok(HttpResponse::NoContent().finish())
}
