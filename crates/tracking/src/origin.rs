//! Where a visit came from: read once, of its first page's address and referrer.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use url::Url;

/// Longer words are cut, in characters.
const MAX_WORD: usize = 100;

/// Click ids that ad networks put into an address, and whose they are.
const CLICK_IDS: [(&str, &str); 9] = [
    ("gclid", "google"),
    ("gbraid", "google"),
    ("wbraid", "google"),
    ("msclkid", "bing"),
    ("fbclid", "facebook"),
    ("li_fat_id", "linkedin"),
    ("ttclid", "tiktok"),
    ("twclid", "twitter"),
    ("rdt_cid", "reddit"),
];

/// Where a visit came from. All empty: typed in, or nothing is known ("direct").
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// `utm_source`, else the network of a click id, else the referrer's host.
    pub source: Option<String>,
    /// `utm_medium`, else `cpc` for an ad's click id, else `referral`.
    pub medium: Option<String>,
    /// `utm_campaign`.
    pub campaign: Option<String>,
}

/// Reads the origin of a visit that began at `url`. A referrer of the page's own host is none.
pub fn of(url: &str, referrer: Option<&str>) -> Origin {
    // Most addresses have neither, and are not taken apart for nothing.
    let Some((_, query)) = url.split_once('?') else { return by_referrer(url, referrer) };
    let query = query.split('#').next().unwrap_or_default();
    let (mut source, mut medium, mut campaign, mut network) = (None, None, None, None);
    for (key, value) in url::form_urlencoded::parse(query.as_bytes()) {
        let slot = match key.as_ref() {
            "utm_source" => &mut source,
            "utm_medium" => &mut medium,
            "utm_campaign" => &mut campaign,
            key => {
                let known = CLICK_IDS.iter().find(|(id, _)| *id == key && !value.is_empty());
                network = network.or(known.map(|(_, network)| *network));
                continue;
            }
        };
        if slot.is_none() {
            *slot = word(&value);
        }
    }
    let told = source.is_some() || network.is_some();
    let fallback = if told { Origin::default() } else { by_referrer(url, referrer) };
    Origin {
        source: source.or_else(|| network.map(ToOwned::to_owned)).or(fallback.source),
        medium: medium.or_else(|| network.map(|_| "cpc".to_owned())).or(fallback.medium),
        campaign,
    }
}

fn by_referrer(url: &str, referrer: Option<&str>) -> Origin {
    let host = referrer.and_then(host_of).filter(|host| Some(host) != host_of(url).as_ref());
    Origin { medium: host.as_ref().map(|_| "referral".to_owned()), source: host.and_then(|h| word(&h)), campaign: None }
}

/// A host without "www.", lower-cased.
fn host_of(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    let host = url.host_str()?;
    Some(host.strip_prefix("www.").unwrap_or(host).to_owned())
}

/// What was written, lower-cased and cut, so that "Google" and "google" are one; `None` for blanks and what can't be stored.
fn word(text: &str) -> Option<String> {
    let text: String = text.trim().chars().filter(|c| !c.is_control()).take(MAX_WORD).collect();
    (!text.is_empty()).then(|| text.to_lowercase())
}

/// A browser's first visit, as its row keeps it for life (D21).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields of Origin, and where and when")]
pub struct FirstTouch {
    pub source: Option<String>,
    pub medium: Option<String>,
    pub campaign: Option<String>,
    pub url: String,
    pub path: String,
    pub referrer: Option<String>,
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(url: &str, referrer: Option<&str>) -> [Option<String>; 3] {
        let origin = of(url, referrer);
        [origin.source, origin.medium, origin.campaign]
    }

    #[test]
    fn campaigns_come_before_ads_before_referrers() {
        let page = "https://shop.example/pricing";
        type Case<'c> = (&'c str, Option<&'c str>, [Option<&'c str>; 3]);
        let cases: [Case<'_>; 9] = [
            (page, None, [None, None, None]),
            (page, Some("https://www.Google.com/search?q=x"), [Some("google.com"), Some("referral"), None]),
            (page, Some("https://www.shop.example/"), [None, None, None]),
            (
                "https://shop.example/?utm_source=News&utm_medium=email&utm_campaign=Spring%20Sale",
                None,
                [Some("news"), Some("email"), Some("spring sale")],
            ),
            ("https://shop.example/?gclid=abc", Some("https://google.com/"), [Some("google"), Some("cpc"), None]),
            (
                "https://shop.example/?utm_campaign=only",
                Some("https://a.example/"),
                [Some("a.example"), Some("referral"), Some("only")],
            ),
            ("https://shop.example/?utm_source=&gclid=", None, [None, None, None]),
            ("not an address?utm_source=x", Some("nor this"), [Some("x"), None, None]),
            ("https://shop.example/?utm_source=a#?utm_source=b", None, [Some("a"), None, None]),
        ];
        for (url, referrer, expected) in cases {
            assert_eq!(words(url, referrer), expected.map(|word| word.map(ToOwned::to_owned)), "{url} {referrer:?}");
        }
    }

    #[test]
    fn words_are_bounded_and_storable() {
        let long = format!("https://a.example/?utm_source={}&utm_medium=a%00b", "x".repeat(5_000));
        let origin = of(&long, None);
        assert_eq!(origin.source.map(|s| s.len()), Some(MAX_WORD));
        assert_eq!(origin.medium.as_deref(), Some("ab"));
    }
}
