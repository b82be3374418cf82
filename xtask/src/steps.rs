//! Progress: a spinner at a terminal, plain lines elsewhere.

use std::io::{IsTerminal, stderr};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::workspace::Result;

/// Does `work` under a spinner and says how long it took. What `work` prints itself would break the spinner: use
/// [`loud_step`] for that.
pub(crate) fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let bar = stderr().is_terminal().then(|| spinner(name));
    let begun = Instant::now();
    let done = work();
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    say(name, begun.elapsed(), done.is_ok());
    done
}

/// Does `work`, which shows its own progress, and says how long it took.
pub(crate) fn loud_step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let begun = Instant::now();
    let done = work();
    say(name, begun.elapsed(), done.is_ok());
    done
}

fn spinner(name: &str) -> ProgressBar {
    let bar = ProgressBar::new_spinner().with_message(name.to_owned());
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

fn say(name: &str, took: Duration, ok: bool) {
    let mark = if ok { "✓" } else { "✗" };
    eprintln!("{mark} {name} ({:.1} s)", took.as_secs_f64());
}
