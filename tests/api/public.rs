//! The endpoints that anybody can call, at their limits and beyond.

use serde_json::{Value, json};
use time::Duration;

use crate::app::{Answer, App, batch, event, millis, now};

const URL: &str = "https://acme.example";
/// Before parsing.
const BODY_LIMIT: usize = 128 * 1024;

/// A value of each type that JSON has, and some that programs choke on.
fn wrong_values() -> Vec<Value> {
    vec![
        json!(null),
        json!(true),
        json!(-1),
        json!(1e300),
        json!(""),
        json!("\u{0}"),
        json!("é\u{202e}💥".repeat(3_000)),
        json!([]),
        json!([[[]]]),
        json!({}),
        json!({"__proto__": {"a": 1}, "": "\u{0}"}),
    ]
}

/// An object that is nested so deep.
fn nested(depth: usize) -> Value {
    (1..depth).fold(json!({"end": 1}), |inner, _| json!({ "k": inner }))
}

/// Proves: S4, S6
#[tokio::test]
async fn a_wrong_type_in_any_field_is_an_answer_and_no_accident() {
    let app = App::start_with(&[|c| c.limits.enabled = false]).await;
    let owner = app.workspace("Acme");
    let (_, key) = app.tracked_widget(&owner).await;
    let good_event = event("custom", Some("x"), URL, now());
    let calls = [
        ("init", json!({"widget_key": key, "anon_visitor_id": "a"})),
        ("track", json!({"widget_key": key, "anon_visitor_id": "a", "sent_at": millis(now()), "events": [good_event]})),
        (
            "track",
            json!({"widget_key": key, "anon_visitor_id": "a", "name": "deal", "value": 1, "company_id": "c", "properties": {}, "url": URL, "ts": millis(now())}),
        ),
        (
            "identify",
            json!({"widget_key": key, "anon_visitor_id": "a", "user_id": "u", "email": "a@example.com", "traits": {}, "url": URL, "user_hash": "00"}),
        ),
        (
            "set-properties",
            json!({"widget_key": key, "anon_visitor_id": "a", "properties": {}, "user_id": "u", "user_hash": "00"}),
        ),
    ];
    for (call, good) in &calls {
        let answer = app.page_sends(call, good.to_string()).await;
        assert!([200, 204].contains(&answer.status), "{call}: {answer:?}");
        for field in good.as_object().expect("an object").keys() {
            for wrong in wrong_values() {
                let mut bad = good.clone();
                bad[field] = wrong.clone();
                let answer = app.page_sends(call, bad.to_string()).await;
                assert!(answer.status < 500, "{call} with {field}: {wrong}: {answer:?}");
                if answer.status >= 400 {
                    assert!(answer.body["code"].is_string(), "{call} with {field}: {answer:?}");
                }
            }
        }
    }
    // In each field of an event: the others of its batch are stored.
    for field in ["id", "type", "name", "url", "referrer", "properties", "value", "company_id", "ts"] {
        for wrong in wrong_values() {
            let before = app.count("SELECT count(*) AS n FROM visitor_events");
            let mut bad = event("custom", Some("x"), URL, now());
            bad[field] = wrong.clone();
            let other = event("pageview", None, URL, now());
            let answer = app.page_sends("track", batch(&key, "a", &[bad, other])).await;
            assert!([204, 400].contains(&answer.status), "{field}: {wrong}: {answer:?}");
            let stored = app.count("SELECT count(*) AS n FROM visitor_events") - before;
            assert_eq!(stored, if answer.status == 204 { 2 } else { 1 }, "{field}: {wrong}: {answer:?}");
        }
    }
}

