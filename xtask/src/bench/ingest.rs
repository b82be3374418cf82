//! G1, G1b, G2, G3, G5 and G16: events over HTTP against events by hand.

use std::time::Duration;

use super::anchors::{self, Anchor};
use super::load::{self, Senders};
use super::measure::{Run, peak_memory, several};
use super::stand::Stand;
use super::{Effort, Row, at_most, events, quarter};
use crate::workspace::Result;

pub(super) const BATCH: usize = 25;
pub(super) const CONNECTIONS: u64 = 16;

/// Batches of 25 over 16 connections, against B1 and B2; and what they cost.
pub(super) fn batches(stand: &mut Stand, effort: Effort) -> Result<Vec<Row>> {
    let b1 = |stand: &Stand| several(effort, || anchors::insert(stand, 16, BATCH, effort.run));
    let b2 = |stand: &Stand| several(effort, || anchors::transaction(stand, 8, BATCH, effort.run));
    let (b1_before, b2_before) = (b1(stand)?, b2(stand)?);
    let product = several(effort, || track(stand, CONNECTIONS, BATCH, effort.run))?;
    let memory = peak_memory(stand.server())?;
    let (b1_after, b2_after) = (b1(stand)?, b2(stand)?);
    let b1 = Anchor::of("B1", "events", b1_before, b1_after);
    let b2 = Anchor::of("B2", "events", b2_before, b2_after);
    let cpu = product.cpu / b1.run.cpu;
    let memory_row = Row {
        goal: "G16",
        what: "most memory of the gateway during G1".into(),
        measured: format!("{memory:.0} MB"),
        must: "≤ 150 MB",
        aim: "≤ 80 MB",
        verdict: at_most(memory, 150.0, 80.0),
    };
    let cpu_row = Row {
        goal: "G5",
        what: format!("CPU an event, server and PostgreSQL, against PostgreSQL's own in B1 ({:.1} µs)", b1.run.cpu),
        measured: format!("{cpu:.2}× ({:.1} µs)", product.cpu),
        must: "≤ 2.5×",
        aim: "≤ 1.8×",
        verdict: b1.verdict(at_most(cpu, 2.5, 1.8)),
    };
    Ok(vec![
        b1.rate_row("G1", "ingest in batches of 25, 16 connections", product, ("0.40", 0.40), ("0.60", 0.60)),
        b2.rate_row("G1b", "the same, against the whole transaction by hand", product, ("0.70", 0.70), ("1.1", 1.1)),
        cpu_row,
        memory_row,
    ])
}

/// One event a request over 32 connections, against B3.
pub(super) fn singles(stand: &mut Stand, effort: Effort) -> Result<Vec<Row>> {
    let b3 = |stand: &Stand| several(effort, || anchors::insert(stand, 16, 1, effort.run));
    let before = b3(stand)?;
    let product = several(effort, || track(stand, 32, 1, effort.run))?;
    let b3 = Anchor::of("B3", "events", before, b3(stand)?);
    Ok(vec![b3.rate_row("G2", "one event a request, 32 connections", product, ("0.60", 0.60), ("1.5", 1.5))])
}

fn track(stand: &Stand, connections: u64, count: usize, long: Duration) -> Result<Run> {
    stand.write(&stand.product(), count, &["visitor_events"], || {
        load::track(stand.port, &stand.widget_key, connections, count, Senders::default(), long)
    })
}

/// What G3 is measured against: the load of G1, each run onto empty tables.
pub(super) fn onto_empty(stand: &Stand, effort: Effort) -> Result<Run> {
    several(effort, || track(stand, CONNECTIONS, BATCH, effort.run))
}

/// The same onto what is there, each run by browsers that were never seen, as they are to an empty table.
pub(super) fn onto_many(stand: &Stand, effort: Effort) -> Result<Run> {
    let mut first = quarter::STRANGERS;
    several(effort, || {
        first += events::VISITORS;
        stand.checkpoint()?;
        stand.add(&stand.product(), BATCH, &["visitor_events"], || {
            let senders = Senders { first, late: false };
            load::track(stand.port, &stand.widget_key, CONNECTIONS, BATCH, senders, effort.run)
        })
    })
}

/// G3.
pub(super) fn grown(effort: Effort, before: Run, onto: Run, after: Run) -> Row {
    let what = format!("ingest in batches of 25, 16 connections, onto {} events", effort.events);
    Anchor::of("an empty table", "events", before, after).rate_row("G3", &what, onto, ("0.70", 0.70), ("0.90", 0.90))
}
