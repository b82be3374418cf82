//! What is known of a browser to somebody who talks with its visitor (S23, S28): the stream that everything else reads.

use db::{
    Conn, CustomerId, Id, WorkspaceId,
    schema::{sessions, visitor_events, visitors},
};
use diesel::prelude::*;
use serde_json::Value;
use time::{Duration, OffsetDateTime};

use crate::{
    Error,
    event::EventType,
    visitor::{Visitor, VisitorKey},
};

/// Pages further back are nobody's "recent".
const RECENT: Duration = Duration::days(30);
const RECENT_PAGES: i64 = 20;

/// A browser, and whom it belongs to.
pub type Found = (Id<Visitor>, Option<CustomerId>);

/// A browser and whom it belongs to, without a lock; `None` for one that was never seen.
pub fn find(conn: &mut Conn, workspace: WorkspaceId, key: &VisitorKey) -> Result<Option<Found>, Error> {
    Ok(visitors::table
        .filter(visitors::workspace_id.eq(workspace).and(visitors::widget_id.eq(key.widget)))
        .filter(visitors::anon_visitor_id.eq(&key.anon_visitor_id))
        .select((visitors::id, visitors::customer_id))
        .first(conn)
        .optional()?)
}

/// What a browser did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Context {
    /// The paths of the pages seen last, the newest first, at most 20 of 30 days.
    pub recent_pages: Vec<String>,
    /// The pages that were seen in that time.
    pub pageviews: i64,
    /// Visits that are kept.
    pub visits: i64,
    /// The source of the first.
    pub source: Option<String>,
}

/// What a browser did so far.
pub fn of(
    conn: &mut Conn,
    workspace: WorkspaceId,
    visitor: Id<Visitor>,
    now: OffsetDateTime,
) -> Result<Context, Error> {
    let pages = || {
        visitor_events::table
            .filter(visitor_events::workspace_id.eq(workspace).and(visitor_events::visitor_id.eq(visitor)))
            .filter(visitor_events::occurred_at.gt(now - RECENT))
            .filter(visitor_events::type_.eq(EventType::Pageview))
    };
    let recent_pages = pages()
        .order((visitor_events::occurred_at.desc(), visitor_events::id.desc()))
        .limit(RECENT_PAGES)
        .select(visitor_events::path)
        .load(conn)?;
    let pageviews = pages().count().get_result(conn)?;
    let visits = sessions::table
        .filter(sessions::workspace_id.eq(workspace).and(sessions::visitor_id.eq(visitor)))
        .count()
        .get_result(conn)?;
    let touch: Option<Option<Value>> = visitors::table
        .filter(visitors::workspace_id.eq(workspace).and(visitors::id.eq(visitor)))
        .select(visitors::first_touch)
        .first(conn)
        .optional()?;
    let source = touch.flatten().and_then(|touch| touch["source"].as_str().map(ToOwned::to_owned));
    Ok(Context { recent_pages, pageviews, visits, source })
}

/// How often somebody was on the site, as far as it is kept.
pub fn visits_of(conn: &mut Conn, workspace: WorkspaceId, who: CustomerId) -> Result<i64, Error> {
    Ok(sessions::table
        .filter(sessions::workspace_id.eq(workspace).and(sessions::customer_id.eq(who)))
        .count()
        .get_result(conn)?)
}
