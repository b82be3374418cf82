//! Who wrote to Fernhill, and what was answered: chats on the site, emails, a lead that the bot captured.

use crm_core::Email;
use db::{Conn, Id};
use inbox::{
    Conversation,
    bot::{Behavior, Question, QuestionKind, When},
    chat::{self, Said, Site, What},
    conversation::{self, Patch, Status},
    email::{self, Mail, Received},
    settings::{Capture, Chat},
};
use serde_json::json;
use tenancy::Actor;
use time::{Duration, OffsetDateTime};
use tracking::{visitor::VisitorKey, widget};

use super::{Office, cast::PEOPLE, widget_key, workspace};
use crate::error::Failure;

const SITE: &str = "https://northlight.example";

/// A line of a conversation.
enum Line {
    /// The person's.
    They(&'static str),
    /// A teammate's, as in the cast's team.
    We(usize, &'static str),
}
use Line::{They, We};

/// A conversation: who, on which page, how many minutes ago it began, what was said, and whether it is done with.
struct Talk(Who, &'static str, i64, &'static [Line], bool);

/// Who writes.
enum Who {
    /// Somebody of the cast, whose browser is known, in the chat.
    Cast(&'static str),
    /// A browser that nobody knows, in the chat.
    Stranger(&'static str),
    /// Somebody by email.
    Mail(&'static str, Option<&'static str>),
}

/// The oldest first.
#[rustfmt::skip]
const TALKS: [Talk; 9] = [
    Talk(Who::Mail("ruth@harborboiler.example", Some("Ruth Abramson")), "Importing our list", 8_700, &[
        They("Hello,\n\nwe have 60 boilers in a spreadsheet. Can you take that over?\n\nRuth"),
        We(0, "Hello Ruth,\n\nThe import takes a CSV, one row per boiler. I can do the first one with you on a call: is Thursday at ten good?\n\nMaya")], true),
    Talk(Who::Cast("sofia@climanorte.example"), "/pricing", 2_900, &[
        They("Hola, ¿podemos verlo con nuestros propios avisos?"),
        We(2, "Claro, el martes a las 10 me va bien. ¿Te mando la invitación?"),
        They("Perfecto, gracias."),
        We(2, "Enviada. ¡Hasta el martes!")], true),
    Talk(Who::Mail("samuel@goldcoast-cooling.example", Some("Samuel Osei")), "Second seat", 2_300, &[
        They("Can a second planner sign in with the same plan?"),
        We(1, "Yes, Samuel: every plan has as many planners as you like, technicians are what counts."),
        They("Thanks, that answers it.")], false),
    Talk(Who::Stranger("demo-bot-lead"), "/pricing", 1_500, &[
        They("Amara Diallo"), They("amara@sahel-froid.example"), They("11 to 50")], false),
    Talk(Who::Cast("zeynep@bogaz-asansor.example"), "/security", 1_310, &[
        They("Hello! Does it sync with Outlook? Our planners live in their calendar."),
        We(1, "Yes, both ways. A job moved in Fernhill moves in Outlook, and the other way round, usually within a few seconds."),
        They("Good. We have 140 technicians in three cities, so conflicts worry me."),
        We(0, "If two people move the same job, the later one sees the change first and has to confirm. I can show you on a call."),
        They("Great. And can two dispatchers edit one day at the same time?")], false),
    Talk(Who::Mail("mohammed@najd-maintenance.example", Some("محمد الحربي")), "اللغة العربية", 380, &[
        They("هل يدعم التطبيق اللغة العربية؟")], false),
    Talk(Who::Mail("caleb@blueridge-elevator.example", Some("Caleb Whitaker")), "Contract, second draft", 205, &[
        They("Legal sent back two changes, see below.\n\n1. Notice period of 60 days.\n2. Data stays in the US.\n\nCan you do both?")], false),
    Talk(Who::Cast("ferran@ascensors-valles.example"), "/pricing", 96, &[
        They("Is there a discount for a two-year contract?"),
        We(3, "There is: ten per cent. Shall I send you an offer?"),
        They("Please do.")], false),
    Talk(Who::Stranger("demo-stranger-0003"), "/pricing", 26, &[
        They("Bonjour, est-ce que le tarif est par technicien ou par bureau ?")], false),
];

pub(super) fn write(conn: &mut Conn, office: &Office) -> Result<(), Failure> {
    let began = office.now - Duration::days(30);
    let site = settings(conn, office.acts(0), began)?;
    for talk in &TALKS {
        hold(conn, office, &site, talk)?;
    }
    Ok(())
}

/// The chat is on, and the bot asks whoever looks at prices.
fn settings(conn: &mut Conn, by: Actor, began: OffsetDateTime) -> Result<Site, Failure> {
    let question = |kind, prompt: &str, field: &str, required| Question {
        kind,
        prompt: prompt.to_owned(),
        field: field.to_owned(),
        options: match kind {
            QuestionKind::Choice => ["1 to 10", "11 to 50", "More than 50"].map(ToOwned::to_owned).to_vec(),
            _ => Vec::new(),
        },
        required,
    };
    let chat = Chat {
        enabled: true,
        title: "Chat with Fernhill".to_owned(),
        greeting: "Hi, ask us anything about planning your field team.".to_owned(),
        ask_email: true,
    };
    let price = Behavior {
        id: "price".to_owned(),
        name: "Price enquiry".to_owned(),
        when: When { path_prefix: Some("/pricing".to_owned()), min_pageviews: Some(3), source: None },
        opening: "Three quick questions, and we send you a price that fits.".to_owned(),
        questions: vec![
            question(QuestionKind::Text, "What is your name?", "name", false),
            question(QuestionKind::Email, "Which email can we send it to?", "email", true),
            question(QuestionKind::Choice, "How many technicians do you plan for?", "teamSize", false),
        ],
        thanks: "Thank you! We write within the day.".to_owned(),
    };
    let capture = Capture { enabled: true, behaviors: vec![price], hook_url: None };
    let patch = widget::Patch { chat: Some(json!(chat)), capture: Some(json!(capture)), ..widget::Patch::default() };
    let widget = widget::update(conn, workspace(), widget_key().widget, &patch, None, by, began)?;
    Ok(Site { widget: widget.id, widget_name: widget.name, chat, capture, strict: false })
}

fn hold(conn: &mut Conn, office: &Office, site: &Site, talk: &Talk) -> Result<(), Failure> {
    let Talk(who, page, minutes_ago, lines, closed) = talk;
    let mut at = office.now - Duration::minutes(*minutes_ago);
    let mut held: Option<Id<Conversation>> = None;
    for (number, line) in lines.iter().enumerate() {
        // The last of a long one came just now, as its page in the inbox shows.
        let gap = if minutes_ago > &1_000 && number == 4 {
            *minutes_ago - 60
        } else {
            4 + 3 * i64::try_from(number).unwrap_or(0)
        };
        at = (at + Duration::minutes(if number == 0 { 0 } else { gap })).min(office.now - Duration::minutes(2));
        held = Some(match (line, held) {
            (They(text), held) => they(conn, site, (who, page), (held, text, number), at)?,
            (We(mate, text), Some(id)) => {
                let row = conversation::lock(conn, workspace(), id)?;
                conversation::answer(conn, workspace(), row, (Some(office.team[*mate]), text, None), at)?;
                id
            }
            (We(..), None) => continue,
        });
    }
    let Some(id) = held else { return Ok(()) };
    if *closed {
        let patch = Patch { status: Some(Status::Closed), ..Patch::default() };
        conversation::update(conn, workspace(), id, &patch, None)?;
    }
    Ok(())
}

fn they(
    conn: &mut Conn,
    site: &Site,
    (who, about): (&Who, &str),
    (held, text, number): (Option<Id<Conversation>>, &str, usize),
    at: OffsetDateTime,
) -> Result<Id<Conversation>, Failure> {
    let anon_visitor_id = match who {
        Who::Mail(from, name) => return mail(conn, (from, *name, about), (held, text, number), at),
        Who::Stranger(anon) => (*anon).to_owned(),
        Who::Cast(email) => {
            let index = PEOPLE.iter().position(|person| person.email == Some(email)).unwrap_or_default();
            format!("demo-{index:04}")
        }
    };
    let said = Said {
        visitor: VisitorKey { widget: site.widget, anon_visitor_id: anon_visitor_id.clone() },
        page: format!("{SITE}{about}"),
        recorded: true,
        agent: None,
        what: What::Text(text.to_owned()),
        client_id: None,
        conversation: held,
        // Who answers the bot has seen its opening.
        behavior: (anon_visitor_id == "demo-bot-lead").then(|| "price".to_owned()),
    };
    Ok(chat::say(conn, workspace(), site, &said, at)?.conversation)
}

fn mail(
    conn: &mut Conn,
    (from, name, subject): (&str, Option<&str>, &str),
    (held, text, number): (Option<Id<Conversation>>, &str, usize),
    at: OffsetDateTime,
) -> Result<Id<Conversation>, Failure> {
    let id = |number: usize| format!("{number}.{from}");
    let mail = Mail {
        from: Email::parse(from)?,
        name: name.map(ToOwned::to_owned),
        subject: Some(subject.to_owned()),
        text: text.to_owned(),
        id: Some(id(number)),
        answers: held.map(|_| id(0)).into_iter().collect(),
        automatic: false,
    };
    match email::receive(conn, workspace(), &mail, at)? {
        Received::Stored { conversation, .. } => Ok(conversation),
        Received::Ignored => Err(db::Error::NotFound.into()),
    }
}
