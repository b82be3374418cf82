//! Notes on leads, contacts, accounts and opportunities.

use actix_web::{HttpResponse, delete, get, patch, post, web};
use analytics::{
    history::Of,
    notes::{self as read, NoteRow},
};
use crm_core::{
    account, note,
    opportunity::{self, Opportunity},
    person::{self, Kind},
    timeline::Subject,
};
use db::{Conn, Cursor, CustomerId, Id, WorkspaceId};
use serde::{Deserialize, Serialize};
use tenancy::{Permission, workspace::Plan};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    auth::{Allowed, Caller, CrmManage, CrmView, LeadsManage, LeadsView},
    body::Body,
    error::{Failure, Problem},
    routes::{contacts::is_contact, leads::read_lead, opportunities::on},
    state::Hydra,
    wire::{ActorName, IfMatch, Stream, Timestamp, cursor, stream_limit},
};

/// A note.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Note {
    id: Uuid,
    body: String,
    author: ActorName,
    created_at: Timestamp,
    updated_at: Timestamp,
    version: i32,
}

impl From<NoteRow> for Note {
    fn from(row: NoteRow) -> Self {
        Self {
            id: row.id,
            body: row.body,
            author: ActorName { kind: row.author_kind, id: row.author_id, name: row.author_name },
            created_at: row.created_at.into(),
            updated_at: row.updated_at.into(),
            version: row.version,
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoteText {
    /// At most 20,000 characters; `value` is another name for it.
    #[serde(alias = "value")]
    #[schema(min_length = 1, max_length = 20_000)]
    body: String,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct NotesQuery {
    cursor: Option<String>,
    /// Notes, 1 to 100.
    limit: Option<i64>,
}

/// A record that notes are on, which has to be there.
#[derive(Debug, Clone, Copy)]
enum Target {
    Lead(CustomerId),
    Contact(CustomerId),
    Account(Id<account::Account>),
    Opportunity(Id<Opportunity>),
}

impl Target {
    fn check(self, conn: &mut Conn, workspace: WorkspaceId) -> Result<(), Failure> {
        match self {
            Target::Lead(id) => read_lead(conn, workspace, id).map(|_| ()),
            Target::Contact(id) => is_contact(conn, workspace, id),
            Target::Account(id) => Ok(account::get(conn, workspace, id).map(|_| ())?),
            Target::Opportunity(id) => Ok(opportunity::exists(conn, workspace, id)?),
        }
    }

    fn of(self) -> Of {
        match self {
            Target::Lead(id) | Target::Contact(id) => Of::Customer(id),
            Target::Account(id) => Of::Account(id.uuid()),
            Target::Opportunity(id) => Of::Opportunity(id.uuid()),
        }
    }

    fn subject(self) -> Subject {
        match self {
            Target::Lead(id) | Target::Contact(id) => id.into(),
            Target::Account(id) => id.into(),
            Target::Opportunity(id) => on(id),
        }
    }
}

async fn list(
    caller: &Caller,
    hydra: &Hydra,
    target: Target,
    query: &NotesQuery,
) -> Result<web::Json<Stream<Note>>, Failure> {
    let (after, limit) = (cursor(query.cursor.as_deref())?, stream_limit(query.limit)?);
    let workspace = caller.workspace;
    let rows = hydra
        .write(workspace, move |conn| {
            target.check(conn, workspace)?;
            Ok(read::list(conn, workspace, target.of(), after, limit + 1)?)
        })
        .await?;
    let key = |row: &NoteRow| Cursor { at: row.created_at, id: row.id };
    Ok(web::Json(Stream::new(rows, limit, key, Note::from)))
}

async fn add(caller: &Caller, hydra: &Hydra, target: Target, body: Body<NoteText>) -> Result<HttpResponse, Failure> {
    let Body(NoteText { body }) = body;
    let (workspace, actor, now) = (caller.workspace, caller.actor, hydra.now());
    let row = hydra
        .write(workspace, move |conn| {
            target.check(conn, workspace)?;
            if matches!(target, Target::Opportunity(_)) {
                tenancy::workspace::require_plan(conn, workspace, Plan::Growth)?;
            }
            let id = note::add(conn, workspace, target.subject(), &body, actor, now)?;
            Ok(read::get(conn, workspace, id.uuid())?)
        })
        .await?;
    Ok(HttpResponse::Created().json(Note::from(row)))
}

macro_rules! notes_of {
    ($path:literal, $tag:literal, $view:ident = $view_word:literal, $manage:ident = $manage_word:literal, $id:ty, $target:path, $list:ident, $add:ident) => {
        /// Its notes, the newest first.
        #[utoipa::path(tag = $tag, security(("bearer" = [$view_word])), params(("id" = Uuid, Path), NotesQuery),
            responses((status = 200, body = Stream<Note>)))]
        #[get($path)]
        pub(crate) async fn $list(
            caller: Allowed<$view>,
            hydra: web::Data<Hydra>,
            id: web::Path<$id>,
            query: web::Query<NotesQuery>,
        ) -> Result<web::Json<Stream<Note>>, Failure> {
            list(&caller, &hydra, $target(*id), &query).await
        }

        /// Adds a note.
        #[utoipa::path(tag = $tag, security(("bearer" = [$manage_word])), params(("id" = Uuid, Path)), request_body = NoteText,
            responses((status = 201, body = Note)))]
        #[post($path)]
        pub(crate) async fn $add(
            caller: Allowed<$manage>,
            hydra: web::Data<Hydra>,
            id: web::Path<$id>,
            body: Body<NoteText>,
        ) -> Result<HttpResponse, Failure> {
            add(&caller, &hydra, $target(*id), body).await
        }
    };
}

