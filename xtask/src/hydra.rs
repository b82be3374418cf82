//! The product's own program: building it and running it.

use std::env;
use std::net::{SocketAddr, TcpListener};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::database;
use crate::http;
use crate::workspace::{Result, cargo, command, output, run};

/// How long a server may take to finish what it has begun.
const STOP_LIMIT: Duration = Duration::from_secs(40);

/// Builds `hydra` and answers where it is. A release embeds the dashboard and the widget: build those before.
pub(crate) fn build(release: bool) -> Result<PathBuf> {
    let mut build = cargo();
    // The whole workspace's features, as every other command here: or the dependencies are built twice.
    build.args(["build", "--workspace", "--bin", "hydra"]);
    if release {
        build.arg("--release");
    }
    run(&mut build)?;
    // xtask lies in the target folder, wherever that is: <target>/debug/xtask.
    let xtask = env::current_exe()?;
    let target = xtask.ancestors().nth(2).ok_or("xtask does not run from a target folder")?;
    Ok(target.join(if release { "release" } else { "debug" }).join("hydra"))
}

/// A command of the program, in the root folder, where it finds `config/`.
pub(crate) fn program(hydra: &PathBuf, url: &str, environment: &str) -> Command {
    let mut program = command(hydra);
    program.env("DATABASE_URL", url).env("HYDRA_ENV", environment);
    program
}

/// Builds the program and runs one of its commands on the database.
pub(crate) fn run_once(arguments: &[&str]) -> Result {
    let hydra = build(false)?;
    let database = database::find()?;
    let environment = env::var("HYDRA_ENV").unwrap_or_else(|_| "development".to_owned());
    let done = run(program(&hydra, &database.url, &environment).args(arguments));
    database.end();
    done
}

/// The OpenAPI document that the routes make, as JSON. Needs no database and no dashboard: the dashboard's types are
/// made from it.
pub(crate) fn openapi() -> Result<String> {
    output(command(build(false)?).arg("openapi"))
}

/// A server that is stopped when this is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
}

impl Server {
    /// Starts it and waits until it is ready; the error says when it ended instead.
    pub(crate) fn start(
        mut serve: Command,
        address: SocketAddr,
        limit: Duration,
        give_up: impl Fn() -> bool,
    ) -> Result<Self> {
        // A group of its own: Ctrl-C reaches us alone, and we ask the server once, politely.
        serve.arg("serve").process_group(0).stdin(Stdio::null());
        let mut server = Self { child: serve.spawn().map_err(|e| format!("hydra could not be run: {e}"))? };
        let begun = Instant::now();
        while http::status(address, "/health/ready") != Some(200) {
            if let Some(status) = server.ended()? {
                return Err(format!("the server ended before it was ready ({status})").into());
            }
            if begun.elapsed() > limit || give_up() {
                return Err("the server did not become ready".into());
            }
            sleep(Duration::from_millis(10));
        }
        Ok(server)
    }

    pub(crate) fn ended(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }

    /// Asks it to end and waits for it.
    fn stop(&mut self) -> Result {
        if self.ended()?.is_some() {
            return Ok(());
        }
        kill(Pid::from_raw(self.child.id() as i32), Signal::SIGTERM)?;
        let begun = Instant::now();
        while self.ended()?.is_none() {
            if begun.elapsed() > STOP_LIMIT {
                self.child.kill()?;
                self.child.wait()?;
                return Err("the server did not stop and was killed".into());
            }
            sleep(Duration::from_millis(10));
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Err(e) = self.stop() {
            eprintln!("error: {e}");
        }
    }
}

/// A port that was free a moment ago.
pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
