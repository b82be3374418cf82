//! By what a workspace's messages go: a provider for each channel, the sandbox until one is set up (D30).

use std::collections::BTreeMap;

use crm_core::Email;
use db::{Conn, WorkspaceId, schema::message_channels as channels};
use diesel::prelude::*;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use tenancy::{Actor, SecretKey, Token, TokenKind, audit};
use time::OffsetDateTime;

use crate::{Channel, Error};

/// What secrets are sealed for.
const SECRETS: &str = "message channel";
/// What the keys of callback addresses are derived for.
const CALLBACK: &str = "message callback";
/// The longest value of a setting or secret, in characters.
const MAX_VALUE: usize = 500;

db::text_enum! {
    /// Who carries a message.
    pub enum Provider {
        /// Nobody: it is kept and shown.
        Sandbox = "sandbox",
        /// A mail server.
        Smtp = "smtp",
        /// Twilio's API.
        Twilio = "twilio",
        /// Meta's Cloud API.
        WhatsappCloud = "whatsapp_cloud",
    }
}

db::text_enum! {
    /// How a connection to a mail server is protected.
    pub enum Security {
        /// TLS from the first byte (port 465).
        Tls = "tls",
        /// TLS by STARTTLS, or nothing is sent (port 587).
        Starttls = "starttls",
        /// Not at all: for a server on the same machine.
        None = "none",
    }
}

/// A mail server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Smtp {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// See [`Security`].
    pub security: Security,
    /// Without one it is not signed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// From whom messages are.
    pub from_email: String,
    /// The name beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_name: Option<String>,
    /// Where answers go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<String>,
}

/// An account at Twilio.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Twilio {
    /// `AC…`.
    pub account_sid: String,
    /// A number in E.164, or a messaging service `MG…`.
    pub from: String,
}

/// A number at Meta.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Whatsapp {
    /// The number's id in the Cloud API.
    pub phone_number_id: String,
    /// The account that owns its templates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub business_account_id: Option<String>,
}

/// What a provider is told with each message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settings {
    /// Nothing.
    Sandbox,
    /// See [`Smtp`].
    Smtp(Smtp),
    /// See [`Twilio`].
    Twilio(Twilio),
    /// See [`Whatsapp`].
    Whatsapp(Whatsapp),
}

/// A channel as it is set up.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = channels)]
pub struct Setup {
    /// Which.
    pub channel: Channel,
    /// By whom its messages go.
    pub provider: Provider,
    /// As [`Settings`] reads them.
    pub settings: Value,
    secrets: Option<Vec<u8>>,
    /// Counts changes, for `If-Match`; 0 before the first.
    pub version: i32,
    /// The last change.
    #[diesel(select_expression = channels::updated_at.nullable())]
    pub updated_at: Option<OffsetDateTime>,
}

impl Setup {
    fn sandbox(channel: Channel) -> Self {
        Self { channel, provider: Provider::Sandbox, settings: json!({}), secrets: None, version: 0, updated_at: None }
    }

    /// The settings, read.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the row holds what this version can't read.
    pub fn read(&self) -> Result<Settings, Error> {
        read(self.provider, &self.settings)
    }

    /// The provider's secrets by name; none when the server's key is another one than they were sealed with.
    pub fn secrets(&self, key: &SecretKey) -> BTreeMap<String, String> {
        let opened = self.secrets.as_ref().and_then(|sealed| key.open(SECRETS, sealed));
        opened.and_then(|plain| serde_json::from_slice(&plain).ok()).unwrap_or_default()
    }
}

/// Every channel, in the order of [`Channel::ALL`].
pub fn list(conn: &mut Conn, workspace: WorkspaceId) -> Result<Vec<Setup>, Error> {
    let rows: Vec<Setup> =
        channels::table.filter(channels::workspace_id.eq(workspace)).select(Setup::as_select()).load(conn)?;
    let of = |channel: &Channel| rows.iter().find(|row| row.channel == *channel).cloned();
    Ok(Channel::ALL.iter().map(|channel| of(channel).unwrap_or_else(|| Setup::sandbox(*channel))).collect())
}

/// One channel.
pub fn get(conn: &mut Conn, workspace: WorkspaceId, channel: Channel) -> Result<Setup, Error> {
    let row = channels::table
        .filter(channels::workspace_id.eq(workspace).and(channels::channel.eq(channel)))
        .select(Setup::as_select())
        .first(conn)
        .optional()?;
    Ok(row.unwrap_or_else(|| Setup::sandbox(channel)))
}

