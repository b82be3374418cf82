//! What the machine must have, asked for before anything is built.

use std::net::{IpAddr, TcpListener};
use std::process::Command;

use crate::workspace::{Result, find_program, output};

const OLDEST_NODE: u32 = 20;

/// Node, npm and a C compiler; an error names what is missing and how to get it.
pub(crate) fn check() -> Result {
    let node = output(Command::new("node").arg("--version")).ok().and_then(|v| major(&v));
    match node {
        Some(version) if version >= OLDEST_NODE => {}
        Some(version) => {
            return Err(format!(
                "Node {OLDEST_NODE} or newer builds the dashboard and the widget, and this is Node {version}.\n\
                 Remedy: install a newer one (Debian 13: apt-get install nodejs npm; macOS: brew install node; or nvm)"
            )
            .into());
        }
        None => {
            return Err(format!(
                "Node {OLDEST_NODE} or newer builds the dashboard and the widget, and `node` was not found.\n\
                 Remedy: install it (Debian 13: apt-get install nodejs npm; macOS: brew install node; or nvm)"
            )
            .into());
        }
    }
    if find_program("npm").is_none() {
        return Err("npm was not found; it comes with Node, or as a package of its own.\n\
                    Remedy: install it (Debian: apt-get install npm)"
            .into());
    }
    if !["cc", "gcc", "clang"].iter().any(|c| find_program(c).is_some()) {
        return Err("no C compiler was found; PostgreSQL's client library is built from source with one.\n\
                    Remedy: install one (Debian: apt-get install build-essential; macOS: xcode-select --install)"
            .into());
    }
    Ok(())
}

/// An error when somebody listens on the port already.
pub(crate) fn port_is_free(host: IpAddr, port: u16) -> Result {
    TcpListener::bind((host, port)).map(|_| ()).map_err(|e| {
        format!(
            "port {port} can't be used: {e}.\n\
             Remedy: end the program that has it (a Hydra that is still running?), or choose another: \
             HYDRA__HTTP__PORT={} cargo xtask start",
            port.wrapping_add(10)
        )
        .into()
    })
}

/// The major version in what `node --version` prints.
fn major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    #[test]
    fn nodes_version_is_read() {
        assert_eq!(major("v20.20.2\n"), Some(20));
        assert_eq!(major("nonsense"), None);
    }

    #[test]
    fn a_port_in_use_is_refused_with_a_remedy() {
        let taken = TcpListener::bind((HERE, 0)).expect("a port");
        let port = taken.local_addr().expect("its address").port();
        let error = port_is_free(HERE, port).expect_err("it is taken").to_string();
        assert!(error.contains("HYDRA__HTTP__PORT"), "{error}");
        drop(taken);
        port_is_free(HERE, port).expect("free again");
    }
}
