//! G15: the second `cargo xtask start`, until a page answers.

use std::os::unix::process::CommandExt;
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::measure::median;
use super::{Row, at_most};
use crate::workspace::{Result, cargo};
use crate::{http, hydra};

/// A first start may have everything to build.
const FIRST_LIMIT: Duration = Duration::from_secs(1800);

/// Starts and ends Hydra as a person would, first to have everything built and filled, then three times by the clock.
pub(super) fn second_start() -> Result<Row> {
    // The folder of a private PostgreSQL that nobody else uses; PostgreSQL's user must be able to reach it.
    let dir = tempfile::Builder::new()
        .prefix("hydra-start-")
        .permissions(std::os::unix::fs::PermissionsExt::from_mode(0o755))
        .tempdir()?;
    start(&dir)?;
    let seconds = (0..3).map(|_| start(&dir)).collect::<Result<Vec<f64>>>()?;
    db::local::reset(&dir.path().join("postgres"))?;
    let seconds = median(seconds.into_iter());
    Ok(Row {
        goal: "G15",
        what: "`cargo xtask start`, the second time, until a page answers".into(),
        measured: format!("{seconds:.1} s"),
        must: "≤ 5 s",
        aim: "≤ 2 s",
        verdict: at_most(seconds, 5.0, 2.0),
    })
}

/// Seconds until `/` answers; then Ctrl-C.
fn start(dir: &tempfile::TempDir) -> Result<f64> {
    let port = hydra::free_port()?;
    let begun = Instant::now();
    let mut start = cargo();
    start.args(["xtask", "start"]).env("HYDRA_LOCAL_DIR", dir.path()).env("HYDRA__HTTP__PORT", port.to_string());
    start.env_remove("DATABASE_URL").env("HYDRA_ENV", "development").stdin(Stdio::null()).stdout(Stdio::null());
    // A terminal's Ctrl-C goes to the whole group: cargo and xtask.
    let mut start = start.stderr(Stdio::null()).process_group(0).spawn()?;
    let group = Pid::from_raw(-(start.id() as i32));
    let answered = loop {
        if http::status(http::local(port), "/") == Some(200) {
            break Ok(begun.elapsed().as_secs_f64());
        }
        if let Some(status) = start.try_wait()? {
            break Err(format!("`cargo xtask start` ended ({status})").into());
        }
        if begun.elapsed() > FIRST_LIMIT {
            break Err("`cargo xtask start` did not answer".into());
        }
        sleep(Duration::from_millis(10));
    };
    if start.try_wait()?.is_none() {
        kill(group, Signal::SIGINT)?;
        start.wait()?;
    }
    answered
}
