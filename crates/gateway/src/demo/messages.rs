//! What Fernhill writes to people: templates, automations with their runs, a campaign. The sandbox carries it, with the luck
//! that real providers have.

use automations::{
    Condition,
    action::{Action, Sending, Step, To},
    condition::FieldOp,
    hear, outcome, step,
    trigger::{Activity, Counted, Event, EventFilter, Op, Trigger},
    workflow::{self, Workflow},
};
use crm_core::Source;
use db::{
    Conn, CustomerId, Id,
    schema::{automation_steps as steps, customers, jobs, lead_webhooks, messages},
};
use diesel::prelude::*;
use messaging::{
    Channel, Message, Status, Template, audience, campaign, link,
    message::Receipt,
    provider::Outcome,
    receipt::{self, Which},
    send::{self, Begin},
    template,
};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use tenancy::Actor;
use time::{Duration, OffsetDateTime};

use super::{Office, workspace};
use crate::{error::Failure, send::heard};

/// Since when there are automations.
const SINCE: Duration = Duration::days(45);
/// No mail reached them last week, which Home shows.
const FULL_MAILBOX: &str = "danielle@roux-clim.example";

pub(super) fn write(conn: &mut Conn, office: &Office) -> Result<(), Failure> {
    let mut random = StdRng::seed_from_u64(13);
    let began = office.now - SINCE;
    let maya = office.acts(0);
    let whatsapp = "Hi {{first_name}}, thanks for asking about {{workspace.name}}. Which day suits a 20-minute call?";
    let sms = "Hi {{first_name}}, this is {{workspace.name}}. When may we call you about planning your routes?";
    let email = "Hello {{first_name}},\n\nhere is the two-page guide on planning a field team's week that we spoke of: \
                 https://fernhill.example/guide\n\nAnswer to this mail with a day, and we show you with your own jobs.\n\n\
                 Maya";
    let welcome = make(conn, "Welcome_Template", Channel::Whatsapp, None, whatsapp, maya, began)?;
    let text = make(conn, "Welcome_SMS", Channel::Sms, None, sms, maya, began)?;
    let guide = make(
        conn,
        "Follow_Up_Email",
        Channel::Email,
        Some("How {{company}} could plan next week"),
        email,
        maya,
        began,
    )?;
    let won = "Hello {{first_name}},\n\nwelcome aboard. Tom will call you tomorrow to plan your first week.\n\nMaya";
    let won = make(conn, "Welcome_Aboard", Channel::Email, Some("Welcome to {{workspace.name}}"), won, maya, began)?;
    let quiet = "{{name}} of {{account.name}} has hardly been on our pages for 30 days. Time for a call?";
    let quiet = make(conn, "Went_Quiet", Channel::Email, Some("{{name}} went quiet"), quiet, maya, began)?;
    let news = "Hello {{first_name}},\n\nplanning for the dark months: what 40 field teams changed last winter, and what it \
                saved them.\n\nhttps://fernhill.example/winter\n\nMaya";
    let news =
        make(conn, "Winter_Guide", Channel::Email, Some("{{first_name}}, shorter days, same jobs"), news, maya, began)?;

    let mail = |template, delay_minutes| message((Channel::Email, template), None, To::Person, delay_minutes);
    let first = message((Channel::Whatsapp, welcome), Some((Channel::Sms, text)), To::Person, 0);
    let webhook = lead_webhooks::table
        .filter(lead_webhooks::workspace_id.eq(workspace()))
        .order(lead_webhooks::id)
        .select(lead_webhooks::id)
        .first(conn)
        .map_err(db::Error::from)?;
    let by_form = Trigger::Webhook { webhook_id: Some(webhook) };
    let sequence = automate(conn, "Welcome sequence", by_form, vec![first, mail(guide, 120)], maya, began)?;
    let closed = EventFilter { to: Some("closed_won".to_owned()), name: None };
    let closed = Trigger::Event { event: Event::OpportunityStageChanged, filter: Some(closed) };
    automate(conn, "Congratulations on Closed Won", closed, vec![mail(won, 60)], maya, began)?;
    let condition = Activity { activity: Counted::Events, op: Op::Lt, count: 1, days: 30 };
    let daily = Trigger::Daily { at: "08:00".to_owned(), condition };
    let to_owner = message((Channel::Email, quiet), None, To::Owner, 0);
    let alert = automate(conn, "Contacts that went quiet", daily, vec![to_owner], maya, began)?;
    let contacts = Condition::Field { field: "kind".to_owned(), op: FieldOp::Is, value: Some("contact".to_owned()) };
    // Switched off: nobody wants 200 mails on the first morning.
    let more = workflow::Patch { conditions: Some(vec![contacts]), active: Some(false), ..workflow::Patch::default() };
    workflow::update(conn, workspace(), alert.id, &more, None, maya, began)?;

    let arrivals: Vec<(CustomerId, OffsetDateTime)> = customers::table
        .filter(customers::workspace_id.eq(workspace()).and(customers::source.eq(Source::Webhook)))
        .filter(customers::created_at.gt(began).and(customers::deleted_at.is_null()))
        .order((customers::created_at, customers::id))
        .select((customers::id, customers::created_at))
        .load(conn)
        .map_err(db::Error::from)?;
    for (n, (lead, at)) in arrivals.iter().enumerate() {
        hear::start(conn, workspace(), &sequence, *lead, *at)?;
        if n % 9 == 4 {
            // The form was sent twice.
            hear::start(conn, workspace(), &sequence, *lead, *at + Duration::seconds(40))?;
        }
    }
    let people: Vec<CustomerId> = arrivals.iter().map(|(lead, _)| *lead).collect();
    let at = office.now - Duration::days(6);
    let everybody = audience::create(conn, workspace(), "Leads by the form, this quarter", &people, maya, at)?;
    let patch = campaign::Patch {
        name: Some("Winter guide".to_owned()),
        audience_id: Some(everybody.id),
        template_id: Some(news),
        per_minute: Some(6_000),
        ..campaign::Patch::default()
    };
    let sent = campaign::create(conn, workspace(), &patch, maya, at)?;
    campaign::send(conn, workspace(), sent.id, maya, at)?;
    let draft = campaign::Patch { name: Some("Winter guide, second try".to_owned()), ..patch };
    campaign::create(conn, workspace(), &draft, maya, office.now - Duration::days(1))?;
    live(conn, office, &mut random)
}

