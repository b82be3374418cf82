//! Leads and contacts as rows of a file: a column for each field that the workspace has defined, and one for the rest.

use std::collections::HashMap;

use analytics::people::{Kind, PersonRow};
use crm_core::{
    custom_fields,
    definition::{self, Object},
};
use db::{Conn, WorkspaceId};
use pipeline::stages;
use serde_json::Value;
use tenancy::{export::Format, user};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use uuid::Uuid;

use crate::{error::Failure, file, routes::Person};

/// Which columns a workspace's people have, and what ids in them are called.
pub(crate) struct PeopleColumns {
    /// Keys and labels of custom fields.
    custom: Vec<(String, String)>,
    team: HashMap<Uuid, String>,
    stages: HashMap<Uuid, String>,
}

const HEADER: [&str; 18] = [
    "id",
    "kind",
    "name",
    "email",
    "phone",
    "company",
    "job_title",
    "stage",
    "source",
    "source_name",
    "score",
    "tags",
    "assigned_to",
    "next_step",
    "next_step_at",
    "created_at",
    "updated_at",
    "last_seen_at",
];

impl PeopleColumns {
    pub(crate) fn of(conn: &mut Conn, workspace: WorkspaceId, kind: Kind) -> Result<Self, Failure> {
        let object = match kind {
            Kind::Lead => Object::Lead,
            Kind::Contact => Object::Contact,
        };
        let defined = definition::list(conn, workspace, Some(object))?;
        let stages = stages::list(conn, workspace)?.into_iter().flat_map(|pipeline| pipeline.stages);
        Ok(Self {
            custom: defined.into_iter().map(|field| (field.key, field.label)).collect(),
            team: user::list(conn, workspace)?.into_iter().map(|mate| (mate.id.uuid(), mate.name)).collect(),
            stages: stages.map(|stage| (stage.id.uuid(), stage.name)).collect(),
        })
    }

    pub(crate) fn encode(&self, rows: Vec<PersonRow>, format: Format, first: bool) -> Vec<u8> {
        match format {
            Format::Csv => {
                let labels = self.custom.iter().map(|(_, label)| label.as_str());
                let header: Vec<String> =
                    HEADER.into_iter().chain(labels).chain(["other_fields"]).map(ToOwned::to_owned).collect();
                file::table(first.then_some(&header[..]), rows.iter().map(|row| self.row(row)))
            }
            Format::Ndjson => {
                let line = |row: PersonRow| serde_json::to_string(&Person::from(row)).unwrap_or_default() + "\n";
                rows.into_iter().map(line).collect::<String>().into_bytes()
            }
        }
    }

    fn row(&self, row: &PersonRow) -> Vec<String> {
        let time = |at: OffsetDateTime| at.format(&Rfc3339).unwrap_or_default();
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let known = |names: &HashMap<Uuid, String>, id: Option<Uuid>| {
            id.and_then(|id| names.get(&id).cloned()).unwrap_or_default()
        };
        let mut cells = vec![
            row.id.to_string(),
            row.kind.clone(),
            text(&row.name),
            text(&row.email),
            text(&row.phone),
            row.account_name.clone().or_else(|| row.company.clone()).unwrap_or_default(),
            text(&row.title),
            known(&self.stages, row.stage_id),
            row.source.clone(),
            text(&row.source_name),
            row.score.map(|score| score.to_string()).unwrap_or_default(),
            row.tags.join(", "),
            known(&self.team, row.assigned_to.map(db::Id::uuid)),
            text(&row.next_step),
            row.next_step_at.map(|day| day.to_string()).unwrap_or_default(),
            time(row.created_at),
            time(row.updated_at),
            row.last_seen_at.map(time).unwrap_or_default(),
        ];
        let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
        let Value::Object(mut fields) = custom_fields::visible(&row.custom_fields) else { return cells };
        fields.remove(custom_fields::DISPLAY_NAMES);
        for (key, _) in &self.custom {
            cells.push(
                fields.remove(key).filter(|value| !value.is_null()).map(|value| plain(&value)).unwrap_or_default(),
            );
        }
        cells.push(if fields.is_empty() { String::new() } else { Value::Object(fields).to_string() });
        cells
    }
}
