//! Audiences and campaigns.

use serde_json::{Value, json};
use time::Duration;

use crate::{
    app::{App, now, text},
    messages::{lead, template},
};

/// Proves: L33, L41
#[tokio::test]
async fn a_campaign_goes_to_its_audience_so_many_a_minute_and_is_reported_without_the_skipped() {
    let app = App::start().await;
    let owner = app.workspace("Fernhill");
    let id = template(&app, &owner, "email", "News", "Hi {{first_name}}, about {{company}}.").await;
    let mut people = Vec::new();
    for (name, email) in
        [("Ada", "ada@example.com"), ("Bo", "bo+read@example.com"), ("Cy", "cy+fail@example.com"), ("Di", "")]
    {
        let email = (!email.is_empty()).then_some(email);
        people.push(lead(&app, &owner, json!({"name": name, "email": email})).await);
    }
    let body = json!({"name": "Leads of May", "leadIds": people});
    let audience = app.post(&owner, "/leads/broadcast/create-audience", body).await.ok(201);
    assert_eq!(audience["size"], 4, "{audience}");
    let members =
        app.get(&owner, &format!("/broadcast-audiences/{}/members?limit=3", text(&audience["id"]))).await.ok(200);
    assert_eq!((&members["total"], &members["data"][0]["display_name"]), (&json!(4), &json!("Ada")), "{members}");
    let make = |changes: Value| {
        let mut body = json!({"name": "May", "audience_id": audience["id"], "template_id": id, "per_minute": 2,
            "variables": {"company": "your company"}});
        if let (Value::Object(body), Value::Object(changes)) = (&mut body, changes) {
            body.extend(changes);
        }
        app.post(&owner, "/broadcast-campaigns", body)
    };
    let nobody = "01936d4e-0000-7000-8000-000000000000";
    for (changes, field) in [
        (json!({"name": ""}), "name"),
        (json!({"audience_id": nobody}), "audience_id"),
        (json!({"template_id": nobody}), "template_id"),
        (json!({"variables": {"phone": "x"}}), "variables.phone"),
        (json!({"variables": {"company": " "}}), "variables.company"),
        (json!({"per_minute": 0}), "per_minute"),
    ] {
        assert_eq!(make(changes.clone()).await.problem(422, "invalid"), field, "{changes}");
    }
    let campaign = text(&make(json!({})).await.ok(201)["id"]);
    let path = format!("/broadcast-campaigns/{campaign}");
    let sending = app.post(&owner, &format!("{path}/send"), json!({})).await.ok(200);
    assert_eq!(sending["state"], "sending", "{sending}");
    app.post(&owner, &format!("{path}/send"), json!({})).await.problem(409, "conflict");
    app.work();
    assert_eq!(
        app.get(&owner, &path).await.ok(200)["counts"]["waiting"],
        3,
        "two a minute: one is sent, one is half a minute away"
    );
    for _ in 0..4 {
        app.advance(Duration::seconds(31));
        app.work();
    }
    let report = app.get(&owner, &format!("{path}/report")).await.ok(200);
    let counts = json!({"total": 4, "waiting": 0, "sent": 2, "delivered": 2, "read": 1, "clicked": 0, "failed": 1,
        "skipped": 1});
    assert_eq!(report["counts"], counts, "{report}");
    let rates: Vec<f64> =
        ["delivered", "read", "failed"].iter().filter_map(|rate| report["rates"][rate].as_f64()).collect();
    assert!(
        rates.iter().zip([2.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0]).all(|(a, b)| (a - b).abs() < 1e-9),
        "of three, not four: {report}"
    );
    assert_eq!(report["skipped"], json!([{"reason": "no_address", "count": 1}]));
    assert_eq!(report["failures"][0]["code"], "sandbox_refused");
    let done = app.get(&owner, &path).await.ok(200);
    assert_eq!(done["state"], "sent", "{done}");
    let listed = app.get(&owner, &format!("/broadcast-messages?origin_id={campaign}")).await.ok(200);
    assert!(text(&listed["data"][0]["body"]).contains("about your company"), "{listed}");
    app.patch(&owner, &path, json!({"name": "Late"})).await.problem(409, "conflict");

    let at = (now() + Duration::hours(1)).format(&time::format_description::well_known::Rfc3339).expect("a time");
    let later = text(&make(json!({"scheduled_at": at})).await.ok(201)["id"]);
    let path = format!("/broadcast-campaigns/{later}");
    assert_eq!(app.post(&owner, &format!("{path}/send"), json!({})).await.ok(200)["state"], "scheduled");
    app.work();
    assert_eq!(app.get(&owner, &path).await.ok(200)["counts"]["total"], 0);
    app.advance(Duration::minutes(61));
    app.work();
    let stopped = app.post(&owner, &format!("{path}/cancel"), json!({})).await.ok(200);
    assert_eq!(
        (&stopped["state"], &stopped["counts"]["sent"], &stopped["counts"]["skipped"]),
        (&json!("cancelled"), &json!(1), &json!(3)),
        "what was on its way for later is taken back: {stopped}"
    );
    app.advance(Duration::minutes(10));
    app.work();
    assert_eq!(app.get(&owner, &path).await.ok(200)["counts"]["sent"], 1);
    let used = app.delete(&owner, &format!("/broadcast-audiences/{}", text(&audience["id"]))).await;
    used.problem(409, "conflict");
}

/// Proves: L32, L33
#[tokio::test]
async fn two_leads_that_became_one_contact_get_one_message() {
    let app = App::start().await;
    let owner = app.workspace("Fernhill");
    let id = template(&app, &owner, "email", "News", "Hi {{first_name}}.").await;
    let ada = lead(&app, &owner, json!({"name": "Ada", "email": "ada@example.com"})).await;
    let contact = json!({"account": {"name": "Acme"}});
    app.post(&owner, &format!("/leads/{ada}/convert"), contact).await.ok(200);
    let again = lead(&app, &owner, json!({"name": "Ada", "email": "ada@example.com"})).await;
    let audience = json!({"name": "Both", "lead_ids": [ada, again]});
    let audience = app.post(&owner, "/leads/broadcast/create-audience", audience).await.ok(201);
    app.post(&owner, &format!("/leads/{again}/convert"), json!({})).await.ok(200);
    let campaign = json!({"name": "May", "audience_id": audience["id"], "template_id": id, "per_minute": 6000});
    let campaign = text(&app.post(&owner, "/broadcast-campaigns", campaign).await.ok(201)["id"]);
    let path = format!("/broadcast-campaigns/{campaign}");
    app.post(&owner, &format!("{path}/send"), json!({})).await.ok(200);
    for _ in 0..3 {
        app.work();
        app.advance(Duration::seconds(1));
    }
    let report = app.get(&owner, &format!("{path}/report")).await.ok(200);
    assert_eq!(
        (&report["counts"]["sent"], &report["skipped"]),
        (&json!(1), &json!([{"reason": "duplicate", "count": 1}])),
        "{report}"
    );
    let sent = json!({"lead_ids": [ada, again], "channel": "email", "subject": "Hi", "body": "Hi"});
    let sent = app.post(&owner, "/leads/broadcast/quick-send", sent).await.ok(200);
    assert_eq!(
        (sent["accepted"].as_array().map(Vec::len), &sent["skipped"][0]["reason"]),
        (Some(1), &json!("duplicate")),
        "{sent}"
    );
}
