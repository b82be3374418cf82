//! A person's history and site activity, lead or contact.

use actix_web::{get, web};
use analytics::{history::Of, site_activity as read};
use crm_core::person::{self, Kind};
use db::{Conn, Cursor, CustomerId};
use inbox::conversation;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tenancy::Permission;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    auth::{Allowed, Caller, CrmView},
    error::{Failure, Problem},
    routes::people::{TimelineEntry, TimelineQuery, history_page},
    state::Hydra,
    wire::{Stream, Timestamp, cursor},
    words,
};

const SESSIONS: i64 = 10;

/// A person's history, the newest first: facts, notes and visits in one order (S24). A lead's needs `leads:view` as well.
#[utoipa::path(tag = "customers", security(("bearer" = ["crm:view"])), params(("id" = Uuid, Path), TimelineQuery),
    responses((status = 200, body = Stream<TimelineEntry>)))]
#[get("/customers/{id}/timeline")]
pub(crate) async fn timeline(
    caller: Allowed<CrmView>,
    hydra: web::Data<Hydra>,
    id: web::Path<CustomerId>,
    query: web::Query<TimelineQuery>,
) -> Result<web::Json<Stream<TimelineEntry>>, Failure> {
    let (workspace, id, sees_leads) = (caller.workspace, *id, sees_leads(&caller));
    history_page(&hydra, workspace, Of::Customer(id), &query, move |conn| visible(conn, workspace, id, sees_leads))
        .await
}

/// What a person did on the site (H41–H44).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SiteActivity {
    /// A browser is known to be theirs.
    linked: bool,
    sessions: i64,
    time_on_site_seconds: i64,
    last_seen: Option<Timestamp>,
    /// Calls of `hydra.track`.
    custom_events: i64,
    /// At most five.
    top_pages: Vec<PageViews>,
    /// Sessions, the newest first.
    timeline: Vec<Visit>,
    /// Send it as `cursor` for earlier sessions.
    next_cursor: Option<String>,
    /// Where they came from at first; outlives a purge.
    first_touch: Option<Touch>,
    /// Where they came from last.
    last_touch: Option<Touch>,
}

/// Where a visit came from. Without a source it is direct.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Touch {
    /// `utm_source`, else the network of an ad's click id, else the referrer's host.
    source: Option<String>,
    medium: Option<String>,
    campaign: Option<String>,
    /// Of the first page.
    path: String,
    url: String,
    referrer: Option<String>,
    at: Timestamp,
}

impl From<read::Touch> for Touch {
    fn from(touch: read::Touch) -> Self {
        let url = touch.url.unwrap_or_default();
        Self {
            source: touch.source,
            medium: touch.medium,
            campaign: touch.campaign,
            path: tracking::event::path_of(&url),
            url,
            referrer: touch.referrer,
            at: touch.at.into(),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PageViews {
    path: String,
    views: i64,
}

/// A session.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Visit {
    session_id: Uuid,
    started_at: Timestamp,
    ended_at: Timestamp,
    event_count: i32,
    referrer: Option<String>,
    /// Of the first page's address.
    utm_source: Option<String>,
    /// The newest first; the session's start stands last.
    events: Vec<SiteEvent>,
    /// There are more than are shown.
    events_truncated: bool,
}

/// An event of a session.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SiteEvent {
    id: Uuid,
    /// session_start, pageview, custom, identify, click, scroll or outbound_click.
    #[serde(rename = "type")]
    kind: String,
    name: Option<String>,
    path: String,
    url: String,
    referrer: Option<String>,
    #[schema(value_type = Option<words::Anything>)]
    properties: Option<Value>,
    value: Option<f64>,
    occurred_at: Timestamp,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct SiteActivityQuery {
    pub(crate) cursor: Option<String>,
    /// Sessions, 1 to 50.
    pub(crate) limit: Option<i64>,
}

/// What a person did on the site, by session. A lead's needs `leads:view` as well, or `inbox:use` once it has written.
#[utoipa::path(tag = "customers", security(("bearer" = ["crm:view"])), params(("id" = Uuid, Path), SiteActivityQuery),
    responses((status = 200, body = SiteActivity)))]
#[get("/customers/{id}/site-activity")]
pub(crate) async fn site_activity(
    caller: Allowed<CrmView>,
    hydra: web::Data<Hydra>,
    id: web::Path<CustomerId>,
    query: web::Query<SiteActivityQuery>,
) -> Result<web::Json<SiteActivity>, Failure> {
    let (workspace, id, now) = (caller.workspace, *id, hydra.now());
    let after = cursor(query.cursor.as_deref())?;
    let limit = sessions_limit(query.limit)?;
    let by = Caller::clone(&caller);
    let activity = hydra
        .analyse(workspace, move |conn| {
            visible_on_site(conn, &by, id)?;
            let linked = read::is_linked(conn, workspace, id)?;
            activity_of(conn, workspace, read::Of::Customer(id), linked, after, limit, now)
        })
        .await?;
    Ok(web::Json(activity))
}

