//! Trying a lead webhook: a payload through its mapping, and an earlier delivery once more.

use actix_web::{post, web};
use crm_core::custom_fields::DISPLAY_NAMES;
use db::{CustomerId, Id};
use pipeline::{
    delivery::{self, Outcome, Tried},
    mapping::{CoreField, FieldMapping},
    payload::{self, Reason},
    webhook,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    auth::{Allowed, LeadsManage},
    body::Body,
    error::{Failure, Problem},
    routes::lead_webhooks::{Receipt, mapping},
    state::Hydra,
    words,
};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TestRequest {
    /// The last one that came, when it is left out.
    #[schema(value_type = Option<words::Anything>)]
    payload: Option<Value>,
    /// One that is not saved yet.
    #[serde(alias = "fieldMapping")]
    #[schema(value_type = Option<std::collections::BTreeMap<String, words::CoreField>>)]
    field_mapping: Option<FieldMapping>,
    /// Takes it in as if it had been posted; only tried otherwise.
    #[serde(default)]
    store: bool,
}

/// What a payload would become, or became.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WebhookTest {
    lead: TriedLead,
    /// camelCase keys; `_displayNames` holds their labels.
    #[schema(value_type = words::Anything)]
    custom_fields: Value,
    /// created, updated or skipped.
    #[schema(value_type = words::Outcome)]
    outcome: Outcome,
    /// The lead that is there already, or that was made.
    #[schema(value_type = Option<Uuid>)]
    lead_id: Option<CustomerId>,
    /// What is kept in the receipt only.
    left_out: Vec<LeftOut>,
    /// What the payload holds, and where each goes.
    fields: Vec<TriedField>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TriedLead {
    name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    company: Option<String>,
    title: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LeftOut {
    path: String,
    reason: LeftOutReason,
}

#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LeftOutReason {
    TooLong,
    TooDeep,
    TooMany,
    Reserved,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TriedField {
    /// As a mapping names it.
    path: String,
    /// Its value, cut at 200 characters.
    sample: String,
    /// The lead's field that it fills.
    #[schema(value_type = Option<words::CoreField>)]
    to: Option<CoreField>,
    /// Or the key of its custom field.
    custom_key: Option<String>,
}

/// Tries a payload with this webhook's mapping, or another one: a dry run, unless `store` says otherwise.
#[utoipa::path(tag = "lead webhooks", security(("bearer" = ["leads:manage"])), request_body = TestRequest,
    params(("id" = Uuid, Path)), responses((status = 200, body = WebhookTest)))]
#[post("/lead-webhooks/{id}/test")]
pub(crate) async fn test_webhook(
    caller: Allowed<LeadsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<webhook::Webhook>>,
    body: Body<TestRequest>,
) -> Result<web::Json<WebhookTest>, Failure> {
    let Body(body) = body;
    if body.payload.as_ref().is_some_and(|payload| !payload.is_object()) {
        return Err(Problem::field("payload", "invalid", "is no object").into());
    }
    let field_mapping = body.field_mapping.map(mapping).transpose()?;
    let (workspace, id, now) = (caller.workspace, *id, hydra.now());
    let tried = hydra
        .write(workspace, move |conn| {
            let (payload, field_mapping) = (body.payload.clone(), field_mapping.clone());
            Ok(delivery::test(conn, workspace, id, payload, field_mapping, body.store, now)?)
        })
        .await?;
    Ok(web::Json(tried.into()))
}

/// Takes an earlier delivery in again, with today's settings, as a new one.
#[utoipa::path(tag = "lead webhooks", security(("bearer" = ["leads:manage"])),
    params(("id" = Uuid, Path), ("receipt_id" = Uuid, Path)), responses((status = 200, body = Receipt)))]
#[post("/lead-webhooks/{id}/receipts/{receipt_id}/replay")]
pub(crate) async fn replay_receipt(
    caller: Allowed<LeadsManage>,
    hydra: web::Data<Hydra>,
    path: web::Path<(Id<webhook::Webhook>, Uuid)>,
) -> Result<web::Json<Receipt>, Failure> {
    let (workspace, (id, receipt), now) = (caller.workspace, *path, hydra.now());
    let made = hydra.write(workspace, move |conn| Ok(delivery::replay(conn, workspace, id, receipt, now)?)).await?;
    Ok(web::Json(made.into()))
}

impl From<Tried> for WebhookTest {
    fn from(tried: Tried) -> Self {
        let custom = tried.capture.custom_fields;
        let labels: Map<String, Value> = custom.iter().map(|field| (field.key.clone(), json!(field.label))).collect();
        let mut custom_fields: Map<String, Value> =
            custom.iter().map(|field| (field.key.clone(), field.value.clone())).collect();
        custom_fields.insert(DISPLAY_NAMES.to_owned(), Value::Object(labels));
        let field = |flat: &payload::Flat| {
            let to = tried.taken.iter().find(|(path, _)| *path == flat.path).map(|(_, to)| *to);
            let key = custom.iter().find(|field| field.label == flat.path).map(|field| field.key.clone());
            TriedField {
                path: flat.path.clone(),
                sample: payload::plain(&flat.value).chars().take(200).collect(),
                to,
                custom_key: key.filter(|_| to.is_none()),
            }
        };
        let reason = |reason: Reason| match reason {
            Reason::TooLong => LeftOutReason::TooLong,
            Reason::TooDeep => LeftOutReason::TooDeep,
            Reason::TooMany => LeftOutReason::TooMany,
            Reason::Reserved => LeftOutReason::Reserved,
        };
        let core = tried.capture.core;
        Self {
            fields: tried.fields.iter().map(field).collect(),
            lead: TriedLead {
                name: core.name,
                email: core.email.map(|email| email.to_string()),
                phone: core.phone.map(|phone| phone.to_string()),
                company: core.company,
                title: core.title,
            },
            custom_fields: Value::Object(custom_fields),
            outcome: tried.outcome,
            lead_id: tried.lead,
            left_out: tried.left_out.into_iter().map(|(path, why)| LeftOut { path, reason: reason(why) }).collect(),
        }
    }
}
