//! Every operation of the OpenAPI document, as every role and with another workspace's ids.

use std::collections::BTreeMap;

use diesel::{QueryableByName, RunQueryDsl, sql_query};
use reqwest::Method;
use serde_json::{Value, json};
use tenancy::{Permission, Role};

use crate::app::{Answer, App, Member, batch, event, now, text};

/// Operations that need no sign-in. Everything else names its permission.
const PUBLIC: [&str; 28] = [
    "GET /api/v1/auth/setup",
    "POST /api/v1/auth/signup",
    "POST /api/v1/auth/login",
    "POST /api/v1/invitations/preview",
    "POST /api/v1/invitations/accept",
    "POST /api/widget/init",
    "POST /api/widget/track",
    "POST /api/widget/identify",
    "POST /api/widget/set-properties",
    "POST /api/widget/set-stage",
    "POST /api/widget/set-deal",
    "POST /api/widget/form",
    "POST /api/chat",
    "POST /api/chat/open",
    "POST /api/chat/poll",
    "POST /callbacks/email/{channel_key}",
    "POST /webhooks/leads/{api_key}",
    "POST /waitlist/{widget_key}",
    "POST /callbacks/twilio/{channel_key}",
    "GET /callbacks/whatsapp/{channel_key}",
    "POST /callbacks/whatsapp/{channel_key}",
    "GET /u/{token}",
    "POST /u/{token}",
    "GET /o/{token}",
    "GET /c/{token}/{link}",
    "GET /health/live",
    "GET /health/ready",
    "GET /metrics",
];

struct Operation {
    name: String,
    method: Method,
    path: String,
    /// What its entry says that it needs; `None` when it names nothing at all.
    needs: Option<Option<Permission>>,
}

async fn operations(app: &App) -> Vec<Operation> {
    let document = app.request(Method::GET, "/api/openapi.json").send().await.expect("an answer");
    let document = Answer::of(document).await.ok(200);
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let Ok(method) = method.to_uppercase().parse::<Method>() else { continue };
            let needs = operation["security"].as_array().map(|schemes| {
                let scope = schemes[0]["bearer"][0].as_str();
                scope.map(|scope| scope.parse().unwrap_or_else(|_| panic!("{scope} is no permission")))
            });
            operations.push(Operation { name: format!("{method} {path}"), method, path: path.clone(), needs });
        }
    }
    assert!(operations.len() > 40, "the document lists the routes");
    operations
}

async fn call(app: &App, operation: &Operation, path: &str, token: Option<&str>, body: &Value) -> Answer {
    let mut request = app.request(operation.method.clone(), path);
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    if operation.method != Method::GET && operation.method != Method::DELETE {
        request = request.json(body);
    }
    Answer::of(request.send().await.expect("an answer")).await
}

const NOBODY: &str = "01936d4e-0000-7000-8000-000000000000";

/// Proves: L1, L2
#[tokio::test]
async fn every_operation_enforces_the_permission_that_it_names() {
    let app = App::start_with(&[|c| c.limits.enabled = false]).await;
    let owner = app.workspace("Acme");
    let members: Vec<(Role, Member)> = Role::ALL.iter().map(|role| (*role, app.member(&owner, *role))).collect();
    let none = app.api_key(&owner, &[Permission::WidgetWrite]);
    for operation in operations(&app).await {
        let path = operation
            .path
            .replace("{id}", NOBODY)
            .replace("{account_id}", NOBODY)
            .replace("{delivery_id}", NOBODY)
            .replace("{receipt_id}", NOBODY)
            .replace("{lead_id}", NOBODY)
            .replace("{channel}", "email")
            .replace("{api_key}", "none")
            .replace("{widget_key}", "none");
        if PUBLIC.contains(&operation.name.as_str()) {
            assert!(operation.needs.is_none(), "{} is listed as public and names a permission", operation.name);
            continue;
        }
        let needs = operation.needs.unwrap_or_else(|| panic!("{} names no permission", operation.name));
        call(&app, &operation, &path, None, &json!({})).await.problem(401, "unauthenticated");
        for (role, member) in &members {
            let fresh = app.sign_in_again(member);
            let answer = call(&app, &operation, &path, Some(&fresh.token), &json!({})).await;
            let may = needs.is_none_or(|permission| role.may(permission));
            let refused = answer.status == 403 && answer.body["permission"].is_string();
            assert_eq!(!refused, may, "{} as {role}: {answer:?}", operation.name);
            assert_ne!(answer.status, 401, "{} as {role}", operation.name);
            assert!(answer.status < 500, "{} as {role}: {answer:?}", operation.name);
        }
        let answer = call(&app, &operation, &path, Some(&none.token), &json!({})).await;
        let refused = answer.status == 403 && answer.body["permission"].is_string();
        assert_eq!(refused, needs.is_some(), "{} with a key without scopes: {answer:?}", operation.name);
    }
}

