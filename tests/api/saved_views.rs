//! Saved views, private and shared.

use serde_json::json;
use tenancy::Role;

use crate::app::{App, text};

/// Proves: L37
#[tokio::test]
async fn a_view_is_private_until_it_is_shared_and_its_owners_alone_to_change() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (ada, ben) = (app.member(&owner, Role::Marketer), app.member(&owner, Role::Marketer));
    let agent = app.member(&owner, Role::Agent);
    let body = json!({"object": "lead", "name": "Hot ones", "query": {"tag": "hot", "view": "table"}, "pinned": true});
    let view = app.post(&ada, "/saved-views", body.clone()).await.ok(201);
    let path = format!("/saved-views/{}", text(&view["id"]));
    assert_eq!((&view["pinned"], &view["mine"], &view["shared"]), (&json!(true), &json!(true), &json!(false)));
    let names = async |who| {
        let views = app.get(who, "/saved-views?object=lead").await.ok(200);
        views["data"].as_array().expect("views").len()
    };
    assert_eq!((names(&ada).await, names(&ben).await), (1, 0));
    app.patch(&ben, &path, json!({"pinned": true})).await.problem(404, "not_found");
    app.patch(&ada, &path, json!({"shared": true, "query": {"tag": "warm"}})).await.ok(200);
    let seen = app.get(&ben, "/saved-views?object=lead").await.ok(200)["data"][0].clone();
    assert_eq!(
        (&seen["query"], &seen["mine"], &seen["pinned"], &seen["owner"]),
        (&json!({"tag": "warm"}), &json!(false), &json!(false), &json!("marketer"))
    );
    assert_eq!(app.patch(&ben, &path, json!({"pinned": true})).await.ok(200)["pinned"], true);
    app.patch(&ben, &path, json!({"name": "Mine now"})).await.problem(403, "forbidden");
    app.delete(&ben, &path).await.problem(403, "forbidden");
    app.get(&agent, "/saved-views?object=lead").await.problem(403, "forbidden");
    // Private again: nobody else has it, pinned or not.
    app.patch(&ada, &path, json!({"shared": false})).await.ok(200);
    assert_eq!(names(&ben).await, 0);
    app.patch(&ada, &path, json!({"shared": true})).await.ok(200);
    assert_eq!(app.get(&ben, "/saved-views?object=lead").await.ok(200)["data"][0]["pinned"], false);

    for (body, field) in [
        (json!({"object": "lead", "name": " ", "query": {}}), "name"),
        (json!({"object": "deal", "name": "x", "query": {}}), "object"),
        (json!({"object": "lead", "name": "x", "query": {"a": 1}}), "query.a"),
        (json!({"object": "lead", "name": "x", "query": {"a": "x".repeat(5_000)}}), "query"),
        (json!({"object": "lead", "name": "x", "query": {"a": "x\u{0}"}}), "query"),
    ] {
        assert_eq!(app.post(&ada, "/saved-views", body).await.problem(422, "invalid"), field);
    }
    // Who leaves takes the private ones along; shared ones stay, and whoever manages settings may tidy them up.
    app.post(&ada, "/saved-views", json!({"object": "lead", "name": "Private", "query": {}})).await.ok(201);
    app.delete(&owner, &format!("/users/{}", ada.user)).await.ok(204);
    let left = app.get(&ben, "/saved-views?object=lead").await.ok(200);
    assert_eq!((left["data"].as_array().map(Vec::len), &left["data"][0]["owner"]), (Some(1), &json!(null)));
    app.delete(&owner, &path).await.ok(204);
    assert_eq!(names(&ben).await, 0);
}
