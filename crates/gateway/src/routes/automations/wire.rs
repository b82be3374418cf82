//! What automations look like on the wire.

use analytics::automations::{Stats, StepStats};
use automations::{
    Condition, Step, Trigger,
    action::{Action, DELAYS, Sending, To},
    workflow::{Patch, Workflow},
};
use db::{Id, UserId};
use messaging::{Channel, Template};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{present, words};
use crate::{
    error::{Failure, Problem},
    wire::Timestamp,
};

/// What sets an automation off: `{kind: "webhook", webhook_id}`, `{kind: "event", event, filter?}` or
/// `{kind: "daily", at, condition}`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AutomationTrigger {
    kind: TriggerKind,
    /// Of `webhook`; null after it was deleted.
    #[serde(default, alias = "webhookId", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    webhook_id: Option<Id<pipeline::webhook::Webhook>>,
    /// Of `event`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<words::AutomationEvent>)]
    event: Option<automations::trigger::Event>,
    /// Of `event`: `to` is where something moved to, a lead stage's id or a word; `name` what an event of the site is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<EventFilter>)]
    filter: Option<automations::trigger::EventFilter>,
    /// Of `daily`: `HH:MM` in the workspace's time zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at: Option<String>,
    /// Of `daily`: for which contacts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ActivityCondition>)]
    condition: Option<automations::trigger::Activity>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TriggerKind {
    Webhook,
    Event,
    Daily,
}

/// Which facts.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "it only names the schema of automations::trigger::EventFilter")]
pub(crate) struct EventFilter {
    to: Option<String>,
    name: Option<String>,
}

/// More (gt) or fewer (lt) site events than `count` in the last `days`.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "it only names the schema of automations::trigger::Activity")]
pub(crate) struct ActivityCondition {
    /// Always `events`.
    activity: Option<String>,
    #[schema(value_type = words::CompareOp)]
    op: String,
    count: i32,
    days: i32,
}

/// What has to be true of a person for a run to begin: `{kind: "field", field, op, value?}` or
/// `{kind: "activity", op, count, days}`.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "it only names the schema of automations::Condition")]
pub(crate) struct AutomationCondition {
    kind: ConditionKind,
    /// Of `field`: a variable of templates, `custom.` and a key, or one of kind, source, score, tags, stage_id.
    field: Option<String>,
    /// Of `field`: is, is_not, contains, is_set, is_not_set, gt, lt. Of `activity`: gt, lt.
    #[schema(value_type = words::FieldOp)]
    op: String,
    /// Of `field`, but for is_set and is_not_set.
    value: Option<String>,
    /// Of `activity`: site events.
    count: Option<i32>,
    /// Of `activity`: the last so many.
    days: Option<i32>,
}

#[derive(Debug, ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "as AutomationCondition")]
pub(crate) enum ConditionKind {
    Field,
    Activity,
}

impl From<Trigger> for AutomationTrigger {
    fn from(trigger: Trigger) -> Self {
        let blank =
            Self { kind: TriggerKind::Webhook, webhook_id: None, event: None, filter: None, at: None, condition: None };
        match trigger {
            Trigger::Webhook { webhook_id } => Self { webhook_id, ..blank },
            Trigger::Event { event, filter } => Self { kind: TriggerKind::Event, event: Some(event), filter, ..blank },
            Trigger::Daily { at, condition } => {
                Self { kind: TriggerKind::Daily, at: Some(at), condition: Some(condition), ..blank }
            }
        }
    }
}

impl TryFrom<AutomationTrigger> for Trigger {
    type Error = Failure;

    fn try_from(wire: AutomationTrigger) -> Result<Self, Failure> {
        let missing = |field: &str| Problem::field(format!("trigger.{field}"), "required", "is required");
        Ok(match wire.kind {
            TriggerKind::Webhook => Trigger::Webhook { webhook_id: wire.webhook_id },
            TriggerKind::Event => {
                Trigger::Event { event: wire.event.ok_or_else(|| missing("event"))?, filter: wire.filter }
            }
            TriggerKind::Daily => Trigger::Daily {
                at: wire.at.ok_or_else(|| missing("at"))?,
                condition: wire.condition.ok_or_else(|| missing("condition"))?,
            },
        })
    }
}

