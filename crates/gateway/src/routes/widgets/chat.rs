//! A widget's chat and bot, on the wire.

use inbox::{
    bot::QuestionKind,
    settings::{Capture, Chat},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::{error::Failure, words};

/// The chat of a widget: off for a new one.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChatSettings {
    enabled: bool,
    /// Above the panel.
    #[schema(max_length = 80)]
    title: String,
    /// The first thing that a visitor reads.
    #[serde(default)]
    #[schema(max_length = 500)]
    greeting: String,
    /// Offers a place for the email while none is known.
    #[serde(default)]
    ask_email: bool,
}

/// The bot of a widget: off for a new one.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaptureSettings {
    /// The behaviours ask.
    enabled: bool,
    /// The first that is for a visitor is run.
    #[serde(default)]
    #[schema(max_items = 20)]
    behaviors: Vec<CaptureBehavior>,
    /// The site's own bot: called with what visitors write when no behaviour asks, whether or not `enabled`.
    #[serde(default)]
    hook_url: Option<String>,
}

/// Questions, and which visitors they are for.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaptureBehavior {
    /// Made by whoever adds it: 1 to 40 letters, digits, `-` and `_`.
    id: String,
    #[schema(max_length = 100)]
    name: String,
    #[serde(default)]
    when: CaptureConditions,
    /// Said before the first question.
    #[serde(default)]
    #[schema(max_length = 500)]
    opening: String,
    /// A name, an email or a phone number is among them.
    #[schema(min_items = 1, max_items = 10)]
    questions: Vec<CaptureQuestion>,
    /// Said when all were asked.
    #[serde(default)]
    #[schema(max_length = 500)]
    thanks: String,
}

/// Every condition that is given must hold.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaptureConditions {
    /// A recent page's path begins so.
    #[serde(default)]
    path_prefix: Option<String>,
    /// So many pages were seen.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 10000)]
    min_pageviews: Option<u32>,
    /// Where the visitor came from at first: `utm_source`, or the referrer's site.
    #[serde(default)]
    source: Option<String>,
}

/// A question.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaptureQuestion {
    #[schema(value_type = words::QuestionKind)]
    kind: QuestionKind,
    #[schema(max_length = 300)]
    prompt: String,
    /// name, email, phone, company, title, or any other word: a custom field.
    field: String,
    /// Of a choice: 2 to 10.
    #[serde(default)]
    options: Vec<String>,
    /// Others may be skipped.
    #[serde(default)]
    required: bool,
}

impl ChatSettings {
    /// What is stored of it, checked.
    pub(crate) fn checked(self) -> Result<Value, Failure> {
        Ok(json!(Chat::read(&json!(self))?.checked()?))
    }

    /// What is stored, as the wire has it.
    pub(crate) fn read(stored: &Value) -> Result<Self, Failure> {
        Ok(Self::deserialize(json!(Chat::read(stored)?)).map_err(unreadable)?)
    }
}

impl CaptureSettings {
    /// What is stored of it, checked.
    pub(crate) fn checked(self) -> Result<Value, Failure> {
        Ok(json!(Capture::read(&json!(self))?.checked()?))
    }

    /// What is stored, as the wire has it.
    pub(crate) fn read(stored: &Value) -> Result<Self, Failure> {
        Ok(Self::deserialize(json!(Capture::read(stored)?)).map_err(unreadable)?)
    }
}

fn unreadable(error: serde_json::Error) -> db::Error {
    db::Error::Unavailable(format!("unreadable chat settings: {error}"))
}
