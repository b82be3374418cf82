//! The test stand: a durable PostgreSQL of its own, the release build of the server on it, and a shop with a widget, a board and a form.

use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use db::local::{self, Options};
use diesel::sql_types::{BigInt, Uuid as SqlUuid};
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl};
use serde_json::{Value, json};
use uuid::Uuid;

use super::load::{Client, Load, request};
use super::measure::{Run, cpu_seconds};
use crate::workspace::{Result, local_dir, run_quietly};
use crate::{http, hydra, workspace};

#[derive(Debug)]
pub(super) struct Stand {
    pub(super) port: u16,
    pub(super) url: String,
    pub(super) workspace: Uuid,
    pub(super) widget: Uuid,
    pub(super) widget_key: String,
    pub(super) webhook: Uuid,
    pub(super) webhook_key: String,
    pub(super) pipeline: Uuid,
    /// From left to right.
    pub(super) stages: Vec<Uuid>,
    pub(super) token: String,
    pub(super) postmaster: u32,
    /// Where the server finds the provider of text messages, when somebody listens there.
    pub(super) provider: u16,
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
        let (port, provider) = (hydra::free_port()?, hydra::free_port()?);
        let program = || {
            let mut program = hydra::program(hydra, &url, "production");
            program.env("HYDRA__SECRET_KEY", "for benchmarks only, not for customers");
            program.env("HYDRA__LIMITS__ENABLED", "false").env("HYDRA__AUTH__SIGNUP", "open");
            program.env("HYDRA__HTTP__PORT", port.to_string()).env("HYDRA__LOG__LEVEL", "warn");
            program.env("HYDRA__PROVIDERS__TWILIO_URL", format!("http://127.0.0.1:{provider}"));
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
            webhook: Uuid::nil(),
            webhook_key: String::new(),
            pipeline: Uuid::nil(),
            stages: Vec::new(),
            token: String::new(),
            postmaster: cluster.pid(),
            provider,
            server,
            dir,
        };
        stand.furnish()?;
        Ok(stand)
    }

    /// A person, a workspace, a widget, the board and a webhook, through the API as anybody would.
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
        let pipeline = self.call("POST", "/api/v1/lead-pipelines/ensure-default", &Value::Null)?;
        self.pipeline = text(&pipeline, "/id")?.parse()?;
        let stages = pipeline["stages"].as_array().ok_or("a pipeline without stages")?;
        self.stages = stages.iter().map(|s| Ok(text(s, "/id")?.parse()?)).collect::<Result<_>>()?;
        let webhook = self.call("POST", "/api/v1/lead-webhooks", &json!({ "name": "Contact form" }))?;
        self.webhook = text(&webhook, "/id")?.parse()?;
        self.webhook_key = text(&webhook, "/api_key")?;
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

    /// Stops the server where it is, until it [goes on](Self::go_on).
    pub(super) fn halt(&self) -> Result {
        self.signal("-STOP")
    }

    pub(super) fn go_on(&self) -> Result {
        self.signal("-CONT")
    }

    fn signal(&self, name: &str) -> Result {
        run_quietly(workspace::command("kill").args([name, &self.server.id().to_string()]))
    }

    /// Every run begins with empty tables and without the write-backs of the one before.
    pub(super) fn clear(&self) -> Result {
        let mut conn = self.connect()?;
        let tables = "visitor_events, sessions, visitors, customers, timeline, lead_webhook_receipts, site_slots";
        // What the server does by itself may hold one of the tables and want another.
        let mut truncated = Ok(0);
        for _ in 0..5 {
            truncated = diesel::sql_query(format!("TRUNCATE {tables} CASCADE")).execute(&mut conn);
            if truncated.is_ok() {
                break;
            }
        }
        truncated?;
        self.checkpoint()
    }

    /// Writes back what runs before have left.
    pub(super) fn checkpoint(&self) -> Result {
        diesel::sql_query("CHECKPOINT").execute(&mut self.connect()?)?;
        Ok(())
    }

    pub(super) fn count(&self, table: &str) -> Result<u64> {
        let mut conn = self.connect()?;
        let count: Count = diesel::sql_query(format!("SELECT count(*) AS n FROM {table}")).get_result(&mut conn)?;
        Ok(count.n.try_into()?)
    }

    /// A run that writes into empty tables, `count` rows of each for an answer: the rows that were acknowledged must be
    /// there, and no others.
    pub(super) fn write(
        &self,
        processes: &[u32],
        count: usize,
        tables: &[&str],
        load: impl FnOnce() -> Result<Load>,
    ) -> Result<Run> {
        self.clear()?;
        self.add(processes, count, tables, load)
    }

    /// A run that writes beside what is there, likewise.
    pub(super) fn add(
        &self,
        processes: &[u32],
        count: usize,
        tables: &[&str],
        load: impl FnOnce() -> Result<Load>,
    ) -> Result<Run> {
        let before: Vec<u64> = tables.iter().map(|table| self.count(table)).collect::<Result<_>>()?;
        let (run, acknowledged) = measured(processes, count as u64, load)?;
        for (table, before) in tables.iter().zip(before) {
            let stored = self.count(table)? - before;
            if stored != acknowledged {
                return Err(format!("{acknowledged} rows were acknowledged and {table} has {stored}").into());
            }
        }
        Ok(run)
    }

    /// A run that changes nothing.
    pub(super) fn read(&self, processes: &[u32], load: impl FnOnce() -> Result<Load>) -> Result<Run> {
        Ok(measured(processes, 1, load)?.0)
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

/// A load with its processor time, and how many things it did, `count` in each answer.
fn measured(processes: &[u32], count: u64, load: impl FnOnce() -> Result<Load>) -> Result<(Run, u64)> {
    let before = cpu_seconds(processes)?;
    let done = load()?;
    let cpu = cpu_seconds(processes)? - before;
    let things = done.answers * count;
    let run = Run { rate: things as f64 / done.seconds, cpu: cpu * 1e6 / things as f64, median: done.median };
    Ok((run, things))
}

pub(super) fn text(json: &Value, pointer: &str) -> Result<String> {
    let found = json.pointer(pointer).and_then(Value::as_str);
    found.map(str::to_owned).ok_or_else(|| format!("no {pointer} in {json}").into())
}
