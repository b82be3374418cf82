//! Deals and leads that nobody has planned anything with (X3), and what would move them.

use serde::Deserialize;
use time::Date;

use super::{Said, words};
use crate::opportunities::STALE_AFTER;

/// What is known of a deal.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Deal {
    stage: String,
    days: i64,
    closes_in: Option<i64>,
    next_step: Option<String>,
    next_step_in: Option<i64>,
    contact: Option<String>,
}

/// A deal that was to close by now, or within the month, goes before the others; then the one that stands still for longest.
pub(super) fn say_deal(deal: &Deal, today: Date) -> Said {
    let limit = STALE_AFTER.whole_days();
    let (why, planned) = words::next_step(deal.next_step.as_deref(), deal.next_step_in, today);
    let mut parts =
        vec![format!("{} in {}, limit is {limit}", words::count(deal.days, "day"), label(&deal.stage)), why];
    match deal.closes_in {
        Some(days) if days < 0 => parts.push(format!("was to close on {}", words::day(days, today))),
        Some(days) if days <= 30 => parts.push(format!("closes in {}", words::count(days, "day"))),
        _ => {}
    }
    let who = deal.contact.as_deref();
    let action = planned.unwrap_or_else(|| match (deal.stage.as_str(), who) {
        (_, None) => "Name a primary contact and plan a next step".to_owned(),
        ("prospecting", Some(who)) => format!("Ask {who} for a first meeting"),
        ("qualification", Some(who)) => format!("Ask {who} about budget and time"),
        ("proposal", Some(who)) => format!("Call {who} about the proposal"),
        (_, Some(who)) => format!("Ask {who} what is missing to sign"),
    });
    let soon = deal.closes_in.is_some_and(|days| days <= 30);
    Said { urgency: deal.days - limit + if soon { 1_000 } else { 0 }, reason: words::sentence(&parts), action }
}

fn label(stage: &str) -> &str {
    match stage {
        "prospecting" => "Prospecting",
        "qualification" => "Qualification",
        "proposal" => "Proposal",
        "negotiation" => "Negotiation",
        other => other,
    }
}

/// What is known of a lead.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Lead {
    stage: String,
    days: i64,
    limit: i64,
    score: Option<i64>,
    next_step: Option<String>,
    next_step_in: Option<i64>,
    name: Option<String>,
    phone: bool,
    email: bool,
}

/// Warm ones first: the days beyond the limit, and the score beside them.
pub(super) fn say_lead(lead: &Lead, today: Date) -> Said {
    let (why, planned) = words::next_step(lead.next_step.as_deref(), lead.next_step_in, today);
    let stage = format!("{} in {}, limit is {}", words::count(lead.days, "day"), lead.stage, lead.limit);
    let name = lead.name.as_deref().unwrap_or("them");
    let action = planned.unwrap_or_else(|| match (lead.phone, lead.email) {
        (true, _) => format!("Call {name}, or plan a next step"),
        (false, true) => format!("Write to {name}, or plan a next step"),
        (false, false) => "Plan a next step, or move the lead on".to_owned(),
    });
    let urgency = (lead.days - lead.limit).min(90) + lead.score.unwrap_or_default();
    Said { urgency, reason: words::sentence(&[stage, why]), action }
}

#[cfg(test)]
mod tests {
    use time::{Date, Month};

    use super::{Deal, Lead, say_deal, say_lead};

    fn today() -> Date {
        Date::from_calendar_date(2026, Month::November, 20).expect("a day")
    }

    /// Proves: A24
    #[test]
    fn a_deal_says_how_long_it_stands_still_and_what_its_stage_asks_for() {
        let long = Deal { stage: "qualification".to_owned(), days: 34, ..Deal::default() };
        let said = say_deal(&long, today());
        assert_eq!(said.reason, "34 days in Qualification, limit is 14, no next step");
        assert_eq!(said.action, "Name a primary contact and plan a next step");
        let closing = Deal {
            stage: "proposal".to_owned(),
            days: 15,
            closes_in: Some(24),
            contact: Some("Anna".to_owned()),
            ..Deal::default()
        };
        assert_eq!(say_deal(&closing, today()).action, "Call Anna about the proposal");
        assert!(say_deal(&closing, today()).urgency > said.urgency, "money that is expected now goes first");
        let planned = Deal { next_step: Some("Send it".to_owned()), next_step_in: Some(-17), ..closing };
        let said = say_deal(&planned, today());
        assert_eq!(said.reason, "15 days in Proposal, limit is 14, next step was due 3 November, closes in 24 days");
        assert_eq!(said.action, "Do it now or plan it anew: Send it");
        let over = Deal { closes_in: Some(-2), ..long };
        assert!(say_deal(&over, today()).reason.ends_with("was to close on 18 November"));
    }

    /// Proves: A24
    #[test]
    fn a_warm_lead_goes_before_one_that_has_long_been_cold() {
        let lead = |days, score| Lead { stage: "New".to_owned(), days, limit: 7, score, ..Lead::default() };
        let (warm, cold) = (say_lead(&lead(9, Some(88)), today()), say_lead(&lead(80, None), today()));
        assert!(warm.urgency > cold.urgency);
        assert_eq!(cold.reason, "80 days in New, limit is 7, no next step");
        let known = Lead { name: Some("Ada".to_owned()), email: true, ..lead(9, None) };
        assert_eq!(say_lead(&known, today()).action, "Write to Ada, or plan a next step");
        assert_eq!(say_lead(&Lead { phone: true, ..known }, today()).action, "Call Ada, or plan a next step");
    }
}
