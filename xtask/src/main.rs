#![doc = include_str!("../README.md")]
#![expect(clippy::print_stdout, reason = "its output is for a person at a terminal")]

use std::io::Write;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

mod bench;
mod database;
mod faults;
mod frontend;
mod http;
mod hydra;
mod interrupt;
mod prerequisites;
mod requirements;
mod schema;
mod settings;
mod start;
mod steps;
mod test;
mod tidy;
mod workspace;

use workspace::Result;

/// The chores of the Hydra workspace. Run it from the root as `cargo xtask <command>`.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build what is stale and run Hydra here: PostgreSQL, dashboard, widget, server; demo data in development.
    ///
    /// Uses DATABASE_URL, or else a private PostgreSQL in $HYDRA_LOCAL_DIR/postgres (default .local/postgres).
    /// HYDRA_ENV is `development` unless set; single settings as HYDRA__HTTP__PORT=8090. Ctrl-C ends everything that
    /// this command started.
    Start(start::Options),
    /// Run the migrations that the database lacks.
    Migrate,
    /// Revert the newest migration.
    Revert,
    /// Fill the database with demo data.
    Seed {
        /// How much: `small` for a look around, `large` for measuring.
        #[arg(long, value_enum, default_value_t = Size::Small)]
        size: Size,
        /// Do nothing when there is a workspace already.
        #[arg(long)]
        if_empty: bool,
    },
    /// Print crates/db/src/schema.rs anew from the migrations (needs the diesel CLI).
    Schema,
    /// Build the dashboard and the widget, unless they are fresh.
    Ui(frontend::Options),
    /// Run the checks and tests that CI runs, all or some stages, in their order.
    Test(test::Options),
    /// Measure the goals of speed against what PostgreSQL itself can do, and print the table.
    ///
    /// Builds the server in release, on a durable PostgreSQL of its own that is deleted afterwards. Nothing else should run
    /// on the machine meanwhile: an anchor that moves by more than 15 % voids the figures. Linux only.
    Bench(bench::Options),
    /// Kill the server again and again over thousands of messages, and print what was sent twice, lost or stuck: nothing.
    Faults(faults::Options),
    /// Check the rules of the code's shape: imports between crates, sizes of files, clocks, names.
    Tidy,
    /// Print each requirement with the tests that name it (`Proves: H24`), then those without one.
    Requirements,
    /// Stop or delete the private PostgreSQL.
    Db {
        #[command(subcommand)]
        command: Db,
    },
    /// Set a new password for a user: HYDRA_NEW_PASSWORD, or else a random one that is printed.
    ResetPassword {
        /// The email that the user signs in with.
        email: String,
    },
    /// Print the OpenAPI document that the server's routes make.
    Openapi,
}

#[derive(Debug, Subcommand)]
enum Db {
    /// Stop the private PostgreSQL of this checkout and the one of the tests. The data stays.
    Stop,
    /// Stop the private PostgreSQL of this checkout and the one of the tests, and delete their data.
    Reset,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Size {
    Small,
    Large,
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("error: {e}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result {
    match command {
        Command::Start(options) => start::start(&options),
        Command::Migrate => hydra::run_once(&["migrate"]),
        Command::Revert => hydra::run_once(&["revert"]),
        Command::Seed { size, if_empty } => {
            let size = match size {
                Size::Small => "small",
                Size::Large => "large",
            };
            let mut arguments = vec!["seed", "--size", size];
            arguments.extend(if_empty.then_some("--if-empty"));
            hydra::run_once(&arguments)
        }
        Command::Schema => schema::print(),
        Command::Ui(options) => frontend::ui(&options),
        Command::Test(options) => test::test(&options),
        Command::Bench(options) => bench::bench(&options),
        Command::Faults(options) => faults::run_all(&options),
        Command::Tidy => tidy::tidy(),
        Command::Requirements => requirements::print(),
        Command::Db { command: Db::Stop } => database::stop(),
        Command::Db { command: Db::Reset } => database::reset(),
        Command::ResetPassword { email } => hydra::run_once(&["reset-password", &email]),
        Command::Openapi => {
            // Not print!, which panics when the reader has had enough.
            Ok(std::io::stdout().write_all(hydra::openapi()?.as_bytes())?)
        }
    }
}
