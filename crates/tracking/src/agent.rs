//! What a browser says that it is.

use woothee::parser::Parser;

/// Longer texts are cut: no browser's is.
const MAX_USER_AGENT: usize = 512;

db::text_enum! {
    /// What kind of machine a browser runs on.
    pub enum Device {
        /// A desktop or laptop.
        Desktop = "desktop",
        /// A phone.
        Mobile = "mobile",
        /// A tablet.
        Tablet = "tablet",
        /// A console, a robot, or nothing known.
        Other = "other",
    }
}

/// What a user agent's text says (RFC 9110, 10.1.5), as it is stored when a browser is first seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agent {
    /// "Firefox", "Safari" …
    pub browser: Option<String>,
    /// "Windows 10", "iPhone" …
    pub os: Option<String>,
    /// On what.
    pub device: Device,
    /// A robot: kept, marked, and left out of every count unless it is asked for.
    pub bot: bool,
}

/// Words that no person's browser uses of itself, for what the parser does not know: tools, and browsers without a window.
const ROBOTS: [&str; 12] = [
    "bot",
    "crawl",
    "spider",
    "headless",
    "curl/",
    "wget/",
    "python-",
    "go-http-client",
    "lighthouse",
    "phantomjs",
    "java/",
    "okhttp",
];

/// Reads a user agent's text. No text at all is no robot: pages may hide it.
pub fn read(text: &str) -> Agent {
    let end = text.char_indices().nth(MAX_USER_AGENT).map_or(text.len(), |(at, _)| at);
    let text = &text[..end];
    let lower = text.to_ascii_lowercase();
    let known = Parser::new().parse(text);
    let word = |text: &str| (text != "UNKNOWN" && !text.is_empty()).then(|| text.to_owned());
    let bot = known.as_ref().is_some_and(|found| found.category == "crawler")
        || ROBOTS.iter().any(|robot| lower.contains(robot));
    let tablet = lower.contains("ipad") || (lower.contains("android") && !lower.contains("mobile"));
    let device = match known.as_ref().map(|found| found.category) {
        _ if bot => Device::Other,
        _ if tablet => Device::Tablet,
        Some("pc") => Device::Desktop,
        Some("smartphone" | "mobilephone") => Device::Mobile,
        _ => Device::Other,
    };
    Agent {
        browser: known.as_ref().and_then(|found| word(found.name)),
        os: known.as_ref().and_then(|found| word(found.os)),
        device,
        bot,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_told_apart_and_robots_from_people() {
        let cases = [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0",
                "Firefox",
                Device::Desktop,
                false,
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
                "Safari",
                Device::Mobile,
                false,
            ),
            (
                "Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1",
                "Safari",
                Device::Tablet,
                false,
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
                "Chrome",
                Device::Desktop,
                false,
            ),
            (
                "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
                "Googlebot",
                Device::Other,
                true,
            ),
        ];
        for (text, browser, device, bot) in cases {
            let agent = read(text);
            assert_eq!((agent.browser.as_deref(), agent.device, agent.bot), (Some(browser), device, bot), "{text}");
        }
        assert!(read("curl/8.5.0").bot && read("Mozilla/5.0 HeadlessChrome/142.0").bot);
        assert_eq!(read(""), Agent { browser: None, os: None, device: Device::Other, bot: false });
        assert!(!read(&"é".repeat(10_000)).bot);
    }
}