/// One of each kind of thing, in a workspace of its own: the id that `{id}` stands for below each path.
async fn things(app: &App, owner: &Member) -> BTreeMap<&'static str, String> {
    let (widget, key) = app.tracked_widget(owner).await;
    let (webhook, path) = app.webhook(owner, json!({"name": "Form"})).await;
    let lead = text(&app.submit(&path, &json!({"email": "secret@example.com"})).await.ok(201)["lead_id"]);
    app.page_sends("track", batch(&key, "b", &[event("pageview", None, "https://a.example", now())])).await.ok(204);
    let call = json!({"widget_key": key, "anon_visitor_id": "b", "user_id": "contact@example.com"});
    app.page_sends("identify", call.to_string()).await.ok(204);
    let contact = text(&app.get(owner, "/contacts").await.ok(200)["data"][0]["id"]);
    let pipeline = app.post(owner, "/lead-pipelines/ensure-default", json!({})).await.ok(200);
    let api_key = app.post(owner, "/api-keys", json!({"name": "k", "scopes": ["leads:view"]})).await.ok(201);
    let made = async |path: &str, body: Value| text(&app.post(owner, path, body).await.ok(201)["id"]);
    let account = made("/accounts", json!({"name": "Acme"})).await;
    let deal = made("/opportunities", json!({"name": "Deal", "account_id": account})).await;
    let note = made(&format!("/accounts/{account}/notes"), json!({"body": "secret"})).await;
    let plan = made(&format!("/accounts/{account}/onboarding-plans"), json!({"name": "Start"})).await;
    let milestone = made(&format!("/onboarding-plans/{plan}/milestones"), json!({"title": "First"})).await;
    let field = made("/custom-fields", json!({"object": "lead", "label": "Size", "type": "number"})).await;
    let account_stage = made("/account-stages", json!({"name": "Trial"})).await;
    let invitation = made("/invitations", json!({"email": "new@example.com", "role": "agent"})).await;
    let hook = json!({"url": "https://example.com/hook", "events": ["lead.created"]});
    let outbound = made("/outbound-webhooks", hook).await;
    let delivery =
        text(&app.post(owner, &format!("/outbound-webhooks/{outbound}/test"), json!({})).await.ok(200)["id"]);
    let export = made("/exports", json!({"object": "events", "format": "csv"})).await;
    let visitor = text(&app.get(owner, "/visitors").await.ok(200)["data"][0]["id"]);
    let receipts = app.get(owner, &format!("/lead-webhooks/{webhook}/receipts")).await.ok(200);
    let view = made("/saved-views", json!({"object": "lead", "name": "Mine", "query": {}})).await;
    let import = text(&app.upload(owner, "leads.csv", b"Name,Email\nAda,ada@example.com\n").await.ok(201)["id"]);
    let twins = [made("/leads", json!({"name": "One"})).await, made("/leads", json!({"name": "Two"})).await];
    let merge = made("/merges", json!({"keep_id": twins[0], "other_id": twins[1]})).await;
    let bulk = json!({"action": "tag", "lead_ids": [lead], "tags": ["secret"]});
    let bulk = text(&app.post(owner, "/leads/bulk-action", bulk).await.ok(200)["undo_id"]);
    let text_of = json!({"name": "Hi", "channel": "sms", "body": "secret", "status": "approved"});
    let template = made("/message-templates", text_of).await;
    let suppression = made("/suppressions", json!({"channel": "email", "address": "no@example.com"})).await;
    let steps = json!([{"channel": "sms", "template_id": template}]);
    let automation = json!({"name": "Welcome", "webhook_source_id": webhook, "steps": steps});
    let automation = made("/lead-automations", automation).await;
    let audience = made("/leads/broadcast/create-audience", json!({"name": "All", "lead_ids": [lead]})).await;
    let campaign = json!({"name": "May", "audience_id": audience, "template_id": template});
    let campaign = made("/broadcast-campaigns", campaign).await;
    let sent = json!({"lead_ids": [lead], "channel": "email", "subject": "Hi", "body": "secret"});
    let sent = app.post(owner, "/leads/broadcast/quick-send", sent).await.ok(200);
    let chat = json!({"enabled": true, "title": "Chat"});
    app.patch(owner, &format!("/widgets/{widget}"), json!({"chat": chat})).await.ok(200);
    let said = json!({"widget_key": key, "anon_visitor_id": "c", "message": "secret"});
    let said = app.request(Method::POST, "/api/chat").body(said.to_string()).send().await.expect("an answer");
    let conversation = text(&Answer::of(said).await.ok(200)["conversation_id"]);
    BTreeMap::from([
        ("/api/v1/conversations", conversation),
        ("/api/v1/message-templates", template),
        ("/api/v1/suppressions", suppression),
        ("/api/v1/lead-automations", automation),
        ("/api/v1/broadcast-audiences", audience),
        ("/api/v1/broadcast-campaigns", campaign),
        ("/api/v1/broadcast-messages", text(&sent["accepted"][0]["message_id"])),
        ("receipt", text(&receipts["data"][0]["id"])),
        ("/api/v1/saved-views", view),
        ("/api/v1/imports", import),
        ("/api/v1/merges", merge),
        ("/api/v1/duplicates", format!("{lead}_{contact}")),
        ("/api/v1/leads/bulk-action", bulk),
        ("/api/v1/outbound-webhooks", outbound),
        ("delivery", delivery),
        ("/api/v1/exports", export),
        ("/api/v1/visitors", visitor),
        ("/api/v1/leads", lead.clone()),
        ("/api/v1/customers", lead),
        ("/api/v1/contacts", contact),
        ("/api/v1/widgets", widget),
        ("/api/v1/lead-webhooks", webhook),
        ("/api/v1/lead-pipelines", text(&pipeline["id"])),
        ("/api/v1/api-keys", text(&api_key["id"])),
        ("/api/v1/focus", format!("renewal_due:{account}")),
        ("/api/v1/accounts", account),
        ("/api/v1/opportunities", deal),
        ("/api/v1/notes", note),
        ("/api/v1/onboarding-plans", plan),
        ("/api/v1/onboarding-milestones", milestone),
        ("/api/v1/custom-fields", field),
        ("/api/v1/account-stages", account_stage),
        ("/api/v1/invitations", invitation),
        ("/api/v1/users", owner.user.to_string()),
        ("stage", text(&pipeline["stages"][0]["id"])),
    ])
}

