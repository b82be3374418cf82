//! `test`: what CI runs, stage by stage.

use std::collections::BTreeMap;
use std::fs;
use std::time::{Duration, Instant};

use clap::ValueEnum;

use crate::frontend::{self, DASHBOARD, Frontend, WIDGET};
use crate::tidy;
use crate::workspace::{Result, cargo, find_program, root, run};

mod browser;

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// The stages to run; all of them when none is named.
    #[arg(value_enum)]
    stages: Vec<Stage>,
    /// Stop at the first stage that fails.
    #[arg(long)]
    fail_fast: bool,
}

/// In the order in which they run: the quick ones first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Stage {
    /// rustfmt has nothing to change.
    Format,
    /// `cargo xtask tidy`.
    Tidy,
    /// The dashboard and the widget can be built.
    Ui,
    /// clippy has nothing to say.
    Clippy,
    /// Licences, sources and banned crates (cargo-deny).
    Deny,
    /// The tests of the workspace, with nextest where it is installed.
    Rust,
    /// The examples in the documentation.
    Doc,
    /// The widget's lint and tests.
    Widget,
    /// The dashboard's lint and tests.
    Dashboard,
    /// The dashboard's client types are those of the server's routes.
    Types,
    /// The product in a browser (Playwright).
    Browser,
}

enum Outcome {
    Passed,
    /// A tool is missing that only some have.
    Skipped(&'static str),
}

pub(crate) fn test(options: &Options) -> Result {
    let all = Stage::value_variants().iter().copied();
    let stages: Vec<Stage> = all.filter(|s| options.stages.is_empty() || options.stages.contains(s)).collect();
    let mut report = Vec::new();
    let mut counts = BTreeMap::from([("passed", 0), ("failed", 0), ("skipped", 0)]);
    for stage in stages {
        println!("\n── {} ──", stage.name());
        let begun = Instant::now();
        let done = stage.run();
        let (word, note) = match &done {
            Ok(Outcome::Passed) => ("passed", String::new()),
            Ok(Outcome::Skipped(why)) => ("skipped", format!("  {why}")),
            Err(e) => {
                eprintln!("error: {e}");
                ("failed", format!("  {}", e.to_string().lines().next().unwrap_or_default()))
            }
        };
        *counts.entry(word).or_default() += 1;
        report.push(format!("{:10} {word:8} {:>8}{note}", stage.name(), seconds(begun.elapsed())));
        if done.is_err() && options.fail_fast {
            break;
        }
    }
    println!("\n{}", report.join("\n"));
    println!("stages: {} passed, {} failed, {} skipped", counts["passed"], counts["failed"], counts["skipped"]);
    if counts["failed"] == 0 { Ok(()) } else { Err("the checks failed".into()) }
}

fn seconds(took: Duration) -> String {
    format!("{:.1} s", took.as_secs_f64())
}

impl Stage {
    fn name(self) -> String {
        self.to_possible_value().map(|v| v.get_name().to_owned()).unwrap_or_default()
    }

    fn run(self) -> Result<Outcome> {
        match self {
            Stage::Format => run(cargo().args(["fmt", "--all", "--check"]))?,
            Stage::Tidy => tidy::tidy()?,
            Stage::Ui => frontend::build_stale()?,
            Stage::Clippy => run(cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))?,
            Stage::Deny => return deny(),
            Stage::Rust => rust()?,
            Stage::Doc => run(cargo().args(["test", "--workspace", "--doc", "--quiet"]))?,
            Stage::Widget => lint_and_test(WIDGET)?,
            Stage::Dashboard => lint_and_test(DASHBOARD)?,
            Stage::Types => types()?,
            Stage::Browser => browser::test()?,
        }
        Ok(Outcome::Passed)
    }
}

fn deny() -> Result<Outcome> {
    if find_program("cargo-deny").is_none() {
        return Ok(Outcome::Skipped("cargo-deny is not installed"));
    }
    // Not the advisories: they are a list of today, and a build of yesterday has to pass again.
    run(cargo().args(["deny", "--config", "config/deny.toml", "check", "bans", "licenses", "sources"]))?;
    Ok(Outcome::Passed)
}

fn rust() -> Result {
    if find_program("cargo-nextest").is_some() {
        return run(cargo().args(["nextest", "run", "--workspace"]));
    }
    run(cargo().args(["test", "--workspace", "--lib", "--bins", "--tests"]))
}

fn lint_and_test(frontend: Frontend) -> Result {
    frontend.script("lint")?;
    frontend.script("test")
}

/// The client's types in the repository are those that the routes make now.
fn types() -> Result {
    let made = tempfile::Builder::new().suffix(".d.ts").tempfile()?;
    frontend::write_types(made.path())?;
    let kept = DASHBOARD.folder().join(frontend::TYPES);
    // A missing one is stale too.
    if fs::read_to_string(&kept).unwrap_or_default() == fs::read_to_string(made.path())? {
        return Ok(());
    }
    let kept = kept.strip_prefix(root())?.display();
    Err(format!("{kept} is not what the routes make.\nRemedy: cargo xtask ui --types").into())
}
