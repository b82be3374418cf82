//! Who did it: on every row of the timeline and the audit log.

use db::{ApiKeyId, UserId};
use uuid::Uuid;

/// The cause of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// A signed-in person.
    User(UserId),
    /// A program with an API key.
    ApiKey(ApiKeyId),
    /// A lead webhook's sender.
    Webhook(Uuid),
    /// A visitor of a page with the widget on it: anyone.
    Visitor(Uuid),
    /// A visitor for whom the site's server vouches (D23).
    SignedVisitor(Uuid),
    /// An automation of the workspace.
    Automation(Uuid),
    /// Hydra itself.
    System,
}

impl Actor {
    /// The word that is stored in `actor_kind`.
    pub fn kind(self) -> &'static str {
        match self {
            Actor::User(_) => "user",
            Actor::ApiKey(_) => "api_key",
            Actor::Webhook(_) => "webhook",
            Actor::Visitor(_) | Actor::SignedVisitor(_) => "visitor",
            Actor::Automation(_) => "automation",
            Actor::System => "system",
        }
    }

    /// The id that is stored in `actor_id`.
    pub fn id(self) -> Option<Uuid> {
        match self {
            Actor::User(id) => Some(id.uuid()),
            Actor::ApiKey(id) => Some(id.uuid()),
            Actor::Webhook(id) | Actor::Visitor(id) | Actor::SignedVisitor(id) | Actor::Automation(id) => Some(id),
            Actor::System => None,
        }
    }

    /// Whether somebody answers for what is said: false of a visitor only, for whom nobody vouches. What a vouched-for actor
    /// set last, no other visitor changes (D23).
    pub fn is_vouched(self) -> bool {
        !matches!(self, Actor::Visitor(_))
    }
}