/// A body that an operation takes, so that only the id is wrong.
fn valid_body(operation: &Operation, own: &BTreeMap<&'static str, String>) -> Value {
    match operation.name.as_str() {
        "PATCH /api/v1/leads/{id}/stage" => json!({"stage_id": own["stage"]}),
        "PATCH /api/v1/leads/{id}/assign" => json!({"assigned_to": null}),
        "POST /api/v1/imports/{id}/run" | "POST /api/v1/imports/{id}/dry-run" => {
            json!({"mapping": ["name", "email"], "match_on": "email", "on_duplicate": "update"})
        }
        "POST /api/v1/lead-webhooks/{id}/test" => json!({"payload": {"name": "x"}}),
        "POST /api/v1/focus/{id}/snooze" => json!({"until": "2099-01-01T00:00:00Z", "reason": "Stolen"}),
        "PATCH /api/v1/users/{id}" => json!({"role": "agent"}),
        "PATCH /api/v1/outbound-webhooks/{id}" => json!({"description": "Stolen"}),
        "PATCH /api/v1/conversations/{id}" => json!({"status": "closed"}),
        "POST /api/v1/conversations/{id}/messages" => json!({"body": "Stolen"}),
        "PATCH /api/v1/notes/{id}" => json!({"body": "Stolen"}),
        "PATCH /api/v1/custom-fields/{id}" => json!({"label": "Stolen"}),
        "PATCH /api/v1/onboarding-milestones/{id}" => json!({"title": "Stolen"}),
        "POST /api/v1/contacts/{id}/companies" => json!({"account_id": own["/api/v1/accounts"]}),
        "POST /api/v1/accounts/{id}/onboarding-plans" => json!({"name": "Stolen"}),
        "POST /api/v1/onboarding-plans/{id}/milestones" => json!({"title": "Stolen"}),
        "POST /api/v1/message-templates/{id}/preview" | "POST /api/v1/lead-automations/{id}/dry-run" => {
            json!({"lead_id": own["/api/v1/leads"]})
        }
        name if name.ends_with("/notes") => json!({"body": "Stolen"}),
        name if name.starts_with("PATCH ") => json!({"name": "Stolen"}),
        _ => json!({}),
    }
}

