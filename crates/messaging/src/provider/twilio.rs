//! SMS by Twilio's API, and what Twilio calls back.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

use super::{
    Around, Endpoints, Outcome, Provider,
    http::{self, Dialect},
};
use crate::{Message, channel::Twilio, message::Status};

pub(super) struct Sms {
    pub(super) settings: Twilio,
    pub(super) auth_token: String,
    pub(super) endpoints: Endpoints,
}

const DIALECT: Dialect = Dialect {
    accepted: |body| Some(body.get("sid")?.as_str()?.to_owned()),
    refused: |body| Some((body.get("code")?.to_string(), body.get("message")?.as_str()?.to_owned())),
};

impl Provider for Sms {
    fn send(&self, message: &Message, around: &Around) -> Outcome {
        let from = if self.settings.from.starts_with('+') { "From" } else { "MessagingServiceSid" };
        let mut form = vec![
            ("To", message.address.as_str()),
            (from, self.settings.from.as_str()),
            ("Body", message.body.as_str()),
        ];
        if let Some(callback) = &around.callback {
            form.push(("StatusCallback", callback));
        }
        let sid = &self.settings.account_sid;
        let url = format!("{}/2010-04-01/Accounts/{sid}/Messages.json", self.endpoints.twilio);
        let request = || Ok(http::post(&self.endpoints, url)?.basic_auth(sid, Some(&self.auth_token)).form(&form));
        http::call(request, &DIALECT)
    }
}

/// True when Twilio signed a call: base64 of HMAC-SHA1 with the account's token over the address as it was called and the
/// form's pairs, sorted by name and written one after the other (Twilio's "Validating Signatures").
pub fn is_signed(auth_token: &str, url: &str, form: &[(String, String)], signature: &str) -> bool {
    let mut sorted: Vec<&(String, String)> = form.iter().collect();
    sorted.sort();
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(auth_token.as_bytes()) else { return false };
    mac.update(url.as_bytes());
    for (name, value) in sorted {
        mac.update(name.as_bytes());
        mac.update(value.as_bytes());
    }
    BASE64_STANDARD.decode(signature).is_ok_and(|given| mac.verify_slice(&given).is_ok())
}

/// What Twilio tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Callback {
    /// How a message stands: Twilio's id for it, status, code.
    Status(String, Status, Option<String>),
    /// Somebody wrote: their number, the text.
    Message(String, String),
    /// Something that changes nothing.
    Nothing,
}

/// Reads the form of a call whose signature was checked.
pub fn read(form: &[(String, String)]) -> Callback {
    let get = |name: &str| form.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let status = match get("MessageStatus") {
        Some("sent" | "accepted" | "queued" | "sending") => Some(Status::Sent),
        Some("delivered") => Some(Status::Delivered),
        Some("read") => Some(Status::Read),
        Some("failed" | "undelivered" | "canceled") => Some(Status::Failed),
        _ => None,
    };
    match (get("MessageSid"), status, get("From"), get("Body")) {
        (Some(sid), Some(status), ..) => {
            let code = get("ErrorCode").filter(|code| !code.is_empty()).map(str::to_owned);
            Callback::Status(sid.to_owned(), status, code)
        }
        (_, None, Some(from), Some(body)) => Callback::Message(from.to_owned(), body.to_owned()),
        _ => Callback::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    /// The example of Twilio's documentation.
    #[test]
    fn twilios_own_example_is_signed_and_nothing_else() {
        let url = "https://example.com/myapp.php?foo=1&bar=2";
        let pairs = form(&[
            ("CallSid", "CA1234567890ABCDE"),
            ("Caller", "+14158675310"),
            ("Digits", "1234"),
            ("From", "+14158675310"),
            ("To", "+18005551212"),
        ]);
        let signature = "L/OH5YylLD5NRKLltdqwSvS0BnU=";
        assert!(is_signed("12345", url, &pairs, signature));
        assert!(!is_signed("12346", url, &pairs, signature));
        assert!(!is_signed("12345", "https://example.com/myapp.php?foo=1", &pairs, signature));
        assert!(!is_signed("12345", url, &pairs[1..], signature));
        assert!(!is_signed("12345", url, &pairs, "") && !is_signed("12345", url, &pairs, "no base64"));
    }

    #[test]
    fn statuses_and_messages_are_told_apart() {
        let failed = form(&[("MessageSid", "SM1"), ("MessageStatus", "undelivered"), ("ErrorCode", "30003")]);
        assert_eq!(read(&failed), Callback::Status("SM1".to_owned(), Status::Failed, Some("30003".to_owned())));
        let stop = form(&[("MessageSid", "SM2"), ("From", "+15550100"), ("Body", "STOP")]);
        assert_eq!(read(&stop), Callback::Message("+15550100".to_owned(), "STOP".to_owned()));
        assert_eq!(read(&form(&[("MessageStatus", "dancing")])), Callback::Nothing);
    }
}
