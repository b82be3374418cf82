//! No secret and nothing that is a person's own is in the logs (P20), whatever is sent and however it fails.

use std::{
    fs::File,
    net::TcpListener,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use reqwest::{Method, blocking::Client};
use serde_json::{Value, json};

/// Stands in every secret and every personal value that is sent.
const CANARY: &str = "canary7431";

struct Server {
    child: Child,
    base: String,
    client: Client,
}

impl Server {
    fn start(url: &str, log: &File) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
        let child = Command::new(env!("CARGO_BIN_EXE_hydra"))
            .arg("serve")
            .env("DATABASE_URL", url)
            .env("HYDRA_ENV", "test")
            .env("HYDRA__LIMITS__ENABLED", "false")
            .env("HYDRA__LOG__LEVEL", "debug")
            .env("HYDRA__HTTP__PORT", port.to_string())
            .stdout(Stdio::from(log.try_clone().expect("the file")))
            .stderr(Stdio::from(log.try_clone().expect("the file")))
            .spawn()
            .expect("the server starts");
        // Whoever builds a client chooses the process's TLS first; this one calls itself only.
        drop(rustls::crypto::ring::default_provider().install_default());
        let client = Client::builder().timeout(Duration::from_secs(30)).build().expect("a client");
        let server = Self { child, base: format!("http://127.0.0.1:{port}"), client };
        let begun = Instant::now();
        while server.get("/health/ready") != 200 {
            assert!(begun.elapsed() < Duration::from_secs(60), "the server becomes ready");
            sleep(Duration::from_millis(20));
        }
        server
    }

    fn get(&self, path: &str) -> u16 {
        self.client.get(format!("{}{path}", self.base)).send().map_or(0, |answer| answer.status().as_u16())
    }

    /// Whatever comes of it.
    fn send(&self, method: Method, path: &str, token: &str, body: impl Into<String>) -> (u16, Value) {
        let request = self.client.request(method, format!("{}{path}", self.base)).bearer_auth(token);
        let request =
            request.header("Content-Type", "application/json").header("Origin", format!("https://{CANARY}.example"));
        let answer = request.body(body.into()).send().expect("an answer");
        let status = answer.status().as_u16();
        (status, answer.json().unwrap_or_default())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn key(body: &Value, field: &str) -> String {
    body[field].as_str().unwrap_or_else(|| panic!("{field} in {body}")).to_owned()
}

/// Proves: P20
#[test]
fn no_secret_and_nothing_personal_is_logged() {
    let database = testkit::database();
    let log = tempfile::NamedTempFile::new().expect("a file");
    let server = Server::start(&database.url, log.as_file());
    let email = format!("{CANARY}@example.com");
    let signup =
        json!({"workspace_name": "W", "name": CANARY, "email": email, "password": format!("{CANARY} long enough")});
    let (status, owner) = server.send(Method::POST, "/api/v1/auth/signup", CANARY, signup.to_string());
    assert_eq!(status, 201, "{owner}");
    let token = key(&owner, "token");
    let mut secrets = vec![CANARY.to_owned(), token.clone()];
    let post = |path: &str, body: Value| server.send(Method::POST, &format!("/api/v1{path}"), &token, body.to_string());
    // Secrets that the server makes, and those that it is given.
    let api_key = key(&post("/api-keys", json!({"name": "k", "scopes": ["leads:view"]})).1, "key");
    let webhook = key(&post("/lead-webhooks", json!({"name": "Form"})).1, "api_key");
    let widget =
        post("/widgets", json!({"name": "Site", "tracking_enabled": true, "chat": {"enabled": true, "title": "Chat"}}))
            .1;
    secrets.extend([api_key.clone(), webhook.clone(), key(&widget, "identity_secret"), key(&widget, "hook_secret")]);
    let twilio = json!({"provider": "twilio", "settings": {"account_sid": "AC1", "from": "+15550100"}, "secrets": {"auth_token": CANARY}});
    server.send(Method::PUT, "/api/v1/channels/sms", &token, twilio.to_string());
    let hook = json!({"url": format!("http://127.0.0.1:9/{CANARY}"), "events": ["lead.created"]});
    secrets.push(key(&post("/outbound-webhooks", hook).1, "secret"));
    // People, by every way in; also what is refused, unreadable or unknown.
    let person = json!({"name": CANARY, "email": email, "phone": "+4930555014200", "note": CANARY});
    let widget_key = key(&widget, "key");
    let of_widget = |more: Value| {
        let mut body =
            json!({"widget_key": widget_key, "anon_visitor_id": CANARY, "url": format!("https://a.example/{CANARY}")});
        body.as_object_mut().expect("an object").extend(more.as_object().cloned().unwrap_or_default());
        body.to_string()
    };
    let calls = [
        ("/api/v1/auth/login", json!({"email": email, "password": CANARY}).to_string()),
        ("/api/v1/leads", json!({"name": CANARY, "email": email, "unknown": CANARY}).to_string()),
        ("/api/v1/leads", json!({"name": CANARY, "email": email}).to_string()),
        ("/api/v1/leads", format!("{{\"name\": \"{CANARY}")),
        (&format!("/webhooks/leads/{webhook}"), person.to_string()),
        (&format!("/webhooks/leads/{webhook}"), format!("{CANARY}=&&&%00")),
        (&format!("/webhooks/leads/{CANARY}"), person.to_string()),
        (&format!("/waitlist/{widget_key}"), person.to_string()),
        ("/api/widget/identify", of_widget(json!({"user_id": email, "user_hash": CANARY, "traits": {"name": CANARY}}))),
        ("/api/widget/track", of_widget(json!({"name": CANARY, "properties": {"secret": CANARY}}))),
        ("/api/widget/set-properties", of_widget(json!({"properties": {"name": CANARY}}))),
        ("/api/chat", of_widget(json!({"message": format!("I am {email}")}))),
        ("/api/chat/poll", of_widget(json!({"conversation_id": CANARY}))),
        (&format!("/callbacks/email/{CANARY}"), CANARY.to_owned()),
        (&format!("/callbacks/twilio/{CANARY}"), CANARY.to_owned()),
        (&format!("/u/{CANARY}"), String::new()),
        (&format!("/{CANARY}"), CANARY.to_owned()),
    ];
    for (path, body) in &calls {
        let (status, answer) = server.send(Method::POST, path, &token, body.clone());
        assert!(status < 500, "{path}: {answer}");
    }
    server.send(Method::POST, "/api/v1/leads", &format!("{api_key}x"), "{}");
    server.get(&format!("/api/v1/leads?search={CANARY}"));
    server.get(&format!("/{CANARY}?token={CANARY}"));
    // The worker has its turn, too: it tells the hook, which is not there.
    sleep(Duration::from_secs(3));
    drop(server);
    let written = std::fs::read_to_string(log.path()).expect("the log");
    assert!(written.contains("/webhooks/leads/{api_key}"), "requests are logged, by their routes");
    for secret in &secrets {
        let line = written.lines().find(|line| line.contains(secret.as_str()));
        assert_eq!(line, None, "{secret} is in the log");
    }
}
