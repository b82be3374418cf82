//! Contacts: made, moved, linked to further companies, demoted, deleted; notes and search.

use serde_json::{Value, json};
use tenancy::{Permission, Role};

use crate::{
    accounts::{account, contact, kinds},
    app::{App, batch, event, now, text},
};

/// Proves: H3, H21, H22, H23, A19, A20
#[tokio::test]
async fn a_contact_needs_an_email_and_an_account() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let id = account(&app, &owner, "Berg").await;
    assert_eq!(app.post(&owner, "/contacts", json!({"account_id": id})).await.problem(422, "invalid"), "email");
    let lone = json!({"email": "ada@berg.example"});
    assert_eq!(app.post(&owner, "/contacts", lone.clone()).await.problem(422, "account_required"), "account_id");
    let both = json!({"email": "ada@berg.example", "account_id": id, "account": {"name": "x"}});
    assert_eq!(app.post(&owner, "/contacts", both).await.problem(422, "invalid"), "account");
    let bad = json!({"email": "ada@berg.example", "account": {"name": "x", "website": "ftp://x"}});
    assert_eq!(app.post(&owner, "/contacts", bad).await.problem(422, "invalid"), "account.website");
    assert_eq!(app.count("SELECT count(*) AS n FROM accounts"), 1, "no account is left over from a refusal");
    let inline = json!({
        "email": "Ada@Berg.example", "name": "Ada", "phone": "+493055500142", "job_title": "CTO", "notes": "Met at the fair",
        "account": {"name": "Neu", "domain": "neu.example", "industry": "Lifts", "website": "neu.example", "phone": "+493055500143"},
    });
    let made = app.post(&owner, "/contacts", inline).await.ok(201);
    assert_eq!(
        (&made["email"], &made["job_title"], &made["account"]["name"], &made["source"]),
        (&json!("ada@berg.example"), &json!("CTO"), &json!("Neu"), &json!("manual"))
    );
    let path = format!("/contacts/{}", text(&made["id"]));
    assert_eq!(app.get(&owner, &format!("{path}/notes")).await.ok(200)["data"][0]["body"], "Met at the fair");
    let taken = app.post(&owner, "/contacts", json!({"email": "ada@berg.example", "account_id": id})).await;
    assert_eq!((&taken.body["existing_id"], &taken.body["existing_kind"]), (&made["id"], &json!("contact")));
    taken.problem(409, "email_taken");
    let asked = json!({"email": "eve@berg.example", "company": "Eve & Co", "on_missing_account": "placeholder"});
    let placed = app.post(&owner, "/contacts", asked).await.ok(201);
    assert_eq!(placed["account"], json!({"id": placed["account_id"], "name": "Eve & Co", "placeholder": true}));
    assert_eq!(app.patch(&owner, &path, json!({"email": null})).await.problem(422, "invalid"), "email");
    let key = app.api_key(&owner, &[Permission::CrmManage, Permission::CrmView]);
    let by_key = app.post(&key, "/contacts", json!({"email": "api@berg.example", "account_id": id})).await.ok(201);
    assert_eq!(by_key["source"], "api");
    app.get(&app.member(&owner, Role::Agent), &path).await.ok(200);
}

/// Proves: H25, H39
#[tokio::test]
async fn a_contact_moves_to_another_account_and_leaves_its_deals() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (berg, tal) = (account(&app, &owner, "Berg").await, account(&app, &owner, "Tal").await);
    let ada = contact(&app, &owner, &berg, "ada@berg.example").await;
    let body = json!({"name": "Deal", "account_id": berg, "primary_contact_id": ada});
    let deal = format!("/opportunities/{}", text(&app.post(&owner, "/opportunities", body).await.ok(201)["id"]));
    app.post(&owner, &format!("/contacts/{ada}/companies"), json!({"account_id": tal})).await.ok(200);
    let path = format!("/contacts/{ada}");
    assert_eq!(app.get(&owner, &path).await.ok(200)["companies"][0]["name"], "Tal");
    let moved = app.patch(&owner, &path, json!({"account_id": tal, "title": "CEO"})).await.ok(200);
    assert_eq!((&moved["account"]["name"], &moved["title"]), (&json!("Tal"), &json!("CEO")));
    assert_eq!(app.get(&owner, &path).await.ok(200)["companies"], json!([]), "the account is no further company");
    assert_eq!(app.get(&owner, &deal).await.ok(200)["primary_contact_id"], Value::Null);
    let history = app.get(&owner, &format!("/customers/{ada}/timeline")).await.ok(200);
    assert_eq!(history["data"][0]["kind"], "account_changed");
    assert_eq!(history["data"][0]["data"]["from_account"]["name"], "Berg");
    assert_eq!(history["data"][0]["data"]["to_account"]["name"], "Tal");
    assert_eq!(kinds(&app, &owner, &format!("/accounts/{berg}")).await[0], "contact_removed");
    let gained = app.get(&owner, &format!("/accounts/{tal}/timeline")).await.ok(200);
    assert_eq!(gained["data"][0]["data"]["contact"], json!({"id": ada, "name": "ada"}));
    assert!(kinds(&app, &owner, &deal).await.contains(&"primary_contact_changed".to_owned()));
    let listed = app.get(&owner, &format!("/accounts/{tal}/contacts")).await.ok(200);
    assert_eq!(listed["data"][0]["id"], json!(ada));
    assert_eq!(app.get(&owner, &format!("/contacts?account_id={berg}")).await.ok(200)["total"], 0);
}

