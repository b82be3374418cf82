//! Leads over the API: make, read, edit, move, delete.

use serde_json::{Value, json};
use tenancy::{Permission, Role};

use crate::app::{App, Member, text};

async fn create(app: &App, owner: &Member, body: Value) -> Value {
    app.post(owner, "/leads", body).await.ok(201)
}

/// Proves: H2, L7
#[tokio::test]
async fn a_lead_needs_nothing_and_takes_everything() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let nobody = create(&app, &owner, json!({})).await;
    assert_eq!(
        (&nobody["display_name"], &nobody["name"], &nobody["source"]),
        (&json!("Anonymous"), &Value::Null, &json!("manual"))
    );

    let all = create(&app, &owner, json!({"name": " Ada ", "email": "ADA@Example.com", "phone": "030 901820", "company": "Acme",
        "title": "CTO", "tags": ["hot", "hot", " referral "], "score": 70, "customFields": {"seats": 5, "_displayNames": {"seats": "Seats"}},
        "assignedTo": owner.user})).await;
    assert_eq!(
        (&all["name"], &all["email"], &all["phone"]),
        (&json!("Ada"), &json!("ada@example.com"), &json!("+4930901820"))
    );
    assert_eq!(all["tags"], json!(["hot", "referral"]));
    assert_eq!(all["custom_fields"], json!({"seats": 5, "_displayNames": {"seats": "Seats"}}));
    let pipeline = app.post(&owner, "/lead-pipelines/ensure-default", json!({})).await.ok(200);
    assert_eq!(all["stage_id"], pipeline["stages"][0]["id"], "the first stage of the active pipeline");

    let key = app.api_key(&owner, &[Permission::LeadsManage, Permission::LeadsView]);
    assert_eq!(create(&app, &key, json!({"name": "By a program"})).await["source"], "api");

    let taken = app.post(&owner, "/leads", json!({"email": "ada@example.com"})).await;
    assert_eq!(taken.body["existing_id"], all["id"]);
    assert_eq!(taken.problem(409, "email_taken"), "email");
    for (body, field) in [
        (json!({"email": "nope"}), "email"),
        (json!({"phone": "nope"}), "phone"),
        (json!({"score": 101}), "score"),
        (json!({"score": "high"}), "score"),
        (json!({"nmae": "x"}), "nmae"),
        (json!({"name": "x".repeat(201)}), "name"),
        (json!({"name": "a\u{0}b"}), "name"),
        (json!({"tags": "hot"}), "tags"),
        (json!({"custom_fields": {"a": {"b": 1}}}), "custom_fields"),
        (json!({"assigned_to": "01936d4e-0000-7000-8000-000000000000"}), "assigned_to"),
        (json!({"stage_id": "01936d4e-0000-7000-8000-000000000000"}), "stage_id"),
    ] {
        assert_eq!(app.post(&owner, "/leads", body.clone()).await.problem(422, "invalid"), field, "{body}");
    }
}

/// Proves: L6
#[tokio::test]
async fn lists_search_filter_sort_and_page() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    for n in 0..30 {
        let body = json!({"name": format!("Person {n:02}"), "company": if n % 2 == 0 { "Even_%" } else { "Odd" }, "score": n, "tags": [format!("t{}", n % 3)]});
        create(&app, &owner, body).await;
    }
    let (_, path) = app.webhook(&owner, json!({"name": "Form"})).await;
    app.submit(&path, &json!({"email": "hook@example.com", "phone": "+49 30 901820"})).await.ok(201);
    let total = |query: &'static str| {
        let (app, owner) = (&app, &owner);
        async move { app.get(owner, &format!("/leads?{query}")).await.ok(200)["total"].as_i64().expect("a total") }
    };
    assert_eq!(total("").await, 31);
    assert_eq!(total("search=person%200").await, 10);
    assert_eq!(total("search=_%25").await, 15, "LIKE's wildcards mean themselves");
    assert_eq!(total("search=HOOK@").await, 1);
    assert_eq!(total("search=901820").await, 1);
    assert_eq!(total("source=webhook").await, 1);
    assert_eq!(total("tag=t0").await, 10);
    assert_eq!(total("assignedTo=01936d4e-0000-7000-8000-000000000000").await, 0);
    let page = app.get(&owner, "/leads?sortBy=score&sortOrder=desc&limit=10&page=2").await.ok(200);
    let scores: Vec<i64> =
        page["data"].as_array().expect("rows").iter().filter_map(|row| row["score"].as_i64()).collect();
    assert_eq!((scores, page["page"].as_i64(), page["limit"].as_i64()), ((10..20).rev().collect(), Some(2), Some(10)));
    for (query, field) in
        [("limit=101", "limit"), ("page=0", "page"), ("sort_by=nonsense", "query"), ("nonsense=1", "query")]
    {
        assert_eq!(app.get(&owner, &format!("/leads?{query}")).await.problem(422, "invalid"), field);
    }
}

