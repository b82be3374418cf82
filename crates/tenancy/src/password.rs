//! Passwords: argon2id, 19 MiB, two passes, one lane (P19).

use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version};

use crate::Error;

/// The shortest password that is taken.
pub const MIN_LENGTH: usize = 8;
/// The longest, so that hashing has a bound.
pub const MAX_LENGTH: usize = 200;

/// Hashes a new password, about 30 ms of one core. Call it outside of transactions.
///
/// # Errors
/// [`Error::Invalid`] when it is shorter than [`MIN_LENGTH`] or longer than [`MAX_LENGTH`].
pub fn hash(password: &str) -> Result<String, Error> {
    let length = password.chars().count();
    if !(MIN_LENGTH..=MAX_LENGTH).contains(&length) {
        let message = format!("must have {MIN_LENGTH} to {MAX_LENGTH} characters");
        return Err(Error::Invalid { field: "password", message });
    }
    let hash = argon2id()
        .hash_password(password.as_bytes())
        .map_err(|e| Error::Invalid { field: "password", message: e.to_string() })?;
    Ok(hash.to_string())
}

/// True when `password` is the one that `hash` was made of. With no hash it takes as long and answers false, so that
/// the time of an answer does not tell whether an address has an account.
pub fn verify(password: &str, hash: Option<&str>) -> bool {
    // The hash of a random password that nobody knows.
    const NOBODY: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$RdescudvJCsgt3ub+b27S1w2W8zT3NFCn0Rp1sJfZ6A";
    let stored = PasswordHash::new(hash.unwrap_or(NOBODY));
    let matches = stored.is_ok_and(|stored| argon2id().verify_password(password.as_bytes(), &stored).is_ok());
    matches && hash.is_some()
}

fn argon2id() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(19 * 1024, 2, 1, None).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Proves: P19
    #[test]
    fn only_the_same_password_verifies() {
        let stored = hash("correct horse").expect("long enough");
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(verify("correct horse", Some(&stored)));
        assert!(!verify("correct hors", Some(&stored)));
        assert!(!verify("correct horse", None));
        assert!(hash("short").is_err());
    }
}
