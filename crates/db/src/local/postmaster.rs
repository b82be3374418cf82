//! What PostgreSQL writes into `postmaster.pid` about itself.

use std::fs;
use std::io;
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::{LocalError, io_error};

pub(super) const FILE: &str = "postmaster.pid";

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Postmaster {
    pub(super) pid: u32,
    /// 0 until the server has bound it.
    pub(super) port: u16,
    pub(super) state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Ready,
    /// Starting, stopping, or not written yet.
    Other,
}

impl Postmaster {
    /// Nothing when there is no file, or when it is being written at this moment.
    pub(super) fn read(data: &Path) -> Result<Option<Self>, LocalError> {
        let file = data.join(FILE);
        match fs::read_to_string(&file) {
            Ok(text) => Ok(parse(&text)),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(io_error("read", &file)(e)),
        }
    }

    pub(super) fn answers(&self) -> bool {
        let address = SocketAddr::from(([127, 0, 0, 1], self.port));
        TcpStream::connect_timeout(&address, Duration::from_millis(500)).is_ok()
    }
}

/// Lines: 1 process id, 2 data folder, 3 start time, 4 port, 5 socket folder, 6 address, 7 shared memory, 8 state.
fn parse(text: &str) -> Option<Postmaster> {
    let lines: Vec<&str> = text.lines().collect();
    let pid = lines.first()?.trim().parse().ok()?;
    let port = lines.get(3).and_then(|l| l.trim().parse().ok()).unwrap_or(0);
    // Padded with blanks to a fixed width.
    let state = if lines.get(7).is_some_and(|l| l.trim() == "ready") { State::Ready } else { State::Other };
    Some(Postmaster { pid, port, state })
}

/// True when the process is alive and is PostgreSQL. After a crash its id may be another program's.
pub(super) fn is_postgres(pid: u32) -> bool {
    let name = if cfg!(target_os = "linux") {
        fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_default()
    } else {
        let ps = Command::new("ps").args(["-o", "comm=", "-p", &pid.to_string()]).stderr(Stdio::null()).output();
        ps.map(|o| String::from_utf8_lossy(&o.stdout).into_owned()).unwrap_or_default()
    };
    Path::new(name.trim()).file_name().is_some_and(|n| n == "postgres" || n == "postmaster")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ready_server_is_told_from_a_starting_one() {
        let text = "4711\n/some/data\n1763706000\n54321\n\n127.0.0.1\n  1234567 65538\nready   \n";
        assert_eq!(parse(text), Some(Postmaster { pid: 4711, port: 54321, state: State::Ready }));
        let starting = text.replace("ready   ", "starting");
        assert_eq!(parse(&starting), Some(Postmaster { pid: 4711, port: 54321, state: State::Other }));
    }

    #[test]
    fn a_file_that_is_being_written_is_no_ready_server() {
        assert_eq!(parse(""), None);
        assert_eq!(parse("not a number\n"), None);
        assert_eq!(parse("4711\n/some/data\n"), Some(Postmaster { pid: 4711, port: 0, state: State::Other }));
    }

    #[test]
    fn this_test_is_not_postgres() {
        assert!(!is_postgres(std::process::id()));
    }
}
