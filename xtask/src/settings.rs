//! The few settings of the server that xtask has to know before the server is built, read the way the server does.

use std::env;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use config::{Config, Environment, File};

use crate::workspace::{Result, root};

/// What `config/` and the environment say.
#[derive(Debug)]
pub(crate) struct Settings {
    /// `development`, `production` or `test`.
    pub(crate) environment: String,
    /// Where the server listens.
    pub(crate) host: IpAddr,
    /// And on which port.
    pub(crate) port: u16,
}

impl Settings {
    /// `HYDRA_ENV` is `development` unless it is set.
    pub(crate) fn read() -> Result<Self> {
        let environment = env::var("HYDRA_ENV").unwrap_or_else(|_| "development".to_owned());
        let folder = root().join("config");
        let settings = Config::builder()
            .add_source(File::from(folder.join("default.toml")))
            .add_source(File::from(folder.join(format!("{environment}.toml"))).required(false))
            .add_source(Environment::with_prefix("HYDRA").prefix_separator("__").separator("__"))
            .build()?;
        let port = settings.get_int("http.port").map_err(|e| format!("the setting http.port: {e}"))?;
        let host = settings.get_string("http.host").map_err(|e| format!("the setting http.host: {e}"))?;
        // A name, such as localhost, is the server's to look up; here it is this machine.
        let host = host.parse().unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
        Ok(Self { environment, host, port: u16::try_from(port).map_err(|_| format!("http.port is no port: {port}"))? })
    }

    /// Where a browser on this machine finds the server.
    pub(crate) fn address(&self) -> SocketAddr {
        let host = if self.host.is_unspecified() { IpAddr::V4(Ipv4Addr::LOCALHOST) } else { self.host };
        SocketAddr::new(host, self.port)
    }
}
