//! The widget's chat (H11, H12): a browser opens it, says something, asks what is new. Nothing of it is a visitor event (S17).

use std::net::IpAddr;

use actix_web::{HttpRequest, HttpResponse, ResponseError, post, web};
use automations::run;
use crm_core::Email;
use db::Id;
use inbox::{
    Conversation, Message, bot,
    chat::{self, Said, Site, What},
    message::Author,
    settings::{Capture, Chat},
};
use serde::{Deserialize, Serialize};
use tracking::{Widget, WidgetKey, event, visitor::VisitorKey, widget::Verification};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    address,
    body::{Bounded, parse},
    error::{Failure, Problem},
    routes::widget::{BODY_LIMIT, Cors, agent_of},
    state::Hydra,
    wire::Timestamp,
    words,
};

/// A message of a chat, as the visitor reads it: plain text.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChatMessage {
    id: Uuid,
    author: ChatAuthor,
    /// The teammate's.
    name: Option<String>,
    body: String,
    at: Timestamp,
}

#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ChatAuthor {
    Visitor,
    Team,
    Bot,
}

/// What the bot asks; its prompt is the bot's last message already.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChatQuestion {
    #[schema(value_type = words::QuestionKind)]
    kind: bot::QuestionKind,
    prompt: String,
    field: String,
    /// Of a choice.
    options: Vec<String>,
    /// Others may be skipped.
    required: bool,
}

