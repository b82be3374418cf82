//! A private PostgreSQL for one checkout, one test run or one benchmark: finds the running one or starts it.
//!
//! The server listens on 127.0.0.1 only, on a port that was free, and asks for a random password that is kept in a
//! file only its owner can read. It outlives the process that started it: the next start takes it up again, and
//! [`stop`] ends it. Whoever has a `DATABASE_URL` needs none of this. Unix only.

use std::fs::{self, File};
use std::io;
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use diesel::{Connection, PgConnection, RunQueryDsl};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

mod account;
mod binaries;
mod initdb;
mod npm;
mod postmaster;

use account::Place;
use binaries::Binaries;
use postmaster::{Postmaster, State};

/// The superuser of every private server.
pub const SUPERUSER: &str = "hydra";

/// The oldest PostgreSQL that the migrations run on.
pub const OLDEST: u32 = 15;

const START_LIMIT: Duration = Duration::from_secs(60);
const STOP_LIMIT: Duration = Duration::from_secs(60);

/// Where the server lives and how it runs.
#[derive(Clone, Debug)]
pub struct Options {
    /// The folder that holds the data, the password and the log. Another one is used, and named in
    /// [`Server::notes`], when the user that the server runs as can't reach it.
    pub dir: PathBuf,
    /// False turns `fsync`, `synchronous_commit` and `full_page_writes` off: for data that a crash may take.
    pub durable: bool,
    /// More settings for `postgres`, as name and value. They count when the server starts, not when one is taken up.
    pub settings: Vec<(String, String)>,
}

impl Options {
    /// A durable server in `dir` with PostgreSQL's own settings.
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self { dir: dir.into(), durable: true, settings: Vec::new() }
    }

    /// The cluster that all tests of this user share, in `local_dir` or else below the system's temporary folder. Not
    /// durable: a crash of the machine may take it.
    pub fn for_tests(local_dir: Option<PathBuf>) -> Self {
        let dir = match local_dir {
            Some(dir) => dir.join("tests"),
            // The user is part of the name, because the folder must be ours.
            None => std::env::temp_dir().join(format!("hydra-tests-{}", nix::unistd::getuid())),
        };
        let settings = [
            // Every test has a pool or two, and several tests run at once.
            ("max_connections", "300"),
            // Databases live for a second; its workers would hold them while they are copied or dropped.
            ("autovacuum", "off"),
            // Each copy asks for a checkpoint; nothing else needs one.
            ("max_wal_size", "4GB"),
            ("wal_level", "minimal"),
            ("max_wal_senders", "0"),
        ];
        let settings = settings.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        Self { dir, durable: false, settings }
    }
}

/// Why no private PostgreSQL could be had.
#[derive(Debug, thiserror::Error)]
pub enum LocalError {
    /// No usable server programs, and npm could not bring them.
    #[error(
        "no PostgreSQL {OLDEST} or newer was found, and npm could not bring one: {npm}\n\
         Remedy, any one of: install PostgreSQL (Debian: apt-get install postgresql; macOS: brew install postgresql), \
         set PG_BIN to the folder that holds its `postgres` and `initdb`, or set DATABASE_URL to a server that runs"
    )]
    NoServer {
        /// What npm said.
        npm: String,
    },
    /// The folder holds the data of another version than any found.
    #[error(
        "{dir} holds data of PostgreSQL {data}, and the versions found are: {found}\n\
         Remedy: install PostgreSQL {data}, or delete the data (cargo xtask db reset)"
    )]
    OtherVersion {
        /// The data folder.
        dir: PathBuf,
        /// The version that wrote it.
        data: u32,
        /// The versions found, "none" when there is none.
        found: String,
    },
    /// The folder belongs to somebody else, who could have prepared it.
    #[error("{dir} belongs to another user; choose another folder (HYDRA_LOCAL_DIR)")]
    NotOurs {
        /// The folder.
        dir: PathBuf,
    },
    /// A program ended with an error.
    #[error("{program} failed: {output}")]
    Program {
        /// Its name.
        program: &'static str,
        /// The end of what it printed.
        output: String,
    },
    /// The server neither became ready nor ended, or did not stop, in a minute.
    #[error("PostgreSQL in {dir} did not {what} within a minute; its log is server.log there")]
    Late {
        /// The folder.
        dir: PathBuf,
        /// "start" or "stop".
        what: &'static str,
    },
    /// A file or a process could not be used.
    #[error("{what}: {source}")]
    Io {
        /// What was tried, with the path.
        what: String,
        /// What the system answered.
        source: io::Error,
    },
    /// The server answered a statement with an error.
    #[error("PostgreSQL refused: {0}")]
    Refused(String),
}

