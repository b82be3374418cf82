//! Duplicates, merges, and telling people apart again. D4 and D5 of the decisions.

use serde_json::{Value, json};
use tenancy::Permission;
use time::Duration;

use crate::{
    accounts::account,
    app::{App, Member, batch, event, now, text},
};

async fn lead(app: &App, owner: &Member, body: Value) -> String {
    text(&app.post(owner, "/leads", body).await.ok(201)["id"])
}

async fn pairs(app: &App, owner: &Member) -> Vec<Value> {
    app.get(owner, "/duplicates").await.ok(200)["data"].as_array().expect("pairs").clone()
}

#[tokio::test]
async fn those_who_share_a_phone_or_name_and_company_are_proposed_until_somebody_decides() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let one =
        lead(&app, &owner, json!({"name": "Ada Lovelace", "company": "Engine Works GmbH", "phone": "+4930901820"}))
            .await;
    let two = lead(&app, &owner, json!({"name": "Lovelace, Ada", "company": "engine works"})).await;
    let three = lead(&app, &owner, json!({"name": "Somebody Else", "phone": "030 901820"})).await;
    let found = pairs(&app, &owner).await;
    assert_eq!(found.len(), 2);
    let of = app.get(&owner, &format!("/duplicates?customer_id={two}")).await.ok(200);
    assert_eq!(of["data"][0]["reasons"], json!(["name_company"]));
    let people: Vec<String> = of["data"][0]["people"].as_array().expect("two").iter().map(|p| text(&p["id"])).collect();
    assert_eq!(people, [one.clone(), two.clone()]);
    app.post(&owner, &format!("/duplicates/{}/dismiss", text(&of["data"][0]["id"])), json!({})).await.ok(204);
    assert_eq!(pairs(&app, &owner).await.len(), 1, "nobody proposes it again");
    for id in ["x", "x_y", &one, &format!("{one}_{one}x")] {
        app.post(&owner, &format!("/duplicates/{id}/dismiss"), json!({})).await.problem(404, "not_found");
    }
    // D5: the email is one person's, the phone another's: nothing is merged, and somebody may look.
    let (_, path) = app.webhook(&owner, json!({"name": "Form"})).await;
    let four = lead(&app, &owner, json!({"email": "four@example.com", "phone": "+4930901829"})).await;
    app.submit(&path, &json!({"email": "four@example.com", "phone": "+4930901820"})).await.ok(201);
    let filed = app.get(&owner, &format!("/duplicates?customer_id={four}")).await.ok(200);
    assert_eq!(filed["data"][0]["reasons"], json!(["phone"]));
    assert_eq!(app.get(&owner, &format!("/leads/{four}")).await.ok(200)["phone"], "+4930901829");
    let _ = three;
}

