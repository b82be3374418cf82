//! The server under test, and those who talk to it.

use std::{
    net::TcpListener,
    sync::atomic::{AtomicI64, Ordering},
    time::Duration as StdDuration,
};

use db::{UserId, WorkspaceId};
use gateway::{Hydra, configuration, server, worker};
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};
use tenancy::{Permission, Role, api_key, session, workspace};
use testkit::TestDatabase;
use time::{Duration, OffsetDateTime};

/// Milliseconds that the server's clock runs ahead. A process is one test, so that a static is that test's.
static AHEAD: AtomicI64 = AtomicI64::new(0);

/// The server's clock.
pub(crate) fn now() -> OffsetDateTime {
    OffsetDateTime::now_utc() + Duration::milliseconds(AHEAD.load(Ordering::Relaxed))
}

pub(crate) struct App {
    pub(crate) base: String,
    pub(crate) hydra: Hydra,
    pub(crate) client: Client,
    handle: actix_web::dev::ServerHandle,
    pub(crate) database: TestDatabase,
    /// False for a test that sends unbound statements to see the second wall hold.
    pub(crate) minds_first_wall: bool,
}

/// A signed-in person of a workspace.
#[derive(Clone)]
pub(crate) struct Member {
    pub(crate) workspace: WorkspaceId,
    pub(crate) user: UserId,
    pub(crate) token: String,
}

impl App {
    pub(crate) async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// Starts a server whose configuration has these keys changed.
    pub(crate) async fn start_with(changes: &[fn(&mut configuration::Configuration)]) -> Self {
        db::statements::record();
        let database = testkit::database();
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let mut configuration =
            configuration::load("test", Some(database.url.clone())).expect("the test configuration");
        configuration.http.port = port;
        for change in changes {
            change(&mut configuration);
        }
        let pools = configuration.open_database();
        let writer = tracking::Writer::start(&pools.primary, now).expect("threads");
        let secret_key = configuration.secret_key().expect("a key");
        let hydra = Hydra::new(configuration, secret_key, pools, writer, now);
        let (send, receive) = std::sync::mpsc::channel();
        let served = hydra.clone();
        std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let server = server::start(served, listener, 2).expect("the server starts");
                send.send(server.handle()).expect("the test waits");
                server.await.expect("the server runs");
            });
        });
        let handle = receive.recv_timeout(StdDuration::from_secs(20)).expect("the server starts in time");
        // The server closes a connection that is idle for five seconds; a test that worked for longer must not use it again.
        let client = Client::builder().pool_idle_timeout(StdDuration::from_secs(3));
        let client = client.redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        Self { base: format!("http://127.0.0.1:{port}"), hydra, client, handle, database, minds_first_wall: true }
    }

    /// Lets the worker find the providers of messages at an address of ours.
    pub(crate) fn point_providers_to(&mut self, base: &str) {
        let mut configuration = (*self.hydra.configuration).clone();
        base.clone_into(&mut configuration.providers.twilio_url);
        base.clone_into(&mut configuration.providers.meta_url);
        self.hydra.configuration = std::sync::Arc::new(configuration);
    }

    /// Lets the server's clock run ahead.
    pub(crate) fn advance(&self, by: Duration) {
        let millis = i64::try_from(by.whole_milliseconds()).expect("a bearable time");
        AHEAD.fetch_add(millis, Ordering::Relaxed);
    }

    /// Runs jobs until none is due.
    pub(crate) fn work(&self) {
        while worker::step(&self.hydra).expect("jobs can be claimed") {}
    }

    /// A workspace and its super_admin.
    pub(crate) fn workspace(&self, name: &str) -> Member {
        let id = WorkspaceId::new(now());
        let signup = workspace::Signup {
            workspace_name: name.to_owned(),
            name: format!("{name}'s owner"),
            email: format!("{}@example.com", id.uuid().simple()),
            password_hash: "no password opens this".to_owned(),
            plan: workspace::Plan::Scale,
            open: true,
        };
        let pool = &self.hydra.database.primary;
        let (user, token) = pool
            .transaction(id, |conn| {
                let (_, user) = workspace::sign_up(conn, id, &signup, now())?;
                Ok::<_, tenancy::Error>((user, session::open(conn, id, user, None, now())?))
            })
            .expect("a workspace");
        Member { workspace: id, user, token: token.reveal().to_owned() }
    }

    /// Another person of the workspace.
    pub(crate) fn member(&self, of: &Member, role: Role) -> Member {
        let pool = &self.hydra.database.primary;
        let email = format!("{}@example.com", UserId::new(now()).uuid().simple());
        let (user, token) = pool
            .transaction(of.workspace, |conn| {
                let user = workspace::add_member(conn, of.workspace, role.as_str(), &email, "none", role, now())?;
                Ok::<_, tenancy::Error>((user, session::open(conn, of.workspace, user, None, now())?))
            })
            .expect("a member");
        Member { workspace: of.workspace, user, token: token.reveal().to_owned() }
    }

    /// Another session of the same person.
    pub(crate) fn sign_in_again(&self, member: &Member) -> Member {
        let pool = &self.hydra.database.primary;
        let open = |conn: &mut db::Conn| session::open(conn, member.workspace, member.user, None, now());
        let token = pool.transaction(member.workspace, open).expect("a session");
        Member { token: token.reveal().to_owned(), ..member.clone() }
    }

    /// An API key of the workspace.
    pub(crate) fn api_key(&self, of: &Member, scopes: &[Permission]) -> Member {
        let pool = &self.hydra.database.primary;
        let make = |conn: &mut db::Conn| api_key::create(conn, of.workspace, "key", scopes, of.user, now());
        let (_, token) = pool.transaction(of.workspace, make).expect("a key");
        Member { token: token.reveal().to_owned(), ..of.clone() }
    }

    /// A request without credentials.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base))
    }

    pub(crate) async fn call(&self, member: &Member, method: Method, path: &str, body: Option<Value>) -> Answer {
        let mut request = self.request(method, &format!("/api/v1{path}")).bearer_auth(&member.token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        Answer::of(request.send().await.expect("an answer")).await
    }

    pub(crate) async fn get(&self, member: &Member, path: &str) -> Answer {
        self.call(member, Method::GET, path, None).await
    }

    pub(crate) async fn post(&self, member: &Member, path: &str, body: Value) -> Answer {
        self.call(member, Method::POST, path, Some(body)).await
    }

    pub(crate) async fn patch(&self, member: &Member, path: &str, body: Value) -> Answer {
        self.call(member, Method::PATCH, path, Some(body)).await
    }

    pub(crate) async fn delete(&self, member: &Member, path: &str) -> Answer {
        self.call(member, Method::DELETE, path, None).await
    }

    /// What a page sends: text, without credentials.
    pub(crate) async fn page_sends(&self, call: &str, body: impl Into<String>) -> Answer {
        let request = self.request(Method::POST, &format!("/api/widget/{call}"));
        let request = request.header("Content-Type", "text/plain").body(body.into());
        Answer::of(request.send().await.expect("an answer")).await
    }

    /// A widget with tracking on; its id and key.
    pub(crate) async fn tracked_widget(&self, owner: &Member) -> (String, String) {
        let widget = self.post(owner, "/widgets", json!({"name": "Site", "tracking_enabled": true})).await.ok(201);
        (text(&widget["id"]), text(&widget["key"]))
    }

    /// A webhook; its id and the path of its URL.
    pub(crate) async fn webhook(&self, owner: &Member, settings: Value) -> (String, String) {
        let webhook = self.post(owner, "/lead-webhooks", settings).await.ok(201);
        (text(&webhook["id"]), format!("/webhooks/leads/{}", text(&webhook["api_key"])))
    }

    /// A file, as the dashboard uploads it.
    pub(crate) async fn upload(&self, member: &Member, name: &str, bytes: &[u8]) -> Answer {
        let mut body = format!(
            "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/csv\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--edge--\r\n");
        let request = self.request(Method::POST, "/api/v1/imports").bearer_auth(&member.token);
        let request = request.header("Content-Type", "multipart/form-data; boundary=edge").body(body);
        Answer::of(request.send().await.expect("an answer")).await
    }

    /// A form posts to a webhook.
    pub(crate) async fn submit(&self, path: &str, body: &Value) -> Answer {
        Answer::of(self.request(Method::POST, path).json(body).send().await.expect("an answer")).await
    }

    /// One number, asked by the database's owner.
    pub(crate) fn count(&self, sql: &str) -> i64 {
        use diesel::RunQueryDsl;
        #[derive(diesel::QueryableByName)]
        struct Count {
            #[diesel(sql_type = diesel::sql_types::BigInt)]
            n: i64,
        }
        let row: Count = diesel::sql_query(sql).get_result(&mut self.database.psql()).expect("a number as n");
        row.n
    }
}

