//! The leads manager's own document, call by call: its addresses under `/v1/identity`, its camelCase names (D32).

use reqwest::Method;
use serde_json::{Value, json};

use crate::app::{Answer, App, Member, text};

async fn call(app: &App, owner: &Member, method: Method, path: &str, body: Option<Value>) -> Answer {
    let mut request = app.request(method, &format!("/v1/identity{path}")).bearer_auth(&owner.token);
    if let Some(body) = body {
        request = request.json(&body);
    }
    Answer::of(request.send().await.expect("an answer")).await
}

/// Proves: L37, L38, L39, L40, L41
#[tokio::test]
async fn every_address_and_name_of_the_document_works_as_written() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let get = async |path: &str| call(&app, &owner, Method::GET, path, None).await.ok(200);
    let post = async |path: &str, body: Value, status: u16| {
        call(&app, &owner, Method::POST, path, Some(body)).await.ok(status)
    };
    let patch = async |path: &str, body: Value| call(&app, &owner, Method::PATCH, path, Some(body)).await.ok(200);

    // Pipelines.
    let default = post("/lead-pipelines/ensure-default", json!({}), 200).await;
    assert_eq!(post("/lead-pipelines/ensure-default", json!({}), 200).await["id"], default["id"]);
    let stage = |n: usize| text(&default["stages"][n]["id"]);
    let stages =
        json!([{"name": "In", "color": "blue", "type": "open"}, {"name": "Out", "color": "green", "type": "won"}]);
    let second = post("/lead-pipelines", json!({"name": "Second", "stages": stages}), 201).await;
    let second = format!("/lead-pipelines/{}", text(&second["id"]));
    patch(&second, json!({"name": "Another"})).await;
    assert_eq!(get("/lead-pipelines").await["data"].as_array().map(Vec::len), Some(2));
    call(&app, &owner, Method::DELETE, &second, None).await.ok(204);

    // Webhooks, and the one address that needs no sign-in.
    let webhook = post(
        "/lead-webhooks",
        json!({"name": "Landing Page Form", "pipelineId": default["id"], "stageId": stage(1)}),
        201,
    )
    .await;
    let webhook_path = format!("/lead-webhooks/{}", text(&webhook["id"]));
    patch(&webhook_path, json!({"name": "Form", "fieldMapping": {"role": "title"}, "onDuplicate": "skip"})).await;
    let key = text(&post(&format!("{webhook_path}/regenerate-key"), json!({}), 200).await["api_key"]);
    app.submit(&format!("/webhooks/leads/{}", text(&webhook["api_key"])), &json!({"name": "Old"}))
        .await
        .problem(404, "not_found");
    let sent = json!({"name": "Jane", "email": "jane@example.com", "role": "CTO", "contact": {"first_name": "Jane"}});
    let answer = app.submit(&format!("/webhooks/leads/{key}"), &sent).await.ok(201);
    assert_eq!((&answer["success"], &answer["created"]), (&json!(true), &json!(true)));
    let seen = get("/lead-webhooks").await["data"][0].clone();
    assert!(seen["total_received"] == 1 && seen["last_received_at"].is_string());

    // Leads.
    let listed = get(&format!(
        "/leads?search=jane&stageId={}&pipelineId={}&source=webhook&page=1&limit=10&sortBy=created_at&sortOrder=desc",
        stage(1),
        text(&default["id"])
    ))
    .await;
    assert_eq!((&listed["total"], &listed["data"][0]["title"]), (&json!(1), &json!("CTO")));
    let new = json!({"name": "Ada", "email": "ada@example.com", "phone": "+4930901820", "company": "Engine", "title": "Countess",
        "tags": ["hot", "referral"], "customFields": {"annualRevenue": 5, "_displayNames": {"annualRevenue": "Annual Revenue"}},
        "assignedTo": owner.user, "score": 7});
    let lead = post("/leads", new, 201).await;
    let path = format!("/leads/{}", text(&lead["id"]));
    assert_eq!((&lead["stage_id"], &lead["source"]), (&json!(stage(0)), &json!("manual")));
    assert_eq!(get(&format!("/leads?assignedTo={}&tag=hot", owner.user)).await["total"], 1);
    assert!(get(&path).await["activities"].is_array(), "with its log");
    patch(&path, json!({"title": "CEO", "customFields": {"annualRevenue": 6}})).await;
    assert_eq!(patch(&format!("{path}/stage"), json!({"stageId": stage(2)})).await["stage_id"], json!(stage(2)));
    assert_eq!(patch(&format!("{path}/assign"), json!({"assignedTo": null})).await["assigned_to"], Value::Null);
    post(&format!("{path}/notes"), json!({"value": "Note text"}), 201).await;
    for (action, more) in [
        ("move_stage", json!({"stageId": stage(3)})),
        ("assign", json!({"assignedTo": owner.user})),
        ("tag", json!({"tags": ["called"]})),
    ] {
        let mut body = json!({"action": action, "leadIds": [lead["id"]]});
        body.as_object_mut().expect("an object").extend(more.as_object().cloned().unwrap_or_default());
        assert_eq!(post("/leads/bulk-action", body, 200).await["done"], 1, "{action}");
    }
    post(
        &format!("{path}/convert"),
        json!({"name": "Ada Lovelace", "platform": "whatsapp", "account": {"name": "Engine"}}),
        200,
    )
    .await;
    let other = post("/leads", json!({"name": "Bob"}), 201).await;
    assert_eq!(post("/leads/bulk-action", json!({"action": "delete", "leadIds": [other["id"]]}), 200).await["done"], 1);
    let third = post("/leads", json!({"name": "Cid"}), 201).await;
    call(&app, &owner, Method::DELETE, &format!("/leads/{}", text(&third["id"])), None).await.ok(204);
    call(&app, &owner, Method::DELETE, &webhook_path, None).await.ok(204);
    assert_eq!(get("/leads").await["total"], 1, "Jane stays when her webhook goes");

    // Automations and the bridge to broadcasts.
    let approved = json!({"name": "Welcome_SMS", "channel": "sms", "body": "Hi {{first_name}}", "status": "approved"});
    let template = post("/message-templates", approved, 201).await;
    let form = post("/lead-webhooks", json!({"name": "Form"}), 201).await;
    let steps = json!([{"channel": "sms", "delayMinutes": 0, "templateId": template["id"]}]);
    let sequence =
        json!({"name": "Welcome Sequence", "webhookSourceId": form["id"], "steps": steps, "safetyLockMinutes": 5});
    let automation = post("/lead-automations", sequence, 201).await;
    let automation_path = format!("/lead-automations/{}", text(&automation["id"]));
    assert_eq!(get("/lead-automations").await["data"][0]["webhook_source_id"], form["id"]);
    let submitted = json!({"name": "Eve", "phone": "+493055500001"});
    let eve = app.submit(&format!("/webhooks/leads/{}", text(&form["api_key"])), &submitted).await.ok(201);
    let eve = text(&eve["lead_id"]);
    app.work();
    assert_eq!(get(&automation_path).await["stats"]["failed"], 1);
    let seen = get(&format!("/leads/{eve}/automation-timeline")).await;
    assert_eq!(
        (&seen["data"][0]["kind"], &seen["data"][0]["retryable"]),
        (&json!("automation_step_failed"), &json!(true))
    );
    post(&format!("{automation_path}/retry/{eve}"), json!({}), 200).await;
    patch(&automation_path, json!({"name": "Welcome", "active": false})).await;
    let sent = json!({"leadIds": [eve], "channel": "sms", "body": "Hello"});
    assert_eq!(post("/leads/broadcast/quick-send", sent, 200).await["accepted"][0]["lead_id"], json!(eve));
    let chosen = json!({"name": "Picked", "leadIds": [eve]});
    assert_eq!(post("/leads/broadcast/create-audience", chosen, 201).await["size"], 1);
    call(&app, &owner, Method::DELETE, &automation_path, None).await.ok(204);

    // A bearer token on all but the ingest.
    let stranger = app.request(Method::GET, "/v1/identity/leads").send().await.expect("an answer");
    Answer::of(stranger).await.problem(401, "unauthenticated");
}
