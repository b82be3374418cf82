//! By what messages go, when, and who wants none.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, delete, get, patch, post, put, web};
use db::{Cursor, Id, WorkspaceId};
use messaging::{
    Channel,
    channel::{self, Provider, Setup, Wanted},
    message::Receipt,
    provider::Outcome,
    receipt::{self, Which},
    rules::{self, Rules, Weekday},
    send,
    suppression::{self, Reason},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use crate::{
    auth::{Allowed, LeadsView, MessagesSend, SettingsManage},
    body::Body,
    error::{Failure, Problem},
    send::{call, callback_url},
    state::Hydra,
    wire::{All, IfMatch, Stream, Timestamp, cursor, present, stream_limit},
    words,
};

/// A channel as it is set up; the sandbox until it is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MessageChannelSetup {
    #[schema(value_type = words::Channel)]
    channel: Channel,
    #[schema(value_type = words::MessageProvider)]
    provider: Provider,
    /// Of `smtp`: host, port, security (tls, starttls or none), username, from_email, from_name, reply_to. Of `twilio`:
    /// account_sid, from. Of `whatsapp_cloud`: phone_number_id, business_account_id.
    #[schema(value_type = words::Anything)]
    settings: Value,
    /// The names of those secrets that are set; their values are never shown.
    secrets: Vec<String>,
    /// What to enter at the provider.
    callback_url: Option<String>,
    /// What Meta asks for beside the address; for whoever may change settings.
    verify_token: Option<String>,
    /// Of email: what calls of `callback_url` with mail that came in are signed with (Standard Webhooks); for whoever may
    /// change settings.
    inbound_secret: Option<String>,
    updated_at: Option<Timestamp>,
    /// 0 before the first change.
    version: i32,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MessageChannelInput {
    #[schema(value_type = words::MessageProvider)]
    provider: Provider,
    #[schema(value_type = words::Anything)]
    settings: serde_json::Map<String, Value>,
    /// `password` of smtp with a username, `auth_token` of twilio, `access_token` and `app_secret` of whatsapp_cloud. Those
    /// left out stay as they are.
    #[serde(default)]
    secrets: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TestSend {
    /// An email address or a phone number.
    to: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TestSendResult {
    /// The provider took it.
    accepted: bool,
    /// Why not, or what became of it.
    detail: Option<String>,
}

/// Every channel.
#[utoipa::path(tag = "messages", security(("bearer" = ["leads:view"])), responses((status = 200, body = All<MessageChannelSetup>)))]
#[get("/channels")]
pub(crate) async fn list_channels(
    caller: Allowed<LeadsView>,
    hydra: web::Data<Hydra>,
) -> Result<web::Json<All<MessageChannelSetup>>, Failure> {
    let workspace = caller.workspace;
    let rows = hydra.write(workspace, move |conn| Ok(channel::list(conn, workspace)?)).await?;
    let may_change = caller.may(tenancy::Permission::SettingsManage);
    Ok(web::Json(All { data: rows.iter().map(|row| wire(&hydra, workspace, row, may_change)).collect() }))
}

/// Sets a channel up.
#[utoipa::path(tag = "messages", security(("bearer" = ["settings:manage"])), request_body = MessageChannelInput,
    params(("channel" = words::Channel, Path), ("If-Match" = Option<i32>, Header, description = "The version that was read")),
    responses((status = 200, body = MessageChannelSetup)))]
#[put("/channels/{channel}")]
pub(crate) async fn put_channel(
    caller: Allowed<SettingsManage>,
    hydra: web::Data<Hydra>,
    path: web::Path<String>,
    expected: IfMatch,
    body: Body<MessageChannelInput>,
) -> Result<web::Json<MessageChannelSetup>, Failure> {
    let Body(body) = body;
    let of = named(&path)?;
    let wanted = Wanted { provider: body.provider, settings: Value::Object(body.settings), secrets: body.secrets };
    let (workspace, actor, now, key) = (caller.workspace, caller.actor, hydra.now(), hydra.secret_key.clone());
    let row = hydra
        .write(workspace, move |conn| Ok(channel::put(conn, workspace, of, (&wanted, expected.0), &key, actor, now)?))
        .await?;
    Ok(web::Json(wire(&hydra, workspace, &row, true)))
}

/// Sends a line to an address, at once, so that its owner sees whether the channel works.
#[utoipa::path(tag = "messages", security(("bearer" = ["settings:manage"])), request_body = TestSend,
    params(("channel" = words::Channel, Path)), responses((status = 200, body = TestSendResult)))]
