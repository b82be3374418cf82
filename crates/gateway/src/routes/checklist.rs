//! The checklist of a new workspace, which ticks itself.

use actix_web::{get, web};
use pipeline::{board, webhook};
use serde::Serialize;
use tenancy::{invitation, user};
use tracking::{ingest, widget};
use utoipa::ToSchema;

use crate::{
    auth::{Allowed, Anyone},
    error::Failure,
    state::Hydra,
};

/// What has been done already.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Checklist {
    widget_created: bool,
    tracking_on: bool,
    first_event_seen: bool,
    webhook_created: bool,
    first_lead: bool,
    /// Somebody else is a member, or invited.
    teammate_invited: bool,
}

/// How far the set-up is.
#[utoipa::path(tag = "workspace", security(("bearer" = [])), responses((status = 200, body = Checklist)))]
#[get("/setup-checklist")]
pub(crate) async fn setup_checklist(
    caller: Allowed<Anyone>,
    hydra: web::Data<Hydra>,
) -> Result<web::Json<Checklist>, Failure> {
    let workspace = caller.workspace;
    let checklist = hydra
        .write(workspace, move |conn| {
            let widgets = widget::list(conn, workspace)?;
            Ok(Checklist {
                widget_created: !widgets.is_empty(),
                tracking_on: widgets.iter().any(|widget| widget.tracking_enabled),
                first_event_seen: ingest::any_event(conn, workspace)?,
                webhook_created: !webhook::list(conn, workspace)?.is_empty(),
                first_lead: board::any_lead(conn, workspace)?,
                teammate_invited: user::list(conn, workspace)?.len() > 1
                    || !invitation::list(conn, workspace)?.is_empty(),
            })
        })
        .await?;
    Ok(web::Json(checklist))
}
