//! Who may say what of a visitor: guarded, strict and verified calls (D23).

use reqwest::Method;
use serde_json::{Value, json};
use time::Duration;

use crate::app::{Answer, App, Member, event, millis, now, text};

fn hash(secret: &str, user: &str) -> String {
    hex::encode(tenancy::secret::sign(secret.as_bytes(), user.as_bytes()))
}

async fn says(app: &App, call: &str, key: &str, body: Value) -> Answer {
    let mut whole = json!({"widget_key": key, "anon_visitor_id": "b"});
    whole.as_object_mut().expect("an object").extend(body.as_object().expect("an object").clone());
    app.page_sends(call, whole.to_string()).await
}

async fn contact(app: &App, owner: &Member) -> Value {
    app.get(owner, "/contacts").await.ok(200)["data"][0].clone()
}

/// Proves: S5, S8
#[tokio::test]
async fn a_verified_call_overwrites_what_an_unverified_one_may_not() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (widget, key) = app.tracked_widget(&owner).await;
    let secret = text(&app.get(&owner, &format!("/widgets/{widget}")).await.ok(200)["identity_secret"]);
    let said = |name: &str, user_hash: Option<String>| json!({"user_id": "u_1", "email": "ada@example.com", "traits": {"name": name}, "user_hash": user_hash});
    says(&app, "identify", &key, said("First", None)).await.ok(204);
    says(&app, "identify", &key, said("Second", None)).await.ok(204);
    assert_eq!(contact(&app, &owner).await["name"], "Second", "a visitor overwrites what a visitor wrote");
    let id = text(&contact(&app, &owner).await["id"]);
    app.patch(&owner, &format!("/contacts/{id}"), json!({"name": "Typed"})).await.ok(200);
    says(&app, "identify", &key, said("Third", None)).await.ok(204);
    for wrong in ["00", "zz", &hash(&secret, "u_2"), &hash("another secret", "u_1")] {
        says(&app, "identify", &key, said("Forged", Some(wrong.to_owned()))).await.ok(204);
    }
    assert_eq!(contact(&app, &owner).await["name"], "Typed", "nobody overwrites what a person typed");
    says(&app, "identify", &key, said("Vouched", Some(hash(&secret, "u_1")))).await.ok(204);
    assert_eq!(contact(&app, &owner).await["name"], "Vouched");
    says(&app, "identify", &key, said("Fourth", None)).await.ok(204);
    assert_eq!(contact(&app, &owner).await["name"], "Vouched", "nor what the site's server vouched for");
    // The secret can be made anew; hashes of the old one are worth nothing.
    let rotated = app.post(&owner, &format!("/widgets/{widget}/rotate-secret"), json!({})).await.ok(200);
    assert_ne!(rotated["identity_secret"], json!(secret));
    says(&app, "identify", &key, said("Replayed", Some(hash(&secret, "u_1")))).await.ok(204);
    assert_eq!(contact(&app, &owner).await["name"], "Vouched");
    assert_eq!(app.count("SELECT count(*) AS n FROM audit_log WHERE action = 'widget.secret_rotated'"), 1);
    // Who may not change settings sees no secret; and no dump holds one.
    let agent = app.member(&owner, tenancy::Role::Agent);
    assert_eq!(app.get(&agent, &format!("/widgets/{widget}")).await.ok(200)["identity_secret"], Value::Null);
    let secret = text(&rotated["identity_secret"]);
    assert_eq!(app.count(&format!("SELECT count(*) AS n FROM widgets w WHERE w::text LIKE '%{secret}%'")), 0);
}

/// Proves: S5
#[tokio::test]
async fn a_strict_widget_takes_verified_calls_only() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (widget, key) = app.tracked_widget(&owner).await;
    let strict = json!({"identity_verification": "strict"});
    let changed = app.patch(&owner, &format!("/widgets/{widget}"), strict).await.ok(200);
    let secret = text(&changed["identity_secret"]);
    let who = json!({"user_id": "u_1", "email": "ada@example.com"});
    says(&app, "identify", &key, who).await.problem(403, "identity_unverified");
    let properties = json!({"properties": {"plan": "growth"}});
    says(&app, "set-properties", &key, properties).await.problem(403, "identity_unverified");
    assert_eq!(app.get(&owner, "/contacts").await.ok(200)["total"], 0);
    let who = json!({"user_id": "u_1", "email": "ada@example.com", "user_hash": hash(&secret, "u_1")});
    says(&app, "identify", &key, who).await.ok(204);
    assert_eq!(app.get(&owner, "/contacts").await.ok(200)["total"], 1);
    let properties = json!({"properties": {"plan": "growth"}, "user_id": "u_1", "user_hash": hash(&secret, "u_1")});
    assert_eq!(says(&app, "set-properties", &key, properties).await.ok(200), json!({"applied": true, "reason": null}));
    assert_eq!(contact(&app, &owner).await["metadata"]["plan"], "growth");
    app.patch(&owner, &format!("/widgets/{widget}"), json!({"identity_verification": "lax"}))
        .await
        .problem(422, "invalid");
}

