//! Visitors: the engagement strip (E6), the visitor browser and a visitor's page (S25), erasing what somebody did (P21).

use actix_web::{delete, get, web};
use analytics::{
    site::{Range, Window},
    site_activity,
    strip::{self, Of, State, Strip},
    visitors::{self as read, Filter, LinkRow, VisitorRow},
};
use db::{Cursor, CustomerId, Id};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::OffsetDateTime;
use tracking::{
    Widget,
    erase::{self, Whose},
    event::path_of,
    visitor::Visitor,
};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    auth::{Allowed, AnalyticsView, Caller, CrmView, SettingsManage},
    error::Failure,
    routes::{
        customers::{SiteActivity, SiteActivityQuery, Touch, activity_of, sees_leads, sessions_limit, visible_on_site},
        site::known_widget,
    },
    state::Hydra,
    wire::{Stream, Timestamp, cursor, stream_limit},
    words,
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

/// Events a day of one person. A lead's needs `leads:view` as well, or `inbox:use` once it has written.
#[utoipa::path(tag = "customers", security(("bearer" = ["crm:view"])), params(SummaryQuery), responses((status = 200, body = ActivitySummary)))]
#[get("/visitors/activity-summary")]
pub(crate) async fn activity_summary(
    caller: Allowed<CrmView>,
    hydra: web::Data<Hydra>,
    query: web::Query<SummaryQuery>,
) -> Result<web::Json<ActivitySummary>, Failure> {
    let (workspace, id, now) = (caller.workspace, query.customer_id, hydra.now());
    let days = strip_days(query.days);
    let by = Caller::clone(&caller);
    let strip = hydra
        .analyse(workspace, move |conn| {
            visible_on_site(conn, &by, id)?;
            Ok(strip::strip(conn, workspace, Of::Customer(id), days, now)?)
        })
        .await?;
    Ok(web::Json(ActivitySummary { customer_id: id, activity: Activity::new(strip, days) }))
}

