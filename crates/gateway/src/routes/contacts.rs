//! Contacts: list, make, read, change, move, demote, delete, further companies.

use actix_web::{HttpResponse, delete, get, patch, post, web};
use analytics::{
    accounts,
    history::{self, Of, Types},
    people::{self as read, Filter, Kind as Listed, PersonRow, Sort},
};
use crm_core::{
    account,
    contact::{self, AccountChoice},
    custom_fields::CustomFields,
    focus,
    person::{self, Channel, Kind},
};
use db::{Conn, CustomerId, Id, UserId, WorkspaceId};
use inbox::conversation::{self, Conversation};
use pipeline::{board, delivery, import};
use serde::{Deserialize, Serialize};
use tenancy::{Permission, export, workspace};
use tracking::visitor;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    auth::{Allowed, CrmManage, CrmView},
    body::Body,
    error::{Failure, Problem},
    routes::{
        accounts::{AccountRef, InlineAccount},
        leads::SortOrder,
        people::{Person, TimelineEntry},
        person_fields::{PersonPatch, core_fields, edit, first_note, new_fields, searchable, source_of, tags},
    },
    state::Hydra,
    wire::{All, IfMatch, List, Whose, page},
    words,
};

const ACTIVITIES: i64 = 50;

/// A contact.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Contact {
    #[serde(flatten)]
    person: Person,
    account_id: Option<Uuid>,
    pub(crate) account: Option<AccountRef>,
    /// The same as `title`.
    job_title: Option<String>,
}

