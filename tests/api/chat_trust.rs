//! Whose a chat is, and what it tells nobody else.

use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    app::{Answer, App, text},
    chat::{Browser, behavior, bodies, chatting, question},
};

/// Proves: H16, H11
#[tokio::test]
async fn who_gives_a_known_email_is_who_has_it_and_a_strict_widget_believes_nobody() {
    let app = App::start().await;
    let owner = app.workspace("Fernhill");
    let (widget, key) = chatting(&app, &owner, json!([])).await;
    let contact =
        app.post(&owner, "/contacts", json!({"email": "ada@example.com", "account": {"name": "Acme"}})).await.ok(201);
    let contact = text(&contact["id"]);
    let visitor = Browser { app: &app, key: &key, anon: "v1" };
    visitor.looks("/pricing").await;
    let said = visitor.says("Hello").await;
    let given = visitor.posts("", json!({"email": "ADA@example.com"})).await.ok(200);
    assert_eq!(given["conversation_id"], said["conversation_id"]);
    let conversation = app.get(&owner, &format!("/conversations/{}", text(&said["conversation_id"]))).await.ok(200);
    assert_eq!(conversation["customer"]["id"], contact.as_str());
    assert!(bodies(&conversation["messages"]).contains(&"Email captured, 1 earlier visit linked to this contact"));
    assert_eq!(app.get(&owner, "/leads").await.ok(200)["total"], 0, "the anonymous lead is part of the contact");
    let shown = app.get(&owner, &format!("/contacts/{contact}")).await.ok(200);
    assert_eq!(shown["originating_conversation_id"], said["conversation_id"]);
    // It goes on as theirs, and can be undone: then the lead has its conversation again.
    assert_eq!(visitor.says("Still there?").await["conversation_id"], said["conversation_id"]);
    let merge = app.get(&owner, &format!("/merges?customer_id={contact}")).await.ok(200)["data"][0].clone();
    app.post(&owner, &format!("/merges/{}/undo", text(&merge["id"])), json!({})).await.ok(200);
    let conversation = app.get(&owner, &format!("/conversations/{}", text(&said["conversation_id"]))).await.ok(200);
    assert_eq!(conversation["customer"]["kind"], "lead");

    let strict = json!({"identity_verification": "strict"});
    app.patch(&owner, &format!("/widgets/{widget}"), strict).await.ok(200);
    let stranger = Browser { app: &app, key: &key, anon: "v2" };
    let said = stranger.says("I am ada@example.com").await;
    let conversation = app.get(&owner, &format!("/conversations/{}", text(&said["conversation_id"]))).await.ok(200);
    assert_eq!(conversation["customer"]["kind"], "lead", "nobody vouches for a chat");
}