/// Writes an export as its job would, without the other jobs that wait.
fn finish_export(app: &App, id: uuid::Uuid) {
    let sql = format!("UPDATE exports SET state = 'done' WHERE id = '{id}'");
    sql_query(sql).execute(&mut app.database.psql()).expect("an update");
}

#[derive(QueryableByName)]
struct Sum {
    #[diesel(sql_type = diesel::sql_types::Text)]
    sum: String,
}

/// A checksum of everything that a workspace has.
fn checksum(app: &App, of: &Member) -> Vec<String> {
    let mut conn = app.database.psql();
    let tables = "SELECT table_name::text AS sum FROM information_schema.columns WHERE table_schema = 'public'
         AND column_name = 'workspace_id' AND table_name NOT IN ('auth_sessions', 'lead_activities') ORDER BY 1";
    let tables: Vec<Sum> = sql_query(tables).load(&mut conn).expect("tables");
    let sum = |table: &Sum| {
        let table = &table.sum;
        let query = format!(
            "SELECT '{table} ' || coalesce(md5(string_agg(t::text, ',' ORDER BY t::text)), '') AS sum FROM {table} t WHERE workspace_id = '{}'",
            of.workspace
        );
        sql_query(query).get_result::<Sum>(&mut app.database.psql()).expect("a checksum").sum
    };
    tables.iter().map(sum).collect()
}

