//! Custom fields: definitions, and what records take.

use serde_json::{Value, json};
use tenancy::Role;

use crate::{
    accounts::{account, contact},
    app::{App, text},
};

/// Proves: H28, L12
#[tokio::test]
async fn each_object_takes_a_field_of_each_type() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let berg = account(&app, &owner, "Berg").await;
    let records = [
        ("contact", format!("/contacts/{}", contact(&app, &owner, &berg, "ada@berg.example").await)),
        ("lead", format!("/leads/{}", text(&app.post(&owner, "/leads", json!({})).await.ok(201)["id"]))),
        (
            "opportunity",
            format!(
                "/opportunities/{}",
                text(&app.post(&owner, "/opportunities", json!({"name": "d", "account_id": berg})).await.ok(201)["id"])
            ),
        ),
        ("account", format!("/accounts/{berg}")),
    ];
    for (object, path) in records {
        for (label, kind, options) in [
            ("Billing code", "text", json!([])),
            ("Lifts", "number", json!([])),
            ("Signed on", "date", json!([])),
            ("Tier", "select", json!(["Gold", "Silver"])),
            ("Key customer", "boolean", json!([])),
        ] {
            let body = json!({"object": object, "label": label, "type": kind, "options": options});
            app.post(&owner, "/custom-fields", body).await.ok(201);
        }
        let good = json!({"billingCode": "B-7", "lifts": "12", "signedOn": "2026-11-01", "tier": "Gold", "keyCustomer": true, "free": "text"});
        let stored = app.patch(&owner, &path, json!({"custom_fields": good})).await.ok(200);
        assert_eq!(
            stored["custom_fields"],
            json!({"billingCode": "B-7", "lifts": 12, "signedOn": "2026-11-01", "tier": "Gold", "keyCustomer": true, "free": "text"}),
            "{object}"
        );
        for (key, value) in [
            ("lifts", json!("many")),
            ("signedOn", json!("1.11.2026")),
            ("tier", json!("Bronze")),
            ("keyCustomer", json!("yes")),
        ] {
            let refused = app.patch(&owner, &path, json!({"custom_fields": {key: value}})).await;
            assert_eq!(refused.problem(422, "invalid"), format!("custom_fields.{key}"), "{object}");
        }
        let cleared = app.patch(&owner, &path, json!({"custom_fields": {"tier": null}})).await.ok(200);
        assert_eq!(cleared["custom_fields"].get("tier"), None);
    }
}

/// Proves: H28
#[tokio::test]
async fn a_definition_is_renamed_ordered_and_removed_and_values_stay() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let define = async |body: Value| app.post(&owner, "/custom-fields", body).await;
    for (body, field) in [
        (json!({"object": "lead", "label": "x", "type": "select"}), "options"),
        (json!({"object": "lead", "label": "x", "type": "text", "options": ["a"]}), "options"),
        (json!({"object": "lead", "label": "x", "type": "select", "options": ["a", "a"]}), "options"),
        (json!({"object": "lead", "label": "x", "type": "money"}), "type"),
        (json!({"object": "lead", "label": " ", "type": "text"}), "label"),
        (json!({"object": "lead", "label": "x", "key": "_displayNames", "type": "text"}), "key"),
        (json!({"object": "person", "label": "x", "type": "text"}), "object"),
    ] {
        assert_eq!(define(body.clone()).await.problem(422, "invalid"), field, "{body}");
    }
    let tier = define(json!({"object": "lead", "label": "Tier", "type": "select", "options": ["Gold", "Silver"]}))
        .await
        .ok(201);
    let size = define(json!({"object": "lead", "label": "Team size", "type": "number"})).await.ok(201);
    assert_eq!((&size["key"], &size["position"]), (&json!("teamSize"), &json!(1)));
    assert_eq!(define(json!({"object": "lead", "label": "Tier", "type": "text"})).await.problem(422, "invalid"), "key");
    let lead = text(&app.post(&owner, "/leads", json!({"custom_fields": {"tier": "Gold"}})).await.ok(201)["id"]);
    let path = format!("/custom-fields/{}", text(&tier["id"]));
    let renamed =
        app.patch(&owner, &path, json!({"label": "Level", "options": ["Silver"], "position": 1})).await.ok(200);
    assert_eq!(
        (&renamed["key"], &renamed["label"], &renamed["position"]),
        (&json!("tier"), &json!("Level"), &json!(1))
    );
    let list = app.get(&app.member(&owner, Role::Agent), "/custom-fields?object=lead").await.ok(200);
    assert_eq!((&list["data"][0]["key"], &list["data"][1]["key"]), (&json!("teamSize"), &json!("tier")));
    // An option that is none any more stays where it was chosen, and other fields can still be changed.
    let lead = format!("/leads/{lead}");
    let same = app.patch(&owner, &lead, json!({"custom_fields": {"tier": "Gold", "teamSize": 4}})).await.ok(200);
    assert_eq!((&same["custom_fields"]["tier"], &same["custom_fields"]["teamSize"]), (&json!("Gold"), &json!(4)));
    app.delete(&owner, &path).await.ok(204);
    assert_eq!(app.get(&owner, &lead).await.ok(200)["custom_fields"]["tier"], "Gold");
    app.patch(&owner, &lead, json!({"custom_fields": {"tier": "anything"}})).await.ok(200);
    let audit = app.get(&owner, "/audit-log").await.ok(200);
    assert_eq!(audit["data"][0]["action"], "custom_field.deleted");
}
