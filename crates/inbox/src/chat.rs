//! The widget's chat, as a browser uses it: open, say, poll.

mod hook;
mod look;

use crm_core::{
    Email, Source, focus,
    lead::{self, Capture as NewLead, Captured, CoreFields, OnDuplicate},
    timeline::{self, Fact},
};
use db::{Conn, CustomerId, Id, WorkspaceId, schema::customers};
use diesel::prelude::*;
use pipeline::{board, form};
use serde::Deserialize;
use serde_json::{Value, json};
use tenancy::Actor;
use time::OffsetDateTime;
use tracking::{
    Widget, context,
    identify::{self, Meeting, Met},
    visitor::{Visitor, VisitorKey},
};
use uuid::Uuid;

use crate::{
    Error,
    bot::{self, Asking, Behavior, Context, Question},
    capture,
    conversation::{self, Channel, Conversation, Status},
    message::{self, Author, Message, New},
    settings::{Capture, Chat, text},
};

pub use hook::{HOOK_JOB, Hooked, hooked, replied};
pub use look::{News, Opened, names, open, poll};

/// The longest message of a visitor, in characters.
const MAX_MESSAGE: usize = 4_000;
/// The most messages of a conversation; the next one is another conversation's.
const MAX_LENGTH: i32 = 5_000;

/// On which terms a widget chats.
#[derive(Debug, Clone)]
pub struct Site {
    /// Which widget.
    pub widget: Id<Widget>,
    /// What the team calls it.
    pub widget_name: String,
    /// The chat's settings.
    pub chat: Chat,
    /// The bot's.
    pub capture: Capture,
    /// Nobody who was known before is joined to a browser (D23).
    pub strict: bool,
}

/// What a visitor sends.
#[derive(Debug, Clone)]
pub struct Said {
    /// The browser.
    pub visitor: VisitorKey,
    /// The page's address.
    pub page: String,
    /// The page may be told as where the visitor was first: events are recorded.
    pub recorded: bool,
    /// What the browser calls itself.
    pub agent: Option<String>,
    /// What it says.
    pub what: What,
    /// The browser's own id of it.
    pub client_id: Option<Uuid>,
    /// The conversation that goes on.
    pub conversation: Option<Id<Conversation>>,
    /// Of a first message: the behaviour whose opening was shown, see [`open`].
    pub behavior: Option<String>,
}

/// What is said.
#[derive(Debug, Clone)]
pub enum What {
    /// A text, 1 to 4,000 characters.
    Text(String),
    /// An email, at the place that is there for it.
    Email(Email),
    /// The question is passed over.
    Skip,
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Where.
    pub conversation: Id<Conversation>,
    /// Whose the conversation is.
    pub who: CustomerId,
    /// The visitor's message; none for a question that was passed over.
    pub said: Option<Message>,
    /// What the bot says.
    pub replies: Vec<Message>,
    /// What it asks now.
    pub question: Option<Question>,
    /// An email is known.
    pub email_known: bool,
}

