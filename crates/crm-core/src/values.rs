//! Values with one constructor each, which validates and normalises.

use std::fmt;

use rust_decimal::Decimal;
use serde_json::{Map, Value};

use crate::Error;

/// An email address, normalised once (D5): trimmed, ASCII lower case, its domain in IDNA's ASCII form.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Email(String);

impl Email {
    /// Reads an address.
    ///
    /// # Errors
    /// [`Error::Invalid`] for the field `email` when it has no local part, no domain with a dot, blanks or control
    /// characters, or more than 254 characters.
    pub fn parse(text: &str) -> Result<Self, Error> {
        Self::read(text).ok_or_else(|| Error::invalid("email", "is not an email address"))
    }

    fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let (local, domain) = text.rsplit_once('@')?;
        let domain = idna::domain_to_ascii_strict(domain).ok()?;
        let local_is_fine = !local.is_empty()
            && local.len() <= 64
            && !local.chars().any(|c| c.is_whitespace() || c.is_control() || "\"(),:;<>@[\\]".contains(c));
        let domain_is_fine = domain.contains('.') && !domain.starts_with('.') && !domain.ends_with('.');
        let email = format!("{}@{domain}", local.to_ascii_lowercase());
        (local_is_fine && domain_is_fine && email.len() <= 254).then_some(Self(email))
    }

    /// The normalised address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A phone number in E.164 (`+4930…`).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Phone(String);

impl Phone {
    /// Reads a number; a national one is read as one of `country` (ISO 3166 alpha-2).
    ///
    /// # Errors
    /// [`Error::Invalid`] for the field `phone` when it is no possible number.
    pub fn parse(text: &str, country: &str) -> Result<Self, Error> {
        Self::read(text, country).ok_or_else(|| {
            Error::invalid("phone", "is not a phone number; write it with its country code, like +49 30 5550 0142")
        })
    }

    fn read(text: &str, country: &str) -> Option<Self> {
        // Letters are never a number that a person typed; the parser would read them as keys of a telephone.
        if text.len() > 40 || text.chars().any(char::is_alphabetic) {
            return None;
        }
        let number = phonenumber::parse(country.parse().ok(), text).ok()?;
        phonenumber::is_valid(&number).then(|| Self(number.format().mode(phonenumber::Mode::E164).to_string()))
    }

    /// The number in E.164.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A one-line text as it is stored: trimmed, `None` when nothing is left.
///
/// # Errors
/// [`Error::Invalid`] when it is longer than `max` characters or holds a NUL, which PostgreSQL can't store.
pub fn text(field: &'static str, value: &str, max: usize) -> Result<Option<String>, Error> {
    let value = value.trim();
    if value.contains('\0') {
        return Err(Error::invalid(field, "holds a NUL character"));
    }
    if value.chars().count() > max {
        return Err(Error::invalid(field, format!("is longer than {max} characters")));
    }
    Ok((!value.is_empty()).then(|| value.to_owned()))
}

/// An amount of money as it is stored: not negative, two decimals, at most fourteen digits before them (D11).
///
/// # Errors
/// [`Error::Invalid`] for `field` when it is none of that.
pub fn amount(field: &'static str, value: Decimal) -> Result<Decimal, Error> {
    let value = value.normalize();
    let wrong = if value.is_sign_negative() && !value.is_zero() {
        "must not be negative"
    } else if value.scale() > 2 {
        "has more than two decimals"
    } else if value >= Decimal::from(100_000_000_000_000_i64) {
        "is too large"
    } else {
        return Ok(value);
    };
    Err(Error::invalid(field, wrong))
}

/// An ISO 4217 code, in capitals.
///
/// # Errors
/// [`Error::Invalid`] for `currency` when it is not three letters.
pub fn currency(code: &str) -> Result<String, Error> {
    let code = code.trim().to_ascii_uppercase();
    let is_code = code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase());
    if is_code { Ok(code) } else { Err(Error::invalid("currency", "must be a code of three letters, like EUR")) }
}

/// The most that an object of traits grows to, as compact JSON.
const MAX_OBJECT: usize = 16 * 1024;

/// Merges what a public caller says into an object, key by key (A2). Known keys take the newer value; what would make the
/// object larger than 16 KiB is left out, so that many small calls can't do what one large one may not.
pub fn extend_bounded(object: &mut Value, with: &Map<String, Value>) {
    let mut size = object.to_string().len();
    let Value::Object(map) = object else { return };
    for (key, value) in with {
        let added = key.len() + value.to_string().len() + 4;
        let replaced = map.get(key).map_or(0, |old| key.len() + old.to_string().len() + 4);
        if size + added <= MAX_OBJECT + replaced {
            size = size + added - replaced.min(size);
            map.insert(key.clone(), value.clone());
        }
    }
}

/// `https://www.Example.com/about` and `example.com` are one domain.
pub(crate) fn domain(text: &str) -> Result<String, Error> {
    let text = text.trim();
    let host = text.split_once("://").map_or(text, |(_, rest)| rest);
    let host = host.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    let ascii = idna::domain_to_ascii_strict(host).ok().filter(|host| host.contains('.') && host.len() <= 253);
    ascii.ok_or_else(|| Error::invalid("domain", "is not a domain like example.com"))
}

/// With its scheme; nothing but the web's, since the dashboard makes a link of it.
pub(crate) fn website(text: &str) -> Result<String, Error> {
    let text = text.trim();
    let address = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let is_web = address.starts_with("https://") || address.starts_with("http://");
    if is_web && !address.contains(|c: char| c.is_whitespace() || c.is_control()) && address.len() <= 300 {
        Ok(address)
    } else {
        Err(Error::invalid("website", "is not the address of a website"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emails_are_normalised_once() {
        let same = ["ada@example.com", " ADA@Example.Com\t", "Ada@EXAMPLE.com"];
        for text in same {
            assert_eq!(Email::parse(text).expect(text).as_str(), "ada@example.com");
        }
        assert_eq!(Email::parse("o@bücher.example").expect("IDNA").as_str(), "o@xn--bcher-kva.example");
        for text in ["", "@", "ada", "ada@", "@example.com", "a b@example.com", "ada@localhost", "a\0@example.com"] {
            assert!(Email::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn national_numbers_are_read_with_the_country() {
        assert_eq!(Phone::parse("(201) 555-0123", "US").expect("national").as_str(), "+12015550123");
        assert_eq!(Phone::parse("+44 20 7946 0958", "US").expect("international").as_str(), "+442079460958");
        for text in ["", "12", "CALL-ME-NOW", "+999999999999999999"] {
            assert!(Phone::parse(text, "US").is_err(), "{text:?}");
        }
    }

    /// Proves: H27
    #[test]
    fn domains_and_websites_are_brought_into_one_form() {
        for text in ["example.com", " https://www.Example.com/about?x#y", "http://example.com:8080"] {
            assert_eq!(domain(text).expect(text), "example.com");
        }
        for text in ["", "example", "a b.com", "https://"] {
            assert!(domain(text).is_err(), "{text}");
        }
        assert_eq!(website("example.com/x").expect("a website"), "https://example.com/x");
        assert_eq!(website("javascript:alert(1)").expect("harmless"), "https://javascript:alert(1)");
        for text in ["javascript://%0aalert(1)", "ftp://example.com", "a b"] {
            assert!(website(text).is_err(), "{text}");
        }
    }
}
