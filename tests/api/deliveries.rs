//! What senders really post: lists, forms, signatures, the same again; tried, replayed and counted.

use reqwest::Method;
use serde_json::{Value, json};
use tenancy::Role;
use time::Duration;

use crate::app::{Answer, App, Member, text};
use crate::races::at_once;

async fn lead(app: &App, owner: &Member, answer: &Value) -> Value {
    app.get(owner, &format!("/leads/{}", text(&answer["lead_id"]))).await.ok(200)
}

/// Proves: L17, L18, L20
#[tokio::test]
async fn payloads_of_real_senders_make_the_lead_that_a_person_would() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (_, path) = app.webhook(&owner, json!({"name": "Form"})).await;
    for (n, payload) in [
        // Facebook lead ads, Google Ads, Typeform, Tally, Webflow, Elementor, Zapier.
        json!({"field_data": [{"name": "full_name", "values": ["Ada Berg"]}, {"name": "email", "values": ["N@example.com"]},
            {"name": "phone_number", "values": ["+49 30 901820"]}, {"name": "team_size", "values": ["5"]}]}),
        json!({"user_column_data": [{"column_id": "FULL_NAME", "column_name": "Full name", "string_value": "Ada Berg"},
            {"column_id": "EMAIL", "string_value": "N@example.com"}, {"column_id": "PHONE_NUMBER", "string_value": "+49 30 901820"},
            {"column_id": "TEAM_SIZE", "string_value": "5"}], "is_test": true}),
        json!({"form_response": {"answers": [
            {"type": "text", "text": "Ada Berg", "field": {"id": "a", "ref": "full_name"}},
            {"type": "email", "email": "N@example.com", "field": {"id": "b", "ref": "x1"}},
            {"type": "phone_number", "phone_number": "+49 30 901820", "field": {"id": "c", "ref": "x2"}},
            {"type": "choice", "choice": {"label": "5"}, "field": {"id": "d", "ref": "team_size"}}]}}),
        json!({"data": {"fields": [{"key": "q1", "label": "Full name", "type": "TEXT", "value": "Ada Berg"},
            {"key": "q2", "label": "Work email", "value": "N@example.com"}, {"key": "q3", "label": "Phone number", "value": "+49 30 901820"},
            {"key": "q4", "label": "Team size", "value": "5"}]}}),
        json!({"payload": {"data": {"Full Name": "Ada Berg", "Email Address": "N@example.com", "Phone": "030 901820", "Team Size": "5"}}}),
        json!({"fields": {"name": {"id": "name", "value": "Ada Berg"}, "email": {"value": "N@example.com"},
            "phone": {"value": "030/901820"}, "team_size": {"value": "5"}}}),
        json!({"First Name": "Ada", "Last Name": "Berg", "E-Mail": "N@example.com", "Mobile": "030 90 18 20", "Team size": "5"}),
    ]
    .into_iter()
    .enumerate()
    {
        let body = payload.to_string().replace("N@example", &format!("n{n}@example"));
        let body: Value = serde_json::from_str(&body).expect("JSON");
        let made = lead(&app, &owner, &app.submit(&path, &body).await.ok(201)).await;
        let email = format!("n{n}@example.com");
        assert_eq!(
            (made["name"].as_str(), made["email"].as_str(), made["phone"].as_str()),
            (Some("Ada Berg"), Some(email.as_str()), Some("+4930901820")),
            "{body}"
        );
        let fields = made["custom_fields"].as_object().expect("fields");
        assert!(fields.iter().any(|(key, value)| key.to_lowercase().contains("teamsize") && value == "5"), "{fields:?}");
    }
}

