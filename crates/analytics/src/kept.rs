//! What is kept of the site's events (S12).

use db::{Conn, Error, WorkspaceId};
use diesel::{prelude::*, sql_types::Uuid as SqlUuid};
use time::{Duration, OffsetDateTime, Time, UtcOffset};
use uuid::Uuid;

/// The events of a widget that are kept.
pub fn event_count(conn: &mut Conn, workspace: WorkspaceId, widget: Uuid) -> Result<i64, Error> {
    let found: crate::Count = diesel::sql_query(
        "SELECT coalesce(sum(s.event_count), 0)::bigint AS count
         FROM sessions s JOIN visitors v ON v.id = s.visitor_id AND v.widget_id = $2 AND v.workspace_id = $1
         WHERE s.workspace_id = $1",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(widget)
    .get_result(conn)?;
    Ok(found.count)
}

/// The first day of which the widgets of a scope keep all events; `None` when there is no widget.
pub fn kept_since(
    conn: &mut Conn,
    workspace: WorkspaceId,
    widget: Option<Uuid>,
    now: OffsetDateTime,
) -> Result<Option<OffsetDateTime>, Error> {
    use db::schema::widgets;
    let mut query = widgets::table
        .filter(widgets::workspace_id.eq(workspace).and(widgets::deleted_at.is_null()))
        .select(diesel::dsl::min(widgets::event_retention_days))
        .into_boxed();
    if let Some(widget) = widget {
        query = query.filter(widgets::id.eq(widget));
    }
    let days: Option<i32> = query.first(conn)?;
    Ok(days.map(|days| now.to_offset(UtcOffset::UTC).replace_time(Time::MIDNIGHT) - Duration::days(days.into())))
}