/// Proves: H17, L10
#[tokio::test]
async fn edits_are_versioned_logged_and_name_the_field_they_refuse() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let lead = create(&app, &owner, json!({"name": "Ada"})).await;
    let path = format!("/leads/{}", text(&lead["id"]));
    let edited = app.patch(&owner, &path, json!({"email": "ada@example.com", "company": "Acme"})).await.ok(200);
    assert_eq!((&edited["name"], &edited["email"]), (&json!("Ada"), &json!("ada@example.com")));
    let cleared = app.patch(&owner, &path, json!({"name": null, "company": " "})).await.ok(200);
    assert_eq!((&cleared["display_name"], &cleared["company"]), (&json!("ada@example.com"), &Value::Null));
    let stale = app
        .request(reqwest::Method::PATCH, &format!("/api/v1{path}"))
        .bearer_auth(&owner.token)
        .header("If-Match", "1");
    crate::app::Answer::of(stale.json(&json!({"name": "x"})).send().await.expect("an answer"))
        .await
        .problem(409, "stale");
    let other = create(&app, &owner, json!({"email": "b@example.com"})).await;
    let refused = app.patch(&owner, &path, json!({"email": "b@example.com"})).await;
    assert_eq!(refused.body["existing_id"], other["id"]);
    refused.problem(409, "email_taken");
    assert_eq!(app.patch(&owner, &path, json!({"email": "nope"})).await.problem(422, "invalid"), "email");

    let agent = app.member(&owner, Role::Agent);
    let assigned = app.patch(&owner, &format!("{path}/assign"), json!({"assignedTo": agent.user})).await.ok(200);
    assert_eq!(assigned["assigned_to"], json!(agent.user));
    let detail = app.get(&owner, &path).await.ok(200);
    let kinds: Vec<String> =
        detail["activities"].as_array().expect("entries").iter().map(|e| text(&e["kind"])).collect();
    assert_eq!(kinds, ["assigned", "fields_updated", "fields_updated", "lead_created"]);
    assert_eq!(detail["activities"][0]["data"]["to_name"], "agent");
    assert_eq!(detail["activities"][2]["data"]["fields"], json!(["email", "company"]), "names, not values");
}

/// Proves: L5
#[tokio::test]
async fn cards_keep_the_order_that_people_give_them() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let mut ids = Vec::new();
    for n in 0..6 {
        ids.push(text(&create(&app, &owner, json!({"name": format!("{n}")})).await["id"]));
    }
    let pipeline = app.post(&owner, "/lead-pipelines/ensure-default", json!({})).await.ok(200);
    let stage = |n: usize| pipeline["stages"][n]["id"].clone();
    let column = |n: usize| {
        let (app, owner, id) = (&app, &owner, text(&pipeline["id"]));
        async move {
            let board = app.get(owner, &format!("/lead-pipelines/{id}/board")).await.ok(200);
            let cards = board["columns"][n]["cards"].as_array().expect("cards").clone();
            cards.iter().map(|card| text(&card["name"])).collect::<Vec<_>>().join("")
        }
    };
    let to =
        |n: usize, id: &str, at: i64| (format!("/leads/{id}/stage"), json!({"stage_id": stage(n), "position": at}));
    assert_eq!(column(0).await, "543210", "new ones on top");
    let mut expected: Vec<char> = "543210".chars().collect();
    // Every place, again and again, until the room between two cards is used up and the column is renumbered.
    for round in 0..60 {
        let (from, at) = (round * 7 % 6, 1 + round % 3);
        let card = expected.remove(from);
        expected.insert(at, card);
        let (path, body) = to(0, &ids[card.to_digit(10).expect("a digit") as usize], i64::try_from(at).expect("small"));
        app.patch(&owner, &path, body).await.ok(200);
        assert_eq!(column(0).await, expected.iter().collect::<String>(), "round {round}");
    }
    let (path, body) = to(1, &ids[0], 99);
    app.patch(&owner, &path, body).await.ok(200);
    assert_eq!(column(1).await, "0", "beyond the end is the end");

    let stale = app
        .patch(&owner, &format!("/leads/{}/stage", ids[0]), json!({"stage_id": stage(2), "from_stage_id": stage(0)}))
        .await;
    assert_eq!(stale.body["stage_id"], stage(1), "the answer says where the card is");
    stale.problem(409, "stale_stage");
    assert_eq!(app.patch(&owner, &path, json!({"stage_id": ids[0]})).await.problem(422, "invalid"), "stage_id");
}

/// Proves: L38
#[tokio::test]
async fn a_deleted_lead_is_gone_until_it_is_restored() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let path = format!("/leads/{}", text(&create(&app, &owner, json!({"email": "a@example.com"})).await["id"]));
    app.delete(&owner, &path).await.ok(204);
    app.get(&owner, &path).await.problem(404, "not_found");
    app.delete(&owner, &path).await.problem(404, "not_found");
    app.patch(&owner, &path, json!({"name": "x"})).await.problem(404, "not_found");
    assert_eq!(app.get(&owner, "/leads").await.ok(200)["total"], 0);

    // Its email is free meanwhile, and if somebody takes it, it can't come back.
    let taker = text(&create(&app, &owner, json!({"email": "a@example.com"})).await["id"]);
    let refused = app.post(&owner, &format!("{path}/restore"), json!({})).await;
    assert_eq!(refused.body["existing_id"], json!(taker));
    refused.problem(409, "email_taken");
    app.delete(&owner, &format!("/leads/{taker}")).await.ok(204);
    let back = app.post(&owner, &format!("{path}/restore"), json!({})).await.ok(200);
    assert!(back["position"].is_i64(), "its card is back on the board");
    app.delete(&owner, &path).await.ok(204);
    app.advance(time::Duration::days(31));
    let owner = app.sign_in_again(&owner);
    app.post(&owner, &format!("{path}/restore"), json!({})).await.problem(404, "not_found");
}
