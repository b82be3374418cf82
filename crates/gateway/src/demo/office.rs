//! Who works at Fernhill, and when.

use db::UserId;
use pipeline::stages::Stage;
use rand::{RngExt, rngs::StdRng};
use tenancy::{Actor, Role};
use time::{Date, Duration, OffsetDateTime, Weekday};

use super::cast::TEAM;

/// The team, the board and the clock.
pub(super) struct Office {
    /// As in [`TEAM`].
    pub(super) team: Vec<UserId>,
    /// The board's columns, in order.
    pub(super) stages: Vec<Stage>,
    pub(super) now: OffsetDateTime,
}

impl Office {
    /// Who is in charge of a thing types what changes on it; the owner does it for an agent, who may only look.
    pub(super) fn acts(&self, owner: usize) -> Actor {
        let may = TEAM[owner].2 != Role::Agent;
        Actor::User(self.team[if may { owner } else { 0 }])
    }

    /// A moment of that working day, or of the Friday before.
    pub(super) fn past(&self, days: i64, random: &mut StdRng) -> OffsetDateTime {
        let minutes = Duration::minutes(random.random_range(7 * 60 + 15..16 * 60 + 30));
        if days == 0 {
            return self.now - Duration::minutes(5);
        }
        let date = (self.now - Duration::days(days)).date();
        let back = match date.weekday() {
            Weekday::Saturday => 1,
            Weekday::Sunday => 2,
            _ => 0,
        };
        (date - Duration::days(back)).midnight().assume_utc() + minutes
    }

    /// The same, but after `earlier`.
    pub(super) fn after(&self, earlier: OffsetDateTime, days: i64, random: &mut StdRng) -> OffsetDateTime {
        let later = earlier + Duration::minutes(random.random_range(6..40));
        self.past(days, random).max(later).min(self.now)
    }

    /// The day so many days from now, or the Monday after.
    pub(super) fn day(&self, in_days: i64) -> Date {
        let date = (self.now + Duration::days(in_days)).date();
        match date.weekday() {
            Weekday::Saturday => date + Duration::days(2),
            Weekday::Sunday => date + Duration::days(1),
            _ => date,
        }
    }
}
