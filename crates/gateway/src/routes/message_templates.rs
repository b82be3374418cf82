//! Templates, their variables, and what they say to somebody.

use actix_web::{HttpResponse, delete, get, http::StatusCode, patch, post, web};
use analytics::messages::{self, TemplateUse};
use crm_core::definition::{self, Object};
use db::{Conn, CustomerId, Id, WorkspaceId};
use messaging::{
    Channel, Error,
    person::{self, Recipient},
    template::{self, Patch, Status},
    text,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    auth::{Allowed, LeadsManage, LeadsView},
    body::Body,
    error::{Failure, Problem},
    state::Hydra,
    wire::{All, IfMatch, Timestamp, present},
    words,
};

/// A text that is sent again and again.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MessageTemplate {
    #[schema(value_type = Uuid)]
    id: Id<template::Template>,
    /// Unique for its channel.
    name: String,
    #[schema(value_type = words::Channel)]
    channel: Channel,
    /// Of an email.
    subject: Option<String>,
    /// With `{{variables}}`.
    body: String,
    #[schema(value_type = words::TemplateStatus)]
    status: Status,
    /// How Meta knows it.
    provider_name: Option<String>,
    /// Its language at Meta.
    language: Option<String>,
    /// The variables that its texts name, in their order.
    variables: Vec<String>,
    /// The automations that send it.
    used_by: Vec<TemplateUser>,
    created_at: Timestamp,
    updated_at: Timestamp,
    version: i32,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TemplateUser {
    id: Uuid,
    name: String,
}

/// What a template is to be; left out stays. A new one needs `name`, `channel` and `body`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MessageTemplateInput {
    name: Option<String>,
    /// Of a new one.
    #[schema(value_type = Option<words::Channel>)]
    channel: Option<Channel>,
    /// Required for an email, for no other.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    subject: Option<Option<String>>,
    body: Option<String>,
    /// draft or approved; of WhatsApp also pending and rejected, as Meta says.
    #[schema(value_type = Option<words::TemplateStatus>)]
    status: Option<Status>,
    /// Of WhatsApp: how Meta knows it.
    #[serde(default, deserialize_with = "present", alias = "providerName")]
    #[schema(value_type = Option<String>)]
    provider_name: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    language: Option<Option<String>>,
}

impl From<MessageTemplateInput> for Patch {
    fn from(input: MessageTemplateInput) -> Self {
        Self {
            name: input.name,
            channel: input.channel,
            subject: input.subject,
            body: input.body,
            status: input.status,
            provider_name: input.provider_name,
            language: input.language,
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct TemplatesQuery {
    #[param(value_type = Option<words::Channel>)]
    channel: Option<Channel>,
    #[param(value_type = Option<words::TemplateStatus>)]
    status: Option<Status>,
}

/// All templates, by channel and name.
#[utoipa::path(tag = "messages", security(("bearer" = ["leads:view"])), params(TemplatesQuery),
    responses((status = 200, body = All<MessageTemplate>)))]
#[get("/message-templates")]
pub(crate) async fn list_templates(
    caller: Allowed<LeadsView>,
    hydra: web::Data<Hydra>,
    query: web::Query<TemplatesQuery>,
) -> Result<web::Json<All<MessageTemplate>>, Failure> {
    let (workspace, channel, status) = (caller.workspace, query.channel, query.status);
    let data = hydra
        .write(workspace, move |conn| {
            let uses = messages::template_uses(conn, workspace)?;
            let rows = template::list(conn, workspace, channel, status)?;
            Ok(rows.into_iter().map(|row| wire(row, &uses)).collect())
        })
        .await?;
    Ok(web::Json(All { data }))
}

/// Makes a template.
#[utoipa::path(tag = "messages", security(("bearer" = ["leads:manage"])), request_body = MessageTemplateInput,
    responses((status = 201, body = MessageTemplate)))]
#[post("/message-templates")]
pub(crate) async fn create_template(
    caller: Allowed<LeadsManage>,
    hydra: web::Data<Hydra>,
    body: Body<MessageTemplateInput>,
) -> Result<HttpResponse, Failure> {
    let patch = Patch::from(body.0);
    let (workspace, actor, now) = (caller.workspace, caller.actor, hydra.now());
    let row = hydra.write(workspace, move |conn| Ok(template::create(conn, workspace, &patch, actor, now)?)).await?;
    Ok(HttpResponse::Created().json(wire(row, &[])))
}

/// One template.
#[utoipa::path(tag = "messages", security(("bearer" = ["leads:view"])), params(("id" = Uuid, Path)),
    responses((status = 200, body = MessageTemplate)))]
