//! The score that explains itself (D35).

use serde_json::{Value, json};
use time::Duration;

use crate::app::{App, batch, event, now, text};

/// Proves: L8, L43
#[tokio::test]
async fn the_rules_count_unless_a_score_is_given_and_say_why() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (_, key) = app.tracked_widget(&owner).await;
    let lead = json!({"name": "Ada", "email": "ada@example.com", "title": "Head of Sales", "tags": ["hot"]});
    let lead = text(&app.post(&owner, "/leads", lead).await.ok(201)["id"]);
    let events: Vec<Value> =
        (0..4).map(|n| event("pageview", None, &format!("https://a.example/{n}"), now())).collect();
    app.page_sends("track", batch(&key, "b", &events)).await.ok(204);
    let call = json!({"widget_key": key, "anon_visitor_id": "b", "user_id": "ada@example.com"});
    app.page_sends("identify", call.to_string()).await.ok(204);

    let engagement =
        json!({"pageview": 5, "click": 0, "identify": 0, "custom": 0, "events": [], "half_life_days": 10, "cap": 50});
    let fit = json!([{"field": "title", "op": "contains", "value": "HEAD", "points": 30},
        {"field": "tag", "op": "is", "value": "hot", "points": 10}, {"field": "phone", "op": "is_empty", "points": -5},
        {"field": "custom:budget", "op": "is_set", "points": 50}]);
    let model = app.patch(&owner, "/score-model", json!({"fit": fit, "engagement": engagement})).await.ok(200);
    assert_eq!((&model["version"], &model["computed_at"]), (&json!(1), &Value::Null));
    app.work();
    assert!(app.get(&owner, "/score-model").await.ok(200)["computed_at"].is_string());
    let why = app.get(&owner, &format!("/customers/{lead}/score")).await.ok(200);
    assert_eq!((&why["score"], &why["source"]), (&json!(55), &json!("rules")));
    let parts: Vec<(String, i64)> = why["parts"]
        .as_array()
        .expect("parts")
        .iter()
        .map(|part| (text(&part["label"]), part["points"].as_i64().expect("points")))
        .collect();
    let expected =
        [("Job title contains “HEAD”", 30), ("Tag is hot", 10), ("Phone is missing", -5), ("4 page views", 20)];
    assert_eq!(parts, expected.map(|(label, points)| (label.to_owned(), points)));
    let listed = app.get(&owner, "/leads?sort_by=score").await.ok(200)["data"][0].clone();
    assert_eq!((&listed["score"], &listed["score_source"]), (&json!(55), &json!("rules")));

    // What somebody says stands above the rules, until it is taken back.
    app.patch(&owner, &format!("/leads/{lead}"), json!({"score": 90})).await.ok(200);
    let given = app.get(&owner, &format!("/customers/{lead}/score")).await.ok(200);
    assert_eq!((&given["score"], &given["source"], &given["computed"]), (&json!(90), &json!("given"), &json!(55)));
    app.patch(&owner, &format!("/leads/{lead}"), json!({"score": null})).await.ok(200);

    // Half after the half-life, by the job that comes each day.
    app.advance(Duration::days(10));
    app.work();
    let owner = app.sign_in_again(&owner);
    let later = app.get(&owner, &format!("/leads/{lead}")).await.ok(200);
    assert_eq!(later["score"], 45);
    // A change counts within minutes.
    app.patch(&owner, &format!("/leads/{lead}"), json!({"phone": "+4930901820"})).await.ok(200);
    app.advance(Duration::minutes(6));
    app.work();
    assert_eq!(app.get(&owner, &format!("/leads/{lead}")).await.ok(200)["score"], 50);

    app.patch(&owner, "/score-model", json!({"enabled": false})).await.ok(200);
    assert_eq!(app.get(&owner, &format!("/leads/{lead}")).await.ok(200)["score"], Value::Null);
    for (body, field) in [
        (json!({"fit": [{"field": "colour", "op": "is_set", "points": 1}]}), "fit[0].field"),
        (json!({"fit": [{"field": "name", "op": "like", "points": 1}]}), "fit[0].op"),
        (json!({"fit": [{"field": "name", "op": "is", "points": 1}]}), "fit[0].value"),
        (json!({"fit": [{"field": "name", "op": "is_set", "points": 101}]}), "fit[0].points"),
        (json!({"fit": vec![json!({"field": "name", "op": "is_set", "points": 1}); 51]}), "fit"),
        (
            json!({"engagement": {"pageview": 1, "click": 1, "identify": 1, "custom": 1, "events": [], "half_life_days": 0, "cap": 1}}),
            "engagement.half_life_days",
        ),
        (
            json!({"engagement": {"pageview": 1, "click": 1, "identify": 1, "custom": 1, "events": [], "half_life_days": 1, "cap": 101}}),
            "engagement.cap",
        ),
    ] {
        assert_eq!(app.patch(&owner, "/score-model", body).await.problem(422, "invalid"), field);
    }
}
