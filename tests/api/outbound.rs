//! Webhooks that tell others, and files of events, with a real receiver on loopback.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use time::Duration;

use crate::{
    app::{App, Member, batch, event, now, text},
    loopback::{Received, Receiver},
};

const URL: &str = "https://acme.example";

async fn webhook(app: &App, owner: &Member, to: &Receiver, events: Value) -> (String, String) {
    let body = json!({"url": to.url, "events": events});
    let made = app.post(owner, "/outbound-webhooks", body).await.ok(201);
    (text(&made["id"]), text(&made["secret"]))
}

async fn deliveries(app: &App, owner: &Member, id: &str) -> Vec<Value> {
    let owner = app.sign_in_again(owner);
    let page = app.get(&owner, &format!("/outbound-webhooks/{id}/deliveries")).await.ok(200);
    page["data"].as_array().expect("deliveries").clone()
}

/// As a receiver verifies, by the words of the specification.
fn verifies(received: &Received, secret: &str) -> bool {
    let key = STANDARD.decode(secret.strip_prefix("whsec_").expect("a prefix")).expect("base64");
    let (id, at) = (received.header("webhook-id"), received.header("webhook-timestamp"));
    let message = format!("{id}.{at}.{}", received.body);
    let expected = format!("v1,{}", STANDARD.encode(tenancy::secret::sign(&key, message.as_bytes())));
    received.header("webhook-signature").split(' ').any(|signature| signature == expected)
}

/// Proves: S27, P3
#[tokio::test]
async fn events_are_told_in_signed_batches_in_the_standard_form() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let receiver = Receiver::start(&[]);
    let (id, secret) = webhook(&app, &owner, &receiver, json!(["visitor_event.created", "lead.created"])).await;
    let (_, key) = app.tracked_widget(&owner).await;
    let events: Vec<Value> = (0..100).map(|n| event("pageview", None, &format!("{URL}/p{n}"), now())).collect();
    app.page_sends("track", batch(&key, "a", &events)).await.ok(204);
    app.page_sends("track", batch(&key, "a", &events)).await.ok(204);
    app.post(&owner, "/leads", json!({"name": "Ada", "email": "ada@example.com"})).await.ok(201);
    app.post(&owner, "/accounts", json!({"name": "Unheard"})).await.ok(201);
    app.work();
    let got = receiver.got();
    assert_eq!(got.len(), 2, "a repeated batch is no news, and nobody asked for accounts");
    assert!(got.iter().all(|one| verifies(one, &secret)), "{got:?}");
    let told = got[0].json();
    assert_eq!(
        (&told["type"], told["data"]["events"].as_array().map(Vec::len)),
        (&json!("visitor_event.created"), Some(100))
    );
    assert_eq!(told["data"]["events"][0]["anon_visitor_id"], "a");
    assert!(told["timestamp"].is_string());
    let lead = got[1].json();
    assert_eq!(
        (&lead["type"], &lead["data"]["customer"]["email"]),
        (&json!("lead.created"), &json!("ada@example.com"))
    );
    // Mutations are refused.
    for mutate in [
        |one: &mut Received| one.body.push(' '),
        |one: &mut Received| {
            one.headers.iter_mut().for_each(|(key, value)| {
                if key == "webhook-id" {
                    value.push('x')
                }
            })
        },
        |one: &mut Received| {
            one.headers.iter_mut().for_each(|(key, value)| {
                if key == "webhook-timestamp" {
                    *value = "1".into()
                }
            })
        },
    ] {
        let mut mutated = got[0].clone();
        mutate(&mut mutated);
        assert!(!verifies(&mutated, &secret));
    }
    // After a rotation both secrets sign for a day.
    let rotated = app.post(&owner, &format!("/outbound-webhooks/{id}/rotate-secret"), json!({})).await.ok(200);
    let newer = text(&rotated["secret"]);
    assert_ne!(newer, secret);
    let first = deliveries(&app, &owner, &id).await.pop().expect("a delivery");
    let replay = format!("/outbound-webhooks/{id}/deliveries/{}/replay", text(&first["id"]));
    let again = app.post(&owner, &replay, json!({})).await.ok(200);
    assert_ne!(again["id"], first["id"], "a replay is a new delivery");
    app.work();
    let replayed = receiver.got().pop().expect("the replay");
    assert!(verifies(&replayed, &secret) && verifies(&replayed, &newer));
    assert_eq!(replayed.json()["data"], told["data"]);
    app.advance(Duration::hours(25));
    app.post(&app.sign_in_again(&owner), &format!("/outbound-webhooks/{id}/test"), json!({})).await.ok(200);
    app.work();
    let last = receiver.got().pop().expect("the test");
    assert!(!verifies(&last, &secret) && verifies(&last, &newer));
    // Nothing of a person is kept where deliveries are, and no secret.
    assert_eq!(app.count("SELECT count(*) AS n FROM outbound_deliveries d WHERE d::text LIKE '%ada@%'"), 0);
    assert_eq!(app.count("SELECT count(*) AS n FROM outbound_webhooks w WHERE w::text LIKE '%whsec%'"), 0);
    // Whoever is erased is in no replay.
    let fresh = app.sign_in_again(&owner);
    let visitor = text(&app.get(&fresh, "/visitors").await.ok(200)["data"][0]["id"]);
    app.delete(&fresh, &format!("/visitors/{visitor}/events")).await.ok(200);
    app.post(&fresh, &replay, json!({})).await.ok(200);
    app.work();
    assert_eq!(receiver.got().pop().expect("the replay").json()["data"]["events"], json!([]));
}

