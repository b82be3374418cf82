//! The inbox: what visitors and customers write, and the team's answers.

use actix_web::{HttpResponse, get, patch, post, web};
use analytics::conversations::{self as read, ConversationRow, Filter, MessageRow};
use db::{Conn, Cursor, CustomerId, Id, UserId, WorkspaceId};
use inbox::{
    conversation::{self, Channel, Conversation as Row, Patch, Status},
    email,
};
use messaging::{Channel as By, Origin, person, send};
use serde::{Deserialize, Serialize};
use tenancy::Actor;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    auth::{Allowed, Caller, InboxUse},
    body::Body,
    error::{Failure, Problem},
    routes::{customers, person_fields::searchable},
    state::Hydra,
    wire::{All, IfMatch, Stream, Timestamp, cursor, present, stream_limit},
    words,
};

/// With a conversation so many of its messages are read at once.
const MESSAGES: i64 = 50;

/// A conversation.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Conversation {
    id: Uuid,
    #[schema(value_type = words::ConversationChannel)]
    channel: String,
    customer: ConversationCustomer,
    /// An email's.
    subject: Option<String>,
    #[schema(value_type = words::ConversationStatus)]
    status: String,
    #[schema(value_type = Option<Uuid>)]
    assigned_to: Option<UserId>,
    /// The address of the page that a chat was begun on.
    started_on: Option<String>,
    widget: Option<ConversationWidget>,
    /// Which of the bot's behaviours it ran.
    behavior: Option<ConversationBehavior>,
    /// The bot still asks its questions.
    bot_active: bool,
    last_message: LastMessage,
    /// The person wrote what nobody of the team has seen.
    unread: bool,
    /// Since when the person waits for an answer of the team.
    waiting_since: Option<Timestamp>,
    created_at: Timestamp,
    /// Counts changes of status and assignment.
    version: i32,
}

/// The contact, for a lead that was joined to one.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConversationCustomer {
    #[schema(value_type = Uuid)]
    id: CustomerId,
    #[schema(value_type = words::Kind)]
    kind: String,
    display_name: String,
    email: Option<String>,
    company: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConversationWidget {
    id: Uuid,
    name: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConversationBehavior {
    id: String,
    name: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LastMessage {
    #[schema(value_type = words::MessageAuthor)]
    author: String,
    /// Its first 200 characters, in one line.
    preview: String,
    at: Timestamp,
}

/// A message of a conversation.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConversationMessage {
    id: Uuid,
    #[schema(value_type = words::MessageAuthor)]
    author: String,
    /// The teammate's, or the behaviour's.
    author_name: Option<String>,
    /// Plain text.
    body: String,
    at: Timestamp,
    /// The page on which a visitor wrote it.
    page: Option<String>,
    /// An answer's by email.
    delivery: Option<MessageDelivery>,
    /// Of a chat: the visitor has seen it.
    seen: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MessageDelivery {
    #[schema(value_type = words::MessageStatus)]
    status: String,
    error: Option<String>,
}

/// A conversation with its newest messages, the oldest of them first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConversationDetail {
    #[serde(flatten)]
    conversation: Conversation,
    messages: Vec<ConversationMessage>,
    /// Send it as `cursor` to `/conversations/{id}/messages` for earlier ones.
    earlier_cursor: Option<String>,
}

/// What there is to do in a tab.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct TabCounts {
    open: i64,
    unread: i64,
    /// Open, and the caller's.
    mine: i64,
}

#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct InboxCounts {
    messaging: TabCounts,
    email: TabCounts,
}

/// The inbox's tabs.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum InboxTab {
    /// Chats.
    Messaging,
    Email,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConversationsQuery {
    cursor: Option<String>,
    /// 1 to 100.
    limit: Option<i64>,
    #[param(inline)]
    tab: Option<InboxTab>,
    #[param(value_type = Option<words::ConversationStatus>)]
    status: Option<Status>,
    /// In the caller's charge.
    mine: Option<bool>,
    /// In names, emails, companies, subjects and what was said.
    search: Option<String>,
}

