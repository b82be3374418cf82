//! Who is put in charge of a webhook's new leads.

use crm_core::person;
use db::{
    Conn, CustomerId, UserId, WorkspaceId,
    schema::{lead_webhook_turns as turns, lead_webhooks, memberships},
};
use diesel::prelude::*;
use tenancy::Actor;
use time::OffsetDateTime;

use crate::{Error, webhook::Webhook};

db::text_enum! {
    /// How a teammate is chosen.
    pub enum Mode {
        /// Nobody is.
        Nobody = "nobody",
        /// Always the same one.
        One = "one",
        /// Each in turn: whoever got the fewest.
        RoundRobin = "round_robin",
    }
}

/// The most who may take turns.
const MAX_TURNS: usize = 100;

/// Checks a setting: one teammate for [`Mode::One`], two or more for [`Mode::RoundRobin`], all of this workspace.
///
/// # Errors
/// [`Error::Invalid`] for `assignment.user_ids`.
pub fn check(conn: &mut Conn, workspace: WorkspaceId, mode: Mode, users: &[UserId]) -> Result<(), Error> {
    let invalid = |message: &str| Error::Invalid { field: "assignment.user_ids", message: message.to_owned() };
    let distinct: std::collections::BTreeSet<&UserId> = users.iter().collect();
    let fits = match mode {
        Mode::Nobody => users.is_empty(),
        Mode::One => users.len() == 1,
        Mode::RoundRobin => (2..=MAX_TURNS).contains(&users.len()) && distinct.len() == users.len(),
    };
    if !fits {
        return Err(invalid(match mode {
            Mode::Nobody => "must be empty for nobody",
            Mode::One => "must be one teammate",
            Mode::RoundRobin => "must be two to 100 different teammates",
        }));
    }
    let members: i64 = memberships::table
        .filter(memberships::workspace_id.eq(workspace).and(memberships::user_id.eq_any(users)))
        .count()
        .get_result(conn)?;
    if usize::try_from(members).is_ok_and(|members| members == users.len()) {
        Ok(())
    } else {
        Err(invalid("names somebody who is not of this workspace"))
    }
}

/// Gives everybody of a round a turn to count; who joins later begins where the one with the fewest stands.
pub(crate) fn arrange(conn: &mut Conn, workspace: WorkspaceId, webhook: &Webhook) -> Result<(), Error> {
    let mine = turns::table.filter(turns::workspace_id.eq(workspace).and(turns::webhook_id.eq(webhook.id)));
    diesel::delete(mine.filter(turns::user_id.ne_all(&webhook.assign_to))).execute(conn)?;
    if webhook.assignment != Mode::RoundRobin {
        return Ok(());
    }
    let fewest: Option<i64> = mine.select(diesel::dsl::min(turns::taken)).first(conn)?;
    let rows: Vec<_> = webhook
        .assign_to
        .iter()
        .map(|user| {
            (
                turns::workspace_id.eq(workspace),
                turns::webhook_id.eq(webhook.id),
                turns::user_id.eq(*user),
                turns::taken.eq(fewest.unwrap_or_default()),
            )
        })
        .collect();
    diesel::insert_into(turns::table).values(rows).on_conflict_do_nothing().execute(conn)?;
    Ok(())
}

/// Puts somebody in charge of a new lead, as the webhook says.
pub(crate) fn give(
    conn: &mut Conn,
    workspace: WorkspaceId,
    webhook: &Webhook,
    lead: CustomerId,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let next = match webhook.assignment {
        Mode::Nobody => None,
        Mode::One => webhook.assign_to.first().copied(),
        Mode::RoundRobin => next_turn(conn, workspace, webhook, lead)?,
    };
    let Some(user) = next else { return Ok(()) };
    // Who left meanwhile is passed over: the lead comes in all the same.
    if person::check_teammate(conn, workspace, "assigned_to", Some(user)).is_err() {
        return Ok(());
    }
    Ok(person::assign(conn, workspace, lead, Some(user), Actor::Webhook(webhook.id.uuid()), now)?)
}

/// Of those whose turn nobody else is taking right now, whoever got the fewest. When all are being taken, the lead's own id
/// decides: deliveries never wait for each other.
fn next_turn(
    conn: &mut Conn,
    workspace: WorkspaceId,
    webhook: &Webhook,
    lead: CustomerId,
) -> Result<Option<UserId>, Error> {
    let mine = turns::table.filter(turns::workspace_id.eq(workspace).and(turns::webhook_id.eq(webhook.id)));
    let free: Option<UserId> = mine
        .order((turns::taken, turns::user_id))
        .for_update()
        .skip_locked()
        .select(turns::user_id)
        .first(conn)
        .optional()?;
    match free {
        Some(user) => {
            diesel::update(mine.filter(turns::user_id.eq(user)))
                .set(turns::taken.eq(turns::taken + 1))
                .execute(conn)?;
            Ok(Some(user))
        }
        None => {
            let count = u128::try_from(webhook.assign_to.len().max(1)).unwrap_or(1);
            let place = usize::try_from(lead.uuid().as_u128() % count).unwrap_or_default();
            Ok(webhook.assign_to.get(place).copied())
        }
    }
}

/// A teammate left: no webhook gives them leads any more.
pub fn release(conn: &mut Conn, workspace: WorkspaceId, user: UserId, now: OffsetDateTime) -> Result<(), Error> {
    let with: Vec<Webhook> = lead_webhooks::table
        .filter(lead_webhooks::workspace_id.eq(workspace).and(lead_webhooks::assign_to.contains(vec![user])))
        .order(lead_webhooks::id)
        .for_update()
        .select(Webhook::as_select())
        .load(conn)?;
    for webhook in with {
        let left: Vec<UserId> = webhook.assign_to.iter().copied().filter(|other| *other != user).collect();
        let mode = match left.len() {
            0 => Mode::Nobody,
            1 => Mode::One,
            _ => webhook.assignment,
        };
        diesel::update(lead_webhooks::table)
            .filter(lead_webhooks::workspace_id.eq(workspace).and(lead_webhooks::id.eq(webhook.id)))
            .set((
                lead_webhooks::assignment.eq(mode),
                lead_webhooks::assign_to.eq(&left),
                lead_webhooks::updated_at.eq(now),
                lead_webhooks::version.eq(lead_webhooks::version + 1),
            ))
            .execute(conn)?;
        arrange(conn, workspace, &Webhook { assignment: mode, assign_to: left, ..webhook })?;
    }
    Ok(())
}