/// A step. Without a `kind` it sends a message, as the documents of the leads manager write it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AutomationStep {
    #[serde(default)]
    kind: StepKind,
    /// After the step before: 0, 5, 15, 30, 60, 120 or 1440.
    #[serde(default, alias = "delayMinutes", alias = "delay")]
    delay_minutes: i64,
    /// Of `message`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<words::Channel>)]
    channel: Option<Channel>,
    /// Of `message`: an approved template of the channel.
    #[serde(default, alias = "templateId", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    template_id: Option<Id<Template>>,
    /// Of `message`: what is tried when it fails; another channel.
    #[serde(default, alias = "fallbackChannel", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<words::Channel>)]
    fallback_channel: Option<Channel>,
    #[serde(default, alias = "fallbackTemplateId", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    fallback_template_id: Option<Id<Template>>,
    /// Of `message`: person, or by email the owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<words::MessageRecipient>)]
    recipient: Option<To>,
    /// Of `timeline_event`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// Of `outbound_webhook`.
    #[serde(default, alias = "webhookId", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    webhook_id: Option<Id<outbound::Webhook>>,
    /// Of `move_stage`.
    #[serde(default, alias = "stageId", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    stage_id: Option<Id<pipeline::stages::Stage>>,
    /// Of `assign`; null is nobody.
    #[serde(default, alias = "userId", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    user_id: Option<UserId>,
    /// Of `tag`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tag: Option<String>,
}

#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = AutomationStepKind)]
pub(crate) enum StepKind {
    #[default]
    Message,
    TimelineEvent,
    OutboundWebhook,
    MoveStage,
    Assign,
    Tag,
}

impl StepKind {
    pub(super) fn of(action: &Action) -> Self {
        match action {
            Action::Message(_) => StepKind::Message,
            Action::TimelineEvent { .. } => StepKind::TimelineEvent,
            Action::OutboundWebhook { .. } => StepKind::OutboundWebhook,
            Action::MoveStage { .. } => StepKind::MoveStage,
            Action::Assign { .. } => StepKind::Assign,
            Action::Tag { .. } => StepKind::Tag,
        }
    }

    /// Of a step as it is stored.
    pub(super) fn stored(step: &Value) -> Self {
        step.get("kind").and_then(|kind| StepKind::deserialize(kind).ok()).unwrap_or_default()
    }
}

/// Steps as the domain has them.
pub(super) fn steps(wire: Vec<AutomationStep>) -> Result<Vec<Step>, Failure> {
    wire.into_iter().enumerate().map(|(n, step)| step.read(n)).collect()
}

impl AutomationStep {
    fn read(self, n: usize) -> Result<Step, Failure> {
        let missing = |field: &str| Problem::field(format!("steps[{n}].{field}"), "required", "is required");
        if !DELAYS.contains(&self.delay_minutes) {
            let all: Vec<String> = DELAYS.iter().map(ToString::to_string).collect();
            let message = format!("must be one of {}", all.join(", "));
            return Err(Problem::field(format!("steps[{n}].delay_minutes"), "invalid", message).into());
        }
        let action = match self.kind {
            StepKind::Message => Action::Message(Sending {
                channel: self.channel.ok_or_else(|| missing("channel"))?,
                template_id: self.template_id.ok_or_else(|| missing("template_id"))?,
                fallback_channel: self.fallback_channel,
                fallback_template_id: self.fallback_template_id,
                recipient: self.recipient.unwrap_or(To::Person),
            }),
            StepKind::TimelineEvent => Action::TimelineEvent { text: self.text.ok_or_else(|| missing("text"))? },
            StepKind::OutboundWebhook => {
                Action::OutboundWebhook { webhook_id: self.webhook_id.ok_or_else(|| missing("webhook_id"))? }
            }
            StepKind::MoveStage => Action::MoveStage { stage_id: self.stage_id.ok_or_else(|| missing("stage_id"))? },
            StepKind::Assign => Action::Assign { user_id: self.user_id },
            StepKind::Tag => Action::Tag { tag: self.tag.ok_or_else(|| missing("tag"))? },
        };
        Ok(Step { delay_minutes: self.delay_minutes, action })
    }

    fn new(step: Step) -> Self {
        let blank = Self {
            kind: StepKind::of(&step.action),
            delay_minutes: step.delay_minutes,
            channel: None,
            template_id: None,
            fallback_channel: None,
            fallback_template_id: None,
            recipient: None,
            text: None,
            webhook_id: None,
            stage_id: None,
            user_id: None,
            tag: None,
        };
        match step.action {
            Action::Message(sending) => Self {
                channel: Some(sending.channel),
                template_id: Some(sending.template_id),
                fallback_channel: sending.fallback_channel,
                fallback_template_id: sending.fallback_template_id,
                recipient: Some(sending.recipient),
                ..blank
            },
            Action::TimelineEvent { text } => Self { text: Some(text), ..blank },
            Action::OutboundWebhook { webhook_id } => Self { webhook_id: Some(webhook_id), ..blank },
            Action::MoveStage { stage_id } => Self { stage_id: Some(stage_id), ..blank },
            Action::Assign { user_id } => Self { user_id, ..blank },
            Action::Tag { tag } => Self { tag: Some(tag), ..blank },
        }
    }
}

