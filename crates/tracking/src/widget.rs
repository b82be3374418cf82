//! Widgets: a site's script, its key and its settings.

use db::{Conn, Id, WorkspaceId, schema::widgets};
use diesel::prelude::*;
use serde_json::{Value, json};
use subtle::ConstantTimeEq;
use tenancy::{Actor, SecretKey, audit};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Error, retention};

/// The longest name.
pub const MAX_NAME: usize = 100;

/// A widget.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = widgets)]
pub struct Widget {
    /// Its id.
    pub id: Id<Widget>,
    /// What people call it.
    pub name: String,
    /// Off for every new widget (S1).
    pub tracking_enabled: bool,
    /// 1 to 365 (S12).
    pub event_retention_days: i32,
    /// Origins whose pages may send; empty means any. A fence for browsers, not authentication.
    pub allowed_origins: Vec<String>,
    /// Record clicks on links and buttons (D19).
    pub capture_clicks: bool,
    /// Record how far pages are read.
    pub capture_scroll: bool,
    /// Record clicks on links to other sites.
    pub capture_outbound: bool,
    /// Nothing is stored or sent before the visitor has agreed (S21).
    pub consent_required: bool,
    /// What an unverified call may do.
    pub identity_verification: Verification,
    /// Which secret verifies; see [`Widget::secret`].
    pub secret_generation: i32,
    /// The form that pages embed, as `pipeline` reads it.
    pub form: Value,
    /// The chat, as `inbox` reads it; empty is off.
    pub chat: Value,
    /// The bot, as `inbox` reads it; empty is off.
    pub capture: Value,
    /// The last daily purge (S12).
    pub purged_at: Option<OffsetDateTime>,
    /// The events that it removed.
    pub purged_events: i64,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// The last change.
    pub updated_at: OffsetDateTime,
    /// Counts changes, for `If-Match`.
    pub version: i32,
}

db::text_enum! {
    /// What a call that anyone could have made may do (D23).
    pub enum Verification {
        /// Fill blanks, but overwrite nothing that a person, an import or a verified call set.
        Guarded = "guarded",
        /// Nothing.
        Strict = "strict",
    }
}

impl Widget {
    /// The secret with which the site's server signs user ids, as text.
    pub fn secret(&self, key: &SecretKey) -> String {
        hex::encode(key.derive("widget identity", self.id.uuid(), self.secret_generation))
    }

    /// True when `hash` is the hex HMAC-SHA256 of the user id with the widget's secret (D23).
    pub fn verifies(&self, key: &SecretKey, user_id: &str, hash: &str) -> bool {
        let expected = tenancy::secret::sign(self.secret(key).as_bytes(), user_id.as_bytes());
        hex::decode(hash).is_ok_and(|given| given.ct_eq(&expected).into())
    }
}

/// The public key of a widget, which stands in the page's HTML: `pk_<workspace>_<widget>`, both in base58. It is no secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct WidgetKey {
    /// Whose widget.
    pub workspace: WorkspaceId,
    /// Which.
    pub widget: Id<Widget>,
}

impl WidgetKey {
    /// Reads a key; `None` for what is none.
    pub fn parse(text: &str) -> Option<Self> {
        let (workspace, widget) = text.strip_prefix("pk_")?.split_once('_')?;
        Some(Self { workspace: uuid(workspace)?.into(), widget: uuid(widget)?.into() })
    }
}

impl std::fmt::Display for WidgetKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = |uuid: Uuid| bs58::encode(uuid.as_bytes()).into_string();
        write!(f, "pk_{}_{}", text(self.workspace.uuid()), text(self.widget.uuid()))
    }
}

fn uuid(base58: &str) -> Option<Uuid> {
    let bytes: [u8; 16] = (base58.len() <= 22).then(|| bs58::decode(base58).into_vec().ok())??.try_into().ok()?;
    Some(Uuid::from_bytes(bytes))
}

/// Settings that may be changed; `None` leaves one as it is.
#[derive(Debug, Clone, Default, AsChangeset)]
#[diesel(table_name = widgets)]
pub struct Patch {
    /// A new name.
    pub name: Option<String>,
    /// The switch of S1.
    pub tracking_enabled: Option<bool>,
    /// 1 to 365.
    pub event_retention_days: Option<i32>,
    /// Each as a browser writes it: `https://example.com`.
    pub allowed_origins: Option<Vec<String>>,
    /// See [`Widget::capture_clicks`].
    pub capture_clicks: Option<bool>,
    /// See [`Widget::capture_scroll`].
    pub capture_scroll: Option<bool>,
    /// See [`Widget::capture_outbound`].
    pub capture_outbound: Option<bool>,
    /// See [`Widget::consent_required`].
    pub consent_required: Option<bool>,
    /// See [`Widget::identity_verification`].
    pub identity_verification: Option<Verification>,
    /// See [`Widget::form`].
    pub form: Option<Value>,
    /// See [`Widget::chat`].
    pub chat: Option<Value>,
    /// See [`Widget::capture`].
    pub capture: Option<Value>,
}

