//! Conversations in which somebody waits for an answer.

use serde::Deserialize;

use super::{Said, words};

/// The most of what was written that is shown.
const EXCERPT: usize = 60;

/// What is known of one.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Waiting {
    minutes: i64,
    channel: String,
    said: String,
    name: Option<String>,
    /// Of an account that pays.
    customer: Option<bool>,
}

/// Customers first, then who has waited for longest.
pub(super) fn say(waiting: &Waiting) -> Said {
    let how = if waiting.channel == "email" { "email" } else { "chat" };
    let said: String = waiting.said.chars().take(EXCERPT).collect();
    let cut = if said.len() < waiting.said.len() { "…" } else { "" };
    let since = words::ago(waiting.minutes);
    let reason = format!("Wrote by {how} {since} and has no answer: “{}{cut}”", said.trim_end());
    let name = waiting.name.as_deref().unwrap_or("them");
    let urgency = waiting.minutes + if waiting.customer == Some(true) { 100_000 } else { 0 };
    Said { urgency, reason, action: format!("Answer {name} in the inbox") }
}

#[cfg(test)]
mod tests {
    use super::{Waiting, say};

    /// Proves: A24
    #[test]
    fn who_waits_is_quoted_and_customers_go_first() {
        let ada = Waiting {
            minutes: 125,
            channel: "chat".to_owned(),
            said: "Does it sync?".to_owned(),
            name: Some("Ada".to_owned()),
            customer: None,
        };
        assert_eq!(say(&ada).reason, "Wrote by chat 2 hours ago and has no answer: “Does it sync?”");
        assert_eq!(say(&ada).action, "Answer Ada in the inbox");
        let customer = Waiting { minutes: 6, customer: Some(true), said: "x".repeat(61), ..ada.clone() };
        assert!(say(&customer).urgency > say(&ada).urgency);
        assert!(say(&customer).reason.ends_with("x…”"));
    }
}