/// Proves: A7, A8, A21, H7
#[tokio::test]
async fn the_first_real_company_takes_a_placeholders_place() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (berg, tal) = (account(&app, &owner, "Berg").await, account(&app, &owner, "Tal").await);
    let body = json!({"email": "ada@berg.example", "on_missing_account": "placeholder"});
    let made = app.post(&owner, "/contacts", body).await.ok(201);
    let companies = format!("/contacts/{}/companies", text(&made["id"]));
    assert_eq!(app.post(&owner, &companies, json!({"account_id": berg})).await.ok(200)["data"], json!([]));
    let ada = app.get(&owner, &format!("/contacts/{}", text(&made["id"]))).await.ok(200);
    assert_eq!(ada["account"]["name"], "Berg");
    app.get(&owner, &format!("/accounts/{}", text(&made["account_id"]))).await.problem(404, "not_found");
    assert_eq!(app.post(&owner, &companies, json!({"account_id": tal})).await.ok(200)["data"][0]["name"], "Tal");
    app.delete(&owner, &format!("{companies}/{berg}")).await.problem(404, "not_found");
    app.delete(&owner, &format!("{companies}/{tal}")).await.ok(204);

    // A placeholder that somebody wrote a note on stays.
    let body = json!({"email": "eve@berg.example", "on_missing_account": "placeholder"});
    let eve = app.post(&owner, "/contacts", body).await.ok(201);
    let stand_in = format!("/accounts/{}", text(&eve["account_id"]));
    app.post(&owner, &format!("{stand_in}/notes"), json!({"body": "Asked for a quote"})).await.ok(201);
    app.patch(&owner, &format!("/contacts/{}", text(&eve["id"])), json!({"account_id": berg})).await.ok(200);
    app.get(&owner, &stand_in).await.ok(200);
    assert_eq!(app.patch(&owner, &stand_in, json!({"name": "Named"})).await.ok(200)["placeholder"], false);
    // And so does one that anybody wrote anything on: nothing typed is lost.
    let body = json!({"email": "nia@berg.example", "on_missing_account": "placeholder"});
    let nia = app.post(&owner, "/contacts", body).await.ok(201);
    let stand_in = format!("/accounts/{}", text(&nia["account_id"]));
    app.patch(&owner, &stand_in, json!({"mrr": "100"})).await.ok(200);
    app.patch(&owner, &format!("/contacts/{}", text(&nia["id"])), json!({"account_id": berg})).await.ok(200);
    assert_eq!(app.get(&owner, &stand_in).await.ok(200)["mrr"], "100.00");
    let kept = "SELECT count(*) AS n FROM timeline WHERE data::text LIKE '%@%'";
    assert_eq!(app.count(kept), 0, "a placeholder is called after its person, but not in the timeline");
}