/// A private PostgreSQL that answers.
#[derive(Clone, Debug)]
pub struct Server {
    port: u16,
    pid: u32,
    password: String,
    dir: PathBuf,
    started: bool,
    notes: Vec<String>,
}

impl Server {
    /// The address of `database`, for libpq.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://{SUPERUSER}:{}@127.0.0.1:{}/{database}", self.password, self.port)
    }

    /// The process id of the postmaster, the parent of all the server's processes.
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// True when this call started it, false when it ran already.
    pub fn started(&self) -> bool {
        self.started
    }

    /// The folder that is really used: not always the one asked for.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// What a person should be told, such as another folder than the one asked for.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Makes `database` unless it exists. The name must be a plain identifier.
    pub fn ensure_database(&self, database: &str) -> Result<(), LocalError> {
        if PgConnection::establish(&self.url(database)).is_ok() {
            return Ok(());
        }
        let refused = |e: &dyn std::fmt::Display| LocalError::Refused(e.to_string());
        let mut conn = PgConnection::establish(&self.url("postgres")).map_err(|e| refused(&e))?;
        match diesel::sql_query(format!("CREATE DATABASE \"{database}\"")).execute(&mut conn) {
            Ok(_) => Ok(()),
            // Somebody else made it between the two.
            Err(_) if PgConnection::establish(&self.url(database)).is_ok() => Ok(()),
            Err(e) => Err(refused(&e)),
        }
    }
}

/// Takes up the server of `options.dir`, or starts it, making its data the first time. Two callers at once get one
/// server. The first start takes a second or two, or a few more when npm has to bring the programs.
pub fn start(options: &Options) -> Result<Server, LocalError> {
    let place = Place::of(&options.dir)?;
    let _lock = place.lock()?;
    let server = |found: &Postmaster, started| {
        Ok(Server {
            port: found.port,
            pid: found.pid,
            password: read_password(&place)?,
            dir: place.dir.clone(),
            started,
            notes: place.notes.clone(),
        })
    };
    if let Some(found) = running(&place)? {
        return server(&found, false);
    }
    let binaries = binaries::choose(&place)?;
    if !place.data().join("PG_VERSION").exists() {
        initdb::initialise(&place, &binaries, options.durable)?;
    }
    let found = launch(&place, &binaries, options)?;
    server(&found, true)
}

/// Stops the server of `dir`, letting no transaction finish; false when none runs.
pub fn stop(dir: &Path) -> Result<bool, LocalError> {
    let place = Place::of(dir)?;
    let _lock = place.lock()?;
    stop_locked(&place)
}

/// Stops the server of `dir` and deletes its data; the programs that npm brought stay.
pub fn reset(dir: &Path) -> Result<(), LocalError> {
    let place = Place::of(dir)?;
    let _lock = place.lock()?;
    stop_locked(&place)?;
    for gone in [place.data(), place.unfinished_data()] {
        match fs::remove_dir_all(&gone) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(io_error("delete", &gone)(e)),
            _ => {}
        }
    }
    Ok(())
}

fn stop_locked(place: &Place) -> Result<bool, LocalError> {
    let Some(found) = running(place)? else { return Ok(false) };
    let pid = Pid::from_raw(found.pid as i32);
    // SIGINT is PostgreSQL's "fast" shutdown: it ends the sessions and writes a checkpoint.
    kill(pid, Signal::SIGINT).map_err(|e| LocalError::Io { what: format!("stop process {pid}"), source: e.into() })?;
    let limit = Instant::now() + STOP_LIMIT;
    // The pid file goes last of all; the process itself may stay as a zombie when its parent is alive.
    while Postmaster::read(&place.data())?.is_some() {
        if Instant::now() > limit {
            return Err(LocalError::Late { dir: place.dir.clone(), what: "stop" });
        }
        sleep(Duration::from_millis(10));
    }
    Ok(true)
}

/// The server that runs on this data, once it is ready. A pid file that a crash left behind is removed when another
/// program has that process id now: PostgreSQL itself would refuse to start.
fn running(place: &Place) -> Result<Option<Postmaster>, LocalError> {
    let limit = Instant::now() + START_LIMIT;
    loop {
        let Some(found) = Postmaster::read(&place.data())? else { return Ok(None) };
        if !postmaster::is_postgres(found.pid) {
            let file = place.data().join(postmaster::FILE);
            fs::remove_file(&file).map_err(io_error("remove the left-over", &file))?;
            return Ok(None);
        }
        if found.state == State::Ready && found.answers() {
            return Ok(Some(found));
        }
        if Instant::now() > limit {
            return Err(LocalError::Late { dir: place.dir.clone(), what: "start" });
        }
        sleep(Duration::from_millis(10));
    }
}

