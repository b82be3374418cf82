//! G1, G1b, G2, G5 and G16: events over HTTP against events by hand.

use std::time::Duration;

use super::measure::{Run, cpu_seconds, median_run, peak_memory};
use super::stand::Stand;
use super::{Effort, Row, STEADY, Verdict, anchors, at_least, at_most, load};
use crate::workspace::Result;

const BATCH: usize = 25;

/// Batches of 25 over 16 connections, against B1 and B2; and what they cost.
pub(super) fn batches(stand: &mut Stand, effort: Effort) -> Result<Vec<Row>> {
    let b1 = |stand: &Stand| several(effort, || anchors::insert(stand, 16, BATCH, effort.run));
    let b2 = |stand: &Stand| several(effort, || anchors::transaction(stand, 8, BATCH, effort.run));
    let (b1_before, b2_before) = (b1(stand)?, b2(stand)?);
    let product = several(effort, || track(stand, 16, BATCH, effort.run))?;
    let memory = peak_memory(stand.server())?;
    let (b1_after, b2_after) = (b1(stand)?, b2(stand)?);
    let b1 = Anchor::of("B1", b1_before, b1_after);
    let b2 = Anchor::of("B2", b2_before, b2_after);
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
    let b3 = Anchor::of("B3", before, b3(stand)?);
    Ok(vec![b3.rate_row("G2", "one event a request, 32 connections", product, ("0.60", 0.60), ("1.5", 1.5))])
}

/// The rows that were acknowledged must be there, and no others.
fn track(stand: &Stand, connections: u64, count: usize, long: Duration) -> Result<Run> {
    stand.clear_events()?;
    let before = cpu_seconds(&stand.product())?;
    let done = load::track(stand.port, &stand.widget_key, connections, count, long)?;
    let cpu = cpu_seconds(&stand.product())? - before;
    let events = done.answers * count as u64;
    let stored = stand.count_events()?;
    if stored != events {
        return Err(format!("{events} events were acknowledged and the table has {stored}").into());
    }
    Ok(Run { rate: events as f64 / done.seconds, cpu: cpu * 1e6 / events as f64 })
}

fn several(effort: Effort, mut run: impl FnMut() -> Result<Run>) -> Result<Run> {
    let runs: Vec<Run> = (0..effort.runs).map(|_| run()).collect::<Result<_>>()?;
    Ok(median_run(&runs))
}

/// An anchor before and after, and whether it held.
struct Anchor {
    name: &'static str,
    run: Run,
    moved: f64,
}

impl Anchor {
    fn of(name: &'static str, before: Run, after: Run) -> Self {
        let run = Run { rate: f64::midpoint(before.rate, after.rate), cpu: f64::midpoint(before.cpu, after.cpu) };
        eprintln!("  {name}: {:.0} events/s before, {:.0} after", before.rate, after.rate);
        Self { name, run, moved: (after.rate / before.rate - 1.0).abs() }
    }

    fn verdict(&self, otherwise: Verdict) -> Verdict {
        if self.moved > STEADY { Verdict::Void } else { otherwise }
    }

    fn rate_row(
        &self,
        goal: &'static str,
        what: &str,
        product: Run,
        must: (&'static str, f64),
        aim: (&'static str, f64),
    ) -> Row {
        let ratio = product.rate / self.run.rate;
        let mut measured = format!("{ratio:.2} ({:.0} events/s)", product.rate);
        if self.moved > STEADY {
            measured.push_str(&format!("; {} moved by {:.0} %", self.name, self.moved * 100.0));
        }
        Row {
            goal,
            what: format!("{what}, against {} ({:.0} events/s)", self.name, self.run.rate),
            measured,
            must: must.0,
            aim: aim.0,
            verdict: self.verdict(at_least(ratio, must.1, aim.1)),
        }
    }
}
