//! Texts that are sent again and again, approved before (D30).

use db::{Conn, Id, WorkspaceId, schema::message_templates as templates};
use diesel::prelude::*;
use serde_json::json;
use tenancy::{Actor, audit};
use time::OffsetDateTime;

use crate::{
    Channel, Error,
    channel::{self, Provider},
    text,
};

/// The longest name, in characters.
const MAX_NAME: usize = 100;

db::text_enum! {
    /// Whether it may be sent.
    pub enum Status {
        /// It is being written.
        Draft = "draft",
        /// Meta looks at it.
        Pending = "pending",
        /// It may be sent.
        Approved = "approved",
        /// Meta refused it.
        Rejected = "rejected",
    }
}

/// A template.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = templates, primary_key(id), treat_none_as_null = true)]
pub struct Template {
    /// Its id.
    pub id: Id<Template>,
    /// Unique for its channel.
    pub name: String,
    /// By which channel it goes.
    pub channel: Channel,
    /// An email's.
    pub subject: Option<String>,
    /// The text, with `{{variables}}`.
    pub body: String,
    /// Whether it may be sent.
    pub status: Status,
    /// How Meta knows it.
    pub provider_name: Option<String>,
    /// Its language at Meta, `en` or `en_US`.
    pub language: Option<String>,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// The last change.
    pub updated_at: OffsetDateTime,
    /// Counts changes, for `If-Match`.
    pub version: i32,
}

