//! A record of the statements that pooled connections send, so that a test can hold each against the first wall:
//! every statement on a tenant's table binds `workspace_id`.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError, atomic::AtomicBool, atomic::Ordering},
};

use diesel::{
    PgConnection,
    connection::{Connection, InstrumentationEvent},
};

static RECORDING: AtomicBool = AtomicBool::new(false);
static SEEN: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// Begins to keep the text of each distinct statement. For tests; connections opened before are not watched.
pub fn record() {
    RECORDING.store(true, Ordering::Relaxed);
}

/// The distinct statements sent since [`record`], without their values.
pub fn recorded() -> Vec<String> {
    SEEN.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
}

/// Those of [`recorded`] that touch a table with row-level security and do not bind `workspace_id`.
pub fn unbound() -> Vec<String> {
    recorded().into_iter().filter(|sql| !binds_workspace(sql)).collect()
}

pub(crate) fn watch(conn: &mut PgConnection) {
    if !RECORDING.load(Ordering::Relaxed) {
        return;
    }
    conn.set_instrumentation(|event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            // diesel prints the binds behind this mark.
            let text = query.to_string();
            let sql = text.split(" -- binds:").next().unwrap_or_default().replace('"', "");
            SEEN.lock().unwrap_or_else(PoisonError::into_inner).insert(sql);
        }
    });
}

/// Tables that statements may touch without naming a workspace (Q7), because they are global or hold no customer's values.
const GLOBAL: [&str; 4] = ["users", "workspaces", "memberships", "jobs"];

/// Each tenant table that a statement reads or writes needs a `workspace_id` compared with, or filled by, a bare bind.
fn binds_workspace(sql: &str) -> bool {
    let words: Vec<&str> =
        sql.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$')).filter(|w| !w.is_empty()).collect();
    let tables = words
        .windows(2)
        .filter(|pair| ["FROM", "JOIN", "INTO", "UPDATE"].contains(&pair[0].to_uppercase().as_str()))
        .map(|pair| pair[1])
        .filter(|table| TENANT.contains(table) && !GLOBAL.contains(table))
        .count();
    // `INSERT INTO t (workspace_id, …)`: the value comes from a bind by construction.
    let inserts = words.windows(3).filter(|w| w[0].eq_ignore_ascii_case("into") && w[2] == "workspace_id").count();
    let binds = sql.matches("workspace_id = $").count() + inserts;
    binds >= tables
}

/// The tables with row-level security; a test holds this list against the schema.
pub const TENANT: [&str; 60] = [
    "account_stages",
    "accounts",
    "api_keys",
    "audit_log",
    "auth_sessions",
    "automation_locks",
    "automation_runs",
    "automation_steps",
    "automation_versions",
    "broadcast_audience_members",
    "broadcast_audiences",
    "broadcast_campaigns",
    "broadcast_recipients",
    "bulk_actions",
    "contact_accounts",
    "conversation_messages",
    "conversations",
    "custom_field_definitions",
    "customer_scores",
    "customers",
    "duplicates",
    "export_parts",
    "exports",
    "focus_snoozes",
    "idempotency_keys",
    "import_rows",
    "imports",
    "invitations",
    "lead_automation_workflows",
    "lead_pipeline_stages",
    "lead_pipelines",
    "lead_webhook_receipts",
    "lead_webhook_turns",
    "lead_webhooks",
    "leads",
    "merges",
    "message_channels",
    "message_clicks",
    "message_receipts",
    "message_rules",
    "message_suppressions",
    "message_templates",
    "messages",
    "notes",
    "onboarding_milestones",
    "onboarding_plans",
    "opportunities",
    "outbound_deliveries",
    "outbound_webhooks",
    "saved_view_pins",
    "saved_views",
    "score_models",
    "sessions",
    "site_slots",
    "timeline",
    "timeline_listeners",
    "visitor_events",
    "visitor_links",
    "visitors",
    "widgets",
];

#[cfg(test)]
mod tests {
    use super::binds_workspace;

    #[test]
    fn every_tenant_table_needs_its_own_bind() {
        assert!(binds_workspace("SELECT id FROM leads WHERE leads.workspace_id = $1"));
        assert!(binds_workspace("INSERT INTO timeline (workspace_id, id) VALUES ($1, $2)"));
        assert!(binds_workspace("SELECT 1 FROM users WHERE email = $1"));
        assert!(!binds_workspace("SELECT id FROM leads WHERE id = $1"));
        assert!(!binds_workspace("SELECT id FROM leads WHERE leads.workspace_id <> $1"));
        assert!(!binds_workspace(
            "SELECT 1 FROM leads JOIN customers c ON c.id = leads.id WHERE leads.workspace_id = $1"
        ));
    }
}
