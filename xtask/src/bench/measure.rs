//! Processor time, memory and medians, from `/proc`: Linux only.

use std::fs;
use std::time::Instant;

use super::{Effort, STEADY, Verdict};
use crate::workspace::Result;

/// `USER_HZ`: what `/proc` counts processor time in, the same on every Linux that Rust runs on.
const TICKS_PER_SECOND: f64 = 100.0;

/// What one run did.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    /// Per second of wall time.
    pub(super) rate: f64,
    /// Microseconds of processor time of everything that was asked about, for each event.
    pub(super) cpu: f64,
    /// Milliseconds until an answer came.
    pub(super) median: f64,
}

/// The median of as many runs as the effort allows.
pub(super) fn several(effort: Effort, mut run: impl FnMut() -> Result<Run>) -> Result<Run> {
    let runs: Vec<Run> = (0..effort.runs).map(|_| run()).collect::<Result<_>>()?;
    Ok(median_run(&runs))
}

/// The middle one of several runs, figure by figure.
pub(super) fn median_run(runs: &[Run]) -> Run {
    Run {
        rate: median(runs.iter().map(|r| r.rate)),
        cpu: median(runs.iter().map(|r| r.cpu)),
        median: median(runs.iter().map(|r| r.median)),
    }
}

pub(super) fn median(figures: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = figures.collect();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => 0.0,
        n if n % 2 == 1 => sorted[n / 2],
        n => (sorted[n / 2 - 1] + sorted[n / 2]) / 2.0,
    }
}

/// The median time of one, over these in turn; the first round warms the caches.
pub(super) fn milliseconds<T: Copy>(of: &[T], times: usize, mut ask: impl FnMut(T) -> Result) -> Result<f64> {
    for one in of {
        ask(*one)?;
    }
    let mut taken = Vec::with_capacity(times);
    for one in of.iter().cycle().take(times) {
        let begun = Instant::now();
        ask(*one)?;
        taken.push(begun.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(median(taken.into_iter()))
}

/// The time of an anchor before and after, and how far it moved.
#[derive(Clone, Copy, Debug)]
pub(super) struct Held {
    pub(super) middle: f64,
    moved: f64,
}

impl Held {
    pub(super) fn of(goal: &str, before: f64, after: f64) -> Self {
        eprintln!("  {goal}'s anchor: {before:.2} ms before, {after:.2} ms after");
        Self { middle: f64::midpoint(before, after), moved: (after / before - 1.0).abs() }
    }

    pub(super) fn verdict(self, otherwise: Verdict) -> Verdict {
        if self.moved > STEADY { Verdict::Void } else { otherwise }
    }
}

/// Seconds of processor time that these processes and all their children have used until now. A child that ended is
/// counted in its parent.
pub(super) fn cpu_seconds(parents: &[u32]) -> Result<f64> {
    let mut ticks = 0;
    for parent in parents {
        let stat = stat(*parent).ok_or_else(|| format!("process {parent} is gone"))?;
        ticks += stat.own + stat.ended_children;
    }
    for entry in fs::read_dir("/proc")? {
        let Some(pid) = entry?.file_name().to_str().and_then(|n| n.parse().ok()) else { continue };
        if let Some(stat) = stat(pid)
            && parents.contains(&stat.parent)
        {
            ticks += stat.own + stat.ended_children;
        }
    }
    Ok(ticks as f64 / TICKS_PER_SECOND)
}

/// The most memory that the process has had resident, in MB.
pub(super) fn peak_memory(pid: u32) -> Result<f64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:")).ok_or("no VmHWM in /proc")?;
    let kilobytes: f64 = line.split_whitespace().nth(1).ok_or("no figure in VmHWM")?.parse()?;
    Ok(kilobytes * 1024.0 / 1e6)
}

struct Stat {
    parent: u32,
    own: u64,
    ended_children: u64,
}

fn stat(pid: u32) -> Option<Stat> {
    parse_stat(&fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)
}

/// The name, second and in parentheses, may hold anything: the rest is counted from its end.
fn parse_stat(line: &str) -> Option<Stat> {
    let (_, rest) = line.rsplit_once(") ")?;
    let fields: Vec<&str> = rest.split(' ').collect();
    let number = |at: usize| fields.get(at)?.parse::<u64>().ok();
    Some(Stat {
        parent: fields.get(1)?.parse().ok()?,
        own: number(11)? + number(12)?,
        ended_children: number(13)? + number(14)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_one() {
        assert_eq!(median([3.0, 1.0, 2.0].into_iter()), 2.0);
        assert_eq!(median([4.0, 1.0, 2.0, 3.0].into_iter()), 2.5);
    }

    #[test]
    fn an_anchor_may_move_a_little() {
        assert_eq!(Held::of("G0", 100.0, 110.0).verdict(Verdict::Aim), Verdict::Aim);
        assert_eq!(Held::of("G0", 100.0, 80.0).verdict(Verdict::Aim), Verdict::Void);
    }

    #[test]
    fn processor_time_is_read_past_a_name_with_blanks() {
        let line = "42 (a ) b) S 7 42 42 0 -1 4194560 1 0 0 0 150 50 30 20 20 0 1 0 100";
        let stat = parse_stat(line).expect("a line of /proc");
        assert_eq!((stat.parent, stat.own, stat.ended_children), (7, 200, 50));
    }
}