/// What a channel is to be.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// By whom its messages go.
    pub provider: Provider,
    /// That provider's settings.
    pub settings: Value,
    /// Secrets by name; those left out stay while the provider stays.
    pub secrets: BTreeMap<String, String>,
}

/// Sets a channel up. The audit log says what changed, but for secrets' values.
///
/// # Errors
/// [`Error::Invalid`] naming `provider`, `settings.<name>` or `secrets.<name>`, [`Error::Stale`].
pub fn put(
    conn: &mut Conn,
    workspace: WorkspaceId,
    channel: Channel,
    (wanted, expected): (&Wanted, Option<i32>),
    key: &SecretKey,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Setup, Error> {
    let before = get(conn, workspace, channel)?;
    if expected.is_some_and(|version| version != before.version) {
        return Err(Error::Stale);
    }
    if !carriers(channel).contains(&wanted.provider) {
        return Err(Error::invalid("provider", format!("does not carry {channel}")));
    }
    let settings = check(read(wanted.provider, &wanted.settings)?)?;
    let mut secrets = if before.provider == wanted.provider { before.secrets(key) } else { BTreeMap::new() };
    let names = secret_names(&settings);
    for (name, value) in &wanted.secrets {
        if !names.contains(&name.as_str()) {
            return Err(Error::invalid(format!("secrets.{name}"), format!("is no secret of {}", wanted.provider)));
        }
        if value.is_empty() || value.chars().count() > MAX_VALUE {
            return Err(Error::invalid(format!("secrets.{name}"), format!("must have 1 to {MAX_VALUE} characters")));
        }
        secrets.insert(name.clone(), value.clone());
    }
    secrets.retain(|name, _| names.contains(&name.as_str()));
    if let Some(missing) = names.iter().find(|name| !secrets.contains_key(**name)) {
        return Err(Error::invalid(format!("secrets.{missing}"), "is required"));
    }
    let sealed = (!secrets.is_empty()).then(|| key.seal(SECRETS, json!(secrets).to_string().as_bytes()));
    let settings = write(&settings);
    let values = (
        channels::provider.eq(wanted.provider),
        channels::settings.eq(&settings),
        channels::secrets.eq(sealed),
        channels::updated_at.eq(now),
    );
    diesel::insert_into(channels::table)
        .values((channels::workspace_id.eq(workspace), channels::channel.eq(channel), values.clone()))
        .on_conflict((channels::workspace_id, channels::channel))
        .do_update()
        .set((values, channels::version.eq(channels::version + 1)))
        .execute(conn)?;
    let details = json!({
        "from": {"provider": before.provider, "settings": before.settings},
        "to": {"provider": wanted.provider, "settings": settings, "secrets": wanted.secrets.keys().collect::<Vec<_>>()},
    });
    audit::record(conn, workspace, actor, "message_channel.updated", (channel.as_str(), None), details, now)?;
    get(conn, workspace, channel)
}

/// Who can carry a channel's messages.
pub fn carriers(channel: Channel) -> [Provider; 2] {
    match channel {
        Channel::Email => [Provider::Sandbox, Provider::Smtp],
        Channel::Sms => [Provider::Sandbox, Provider::Twilio],
        Channel::Whatsapp => [Provider::Sandbox, Provider::WhatsappCloud],
    }
}

/// The key in the address that a channel's provider calls back: derived, so that it needs no place and never changes.
pub fn callback_key(key: &SecretKey, workspace: WorkspaceId, channel: Channel) -> Token {
    let secret = key.derive(&format!("{CALLBACK} {channel}"), workspace.uuid(), 0);
    Token::from_secret(TokenKind::Channel, workspace, &secret)
}

/// What hands in mail that came in signs with.
pub fn inbound_secret(key: &SecretKey, workspace: WorkspaceId) -> [u8; 32] {
    key.derive("inbound email", workspace.uuid(), 0)
}

/// What Meta is told to send when it asks whether the address is ours.
pub fn verify_token(key: &SecretKey, workspace: WorkspaceId) -> String {
    hex::encode(&key.derive("whatsapp verify token", workspace.uuid(), 0)[..16])
}

/// The workspace whose channel has this key.
pub fn of_callback(key: &SecretKey, channel: Channel, text: &str) -> Option<WorkspaceId> {
    use subtle::ConstantTimeEq;
    let given = Token::parse(TokenKind::Channel, text)?;
    let ours = callback_key(key, given.workspace, channel);
    bool::from(ours.hash().ct_eq(&given.hash())).then_some(given.workspace)
}

fn secret_names(settings: &Settings) -> &'static [&'static str] {
    match settings {
        Settings::Smtp(smtp) if smtp.username.is_some() => &["password"],
        Settings::Sandbox | Settings::Smtp(_) => &[],
        Settings::Twilio(_) => &["auth_token"],
        Settings::Whatsapp(_) => &["access_token", "app_secret"],
    }
}