/// Proves: H24, H6, H39
#[tokio::test]
async fn a_demoted_contact_is_a_lead_again_with_its_history() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let berg = account(&app, &owner, "Berg").await;
    let ada = contact(&app, &owner, &berg, "ada@berg.example").await;
    let body = json!({"name": "Deal", "account_id": berg, "primary_contact_id": ada});
    let deal = app.post(&owner, "/opportunities", body).await.ok(201);
    let lead = app.post(&owner, &format!("/contacts/{ada}/demote"), json!({})).await.ok(200);
    assert_eq!((&lead["id"], &lead["kind"]), (&json!(ada), &json!("lead")));
    let pipeline = app.post(&owner, "/lead-pipelines/ensure-default", json!({})).await.ok(200);
    let board = app.get(&owner, &format!("/lead-pipelines/{}/board", text(&pipeline["id"]))).await.ok(200);
    assert_eq!(board["columns"][0]["cards"][0]["id"], json!(ada), "on the first stage of the default pipeline");
    app.get(&owner, &format!("/contacts/{ada}")).await.problem(404, "not_found");
    app.post(&owner, &format!("/contacts/{ada}/demote"), json!({})).await.problem(404, "not_found");
    assert_eq!(
        app.get(&owner, &format!("/opportunities/{}", text(&deal["id"]))).await.ok(200)["primary_contact"],
        Value::Null
    );
    let kinds = kinds(&app, &owner, &format!("/customers/{ada}")).await;
    assert_eq!(kinds, ["demoted", "primary_contact_changed", "opportunity_created", "contact_created"]);
    assert_eq!(
        app.patch(&owner, &format!("/leads/{ada}"), json!({"account_id": berg})).await.problem(422, "invalid"),
        "account_id"
    );

    // Who sees no leads does not learn what became of them, and makes none.
    let agent = app.member(&owner, Role::Agent);
    let seen = app.get(&agent, &format!("/accounts/{berg}/timeline")).await.ok(200);
    // Not three letters: an id may have them by chance.
    assert!(!seen.to_string().contains("ada@") && !seen.to_string().contains(&ada), "{seen}");
    let key = app.api_key(&owner, &[Permission::CrmManage]);

    // An open lead has the email of another contact by now.
    let eve = contact(&app, &owner, &berg, "eve@berg.example").await;
    let open = app.post(&owner, "/leads", json!({"email": "eve@berg.example"})).await.ok(201);
    let refused = app.post(&owner, &format!("/contacts/{eve}/demote"), json!({})).await;
    assert_eq!((&refused.body["existing_id"], &refused.body["existing_kind"]), (&open["id"], &json!("lead")));
    refused.problem(409, "email_taken");
    app.post(&key, &format!("/contacts/{eve}/demote"), json!({})).await.problem(403, "forbidden");
    let cleared = app.patch(&owner, &format!("/contacts/{eve}"), json!({"account_id": null})).await;
    assert_eq!(cleared.problem(422, "invalid"), "account_id");
    app.get(&owner, &format!("/contacts/{eve}")).await.ok(200);
}

/// Proves: S19, E14, H39
#[tokio::test]
async fn a_deleted_contact_is_gone_and_its_visits_are_nobodys() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (_, key) = app.tracked_widget(&owner).await;
    let (_, form) = app.webhook(&owner, json!({"name": "Form"})).await;
    let berg = account(&app, &owner, "Berg").await;
    let ada = contact(&app, &owner, &berg, "ada@berg.example").await;
    let lead = text(&app.submit(&form, &json!({"email": "ada@berg.example", "budget": 9})).await.ok(201)["lead_id"]);
    app.post(&owner, &format!("/leads/{lead}/convert"), json!({})).await.ok(200);
    app.page_sends("track", batch(&key, "b", &[event("pageview", None, "https://a.example/", now())])).await.ok(204);
    let call = json!({"widget_key": key, "anon_visitor_id": "b", "user_id": "ada@berg.example"});
    app.page_sends("identify", call.to_string()).await.ok(204);
    app.post(&owner, &format!("/contacts/{ada}/notes"), json!({"body": "private"})).await.ok(201);
    let events = "SELECT count(*) AS n FROM visitor_events";
    let before = app.count(events);
    assert!(app.count(&format!("{events} WHERE customer_id IS NOT NULL")) > 0);
    app.delete(&owner, &format!("/contacts/{ada}")).await.ok(204);
    app.get(&owner, &format!("/contacts/{ada}")).await.problem(404, "not_found");
    app.get(&owner, &format!("/leads/{lead}")).await.problem(404, "not_found");
    assert_eq!(app.count(events), before, "the numbers stay");
    for left in ["visitor_events", "sessions", "visitors", "visitor_links"] {
        assert_eq!(app.count(&format!("SELECT count(*) AS n FROM {left} WHERE customer_id IS NOT NULL")), 0, "{left}");
    }
    assert_eq!(app.count("SELECT count(*) AS n FROM notes"), 0);
    assert_eq!(app.count("SELECT count(*) AS n FROM lead_webhook_receipts"), 0);
    let kept = "SELECT count(*) AS n FROM timeline WHERE data::text ILIKE '%ada@%' OR data::text ILIKE '%private%'";
    assert_eq!(app.count(kept), 0, "the timeline holds no personal values");
    app.delete(&owner, &format!("/accounts/{berg}")).await.ok(204);

    // Recognised again, the browser's past is the new contact's (E14).
    app.page_sends("identify", call.to_string()).await.ok(204);
    let again = app.get(&owner, "/contacts").await.ok(200);
    let site = app.get(&owner, &format!("/customers/{}/site-activity", text(&again["data"][0]["id"]))).await.ok(200);
    assert_eq!(site["top_pages"][0]["views"], 1);
}

