//! Milestones, visitors as things of their own, and companies by an API key.

use serde_json::{Value, json};
use tenancy::Permission;

use crate::{
    accounts::account,
    app::{App, batch, event, now, text},
    companies::Site,
};

/// Proves: A13, A23, A11
#[tokio::test]
async fn a_milestone_stands_with_person_and_company_and_changes_nothing_else() {
    let app = App::start().await;
    let site = Site::new(&app).await;
    let (berg, tal) = (account(&app, &site.owner, "Berg").await, account(&app, &site.owner, "Tal").await);
    site.page("track", "b", json!({"name": "before_all", "value": 1})).await.ok(204);
    let said = json!({"user_id": "ada@example.com", "company": {"id": berg}, "company_ids": [tal]});
    site.page("identify", "b", said).await.ok(204);
    let contact = site.contact("ada@example.com").await;
    let states = async || {
        (site.account(&berg).await, site.account(&tal).await, site.contact("ada@example.com").await["metadata"].clone())
    };
    let before = states().await;
    site.page("track", "b", json!({"name": "seats_added", "value": 5, "properties": {"plan": "growth"}})).await.ok(204);
    site.server("track", "b", json!({"name": "went_live", "value": "eu-west", "company_id": tal})).await.ok(204);
    site.page("track", "b", json!({"name": "celebrated", "company_id": "c_17"})).await.ok(204);
    // As the script sends `track(name, {value, company_id})`, twice; and an event that is none.
    let mut signed = event("custom", Some("signed"), "https://acme.example", now());
    signed["value"] = json!(true);
    let plain = event("custom", Some("clicked"), "https://acme.example", now());
    for _ in 0..2 {
        app.page_sends("track", batch(&site.key, "b", &[signed.clone(), plain.clone()])).await.ok(204);
    }
    assert_eq!(states().await, before, "a track changes nothing of what is so now");
    let reached = async |path: String| {
        let entries = app.get(&site.owner, &format!("{path}/timeline?types=crm&limit=100")).await.ok(200);
        let entries = entries["data"].as_array().expect("entries").clone();
        let mut reached: Vec<_> =
            entries.iter().filter(|e| e["kind"] == "milestone_reached").map(|e| e["data"].clone()).collect();
        reached.sort_by_key(|data| text(&data["name"]));
        let verified = entries.iter().filter(|e| e["kind"] == "milestone_reached" && e["actor"]["kind"] == "visitor");
        assert!(verified.into_iter().all(|e| e["data"]["verified"] == false));
        reached.iter().map(|data| (text(&data["name"]), data["value"].clone())).collect::<Vec<_>>()
    };
    let all = [
        ("celebrated".to_owned(), Value::Null),
        ("seats_added".to_owned(), json!(5.0)),
        ("signed".to_owned(), json!(true)),
        ("went_live".to_owned(), json!("eu-west")),
    ];
    assert_eq!(reached(format!("/customers/{}", text(&contact["id"]))).await, all);
    assert_eq!(reached(format!("/accounts/{berg}")).await, all[1..3], "the active company");
    assert_eq!(reached(format!("/accounts/{tal}")).await, all[3..], "the one that it names");
    let stored = app.get(&site.owner, "/events?type=custom&sort_order=asc&limit=100").await.ok(200)["data"].clone();
    let of =
        |name: &str| stored.as_array().expect("events").iter().find(|e| e["name"] == name).expect("an event").clone();
    assert_eq!(of("seats_added")["properties"], json!({"plan": "growth", "company_id": berg}));
    assert_eq!((&of("seats_added")["value"], &of("went_live")["properties"]["company_id"]), (&json!(5.0), &json!(tal)));
    assert_eq!(of("before_all")["properties"], Value::Null, "of a visitor whom nobody knew: an event, and no more");
    // A lead's milestones are the lead's.
    let lead = text(&app.post(&site.owner, "/leads", json!({"email": "eve@example.com"})).await.ok(201)["id"]);
    site.page("identify", "c", json!({"user_id": "eve@example.com"})).await.ok(204);
    site.page("track", "c", json!({"name": "asked", "company_id": berg})).await.ok(204);
    assert_eq!(reached(format!("/customers/{lead}")).await, [("asked".to_owned(), Value::Null)]);
    assert_eq!(reached(format!("/accounts/{berg}")).await, all[1..3]);
}

