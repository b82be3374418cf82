//! `faults`: messages over thousands of steps while the server is killed every two seconds; the same test that CI runs small.

use clap::Args;

use crate::workspace::{Result, cargo, run};

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// How many leads set an automation off.
    #[arg(long, default_value_t = 5_000)]
    steps: usize,
}

pub(crate) fn run_all(options: &Options) -> Result {
    let test = ["test", "--workspace", "--test", "faults", "--", "--nocapture"];
    run(cargo().args(test).env("HYDRA_FAULT_STEPS", options.steps.to_string()))
}