#[tokio::test]
async fn two_leads_become_one_and_two_again() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (_, key) = app.tracked_widget(&owner).await;
    let keep =
        json!({"name": "Ada", "phone": "+4930901820", "tags": ["a"], "custom_fields": {"budget": 5, "city": "Ulm"}});
    let keep = lead(&app, &owner, keep).await;
    let other = json!({"name": "Ada Lovelace", "email": "ada@example.com", "phone": "030 901820", "tags": ["b"], "notes": "Called",
        "custom_fields": {"budget": 7, "size": 3}});
    let other = lead(&app, &owner, other).await;
    app.page_sends("track", batch(&key, "b", &[event("pageview", None, "https://a.example/x", now())])).await.ok(204);
    let call = json!({"widget_key": key, "anon_visitor_id": "b", "user_id": "ada@example.com"});
    app.page_sends("identify", call.to_string()).await.ok(204);
    let before_keep = app.get(&owner, &format!("/leads/{keep}")).await.ok(200);
    let before_other = app.get(&owner, &format!("/leads/{other}")).await.ok(200);

    let preview = app.get(&owner, &format!("/merge-preview?keep_id={keep}&other_id={other}")).await.ok(200);
    let field = |name: &str| {
        preview["fields"].as_array().expect("fields").iter().find(|f| f["field"] == name).expect("it").clone()
    };
    assert_eq!((&field("name")["chosen"], &field("email")["chosen"]), (&json!("keep"), &json!("other")));
    assert_eq!((&field("custom:budget")["keep"], &field("custom:budget")["other"]), (&json!("5"), &json!("7")));
    assert_eq!(preview["moves"], json!({"notes": 1, "visitors": 1, "opportunities": 0, "companies": 0}));
    assert_eq!(preview["refused"], Value::Null);
    let unknown = json!({"keep_id": keep, "other_id": other, "fields": {"colour": "keep"}});
    assert_eq!(app.post(&owner, "/merges", unknown).await.problem(422, "invalid"), "fields");
    app.post(&owner, "/merges", json!({"keep_id": keep, "other_id": keep})).await.problem(409, "conflict");

    let merge = json!({"keepId": keep, "otherId": other, "fields": {"name": "other", "custom:budget": "other"}});
    let merged = app.post(&owner, "/merges", merge).await.ok(201);
    let after = app.get(&owner, &format!("/leads/{keep}")).await.ok(200);
    assert_eq!(
        (&after["name"], &after["email"], &after["phone"]),
        (&json!("Ada Lovelace"), &json!("ada@example.com"), &json!("+4930901820"))
    );
    assert_eq!(after["tags"], json!(["a", "b"]));
    let fields = &after["custom_fields"];
    assert_eq!((&fields["budget"], &fields["city"], &fields["size"]), (&json!(7), &json!("Ulm"), &json!(3)));
    assert_eq!(app.get(&owner, "/leads").await.ok(200)["total"], 1);
    assert_eq!(
        app.get(&owner, &format!("/leads/{other}")).await.ok(200)["contact_id"],
        json!(keep),
        "its address still answers"
    );
    let visits = app.get(&owner, &format!("/customers/{keep}/site-activity")).await.ok(200);
    assert_eq!(visits["sessions"], 1);
    assert_eq!(
        app.get(&owner, &format!("/leads/{keep}/notes")).await.ok(200)["data"].as_array().map(Vec::len),
        Some(1)
    );
    assert!(pairs(&app, &owner).await.is_empty());
    let history = app.get(&owner, &format!("/customers/{keep}/timeline")).await.ok(200);
    assert!(history["data"].as_array().expect("entries").iter().any(|entry| entry["kind"] == "merged"));
    let listed = app.get(&owner, &format!("/merges?customer_id={keep}")).await.ok(200);
    assert_eq!(listed["data"][0]["other_name"], "Ada Lovelace");

    // A title that somebody types meanwhile stays with the kept one.
    app.patch(&owner, &format!("/leads/{keep}"), json!({"title": "CTO"})).await.ok(200);
    let undo = format!("/merges/{}/undo", text(&merged["id"]));
    app.post(&owner, &undo, json!({})).await.ok(200);
    let same = |of: &Value, with: &Value, keys: &[&str]| {
        for key in keys {
            assert_eq!(of[key], with[key], "{key}");
        }
    };
    let keys = ["name", "email", "phone", "tags", "stage_id"];
    let back = app.get(&owner, &format!("/leads/{keep}")).await.ok(200);
    same(&back, &before_keep, &keys);
    assert_eq!((&back["title"], &back["custom_fields"]["budget"]), (&json!("CTO"), &json!(5)));
    let apart = app.get(&owner, &format!("/leads/{other}")).await.ok(200);
    same(&apart, &before_other, &["name", "email", "phone", "tags", "custom_fields", "converted_at", "stage_id"]);
    assert_eq!(app.get(&owner, "/leads").await.ok(200)["total"], 2);
    assert_eq!(app.get(&owner, &format!("/customers/{other}/site-activity")).await.ok(200)["sessions"], 1);
    assert_eq!(app.get(&owner, &format!("/customers/{keep}/site-activity")).await.ok(200)["linked"], false);
    assert_eq!(
        app.get(&owner, &format!("/leads/{other}/notes")).await.ok(200)["data"].as_array().map(Vec::len),
        Some(1)
    );
    app.post(&owner, &undo, json!({})).await.problem(409, "conflict");
    assert!(pairs(&app, &owner).await.is_empty(), "they were looked at");

    let again = app.post(&owner, "/merges", json!({"keep_id": keep, "other_id": other})).await.ok(201);
    app.advance(Duration::days(31));
    let owner = app.sign_in_again(&owner);
    app.post(&owner, &format!("/merges/{}/undo", text(&again["id"])), json!({})).await.problem(409, "conflict");
}

