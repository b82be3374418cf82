//! Configuration: `config/default.toml` says every key, built into the binary; a file by environment and variables go over it.

use std::{net::IpAddr, time::Duration};

use config::{Config, Environment, File, FileFormat};
use serde::Deserialize;

/// What `hydra` is told. See `config/default.toml` for each key.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "config/default.toml is the reference")]
pub struct Configuration {
    pub roles: Vec<Role>,
    pub secret_key: String,
    pub http: Http,
    pub database: DatabaseSection,
    pub auth: Auth,
    pub outbound: Outbound,
    pub providers: Providers,
    pub limits: Limits,
    pub demo: Demo,
    pub log: Log,
}

/// What a process does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Answers requests.
    Http,
    /// Runs jobs.
    Worker,
}

#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "config/default.toml is the reference")]
pub struct Http {
    pub host: String,
    pub port: u16,
    pub public_url: String,
    pub trusted_proxies: Vec<IpAddr>,
    pub workers: usize,
}

#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "config/default.toml is the reference")]
pub struct DatabaseSection {
    pub url: String,
    pub replica_url: String,
    pub pool_size: u32,
    pub wait_ms: u64,
    pub statement_timeout_ms: u64,
}

/// Who may make a workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signup {
    /// Anybody.
    Open,
    /// The first one only.
    Closed,
}

#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "config/default.toml is the reference")]
pub struct Auth {
    pub signup: Signup,
    pub default_plan: tenancy::workspace::Plan,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[expect(missing_docs, reason = "config/default.toml is the reference")]
pub struct Limits {
    pub enabled: bool,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[expect(missing_docs, reason = "config/default.toml is the reference")]
pub struct Demo {
    pub enabled: bool,
}

#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "config/default.toml is the reference")]
pub struct Log {
    pub level: String,
    pub format: LogFormat,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[expect(missing_docs, reason = "config/default.toml is the reference")]
pub struct Outbound {
    pub allow_private: bool,
}

#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "config/default.toml is the reference")]
pub struct Providers {
    pub twilio_url: String,
    pub meta_url: String,
    pub patience_ms: u64,
}

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines.
    Json,
}

/// The configuration of an environment (`development`, `production`, `test`) with the process's variables over it.
///
/// # Errors
/// When the environment is unknown, or a value does not fit its key; the message names the key.
pub fn load(environment: &str, database_url: Option<String>) -> Result<Configuration, config::ConfigError> {
    let overlay = match environment {
        "development" => include_str!("../../../config/development.toml"),
        "production" => include_str!("../../../config/production.toml"),
        "test" => include_str!("../../../config/test.toml"),
        other => {
            let message = format!("HYDRA_ENV={other} is none of development, production, test");
            return Err(config::ConfigError::Message(message));
        }
    };
    let lists = Environment::with_prefix("HYDRA")
        .prefix_separator("__")
        .separator("__")
        .list_separator(",")
        .with_list_parse_key("roles")
        .with_list_parse_key("http.trusted_proxies")
        .try_parsing(true);
    Config::builder()
        .add_source(File::from_str(include_str!("../../../config/default.toml"), FileFormat::Toml))
        .add_source(File::from_str(overlay, FileFormat::Toml))
        .add_source(lists)
        .set_override_option("database.url", database_url)?
        .build()?
        .try_deserialize()
}

impl Configuration {
    /// The key that secrets are derived from.
    ///
    /// # Errors
    /// When there is none that is long enough; the message says how to make one.
    pub fn secret_key(&self) -> Result<tenancy::SecretKey, config::ConfigError> {
        let missing = "secret_key must have at least 32 characters: set HYDRA__SECRET_KEY, for example to what \
                       `openssl rand -hex 32` prints, and keep it";
        tenancy::SecretKey::new(&self.secret_key).ok_or_else(|| config::ConfigError::Message(missing.to_owned()))
    }

    /// Where people and pages reach this server, without a slash at the end.
    pub fn public_url(&self) -> String {
        match self.http.public_url.trim_end_matches('/') {
            "" => format!("http://{}:{}", self.http.host, self.http.port),
            url => url.to_owned(),
        }
    }

    /// The pools that this process uses.
    pub fn open_database(&self) -> db::Database {
        let options = |url: &str| db::PoolOptions {
            url: url.to_owned(),
            size: self.database.pool_size,
            wait: Duration::from_millis(self.database.wait_ms),
            statement_timeout: Duration::from_millis(self.database.statement_timeout_ms),
        };
        let primary = db::Pool::new(&options(&self.database.url));
        let analytics = match self.database.replica_url.as_str() {
            "" => primary.clone(),
            url => db::Pool::new(&options(url)),
        };
        db::Database { primary, analytics }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_environment_loads_and_only_development_is_open() {
        let open = |environment| load(environment, None).expect(environment).auth.signup == Signup::Open;
        assert_eq!(["development", "production", "test"].map(open), [true, false, true]);
        let production = load("production", None).expect("production");
        assert!(!production.demo.enabled && !production.outbound.allow_private && production.secret_key().is_err());
        assert!(load("staging", None).is_err());
    }
}