impl Template {
    /// The variables that its texts name, in the order of their first mention.
    pub fn variables(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for text in [self.subject.as_deref().unwrap_or_default(), &self.body] {
            for name in text::mentions("body", text).unwrap_or_default() {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        names
    }
}

/// What a template is to be; `None` leaves a part as it is.
#[derive(Debug, Clone, Default)]
pub struct Patch {
    /// Its name.
    pub name: Option<String>,
    /// Its channel, which only a new one chooses.
    pub channel: Option<Channel>,
    /// An email's subject.
    pub subject: Option<Option<String>>,
    /// The text.
    pub body: Option<String>,
    /// Whether it may be sent.
    pub status: Option<Status>,
    /// How Meta knows it.
    pub provider_name: Option<Option<String>>,
    /// Its language at Meta.
    pub language: Option<Option<String>>,
}

/// Makes a template: a draft, unless a status is given; in the sandbox WhatsApp's are approved at once.
///
/// # Errors
/// [`Error::Invalid`] for `name` (taken), `channel`, `subject`, `body`, `status`, `provider_name` or `language`.
pub fn create(
    conn: &mut Conn,
    workspace: WorkspaceId,
    patch: &Patch,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Template, Error> {
    let channel = patch.channel.ok_or_else(|| Error::invalid("channel", "is required"))?;
    let blank = Template {
        id: Id::new(now),
        name: String::new(),
        channel,
        subject: None,
        body: String::new(),
        status: Status::Draft,
        provider_name: None,
        language: None,
        created_at: now,
        updated_at: now,
        version: 1,
    };
    let made = of(conn, workspace, blank, patch)?;
    diesel::insert_into(templates::table).values((templates::workspace_id.eq(workspace), &made)).execute(conn)?;
    let details = json!({"name": made.name, "channel": made.channel, "status": made.status});
    let object = ("message_template", Some(made.id.uuid()));
    audit::record(conn, workspace, actor, "message_template.created", object, details, now)?;
    Ok(made)
}

/// Changes a template. A text of WhatsApp that changes is another one to Meta: it is to be approved again.
///
/// # Errors
/// As [`create`], [`Error::Stale`].
pub fn update(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Template>,
    patch: &Patch,
    expected: Option<i32>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Template, Error> {
    let before: Template = one(workspace, id).for_update().select(Template::as_select()).first(conn)?;
    if expected.is_some_and(|version| version != before.version) {
        return Err(Error::Stale);
    }
    if patch.channel.is_some_and(|channel| channel != before.channel) {
        return Err(Error::invalid("channel", "can't be changed; make another template"));
    }
    let mut after = of(conn, workspace, before.clone(), patch)?;
    let rewritten = after.body != before.body || after.provider_name != before.provider_name;
    let real = channel::get(conn, workspace, after.channel)?.provider == Provider::WhatsappCloud;
    if rewritten && real && patch.status.is_none() && after.status == Status::Approved {
        after.status = Status::Pending;
    }
    (after.updated_at, after.version) = (now, before.version + 1);
    diesel::update(one(workspace, id)).set(&after).execute(conn)?;
    let shown = |t: &Template| json!({"name": t.name, "status": t.status, "subject": t.subject, "body": t.body});
    let (details, object) =
        (json!({"from": shown(&before), "to": shown(&after)}), ("message_template", Some(id.uuid())));
    audit::record(conn, workspace, actor, "message_template.updated", object, details, now)?;
    Ok(after)
}

/// Meta said whether a template may be sent: all that are known there by this name and language have that status from now on.
pub fn judged(
    conn: &mut Conn,
    workspace: WorkspaceId,
    (name, language): (&str, &str),
    status: Status,
    now: OffsetDateTime,
) -> Result<(), Error> {
    // Meta writes the language with one mark here and with the other there.
    let plain = |language: &str| language.replace('-', "_").to_lowercase();
    let known = list(conn, workspace, Some(Channel::Whatsapp), None)?;
    let meant = |template: &&Template| {
        template.provider_name.as_deref() == Some(name)
            && template.language.as_deref().is_some_and(|of| plain(of) == plain(language))
    };
    for template in known.iter().filter(meant) {
        let patch = Patch { status: Some(status), ..Patch::default() };
        update(conn, workspace, template.id, &patch, None, Actor::System, now)?;
    }
    Ok(())
}

/// Removes a template; what was sent with it stays. Whoever calls sees first that nothing is to send it.
pub fn delete(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Template>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let before = get(conn, workspace, id)?;
    diesel::delete(one(workspace, id)).execute(conn)?;
    let (details, object) = (json!({"name": before.name}), ("message_template", Some(id.uuid())));
    Ok(audit::record(conn, workspace, actor, "message_template.deleted", object, details, now)?)
}

/// One template.
pub fn get(conn: &mut Conn, workspace: WorkspaceId, id: Id<Template>) -> Result<Template, Error> {
    Ok(one(workspace, id).select(Template::as_select()).first(conn)?)
}

/// All of them, by channel and name.
pub fn list(
    conn: &mut Conn,
    workspace: WorkspaceId,
    channel: Option<Channel>,
    status: Option<Status>,
) -> Result<Vec<Template>, Error> {
    let mut rows = templates::table.filter(templates::workspace_id.eq(workspace)).into_boxed();
    if let Some(channel) = channel {
        rows = rows.filter(templates::channel.eq(channel));
    }
    if let Some(status) = status {
        rows = rows.filter(templates::status.eq(status));
    }
    Ok(rows.order((templates::channel, templates::name, templates::id)).select(Template::as_select()).load(conn)?)
}

/// Those with these ids.
pub fn by_ids(conn: &mut Conn, workspace: WorkspaceId, ids: &[Id<Template>]) -> Result<Vec<Template>, Error> {
    Ok(templates::table
        .filter(templates::workspace_id.eq(workspace).and(templates::id.eq_any(ids)))
        .select(Template::as_select())
        .load(conn)?)
}

#[diesel::dsl::auto_type(no_type_alias)]
fn one(workspace: WorkspaceId, id: Id<Template>) -> _ {
    templates::table.filter(templates::workspace_id.eq(workspace).and(templates::id.eq(id)))
}

fn of(conn: &mut Conn, workspace: WorkspaceId, mut template: Template, patch: &Patch) -> Result<Template, Error> {
    let blank_is_none = |text: &Option<String>| text.as_ref().filter(|text| !text.trim().is_empty()).cloned();
    if let Some(name) = &patch.name {
        name.trim().clone_into(&mut template.name);
    }
    if let Some(subject) = &patch.subject {
        template.subject = blank_is_none(subject);
    }
    if let Some(body) = &patch.body {
        template.body.clone_from(body);
    }
    if let Some(provider_name) = &patch.provider_name {
        template.provider_name = blank_is_none(provider_name);
    }
    if let Some(language) = &patch.language {
        template.language = blank_is_none(language);
    }
    if template.name.is_empty() || template.name.chars().count() > MAX_NAME || template.name.contains(char::is_control)
    {
        return Err(Error::invalid("name", format!("must have 1 to {MAX_NAME} characters")));
    }
    text::check("body", &template.body, text::MAX_BODY)?;
    match (&template.subject, template.channel) {
        (Some(subject), Channel::Email) => text::check("subject", subject, text::MAX_SUBJECT)?,
        (None, Channel::Email) => return Err(Error::invalid("subject", "is required for an email")),
        (Some(_), _) => return Err(Error::invalid("subject", "is for emails only")),
        (None, _) => {}
    }
    let is_name =
        |text: &String| text.len() <= 100 && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    for (field, value) in [("provider_name", &template.provider_name), ("language", &template.language)] {
        match value {
            Some(_) if template.channel != Channel::Whatsapp => {
                return Err(Error::invalid(field, "is for WhatsApp only"));
            }
            Some(text) if !is_name(text) => {
                return Err(Error::invalid(field, "has other characters than letters, digits and _"));
            }
            _ => {}
        }
    }
    let sandboxed = channel::get(conn, workspace, template.channel)?.provider == Provider::Sandbox;
    match patch.status {
        Some(Status::Pending | Status::Rejected) if template.channel != Channel::Whatsapp => {
            return Err(Error::invalid(
                "status",
                "is draft or approved: nobody else looks at this channel's templates",
            ));
        }
        Some(status) => template.status = status,
        None if template.channel == Channel::Whatsapp && sandboxed => template.status = Status::Approved,
        None => {}
    }
    if template.status == Status::Approved
        && template.channel == Channel::Whatsapp
        && !sandboxed
        && (template.provider_name.is_none() || template.language.is_none())
    {
        return Err(Error::invalid("provider_name", "is required: the name and language under which Meta approved it"));
    }
    Ok(template)
}
