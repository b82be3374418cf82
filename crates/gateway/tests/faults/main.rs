//! Messages under faults (P6–P10): a server that is killed, loses PostgreSQL, or is stopped in the middle while another one
//! takes over; a provider that takes a message and drops every third answer; receipts in any order and twice.
//! `cargo xtask faults` runs it over thousands of steps and prints its table.
//!
//! The control takes the guard away (a trigger forgets the intent that is committed before each call), and must find what the
//! guard prevents.

#![expect(clippy::print_stdout, reason = "its table is for a person at a terminal")]

mod leaked;
mod provider;

use std::{
    net::TcpListener,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, connection::SimpleConnection, sql_query};
use provider::Provider;
use reqwest::blocking::Client;
use serde_json::{Value, json};
use testkit::TestDatabase;

/// Runs of the small size, which CI makes.
const STEPS: usize = 90;
/// The account's secret, with which the provider signs.
const TOKEN: &str = "t0ken";

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    n: i64,
}

/// What a fault run found.
#[derive(Debug, PartialEq, Eq)]
struct Found {
    /// Messages that the provider took more than once.
    twice: usize,
    /// Runs without a message, and messages that nobody sent and nobody can see waiting.
    lost: i64,
    /// Steps, runs or jobs that wait for nothing.
    stuck: i64,
    /// Messages whose provider was called and never answered: before the receipts, after.
    unknown: (i64, i64),
    /// How often which fault came.
    faults: Faults,
}

/// What happens to the server.
#[derive(Debug, Default, PartialEq, Eq)]
struct Faults {
    /// `kill -9`.
    kills: usize,
    /// PostgreSQL goes: every connection is cut, what was not committed is gone, and for a while nobody gets a new one.
    cuts: usize,
    /// `SIGSTOP`: another server takes over what it held, and then it goes on (P7).
    stops: usize,
}

struct Server(Child);

impl Server {
    /// A server at `port`; providers call back the one at `home`.
    fn start(database: &TestDatabase, (port, home): (u16, u16), provider: &Provider, client: &Client) -> Self {
        let child = Command::new(env!("CARGO_BIN_EXE_hydra"))
            .arg("serve")
            .env("DATABASE_URL", &database.url)
            .env("HYDRA_ENV", "test")
            .env("HYDRA__LIMITS__ENABLED", "false")
            .env("HYDRA__HTTP__PORT", port.to_string())
            .env("HYDRA__HTTP__PUBLIC_URL", format!("http://127.0.0.1:{home}"))
            .env("HYDRA__PROVIDERS__TWILIO_URL", &provider.url)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the server starts");
        let (server, begun) = (Self(child), Instant::now());
        let ready = format!("http://127.0.0.1:{port}/health/ready");
        while !client.get(&ready).send().is_ok_and(|answer| answer.status() == 200) {
            assert!(begun.elapsed() < Duration::from_secs(60), "the server becomes ready");
            sleep(Duration::from_millis(20));
        }
        server
    }

