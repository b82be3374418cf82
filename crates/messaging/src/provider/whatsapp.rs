//! WhatsApp by Meta's Cloud API, and what Meta calls back.

use hmac::{Hmac, KeyInit, Mac};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::Sha256;
use time::OffsetDateTime;

use super::{
    Around, Endpoints, Outcome, Provider,
    http::{self, Dialect},
};
use crate::{
    Message,
    channel::Whatsapp,
    message::{Receipt, Status},
    template,
};

pub(super) struct Meta {
    pub(super) settings: Whatsapp,
    pub(super) access_token: String,
    pub(super) endpoints: Endpoints,
}

const DIALECT: Dialect = Dialect {
    accepted: |body| Some(body.pointer("/messages/0/id")?.as_str()?.to_owned()),
    refused: |body| {
        let error = body.get("error")?;
        let detail = error.pointer("/error_data/details").or_else(|| error.get("message"))?;
        Some((error.get("code")?.to_string(), detail.as_str()?.to_owned()))
    },
};

impl Provider for Meta {
    fn send(&self, message: &Message, _: &Around) -> Outcome {
        let body = body(message);
        let url = format!("{}/{}/messages", self.endpoints.meta, self.settings.phone_number_id);
        let request = || Ok(http::post(&self.endpoints, url)?.bearer_auth(&self.access_token).json(&body));
        http::call(request, &DIALECT)
    }
}

#[derive(Deserialize)]
struct Template {
    name: String,
    language: String,
    values: Vec<String>,
}

fn body(message: &Message) -> Value {
    let mut body = json!({
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": message.address.trim_start_matches('+'),
        // Comes back with each status: it finds the message even when the answer to this call got lost.
        "biz_opaque_callback_data": message.id,
    });
    let template = message.template.as_ref().and_then(|template| Template::deserialize(template).ok());
    let (kind, content) = match template {
        Some(template) => {
            let text = |value: &String| json!({"type": "text", "text": value});
            let parameters: Vec<Value> = template.values.iter().map(text).collect();
            let components =
                if parameters.is_empty() { json!([]) } else { json!([{"type": "body", "parameters": parameters}]) };
            let language = json!({"code": template.language});
            ("template", json!({"name": template.name, "language": language, "components": components}))
        }
        None => ("text", json!({"preview_url": false, "body": message.body})),
    };
    body["type"] = json!(kind);
    body[kind] = content;
    body
}

/// True when Meta signed a body: `sha256=` and hex of HMAC-SHA256 with the app's secret (Meta's "Validating Payloads").
pub fn is_signed(app_secret: &str, body: &[u8], signature: &str) -> bool {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(app_secret.as_bytes()) else { return false };
    mac.update(body);
    let given = signature.strip_prefix("sha256=").and_then(|hex| hex::decode(hex).ok());
    given.is_some_and(|given| mac.verify_slice(&given).is_ok())
}

/// What Meta tells.
#[derive(Debug, Clone)]
pub enum Heard {
    /// How a message stands.
    Status {
        /// Meta's id for it.
        id: String,
        /// The id that we sent along.
        ours: Option<String>,
        /// What is said of it.
        receipt: Receipt,
    },
    /// Somebody wrote: their number in E.164, the text.
    Message(String, String),
    /// How Meta judges a template, by its name and language there.
    Template {
        /// Its name.
        name: String,
        /// Its language, as Meta writes it here: `en_US` or `en-US`.
        language: String,
        /// Whether it may be sent.
        status: template::Status,
    },
}

#[derive(Deserialize)]
struct Notice {
    #[serde(default)]
    entry: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    #[serde(default)]
    changes: Vec<Change>,
}

#[derive(Deserialize)]
struct Change {
    #[serde(default)]
    field: String,
    value: Value,
}

/// The value of `message_template_status_update`.
#[derive(Deserialize)]
struct Judged {
    event: String,
    message_template_name: String,
    message_template_language: String,
}

#[derive(Deserialize)]
struct Content {
    /// Each read by itself: one of another shape must not take the others along.
    #[serde(default)]
    statuses: Vec<Value>,
    #[serde(default)]
    messages: Vec<Value>,
}

#[derive(Deserialize)]
struct Told {
    id: String,
    status: String,
    #[serde(default)]
    timestamp: String,
    #[serde(default)]
    biz_opaque_callback_data: Option<String>,
    #[serde(default)]
    errors: Vec<Value>,
}

#[derive(Deserialize)]
struct Written {
    from: String,
    #[serde(default)]
    text: Option<Text>,
    #[serde(default)]
    button: Option<Text>,
}

#[derive(Deserialize)]
struct Text {
    #[serde(alias = "text")]
    body: String,
}

