//! The dashboard's answer against what was counted.

use std::collections::BTreeMap;

use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::{Line, TOO_FAR, off};

/// Up to here visitors are counted, not estimated.
const EXACT_VISITORS: i64 = 2_048;
/// Of a hundred points one is further off than the total may be: six standard errors.
const TOO_FAR_AT_A_POINT: f64 = 0.05;
/// Rows of a ranking.
const RANKED: usize = 10;

/// What the events of a window say.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Counted {
    pageviews: i64,
    sessions: i64,
    customs: i64,
    visitors: i64,
    views_at: BTreeMap<OffsetDateTime, i64>,
    visitors_at: BTreeMap<OffsetDateTime, i64>,
    rankings: BTreeMap<&'static str, BTreeMap<String, i64>>,
}

impl Counted {
    pub(super) fn of(lines: Vec<Line>) -> Self {
        let mut all = Self::default();
        for Line { kind, word, at, count } in lines {
            let ranking = match (kind.as_str(), at) {
                ("pageviews", Some(at)) => {
                    all.pageviews += count;
                    all.views_at.insert(at, count);
                    continue;
                }
                ("visitors", Some(at)) => {
                    all.visitors_at.insert(at, count);
                    continue;
                }
                ("page", _) => "top_pages",
                ("event", _) => {
                    all.customs += count;
                    "top_events"
                }
                ("source", _) => {
                    all.sessions += count;
                    "sources"
                }
                ("campaign", _) => "campaigns",
                _ => {
                    all.visitors = count;
                    continue;
                }
            };
            all.rankings.entry(ranking).or_default().insert(word, count);
        }
        all
    }

    /// The most frequent words, of equal ones the first by the alphabet.
    fn ranked(&self, ranking: &str) -> Vec<(String, i64)> {
        let mut words: Vec<(String, i64)> =
            self.rankings.get(ranking).into_iter().flatten().map(|(w, n)| (w.clone(), *n)).collect();
        words.sort_by(|(a, m), (b, n)| n.cmp(m).then_with(|| a.cmp(b)));
        words.truncate(RANKED);
        words
    }
}

/// Each thing that is shown otherwise than it was counted.
pub(super) fn differences(shown: &Value, counted: &Counted) -> Vec<String> {
    let mut wrong = Vec::new();
    let totals = &shown["totals"];
    let exact = [("pageviews", counted.pageviews), ("sessions", counted.sessions), ("custom_events", counted.customs)];
    for (key, count) in exact {
        if totals[key].as_i64() != Some(count) {
            wrong.push(format!("{key}: {} instead of {count}", totals[key]));
        }
    }
    if !visitors_fit(totals["visitors"].as_i64(), counted.visitors, TOO_FAR) {
        wrong.push(format!("visitors: {} instead of {}", totals["visitors"], counted.visitors));
    }
    let views = |shown: Option<i64>, counted: i64| shown == Some(counted);
    let visitors = |shown: Option<i64>, counted: i64| visitors_fit(shown, counted, TOO_FAR_AT_A_POINT);
    wrong.extend(points(shown, "pageviews", &counted.views_at, views));
    wrong.extend(points(shown, "visitors", &counted.visitors_at, visitors));
    for (key, word, count) in [
        ("top_pages", "path", "views"),
        ("top_events", "name", "count"),
        ("sources", "source", "visits"),
        ("campaigns", "campaign", "visits"),
    ] {
        let rows = shown[key].as_array().map(Vec::as_slice).unwrap_or_default();
        // A visit without a source is null in the answer.
        let word = |row: &Value| row[word].as_str().unwrap_or_default().to_owned();
        let rows: Vec<(String, i64)> = rows.iter().map(|row| (word(row), row[count].as_i64().unwrap_or(-1))).collect();
        let expected = counted.ranked(key);
        if rows != expected {
            wrong.push(format!("{key}: {rows:?} instead of {expected:?}"));
        }
    }
    wrong
}

