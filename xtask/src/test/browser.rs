//! The browser stage: the whole product on databases of its own, driven by Playwright.

use std::env;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use db::local::with_database;
use diesel::{Connection, PgConnection, RunQueryDsl};
use tempfile::NamedTempFile;

use crate::hydra::{self, Server};
use crate::workspace::{Result, command, find_program, root, run, run_quietly};
use crate::{database, frontend, http};

/// A busy machine may need some seconds to start the server.
const READY_LIMIT: Duration = Duration::from_secs(60);

pub(super) fn test() -> Result {
    let chromium = chromium()?;
    let folder = root().join("tests/browser");
    frontend::install(&folder, "the browser tests")?;
    let lint = run(command("npm").args(["run", "--silent", "lint"]).current_dir(&folder));
    frontend::build_stale()?;
    let hydra = hydra::build(false)?;
    let cluster = database::tests_url()?;
    let demo = Site::open(&hydra, &cluster, "demo", true)?;
    let empty = Site::open(&hydra, &cluster, "empty", false)?;
    let mut playwright = command("npx");
    playwright.args(["--no-install", "playwright", "test"]).current_dir(&folder);
    playwright.env("BASE_URL", demo.address()).env("EMPTY_URL", empty.address()).env("CHROMIUM", chromium);
    // For the tests that start a server of their own, with providers of their own.
    playwright.env("DATABASE_URL", &cluster).env("HYDRA", &hydra);
    let done = run(&mut playwright);
    if done.is_err() {
        demo.show_log();
    }
    done.and(lint)
}

/// A running server with a database of its own; both go when this is dropped.
struct Site {
    port: u16,
    log: NamedTempFile,
    // In this order: the server is stopped before its database is dropped.
    _server: Server,
    _database: ScratchDatabase,
}

struct ScratchDatabase {
    cluster: String,
    name: String,
}

impl Site {
    /// Migrated, and with the demo data or without any.
    fn open(hydra: &PathBuf, cluster: &str, label: &str, seeded: bool) -> Result<Self> {
        let database = ScratchDatabase::create(cluster, label)?;
        let url = with_database(cluster, &database.name);
        let port = hydra::free_port()?;
        let program = || {
            // Development has the demo pages and an open sign-up; the limits are for people, not for a hundred sign-ins.
            let mut program = hydra::program(hydra, &url, "development");
            program.env("HYDRA__LIMITS__ENABLED", "false").env("HYDRA__HTTP__PORT", port.to_string());
            program
        };
        run_quietly(program().arg("migrate"))?;
        if seeded {
            run_quietly(program().args(["seed", "--size", "small"]))?;
        }
        let log = NamedTempFile::new()?;
        let mut serve = program();
        serve.stdout(Stdio::from(log.reopen()?)).stderr(Stdio::from(log.reopen()?));
        let server = Server::start(serve, http::local(port), READY_LIMIT, || false).inspect_err(|_| show(&log))?;
        Ok(Self { port, log, _server: server, _database: database })
    }

    fn address(&self) -> String {
        format!("http://{}", http::local(self.port))
    }

    fn show_log(&self) {
        show(&self.log);
    }
}

impl ScratchDatabase {
    fn create(cluster: &str, label: &str) -> Result<Self> {
        let name = format!("hydra_browser_{}_{label}", std::process::id());
        let mut conn = PgConnection::establish(&with_database(cluster, "postgres"))?;
        diesel::sql_query(format!("CREATE DATABASE {name}")).execute(&mut conn)?;
        Ok(Self { cluster: cluster.to_owned(), name })
    }
}

impl Drop for ScratchDatabase {
    fn drop(&mut self) {
        let dropped = PgConnection::establish(&with_database(&self.cluster, "postgres")).map(|mut conn| {
            diesel::sql_query(format!("DROP DATABASE {} WITH (FORCE)", self.name)).execute(&mut conn).err()
        });
        if !matches!(dropped, Ok(None)) {
            eprintln!("the database {} could not be dropped: {dropped:?}", self.name);
        }
    }
}

/// The end of what the server printed.
fn show(log: &NamedTempFile) {
    let text = std::fs::read_to_string(log.path()).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    eprintln!("the server's last lines:\n{}", lines[lines.len().saturating_sub(40)..].join("\n"));
}

/// The system's browser: Playwright's own builds come from a server that is not everywhere in reach.
fn chromium() -> Result<PathBuf> {
    if let Some(named) = env::var_os("CHROMIUM") {
        return Ok(named.into());
    }
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    names.into_iter().find_map(find_program).ok_or_else(|| {
        "the browser tests need Chromium, and none was found.\n\
         Remedy: apt-get install chromium (or set CHROMIUM to one)"
            .into()
    })
}
