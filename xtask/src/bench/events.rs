//! The events that anchors and product are given alike: what a shop's visitor does.

use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::columns::Events;

/// Browsers that come again and again, as a site has them.
pub(super) const VISITORS: u64 = 5_000;

pub(super) const URL: &str = "https://shop.example/products/4711?color=green";
pub(super) const PATH: &str = "/products/4711";
const REFERRER: &str = "https://shop.example/search";

/// Every fifth event is a custom one with properties, the others are pageviews.
fn is_custom(at: usize) -> bool {
    at % 5 == 4
}

fn properties() -> Value {
    json!({ "plan": "pro", "seats": 5, "trial": true })
}

/// An id such as browsers make (UUIDv7): no two alike in one run of the bench.
pub(super) fn id(now: OffsetDateTime) -> Uuid {
    static COUNTER: AtomicU64 = AtomicU64::new(1);
    let n = COUNTER.fetch_add(1, Ordering::Relaxed);
    let milliseconds = (now.unix_timestamp_nanos() / 1_000_000) as u64;
    // The counter, mixed, is what in a browser would be chance: the order within a millisecond must not be that of the rows.
    let mixed = n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let high = milliseconds << 16 | 0x7000 | mixed >> 52;
    let low = mixed & 0x3fff_ffff_ffff_ffff | 0x8000_0000_0000_0000;
    Uuid::from_u64_pair(high, low)
}

/// The n-th browser as the script names it.
pub(super) fn anonymous(n: u64) -> String {
    format!("bench-{n:08}-0123456789abcdef")
}

/// A batch as the rows that it becomes.
pub(super) fn rows(workspace: Uuid, widget: Uuid, visitor: Uuid, count: usize, now: OffsetDateTime) -> Events {
    let every = |at: usize| is_custom(at);
    let column = 0..count;
    Events {
        workspace,
        ids: column.clone().map(|_| id(now)).collect(),
        widgets: vec![widget; count],
        visitors: vec![visitor; count],
        customers: vec![None; count],
        types: column.clone().map(|at| if every(at) { "custom" } else { "pageview" }).collect(),
        names: column.clone().map(|at| every(at).then_some("plan_chosen")).collect(),
        urls: vec![URL; count],
        paths: vec![PATH; count],
        referrers: vec![Some(REFERRER); count],
        properties: column.clone().map(|at| every(at).then(properties)).collect(),
        values: column.clone().map(|at| every(at).then_some(49.0)).collect(),
        occurred: column.map(|at| now - Duration::milliseconds(10 * at as i64)).collect(),
        received: vec![now; count],
    }
}

/// The same batch as the body of a request to `/api/widget/track`.
pub(super) fn body(widget_key: &str, visitor: &str, count: usize, now: OffsetDateTime) -> String {
    late_body(widget_key, visitor, count, now, |_| Duration::ZERO)
}

/// How late an event of a batch comes when some are late: a quarter of them hours or days, never the seven days that a
/// browser may be behind at most.
pub(super) fn lateness(at: usize) -> Duration {
    match at % 8 {
        3 => Duration::hours(1 + at as i64),
        7 => Duration::days(1 + at as i64 / 8 % 5),
        _ => Duration::ZERO,
    }
}

/// A batch whose events are as late as `lateness` says.
pub(super) fn late_body(
    widget_key: &str,
    visitor: &str,
    count: usize,
    now: OffsetDateTime,
    lateness: impl Fn(usize) -> Duration,
) -> String {
    let now_ms = (now.unix_timestamp_nanos() / 1_000_000) as i64;
    let events: Vec<Value> = (0..count)
        .map(|at| {
            let ts = now_ms - 10 * at as i64 - lateness(at).whole_milliseconds() as i64;
            let mut event = json!({ "id": id(now), "type": "pageview", "url": URL, "referrer": REFERRER, "ts": ts });
            if is_custom(at) {
                event["type"] = "custom".into();
                event["name"] = "plan_chosen".into();
                event["properties"] = properties();
                event["value"] = 49.0.into();
            }
            event
        })
        .collect();
    json!({ "widget_key": widget_key, "anon_visitor_id": visitor, "sent_at": now_ms, "events": events }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_events_are_late_by_hours_and_some_by_days() {
        let late: Vec<Duration> = (0..25).map(lateness).filter(|late| *late > Duration::ZERO).collect();
        assert_eq!(late.len(), 6);
        assert!(late.iter().any(|late| *late < Duration::DAY) && late.iter().any(|late| *late > Duration::DAY));
        assert!(late.iter().all(|late| *late < Duration::WEEK));
    }
}