/// Proves: P16
#[tokio::test]
async fn a_browser_is_answered_about_its_own_conversation_only() {
    let app = App::start().await;
    let owner = app.workspace("Fernhill");
    let (widget, key) = chatting(&app, &owner, json!([])).await;
    let visitor = Browser { app: &app, key: &key, anon: "v1" };
    let id = visitor.says("Hello").await["conversation_id"].clone();
    let other = Browser { app: &app, key: &key, anon: "v2" };
    other.looks("/").await;
    for (call, body) in [
        ("/poll", json!({"conversation_id": id})),
        ("", json!({"conversation_id": id, "message": "Me too"})),
        ("/poll", json!({"conversation_id": Uuid::now_v7()})),
    ] {
        other.posts(call, body).await.problem(404, "not_found");
    }
    assert_eq!(other.posts("/open", json!({"conversation_id": id})).await.ok(200)["conversation_id"], Value::Null);
    // Another person on the same browser gets nothing of the first one's.
    visitor.posts("", json!({"email": "ada@example.com"})).await.ok(200);
    let eve = json!({"widget_key": key, "anon_visitor_id": "v1", "user_id": "eve@example.com"});
    app.page_sends("identify", eve.to_string()).await.ok(204);
    visitor.posts("/poll", json!({"conversation_id": id})).await.problem(404, "not_found");
    let opened = visitor.posts("/open", json!({"conversation_id": id})).await.ok(200);
    assert_eq!(opened["conversation_id"], Value::Null);
    assert_ne!(visitor.says("I am Eve").await["conversation_id"], id);
    // Bad input.
    for (body, field) in [
        (json!({"message": "  "}), "message"),
        (json!({"message": "x".repeat(4_001)}), "message"),
        (json!({"message": "a\u{0}b"}), "message"),
        (json!({}), "message"),
        (json!({"message": "x", "skip": true}), "message"),
        (json!({"email": "nope"}), "email"),
        (json!({"message": "x", "message_id": "7"}), "message_id"),
        (json!({"message": "x", "conversation_id": "7"}), "conversation_id"),
        (json!({"message": "x", "anon_visitor_id": "no spaces!"}), "anon_visitor_id"),
    ] {
        assert_eq!(visitor.posts("", body.clone()).await.problem(422, "invalid"), field, "{body}");
    }
    let fresh = Browser { app: &app, key: &key, anon: "v9" };
    assert_eq!(fresh.posts("", json!({"skip": true})).await.problem(422, "invalid"), "skip");
    let lost = Browser { app: &app, key: "pk_none", anon: "v1" };
    lost.posts("", json!({"message": "x"})).await.problem(404, "not_found");
    let keyless = app.request(Method::POST, "/api/chat").body(r#"{"anon_visitor_id": "v1", "message": "x"}"#);
    let keyless = Answer::of(keyless.send().await.expect("an answer")).await;
    assert_eq!(keyless.problem(422, "invalid"), "widget_key");
    visitor.posts("", json!({"message": "x".repeat(140_000)})).await.problem(413, "too_large");
    app.patch(&owner, &format!("/widgets/{widget}"), json!({"allowed_origins": ["https://b.example"]})).await.ok(200);
    visitor.posts("", json!({"message": "x"})).await.problem(403, "origin_not_allowed");
    let off = json!({"allowed_origins": [], "chat": {"enabled": false, "title": "Ask us"}});
    app.patch(&owner, &format!("/widgets/{widget}"), off).await.ok(200);
    visitor.posts("", json!({"message": "x"})).await.problem(403, "chat_off");
}

#[tokio::test]
async fn an_email_is_theirs_only_when_they_give_it_and_two_who_give_one_at_once_are_one() {
    let app = App::start().await;
    let owner = app.workspace("Fernhill");
    let ask = behavior("ask", json!({}), json!([question("email", "email", true)]));
    let (_, key) = chatting(&app, &owner, json!([ask])).await;
    app.post(&owner, "/contacts", json!({"email": "support@ours.example", "account": {"name": "Us"}})).await.ok(201);
    // An answer in a sentence is one; what is mentioned is not who they are.
    let visitor = Browser { app: &app, key: &key, anon: "v1" };
    visitor.says("I wrote to support@ours.example last week").await;
    let given = visitor.says("my email is ada1@x.example").await;
    assert_eq!((bodies(&given["replies"]), &given["email_known"]), (vec!["Thank you!"], &json!(true)));
    let leads = app.get(&owner, "/leads").await.ok(200);
    assert_eq!((&leads["total"], &leads["data"][0]["email"]), (&json!(1), &json!("ada1@x.example")));
    // Who is known otherwise is not asked, whatever is stored of them.
    for email in ["support@ours.example", "nobody@x.example"] {
        let known = json!({"widget_key": key, "anon_visitor_id": format!("k{}", email.len()), "user_id": email});
        app.page_sends("identify", known.to_string()).await.ok(204);
        let browser = Browser { app: &app, key: &key, anon: &format!("k{}", email.len()) };
        let opened = browser.posts("/open", json!({})).await.ok(200);
        assert_eq!((&opened["behavior_id"], &opened["email_known"]), (&Value::Null, &json!(true)), "{email}");
    }
    for round in 0..15 {
        let anons = [format!("a{round}"), format!("b{round}")];
        let email = format!("twin{round}@x.example");
        let both = anons.iter().map(|anon| async {
            let browser = Browser { app: &app, key: &key, anon };
            browser.posts("", json!({"email": email})).await.ok(200)
        });
        let both = futures_util::future::join_all(both).await;
        assert!(both.iter().all(|answer| answer["email_known"] == true), "{both:?}");
        let found = app.get(&owner, &format!("/leads?search={email}")).await.ok(200);
        assert_eq!(found["total"], 1, "round {round}: {found}");
    }
    assert_eq!(app.count("SELECT count(*) AS n FROM customers WHERE email IS NULL AND converted_into IS NULL"), 0);
    // A question that was not asked can't be passed over, and a skip that is sent again skips once.
    let skip = json!({"skip": true, "message_id": Uuid::now_v7()});
    assert_eq!(visitor.posts("", skip).await.problem(422, "invalid"), "skip");
}

/// Proves: A3
#[tokio::test]
async fn what_a_page_said_of_an_unknown_visitor_is_the_leads_who_writes() {
    let app = App::start().await;
    let owner = app.workspace("Fernhill");
    let (_, key) = chatting(&app, &owner, json!([])).await;
    let set = json!({"widget_key": key, "anon_visitor_id": "v1", "properties": {"plan": "gold"}});
    app.page_sends("set-properties", set.to_string()).await.ok(200);
    let named =
        json!({"widget_key": key, "anon_visitor_id": "v1", "user_id": "u_42", "traits": {"name": "Ada", "seats": 5}});
    app.page_sends("identify", named.to_string()).await.ok(204);
    Browser { app: &app, key: &key, anon: "v1" }.says("Hello").await;
    let lead = app.get(&owner, "/leads").await.ok(200)["data"][0].clone();
    assert_eq!((&lead["name"], &lead["email"]), (&json!("Ada"), &Value::Null));
    let found = "SELECT count(*) AS n FROM customers WHERE external_id = 'u_42' AND metadata @> '{\"plan\": \"gold\", \"seats\": 5}'";
    assert_eq!(app.count(found), 1);
}