/// Proves: S27, P4
#[tokio::test]
async fn a_delivery_is_tried_again_on_a_schedule_until_it_is_taken_or_given_up() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let receiver =
        Receiver::start(&["500 No", "503 Busy\r\nRetry-After: 3600", "302 Found\r\nLocation: http://127.0.0.1:1/"]);
    let (id, _) = webhook(&app, &owner, &receiver, json!(["lead.created"])).await;
    let lead = async || app.post(&app.sign_in_again(&owner), "/leads", json!({"name": "Ada"})).await.ok(201);
    lead().await;
    app.work();
    let one = deliveries(&app, &owner, &id).await[0].clone();
    assert_eq!((&one["state"], &one["attempts"], &one["last_status"]), (&json!("pending"), &json!(1), &json!(500)));
    app.work();
    assert_eq!(receiver.got().len(), 1, "not before its time");
    app.advance(Duration::seconds(7));
    app.work();
    assert_eq!(receiver.got().len(), 2);
    app.advance(Duration::minutes(59));
    app.work();
    assert_eq!(receiver.got().len(), 2, "the receiver asked for an hour");
    app.advance(Duration::minutes(2));
    app.work();
    let one = deliveries(&app, &owner, &id).await[0].clone();
    assert_eq!((&one["attempts"], &one["last_status"]), (&json!(3), &json!(302)), "no redirect is followed");
    app.advance(Duration::minutes(40));
    app.work();
    let one = deliveries(&app, &owner, &id).await[0].clone();
    assert_eq!((&one["state"], &one["attempts"]), (&json!("delivered"), &json!(4)));
    let ids: Vec<String> = receiver.got().iter().map(|got| got.header("webhook-id").to_owned()).collect();
    assert!(ids.iter().all(|id| *id == text(&one["id"])), "one id for all attempts: {ids:?}");

    // Eight attempts, then it has failed.
    receiver.then(&["500 No"; 8]);
    lead().await;
    for _ in 0..9 {
        app.work();
        app.advance(Duration::hours(12));
    }
    let failed = deliveries(&app, &owner, &id).await[0].clone();
    assert_eq!((&failed["state"], &failed["attempts"]), (&json!("failed"), &json!(8)));
    // A receiver that is gone is switched off, and says why; a test is still sent.
    receiver.then(&["410 Gone"]);
    lead().await;
    app.work();
    let fresh = app.sign_in_again(&owner);
    let off = app.get(&fresh, &format!("/outbound-webhooks/{id}")).await.ok(200);
    assert_eq!(off["active"], false);
    assert!(off["disabled_reason"].as_str().is_some_and(|why| why.contains("410")), "{off}");
    let before = receiver.got().len();
    lead().await;
    app.work();
    assert_eq!(receiver.got().len(), before, "what is switched off hears nothing");
    app.post(&fresh, &format!("/outbound-webhooks/{id}/test"), json!({})).await.ok(200);
    app.work();
    assert_eq!(receiver.got().pop().expect("the test").json()["type"], "test");
    let on = app.patch(&fresh, &format!("/outbound-webhooks/{id}"), json!({"active": true})).await.ok(200);
    assert_eq!((&on["active"], &on["disabled_reason"]), (&json!(true), &Value::Null));
    // Nobody listens there.
    let dead = json!({"url": "http://127.0.0.1:1/", "events": ["lead.created"]});
    let dead = text(&app.post(&fresh, "/outbound-webhooks", dead).await.ok(201)["id"]);
    lead().await;
    app.work();
    let one = deliveries(&app, &owner, &dead).await[0].clone();
    assert_eq!((&one["state"], &one["last_status"]), (&json!("pending"), &Value::Null));
    assert!(one["last_error"].as_str().is_some_and(|why| why.to_lowercase().contains("refused")), "{one}");
}

