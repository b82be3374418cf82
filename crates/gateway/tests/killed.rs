//! What was answered was committed (P1), and the dashboard's counts are those of the events (G12), however often the server
//! is killed in between.

use std::{
    net::TcpListener,
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread::sleep,
    time::{Duration, Instant},
};

use diesel::{QueryableByName, RunQueryDsl, sql_query};
use reqwest::blocking::Client;
use serde_json::{Value, json};

/// How often the server is killed.
const KILLS: usize = 6;
/// Senders at once.
const SENDERS: usize = 4;
/// Batches that each sends between two kills, at most.
const BATCHES: usize = 150;

struct Server(Child);

impl Server {
    fn start(url: &str, port: u16, client: &Client) -> Self {
        let child = Command::new(env!("CARGO_BIN_EXE_hydra"))
            .arg("serve")
            .env("DATABASE_URL", url)
            .env("HYDRA_ENV", "test")
            .env("HYDRA__LIMITS__ENABLED", "false")
            .env("HYDRA__HTTP__PORT", port.to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the server starts");
        let server = Self(child);
        let begun = Instant::now();
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
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    n: i64,
}

#[derive(QueryableByName)]
struct Text {
    #[diesel(sql_type = diesel::sql_types::Text)]
    text: String,
}

/// Proves: P1, P12, S6, S10, S25
#[test]
fn a_killed_server_loses_nothing_that_it_answered() {
    let database = testkit::database();
    let count = |sql: &str| sql_query(sql).get_result::<Count>(&mut database.psql()).expect("a number as n").n;
    let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
    let client = {
        // Whoever builds a client chooses the process's TLS first; this one calls itself only.
        drop(rustls::crypto::ring::default_provider().install_default());
        Client::builder().timeout(Duration::from_secs(30)).build().expect("a client")
    };
    let base = format!("http://127.0.0.1:{port}");
    let mut server = Server::start(&database.url, port, &client);
    let call = |path: &str, token: Option<&str>, body: &Value| -> Value {
        let request = client.post(format!("{base}/api/v1{path}")).json(body);
        let request = token.map_or_else(
            || request.try_clone().expect("a body"),
            |token| request.try_clone().expect("a body").bearer_auth(token),
        );
        request.send().expect("an answer").json().expect("JSON")
    };
    let signup = json!({"workspace_name": "W", "name": "N", "email": "n@example.com", "password": "long enough"});
    let token = call("/auth/signup", None, &signup)["token"].as_str().expect("a token").to_owned();
    let widget = call("/widgets", Some(&token), &json!({"name": "Site", "tracking_enabled": true}));
    let key = widget["key"].as_str().expect("a key").to_owned();

    let (acknowledged, repeated) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let mut unanswered: Vec<String> = Vec::new();
    let mut sent = 0;
    for round in 0..=KILLS {
        let stop = AtomicBool::new(false);
        let last = round == KILLS;
        // As the script does: what was not answered is sent again, under the same ids.
        let retries = std::mem::take(&mut unanswered);
        let missed: Vec<Vec<String>> = std::thread::scope(|scope| {
            let senders: Vec<_> = (0..SENDERS)
                .map(|sender| {
                    let (client, base, key, stop) = (&client, &base, &key, &stop);
                    let (acknowledged, repeated) = (&acknowledged, &repeated);
                    let retries: Vec<String> = retries.iter().skip(sender).step_by(SENDERS).cloned().collect();
                    scope.spawn(move || {
                        let again = retries.len();
                        let fresh = (0..if last { 0 } else { BATCHES }).map(|n| batch(key, sender, n));
                        let mut missed = Vec::new();
                        for (n, body) in retries.into_iter().chain(fresh).enumerate() {
                            if n >= again && stop.load(Ordering::Relaxed) {
                                break;
                            }
                            let answer = client.post(format!("{base}/api/widget/track")).body(body.clone()).send();
                            if answer.is_ok_and(|answer| answer.status() == 204) {
                                acknowledged.fetch_add(1, Ordering::Relaxed);
                                if n < again {
                                    repeated.fetch_add(1, Ordering::Relaxed);
                                }
                            } else {
                                missed.push(body);
                            }
                        }
                        missed
                    })
                })
                .collect();
            if !last {
                sleep(Duration::from_millis(250));
                std::mem::replace(&mut server, Server(Command::new("true").spawn().expect("a process"))).kill();
                stop.store(true, Ordering::Relaxed);
            }
            senders.into_iter().map(|sender| sender.join().expect("a sender ends")).collect()
        });
        unanswered = missed.into_iter().flatten().collect();
        sent = acknowledged.load(Ordering::Relaxed);
        let stored = count("SELECT count(*) AS n FROM visitor_events");
        assert!(stored >= 3 * sent as i64, "round {round}: {stored} events for {sent} answers of three");
        if !last {
            server = Server::start(&database.url, port, &client);
        }
    }
    assert!(unanswered.is_empty() && repeated.load(Ordering::Relaxed) > 0, "the kills hit requests in flight");
    let events = count("SELECT count(*) AS n FROM visitor_events");
    assert_eq!(events, 3 * sent as i64, "each batch is stored, once");
    for counted in ["sessions", "visitors"] {
        assert_eq!(
            count(&format!("SELECT coalesce(sum(event_count), 0)::bigint AS n FROM {counted}")),
            events,
            "{counted}"
        );
    }
    let report = client.get(format!("{base}/api/v1/site-activity?range=7d")).bearer_auth(&token).send();
    let report: Value = report.expect("an answer").json().expect("JSON");
    let exact = "SELECT jsonb_build_object(
            'pageviews', count(*) FILTER (WHERE type = 'pageview'), 'custom_events', count(*) FILTER (WHERE type = 'custom'),
            'visitors', count(DISTINCT visitor_id), 'sessions', (SELECT count(*) FROM sessions))::text AS text
         FROM visitor_events";
    let exact: Text = sql_query(exact).get_result(&mut database.psql()).expect("counts");
    assert_eq!(report["totals"], serde_json::from_str::<Value>(&exact.text).expect("JSON"));
    server.kill();
}

/// Three events of one browser, two hours to now.
fn batch(key: &str, sender: usize, n: usize) -> String {
    let now = time::OffsetDateTime::now_utc();
    let millis = |at: time::OffsetDateTime| (at.unix_timestamp_nanos() / 1_000_000) as i64;
    let event = |back: i64, kind: &str| {
        let at = now - time::Duration::minutes(back);
        json!({"id": db::Id::<()>::new(now), "type": kind, "name": "x", "url": format!("https://a.example/p{n}"), "ts": millis(at)})
    };
    let events = [event(0, "pageview"), event((n % 120) as i64, "custom"), event(1, "pageview")];
    let anon = format!("b{sender}-{}", n % 9);
    json!({"widget_key": key, "anon_visitor_id": anon, "sent_at": millis(now), "events": events}).to_string()
}