/// What the review of merges found: who may see what is left of a contact, what an undo can't and must not do.
#[tokio::test]
async fn a_merged_contact_stays_a_contacts_data_and_undo_says_why_not() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (first, second) = (account(&app, &owner, "First").await, account(&app, &owner, "Second").await);
    let contact = async |email: &str, account: &str| {
        text(
            &app.post(&owner, "/contacts", json!({"name": email, "email": email, "account_id": account})).await.ok(201)
                ["id"],
        )
    };
    let (keep, other) = (contact("keep@example.com", &first).await, contact("other@example.com", &second).await);
    let merge = json!({"keep_id": keep, "other_id": other, "fields": {"account_id": "other"}});
    let merged = app.post(&owner, "/merges", merge).await.ok(201);
    let companies = app.get(&owner, &format!("/contacts/{keep}")).await.ok(200)["companies"].clone();
    assert_eq!(
        (companies.as_array().map(Vec::len), &companies[0]["id"]),
        (Some(1), &json!(first)),
        "its own account stays with it"
    );
    let only_leads = app.api_key(&owner, &[Permission::LeadsView, Permission::LeadsManage]);
    app.get(&only_leads, &format!("/leads/{other}")).await.problem(404, "not_found");
    app.get(&only_leads, &format!("/customers/{other}/score")).await.problem(404, "not_found");
    assert_eq!(app.get(&only_leads, &format!("/merges?customer_id={keep}")).await.ok(200)["data"], json!([]));
    app.get(&owner, &format!("/leads/{other}")).await.ok(200);
    app.post(&owner, &format!("/merges/{}/undo", text(&merged["id"])), json!({})).await.ok(200);
    assert_eq!(app.get(&owner, &format!("/contacts/{keep}")).await.ok(200)["account_id"], json!(first));

    // A lead that took the other's email and was deleted, or converted, since.
    let one = lead(&app, &owner, json!({"name": "One"})).await;
    let two = lead(&app, &owner, json!({"name": "Two", "email": "two@example.com"})).await;
    let merged = app.post(&owner, "/merges", json!({"keep_id": one, "other_id": two})).await.ok(201);
    let undo = format!("/merges/{}/undo", text(&merged["id"]));
    app.delete(&owner, &format!("/leads/{one}")).await.ok(204);
    app.post(&owner, &undo, json!({})).await.problem(409, "conflict");
    app.post(&owner, &format!("/leads/{one}/restore"), json!({})).await.ok(200);
    app.post(&owner, &format!("/leads/{one}/convert"), json!({"account_id": first})).await.ok(200);
    app.post(&owner, &undo, json!({})).await.ok(200);
    assert_eq!(
        app.get(&owner, &format!("/contacts/{one}")).await.ok(200)["email"],
        "two@example.com",
        "a contact needs it"
    );
    assert_eq!(app.get(&owner, &format!("/leads/{two}")).await.ok(200)["email"], "two@example.com");

    // What is remembered goes after thirty days.
    app.advance(Duration::days(31));
    app.work();
    assert_eq!(app.count("SELECT count(*) AS n FROM merges"), 0);
}

/// Undoing merges while the same browsers say who they are: nobody is locked out.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn undo_and_identify_wait_for_each_other() {
    let app = App::start_with(&[|c| c.limits.enabled = false]).await;
    let owner = app.workspace("Acme");
    let (_, key) = app.tracked_widget(&owner).await;
    for round in 0..40 {
        let email = format!("r{round}@example.com");
        let keep = lead(&app, &owner, json!({"name": "Keep"})).await;
        let other = lead(&app, &owner, json!({"name": "Other", "email": email})).await;
        let call = json!({"widget_key": key, "anon_visitor_id": format!("b{round}"), "user_id": email}).to_string();
        app.page_sends("identify", call.clone()).await.ok(204);
        let merged = app.post(&owner, "/merges", json!({"keep_id": keep, "other_id": other})).await.ok(201);
        let undo = format!("/api/v1/merges/{}/undo", text(&merged["id"]));
        let answers = crate::races::at_once(3, |n| {
            let request = if n == 0 {
                app.request(reqwest::Method::POST, &undo).bearer_auth(&owner.token).json(&json!({}))
            } else {
                app.request(reqwest::Method::POST, "/api/widget/identify")
                    .header("Content-Type", "text/plain")
                    .body(call.clone())
            };
            async move { crate::app::Answer::of(request.send().await.expect("an answer")).await.status }
        })
        .await;
        assert_eq!(answers, [200, 204, 204], "round {round}");
        let visits = app.count(&format!("SELECT count(*) AS n FROM visitors WHERE customer_id = '{other}'"));
        assert_eq!(visits, 1, "the browser is the other's again");
    }
}

