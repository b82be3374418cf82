//! What somebody put off on the home page (A24). What is there to put off is found by `analytics::focus`; a snooze names one
//! kind of attention and the record that asks for it.

use db::{Conn, UserId, WorkspaceId, schema::focus_snoozes as snoozes};
use diesel::prelude::*;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::Error;

/// Characters that a reason may have.
pub const MAX_REASON: usize = 200;
/// Nothing is put off for longer.
const LONGEST: Duration = Duration::days(366);

/// Puts off a kind of attention to a record that the caller has found to be there; in place of what was said before.
pub fn snooze(
    conn: &mut Conn,
    workspace: WorkspaceId,
    (kind, record): (&str, Uuid),
    (until, reason): (OffsetDateTime, &str),
    by: Option<UserId>,
    now: OffsetDateTime,
) -> Result<(), Error> {
    check_until(until, now)?;
    let reason = crate::text("reason", reason, MAX_REASON)?.ok_or_else(|| Error::invalid("reason", "is required"))?;
    // Whatever is over serves nobody any more.
    diesel::delete(snoozes::table.filter(snoozes::workspace_id.eq(workspace).and(snoozes::until.le(now))))
        .execute(conn)?;
    let said = (
        snoozes::until.eq(until),
        snoozes::reason.eq(reason),
        snoozes::snoozed_by.eq(by.map(UserId::uuid)),
        snoozes::created_at.eq(now),
    );
    diesel::insert_into(snoozes::table)
        .values((
            snoozes::workspace_id.eq(workspace),
            snoozes::kind.eq(kind),
            snoozes::record_id.eq(record),
            said.clone(),
        ))
        .on_conflict((snoozes::workspace_id, snoozes::kind, snoozes::record_id))
        .do_update()
        .set(said)
        .execute(conn)?;
    Ok(())
}

/// Brings it back before its time.
///
/// # Errors
/// [`Error::NotFound`] when it is not put off.
pub fn wake(
    conn: &mut Conn,
    workspace: WorkspaceId,
    (kind, record): (&str, Uuid),
    now: OffsetDateTime,
) -> Result<(), Error> {
    let row = snoozes::table
        .filter(snoozes::workspace_id.eq(workspace).and(snoozes::kind.eq(kind)))
        .filter(snoozes::record_id.eq(record).and(snoozes::until.gt(now)));
    if diesel::delete(row).execute(conn)? == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// Forgets what was said of records that are deleted.
pub fn forget(conn: &mut Conn, workspace: WorkspaceId, records: &[Uuid]) -> Result<(), Error> {
    diesel::delete(snoozes::table.filter(snoozes::workspace_id.eq(workspace).and(snoozes::record_id.eq_any(records))))
        .execute(conn)?;
    Ok(())
}

fn check_until(until: OffsetDateTime, now: OffsetDateTime) -> Result<(), Error> {
    if until <= now {
        Err(Error::invalid("until", "must be in the future"))
    } else if until > now + LONGEST {
        Err(Error::invalid("until", "may be at most a year away"))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use time::{Duration, OffsetDateTime};

    use super::check_until;

    /// Proves: A24
    #[test]
    fn a_snooze_ends_in_the_future_and_within_a_year() {
        let now = OffsetDateTime::UNIX_EPOCH;
        assert!(check_until(now, now).is_err());
        assert!(check_until(now + Duration::SECOND, now).is_ok());
        assert!(check_until(now + Duration::days(366), now).is_ok());
        assert!(check_until(now + Duration::days(367), now).is_err());
    }
}