/// A browser.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VisitorSummary {
    id: Uuid,
    anon_visitor_id: String,
    widget: WidgetRef,
    /// Whose it is.
    customer: Option<CustomerRef>,
    /// "Firefox", "Safari" …
    browser: Option<String>,
    os: Option<String>,
    #[schema(value_type = words::Device)]
    device: String,
    /// A robot.
    bot: bool,
    first_seen_at: Timestamp,
    last_seen_at: Timestamp,
    /// For life, whatever was purged since.
    event_count: i64,
    /// Did something in the last five minutes.
    on_site: bool,
    /// The newest that is kept.
    last_visit: Option<LastVisit>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WidgetRef {
    id: Uuid,
    name: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CustomerRef {
    #[schema(value_type = Uuid)]
    id: CustomerId,
    #[schema(value_type = words::Kind)]
    kind: String,
    display_name: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LastVisit {
    started_at: Timestamp,
    ended_at: Timestamp,
    pageviews: i32,
    /// Null is direct.
    source: Option<String>,
    entry_path: String,
    /// The last page.
    current_path: String,
}

/// A browser, and what is known of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VisitorDetail {
    #[serde(flatten)]
    summary: VisitorSummary,
    /// What the site said, until a record is made.
    user_id: Option<String>,
    #[schema(value_type = words::Anything)]
    traits: Value,
    first_touch: Option<Touch>,
    last_touch: Option<Touch>,
    /// Whose it was, and when; the newest first.
    links: Vec<VisitorLink>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VisitorLink {
    /// Null when the caller may not see them.
    customer: Option<CustomerRef>,
    /// Null: from the beginning.
    began_at: Option<Timestamp>,
    ended_at: Option<Timestamp>,
}

impl CustomerRef {
    pub(crate) fn new(id: CustomerId, kind: String, display_name: String) -> Self {
        Self { id, kind, display_name }
    }
}

pub(crate) fn customer(id: Option<CustomerId>, kind: Option<String>, name: Option<String>) -> Option<CustomerRef> {
    Some(CustomerRef { id: id?, kind: kind?, display_name: name.unwrap_or_else(|| "Anonymous".to_owned()) })
}

impl VisitorSummary {
    fn new(row: VisitorRow, now: OffsetDateTime) -> Self {
        let entry_path = path_of(row.entry_url.as_deref().unwrap_or_default());
        let last_visit = row.started_at.zip(row.ended_at).map(|(started, ended)| LastVisit {
            started_at: started.into(),
            ended_at: ended.into(),
            pageviews: row.pageviews.unwrap_or_default(),
            source: row.source,
            current_path: row.current_path.unwrap_or_else(|| entry_path.clone()),
            entry_path,
        });
        Self {
            id: row.id,
            anon_visitor_id: row.anon_visitor_id,
            widget: WidgetRef { id: row.widget_id, name: row.widget_name },
            customer: customer(row.customer_id, row.customer_kind, row.customer_name),
            browser: row.browser,
            os: row.os,
            device: row.device,
            bot: row.bot,
            first_seen_at: row.first_seen_at.into(),
            last_seen_at: row.last_seen_at.into(),
            event_count: row.event_count,
            on_site: row.last_seen_at > now - analytics::site::ON_SITE,
            last_visit,
        }
    }
}

impl From<LinkRow> for VisitorLink {
    fn from(row: LinkRow) -> Self {
        Self {
            customer: customer(row.customer_id, row.customer_kind, row.customer_name),
            began_at: (row.began_at > OffsetDateTime::UNIX_EPOCH).then(|| row.began_at.into()),
            ended_at: row.ended_at.map(Timestamp::from),
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct VisitorsQuery {
    /// With a visit that began in this period; 90d unless said otherwise.
    #[param(value_type = Option<words::SiteRange>)]
    range: Option<Range>,
    #[param(value_type = Option<Uuid>)]
    widget_id: Option<Id<Widget>>,
    /// On the site now.
    live: Option<bool>,
    /// In the anonymous id, or in the person's name or email.
    search: Option<String>,
    /// Somebody's, or nobody's.
    identified: Option<bool>,
    /// With a visit that saw this path.
    page: Option<String>,
    /// That sent this custom event.
    event: Option<String>,
    /// With a visit from this source; `direct` is from none.
    source: Option<String>,
    /// With a visit by this campaign.
    campaign: Option<String>,
    /// Robots, too.
    bots: Option<bool>,
    cursor: Option<String>,
    /// 1 to 100.
    limit: Option<i64>,
}

/// Browsers, known and unknown; whose last visit began last comes first. To a caller without `leads:view` leads are nobody.
#[utoipa::path(tag = "site activity", security(("bearer" = ["analytics:view"])), params(VisitorsQuery),
    responses((status = 200, body = Stream<VisitorSummary>)))]
#[get("/visitors")]
pub(crate) async fn list_visitors(
    caller: Allowed<AnalyticsView>,
    hydra: web::Data<Hydra>,
    query: web::Query<VisitorsQuery>,
) -> Result<web::Json<Stream<VisitorSummary>>, Failure> {
    let (workspace, query, now) = (caller.workspace, query.into_inner(), hydra.now());
    let after = cursor(query.cursor.as_deref())?;
    let limit = stream_limit(query.limit)?;
    let filter = Filter {
        widget: query.widget_id.map(Id::uuid),
        from: Some(match query.live {
            Some(true) => now - time::Duration::DAY,
            _ => Window::new(query.range.unwrap_or(Range::Quarter), now).from,
        }),
        live: query.live.unwrap_or(false),
        search: query.search.filter(|text| !text.trim().is_empty()),
        identified: query.identified,
        page: query.page,
        event: query.event,
        source: query.source,
        campaign: query.campaign,
        bots: query.bots.unwrap_or(false),
        sees_leads: sees_leads(&caller),
    };
    let page = hydra
        .analyse(workspace, move |conn| {
            known_widget(conn, workspace, query.widget_id)?;
            let rows = read::list(conn, workspace, &filter, after, limit + 1, now)?;
            let key = |row: &VisitorRow| Cursor {
                at: row.started_at.unwrap_or(row.last_seen_at),
                id: row.session_id.unwrap_or(row.id),
            };
            Ok(Stream::new(rows, limit, key, |row| VisitorSummary::new(row, now)))
        })
        .await?;
    Ok(web::Json(page))
}

/// One browser.
#[utoipa::path(tag = "site activity", security(("bearer" = ["analytics:view"])), params(("id" = Uuid, Path)),
    responses((status = 200, body = VisitorDetail)))]
#[get("/visitors/{id}")]
pub(crate) async fn show_visitor(
    caller: Allowed<AnalyticsView>,
    hydra: web::Data<Hydra>,
    id: web::Path<Uuid>,
) -> Result<web::Json<VisitorDetail>, Failure> {
    let (workspace, id, now, sees_leads) = (caller.workspace, *id, hydra.now(), sees_leads(&caller));
    let detail = hydra
        .analyse(workspace, move |conn| {
            let row = read::get(conn, workspace, id, sees_leads)?;
            let (first, last) = site_activity::touches(conn, workspace, site_activity::Of::Visitor(id))?;
            let links = read::links(conn, workspace, id, sees_leads)?;
            Ok(VisitorDetail {
                user_id: row.user_id.clone(),
                traits: row.traits.clone(),
                summary: VisitorSummary::new(row, now),
                first_touch: first.map(Touch::from),
                last_touch: last.map(Touch::from),
                links: links.into_iter().map(VisitorLink::from).collect(),
            })
        })
        .await?;
    Ok(web::Json(detail))
}

/// What was done in a browser, by session, whoever it belonged to.
#[utoipa::path(tag = "site activity", security(("bearer" = ["analytics:view"])), params(("id" = Uuid, Path), SiteActivityQuery),
    responses((status = 200, body = SiteActivity)))]
