//! What a workflow would do with somebody, without doing it.

use db::{Conn, CustomerId, Id, WorkspaceId};
use messaging::{
    Channel,
    person::{self, Recipient},
    rules, send, template, text,
};
use time::OffsetDateTime;

use crate::{
    Error,
    action::{self, Action, Sending, Step, To},
    condition::{self, Condition},
    hear,
    workflow::Workflow,
};

/// What would happen.
#[derive(Debug, Clone)]
pub struct DryRun {
    /// The conditions that do not hold, by their places: it would not begin.
    pub unmet: Vec<usize>,
    /// Until when the safety lock holds, if it does.
    pub locked_until: Option<OffsetDateTime>,
    /// Each step.
    pub steps: Vec<Tried>,
}

/// A step, as it would go.
#[derive(Debug, Clone)]
pub struct Tried {
    /// When.
    pub at: OffsetDateTime,
    /// Why it would not be done.
    pub reason: Option<String>,
    /// By which channel.
    pub channel: Option<Channel>,
    /// Where to.
    pub address: Option<String>,
    /// An email's.
    pub subject: Option<String>,
    /// The text.
    pub body: Option<String>,
    /// What an action would do.
    pub detail: Option<String>,
}

/// Tries steps with somebody. Nothing is written, whatever they say.
///
/// # Errors
/// [`Error::Invalid`] for `lead_id`, and for conditions that nobody could fulfil.
pub fn dry_run(
    conn: &mut Conn,
    workspace: WorkspaceId,
    (workflow, lock_minutes): (Option<Id<Workflow>>, i32),
    (conditions, steps): (&[Condition], &[Step]),
    customer: CustomerId,
    now: OffsetDateTime,
) -> Result<DryRun, Error> {
    condition::check(conditions)?;
    let to = match person::recipient(conn, workspace, customer) {
        Ok(to) if !to.deleted => to,
        Ok(_) | Err(messaging::Error::NotFound) => return Err(Error::invalid("lead_id", "is no lead and no contact")),
        Err(error) => return Err(error.into()),
    };
    let unmet = condition::unmet(conn, workspace, conditions, &to, now)?;
    let locked_until = match workflow {
        Some(workflow) if lock_minutes > 0 => hear::locked_until(conn, workspace, workflow, &to, now)?,
        _ => None,
    };
    let mut at = now;
    let mut tried = Vec::new();
    for step in steps {
        at += action::delay(step);
        let mut one = Tried {
            at,
            reason: action::trouble(conn, workspace, &step.action)?.map(|(_, why)| why),
            channel: None,
            address: None,
            subject: None,
            body: None,
            detail: None,
        };
        match &step.action {
            Action::Message(sending) => {
                if one.reason.is_none() {
                    one = message(conn, workspace, sending, &to, at)?;
                    if sending.recipient == To::Person
                        && let Some(end) = rules::quiet_until(conn, workspace, at)?
                    {
                        at = end;
                        one.at = end;
                    }
                }
            }
            action => one.detail = Some(words(action).to_owned()),
        }
        tried.push(one);
    }
    Ok(DryRun { unmet, locked_until, steps: tried })
}

fn words(action: &Action) -> &'static str {
    match action {
        Action::Message(_) => "Sends a message",
        Action::TimelineEvent { .. } => "Writes an event into the timeline",
        Action::OutboundWebhook { .. } => "Calls the outbound webhook",
        Action::MoveStage { .. } => "Moves the lead to the stage",
        Action::Assign { .. } => "Puts the teammate in charge",
        Action::Tag { .. } => "Adds the tag",
    }
}

/// What a message step would send: the fallback, where the step itself could not.
fn message(
    conn: &mut Conn,
    workspace: WorkspaceId,
    sending: &Sending,
    to: &Recipient,
    at: OffsetDateTime,
) -> Result<Tried, Error> {
    let mut last = None;
    for fallback in [false, true] {
        let Some((channel, id)) = sending.by(fallback) else { continue };
        let template = template::get(conn, workspace, id)?;
        let detail = fallback.then(|| "The first channel can't be used: this is the fallback.".to_owned());
        let mut tried = Tried {
            at,
            reason: None,
            channel: Some(channel),
            address: to.address(channel).map(str::to_owned),
            subject: None,
            body: None,
            detail,
        };
        if sending.recipient == To::Owner {
            tried.address = to.owner_email().map(str::to_owned);
            tried.reason = tried.address.is_none().then(|| "Nobody is in charge of this person.".to_owned());
            tried.subject = template.subject.as_deref().and_then(|text| text::fill(text, &to.values).ok());
            tried.body = text::fill(&template.body, &to.values).ok();
            return Ok(tried);
        }
        match send::write_template(conn, workspace, to, &template, &[], at)? {
            Ok(new) => return Ok(Tried { subject: new.subject, body: Some(new.body), ..tried }),
            Err(unfit) => last = last.or(Some(Tried { reason: Some(unfit.detail), ..tried })),
        }
    }
    last.ok_or(Error::NotFound)
}