#[post("/channels/{channel}/test")]
pub(crate) async fn test_channel(
    caller: Allowed<SettingsManage>,
    hydra: web::Data<Hydra>,
    path: web::Path<String>,
    body: Body<TestSend>,
) -> Result<web::Json<TestSendResult>, Failure> {
    let (of, to) = (named(&path)?, body.0.to);
    let (workspace, actor, now) = (caller.workspace, caller.actor, hydra.now());
    let sending =
        hydra.write(workspace, move |conn| Ok(send::write_test(conn, workspace, of, &to, actor, now)?)).await?;
    let id = sending.message.id;
    let calling = hydra.clone();
    let interrupted = |_| Problem::busy("The provider could not be called. Try again.");
    let outcome = web::block(move || call(&calling, workspace, &sending)).await.map_err(interrupted)?;
    let now = hydra.now();
    let result = match &outcome {
        Outcome::Accepted { then, .. } => TestSendResult {
            accepted: !then.iter().any(|(status, ..)| *status == messaging::Status::Failed),
            detail: then.iter().find_map(|(_, _, detail)| detail.clone()),
        },
        Outcome::Refused { detail, .. } | Outcome::NotNow { detail, .. } | Outcome::Unknown(detail) => {
            TestSendResult { accepted: false, detail: Some(detail.clone()) }
        }
    };
    hydra
        .write(workspace, move |conn| {
            // Who tries looks at the answer, and tries again by hand.
            if let Outcome::NotNow { detail, .. } = &outcome {
                let failed = messaging::Status::Failed;
                let receipt =
                    Receipt { status: failed, code: Some("not_now".to_owned()), detail: Some(detail.clone()), at: now };
                receipt::apply(conn, workspace, &Which::Ours(id), &receipt, now)?;
            } else {
                send::record(conn, workspace, id, 0, &outcome, now)?;
            }
            Ok(())
        })
        .await?;
    Ok(web::Json(result))
}

fn named(word: &str) -> Result<Channel, Problem> {
    word.parse().map_err(|_| Problem::not_found())
}

fn wire(hydra: &Hydra, workspace: WorkspaceId, row: &Setup, may_change: bool) -> MessageChannelSetup {
    let is_meta = row.channel == Channel::Whatsapp && may_change;
    MessageChannelSetup {
        channel: row.channel,
        provider: row.provider,
        settings: row.settings.clone(),
        secrets: row.secrets(&hydra.secret_key).into_keys().collect(),
        callback_url: callback_url(hydra, workspace, row.channel).filter(|_| may_change),
        verify_token: is_meta.then(|| channel::verify_token(&hydra.secret_key, workspace)),
        inbound_secret: (row.channel == Channel::Email && may_change)
            .then(|| outbound::signature::secret_text(&channel::inbound_secret(&hydra.secret_key, workspace))),
        updated_at: row.updated_at.map(Timestamp::from),
        version: row.version,
    }
}

/// When people may be written to, and how often.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MessageRules {
    /// `HH:MM` in the workspace's time zone: automations and campaigns wait until the quiet hours end.
    quiet_from: Option<String>,
    quiet_until: Option<String>,
    /// Messages to one person in 24 hours, over every channel.
    daily_cap: Option<i16>,
    /// The days on which automations and campaigns send, from Monday.
    #[schema(value_type = Vec<words::Weekday>)]
    send_days: Vec<Weekday>,
    /// Emails tell that they were opened, and which of their links were followed; not personal answers.
    email_tracking: bool,
    /// The workspace's.
    time_zone: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MessageRulesPatch {
    /// `HH:MM`, or null for none.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    quiet_from: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    quiet_until: Option<Option<String>>,
    /// 1 to 1000, or null for no cap.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<i16>)]
    daily_cap: Option<Option<i16>>,
    /// At least one.
    #[schema(value_type = Option<Vec<words::Weekday>>)]
    send_days: Option<Vec<Weekday>>,
    email_tracking: Option<bool>,
}

/// The rules.
#[utoipa::path(tag = "messages", security(("bearer" = ["leads:view"])), responses((status = 200, body = MessageRules)))]
#[get("/message-settings")]
pub(crate) async fn show_message_rules(
    caller: Allowed<LeadsView>,
    hydra: web::Data<Hydra>,
) -> Result<web::Json<MessageRules>, Failure> {
    let workspace = caller.workspace;
    let rules = hydra.write(workspace, move |conn| Ok(rules::get(conn, workspace)?)).await?;
    Ok(web::Json(rules_wire(rules)))
}

/// Changes the rules.
#[utoipa::path(tag = "messages", security(("bearer" = ["settings:manage"])), request_body = MessageRulesPatch,
    responses((status = 200, body = MessageRules)))]
#[patch("/message-settings")]
pub(crate) async fn update_message_rules(
    caller: Allowed<SettingsManage>,
    hydra: web::Data<Hydra>,
    body: Body<MessageRulesPatch>,
) -> Result<web::Json<MessageRules>, Failure> {
    let Body(body) = body;
    let minute = |field, text: Option<Option<String>>| {
        let read = |text: Option<String>| text.map(|text| clock(field, &text)).transpose();
        text.map(read).transpose()
    };
    let (from, until) = (minute("quiet_from", body.quiet_from)?, minute("quiet_until", body.quiet_until)?);
    let days = body.send_days.map(|days| days.iter().fold(0, |bits, day| bits | day.bit()));
    let (workspace, actor, now) = (caller.workspace, caller.actor, hydra.now());
    let rules = hydra
        .write(workspace, move |conn| {
            let (before, _) = rules::get(conn, workspace)?;
            let rules = Rules {
                quiet_from: from.unwrap_or(before.quiet_from),
                quiet_until: until.unwrap_or(before.quiet_until),
                daily_cap: body.daily_cap.unwrap_or(before.daily_cap),
                email_tracking: body.email_tracking.unwrap_or(before.email_tracking),
                send_days: days.unwrap_or(before.send_days),
            };
            rules::put(conn, workspace, rules, actor, now)?;
            Ok(rules::get(conn, workspace)?)
        })
        .await?;
    Ok(web::Json(rules_wire(rules)))
}

