//! The rows of browsers that were seen: found or made, and locked in one order.

use std::collections::HashMap;

use db::{Conn, Id, Statement, WorkspaceId, schema::visitors};
use diesel::{
    prelude::*,
    sql_types::{Array, Bool, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use serde_json::Value;
use time::OffsetDateTime;

use crate::{
    Error,
    agent::{self, Agent},
    event::path_of,
    origin::{self, FirstTouch, Origin},
    visitor::{Visitor, VisitorKey},
    widget::Widget,
};

/// A sighting of a browser: from when to when, and where it was at first.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sighting<'a> {
    pub(crate) key: &'a VisitorKey,
    /// The first event's time.
    pub(crate) first: OffsetDateTime,
    /// The last event's time.
    pub(crate) last: OffsetDateTime,
    /// The first event's page; none when nothing is recorded.
    pub(crate) url: Option<&'a str>,
    /// Where it came from.
    pub(crate) referrer: Option<&'a str>,
    /// What the browser calls itself.
    pub(crate) agent: Option<&'a str>,
}

impl Sighting<'_> {
    fn touch(&self) -> Option<Value> {
        let url = self.url?;
        let Origin { source, medium, campaign } = origin::of(url, self.referrer);
        let touch = FirstTouch {
            source,
            medium,
            campaign,
            url: url.to_owned(),
            path: path_of(url),
            referrer: self.referrer.map(ToOwned::to_owned),
            at: self.first,
        };
        serde_json::to_value(touch).ok()
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(embed)]
    visitor: Visitor,
    #[diesel(sql_type = Timestamptz)]
    first_seen_at: OffsetDateTime,
    #[diesel(sql_type = Bool)]
    touched: bool,
    /// Its agent is known.
    #[diesel(sql_type = Bool)]
    read: bool,
    #[diesel(sql_type = SqlUuid)]
    widget_id: Id<Widget>,
    #[diesel(sql_type = Text)]
    anon_visitor_id: String,
}