/// Proves: A12
#[tokio::test]
async fn properties_merge_key_by_key_into_whoever_the_visitor_is() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (_, key) = app.tracked_widget(&owner).await;
    says(&app, "set-properties", &key, json!({"properties": {"plan": "trial", "seats": 3}})).await.ok(200);
    says(&app, "identify", &key, json!({"user_id": "ada@example.com"})).await.ok(204);
    says(&app, "set-properties", &key, json!({"properties": {"plan": "growth"}})).await.ok(200);
    let metadata = contact(&app, &owner).await["metadata"].clone();
    assert_eq!((&metadata["plan"], &metadata["seats"]), (&json!("growth"), &json!(3)));
    let big = json!({"properties": {"x": "y".repeat(4_096)}});
    assert_eq!(says(&app, "set-properties", &key, big).await.problem(422, "invalid"), "properties");
    says(&app, "set-properties", "pk_1_1", json!({"properties": {}})).await.ok(200);
    // What the server has not yet is said in a way that a page can read.
    says(&app, "set-nothing", &key, json!({"stage": "Trial"})).await.problem(404, "not_found");
}

/// Proves: S5, A13
#[tokio::test]
async fn a_server_with_a_key_gets_the_record_and_may_backfill() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let stranger = app.workspace("Stranger");
    let (_, key) = app.tracked_widget(&owner).await;
    let program = app.api_key(&owner, &[tenancy::Permission::WidgetWrite]);
    let send = async |token: &str, call: &str, body: Value| {
        let request = app.request(Method::POST, &format!("/api/widget/{call}")).bearer_auth(token).json(&body);
        Answer::of(request.send().await.expect("an answer")).await
    };
    let who = json!({"widget_key": key, "anon_visitor_id": "b", "user_id": "u_1", "email": "ada@example.com"});
    let record = send(&program.token, "identify", who.clone()).await.ok(200);
    assert_eq!((&record["kind"], &record["verified"]), (&json!("contact"), &json!(true)));
    assert_eq!(record["customer_id"], contact(&app, &owner).await["id"]);
    assert!(record["account_id"].is_string());
    let nobody = json!({"widget_key": key, "anon_visitor_id": "c", "user_id": "null"});
    assert_eq!(send(&program.token, "identify", nobody).await.ok(200)["customer_id"], Value::Null);
    for token in [app.api_key(&stranger, &[tenancy::Permission::WidgetWrite]).token, "hk_none".to_owned()] {
        send(&token, "identify", who.clone()).await.problem(401, "unauthenticated");
    }
    let reader = app.api_key(&owner, &[tenancy::Permission::CrmView]);
    send(&reader.token, "identify", who).await.problem(403, "forbidden");
    // As far back as the widget keeps events: a browser reaches seven days.
    let long_ago = now() - Duration::days(60);
    let events = [event("pageview", None, "https://acme.example", long_ago)];
    let body = json!({"widget_key": key, "anon_visitor_id": "b", "sent_at": millis(now()), "events": events});
    send(&program.token, "track", body.clone()).await.ok(204);
    let kept = "SELECT count(*) AS n FROM visitor_events WHERE occurred_at < now() - interval '59 days'";
    assert_eq!(app.count(kept), 1);
    let mut again = body;
    again["events"] = json!([event("pageview", None, "https://acme.example", long_ago)]);
    app.page_sends("track", again.to_string()).await.ok(204);
    assert_eq!(app.count(kept), 1, "a browser's clock is not believed that far");
    // A milestone, alone in its body (D14).
    let milestone =
        json!({"widget_key": key, "anon_visitor_id": "b", "name": "deal_signed", "value": 1200, "company_id": "c_17"});
    send(&program.token, "track", milestone).await.ok(204);
    let word = json!({"widget_key": key, "anon_visitor_id": "b", "name": "went_live", "value": "eu-west"});
    app.page_sends("track", word.to_string()).await.ok(204);
    let stored = app.get(&owner, "/events?type=custom&sort_order=asc").await.ok(200)["data"].clone();
    assert_eq!((&stored[0]["name"], &stored[0]["value"]), (&json!("deal_signed"), &json!(1200.0)));
    assert_eq!(stored[0]["properties"], json!({"company_id": "c_17"}));
    let properties = json!({"value": "eu-west", "company_id": record["account_id"]});
    assert_eq!((&stored[1]["value"], &stored[1]["properties"]), (&Value::Null, &properties), "the only company");
    for bad in
        [json!({"name": ""}), json!({"name": 7}), json!({"name": "x", "value": [1]}), json!({"name": "x".repeat(101)})]
    {
        let answer = says(&app, "track", &key, bad).await;
        assert_eq!(answer.body["rejected"][0]["index"], 0, "{answer:?}");
        answer.problem(400, "events_rejected");
    }
}

/// Proves: S14, S21
#[tokio::test]
async fn a_widget_that_waits_for_consent_says_so_in_its_snippet() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (widget, _) = app.tracked_widget(&owner).await;
    let snippet = async || text(&app.get(&owner, &format!("/widgets/{widget}/snippet")).await.ok(200)["html"]);
    assert!(!snippet().await.contains("data-consent"));
    app.patch(&owner, &format!("/widgets/{widget}"), json!({"consent_required": true})).await.ok(200);
    assert!(snippet().await.contains("data-consent=\"required\""));
    let entry = app.get(&owner, "/audit-log").await.ok(200)["data"][0].clone();
    assert_eq!(
        (&entry["details"]["from"]["consent_required"], &entry["details"]["to"]["consent_required"]),
        (&json!(false), &json!(true))
    );
}