fn read(provider: Provider, settings: &Value) -> Result<Settings, Error> {
    fn of<T: DeserializeOwned>(settings: &Value) -> Result<T, Error> {
        // What is left blank is left out.
        let mut settings = settings.clone();
        if let Value::Object(map) = &mut settings {
            map.retain(|_, value| !value.is_null() && value.as_str().is_none_or(|text| !text.trim().is_empty()));
        }
        serde_path_to_error::deserialize(settings).map_err(|error| {
            let message = error.inner().to_string();
            // A missing field is told at the object, with the field's name between ticks.
            let missing = message.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`'));
            match missing {
                Some(field) => Error::invalid(format!("settings.{field}"), "is required"),
                None => Error::invalid(format!("settings.{}", error.path()), message),
            }
        })
    }
    Ok(match provider {
        Provider::Sandbox => Settings::Sandbox,
        Provider::Smtp => Settings::Smtp(of(settings)?),
        Provider::Twilio => Settings::Twilio(of(settings)?),
        Provider::WhatsappCloud => Settings::Whatsapp(of(settings)?),
    })
}

fn write(settings: &Settings) -> Value {
    match settings {
        Settings::Sandbox => json!({}),
        Settings::Smtp(smtp) => json!(smtp),
        Settings::Twilio(twilio) => json!(twilio),
        Settings::Whatsapp(whatsapp) => json!(whatsapp),
    }
}

/// Settings whose values can be what they say.
fn check(settings: Settings) -> Result<Settings, Error> {
    let text = |name: &str, value: &str| {
        if value.chars().count() > MAX_VALUE || value.contains(char::is_control) {
            return Err(Error::invalid(format!("settings.{name}"), "is too long, or has more than one line"));
        }
        Ok(())
    };
    let email = |name: &str, value: &str| {
        Email::parse(value).map(drop).map_err(|_| Error::invalid(format!("settings.{name}"), "is no email address"))
    };
    match &settings {
        Settings::Sandbox => {}
        Settings::Smtp(smtp) => {
            text("host", &smtp.host)?;
            text("username", smtp.username.as_deref().unwrap_or_default())?;
            text("from_name", smtp.from_name.as_deref().unwrap_or_default())?;
            email("from_email", &smtp.from_email)?;
            if let Some(reply_to) = &smtp.reply_to {
                email("reply_to", reply_to)?;
            }
            if smtp.host.contains(|c: char| c.is_whitespace() || "/@".contains(c)) || smtp.port == 0 {
                return Err(Error::invalid("settings.host", "is no server; write it like smtp.example.com"));
            }
            if smtp.security == Security::None && smtp.username.is_some() {
                return Err(Error::invalid(
                    "settings.security",
                    "must be tls or starttls: the password would go openly",
                ));
            }
        }
        Settings::Twilio(twilio) => {
            let is_word = |text: &str| text.len() <= 64 && text.chars().all(|c| c.is_ascii_alphanumeric());
            if !is_word(&twilio.account_sid) {
                return Err(Error::invalid("settings.account_sid", "is no account; it begins with AC"));
            }
            let number = twilio.from.strip_prefix('+');
            if !number.map_or_else(|| is_word(&twilio.from), |digits| digits.chars().all(|c| c.is_ascii_digit())) {
                let message = "is neither a number like +15550100 nor a messaging service MG…";
                return Err(Error::invalid("settings.from", message));
            }
        }
        Settings::Whatsapp(whatsapp) => {
            let ids = [
                ("phone_number_id", Some(&whatsapp.phone_number_id)),
                ("business_account_id", whatsapp.business_account_id.as_ref()),
            ];
            for (name, id) in ids {
                // They stand in the address that is called.
                if id.is_some_and(|id| id.len() > 64 || !id.chars().all(|c| c.is_ascii_digit())) {
                    return Err(Error::invalid(format!("settings.{name}"), "is no id; it has digits only"));
                }
            }
        }
    }
    Ok(settings)
}
