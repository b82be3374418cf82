//! Customers who may leave, and contracts that end.

use serde::Deserialize;
use time::Date;

use super::{Said, words};

/// Days without a visit of anybody from an active account.
const SILENT: i64 = 19;
/// A health score that is low.
const LOW_HEALTH: i64 = 40;

/// What is known of an account.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Account {
    at_risk: bool,
    active: bool,
    health: Option<i64>,
    silent_days: Option<i64>,
    renews_in: Option<i64>,
    renewal: Option<String>,
    contact: Option<String>,
}

/// What somebody marked goes first, then the lower health, the longer silence, the nearer renewal.
pub(super) fn say_risk(account: &Account) -> Said {
    let silent = account.silent_days.filter(|days| *days >= SILENT && (account.active || account.at_risk));
    let low = account.health.filter(|health| *health <= LOW_HEALTH);
    let renews = account.renews_in.filter(|days| (0..=90).contains(days));
    let mut parts = Vec::new();
    if account.at_risk {
        parts.push("marked at risk".to_owned());
    }
    parts.extend(
        account.health.filter(|_| account.at_risk || low.is_some()).map(|health| format!("health {health} of 100")),
    );
    parts.extend(silent.map(|days| format!("no contact seen for {}", words::count(days, "day"))));
    parts.extend(renews.map(|days| format!("renews in {}", words::count(days, "day"))));
    let action = match (account.contact.as_deref(), silent) {
        (None, _) => "Add a contact to talk to".to_owned(),
        (Some(who), Some(_)) => format!("Call {who} and ask why it is quiet"),
        (Some(who), None) => format!("Call {who} and ask what is missing"),
    };
    let urgency = i64::from(account.at_risk) * 1_000
        + low.map_or(0, |health| 500 - health)
        + silent.map_or(0, |days| days.min(200))
        + renews.map_or(0, |days| 90 - days);
    Said { urgency, reason: words::sentence(&parts), action }
}

/// What is overdue goes first, then what is due soonest.
pub(super) fn say_renewal(account: &Account, today: Date) -> Said {
    let days = account.renews_in.unwrap_or_default();
    let on = words::day(days, today);
    let when = match days {
        ..0 => format!("was to renew on {on}, {} ago", words::count(-days, "day")),
        0 => format!("renews today, {on}"),
        _ => format!("renews {on}, in {}", words::count(days, "day")),
    };
    let talking = account.renewal.as_deref() == Some("in_discussion");
    let state = if talking { "in discussion" } else { "not started" };
    let who = account.contact.as_deref();
    let action = match (days < 0, talking, who) {
        (true, ..) => "Say whether it renewed, or settle it today".to_owned(),
        (false, true, Some(who)) => format!("Settle the renewal with {who}"),
        (false, false, Some(who)) => format!("Start the renewal with {who}"),
        (false, _, None) => "Add a contact and start the renewal".to_owned(),
    };
    Said { urgency: -days, reason: words::sentence(&[when, state.to_owned()]), action }
}

#[cfg(test)]
mod tests {
    use time::{Date, Month};

    use super::{Account, say_renewal, say_risk};

    /// Proves: A24
    #[test]
    fn risk_names_every_sign_and_the_gravest_goes_first() {
        let silent = Account { active: true, health: Some(80), silent_days: Some(19), ..Account::default() };
        assert_eq!(say_risk(&silent).reason, "No contact seen for 19 days");
        assert_eq!(say_risk(&silent).action, "Add a contact to talk to");
        let low = Account { active: true, health: Some(40), contact: Some("Anna".to_owned()), ..Account::default() };
        assert_eq!(say_risk(&low).reason, "Health 40 of 100");
        let marked = Account {
            at_risk: true,
            health: Some(42),
            silent_days: Some(3),
            renews_in: Some(12),
            ..Account::default()
        };
        assert_eq!(say_risk(&marked).reason, "Marked at risk, health 42 of 100, renews in 12 days");
        let order = [&silent, &low, &marked].map(|account| say_risk(account).urgency);
        assert!(order.is_sorted(), "{order:?}");
    }

    /// Proves: A24
    #[test]
    fn an_overdue_renewal_goes_before_one_to_come() {
        let today = Date::from_calendar_date(2026, Month::November, 20).expect("a day");
        let due = |days| Account { renews_in: Some(days), contact: Some("Anna".to_owned()), ..Account::default() };
        let soon = say_renewal(&due(21), today);
        assert_eq!(
            (soon.reason.as_str(), soon.action.as_str()),
            ("Renews 11 December, in 21 days, not started", "Start the renewal with Anna")
        );
        let talking = Account { renewal: Some("in_discussion".to_owned()), ..due(1) };
        assert_eq!(say_renewal(&talking, today).reason, "Renews 21 November, in 1 day, in discussion");
        let over = say_renewal(&due(-19), today);
        assert_eq!(over.reason, "Was to renew on 1 November, 19 days ago, not started");
        assert!(over.urgency > soon.urgency);
    }
}