/// Proves: L9, L10, S24
#[tokio::test]
async fn notes_have_an_author_and_stand_in_one_order_with_everything_else() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (_, key) = app.tracked_widget(&owner).await;
    let lead = text(
        &app.post(&owner, "/leads", json!({"email": "ada@berg.example", "notes": "From the fair"})).await.ok(201)["id"],
    );
    let notes = format!("/leads/{lead}/notes");
    let written = app.post(&owner, &notes, json!({"value": "Call on Monday"})).await.ok(201);
    assert_eq!((&written["author"]["name"], &written["body"]), (&json!("Acme's owner"), &json!("Call on Monday")));
    app.page_sends("track", batch(&key, "b", &[event("custom", Some("demo"), "https://a.example/x", now())]))
        .await
        .ok(204);
    let call = json!({"widget_key": key, "anon_visitor_id": "b", "user_id": "ada@berg.example"});
    app.page_sends("identify", call.to_string()).await.ok(204);

    let page = async |query: &str| {
        let timeline = app.get(&owner, &format!("/customers/{lead}/timeline?{query}")).await.ok(200);
        let kinds: Vec<String> =
            timeline["data"].as_array().expect("entries").iter().map(|e| text(&e["kind"])).collect();
        (kinds, timeline["next_cursor"].as_str().map(ToOwned::to_owned))
    };
    let (mut all, _) = page("").await;
    all.sort();
    assert_eq!(all, ["lead_created", "note_added", "note_added", "site_custom", "site_identify", "visitor_linked"]);
    assert_eq!(page("types=note").await.0, ["note_added", "note_added"]);
    assert_eq!(page("types=site").await.0.len(), 2);
    app.get(&owner, &format!("/customers/{lead}/timeline?types=mail")).await.problem(422, "invalid");
    // Page by page it is the same list, nothing twice, nothing left out.
    let (mut walked, mut next) = page("limit=1").await;
    while let Some(cursor) = next {
        let (more, after) = page(&format!("limit=1&cursor={cursor}")).await;
        walked.extend(more);
        next = after;
    }
    walked.sort();
    assert_eq!(walked, all);

    let path = format!("/notes/{}", text(&written["id"]));
    assert_eq!(app.patch(&owner, &path, json!({"body": "Call on Tuesday"})).await.ok(200)["version"], 2);
    assert_eq!(app.post(&owner, &notes, json!({"body": " "})).await.problem(422, "invalid"), "body");
    assert_eq!(app.post(&owner, &notes, json!({"body": "x".repeat(1_000_000)})).await.problem(422, "invalid"), "body");
    let listed = app.get(&owner, &notes).await.ok(200);
    assert_eq!(
        (&listed["data"][0]["body"], &listed["data"][1]["body"]),
        (&json!("Call on Tuesday"), &json!("From the fair"))
    );
    let key = app.api_key(&owner, &[Permission::CrmManage]);
    app.delete(&key, &path).await.problem(404, "not_found");
    app.delete(&owner, &path).await.ok(204);
    assert_eq!(page("types=note").await.0.len(), 2, "that there was one stays");
}

/// Proves: H49
#[tokio::test]
async fn search_finds_people_accounts_and_opportunities() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let berg = account(&app, &owner, "Berg Lifts").await;
    contact(&app, &owner, &berg, "bergit@other.example").await;
    app.post(&owner, "/leads", json!({"name": "Bergmann"})).await.ok(201);
    app.post(&owner, "/opportunities", json!({"name": "Ten lifts", "account_id": berg, "amount": 5})).await.ok(201);
    let found = app.get(&owner, "/search?q=berg").await.ok(200);
    let count = |of: &str| found[of].as_array().map(Vec::len);
    assert_eq!((count("people"), count("accounts"), count("opportunities")), (Some(2), Some(1), Some(1)));
    let by_account = app.get(&owner, "/contacts?search=berg%20lifts").await.ok(200);
    assert_eq!(by_account["data"][0]["email"], "bergit@other.example", "by the account's name");
    assert_eq!(found["opportunities"][0]["amount"], "5.00");
    let agent = app.member(&owner, Role::Agent);
    let seen = app.get(&agent, "/search?q=berg").await.ok(200);
    assert_eq!(seen["people"].as_array().map(Vec::len), Some(1), "an agent sees no leads");
    assert_eq!(app.get(&owner, "/search?q=%25").await.ok(200)["people"], json!([]), "a wildcard means itself");
}
