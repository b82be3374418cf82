//! What pages send: bounds, order of checks, one bad event among good ones.

use serde_json::{Value, json};
use time::Duration;

use crate::app::{App, batch, event, now};

const URL: &str = "https://acme.example/p";

fn custom(name: &str, properties: Value) -> Value {
    let mut event = event("custom", Some(name), URL, now());
    event["properties"] = properties;
    event
}

/// A property object whose compact JSON has exactly this many bytes.
fn of_bytes(bytes: usize) -> Value {
    json!({"k": "x".repeat(bytes - r#"{"k":""}"#.len())})
}

/// Proves: S4
#[tokio::test]
async fn each_limit_holds_on_both_sides_of_its_boundary() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (_, key) = app.tracked_widget(&owner).await;
    let cases = [
        (custom(&"n".repeat(100), json!({})), None),
        (custom(&"n".repeat(101), json!({})), Some("invalid_name")),
        (custom("", json!({})), Some("invalid_name")),
        (custom("n", of_bytes(4_096)), None),
        (custom("n", of_bytes(4_097)), Some("properties_too_large")),
        (custom("n", json!([1, 2])), Some("invalid_properties")),
        (custom("n", json!("text")), Some("invalid_properties")),
        (custom("n", json!({"nul": "a\u{0}b"})), Some("invalid_properties")),
        (json!({"id": "x", "type": "custom", "name": "n", "url": URL}), Some("invalid_id")),
        (json!({"type": "hover"}), Some("invalid_type")),
        (json!(7), Some("malformed")),
    ];
    let mut stored = 0;
    for (event, code) in cases {
        let answer = app.page_sends("track", batch(&key, "b", std::slice::from_ref(&event))).await;
        match code {
            None => {
                answer.ok(204);
                stored += 1;
            }
            Some(code) => {
                assert_eq!(answer.body["rejected"][0]["code"], code, "{event} {answer:?}");
                assert_eq!(answer.body["accepted"], 0);
                answer.problem(400, "events_rejected");
            }
        }
        assert_eq!(app.count("SELECT count(*) AS n FROM visitor_events"), stored);
    }
}

/// Proves: S4, S6, P13
#[tokio::test]
async fn one_bad_event_at_any_position_loses_no_other() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (_, key) = app.tracked_widget(&owner).await;
    for position in 0..25usize {
        let mut events: Vec<Value> = (0..24).map(|n| custom(&format!("e{n}"), json!({"n": n}))).collect();
        events.insert(position, custom(&"n".repeat(101), json!({})));
        let answer = app.page_sends("track", batch(&key, "b", &events)).await;
        assert_eq!(answer.body["accepted"], 24);
        assert_eq!(answer.body["rejected"][0]["index"], position);
        answer.problem(400, "events_rejected");
        assert_eq!(
            app.count("SELECT count(*) AS n FROM visitor_events"),
            24 * (i64::try_from(position).expect("small") + 1)
        );
    }
}

/// Proves: S11
#[tokio::test]
async fn the_order_of_checks_is_size_key_widget_envelope() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (_, on) = app.tracked_widget(&owner).await;
    let off = app.post(&owner, "/widgets", json!({"name": "Off"})).await.ok(201);
    assert_eq!(off["tracking_enabled"], false, "S1: a new widget does not track");

    // Too large, before anything is read.
    let huge = format!(r#"{{"widget_key":"{on}","x":"{}"}}"#, "x".repeat(128 * 1024));
    app.page_sends("track", huge).await.problem(413, "too_large");
    // No readable key.
    for body in [
        "",
        "{",
        "[]",
        "null",
        r#"{"widget_key":7}"#,
        &format!("{}{}", r#"{"widget_key":"#, "[".repeat(60_000)),
        "\u{0}",
    ] {
        app.page_sends("track", body.to_owned()).await.problem(400, "malformed");
    }
    // Unknown, deleted or switched-off widgets: 204, and the events are not looked at.
    for key in ["nonsense", "pk_1_1", off["key"].as_str().expect("a key")] {
        let body = json!({"widget_key": key, "events": "not even a list"});
        app.page_sends("track", body.to_string()).await.ok(204);
    }
    // A known widget: the envelope must be one.
    let bad = [
        (json!({"widget_key": on, "anon_visitor_id": "", "events": []}), "invalid"),
        (json!({"widget_key": on, "anon_visitor_id": "a b", "events": []}), "invalid"),
        (json!({"widget_key": on, "anon_visitor_id": "x".repeat(65), "events": []}), "invalid"),
        (json!({"widget_key": on, "anon_visitor_id": "a", "events": vec![json!({}); 101]}), "invalid"),
        (json!({"widget_key": on, "anon_visitor_id": "a", "events": [], "sent_at": "soon"}), "invalid"),
        (json!({"widget_key": on, "anon_visitor_id": "a"}), "malformed"),
    ];
    for (body, code) in bad {
        app.page_sends("track", body.to_string()).await.problem(400, code);
    }
    app.page_sends("track", batch(&on, &"x".repeat(64), &[])).await.ok(204);
    assert_eq!(app.count("SELECT count(*) AS n FROM visitor_events"), 0);
}

/// Proves: S3, H41
#[tokio::test]
async fn late_repeated_and_reordered_events_give_the_same_sessions() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (_, key) = app.tracked_widget(&owner).await;
    let begin = now() - Duration::hours(3);
    let minutes = [0, 20, 49, 80, 81, 120];
    let events: Vec<Value> =
        minutes.iter().map(|m| event("pageview", None, URL, begin + Duration::minutes(*m))).collect();
    app.page_sends("track", batch(&key, "in-order", &events)).await.ok(204);
    let again: Vec<Value> =
        minutes.iter().map(|m| event("pageview", None, URL, begin + Duration::minutes(*m))).collect();
    for index in [5, 0, 3, 1, 4, 2] {
        for _ in 0..3 {
            app.page_sends("track", batch(&key, "shuffled", std::slice::from_ref(&again[index]))).await.ok(204);
        }
    }
    assert_eq!(app.count("SELECT count(*) AS n FROM visitor_events"), 12);
    let sessions =
        "SELECT count(*) AS n FROM (SELECT v.anon_visitor_id, array_agg(s.event_count ORDER BY s.started_at) AS counts
         FROM sessions s JOIN visitors v ON v.id = s.visitor_id GROUP BY 1) x WHERE counts = '{3,2,1}'";
    assert_eq!(app.count(sessions), 2, "0 20 49 | 80 81 | 120");
    assert_eq!(app.count("SELECT sum(event_count)::bigint AS n FROM visitors"), 12, "lifetime counters");
}

