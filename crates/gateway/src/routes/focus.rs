//! Home: what to do now and why (A24), and putting it off.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, delete, get, post, web};
use analytics::{
    focus::{self as read, Ask, Kind},
    visitors,
};
use crm_core::{account, focus, opportunity};
use db::{Conn, UserId};
use inbox::conversation;
use serde::{Deserialize, Serialize};
use tenancy::{Actor, Permission};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    auth::{Allowed, Caller, CrmView},
    body::Body,
    error::{Failure, Problem},
    routes::customers::{sees_leads, visible},
    state::Hydra,
    wire::{Money, Timestamp, decimal},
    words,
};

/// A record that asks for attention.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FocusItem {
    /// The kind and the record: the address of its snooze.
    id: String,
    #[schema(value_type = words::FocusKind)]
    kind: Kind,
    title: String,
    /// A person's company, a deal's account, an automation's step.
    about: Option<String>,
    /// Why it is here, with the figures.
    reason: String,
    /// What to do.
    suggested_action: String,
    record: FocusRecord,
    /// Since when it asks.
    since: Timestamp,
    /// A deal's amount, an account's MRR, the largest open deal of a person's account.
    amount: Option<Money>,
    score: Option<i16>,
    #[schema(value_type = Option<Uuid>)]
    owner_id: Option<UserId>,
    /// Only among those that are put off.
    snoozed: Option<FocusSnooze>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FocusRecord {
    /// `conversation`, `lead`, `contact`, `account`, `opportunity` or `visitor`.
    kind: String,
    id: Uuid,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FocusSnooze {
    until: Timestamp,
    reason: String,
    /// The teammate's name.
    by: Option<String>,
}

/// What to do now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Focus {
    /// By kind, the most urgent first; at most 50 a kind.
    items: Vec<FocusItem>,
    /// Of each kind that the caller may see, also beyond those 50.
    counts: BTreeMap<String, i64>,
    /// How many are put off now.
    snoozed: i64,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct FocusQuery {
    /// Only what the caller is in charge of.
    #[serde(default)]
    #[param(required = false)]
    mine: bool,
    /// What is put off, in place of what is not.
    #[serde(default)]
    #[param(required = false)]
    snoozed: bool,
}

/// Records that ask for attention, each with its reason. Leads and what automations did with people need `leads:view` as
/// well, browsers that are nobody's `analytics:view`,
/// conversations `inbox:use`.
#[utoipa::path(tag = "focus", security(("bearer" = ["crm:view"])), params(FocusQuery), responses((status = 200, body = Focus)))]
#[get("/focus")]
pub(crate) async fn show_focus(
    caller: Allowed<CrmView>,
    hydra: web::Data<Hydra>,
    query: web::Query<FocusQuery>,
) -> Result<web::Json<Focus>, Failure> {
    let workspace = caller.workspace;
    let ask = Ask {
        mine: query.mine.then(|| caller.user()).transpose()?,
        snoozed: query.snoozed,
        sees_leads: sees_leads(&caller),
        sees_visitors: caller.may(Permission::AnalyticsView),
        sees_inbox: caller.may(Permission::InboxUse),
        now: hydra.now(),
    };
    let found = hydra.analyse(workspace, move |conn| Ok(read::list(conn, workspace, &ask)?)).await?;
    Ok(web::Json(Focus {
        items: found.items.into_iter().map(FocusItem::from).collect(),
        counts: found.counts.into_iter().map(|(kind, count)| (kind.to_string(), count)).collect(),
        snoozed: found.snoozed,
    }))
}

impl From<read::Item> for FocusItem {
    fn from(item: read::Item) -> Self {
        Self {
            id: format!("{}:{}", item.kind, item.record),
            kind: item.kind,
            title: item.title,
            about: item.about,
            reason: item.reason,
            suggested_action: item.action,
            record: FocusRecord { kind: item.record_kind, id: item.record },
            since: item.since.into(),
            amount: item.amount.map(|(amount, currency)| Money { currency, amount: decimal(amount) }),
            score: item.score,
            owner_id: item.owner,
            snoozed: item.snoozed.map(|(until, reason, by)| FocusSnooze { until: until.into(), reason, by }),
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewSnooze {
    /// In the future, at most a year away.
    until: Timestamp,
    /// 1 to 200 characters.
    #[schema(min_length = 1, max_length = 200)]
    reason: String,
}

/// Puts an item off, for everybody; again, with another time or reason, in place of the first.
#[utoipa::path(tag = "focus", security(("bearer" = ["crm:view"])), request_body = NewSnooze,
    params(("id" = String, Path, description = "The item's")), responses((status = 204)))]
#[post("/focus/{id}/snooze")]
pub(crate) async fn snooze_focus(
    caller: Allowed<CrmView>,
    hydra: web::Data<Hydra>,
    id: web::Path<String>,
    body: Body<NewSnooze>,
) -> Result<HttpResponse, Failure> {
    let (Body(body), now) = (body, hydra.now());
    let until = OffsetDateTime::from(body.until);
    let by = match caller.actor {
        Actor::User(user) => Some(user),
        _ => None,
    };
    let (workspace, caller) = (caller.workspace, caller.clone());
    hydra
        .write(workspace, move |conn| {
            let (kind, record) = known(conn, &caller, &id)?;
            Ok(focus::snooze(conn, workspace, (kind.as_str(), record), (until, &body.reason), by, now)?)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Brings an item back that is put off.
#[utoipa::path(tag = "focus", security(("bearer" = ["crm:view"])), params(("id" = String, Path, description = "The item's")),
    responses((status = 204)))]
#[delete("/focus/{id}/snooze")]
pub(crate) async fn wake_focus(
    caller: Allowed<CrmView>,
    hydra: web::Data<Hydra>,
    id: web::Path<String>,
) -> Result<HttpResponse, Failure> {
    let (workspace, caller, now) = (caller.workspace, caller.clone(), hydra.now());
    hydra
        .write(workspace, move |conn| {
            let (kind, record) = known(conn, &caller, &id)?;
            Ok(focus::wake(conn, workspace, (kind.as_str(), record), now)?)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The kind and record of an item's id; the record must be there, and be one that the caller may see.
fn known(conn: &mut Conn, caller: &Caller, id: &str) -> Result<(Kind, Uuid), Failure> {
    let read = |(kind, record): (&str, &str)| Some((kind.parse::<Kind>().ok()?, record.parse::<Uuid>().ok()?));
    let (kind, record) = id.split_once(':').and_then(read).ok_or_else(Problem::not_found)?;
    let (workspace, sees_leads) = (caller.workspace, sees_leads(caller));
    match kind {
        Kind::StalledDeal => opportunity::exists(conn, workspace, record.into())?,
        Kind::AccountAtRisk | Kind::RenewalDue => drop(account::get(conn, workspace, record.into())?),
        Kind::StalledLead | Kind::FailedAutomation if !sees_leads => return Err(Problem::not_found().into()),
        Kind::StalledLead | Kind::FailedAutomation => visible(conn, workspace, record.into(), sees_leads)?,
        Kind::UnansweredConversation if !caller.may(Permission::InboxUse) => return Err(Problem::not_found().into()),
        Kind::UnansweredConversation => drop(conversation::get(conn, workspace, record.into())?),
        Kind::HotVisitor => {
            if visible(conn, workspace, record.into(), sees_leads).is_err() {
                let browser = visitors::get(conn, workspace, record, sees_leads)?;
                if browser.customer_id.is_some() || !caller.may(Permission::AnalyticsView) {
                    return Err(Problem::not_found().into());
                }
            }
        }
    }
    Ok((kind, record))
}