/// Another workspace's id is a 404 everywhere, and nothing of that workspace changes.
/// Proves: P16
#[tokio::test]
async fn another_workspaces_id_is_not_there() {
    let app = App::start_with(&[|c| c.limits.enabled = false]).await;
    let (victim, stranger) = (app.workspace("Victim"), app.workspace("Stranger"));
    let theirs = things(&app, &victim).await;
    let own = things(&app, &stranger).await;
    // Files are fetched once they are written; nobody is called here.
    for export in [&theirs, &own] {
        let id: uuid::Uuid = export["/api/v1/exports"].parse().expect("an id");
        finish_export(&app, id);
    }
    let before = checksum(&app, &victim);
    let mut swept = 0;
    for operation in operations(&app).await.iter().filter(|o| o.path.contains("{id}")) {
        let kind = operation.path.split("/{id}").next().unwrap_or_default();
        let id = theirs.get(kind).unwrap_or_else(|| panic!("teach the sweep an id of {kind}"));
        let body = valid_body(operation, &own);
        let path = operation.path.replace("{id}", id).replace("{account_id}", &own["/api/v1/accounts"]);
        let path = path.replace("{delivery_id}", &theirs["delivery"]).replace("{receipt_id}", &theirs["receipt"]);
        let path = path.replace("{lead_id}", &own["/api/v1/leads"]);
        let answer = call(&app, operation, &path, Some(&stranger.token), &body).await;
        assert_eq!(answer.status, 404, "{}: {answer:?}", operation.name);
        // The sweep is worth something only if the same call with an own id is taken.
        let path = operation.path.replace("{id}", &own[kind]).replace("{delivery_id}", &own["delivery"]);
        let path = path.replace("{receipt_id}", &own["receipt"]);
        if operation.method == Method::GET {
            call(&app, operation, &path, Some(&stranger.token), &body).await.ok(200);
        }
        swept += 1;
    }
    assert!(swept >= 60, "{swept}");
    // Ids in bodies and queries.
    let own_lead = format!("/leads/{}", own["/api/v1/leads"]);
    app.post(&stranger, "/leads", json!({"stage_id": theirs["stage"]})).await.problem(422, "invalid");
    app.post(&stranger, "/leads", json!({"pipeline_id": theirs["/api/v1/lead-pipelines"]}))
        .await
        .problem(422, "invalid");
    app.post(&stranger, "/leads", json!({"assigned_to": victim.user})).await.problem(422, "invalid");
    app.patch(&stranger, &format!("{own_lead}/stage"), json!({"stage_id": theirs["stage"]}))
        .await
        .problem(422, "invalid");
    app.post(&stranger, "/lead-webhooks", json!({"name": "x", "pipeline_id": theirs["/api/v1/lead-pipelines"]}))
        .await
        .problem(422, "invalid");
    let (account, contact) = (&theirs["/api/v1/accounts"], &theirs["/api/v1/contacts"]);
    let (own_deal, own_contact) = (&own["/api/v1/opportunities"], &own["/api/v1/contacts"]);
    let own_account = format!("/accounts/{}", own["/api/v1/accounts"]);
    for (method, path, body, field) in [
        (Method::POST, "/contacts".to_owned(), json!({"email": "a@example.com", "account_id": account}), "account_id"),
        (Method::PATCH, format!("/contacts/{own_contact}"), json!({"account_id": account}), "account_id"),
        (Method::POST, format!("/contacts/{own_contact}/companies"), json!({"account_id": account}), "account_id"),
        (Method::POST, "/opportunities".to_owned(), json!({"name": "x", "account_id": account}), "account_id"),
        (Method::PATCH, format!("/opportunities/{own_deal}"), json!({"account_id": account}), "account_id"),
        (
            Method::PATCH,
            format!("/opportunities/{own_deal}"),
            json!({"primary_contact_id": contact}),
            "primary_contact_id",
        ),
        (Method::PATCH, format!("/opportunities/{own_deal}"), json!({"owner_id": victim.user}), "owner_id"),
        (Method::PATCH, own_account.clone(), json!({"owner_id": victim.user}), "owner_id"),
        (Method::PATCH, own_account, json!({"stage_id": theirs["/api/v1/account-stages"]}), "stage_id"),
        (
            Method::POST,
            "/leads/bulk-action".to_owned(),
            json!({"action": "move_stage", "lead_ids": [own["/api/v1/leads"]], "stage_id": theirs["stage"]}),
            "stage_id",
        ),
        (
            Method::POST,
            "/leads/bulk-action".to_owned(),
            json!({"action": "assign", "lead_ids": [own["/api/v1/leads"]], "assigned_to": victim.user}),
            "assigned_to",
        ),
        (
            Method::PATCH,
            format!("/lead-pipelines/{}", own["/api/v1/lead-pipelines"]),
            json!({"stages": [{"id": theirs["stage"], "name": "a", "color": "blue", "type": "open"},
                              {"name": "b", "color": "blue", "type": "won"}]}),
            "stages",
        ),
        (
            Method::PATCH,
            format!("/lead-webhooks/{}", own["/api/v1/lead-webhooks"]),
            json!({"assignment": {"mode": "one", "user_ids": [victim.user]}}),
            "assignment.user_ids",
        ),
        (
            Method::POST,
            format!("/imports/{}/dry-run", own["/api/v1/imports"]),
            json!({"mapping": ["name", "email"], "match_on": "email", "on_duplicate": "update", "stage_id": theirs["stage"]}),
            "stage_id",
        ),
        (Method::POST, format!("{own_lead}/convert"), json!({"account_id": account}), "account_id"),
        (
            Method::PATCH,
            format!("/lead-automations/{}", own["/api/v1/lead-automations"]),
            json!({"steps": [{"channel": "sms", "template_id": theirs["/api/v1/message-templates"]}]}),
            "steps[0].template_id",
        ),
        (
            Method::PATCH,
            format!("/lead-automations/{}", own["/api/v1/lead-automations"]),
            json!({"webhook_source_id": theirs["/api/v1/lead-webhooks"]}),
            "trigger.webhook_id",
        ),
        (
            Method::POST,
            "/lead-automations/dry-run".to_owned(),
            json!({"lead_id": theirs["/api/v1/leads"], "steps": [{"kind": "tag", "tag": "x"}]}),
            "lead_id",
        ),
        (
            Method::POST,
            "/message-templates/preview".to_owned(),
            json!({"lead_id": theirs["/api/v1/leads"], "channel": "sms", "body": "{{name}}"}),
            "lead_id",
        ),
        (
            Method::POST,
            "/leads/broadcast/create-audience".to_owned(),
            json!({"name": "x", "lead_ids": [theirs["/api/v1/leads"]]}),
            "lead_ids",
        ),
        (
            Method::PATCH,
            format!("/broadcast-campaigns/{}", own["/api/v1/broadcast-campaigns"]),
            json!({"audience_id": theirs["/api/v1/broadcast-audiences"]}),
            "audience_id",
        ),
        (
            Method::PATCH,
            format!("/broadcast-campaigns/{}", own["/api/v1/broadcast-campaigns"]),
            json!({"template_id": theirs["/api/v1/message-templates"]}),
            "template_id",
        ),
    ] {
        let answer = app.call(&stranger, method, &path, Some(body)).await;
        assert_eq!(answer.problem(422, "invalid"), field, "{path}");
    }
    let move_to =
        format!("/account-stages/{}?move_to={}", own["/api/v1/account-stages"], theirs["/api/v1/account-stages"]);
    app.delete(&stranger, &move_to).await.problem(422, "invalid");
    let bulk = json!({"action": "delete", "lead_ids": [theirs["/api/v1/leads"]]});
    assert_eq!(app.post(&stranger, "/leads/bulk-action", bulk).await.ok(200)["not_found"], 1);
    let merge = json!({"keep_id": own["/api/v1/leads"], "other_id": theirs["/api/v1/leads"]});
    app.post(&stranger, "/merges", merge).await.problem(404, "not_found");
    let pair = format!("keep_id={}&other_id={}", theirs["/api/v1/leads"], own["/api/v1/leads"]);
    app.get(&stranger, &format!("/merge-preview?{pair}")).await.problem(404, "not_found");
    app.get(&stranger, &format!("/merges?customer_id={}", theirs["/api/v1/leads"])).await.problem(404, "not_found");
    let suggestions = app.get(&stranger, &format!("/duplicates?customer_id={}", theirs["/api/v1/leads"])).await.ok(200);
    assert_eq!(suggestions["data"], json!([]));
    let theirs_widget = &theirs["/api/v1/widgets"];
    for path in
        ["/site-activity?", "/visitors?", "/events?", "/reports/funnel?steps=[{\"kind\":\"lead\"},{\"kind\":\"won\"}]&"]
    {
        app.get(&stranger, &format!("{path}widget_id={theirs_widget}")).await.problem(404, "not_found");
    }
    let steps = format!("[{{\"kind\":\"lead\"}},{{\"kind\":\"stage\",\"stage_id\":\"{}\"}}]", theirs["stage"]);
    app.get(&stranger, &format!("/reports/funnel?steps={steps}")).await.problem(404, "not_found");
    let pipeline = format!("/reports/time-in-stage?pipeline_id={}", theirs["/api/v1/lead-pipelines"]);
    app.get(&stranger, &pipeline).await.problem(404, "not_found");
    let foreign = json!({"object": "events", "format": "csv", "filters": {"widget_id": theirs_widget}});
    app.post(&stranger, "/exports", foreign).await.problem(404, "not_found");
    for narrowed in ["customer_id", "visitor_id"] {
        let kind = if narrowed == "customer_id" { "/api/v1/contacts" } else { "/api/v1/visitors" };
        let events = app.get(&stranger, &format!("/events?{narrowed}={}", theirs[kind])).await.ok(200);
        assert_eq!(events["data"], json!([]), "{narrowed}");
    }
    let strip = format!("/visitors/activity-summary?customer_id={}", theirs["/api/v1/contacts"]);
    app.get(&stranger, &strip).await.problem(404, "not_found");
    assert_eq!(app.get(&stranger, &format!("/leads?stage_id={}", theirs["stage"])).await.ok(200)["total"], 0);
    assert_eq!(checksum(&app, &victim), before);
}

