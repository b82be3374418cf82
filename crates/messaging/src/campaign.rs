//! Campaigns: a template to everybody of an audience, so many a minute (L33).

use std::collections::BTreeMap;

use db::{
    Conn, CustomerId, Id, Page, WorkspaceId,
    schema::{
        broadcast_audience_members as members, broadcast_campaigns as campaigns, broadcast_recipients as recipients,
        messages,
    },
};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tenancy::{Actor, audit};
use time::{Duration, OffsetDateTime};

use crate::{
    Error, Message, Origin, Status, Template,
    audience::{self, Audience},
    person, rules,
    send::{self, New},
    template, text,
};

/// The job that sends a part of a campaign.
pub const SEND_JOB: &str = "campaign.send";
/// People of one transaction.
const AT_ONCE: i64 = 100;
/// Messages a minute, unless it is said.
const PER_MINUTE: i32 = 60;
/// At most.
const MAX_PER_MINUTE: i32 = 6_000;

db::text_enum! {
    /// How a campaign stands.
    pub enum State {
        /// It can be changed.
        Draft = "draft",
        /// It begins at its time.
        Scheduled = "scheduled",
        /// It is being sent.
        Sending = "sending",
        /// Everybody was written to, or left out.
        Sent = "sent",
        /// It was stopped.
        Cancelled = "cancelled",
    }
}

/// A campaign.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = campaigns)]
pub struct Campaign {
    /// Its id.
    pub id: Id<Campaign>,
    /// What people call it.
    pub name: String,
    /// For whom.
    pub audience_id: Id<Audience>,
    /// With what.
    pub template_id: Id<Template>,
    /// Texts that stand for variables, before people's own values.
    pub variables: Value,
    /// When it is to begin; at once when it is sent.
    pub scheduled_at: Option<OffsetDateTime>,
    /// Messages in a minute at most.
    pub per_minute: i32,
    /// How it stands.
    pub state: State,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// When it began.
    pub started_at: Option<OffsetDateTime>,
    /// When it ended.
    pub finished_at: Option<OffsetDateTime>,
    /// Counts changes, for `If-Match`.
    pub version: i32,
}

/// What a campaign is to be; `None` leaves a part as it is.
#[derive(Debug, Clone, Default)]
pub struct Patch {
    /// Its name.
    pub name: Option<String>,
    /// For whom.
    pub audience_id: Option<Id<Audience>>,
    /// With what.
    pub template_id: Option<Id<Template>>,
    /// Texts that stand for variables.
    pub variables: Option<BTreeMap<String, String>>,
    /// When it is to begin.
    pub scheduled_at: Option<Option<OffsetDateTime>>,
    /// 1 to 6,000.
    pub per_minute: Option<i32>,
}