/// Proves: L17
#[tokio::test]
async fn lists_make_a_lead_each_and_multipart_forms_are_read() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (id, path) = app.webhook(&owner, json!({"name": "Form"})).await;
    let list =
        json!([{"email": "a@example.com"}, {"email": "b@example.com"}, {"email": "a@example.com", "name": "Ada"}]);
    let answer = app.submit(&path, &list).await.ok(201);
    let created: Vec<&Value> = answer["leads"].as_array().expect("leads").iter().map(|lead| &lead["created"]).collect();
    assert_eq!(created, [&json!(true), &json!(true), &json!(false)]);
    assert_eq!((&answer["lead_id"], &answer["success"]), (&answer["leads"][2]["lead_id"], &json!(true)));
    let too_many = json!(vec![json!({"email": "x@example.com"}); 101]);
    app.submit(&path, &too_many).await.problem(400, "malformed");

    let form = "--b\r\nContent-Disposition: form-data; name=\"contact[name]\"\r\n\r\nMia\r\n\
                --b\r\nContent-Disposition: form-data; name=\"email\"\r\n\r\nmia@example.com\r\n\
                --b\r\nContent-Disposition: form-data; name=\"cv\"; filename=\"mia.pdf\"\r\nContent-Type: application/pdf\r\n\r\n%PDF\r\n--b--\r\n";
    let send = |body: &str| {
        let request = app.request(Method::POST, &path).header("Content-Type", "multipart/form-data; boundary=b");
        let request = request.body(body.to_owned());
        async move { Answer::of(request.send().await.expect("an answer")).await }
    };
    let mia = lead(&app, &owner, &send(form).await.ok(201)).await;
    assert_eq!((&mia["name"], &mia["custom_fields"]["cv"]), (&json!("Mia"), &json!("mia.pdf")));
    send(&form[..120]).await.problem(400, "malformed");
    let receipts = app.get(&owner, &format!("/lead-webhooks/{id}/receipts?outcome=unreadable")).await.ok(200);
    assert_eq!(receipts["data"].as_array().map(Vec::len), Some(2));
    let found = app.get(&owner, &format!("/lead-webhooks/{id}/receipts?search=MIA%40example")).await.ok(200);
    assert_eq!(found["data"].as_array().map(Vec::len), Some(1));
}

/// Proves: L17
#[tokio::test]
async fn a_signed_webhook_takes_what_was_made_with_its_secret() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let short = app.post(&owner, "/lead-webhooks", json!({"name": "x", "signing_secret": "short"})).await;
    assert_eq!(short.problem(422, "invalid"), "signing_secret");
    let (id, path) = app.webhook(&owner, json!({"name": "Form", "signing_secret": "a shared secret"})).await;
    let shown = app.get(&owner, &format!("/lead-webhooks/{id}")).await.ok(200);
    assert_eq!(shown["signed"], true);
    assert!(!shown.to_string().contains("a shared secret"));
    let stored = "SELECT count(*) AS n FROM lead_webhooks WHERE encode(signing_secret, 'escape') LIKE '%shared%'";
    assert_eq!(app.count(stored), 0, "sealed");

    let body = r#"{"email": "a@example.com"}"#;
    let send = |header: Option<(&str, String)>| {
        let mut request = app.request(Method::POST, &path).body(body);
        if let Some((name, value)) = header {
            request = request.header(name, value);
        }
        async move { Answer::of(request.send().await.expect("an answer")).await }
    };
    let right = hex::encode(tenancy::secret::sign(b"a shared secret", body.as_bytes()));
    let wrong = hex::encode(tenancy::secret::sign(b"another secret", body.as_bytes()));
    send(None).await.problem(401, "bad_signature");
    send(Some(("X-Hub-Signature-256", format!("sha256={wrong}")))).await.problem(401, "bad_signature");
    assert_eq!(app.count("SELECT count(*) AS n FROM customers"), 0);
    for header in ["X-Hydra-Signature", "X-Hub-Signature-256", "Typeform-Signature"] {
        send(Some((header, format!("sha256={right}")))).await.ok(201);
    }
    let receipts = app.get(&owner, &format!("/lead-webhooks/{id}/receipts")).await.ok(200);
    let outcomes: Vec<&str> =
        receipts["data"].as_array().expect("receipts").iter().filter_map(|r| r["outcome"].as_str()).collect();
    assert_eq!(outcomes, ["updated", "updated", "created", "refused", "refused"]);
    app.patch(&owner, &format!("/lead-webhooks/{id}"), json!({"signing_secret": null})).await.ok(200);
    send(None).await.ok(201);
}