/// Takes a visitor's message in (H11, H12, D20). Nothing of it is a visitor event (S17).
///
/// # Errors
/// [`Error::NotFound`] for another browser's conversation, [`Error::Invalid`].
pub fn say(
    conn: &mut Conn,
    workspace: WorkspaceId,
    site: &Site,
    said: &Said,
    now: OffsetDateTime,
) -> Result<Answer, Error> {
    let words = match &said.what {
        What::Text(words) => Some(text("message", words, MAX_MESSAGE)?),
        What::Email(email) => Some(email.to_string()),
        What::Skip => None,
    };
    if words.as_ref().is_some_and(String::is_empty) {
        return Err(Error::invalid("message", "is required"));
    }
    // The browser before the conversation before the person.
    let page = said.page.clone();
    let meeting = Meeting {
        visitor: said.visitor.clone(),
        page: if said.recorded { page.clone() } else { String::new() },
        agent: said.agent.clone(),
    };
    let met = identify::meet(conn, workspace, &meeting, now)?;
    let actor = Actor::Visitor(met.id().uuid());
    let current = match met.customer() {
        Some(who) => present(conn, workspace, who)?,
        None => None,
    };
    let known = conversation::of_visitor(conn, workspace, met.id())?;
    let own = known.as_ref().is_some_and(|row| met_here(row, current));
    let mut row = match going_on(conn, workspace, known, said.conversation, current)? {
        Some(row) if row.length < MAX_LENGTH => conversation::lock(conn, workspace, row.id)?,
        _ if words.is_none() => return Err(nothing_asked()),
        _ => begin(conn, workspace, (site, said, actor), (met, current, own), now)?,
    };
    let mut who = conversation::person(conn, workspace, &row)?;
    if let Some(client_id) = said.client_id
        && let Some(before) = message::by_client_id(conn, workspace, row.id, client_id)?
    {
        let replies = message::readable(conn, workspace, row.id, Some(before.id))?;
        let replies = replies.into_iter().take_while(|message| message.author == Author::Bot).collect();
        let said = Some(before).filter(|before| before.author == Author::Person);
        return answered(conn, workspace, &row, who, said, replies);
    }
    let asking = asking_of(&row);
    if words.is_none() && asking.is_none() {
        return Err(nothing_asked());
    }
    // Whoever has not read the question yet does not answer it.
    let unread_question = row.length == 0;
    let new = match &words {
        Some(words) => {
            let page = Some(page.as_str()).filter(|page| !page.is_empty());
            let new = New { page, client_id: said.client_id, ..New::by(Author::Person, words) };
            // Its greeting is stored first: the visitor has read it.
            if row.length == 0 {
                greet(conn, workspace, &mut row, (&site.chat, said.behavior.is_some()), asking.as_ref(), now)?;
            }
            Some(message::append(conn, workspace, &mut row, new, now)?)
        }
        None if asking.as_ref().and_then(Asking::question).is_some_and(|question| question.required) => None,
        None => {
            // For the team to see, and for a browser that sends it again.
            let new = New { client_id: said.client_id, ..New::by(Author::System, "The question was skipped") };
            message::append(conn, workspace, &mut row, new, now)?;
            None
        }
    };
    if new.is_some() {
        if row.waiting_since.is_none() {
            // Whatever put the last one off, this is another one.
            focus::forget(conn, workspace, &[row.id.uuid()])?;
        }
        row.waits(now);
    }
    // Of a question that they have not read, nothing is an answer.
    let answers = !(unread_question && said.behavior.is_none());
    let question = asking.as_ref().filter(|_| answers).and_then(Asking::question);
    let asks_for_email = question.is_some_and(|question| question.field == "email");
    let (email, sure) = match &said.what {
        What::Email(email) => (Some(email.clone()), true),
        What::Text(words) => (capture::email_in(words), asks_for_email || !words.trim().contains(char::is_whitespace)),
        What::Skip => (None, false),
    };
    if let Some(email) = &email {
        who = capture::email(conn, workspace, &mut row, (who, email), (sure, site.strict, actor), now)?;
    }
    let mut says = Vec::new();
    if let Some(asking) = asking {
        let for_the_place = matches!(said.what, What::Email(_)) && !asks_for_email;
        let answer = email.as_ref().filter(|_| asks_for_email).map(Email::as_str).or(words.as_deref());
        if !answers {
            says = asking.opening();
        } else if !for_the_place {
            says = hear(conn, workspace, (&mut row, who, actor), (&asking, answer), now)?;
        }
    } else if let (Some(said), Some(_)) = (&new, &site.capture.hook_url)
        && row.answered_at.is_none()
    {
        let job = json!(Hooked { conversation_id: row.id, number: said.number });
        outbox::enqueue(conn, workspace, HOOK_JOB, job, now, now)?;
    }
    let mut replies = Vec::with_capacity(says.len());
    for line in &says {
        replies.push(message::append(conn, workspace, &mut row, New::by(Author::Bot, line), now)?);
    }
    // What was answered at once was read at once.
    row.seen_length = row.length;
    conversation::save(conn, workspace, &row)?;
    answered(conn, workspace, &row, who, new, replies)
}