#[get("/message-templates/{id}")]
pub(crate) async fn show_template(
    caller: Allowed<LeadsView>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<template::Template>>,
) -> Result<web::Json<MessageTemplate>, Failure> {
    let (workspace, id) = (caller.workspace, *id);
    Ok(web::Json(hydra.write(workspace, move |conn| read(conn, workspace, id)).await?))
}

/// Changes a template. A WhatsApp text that changes is to be approved by Meta again.
#[utoipa::path(tag = "messages", security(("bearer" = ["leads:manage"])), request_body = MessageTemplateInput,
    params(("id" = Uuid, Path), ("If-Match" = Option<i32>, Header, description = "The version that was read")),
    responses((status = 200, body = MessageTemplate)))]
#[patch("/message-templates/{id}")]
pub(crate) async fn update_template(
    caller: Allowed<LeadsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<template::Template>>,
    expected: IfMatch,
    body: Body<MessageTemplateInput>,
) -> Result<web::Json<MessageTemplate>, Failure> {
    let patch = Patch::from(body.0);
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    let template = hydra
        .write(workspace, move |conn| {
            template::update(conn, workspace, id, &patch, expected.0, actor, now)?;
            read(conn, workspace, id)
        })
        .await?;
    Ok(web::Json(template))
}

/// Deletes a template that no automation and no campaign sends; what was sent with it stays.
#[utoipa::path(tag = "messages", security(("bearer" = ["leads:manage"])), params(("id" = Uuid, Path)), responses((status = 204)))]
#[delete("/message-templates/{id}")]
pub(crate) async fn delete_template(
    caller: Allowed<LeadsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<template::Template>>,
) -> Result<HttpResponse, Failure> {
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    hydra
        .write(workspace, move |conn| {
            let used = read(conn, workspace, id)?.used_by;
            if !used.is_empty() {
                let names: Vec<&str> = used.iter().map(|user| user.name.as_str()).collect();
                let detail =
                    format!("Automations send this template: {}. Take it out of them first.", names.join(", "));
                return Err(Problem::new(StatusCode::CONFLICT, "template_in_use", detail).into());
            }
            Ok(template::delete(conn, workspace, id, actor, now)?)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Something that a template can name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MessageVariable {
    name: String,
    /// For a person.
    label: String,
    example: String,
}

/// What templates can name: `custom.<key>` are the custom fields of leads and contacts that are defined.
#[utoipa::path(tag = "messages", security(("bearer" = ["leads:view"])), responses((status = 200, body = All<MessageVariable>)))]
#[get("/message-variables")]
pub(crate) async fn list_variables(
    caller: Allowed<LeadsView>,
    hydra: web::Data<Hydra>,
) -> Result<web::Json<All<MessageVariable>>, Failure> {
    let workspace = caller.workspace;
    let data = hydra.write(workspace, move |conn| variables(conn, workspace)).await?;
    Ok(web::Json(All { data }))
}

const EXAMPLES: [(&str, &str, &str); text::VARIABLES.len()] = [
    ("name", "Full name", "Aoife Brennan"),
    ("first_name", "First name", "Aoife"),
    ("email", "Email", "aoife@liffey-lifts.example"),
    ("phone", "Phone", "+353 1 555 0139"),
    ("company", "Company", "Liffey Lifts"),
    ("title", "Job title", "Operations lead"),
    ("account.name", "Account", "Liffey Lifts"),
    ("owner.name", "Owner", "Maya Lindqvist"),
    ("workspace.name", "Your workspace", "Fernhill"),
];

fn variables(conn: &mut Conn, workspace: WorkspaceId) -> Result<Vec<MessageVariable>, Failure> {
    let of = |name: String, label: &str, example: &str| MessageVariable {
        name,
        label: label.to_owned(),
        example: example.to_owned(),
    };
    let mut all: Vec<MessageVariable> =
        EXAMPLES.iter().map(|(name, label, example)| of((*name).to_owned(), label, example)).collect();
    for object in [Object::Lead, Object::Contact] {
        for field in definition::list(conn, workspace, Some(object))? {
            let name = format!("custom.{}", field.key);
            if !all.iter().any(|known| known.name == name) {
                let example = format!("({})", field.label);
                all.push(of(name, &field.label, &example));
            }
        }
    }
    Ok(all)
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PreviewText {
    #[schema(value_type = words::Channel)]
    channel: Channel,
    subject: Option<String>,
    body: String,
    /// A lead or a contact; examples stand for the values without one.
    #[serde(alias = "leadId")]
    #[schema(value_type = Option<Uuid>)]
    lead_id: Option<CustomerId>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PreviewFor {
    /// A lead or a contact.
    #[serde(alias = "leadId")]
    #[schema(value_type = Uuid)]
    lead_id: CustomerId,
}

/// What would be sent.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MessagePreview {
    subject: Option<String>,
    body: String,
    /// An email's HTML part, a whole document.
    html: Option<String>,
    /// Variables for which the person has no value, which stand as they are: nothing would be sent.
    missing: Vec<String>,
}

/// Shows what a text says to somebody, before it is saved.
#[utoipa::path(tag = "messages", security(("bearer" = ["leads:view"])), request_body = PreviewText,
    responses((status = 200, body = MessagePreview)))]
#[post("/message-templates/preview")]
pub(crate) async fn preview_text(
    caller: Allowed<LeadsView>,
    hydra: web::Data<Hydra>,
    body: Body<PreviewText>,
) -> Result<web::Json<MessagePreview>, Failure> {
    let Body(body) = body;
    let workspace = caller.workspace;
    let preview = hydra
        .write(workspace, move |conn| {
            let values = match body.lead_id {
                Some(id) => recipient(conn, workspace, id)?.values,
                None => examples(conn, workspace)?,
            };
            preview(body.channel, body.subject.as_deref(), &body.body, &values)
        })
        .await?;
    Ok(web::Json(preview))
}

/// Shows what a template says to somebody.
#[utoipa::path(tag = "messages", security(("bearer" = ["leads:view"])), request_body = PreviewFor,
    params(("id" = Uuid, Path)), responses((status = 200, body = MessagePreview)))]
