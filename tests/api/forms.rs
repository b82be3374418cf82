//! The form that pages embed.

use serde_json::{Value, json};

use crate::app::{App, batch, event, now, text};

/// Proves: H50, S5
#[tokio::test]
async fn a_form_makes_a_lead_and_the_visitors_history_is_theirs() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (id, key) = app.tracked_widget(&owner).await;
    app.page_sends("track", batch(&key, "b", &[event("pageview", None, "https://a.example/pricing", now())]))
        .await
        .ok(204);
    let form = json!({"title": "Hello", "button": "Go", "thanks": "Thanks", "fields": [
        {"key": "name", "label": "Name", "kind": "text", "required": false},
        {"key": "email", "label": "Email", "kind": "text", "required": true},
        {"key": "Team size", "label": "How many are you?", "kind": "text", "required": false}]});
    let saved = app.patch(&owner, &format!("/widgets/{id}"), json!({"form": form})).await.ok(200);
    assert_eq!(
        (&saved["form"]["fields"][1]["kind"], &saved["form"]["fields"][2]["key"]),
        (&json!("email"), &json!("teamSize"))
    );
    let init = app.page_sends("init", json!({"widget_key": key}).to_string()).await.ok(200);
    assert_eq!(init["form"]["title"], "Hello");
    let snippet = app.get(&owner, &format!("/widgets/{id}/snippet")).await.ok(200);
    assert!(text(&snippet["form_html"]).contains(&format!("data-hydra-form=\"{key}\"")));

    let send = async |fields: Value, more: Value| {
        let mut body =
            json!({"widget_key": key, "anon_visitor_id": "b", "page": "https://a.example/contact", "fields": fields});
        body.as_object_mut().expect("an object").extend(more.as_object().cloned().unwrap_or_default());
        app.page_sends("form", body.to_string()).await
    };
    let full = json!({"name": "Ada", "email": "Ada@example.com ", "teamSize": "5", "unasked": "x"});
    // People leave the field empty that they do not see.
    assert_eq!(send(full.clone(), json!({"website": "http://spam.example"})).await.ok(202), json!({"success": true}));
    assert_eq!(app.count("SELECT count(*) AS n FROM customers"), 0);
    for (fields, field) in [
        (json!({"name": "Ada"}), "email"),
        (json!({"email": "nope"}), "email"),
        (json!({"email": 7}), "email"),
        (json!({"email": "a@example.com", "name": "x".repeat(201)}), "name"),
        (json!({"email": "a@example.com", "teamSize": "a\u{0}b"}), "teamSize"),
    ] {
        assert_eq!(send(fields, json!({})).await.problem(422, "invalid"), field);
    }
    assert_eq!(app.count("SELECT count(*) AS n FROM customers"), 0);
    send(full, json!({"website": ""})).await.ok(202);
    let lead = app.get(&owner, "/leads").await.ok(200)["data"][0].clone();
    assert_eq!(
        (&lead["name"], &lead["email"], &lead["source"]),
        (&json!("Ada"), &json!("ada@example.com"), &json!("widget"))
    );
    assert_eq!(lead["custom_fields"], json!({"teamSize": "5", "_displayNames": {"teamSize": "How many are you?"}}));
    assert!(lead["stage_id"].is_string(), "on the board");
    let visits = app.get(&owner, &format!("/customers/{}/site-activity", text(&lead["id"]))).await.ok(200);
    assert_eq!((&visits["linked"], &visits["sessions"]), (&json!(true), &json!(1)), "and what it did before is theirs");
    // The same person again fills what is blank.
    send(json!({"email": "ada@example.com", "name": "Eve"}), json!({})).await.ok(202);
    assert_eq!(app.get(&owner, "/leads").await.ok(200)["data"][0]["name"], "Ada");

    for (form, field) in [
        (json!({"title": "", "button": "", "thanks": "x", "fields": []}), "form.button"),
        (json!({"title": "", "button": "x", "thanks": "x", "fields": []}), "form.fields"),
        (
            json!({"title": "", "button": "x", "thanks": "x", "fields": [{"key": "name", "label": "Name", "kind": "text"}]}),
            "form.fields",
        ),
        (
            json!({"title": "", "button": "x", "thanks": "x", "fields": [{"key": "email", "label": "a", "kind": "text"},
            {"key": "email", "label": "b", "kind": "text"}]}),
            "form.fields.key",
        ),
        (
            json!({"title": "", "button": "x", "thanks": "x", "fields": [{"key": "email", "label": "a", "kind": "dance"}]}),
            "form.fields[0].kind",
        ),
    ] {
        assert_eq!(
            app.patch(&owner, &format!("/widgets/{id}"), json!({"form": form})).await.problem(422, "invalid"),
            field
        );
    }
    let unknown = json!({"widget_key": "pk_none", "fields": {"email": "a@example.com"}});
    app.page_sends("form", unknown.to_string()).await.problem(404, "not_found");
    let large = json!({"widget_key": key, "fields": {"email": "x".repeat(70_000)}});
    app.page_sends("form", large.to_string()).await.problem(413, "too_large");
}

/// Proves: S5
#[tokio::test]
async fn a_form_takes_nobodys_browser_and_a_strict_widget_gives_none() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (id, key) = app.tracked_widget(&owner).await;
    let call = json!({"widget_key": key, "anon_visitor_id": "own", "user_id": "ada@example.com"});
    app.page_sends("identify", call.to_string()).await.ok(204);
    let ada = text(&app.get(&owner, "/contacts").await.ok(200)["data"][0]["id"]);
    let fill = async |anon: &str, email: &str| {
        let body = json!({"widget_key": key, "anon_visitor_id": anon, "fields": {"email": email}});
        app.page_sends("form", body.to_string()).await.ok(202)
    };
    fill("own", "ada@example.com").await;
    assert_eq!(app.get(&owner, &format!("/contacts/{ada}")).await.ok(200)["linked_to_tracking"], true);
    let lead = app.get(&owner, "/leads").await.ok(200)["data"][0].clone();
    assert_eq!((&lead["linked_to_tracking"], &lead["contact_id"]), (&json!(false), &json!(ada)));

    app.patch(&owner, &format!("/widgets/{id}"), json!({"identity_verification": "strict"})).await.ok(200);
    let (_, victim) = app.webhook(&owner, json!({"name": "Form"})).await;
    app.submit(&victim, &json!({"email": "victim@example.com"})).await.ok(201);
    fill("attacker", "victim@example.com").await;
    let victim = app.get(&owner, "/leads?search=victim").await.ok(200)["data"][0].clone();
    assert_eq!(victim["linked_to_tracking"], false);
}
