//! What leads and contacts share on the wire (H49).

use actix_web::web;
use analytics::{
    history::{self, Of, Types},
    people::PersonRow,
};
use crm_core::custom_fields;
use db::{Conn, Cursor, CustomerId, UserId, WorkspaceId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    error::{Failure, Problem},
    state::Hydra,
    wire::{ActorName, Day, Stream, Timestamp, cursor, stream_limit},
    words,
};

/// A person. What is not known is null.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Person {
    #[schema(value_type = Uuid)]
    id: CustomerId,
    #[schema(value_type = words::Kind)]
    kind: String,
    /// Name, else email, phone, company, "Anonymous".
    display_name: String,
    name: Option<String>,
    email: Option<String>,
    /// E.164.
    phone: Option<String>,
    company: Option<String>,
    /// Job title.
    title: Option<String>,
    tags: Vec<String>,
    #[schema(value_type = words::Source)]
    source: String,
    /// The webhook's name.
    source_name: Option<String>,
    /// 0 to 100.
    score: Option<i16>,
    /// `given` by a person, an import or the API, or computed by `rules` (D35).
    #[schema(value_type = Option<ScoreSource>)]
    score_source: Option<String>,
    pipeline_id: Option<Uuid>,
    stage_id: Option<Uuid>,
    position: Option<i64>,
    /// When the card came into its stage.
    stage_entered_at: Option<Timestamp>,
    /// What is planned with the lead.
    next_step: Option<String>,
    next_step_at: Option<Day>,
    /// In an open stage for longer than it allows, and nothing planned (X3).
    stalled: bool,
    #[schema(value_type = Option<Uuid>)]
    assigned_to: Option<UserId>,
    /// How they like to be reached.
    #[schema(value_type = Option<words::Channel>)]
    preferred_channel: Option<String>,
    /// camelCase keys; `_displayNames` holds their labels.
    #[schema(value_type = words::Anything)]
    custom_fields: Value,
    /// Traits that the site gave.
    #[schema(value_type = words::Anything)]
    metadata: Value,
    converted_at: Option<Timestamp>,
    /// The contact that a lead became, or that has its email; or whom it was merged into, which may be another lead.
    #[schema(value_type = Option<Uuid>)]
    contact_id: Option<CustomerId>,
    /// What that one is.
    #[schema(value_type = Option<words::Kind>)]
    contact_kind: Option<String>,
    /// A browser is known to be theirs.
    linked_to_tracking: bool,
    last_seen_at: Option<Timestamp>,
    created_at: Timestamp,
    updated_at: Timestamp,
    version: i32,
}

/// Who says a score; only a name for the document.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "the words are the query's")]
pub(crate) enum ScoreSource {
    Given,
    Rules,
}

impl From<PersonRow> for Person {
    fn from(row: PersonRow) -> Self {
        Self {
            display_name: row.display_name().to_owned(),
            custom_fields: custom_fields::visible(&row.custom_fields),
            id: row.id,
            kind: row.kind,
            name: row.name,
            email: row.email,
            phone: row.phone,
            company: row.company,
            title: row.title,
            tags: row.tags,
            source: row.source,
            source_name: row.source_name,
            score: row.score,
            score_source: row.score_source,
            stage_entered_at: row.stage_entered_at.map(Timestamp::from),
            next_step: row.next_step,
            next_step_at: row.next_step_at.map(Day),
            stalled: row.stalled,
            pipeline_id: row.pipeline_id,
            stage_id: row.stage_id,
            position: row.position,
            assigned_to: row.assigned_to,
            preferred_channel: row.preferred_channel,
            metadata: row.metadata,
            converted_at: row.converted_at.map(Timestamp::from),
            contact_id: row.contact_id,
            contact_kind: row.contact_kind,
            linked_to_tracking: row.linked_to_tracking,
            last_seen_at: row.last_seen_at.map(Timestamp::from),
            created_at: row.created_at.into(),
            updated_at: row.updated_at.into(),
            version: row.version,
        }
    }
}

/// What a timeline can be filtered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = TimelineType)]
pub(crate) enum EntryType {
    /// A fact.
    Crm,
    /// A note.
    Note,
    /// Something done on the site.
    Site,
}

/// An entry of a history.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TimelineEntry {
    id: Uuid,
    at: Timestamp,
    #[serde(rename = "type")]
    entry_type: EntryType,
    /// lead_created, stage_changed, assigned, …; of visits: site_pageview, site_custom, …
    kind: String,
    actor: ActorName,
    /// What the kind adds.
    #[schema(value_type = words::Anything)]
    data: Value,
}

impl From<analytics::history::Entry> for TimelineEntry {
    fn from(row: analytics::history::Entry) -> Self {
        let mut data = row.data;
        if let Value::Object(data) = &mut data {
            if let Some(name) = row.assignee_name {
                data.insert("to_name".to_owned(), Value::String(name));
            }
            if let Some(id) = row.contact_id {
                data.insert("contact".to_owned(), json!({"id": id, "name": row.contact_name}));
            }
            if let Some(body) = row.body {
                data.insert("body".to_owned(), Value::String(body));
            }
        }
        let entry_type = match row.kind.as_str() {
            "note_added" => EntryType::Note,
            kind if kind.starts_with("site_") => EntryType::Site,
            _ => EntryType::Crm,
        };
        Self {
            id: row.id,
            at: row.at.into(),
            entry_type,
            kind: row.kind,
            actor: ActorName { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
            data,
        }
    }
}

/// `types` of a timeline: some of `crm,note,site,message,conversation`, separated by commas; all without it.
pub(crate) fn types(text: Option<&str>) -> Result<Types, Problem> {
    let Some(text) = text else { return Ok(Types::ALL) };
    let mut types = Types::NONE;
    for word in text.split(',').map(str::trim).filter(|word| !word.is_empty()) {
        match word {
            "crm" => types.crm = true,
            "note" => types.notes = true,
            "site" => types.site = true,
            "message" => types.messages = true,
            "conversation" => types.conversations = true,
            _ => {
                let message = "are some of crm, note, site, message, conversation";
                return Err(Problem::field("types", "invalid", message));
            }
        }
    }
    Ok(types)
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct TimelineQuery {
    pub(crate) cursor: Option<String>,
    /// Some of `crm,note,site,message,conversation`, separated by commas; all without it.
    pub(crate) types: Option<String>,
    /// Entries, 1 to 100.
    pub(crate) limit: Option<i64>,
}

/// A page of somebody's or something's history; `check` answers whether the caller may see it at all.
pub(crate) async fn history_page(
    hydra: &Hydra,
    workspace: WorkspaceId,
    of: Of,
    query: &TimelineQuery,
    check: impl Fn(&mut Conn) -> Result<(), Failure> + Send + 'static,
) -> Result<web::Json<Stream<TimelineEntry>>, Failure> {
    let (after, types, now) = (cursor(query.cursor.as_deref())?, types(query.types.as_deref())?, hydra.now());
    let limit = stream_limit(query.limit)?;
    let rows = hydra
        .write(workspace, move |conn| {
            check(conn)?;
            Ok(history::timeline(conn, workspace, of, types, after, limit + 1, now)?)
        })
        .await?;
    let key = |row: &history::Entry| Cursor { at: row.at, id: row.id };
    Ok(web::Json(Stream::new(rows, limit, key, TimelineEntry::from)))
}
