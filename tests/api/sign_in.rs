//! Coming in.

use reqwest::Method;
use serde_json::json;
use tenancy::{Permission, Role};

use crate::app::{Answer, App};

async fn send(app: &App, path: &str, body: serde_json::Value) -> reqwest::Response {
    app.request(Method::POST, &format!("/api/v1/auth/{path}")).json(&body).send().await.expect("an answer")
}

#[tokio::test]
async fn first_run_signs_up_and_every_later_sign_in_answers_failures_alike() {
    let app = App::start().await;
    let setup =
        Answer::of(app.request(Method::GET, "/api/v1/auth/setup").send().await.expect("an answer")).await.ok(200);
    assert_eq!((&setup["needs_setup"], &setup["demo"]), (&json!(true), &json!(null)));
    let body = json!({"workspace_name": "Acme", "name": "Ada", "email": "Ada@Example.com", "password": "long enough"});
    let response = send(&app, "signup", body.clone()).await;
    let cookie = response.headers()["set-cookie"].to_str().expect("a cookie").to_owned();
    assert!(["HttpOnly", "SameSite=Lax", "Path=/"].iter().all(|part| cookie.contains(part)), "{cookie}");
    let session = Answer::of(response).await.ok(201);
    assert_eq!((&session["role"], &session["workspace"]["plan"]), (&json!("super_admin"), &json!("scale")));
    Answer::of(send(&app, "signup", body).await).await.problem(409, "email_taken");

    let right = json!({"email": "ada@example.com", "password": "long enough"});
    let token =
        Answer::of(send(&app, "login", right).await).await.ok(200)["token"].as_str().expect("a token").to_owned();
    for wrong in [("ada@example.com", "wrong password"), ("nobody@example.com", "long enough"), ("not an address", "x")]
    {
        let body = json!({"email": wrong.0, "password": wrong.1});
        Answer::of(send(&app, "login", body).await).await.problem(401, "bad_credentials");
    }
    let me = |token: String| app.request(Method::GET, "/api/v1/auth/me").bearer_auth(token).send();
    let who = Answer::of(me(token.clone()).await.expect("an answer")).await.ok(200);
    assert_eq!((&who["user"]["email"], who.get("token")), (&json!("ada@example.com"), None));
    let out = app.request(Method::POST, "/api/v1/auth/logout").bearer_auth(&token).send().await.expect("an answer");
    assert_eq!(out.status(), 204);
    Answer::of(me(token).await.expect("an answer")).await.problem(401, "unauthenticated");
}

#[tokio::test]
async fn a_cookie_reads_but_writes_only_with_the_header() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let cookie = format!("hydra_session={}", owner.token);
    let with = |method: Method, path: &str| app.request(method, path).header("Cookie", &cookie);
    assert_eq!(with(Method::GET, "/api/v1/leads").send().await.expect("an answer").status(), 200);
    let write = with(Method::POST, "/api/v1/leads").json(&json!({"name": "x"}));
    Answer::of(write.send().await.expect("an answer")).await.problem(403, "forbidden");
    let write = with(Method::POST, "/api/v1/leads").header("X-Hydra-Request", "1").json(&json!({"name": "x"}));
    Answer::of(write.send().await.expect("an answer")).await.ok(201);
}

#[tokio::test]
async fn sign_in_is_limited_by_account() {
    let app = App::start().await;
    for _ in 0..5 {
        let body = json!({"email": "a@example.com", "password": "wrong"});
        Answer::of(send(&app, "login", body).await).await.problem(401, "bad_credentials");
    }
    for spelling in [" a@example.com", "A@EXAMPLE.com", "a@example.com\t"] {
        let body = json!({"email": spelling, "password": "wrong"});
        Answer::of(send(&app, "login", body).await).await.problem(429, "rate_limited");
    }
    let refused = send(&app, "login", json!({"email": "A@example.com", "password": "wrong"})).await;
    assert!(refused.headers().contains_key("retry-after"));
    Answer::of(refused).await.problem(429, "rate_limited");
    let other = json!({"email": "b@example.com", "password": "wrong"});
    Answer::of(send(&app, "login", other).await).await.problem(401, "bad_credentials");
}

/// Proves: L1, L2
#[tokio::test]
async fn an_api_key_does_what_its_scopes_say_until_it_is_revoked() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let made = app.post(&owner, "/api-keys", json!({"name": "Script", "scopes": ["leads:view"]})).await.ok(201);
    let key = crate::app::Member { token: crate::app::text(&made["key"]), ..owner.clone() };
    app.get(&key, "/leads").await.ok(200);
    app.post(&key, "/leads", json!({"name": "x"})).await.problem(403, "forbidden");
    assert!(app.get(&owner, "/api-keys").await.ok(200)["data"][0].get("key").is_none());
    app.delete(&owner, &format!("/api-keys/{}", crate::app::text(&made["id"]))).await.ok(204);
    app.get(&key, "/leads").await.problem(401, "unauthenticated");
    assert_eq!(
        app.post(&owner, "/api-keys", json!({"name": "x", "scopes": []})).await.problem(422, "invalid"),
        "scopes"
    );
    assert_eq!(
        app.post(&owner, "/api-keys", json!({"name": "x", "scopes": ["all"]})).await.problem(422, "invalid"),
        "scopes[0]"
    );
    let agent = app.member(&owner, Role::Agent);
    app.get(&agent, "/leads").await.problem(403, "forbidden");
    assert!(!Role::Agent.may(Permission::LeadsView));
}

/// A dump of the database holds no secret that opens anything (P19).
#[tokio::test]
async fn no_secret_is_stored() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (_, path) = app.webhook(&owner, json!({"name": "Form"})).await;
    let key = app.api_key(&owner, &[Permission::LeadsView]);
    for secret in [owner.token.as_str(), key.token.as_str(), path.rsplit('/').next().expect("a key")] {
        for table in
            ["auth_sessions", "api_keys", "lead_webhooks", "lead_webhook_receipts", "audit_log", "timeline", "jobs"]
        {
            let found = app.count(&format!("SELECT count(*) AS n FROM {table} t WHERE t::text LIKE '%{secret}%'"));
            assert_eq!(found, 0, "{table}");
        }
    }
}

/// Proves: H32
#[tokio::test]
async fn only_a_super_admin_changes_the_plan() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let admin = app.member(&owner, Role::Admin);
    app.patch(&admin, "/workspace", json!({"plan": "starter"})).await.problem(403, "forbidden");
    assert_eq!(app.patch(&owner, "/workspace", json!({"plan": "starter"})).await.ok(200)["plan"], "starter");
    let changed =
        app.patch(&admin, "/workspace", json!({"name": "Acme Ltd", "currency": "usd", "country": "us"})).await.ok(200);
    assert_eq!((&changed["currency"], &changed["country"]), (&json!("USD"), &json!("US")));
    assert_eq!(
        app.patch(&admin, "/workspace", json!({"currency": "dollar"})).await.problem(422, "invalid"),
        "currency"
    );
    let log = app.get(&admin, "/audit-log").await.ok(200);
    assert_eq!(
        (&log["data"][0]["action"], &log["data"][0]["actor"]["name"]),
        (&json!("workspace.updated"), &json!("admin"))
    );
}
