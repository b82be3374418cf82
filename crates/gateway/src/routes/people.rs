//! What leads and contacts share on the wire (H49).

use analytics::people::PersonRow;
use crm_core::custom_fields;
use db::{CustomerId, UserId};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    wire::{ActorName, Timestamp},
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
    pipeline_id: Option<Uuid>,
    stage_id: Option<Uuid>,
    position: Option<i64>,
    #[schema(value_type = Option<Uuid>)]
    assigned_to: Option<UserId>,
    /// camelCase keys; `_displayNames` holds their labels.
    #[schema(value_type = words::Anything)]
    custom_fields: Value,
    /// Traits that the site gave.
    #[schema(value_type = words::Anything)]
    metadata: Value,
    converted_at: Option<Timestamp>,
    /// The contact that a lead became, or that has its email.
    #[schema(value_type = Option<Uuid>)]
    contact_id: Option<CustomerId>,
    /// A browser is known to be theirs.
    linked_to_tracking: bool,
    last_seen_at: Option<Timestamp>,
    created_at: Timestamp,
    updated_at: Timestamp,
    version: i32,
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
            pipeline_id: row.pipeline_id,
            stage_id: row.stage_id,
            position: row.position,
            assigned_to: row.assigned_to,
            metadata: row.metadata,
            converted_at: row.converted_at.map(Timestamp::from),
            contact_id: row.contact_id,
            linked_to_tracking: row.linked_to_tracking,
            last_seen_at: row.last_seen_at.map(Timestamp::from),
            created_at: row.created_at.into(),
            updated_at: row.updated_at.into(),
            version: row.version,
        }
    }
}

/// A fact of a person's history.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TimelineEntry {
    id: Uuid,
    at: Timestamp,
    /// lead_created, stage_changed, assigned, …
    kind: String,
    actor: ActorName,
    /// What the kind adds.
    #[schema(value_type = words::Anything)]
    data: Value,
}

impl From<analytics::history::Entry> for TimelineEntry {
    fn from(row: analytics::history::Entry) -> Self {
        let mut data = row.data;
        if let (Value::Object(data), Some(name)) = (&mut data, row.assignee_name) {
            data.insert("to_name".to_owned(), Value::String(name));
        }
        Self {
            id: row.id,
            at: row.at.into(),
            kind: row.kind,
            actor: ActorName { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
            data,
        }
    }
}