/// The bot hears an answer, writes it down, and says what is next.
fn hear(
    conn: &mut Conn,
    workspace: WorkspaceId,
    (row, who, actor): (&mut Conversation, CustomerId, Actor),
    (asking, words): (&Asking, Option<&str>),
    now: OffsetDateTime,
) -> Result<Vec<String>, Error> {
    let turn = bot::hear(asking, words, &form::country(conn, workspace)?);
    if let Some(took) = turn.took {
        capture::answers(conn, workspace, who, took, now)?;
    }
    row.asking = turn.next.map(|next| json!(next));
    if turn.captured {
        // How a person came in is written once, and by the conversation that made them.
        if row.made_lead && row.customer_id == who {
            lead::came_by(conn, workspace, who, (Source::Bot, row.id.uuid()))?;
        }
        let behavior = row.behavior_name.clone().unwrap_or_default();
        let line = format!("“{behavior}” got its answers");
        let fact = Fact::BotCaptured { conversation: row.id.uuid(), behavior };
        timeline::record(conn, workspace, who, actor, &fact, now)?;
        message::append(conn, workspace, row, New::by(Author::System, &line), now)?;
    }
    Ok(turn.says)
}

/// The bot's first lines, which the visitor has read: the greeting and, when its behaviour was shown, the question.
fn greet(
    conn: &mut Conn,
    workspace: WorkspaceId,
    row: &mut Conversation,
    (chat, shown): (&Chat, bool),
    asking: Option<&Asking>,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let greeting = Some(chat.greeting.clone()).filter(|line| !line.is_empty());
    let opening = asking.filter(|_| shown).map(Asking::opening).unwrap_or_default();
    for line in greeting.into_iter().chain(opening) {
        message::append(conn, workspace, row, New::by(Author::Bot, &line), now)?;
    }
    Ok(())
}

/// The conversation that a message belongs to: the one that it names, which must be this browser's, else its last one while
/// it is open. Not one that somebody else had with this browser (D20).
fn going_on(
    conn: &mut Conn,
    workspace: WorkspaceId,
    known: Option<Conversation>,
    named: Option<Id<Conversation>>,
    current: Option<CustomerId>,
) -> Result<Option<Conversation>, Error> {
    let theirs = match known {
        Some(row) if is_of(conn, workspace, &row, current)? => Some(row),
        _ => None,
    };
    match (named, theirs) {
        (Some(named), Some(row)) if row.id == named => Ok(Some(row)),
        (Some(_), _) => Err(Error::NotFound),
        (None, theirs) => Ok(theirs.filter(|row| row.status == Status::Open)),
    }
}

/// Whether the browser's person is the lead that its own chat made. Whoever is known otherwise is not asked by the bot: what
/// it leaves out would tell what is stored (D23).
fn met_here(row: &Conversation, current: Option<CustomerId>) -> bool {
    row.made_lead && current == Some(row.customer_id)
}

fn nothing_asked() -> Error {
    Error::invalid("skip", "is for a question, and none was asked")
}