/// Conversations, whose last message is the newest first.
#[utoipa::path(tag = "conversations", security(("bearer" = ["inbox:use"])), params(ConversationsQuery),
    responses((status = 200, body = Stream<Conversation>)))]
#[get("/conversations")]
pub(crate) async fn list_conversations(
    caller: Allowed<InboxUse>,
    hydra: web::Data<Hydra>,
    query: web::Query<ConversationsQuery>,
) -> Result<web::Json<Stream<Conversation>>, Failure> {
    let workspace = caller.workspace;
    let (after, limit) = (cursor(query.cursor.as_deref())?, stream_limit(query.limit)?);
    let channel = query.tab.map(|tab| match tab {
        InboxTab::Messaging => Channel::Chat,
        InboxTab::Email => Channel::Email,
    });
    let mine = query.mine.unwrap_or_default();
    // A program is in charge of nothing.
    if mine && user(&caller).is_none() {
        return Ok(web::Json(Stream { data: Vec::new(), next_cursor: None }));
    }
    let filter = Filter {
        channel: channel.map(Channel::as_str),
        status: query.status.map(Status::as_str),
        assigned_to: user(&caller).filter(|_| mine),
        search: searchable(query.search.clone())?,
        ..Filter::default()
    };
    let rows =
        hydra.analyse(workspace, move |conn| Ok(read::list(conn, workspace, &filter, after, limit + 1)?)).await?;
    let key = |row: &ConversationRow| Cursor { at: row.last_at, id: row.id };
    Ok(web::Json(Stream::new(rows, limit, key, Conversation::from)))
}

/// What there is to do, by tab.
#[utoipa::path(tag = "conversations", security(("bearer" = ["inbox:use"])), responses((status = 200, body = InboxCounts)))]
#[get("/conversations/counts")]
pub(crate) async fn count_conversations(
    caller: Allowed<InboxUse>,
    hydra: web::Data<Hydra>,
) -> Result<web::Json<InboxCounts>, Failure> {
    let (workspace, whose) = (caller.workspace, user(&caller));
    let rows = hydra.analyse(workspace, move |conn| Ok(read::counts(conn, workspace, whose)?)).await?;
    let mut counts = InboxCounts::default();
    for row in rows {
        let tab = if row.channel == Channel::Email.as_str() { &mut counts.email } else { &mut counts.messaging };
        *tab = TabCounts { open: row.open, unread: row.unread, mine: row.mine };
    }
    Ok(web::Json(counts))
}

/// A conversation with its newest messages.
#[utoipa::path(tag = "conversations", security(("bearer" = ["inbox:use"])), params(("id" = Uuid, Path)),
    responses((status = 200, body = ConversationDetail)))]
#[get("/conversations/{id}")]
pub(crate) async fn show_conversation(
    caller: Allowed<InboxUse>,
    hydra: web::Data<Hydra>,
    id: web::Path<Uuid>,
) -> Result<web::Json<ConversationDetail>, Failure> {
    let (workspace, id) = (caller.workspace, *id);
    let detail = hydra
        .write(workspace, move |conn| {
            let conversation = read::get(conn, workspace, id)?.into();
            let Stream { mut data, next_cursor } = said(conn, workspace, id, i32::MAX, MESSAGES)?;
            data.reverse();
            Ok(ConversationDetail { conversation, messages: data, earlier_cursor: next_cursor })
        })
        .await?;
    Ok(web::Json(detail))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct EarlierQuery {
    cursor: Option<String>,
    /// 1 to 100.
    limit: Option<i64>,
}

/// What was said in a conversation, the newest first.
#[utoipa::path(tag = "conversations", security(("bearer" = ["inbox:use"])), params(("id" = Uuid, Path), EarlierQuery),
    responses((status = 200, body = Stream<ConversationMessage>)))]
