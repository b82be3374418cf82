//! Widgets: settings and snippet.

mod chat;

use actix_web::{HttpResponse, delete, get, patch, post, web};
use db::{Conn, Id, WorkspaceId};
use pipeline::form::{FieldKind, Form, FormField};
use serde::{Deserialize, Serialize};
use tenancy::{Permission, SecretKey};
use tracking::{
    WidgetKey, visitor,
    widget::{self, Patch, Verification},
};
use utoipa::ToSchema;

use chat::{CaptureSettings, ChatSettings};

use crate::{
    auth::{Allowed, Caller, CrmView, SettingsManage},
    body::Body,
    error::Failure,
    hook,
    state::Hydra,
    wire::{All, IfMatch, Timestamp, required},
    words,
};

/// A widget.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Widget {
    #[schema(value_type = Uuid)]
    id: Id<widget::Widget>,
    name: String,
    /// Stands in the page's HTML; no secret.
    key: String,
    /// Off for a new widget (S1).
    tracking_enabled: bool,
    /// 1 to 365 (S12).
    event_retention_days: i32,
    /// Empty: pages of any origin.
    allowed_origins: Vec<String>,
    autocapture: Autocapture,
    /// Nothing is stored or sent before the visitor has agreed (S21).
    consent_required: bool,
    #[schema(value_type = words::IdentityVerification)]
    identity_verification: Verification,
    /// The key of user hashes (D23): for whoever may change settings, null for others.
    identity_secret: Option<String>,
    /// What pages embed to get leads.
    form: WidgetForm,
    chat: ChatSettings,
    capture: CaptureSettings,
    /// What calls of `capture.hook_url` are signed with (Standard Webhooks): for whoever may change settings, null for
    /// others.
    hook_secret: Option<String>,
    /// Events that are kept now.
    event_count: i64,
    /// The last daily purge (S12); null before the first.
    last_purge: Option<LastPurge>,
    /// The last time that it saw anybody.
    last_event_at: Option<Timestamp>,
    created_at: Timestamp,
    updated_at: Timestamp,
    version: i32,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LastPurge {
    at: Timestamp,
    /// Events.
    removed: i64,
}

/// What the script records by itself (D19).
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub(crate) struct Autocapture {
    pub(crate) clicks: bool,
    pub(crate) scroll: bool,
    pub(crate) outbound: bool,
}

impl From<&widget::Widget> for Autocapture {
    fn from(row: &widget::Widget) -> Self {
        Self { clicks: row.capture_clicks, scroll: row.capture_scroll, outbound: row.capture_outbound }
    }
}

/// The form that pages embed; email or phone is among its fields.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WidgetForm {
    title: String,
    button: String,
    /// What stands there once it was sent.
    thanks: String,
    fields: Vec<WidgetFormField>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WidgetFormField {
    /// name, email, phone, company, title, or any other word: a custom field.
    key: String,
    label: String,
    #[schema(value_type = words::FormFieldKind)]
    kind: FieldKind,
    #[serde(default)]
    required: bool,
}

impl WidgetForm {
    /// What is stored of it, checked.
    fn checked(self) -> Result<serde_json::Value, Failure> {
        let field = |field: WidgetFormField| FormField {
            key: field.key,
            label: field.label,
            kind: field.kind,
            required: field.required,
        };
        let fields = self.fields.into_iter().map(field).collect();
        let form = Form { title: self.title, button: self.button, thanks: self.thanks, fields }.checked()?;
        Ok(serde_json::json!(form))
    }

    /// What is stored, as the wire has it.
    pub(crate) fn read(stored: &serde_json::Value) -> Result<Self, Failure> {
        let unreadable = |error| db::Error::Unavailable(format!("an unreadable form: {error}"));
        Ok(Self::deserialize(stored).map_err(unreadable)?)
    }
}

#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AutocapturePatch {
    clicks: Option<bool>,
    scroll: Option<bool>,
    outbound: Option<bool>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewWidget {
    name: String,
    tracking_enabled: Option<bool>,
    #[schema(minimum = 1, maximum = 365)]
    event_retention_days: Option<i32>,
    allowed_origins: Option<Vec<String>>,
    autocapture: Option<AutocapturePatch>,
    consent_required: Option<bool>,
    #[schema(value_type = Option<words::IdentityVerification>)]
    identity_verification: Option<Verification>,
    form: Option<WidgetForm>,
    /// The whole of it.
    chat: Option<ChatSettings>,
    /// The whole of it.
    capture: Option<CaptureSettings>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WidgetPatch {
    name: Option<String>,
    tracking_enabled: Option<bool>,
    #[schema(minimum = 1, maximum = 365)]
    event_retention_days: Option<i32>,
    allowed_origins: Option<Vec<String>>,
    autocapture: Option<AutocapturePatch>,
    consent_required: Option<bool>,
    #[schema(value_type = Option<words::IdentityVerification>)]
    identity_verification: Option<Verification>,
    form: Option<WidgetForm>,
    /// The whole of it.
    chat: Option<ChatSettings>,
    /// The whole of it.
    capture: Option<CaptureSettings>,
}

/// The HTML to paste into a page.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Snippet {
    html: String,
    /// Where a waitlist form posts to (H13).
    waitlist_url: String,
    /// Where it stands, the widget's form appears.
    form_html: String,
}