/// Proves: S7
#[tokio::test]
async fn an_anonymous_id_is_one_widgets_and_one_workspaces() {
    let app = App::start().await;
    let (one, two) = (app.workspace("One"), app.workspace("Two"));
    let ((_, key), (_, other)) = (app.tracked_widget(&one).await, app.tracked_widget(&two).await);
    for key in [key, other] {
        app.page_sends("track", batch(&key, "same-browser", &[event("pageview", None, URL, now())])).await.ok(204);
    }
    assert_eq!(app.count("SELECT count(DISTINCT workspace_id) AS n FROM visitors"), 2);
}

/// A clock that is wrong by hours is corrected by its own error, and never runs ahead of the server (D18).
/// Proves: S6
#[tokio::test]
async fn a_wrong_clock_is_corrected() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (_, key) = app.tracked_widget(&owner).await;
    let ahead = now() + Duration::hours(9);
    let body = json!({"widget_key": key, "anon_visitor_id": "b", "sent_at": crate::app::millis(ahead), "events": [
        event("pageview", None, URL, ahead - Duration::minutes(1)), event("pageview", None, URL, ahead + Duration::hours(1))]});
    app.page_sends("track", body.to_string()).await.ok(204);
    let off = "SELECT count(*) AS n FROM visitor_events WHERE occurred_at > received_at OR occurred_at < received_at - interval '61 s'";
    assert_eq!(app.count(off), 0);
}
