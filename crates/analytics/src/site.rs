//! The Site activity dashboard (S25): from slots where they are settled, from events where they are not.

use std::collections::{BTreeMap, HashMap};

use db::{Conn, Error, WorkspaceId};
use diesel::{
    prelude::*,
    sql_types::{BigInt, Binary, Bool, Jsonb, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid},
};
use serde_json::{Map, Value};
use time::{Duration, OffsetDateTime, Time, UtcOffset};
use uuid::Uuid;

use crate::sketch::Sketch;

db::text_enum! {
    /// How far back the dashboard looks.
    pub enum Range {
        /// By the hour.
        Day = "24h",
        /// By the day, as the longer ones.
        Week = "7d",
        /// The default.
        Month = "30d",
        /// As far as events are kept by default.
        Quarter = "90d",
    }
}

/// What one point of a curve stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// An hour.
    Hour,
    /// A UTC day.
    Day,
}

/// A stretch of whole hours or days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// From its beginning on.
    pub from: OffsetDateTime,
    /// Until before then; the last unit may not be over.
    pub to: OffsetDateTime,
    /// Of what it consists.
    pub unit: Unit,
}

impl Window {
    /// The window of a range that ends with the unit in which `now` lies.
    pub fn new(range: Range, now: OffsetDateTime) -> Self {
        let now = now.to_offset(UtcOffset::UTC);
        let (unit, units) = match range {
            Range::Day => (Unit::Hour, 24),
            Range::Week => (Unit::Day, 7),
            Range::Month => (Unit::Day, 30),
            Range::Quarter => (Unit::Day, 90),
        };
        let to = unit.start(now) + unit.length();
        Self { from: to - unit.length() * units, to, unit }
    }

    /// The one of the same length before.
    pub fn before(self) -> Self {
        Self { from: self.from - (self.to - self.from), to: self.from, ..self }
    }

    fn points(self) -> impl Iterator<Item = OffsetDateTime> {
        let step = self.unit.length();
        std::iter::successors(Some(self.from), move |at| Some(*at + step)).take_while(move |at| *at < self.to)
    }
}

impl Unit {
    fn length(self) -> Duration {
        match self {
            Unit::Hour => Duration::HOUR,
            Unit::Day => Duration::DAY,
        }
    }

    fn start(self, at: OffsetDateTime) -> OffsetDateTime {
        let hour = match self {
            Unit::Hour => at.hour(),
            Unit::Day => 0,
        };
        at.replace_time(Time::from_hms(hour, 0, 0).unwrap_or(Time::MIDNIGHT))
    }

    fn word(self) -> &'static str {
        match self {
            Unit::Hour => "hour",
            Unit::Day => "day",
        }
    }
}

/// Which visits count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// On this widget's pages.
    pub widget: Option<Uuid>,
    /// That saw this path.
    pub page: Option<String>,
    /// That sent this custom event.
    pub event: Option<String>,
    /// That came from this source; [`DIRECT`] is those without one.
    pub source: Option<String>,
    /// That came by this campaign.
    pub campaign: Option<String>,
    /// Robots, too.
    pub bots: bool,
}

/// The word for visits without a source.
pub const DIRECT: &str = "direct";

impl Filter {
    fn needs_events(&self) -> bool {
        let Self { widget: _, page, event, source, campaign, bots } = self;
        *bots || [page, event, source, campaign].into_iter().any(Option::is_some)
    }
}

/// Sums, and counts by word.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Counts {
    /// Pages that were seen.
    pub pageviews: i64,
    /// Calls of `hydra.track`.
    pub custom_events: i64,
    /// Visits that began.
    pub sessions: i64,
    /// Who was there.
    pub visitors: Sketch,
    /// Views by path.
    pub pages: HashMap<String, i64>,
    /// Custom events by name.
    pub events: HashMap<String, i64>,
    /// Visits by source; the empty word is direct.
    pub sources: HashMap<String, i64>,
    /// Visits by campaign.
    pub campaigns: HashMap<String, i64>,
}

