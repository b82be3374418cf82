//! Contacts, to read.

use actix_web::{get, web};
use analytics::{
    history,
    people::{self as read, Filter, Kind, PersonRow, Sort},
};
use db::{CustomerId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    auth::{Allowed, CrmView},
    error::{Failure, Problem},
    routes::{
        leads::{SortOrder, searchable},
        people::{Person, TimelineEntry},
    },
    state::Hydra,
    wire::{List, page},
    words,
};

const ACTIVITIES: i64 = 50;

/// The account of a contact.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccountName {
    id: Uuid,
    name: String,
    /// Stands in for a company that nobody has named yet.
    placeholder: bool,
}

/// A contact.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Contact {
    #[serde(flatten)]
    person: Person,
    account_id: Option<Uuid>,
    account: Option<AccountName>,
}

impl From<PersonRow> for Contact {
    fn from(row: PersonRow) -> Self {
        let account = row.account_id.map(|id| AccountName {
            id,
            name: row.account_name.clone().unwrap_or_default(),
            placeholder: row.account_placeholder.unwrap_or_default(),
        });
        Self { account_id: row.account_id, account, person: row.into() }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ContactDetail {
    #[serde(flatten)]
    contact: Contact,
    /// Their newest history.
    activities: Vec<TimelineEntry>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContactQuery {
    /// In name, email, phone or company.
    search: Option<String>,
    source: Option<String>,
    #[param(value_type = Option<Uuid>)]
    assigned_to: Option<UserId>,
    tag: Option<String>,
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
        assigned_to: query.assigned_to,
        tag: query.tag,
        ..Filter::default()
    };
    let workspace = caller.workspace;
    let (rows, total) = hydra
        .analyse(workspace, move |conn| {
            Ok(read::list(conn, workspace, Kind::Contact, &filter, (sort, descending), page)?)
        })
        .await?;
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
    let (workspace, id) = (caller.workspace, *id);
    let detail = hydra
        .write(workspace, move |conn| {
            let row = read::get(conn, workspace, id)?;
            if row.kind != "contact" {
                return Err(Problem::not_found().into());
            }
            let activities = history::timeline(conn, workspace, id, None, ACTIVITIES)?;
            Ok(ContactDetail {
                contact: row.into(),
                activities: activities.into_iter().map(TimelineEntry::from).collect(),
            })
        })
        .await?;
    Ok(web::Json(detail))
}
