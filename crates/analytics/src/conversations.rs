//! The inbox: conversations by their last message, and what was said in one.

use db::{Conn, Cursor, CustomerId, Error, UserId, WorkspaceId};
use diesel::{
    prelude::*,
    sql_types::{BigInt, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::contains;

/// A conversation.
#[derive(Debug, Clone, QueryableByName)]
#[expect(missing_docs, reason = "columns of conversations, customers, accounts and widgets")]
pub struct ConversationRow {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = Text)]
    pub channel: String,
    #[diesel(sql_type = SqlUuid)]
    pub customer_id: CustomerId,
    #[diesel(sql_type = Text)]
    pub customer_kind: String,
    #[diesel(sql_type = Text)]
    pub customer_name: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub email: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub company: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub subject: Option<String>,
    #[diesel(sql_type = Text)]
    pub status: String,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub assigned_to: Option<UserId>,
    #[diesel(sql_type = Nullable<Text>)]
    pub started_on: Option<String>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub widget_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<Text>)]
    pub widget_name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub behavior_id: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub behavior_name: Option<String>,
    #[diesel(sql_type = Bool)]
    pub bot_active: bool,
    #[diesel(sql_type = Text)]
    pub last_author: String,
    #[diesel(sql_type = Text)]
    pub last_preview: String,
    #[diesel(sql_type = Timestamptz)]
    pub last_at: OffsetDateTime,
    #[diesel(sql_type = Bool)]
    pub unread: bool,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub waiting_since: Option<OffsetDateTime>,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: OffsetDateTime,
    #[diesel(sql_type = Integer)]
    pub version: i32,
}

/// Which conversations.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// This one.
    pub id: Option<Uuid>,
    /// By this channel.
    pub channel: Option<&'static str>,
    /// Open or closed.
    pub status: Option<&'static str>,
    /// In this teammate's charge.
    pub assigned_to: Option<UserId>,
    /// With this person, or a lead that was joined to them.
    pub customer: Option<CustomerId>,
    /// In the person's name, email, phone and company, the subject, and what was said.
    pub search: Option<String>,
}

/// Conversations after `cursor`, whose last message is the newest first.
pub fn list(
    conn: &mut Conn,
    workspace: WorkspaceId,
    filter: &Filter,
    cursor: Option<Cursor>,
    limit: i64,
) -> Result<Vec<ConversationRow>, Error> {
    Ok(diesel::sql_query(include_str!("sql/conversations.sql"))
        .bind::<SqlUuid, _>(workspace)
        .bind::<Nullable<SqlUuid>, _>(filter.id)
        .bind::<Nullable<Text>, _>(filter.channel)
        .bind::<Nullable<Text>, _>(filter.status)
        .bind::<Nullable<SqlUuid>, _>(filter.assigned_to)
        .bind::<Nullable<SqlUuid>, _>(filter.customer)
        .bind::<Nullable<Text>, _>(filter.search.as_deref().map(contains))
        .bind::<Nullable<Timestamptz>, _>(cursor.map(|cursor| cursor.at))
        .bind::<Nullable<SqlUuid>, _>(cursor.map(|cursor| cursor.id))
        .bind::<BigInt, _>(limit)
        .load(conn)?)
}

/// One conversation.
///
/// # Errors
/// [`Error::NotFound`], also when the person was deleted.
pub fn get(conn: &mut Conn, workspace: WorkspaceId, id: Uuid) -> Result<ConversationRow, Error> {
    let filter = Filter { id: Some(id), ..Filter::default() };
    list(conn, workspace, &filter, None, 1)?.pop().ok_or(Error::NotFound)
}

/// A message of a conversation.
#[derive(Debug, Clone, QueryableByName)]
#[expect(missing_docs, reason = "columns of conversation_messages, users and messages")]
pub struct MessageRow {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = Integer)]
    pub number: i32,
    #[diesel(sql_type = Text)]
    pub author: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub author_name: Option<String>,
    #[diesel(sql_type = Text)]
    pub body: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub page: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    pub at: OffsetDateTime,
    #[diesel(sql_type = Nullable<Text>)]
    pub delivery_status: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub delivery_error: Option<String>,
    #[diesel(sql_type = Bool)]
    pub seen: bool,
}

/// What was said before the message of this number, the newest first.
pub fn messages(
    conn: &mut Conn,
    workspace: WorkspaceId,
    conversation: Uuid,
    before: i32,
    limit: i64,
) -> Result<Vec<MessageRow>, Error> {
    Ok(diesel::sql_query(include_str!("sql/conversation_messages.sql"))
        .bind::<SqlUuid, _>(workspace)
        .bind::<SqlUuid, _>(conversation)
        .bind::<Integer, _>(before)
        .bind::<BigInt, _>(limit)
        .load(conn)?)
}

/// How many conversations of a channel there are to do.
#[derive(Debug, Clone, Default, QueryableByName)]
#[expect(missing_docs, reason = "the names say it; `mine` is open and in somebody's charge")]
pub struct Counts {
    #[diesel(sql_type = Text)]
    pub channel: String,
    #[diesel(sql_type = BigInt)]
    pub open: i64,
    #[diesel(sql_type = BigInt)]
    pub unread: i64,
    #[diesel(sql_type = BigInt)]
    pub mine: i64,
}

/// The open conversations of each channel that has any; `whose` are mine.
pub fn counts(conn: &mut Conn, workspace: WorkspaceId, whose: Option<UserId>) -> Result<Vec<Counts>, Error> {
    Ok(diesel::sql_query(
        "SELECT v.channel, count(*) AS open, count(*) FILTER (WHERE v.unread) AS unread,
             count(*) FILTER (WHERE v.assigned_to = $2) AS mine
         FROM conversations v
         JOIN customers o ON o.workspace_id = $1 AND o.id = v.customer_id
         JOIN customers p ON p.workspace_id = $1 AND p.id = coalesce(o.converted_into, o.id) AND p.deleted_at IS NULL
         WHERE v.workspace_id = $1 AND v.status = 'open' GROUP BY v.channel",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<Nullable<SqlUuid>, _>(whose)
    .load(conn)?)
}
