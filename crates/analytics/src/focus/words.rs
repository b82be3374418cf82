//! Figures as sentences have them.

use time::{Date, Duration};

/// "1 day", "12 days".
pub(super) fn count(number: i64, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// The day that is so many days from today: "3 November", with its year when that is another one.
pub(super) fn day(from_today: i64, today: Date) -> String {
    let Some(day) = today.checked_add(Duration::days(from_today)) else { return count(from_today, "day") };
    let year = if day.year() == today.year() { String::new() } else { format!(" {}", day.year()) };
    format!("{} {}{year}", day.day(), day.month())
}

/// "8 minutes ago", "just now".
pub(super) fn ago(minutes: i64) -> String {
    match minutes {
        ..1 => "just now".to_owned(),
        1..60 => format!("{} ago", count(minutes, "minute")),
        60..1440 => format!("{} ago", count(minutes / 60, "hour")),
        _ => format!("{} ago", count(minutes / 1440, "day")),
    }
}

/// Parts of a sentence, which begins with a capital.
pub(super) fn sentence(parts: &[String]) -> String {
    let text = parts.join(", ");
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Why nothing is planned: the sentence's end, and what to do when a step was planned and is over.
pub(super) fn next_step(step: Option<&str>, due_in: Option<i64>, today: Date) -> (String, Option<String>) {
    match (step, due_in) {
        (Some(step), Some(due)) => {
            (format!("next step was due {}", day(due, today)), Some(format!("Do it now or plan it anew: {step}")))
        }
        (None, Some(due)) => (format!("next step was due {}", day(due, today)), None),
        _ => ("no next step".to_owned(), None),
    }
}

#[cfg(test)]
mod tests {
    use time::{Date, Month};

    use super::{ago, day, sentence};

    /// Proves: A24
    #[test]
    fn figures_read_as_people_say_them() {
        let today = Date::from_calendar_date(2026, Month::November, 20).expect("a day");
        assert_eq!(day(21, today), "11 December");
        assert_eq!(day(60, today), "19 January 2027");
        assert_eq!(
            [0, 1, 59, 60, 1440, 2900].map(ago).join(", "),
            "just now, 1 minute ago, 59 minutes ago, 1 hour ago, 1 day ago, 2 days ago"
        );
        assert_eq!(sentence(&["élan".to_owned(), "more".to_owned()]), "Élan, more");
    }
}