/// Does everything that was due until now, in its order, as the worker would have done it.
fn live(conn: &mut Conn, office: &Office, random: &mut StdRng) -> Result<(), Failure> {
    let of_campaign = jobs::table
        .filter(jobs::workspace_id.eq(workspace()).and(jobs::kind.eq(campaign::SEND_JOB)))
        .filter(jobs::run_at.le(office.now));
    let parts: Vec<(serde_json::Value, OffsetDateTime)> =
        of_campaign.select((jobs::payload, jobs::run_at)).load(conn).map_err(db::Error::from)?;
    for (payload, mut at) in parts {
        // A part is as many as fit into a minute; the audience is smaller.
        for _ in 0..3 {
            campaign::send_part(conn, workspace(), &payload, at)?;
            at += Duration::MINUTE;
        }
    }
    loop {
        let message: Option<(Id<Message>, OffsetDateTime)> = messages::table
            .filter(messages::workspace_id.eq(workspace()).and(messages::sending_at.is_null()))
            .filter(messages::status.eq(Status::Pending).and(messages::unknown.eq(false)))
            .order((messages::created_at, messages::id))
            .select((messages::id, messages::created_at))
            .first(conn)
            .optional()
            .map_err(db::Error::from)?;
        if let Some((message, at)) = message {
            carry(conn, message, at + Duration::seconds(2), random)?;
            continue;
        }
        let due = steps::table
            .filter(steps::workspace_id.eq(workspace()).and(steps::state.eq(automations::run::StepState::Waiting)))
            .filter(steps::due_at.le(office.now))
            .order((steps::due_at, steps::id))
            .select((steps::id, steps::due_at))
            .first(conn)
            .optional()
            .map_err(db::Error::from)?;
        let Some((id, at)) = due else { break };
        step::run_due(conn, workspace(), id, at)?;
    }
    // Their jobs are done; those of later stay.
    let done = [automations::run::STEP_JOB, send::SEND_JOB, campaign::SEND_JOB];
    diesel::delete(jobs::table.filter(jobs::workspace_id.eq(workspace()).and(jobs::kind.eq_any(done))))
        .filter(jobs::run_at.le(office.now))
        .execute(conn)
        .map_err(db::Error::from)?;
    Ok(())
}