impl Counts {
    fn add(&mut self, other: &Counts) {
        self.pageviews += other.pageviews;
        self.custom_events += other.custom_events;
        self.sessions += other.sessions;
        self.visitors.join(&other.visitors);
        let maps = [
            (&mut self.pages, &other.pages),
            (&mut self.events, &other.events),
            (&mut self.sources, &other.sources),
            (&mut self.campaigns, &other.campaigns),
        ];
        for (own, others) in maps {
            for (word, count) in others {
                *own.entry(word.clone()).or_default() += count;
            }
        }
    }
}

/// What happened in a window.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    /// All of it.
    pub totals: Counts,
    /// Pageviews and visitors of every unit, the oldest first, empty ones as well.
    pub points: Vec<(OffsetDateTime, i64, i64)>,
}

/// Everything that happened in a window, as it would be counted from the events themselves (G12).
pub fn report(conn: &mut Conn, workspace: WorkspaceId, filter: &Filter, window: Window) -> Result<Report, Error> {
    if filter.needs_events() {
        return filtered(conn, workspace, filter, window);
    }
    let mut report = Report::default();
    let mut units: BTreeMap<OffsetDateTime, (i64, Sketch)> = BTreeMap::new();
    for (at, counts) in pieces(conn, workspace, filter.widget, window)? {
        let unit = units.entry(window.unit.start(at)).or_default();
        unit.0 += counts.pageviews;
        unit.1.join(&counts.visitors);
        report.totals.add(&counts);
    }
    report.points = window
        .points()
        .map(|at| units.get(&at).map_or((at, 0, 0), |(pageviews, visitors)| (at, *pageviews, visitors.count())))
        .collect();
    Ok(report)
}

#[derive(QueryableByName)]
struct SlotRow {
    #[diesel(sql_type = SqlUuid)]
    widget_id: Uuid,
    #[diesel(sql_type = Timestamptz)]
    starts_at: OffsetDateTime,
    #[diesel(sql_type = SmallInt)]
    hours: i16,
    #[diesel(sql_type = Bool)]
    stale: bool,
    #[diesel(sql_type = BigInt)]
    pageviews: i64,
    #[diesel(sql_type = BigInt)]
    custom_events: i64,
    #[diesel(sql_type = BigInt)]
    sessions: i64,
    #[diesel(sql_type = Jsonb)]
    pages: Value,
    #[diesel(sql_type = Jsonb)]
    events: Value,
    #[diesel(sql_type = Jsonb)]
    sources: Value,
    #[diesel(sql_type = Jsonb)]
    campaigns: Value,
    #[diesel(sql_type = Nullable<Binary>)]
    sketch: Option<Vec<u8>>,
}