fn is_of(
    conn: &mut Conn,
    workspace: WorkspaceId,
    row: &Conversation,
    current: Option<CustomerId>,
) -> Result<bool, Error> {
    match conversation::person(conn, workspace, row) {
        Ok(who) => Ok(current == Some(who)),
        Err(Error::NotFound) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The person, unless they were deleted; the contact, for a lead that was joined to one.
fn present(conn: &mut Conn, workspace: WorkspaceId, who: CustomerId) -> Result<Option<CustomerId>, Error> {
    let into: Option<Option<CustomerId>> = customers::table
        .filter(customers::workspace_id.eq(workspace).and(customers::id.eq(who)))
        .filter(customers::deleted_at.is_null())
        .select(customers::converted_into)
        .first(conn)
        .optional()?;
    Ok(into.map(|into| into.unwrap_or(who)))
}

/// The first message: a conversation, and an anonymous lead for a visitor whom nobody knows (H11).
fn begin(
    conn: &mut Conn,
    workspace: WorkspaceId,
    (site, said, actor): (&Site, &Said, Actor),
    (met, current, own): (Met, Option<CustomerId>, bool),
    now: OffsetDateTime,
) -> Result<Conversation, Error> {
    let visitor = met.id();
    let who = match current {
        Some(who) => who,
        None => {
            let who = anonymous(conn, workspace, site, actor, now)?;
            identify::recognise(conn, workspace, met, who, now)?;
            who
        }
    };
    let mut row = Conversation::blank(Channel::Chat, who, current.is_none(), now);
    row.widget_id = Some(site.widget);
    row.visitor_id = Some(visitor);
    row.started_on = Some(said.page.clone()).filter(|page| !page.is_empty());
    let known = capture::known_fields(conn, workspace, Some(who))?;
    let behavior = match &said.behavior {
        _ if current.is_some() && !own => None,
        Some(shown) => site.behaviors().iter().find(|behavior| behavior.id == *shown),
        None => bot::choose(site.behaviors(), &context_of(conn, workspace, visitor, now)?, &known),
    };
    if let Some((behavior, asking)) = behavior.and_then(|b| Some((b, Asking::begin(b, &known)?))) {
        row.behavior_id = Some(behavior.id.clone());
        row.behavior_name = Some(behavior.name.clone());
        row.asking = Some(json!(asking));
    }
    conversation::insert(conn, workspace, &row)?;
    let fact = Fact::ConversationStarted { conversation: row.id.uuid(), channel: Channel::Chat.as_str() };
    timeline::record(conn, workspace, who, actor, &fact, now)?;
    Ok(row)
}

impl Site {
    fn behaviors(&self) -> &[Behavior] {
        if self.capture.enabled { &self.capture.behaviors } else { &[] }
    }
}

fn anonymous(
    conn: &mut Conn,
    workspace: WorkspaceId,
    site: &Site,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<CustomerId, Error> {
    let new = NewLead {
        core: CoreFields::default(),
        tags: Vec::new(),
        custom_fields: Vec::new(),
        source: Source::Widget,
        source_id: Some(site.widget.uuid()),
        origin: json!({"widget_id": site.widget, "widget_name": site.widget_name}),
        score: None,
        assigned_to: None,
        makeshift_name: false,
    };
    let captured = lead::capture(conn, workspace, &new, OnDuplicate::Update, actor, now)?;
    if let Captured::Created(who) = captured {
        board::place(conn, workspace, who, None, None, now)?;
    }
    Ok(captured.id())
}

/// What the bot knows of a visitor.
fn context_of(conn: &mut Conn, workspace: WorkspaceId, of: Id<Visitor>, now: OffsetDateTime) -> Result<Context, Error> {
    let seen = context::of(conn, workspace, of, now)?;
    let pageviews = u32::try_from(seen.pageviews).unwrap_or(u32::MAX);
    Ok(Context { recent_pages: seen.recent_pages, pageviews, source: seen.source })
}

/// Whether whoever the browser is has an email: of an email that was given, or of an `identify`, which always has one.
fn has_email(conn: &mut Conn, workspace: WorkspaceId, who: Option<CustomerId>) -> Result<bool, Error> {
    let Some(who) = who else { return Ok(false) };
    let email: Option<Option<String>> = customers::table
        .filter(customers::workspace_id.eq(workspace).and(customers::id.eq(who)))
        .select(customers::email)
        .first(conn)
        .optional()?;
    Ok(email.flatten().is_some())
}

fn asking_of(row: &Conversation) -> Option<Asking> {
    // A bot's state that this version can't read is none.
    row.asking.as_ref().and_then(|value: &Value| Asking::deserialize(value).ok())
}

fn answered(
    conn: &mut Conn,
    workspace: WorkspaceId,
    row: &Conversation,
    who: CustomerId,
    said: Option<Message>,
    replies: Vec<Message>,
) -> Result<Answer, Error> {
    let email_known = row.email_given || has_email(conn, workspace, Some(who))?;
    let question = asking_of(row).and_then(|asking| asking.question().cloned());
    Ok(Answer { conversation: row.id, who, said, replies, question, email_known })
}
