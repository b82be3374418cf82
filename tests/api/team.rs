//! Teammates: roles, invitations.

use reqwest::Method;
use serde_json::{Value, json};
use tenancy::Role;
use time::Duration;

use crate::app::{Answer, App, text};

async fn post(app: &App, path: &str, body: Value) -> Answer {
    let request = app.request(Method::POST, &format!("/api/v1{path}")).json(&body);
    Answer::of(request.send().await.expect("an answer")).await
}

#[tokio::test]
async fn an_invitation_lets_one_person_in_once() {
    let app = App::start_with(&[|c| c.limits.enabled = false]).await;
    let owner = app.workspace("Acme");
    let invited =
        app.post(&owner, "/invitations", json!({"email": "New@Example.com", "role": "marketer"})).await.ok(201);
    let token = text(&invited["token"]);
    assert_eq!(invited["email"], "new@example.com");
    assert!(text(&invited["link"]).ends_with(&format!("/invitation#{token}")));
    let listed = app.get(&owner, "/invitations").await.ok(200);
    assert_eq!((&listed["data"][0]["invited_by"], listed["data"][0].get("token")), (&json!("Acme's owner"), None));
    let preview = post(&app, "/invitations/preview", json!({"token": token})).await.ok(200);
    assert_eq!((&preview["workspace_name"], &preview["known"]), (&json!("Acme"), &json!(false)));

    let accept = json!({"token": token, "password": "correct horse"});
    assert_eq!(post(&app, "/invitations/accept", accept).await.problem(422, "invalid"), "name");
    let accept = json!({"token": token, "name": "Nia", "password": "correct horse"});
    let session = post(&app, "/invitations/accept", accept.clone()).await.ok(200);
    assert_eq!((&session["role"], &session["user"]["name"]), (&json!("marketer"), &json!("Nia")));
    post(&app, "/invitations/accept", accept).await.problem(404, "not_found");
    app.post(&owner, "/invitations", json!({"email": "new@example.com", "role": "agent"}))
        .await
        .problem(409, "email_taken");
    post(&app, "/auth/login", json!({"email": "new@example.com", "password": "correct horse"})).await.ok(200);

    // The same person in a second workspace: their own password, no second account.
    let other = app.workspace("Other");
    let second = app.post(&other, "/invitations", json!({"email": "new@example.com", "role": "agent"})).await.ok(201);
    let token = text(&second["token"]);
    assert_eq!(post(&app, "/invitations/preview", json!({"token": token})).await.ok(200)["known"], true);
    let wrong = post(&app, "/invitations/accept", json!({"token": token, "password": "not mine at all"})).await;
    assert_eq!(wrong.problem(422, "invalid"), "password");
    let joined = post(&app, "/invitations/accept", json!({"token": token, "password": "correct horse"})).await.ok(200);
    assert_eq!((&joined["user"]["id"], &joined["workspace"]["name"]), (&session["user"]["id"], &json!("Other")));

    // Replaced, revoked and expired links are dead.
    let invite = async || {
        text(
            &app.post(&owner, "/invitations", json!({"email": "x@example.com", "role": "agent"})).await.ok(201)["token"],
        )
    };
    let (first, latest) = (invite().await, invite().await);
    post(&app, "/invitations/preview", json!({"token": first})).await.problem(404, "not_found");
    app.advance(Duration::days(8));
    post(&app, "/invitations/preview", json!({"token": latest})).await.problem(404, "not_found");
    let fresh = app.post(&owner, "/invitations", json!({"email": "x@example.com", "role": "agent"})).await.ok(201);
    app.delete(&owner, &format!("/invitations/{}", text(&fresh["id"]))).await.ok(204);
    post(&app, "/invitations/preview", json!({"token": fresh["token"]})).await.problem(404, "not_found");
    for garbage in ["", "hi_x", "hs_1_2"] {
        post(&app, "/invitations/preview", json!({"token": garbage})).await.problem(404, "not_found");
    }
}

#[tokio::test]
async fn roles_change_at_once_and_an_owner_is_always_left() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (admin, agent) = (app.member(&owner, Role::Admin), app.member(&owner, Role::Agent));
    let path = |of: &crate::app::Member| format!("/users/{}", of.user);
    app.get(&agent, "/leads").await.problem(403, "forbidden");
    app.patch(&admin, &path(&agent), json!({"role": "marketer"})).await.ok(200);
    app.get(&agent, "/leads").await.ok(200);
    for (body, who) in [(json!({"role": "super_admin"}), &agent), (json!({"role": "agent"}), &owner)] {
        app.patch(&admin, &path(who), body).await.problem(403, "forbidden");
    }
    app.delete(&admin, &path(&owner)).await.problem(403, "forbidden");
    app.post(&admin, "/invitations", json!({"email": "a@example.com", "role": "super_admin"}))
        .await
        .problem(403, "forbidden");
    app.patch(&owner, &path(&owner), json!({"role": "admin"})).await.problem(409, "last_owner");
    // Who loses a role can't come back by a link of their own, nor take an owner's invitation's place.
    let link = app.post(&admin, "/invitations", json!({"email": "second@example.com", "role": "admin"})).await.ok(201);
    let owners =
        app.post(&owner, "/invitations", json!({"email": "chief@example.com", "role": "super_admin"})).await.ok(201);
    app.post(&admin, "/invitations", json!({"email": "chief@example.com", "role": "agent"}))
        .await
        .problem(403, "forbidden");
    app.delete(&admin, &format!("/invitations/{}", text(&owners["id"]))).await.problem(403, "forbidden");
    app.patch(&owner, &path(&admin), json!({"role": "marketer"})).await.ok(200);
    post(&app, "/invitations/preview", json!({"token": link["token"]})).await.problem(404, "not_found");
    app.patch(&owner, &path(&admin), json!({"role": "admin"})).await.ok(200);
    app.delete(&owner, &path(&owner)).await.problem(409, "last_owner");
    let held = app.post(&owner, "/leads", json!({"assigned_to": agent.user})).await.ok(201);
    app.delete(&owner, &path(&agent)).await.ok(204);
    let freed = app.get(&owner, "/leads?assigned_to=none").await.ok(200);
    assert_eq!(freed["data"][0]["id"], held["id"], "what they were in charge of is nobody's");
    app.get(&agent, "/leads").await.problem(401, "unauthenticated");
    app.patch(&owner, &path(&admin), json!({"role": "super_admin"})).await.ok(200);
    app.patch(&owner, &path(&owner), json!({"role": "agent"})).await.ok(200);
}
