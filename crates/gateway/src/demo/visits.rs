//! Browsing history: the cast's, and strangers'.

use crm_core::Email;
use db::{Conn, Id};
use rand::{RngExt, rngs::StdRng};
use serde_json::{Map, json};
use time::{Duration, OffsetDateTime};
use tracking::{
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
        page: Some(format!("{SITE}/contact")),
    };
    identify::identify(conn, workspace(), &call, "DE", last)?;
    Ok(())
}

/// Visitors whom nobody knows, so that the site has more than its leads.
pub(super) fn strangers(conn: &mut Conn, now: OffsetDateTime, random: &mut StdRng) -> Result<(), Failure> {
    let batches: Vec<Batch> = (0..60)
        .map(|number| {
            let anon_visitor_id = format!("demo-stranger-{number:04}");
            let at = now - Duration::minutes(random.random_range(10..60 * 24 * 28));
            visit(&VisitorKey { widget: widget_key().widget, anon_visitor_id }, at, random)
        })
        .collect();
    ingest::store(conn, workspace(), &batches, now)?;
    Ok(())
}

/// One session that ends at `end`.
fn visit(visitor: &VisitorKey, end: OffsetDateTime, random: &mut StdRng) -> Batch {
    let pages = random.random_range(2..8usize);
    let mut at = end - Duration::seconds(90) * i32::try_from(pages).unwrap_or(1);
    let mut events = Vec::new();
    for page in 0..pages {
        // The first pages of the list come up more often than the last.
        let path = PAGES[random.random_range(0..PAGES.len()).min(random.random_range(0..PAGES.len()))];
        let source = if page == 0 { "?utm_source=newsletter-november" } else { "" };
        let referrer = (page == 0).then(|| "https://www.google.com/".to_owned());
        events.push(event(at, EventType::Pageview, path, source, None, referrer));
        at += Duration::seconds(random.random_range(20..80));
        if random.random_bool(0.2) {
            let (name, key) = CUSTOM[random.random_range(0..CUSTOM.len())];
            events.push(event(at, EventType::Custom, path, "", Some((name, key)), None));
            at += Duration::seconds(5);
        }
    }
    Batch { visitor: visitor.clone(), received_at: end, events }
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
        occurred_at: at,
    }
}