/// The rows of these browsers, made where they are missing, and locked in one order. How often and when they were seen is
/// not written to rows that exist: that is `ingest`'s to do, once it knows which events are new.
pub(crate) fn lock_all(
    conn: &mut Conn,
    workspace: WorkspaceId,
    seen: &[Sighting<'_>],
    now: OffsetDateTime,
) -> Result<HashMap<VisitorKey, Visitor>, Error> {
    let mut known = lock_known(conn, workspace, seen)?;
    let missing: Vec<Sighting<'_>> = seen.iter().filter(|one| !known.contains_key(one.key)).copied().collect();
    if !missing.is_empty() {
        known.extend(make(conn, workspace, &missing, now)?);
        // Made by somebody else meanwhile.
        let taken: Vec<Sighting<'_>> = missing.iter().filter(|one| !known.contains_key(one.key)).copied().collect();
        if !taken.is_empty() {
            known.extend(lock_known(conn, workspace, &taken)?);
        }
    }
    Ok(known)
}

fn lock_known(
    conn: &mut Conn,
    workspace: WorkspaceId,
    seen: &[Sighting<'_>],
) -> Result<HashMap<VisitorKey, Visitor>, Error> {
    // One look into the index for each, in their order. Of a plain join PostgreSQL may think, as long as it has not
    // analysed a table that grows, that reading all browsers of the workspace is cheaper.
    let statement = Statement::new(
        "SELECT v.id, v.customer_id, v.erased_at, k.widget_id, k.anon_visitor_id, v.first_seen_at,
             v.first_touch IS NOT NULL AS touched, v.browser IS NOT NULL OR v.bot AS read
         FROM (SELECT * FROM unnest(",
    )
    .bind::<Array<SqlUuid>, _>(seen.iter().map(|one| one.key.widget).collect::<Vec<_>>())
    .sql(", ")
    .bind::<Array<Text>, _>(seen.iter().map(|one| one.key.anon_visitor_id.as_str()).collect::<Vec<_>>())
    .sql(
        ") AS u (widget_id, anon_visitor_id) ORDER BY 1, 2) AS k
         CROSS JOIN LATERAL (SELECT * FROM visitors
             WHERE widget_id = k.widget_id AND anon_visitor_id = k.anon_visitor_id AND workspace_id = ",
    )
    .bind::<SqlUuid, _>(workspace)
    .sql(" FOR UPDATE) AS v");
    let rows: Vec<Row> = statement.load(conn)?;
    let mut known = HashMap::with_capacity(rows.len());
    for row in rows {
        let key = VisitorKey { widget: row.widget_id, anon_visitor_id: row.anon_visitor_id };
        let earlier = |one: &&Sighting<'_>| *one.key == key && (!row.touched || one.first < row.first_seen_at);
        // Seldom: what came late was the first that this browser did.
        if let Some(touch) = seen.iter().find(earlier).and_then(Sighting::touch) {
            diesel::update(visitors::table)
                .filter(visitors::workspace_id.eq(workspace).and(visitors::id.eq(row.visitor.id)))
                .set(visitors::first_touch.eq(touch))
                .execute(conn)?;
        }
        // Seldom, too: a server spoke for this browser before it came itself.
        if !row.read
            && let Some(text) = seen.iter().filter(|one| *one.key == key).find_map(|one| one.agent)
        {
            let Agent { browser, os, device, bot } = agent::read(text);
            diesel::update(visitors::table)
                .filter(visitors::workspace_id.eq(workspace).and(visitors::id.eq(row.visitor.id)))
                .filter(visitors::browser.is_null())
                .set((
                    visitors::browser.eq(browser),
                    visitors::os.eq(os),
                    visitors::device.eq(device),
                    visitors::bot.eq(bot),
                ))
                .execute(conn)?;
        }
        known.insert(key, row.visitor);
    }
    Ok(known)
}

#[derive(QueryableByName)]
struct Made {
    #[diesel(sql_type = SqlUuid)]
    id: Id<Visitor>,
    #[diesel(sql_type = SqlUuid)]
    widget_id: Id<Widget>,
    #[diesel(sql_type = Text)]
    anon_visitor_id: String,
}

/// Makes those that nobody else made meanwhile; they are locked as long as nobody else sees them.
fn make(
    conn: &mut Conn,
    workspace: WorkspaceId,
    seen: &[Sighting<'_>],
    now: OffsetDateTime,
) -> Result<HashMap<VisitorKey, Visitor>, Error> {
    let agents: Vec<Agent> = seen.iter().map(|one| agent::read(one.agent.unwrap_or_default())).collect();
    let statement = Statement::new(
        "INSERT INTO visitors (workspace_id, id, widget_id, anon_visitor_id, first_seen_at, last_seen_at, first_touch,
             browser, os, device, bot) SELECT ",
    )
    .bind::<SqlUuid, _>(workspace)
    .sql(", v.* FROM unnest(")
    .bind::<Array<SqlUuid>, _>(seen.iter().map(|_| Id::<Visitor>::new(now)).collect::<Vec<_>>())
    .sql(", ")
    .bind::<Array<SqlUuid>, _>(seen.iter().map(|one| one.key.widget).collect::<Vec<_>>())
    .sql(", ")
    .bind::<Array<Text>, _>(seen.iter().map(|one| one.key.anon_visitor_id.as_str()).collect::<Vec<_>>())
    .sql(", ")
    .bind::<Array<Timestamptz>, _>(seen.iter().map(|one| one.first).collect::<Vec<_>>())
    .sql(", ")
    .bind::<Array<Timestamptz>, _>(seen.iter().map(|one| one.last).collect::<Vec<_>>())
    .sql(", ")
    .bind::<Array<Nullable<Jsonb>>, _>(seen.iter().map(Sighting::touch).collect::<Vec<_>>())
    .sql(", ")
    .bind::<Array<Nullable<Text>>, _>(agents.iter().map(|agent| agent.browser.as_deref()).collect::<Vec<_>>())
    .sql(", ")
    .bind::<Array<Nullable<Text>>, _>(agents.iter().map(|agent| agent.os.as_deref()).collect::<Vec<_>>())
    .sql(", ")
    .bind::<Array<Text>, _>(agents.iter().map(|agent| agent.device).collect::<Vec<_>>())
    .sql(", ")
    .bind::<Array<Bool>, _>(agents.iter().map(|agent| agent.bot).collect::<Vec<_>>())
    .sql(
        ") AS v ON CONFLICT (workspace_id, widget_id, anon_visitor_id) DO NOTHING
         RETURNING id, widget_id, anon_visitor_id",
    );
    let made: Vec<Made> = statement.load(conn)?;
    let known = made.into_iter().map(|Made { id, widget_id, anon_visitor_id }| {
        (VisitorKey { widget: widget_id, anon_visitor_id }, Visitor { id, customer_id: None, erased_at: None })
    });
    Ok(known.collect())
}
