//! The engagement strip (E6).

use actix_web::{get, web};
use analytics::strip::{self, Of, State, Strip};
use db::CustomerId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    auth::{Allowed, CrmView},
    error::Failure,
    routes::customers::{sees_leads, visible},
    state::Hydra,
    wire::Timestamp,
};

/// A bar a day.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ActivitySummary {
    #[schema(value_type = uuid::Uuid)]
    customer_id: CustomerId,
    #[serde(flatten)]
    activity: Activity,
}

/// The days of a strip.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Activity {
    days: u16,
    linked: bool,
    /// `not_linked`, `quiet` or `active`.
    state: &'static str,
    /// All events of these days.
    total: i64,
    last_seen: Option<Timestamp>,
    /// Oldest first, today last; UTC days.
    buckets: Vec<Bucket>,
}

impl Activity {
    pub(crate) fn new(strip: Strip, days: u16) -> Self {
        Self {
            days,
            linked: strip.linked,
            state: match strip.state {
                State::NotLinked => "not_linked",
                State::Quiet => "quiet",
                State::Active => "active",
            },
            total: strip.total,
            last_seen: strip.last_seen.map(Timestamp::from),
            buckets: strip.days.into_iter().map(|(day, count)| Bucket { date: day.to_string(), count }).collect(),
        }
    }
}

/// `days` of a strip (E12).
pub(crate) fn strip_days(days: Option<i64>) -> u16 {
    u16::try_from(days.unwrap_or(30).clamp(1, 90)).unwrap_or(30)
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Bucket {
    /// `YYYY-MM-DD`.
    date: String,
    count: i64,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct SummaryQuery {
    #[param(value_type = uuid::Uuid)]
    customer_id: CustomerId,
    /// Brought into 1 to 90 (E12).
    days: Option<i64>,
}

/// Events a day of one person. A lead's needs `leads:view` as well.
#[utoipa::path(tag = "customers", security(("bearer" = ["crm:view"])), params(SummaryQuery), responses((status = 200, body = ActivitySummary)))]
#[get("/visitors/activity-summary")]
pub(crate) async fn activity_summary(
    caller: Allowed<CrmView>,
    hydra: web::Data<Hydra>,
    query: web::Query<SummaryQuery>,
) -> Result<web::Json<ActivitySummary>, Failure> {
    let (workspace, id, now) = (caller.workspace, query.customer_id, hydra.now());
    let days = strip_days(query.days);
    let sees_leads = sees_leads(&caller);
    let strip = hydra
        .analyse(workspace, move |conn| {
            visible(conn, workspace, id, sees_leads)?;
            Ok(strip::strip(conn, workspace, Of::Customer(id), days, now)?)
        })
        .await?;
    Ok(web::Json(ActivitySummary { customer_id: id, activity: Activity::new(strip, days) }))
}
