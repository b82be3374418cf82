//! The Site activity dashboard (S25).

use std::collections::HashMap;

use actix_web::{get, web};
use analytics::{
    kept,
    site::{self, Filter, Range, Report, Unit, Window},
    sketch,
};
use db::{Conn, Id, WorkspaceId};
use serde::{Deserialize, Serialize};
use tracking::{Widget, widget};
use utoipa::{IntoParams, ToSchema};

use crate::{
    auth::{Allowed, AnalyticsView},
    error::Failure,
    state::Hydra,
    wire::Timestamp,
    words,
};

/// Rows of a ranking.
const RANKED: usize = 10;

/// What happened on the site.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SiteReport {
    #[schema(value_type = words::SiteRange)]
    range: Range,
    from: Timestamp,
    /// The end of the last hour or day, which is not over.
    to: Timestamp,
    unit: PointUnit,
    totals: SiteTotals,
    /// 0: `visitors` are counted; 0.01: within about 1 %.
    visitors_error: f64,
    /// A point for each hour (24h) or UTC day, the oldest first.
    pageviews: Vec<CountedPoint>,
    visitors: Vec<CountedPoint>,
    /// The period of the same length before; null when it was not asked for, or events of it are kept no more.
    before: Option<SiteBefore>,
    /// At most ten.
    top_pages: Vec<RankedPage>,
    top_events: Vec<RankedEvent>,
    /// Visits by where they came from.
    sources: Vec<RankedSource>,
    campaigns: Vec<RankedCampaign>,
    /// Browsers that did something in the last five minutes.
    on_site_now: i64,
}

#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum PointUnit {
    Hour,
    Day,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SiteTotals {
    pageviews: i64,
    visitors: i64,
    /// Visits that began.
    sessions: i64,
    /// Calls of `hydra.track`.
    custom_events: i64,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CountedPoint {
    at: Timestamp,
    count: i64,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SiteBefore {
    from: Timestamp,
    to: Timestamp,
    totals: SiteTotals,
    pageviews: Vec<CountedPoint>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RankedPage {
    path: String,
    views: i64,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RankedEvent {
    name: String,
    count: i64,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RankedSource {
    /// Null is direct.
    source: Option<String>,
    visits: i64,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RankedCampaign {
    campaign: String,
    visits: i64,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct SiteQuery {
    /// 30d unless said otherwise.
    #[param(value_type = Option<words::SiteRange>)]
    range: Option<Range>,
    /// Also the period before; true unless said otherwise.
    compare: Option<bool>,
    #[param(value_type = Option<uuid::Uuid>)]
    widget_id: Option<Id<Widget>>,
    /// Only visits that saw this path.
    page: Option<String>,
    /// That sent this custom event.
    event: Option<String>,
    /// That came from this source; `direct` is from none.
    source: Option<String>,
    /// That came by this campaign.
    campaign: Option<String>,
    /// Robots, too.
    bots: Option<bool>,
}

/// Pageviews, visitors, pages, events and sources of a period, robots left out. Days are UTC.
#[utoipa::path(tag = "site activity", security(("bearer" = ["analytics:view"])), params(SiteQuery),
    responses((status = 200, body = SiteReport)))]
#[get("/site-activity")]
pub(crate) async fn site_report(
    caller: Allowed<AnalyticsView>,
    hydra: web::Data<Hydra>,
    query: web::Query<SiteQuery>,
) -> Result<web::Json<SiteReport>, Failure> {
    let (workspace, query, now) = (caller.workspace, query.into_inner(), hydra.now());
    let range = query.range.unwrap_or(Range::Month);
    let filter = Filter {
        widget: query.widget_id.map(Id::uuid),
        page: query.page,
        event: query.event,
        source: query.source,
        campaign: query.campaign,
        bots: query.bots.unwrap_or(false),
    };
    let compare = query.compare.unwrap_or(true);
    let report = hydra
        .analyse(workspace, move |conn| {
            known_widget(conn, workspace, query.widget_id)?;
            let window = Window::new(range, now);
            let earlier = window.before();
            let kept = kept::kept_since(conn, workspace, filter.widget, now)?;
            let before = match compare && kept.is_some_and(|since| since <= earlier.from) {
                true => Some(site::report(conn, workspace, &filter, earlier)?),
                false => None,
            };
            let on_site_now = site::on_site(conn, workspace, filter.widget, now)?;
            let report = site::report(conn, workspace, &filter, window)?;
            Ok(wire(range, window, report, before.map(|report| (earlier, report)), on_site_now))
        })
        .await?;
    Ok(web::Json(report))
}

/// A filter by a widget that is not there is a 404, like every other id.
pub(crate) fn known_widget(conn: &mut Conn, workspace: WorkspaceId, id: Option<Id<Widget>>) -> Result<(), Failure> {
    id.map(|id| widget::get(conn, workspace, id)).transpose()?;
    Ok(())
}

fn wire(
    range: Range,
    window: Window,
    report: Report,
    before: Option<(Window, Report)>,
    on_site_now: i64,
) -> SiteReport {
    let totals = &report.totals;
    SiteReport {
        range,
        from: window.from.into(),
        to: window.to.into(),
        unit: match window.unit {
            Unit::Hour => PointUnit::Hour,
            Unit::Day => PointUnit::Day,
        },
        totals: sums(&report),
        visitors_error: if totals.visitors.is_exact() { 0.0 } else { sketch::ERROR },
        pageviews: report
            .points
            .iter()
            .map(|(at, count, _)| CountedPoint { at: (*at).into(), count: *count })
            .collect(),
        visitors: report.points.iter().map(|(at, _, count)| CountedPoint { at: (*at).into(), count: *count }).collect(),
        before: before.map(|(window, report)| SiteBefore {
            from: window.from.into(),
            to: window.to.into(),
            totals: sums(&report),
            pageviews: report
                .points
                .iter()
                .map(|(at, count, _)| CountedPoint { at: (*at).into(), count: *count })
                .collect(),
        }),
        top_pages: ranked(&totals.pages, |path, views| RankedPage { path, views }),
        top_events: ranked(&totals.events, |name, count| RankedEvent { name, count }),
        sources: ranked(&totals.sources, |source, visits| RankedSource {
            source: (!source.is_empty()).then_some(source),
            visits,
        }),
        campaigns: ranked(&totals.campaigns, |campaign, visits| RankedCampaign { campaign, visits }),
        on_site_now,
    }
}

fn sums(report: &Report) -> SiteTotals {
    let totals = &report.totals;
    SiteTotals {
        pageviews: totals.pageviews,
        visitors: totals.visitors.count(),
        sessions: totals.sessions,
        custom_events: totals.custom_events,
    }
}

fn ranked<T>(counts: &HashMap<String, i64>, row: impl Fn(String, i64) -> T) -> Vec<T> {
    let mut words: Vec<(&String, &i64)> = counts.iter().collect();
    words.sort_by_key(|(word, count)| (std::cmp::Reverse(**count), *word));
    words.into_iter().take(RANKED).map(|(word, count)| row(word.clone(), *count)).collect()
}