/// Makes a widget with an id that the caller has chosen.
pub fn create(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Widget>,
    name: &str,
    settings: &Patch,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Widget, Error> {
    let settings = check(settings)?;
    diesel::insert_into(widgets::table)
        .values((
            widgets::workspace_id.eq(workspace),
            widgets::id.eq(id),
            widgets::name.eq(name),
            widgets::created_at.eq(now),
            widgets::updated_at.eq(now),
        ))
        .execute(conn)?;
    let made = write(conn, workspace, id, &Patch { name: Some(name.to_owned()), ..settings }, now, 0)?;
    retention::schedule(conn, workspace, id, now)?;
    audit::record(conn, workspace, actor, "widget.created", ("widget", Some(id.uuid())), json!({"name": name}), now)?;
    Ok(made)
}

/// All widgets, oldest first.
pub fn list(conn: &mut Conn, workspace: WorkspaceId) -> Result<Vec<Widget>, Error> {
    Ok(widgets::table
        .filter(widgets::workspace_id.eq(workspace).and(widgets::deleted_at.is_null()))
        .order(widgets::id)
        .select(Widget::as_select())
        .load(conn)?)
}

/// One widget.
pub fn get(conn: &mut Conn, workspace: WorkspaceId, id: Id<Widget>) -> Result<Widget, Error> {
    Ok(widgets::table
        .filter(widgets::workspace_id.eq(workspace).and(widgets::id.eq(id)))
        .filter(widgets::deleted_at.is_null())
        .select(Widget::as_select())
        .first(conn)?)
}

/// Changes settings; each change is in the audit log with both values (S13).
pub fn update(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Widget>,
    patch: &Patch,
    expected: Option<i32>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Widget, Error> {
    let patch = check(patch)?;
    let before = lock(conn, workspace, id)?;
    if expected.is_some_and(|version| version != before.version) {
        return Err(Error::Stale);
    }
    let after = write(conn, workspace, id, &patch, now, 1)?;
    let (from, to) = (settings(&before), settings(&after));
    if from != to {
        let details = json!({"from": from, "to": to});
        audit::record(conn, workspace, actor, "widget.updated", ("widget", Some(id.uuid())), details, now)?;
    }
    Ok(after)
}

/// Makes a new secret; user hashes that were made with the one before are worth nothing from now on.
pub fn rotate_secret(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Widget>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Widget, Error> {
    lock(conn, workspace, id)?;
    let after = diesel::update(widgets::table)
        .filter(widgets::workspace_id.eq(workspace).and(widgets::id.eq(id)))
        .set((
            widgets::secret_generation.eq(widgets::secret_generation + 1),
            widgets::updated_at.eq(now),
            widgets::version.eq(widgets::version + 1),
        ))
        .returning(Widget::as_returning())
        .get_result(conn)?;
    audit::record(conn, workspace, actor, "widget.secret_rotated", ("widget", Some(id.uuid())), json!({}), now)?;
    Ok(after)
}

/// Hides the widget at once: its key is unknown from now on. A job removes what it saw, in batches (D24).
pub fn delete(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Widget>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let widget = lock(conn, workspace, id)?;
    diesel::update(widgets::table)
        .filter(widgets::workspace_id.eq(workspace).and(widgets::id.eq(id)))
        .set(widgets::deleted_at.eq(now))
        .execute(conn)?;
    let details = json!({"name": widget.name});
    audit::record(conn, workspace, actor, "widget.deleted", ("widget", Some(id.uuid())), details, now)?;
    let due = now + ingest_settled();
    outbox::enqueue(conn, workspace, REMOVE_JOB, json!({"widget_id": id}), due, now)?;
    Ok(())
}

/// The job that removes a deleted widget's rows.
pub const REMOVE_JOB: &str = "tracking.remove_widget";

/// How many rows one transaction of the removal takes.
const REMOVE_BATCH: i64 = 5_000;

/// Removes one batch of a deleted widget's events; the widget itself when none is left. True when all is gone.
pub fn remove_batch(conn: &mut Conn, workspace: WorkspaceId, id: Id<Widget>) -> Result<bool, Error> {
    use db::schema::{sessions, visitor_events, visitors};
    use diesel::dsl::{exists, not};
    // The visitor's row first, then its events (Q12): whoever ingests waits for this lock, and finds the widget gone.
    let visitor: Option<Uuid> = visitors::table
        .filter(visitors::workspace_id.eq(workspace).and(visitors::widget_id.eq(id)))
        .order(visitors::id)
        .for_update()
        .select(visitors::id)
        .first(conn)
        .optional()?;
    let Some(visitor) = visitor else {
        diesel::delete(widgets::table)
            .filter(widgets::workspace_id.eq(workspace).and(widgets::id.eq(id)))
            .filter(not(exists(
                visitors::table
                    .filter(visitors::workspace_id.eq(workspace))
                    .filter(visitors::widget_id.eq(id))
                    .select(visitors::id),
            )))
            .execute(conn)?;
        return Ok(true);
    };
    let batch = visitor_events::table
        .filter(visitor_events::workspace_id.eq(workspace).and(visitor_events::visitor_id.eq(visitor)))
        .order(visitor_events::occurred_at)
        .limit(REMOVE_BATCH)
        .select(visitor_events::id)
        .load::<Uuid>(conn)?;
    if batch.is_empty() {
        diesel::delete(sessions::table)
            .filter(sessions::workspace_id.eq(workspace).and(sessions::visitor_id.eq(visitor)))
            .execute(conn)?;
        diesel::delete(visitors::table)
            .filter(visitors::workspace_id.eq(workspace).and(visitors::id.eq(visitor)))
            .execute(conn)?;
        crm_core::focus::forget(conn, workspace, &[visitor])?;
    } else {
        diesel::delete(visitor_events::table)
            .filter(visitor_events::workspace_id.eq(workspace).and(visitor_events::id.eq_any(batch)))
            .execute(conn)?;
    }
    Ok(false)
}

/// A gateway may know the widget for a few seconds after its deletion; the removal waits until none does (D24).
fn ingest_settled() -> time::Duration {
    time::Duration::minutes(1)
}

fn lock(conn: &mut Conn, workspace: WorkspaceId, id: Id<Widget>) -> Result<Widget, Error> {
    Ok(widgets::table
        .filter(widgets::workspace_id.eq(workspace).and(widgets::id.eq(id)))
        .filter(widgets::deleted_at.is_null())
        .for_update()
        .select(Widget::as_select())
        .first(conn)?)
}

fn write(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Widget>,
    patch: &Patch,
    now: OffsetDateTime,
    step: i32,
) -> Result<Widget, Error> {
    Ok(diesel::update(widgets::table)
        .filter(widgets::workspace_id.eq(workspace).and(widgets::id.eq(id)))
        .set((patch, widgets::updated_at.eq(now), widgets::version.eq(widgets::version + step)))
        .returning(Widget::as_returning())
        .get_result(conn)?)
}

fn check(patch: &Patch) -> Result<Patch, Error> {
    let mut patch = patch.clone();
    if patch.event_retention_days.is_some_and(|days| !(1..=365).contains(&days)) {
        return Err(Error::Invalid { field: "event_retention_days", message: "must be 1 to 365".to_owned() });
    }
    if let Some(origins) = &mut patch.allowed_origins {
        if origins.len() > 50 {
            return Err(Error::Invalid { field: "allowed_origins", message: "has more than 50 entries".to_owned() });
        }
        for origin in origins.iter_mut() {
            *origin = normal_origin(origin).ok_or_else(|| Error::Invalid {
                field: "allowed_origins",
                message: format!("{origin:?} is not an origin; write it like https://example.com"),
            })?;
        }
    }
    Ok(patch)
}

/// An origin as browsers send it, of an address as people write it; `None` when it is no http address or has a path.
fn normal_origin(text: &str) -> Option<String> {
    let url = url::Url::parse(text.trim()).ok()?;
    let bare = matches!(url.scheme(), "http" | "https") && matches!(url.path(), "" | "/") && url.query().is_none();
    (bare && url.has_host()).then(|| url.origin().ascii_serialization())
}

fn settings(widget: &Widget) -> serde_json::Value {
    json!({
        "name": widget.name,
        "tracking_enabled": widget.tracking_enabled,
        "event_retention_days": widget.event_retention_days,
        "allowed_origins": widget.allowed_origins,
        "capture_clicks": widget.capture_clicks,
        "capture_scroll": widget.capture_scroll,
        "capture_outbound": widget.capture_outbound,
        "consent_required": widget.consent_required,
        "identity_verification": widget.identity_verification,
        "form": widget.form,
        "chat": widget.chat,
        "capture": widget.capture,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_reads_back() {
        let key = WidgetKey { workspace: Uuid::from_u128(1).into(), widget: Uuid::from_u128(u128::MAX).into() };
        assert_eq!(WidgetKey::parse(&key.to_string()), Some(key));
        for text in ["", "pk_", "pk__", "pk_1_1", "wk_1_1", "pk_0OIl_1", &format!("{key}x")] {
            assert_eq!(WidgetKey::parse(text), None, "{text}");
        }
    }

    #[test]
    fn origins_are_written_as_browsers_do() {
        assert_eq!(normal_origin(" https://Example.com/ ").as_deref(), Some("https://example.com"));
        assert_eq!(normal_origin("http://localhost:5173").as_deref(), Some("http://localhost:5173"));
        for text in ["example.com", "https://example.com/path", "ftp://example.com", "*", "https://"] {
            assert_eq!(normal_origin(text), None, "{text}");
        }
    }
}