fn launch(place: &Place, binaries: &Binaries, options: &Options) -> Result<Postmaster, LocalError> {
    // Somebody may take the port between our look and PostgreSQL's bind: then another one.
    for _ in 0..5 {
        let port = free_port()?;
        let mut child = spawn(place, binaries, options, port)?;
        match wait_until_ready(place, &mut child)? {
            Some(found) => return Ok(found),
            None if end_of_log(place).contains("could not bind") => {}
            None => break,
        }
    }
    Err(LocalError::Program { program: "postgres", output: end_of_log(place) })
}

fn spawn(place: &Place, binaries: &Binaries, options: &Options, port: u16) -> Result<Child, LocalError> {
    let log = File::create(place.log()).map_err(io_error("write", &place.log()))?;
    let also = log.try_clone().map_err(io_error("write", &place.log()))?;
    let mut postgres = place.command(&binaries.postgres);
    postgres.arg("-D").arg(place.data()).stdout(log).stderr(also);
    let mut set = |name: &str, value: &str| {
        postgres.arg("-c").arg(format!("{name}={value}"));
    };
    set("listen_addresses", "127.0.0.1");
    set("port", &port.to_string());
    set("unix_socket_directories", "");
    set("lc_messages", "C");
    if !options.durable {
        for off in ["fsync", "synchronous_commit", "full_page_writes"] {
            set(off, "off");
        }
    }
    for (name, value) in &options.settings {
        set(name, value);
    }
    // A group of its own: Ctrl-C at the launcher's terminal must not reach it.
    postgres.process_group(0);
    postgres.spawn().map_err(io_error("run", &binaries.postgres))
}

/// The ready server, or nothing when the child ended before.
fn wait_until_ready(place: &Place, child: &mut Child) -> Result<Option<Postmaster>, LocalError> {
    let limit = Instant::now() + START_LIMIT;
    loop {
        if child.try_wait().map_err(io_error("wait for postgres in", &place.dir))?.is_some() {
            return Ok(None);
        }
        match Postmaster::read(&place.data())? {
            Some(found) if found.pid == child.id() && found.state == State::Ready => return Ok(Some(found)),
            _ => {}
        }
        if Instant::now() > limit {
            return Err(LocalError::Late { dir: place.dir.clone(), what: "start" });
        }
        sleep(Duration::from_millis(5));
    }
}

/// `url` with another database's name, keeping its query (`?sslmode=require`).
pub fn with_database(url: &str, database: &str) -> String {
    let (rest, query) = url.split_once('?').map_or((url, String::new()), |(rest, q)| (rest, format!("?{q}")));
    let authority = rest.find("://").map_or(0, |at| at + 3);
    let end = rest[authority..].find('/').map_or(rest.len(), |at| authority + at);
    format!("{}/{database}{query}", &rest[..end])
}

fn free_port() -> Result<u16, LocalError> {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|l| l.local_addr())
        .map(|a| a.port())
        .map_err(|source| LocalError::Io { what: "find a free port".into(), source })
}

fn read_password(place: &Place) -> Result<String, LocalError> {
    let file = place.password();
    fs::read_to_string(&file).map_err(io_error("read", &file))
}

fn end_of_log(place: &Place) -> String {
    end_of(&fs::read_to_string(place.log()).unwrap_or_default())
}

fn end_of(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(15)..].join("\n")
}

fn io_error(what: &'static str, path: &Path) -> impl Fn(io::Error) -> LocalError {
    let path = path.display().to_string();
    move |source| LocalError::Io { what: format!("{what} {path}"), source }
}

impl Place {
    /// A command as the server's user, with nothing of the caller's PostgreSQL environment.
    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.dir).stdin(Stdio::null());
        for name in ["PGDATA", "PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "PGDATABASE", "PGOPTIONS", "LC_ALL"] {
            command.env_remove(name);
        }
        if let Some(account) = &self.account {
            command.uid(account.uid).gid(account.gid).env("HOME", &self.dir);
        }
        command
    }
}

#[cfg(test)]
mod tests {
    use super::with_database;

    #[test]
    fn only_the_database_of_a_url_is_replaced() {
        assert_eq!(with_database("postgres://u:p@h:1/a", "b"), "postgres://u:p@h:1/b");
        assert_eq!(with_database("postgres://h", "b"), "postgres://h/b");
        assert_eq!(with_database("postgresql://u@h/a?sslmode=require", "b"), "postgresql://u@h/b?sslmode=require");
    }
}