/// A provider takes a message, or not, and tells later how it stands.
fn carry(conn: &mut Conn, id: Id<Message>, at: OffsetDateTime, random: &mut StdRng) -> Result<(), Failure> {
    let message = match send::begin(conn, workspace(), id, at)? {
        Begin::Send(sending) => sending.message,
        Begin::Settled(change) => return heard(conn, workspace(), &change, at),
        Begin::Nothing => return Ok(()),
    };
    let luck: f64 = random.random();
    // Those who leave a landline in a form are many.
    let fails = if message.channel == Channel::Email { 0.04 } else { 0.4 };
    let is_refused = luck < fails || message.address == FULL_MAILBOX;
    let outcome = if is_refused {
        let (code, detail) = match message.channel {
            Channel::Whatsapp => ("131026", "The number is not on WhatsApp."),
            Channel::Sms => ("30006", "The number is a landline, or can't be reached."),
            Channel::Email => ("550", "The mail server refused: mailbox full"),
        };
        Outcome::Refused { code: code.to_owned(), detail: detail.to_owned() }
    } else {
        Outcome::Accepted { provider_id: format!("sandbox-{id}"), then: Vec::new() }
    };
    if let Some(change) = send::record(conn, workspace(), id, 0, &outcome, at)? {
        heard(conn, workspace(), &change, at)?;
    }
    if is_refused {
        return Ok(());
    }
    let mut said = vec![(Status::Delivered, at + Duration::seconds(random.random_range(1..9)))];
    if message.channel != Channel::Sms && random.random_bool(0.6) {
        let opened = at + Duration::minutes(random.random_range(1..400));
        said.push((Status::Read, opened));
        if message.is_bulk_mail() && link::target(&message, 0).is_some() && random.random_bool(0.4) {
            link::follow(conn, workspace(), &message, 0, opened + Duration::seconds(40))?;
        }
    }
    for (status, at) in said {
        let told = Receipt { status, code: None, detail: None, at };
        if let Some(change) = receipt::apply(conn, workspace(), &Which::Ours(id), &told, at)? {
            outcome::heard(conn, workspace(), &change, at)?;
        }
    }
    Ok(())
}

fn make(
    conn: &mut Conn,
    name: &str,
    channel: Channel,
    subject: Option<&str>,
    body: &str,
    actor: Actor,
    at: OffsetDateTime,
) -> Result<Id<Template>, Failure> {
    let patch = template::Patch {
        name: Some(name.to_owned()),
        channel: Some(channel),
        subject: Some(subject.map(str::to_owned)),
        body: Some(body.to_owned()),
        status: Some(template::Status::Approved),
        ..template::Patch::default()
    };
    Ok(template::create(conn, workspace(), &patch, actor, at)?.id)
}

fn message(
    (channel, template_id): (Channel, Id<Template>),
    fallback: Option<(Channel, Id<Template>)>,
    recipient: To,
    delay_minutes: i64,
) -> Step {
    let (fallback_channel, fallback_template_id) = fallback.unzip();
    let sending = Sending { channel, template_id, fallback_channel, fallback_template_id, recipient };
    Step { delay_minutes, action: Action::Message(sending) }
}

fn automate(
    conn: &mut Conn,
    name: &str,
    trigger: Trigger,
    steps: Vec<Step>,
    actor: Actor,
    at: OffsetDateTime,
) -> Result<Workflow, Failure> {
    let patch = workflow::Patch {
        name: Some(name.to_owned()),
        trigger: Some(trigger),
        steps: Some(steps),
        ..workflow::Patch::default()
    };
    Ok(workflow::create(conn, workspace(), &patch, actor, at)?)
}
