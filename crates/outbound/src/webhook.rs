//! Who wants to hear what.

use db::{Conn, Id, WorkspaceId, schema::outbound_webhooks as webhooks};
use diesel::prelude::*;
use serde_json::json;
use tenancy::{Actor, SecretKey, audit};
use time::{Duration, OffsetDateTime};
use url::{Host, Url};

use crate::{Error, address};

/// The longest address and description, in characters.
pub const MAX_TEXT: usize = 500;
/// After a rotation the secret before is good for so long.
pub const OLD_SECRET: Duration = Duration::hours(24);
/// Webhooks of one workspace.
const MAX_WEBHOOKS: i64 = 50;

db::text_enum! {
    /// What can be heard.
    pub enum Event {
        /// Events of the site, in batches (S27).
        VisitorEventCreated = "visitor_event.created",
        /// A lead came in.
        LeadCreated = "lead.created",
        /// A lead became a contact.
        LeadConverted = "lead.converted",
        /// A card moved on the board.
        LeadStageChanged = "lead.stage_changed",
        /// A contact was made.
        ContactCreated = "contact.created",
        /// An account was made.
        AccountCreated = "account.created",
        /// The deal on a company moved.
        AccountStageChanged = "account.stage_changed",
        /// An opportunity was made.
        OpportunityCreated = "opportunity.created",
        /// An opportunity moved.
        OpportunityStageChanged = "opportunity.stage_changed",
        /// A step of an automation calls it by name; nobody subscribes to it.
        AutomationStep = "automation.step",
        /// Somebody asked for a test; nobody subscribes to it.
        Test = "test",
    }
}

/// A receiver.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = webhooks)]
pub struct Webhook {
    /// Its id.
    pub id: Id<Webhook>,
    /// Where deliveries go.
    pub url: String,
    /// What it is for.
    pub description: Option<String>,
    /// Words of [`Event`].
    pub events: Vec<String>,
    /// Deliveries are made.
    pub active: bool,
    /// Why it was switched off by itself.
    pub disabled_reason: Option<String>,
    /// Which secret signs.
    pub secret_generation: i32,
    /// Until when the one before signs, too.
    pub old_secret_until: Option<OffsetDateTime>,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// The last change.
    pub updated_at: OffsetDateTime,
    /// Counts changes, for `If-Match`.
    pub version: i32,
}

impl Webhook {
    /// The secret that its owner is shown.
    pub fn secret(&self, key: &SecretKey) -> [u8; 32] {
        secret(key, self.id, self.secret_generation)
    }

    /// The secrets that sign at `now`, the newest first.
    pub fn secrets(&self, key: &SecretKey, now: OffsetDateTime) -> Vec<[u8; 32]> {
        let old = self.old_secret_until.filter(|until| now < *until);
        let generations = [Some(self.secret_generation), old.map(|_| self.secret_generation - 1)];
        generations.into_iter().flatten().map(|generation| secret(key, self.id, generation)).collect()
    }
}

fn secret(key: &SecretKey, id: Id<Webhook>, generation: i32) -> [u8; 32] {
    key.derive("outbound webhook", id.uuid(), generation)
}

/// Settings of a webhook; `None` leaves one as it is.
#[derive(Debug, Clone, Default, AsChangeset)]
#[diesel(table_name = webhooks)]
pub struct Patch {
    /// Another address.
    pub url: Option<String>,
    /// Another description, or none.
    pub description: Option<Option<String>>,
    /// Words of [`Event`], at least one.
    pub events: Option<Vec<String>>,
    /// On or off.
    pub active: Option<bool>,
}

/// Whether addresses of our own network may be called: for tests and for tools on the same machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// The public internet alone.
    Public,
    /// Everything.
    Private,
}