/// Proves: P2
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_key_again_has_one_effect() {
    let app = App::start_with(&[|c| c.limits.enabled = false]).await;
    let owner = app.workspace("Acme");
    let (id, path) = app.webhook(&owner, json!({"name": "Form"})).await;
    for round in 0..100 {
        let (key, header) = (format!("key {round}"), if round % 2 == 0 { "Idempotency-Key" } else { "webhook-id" });
        let answers = at_once(10, |_| {
            // Without email and phone, every delivery would be a lead of its own.
            let request =
                app.request(Method::POST, &path).header(header, &key).json(&json!({"name": format!("N{round}")}));
            async move { Answer::of(request.send().await.expect("an answer")).await }
        })
        .await;
        assert!(answers.iter().all(|a| a.status == 201 && a.body == answers[0].body), "{answers:?}");
    }
    assert_eq!(app.count("SELECT count(*) AS n FROM customers"), 100);
    assert_eq!(app.count("SELECT count(*) AS n FROM lead_webhook_receipts"), 100);
    assert_eq!(app.get(&owner, &format!("/lead-webhooks/{id}")).await.ok(200)["total_received"], 100);
    let long = app.request(Method::POST, &path).header("Idempotency-Key", "x".repeat(256)).json(&json!({"name": "x"}));
    let long = Answer::of(long.send().await.expect("an answer")).await;
    assert_eq!(long.problem(422, "invalid"), "Idempotency-Key");
}

