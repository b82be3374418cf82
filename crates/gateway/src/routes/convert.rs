//! A lead becomes a contact (H19, L34–L36).

use actix_web::{get, post, web};
use analytics::{accounts, opportunities, people as read};
use crm_core::{
    Email, account,
    convert::{self, Conversion, MatchedBy},
    person::Channel,
};
use db::{CustomerId, Id};
use pipeline::board;
use serde::{Deserialize, Serialize};
use tenancy::{Permission, workspace};
use tracking::visitor;
use utoipa::{IntoParams, ToSchema};

use crate::{
    auth::{Allowed, LeadsManage, LeadsView},
    body::Body,
    error::Failure,
    routes::{
        accounts::{Account, AccountRef, InlineAccount},
        contacts::{Contact, choice},
        opportunities::{Opportunity, OpportunityFields, on},
        person_fields::{clean, first_note},
    },
    state::Hydra,
    wire::required,
    words,
};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConvertRequest {
    /// The contact's name; the lead's without one.
    name: Option<String>,
    /// The contact's email; the lead's without one.
    email: Option<String>,
    /// An account that is there …
    #[serde(alias = "accountId")]
    #[schema(value_type = Option<uuid::Uuid>)]
    account_id: Option<Id<account::Account>>,
    /// … or one that is made now. Neither is needed when a contact has the email or the phone already.
    account: Option<InlineAccount>,
    /// Makes an opportunity of the account with the contact as its primary one (Growth or higher).
    opportunity: Option<OpportunityFields>,
    /// How they like to be reached.
    #[schema(value_type = Option<words::Channel>)]
    platform: Option<Channel>,
}

/// What became of a lead.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Converted {
    contact: Contact,
    account: Account,
    /// Null when none was asked for, and for a second click.
    opportunity: Option<Opportunity>,
    /// A contact with the email or the phone was there already.
    linked_existing: bool,
}

/// Converts a lead. Whoever asks twice gets the same contact, and nothing is made twice.
#[utoipa::path(tag = "leads", security(("bearer" = ["leads:manage"])), params(("id" = uuid::Uuid, Path)), request_body = ConvertRequest,
    responses((status = 200, body = Converted)))]
#[post("/leads/{id}/convert")]
pub(crate) async fn convert_lead(
    caller: Allowed<LeadsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<CustomerId>,
    body: Body<ConvertRequest>,
) -> Result<web::Json<Converted>, Failure> {
    caller.require(Permission::CrmManage)?;
    let Body(body) = body;
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    let converted = hydra
        .write(workspace, move |conn| {
            let country = workspace::get(conn, workspace)?.country;
            let opportunity = match &body.opportunity {
                Some(fields) => {
                    let name = required("opportunity.name", fields.name.as_deref().unwrap_or_default(), 200)?;
                    Some((name, fields.edit().map_err(|failure| failure.inside("opportunity"))?))
                }
                None => None,
            };
            let conversion = Conversion {
                name: clean("name", body.name.as_deref())?,
                email: clean("email", body.email.as_deref())?.map(|email| Email::parse(&email)).transpose()?,
                account: choice(body.account_id, body.account.as_ref(), &country)?,
                opportunity,
                preferred_channel: body.platform,
                by_email_only: false,
            };
            visitor::lock_browsers(conn, workspace, id)?;
            let done = convert::convert(conn, workspace, id, &conversion, actor, now)?;
            if done.now {
                board::take_off(conn, workspace, id)?;
                if done.linked_existing {
                    visitor::hand_over(conn, workspace, id, done.contact, now)?;
                }
            }
            if let (Some(deal), Some(fields)) = (done.opportunity, &body.opportunity) {
                first_note(conn, workspace, on(deal), fields.notes(), actor, now)?;
            }
            let opportunity = match done.opportunity {
                Some(deal) => Some(Opportunity::new(opportunities::get(conn, workspace, deal.uuid())?, now)),
                None => None,
            };
            Ok(Converted {
                contact: read::get(conn, workspace, done.contact)?.into(),
                account: accounts::get(conn, workspace, done.account.uuid())?.into(),
                opportunity,
                linked_existing: done.linked_existing,
            })
        })
        .await?;
    Ok(web::Json(converted))
}

/// What a conversion would do.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConvertPreview {
    /// The contact that the lead would be linked to.
    #[serde(rename = "match")]
    existing: Option<Match>,
    /// `email` or `phone`.
    #[schema(value_type = Option<MatchWord>)]
    matched_by: Option<MatchWord>,
    /// An account that the lead's company name or email domain points to.
    suggested_account: Option<AccountRef>,
}

#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = MatchedBy)]
pub(crate) enum MatchWord {
    Email,
    Phone,
}

/// A contact that is there.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ConvertMatch)]
pub(crate) struct Match {
    #[schema(value_type = uuid::Uuid)]
    id: CustomerId,
    display_name: String,
    email: Option<String>,
    phone: Option<String>,
    account: AccountRef,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct PreviewQuery {
    /// As it stands in the form; the lead's own without one.
    email: Option<String>,
}

/// Previews a conversion: whom it would link to, or which account suggests itself.
#[utoipa::path(tag = "leads", security(("bearer" = ["leads:view"])), params(("id" = uuid::Uuid, Path), PreviewQuery),
    responses((status = 200, body = ConvertPreview)))]
#[get("/leads/{id}/convert-preview")]
pub(crate) async fn preview_conversion(
    caller: Allowed<LeadsView>,
    hydra: web::Data<Hydra>,
    id: web::Path<CustomerId>,
    query: web::Query<PreviewQuery>,
) -> Result<web::Json<ConvertPreview>, Failure> {
    caller.require(Permission::CrmView)?;
    let email = clean("email", query.email.as_deref())?.map(|email| Email::parse(&email)).transpose()?;
    let (workspace, id) = (caller.workspace, *id);
    let preview = hydra
        .write(workspace, move |conn| {
            let preview = convert::preview(conn, workspace, id, email.as_ref())?;
            let existing = match preview.existing {
                Some((contact, by)) => Some((read::get(conn, workspace, contact)?, by)),
                None => None,
            };
            let matched_by = existing.as_ref().map(|(_, by)| match by {
                MatchedBy::Email => MatchWord::Email,
                MatchedBy::Phone => MatchWord::Phone,
            });
            let existing = existing.and_then(|(row, _)| {
                let (id, email, phone) = (row.id, row.email.clone(), row.phone.clone());
                let display_name = row.display_name().to_owned();
                Some(Match { id, display_name, email, phone, account: Contact::from(row).account? })
            });
            let suggested_account = preview.suggested_account.map(|account| AccountRef {
                id: account.id.uuid(),
                name: account.name,
                placeholder: account.placeholder,
            });
            Ok(ConvertPreview { existing, matched_by, suggested_account })
        })
        .await?;
    Ok(web::Json(preview))
}
