//! Sessions, as a pure function of the times of events (D17): any order and batching gives the same ones.

use db::Id;
use time::{Duration, OffsetDateTime};

use crate::event::EventType;

/// A gap longer than this opens a new session (S3).
pub const GAP: Duration = Duration::minutes(30);

/// One session of one browser and one person.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    /// Its id; of two that a late event joins, the older stays.
    pub id: Id<Session>,
    /// The first event's time.
    pub started_at: OffsetDateTime,
    /// The last event's time.
    pub ended_at: OffsetDateTime,
    /// All its events.
    pub event_count: i32,
    /// Its pageviews.
    pub pageview_count: i32,
    /// Its custom events.
    pub custom_count: i32,
    /// The first event's page.
    pub entry_url: Option<String>,
    /// Where its first event came from.
    pub referrer: Option<String>,
}

/// What sessions are made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// When.
    pub at: OffsetDateTime,
    /// What.
    pub kind: EventType,
    /// On which page.
    pub url: String,
    /// From where.
    pub referrer: Option<String>,
}

/// The sessions after new events, and the ids of those that were joined into another.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Folded {
    /// To be written: new or changed.
    pub changed: Vec<Session>,
    /// To be removed.
    pub joined: Vec<Id<Session>>,
}

/// Folds `points` into the sessions that lie within [`GAP`] of any of them. Both may come in any order.
pub fn fold(existing: Vec<Session>, points: Vec<Point>, now: OffsetDateTime) -> Folded {
    let mut spans: Vec<(Session, bool)> = existing.into_iter().map(|session| (session, false)).collect();
    spans.extend(points.into_iter().map(|point| (single(point, now), true)));
    // An existing session comes before a point of the same time, so that it keeps its id.
    spans.sort_by_key(|(session, is_point)| (session.started_at, *is_point));

    let mut folded = Folded::default();
    let mut open: Option<Open> = None;
    for (next, is_point) in spans {
        match &mut open {
            Some(current) if next.started_at - current.session.ended_at <= GAP => {
                current.absorb(next, is_point, &mut folded.joined);
            }
            _ => {
                close(open.take(), &mut folded.changed);
                open = Some(Open { session: next, stored: !is_point, touched: is_point });
            }
        }
    }
    close(open, &mut folded.changed);
    folded
}

struct Open {
    session: Session,
    /// Its id is one that the table has.
    stored: bool,
    /// It differs from what the table has.
    touched: bool,
}

impl Open {
    fn absorb(&mut self, next: Session, is_point: bool, joined: &mut Vec<Id<Session>>) {
        self.touched = true;
        let current = &mut self.session;
        // Of two first events at one instant the entry is the same whichever came first.
        let entry =
            |session: &Session| (session.entry_url.clone(), session.referrer.is_none(), session.referrer.clone());
        if next.started_at == current.started_at && entry(&next) < entry(current) {
            current.entry_url.clone_from(&next.entry_url);
            current.referrer.clone_from(&next.referrer);
        }
        current.ended_at = current.ended_at.max(next.ended_at);
        current.event_count += next.event_count;
        current.pageview_count += next.pageview_count;
        current.custom_count += next.custom_count;
        if !is_point {
            if self.stored {
                joined.push(next.id);
            } else {
                // Until here the session was made of new points only: it goes on under the stored id.
                current.id = next.id;
                self.stored = true;
            }
        }
    }
}

fn close(open: Option<Open>, changed: &mut Vec<Session>) {
    if let Some(open) = open
        && open.touched
    {
        changed.push(open.session);
    }
}

fn single(point: Point, now: OffsetDateTime) -> Session {
    Session {
        id: Id::new(now),
        started_at: point.at,
        ended_at: point.at,
        event_count: 1,
        pageview_count: i32::from(point.kind == EventType::Pageview),
        custom_count: i32::from(point.kind == EventType::Custom),
        entry_url: Some(point.url),
        referrer: point.referrer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-11-21 12:00 UTC);

    fn point(seconds: i64) -> Point {
        Point {
            at: NOW + Duration::seconds(seconds),
            kind: if seconds % 3 == 0 { EventType::Custom } else { EventType::Pageview },
            url: format!("/{seconds}"),
            referrer: None,
        }
    }

    /// What the table would hold after storing batches one after the other.
    fn store(batches: &[Vec<i64>]) -> Vec<Session> {
        let mut table: Vec<Session> = Vec::new();
        for batch in batches.iter().filter(|batch| !batch.is_empty()) {
            let from = point(*batch.iter().min().expect("not empty")).at - GAP;
            let to = point(*batch.iter().max().expect("not empty")).at + GAP;
            let near = table.iter().filter(|s| s.ended_at >= from && s.started_at <= to).cloned().collect();
            let folded = fold(near, batch.iter().map(|s| point(*s)).collect(), NOW);
            table.retain(|s| !folded.joined.contains(&s.id) && !folded.changed.iter().any(|c| c.id == s.id));
            table.extend(folded.changed);
        }
        table.sort_by_key(|s| s.started_at);
        table
    }

    fn without_ids(sessions: Vec<Session>) -> Vec<Session> {
        sessions.into_iter().map(|s| Session { id: uuid::Uuid::nil().into(), ..s }).collect()
    }

    /// Proves: S3
    #[test]
    fn the_gap_is_more_than_thirty_minutes() {
        assert_eq!(store(&[vec![0, 1_800]]).len(), 1);
        assert_eq!(store(&[vec![0, 1_801]]).len(), 2);
    }

    #[test]
    fn a_late_event_joins_two_sessions_under_the_older_id() {
        let two = store(&[vec![0], vec![3_600]]);
        let three = store(&[vec![0], vec![3_600], vec![1_800]]);
        assert_eq!((two.len(), three.len()), (2, 1));
        assert_eq!((three[0].event_count, three[0].ended_at), (3, point(3_600).at));
    }

    proptest! {
        /// Proves: S3
        #[test]
        fn any_order_and_batching_gives_the_same_sessions(
            times in proptest::collection::btree_set(0i64..20_000, 1..40),
            cuts in proptest::collection::vec(0usize..8, 40),
            order in any::<u64>(),
        ) {
            let sorted: Vec<i64> = times.into_iter().collect();
            let mut shuffled = sorted.clone();
            shuffled.sort_by_key(|t| (*t as u64).wrapping_mul(order | 1).rotate_left(17));
            let mut batches = vec![Vec::new(); 8];
            for (time, cut) in shuffled.into_iter().zip(cuts) {
                batches[cut].push(time);
            }
            prop_assert_eq!(without_ids(store(&batches)), without_ids(store(&[sorted])));
        }
    }
}
