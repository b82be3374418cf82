//! The public waitlist form (H13): an address in, a lead out.

use crm_core::{
    Source,
    lead::{self, Capture, Captured, OnDuplicate},
};
use db::{Conn, WorkspaceId, schema::workspaces};
use diesel::prelude::*;
use serde_json::{Value, json};
use tenancy::Actor;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Error, board, mapping, payload};

/// Makes a lead of a submission, or brings the open lead with this email up to date: blanks are filled, what a person
/// typed stays, and so does where the lead first came from (D5, D6).
///
/// # Errors
/// [`Error::Invalid`] when the body can't be read or has no email.
pub fn join(
    conn: &mut Conn,
    workspace: WorkspaceId,
    (widget, widget_name): (Uuid, &str),
    content_type: Option<&str>,
    body: &[u8],
    now: OffsetDateTime,
) -> Result<Captured, Error> {
    let invalid = |why: String| Error::Invalid { field: "body", message: why };
    let [payload] = <[Value; 1]>::try_from(payload::read(content_type, body).map_err(invalid)?)
        .map_err(|_| invalid("is a list; send one person".to_owned()))?;
    let country: String = workspaces::table.find(workspace).select(workspaces::country).first(conn)?;
    let mapped = mapping::map(&payload::flatten(&payload).fields, &mapping::FieldMapping::default(), &country);
    if mapped.core.email.is_none() {
        return Err(Error::Invalid { field: "email", message: "is required".to_owned() });
    }
    let capture = Capture {
        core: mapped.core,
        tags: Vec::new(),
        custom_fields: mapped.custom,
        source: Source::Waitlist,
        source_id: Some(widget),
        origin: json!({"widget_id": widget, "widget_name": widget_name}),
        score: None,
        assigned_to: None,
        makeshift_name: false,
    };
    let captured = lead::capture(conn, workspace, &capture, OnDuplicate::Update, Actor::Visitor(widget), now)?;
    if let Captured::Created(id) = captured {
        board::place(conn, workspace, id, None, None, now)?;
    }
    Ok(captured)
}