notes_of!(
    "/leads/{id}/notes",
    "leads",
    LeadsView = "leads:view",
    LeadsManage = "leads:manage",
    CustomerId,
    Target::Lead,
    lead_notes,
    add_lead_note
);
notes_of!(
    "/contacts/{id}/notes",
    "contacts",
    CrmView = "crm:view",
    CrmManage = "crm:manage",
    CustomerId,
    Target::Contact,
    contact_notes,
    add_contact_note
);
notes_of!(
    "/accounts/{id}/notes",
    "accounts",
    CrmView = "crm:view",
    CrmManage = "crm:manage",
    Id<account::Account>,
    Target::Account,
    account_notes,
    add_account_note
);
notes_of!(
    "/opportunities/{id}/notes",
    "opportunities",
    CrmView = "crm:view",
    CrmManage = "crm:manage",
    Id<Opportunity>,
    Target::Opportunity,
    opportunity_notes,
    add_opportunity_note
);

/// The note, locked; one on a lead is not there for who may not change leads.
fn lock(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<note::Note>,
    manages_leads: bool,
) -> Result<note::Note, Failure> {
    let found = note::lock(conn, workspace, id)?;
    if let Some(customer) = found.customer_id
        && !manages_leads
        && person::kind(conn, workspace, customer)? == Kind::Lead
    {
        return Err(Problem::not_found().into());
    }
    if found.opportunity_id.is_some() {
        tenancy::workspace::require_plan(conn, workspace, Plan::Growth)?;
    }
    Ok(found)
}

/// Rewrites a note. One on a lead needs `leads:manage` as well.
#[utoipa::path(tag = "notes", security(("bearer" = ["crm:manage"])), request_body = NoteText,
    params(("id" = Uuid, Path), ("If-Match" = Option<i32>, Header, description = "The version that was read")),
    responses((status = 200, body = Note)))]
#[patch("/notes/{id}")]
pub(crate) async fn update_note(
    caller: Allowed<CrmManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<note::Note>>,
    expected: IfMatch,
    body: Body<NoteText>,
) -> Result<web::Json<Note>, Failure> {
    let Body(NoteText { body }) = body;
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    let manages_leads = caller.may(Permission::LeadsManage);
    let row = hydra
        .write(workspace, move |conn| {
            let found = lock(conn, workspace, id, manages_leads)?;
            note::edit(conn, workspace, &found, &body, expected.0, actor, now)?;
            Ok(read::get(conn, workspace, id.uuid())?)
        })
        .await?;
    Ok(web::Json(row.into()))
}

/// Deletes a note. One on a lead needs `leads:manage` as well.
#[utoipa::path(tag = "notes", security(("bearer" = ["crm:manage"])), params(("id" = Uuid, Path)), responses((status = 204)))]
#[delete("/notes/{id}")]
pub(crate) async fn delete_note(
    caller: Allowed<CrmManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<note::Note>>,
) -> Result<HttpResponse, Failure> {
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    let manages_leads = caller.may(Permission::LeadsManage);
    hydra
        .write(workspace, move |conn| {
            let found = lock(conn, workspace, id, manages_leads)?;
            Ok(note::delete(conn, workspace, &found, actor, now)?)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
