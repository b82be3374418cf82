//! Forms that post to a lead webhook.

use reqwest::Method;
use serde_json::{Value, json};

use crate::app::{Answer, App, text};

/// Proves: L16, L17, L21
#[tokio::test]
async fn a_key_is_shown_once_rotates_at_once_and_leads_survive_their_webhook() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (id, path) = app.webhook(&owner, json!({"name": "Form"})).await;
    let lead = text(&app.submit(&path, &json!({"email": "a@example.com"})).await.ok(201)["lead_id"]);
    let shown = app.get(&owner, &format!("/lead-webhooks/{id}")).await.ok(200);
    assert!(shown.get("api_key").is_none() && path.ends_with(&text(&shown["last_four"])));
    assert_eq!(shown["total_received"], 1);
    assert!(shown["last_received_at"].is_string());

    let rotated = app.post(&owner, &format!("/lead-webhooks/{id}/regenerate-key"), json!({})).await.ok(200);
    app.submit(&path, &json!({"email": "b@example.com"})).await.problem(404, "not_found");
    let path = format!("/webhooks/leads/{}", text(&rotated["api_key"]));
    app.submit(&path, &json!({"email": "b@example.com"})).await.ok(201);

    app.delete(&owner, &format!("/lead-webhooks/{id}")).await.ok(204);
    app.submit(&path, &json!({"email": "c@example.com"})).await.problem(404, "not_found");
    app.get(&owner, &format!("/leads/{lead}")).await.ok(200);
    for wrong in ["x", "wk_", "wk_a_b", "%00", &"k".repeat(5_000)] {
        app.submit(&format!("/webhooks/leads/{wrong}"), &json!({"email": "d@example.com"}))
            .await
            .problem(404, "not_found");
    }
    assert_eq!(app.count("SELECT count(*) AS n FROM customers"), 2);
}

/// Proves: L13, L18, L19, L20
#[tokio::test]
async fn fields_are_mapped_and_the_name_falls_back() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (_, path) =
        app.webhook(&owner, json!({"name": "Ads", "field_mapping": {"job_title": "title", "who": "name"}})).await;
    let read = |answer: Value| {
        let (app, owner) = (&app, &owner);
        async move { app.get(owner, &format!("/leads/{}", text(&answer["lead_id"]))).await.ok(200) }
    };
    let full = json!({"who": "Ada", "job_title": "CTO", "phone": "030 901820", "budget": 5, "nested": {"deep": {"x": true}}, "_hp": ""});
    let lead = read(app.submit(&path, &full).await.ok(201)).await;
    assert_eq!((&lead["name"], &lead["title"], &lead["phone"]), (&json!("Ada"), &json!("CTO"), &json!("+4930901820")));
    assert_eq!(
        lead["custom_fields"],
        json!({"budget": 5, "nestedDeepX": true,
        "_displayNames": {"budget": "budget", "nestedDeepX": "nested.deep.x"}})
    );
    assert_eq!((&lead["source"], &lead["source_name"]), (&json!("webhook"), &json!("Ads")));

    for (body, name) in [
        (json!({"email": "n@example.com"}), "n@example.com"),
        (json!({"phone": "+49 30 901821"}), "+4930901821"),
        (json!({"budget": 1}), "Ads"),
    ] {
        let lead = read(app.submit(&path, &body).await.ok(201)).await;
        assert_eq!(lead["name"], name);
    }
    // A makeshift name gives way to the real one.
    let again = app.submit(&path, &json!({"email": "N@example.com", "who": "Nora"})).await.ok(201);
    assert_eq!(again["created"], false);
    assert_eq!(read(again).await["name"], "Nora");
    let later = app.submit(&path, &json!({"email": "n@example.com", "who": "Eve"})).await.ok(201);
    assert_eq!(read(later).await["name"], "Nora", "a real name stays");
}

/// Proves: L17
#[tokio::test]
async fn a_repeat_fills_blanks_and_overwrites_nothing() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (id, path) = app.webhook(&owner, json!({"name": "Form"})).await;
    let typed = json!({"email": "typed@example.com", "custom_fields": {"budget": "12"}});
    let typed = text(&app.post(&owner, "/leads", typed).await.ok(201)["id"]);
    app.submit(&path, &json!({"email": "typed@example.com", "budget": "99"})).await.ok(201);
    assert_eq!(app.get(&owner, &format!("/leads/{typed}")).await.ok(200)["custom_fields"]["budget"], "12");
    let first = app.submit(&path, &json!({"email": "a@example.com", "name": "Ada", "budget": "10"})).await.ok(201);
    let lead = text(&first["lead_id"]);
    app.patch(&owner, &format!("/leads/{lead}"), json!({"company": "Typed", "custom_fields": {"budget": "12"}}))
        .await
        .ok(200);
    let repeat = json!({"email": "A@example.com ", "name": "Eve", "company": "Sent", "title": "CEO", "budget": "99", "city": "Ulm"});
    app.submit(&path, &repeat).await.ok(201);
    let after = app.get(&owner, &format!("/leads/{lead}")).await.ok(200);
    assert_eq!((&after["name"], &after["company"], &after["title"]), (&json!("Ada"), &json!("Typed"), &json!("CEO")));
    assert_eq!((&after["custom_fields"]["budget"], &after["custom_fields"]["city"]), (&json!("12"), &json!("Ulm")));
    assert_eq!(after["activities"][0]["kind"], "lead_resubmitted");

    app.patch(&owner, &format!("/lead-webhooks/{id}"), json!({"on_duplicate": "skip"})).await.ok(200);
    app.submit(&path, &json!({"email": "a@example.com", "street": "Elm"})).await.ok(201);
    assert!(app.get(&owner, &format!("/leads/{lead}")).await.ok(200)["custom_fields"].get("street").is_none());
    let receipts = app.get(&owner, &format!("/lead-webhooks/{id}/receipts")).await.ok(200);
    let outcomes: Vec<String> =
        receipts["data"].as_array().expect("receipts").iter().map(|r| text(&r["outcome"])).collect();
    assert_eq!(outcomes, ["skipped", "updated", "created", "updated"]);
}