    /// `kill -9`.
    fn kill(mut self) {
        self.0.kill().expect("a living server");
        self.0.wait().expect("a dead server");
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([name, &self.0.id().to_string()]).status().expect("a shell's kill");
        assert!(sent.success(), "kill {name}");
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port()
}

fn client() -> Client {
    // Whoever builds a client chooses the process's TLS first; this one calls itself only.
    drop(rustls::crypto::ring::default_provider().install_default());
    Client::builder().timeout(Duration::from_secs(30)).build().expect("a client")
}

/// The number that a query answers as `n`.
fn count(database: &TestDatabase, sql: &str) -> i64 {
    sql_query(sql).get_result::<Count>(&mut database.psql()).expect("a number as n").n
}

/// What is still to be done of what leads set off, now or when it is tried again.
const OPEN: &str = "SELECT count(*) AS n FROM jobs WHERE state = 'ready'
    AND kind IN ('timeline.heard', 'automation.step', 'message.send')";

/// Cuts every connection, as PostgreSQL does when it is restarted, and lets nobody in for a second.
fn cut(database: &TestDatabase) {
    let name = &database.name;
    let beside = db::local::with_database(&database.url, "postgres");
    let mut conn = PgConnection::establish(&beside).expect("a connection beside");
    let refuse = format!(
        "ALTER DATABASE {name} ALLOW_CONNECTIONS false;
         SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}';"
    );
    conn.batch_execute(&refuse).expect("they are cut");
    sleep(Duration::from_secs(1));
    conn.batch_execute(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true;")).expect("they may come back");
}

/// Sends so many leads through an automation, to a provider that `thinks` so long, while a fault comes every `pause`: all of
/// them in turn, or without the guard kills alone.
fn fault_run(steps: usize, pause: Duration, thinks: Duration, guarded: bool) -> Found {
    let database = testkit::database();
    let count = |sql: &str| count(&database, sql);
    let (port, other_port) = (free_port(), free_port());
    let provider = Provider::start(thinks);
    let client = client();
    let start = |at: u16| Server::start(&database, (at, port), &provider, &client);
    // Nobody holds a lease any more, and what failed is tried again: what takes a minute of waiting is said at once. A job of
    // which a stopped server holds the row is left to it.
    let end_leases = || {
        let ended = "UPDATE jobs SET lease_until = now() - interval '1 second', run_at = least(run_at, now())
            WHERE (workspace_id, id) IN (SELECT workspace_id, id FROM jobs
                WHERE kind IN ('timeline.heard', 'automation.step', 'message.send') FOR UPDATE SKIP LOCKED)";
        database.psql().batch_execute(ended).expect("leases end");
    };
    let mut server = start(port);
    let hook = set_up(&client, &format!("http://127.0.0.1:{port}"), steps);
    if !guarded {
        let forget = "CREATE FUNCTION forget() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN NEW.sending_at := NULL; RETURN NEW; END $$;
            CREATE TRIGGER forget BEFORE UPDATE ON messages FOR EACH ROW EXECUTE FUNCTION forget();";
        database.psql().batch_execute(forget).expect("the guard goes");
    }
    for n in 0..steps {
        let lead = json!({"name": format!("Lead {n}"), "phone": format!("+4930{:08}", 55_000_000 + n)});
        let answer = client.post(&hook).json(&lead).send().expect("an answer");
        assert_eq!(answer.status(), 201, "lead {n}");
    }
    provider.open();
    let mut faults = Faults::default();
    let begun = Instant::now();
    while count(OPEN) > 0 {
        sleep(pause);
        match (faults.kills + faults.cuts + faults.stops) % 3 {
            1 if guarded => {
                cut(&database);
                faults.cuts += 1;
            }
            2 if guarded => {
                server.signal("-STOP");
                end_leases();
                let other = start(other_port);
                sleep(pause);
                server.signal("-CONT");
                sleep(pause / 2);
                other.kill();
                end_leases();
                faults.stops += 1;
            }
            _ => {
                server.kill();
                end_leases();
                server = start(port);
                faults.kills += 1;
            }
        }
        assert!(begun.elapsed() < Duration::from_secs(90) + pause * u32::try_from(steps).expect("few"), "it ends");
    }
    let unknown = "SELECT count(*) AS n FROM messages WHERE unknown";
    let before = count(unknown);
    provider.call_back(&client, TOKEN);
    let steps = i64::try_from(steps).expect("few");
    let found = Found {
        twice: provider.taken().values().filter(|times| **times > 1).count(),
        lost: steps - count("SELECT count(DISTINCT customer_id) AS n FROM messages")
            + count("SELECT count(*) AS n FROM messages WHERE status = 'pending' AND NOT unknown"),
        stuck: count("SELECT count(*) AS n FROM automation_runs WHERE state = 'running'")
            + count("SELECT count(*) AS n FROM jobs WHERE state = 'dead'"),
        unknown: (before, count(unknown)),
        faults,
    };
    let read = count("SELECT count(*) AS n FROM messages WHERE status = 'read'");
    assert_eq!(
        usize::try_from(read),
        Ok(provider.taken().len()),
        "what was taken is read, whatever the order of receipts"
    );
    server.kill();
    found
}

/// A workspace whose webhook sets one text message off, so many in a day; the webhook's address.
fn set_up(client: &Client, base: &str, budget: usize) -> String {
    let call = |method: reqwest::Method, path: &str, token: &str, body: Value| -> Value {
        let request = client.request(method, format!("{base}/api/v1{path}")).bearer_auth(token).json(&body);
        let answer = request.send().expect("an answer");
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer.json().expect("JSON")
    };
    let post = |path: &str, token: &str, body: Value| call(reqwest::Method::POST, path, token, body);
    let signup = json!({"workspace_name": "W", "name": "N", "email": "n@example.com", "password": "long enough"});
    let token = post("/auth/signup", "", signup)["token"].as_str().expect("a token").to_owned();
    let twilio = json!({"provider": "twilio", "settings": {"account_sid": "AC1", "from": "+15550100"},
        "secrets": {"auth_token": TOKEN}});
    call(reqwest::Method::PUT, "/channels/sms", &token, twilio);
    let template = json!({"name": "T", "channel": "sms", "body": "Hi {{name}}", "status": "approved"});
    let template = post("/message-templates", &token, template);
    let webhook = post("/lead-webhooks", &token, json!({"name": "Form"}));
    let automation = json!({"name": "Welcome", "webhook_source_id": webhook["id"], "daily_budget": budget,
        "steps": [{"channel": "sms", "template_id": template["id"]}]});
    post("/lead-automations", &token, automation);
    format!("{base}/webhooks/leads/{}", webhook["api_key"].as_str().expect("a key"))
}

/// Proves: P6, P7, P8, P9, P10
#[test]
fn messages_survive_a_server_that_dies_and_a_provider_that_drops_answers() {
    let asked = std::env::var("HYDRA_FAULT_STEPS").ok().and_then(|steps| steps.parse::<usize>().ok());
    let small = (STEPS, Duration::from_millis(350), Duration::from_millis(60));
    let (steps, pause, thinks) =
        asked.map_or(small, |steps| (steps, Duration::from_secs(2), Duration::from_millis(25)));
    let found = fault_run(steps, pause, thinks, true);
    // A kill has to fall into a call: on a busy machine that may need another go.
    let again = || fault_run(steps.min(300), Duration::from_millis(300), thinks, false);
    let control = (0..4).map(|_| again()).find(|control| control.twice > 0);
    let control = control.expect("the guard is what prevents it");
    println!(
        "| | steps | kills | PostgreSQL gone | stops | sent twice | lost | stuck | unknown, before and after the receipts |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    for (name, steps, found) in [("as it is", steps, &found), ("without the intent", steps.min(300), &control)] {
        let Found { twice, lost, stuck, unknown: (before, after), faults } = found;
        let Faults { kills, cuts, stops } = faults;
        println!("| {name} | {steps} | {kills} | {cuts} | {stops} | {twice} | {lost} | {stuck} | {before}, {after} |");
    }
    assert_eq!((found.twice, found.lost, found.stuck), (0, 0, 0), "{found:?}");
    let Faults { kills, cuts, stops } = found.faults;
    assert!(kills > 0 && cuts > 0 && stops > 0, "the faults came: {found:?}");
    assert!(found.unknown.0 > found.unknown.1, "the receipts told of some: {found:?}");
}