/// `HH:MM` as minutes after midnight.
pub(crate) fn clock(field: &'static str, text: &str) -> Result<i16, Problem> {
    let read = || {
        let (hours, minutes) = text.split_once(':').filter(|_| text.len() == 5)?;
        let (hours, minutes): (i16, i16) = (hours.parse().ok()?, minutes.parse().ok()?);
        ((0..24).contains(&hours) && (0..60).contains(&minutes)).then_some(hours * 60 + minutes)
    };
    read().ok_or_else(|| Problem::field(field, "invalid", "is no time of day; write it like 21:30"))
}

fn rules_wire((rules, time_zone): (Rules, String)) -> MessageRules {
    let clock = |minute: i16| format!("{:02}:{:02}", minute / 60, minute % 60);
    MessageRules {
        quiet_from: rules.quiet_from.map(clock),
        quiet_until: rules.quiet_until.map(clock),
        daily_cap: rules.daily_cap,
        send_days: Weekday::ALL.iter().copied().filter(|day| rules.send_days & day.bit() != 0).collect(),
        email_tracking: rules.email_tracking,
        time_zone,
    }
}

/// Somebody who wants no messages.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Suppression {
    #[schema(value_type = uuid::Uuid)]
    id: Id<suppression::Suppression>,
    #[schema(value_type = words::Channel)]
    channel: Channel,
    /// Enough to recognise the address by: only its hash is kept.
    hint: String,
    #[schema(value_type = words::SuppressionReason)]
    reason: Reason,
    created_at: Timestamp,
}

impl From<suppression::Suppression> for Suppression {
    fn from(row: suppression::Suppression) -> Self {
        Self { id: row.id, channel: row.channel, hint: row.hint, reason: row.reason, created_at: row.created_at.into() }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewSuppression {
    #[schema(value_type = words::Channel)]
    channel: Channel,
    /// An email address or a phone number.
    address: String,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct SuppressionsQuery {
    cursor: Option<String>,
    /// 1 to 100.
    limit: Option<i64>,
    #[param(value_type = Option<words::Channel>)]
    channel: Option<Channel>,
}

/// Who wants no messages, the newest first.
#[utoipa::path(tag = "messages", security(("bearer" = ["messages:send"])), params(SuppressionsQuery),
    responses((status = 200, body = Stream<Suppression>)))]
#[get("/suppressions")]
pub(crate) async fn list_suppressions(
    caller: Allowed<MessagesSend>,
    hydra: web::Data<Hydra>,
    query: web::Query<SuppressionsQuery>,
) -> Result<web::Json<Stream<Suppression>>, Failure> {
    let (workspace, of) = (caller.workspace, query.channel);
    let (after, limit) = (cursor(query.cursor.as_deref())?, stream_limit(query.limit)?);
    let rows =
        hydra.write(workspace, move |conn| Ok(suppression::list(conn, workspace, of, after, limit + 1)?)).await?;
    let key = |row: &suppression::Suppression| Cursor { at: row.created_at, id: row.id.uuid() };
    Ok(web::Json(Stream::new(rows, limit, key, Suppression::from)))
}

/// Writes down that an address wants no messages.
#[utoipa::path(tag = "messages", security(("bearer" = ["messages:send"])), request_body = NewSuppression,
    responses((status = 201, body = Suppression)))]
#[post("/suppressions")]
pub(crate) async fn create_suppression(
    caller: Allowed<MessagesSend>,
    hydra: web::Data<Hydra>,
    body: Body<NewSuppression>,
) -> Result<HttpResponse, Failure> {
    let Body(body) = body;
    let (workspace, now) = (caller.workspace, hydra.now());
    let row = hydra
        .write(workspace, move |conn| Ok(suppression::add_by_hand(conn, workspace, body.channel, &body.address, now)?))
        .await?;
    Ok(HttpResponse::Created().json(Suppression::from(row)))
}

/// Takes the wish back: only when the person asked for it.
#[utoipa::path(tag = "messages", security(("bearer" = ["messages:send"])), params(("id" = uuid::Uuid, Path)), responses((status = 204)))]
#[delete("/suppressions/{id}")]
pub(crate) async fn delete_suppression(
    caller: Allowed<MessagesSend>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<suppression::Suppression>>,
) -> Result<HttpResponse, Failure> {
    let (workspace, id) = (caller.workspace, *id);
    hydra.write(workspace, move |conn| Ok(suppression::remove(conn, workspace, id)?)).await?;
    Ok(HttpResponse::NoContent().finish())
}
