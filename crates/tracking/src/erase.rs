//! Erasing what somebody did (P21): the events are gone for good, and everything that was computed from them follows.

use std::collections::BTreeSet;

use db::{
    Conn, CustomerId, Id, WorkspaceId,
    schema::{sessions, visitor_events, visitor_links, visitors},
};
use diesel::prelude::*;
use serde_json::json;
use tenancy::{Actor, audit, export};
use time::OffsetDateTime;

use crate::{
    Error,
    slot::{self, Touched},
    visitor::{self, Visitor},
    widget::Widget,
};

/// Whose events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// A person's, on all their browsers.
    Customer(CustomerId),
    /// One browser's, whoever it belonged to.
    Visitor(Id<Visitor>),
}

/// Removes the events and visits, takes them out of the browsers' counters, and forgets where those came from. Files of
/// events that were exported go as well. How many events there were.
pub fn erase(
    conn: &mut Conn,
    workspace: WorkspaceId,
    whose: Whose,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<usize, Error> {
    match whose {
        Whose::Customer(id) => visitor::lock_browsers(conn, workspace, id)?,
        Whose::Visitor(id) => visitor::lock(conn, workspace, id)?,
    }
    let removed: Vec<(Id<Widget>, Id<Visitor>, OffsetDateTime)> = match whose {
        Whose::Customer(id) => diesel::delete(visitor_events::table)
            .filter(visitor_events::workspace_id.eq(workspace).and(visitor_events::customer_id.eq(id)))
            .returning((visitor_events::widget_id, visitor_events::visitor_id, visitor_events::occurred_at))
            .get_results(conn)?,
        Whose::Visitor(id) => diesel::delete(visitor_events::table)
            .filter(visitor_events::workspace_id.eq(workspace).and(visitor_events::visitor_id.eq(id)))
            .returning((visitor_events::widget_id, visitor_events::visitor_id, visitor_events::occurred_at))
            .get_results(conn)?,
    };
    match whose {
        Whose::Customer(id) => diesel::delete(sessions::table)
            .filter(sessions::workspace_id.eq(workspace).and(sessions::customer_id.eq(id)))
            .execute(conn)?,
        Whose::Visitor(id) => diesel::delete(sessions::table)
            .filter(sessions::workspace_id.eq(workspace).and(sessions::visitor_id.eq(id)))
            .execute(conn)?,
    };
    let mut browsers: BTreeSet<Id<Visitor>> = removed.iter().map(|(_, visitor, _)| *visitor).collect();
    match whose {
        Whose::Visitor(id) => drop(browsers.insert(id)),
        Whose::Customer(id) => {
            // Those that were theirs once, too: the first thing that was done there may have been theirs.
            let own = visitor_links::table
                .filter(visitor_links::workspace_id.eq(workspace).and(visitor_links::customer_id.eq(id)))
                .select(visitor_links::visitor_id);
            browsers.extend(own.load::<Id<Visitor>>(conn)?);
        }
    }
    for browser in browsers {
        let count = i64::try_from(removed.iter().filter(|(_, visitor, _)| *visitor == browser).count()).unwrap_or(0);
        diesel::update(visitors::table)
            .filter(visitors::workspace_id.eq(workspace).and(visitors::id.eq(browser)))
            .set((
                visitors::event_count.eq(visitors::event_count - count),
                visitors::first_touch.eq(None::<serde_json::Value>),
                // A browser that sends it again is not listened to.
                visitors::erased_at.eq(now),
                visitors::user_id.eq(None::<String>),
                visitors::traits.eq(json!({})),
            ))
            .execute(conn)?;
    }
    let touched: Touched = removed.iter().map(|(widget, _, at)| (*widget, slot::hour_of(*at))).collect();
    slot::mark(conn, workspace, &touched, now)?;
    slot::blank(conn, workspace, &touched)?;
    export::forget_all(conn, workspace, "events")?;
    let object = match whose {
        Whose::Customer(id) => ("customer", Some(id.uuid())),
        Whose::Visitor(id) => ("visitor", Some(id.uuid())),
    };
    let details = json!({"removed": removed.len()});
    audit::record(conn, workspace, actor, "site_activity.erased", object, details, now)?;
    Ok(removed.len())
}
