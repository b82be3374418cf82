//! Which PostgreSQL to use: `DATABASE_URL`, else the private one of this checkout.

use std::env;
use std::path::PathBuf;

use db::local::{self, Options};

use crate::workspace::{Result, local_dir, named_local_dir};

/// The database's name in the private PostgreSQL.
const NAME: &str = "hydra";

/// A database that answers.
#[derive(Debug)]
pub(crate) struct Database {
    pub(crate) url: String,
    /// The folder of the private PostgreSQL that this process started, and so has to stop.
    pub(crate) started: Option<PathBuf>,
}

/// Finds it, starting the private PostgreSQL when there is no `DATABASE_URL`.
pub(crate) fn find() -> Result<Database> {
    if let Ok(url) = env::var("DATABASE_URL") {
        return Ok(Database { url, started: None });
    }
    let dir = dir();
    let server = local::start(&Options::new(&dir))?;
    for note in server.notes() {
        eprintln!("note: {note}");
    }
    let database = Database { url: server.url(NAME), started: server.started().then_some(dir) };
    if let Err(e) = server.ensure_database(NAME) {
        database.end();
        return Err(e.into());
    }
    Ok(database)
}

impl Database {
    /// Stops the private PostgreSQL if this process started it.
    pub(crate) fn end(&self) {
        if let Some(dir) = &self.started
            && let Err(e) = local::stop(dir)
        {
            eprintln!("error: {e}");
        }
    }
}

/// The cluster that holds the tests' databases: `DATABASE_URL`'s, or the private one that all tests share.
pub(crate) fn tests_url() -> Result<String> {
    match env::var("DATABASE_URL") {
        Ok(url) => Ok(url),
        Err(_) => Ok(local::start(&tests_options())?.url("postgres")),
    }
}

pub(crate) fn stop() -> Result {
    for dir in [dir(), tests_options().dir] {
        let state = if local::stop(&dir)? { "stopped" } else { "was not running" };
        println!("PostgreSQL in {} {state}", dir.display());
    }
    Ok(())
}

pub(crate) fn reset() -> Result {
    for dir in [dir(), tests_options().dir] {
        local::reset(&dir)?;
        println!("PostgreSQL in {} is deleted", dir.display());
    }
    Ok(())
}

fn dir() -> PathBuf {
    local_dir().join("postgres")
}

fn tests_options() -> Options {
    Options::for_tests(named_local_dir())
}
