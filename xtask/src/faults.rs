//! `faults`: messages over thousands of steps while the server is killed every two seconds; the same test that CI runs small.

use clap::Args;

use crate::workspace::{Result, cargo, run};

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// How many leads set an automation off.
    #[arg(long, default_value_t = 5_000)]
    steps: usize,
    /// How many leads come by one leaked key.
    #[arg(long, default_value_t = 10_000)]
    leads: usize,
}

pub(crate) fn run_all(options: &Options) -> Result {
    // One after the other: a busy machine decides when a fault comes.
    let test = ["test", "--workspace", "--test", "faults", "--", "--nocapture", "--test-threads", "1"];
    let sizes = [("HYDRA_FAULT_STEPS", options.steps), ("HYDRA_FAULT_LEADS", options.leads)];
    run(cargo().args(test).envs(sizes.map(|(name, size)| (name, size.to_string()))))
}