/// Proves: A3
#[tokio::test]
async fn a_visitor_is_a_thing_of_its_own_and_is_linked_to_contacts_and_companies() {
    let app = App::start().await;
    let site = Site::new(&app).await;
    let berg = account(&app, &site.owner, "Berg").await;
    site.page("track", "b", json!({"name": "seen"})).await.ok(204);
    let visitors = async || app.get(&site.owner, "/visitors").await.ok(200)["data"].clone();
    let alone = visitors().await;
    assert_eq!((alone.as_array().map(Vec::len), app.count("SELECT count(*) AS n FROM customers")), (Some(1), 0));
    let id = text(&alone[0]["id"]);
    for (email, company) in [("ada@example.com", json!({"id": berg})), ("eve@example.com", json!({"name": "Neu"}))] {
        site.page("identify", "b", json!({"user_id": email, "company": company})).await.ok(204);
    }
    assert_eq!(visitors().await[0]["id"], json!(id), "the same browser, of one person and then of another");
    assert_eq!(app.count("SELECT count(*) AS n FROM visitor_links"), 2);
    assert_eq!(app.count("SELECT count(*) AS n FROM visitor_links WHERE ended_at IS NULL"), 1);
    assert_eq!(
        app.count("SELECT count(*) AS n FROM visitors WHERE active_company_id IS NOT NULL"),
        0,
        "eve names none by its id"
    );
    site.page("identify", "b", json!({"user_id": "ada@example.com", "company": {"id": berg}})).await.ok(204);
    assert_eq!(app.count(&format!("SELECT count(*) AS n FROM visitors WHERE active_company_id = '{berg}'")), 1);
    // People go, and the company; the visitor stays.
    for email in ["ada@example.com", "eve@example.com"] {
        let contact = site.contact(email).await;
        app.delete(&site.owner, &format!("/contacts/{}", text(&contact["id"]))).await.ok(204);
    }
    app.delete(&site.owner, &format!("/accounts/{berg}")).await.ok(204);
    assert_eq!(visitors().await[0]["id"], json!(id));
    site.page("set-stage", "b", json!({"stage": "New"})).await.problem(422, "not_linked");
}

/// Proves: A19, A22
#[tokio::test]
async fn a_key_with_the_scopes_for_it_manages_contacts_and_companies() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let reader = app.api_key(&owner, &[Permission::CrmView]);
    let writer = app.api_key(&owner, &[Permission::CrmView, Permission::CrmManage]);
    let company = app.post(&writer, "/companies", json!({"name": "Berg"})).await.ok(201);
    let company = text(&company["id"]);
    let person =
        app.post(&writer, "/contacts", json!({"email": "ada@example.com", "account_id": company})).await.ok(201);
    let paths = [(format!("/companies/{company}"), "name"), (format!("/contacts/{}", text(&person["id"])), "title")];
    for (path, field) in paths {
        assert_eq!(app.patch(&writer, &path, json!({field: "New"})).await.ok(200)[field], "New");
        assert_eq!(app.get(&reader, &path).await.ok(200)[field], "New");
        app.patch(&reader, &path, json!({field: "x"})).await.problem(403, "forbidden");
    }
    for list in ["/companies", "/contacts"] {
        assert_eq!(app.get(&reader, list).await.ok(200)["total"], 1);
        app.post(&reader, list, json!({"name": "x"})).await.problem(403, "forbidden");
    }
    let widget = app.api_key(&owner, &[Permission::WidgetWrite]);
    app.get(&widget, "/contacts").await.problem(403, "forbidden");
}
