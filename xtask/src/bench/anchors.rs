//! What PostgreSQL itself can do with the product's own tables, driven by bare connections: the measure of everything else.

use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::{Connection, QueryResult, RunQueryDsl};
use time::OffsetDateTime;
use uuid::Uuid;

use super::columns::{Session, Visitor};
use super::measure::Run;
use super::stand::Stand;
use super::{Row, STEADY, Verdict, at_least, events, leads, lists, load};
use crate::workspace::Result;

/// The values that the lists' statement is given.
const PARAMETERS: &str = "(uuid, uuid, bigint, bigint)";

/// Batches of `count` events, one browser a batch, one commit each. B1 with 25, B3 with 1.
pub(super) fn insert(stand: &Stand, connections: u64, count: usize, long: Duration) -> Result<Run> {
    stand.write(&[stand.postmaster], count, &["visitor_events"], || {
        load::run(connections, long, |connection| {
            let mut conn = stand.connect()?;
            let mut turn = connection;
            Ok(move || {
                let visitor = visitor(turn);
                turn += connections;
                events::rows(stand.workspace, stand.widget, visitor, count, OffsetDateTime::now_utc())
                    .execute(&mut conn)?;
                Ok(())
            })
        })
    })
}

/// B2: the whole transaction by hand: the browser and its counter, its session, and its 25 events.
pub(super) fn transaction(stand: &Stand, connections: u64, count: usize, long: Duration) -> Result<Run> {
    stand.write(&[stand.postmaster], count, &["visitor_events"], || {
        load::run(connections, long, |connection| {
            let mut conn = stand.connect()?;
            let mut turn = connection;
            Ok(move || {
                let (visitor, anonymous) = (visitor(turn), events::anonymous(turn % events::VISITORS));
                turn += connections;
                let (now, workspace, events) = (OffsetDateTime::now_utc(), stand.workspace, count as i64);
                let seen =
                    Visitor { workspace, id: visitor, widget: stand.widget, anonymous: &anonymous, events, seen: now };
                let session = Session { workspace, id: visitor, visitor, events, url: events::URL, seen: now };
                let rows = events::rows(workspace, stand.widget, visitor, count, now);
                conn.transaction::<_, diesel::result::Error, _>(|conn| {
                    seen.execute(conn)?;
                    rows.execute(conn)?;
                    session.execute(conn)
                })?;
                Ok(())
            })
        })
    })
}

/// B4: a lead by hand: is its email known, and if not the person, the card and the first fact.
pub(super) fn lead(stand: &Stand, connections: u64, long: Duration) -> Result<Run> {
    stand.write(&[stand.postmaster], 1, &["customers", "leads", "timeline"], || {
        load::run(connections, long, |connection| {
            let mut conn = stand.connect()?;
            let mut turn = connection;
            Ok(move || {
                let number = leads::number(turn);
                turn += connections;
                Ok(conn.transaction(|conn| leads::insert(conn, stand, &number, OffsetDateTime::now_utc()))?)
            })
        })
    })
}

/// What PostgreSQL does before it runs a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Planned {
    /// Its decision for a statement that is prepared once with parameters. As most of these are absent, one plan does not
    /// do for all values, so it plans each time.
    ByItself,
    /// Once: the values stand in the text.
    Once,
}

/// B5: the first page of a board's column by the product's own statement, the columns in turn.
pub(super) fn column(stand: &Stand, connections: u64, planned: Planned, long: Duration) -> Result<Run> {
    stand.read(&[stand.postmaster], || {
        load::run(connections, long, |connection| {
            let mut conn = stand.connect()?;
            let statements: Vec<String> = match planned {
                Planned::ByItself => {
                    conn.batch_execute(&format!("PREPARE page {PARAMETERS} AS {}", lists::column_sql()))?;
                    let execute = |stage| format!("EXECUTE page ({})", lists::column_values(stand, stage).join(", "));
                    stand.stages.iter().map(|stage| execute(*stage)).collect()
                }
                Planned::Once => stand.stages.iter().map(|stage| lists::column_text(stand, *stage)).collect(),
            };
            let mut turn = connection as usize;
            Ok(move || {
                let rows = Text(&statements[turn % statements.len()]).execute(&mut conn)?;
                turn += 1;
                if rows == lists::PAGE { Ok(()) } else { Err(format!("{rows} leads on a page").into()) }
            })
        })
    })
}

/// The row id of the browser whose turn it is.
fn visitor(turn: u64) -> Uuid {
    let mixed = (turn % events::VISITORS).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    Uuid::from_u64_pair(0x0190_0000_0000_7000 | mixed >> 52, mixed & 0x3fff_ffff_ffff_ffff | 0x8000_0000_0000_0000)
}

/// A statement without binds, parsed once for each connection.
pub(super) struct Text<'a>(pub(super) &'a str);

impl QueryFragment<Pg> for Text<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(self.0);
        Ok(())
    }
}

// Known by its text: no type stands for it.
impl QueryId for Text<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}
impl<C> RunQueryDsl<C> for Text<'_> {}

/// An anchor before and after, and whether it held.
#[derive(Debug)]
pub(super) struct Anchor {
    name: &'static str,
    /// What is counted.
    unit: &'static str,
    pub(super) run: Run,
    moved: f64,
}

impl Anchor {
    pub(super) fn of(name: &'static str, unit: &'static str, before: Run, after: Run) -> Self {
        let middle = |figure: fn(&Run) -> f64| f64::midpoint(figure(&before), figure(&after));
        let run = Run { rate: middle(|r| r.rate), cpu: middle(|r| r.cpu), median: middle(|r| r.median) };
        let (before, after) = (before.rate, after.rate);
        eprintln!("  {name}: {before:.0} {unit}/s before, {after:.0} after, {:.0} µs CPU each", run.cpu);
        Self { name, unit, run, moved: (after / before - 1.0).abs() }
    }

    pub(super) fn verdict(&self, otherwise: Verdict) -> Verdict {
        if self.moved > STEADY { Verdict::Void } else { otherwise }
    }

    pub(super) fn rate_row(
        &self,
        goal: &'static str,
        what: &str,
        product: Run,
        must: (&'static str, f64),
        aim: (&'static str, f64),
    ) -> Row {
        let (ratio, unit) = (product.rate / self.run.rate, self.unit);
        eprintln!("  {goal}: {:.0} {unit}/s, {:.0} µs CPU each, {what}", product.rate, product.cpu);
        let mut measured = format!("{ratio:.2} ({:.0} {unit}/s)", product.rate);
        if self.moved > STEADY {
            measured.push_str(&format!("; {} moved by {:.0} %", self.name, self.moved * 100.0));
        }
        Row {
            goal,
            what: format!("{what}, against {} ({:.0} {unit}/s)", self.name, self.run.rate),
            measured,
            must: must.0,
            aim: aim.0,
            verdict: self.verdict(at_least(ratio, must.1, aim.1)),
        }
    }
}
