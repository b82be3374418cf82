//! What the team keeps on its own desk: saved views, next steps, and a lead that somebody else turned out to be.

use crm_core::{
    Phone,
    person::{self, Edit, Kind},
};
use db::{Conn, schema::customers};
use diesel::prelude::*;
use serde_json::json;
use tenancy::view::{self, Object};
use time::Duration;

use super::{Office, workspace};
use crate::error::Failure;

/// Who has something planned: by email, what, and in how many days.
const PLANNED: [(&str, &str, i64); 2] = [
    ("sofia@climanorte.example", "Call after the trade fair", 5),
    ("aoife@liffeylifts.example", "Demo with her two dispatchers", 1),
];

pub(super) fn arrange(conn: &mut Conn, office: &Office) -> Result<(), Failure> {
    let (id, now) = (workspace(), office.now);
    for (name, query, owner, shared) in [
        ("Hot, newest first", json!({"tag": "hot", "view": "table"}), 0, false),
        ("From the trade fair", json!({"tag": "trade show"}), 1, true),
        ("Nobody's yet", json!({"assignee": "none"}), 0, true),
    ] {
        let pinned = owner == 0;
        view::create(conn, id, (Object::Lead, name, &query), (shared, pinned), office.team[owner], now)?;
    }
    for (email, step, days) in PLANNED {
        let edit = Edit {
            next_step: Some(Some(step.to_owned())),
            next_step_at: Some(Some(office.day(days))),
            ..Edit::default()
        };
        change(conn, office, email, &edit)?;
    }
    // The caller who left nothing but a number was her.
    let phone = Phone::parse("+49 30 901821", "DE")?;
    change(conn, office, "grace@solarhaus.example", &Edit { phone: Some(Some(phone)), ..Edit::default() })
}

/// Edits the lead with this email, as its teammate would have done yesterday.
fn change(conn: &mut Conn, office: &Office, email: &str, edit: &Edit) -> Result<(), Failure> {
    let id = customers::table
        .filter(customers::workspace_id.eq(workspace()).and(customers::email.eq(email)))
        .select(customers::id)
        .first(conn)
        .optional()
        .map_err(db::Error::from)?;
    let Some(id) = id else { return Ok(()) };
    let at = office.now - Duration::days(1);
    Ok(person::edit(conn, workspace(), (id, Kind::Lead), edit, None, office.acts(0), at)?)
}
