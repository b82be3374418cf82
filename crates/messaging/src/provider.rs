//! Who carries messages: one trait, and behind it each provider in its own protocol.

mod http;
mod sandbox;
mod smtp;
mod twilio;
mod whatsapp;

use std::{collections::BTreeMap, time::Duration as StdDuration};

use outbound::webhook::Reach;
use time::Duration;

use crate::{Message, channel::Settings, message::Status, text::Tracked};

pub use twilio::{Callback as TwilioCallback, is_signed as is_signed_by_twilio, read as read_twilio};
pub use whatsapp::{Heard as WhatsappHeard, is_signed as is_signed_by_meta, read as read_whatsapp};

/// What came of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The provider took it.
    Accepted {
        /// The provider's name for it.
        provider_id: String,
        /// What it said at once of its way: status, code, detail.
        then: Vec<(Status, Option<String>, Option<String>)>,
    },
    /// The provider will never take it.
    Refused {
        /// The provider's word.
        code: String,
        /// For a person.
        detail: String,
    },
    /// The provider did not take it, but may later: nothing was sent.
    NotNow {
        /// For a person.
        detail: String,
        /// When the provider wants to be asked again.
        after: Option<Duration>,
    },
    /// Nobody knows whether it was taken: the answer got lost, or said neither; why.
    Unknown(String),
}

/// What stands around a message.
#[derive(Debug, Clone, Default)]
pub struct Around {
    /// The page on which its receiver unsubscribes, for RFC 8058.
    pub unsubscribe: Option<String>,
    /// Where the provider tells how it stands.
    pub callback: Option<String>,
    /// How an email tells what becomes of it.
    pub tracked: Option<Tracked>,
}

/// Where providers are found, and how long they may take.
#[derive(Debug, Clone)]
pub struct Endpoints {
    /// Twilio's API, without a slash at the end.
    pub twilio: String,
    /// Meta's Graph API with its version, without a slash at the end.
    pub meta: String,
    /// Whether mail servers of our own network may be called.
    pub reach: Reach,
    /// How long an answer may take.
    pub patience: StdDuration,
}

/// Somebody who carries messages.
pub trait Provider {
    /// Hands a message over. It blocks, for as long as [`Endpoints::patience`] says at most.
    fn send(&self, message: &Message, around: &Around) -> Outcome;
}

/// The provider of a channel.
pub fn open(settings: Settings, secrets: &BTreeMap<String, String>, endpoints: &Endpoints) -> Box<dyn Provider> {
    let secret = |name: &str| secrets.get(name).cloned();
    let endpoints = endpoints.clone();
    match settings {
        Settings::Sandbox => Box::new(sandbox::Sandbox),
        Settings::Smtp(settings) => Box::new(smtp::Mail { settings, password: secret("password"), endpoints }),
        Settings::Twilio(settings) => {
            Box::new(twilio::Sms { settings, auth_token: secret("auth_token").unwrap_or_default(), endpoints })
        }
        Settings::Whatsapp(settings) => {
            Box::new(whatsapp::Meta { settings, access_token: secret("access_token").unwrap_or_default(), endpoints })
        }
    }
}
