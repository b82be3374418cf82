//! What a widget's chat and bot are set to; kept with the widget, off until somebody switches it on.

use crm_core::custom_fields::camel_case;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use crate::{
    Error,
    bot::{Behavior, Question, QuestionKind},
};

/// The most behaviours of a widget.
const MAX_BEHAVIORS: usize = 20;
/// The most questions of a behaviour.
const MAX_QUESTIONS: usize = 10;
/// The fewest and the most options of a choice.
const OPTIONS: std::ops::RangeInclusive<usize> = 2..=10;

/// The chat of a widget.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chat {
    /// Off: no launcher, and nothing is taken.
    pub enabled: bool,
    /// Above the panel.
    pub title: String,
    /// The first thing that a visitor reads.
    pub greeting: String,
    /// Offers a place for the email while none is known.
    pub ask_email: bool,
}

impl Default for Chat {
    fn default() -> Self {
        Self {
            enabled: false,
            title: "Chat with us".to_owned(),
            greeting: "Hi, ask us anything.".to_owned(),
            ask_email: true,
        }
    }
}

/// The bot of a widget.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Capture {
    /// Off: no behaviour asks.
    pub enabled: bool,
    /// The first that is for a visitor is run.
    #[serde(default)]
    pub behaviors: Vec<Behavior>,
    /// The site's own bot.
    #[serde(default)]
    pub hook_url: Option<String>,
}

impl Chat {
    /// As it is kept; what was never set is off.
    ///
    /// # Errors
    /// When the row holds what this version can't read.
    pub fn read(value: &Value) -> Result<Self, Error> {
        if is_unset(value) { Ok(Self::default()) } else { Self::deserialize(value).map_err(unreadable) }
    }

    /// Checks and tidies what somebody has set.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming `chat.title` or `chat.greeting`.
    pub fn checked(mut self) -> Result<Self, Error> {
        self.title = line("chat.title", &self.title, 80)?;
        self.greeting = text("chat.greeting", &self.greeting, 500)?;
        Ok(self)
    }
}

impl Capture {
    /// As it is kept; what was never set is off.
    ///
    /// # Errors
    /// When the row holds what this version can't read.
    pub fn read(value: &Value) -> Result<Self, Error> {
        if is_unset(value) { Ok(Self::default()) } else { Self::deserialize(value).map_err(unreadable) }
    }

    /// Checks and tidies what somebody has set.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming the field, like `capture.behaviors[0].questions[1].options`.
    pub fn checked(mut self) -> Result<Self, Error> {
        if self.behaviors.len() > MAX_BEHAVIORS {
            return Err(Error::invalid("capture.behaviors", format!("may be at most {MAX_BEHAVIORS}")));
        }
        let mut ids: Vec<String> = Vec::new();
        for (index, behavior) in self.behaviors.iter_mut().enumerate() {
            let field = |name: &str| format!("capture.behaviors[{index}].{name}");
            let is_id = |id: &str| {
                (1..=40).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
            };
            if !is_id(&behavior.id) || ids.contains(&behavior.id) {
                return Err(Error::invalid(field("id"), "must be 1 to 40 letters, digits, - and _, and no other's"));
            }
            ids.push(behavior.id.clone());
            behavior.name = line(&field("name"), &behavior.name, 100)?;
            behavior.opening = text(&field("opening"), &behavior.opening, 500)?;
            behavior.thanks = text(&field("thanks"), &behavior.thanks, 500)?;
            let when = &mut behavior.when;
            if when.min_pageviews.is_some_and(|least| !(1..=10_000).contains(&least)) {
                return Err(Error::invalid(field("when.min_pageviews"), "must be 1 to 10,000"));
            }
            when.source = optional(&field("when.source"), when.source.as_deref(), 200)?;
            when.path_prefix = optional(&field("when.path_prefix"), when.path_prefix.as_deref(), 500)?;
            if when.path_prefix.as_deref().is_some_and(|path| !path.starts_with('/')) {
                return Err(Error::invalid(field("when.path_prefix"), "must begin with /"));
            }
            if behavior.questions.is_empty() || behavior.questions.len() > MAX_QUESTIONS {
                return Err(Error::invalid(field("questions"), format!("must be 1 to {MAX_QUESTIONS}")));
            }
            let mut asked: Vec<String> = Vec::new();
            for (at, question) in behavior.questions.iter_mut().enumerate() {
                check_question(question, &asked, |name| field(&format!("questions[{at}].{name}")))?;
                asked.push(question.field.clone());
            }
            if !asked.iter().any(|field| ["email", "phone", "name"].contains(&field.as_str())) {
                return Err(Error::invalid(field("questions"), "must ask for a name, an email or a phone number"));
            }
        }
        self.hook_url = optional("capture.hook_url", self.hook_url.as_deref(), 2_000)?;
        let reachable =
            |url: &String| Url::parse(url).is_ok_and(|url| ["http", "https"].contains(&url.scheme()) && url.has_host());
        if self.hook_url.as_ref().is_some_and(|url| !reachable(url)) {
            return Err(Error::invalid("capture.hook_url", "is no address; write it like https://example.com/bot"));
        }
        Ok(self)
    }
}

