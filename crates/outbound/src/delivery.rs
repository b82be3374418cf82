//! Deliveries: written with the fact, sent by a job, tried again on a schedule (P4).

use db::{
    Conn, Cursor, Id, WorkspaceId,
    schema::{outbound_deliveries as deliveries, outbound_webhooks as webhooks},
};
use diesel::prelude::*;
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use crate::{
    Error,
    webhook::{self, Event, Webhook},
};

/// The job that makes one attempt.
pub const DELIVER_JOB: &str = "outbound.deliver";
/// The pauses before each attempt; after the last one a delivery has failed.
pub const PAUSES: [Duration; 8] = [
    Duration::ZERO,
    Duration::seconds(5),
    Duration::minutes(5),
    Duration::minutes(30),
    Duration::hours(2),
    Duration::hours(5),
    Duration::hours(10),
    Duration::hours(10),
];
/// A receiver that fails for so long is switched off.
const GIVE_UP: Duration = Duration::days(5);
/// Deliveries are kept for so long.
const KEPT: Duration = Duration::days(30);
/// The longest pause that a receiver may ask for.
const MAX_RETRY_AFTER: Duration = Duration::hours(10);
/// Errors are cut here, in characters.
const MAX_ERROR: usize = 500;

db::text_enum! {
    /// How a delivery stands.
    pub enum State {
        /// It will be tried.
        Pending = "pending",
        /// The receiver took it.
        Delivered = "delivered",
        /// It was tried for the last time.
        Failed = "failed",
    }
}

/// A delivery to one receiver.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = deliveries)]
pub struct Delivery {
    /// Its id, and the `webhook-id` of every attempt.
    pub id: Id<Delivery>,
    /// To whom.
    pub webhook_id: Id<Webhook>,
    /// What happened.
    pub event: Event,
    /// Ids and words of what it happened to.
    pub subject: Value,
    /// How it stands.
    pub state: State,
    /// Attempts that were made.
    pub attempts: i32,
    /// The HTTP status of the last answer.
    pub last_status: Option<i32>,
    /// Why the last attempt failed.
    pub last_error: Option<String>,
    /// When it happened.
    pub created_at: OffsetDateTime,
    /// When it is tried next.
    pub next_attempt_at: Option<OffsetDateTime>,
    /// When it was delivered or failed.
    pub finished_at: Option<OffsetDateTime>,
}

/// Tells every active receiver that wants to hear `event`, in the transaction that made it true.
pub fn announce(
    conn: &mut Conn,
    workspace: WorkspaceId,
    event: Event,
    subject: impl Fn() -> Vec<Value>,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let receivers: Vec<Id<Webhook>> = webhooks::table
        .filter(webhooks::workspace_id.eq(workspace).and(webhooks::active))
        .filter(webhooks::events.contains(vec![event.as_str()]))
        .order(webhooks::id)
        // Whoever deletes one waits until what was to be told to it is written, or is seen to have deleted it.
        .for_key_share()
        .select(webhooks::id)
        .load(conn)?;
    for receiver in receivers {
        for subject in subject() {
            create(conn, workspace, receiver, event, subject, now)?;
        }
    }
    Ok(())
}

/// A delivery of nothing, to see whether the receiver answers.
pub fn test(conn: &mut Conn, workspace: WorkspaceId, to: Id<Webhook>, now: OffsetDateTime) -> Result<Delivery, Error> {
    webhook::get(conn, workspace, to)?;
    create(conn, workspace, to, Event::Test, json!({}), now)
}

/// Tells one receiver something, whether it subscribed to it or not: a step of an automation names it.
///
/// # Errors
/// [`Error::NotFound`] for none, or one that is switched off.
pub fn tell(
    conn: &mut Conn,
    workspace: WorkspaceId,
    to: Id<Webhook>,
    subject: Value,
    now: OffsetDateTime,
) -> Result<Delivery, Error> {
    if !webhook::get(conn, workspace, to)?.active {
        return Err(Error::NotFound);
    }
    create(conn, workspace, to, Event::AutomationStep, subject, now)
}

/// Sends what a delivery tells again, as a new one.
pub fn replay(
    conn: &mut Conn,
    workspace: WorkspaceId,
    to: Id<Webhook>,
    id: Id<Delivery>,
    now: OffsetDateTime,
) -> Result<Delivery, Error> {
    let old = get(conn, workspace, id)?;
    if old.webhook_id != to {
        return Err(Error::NotFound);
    }
    create(conn, workspace, to, old.event, old.subject, now)
}