/// All widgets.
#[utoipa::path(tag = "widgets", security(("bearer" = ["crm:view"])), responses((status = 200, body = All<Widget>)))]
#[get("/widgets")]
pub(crate) async fn list_widgets(
    caller: Allowed<CrmView>,
    hydra: web::Data<Hydra>,
) -> Result<web::Json<All<Widget>>, Failure> {
    let (workspace, key) = (caller.workspace, secret_for(&caller, &hydra));
    let data = hydra
        .write(workspace, move |conn| {
            let rows = widget::list(conn, workspace)?;
            rows.into_iter().map(|row| wire(conn, workspace, row, key.as_ref())).collect()
        })
        .await?;
    Ok(web::Json(All { data }))
}

/// Makes a widget; tracking is off unless it is switched on here.
#[utoipa::path(tag = "widgets", security(("bearer" = ["settings:manage"])), request_body = NewWidget, responses((status = 201, body = Widget)))]
#[post("/widgets")]
pub(crate) async fn create_widget(
    caller: Allowed<SettingsManage>,
    hydra: web::Data<Hydra>,
    body: Body<NewWidget>,
) -> Result<HttpResponse, Failure> {
    let Body(body) = body;
    let name = required("name", &body.name, widget::MAX_NAME)?;
    let settings = Patch {
        name: None,
        tracking_enabled: body.tracking_enabled,
        event_retention_days: body.event_retention_days,
        allowed_origins: body.allowed_origins,
        consent_required: body.consent_required,
        identity_verification: body.identity_verification,
        form: body.form.map(WidgetForm::checked).transpose()?,
        chat: body.chat.map(ChatSettings::checked).transpose()?,
        capture: body.capture.map(CaptureSettings::checked).transpose()?,
        ..captures(body.autocapture)
    };
    let (workspace, actor, now, key) = (caller.workspace, caller.actor, hydra.now(), secret_for(&caller, &hydra));
    let made = hydra
        .write(workspace, move |conn| {
            let row = widget::create(conn, workspace, Id::new(now), &name, &settings, actor, now)?;
            wire(conn, workspace, row, key.as_ref())
        })
        .await?;
    Ok(HttpResponse::Created().json(made))
}

/// One widget: any teammate may look (S13).
#[utoipa::path(tag = "widgets", security(("bearer" = ["crm:view"])), params(("id" = Uuid, Path)), responses((status = 200, body = Widget)))]
#[get("/widgets/{id}")]
pub(crate) async fn show_widget(
    caller: Allowed<CrmView>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<widget::Widget>>,
) -> Result<web::Json<Widget>, Failure> {
    let (workspace, id, key) = (caller.workspace, *id, secret_for(&caller, &hydra));
    let row = hydra
        .write(workspace, move |conn| {
            let row = widget::get(conn, workspace, id)?;
            wire(conn, workspace, row, key.as_ref())
        })
        .await?;
    Ok(web::Json(row))
}

/// Changes settings; each change is in the audit log (S13).
#[utoipa::path(tag = "widgets", security(("bearer" = ["settings:manage"])), request_body = WidgetPatch,
    params(("id" = Uuid, Path), ("If-Match" = Option<i32>, Header, description = "The version that was read")),
    responses((status = 200, body = Widget)))]
#[patch("/widgets/{id}")]
pub(crate) async fn update_widget(
    caller: Allowed<SettingsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<widget::Widget>>,
    expected: IfMatch,
    body: Body<WidgetPatch>,
) -> Result<web::Json<Widget>, Failure> {
    let Body(body) = body;
    let patch = Patch {
        name: body.name.map(|name| required("name", &name, widget::MAX_NAME)).transpose()?,
        tracking_enabled: body.tracking_enabled,
        event_retention_days: body.event_retention_days,
        allowed_origins: body.allowed_origins,
        consent_required: body.consent_required,
        identity_verification: body.identity_verification,
        form: body.form.map(WidgetForm::checked).transpose()?,
        chat: body.chat.map(ChatSettings::checked).transpose()?,
        capture: body.capture.map(CaptureSettings::checked).transpose()?,
        ..captures(body.autocapture)
    };
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    let key = secret_for(&caller, &hydra);
    let row = hydra
        .write(workspace, move |conn| {
            let row = widget::update(conn, workspace, id, &patch, expected.0, actor, now)?;
            wire(conn, workspace, row, key.as_ref())
        })
        .await?;
    hydra.forget_widget(WidgetKey { workspace, widget: id });
    Ok(web::Json(row))
}

/// Makes a new identity secret: hashes that were made with the one before are worth nothing from now on.
#[utoipa::path(tag = "widgets", security(("bearer" = ["settings:manage"])), params(("id" = Uuid, Path)),
    responses((status = 200, body = Widget)))]
