//! The test stand: a durable PostgreSQL of its own, the release build of the server on it, and a shop with a widget.

use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use db::local::{self, Options};
use diesel::sql_types::{BigInt, Uuid as SqlUuid};
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl};
use serde_json::{Value, json};
use uuid::Uuid;

use super::load::{Client, request};
use crate::workspace::{Result, local_dir, run_quietly};
use crate::{http, hydra};

#[derive(Debug)]
pub(super) struct Stand {
    pub(super) port: u16,
    pub(super) url: String,
    pub(super) workspace: Uuid,
    pub(super) widget: Uuid,
    pub(super) widget_key: String,
    pub(super) token: String,
    pub(super) postmaster: u32,
    server: Child,
    dir: PathBuf,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

impl Stand {
    pub(super) fn raise(hydra: &PathBuf) -> Result<Self> {
        let dir = local_dir().join("bench");
        local::reset(&dir)?;
        let settings = [
            // Enough for ten million events to be read from memory and for a run without a checkpoint in it; the rest is
            // PostgreSQL's own, its durability above all.
            ("shared_buffers", "1GB"),
            ("max_wal_size", "8GB"),
            ("checkpoint_timeout", "30min"),
        ];
        let settings = settings.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let cluster = local::start(&Options { settings, ..Options::new(&dir) })?;
        cluster.ensure_database("hydra")?;
        let url = cluster.url("hydra");
        let port = hydra::free_port()?;
        let program = || {
            let mut program = hydra::program(hydra, &url, "production");
            program.env("HYDRA__LIMITS__ENABLED", "false").env("HYDRA__AUTH__SIGNUP", "open");
            program.env("HYDRA__HTTP__PORT", port.to_string()).env("HYDRA__LOG__LEVEL", "warn");
            program
        };
        run_quietly(program().arg("migrate"))?;
        let mut server = program().arg("serve").stdin(Stdio::null()).spawn()?;
        let begun = Instant::now();
        while http::status(http::local(port), "/health/ready") != Some(200) {
            if server.try_wait()?.is_some() || begun.elapsed() > Duration::from_secs(30) {
                return Err("the server did not become ready".into());
            }
            sleep(Duration::from_millis(20));
        }
        let mut stand = Self {
            port,
            url,
            workspace: Uuid::nil(),
            widget: Uuid::nil(),
            widget_key: String::new(),
            token: String::new(),
            postmaster: cluster.pid(),
            server,
            dir,
        };
        stand.furnish()?;
        Ok(stand)
    }

    /// A person, a workspace and a widget, through the API as anybody would.
    fn furnish(&mut self) -> Result {
        let session = self.call(
            "POST",
            "/api/v1/auth/signup",
            &json!({
                "workspace_name": "Bench", "name": "Bench", "email": "bench@hydra.test", "password": "bench-bench-bench",
            }),
        )?;
        self.token = text(&session, "/token")?;
        self.workspace = text(&session, "/workspace/id")?.parse()?;
        let widget = self.call("POST", "/api/v1/widgets", &json!({ "name": "Shop", "tracking_enabled": true }))?;
        self.widget = text(&widget, "/id")?.parse()?;
        self.widget_key = text(&widget, "/key")?;
        Ok(())
    }

    /// One request of the signed-in person.
    pub(super) fn call(&self, method: &str, path: &str, body: &Value) -> Result<Value> {
        let token = (!self.token.is_empty()).then_some(self.token.as_str());
        let answer = Client::connect(self.port)?.exchange(&request(method, path, token, &body.to_string()))?;
        if !(200..300).contains(&answer.status) {
            let said = String::from_utf8_lossy(&answer.body);
            return Err(format!("{method} {path} answered {}: {said}", answer.status).into());
        }
        if answer.body.is_empty() { Ok(Value::Null) } else { Ok(serde_json::from_slice(&answer.body)?) }
    }

    /// A bare connection as the owner.
    pub(super) fn connect(&self) -> Result<PgConnection> {
        Ok(PgConnection::establish(&self.url)?)
    }

    /// The processes that the product consists of: the server and PostgreSQL.
    pub(super) fn product(&self) -> [u32; 2] {
        [self.server.id(), self.postmaster]
    }

    pub(super) fn server(&self) -> u32 {
        self.server.id()
    }

    /// Every run begins with empty tables and without the write-backs of the one before.
    pub(super) fn clear_events(&self) -> Result {
        let mut conn = self.connect()?;
        diesel::sql_query("TRUNCATE visitor_events, sessions, visitors CASCADE").execute(&mut conn)?;
        diesel::sql_query("CHECKPOINT").execute(&mut conn)?;
        Ok(())
    }

    pub(super) fn count_events(&self) -> Result<u64> {
        let mut conn = self.connect()?;
        let count: Count = diesel::sql_query("SELECT count(*) AS n FROM visitor_events").get_result(&mut conn)?;
        Ok(count.n.try_into()?)
    }

    /// Ids that a statement answers in its column `id`.
    pub(super) fn ids(&self, query: &str) -> Result<Vec<Uuid>> {
        let found: Vec<Found> = diesel::sql_query(query).load(&mut self.connect()?)?;
        Ok(found.into_iter().map(|f| f.id).collect())
    }
}

impl Drop for Stand {
    fn drop(&mut self) {
        // Its data goes with it, so nothing has to be finished.
        let _ = self.server.kill();
        let _ = self.server.wait();
        if let Err(e) = local::reset(&self.dir) {
            eprintln!("error: {e}");
        }
    }
}

fn text(json: &Value, pointer: &str) -> Result<String> {
    let found = json.pointer(pointer).and_then(Value::as_str);
    found.map(str::to_owned).ok_or_else(|| format!("no {pointer} in {json}").into())
}