fn create(
    conn: &mut Conn,
    workspace: WorkspaceId,
    to: Id<Webhook>,
    event: Event,
    subject: Value,
    now: OffsetDateTime,
) -> Result<Delivery, Error> {
    let made: Delivery = diesel::insert_into(deliveries::table)
        .values((
            deliveries::workspace_id.eq(workspace),
            deliveries::id.eq(Id::<Delivery>::new(now)),
            deliveries::webhook_id.eq(to),
            deliveries::event.eq(event),
            deliveries::subject.eq(subject),
            deliveries::created_at.eq(now),
            deliveries::next_attempt_at.eq(now),
        ))
        .returning(Delivery::as_returning())
        .get_result(conn)?;
    outbox::enqueue(conn, workspace, DELIVER_JOB, json!({"delivery_id": made.id}), now, now)?;
    Ok(made)
}

/// One delivery.
pub fn get(conn: &mut Conn, workspace: WorkspaceId, id: Id<Delivery>) -> Result<Delivery, Error> {
    Ok(deliveries::table
        .filter(deliveries::workspace_id.eq(workspace).and(deliveries::id.eq(id)))
        .select(Delivery::as_select())
        .first(conn)?)
}

/// What a job is to send; `None` when there is nothing (more) to do: it was sent, or its receiver is gone or switched off.
pub fn due(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Delivery>,
    now: OffsetDateTime,
) -> Result<Option<(Webhook, Delivery)>, Error> {
    let delivery = match get(conn, workspace, id) {
        Ok(delivery) if delivery.state == State::Pending => delivery,
        Ok(_) | Err(Error::NotFound) => return Ok(None),
        Err(error) => return Err(error),
    };
    let webhook = webhook::get(conn, workspace, delivery.webhook_id)?;
    // A test is sent to one that is switched off, too: that is how its owner sees whether to switch it on.
    if webhook.active || delivery.event == Event::Test {
        return Ok(Some((webhook, delivery)));
    }
    diesel::update(deliveries::table)
        .filter(deliveries::workspace_id.eq(workspace).and(deliveries::id.eq(id)))
        .set((
            deliveries::state.eq(State::Failed),
            deliveries::last_error.eq("the webhook is switched off"),
            deliveries::next_attempt_at.eq(None::<OffsetDateTime>),
            deliveries::finished_at.eq(now),
        ))
        .execute(conn)?;
    Ok(None)
}

/// What came of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A 2xx.
    Taken(u16),
    /// Another status, with the pause that the receiver asked for.
    Refused(u16, Option<Duration>),
    /// No answer; why.
    Unreached(String),
}

/// Writes down what came of an attempt, and enqueues the next one. A 410 switches the receiver off, and so do five days
/// without a success. `spread` is a number from 0 to 1 that keeps many retries apart.
pub fn record(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Delivery>,
    outcome: &Outcome,
    spread: f64,
    now: OffsetDateTime,
) -> Result<(), Error> {
    // The webhook first, as whoever deletes it locks them.
    let receiver = get(conn, workspace, id)?.webhook_id;
    webhooks::table
        .filter(webhooks::workspace_id.eq(workspace).and(webhooks::id.eq(receiver)))
        .for_update()
        .select(webhooks::id)
        .first::<Id<Webhook>>(conn)?;
    let delivery = deliveries::table
        .filter(deliveries::workspace_id.eq(workspace).and(deliveries::id.eq(id)))
        .for_update()
        .select(Delivery::as_select())
        .first(conn)?;
    let (status, error) = match outcome {
        Outcome::Taken(status) => (Some(*status), None),
        Outcome::Refused(status, _) => (Some(*status), Some(format!("answered {status}"))),
        Outcome::Unreached(why) => (None, Some(why.chars().take(MAX_ERROR).collect())),
    };
    let attempts = delivery.attempts + 1;
    let (state, next) = match outcome {
        Outcome::Taken(_) => (State::Delivered, None),
        Outcome::Refused(410, _) => (State::Failed, None),
        Outcome::Refused(_, asked) => after_failure(attempts, *asked, spread),
        Outcome::Unreached(_) => after_failure(attempts, None, spread),
    };
    let next_at = next.map(|pause| now + pause);
    diesel::update(deliveries::table)
        .filter(deliveries::workspace_id.eq(workspace).and(deliveries::id.eq(id)))
        .set((
            deliveries::state.eq(state),
            deliveries::attempts.eq(attempts),
            deliveries::last_status.eq(status.map(i32::from)),
            deliveries::last_error.eq(error),
            deliveries::next_attempt_at.eq(next_at),
            deliveries::finished_at.eq(next_at.is_none().then_some(now)),
        ))
        .execute(conn)?;
    if let Some(at) = next_at {
        outbox::enqueue(conn, workspace, DELIVER_JOB, json!({"delivery_id": id}), at, now)?;
    }
    judge(conn, workspace, delivery.webhook_id, outcome, now)
}