impl From<PersonRow> for Contact {
    fn from(row: PersonRow) -> Self {
        let account = row.account_id.map(|id| AccountRef {
            id,
            name: row.account_name.clone().unwrap_or_default(),
            placeholder: row.account_placeholder.unwrap_or_default(),
        });
        Self { account_id: row.account_id, account, job_title: row.title.clone(), person: row.into() }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ContactDetail {
    #[serde(flatten)]
    contact: Contact,
    /// Further companies, beside the account.
    companies: Vec<AccountRef>,
    /// The conversation that they came in by, else their oldest (H16).
    #[schema(value_type = Option<Uuid>)]
    originating_conversation_id: Option<Id<Conversation>>,
    /// Their newest history.
    activities: Vec<TimelineEntry>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContactQuery {
    /// In name, email, phone or company.
    search: Option<String>,
    source: Option<String>,
    /// A teammate's id, or `none`.
    #[param(value_type = Option<String>)]
    assigned_to: Option<Whose>,
    tag: Option<String>,
    /// Of this account, or linked to it as a further company.
    account_id: Option<Uuid>,
    page: Option<i64>,
    limit: Option<i64>,
    /// created_at, updated_at, name, score or last_seen_at.
    #[param(value_type = Option<words::Sort>)]
    sort_by: Option<Sort>,
    sort_order: Option<SortOrder>,
}

/// Contacts.
#[utoipa::path(tag = "contacts", security(("bearer" = ["crm:view"])), params(ContactQuery), responses((status = 200, body = List<Contact>)))]
#[get("/contacts")]
pub(crate) async fn list_contacts(
    caller: Allowed<CrmView>,
    hydra: web::Data<Hydra>,
    query: web::Query<ContactQuery>,
) -> Result<web::Json<List<Contact>>, Failure> {
    let query = query.into_inner();
    let page = page(query.page, query.limit)?;
    let sort = query.sort_by.unwrap_or(Sort::CreatedAt);
    let by_default = if sort == Sort::Name { SortOrder::Asc } else { SortOrder::Desc };
    let descending = query.sort_order.unwrap_or(by_default) == SortOrder::Desc;
    let filter = Filter {
        search: searchable(query.search)?,
        source: query.source,
        assigned_to: query.assigned_to.map(|whose| whose.0),
        tag: query.tag,
        account: query.account_id,
        ..Filter::default()
    };
    let (rows, total) = hydra.people(caller.workspace, Listed::Contact, filter, (sort, descending), page).await?;
    Ok(web::Json(List {
        data: rows.into_iter().map(Contact::from).collect(),
        page: page.number,
        limit: page.limit,
        total,
    }))
}

/// One contact, with its newest history.
#[utoipa::path(tag = "contacts", security(("bearer" = ["crm:view"])), params(("id" = Uuid, Path)), responses((status = 200, body = ContactDetail)))]
#[get("/contacts/{id}")]
pub(crate) async fn show_contact(
    caller: Allowed<CrmView>,
    hydra: web::Data<Hydra>,
    id: web::Path<CustomerId>,
) -> Result<web::Json<ContactDetail>, Failure> {
    let (workspace, id, now) = (caller.workspace, *id, hydra.now());
    let detail = hydra
        .write(workspace, move |conn| {
            let row = read::get(conn, workspace, id)?;
            if row.kind != "contact" {
                return Err(Problem::not_found().into());
            }
            let activities =
                history::timeline(conn, workspace, Of::Customer(id), Types::ACTIVITIES, None, ACTIVITIES, now)?;
            Ok(ContactDetail {
                contact: row.into(),
                companies: companies(conn, workspace, id)?,
                originating_conversation_id: conversation::originating(conn, workspace, id)?,
                activities: activities.into_iter().map(TimelineEntry::from).collect(),
            })
        })
        .await?;
    Ok(web::Json(detail))
}

/// A contact to make. An email and an account are required (H3, H23).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewContact {
    name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    company: Option<String>,
    /// Or `job_title`.
    #[serde(alias = "job_title", alias = "jobTitle")]
    title: Option<String>,
    #[serde(default)]
    tags: Vec<String>,
    #[schema(value_type = Option<Uuid>)]
    assigned_to: Option<UserId>,
    #[schema(minimum = 0, maximum = 100)]
    score: Option<i16>,
    #[schema(value_type = Option<words::Channel>)]
    preferred_channel: Option<Channel>,
    #[serde(default)]
    #[schema(value_type = words::Anything)]
    custom_fields: CustomFields,
    /// Becomes the first note.
    notes: Option<String>,
    /// An account that is there …
    #[schema(value_type = Option<Uuid>)]
    account_id: Option<Id<account::Account>>,
    /// … or one that is made now.
    account: Option<InlineAccount>,
    /// `placeholder`: without either, one that stands in for the company (D2).
    on_missing_account: Option<OnMissingAccount>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum OnMissingAccount {
    Placeholder,
}

/// `account_id` or `account` of a body, as the domain's choice.
pub(crate) fn choice(
    account_id: Option<Id<account::Account>>,
    account: Option<&InlineAccount>,
    country: &str,
) -> Result<Option<AccountChoice>, Failure> {
    match (account_id, account) {
        (Some(_), Some(_)) => {
            Err(Problem::field("account", "invalid", "can't stand beside account_id: send one of the two").into())
        }
        (Some(id), None) => Ok(Some(AccountChoice::Existing(id))),
        (None, Some(new)) => {
            let (name, edit) = new.read(country)?;
            Ok(Some(AccountChoice::New(name, Box::new(edit))))
        }
        (None, None) => Ok(None),
    }
}

/// Makes a contact of an account.
#[utoipa::path(tag = "contacts", security(("bearer" = ["crm:manage"])), request_body = NewContact, responses((status = 201, body = Contact)))]
#[post("/contacts")]
pub(crate) async fn create_contact(
    caller: Allowed<CrmManage>,
    hydra: web::Data<Hydra>,
    body: Body<NewContact>,
) -> Result<HttpResponse, Failure> {
    let Body(body) = body;
    let (workspace, actor, now) = (caller.workspace, caller.actor, hydra.now());
    let row = hydra
        .write(workspace, move |conn| {
            let country = workspace::get(conn, workspace)?.country;
            let core = core_fields([&body.name, &body.email, &body.phone, &body.company, &body.title], &country)?;
            let account = choice(body.account_id, body.account.as_ref(), &country)?;
            let stand_in = body.on_missing_account.map(|OnMissingAccount::Placeholder| AccountChoice::Placeholder);
            let new = contact::NewContact {
                core,
                tags: tags(&body.tags)?,
                custom_fields: new_fields(&body.custom_fields)?,
                source: source_of(actor),
                score: body.score,
                assigned_to: body.assigned_to,
                preferred_channel: body.preferred_channel,
                account: account.or(stand_in),
            };
            let id = contact::create(conn, workspace, &new, actor, now)?;
            first_note(conn, workspace, id, body.notes.as_deref(), actor, now)?;
            Ok(read::get(conn, workspace, id)?)
        })
        .await?;
    Ok(HttpResponse::Created().json(Contact::from(row)))
}

/// Changes fields of a contact; `account_id` moves it to another account (H25).
#[utoipa::path(tag = "contacts", security(("bearer" = ["crm:manage"])), request_body = PersonPatch,
    params(("id" = Uuid, Path), ("If-Match" = Option<i32>, Header, description = "The version that was read")),
    responses((status = 200, body = Contact)))]
#[patch("/contacts/{id}")]
pub(crate) async fn update_contact(
    caller: Allowed<CrmManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<CustomerId>,
    expected: IfMatch,
    body: Body<PersonPatch>,
) -> Result<web::Json<Contact>, Failure> {
    let Body(body) = body;
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    let row = hydra
        .write(workspace, move |conn| {
            let country = workspace::get(conn, workspace)?.country;
            person::edit(conn, workspace, (id, Kind::Contact), &edit(&body, &country)?, expected.0, actor, now)?;
            if body.account_id == Some(None) {
                let why = "can't be cleared: a contact has an account. Demote it to a lead instead";
                return Err(Problem::field("account_id", "invalid", why).into());
            }
            if let Some(Some(account)) = body.account_id {
                contact::move_to_account(conn, workspace, id, account, actor, now)?;
            }
            Ok(read::get(conn, workspace, id)?)
        })
        .await?;
    Ok(web::Json(row.into()))
}

/// Deletes a contact for good, with its notes. What it did on the site stays, under the browser's anonymous id (S19).
#[utoipa::path(tag = "contacts", security(("bearer" = ["crm:manage"])), params(("id" = Uuid, Path)), responses((status = 204)))]
#[delete("/contacts/{id}")]
pub(crate) async fn delete_contact(
    caller: Allowed<CrmManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<CustomerId>,
) -> Result<HttpResponse, Failure> {
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    hydra
        .write(workspace, move |conn| {
            // The browsers before the person, as identify locks them …
            visitor::forget(conn, workspace, id, now)?;
            let named = match read::get(conn, workspace, id) {
                Ok(row) => [row.email, row.phone],
                Err(db::Error::NotFound) => [None, None],
                Err(error) => return Err(error.into()),
            };
            let talks: Vec<Uuid> = conversation::of(conn, workspace, id)?.into_iter().map(Id::uuid).collect();
            focus::forget(conn, workspace, &talks)?;
            for gone in contact::delete(conn, workspace, id, actor, now)? {
                // … and again, for one that was linked before the person's row was locked.
                visitor::forget(conn, workspace, gone, now)?;
                delivery::erase_receipts(conn, workspace, gone)?;
                import::erase_rows(conn, workspace, gone)?;
            }
            for text in named.into_iter().flatten() {
                delivery::erase_mentions(conn, workspace, &text)?;
                import::erase_mentions(conn, workspace, &text)?;
            }
            // Files of people may hold this one.
            export::forget_all(conn, workspace, "contacts")?;
            export::forget_all(conn, workspace, "leads")?;
            Ok(())
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Makes a contact a lead again (H24); needs `leads:manage` as well. The account is cleared, the card stands on the first stage of the default pipeline.
#[utoipa::path(tag = "contacts", security(("bearer" = ["crm:manage"])), params(("id" = Uuid, Path)), responses((status = 200, body = Person)))]
#[post("/contacts/{id}/demote")]
pub(crate) async fn demote_contact(
    caller: Allowed<CrmManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<CustomerId>,
) -> Result<web::Json<Person>, Failure> {
    caller.require(Permission::LeadsManage)?;
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    let row = hydra
        .write(workspace, move |conn| {
            contact::demote(conn, workspace, id, actor, now)?;
            board::place(conn, workspace, id, None, None, now)?;
            Ok(read::get(conn, workspace, id)?)
        })
        .await?;
    Ok(web::Json(row.into()))
}

fn companies(conn: &mut Conn, workspace: WorkspaceId, id: CustomerId) -> Result<Vec<AccountRef>, Failure> {
    let rows = accounts::companies_of(conn, workspace, id)?;
    Ok(rows.into_iter().map(|(id, name, placeholder)| AccountRef { id, name, placeholder }).collect())
}

/// A contact must be there.
pub(crate) fn is_contact(conn: &mut Conn, workspace: WorkspaceId, id: CustomerId) -> Result<(), Failure> {
    if person::kind(conn, workspace, id)? == Kind::Contact { Ok(()) } else { Err(Problem::not_found().into()) }
}

/// The contact's further companies; *the* account is not among them.
#[utoipa::path(tag = "contacts", security(("bearer" = ["crm:view"])), params(("id" = Uuid, Path)),
    responses((status = 200, body = All<AccountRef>)))]
#[get("/contacts/{id}/companies")]
pub(crate) async fn list_companies(
    caller: Allowed<CrmView>,
    hydra: web::Data<Hydra>,
    id: web::Path<CustomerId>,
) -> Result<web::Json<All<AccountRef>>, Failure> {
    let (workspace, id) = (caller.workspace, *id);
    let data = hydra
        .write(workspace, move |conn| {
            is_contact(conn, workspace, id)?;
            companies(conn, workspace, id)
        })
        .await?;
    Ok(web::Json(All { data }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CompanyLink {
    #[schema(value_type = Uuid)]
    account_id: Id<account::Account>,
}

/// Links a further company. The first real one takes a placeholder's place as the account (D2).
#[utoipa::path(tag = "contacts", security(("bearer" = ["crm:manage"])), params(("id" = Uuid, Path)), request_body = CompanyLink,
    responses((status = 200, body = All<AccountRef>)))]
#[post("/contacts/{id}/companies")]
pub(crate) async fn link_company(
    caller: Allowed<CrmManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<CustomerId>,
    body: Body<CompanyLink>,
) -> Result<web::Json<All<AccountRef>>, Failure> {
    let Body(CompanyLink { account_id }) = body;
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    let data = hydra
        .write(workspace, move |conn| {
            contact::link_company(conn, workspace, id, account_id, actor, now)?;
            companies(conn, workspace, id)
        })
        .await?;
    Ok(web::Json(All { data }))
}

/// Takes a further company away.
#[utoipa::path(tag = "contacts", security(("bearer" = ["crm:manage"])), params(("id" = Uuid, Path), ("account_id" = Uuid, Path)),
    responses((status = 204)))]
#[delete("/contacts/{id}/companies/{account_id}")]
pub(crate) async fn unlink_company(
    caller: Allowed<CrmManage>,
    hydra: web::Data<Hydra>,
    ids: web::Path<(CustomerId, Id<account::Account>)>,
) -> Result<HttpResponse, Failure> {
    let (workspace, actor, (id, company), now) = (caller.workspace, caller.actor, *ids, hydra.now());
    hydra.write(workspace, move |conn| Ok(contact::unlink_company(conn, workspace, id, company, actor, now)?)).await?;
    Ok(HttpResponse::NoContent().finish())
}