/// The points that do not fit, and those that were counted but are not shown.
fn points(
    shown: &Value,
    curve: &str,
    counted: &BTreeMap<OffsetDateTime, i64>,
    fits: impl Fn(Option<i64>, i64) -> bool,
) -> Vec<String> {
    let mut left = counted.clone();
    let mut wrong = Vec::new();
    for point in shown[curve].as_array().into_iter().flatten() {
        let at = point["at"].as_str().and_then(|at| OffsetDateTime::parse(at, &Rfc3339).ok());
        let count = at.and_then(|at| left.remove(&at)).unwrap_or_default();
        if at.is_none() || !fits(point["count"].as_i64(), count) {
            wrong.push(format!("{curve} of {}: {} instead of {count}", point["at"], point["count"]));
        }
    }
    wrong.extend(left.into_iter().map(|(at, count)| format!("{curve} of {at}: nothing instead of {count}")));
    wrong
}

fn visitors_fit(shown: Option<i64>, exact: i64, too_far: f64) -> bool {
    let far = if exact > EXACT_VISITORS { too_far } else { 0.0 };
    shown.is_some_and(|shown| off(shown, exact) <= far)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const DAY: OffsetDateTime = time::macros::datetime!(2026-11-20 00:00 UTC);

    fn line(kind: &str, word: &str, at: Option<OffsetDateTime>, count: i64) -> Line {
        Line { kind: kind.to_owned(), word: word.to_owned(), at, count }
    }

    fn counted() -> Counted {
        Counted::of(vec![
            line("pageviews", "", Some(DAY), 7),
            line("visitors", "", Some(DAY), 3),
            line("everybody", "", None, 3),
            line("page", "/b", None, 2),
            line("page", "/a", None, 2),
            line("page", "/", None, 3),
            line("event", "signup", None, 1),
            line("source", "", None, 2),
            line("source", "google.com", None, 1),
        ])
    }

    fn shown() -> Value {
        json!({
            "totals": { "pageviews": 7, "sessions": 3, "custom_events": 1, "visitors": 3 },
            "pageviews": [{ "at": "2026-11-19T00:00:00Z", "count": 0 }, { "at": "2026-11-20T00:00:00Z", "count": 7 }],
            "visitors": [{ "at": "2026-11-20T00:00:00Z", "count": 3 }],
            "top_pages": [{ "path": "/", "views": 3 }, { "path": "/a", "views": 2 }, { "path": "/b", "views": 2 }],
            "top_events": [{ "name": "signup", "count": 1 }],
            "sources": [{ "source": null, "visits": 2 }, { "source": "google.com", "visits": 1 }],
            "campaigns": [],
        })
    }

    #[test]
    fn what_was_counted_is_no_difference() {
        assert_eq!(differences(&shown(), &counted()), Vec::<String>::new());
    }

    #[test]
    fn every_figure_is_looked_at() {
        for (pointer, other) in [
            ("/totals/pageviews", json!(8)),
            ("/totals/sessions", json!(2)),
            ("/totals/custom_events", json!(null)),
            ("/totals/visitors", json!(4)),
            ("/pageviews/1/count", json!(6)),
            ("/pageviews/1/at", json!("2026-11-18T00:00:00Z")),
            ("/visitors/0/count", json!(2)),
            ("/top_pages/1/path", json!("/b")),
            ("/top_events/0/count", json!(2)),
            ("/sources/0/source", json!("bing.com")),
        ] {
            let mut shown = shown();
            *shown.pointer_mut(pointer).expect("a figure") = other;
            assert!(!differences(&shown, &counted()).is_empty(), "{pointer}");
        }
    }

    #[test]
    fn many_visitors_may_be_an_estimate_and_few_may_not() {
        assert!(visitors_fit(Some(10_200), 10_000, TOO_FAR) && !visitors_fit(Some(10_400), 10_000, TOO_FAR));
        assert!(visitors_fit(Some(2_048), 2_048, TOO_FAR) && !visitors_fit(Some(2_047), 2_048, TOO_FAR));
        assert!(visitors_fit(Some(0), 0, TOO_FAR) && !visitors_fit(None, 0, TOO_FAR));
    }
}