/// Proves: L19, L21
#[tokio::test]
async fn a_payload_is_tried_without_a_trace_and_a_delivery_replayed() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (id, path) = app.webhook(&owner, json!({"name": "Form"})).await;
    let test = format!("/lead-webhooks/{id}/test");
    assert_eq!(app.post(&owner, &test, json!({})).await.problem(422, "invalid"), "payload");
    let sent = json!({"who": "Ada", "email": "a@example.com", "budget": 5, "_hp": "", "long": "x".repeat(3_000)});
    app.submit(&path, &sent).await.ok(201);
    let tried = app.post(&owner, &test, json!({"field_mapping": {"who": "name"}})).await.ok(200);
    assert_eq!((&tried["lead"]["name"], &tried["outcome"]), (&json!("Ada"), &json!("updated")));
    assert_eq!(tried["custom_fields"], json!({"budget": 5, "_displayNames": {"budget": "budget"}}));
    let field = |path: &str| {
        tried["fields"].as_array().expect("fields").iter().find(|f| f["path"] == path).expect("it").clone()
    };
    assert_eq!(field("who"), json!({"path": "who", "sample": "Ada", "to": "name", "custom_key": null}));
    assert_eq!(field("budget")["custom_key"], "budget");
    assert_eq!(
        tried["left_out"],
        json!([{"path": "_hp", "reason": "reserved"}, {"path": "long", "reason": "too_long"}])
    );
    let new = app.post(&owner, &test, json!({"payload": {"email": "new@example.com"}})).await.ok(200);
    assert_eq!((&new["outcome"], &new["lead_id"]), (&json!("created"), &Value::Null));
    assert_eq!(new["lead"]["name"], "new@example.com", "as it would fall back");
    assert_eq!(app.count("SELECT count(*) AS n FROM customers"), 1);
    assert_eq!(app.count("SELECT count(*) AS n FROM lead_webhook_receipts"), 1);
    for (body, field) in [
        (json!({"payload": 7}), "payload"),
        (json!({"payload": {}}), "payload"),
        (json!({"field_mapping": {"a": "colour"}}), "field_mapping.a"),
    ] {
        assert_eq!(app.post(&owner, &test, body).await.problem(422, "invalid"), field);
    }
    let stored = app.post(&owner, &test, json!({"payload": {"email": "new@example.com"}, "store": true})).await.ok(200);
    app.get(&owner, &format!("/leads/{}", text(&stored["lead_id"]))).await.ok(200);

    // Replayed with today's mapping.
    app.patch(&owner, &format!("/lead-webhooks/{id}"), json!({"field_mapping": {"who": "company"}})).await.ok(200);
    let receipts = app.get(&owner, &format!("/lead-webhooks/{id}/receipts")).await.ok(200);
    let first = text(&receipts["data"][1]["id"]);
    let replayed = app.post(&owner, &format!("/lead-webhooks/{id}/receipts/{first}/replay"), json!({})).await.ok(200);
    assert_eq!((&replayed["outcome"], &replayed["replay_of"]), (&json!("updated"), &json!(first)));
    let lead = app.get(&owner, &format!("/leads/{}", text(&replayed["lead_id"]))).await.ok(200);
    assert_eq!(lead["company"], "Ada");
    assert_eq!(app.get(&owner, &format!("/lead-webhooks/{id}")).await.ok(200)["total_received"], 2, "a replay is none");
    app.submit(&path, &json!([7])).await.problem(400, "malformed");
    let receipts = app.get(&owner, &format!("/lead-webhooks/{id}/receipts")).await.ok(200);
    let unreadable = text(&receipts["data"][0]["id"]);
    app.post(&owner, &format!("/lead-webhooks/{id}/receipts/{unreadable}/replay"), json!({}))
        .await
        .problem(409, "conflict");

    // Receipts go after thirty days; their number stays.
    app.advance(Duration::days(31));
    app.work();
    assert_eq!(app.count("SELECT count(*) AS n FROM lead_webhook_receipts"), 0);
    let shown = app.get(&app.sign_in_again(&owner), &format!("/lead-webhooks/{id}")).await.ok(200);
    assert_eq!(shown["total_received"], 3);
    assert!(shown["last_received_at"].is_string());
}

/// Proves: L43
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn new_leads_go_to_one_teammate_or_to_each_in_turn() {
    let app = App::start_with(&[|c| c.limits.enabled = false]).await;
    let owner = app.workspace("Acme");
    let team: Vec<Member> = (0..3).map(|_| app.member(&owner, Role::Marketer)).collect();
    let users: Vec<String> = team.iter().map(|mate| mate.user.to_string()).collect();
    let (id, path) =
        app.webhook(&owner, json!({"name": "Form", "assignment": {"mode": "one", "user_ids": [users[0]]}})).await;
    let first = lead(&app, &owner, &app.submit(&path, &json!({"email": "a@example.com"})).await.ok(201)).await;
    assert_eq!(first["assigned_to"], json!(users[0]));
    for (assignment, field) in [
        (json!({"mode": "one", "user_ids": []}), "assignment.user_ids"),
        (json!({"mode": "round_robin", "user_ids": [users[0]]}), "assignment.user_ids"),
        (json!({"mode": "round_robin", "user_ids": [users[0], users[0]]}), "assignment.user_ids"),
        (json!({"mode": "lottery"}), "assignment.mode"),
    ] {
        let patch = app.patch(&owner, &format!("/lead-webhooks/{id}"), json!({"assignment": assignment})).await;
        assert_eq!(patch.problem(422, "invalid"), field);
    }
    let round = json!({"assignment": {"mode": "round_robin", "userIds": users}});
    app.patch(&owner, &format!("/lead-webhooks/{id}"), round).await.ok(200);
    for n in 0..6 {
        app.submit(&path, &json!({"email": format!("one{n}@example.com")})).await.ok(201);
    }
    let of = |user: &str| app.count(&format!("SELECT count(*) AS n FROM customers WHERE assigned_to = '{user}'"));
    assert_eq!([of(&users[0]), of(&users[1]), of(&users[2])], [3, 2, 2], "one by one: exactly in turn");
    let answers = at_once(60, |n| {
        let request = app.request(Method::POST, &path).json(&json!({"email": format!("many{n}@example.com")}));
        async move { Answer::of(request.send().await.expect("an answer")).await.status }
    })
    .await;
    assert!(answers.iter().all(|status| *status == 201));
    assert_eq!(app.count("SELECT count(*) AS n FROM customers WHERE assigned_to IS NULL"), 0);
    for user in &users {
        assert!((12..=32).contains(&of(user)), "{user}: {}", of(user));
    }
    // A repeat changes nobody's.
    app.submit(&path, &json!({"email": "a@example.com", "name": "Ada"})).await.ok(201);
    assert_eq!(
        app.get(&owner, &format!("/leads/{}", text(&first["id"]))).await.ok(200)["assigned_to"],
        json!(users[0])
    );
    // Who leaves is given nothing any more.
    app.delete(&owner, &format!("/users/{}", users[0])).await.ok(204);
    let left = app.get(&owner, &format!("/lead-webhooks/{id}")).await.ok(200);
    assert_eq!(left["assignment"], json!({"mode": "round_robin", "user_ids": [users[1], users[2]]}));
    app.submit(&path, &json!({"email": "last@example.com"})).await.ok(201);
    assert_eq!(of(&users[0]), 0);
}