impl Drop for App {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
        if self.minds_first_wall && !std::thread::panicking() {
            assert_eq!(db::statements::unbound(), Vec::<String>::new(), "statements that do not bind workspace_id");
        }
    }
}

/// A status and a body.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Value,
}

impl Answer {
    pub(crate) async fn of(response: Response) -> Self {
        let status = response.status().as_u16();
        let text = response.text().await.expect("a body");
        Self { status, body: serde_json::from_str(&text).unwrap_or(Value::String(text)) }
    }

    /// The body of an answer that must have this status.
    #[track_caller]
    pub(crate) fn ok(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        self.body
    }

    /// A problem with this status and code; the first field that it names.
    #[track_caller]
    pub(crate) fn problem(self, status: u16, code: &str) -> String {
        assert_eq!((self.status, self.body["code"].as_str()), (status, Some(code)), "{}", self.body);
        self.body["errors"][0]["field"].as_str().unwrap_or_default().to_owned()
    }
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("a text, not {value}")).to_owned()
}

/// An event, as the script makes them.
pub(crate) fn event(kind: &str, name: Option<&str>, url: &str, at: OffsetDateTime) -> Value {
    let id = db::Id::<()>::new(at);
    json!({"id": id, "type": kind, "name": name, "url": url, "ts": millis(at)})
}

/// A batch, as the script sends it.
pub(crate) fn batch(key: &str, anon: &str, events: &[Value]) -> String {
    json!({"widget_key": key, "anon_visitor_id": anon, "sent_at": millis(now()), "events": events}).to_string()
}

pub(crate) fn millis(at: OffsetDateTime) -> i64 {
    i64::try_from(at.unix_timestamp_nanos() / 1_000_000).expect("a bearable time")
}
