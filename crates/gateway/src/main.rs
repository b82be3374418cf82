//! `hydra`: the program. `serve` runs it; the other commands look after its database.

use std::{error::Error, net::TcpListener, process::ExitCode, time::Duration};

use clap::{Parser, Subcommand, ValueEnum};
use gateway::{
    Hydra,
    configuration::{self, Configuration, LogFormat, Role},
    demo, server,
    worker::{self, Lane},
};
use time::OffsetDateTime;
use tracing_subscriber::EnvFilter;

/// A self-hosted CRM.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Which config/<environment>.toml goes over config/default.toml.
    #[arg(long, env = "HYDRA_ENV", default_value = "production", global = true)]
    environment: String,
    /// The database's owner; wins over database.url.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, global = true)]
    database_url: Option<String>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Answers requests and runs jobs, as `roles` says (the default).
    Serve,
    /// Runs the migrations that the database lacks.
    Migrate,
    /// Reverts the newest migration.
    Revert,
    /// Fills a demo workspace: demo@hydra.test / hydra-demo.
    Seed {
        /// How much of it.
        #[arg(long, value_enum, default_value_t = Size::Small)]
        size: Size,
        /// Only when the server has no workspace yet.
        #[arg(long)]
        if_empty: bool,
    },
    /// Gives a person a new password, read from HYDRA_NEW_PASSWORD, or a random one that is printed.
    ResetPassword {
        /// Their address.
        email: String,
    },
    /// Prints the OpenAPI document.
    Openapi,
}

#[derive(Clone, Copy, ValueEnum)]
enum Size {
    Small,
    Large,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("hydra: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    let configuration = configuration::load(&arguments.environment, arguments.database_url)?;
    start_log(&configuration);
    let url = &configuration.database.url;
    match arguments.command.unwrap_or(Command::Serve) {
        Command::Serve => serve(configuration),
        Command::Migrate => {
            let done = db::migrate(url)?;
            say(&if done.is_empty() {
                "nothing to migrate".to_owned()
            } else {
                format!("migrated: {}", done.join(", "))
            });
            Ok(())
        }
        Command::Revert => {
            say(&format!("reverted: {}", db::revert(url)?));
            Ok(())
        }
        Command::Seed { size, if_empty } => {
            let size = match size {
                Size::Small => demo::Size::Small,
                Size::Large => demo::Size::Large,
            };
            say(demo::seed(&configuration.open_database().primary, size, if_empty, OffsetDateTime::now_utc())?);
            Ok(())
        }
        Command::ResetPassword { email } => reset_password(&configuration, &email),
        Command::Openapi => {
            say(&gateway::openapi().to_pretty_json()?);
            Ok(())
        }
    }
}

fn serve(configuration: Configuration) -> Result<(), Box<dyn Error>> {
    let secret_key = configuration.secret_key()?;
    let database = configuration.open_database();
    // Each request waits for the commit of its own events, and the server ends after the requests that run: when it has
    // ended, nothing waits in the writer.
    let writer = tracking::Writer::start(&database.primary, OffsetDateTime::now_utc)?;
    let roles = configuration.roles.clone();
    let hydra = Hydra::new(configuration, secret_key, database, writer, OffsetDateTime::now_utc);
    let lanes = [Lane::Rest, Lane::Rest, Lane::Calls, Lane::Calls, Lane::Calls, Lane::Calls];
    let start = |lane: Lane| start_worker(hydra.clone(), lane);
    let work = roles.contains(&Role::Worker).then(|| lanes.map(start).into_iter().collect::<Result<Vec<_>, _>>());
    let work = work.transpose()?;
    if roles.contains(&Role::Http) {
        let http = &hydra.configuration.http;
        let address = format!("{}:{}", http.host, http.port);
        let listener = TcpListener::bind(&address).map_err(|e| format!("can't listen on {address}: {e}"))?;
        tracing::info!(%address, public_url = hydra.configuration.public_url(), "listening");
        let workers = http.workers;
        // actix stops by itself on Ctrl-C and SIGTERM.
        actix_web::rt::System::new().block_on(async { server::start(hydra, listener, workers)?.await })?;
    } else {
        for thread in work.into_iter().flatten() {
            thread.join().map_err(|_| "a worker panicked")?;
        }
    }
    Ok(())
}

/// A thread that runs jobs until the process ends: a job that is interrupted runs again when its lease is over.
fn start_worker(hydra: Hydra, lane: Lane) -> std::io::Result<std::thread::JoinHandle<()>> {
    const IDLE: Duration = Duration::from_millis(500);
    std::thread::Builder::new().name("worker".to_owned()).spawn(move || {
        loop {
            match worker::step_in(&hydra, lane) {
                Ok(true) => {}
                Ok(false) => std::thread::sleep(IDLE),
                Err(error) => {
                    tracing::warn!(%error, "jobs can't be claimed");
                    std::thread::sleep(10 * IDLE);
                }
            }
        }
    })
}

fn reset_password(configuration: &Configuration, email: &str) -> Result<(), Box<dyn Error>> {
    let email = crm_core::Email::parse(email)?.to_string();
    let given = std::env::var("HYDRA_NEW_PASSWORD").ok();
    let password = given.clone().unwrap_or_else(|| format!("{:032x}", rand::random::<u128>()));
    let hash = tenancy::password::hash(&password)?;
    let pool = configuration.open_database().primary;
    let (user, workspaces) = pool
        .transaction_global(|conn| tenancy::user::set_password(conn, &email, &hash))
        .map_err(|e| format!("no password was changed: {e}"))?;
    for workspace in workspaces {
        pool.transaction(workspace, |conn| tenancy::session::close_all(conn, workspace, user))?;
    }
    say(&if given.is_some() {
        format!("changed the password of {email}")
    } else {
        format!("{email} signs in with: {password}")
    });
    Ok(())
}

fn start_log(configuration: &Configuration) {
    let filter = EnvFilter::try_new(&configuration.log.level).unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match configuration.log.format {
        LogFormat::Text => log.with_target(false).init(),
        LogFormat::Json => log.json().init(),
    }
}

#[expect(clippy::print_stdout, reason = "a command's answer")]
fn say(text: &str) {
    println!("{text}");
}