/// Proves: L17
#[tokio::test]
async fn bad_bodies_get_a_clear_answer_a_receipt_and_no_half_lead() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (id, path) = app.webhook(&owner, json!({"name": "Form"})).await;
    let deep = format!("{}1{}", "{\"a\":".repeat(200), "}".repeat(200));
    for body in
        ["", "[]", "[{\"email\":\"a@b.example\"}, 7]", "7", "\"x\"", "{}", "{", "\u{0}", deep.as_str(), "{\"n\":1e999}"]
    {
        let request = app.request(Method::POST, &path).header("Content-Type", "application/json").body(body.to_owned());
        Answer::of(request.send().await.expect("an answer")).await.problem(400, "malformed");
    }
    assert_eq!(app.count("SELECT count(*) AS n FROM customers"), 0);
    assert_eq!(app.count("SELECT count(*) AS n FROM lead_webhook_receipts WHERE outcome = 'unreadable'"), 10);
    let huge = app.request(Method::POST, &path).body("x".repeat(1024 * 1024 + 1)).send().await.expect("an answer");
    Answer::of(huge).await.problem(413, "too_large");

    // What can be read is taken, within bounds, whatever its type says.
    let mut wide = json!({"email": "wide@example.com", "long": "x".repeat(100_000), "nul": "a\u{0}b", "__proto__": {"x": 1}, "_displayNames": {"a": "b"}});
    for n in 0..10_000 {
        wide[format!("key{n}")] = json!(n);
    }
    let lead = text(&app.submit(&path, &wide).await.ok(201)["lead_id"]);
    let fields = app.get(&owner, &format!("/leads/{lead}")).await.ok(200)["custom_fields"].clone();
    let keys = fields.as_object().expect("fields");
    assert!(keys.len() <= 101 && !keys.contains_key("long") && !keys.contains_key("proto"), "{}", keys.len());
    let form = app.request(Method::POST, &path).form(&[("email", "f@example.com"), ("contact[first_name]", "Fay")]);
    Answer::of(form.send().await.expect("an answer")).await.ok(201);
    let receipts = app.get(&owner, &format!("/lead-webhooks/{id}/receipts")).await.ok(200);
    assert_eq!(receipts["data"][0]["payload"]["contact.first_name"], "Fay");
}

/// Proves: H13, H14
#[tokio::test]
async fn a_waitlist_form_makes_a_lead_or_brings_one_up_to_date() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (_, key) = app.tracked_widget(&owner).await;
    let path = format!("/waitlist/{key}");
    app.submit(&path, &json!({"email": "ada@example.com", "plan": "growth"})).await.ok(202);
    let form = app.request(reqwest::Method::POST, &path).form(&[
        ("email", "ADA@example.com"),
        ("name", "Ada"),
        ("plan", "scale"),
    ]);
    let answer = crate::app::Answer::of(form.send().await.expect("an answer")).await.ok(202);
    assert_eq!(answer, json!({"success": true}), "a page learns nothing of what was there");
    let leads = app.get(&owner, "/leads").await.ok(200);
    assert_eq!(leads["total"], 1);
    let lead = &leads["data"][0];
    assert_eq!(
        (&lead["name"], &lead["source"], &lead["custom_fields"]["plan"]),
        (&json!("Ada"), &json!("waitlist"), &json!("scale"))
    );
    assert!(lead["stage_id"].is_string(), "on the board");

    // Whoever came by another way first keeps that (D5).
    app.post(&owner, "/leads", json!({"email": "eve@example.com", "company": "Typed"})).await.ok(201);
    app.submit(&path, &json!({"email": "eve@example.com", "company": "Other", "phone": "+493055500142"})).await.ok(202);
    let eve = app.get(&owner, "/leads?search=eve").await.ok(200)["data"][0].clone();
    assert_eq!(
        (&eve["source"], &eve["company"], &eve["phone"]),
        (&json!("manual"), &json!("Typed"), &json!("+493055500142"))
    );

    assert_eq!(app.submit(&path, &json!({"name": "x"})).await.problem(422, "invalid"), "email");
    assert_eq!(app.submit(&path, &json!({"email": "nope"})).await.problem(422, "invalid"), "email");
    app.submit("/waitlist/pk_none", &json!({"email": "a@example.com"})).await.problem(404, "not_found");
    let large = app.submit(&path, &json!({"email": "a@example.com", "x": "y".repeat(70_000)})).await;
    large.problem(413, "too_large");
}