#[get("/conversations/{id}/messages")]
pub(crate) async fn list_conversation_messages(
    caller: Allowed<InboxUse>,
    hydra: web::Data<Hydra>,
    id: web::Path<Uuid>,
    query: web::Query<EarlierQuery>,
) -> Result<web::Json<Stream<ConversationMessage>>, Failure> {
    let (workspace, id, limit) = (caller.workspace, *id, stream_limit(query.limit)?);
    let before: i32 = match &query.cursor {
        None => i32::MAX,
        Some(text) => text.parse().map_err(|_| Problem::field("cursor", "invalid", "is none of ours"))?,
    };
    let page = hydra
        .analyse(workspace, move |conn| {
            read::get(conn, workspace, id)?;
            said(conn, workspace, id, before, limit)
        })
        .await?;
    Ok(web::Json(page))
}

fn said(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Uuid,
    before: i32,
    limit: i64,
) -> Result<Stream<ConversationMessage>, Failure> {
    let mut rows = read::messages(conn, workspace, id, before, limit + 1)?;
    let shown = usize::try_from(limit).unwrap_or_default();
    let more = rows.len() > shown;
    rows.truncate(shown);
    let next_cursor = rows.last().filter(|_| more).map(|row| row.number.to_string());
    Ok(Stream { data: rows.into_iter().map(ConversationMessage::from).collect(), next_cursor })
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConversationAnswer {
    /// Plain text, 1 to 10,000 characters.
    body: String,
}

/// Answers: in a chat at once, in an email by the email channel. The bot is silent from then on, and the conversation is the
/// caller's if it was nobody's.
#[utoipa::path(tag = "conversations", security(("bearer" = ["inbox:use"])), params(("id" = Uuid, Path)),
    request_body = ConversationAnswer, responses((status = 201, body = ConversationMessage)))]
#[post("/conversations/{id}/messages")]
pub(crate) async fn answer_conversation(
    caller: Allowed<InboxUse>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<Row>>,
    body: Body<ConversationAnswer>,
) -> Result<HttpResponse, Failure> {
    let (workspace, actor, by, id, now) = (caller.workspace, caller.actor, user(&caller), *id, hydra.now());
    let Body(ConversationAnswer { body }) = body;
    let made = hydra
        .write(workspace, move |conn| {
            let body = conversation::checked_answer(&body)?;
            let row = conversation::lock(conn, workspace, id)?;
            let sent_as = match row.channel {
                Channel::Chat => None,
                Channel::Email => Some(mail(conn, workspace, &row, &body, actor, now)?),
            };
            let said = conversation::answer(conn, workspace, row, (by, &body, sent_as), now)?;
            let rows = read::messages(conn, workspace, id.uuid(), said.number.saturating_add(1), 1)?;
            Ok(rows.into_iter().next().map(ConversationMessage::from))
        })
        .await?;
    Ok(HttpResponse::Created().json(made))
}

/// Queues an answer as an email that mail programs show below what it answers.
fn mail(
    conn: &mut Conn,
    workspace: WorkspaceId,
    row: &Row,
    body: &str,
    actor: Actor,
    now: time::OffsetDateTime,
) -> Result<Uuid, Failure> {
    let who = conversation::person(conn, workspace, row)?;
    let to = person::recipient(conn, workspace, who)?;
    let no_address = || {
        let detail = "This person has no email address any more.";
        Problem::new(actix_web::http::StatusCode::CONFLICT, "no_address", detail)
    };
    let address = to.address(By::Email).ok_or_else(no_address)?.to_owned();
    let (in_reply_to, subject) = email::thread(conn, workspace, row)?;
    let new = send::New {
        customer: Some(who),
        channel: By::Email,
        address,
        subject: Some(subject),
        body: body.to_owned(),
        in_reply_to,
        template: None,
        template_id: None,
        origin: Origin::Conversation,
        origin_id: Some(row.id.uuid()),
        internal: false,
    };
    Ok(send::queue(conn, workspace, &new, actor, now, now)?.uuid())
}

