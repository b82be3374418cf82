//! Secrets that are derived from the server's key instead of being stored, so that no dump holds a usable one (P19).

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use uuid::Uuid;

/// The shortest key, in bytes.
const MIN_BYTES: usize = 32;

/// The server's key. Whoever changes it changes every secret that was derived.
#[derive(Clone)]
pub struct SecretKey(Vec<u8>);

impl SecretKey {
    /// A key of at least 32 bytes; `None` for a shorter one.
    pub fn new(text: &str) -> Option<Self> {
        (text.len() >= MIN_BYTES).then(|| Self(text.as_bytes().to_vec()))
    }

    /// The secret of one thing, for one purpose; another `generation` is another secret.
    pub fn derive(&self, purpose: &str, id: Uuid, generation: i32) -> [u8; 32] {
        let message = format!("{purpose}\n{id}\n{generation}");
        self.sign(message.as_bytes())
    }

    fn sign(&self, message: &[u8]) -> [u8; 32] {
        sign(&self.0, message)
    }
}

/// HMAC-SHA256 (RFC 2104).
pub fn sign(key: &[u8], message: &[u8]) -> [u8; 32] {
    // HMAC takes keys of any length; the error of its constructor can't occur.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return [0; 32] };
    mac.update(message);
    mac.finalize().into_bytes().into()
}

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_differ_by_purpose_thing_and_generation() {
        assert!(SecretKey::new(&"k".repeat(31)).is_none());
        let key = SecretKey::new(&"k".repeat(32)).expect("long enough");
        let id = Uuid::from_u128(1);
        let secrets =
            [key.derive("a", id, 1), key.derive("b", id, 1), key.derive("a", id, 2), key.derive("a", Uuid::nil(), 1)];
        for (n, secret) in secrets.iter().enumerate() {
            assert!(!secrets[n + 1..].contains(secret));
        }
        assert_eq!(key.derive("a", id, 1), secrets[0]);
        assert_eq!(format!("{key:?}"), "SecretKey(…)");
    }
}