fn check_question(question: &mut Question, asked: &[String], field: impl Fn(&str) -> String) -> Result<(), Error> {
    question.prompt = line(&field("prompt"), &question.prompt, 300)?;
    question.field = camel_case(&line(&field("field"), &question.field, 60)?);
    if question.field.is_empty() || asked.contains(&question.field) {
        return Err(Error::invalid(field("field"), "is no word, or asked for already"));
    }
    question.kind = match (question.field.as_str(), question.kind) {
        ("email", _) => QuestionKind::Email,
        ("phone", _) => QuestionKind::Phone,
        (_, kind) => kind,
    };
    if question.kind != QuestionKind::Choice {
        question.options.clear();
        return Ok(());
    }
    if !OPTIONS.contains(&question.options.len()) {
        return Err(Error::invalid(field("options"), "must be 2 to 10"));
    }
    for option in &mut question.options {
        *option = line(&field("options"), option, 100)?;
    }
    Ok(())
}

fn is_unset(value: &Value) -> bool {
    value.as_object().is_none_or(serde_json::Map::is_empty)
}

fn unreadable(error: serde_json::Error) -> Error {
    Error::Database(db::Error::Unavailable(format!("unreadable chat settings: {error}")))
}

/// One line that must be there.
fn line(field: &str, text: &str, max: usize) -> Result<String, Error> {
    let text = self::text(field, text, max)?;
    match text.as_str() {
        "" => Err(Error::invalid(field, "is required")),
        _ if text.contains(char::is_control) => Err(Error::invalid(field, "must be one line")),
        _ => Ok(text),
    }
}

fn optional(field: &str, value: Option<&str>, max: usize) -> Result<Option<String>, Error> {
    let text = text(field, value.unwrap_or_default(), max)?;
    Ok(Some(text).filter(|text| !text.is_empty()))
}

/// A text as it is stored: trimmed, without NUL, which PostgreSQL can't store.
pub(crate) fn text(field: &str, text: &str, max: usize) -> Result<String, Error> {
    let text = text.trim();
    if text.contains('\0') {
        return Err(Error::invalid(field, "holds a NUL character"));
    }
    if text.chars().count() > max {
        return Err(Error::invalid(field, format!("is longer than {max} characters")));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn refused(capture: Value) -> String {
        let capture = Capture::read(&capture).expect("readable");
        match capture.checked() {
            Err(Error::Invalid { field, .. }) => field,
            other => format!("{other:?}"),
        }
    }

    /// Proves: H12
    #[test]
    fn what_is_wrong_is_told_at_its_field() {
        let with = |behavior: Value| json!({"enabled": true, "behaviors": [behavior]});
        let question = json!({"kind": "text", "prompt": "Name?", "field": "name"});
        let cases = [
            (json!({"id": "a b", "name": "A", "questions": [question]}), "capture.behaviors[0].id"),
            (json!({"id": "a", "name": " ", "questions": [question]}), "capture.behaviors[0].name"),
            (json!({"id": "a", "name": "A", "questions": []}), "capture.behaviors[0].questions"),
            (
                json!({"id": "a", "name": "A", "questions": [question, question]}),
                "capture.behaviors[0].questions[1].field",
            ),
            (
                json!({"id": "a", "name": "A", "when": {"path_prefix": "pricing"}, "questions": [question]}),
                "capture.behaviors[0].when.path_prefix",
            ),
            (
                json!({"id": "a", "name": "A", "when": {"min_pageviews": 0}, "questions": [question]}),
                "capture.behaviors[0].when.min_pageviews",
            ),
            (
                json!({"id": "a", "name": "A", "questions": [question, {"kind": "choice", "prompt": "Size?", "field": "size", "options": ["1"]}]}),
                "capture.behaviors[0].questions[1].options",
            ),
            (
                json!({"id": "a", "name": "A", "questions": [{"kind": "text", "prompt": "Budget?", "field": "budget"}]}),
                "capture.behaviors[0].questions",
            ),
        ];
        for (behavior, field) in cases {
            assert_eq!(refused(with(behavior)), field);
        }
        assert_eq!(refused(json!({"enabled": true, "hook_url": "ftp://example.com"})), "capture.hook_url");
        let fine =
            with(json!({"id": "a", "name": "A", "questions": [{"kind": "text", "prompt": "Mail?", "field": "Email"}]}));
        let fine = Capture::read(&fine).expect("readable").checked().expect("fine");
        assert_eq!(fine.behaviors[0].questions[0].kind, QuestionKind::Email);
        assert!(!Chat::read(&json!({})).expect("unset").enabled);
    }
}
