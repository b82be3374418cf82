//! The signature that a sender may have to give with a delivery: HMAC-SHA256 of the raw body (D25).

use base64::{Engine, engine::general_purpose::STANDARD};
use subtle::ConstantTimeEq;

/// Where senders put it.
pub const HEADERS: [&str; 5] =
    ["X-Hydra-Signature", "X-Hub-Signature-256", "X-Signature", "X-Webhook-Signature", "Typeform-Signature"];

/// Whether one of the given signatures is the body's: hex or base64, with or without `sha256=`.
pub fn is_signed(secret: &[u8], body: &[u8], given: &[String]) -> bool {
    let right = tenancy::secret::sign(secret, body);
    given.iter().any(|text| {
        let text = text.trim();
        let text = text.strip_prefix("sha256=").unwrap_or(text);
        let decoded = hex::decode(text).ok().filter(|bytes| bytes.len() == right.len());
        decoded.or_else(|| STANDARD.decode(text).ok()).is_some_and(|bytes| bytes.ct_eq(&right[..]).into())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_and_base64_with_and_without_prefix() {
        let (secret, body) = (b"a secret".as_slice(), b"{}".as_slice());
        let mac = tenancy::secret::sign(secret, body);
        let (hexed, based) = (hex::encode(mac), STANDARD.encode(mac));
        for text in
            [hexed.clone(), format!("sha256={hexed}"), hexed.to_uppercase(), based.clone(), format!(" sha256={based}")]
        {
            assert!(is_signed(secret, body, &[String::new(), text.clone()]), "{text}");
        }
        for (secret, body, text) in [
            (b"another".as_slice(), body, hexed.as_str()),
            (secret, b"{ }".as_slice(), &hexed),
            (secret, body, ""),
            (secret, body, "sha256="),
            (secret, body, &hexed[..62]),
        ] {
            assert!(!is_signed(secret, body, &[text.to_owned()]), "{text}");
        }
        assert!(!is_signed(secret, body, &[]));
    }
}
