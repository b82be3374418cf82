//! Messages of any origin, and Quick Send (L31, L32).

use std::collections::HashSet;

use actix_web::{get, post, web};
use analytics::messages::{self, Filter, MessageRow};
use db::{Conn, Cursor, CustomerId, Id, WorkspaceId};
use messaging::{Channel, Error, Message, Origin, Status, Template, link, message, person, send, template, text};
use serde::{Deserialize, Serialize};
use tenancy::Actor;
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    auth::{Allowed, LeadsView, MessagesSend},
    body::Body,
    error::{Failure, Problem},
    routes::{
        person_fields::searchable,
        visitors::{CustomerRef, customer},
    },
    state::Hydra,
    wire::{Stream, Timestamp, cursor, stream_limit},
    words,
};

/// People of one call.
const MAX_IDS: usize = 1_000;

/// A message to one address.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BroadcastMessage {
    id: Uuid,
    /// Whom it is about.
    customer: Option<CustomerRef>,
    #[schema(value_type = words::Channel)]
    channel: String,
    /// Who carried it.
    #[schema(value_type = Option<words::MessageProvider>)]
    provider: Option<String>,
    address: String,
    subject: Option<String>,
    body: String,
    #[schema(value_type = words::MessageOrigin)]
    origin: String,
    origin_id: Option<Uuid>,
    /// The automation's or campaign's name.
    origin_name: Option<String>,
    /// It only rises: pending, sent, failed, delivered, read.
    #[schema(value_type = words::MessageStatus)]
    status: String,
    /// The provider was called and never answered: it is not sent again by itself.
    outcome_unknown: bool,
    error_code: Option<String>,
    error: Option<String>,
    created_at: Timestamp,
    sent_at: Option<Timestamp>,
    failed_at: Option<Timestamp>,
    delivered_at: Option<Timestamp>,
    read_at: Option<Timestamp>,
}

impl From<MessageRow> for BroadcastMessage {
    fn from(row: MessageRow) -> Self {
        Self {
            id: row.id,
            customer: customer(row.customer_id, row.customer_kind, row.customer_name),
            channel: row.channel,
            provider: row.provider,
            address: row.address,
            subject: row.subject,
            body: row.body,
            origin: row.origin,
            origin_id: row.origin_id,
            origin_name: row.origin_name,
            status: row.status,
            outcome_unknown: row.unknown,
            error_code: row.error_code,
            error: row.error,
            created_at: row.created_at.into(),
            sent_at: row.sent_at.map(Timestamp::from),
            failed_at: row.failed_at.map(Timestamp::from),
            delivered_at: row.delivered_at.map(Timestamp::from),
            read_at: row.read_at.map(Timestamp::from),
        }
    }
}

/// A message with everything that its provider said of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BroadcastMessageDetail {
    #[serde(flatten)]
    message: BroadcastMessage,
    /// In the order in which they were heard.
    receipts: Vec<MessageReceipt>,
    /// Those of an email's links that were followed, in their order.
    clicks: Vec<MessageClick>,
}

/// A link that was followed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MessageClick {
    url: String,
    first_at: Timestamp,
    times: i32,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MessageReceipt {
    #[schema(value_type = words::MessageStatus)]
    status: Status,
    code: Option<String>,
    detail: Option<String>,
    at: Timestamp,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct MessagesQuery {
    cursor: Option<String>,
    /// 1 to 100.
    limit: Option<i64>,
    #[param(value_type = Option<words::MessageStatus>)]
    status: Option<Status>,
    #[param(value_type = Option<words::Channel>)]
    channel: Option<Channel>,
    #[param(value_type = Option<words::MessageOrigin>)]
    origin: Option<Origin>,
    /// An automation or a campaign.
    origin_id: Option<Uuid>,
    /// A lead or a contact.
    #[param(value_type = Option<Uuid>)]
    customer_id: Option<CustomerId>,
    /// In address, subject or text.
    search: Option<String>,
}

/// Messages of any origin, the newest first.
#[utoipa::path(tag = "messages", security(("bearer" = ["leads:view"])), params(MessagesQuery),
    responses((status = 200, body = Stream<BroadcastMessage>)))]
