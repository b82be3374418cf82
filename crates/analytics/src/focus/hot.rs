//! People and browsers that do on the site now what they usually don't.

use serde::Deserialize;

use super::{Said, words};

/// What is known of them; which of it is unusual, the statement has decided.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Visitor {
    name: Option<String>,
    deal: Option<String>,
    phone: bool,
    /// Did something in the last ten minutes.
    here: bool,
    minutes_ago: i64,
    score: Option<i64>,
    at_risk: bool,
    path: Option<String>,
    /// Of the half hour before the last event.
    pages: i64,
    minutes: Option<i64>,
    pricing: Option<String>,
    pricing_minutes: Option<i64>,
    /// In 24 hours.
    visits: i64,
    events: i64,
    /// On a day of the two weeks before on which they came.
    usual_events: i64,
    /// Here, and their account is at risk or their score is high.
    matters: bool,
    many_pages: bool,
    priced: bool,
    is_back: bool,
    busy: bool,
}

/// Whoever is there now goes first; then the more signs, the higher score, the later.
pub(super) fn say(seen: &Visitor) -> Said {
    let mut parts = Vec::new();
    if seen.many_pages {
        let minutes = words::count(seen.minutes.unwrap_or_default().max(1), "minute");
        parts.push(format!("{} in {minutes}", words::count(seen.pages, "page")));
    }
    let on_pricing = seen.here && seen.path == seen.pricing;
    match &seen.pricing {
        Some(path) if seen.priced && !on_pricing => {
            parts.push(format!("saw {path} {}", words::ago(seen.pricing_minutes.unwrap_or_default())));
        }
        _ => {}
    }
    if let Some(path) = seen.path.as_ref().filter(|_| seen.here) {
        parts.push(if parts.is_empty() { format!("reading {path} now") } else { format!("on {path} now") });
    }
    if seen.matters && seen.at_risk {
        parts.push("account is at risk".to_owned());
    }
    if let Some(score) = seen.score.filter(|_| seen.matters && !seen.at_risk) {
        parts.push(format!("score {score}"));
    }
    if seen.is_back {
        parts.push(format!("{} in 24 hours, none in the two weeks before", words::count(seen.visits, "visit")));
    }
    if seen.busy {
        parts.push(format!("{} in 24 hours, {} on a usual day", words::count(seen.events, "event"), seen.usual_events));
    }
    if !seen.here {
        parts.push(format!("last seen {}", words::ago(seen.minutes_ago)));
    }
    let signs = [seen.matters, seen.many_pages, seen.priced, seen.is_back, seen.busy];
    let signs = i64::try_from(signs.into_iter().filter(|sign| *sign).count()).unwrap_or_default();
    let urgency = i64::from(seen.here) * 100_000
        + i64::from(seen.matters && seen.at_risk) * 10_000
        + signs * 1_000
        + seen.score.unwrap_or_default() * 5
        - seen.minutes_ago.min(1_440) / 10;
    Said { urgency, reason: words::sentence(&parts), action: action(seen) }
}

fn action(seen: &Visitor) -> String {
    let Some(name) = &seen.name else {
        return if seen.priced { "See what they read: they are looking at prices" } else { "See what they read" }
            .to_owned();
    };
    let verb = if seen.phone { "Call" } else { "Write to" };
    let when = if seen.here { " while they read" } else { "" };
    match &seen.deal {
        Some(deal) => format!("{verb} {name} about {deal}"),
        None if seen.at_risk => format!("{verb} {name}{when}: the account is at risk"),
        None if seen.priced => format!("{verb} {name} about the price{when}"),
        None => format!("{verb} {name}{when}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Visitor, say};

    fn path(path: &str) -> Option<String> {
        Some(path.to_owned())
    }

    /// Proves: A24
    #[test]
    fn the_reason_says_exactly_what_is_unusual() {
        let here = Visitor { here: true, path: path("/security"), ..Visitor::default() };
        let at_risk = Visitor { at_risk: true, matters: true, name: path("Ada"), ..here.clone() };
        assert_eq!(say(&at_risk).reason, "Reading /security now, account is at risk");
        assert_eq!(say(&at_risk).action, "Write to Ada while they read: the account is at risk");
        let scored = Visitor { score: Some(88), matters: true, ..here.clone() };
        assert_eq!(say(&scored).reason, "Reading /security now, score 88");
        let burst = Visitor {
            many_pages: true,
            pages: 9,
            minutes: Some(26),
            priced: true,
            path: path("/pricing"),
            pricing: path("/pricing"),
            ..here.clone()
        };
        assert_eq!(say(&burst).reason, "9 pages in 26 minutes, on /pricing now");
        let back = Visitor { is_back: true, visits: 3, minutes_ago: 125, ..Visitor::default() };
        assert_eq!(say(&back).reason, "3 visits in 24 hours, none in the two weeks before, last seen 2 hours ago");
        let priced = Visitor {
            priced: true,
            pricing: path("/pricing"),
            pricing_minutes: Some(40),
            minutes_ago: 12,
            ..Visitor::default()
        };
        assert_eq!(say(&priced).reason, "Saw /pricing 40 minutes ago, last seen 12 minutes ago");
        let busy = Visitor { busy: true, events: 31, usual_events: 4, ..here };
        assert_eq!(say(&busy).reason, "Reading /security now, 31 events in 24 hours, 4 on a usual day");
    }

    /// Proves: A24
    #[test]
    fn whoever_is_there_goes_first_then_whose_account_is_at_risk() {
        let gone = Visitor {
            minutes_ago: 30,
            score: Some(100),
            many_pages: true,
            priced: true,
            is_back: true,
            ..Visitor::default()
        };
        let here = Visitor { here: true, many_pages: true, ..Visitor::default() };
        let risk = Visitor { here: true, at_risk: true, matters: true, ..Visitor::default() };
        let order = [&gone, &here, &risk].map(|seen| say(seen).urgency);
        assert!(order.is_sorted(), "{order:?}");
        let deal = Visitor { deal: Some("Renewal 2027".to_owned()), phone: true, name: path("Ada"), ..here };
        assert_eq!(say(&deal).action, "Call Ada about Renewal 2027");
    }
}
