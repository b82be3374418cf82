//! Widgets: settings, who may change them, what a page gets.

use reqwest::Method;
use serde_json::json;
use tenancy::Role;

use crate::app::{Answer, App, batch, event, now, text};

/// Proves: S1, S12, S13
#[tokio::test]
async fn any_teammate_looks_admins_change_and_the_audit_log_says_so() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let made = app.post(&owner, "/widgets", json!({"name": "Site"})).await.ok(201);
    assert_eq!((&made["tracking_enabled"], &made["event_retention_days"]), (&json!(false), &json!(90)));
    let path = format!("/widgets/{}", text(&made["id"]));
    for role in [Role::Agent, Role::Marketer] {
        let member = app.member(&owner, role);
        app.get(&member, &path).await.ok(200);
        app.patch(&member, &path, json!({"tracking_enabled": true})).await.problem(403, "forbidden");
    }
    let admin = app.member(&owner, Role::Admin);
    app.patch(&admin, &path, json!({"tracking_enabled": true, "event_retention_days": 365})).await.ok(200);
    let log = app.get(&admin, "/audit-log").await.ok(200);
    let entry = &log["data"][0];
    assert_eq!((&entry["action"], &entry["actor"]["name"]), (&json!("widget.updated"), &json!("admin")));
    assert_eq!(
        (&entry["details"]["from"]["tracking_enabled"], &entry["details"]["to"]["tracking_enabled"]),
        (&json!(false), &json!(true))
    );
    for days in [0, 366, -1] {
        let answer = app.patch(&admin, &path, json!({"event_retention_days": days})).await;
        assert_eq!(answer.problem(422, "invalid"), "event_retention_days");
    }
    let answer = app.patch(&admin, &path, json!({"allowed_origins": ["example.com"]})).await;
    assert_eq!(answer.problem(422, "invalid"), "allowed_origins");
    let snippet = text(&app.get(&admin, &format!("{path}/snippet")).await.ok(200)["html"]);
    assert!(snippet.contains(&text(&made["key"])) && snippet.contains("/widget.js"));
}

#[tokio::test]
async fn a_page_of_another_origin_is_kept_out_and_an_allowed_one_reads_the_answer() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let body = json!({"name": "Site", "tracking_enabled": true, "allowed_origins": ["https://Good.example/"]});
    let key = text(&app.post(&owner, "/widgets", body).await.ok(201)["key"]);
    let send = |call: &str, origin: &'static str| {
        let events = [event("pageview", None, "https://good.example/", now())];
        let request = app.request(Method::POST, &format!("/api/widget/{call}")).header("Origin", origin);
        request.header("Content-Type", "text/plain").body(batch(&key, "b", &events)).send()
    };
    let good = send("track", "https://good.example").await.expect("an answer");
    assert_eq!(
        (good.status().as_u16(), good.headers()["access-control-allow-origin"].to_str().ok()),
        (204, Some("https://good.example"))
    );
    assert!(!good.headers().contains_key("access-control-allow-credentials"));
    let bad = send("track", "https://evil.example").await.expect("an answer");
    assert!(!bad.headers().contains_key("access-control-allow-origin"));
    Answer::of(bad).await.problem(403, "origin_not_allowed");
    let init = Answer::of(send("init", "https://evil.example").await.expect("an answer")).await.ok(200);
    assert_eq!(init["tracking"], false);
    assert_eq!(app.count("SELECT count(*) AS n FROM visitor_events"), 1);
}

/// Proves: S11, S18, S19
#[tokio::test]
async fn a_deleted_widget_is_unknown_at_once_and_its_events_go_later() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (id, key) = app.tracked_widget(&owner).await;
    let (_, other) = app.tracked_widget(&owner).await;
    for key in [&key, &other] {
        app.page_sends("track", batch(key, "b", &[event("pageview", None, "https://a.example/", now())])).await.ok(204);
    }
    app.delete(&owner, &format!("/widgets/{id}")).await.ok(204);
    app.page_sends("track", batch(&key, "b", &[event("pageview", None, "https://a.example/", now())])).await.ok(204);
    app.get(&owner, &format!("/widgets/{id}")).await.problem(404, "not_found");
    app.work();
    assert_eq!(app.count("SELECT count(*) AS n FROM visitor_events"), 2, "not sooner than a minute after");
    app.advance(time::Duration::seconds(61));
    app.work();
    assert_eq!(app.count("SELECT count(*) AS n FROM visitor_events"), 1);
    assert_eq!(app.count("SELECT count(*) AS n FROM widgets"), 1);
    assert_eq!(app.count("SELECT count(*) AS n FROM jobs WHERE kind = 'tracking.remove_widget'"), 0);
}

/// Proves: L3, L42
#[tokio::test]
async fn the_documents_paths_and_names_answer_too() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    for prefix in ["/api/v1", "/api", "/v1/identity"] {
        let request = app.request(
            Method::GET,
            &format!("{prefix}/leads?sortBy=name&pipelineId=01936d4e-0000-7000-8000-000000000000"),
        );
        let answer = Answer::of(request.bearer_auth(&owner.token).send().await.expect("an answer")).await;
        assert_eq!(answer.ok(200)["total"], 0, "{prefix}");
    }
    app.post(&owner, "/leads", json!({"name": "x"})).await.ok(201);
    assert_eq!(app.count("SELECT count(*) AS n FROM lead_activities WHERE type = 'lead_created'"), 1);
    let nothing = app.request(Method::GET, "/api/v1/nothing").send().await.expect("an answer");
    Answer::of(nothing).await.problem(404, "not_found");
    let live = app.request(Method::GET, "/health/live").send().await.expect("an answer");
    assert_eq!(live.status(), 200);
    let metrics = app.request(Method::GET, "/metrics").send().await.expect("an answer").text().await.expect("text");
    assert!(metrics.contains("hydra_jobs_ready"), "{metrics}");
}