#[get("/broadcast-messages")]
pub(crate) async fn list_messages(
    caller: Allowed<LeadsView>,
    hydra: web::Data<Hydra>,
    query: web::Query<MessagesQuery>,
) -> Result<web::Json<Stream<BroadcastMessage>>, Failure> {
    let workspace = caller.workspace;
    let (after, limit) = (cursor(query.cursor.as_deref())?, stream_limit(query.limit)?);
    let filter = Filter {
        id: None,
        status: query.status.map(Status::as_str),
        channel: query.channel.map(Channel::as_str),
        origin: query.origin.map(Origin::as_str),
        origin_id: query.origin_id,
        customer: query.customer_id,
        search: searchable(query.search.clone())?,
    };
    let rows =
        hydra.analyse(workspace, move |conn| Ok(messages::list(conn, workspace, &filter, after, limit + 1)?)).await?;
    let key = |row: &MessageRow| Cursor { at: row.created_at, id: row.id };
    Ok(web::Json(Stream::new(rows, limit, key, BroadcastMessage::from)))
}

/// One message.
#[utoipa::path(tag = "messages", security(("bearer" = ["leads:view"])), params(("id" = Uuid, Path)),
    responses((status = 200, body = BroadcastMessageDetail)))]
#[get("/broadcast-messages/{id}")]
pub(crate) async fn show_message(
    caller: Allowed<LeadsView>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<Message>>,
) -> Result<web::Json<BroadcastMessageDetail>, Failure> {
    let (workspace, id) = (caller.workspace, *id);
    let filter = Filter { id: Some(id.uuid()), ..Filter::default() };
    let detail = hydra
        .write(workspace, move |conn| {
            let row = messages::list(conn, workspace, &filter, None, 1)?.pop().ok_or_else(Problem::not_found)?;
            let receipts = message::receipts(conn, workspace, id)?.into_iter().map(|receipt| MessageReceipt {
                status: receipt.status,
                code: receipt.code,
                detail: receipt.detail,
                at: receipt.at.into(),
            });
            let clicks = link::followed(conn, workspace, id)?.into_iter().map(|click| MessageClick {
                url: click.url,
                first_at: click.first_at.into(),
                times: click.times,
            });
            Ok(BroadcastMessageDetail { message: row.into(), receipts: receipts.collect(), clicks: clicks.collect() })
        })
        .await?;
    Ok(web::Json(detail))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct QuickSend {
    /// Leads or contacts, 1 to 1,000.
    #[serde(alias = "leadIds")]
    #[schema(value_type = Vec<Uuid>)]
    lead_ids: Vec<CustomerId>,
    #[schema(value_type = words::Channel)]
    channel: Channel,
    /// Required for an email, for no other.
    subject: Option<String>,
    /// May name variables; required without a template.
    #[serde(alias = "message")]
    body: Option<String>,
    /// An approved template of the channel, in place of `subject` and `body`. WhatsApp delivers nothing else to somebody who
    /// did not write in the last 24 hours.
    #[serde(alias = "templateId")]
    #[schema(value_type = Option<Uuid>)]
    template_id: Option<Id<Template>>,
}

/// What is sent.
enum Text {
    /// Subject and body.
    Typed(Option<String>, String),
    /// A template.
    Template(Template),
}

impl QuickSend {
    fn read(&self, conn: &mut Conn, workspace: WorkspaceId) -> Result<Text, Failure> {
        if let Some(id) = self.template_id {
            if self.subject.is_some() || self.body.is_some() {
                return Err(Problem::field("template_id", "invalid", "stands in place of subject and body").into());
            }
            let template = match template::get(conn, workspace, id) {
                Ok(template) if template.channel == self.channel => template,
                Ok(_) | Err(Error::NotFound) => {
                    return Err(Problem::field("template_id", "invalid", "is no template of this channel").into());
                }
                Err(error) => return Err(error.into()),
            };
            if template.status != template::Status::Approved {
                return Err(Problem::field("template_id", "invalid", "is not approved").into());
            }
            return Ok(Text::Template(template));
        }
        match (&self.subject, self.channel) {
            (Some(subject), Channel::Email) => text::check("subject", subject, text::MAX_SUBJECT)?,
            (None, Channel::Email) => {
                return Err(Problem::field("subject", "required", "is required for an email").into());
            }
            (Some(_), _) => return Err(Problem::field("subject", "invalid", "is for emails only").into()),
            (None, _) => {}
        }
        let body = self.body.clone().ok_or_else(|| Problem::field("body", "required", "is required"))?;
        text::check("body", &body, text::MAX_BODY)?;
        Ok(Text::Typed(self.subject.clone(), body))
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QuickSendResult {
    accepted: Vec<QuickSendAccepted>,
    /// Nothing is sent to these.
    skipped: Vec<QuickSendSkipped>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QuickSendAccepted {
    #[schema(value_type = Uuid)]
    lead_id: CustomerId,
    #[schema(value_type = Uuid)]
    message_id: Id<Message>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QuickSendSkipped {
    #[schema(value_type = Uuid)]
    lead_id: CustomerId,
    /// no_address, suppressed, capped, missing_variables, duplicate, deleted or not_found.
    reason: String,
    /// For a person.
    detail: String,
}

/// Sends a message to leads or contacts at once, quiet hours or not; whoever it can't reach is told with the reason.
#[utoipa::path(tag = "messages", security(("bearer" = ["messages:send"])), request_body = QuickSend,
    responses((status = 200, body = QuickSendResult)))]
#[post("/leads/broadcast/quick-send")]
pub(crate) async fn quick_send(
    caller: Allowed<MessagesSend>,
    hydra: web::Data<Hydra>,
    body: Body<QuickSend>,
) -> Result<web::Json<QuickSendResult>, Failure> {
    let Body(mut body) = body;
    body.lead_ids.sort_unstable();
    body.lead_ids.dedup();
    if body.lead_ids.is_empty() || body.lead_ids.len() > MAX_IDS {
        return Err(Problem::field("lead_ids", "invalid", format!("must be 1 to {MAX_IDS}")).into());
    }
    let (workspace, actor, now) = (caller.workspace, caller.actor, hydra.now());
    let result = hydra.write(workspace, move |conn| send_all(conn, workspace, &body, actor, now)).await?;
    Ok(web::Json(result))
}

fn send_all(
    conn: &mut Conn,
    workspace: WorkspaceId,
    body: &QuickSend,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<QuickSendResult, Failure> {
    let mut result = QuickSendResult { accepted: Vec::new(), skipped: Vec::new() };
    let skipped = |lead_id, reason: &str, detail: &str| QuickSendSkipped {
        lead_id,
        reason: reason.to_owned(),
        detail: detail.to_owned(),
    };
    let text = body.read(conn, workspace)?;
    let mut written_to = HashSet::new();
    for lead_id in body.lead_ids.iter().copied() {
        let to = match person::recipient(conn, workspace, lead_id) {
            Ok(to) => to,
            Err(Error::NotFound) => {
                result.skipped.push(skipped(lead_id, "not_found", "There is nobody with this id."));
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        // A lead that became a contact, and the contact: one person.
        if !written_to.insert(to.id) {
            result.skipped.push(skipped(lead_id, "duplicate", "This person is in the selection twice."));
            continue;
        }
        let written = match &text {
            Text::Typed(subject, text) => {
                send::write(conn, workspace, &to, body.channel, (subject.as_deref(), text), now)?
            }
            Text::Template(template) => send::write_template(conn, workspace, &to, template, &[], now)?,
        };
        match written {
            Ok(new) => {
                let message_id = send::queue(conn, workspace, &new, actor, now, now)?;
                result.accepted.push(QuickSendAccepted { lead_id, message_id });
            }
            Err(unfit) => result.skipped.push(skipped(lead_id, unfit.reason, &unfit.detail)),
        }
    }
    Ok(result)
}