#[get("/visitors/{id}/site-activity")]
pub(crate) async fn visitor_activity(
    caller: Allowed<AnalyticsView>,
    hydra: web::Data<Hydra>,
    id: web::Path<Uuid>,
    query: web::Query<SiteActivityQuery>,
) -> Result<web::Json<SiteActivity>, Failure> {
    let (workspace, id, now, sees_leads) = (caller.workspace, *id, hydra.now(), sees_leads(&caller));
    let after = cursor(query.cursor.as_deref())?;
    let limit = sessions_limit(query.limit)?;
    let activity = hydra
        .analyse(workspace, move |conn| {
            let linked = read::get(conn, workspace, id, sees_leads)?.customer_id.is_some();
            activity_of(conn, workspace, site_activity::Of::Visitor(id), linked, after, limit, now)
        })
        .await?;
    Ok(web::Json(if sees_leads { activity } else { activity.nobodys() }))
}

/// How many events are gone.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Erased {
    removed: usize,
}

/// Erases what was done in a browser, for good.
#[utoipa::path(tag = "site activity", security(("bearer" = ["settings:manage"])), params(("id" = Uuid, Path)),
    responses((status = 200, body = Erased)))]
#[delete("/visitors/{id}/events")]
pub(crate) async fn erase_visitor_events(
    caller: Allowed<SettingsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<Visitor>>,
) -> Result<web::Json<Erased>, Failure> {
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    let erased =
        hydra.write(workspace, move |conn| Ok(erase::erase(conn, workspace, Whose::Visitor(id), actor, now)?)).await?;
    Ok(web::Json(Erased { removed: erased }))
}

/// Erases what a person did on the site, on all their browsers, for good.
#[utoipa::path(tag = "customers", security(("bearer" = ["settings:manage"])), params(("id" = Uuid, Path)),
    responses((status = 200, body = Erased)))]
#[delete("/customers/{id}/events")]
pub(crate) async fn erase_customer_events(
    caller: Allowed<SettingsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<CustomerId>,
) -> Result<web::Json<Erased>, Failure> {
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    let erased = hydra
        .write(workspace, move |conn| {
            crm_core::person::exists(conn, workspace, id)?;
            Ok(erase::erase(conn, workspace, Whose::Customer(id), actor, now)?)
        })
        .await?;
    Ok(web::Json(Erased { removed: erased }))
}
