//! Leads become contacts.

use serde_json::{Value, json};

use crate::{
    accounts::{account, contact, kinds},
    app::{App, batch, event, now, text},
};

/// Proves: H18, H19, H20, L34, L36
#[tokio::test]
async fn a_lead_becomes_a_contact_with_a_new_account_and_an_opportunity() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let body = json!({"name": "Ada", "phone": "+493055500142", "company": "Berg Lifts", "custom_fields": {"seats": 5}, "notes": "Hot"});
    let lead = app.post(&owner, "/leads", body).await.ok(201);
    let id = text(&lead["id"]);
    let path = format!("/leads/{id}");
    let edited = app.patch(&owner, &path, json!({"email": "ada@berg.example"})).await.ok(200);
    assert_eq!((&edited["kind"], &edited["converted_at"]), (&json!("lead"), &Value::Null), "an email converts nobody");
    let convert = format!("{path}/convert");
    assert_eq!(app.post(&owner, &convert, json!({})).await.problem(422, "account_required"), "account_id");
    let bad = json!({"account": {"name": "Berg Lifts"}, "opportunity": {"name": "Deal", "amount": "-1"}});
    assert_eq!(app.post(&owner, &convert, bad).await.problem(422, "invalid"), "opportunity.amount");
    assert_eq!(app.count("SELECT count(*) AS n FROM accounts"), 0, "a refusal leaves nothing behind");

    let body = json!({
        "name": "Ada Berg", "platform": "whatsapp", "account": {"name": "Berg Lifts", "domain": "berg.example"},
        "opportunity": {"name": "Ten lifts", "amount": "12000", "close_date": "2027-01-31"},
    });
    let done = app.post(&owner, &convert, body.clone()).await.ok(200);
    assert_eq!((&done["contact"]["id"], &done["linked_existing"]), (&json!(id), &json!(false)), "one person, one id");
    assert_eq!(
        (&done["contact"]["name"], &done["contact"]["preferred_channel"], &done["contact"]["custom_fields"]["seats"]),
        (&json!("Ada Berg"), &json!("whatsapp"), &json!(5))
    );
    assert_eq!(
        (&done["opportunity"]["primary_contact_id"], &done["opportunity"]["account_id"]),
        (&json!(id), &done["account"]["id"])
    );
    let again = app.post(&owner, &convert, body).await.ok(200);
    assert_eq!(
        (&again["contact"]["id"], &again["opportunity"]),
        (&json!(id), &Value::Null),
        "a second click changes nothing"
    );
    assert_eq!(app.count("SELECT count(*) AS n FROM opportunities"), 1);

    assert_eq!(app.get(&owner, "/leads").await.ok(200)["total"], 0, "off the list");
    let gone = app.get(&owner, &path).await.ok(200);
    assert_eq!((&gone["contact_id"], &gone["stage_id"]), (&json!(id), &Value::Null));
    assert!(gone["converted_at"].is_string());
    assert_eq!(
        kinds(&app, &owner, &format!("/customers/{id}")).await,
        ["opportunity_created", "converted", "fields_updated", "note_added", "lead_created"]
    );
    assert_eq!(app.get(&owner, &format!("/contacts/{id}/notes")).await.ok(200)["data"][0]["body"], "Hot");
    // Demoted and converted again, as often as one likes.
    app.post(&owner, &format!("/contacts/{id}/demote"), json!({})).await.ok(200);
    app.post(&owner, &convert, json!({"account_id": done["account"]["id"]})).await.ok(200);
}