/// Makes a draft.
///
/// # Errors
/// [`Error::Invalid`] for `name`, `audience_id`, `template_id`, `variables.<name>` or `per_minute`.
pub fn create(
    conn: &mut Conn,
    workspace: WorkspaceId,
    patch: &Patch,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Campaign, Error> {
    let name = audience::named(patch.name.as_deref().unwrap_or_default())?;
    let audience_id = patch.audience_id.ok_or_else(|| Error::invalid("audience_id", "is required"))?;
    let template_id = patch.template_id.ok_or_else(|| Error::invalid("template_id", "is required"))?;
    let none = BTreeMap::new();
    let variables = patch.variables.as_ref().unwrap_or(&none);
    check(conn, workspace, audience_id, template_id, variables)?;
    let id = Id::<Campaign>::new(now);
    diesel::insert_into(campaigns::table)
        .values((
            campaigns::workspace_id.eq(workspace),
            campaigns::id.eq(id),
            campaigns::name.eq(name),
            campaigns::audience_id.eq(audience_id),
            campaigns::template_id.eq(template_id),
            campaigns::variables.eq(json!(variables)),
            campaigns::scheduled_at.eq(patch.scheduled_at.flatten()),
            campaigns::per_minute.eq(rate(patch.per_minute.unwrap_or(PER_MINUTE))?),
            campaigns::created_at.eq(now),
        ))
        .execute(conn)?;
    note(conn, workspace, actor, "campaign.created", (id, name), now)?;
    get(conn, workspace, id)
}

/// Changes a draft, or one that waits for its time; the latter is a draft again until it is sent anew.
///
/// # Errors
/// As [`create`], [`Error::Stale`], [`Error::Conflict`] once it has begun.
pub fn update(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Campaign>,
    patch: &Patch,
    expected: Option<i32>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Campaign, Error> {
    let before = lock(conn, workspace, id)?;
    if expected.is_some_and(|version| version != before.version) {
        return Err(Error::Stale);
    }
    not_begun(&before)?;
    let old = overrides(&before.variables);
    let variables = patch.variables.as_ref().unwrap_or(&old);
    let audience_id = patch.audience_id.unwrap_or(before.audience_id);
    let template_id = patch.template_id.unwrap_or(before.template_id);
    check(conn, workspace, audience_id, template_id, variables)?;
    let name = audience::named(patch.name.as_deref().unwrap_or(&before.name))?;
    diesel::update(one(workspace, id))
        .set((
            campaigns::name.eq(name),
            campaigns::audience_id.eq(audience_id),
            campaigns::template_id.eq(template_id),
            campaigns::variables.eq(json!(variables)),
            campaigns::scheduled_at.eq(patch.scheduled_at.unwrap_or(before.scheduled_at)),
            campaigns::per_minute.eq(rate(patch.per_minute.unwrap_or(before.per_minute))?),
            campaigns::state.eq(State::Draft),
            campaigns::version.eq(before.version + 1),
        ))
        .execute(conn)?;
    note(conn, workspace, actor, "campaign.updated", (id, name), now)?;
    get(conn, workspace, id)
}

/// Sends a draft: now, or at its time when that is still to come.
///
/// # Errors
/// [`Error::Conflict`] when it has begun, [`Error::Invalid`] for `template_id` when that is not approved (any more).
pub fn send(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Campaign>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Campaign, Error> {
    let before = lock(conn, workspace, id)?;
    not_begun(&before)?;
    check(conn, workspace, before.audience_id, before.template_id, &overrides(&before.variables))?;
    let at = before.scheduled_at.filter(|at| *at > now);
    let version = before.version + 1;
    diesel::update(one(workspace, id))
        .set((
            campaigns::state.eq(if at.is_some() { State::Scheduled } else { State::Sending }),
            campaigns::version.eq(version),
        ))
        .execute(conn)?;
    if at.is_none() {
        begin(conn, workspace, id, before.audience_id, now)?;
    }
    enqueue(conn, workspace, id, version, at.unwrap_or(now), now)?;
    note(conn, workspace, actor, "campaign.sent", (id, &before.name), now)?;
    get(conn, workspace, id)
}

/// Stops a campaign: whoever was not written to is left out, messages that no provider was called for are taken back.
///
/// # Errors
/// [`Error::Conflict`] for one that neither waits nor is being sent.
pub fn cancel(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Campaign>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Campaign, Error> {
    let before = lock(conn, workspace, id)?;
    if !matches!(before.state, State::Scheduled | State::Sending) {
        return Err(Error::Conflict("Only a campaign that waits or is being sent can be cancelled."));
    }
    let waiting: Vec<Id<Message>> = messages::table
        .filter(messages::workspace_id.eq(workspace).and(messages::origin_id.eq(id.uuid())))
        .filter(messages::status.eq(Status::Pending).and(messages::sending_at.is_null()))
        .order(messages::id)
        .for_update()
        .select(messages::id)
        .load(conn)?;
    let mine = recipients::table.filter(recipients::workspace_id.eq(workspace).and(recipients::campaign_id.eq(id)));
    diesel::update(mine.filter(recipients::message_id.eq_any(&waiting)))
        .set((recipients::message_id.eq(None::<Id<Message>>), recipients::skipped.eq("cancelled")))
        .execute(conn)?;
    leave_out(conn, workspace, id, "cancelled")?;
    diesel::delete(messages::table.filter(messages::workspace_id.eq(workspace).and(messages::id.eq_any(&waiting))))
        .execute(conn)?;
    diesel::update(one(workspace, id))
        .set((
            campaigns::state.eq(State::Cancelled),
            campaigns::finished_at.eq(now),
            campaigns::version.eq(before.version + 1),
        ))
        .execute(conn)?;
    note(conn, workspace, actor, "campaign.cancelled", (id, &before.name), now)?;
    get(conn, workspace, id)
}

/// Removes a draft, or one that waits for its time.
///
/// # Errors
/// [`Error::Conflict`] once it has begun: its messages are in the reports.
pub fn delete(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Campaign>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let before = lock(conn, workspace, id)?;
    not_begun(&before)?;
    diesel::delete(one(workspace, id)).execute(conn)?;
    note(conn, workspace, actor, "campaign.deleted", (id, &before.name), now)
}

/// One campaign.
pub fn get(conn: &mut Conn, workspace: WorkspaceId, id: Id<Campaign>) -> Result<Campaign, Error> {
    Ok(one(workspace, id).select(Campaign::as_select()).first(conn)?)
}

/// A page of campaigns, the newest first, and how many there are.
pub fn list(conn: &mut Conn, workspace: WorkspaceId, page: Page) -> Result<(Vec<Campaign>, i64), Error> {
    let mine = campaigns::table.filter(campaigns::workspace_id.eq(workspace));
    let rows = mine
        .order((campaigns::created_at.desc(), campaigns::id.desc()))
        .limit(page.limit)
        .offset(page.offset())
        .select(Campaign::as_select())
        .load(conn)?;
    Ok((rows, mine.count().get_result(conn)?))
}

/// What the job is told.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Part {
    campaign_id: Id<Campaign>,
    /// As the campaign was when it was sent: whoever changed or stopped it since has made this job idle.
    version: i32,
}

fn enqueue(
    conn: &mut Conn,
    workspace: WorkspaceId,
    campaign_id: Id<Campaign>,
    version: i32,
    at: OffsetDateTime,
    now: OffsetDateTime,
) -> Result<(), Error> {
    outbox::enqueue(conn, workspace, SEND_JOB, json!(Part { campaign_id, version }), at, now)?;
    Ok(())
}

/// Writes the next messages down, at most as many as fit, and enqueues the rest for when they do.
pub fn send_part(conn: &mut Conn, workspace: WorkspaceId, payload: &Value, now: OffsetDateTime) -> Result<(), Error> {
    let part = Part::deserialize(payload)
        .map_err(|error| Error::Database(db::Error::Unavailable(format!("unreadable payload: {error}"))))?;
    let campaign = match lock(conn, workspace, part.campaign_id) {
        Ok(campaign) if campaign.version == part.version => campaign,
        Ok(_) | Err(Error::NotFound) => return Ok(()),
        Err(error) => return Err(error),
    };
    let id = campaign.id;
    if campaign.state == State::Scheduled {
        diesel::update(one(workspace, id)).set(campaigns::state.eq(State::Sending)).execute(conn)?;
        begin(conn, workspace, id, campaign.audience_id, now)?;
    }
    if let Some(at) = rules::quiet_until(conn, workspace, now)? {
        return enqueue(conn, workspace, id, part.version, at, now);
    }
    let template = template::get(conn, workspace, campaign.template_id)?;
    if template.status != template::Status::Approved {
        leave_out(conn, workspace, id, "not_approved")?;
    }
    let overrides: Vec<(String, String)> = overrides(&campaign.variables).into_iter().collect();
    let mine = recipients::table.filter(recipients::workspace_id.eq(workspace).and(recipients::campaign_id.eq(id)));
    let next: Vec<CustomerId> = mine
        .filter(recipients::message_id.is_null().and(recipients::skipped.is_null()))
        .order(recipients::customer_id)
        .limit(AT_ONCE.min(campaign.per_minute.into()))
        .select(recipients::customer_id)
        .load(conn)?;
    let pause = Duration::MINUTE / campaign.per_minute;
    for (n, person) in (0..).zip(&next) {
        let to = person::recipient(conn, workspace, *person)?;
        let of = mine.filter(recipients::customer_id.eq(person));
        // Two leads that became one contact are one person.
        let twice = messages::table
            .filter(messages::workspace_id.eq(workspace).and(messages::origin_id.eq(id.uuid())))
            .filter(messages::customer_id.eq(to.id));
        if diesel::select(diesel::dsl::exists(twice)).get_result(conn)? {
            diesel::update(of).set(recipients::skipped.eq("duplicate")).execute(conn)?;
            continue;
        }
        let written = send::write_template(conn, workspace, &to, &template, &overrides, now)?;
        match written {
            Ok(new) => {
                let new = New { origin: Origin::Campaign, origin_id: Some(id.uuid()), ..new };
                let message = send::queue(conn, workspace, &new, Actor::System, now + pause * n, now)?;
                diesel::update(of).set(recipients::message_id.eq(message)).execute(conn)?;
            }
            Err(unfit) => drop(diesel::update(of).set(recipients::skipped.eq(unfit.reason)).execute(conn)?),
        }
    }
    if next.is_empty() {
        diesel::update(one(workspace, id))
            .set((campaigns::state.eq(State::Sent), campaigns::finished_at.eq(now)))
            .execute(conn)?;
        return Ok(());
    }
    let count = i32::try_from(next.len()).unwrap_or(i32::MAX);
    enqueue(conn, workspace, id, part.version, now + pause * count, now)
}

/// Whoever was not written to yet is not written to.
fn leave_out(conn: &mut Conn, workspace: WorkspaceId, id: Id<Campaign>, why: &str) -> Result<(), Error> {
    diesel::update(
        recipients::table.filter(recipients::workspace_id.eq(workspace).and(recipients::campaign_id.eq(id))),
    )
    .filter(recipients::message_id.is_null().and(recipients::skipped.is_null()))
    .set(recipients::skipped.eq(why))
    .execute(conn)?;
    Ok(())
}

/// Those who are in the audience now get it, however it changes from now on.
fn begin(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Campaign>,
    audience: Id<Audience>,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let people: Vec<CustomerId> = members::table
        .filter(members::workspace_id.eq(workspace).and(members::audience_id.eq(audience)))
        .select(members::customer_id)
        .load(conn)?;
    for some in people.chunks(5_000) {
        let rows: Vec<_> = some
            .iter()
            .map(|person| {
                (
                    recipients::workspace_id.eq(workspace),
                    recipients::campaign_id.eq(id),
                    recipients::customer_id.eq(*person),
                )
            })
            .collect();
        diesel::insert_into(recipients::table).values(rows).on_conflict_do_nothing().execute(conn)?;
    }
    diesel::update(one(workspace, id)).set(campaigns::started_at.eq(now)).execute(conn)?;
    Ok(())
}

#[diesel::dsl::auto_type(no_type_alias)]
fn one(workspace: WorkspaceId, id: Id<Campaign>) -> _ {
    campaigns::table.filter(campaigns::workspace_id.eq(workspace).and(campaigns::id.eq(id)))
}

fn lock(conn: &mut Conn, workspace: WorkspaceId, id: Id<Campaign>) -> Result<Campaign, Error> {
    Ok(one(workspace, id).for_update().select(Campaign::as_select()).first(conn)?)
}

fn not_begun(campaign: &Campaign) -> Result<(), Error> {
    match campaign.state {
        State::Draft | State::Scheduled => Ok(()),
        State::Sending | State::Sent | State::Cancelled => {
            Err(Error::Conflict("This campaign has begun: it can't be changed any more."))
        }
    }
}

/// The texts that stand for variables.
pub fn overrides(variables: &Value) -> BTreeMap<String, String> {
    BTreeMap::deserialize(variables).unwrap_or_default()
}

fn rate(per_minute: i32) -> Result<i32, Error> {
    if (1..=MAX_PER_MINUTE).contains(&per_minute) {
        Ok(per_minute)
    } else {
        Err(Error::invalid("per_minute", format!("must be 1 to {MAX_PER_MINUTE}")))
    }
}

fn check(
    conn: &mut Conn,
    workspace: WorkspaceId,
    audience: Id<Audience>,
    template: Id<Template>,
    variables: &BTreeMap<String, String>,
) -> Result<(), Error> {
    let there = |found: Result<(), Error>, field: &'static str, what: &str| match found {
        Err(Error::NotFound) => Err(Error::invalid(field, format!("is no {what} of this workspace"))),
        other => other,
    };
    there(audience::get(conn, workspace, audience).map(drop), "audience_id", "audience")?;
    there(template::get(conn, workspace, template).map(drop), "template_id", "template")?;
    let template = template::get(conn, workspace, template)?;
    if template.status != template::Status::Approved {
        let message = format!("is not approved: {} is {}", template.name, template.status);
        return Err(Error::invalid("template_id", message));
    }
    let named = template.variables();
    for (name, text) in variables {
        if !named.contains(name) {
            return Err(Error::invalid(format!("variables.{name}"), "is no variable of the template"));
        }
        if text.trim().is_empty() || text.chars().count() > text::MAX_SUBJECT || text.contains(char::is_control) {
            let message = format!("must have 1 to {} characters on one line", text::MAX_SUBJECT);
            return Err(Error::invalid(format!("variables.{name}"), message));
        }
    }
    Ok(())
}

fn note(
    conn: &mut Conn,
    workspace: WorkspaceId,
    actor: Actor,
    what: &str,
    (id, name): (Id<Campaign>, &str),
    now: OffsetDateTime,
) -> Result<(), Error> {
    let object = ("campaign", Some(id.uuid()));
    Ok(audit::record(conn, workspace, actor, what, object, json!({"name": name}), now)?)
}