/// Proves: S27, P5
#[tokio::test]
async fn no_address_of_ours_is_called_or_taken() {
    let app = App::start_with(&[|c| c.outbound.allow_private = false]).await;
    let owner = app.workspace("Acme");
    for url in [
        "http://example.com/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://localhost/",
        "https://10.1.2.3/",
        "x",
        "",
    ] {
        let body = json!({"url": url, "events": ["lead.created"]});
        assert_eq!(app.post(&owner, "/outbound-webhooks", body).await.problem(422, "invalid"), "url", "{url}");
    }
    let https = "https://example.com/hook";
    for events in [json!([]), json!(["nothing.happened"]), json!(["test"])] {
        let body = json!({"url": https, "events": events});
        assert_eq!(app.post(&owner, "/outbound-webhooks", body).await.problem(422, "invalid"), "events");
    }
    // A name may come to mean another address after it was taken: each call looks.
    let receiver = Receiver::start(&[]);
    let made = app.post(&owner, "/outbound-webhooks", json!({"url": https, "events": ["lead.created"]})).await.ok(201);
    let port = receiver.url.rsplit(':').next().expect("a port").trim_end_matches("/hook").to_owned();
    use diesel::RunQueryDsl;
    let sql = format!("UPDATE outbound_webhooks SET url = 'https://localhost:{port}/hook'");
    diesel::sql_query(sql).execute(&mut app.database.psql()).expect("an update");
    app.post(&owner, "/leads", json!({"name": "Ada"})).await.ok(201);
    app.work();
    let one = deliveries(&app, &owner, made["id"].as_str().expect("an id")).await[0].clone();
    assert!(one["last_error"].as_str().is_some_and(|why| why.contains("public internet")), "{one}");
    assert_eq!(receiver.got().len(), 0);
}

/// Proves: S27
#[tokio::test]
async fn events_are_exported_as_files_that_a_spreadsheet_may_open() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (widget, key) = app.tracked_widget(&owner).await;
    for part in 0..3 {
        let events: Vec<Value> = (0..100)
            .map(|n| {
                event(
                    "custom",
                    Some(if n == 0 { "=HYPERLINK(\"x\")" } else { "a, \"b\"\nc" }),
                    URL,
                    now() - Duration::minutes(part),
                )
            })
            .collect();
        app.page_sends("track", batch(&key, "a", &events)).await.ok(204);
    }
    let ask = async |format: &str, filters: Value| {
        let body = json!({"object": "events", "format": format, "filters": filters});
        text(&app.post(&owner, "/exports", body).await.ok(201)["id"])
    };
    let csv = ask("csv", json!({"widget_id": widget})).await;
    app.get(&owner, &format!("/exports/{csv}/file")).await.problem(409, "not_ready");
    let ndjson = ask("ndjson", json!({"type": "pageview"})).await;
    app.work();
    let done = app.get(&owner, &format!("/exports/{csv}")).await.ok(200);
    assert_eq!((&done["state"], &done["rows"], &done["total"]), (&json!("done"), &json!(300), &json!(300)));
    let file = app.get(&owner, &format!("/exports/{csv}/file")).await.ok(200);
    let mut rows = csv::Reader::from_reader(file.as_str().expect("text").as_bytes());
    let rows: Vec<csv::StringRecord> = rows.records().collect::<Result<_, _>>().expect("CSV");
    assert_eq!(rows.len(), 300);
    assert_eq!(rows.iter().filter(|row| &row[4] == "'=HYPERLINK(\"x\")").count(), 3, "a formula is a text");
    assert_eq!(rows.iter().filter(|row| &row[4] == "a, \"b\"\nc").count(), 297);
    assert_eq!(app.get(&owner, &format!("/exports/{ndjson}/file")).await.ok(200), json!(""));
    // One person's, one browser's, at once.
    let visitor = text(&app.get(&owner, "/visitors").await.ok(200)["data"][0]["id"]);
    let lines = app.get(&owner, &format!("/visitors/{visitor}/events/export?format=ndjson")).await.ok(200);
    assert_eq!(lines.as_str().expect("text").lines().count(), 300);
    let marketer = app.member(&owner, tenancy::Role::Marketer);
    app.get(&marketer, &format!("/visitors/{visitor}/events/export")).await.problem(403, "forbidden");
    for (filters, field) in [
        (json!({"from": "2026-01-02", "to": "2026-01-01"}), "filters.to"),
        (json!({"type": "hover"}), "filters.type"),
        (json!({"from": "yesterday"}), "filters.from"),
    ] {
        let body = json!({"object": "events", "format": "csv", "filters": filters});
        assert_eq!(app.post(&owner, "/exports", body).await.problem(422, "invalid"), field);
    }
    // Erasing takes the files along, and so does time.
    app.delete(&owner, &format!("/visitors/{visitor}/events")).await.ok(200);
    app.get(&owner, &format!("/exports/{csv}")).await.problem(404, "not_found");
    let kept = ask("csv", json!({})).await;
    app.work();
    app.advance(Duration::days(8));
    app.work();
    app.get(&app.sign_in_again(&owner), &format!("/exports/{kept}")).await.problem(404, "not_found");
}
