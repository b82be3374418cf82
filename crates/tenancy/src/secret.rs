//! Secrets that no dump holds in a usable form (P19): ours are derived from the server's key instead of being stored, others'
//! are sealed with it.

use hmac::{Hmac, KeyInit, Mac};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
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

    /// A secret that somebody else made and that has to be used again, as it may be stored: encrypted and authenticated
    /// (ChaCha20-Poly1305, RFC 8439) with a key of its own purpose, 12 bytes of nonce before it.
    pub fn seal(&self, purpose: &str, secret: &[u8]) -> Vec<u8> {
        let nonce: [u8; NONCE_LEN] = rand::random();
        let mut sealed = secret.to_vec();
        let mut out = nonce.to_vec();
        // It refuses only what is longer than 256 GiB.
        if let Some(key) = self.sealing_key(purpose)
            && key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut sealed).is_ok()
        {
            out.append(&mut sealed);
        }
        out
    }

    /// What was sealed; `None` when it was sealed with another key, for another purpose, or changed since.
    pub fn open(&self, purpose: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut opened = sealed.to_vec();
        let plain = self.sealing_key(purpose)?.open_in_place(nonce, Aad::empty(), &mut opened).ok()?;
        Some(plain.to_vec())
    }

    fn sealing_key(&self, purpose: &str) -> Option<LessSafeKey> {
        let key = self.derive(purpose, Uuid::nil(), 0);
        UnboundKey::new(&CHACHA20_POLY1305, &key).ok().map(LessSafeKey::new)
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
    fn what_is_sealed_opens_with_its_key_and_purpose_alone() {
        let key = SecretKey::new(&"k".repeat(32)).expect("long enough");
        let sealed = key.seal("a", b"theirs");
        assert_ne!(sealed, key.seal("a", b"theirs"), "no two are alike");
        assert_eq!(key.open("a", &sealed).as_deref(), Some(b"theirs".as_slice()));
        let other = SecretKey::new(&"x".repeat(32)).expect("long enough");
        let mut changed = sealed.clone();
        changed[20] ^= 1;
        assert!(key.open("b", &sealed).is_none() && other.open("a", &sealed).is_none());
        assert!(key.open("a", &changed).is_none() && key.open("a", b"short").is_none());
    }

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
