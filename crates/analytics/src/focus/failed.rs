//! Automations that failed with somebody and that nobody has tried again (L30).

use serde::Deserialize;

use super::{Said, words};

/// What is known of the newest failure.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Failed {
    minutes: i64,
    /// Other automations that failed with the same person.
    more: i64,
    /// The step's kind.
    action: String,
    channel: Option<String>,
    why: Option<String>,
    phone: bool,
    email: bool,
}

/// The newest first: whoever waits for a message waits now.
pub(super) fn say(failed: &Failed) -> Said {
    let what = failed.channel.as_deref().filter(|_| failed.action == "message").map_or("Step", label);
    let why = failed.why.as_deref().unwrap_or("no reason was given").trim_end_matches('.');
    let more = match failed.more {
        0 => String::new(),
        more => format!(", and {} failed, too", words::count(more, "more automation")),
    };
    let action = match failed.channel.as_deref().filter(|_| failed.action == "message") {
        Some("email") if failed.phone => "Retry by SMS, or correct the email address".to_owned(),
        Some("email") => "Correct the email address and retry".to_owned(),
        Some(_) if failed.email => "Retry by email, or correct the number".to_owned(),
        Some(_) => "Correct the number and retry".to_owned(),
        None => "Correct the automation's step and retry".to_owned(),
    };
    Said { urgency: -failed.minutes, reason: format!("{what} failed: {why}{more}"), action }
}

fn label(channel: &str) -> &str {
    match channel {
        "email" => "Email",
        "sms" => "SMS",
        "whatsapp" => "WhatsApp",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::{Failed, say};

    /// Proves: A24
    #[test]
    fn a_failure_says_its_error_and_another_way() {
        let email = Failed {
            minutes: 5,
            action: "message".to_owned(),
            channel: Some("email".to_owned()),
            why: Some("550 mailbox not found.".to_owned()),
            phone: true,
            ..Failed::default()
        };
        assert_eq!(say(&email).reason, "Email failed: 550 mailbox not found");
        assert_eq!(say(&email).action, "Retry by SMS, or correct the email address");
        let tag = Failed { minutes: 90, more: 2, action: "tag".to_owned(), channel: None, why: None, ..email.clone() };
        assert_eq!(say(&tag).reason, "Step failed: no reason was given, and 2 more automations failed, too");
        assert!(say(&email).urgency > say(&tag).urgency);
    }
}
