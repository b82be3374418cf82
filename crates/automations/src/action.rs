//! What a step does (D31), and what keeps it from doing it.

use db::{Conn, Id, UserId, WorkspaceId};
use messaging::{Channel, Template, template};
use pipeline::stages::{self, Stage};
use serde::{Deserialize, Serialize};
use time::Duration;

use crate::{Error, workflow::MAX_TEXT};

/// Steps of one workflow.
const MAX_STEPS: usize = 20;
/// The delays that a step may have (L23), in minutes.
pub const DELAYS: [i64; 7] = [0, 5, 15, 30, 60, 120, 1440];

db::text_enum! {
    /// Who gets a step's message.
    pub enum To {
        /// The lead or contact.
        Person = "person",
        /// The teammate in charge of them, by email.
        Owner = "owner",
    }
}

/// A step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// How long after the step before, in minutes: one of [`DELAYS`].
    #[serde(default, alias = "delayMinutes", alias = "delay")]
    pub delay_minutes: i64,
    /// What it does.
    #[serde(flatten)]
    pub action: Action,
}

/// What a step does (D31).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Action {
    /// Sends a message.
    Message(Sending),
    /// Writes something into the person's history (H48).
    TimelineEvent {
        /// What.
        text: String,
    },
    /// Tells a receiver.
    OutboundWebhook {
        /// Which.
        #[serde(alias = "webhookId")]
        webhook_id: Id<outbound::Webhook>,
    },
    /// Moves the lead's card.
    MoveStage {
        /// Where to.
        #[serde(alias = "stageId")]
        stage_id: Id<Stage>,
    },
    /// Puts somebody in charge.
    Assign {
        /// Who; nobody.
        #[serde(alias = "userId")]
        user_id: Option<UserId>,
    },
    /// Tags the person.
    Tag {
        /// With what.
        tag: String,
    },
}

/// A message, and what is tried when it can't be sent (L24, L25).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sending {
    /// By which channel.
    pub channel: Channel,
    /// Which approved template of it.
    #[serde(alias = "templateId")]
    pub template_id: Id<Template>,
    /// Another channel, for when it fails.
    #[serde(default, alias = "fallbackChannel")]
    pub fallback_channel: Option<Channel>,
    /// That channel's template.
    #[serde(default, alias = "fallbackTemplateId")]
    pub fallback_template_id: Option<Id<Template>>,
    /// To whom.
    #[serde(default = "to_person", alias = "to")]
    pub recipient: To,
}

fn to_person() -> To {
    To::Person
}

impl Sending {
    /// The channel and template of the step, or of its fallback.
    pub fn by(&self, fallback: bool) -> Option<(Channel, Id<Template>)> {
        if fallback {
            self.fallback_channel.zip(self.fallback_template_id)
        } else {
            Some((self.channel, self.template_id))
        }
    }
}

impl Action {
    /// Its word on the wire.
    pub fn kind(&self) -> &'static str {
        match self {
            Action::Message(_) => "message",
            Action::TimelineEvent { .. } => "timeline_event",
            Action::OutboundWebhook { .. } => "outbound_webhook",
            Action::MoveStage { .. } => "move_stage",
            Action::Assign { .. } => "assign",
            Action::Tag { .. } => "tag",
        }
    }
}

/// Steps that can do what they say, as things are now.
pub(crate) fn check(conn: &mut Conn, workspace: WorkspaceId, steps: &[Step]) -> Result<(), Error> {
    if steps.is_empty() {
        return Err(Error::invalid("steps", "must have at least one step"));
    }
    if steps.len() > MAX_STEPS {
        return Err(Error::invalid("steps", format!("has more than {MAX_STEPS} steps")));
    }
    for (n, step) in steps.iter().enumerate() {
        let wrong = |field: &str, message: String| Error::invalid(format!("steps[{n}].{field}"), message);
        if !DELAYS.contains(&step.delay_minutes) {
            let all: Vec<String> = DELAYS.iter().map(ToString::to_string).collect();
            return Err(wrong("delay_minutes", format!("must be one of {}", all.join(", "))));
        }
        if let Some((field, message)) = trouble(conn, workspace, &step.action)? {
            return Err(wrong(field, message));
        }
    }
    Ok(())
}

/// What keeps an action from being done, as things are now: the field and why.
pub fn trouble(
    conn: &mut Conn,
    workspace: WorkspaceId,
    action: &Action,
) -> Result<Option<(&'static str, String)>, Error> {
    let said = |field, message: &str| Ok(Some((field, message.to_owned())));
    match action {
        Action::Message(sending) => message_trouble(conn, workspace, sending),
        Action::TimelineEvent { text } | Action::Tag { tag: text } => {
            let field = if matches!(action, Action::Tag { .. }) { "tag" } else { "text" };
            let max = if field == "tag" { 50 } else { MAX_TEXT };
            let length = text.trim().chars().count();
            let fits = (1..=max).contains(&length) && !text.contains(char::is_control);
            Ok((!fits).then(|| (field, format!("must have 1 to {max} characters"))))
        }
        Action::OutboundWebhook { webhook_id } => match outbound::webhook::get(conn, workspace, *webhook_id) {
            Ok(_) => Ok(None),
            Err(outbound::Error::NotFound) => said("webhook_id", "is no outbound webhook of this workspace"),
            Err(error) => Err(error.into()),
        },
        Action::MoveStage { stage_id } => match stages::find(conn, workspace, *stage_id)? {
            Some(_) => Ok(None),
            None => said("stage_id", "is no stage of this workspace"),
        },
        Action::Assign { user_id } => match crm_core::person::check_teammate(conn, workspace, "user_id", *user_id) {
            Ok(()) => Ok(None),
            Err(crm_core::Error::Invalid { .. }) => said("user_id", "is no teammate"),
            Err(error) => Err(error.into()),
        },
    }
}

fn message_trouble(
    conn: &mut Conn,
    workspace: WorkspaceId,
    sending: &Sending,
) -> Result<Option<(&'static str, String)>, Error> {
    if sending.recipient == To::Owner && sending.channel != Channel::Email {
        return Ok(Some(("recipient", "can be the owner by email only".to_owned())));
    }
    if sending.fallback_channel == Some(sending.channel) {
        return Ok(Some(("fallback_channel", "is the step's own channel; choose another one".to_owned())));
    }
    if sending.recipient == To::Owner && sending.fallback_channel.is_some() {
        return Ok(Some(("fallback_channel", "is for messages to the person".to_owned())));
    }
    match (sending.fallback_channel, sending.fallback_template_id) {
        (Some(_), None) => return Ok(Some(("fallback_template_id", "is required: what is sent instead?".to_owned()))),
        (None, Some(_)) => {
            return Ok(Some(("fallback_channel", "is required: by what is it sent instead?".to_owned())));
        }
        _ => {}
    }
    for (field, by) in [("template_id", sending.by(false)), ("fallback_template_id", sending.by(true))] {
        let Some((channel, id)) = by else { continue };
        let template = match template::get(conn, workspace, id) {
            Ok(template) => template,
            Err(messaging::Error::NotFound) => return Ok(Some((field, "is no template of this workspace".to_owned()))),
            Err(error) => return Err(error.into()),
        };
        if template.channel != channel {
            return Ok(Some((field, format!("is a template of {}, not of {channel}", template.channel))));
        }
        if template.status != template::Status::Approved {
            return Ok(Some((field, format!("is not approved: {} is {}", template.name, template.status))));
        }
    }
    Ok(None)
}

/// How long after the step before.
pub(crate) fn delay(step: &Step) -> Duration {
    Duration::minutes(step.delay_minutes)
}