/// How many sessions of the card.
pub(crate) fn sessions_limit(limit: Option<i64>) -> Result<i64, Problem> {
    let limit = limit.unwrap_or(SESSIONS);
    if (1..=50).contains(&limit) { Ok(limit) } else { Err(Problem::field("limit", "out_of_range", "must be 1 to 50")) }
}

/// The card of a person or of a browser.
pub(crate) fn activity_of(
    conn: &mut Conn,
    workspace: db::WorkspaceId,
    of: read::Of,
    linked: bool,
    after: Option<Cursor>,
    limit: i64,
    now: time::OffsetDateTime,
) -> Result<SiteActivity, Failure> {
    let tiles = read::tiles(conn, workspace, of)?;
    let visits = read::visits(conn, workspace, of, after, limit + 1)?;
    let key = |visit: &read::Visit| Cursor { at: visit.started_at, id: visit.id };
    let page = Stream::new(visits, limit, key, Visit::from);
    let pages = read::top_pages(conn, workspace, of, now)?;
    let (first, last) = read::touches(conn, workspace, of)?;
    Ok(SiteActivity {
        linked,
        sessions: tiles.sessions,
        time_on_site_seconds: tiles.time_on_site_seconds,
        last_seen: tiles.last_seen.map(Timestamp::from),
        custom_events: tiles.custom_events,
        top_pages: pages.into_iter().map(|(path, views)| PageViews { path, views }).collect(),
        timeline: page.data,
        next_cursor: page.next_cursor,
        first_touch: first.map(Touch::from),
        last_touch: last.map(Touch::from),
    })
}

impl SiteActivity {
    /// Without what says whose it is.
    pub(crate) fn nobodys(mut self) -> Self {
        let events = self.timeline.iter_mut().flat_map(|visit| &mut visit.events);
        events.filter(|event| event.kind == "identify").for_each(|event| event.name = None);
        self
    }
}

impl From<read::Visit> for Visit {
    fn from(visit: read::Visit) -> Self {
        let shown = visit.events.len();
        let truncated = usize::try_from(visit.event_count).is_ok_and(|all| all > shown);
        let mut events: Vec<SiteEvent> = visit.events.into_iter().map(SiteEvent::from).collect();
        if !truncated {
            // Derived, not stored (D17): it closes the list as the event that opened the session.
            let url = visit.entry_url.clone().unwrap_or_default();
            events.push(SiteEvent {
                id: visit.id,
                kind: "session_start".to_owned(),
                name: None,
                path: url::Url::parse(&url).map_or_else(|_| url.clone(), |url| url.path().to_owned()),
                url,
                referrer: visit.referrer.clone(),
                properties: None,
                value: None,
                occurred_at: visit.started_at.into(),
            });
        }
        Self {
            session_id: visit.id,
            started_at: visit.started_at.into(),
            ended_at: visit.ended_at.into(),
            event_count: visit.event_count,
            referrer: visit.referrer,
            utm_source: visit.entry_url.as_deref().and_then(utm_source),
            events,
            events_truncated: truncated,
        }
    }
}

impl From<read::EventRow> for SiteEvent {
    fn from(row: read::EventRow) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            name: row.name,
            path: row.path,
            url: row.url,
            referrer: row.referrer,
            properties: row.properties,
            value: row.value,
            occurred_at: row.occurred_at.into(),
        }
    }
}

fn utm_source(url: &str) -> Option<String> {
    let url = url::Url::parse(url).ok()?;
    url.query_pairs().find(|(key, _)| key == "utm_source").map(|(_, value)| value.into_owned())
}

pub(crate) fn sees_leads(caller: &Caller) -> bool {
    caller.may(Permission::LeadsView)
}

/// The same of what somebody did on the site: whoever answers a lead's messages sees that (S23).
pub(crate) fn visible_on_site(conn: &mut Conn, by: &Caller, id: CustomerId) -> Result<(), Failure> {
    let sees =
        sees_leads(by) || by.may(Permission::InboxUse) && conversation::originating(conn, by.workspace, id)?.is_some();
    visible(conn, by.workspace, id, sees)
}

/// The person must be there, and be one that the caller may see (L1): a lead without `leads:view` is not there.
pub(crate) fn visible(
    conn: &mut Conn,
    workspace: db::WorkspaceId,
    id: CustomerId,
    sees_leads: bool,
) -> Result<(), Failure> {
    let kind = person::kind(conn, workspace, id)?;
    if kind == Kind::Lead && !sees_leads { Err(Problem::not_found().into()) } else { Ok(()) }
}
