//! From a visitor to a lead on the board, as one story.

use serde_json::json;

use crate::app::{App, batch, event, now, text};

/// Proves: S1, S2, S5, S6, S10, L4, L5, L13, L16, L17, L18, L20, H46, E2, E10
#[tokio::test]
async fn a_visitor_becomes_a_lead_on_the_board_with_their_history() {
    let app = App::start().await;
    let owner = app.workspace("Acme").clone();
    let (_, key) = app.tracked_widget(&owner).await;

    // Somebody browses, nobody knows who.
    let events = [
        event("pageview", None, "https://acme.example/pricing?utm_source=news", now()),
        event("custom", Some("demo_opened"), "https://acme.example/pricing", now()),
    ];
    app.page_sends("track", batch(&key, "browser-1", &events)).await.ok(204);

    // A form posts to the webhook.
    let (_, path) = app.webhook(&owner, json!({"name": "Landing page"})).await;
    let form =
        json!({"contact": {"first_name": "Ada"}, "name": "Ada Lovelace", "email": "Ada@Example.com", "Team Size": 12});
    let received = app.submit(&path, &form).await.ok(201);
    assert_eq!((&received["success"], &received["created"]), (&json!(true), &json!(true)));
    let lead = text(&received["lead_id"]);

    // The lead stands on the board's first stage, its unmapped fields with their labels.
    let pipeline = app.post(&owner, "/lead-pipelines/ensure-default", json!({})).await.ok(200);
    let names: Vec<String> = pipeline["stages"].as_array().expect("stages").iter().map(|s| text(&s["name"])).collect();
    assert_eq!(names, ["New", "Contacted", "Qualified", "Proposal", "Won", "Lost"]);
    let board = app.get(&owner, &format!("/lead-pipelines/{}/board", text(&pipeline["id"]))).await.ok(200);
    let card = &board["columns"][0]["cards"][0];
    assert_eq!((text(&card["id"]), text(&card["display_name"])), (lead.clone(), "Ada Lovelace".to_owned()));
    assert_eq!(card["custom_fields"]["teamSize"], 12);
    assert_eq!(card["custom_fields"]["_displayNames"]["contactFirstName"], "contact.first_name");

    // A person drags it.
    let (new, contacted) = (&pipeline["stages"][0]["id"], &pipeline["stages"][1]["id"]);
    let moved =
        app.patch(&owner, &format!("/leads/{lead}/stage"), json!({"stage_id": contacted, "from_stage_id": new})).await;
    assert_eq!(&moved.ok(200)["stage_id"], contacted);
    let timeline = app.get(&owner, &format!("/customers/{lead}/timeline")).await.ok(200);
    assert_eq!(timeline["data"][0]["kind"], "stage_changed");
    assert_eq!(timeline["data"][0]["data"]["to_stage"]["name"], "Contacted");
    assert_eq!(timeline["data"][0]["actor"]["name"], "Acme's owner");

    // Until the site says who the browser is, nothing of it is the lead's.
    let strip = app.get(&owner, &format!("/visitors/activity-summary?customer_id={lead}")).await.ok(200);
    assert_eq!((&strip["state"], &strip["linked"]), (&json!("not_linked"), &json!(false)));
    let call = json!({"widget_key": key, "anon_visitor_id": "browser-1", "user_id": "ada@example.com", "url": "https://acme.example/login"});
    app.page_sends("identify", call.to_string()).await.ok(204);

    let strip = app.get(&owner, &format!("/visitors/activity-summary?customer_id={lead}&days=30")).await.ok(200);
    assert_eq!(strip["state"], "active");
    let buckets = strip["buckets"].as_array().expect("buckets");
    assert_eq!((buckets.len(), &buckets[29]["count"]), (30, &json!(3)), "a pageview, a custom event, an identify");
    let site = app.get(&owner, &format!("/customers/{lead}/site-activity")).await.ok(200);
    assert_eq!((&site["sessions"], &site["custom_events"]), (&json!(1), &json!(1)), "to become known opens no session");
    assert_eq!(site["top_pages"][0], json!({"path": "/pricing", "views": 1}));
    let lead_row = app.get(&owner, &format!("/leads/{lead}")).await.ok(200);
    assert_eq!(lead_row["linked_to_tracking"], true);
}