fn after_failure(attempts: i32, asked: Option<Duration>, spread: f64) -> (State, Option<Duration>) {
    match usize::try_from(attempts).ok().and_then(|made| PAUSES.get(made)) {
        // A tenth more or less, and never earlier than the receiver asked for.
        Some(pause) => {
            let pause = pause.checked_add(*pause * (0.2 * spread - 0.1)).unwrap_or(*pause);
            (State::Pending, Some(pause.max(asked.unwrap_or_default().min(MAX_RETRY_AFTER))))
        }
        None => (State::Failed, None),
    }
}

/// Switches a receiver off that is gone or has failed for too long.
fn judge(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Webhook>,
    outcome: &Outcome,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let (failing_since, active): (Option<OffsetDateTime>, bool) = webhooks::table
        .filter(webhooks::workspace_id.eq(workspace).and(webhooks::id.eq(id)))
        .for_update()
        .select((webhooks::failing_since, webhooks::active))
        .first(conn)?;
    let this = webhooks::table.filter(webhooks::workspace_id.eq(workspace).and(webhooks::id.eq(id)));
    let reason = match outcome {
        Outcome::Taken(_) => {
            if failing_since.is_some() {
                diesel::update(this).set(webhooks::failing_since.eq(None::<OffsetDateTime>)).execute(conn)?;
            }
            return Ok(());
        }
        Outcome::Refused(410, _) => "The receiver answered 410 Gone.",
        _ if failing_since.is_some_and(|since| now - since >= GIVE_UP) => "Every delivery failed for five days.",
        _ => {
            if failing_since.is_none() {
                diesel::update(this).set(webhooks::failing_since.eq(now)).execute(conn)?;
            }
            return Ok(());
        }
    };
    if active {
        diesel::update(this)
            .set((webhooks::active.eq(false), webhooks::disabled_reason.eq(reason), webhooks::updated_at.eq(now)))
            .execute(conn)?;
    }
    Ok(())
}

/// Deliveries to a receiver after `cursor`, the newest first.
pub fn list(
    conn: &mut Conn,
    workspace: WorkspaceId,
    of: Id<Webhook>,
    cursor: Option<Cursor>,
    limit: i64,
) -> Result<Vec<Delivery>, Error> {
    webhook::get(conn, workspace, of)?;
    let mut query = deliveries::table
        .filter(deliveries::workspace_id.eq(workspace).and(deliveries::webhook_id.eq(of)))
        .order((deliveries::created_at.desc(), deliveries::id.desc()))
        .limit(limit)
        .select(Delivery::as_select())
        .into_boxed();
    if let Some(Cursor { at, id }) = cursor {
        query =
            query.filter(deliveries::created_at.lt(at).or(deliveries::created_at.eq(at).and(deliveries::id.lt(id))));
    }
    Ok(query.load(conn)?)
}

/// The last delivery to a receiver.
pub fn last(conn: &mut Conn, workspace: WorkspaceId, of: Id<Webhook>) -> Result<Option<Delivery>, Error> {
    Ok(list(conn, workspace, of, None, 1)?.pop())
}

/// Removes deliveries that are done and older than thirty days.
pub fn tidy(conn: &mut Conn, workspace: WorkspaceId, now: OffsetDateTime) -> Result<usize, Error> {
    Ok(diesel::delete(deliveries::table)
        .filter(deliveries::workspace_id.eq(workspace).and(deliveries::finished_at.lt(now - KEPT)))
        .execute(conn)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_follow_the_schedule_and_end() {
        let pause = |attempts| after_failure(attempts, None, 0.5).1;
        let schedule: Vec<Duration> = (1..8).map_while(pause).collect();
        assert_eq!(schedule, PAUSES[1..]);
        assert_eq!(after_failure(8, None, 0.5), (State::Failed, None));
        let (low, high) = (after_failure(2, None, 0.0).1, after_failure(2, None, 1.0).1);
        assert_eq!((low, high), (Some(Duration::seconds(270)), Some(Duration::seconds(330))));
        assert_eq!(after_failure(1, Some(Duration::minutes(10)), 0.5).1, Some(Duration::minutes(10)));
        assert_eq!(after_failure(1, Some(Duration::days(10)), 0.5).1, Some(MAX_RETRY_AFTER));
    }
}