/// What an automation is to be; left out stays. A new one needs `name`, `steps`, and `trigger` or `webhook_source_id`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AutomationInput {
    name: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    description: Option<Option<String>>,
    trigger: Option<AutomationTrigger>,
    /// For whom it is: all of them have to hold. The whole list.
    #[schema(value_type = Option<Vec<AutomationCondition>>)]
    conditions: Option<Vec<Condition>>,
    /// Another way to write a webhook's trigger.
    #[serde(alias = "webhookSourceId")]
    #[schema(value_type = Option<Uuid>)]
    webhook_source_id: Option<Id<pipeline::webhook::Webhook>>,
    /// 0 is no lock; 5 unless it is said.
    #[serde(alias = "safetyLockMinutes")]
    safety_lock_minutes: Option<i32>,
    /// Messages in 24 hours; 1,000 unless it is said.
    #[serde(alias = "dailyBudget")]
    daily_budget: Option<i32>,
    #[serde(alias = "isActive")]
    active: Option<bool>,
    /// The whole list, in its order.
    steps: Option<Vec<AutomationStep>>,
}

impl TryFrom<AutomationInput> for Patch {
    type Error = Failure;

    fn try_from(wire: AutomationInput) -> Result<Self, Failure> {
        let trigger = wire.trigger.map(Trigger::try_from).transpose()?;
        let by_webhook = wire.webhook_source_id.map(|id| Trigger::Webhook { webhook_id: Some(id) });
        Ok(Self {
            name: wire.name,
            description: wire.description,
            trigger: trigger.or(by_webhook),
            conditions: wire.conditions,
            safety_lock_minutes: wire.safety_lock_minutes,
            daily_budget: wire.daily_budget,
            active: wire.active,
            steps: wire.steps.map(steps).transpose()?,
        })
    }
}

/// Runs by how they ended; `triggered` is all of them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AutomationStats {
    triggered: i64,
    completed: i64,
    failed: i64,
    /// Those that never began (safety lock, no contact info), and those that ended early.
    skipped: i64,
    running: i64,
}

/// An automation.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Automation {
    #[schema(value_type = Uuid)]
    id: Id<Workflow>,
    name: String,
    description: Option<String>,
    trigger: AutomationTrigger,
    /// For whom it is.
    #[schema(value_type = Vec<AutomationCondition>)]
    conditions: Vec<Condition>,
    /// The trigger's webhook.
    #[schema(value_type = Option<Uuid>)]
    webhook_source_id: Option<Id<pipeline::webhook::Webhook>>,
    safety_lock_minutes: i32,
    daily_budget: i32,
    active: bool,
    steps: Vec<AutomationStep>,
    stats: AutomationStats,
    created_at: Timestamp,
    updated_at: Timestamp,
    version: i32,
}

impl Automation {
    pub(super) fn new(
        row: Workflow,
        (trigger, conditions): (Trigger, Vec<Condition>),
        steps: Vec<Step>,
        stats: &Stats,
    ) -> Self {
        Self {
            id: row.id,
            name: row.name,
            description: row.description,
            trigger: trigger.into(),
            conditions,
            webhook_source_id: row.webhook_id,
            safety_lock_minutes: row.safety_lock_minutes,
            daily_budget: row.daily_budget,
            active: row.active,
            steps: steps.into_iter().map(AutomationStep::new).collect(),
            stats: AutomationStats {
                triggered: stats.triggered,
                completed: stats.completed,
                failed: stats.failed,
                skipped: stats.skipped,
                running: stats.running,
            },
            created_at: row.created_at.into(),
            updated_at: row.updated_at.into(),
            version: row.version,
        }
    }
}

/// What became of a step in the runs of the present version.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct AutomationStepStats {
    waiting: i64,
    sent: i64,
    failed: i64,
    skipped: i64,
}

/// What keeps an automation from working as it stands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AutomationProblem {
    /// Which step, from 0, when it is one's.
    step: Option<usize>,
    detail: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AutomationDetail {
    #[serde(flatten)]
    automation: Automation,
    /// One for each step.
    step_stats: Vec<AutomationStepStats>,
    problems: Vec<AutomationProblem>,
}

impl AutomationDetail {
    pub(super) fn new(
        automation: Automation,
        counted: &[StepStats],
        problems: Vec<(Option<usize>, String)>,
        steps: usize,
    ) -> Self {
        let of = |n: usize| {
            let found = counted.iter().find(|stats| usize::try_from(stats.position).ok() == Some(n));
            found.map_or_else(AutomationStepStats::default, |stats| AutomationStepStats {
                waiting: stats.waiting,
                sent: stats.sent,
                failed: stats.failed,
                skipped: stats.skipped,
            })
        };
        let problems = problems.into_iter().map(|(step, detail)| AutomationProblem { step, detail });
        Self { automation, step_stats: (0..steps).map(of).collect(), problems: problems.collect() }
    }
}
