//! One message to one address: what it says, and how it stands (D29).

use db::{
    Conn, CustomerId, Id, WorkspaceId,
    schema::{message_receipts, messages},
};
use diesel::prelude::*;
use serde_json::Value;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Channel, Error, Template, channel::Provider};

db::text_enum! {
    /// How a message stands. The order is D29's: a status only rises.
    pub enum Status {
        /// It waits, or nobody knows what became of it.
        Pending = "pending",
        /// The provider took it.
        Sent = "sent",
        /// It did not arrive.
        Failed = "failed",
        /// It arrived.
        Delivered = "delivered",
        /// It was opened.
        Read = "read",
    }
}

impl Status {
    /// Its place in the order.
    pub fn rank(self) -> i16 {
        self as i16
    }
}

db::text_enum! {
    /// What sent it.
    pub enum Origin {
        /// A teammate or a program, at once (L32).
        QuickSend = "quick_send",
        /// An automation (L31).
        Automation = "automation",
        /// A campaign (L33).
        Campaign = "campaign",
        /// A teammate's answer in a conversation.
        Conversation = "conversation",
        /// Somebody who tries a channel.
        Test = "test",
    }
}

impl Origin {
    /// One person writes to another who wrote first, or somebody tries the channel: no wish not to be written to stands
    /// against it, and there is no list to get off.
    pub fn is_personal(self) -> bool {
        matches!(self, Origin::Conversation | Origin::Test)
    }
}

/// A message.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = messages)]
pub struct Message {
    /// Its id.
    pub id: Id<Message>,
    /// Whom it is about; nobody for a test.
    pub customer_id: Option<CustomerId>,
    /// By which channel it goes.
    pub channel: Channel,
    /// Who carried it; nobody yet.
    pub provider: Option<Provider>,
    /// Where to.
    pub address: String,
    /// An email's.
    pub subject: Option<String>,
    /// What it says, finished.
    pub body: String,
    /// An answer's: the id of the email that it answers, without angle brackets.
    pub in_reply_to: Option<String>,
    /// Of a template that the provider knows: `{name, language, values}`.
    pub template: Option<Value>,
    /// The template that it was made of.
    pub template_id: Option<Id<Template>>,
    /// What sent it.
    pub origin: Origin,
    /// Which automation or campaign.
    pub origin_id: Option<Uuid>,
    /// How it stands.
    pub status: Status,
    /// The provider was called and never answered (D28).
    pub unknown: bool,
    /// The provider's word for why it failed.
    pub error_code: Option<String>,
    /// The same for a person.
    pub error: Option<String>,
    /// The provider's name for it.
    pub provider_id: Option<String>,
    /// To a teammate, about the person.
    pub internal: bool,
    /// When it was written.
    pub created_at: OffsetDateTime,
    /// When the provider was (or is being) called.
    pub sending_at: Option<OffsetDateTime>,
    /// When the provider took it.
    pub sent_at: Option<OffsetDateTime>,
    /// When it failed.
    pub failed_at: Option<OffsetDateTime>,
    /// When it arrived.
    pub delivered_at: Option<OffsetDateTime>,
    /// When it was opened.
    pub read_at: Option<OffsetDateTime>,
}

impl Message {
    /// An email to somebody who may get off the list, not a personal answer.
    pub fn is_bulk_mail(&self) -> bool {
        self.channel == Channel::Email && !self.internal && !self.origin.is_personal()
    }
}

/// One message.
pub fn get(conn: &mut Conn, workspace: WorkspaceId, id: Id<Message>) -> Result<Message, Error> {
    Ok(messages::table
        .filter(messages::workspace_id.eq(workspace).and(messages::id.eq(id)))
        .select(Message::as_select())
        .first(conn)?)
}

/// One message, locked.
pub(crate) fn lock(conn: &mut Conn, workspace: WorkspaceId, id: Id<Message>) -> Result<Message, Error> {
    Ok(messages::table
        .filter(messages::workspace_id.eq(workspace).and(messages::id.eq(id)))
        .for_update()
        .select(Message::as_select())
        .first(conn)?)
}

/// What a provider said of a message.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = message_receipts)]
pub struct Receipt {
    /// How the message stood.
    pub status: Status,
    /// The provider's word for why it failed.
    pub code: Option<String>,
    /// The same for a person.
    pub detail: Option<String>,
    /// When.
    pub at: OffsetDateTime,
}

/// All that was said of a message, in the order in which it was heard.
pub fn receipts(conn: &mut Conn, workspace: WorkspaceId, id: Id<Message>) -> Result<Vec<Receipt>, Error> {
    Ok(message_receipts::table
        .filter(message_receipts::workspace_id.eq(workspace).and(message_receipts::message_id.eq(id)))
        .order((message_receipts::at, message_receipts::id))
        .select(Receipt::as_select())
        .load(conn)?)
}
