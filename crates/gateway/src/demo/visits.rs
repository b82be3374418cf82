//! Browsing history: the cast's, and strangers'.

use crm_core::Email;
use db::{Conn, Id};
use rand::{RngExt, rngs::StdRng};
use serde_json::{Map, json};
use time::{Duration, OffsetDateTime};
use tracking::{
    company::Companies,
    event::{Event, EventType},
    identify::{self, Call},
    ingest::{self, Batch},
    visitor::VisitorKey,
};

use super::{cast::Habit, widget_key, workspace};
use crate::error::Failure;

const SITE: &str = "https://northlight.example";
/// Pages, the most visited first.
const PAGES: [&str; 7] = [
    "/pricing",
    "/",
    "/docs/integrations/outlook",
    "/security",
    "/customers/elevator-maintenance",
    "/contact",
    "/blog/uptime",
];
const CUSTOM: [(&str, &str); 4] = [
    ("plan_viewed", "plan"),
    ("downloaded_security_pack", "format"),
    ("started_trial", "plan"),
    ("video_played", "title"),
];

/// Where visits come from, as a query and a referrer; the most usual first.
const ORIGINS: [(&str, Option<&str>); 7] = [
    ("", None),
    ("", Some("https://www.google.com/")),
    ("?utm_source=newsletter-november&utm_medium=email&utm_campaign=november", None),
    ("", Some("https://www.linkedin.com/feed/")),
    ("?gclid=demo&utm_campaign=autumn-search", Some("https://www.google.com/")),
    ("", Some("https://github.com/")),
    ("", Some("https://capterra.example/lifts")),
];
const AGENTS: [&str; 4] = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15",
    "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0",
];

/// A person's visits, the last of which says who they are.
pub(super) fn browse(
    conn: &mut Conn,
    visitor: &str,
    email: &str,
    habit: Habit,
    arrived: OffsetDateTime,
    now: OffsetDateTime,
    random: &mut StdRng,
) -> Result<(), Failure> {
    let visitor = VisitorKey { widget: widget_key().widget, anon_visitor_id: visitor.to_owned() };
    let visits: Vec<OffsetDateTime> = match habit {
        Habit::Keen => (0..24)
            .filter_map(|day| {
                let minutes = random.random_range(3..500);
                random.random_bool(0.6).then(|| now - Duration::days(day) - Duration::minutes(minutes))
            })
            .collect(),
        Habit::Once => vec![now - Duration::days(random.random_range(2..20))],
        Habit::Quiet => vec![now - Duration::days(31), now - Duration::days(32)],
    };
    let batches: Vec<Batch> = visits.iter().map(|at| visit(&visitor, *at, random)).collect();
    // Browsing comes first, as it does; but a lead is recognised only after it came in.
    let last = visits.iter().max().copied().unwrap_or(arrived).max(arrived);
    ingest::store(conn, workspace(), &batches, last)?;
    let call = Call {
        visitor,
        user_id: Some(email.to_owned()),
        email: Some(Email::parse(email)?),
        traits: Map::new(),
        companies: Companies::default(),
        page: Some(format!("{SITE}/contact")),
        agent: None,
        trust: identify::Trust::Nobody,
        strict: false,
    };
    identify::identify(conn, workspace(), &call, "DE", last)?;
    Ok(())
}

/// Visitors whom nobody knows, so that the site has more than its leads.
pub(super) fn strangers(conn: &mut Conn, now: OffsetDateTime, random: &mut StdRng) -> Result<(), Failure> {
    let mut batches: Vec<Batch> = (0..60)
        .map(|number| {
            let anon_visitor_id = format!("demo-stranger-{number:04}");
            let at = now - Duration::minutes(random.random_range(10..60 * 24 * 28));
            visit(&VisitorKey { widget: widget_key().widget, anon_visitor_id }, at, random)
        })
        .collect();
    // One who comes back and back, which Home shows.
    let back = VisitorKey { widget: widget_key().widget, anon_visitor_id: "demo-stranger-back".to_owned() };
    batches.extend([1_100, 520, 90].map(|ago| visit(&back, now - Duration::minutes(ago), random)));
    ingest::store(conn, workspace(), &batches, now)?;
    Ok(())
}

/// One session that ends at `end`.
fn visit(visitor: &VisitorKey, end: OffsetDateTime, random: &mut StdRng) -> Batch {
    let pages = random.random_range(2..8usize);
    let mut at = end - Duration::seconds(90) * i32::try_from(pages).unwrap_or(1);
    let mut events = Vec::new();
    // As with the pages, the first ones come up more often.
    let origin = ORIGINS[random.random_range(0..ORIGINS.len()).min(random.random_range(0..ORIGINS.len()))];
    for page in 0..pages {
        // The first pages of the list come up more often than the last.
        let path = PAGES[random.random_range(0..PAGES.len()).min(random.random_range(0..PAGES.len()))];
        let (query, referrer) = if page == 0 { origin } else { ("", None) };
        events.push(event(at, EventType::Pageview, path, query, None, referrer.map(ToOwned::to_owned)));
        at += Duration::seconds(random.random_range(20..80));
        if random.random_bool(0.2) {
            let (name, key) = CUSTOM[random.random_range(0..CUSTOM.len())];
            events.push(event(at, EventType::Custom, path, "", Some((name, key)), None));
            at += Duration::seconds(5);
        }
    }
    let agent = AGENTS[random.random_range(0..AGENTS.len())];
    Batch { visitor: visitor.clone(), received_at: end, agent: Some(agent.to_owned()), server: None, events }
}

fn event(
    at: OffsetDateTime,
    kind: EventType,
    path: &str,
    query: &str,
    custom: Option<(&str, &str)>,
    referrer: Option<String>,
) -> Event {
    Event {
        id: Id::<Event>::new(at).uuid(),
        kind,
        name: custom.map(|(name, _)| name.to_owned()),
        url: format!("{SITE}{path}{query}"),
        path: path.to_owned(),
        referrer,
        properties: custom.map(|(_, key)| json!({key: "growth"})),
        value: None,
        milestone: None,
        occurred_at: at,
    }
}
