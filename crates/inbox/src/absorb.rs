//! An anonymous lead turns out to be somebody who is known (D20).

use crm_core::merge::{self, Choices};
use db::{Conn, CustomerId, WorkspaceId};
use pipeline::board;
use tenancy::Actor;
use time::OffsetDateTime;
use tracking::visitor;

use crate::Error;

/// Joins an anonymous lead to the person who it is, as a merge that can be undone: that person keeps how they came in.
///
/// # Errors
/// [`Error::Crm`] when the two can't be merged.
pub fn absorb(
    conn: &mut Conn,
    workspace: WorkspaceId,
    (lead, into): (CustomerId, CustomerId),
    actor: Actor,
    now: OffsetDateTime,
) -> Result<(), Error> {
    // The browsers before the people, as identify locks them.
    visitor::lock_browsers(conn, workspace, lead)?;
    let made = merge::merge(conn, workspace, (into, lead), &Choices::new(), actor, now)?;
    board::take_off(conn, workspace, lead)?;
    let links = visitor::hand_over(conn, workspace, lead, into, now)?;
    merge::remember_links(conn, workspace, &made, &links)?;
    Ok(())
}
