//! `bench`: what fast means here, as ratios to what PostgreSQL itself can do on the same machine in the same minute.

use std::env;
use std::fs;
use std::time::Duration;

use crate::workspace::{Result, cargo, output};
use crate::{frontend, hydra, workspace};

mod anchors;
mod check;
mod columns;
mod events;
mod ingest;
mod large;
mod leads;
mod lists;
mod load;
mod measure;
mod quarter;
mod site;
mod stand;
mod start;
mod steps;
mod strip;
mod toggle;

use stand::Stand;

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// About eight minutes instead of some seventy: shorter runs, and 300,000 events instead of 10 million below the
    /// engagement strip, the site dashboard and the ingest onto many rows (`grown`, `strip` and `site` share them; alone
    /// about four minutes instead of forty). Some minutes more when a new hour has just begun.
    #[arg(long)]
    quick: bool,
    /// Only these goals; all when none is named.
    #[arg(value_parser = GOALS)]
    goals: Vec<String>,
}

const GOALS: [&str; 10] = ["ingest", "single", "off", "leads", "lists", "steps", "grown", "strip", "site", "start"];

/// Those that are measured on a quarter's events.
const LARGE: [&str; 3] = ["grown", "strip", "site"];

/// What others reached on the machine that the goals were set on, for scale.
const PEERS: &str = "For scale, on the 2-core machine that the goals were set on, not in this run: Umami 3.1 stored 195 \
    single events/s and 302 in batches (3.2 ms CPU each) and answered its 30-day statistics over 1 million events in 1.2 s; \
    Liwan 1.6 accepted 5,000 events/s, storing them after it had answered; a Django CRM created 41 leads/s.";

/// How far an anchor may move between before and after.
const STEADY: f64 = 0.15;

/// How long and how often is measured.
#[derive(Clone, Copy, Debug)]
struct Effort {
    run: Duration,
    runs: usize,
    /// Of the quarter that G3 and G8 to G12 are measured on.
    events: u64,
    /// Of each small question.
    requests: usize,
}

/// One line of the table.
#[derive(Debug)]
struct Row {
    goal: &'static str,
    what: String,
    measured: String,
    must: &'static str,
    aim: &'static str,
    verdict: Verdict,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Aim,
    Must,
    Missed,
    /// The anchor moved, or an estimate is too far off: the figures say nothing.
    Void,
}

pub(crate) fn bench(options: &Options) -> Result {
    let effort = if options.quick {
        Effort { run: Duration::from_secs(2), runs: 3, events: 300_000, requests: 200 }
    } else {
        Effort { run: Duration::from_secs(10), runs: 5, events: 10_000_000, requests: 1_000 }
    };
    let wanted = |goal: &str| options.goals.is_empty() || options.goals.iter().any(|g| g == goal);
    frontend::build_stale()?;
    let hydra = hydra::build(true)?;
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    eprintln!("Load averages: {}. Nothing else should run here now.", load.trim());
    let mut rows = Vec::new();
    if GOALS.iter().any(|goal| wanted(goal) && *goal != "start") {
        let mut stand = Stand::raise(&hydra)?;
        if wanted("ingest") {
            rows.extend(ingest::batches(&mut stand, effort)?);
        }
        if wanted("single") {
            rows.extend(ingest::singles(&mut stand, effort)?);
        }
        if wanted("off") {
            rows.push(toggle::off(&mut stand, effort)?);
        }
        if wanted("leads") {
            rows.extend(leads::webhook(&stand, effort)?);
        }
        if wanted("lists") {
            rows.extend(lists::lists(&stand, effort)?);
        }
        if wanted("steps") {
            rows.push(steps::steps(&stand, effort)?);
        }
        if LARGE.iter().any(|goal| wanted(goal)) {
            rows.extend(large::large(&mut stand, effort, wanted)?);
        }
    }
    if wanted("start") {
        rows.push(start::second_start()?);
    }
    print_table(&rows, options.quick);
    let void: Vec<&str> = rows.iter().filter(|r| r.verdict == Verdict::Void).map(|r| r.goal).collect();
    if void.is_empty() {
        Ok(())
    } else {
        Err(format!("void, because an anchor moved or an estimate is too far off: {}", void.join(", ")).into())
    }
}

/// A ratio that has to be large.
fn at_least(ratio: f64, must: f64, aim: f64) -> Verdict {
    at_most(-ratio, -must, -aim)
}

/// A figure that has to be small.
fn at_most(figure: f64, must: f64, aim: f64) -> Verdict {
    if figure <= aim {
        Verdict::Aim
    } else if figure <= must {
        Verdict::Must
    } else {
        Verdict::Missed
    }
}

fn print_table(rows: &[Row], quick: bool) {
    println!("\nMeasured {} with `cargo xtask bench{}`.\n", machine(), if quick { " --quick" } else { "" });
    println!("| goal | what | measured | must | aim | |\n|---|---|---|---|---|---|");
    for row in rows {
        let verdict = match row.verdict {
            Verdict::Aim => "aim reached",
            Verdict::Must => "met",
            Verdict::Missed => "missed",
            Verdict::Void => "void",
        };
        println!("| {} | {} | {} | {} | {} | {verdict} |", row.goal, row.what, row.measured, row.must, row.aim);
    }
    println!("\n{PEERS}");
}

/// Cores, processor, memory and the commit, for whoever reads the table later.
fn machine() -> String {
    let line = |file: &str, key: &str| {
        let text = fs::read_to_string(file).unwrap_or_default();
        let line = text.lines().find(|l| l.starts_with(key)).and_then(|l| l.split_once(':'));
        line.map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
    };
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let memory: u64 = line("/proc/meminfo", "MemTotal").split(' ').next().and_then(|kb| kb.parse().ok()).unwrap_or(0);
    let commit = output(workspace::command("git").args(["rev-parse", "--short", "HEAD"])).unwrap_or_default();
    let compiler = output(cargo().arg("--version")).unwrap_or_default();
    format!(
        "on {cores} cores of {} with {} GiB ({}, {}, commit {})",
        line("/proc/cpuinfo", "model name"),
        memory / 1024 / 1024,
        env::consts::OS,
        compiler.trim(),
        commit.trim()
    )
}