#[post("/widgets/{id}/rotate-secret")]
pub(crate) async fn rotate_widget_secret(
    caller: Allowed<SettingsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<widget::Widget>>,
) -> Result<web::Json<Widget>, Failure> {
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    let key = secret_for(&caller, &hydra);
    let row = hydra
        .write(workspace, move |conn| {
            let row = widget::rotate_secret(conn, workspace, id, actor, now)?;
            wire(conn, workspace, row, key.as_ref())
        })
        .await?;
    hydra.forget_widget(WidgetKey { workspace, widget: id });
    Ok(web::Json(row))
}

/// Deletes a widget and everything that it saw. To stop it only, switch tracking off.
#[utoipa::path(tag = "widgets", security(("bearer" = ["settings:manage"])), params(("id" = Uuid, Path)), responses((status = 204)))]
#[delete("/widgets/{id}")]
pub(crate) async fn delete_widget(
    caller: Allowed<SettingsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<widget::Widget>>,
) -> Result<HttpResponse, Failure> {
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    hydra.write(workspace, move |conn| Ok(widget::delete(conn, workspace, id, actor, now)?)).await?;
    hydra.forget_widget(WidgetKey { workspace, widget: id });
    Ok(HttpResponse::NoContent().finish())
}

/// The HTML to paste into the site's pages.
#[utoipa::path(tag = "widgets", security(("bearer" = ["crm:view"])), params(("id" = Uuid, Path)), responses((status = 200, body = Snippet)))]
#[get("/widgets/{id}/snippet")]
pub(crate) async fn widget_snippet(
    caller: Allowed<CrmView>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<widget::Widget>>,
) -> Result<web::Json<Snippet>, Failure> {
    let (workspace, id) = (caller.workspace, *id);
    let row = hydra.write(workspace, move |conn| Ok(widget::get(conn, workspace, id)?)).await?;
    let key = WidgetKey { workspace, widget: id };
    let public_url = hydra.configuration.public_url();
    let waitlist_url = format!("{public_url}/waitlist/{key}");
    let form_html = form_snippet(&public_url, &key.to_string());
    let html = snippet(&public_url, &key.to_string(), row.consent_required);
    Ok(web::Json(Snippet { html, waitlist_url, form_html }))
}

/// The form's place, and the script that fills it.
pub(crate) fn form_snippet(public_url: &str, key: &str) -> String {
    format!("<div data-hydra-form=\"{key}\"></div>\n<script async src=\"{public_url}/form.js\"></script>")
}

/// The pre-load stub (S15), which keeps calls made before the script is there, and the script.
pub(crate) fn snippet(public_url: &str, key: &str, consent_required: bool) -> String {
    let consent = if consent_required { " data-consent=\"required\"" } else { "" };
    format!(
        "<script>
  window.hydra = window.hydra || {{ _q: [] }};
  [\"track\", \"identify\", \"setProperties\", \"setStage\", \"setDeal\", \"reset\", \"consent\", \"chat\"].forEach(function (name) {{
    window.hydra[name] = window.hydra[name] || function () {{
      window.hydra._q.push([name, [].slice.call(arguments), Date.now()]);
    }};
  }});
</script>
<script async src=\"{public_url}/widget.js\" data-key=\"{key}\"{consent}></script>"
    )
}

fn captures(patch: Option<AutocapturePatch>) -> Patch {
    let patch = patch.unwrap_or_default();
    Patch {
        capture_clicks: patch.clicks,
        capture_scroll: patch.scroll,
        capture_outbound: patch.outbound,
        ..Patch::default()
    }
}

/// The key for callers who may see identity secrets.
fn secret_for(caller: &Caller, hydra: &Hydra) -> Option<SecretKey> {
    caller.may(Permission::SettingsManage).then(|| hydra.secret_key.clone())
}

fn wire(
    conn: &mut Conn,
    workspace: WorkspaceId,
    row: widget::Widget,
    key: Option<&SecretKey>,
) -> Result<Widget, Failure> {
    Ok(Widget {
        consent_required: row.consent_required,
        identity_verification: row.identity_verification,
        identity_secret: key.map(|key| row.secret(key)),
        event_count: analytics::kept::event_count(conn, workspace, row.id.uuid())?,
        last_purge: row.purged_at.map(|at| LastPurge { at: at.into(), removed: row.purged_events }),
        key: WidgetKey { workspace, widget: row.id }.to_string(),
        last_event_at: visitor::last_seen(conn, workspace, row.id)?.map(Timestamp::from),
        autocapture: Autocapture::from(&row),
        form: WidgetForm::read(&row.form)?,
        chat: ChatSettings::read(&row.chat)?,
        capture: CaptureSettings::read(&row.capture)?,
        hook_secret: key.map(|key| outbound::signature::secret_text(&hook::secret(key, row.id))),
        id: row.id,
        name: row.name,
        tracking_enabled: row.tracking_enabled,
        event_retention_days: row.event_retention_days,
        allowed_origins: row.allowed_origins,
        created_at: row.created_at.into(),
        updated_at: row.updated_at.into(),
        version: row.version,
    })
}