impl From<bot::Question> for ChatQuestion {
    fn from(question: bot::Question) -> Self {
        let bot::Question { kind, prompt, field, options, required } = question;
        Self { kind, prompt, field, options, required }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ChatOpenRequest {
    widget_key: String,
    /// 1 to 64 letters, digits, `-` and `_`.
    anon_visitor_id: String,
    #[schema(value_type = Option<Uuid>)]
    conversation_id: Option<Id<Conversation>>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChatOpened {
    #[schema(value_type = Option<Uuid>)]
    conversation_id: Option<Id<Conversation>>,
    /// The conversation's last 100; without one what the bot says first, which is not stored.
    messages: Vec<ChatMessage>,
    question: Option<ChatQuestion>,
    /// Whose opening that is: send it with the first message.
    behavior_id: Option<String>,
    email_known: bool,
    closed: bool,
}

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ChatRequest {
    widget_key: String,
    /// 1 to 64 letters, digits, `-` and `_`.
    anon_visitor_id: String,
    /// The page.
    #[serde(default)]
    url: String,
    /// 1 to 4,000 characters.
    message: Option<String>,
    /// Instead of a message: the visitor's email.
    email: Option<String>,
    /// Instead of a message: the question is passed over.
    #[serde(default)]
    skip: bool,
    /// Made by the browser, the same when it is sent again: stored once.
    message_id: Option<Uuid>,
    #[schema(value_type = Option<Uuid>)]
    conversation_id: Option<Id<Conversation>>,
    /// Of a first message, see the opening.
    behavior_id: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChatAnswer {
    #[schema(value_type = Uuid)]
    conversation_id: Id<Conversation>,
    /// As it is stored; null for a question that was passed over.
    message: Option<ChatMessage>,
    /// What the bot says.
    replies: Vec<ChatMessage>,
    question: Option<ChatQuestion>,
    email_known: bool,
}

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ChatPollRequest {
    widget_key: String,
    /// 1 to 64 letters, digits, `-` and `_`.
    anon_visitor_id: String,
    #[schema(value_type = Uuid)]
    conversation_id: Id<Conversation>,
    /// The last message that the browser knows.
    #[schema(value_type = Option<Uuid>)]
    after: Option<Id<Message>>,
    /// The visitor reads them.
    #[serde(default)]
    seen: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChatNews {
    messages: Vec<ChatMessage>,
    question: Option<ChatQuestion>,
    email_known: bool,
    closed: bool,
}

/// What a visitor finds who opens the panel.
#[utoipa::path(tag = "public", request_body(content = ChatOpenRequest, description = "As application/json or text/plain"),
    responses((status = 200, body = ChatOpened)))]
#[post("/api/chat/open")]
pub(crate) async fn open_chat(
    request: HttpRequest,
    hydra: web::Data<Hydra>,
    body: Bounded<BODY_LIMIT>,
) -> Result<HttpResponse, Failure> {
    let sent: ChatOpenRequest = parse(&body.0)?;
    let call = Caller::of(&request, &hydra, &sent.widget_key).await?;
    let opened = async {
        let (site, visitor) = call.admitted(&hydra, sent.anon_visitor_id)?;
        let (workspace, now, named) = (call.key.workspace, hydra.now(), sent.conversation_id);
        hydra
            .write(workspace, move |conn| {
                let opened = chat::open(conn, workspace, &site, (&visitor, named), now)?;
                let (conversation_id, messages) = match opened.conversation {
                    Some((id, messages)) => (Some(id), wire(conn, messages)?),
                    None => (None, opened.opening.into_iter().map(|body| says(body, now)).collect()),
                };
                Ok(ChatOpened {
                    conversation_id,
                    messages,
                    question: opened.question.map(ChatQuestion::from),
                    behavior_id: opened.behavior,
                    email_known: opened.email_known,
                    closed: opened.closed,
                })
            })
            .await
    };
    Ok(call.answer(opened.await))
}

/// Takes what a visitor says; the first message begins a conversation and makes an unknown visitor an anonymous lead.
#[utoipa::path(tag = "public", request_body(content = ChatRequest, description = "As application/json or text/plain"),
    responses((status = 200, body = ChatAnswer)))]
#[post("/api/chat")]
pub(crate) async fn say(
    request: HttpRequest,
    hydra: web::Data<Hydra>,
    body: Bounded<BODY_LIMIT>,
) -> Result<HttpResponse, Failure> {
    let sent: ChatRequest = parse(&body.0)?;
    let call = Caller::of(&request, &hydra, &sent.widget_key).await?;
    let agent = agent_of(&request);
    let said = async {
        let (site, visitor) = call.admitted(&hydra, sent.anon_visitor_id)?;
        let what = match (sent.message, sent.email, sent.skip) {
            (Some(message), None, false) => What::Text(message),
            (None, Some(email), false) => What::Email(Email::parse(&email)?),
            (None, None, true) => What::Skip,
            (None, None, false) => return Err(Problem::field("message", "required", "is required").into()),
            _ => return Err(Problem::field("message", "invalid", "can't come with email or skip").into()),
        };
        let said = Said {
            visitor,
            page: sent.url.replace('\0', "").chars().take(event::MAX_URL).collect(),
            recorded: call.widget.tracking_enabled,
            agent,
            what,
            client_id: sent.message_id,
            conversation: sent.conversation_id,
            behavior: sent.behavior_id,
        };
        let (workspace, now) = (call.key.workspace, hydra.now());
        hydra
            .write(workspace, move |conn| {
                let answer = chat::say(conn, workspace, &site, &said, now)?;
                // Whoever talks with us need not be written to by a machine.
                run::cancel_of(conn, workspace, &[answer.who], "They wrote in the chat.", now)?;
                Ok(ChatAnswer {
                    conversation_id: answer.conversation,
                    message: wire(conn, answer.said.into_iter().collect())?.pop(),
                    replies: wire(conn, answer.replies)?,
                    question: answer.question.map(ChatQuestion::from),
                    email_known: answer.email_known,
                })
            })
            .await
    };
    Ok(call.answer(said.await))
}

/// What is new in a browser's conversation.
#[utoipa::path(tag = "public", request_body(content = ChatPollRequest, description = "As application/json or text/plain"),
    responses((status = 200, body = ChatNews)))]
#[post("/api/chat/poll")]
pub(crate) async fn poll_chat(
    request: HttpRequest,
    hydra: web::Data<Hydra>,
    body: Bounded<BODY_LIMIT>,
) -> Result<HttpResponse, Failure> {
    let sent: ChatPollRequest = parse(&body.0)?;
    let call = Caller::of(&request, &hydra, &sent.widget_key).await?;
    let news = async {
        let (_, visitor) = call.admitted(&hydra, sent.anon_visitor_id)?;
        let workspace = call.key.workspace;
        hydra
            .write(workspace, move |conn| {
                let named = (&visitor, sent.conversation_id);
                let news = chat::poll(conn, workspace, named, (sent.after, sent.seen))?;
                Ok(ChatNews {
                    messages: wire(conn, news.messages)?,
                    question: news.question.map(ChatQuestion::from),
                    email_known: news.email_known,
                    closed: news.closed,
                })
            })
            .await
    };
    Ok(call.answer(news.await))
}

