//! `start`: everything that a first look at Hydra needs.

use std::thread::sleep;
use std::time::Duration;

use crate::database::{self, Database};
use crate::hydra::{self, Server};
use crate::interrupt::Interrupt;
use crate::settings::Settings;
use crate::steps::{loud_step, step};
use crate::workspace::{Result, run_quietly};
use crate::{frontend, prerequisites};

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Build with optimisation: for real use and for measuring.
    #[arg(long)]
    release: bool,
}

/// A first start has migrations and demo data behind it already; this is the server alone.
const READY_LIMIT: Duration = Duration::from_secs(60);

pub(crate) fn start(options: &Options) -> Result {
    prerequisites::check()?;
    let settings = Settings::read()?;
    prerequisites::port_is_free(settings.host, settings.port)?;
    let interrupt = Interrupt::listen()?;
    frontend::build_stale()?;
    interrupt.check()?;
    let hydra = loud_step("server (the first build takes some minutes)", || hydra::build(options.release))?;
    interrupt.check()?;
    let database = step("PostgreSQL", database::find)?;
    let done = serve(&settings, &hydra, &database, &interrupt);
    database.end();
    done
}

fn serve(settings: &Settings, hydra: &std::path::PathBuf, database: &Database, interrupt: &Interrupt) -> Result {
    let program = || hydra::program(hydra, &database.url, &settings.environment);
    step("migrations", || run_quietly(program().arg("migrate")))?;
    let demo = settings.environment == "development";
    if demo {
        step("demo data", || run_quietly(program().args(["seed", "--size", "small", "--if-empty"])))?;
    }
    interrupt.check()?;
    let mut server = Server::start(program(), settings.address(), READY_LIMIT, || interrupt.asked())?;
    println!("\n  Hydra answers at http://{}", settings.address());
    if demo {
        println!("  Sign in as demo@hydra.test with the password hydra-demo");
    }
    println!("  Ctrl-C ends it\n");
    while !interrupt.asked() {
        if let Some(status) = server.ended()? {
            return Err(format!("the server ended ({status})").into());
        }
        sleep(Duration::from_millis(50));
    }
    Ok(())
}