/// Proves: L35, L36, H20
#[tokio::test]
async fn a_lead_is_joined_to_the_contact_that_is_there() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (_, key) = app.tracked_widget(&owner).await;
    let berg = account(&app, &owner, "Berg").await;
    let ada = contact(&app, &owner, &berg, "ada@berg.example").await;
    app.patch(&owner, &format!("/contacts/{ada}"), json!({"custom_fields": {"seats": 5}})).await.ok(200);
    let body = json!({"email": "ada@berg.example", "name": "A. Berg", "title": "CTO", "tags": ["fair"], "custom_fields": {"seats": 9, "city": "Ulm"}});
    let lead = app.post(&owner, "/leads", body).await.ok(201);
    let id = text(&lead["id"]);
    assert_eq!(lead["contact_id"], json!(ada), "the lead shows whom it would be joined to");
    app.post(&owner, &format!("/leads/{id}/notes"), json!({"body": "Wants ten"})).await.ok(201);
    app.page_sends("track", batch(&key, "b", &[event("pageview", None, "https://a.example/", now())])).await.ok(204);
    // The browser is the lead's: by its site's own id, which no contact has.
    app.count(&format!("WITH one AS (UPDATE customers SET external_id = 'u7' WHERE id = '{id}' RETURNING 1) SELECT count(*) AS n FROM one"));
    let call = json!({"widget_key": key, "anon_visitor_id": "b", "user_id": "u7"});
    app.page_sends("identify", call.to_string()).await.ok(204);
    assert_eq!(app.count(&format!("SELECT count(*) AS n FROM visitors WHERE customer_id = '{id}'")), 1);

    let preview = app.get(&owner, &format!("/leads/{id}/convert-preview")).await.ok(200);
    assert_eq!((&preview["match"]["id"], &preview["matched_by"]), (&json!(ada), &json!("email")));
    assert_eq!(preview["match"]["account"]["name"], "Berg");
    let done = app.post(&owner, &format!("/leads/{id}/convert"), json!({})).await.ok(200);
    assert_eq!((&done["contact"]["id"], &done["linked_existing"]), (&json!(ada), &json!(true)));
    let contact = &done["contact"];
    assert_eq!(
        (&contact["name"], &contact["title"], &contact["tags"]),
        (&json!("ada"), &json!("CTO"), &json!(["fair"]))
    );
    assert_eq!((&contact["custom_fields"]["seats"], &contact["custom_fields"]["city"]), (&json!(5), &json!("Ulm")));
    let history = kinds(&app, &owner, &format!("/customers/{ada}")).await;
    for kind in ["converted", "note_added", "lead_created", "visitor_linked", "contact_created"] {
        assert!(history.contains(&kind.to_owned()), "{kind}: {history:?}");
    }
    assert_eq!(app.get(&owner, &format!("/contacts/{ada}/notes")).await.ok(200)["data"][0]["body"], "Wants ten");
    let site = app.get(&owner, &format!("/customers/{ada}/site-activity")).await.ok(200);
    assert_eq!((&site["linked"], &site["top_pages"][0]["views"]), (&json!(true), &json!(1)), "its visits came along");
    assert_eq!(app.post(&owner, &format!("/leads/{id}/convert"), json!({})).await.ok(200)["contact"]["id"], json!(ada));
    // The site still knows the person by the lead's id: the contact is meant.
    let call = json!({"widget_key": key, "anon_visitor_id": "b2", "user_id": "u7"});
    app.page_sends("identify", call.to_string()).await.ok(204);
    assert_eq!(app.count(&format!("SELECT count(*) AS n FROM visitors WHERE customer_id = '{ada}'")), 2);

    // By phone, when the email is nobody's; and the account that suggests itself.
    app.patch(&owner, &format!("/contacts/{ada}"), json!({"phone": "+493055500142"})).await.ok(200);
    let by_phone = app.post(&owner, "/leads", json!({"phone": "030 5550 0142"})).await.ok(201);
    let preview = app.get(&owner, &format!("/leads/{}/convert-preview", text(&by_phone["id"]))).await.ok(200);
    assert_eq!((&preview["match"]["id"], &preview["matched_by"]), (&json!(ada), &json!("phone")));
    let stranger = app.post(&owner, "/leads", json!({"company": "berg"})).await.ok(201);
    let path = format!("/leads/{}", text(&stranger["id"]));
    let preview = app.get(&owner, &format!("{path}/convert-preview")).await.ok(200);
    assert_eq!((&preview["match"], &preview["suggested_account"]["id"]), (&Value::Null, &json!(berg)));
    assert_eq!(
        app.post(&owner, &format!("{path}/convert"), json!({"account_id": berg})).await.problem(422, "invalid"),
        "email"
    );
    app.post(&owner, &format!("/leads/{ada}/convert"), json!({})).await.problem(404, "not_found");
}

/// Who was joined to a contact that is joined to another one later ends with that one: nothing points at a lead.
/// Proves: L35, H24
#[tokio::test]
async fn chains_of_conversions_end_at_one_contact() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let berg = account(&app, &owner, "Berg").await;
    let lead = async |email: &str| text(&app.post(&owner, "/leads", json!({"email": email})).await.ok(201)["id"]);
    let convert = async |id: &str, body: Value| app.post(&owner, &format!("/leads/{id}/convert"), body).await.ok(200);
    let ada = contact(&app, &owner, &berg, "ada@berg.example").await;
    let first = lead("ada@berg.example").await;
    convert(&first, json!({})).await;
    app.post(&owner, &format!("/contacts/{ada}/demote"), json!({})).await.ok(200);
    let eve = contact(&app, &owner, &berg, "eve@berg.example").await;
    app.patch(&owner, &format!("/leads/{ada}"), json!({"email": "eve@berg.example"})).await.ok(200);
    convert(&ada, json!({})).await;
    assert_eq!(convert(&first, json!({})).await["contact"]["id"], json!(eve));
    let lost =
        "SELECT count(*) AS n FROM customers a JOIN customers b ON b.id = a.converted_into WHERE b.kind = 'lead'";
    assert_eq!(app.count(lost), 0);
    app.delete(&owner, &format!("/contacts/{eve}")).await.ok(204);
    assert_eq!(app.count("SELECT count(*) AS n FROM customers"), 0, "one person, all their rows");
}

/// Proves: L36
#[tokio::test]
async fn a_note_on_a_joined_lead_is_the_contacts_and_a_typed_name_is_nobody_elses() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (_, key) = app.tracked_widget(&owner).await;
    let (_, form) = app.webhook(&owner, json!({"name": "Form"})).await;
    let berg = account(&app, &owner, "Berg").await;
    let ada = contact(&app, &owner, &berg, "ada@berg.example").await;
    let lead = text(&app.submit(&form, &json!({"email": "ada@berg.example"})).await.ok(201)["lead_id"]);
    app.post(&owner, &format!("/leads/{lead}/convert"), json!({})).await.ok(200);
    app.post(&owner, &format!("/leads/{lead}/notes"), json!({"body": "late"})).await.ok(201);
    assert_eq!(app.get(&owner, &format!("/contacts/{ada}/notes")).await.ok(200)["data"][0]["body"], "late");

    // The webhook's makeshift name is a visitor's to change; the one that was typed on conversion is not (D23).
    let nia = text(&app.submit(&form, &json!({"email": "nia@berg.example"})).await.ok(201)["lead_id"]);
    app.post(&owner, &format!("/leads/{nia}/convert"), json!({"name": "Nia Typed", "account_id": berg})).await.ok(200);
    let call =
        json!({"widget_key": key, "anon_visitor_id": "b", "user_id": "nia@berg.example", "traits": {"name": "Vandal"}});
    app.page_sends("identify", call.to_string()).await.ok(204);
    assert_eq!(app.get(&owner, &format!("/contacts/{nia}")).await.ok(200)["name"], "Nia Typed");
}