/// Who calls: a page with a widget that is known.
struct Caller {
    key: WidgetKey,
    widget: std::sync::Arc<Widget>,
    cors: Cors,
    address: IpAddr,
}

impl Caller {
    async fn of(request: &HttpRequest, hydra: &Hydra, key: &str) -> Result<Self, Failure> {
        let address = address::of(request, &hydra.configuration.http.trusted_proxies);
        let key = WidgetKey::parse(key).ok_or_else(Problem::not_found)?;
        let widget = hydra.widget(key, address).await?.ok_or_else(Problem::not_found)?;
        let cors = Cors::of(request, &widget);
        Ok(Self { key, widget, cors, address })
    }

    /// The terms of the chat, when the page may and it is switched on.
    fn admitted(&self, hydra: &Hydra, anon_visitor_id: String) -> Result<(Site, VisitorKey), Failure> {
        self.cors.allowed()?;
        hydra.limits.widget(self.key, self.address)?;
        let chat = Chat::read(&self.widget.chat)?;
        if !chat.enabled {
            let detail = "The chat of this widget is switched off.";
            return Err(Problem::new(actix_web::http::StatusCode::FORBIDDEN, "chat_off", detail).into());
        }
        if !event::is_anon_id(&anon_visitor_id) {
            return Err(Problem::field("anon_visitor_id", "invalid", "must be 1 to 64 letters, digits, - and _").into());
        }
        let site = Site {
            widget: self.widget.id,
            widget_name: self.widget.name.clone(),
            chat,
            capture: Capture::read(&self.widget.capture)?,
            strict: self.widget.identity_verification == Verification::Strict,
        };
        Ok((site, VisitorKey { widget: self.widget.id, anon_visitor_id }))
    }

    /// What the page may read, also when it is a refusal.
    fn answer(&self, result: Result<impl Serialize, Failure>) -> HttpResponse {
        self.cors.answer(match result {
            Ok(body) => HttpResponse::Ok().json(body),
            Err(failure) => failure.error_response(),
        })
    }
}

fn says(body: String, now: time::OffsetDateTime) -> ChatMessage {
    ChatMessage { id: Id::<Message>::new(now).uuid(), author: ChatAuthor::Bot, name: None, body, at: now.into() }
}

fn wire(conn: &mut db::Conn, messages: Vec<Message>) -> Result<Vec<ChatMessage>, Failure> {
    let names = chat::names(conn, &messages)?;
    let rows = messages.into_iter().map(|message| ChatMessage {
        id: message.id.uuid(),
        author: match message.author {
            Author::Person => ChatAuthor::Visitor,
            Author::User => ChatAuthor::Team,
            Author::Bot | Author::System => ChatAuthor::Bot,
        },
        name: message.user_id.and_then(|id| names.get(&id).cloned()),
        body: message.body,
        at: message.at.into(),
    });
    Ok(rows.collect())
}

/// A page that sends JSON asks first.
pub(crate) fn preflights(config: &mut web::ServiceConfig) {
    for path in ["/api/chat", "/api/chat/open", "/api/chat/poll"] {
        config.route(path, web::method(actix_web::http::Method::OPTIONS).to(super::widget::preflight));
    }
}

/// The chat as a page's script is told of it; `None` when it is off.
pub(crate) fn shown(widget: &Widget) -> Result<Option<ChatShown>, Failure> {
    let chat = Chat::read(&widget.chat)?;
    Ok(chat.enabled.then_some(ChatShown { title: chat.title, greeting: chat.greeting, ask_email: chat.ask_email }))
}

/// What the launcher shows.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChatShown {
    title: String,
    greeting: String,
    /// There is a place for the email while none is known.
    ask_email: bool,
}