/// Makes a receiver.
pub fn create(
    conn: &mut Conn,
    workspace: WorkspaceId,
    settings: &Patch,
    reach: Reach,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Webhook, Error> {
    let settings = &distinct(settings);
    check(settings, reach)?;
    let count: i64 = webhooks::table.filter(webhooks::workspace_id.eq(workspace)).count().get_result(conn)?;
    if count >= MAX_WEBHOOKS {
        return Err(Error::Invalid { field: "url", message: format!("there are {MAX_WEBHOOKS} webhooks already") });
    }
    let id = Id::<Webhook>::new(now);
    let made: Webhook = diesel::insert_into(webhooks::table)
        .values((
            webhooks::workspace_id.eq(workspace),
            webhooks::id.eq(id),
            webhooks::url.eq(settings.url.clone().unwrap_or_default()),
            webhooks::description.eq(settings.description.clone().flatten()),
            webhooks::events.eq(settings.events.clone().unwrap_or_default()),
            webhooks::active.eq(settings.active.unwrap_or(true)),
            webhooks::created_at.eq(now),
            webhooks::updated_at.eq(now),
        ))
        .returning(Webhook::as_returning())
        .get_result(conn)?;
    let details = json!({"url": made.url, "events": made.events});
    audit::record(
        conn,
        workspace,
        actor,
        "outbound_webhook.created",
        ("outbound_webhook", Some(id.uuid())),
        details,
        now,
    )?;
    Ok(made)
}

/// All receivers, oldest first.
pub fn list(conn: &mut Conn, workspace: WorkspaceId) -> Result<Vec<Webhook>, Error> {
    Ok(webhooks::table
        .filter(webhooks::workspace_id.eq(workspace))
        .order(webhooks::id)
        .select(Webhook::as_select())
        .load(conn)?)
}

/// One receiver.
pub fn get(conn: &mut Conn, workspace: WorkspaceId, id: Id<Webhook>) -> Result<Webhook, Error> {
    Ok(webhooks::table
        .filter(webhooks::workspace_id.eq(workspace).and(webhooks::id.eq(id)))
        .select(Webhook::as_select())
        .first(conn)?)
}

/// Changes settings. Switching one on again forgets why it was switched off.
pub fn update(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Webhook>,
    (patch, reach): (&Patch, Reach),
    expected: Option<i32>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Webhook, Error> {
    let patch = &distinct(patch);
    check(patch, reach)?;
    let before = lock(conn, workspace, id)?;
    if expected.is_some_and(|version| version != before.version) {
        return Err(Error::Stale);
    }
    let after: Webhook = diesel::update(webhooks::table)
        .filter(webhooks::workspace_id.eq(workspace).and(webhooks::id.eq(id)))
        .set((patch, webhooks::updated_at.eq(now), webhooks::version.eq(webhooks::version + 1)))
        .returning(Webhook::as_returning())
        .get_result(conn)?;
    if patch.active == Some(true) {
        diesel::update(webhooks::table)
            .filter(webhooks::workspace_id.eq(workspace).and(webhooks::id.eq(id)))
            .set((webhooks::disabled_reason.eq(None::<String>), webhooks::failing_since.eq(None::<OffsetDateTime>)))
            .execute(conn)?;
    }
    let shown =
        |w: &Webhook| json!({"url": w.url, "description": w.description, "events": w.events, "active": w.active});
    let details = json!({"from": shown(&before), "to": shown(&after)});
    audit::record(
        conn,
        workspace,
        actor,
        "outbound_webhook.updated",
        ("outbound_webhook", Some(id.uuid())),
        details,
        now,
    )?;
    get(conn, workspace, id)
}

/// Makes a new secret; the one before signs as well for [`OLD_SECRET`].
pub fn rotate_secret(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Webhook>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Webhook, Error> {
    lock(conn, workspace, id)?;
    let after = diesel::update(webhooks::table)
        .filter(webhooks::workspace_id.eq(workspace).and(webhooks::id.eq(id)))
        .set((
            webhooks::secret_generation.eq(webhooks::secret_generation + 1),
            webhooks::old_secret_until.eq(now + OLD_SECRET),
            webhooks::updated_at.eq(now),
            webhooks::version.eq(webhooks::version + 1),
        ))
        .returning(Webhook::as_returning())
        .get_result(conn)?;
    let object = ("outbound_webhook", Some(id.uuid()));
    audit::record(conn, workspace, actor, "outbound_webhook.secret_rotated", object, json!({}), now)?;
    Ok(after)
}

/// Removes a receiver and what was delivered to it.
pub fn delete(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Webhook>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let before = lock(conn, workspace, id)?;
    diesel::delete(webhooks::table.filter(webhooks::workspace_id.eq(workspace).and(webhooks::id.eq(id))))
        .execute(conn)?;
    let details = json!({"url": before.url});
    audit::record(
        conn,
        workspace,
        actor,
        "outbound_webhook.deleted",
        ("outbound_webhook", Some(id.uuid())),
        details,
        now,
    )?;
    Ok(())
}

fn lock(conn: &mut Conn, workspace: WorkspaceId, id: Id<Webhook>) -> Result<Webhook, Error> {
    Ok(webhooks::table
        .filter(webhooks::workspace_id.eq(workspace).and(webhooks::id.eq(id)))
        .for_update()
        .select(Webhook::as_select())
        .first(conn)?)
}

/// Each event once.
fn distinct(patch: &Patch) -> Patch {
    let mut patch = patch.clone();
    if let Some(events) = &mut patch.events {
        events.sort_unstable();
        events.dedup();
    }
    patch
}

fn check(patch: &Patch, reach: Reach) -> Result<(), Error> {
    if let Some(url) = &patch.url {
        check_url(url, reach).map_err(|message| Error::Invalid { field: "url", message })?;
    }
    if patch.description.as_ref().and_then(Option::as_ref).is_some_and(|text| text.chars().count() > MAX_TEXT) {
        return Err(Error::Invalid { field: "description", message: format!("has more than {MAX_TEXT} characters") });
    }
    if let Some(events) = &patch.events {
        if events.is_empty() {
            return Err(Error::Invalid { field: "events", message: "choose at least one".to_owned() });
        }
        for word in events {
            match word.parse::<Event>() {
                Ok(event @ (Event::Test | Event::AutomationStep)) => {
                    let message = format!("nobody subscribes to \"{event}\"");
                    return Err(Error::Invalid { field: "events", message });
                }
                Ok(_) => {}
                Err(unknown) => return Err(Error::Invalid { field: "events", message: unknown.to_string() }),
            }
        }
    }
    Ok(())
}

/// What can be said of an address before it is resolved. Its host's addresses are checked again at each call, for a name
/// may come to mean another one.
fn check_url(text: &str, reach: Reach) -> Result<(), String> {
    if text.chars().count() > MAX_TEXT {
        return Err(format!("has more than {MAX_TEXT} characters"));
    }
    let url = Url::parse(text).map_err(|_| "is not an address; write it like https://example.com/hook".to_owned())?;
    let secure = url.scheme() == "https" || (url.scheme() == "http" && reach == Reach::Private);
    if !secure {
        return Err("must begin with https://".to_owned());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("may not hold a name or password; the signature says who sends".to_owned());
    }
    let public = match url.host() {
        Some(Host::Ipv4(v4)) => address::is_public(v4.into()),
        Some(Host::Ipv6(v6)) => address::is_public(v6.into()),
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            let inside = ["localhost", "local", "internal", "lan", "home.arpa"];
            name.contains('.') && !inside.iter().any(|end| name == *end || name.ends_with(&format!(".{end}")))
        }
        None => false,
    };
    if public || reach == Reach::Private { Ok(()) } else { Err("must be an address of the public internet".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_https_addresses_are_taken() {
        for url in ["https://example.com/hook", "https://example.com:8443/?a=b", "https://8.8.8.8/"] {
            assert_eq!(check_url(url, Reach::Public), Ok(()), "{url}");
        }
        for url in [
            "",
            "example.com",
            "http://example.com/",
            "ftp://example.com/",
            "https://localhost/",
            "https://a.localhost./",
            "https://127.1/",
            "https://0x7f000001/",
            "https://2130706433/",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://10.0.0.1/",
            "https://intranet/",
            "https://db.internal/",
            "https://user:pw@example.com/",
            "https://169.254.169.254/latest",
        ] {
            assert!(check_url(url, Reach::Public).is_err(), "{url}");
        }
        assert_eq!(check_url("http://127.0.0.1:9/", Reach::Private), Ok(()));
    }
}
