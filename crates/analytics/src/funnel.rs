//! Funnels (X4): how many browsers took these steps one after the other, on the site and then in the CRM.

use db::{Conn, Error, WorkspaceId};
use diesel::{
    prelude::*,
    sql_types::{BigInt, Double, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

/// The most steps.
pub const MAX_STEPS: usize = 8;

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Step {
    /// Saw a page.
    Page {
        /// Its path.
        path: String,
    },
    /// Sent a custom event.
    Event {
        /// Its name.
        name: String,
    },
    /// Is somebody's, who became a lead.
    Lead {},
    /// Is a contact's.
    Contact {},
    /// Is a lead's that came into a stage.
    Stage {
        /// Which.
        stage_id: Uuid,
    },
    /// Is a lead's that was won, or of an account that was: an opportunity's primary contact, or a card in a stage of the
    /// type "won".
    Won {},
}

impl Step {
    /// True for what happens on the site.
    pub fn is_on_site(&self) -> bool {
        matches!(self, Step::Page { .. } | Step::Event { .. })
    }

    /// The rows `(visitor_id, at)` of whoever took the step; `$n` is its word or stage.
    fn sql(&self, n: usize) -> String {
        let of_person = |facts: &str, and: &str| {
            format!(
                "SELECT v.id AS visitor_id, f.at FROM visitors v
                 JOIN widgets w ON w.id = v.widget_id AND w.deleted_at IS NULL AND w.workspace_id = $1
                 JOIN customers c ON coalesce(c.converted_into, c.id) = v.customer_id AND c.workspace_id = $1
                 JOIN {facts} ON f.customer_id = c.id AND f.workspace_id = $1 AND f.at >= $2 AND f.at < $3 {and}
                 WHERE v.workspace_id = $1 AND NOT v.bot AND ($4::uuid IS NULL OR v.widget_id = $4)"
            )
        };
        match self {
            Step::Page { .. } => format!(
                "SELECT e.visitor_id, e.occurred_at AS at FROM visitor_events e
                 JOIN visitors v ON v.id = e.visitor_id AND NOT v.bot AND v.workspace_id = $1
                 JOIN widgets w ON w.id = v.widget_id AND w.deleted_at IS NULL AND w.workspace_id = $1
                 WHERE e.workspace_id = $1 AND e.occurred_at >= $2 AND e.occurred_at < $3
                   AND ($4::uuid IS NULL OR e.widget_id = $4) AND e.type = 'pageview' AND e.path = ${n}"
            ),
            Step::Event { .. } => format!(
                "SELECT e.visitor_id, e.occurred_at AS at FROM visitor_events e
                 JOIN visitors v ON v.id = e.visitor_id AND NOT v.bot AND v.workspace_id = $1
                 JOIN widgets w ON w.id = v.widget_id AND w.deleted_at IS NULL AND w.workspace_id = $1
                 WHERE e.workspace_id = $1 AND e.occurred_at >= $2 AND e.occurred_at < $3
                   AND ($4::uuid IS NULL OR e.widget_id = $4) AND e.type = 'custom' AND e.name = ${n}"
            ),
            Step::Lead {} => of_person("timeline f", "AND f.kind = 'lead_created'"),
            Step::Contact {} => of_person("timeline f", "AND f.kind IN ('contact_created', 'converted')"),
            Step::Stage { .. } => {
                of_person("timeline f", &format!("AND f.kind = 'stage_changed' AND f.data->'to_stage'->>'id' = ${n}"))
            }
            Step::Won {} => format!(
                "{} UNION ALL {}",
                of_person("timeline f", "AND f.kind = 'stage_changed' AND f.data->'to_stage'->>'type' = 'won'"),
                of_person(
                    "(SELECT o.workspace_id, o.primary_contact_id AS customer_id, o.closed_at AS at FROM opportunities o
                      WHERE o.workspace_id = $1 AND o.stage = 'closed_won' AND o.closed_at IS NOT NULL) f",
                    ""
                )
            ),
        }
    }

    fn word(&self) -> String {
        match self {
            Step::Page { path } => path.clone(),
            Step::Event { name } => name.clone(),
            Step::Stage { stage_id } => stage_id.to_string(),
            Step::Lead {} | Step::Contact {} | Step::Won {} => String::new(),
        }
    }
}

/// How far they came.
#[derive(Debug, Clone, PartialEq, QueryableByName)]
pub struct Reached {
    /// Which step, from 1.
    #[diesel(sql_type = Integer)]
    pub step: i32,
    /// Browsers that took it, after the steps before it.
    #[diesel(sql_type = BigInt)]
    pub visitors: i64,
    /// The median time from the step before, in seconds.
    #[diesel(sql_type = Nullable<Double>)]
    pub median_seconds: Option<f64>,
}

/// The steps in order: each after the one before, all of them from `from` on and before `before`. A CRM step that follows
/// another at the same instant counts, for a conversion writes several facts at once.
pub fn funnel(
    conn: &mut Conn,
    workspace: WorkspaceId,
    steps: &[Step],
    widget: Option<Uuid>,
    (from, before): (OffsetDateTime, OffsetDateTime),
) -> Result<Vec<Reached>, Error> {
    let mut parts = Vec::new();
    let mut counts = Vec::new();
    for (n, step) in steps.iter().enumerate() {
        let rows = step.sql(n + 5);
        let part = match n.checked_sub(1) {
            None => {
                format!("SELECT r.visitor_id, min(r.at) AS at, NULL::timestamptz AS came FROM ({rows}) r GROUP BY 1")
            }
            // Who was a lead before they came to the site, and those who became one on the way: both took the step.
            Some(last) => format!(
                "SELECT r.visitor_id, min(r.at) AS at, b.at AS came FROM ({rows}) r
                 JOIN step{last} b ON b.visitor_id = r.visitor_id AND r.at {after} b.at GROUP BY r.visitor_id, b.at",
                after = if step.is_on_site() { ">" } else { ">=" }
            ),
        };
        parts.push(format!("step{n} AS MATERIALIZED ({part})"));
        counts.push(format!(
            "SELECT {number} AS step, count(*) AS visitors,
                    percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM s.at - s.came)::float8) AS median_seconds
             FROM step{n} s WHERE ${bind}::text IS NOT NULL",
            number = n + 1,
            bind = n + 5
        ));
    }
    let sql = format!("WITH {} {} ORDER BY step", parts.join(", "), counts.join(" UNION ALL "));
    let mut query = diesel::sql_query(sql)
        .into_boxed()
        .bind::<SqlUuid, _>(workspace)
        .bind::<Timestamptz, _>(from)
        .bind::<Timestamptz, _>(before)
        .bind::<Nullable<SqlUuid>, _>(widget);
    for step in steps {
        query = query.bind::<Text, _>(step.word());
    }
    Ok(query.load(conn)?)
}