#[tokio::test]
async fn contacts_keep_their_accounts_deals_and_companies() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (first, second) = (account(&app, &owner, "First").await, account(&app, &owner, "Second").await);
    let contact = async |email: &str, account: &str| {
        text(
            &app.post(&owner, "/contacts", json!({"name": email, "email": email, "account_id": account})).await.ok(201)
                ["id"],
        )
    };
    let (keep, other) = (contact("keep@example.com", &first).await, contact("other@example.com", &second).await);
    let deal = async |account: &str, who: &str| {
        let deal = json!({"name": "Deal", "account_id": account, "primary_contact_id": who});
        text(&app.post(&owner, "/opportunities", deal).await.ok(201)["id"])
    };
    let (own, theirs) = (deal(&first, &keep).await, deal(&second, &other).await);
    let lead = lead(&app, &owner, json!({"name": "A lead"})).await;
    let refused = app.get(&owner, &format!("/merge-preview?keep_id={lead}&other_id={keep}")).await.ok(200);
    assert!(text(&refused["refused"]).contains("contact"));
    app.post(&owner, "/merges", json!({"keep_id": lead, "other_id": keep})).await.problem(409, "conflict");
    let only_leads = app.api_key(&owner, &[Permission::LeadsView, Permission::LeadsManage]);
    app.post(&only_leads, "/merges", json!({"keep_id": keep, "other_id": lead})).await.problem(404, "not_found");

    let merged = app
        .post(&owner, "/merges", json!({"keep_id": keep, "other_id": other, "fields": {"account_id": "keep"}}))
        .await
        .ok(201);
    let after = app.get(&owner, &format!("/contacts/{keep}")).await.ok(200);
    assert_eq!((&after["account_id"], &after["email"]), (&json!(first), &json!("keep@example.com")));
    assert_eq!(after["companies"][0]["id"], json!(second), "the other's account is a further company");
    assert_eq!(app.get(&owner, &format!("/opportunities/{own}")).await.ok(200)["primary_contact_id"], json!(keep));
    assert_eq!(app.get(&owner, &format!("/opportunities/{theirs}")).await.ok(200)["primary_contact_id"], Value::Null);
    assert_eq!(app.get(&owner, "/contacts").await.ok(200)["total"], 1);
    app.post(&owner, &format!("/merges/{}/undo", text(&merged["id"])), json!({})).await.ok(200);
    let apart = app.get(&owner, &format!("/contacts/{other}")).await.ok(200);
    assert_eq!((&apart["account_id"], &apart["kind"]), (&json!(second), &json!("contact")));
    assert_eq!(app.get(&owner, &format!("/opportunities/{theirs}")).await.ok(200)["primary_contact_id"], json!(other));
    assert_eq!(app.get(&owner, &format!("/contacts/{keep}")).await.ok(200)["companies"], json!([]));

    // A lead becomes part of a contact; with its account taken over, the deals follow the account.
    app.post(&owner, "/merges", json!({"keep_id": keep, "other_id": lead})).await.ok(201);
    let body = json!({"keep_id": keep, "other_id": other, "fields": {"account_id": "other", "email": "other"}});
    app.post(&owner, "/merges", body).await.ok(201);
    let after = app.get(&owner, &format!("/contacts/{keep}")).await.ok(200);
    assert_eq!((&after["account_id"], &after["email"]), (&json!(second), &json!("other@example.com")));
    assert_eq!(app.get(&owner, &format!("/opportunities/{theirs}")).await.ok(200)["primary_contact_id"], json!(keep));
    assert_eq!(app.get(&owner, &format!("/opportunities/{own}")).await.ok(200)["primary_contact_id"], Value::Null);
}
