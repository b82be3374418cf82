//! What sets workflows off (D31).

use db::{Conn, Id, WorkspaceId};
use serde::{Deserialize, Serialize};

use crate::{Error, daily, workflow::text};

db::text_enum! {
    /// A fact that can set a workflow off (D31).
    pub enum Event {
        /// A lead came in, however.
        LeadCreated = "lead_created",
        /// A lead's card moved.
        StageChanged = "stage_changed",
        /// A lead became a contact.
        Converted = "converted",
        /// A milestone of an onboarding plan was checked off (H30).
        MilestoneCompleted = "milestone_completed",
        /// An opportunity moved (H38).
        OpportunityStageChanged = "opportunity_stage_changed",
        /// An account's lifecycle stage changed.
        LifecycleChanged = "lifecycle_changed",
        /// Somebody who is known did something on the site that has a name: a custom event.
        SiteEvent = "site_event",
    }
}

db::text_enum! {
    /// How a count compares.
    pub enum Op {
        /// Fewer.
        Lt = "lt",
        /// More.
        Gt = "gt",
    }
}

/// What sets a workflow off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Trigger {
    /// A lead arrives through a webhook, new or known.
    Webhook {
        /// Which; none after it was deleted.
        #[serde(alias = "webhookId", alias = "webhook_source_id", alias = "webhookSourceId")]
        webhook_id: Option<Id<pipeline::webhook::Webhook>>,
    },
    /// A fact of the timeline.
    Event {
        /// Which.
        event: Event,
        /// Only some of them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        filter: Option<EventFilter>,
    },
    /// Each day, for every contact whose activity fulfils a condition (E15).
    Daily {
        /// `HH:MM` in the workspace's time zone.
        at: String,
        /// Whose.
        condition: Activity,
    },
}

/// Which facts of a kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventFilter {
    /// Where something moved to: a lead stage's id, or a word.
    #[serde(default)]
    pub to: Option<String>,
    /// What an event of the site is called; it needs one.
    #[serde(default)]
    pub name: Option<String>,
}

/// A count of site events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Activity {
    /// What is counted: `events` alone.
    #[serde(default)]
    pub activity: Counted,
    /// More or fewer than `count`.
    pub op: Op,
    /// 0 to 100,000.
    pub count: i32,
    /// Over so many days, 1 to 365.
    pub days: i32,
}

/// What is counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// Events of the site.
    #[default]
    Events,
}

/// A count that can be one; `place` is where it stands on the wire.
pub(crate) fn check_activity(place: &str, activity: Activity) -> Result<(), Error> {
    if !(0..=100_000).contains(&activity.count) {
        return Err(Error::invalid(format!("{place}.count"), "must be 0 to 100000"));
    }
    if !(1..=365).contains(&activity.days) {
        return Err(Error::invalid(format!("{place}.days"), "must be 1 to 365"));
    }
    Ok(())
}

/// A trigger that can be one, as things are now.
pub(crate) fn check(conn: &mut Conn, workspace: WorkspaceId, trigger: &Trigger) -> Result<(), Error> {
    match trigger {
        Trigger::Webhook { webhook_id: Some(id) } => {
            pipeline::webhook::get(conn, workspace, *id).map_err(|error| match error {
                pipeline::Error::NotFound => Error::invalid("trigger.webhook_id", "is no webhook of this workspace"),
                other => other.into(),
            })?;
        }
        Trigger::Event { event, filter } => {
            let EventFilter { to, name } = filter.clone().unwrap_or_default();
            if let Some(to) = to {
                text("trigger.filter.to", &to, 1)?;
            }
            match (event, name) {
                (Event::SiteEvent, name) => text("trigger.filter.name", &name.unwrap_or_default(), 1)?,
                (_, Some(_)) => return Err(Error::invalid("trigger.filter.name", "is for events of the site")),
                (_, None) => {}
            }
        }
        Trigger::Daily { at, condition } => {
            daily::minute(at).ok_or_else(|| Error::invalid("trigger.at", "is no time of day; write it like 09:00"))?;
            check_activity("trigger.condition", *condition)?;
        }
        _ => {}
    }
    Ok(())
}