/// Reads a body whose signature was checked; what it tells besides is left out.
pub fn read(body: &[u8], now: OffsetDateTime) -> Vec<Heard> {
    let Ok(notice) = serde_json::from_slice::<Notice>(body) else { return Vec::new() };
    let changes = notice.entry.into_iter().flat_map(|entry| entry.changes);
    changes
        .flat_map(|change| {
            if change.field == "message_template_status_update" {
                return Judged::deserialize(change.value).ok().and_then(judgement).into_iter().collect();
            }
            let Ok(content) = Content::deserialize(change.value) else { return Vec::new() };
            let told = content.statuses.iter().filter_map(|told| Told::deserialize(told).ok());
            let statuses = told.filter_map(|told| status(told, now));
            let written = content.messages.iter().filter_map(|written| Written::deserialize(written).ok());
            let messages = written.map(|written| {
                let text = written.text.or(written.button).map(|text| text.body).unwrap_or_default();
                Heard::Message(format!("+{}", written.from.trim_start_matches('+')), text)
            });
            statuses.chain(messages).collect::<Vec<_>>()
        })
        .collect()
}

fn judgement(judged: Judged) -> Option<Heard> {
    let status = match judged.event.as_str() {
        "APPROVED" | "REINSTATED" => template::Status::Approved,
        "PENDING" | "IN_APPEAL" => template::Status::Pending,
        // Whatever the reason, Meta delivers it no more.
        "REJECTED" | "DISABLED" | "PAUSED" | "PENDING_DELETION" | "DELETED" => template::Status::Rejected,
        _ => return None,
    };
    let (name, language) = (judged.message_template_name, judged.message_template_language);
    Some(Heard::Template { name, language, status })
}

fn status(told: Told, now: OffsetDateTime) -> Option<Heard> {
    let status = match told.status.as_str() {
        "sent" | "accepted" => Status::Sent,
        "delivered" => Status::Delivered,
        "read" | "played" => Status::Read,
        "failed" => Status::Failed,
        _ => return None,
    };
    let error = told.errors.first();
    let detail = error.and_then(|e| e.pointer("/error_data/details").or_else(|| e.get("title"))?.as_str());
    // A clock that runs ahead makes no receipt of tomorrow.
    let at = told.timestamp.parse().ok().and_then(|at| OffsetDateTime::from_unix_timestamp(at).ok());
    let at = at.filter(|at| *at <= now).unwrap_or(now);
    let receipt = Receipt {
        status,
        code: error.and_then(|e| Some(e.get("code")?.to_string())),
        detail: detail.map(str::to_owned),
        at,
    };
    Some(Heard::Status { id: told.id, ours: told.biz_opaque_callback_data, receipt })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_bodies_that_meta_signed_are_believed() {
        let body = br#"{"entry":[]}"#;
        let mut mac = Hmac::<Sha256>::new_from_slice(b"secret").expect("a key");
        mac.update(body);
        let signature = format!("sha256={}", hex::encode(mac.finalize().into_bytes()));
        assert!(is_signed("secret", body, &signature));
        assert!(!is_signed("other", body, &signature) && !is_signed("secret", b"{}", &signature));
        assert!(!is_signed("secret", body, "") && !is_signed("secret", body, &signature[7..]));
    }

    #[test]
    fn a_notice_is_read_as_meta_writes_it() {
        let now = OffsetDateTime::from_unix_timestamp(2_000_000_000).expect("a time");
        let notice = json!({"object": "whatsapp_business_account", "entry": [{"id": "0", "changes": [{"field": "messages",
            "value": {"messaging_product": "whatsapp", "metadata": {},
                "statuses": [
                    {"id": "wamid.A", "status": "failed", "timestamp": "1700000000", "recipient_id": "15550100",
                     "errors": [{"code": 131026, "title": "Undeliverable", "error_data": {"details": "No such number"}}]},
                    {"id": 7, "status": "sent", "timestamp": 1},
                    {"id": "wamid.B", "status": "deleted", "timestamp": "1"}],
                "messages": [{"from": "15550100", "id": "wamid.C", "type": "text", "text": {"body": "Stop"}}]}}]}]});
        let heard = read(notice.to_string().as_bytes(), now);
        let [Heard::Status { id, receipt, .. }, Heard::Message(from, text)] = heard.as_slice() else {
            panic!("{heard:?}")
        };
        assert_eq!((id.as_str(), receipt.status, receipt.code.as_deref()), ("wamid.A", Status::Failed, Some("131026")));
        assert_eq!(
            (receipt.detail.as_deref(), from.as_str(), text.as_str()),
            (Some("No such number"), "+15550100", "Stop")
        );
        assert!(read(b"<html>", now).is_empty() && read(b"{}", now).is_empty());
    }

    #[test]
    fn what_meta_says_of_templates_is_read() {
        let said = |event: &str| {
            let notice = json!({"entry": [{"changes": [{"field": "message_template_status_update", "value": {"event": event,
                "message_template_id": 7, "message_template_name": "welcome", "message_template_language": "en-US",
                "reason": "NONE"}}]}]});
            match read(notice.to_string().as_bytes(), OffsetDateTime::UNIX_EPOCH).pop() {
                Some(Heard::Template { name, language, status }) => {
                    assert_eq!((name.as_str(), language.as_str()), ("welcome", "en-US"));
                    Some(status)
                }
                _ => None,
            }
        };
        assert_eq!(said("APPROVED"), Some(template::Status::Approved));
        assert_eq!(said("PENDING"), Some(template::Status::Pending));
        assert_eq!([said("REJECTED"), said("PAUSED")], [Some(template::Status::Rejected); 2]);
        assert_eq!(said("FLAGGED"), None, "it is still delivered");
    }
}