/// The window in pieces that are counted: settled slots as they are, the others from their events. Where there is no slot
/// there is no event.
fn pieces(
    conn: &mut Conn,
    workspace: WorkspaceId,
    widget: Option<Uuid>,
    window: Window,
) -> Result<Vec<(OffsetDateTime, Counts)>, Error> {
    let slots: Vec<SlotRow> = diesel::sql_query(
        "SELECT s.widget_id, s.starts_at, s.hours, s.stale, s.pageviews, s.custom_events, s.sessions, s.pages, s.events,
                s.sources, s.campaigns, s.sketch
         FROM site_slots s
         JOIN widgets w ON w.id = s.widget_id AND w.deleted_at IS NULL AND w.workspace_id = $1
         WHERE s.workspace_id = $1 AND ($2::uuid IS NULL OR s.widget_id = $2)
           AND s.starts_at > $3 - interval '1 day' AND s.starts_at < $4
         ORDER BY s.widget_id, s.starts_at",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<Nullable<SqlUuid>, _>(widget)
    .bind::<Timestamptz, _>(window.from)
    .bind::<Timestamptz, _>(window.to)
    .load(conn)?;
    let mut days: BTreeMap<(Uuid, OffsetDateTime), Vec<SlotRow>> = BTreeMap::new();
    for slot in slots {
        days.entry((slot.widget_id, Unit::Day.start(slot.starts_at))).or_default().push(slot);
    }
    let mut pieces = Vec::new();
    for ((widget, day), slots) in days {
        let (from, to) = (day.max(window.from), (day + Duration::DAY).min(window.to));
        let by_hour = slots.iter().all(|slot| slot.hours == 1);
        let whole = from == day && to == day + Duration::DAY;
        match slots.as_slice() {
            _ if by_hour => {
                for slot in slots.into_iter().filter(|slot| (from..to).contains(&slot.starts_at)) {
                    let at = slot.starts_at;
                    let counts = match slot.stale {
                        true => count(conn, workspace, widget, at, at + Duration::HOUR)?,
                        false => slot.into(),
                    };
                    pieces.push((at, counts));
                }
            }
            [slot] if whole && window.unit == Unit::Day && !slot.stale => {
                pieces.extend(slots.into_iter().map(|slot| (day, slot.into())));
            }
            // The day is stale; or it is wanted in part or by the hour; or hours of it came after it was put together.
            _ => {
                let step = window.unit.length();
                let mut at = from;
                while at < to {
                    pieces.push((at, count(conn, workspace, widget, at, (at + step).min(to))?));
                    at += step;
                }
            }
        }
    }
    Ok(pieces)
}

impl From<SlotRow> for Counts {
    fn from(slot: SlotRow) -> Self {
        let words = |value: Value| match value {
            Value::Object(map) => map.into_iter().filter_map(|(word, count)| Some((word, count.as_i64()?))).collect(),
            _ => HashMap::new(),
        };
        Self {
            pageviews: slot.pageviews,
            custom_events: slot.custom_events,
            sessions: slot.sessions,
            visitors: slot.sketch.as_deref().map(Sketch::from_bytes).unwrap_or_default(),
            pages: words(slot.pages),
            events: words(slot.events),
            sources: words(slot.sources),
            campaigns: words(slot.campaigns),
        }
    }
}

/// The most words of a kind that a slot keeps: more of them than people ever look at, and few enough for a row.
const MAX_WORDS: usize = 5_000;

/// Counts by word as a slot stores them; of very many, those that were counted most.
pub fn words(counts: &HashMap<String, i64>) -> Value {
    let mut counts: Vec<(&String, &i64)> = counts.iter().collect();
    if counts.len() > MAX_WORDS {
        counts.sort_by_key(|(word, count)| (std::cmp::Reverse(**count), *word));
        counts.truncate(MAX_WORDS);
    }
    Value::Object(counts.into_iter().map(|(word, count)| (word.clone(), Value::from(*count))).collect::<Map<_, _>>())
}

#[derive(QueryableByName)]
struct WordCount {
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    word: String,
    #[diesel(sql_type = BigInt)]
    count: i64,
}

#[derive(QueryableByName)]
struct VisitorId {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

#[derive(QueryableByName)]
struct OriginCount {
    #[diesel(sql_type = Nullable<Text>)]
    source: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    campaign: Option<String>,
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// What people, robots left out, did on a widget's pages from one instant until before another, from the events.
pub fn count(
    conn: &mut Conn,
    workspace: WorkspaceId,
    widget: Uuid,
    from: OffsetDateTime,
    to: OffsetDateTime,
) -> Result<Counts, Error> {
    let bind = |sql: &'static str| {
        diesel::sql_query(sql)
            .bind::<SqlUuid, _>(workspace)
            .bind::<SqlUuid, _>(widget)
            .bind::<Timestamptz, _>(from)
            .bind::<Timestamptz, _>(to)
    };
    let mut counts = Counts::default();
    let words: Vec<WordCount> = bind(include_str!("sql/slot_words.sql")).load(conn)?;
    for WordCount { kind, word, count } in words {
        let (sum, map) = match kind.as_str() {
            "pageview" => (&mut counts.pageviews, &mut counts.pages),
            _ => (&mut counts.custom_events, &mut counts.events),
        };
        *sum += count;
        map.insert(word, count);
    }
    let visitors: Vec<VisitorId> = bind(include_str!("sql/slot_visitors.sql")).load(conn)?;
    visitors.iter().for_each(|visitor| counts.visitors.insert(visitor.id));
    let origins: Vec<OriginCount> = bind(include_str!("sql/slot_sessions.sql")).load(conn)?;
    for OriginCount { source, campaign, count } in origins {
        counts.sessions += count;
        *counts.sources.entry(source.unwrap_or_default()).or_default() += count;
        if let Some(campaign) = campaign {
            *counts.campaigns.entry(campaign).or_default() += count;
        }
    }
    Ok(counts)
}

#[derive(QueryableByName)]
struct FilteredRow {
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Nullable<Text>)]
    word: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    at: Option<OffsetDateTime>,
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// The visits that pass a filter, from the events of the window: visitors are exact here.
fn filtered(conn: &mut Conn, workspace: WorkspaceId, filter: &Filter, window: Window) -> Result<Report, Error> {
    let rows: Vec<FilteredRow> = diesel::sql_query(include_str!("sql/site_filtered.sql"))
        .bind::<SqlUuid, _>(workspace)
        .bind::<Nullable<SqlUuid>, _>(filter.widget)
        .bind::<Timestamptz, _>(window.from)
        .bind::<Timestamptz, _>(window.to)
        .bind::<Text, _>(window.unit.word())
        .bind::<Nullable<Text>, _>(filter.page.as_deref())
        .bind::<Nullable<Text>, _>(filter.event.as_deref())
        .bind::<Nullable<Text>, _>(filter.source.as_deref().map(|word| if word == DIRECT { "" } else { word }))
        .bind::<Nullable<Text>, _>(filter.campaign.as_deref())
        .bind::<Bool, _>(filter.bots)
        .load(conn)?;
    let mut report = Report { totals: Counts::default(), points: window.points().map(|at| (at, 0, 0)).collect() };
    let places: HashMap<OffsetDateTime, usize> =
        report.points.iter().enumerate().map(|(n, (at, ..))| (*at, n)).collect();
    for FilteredRow { kind, word, at, count } in rows {
        let totals = &mut report.totals;
        let point = at.and_then(|at| report.points.get_mut(*places.get(&at)?));
        match (kind.as_str(), word, point) {
            ("pageviews", _, Some(point)) => {
                point.1 = count;
                totals.pageviews += count;
            }
            ("visitors", _, Some(point)) => point.2 = count,
            ("page", Some(word), _) => drop(totals.pages.insert(word, count)),
            ("event", Some(word), _) => {
                totals.custom_events += count;
                totals.events.insert(word, count);
            }
            ("source", word, _) => {
                totals.sessions += count;
                totals.sources.insert(word.unwrap_or_default(), count);
            }
            ("campaign", Some(word), _) => drop(totals.campaigns.insert(word, count)),
            ("visitor", Some(word), _) => {
                if let Ok(id) = word.parse() {
                    totals.visitors.insert(id);
                }
            }
            _ => {}
        }
    }
    Ok(report)
}

/// Browsers that did something in the last five minutes; robots are none.
pub fn on_site(
    conn: &mut Conn,
    workspace: WorkspaceId,
    widget: Option<Uuid>,
    now: OffsetDateTime,
) -> Result<i64, Error> {
    let found: crate::Count = diesel::sql_query(
        "SELECT count(DISTINCT e.visitor_id) AS count
         FROM visitor_events e
         JOIN visitors v ON v.id = e.visitor_id AND NOT v.bot AND v.workspace_id = $1
         JOIN widgets w ON w.id = e.widget_id AND w.deleted_at IS NULL AND w.workspace_id = $1
         WHERE e.workspace_id = $1 AND e.occurred_at > $2 AND ($3::uuid IS NULL OR e.widget_id = $3)",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<Timestamptz, _>(now - ON_SITE)
    .bind::<Nullable<SqlUuid>, _>(widget)
    .get_result(conn)?;
    Ok(found.count)
}

/// Who did something so lately is on the site.
pub const ON_SITE: Duration = Duration::minutes(5);

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    /// Proves: S25
    #[test]
    fn windows_are_whole_units_that_end_with_this_one() {
        let now = datetime!(2026-11-21 15:20 UTC);
        let day = Window::new(Range::Day, now);
        assert_eq!((day.from, day.to), (datetime!(2026-11-20 16:00 UTC), datetime!(2026-11-21 16:00 UTC)));
        assert_eq!(day.points().count(), 24);
        for (range, days) in [(Range::Week, 7), (Range::Month, 30), (Range::Quarter, 90)] {
            let window = Window::new(range, now);
            assert_eq!((window.to, window.points().count()), (datetime!(2026-11-22 00:00 UTC), days));
            assert_eq!(window.before().to, window.from);
            assert_eq!(window.before().points().count(), days);
        }
    }
}
