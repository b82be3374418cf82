//! The history of a person, an account or an opportunity, the newest first: facts, notes and what was done on the site,
//! merged into one reading order.

use db::{Conn, Cursor, CustomerId, Error, WorkspaceId};
use diesel::{
    prelude::*,
    sql_types::{Array, BigInt, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use serde_json::Value;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::EVENTS_REACH_BACK;

/// Whose history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// A lead's or a contact's.
    Customer(CustomerId),
    /// An account's.
    Account(Uuid),
    /// An opportunity's.
    Opportunity(Uuid),
}

impl Of {
    pub(crate) fn id(self) -> Uuid {
        match self {
            Of::Customer(id) => id.uuid(),
            Of::Account(id) | Of::Opportunity(id) => id,
        }
    }

    /// The column that names it, in the timeline and in notes.
    pub(crate) fn column(self) -> &'static str {
        match self {
            Of::Customer(_) => "customer_id",
            Of::Account(_) => "account_id",
            Of::Opportunity(_) => "opportunity_id",
        }
    }
}

/// What is wanted of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Types {
    /// Facts that are none of the others.
    pub crm: bool,
    /// What was written to them.
    pub messages: bool,
    /// What they wrote, and where.
    pub conversations: bool,
    /// Notes.
    pub notes: bool,
    /// Visits, of people only.
    pub site: bool,
}

impl Types {
    /// Everything.
    pub const ALL: Self = Self { crm: true, messages: true, conversations: true, notes: true, site: true };
    /// Nothing.
    pub const NONE: Self = Self { crm: false, messages: false, conversations: false, notes: false, site: false };
    /// What people did with the record.
    pub const ACTIVITIES: Self = Self { site: false, ..Self::ALL };
}

const NOTES: &[&str] = &["note_added"];
const CONVERSATIONS: &[&str] = &["conversation_started", "email_captured", "bot_captured", "message_received"];
const MESSAGES: &[&str] = &[
    "automation_triggered",
    "automation_step_sent",
    "automation_step_failed",
    "automation_fallback",
    "automation_completed",
    "automation_skipped",
    "custom_event",
    "message_sent",
    "message_failed",
];

type Kinds = Option<Vec<&'static str>>;

impl Types {
    /// The kinds of facts that are left out, or else the only ones that are wanted; `None` when no fact is.
    fn kinds(self) -> Option<(Kinds, Kinds)> {
        let groups = [(self.notes, NOTES), (self.conversations, CONVERSATIONS), (self.messages, MESSAGES)];
        let of = |wanted: bool| {
            let kinds = groups.iter().filter(move |(is_wanted, _)| *is_wanted == wanted);
            kinds.flat_map(|(_, kinds)| kinds.iter().copied()).collect::<Vec<_>>()
        };
        match (self.crm, of(true)) {
            (true, _) => Some((Some(of(false)), None)),
            (false, wanted) if wanted.is_empty() => None,
            (false, wanted) => Some((None, Some(wanted))),
        }
    }
}

/// One entry, with the names that a reader wants.
#[derive(Debug, Clone, QueryableByName)]
#[expect(missing_docs, reason = "columns of timeline, users, api_keys, customers and notes")]
pub struct Entry {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = Timestamptz)]
    pub at: OffsetDateTime,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Text)]
    pub actor_kind: String,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub actor_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<Text>)]
    pub actor_name: Option<String>,
    #[diesel(sql_type = Jsonb)]
    pub data: Value,
    #[diesel(sql_type = Nullable<Text>)]
    pub assignee_name: Option<String>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub contact_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<Text>)]
    pub contact_name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub body: Option<String>,
}

/// At most `limit` entries after `cursor`. A contact's history is that of the leads that were joined to it, too (D4).
pub fn timeline(
    conn: &mut Conn,
    workspace: WorkspaceId,
    of: Of,
    types: Types,
    cursor: Option<Cursor>,
    limit: i64,
    now: OffsetDateTime,
) -> Result<Vec<Entry>, Error> {
    let mut entries = Vec::new();
    if let Some((without, only)) = types.kinds() {
        let subject = match of {
            Of::Customer(_) => {
                "t.customer_id = ANY (
                    SELECT $2 UNION ALL SELECT j.id FROM customers j WHERE j.workspace_id = $1 AND j.converted_into = $2)"
            }
            Of::Account(_) => "t.account_id = $2",
            Of::Opportunity(_) => "t.opportunity_id = $2",
        };
        let facts: Vec<Entry> = bind(&include_str!("sql/timeline.sql").replace("{subject}", subject), workspace, of)
            .bind::<Nullable<Timestamptz>, _>(cursor.map(|c| c.at))
            .bind::<Nullable<SqlUuid>, _>(cursor.map(|c| c.id))
            .bind::<BigInt, _>(limit)
            .bind::<Nullable<Array<Text>>, _>(without)
            .bind::<Nullable<Array<Text>>, _>(only)
            .load(conn)?;
        entries.extend(facts);
    }
    if types.site && matches!(of, Of::Customer(_)) {
        let events: Vec<Entry> = bind(include_str!("sql/timeline_events.sql"), workspace, of)
            .bind::<Nullable<Timestamptz>, _>(cursor.map(|c| c.at))
            .bind::<Nullable<SqlUuid>, _>(cursor.map(|c| c.id))
            .bind::<BigInt, _>(limit)
            .bind::<Timestamptz, _>(now - EVENTS_REACH_BACK)
            .load(conn)?;
        entries.extend(events);
        // Each part is in order and as long as the whole may be: the first of both together are the whole's.
        entries.sort_by_key(|entry| std::cmp::Reverse((entry.at, entry.id)));
        entries.truncate(usize::try_from(limit).unwrap_or_default());
    }
    Ok(entries)
}

type Bound = diesel::query_builder::BoxedSqlQuery<'static, diesel::pg::Pg, diesel::query_builder::SqlQuery>;

fn bind(sql: &str, workspace: WorkspaceId, of: Of) -> Bound {
    diesel::sql_query(sql).into_boxed().bind::<SqlUuid, _>(workspace).bind::<SqlUuid, _>(of.id())
}