/// Lists that name the same people in another order wait for each other.
/// Proves: L17
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn lists_of_the_same_people_never_deadlock() {
    let app = App::start_with(&[|c| c.limits.enabled = false]).await;
    let owner = app.workspace("Acme");
    let (_, path) = app.webhook(&owner, json!({"name": "Form"})).await;
    let mut list: Vec<Value> = (0..40).map(|n| json!({"email": format!("p{n}@example.com")})).collect();
    list.extend((0..10).map(|n| json!({"phone": format!("+4930901{n:03}0")})));
    for _ in 0..5 {
        let answers = at_once(6, |n| {
            let mut order = list.clone();
            if n % 2 == 0 {
                order.reverse();
            }
            let request = app.request(Method::POST, &path).json(&order);
            async move { Answer::of(request.send().await.expect("an answer")).await.status }
        })
        .await;
        assert_eq!(answers, [201; 6]);
    }
    assert_eq!(app.count("SELECT count(*) AS n FROM customers"), 50);
}

/// Proves: P21
#[tokio::test]
async fn who_is_erased_is_in_no_receipt_file_or_row() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (id, path) = app.webhook(&owner, json!({"name": "Form"})).await;
    let lead = text(&app.submit(&path, &json!({"email": "gone@example.com"})).await.ok(201)["lead_id"]);
    app.submit(&path, &json!([7, "gone@example.com"])).await.problem(400, "malformed");
    app.upload(&owner, "x.csv", b"Name,Email\nGone,GONE@example.com\nStays,stays@example.com\n").await.ok(201);
    app.post(&owner, &format!("/leads/{lead}/convert"), json!({"account": {"name": "Acme"}})).await.ok(200);
    app.post(&owner, "/exports", json!({"object": "contacts", "format": "csv"})).await.ok(201);
    app.work();
    app.delete(&owner, &format!("/contacts/{lead}")).await.ok(204);
    assert_eq!(app.count("SELECT count(*) AS n FROM lead_webhook_receipts"), 0);
    assert_eq!(app.count("SELECT count(*) AS n FROM exports"), 0);
    assert_eq!(app.count("SELECT count(*) AS n FROM import_rows"), 1);
    assert_eq!(
        app.get(&owner, &format!("/lead-webhooks/{id}")).await.ok(200)["total_received"],
        2,
        "that they came stays"
    );
}