#[post("/message-templates/{id}/preview")]
pub(crate) async fn preview_template(
    caller: Allowed<LeadsView>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<template::Template>>,
    body: Body<PreviewFor>,
) -> Result<web::Json<MessagePreview>, Failure> {
    let (workspace, id, lead) = (caller.workspace, *id, body.0.lead_id);
    let preview = hydra
        .write(workspace, move |conn| {
            let template = template::get(conn, workspace, id)?;
            let values = recipient(conn, workspace, lead)?.values;
            preview(template.channel, template.subject.as_deref(), &template.body, &values)
        })
        .await?;
    Ok(web::Json(preview))
}

/// Somebody whom a body names: a field, not an address.
pub(crate) fn recipient(conn: &mut Conn, workspace: WorkspaceId, id: CustomerId) -> Result<Recipient, Failure> {
    match person::recipient(conn, workspace, id) {
        Ok(found) if !found.deleted => Ok(found),
        Ok(_) | Err(Error::NotFound) => Err(Problem::field("lead_id", "invalid", "is no lead and no contact").into()),
        Err(error) => Err(error.into()),
    }
}

fn examples(conn: &mut Conn, workspace: WorkspaceId) -> Result<Value, Failure> {
    let mut values = json!({});
    for variable in variables(conn, workspace)? {
        text::set(&mut values, &variable.name, &variable.example);
    }
    Ok(values)
}

fn preview(channel: Channel, subject: Option<&str>, body: &str, values: &Value) -> Result<MessagePreview, Failure> {
    let subject = subject.filter(|_| channel == Channel::Email);
    if let Some(subject) = subject {
        text::check("subject", subject, text::MAX_SUBJECT)?;
    }
    text::check("body", body, text::MAX_BODY)?;
    let mut missing = Vec::new();
    let mut show = |text: &str| match text::fill(text, values) {
        Ok(filled) => filled,
        Err(names) => {
            // What is there is shown all the same, and what is not stays as it was typed.
            let mut patched = values.clone();
            for name in names {
                text::set(&mut patched, &name, &format!("{{{{{name}}}}}"));
                if !missing.contains(&name) {
                    missing.push(name);
                }
            }
            text::fill(text, &patched).unwrap_or_default()
        }
    };
    let (subject, body) = (subject.map(&mut show), show(body));
    let html = (channel == Channel::Email).then(|| text::html(&body, None));
    Ok(MessagePreview { subject, body, html, missing })
}

fn read(conn: &mut Conn, workspace: WorkspaceId, id: Id<template::Template>) -> Result<MessageTemplate, Failure> {
    let uses = messages::template_uses(conn, workspace)?;
    Ok(wire(template::get(conn, workspace, id)?, &uses))
}

fn wire(row: template::Template, uses: &[TemplateUse]) -> MessageTemplate {
    let used = uses.iter().filter(|used| used.template_id == row.id.uuid());
    MessageTemplate {
        variables: row.variables(),
        used_by: used.map(|used| TemplateUser { id: used.id, name: used.name.clone() }).collect(),
        id: row.id,
        name: row.name,
        channel: row.channel,
        subject: row.subject,
        body: row.body,
        status: row.status,
        provider_name: row.provider_name,
        language: row.language,
        created_at: row.created_at.into(),
        updated_at: row.updated_at.into(),
        version: row.version,
    }
}