/// Proves: S4
#[tokio::test]
async fn size_and_depth_hold_on_both_sides_of_every_limit() {
    let app = App::start_with(&[|c| c.limits.enabled = false]).await;
    let owner = app.workspace("Acme");
    let (_, key) = app.tracked_widget(&owner).await;
    // The body, of each call; blanks count.
    for call in ["init", "track", "identify", "set-properties"] {
        let body = match call {
            "track" => batch(&key, "a", &[]),
            "identify" => json!({"widget_key": key, "anon_visitor_id": "a"}).to_string(),
            _ => json!({"widget_key": key, "anon_visitor_id": "a", "properties": {}}).to_string(),
        };
        let padded = |length: usize| format!("{body}{}", " ".repeat(length - body.len()));
        let fits = app.page_sends(call, padded(BODY_LIMIT)).await;
        assert!([200, 204].contains(&fits.status), "{call}: {fits:?}");
        app.page_sends(call, padded(BODY_LIMIT + 1)).await.problem(413, "too_large");
    }
    // Nesting, and bytes, of what a page may say.
    let of_bytes = |bytes: usize| json!({"k": "x".repeat(bytes - r#"{"k":""}"#.len())});
    for (said, fits) in [(nested(32), true), (nested(33), false), (of_bytes(4_096), true), (of_bytes(4_097), false)] {
        let mut event = event("custom", Some("x"), URL, now());
        event["properties"] = said.clone();
        let track = app.page_sends("track", batch(&key, "a", &[event])).await;
        assert_eq!(track.status, if fits { 204 } else { 400 }, "{track:?}");
        let identify = json!({"widget_key": key, "anon_visitor_id": "a", "user_id": "u", "traits": said});
        let identify = app.page_sends("identify", identify.to_string()).await;
        assert_eq!(identify.status, if fits { 204 } else { 422 }, "{identify:?}");
        let properties = json!({"widget_key": key, "anon_visitor_id": "a", "properties": said});
        let properties = app.page_sends("set-properties", properties.to_string()).await;
        assert_eq!(properties.status, if fits { 200 } else { 422 }, "{properties:?}");
    }
    let many: Vec<Value> = (0..101).map(|_| event("pageview", None, URL, now())).collect();
    app.page_sends("track", batch(&key, "a", &many[..100])).await.ok(204);
    app.page_sends("track", batch(&key, "a", &many)).await.problem(400, "invalid");
    // Deeper than anything that is read: no stack is blown.
    for deep in ["[".repeat(100_000), format!("{}1{}", "{\"a\":".repeat(20_000), "}".repeat(20_000))] {
        let body = format!(r#"{{"widget_key":"{key}","anon_visitor_id":"a","events":[{{"properties":{deep}}}]}}"#);
        assert!((400..500).contains(&app.page_sends("track", body).await.status));
    }
}

/// Proves: S6
#[tokio::test]
async fn a_clock_that_is_ten_years_off_moves_nothing_out_of_reach() {
    let app = App::start_with(&[|c| c.limits.enabled = false]).await;
    let owner = app.workspace("Acme");
    let (_, key) = app.tracked_widget(&owner).await;
    let years = Duration::days(3_652);
    for (n, off) in [years, -years].into_iter().enumerate() {
        // Both of its times are wrong by as much: the distance between them is right.
        let at = now() + off;
        let mut right = event("pageview", None, &format!("{URL}/right{n}"), now());
        right["ts"] = json!(millis(at - Duration::minutes(5)));
        // One is wrong alone, or nonsense.
        let mut wrong = event("pageview", None, &format!("{URL}/wrong{n}"), now());
        wrong["ts"] = json!(millis(now()));
        let body = json!({"widget_key": key, "anon_visitor_id": "a", "sent_at": millis(at), "events": [right, wrong]});
        app.page_sends("track", body.to_string()).await.ok(204);
        let minutes = format!(
            "SELECT round(extract(epoch FROM now() - occurred_at) / 60)::bigint AS n FROM visitor_events WHERE path = '/right{n}'"
        );
        assert_eq!(app.count(&minutes), 5);
    }
    for extreme in
        [json!(0), json!(9.0e14), json!(-9.0e14), json!("0001-01-01T00:00:00Z"), json!("9999-12-31T23:59:59Z")]
    {
        let mut odd = event("pageview", None, &format!("{URL}/odd"), now());
        odd["ts"] = extreme.clone();
        let body = json!({"widget_key": key, "anon_visitor_id": "a", "sent_at": extreme, "events": [odd]});
        // What is no time at all is told so.
        let answer = app.page_sends("track", body.to_string()).await;
        assert!([204, 400].contains(&answer.status), "{answer:?}");
        let mut odd = event("pageview", None, &format!("{URL}/odd"), now());
        odd["ts"] = extreme;
        let answer = app.page_sends("track", batch(&key, "a", &[odd])).await;
        assert!([204, 400].contains(&answer.status), "{answer:?}");
    }
    let outside = "SELECT count(*) AS n FROM visitor_events
         WHERE occurred_at > received_at OR occurred_at < received_at - interval '7 days 1 minute'";
    assert_eq!(app.count(outside), 0);
}

/// Proves: P2
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_write_with_a_key_has_one_effect_and_one_answer() {
    let app = App::start_with(&[|c| c.limits.enabled = false]).await;
    let owner = app.workspace("Acme");
    let send = |key: String, body: Value| {
        let request = app.request(reqwest::Method::POST, "/api/v1/leads").bearer_auth(&owner.token);
        let request = request.header("Idempotency-Key", key).json(&body);
        async move { Answer::of(request.send().await.expect("an answer")).await }
    };
    for round in 0..50 {
        let answers = crate::races::at_once(8, |_| send(format!("k{round}"), json!({"name": "Ada"}))).await;
        let made: Vec<&Answer> = answers.iter().filter(|answer| answer.status == 201).collect();
        assert!(!made.is_empty() && made.iter().all(|answer| answer.body == made[0].body), "{answers:?}");
        assert!(answers.iter().all(|a| a.status == 201 || a.body["code"] == "in_progress"), "{answers:?}");
    }
    assert_eq!(app.count("SELECT count(*) AS n FROM customers"), 50);
    // A refusal is an answer, too; another request needs another key; another person's key is another one.
    let wrong = send("wrong".to_owned(), json!({"email": "nope"})).await;
    assert_eq!(wrong.problem(422, "invalid"), "email");
    assert_eq!(send("wrong".to_owned(), json!({"email": "nope"})).await.problem(422, "invalid"), "email");
    let other = send("k1".to_owned(), json!({"name": "Eve"})).await;
    assert_eq!(other.problem(422, "invalid"), "Idempotency-Key");
    assert_eq!(send("x".repeat(256), json!({"name": "Eve"})).await.problem(422, "invalid"), "Idempotency-Key");
    let mate = app.member(&owner, tenancy::Role::Admin);
    let request = app.request(reqwest::Method::POST, "/api/v1/leads").bearer_auth(&mate.token);
    let theirs = request.header("Idempotency-Key", "k1").json(&json!({"name": "Ada"})).send().await.expect("an answer");
    Answer::of(theirs).await.ok(201);
    assert_eq!(app.count("SELECT count(*) AS n FROM customers"), 51);
    // A day later it is forgotten.
    app.advance(Duration::hours(25));
    let fresh = app.sign_in_again(&owner);
    let request = app.request(reqwest::Method::POST, "/api/v1/leads").bearer_auth(&fresh.token);
    let again = request.header("Idempotency-Key", "k1").json(&json!({"name": "Ada"})).send().await.expect("an answer");
    Answer::of(again).await.ok(201);
    assert_eq!(app.count("SELECT count(*) AS n FROM idempotency_keys"), 1);
}