#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConversationPatch {
    #[schema(value_type = Option<words::ConversationStatus>)]
    status: Option<Status>,
    /// Null: nobody's.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Uuid>)]
    assigned_to: Option<Option<UserId>>,
    /// True: somebody has read it.
    #[serde(default)]
    read: bool,
}

/// Opens, closes, assigns, or marks a conversation as read.
#[utoipa::path(tag = "conversations", security(("bearer" = ["inbox:use"])), request_body = ConversationPatch,
    params(("id" = Uuid, Path), ("If-Match" = Option<i32>, Header, description = "The version that was read")),
    responses((status = 200, body = Conversation)))]
#[patch("/conversations/{id}")]
pub(crate) async fn update_conversation(
    caller: Allowed<InboxUse>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<Row>>,
    expected: IfMatch,
    body: Body<ConversationPatch>,
) -> Result<web::Json<Conversation>, Failure> {
    let (workspace, id) = (caller.workspace, *id);
    let Body(ConversationPatch { status, assigned_to, read: seen }) = body;
    let patch = Patch { status, assigned_to, read: seen };
    let row = hydra
        .write(workspace, move |conn| {
            conversation::update(conn, workspace, id, &patch, expected.0)?;
            Ok(read::get(conn, workspace, id.uuid())?)
        })
        .await?;
    Ok(web::Json(row.into()))
}

/// The conversations with a person (H47), whose last message is the newest first; at most 100. A lead that never wrote
/// needs `leads:view` as well.
#[utoipa::path(tag = "conversations", security(("bearer" = ["inbox:use"])), params(("id" = Uuid, Path)),
    responses((status = 200, body = All<Conversation>)))]
#[get("/customers/{id}/conversations")]
pub(crate) async fn customer_conversations(
    caller: Allowed<InboxUse>,
    hydra: web::Data<Hydra>,
    id: web::Path<CustomerId>,
) -> Result<web::Json<All<Conversation>>, Failure> {
    let (workspace, id, by) = (caller.workspace, *id, Caller::clone(&caller));
    let rows = hydra
        .analyse(workspace, move |conn| {
            customers::visible_on_site(conn, &by, id)?;
            let filter = Filter { customer: Some(id), ..Filter::default() };
            Ok(read::list(conn, workspace, &filter, None, 100)?)
        })
        .await?;
    Ok(web::Json(All { data: rows.into_iter().map(Conversation::from).collect() }))
}

fn user(caller: &Caller) -> Option<UserId> {
    match caller.actor {
        Actor::User(id) => Some(id),
        _ => None,
    }
}

impl From<ConversationRow> for Conversation {
    fn from(row: ConversationRow) -> Self {
        Self {
            id: row.id,
            channel: row.channel,
            customer: ConversationCustomer {
                id: row.customer_id,
                kind: row.customer_kind,
                display_name: row.customer_name,
                email: row.email,
                company: row.company,
            },
            subject: row.subject,
            status: row.status,
            assigned_to: row.assigned_to,
            started_on: row.started_on,
            widget: row.widget_id.zip(row.widget_name).map(|(id, name)| ConversationWidget { id, name }),
            behavior: row.behavior_id.zip(row.behavior_name).map(|(id, name)| ConversationBehavior { id, name }),
            bot_active: row.bot_active,
            last_message: LastMessage { author: row.last_author, preview: row.last_preview, at: row.last_at.into() },
            unread: row.unread,
            waiting_since: row.waiting_since.map(Timestamp::from),
            created_at: row.created_at.into(),
            version: row.version,
        }
    }
}

impl From<MessageRow> for ConversationMessage {
    fn from(row: MessageRow) -> Self {
        Self {
            id: row.id,
            author: row.author,
            author_name: row.author_name,
            body: row.body,
            at: row.at.into(),
            page: row.page,
            delivery: row.delivery_status.map(|status| MessageDelivery { status, error: row.delivery_error }),
            seen: row.seen,
        }
    }
}