/// Ids that are none, and methods that are none, are problem documents too.
#[tokio::test]
async fn malformed_ids_are_not_there() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    for id in ["x", "%00", "..%2f..", "01936d4e", &"9".repeat(3_000)] {
        app.get(&owner, &format!("/leads/{id}")).await.problem(404, "not_found");
    }
}

/// What the server writes can't be written by anybody: a body that names it is refused, at that name.
/// Proves: P18
#[tokio::test]
async fn what_the_server_writes_nobody_else_does() {
    let app = App::start_with(&[|c| c.limits.enabled = false]).await;
    let owner = app.workspace("Acme");
    let document = app.request(Method::GET, "/api/openapi.json").send().await.expect("an answer");
    let document = Answer::of(document).await.ok(200);
    let mut tried = 0;
    for operation in operations(&app).await.iter().filter(|operation| operation.needs.is_some()) {
        let method = operation.method.as_str().to_lowercase();
        let body = &document["paths"][&operation.path][&method]["requestBody"]["content"]["application/json"]["schema"];
        let Some(name) = body["$ref"].as_str().and_then(|path| path.rsplit('/').next()) else { continue };
        let own = &document["components"]["schemas"][name]["properties"];
        let path = operation.path.replace("{id}", NOBODY).replace("{account_id}", NOBODY).replace("{lead_id}", NOBODY);
        let path = path.replace("{delivery_id}", NOBODY).replace("{receipt_id}", NOBODY).replace("{channel}", "email");
        for field in ["id", "workspace_id", "created_at", "updated_at", "deleted_at", "version", "converted_into"] {
            if own[field].is_null() {
                let answer = call(&app, operation, &path, Some(&owner.token), &json!({field: 1})).await;
                assert_eq!(answer.problem(422, "invalid"), field, "{}", operation.name);
                tried += 1;
            }
        }
    }
    assert!(tried > 300, "{tried} fields of the bodies that the document lists");
}
