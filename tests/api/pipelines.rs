//! Pipelines as people set them up, and leads that stall in them.

use reqwest::Method;
use serde_json::{Value, json};
use time::Duration;

use crate::app::{Answer, App, Member, text};
use crate::races::{ROUNDS, at_once};

fn stage(name: &str, kind: &str) -> Value {
    json!({"name": name, "color": "blue", "type": kind})
}

async fn default_of(app: &App, owner: &Member) -> Value {
    app.post(owner, "/lead-pipelines/ensure-default", json!({})).await.ok(200)
}

/// Proves: L4, L14
#[tokio::test]
async fn stages_are_renamed_reordered_added_and_removed_with_their_leads() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let pipeline = default_of(&app, &owner).await;
    let path = format!("/lead-pipelines/{}", text(&pipeline["id"]));
    let stages = pipeline["stages"].as_array().expect("stages").clone();
    let described: Vec<&str> = stages.iter().map(|stage| stage["description"].as_str().expect("a text")).collect();
    assert_eq!(described[..3], ["Freshly created leads", "Initial outreach made", "Lead meets qualification criteria"]);
    let lead =
        text(&app.post(&owner, "/leads", json!({"name": "Ada", "stage_id": stages[1]["id"]})).await.ok(201)["id"]);

    // Reversed, one renamed and typed, one new, and the lead's own stage left out.
    let mut wanted: Vec<Value> = stages.iter().rev().filter(|stage| stage["name"] != "Contacted").cloned().collect();
    wanted[0]["name"] = json!("Gone");
    wanted[0]["probability"] = json!(5);
    wanted.push(json!({"name": "Demo", "color": "pink", "type": "open", "stale_after_days": 3}));
    app.patch(&owner, &path, json!({"stages": wanted})).await.problem(409, "stage_in_use");
    let to = &stages[2]["id"];
    let move_to = json!({text(&stages[1]["id"]): to});
    let body = json!({"name": "Sales", "stages": wanted, "move_to": move_to});
    let request =
        app.request(Method::PATCH, &format!("/api/v1{path}")).bearer_auth(&owner.token).header("If-Match", "99");
    Answer::of(request.json(&body).send().await.expect("an answer")).await.problem(409, "stale");
    let changed = app.patch(&owner, &path, body).await.ok(200);
    let names: Vec<&str> = changed["stages"]
        .as_array()
        .expect("stages")
        .iter()
        .map(|stage| stage["name"].as_str().expect("a name"))
        .collect();
    assert_eq!(
        (changed["name"].as_str(), names),
        (Some("Sales"), vec!["Gone", "Won", "Proposal", "Qualified", "New", "Demo"])
    );
    assert_eq!(
        (&changed["stages"][5]["stale_after_days"], &changed["stages"][0]["probability"]),
        (&json!(3), &json!(5))
    );
    let moved = app.get(&owner, &format!("/leads/{lead}")).await.ok(200);
    assert_eq!((&moved["stage_id"], &moved["activities"][0]["kind"]), (to, &json!("stage_changed")));

    // Leads stay where they are when nothing else is said (L14).
    let stay = changed["stages"].as_array().expect("stages").iter().rev().cloned().collect::<Vec<_>>();
    app.patch(&owner, &path, json!({"stages": stay})).await.ok(200);
    assert_eq!(&app.get(&owner, &format!("/leads/{lead}")).await.ok(200)["stage_id"], to);

    for (stages, field) in [
        (json!([stage("One", "open")]), "stages"),
        (json!([]), "stages"),
        (json!(vec![stage("x", "open"); 31]), "stages"),
        (json!([stays(&stay, 0), stays(&stay, 0)]), "stages"),
        (json!([stage("", "open"), stage("b", "won")]), "stages[0].name"),
        (json!([stage("a", "open"), {"name": "b", "color": "teal", "type": "won"}]), "stages[1].color"),
        (json!([stage("a", "open"), {"name": "b", "color": "blue", "type": "maybe"}]), "stages[1].type"),
        (
            json!([stage("a", "open"), {"name": "b", "color": "blue", "type": "won", "probability": 101}]),
            "stages[1].probability",
        ),
        (
            json!([stage("a", "open"), {"name": "b", "color": "blue", "type": "won", "stale_after_days": 0}]),
            "stages[1].stale_after_days",
        ),
    ] {
        assert_eq!(app.patch(&owner, &path, json!({"stages": stages})).await.problem(422, "invalid"), field);
    }
}

fn stays(stages: &[Value], n: usize) -> Value {
    stages[n].clone()
}

/// Proves: L15, L40
#[tokio::test]
async fn there_are_several_pipelines_and_the_default_one_stays() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let default = text(&default_of(&app, &owner).await["id"]);
    let body = json!({"name": "Partners", "stages": [stage("In", "open"), stage("Out", "won")]});
    let partners = app.post(&owner, "/lead-pipelines", body.clone()).await.ok(201);
    let (id, first) = (text(&partners["id"]), text(&partners["stages"][0]["id"]));
    let (webhook, path) = app.webhook(&owner, json!({"name": "Form", "pipeline_id": id, "stage_id": first})).await;
    let lead = text(&app.submit(&path, &json!({"email": "a@example.com"})).await.ok(201)["lead_id"]);
    assert_eq!(app.get(&owner, &format!("/leads/{lead}")).await.ok(200)["stage_id"], json!(first));
    assert_eq!(app.get(&owner, &format!("/leads?pipeline_id={id}")).await.ok(200)["total"], 1);

    app.delete(&owner, &format!("/lead-pipelines/{default}")).await.problem(409, "default_pipeline");
    app.delete(&owner, &format!("/lead-pipelines/{id}")).await.problem(409, "pipeline_in_use");
    let own = format!("/lead-pipelines/{id}?move_to={first}");
    assert_eq!(app.delete(&owner, &own).await.problem(422, "invalid"), "move_to");
    let other = text(&app.get(&owner, "/lead-pipelines").await.ok(200)["data"][0]["stages"][3]["id"]);
    app.delete(&owner, &format!("/lead-pipelines/{id}?move_to={other}")).await.ok(204);
    assert_eq!(app.get(&owner, &format!("/leads/{lead}")).await.ok(200)["stage_id"], json!(other));
    let webhook = app.get(&owner, &format!("/lead-webhooks/{webhook}")).await.ok(200);
    assert_eq!((&webhook["pipeline_id"], &webhook["stage_id"]), (&Value::Null, &Value::Null));

    // Another one takes over as the default; then the old one may go.
    let next = text(&app.post(&owner, "/lead-pipelines", body).await.ok(201)["id"]);
    let wrong = app.patch(&owner, &format!("/lead-pipelines/{next}"), json!({"is_default": false})).await;
    assert_eq!(wrong.problem(422, "invalid"), "is_default");
    app.patch(&owner, &format!("/lead-pipelines/{next}"), json!({"isDefault": true})).await.ok(200);
    let refuge =
        text(&app.get(&owner, &format!("/lead-pipelines/{next}/board")).await.ok(200)["pipeline"]["stages"][0]["id"]);
    app.delete(&owner, &format!("/lead-pipelines/{default}?moveTo={refuge}")).await.ok(204);
    assert_eq!(app.get(&owner, "/lead-pipelines").await.ok(200)["data"].as_array().map(Vec::len), Some(1));
    let audit = app.get(&owner, "/audit-log").await.ok(200);
    let actions: Vec<&str> =
        audit["data"].as_array().expect("entries").iter().filter_map(|entry| entry["action"].as_str()).collect();
    for action in ["lead_pipeline.created", "lead_pipeline.updated", "lead_pipeline.deleted"] {
        assert!(actions.contains(&action), "{actions:?}");
    }
}

/// Two people each remove another one of three stages, while leads come in: two stages are left, and no lead is lost.
/// Proves: L14
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_stages_are_left_whoever_removes_them() {
    let app = App::start_with(&[|c| c.limits.enabled = false]).await;
    let owner = app.workspace("Acme");
    default_of(&app, &owner).await;
    for round in 0..ROUNDS / 10 {
        let three = [stage("a", "open"), stage("b", "open"), stage("c", "won")];
        let made = app.post(&owner, "/lead-pipelines", json!({"name": "P", "stages": three})).await;
        let made = made.ok(201);
        let path = format!("/api/v1/lead-pipelines/{}", text(&made["id"]));
        let stages = made["stages"].as_array().expect("stages").clone();
        let answers = at_once(3, |n| {
            let mut left = stages.clone();
            let request = if n == 2 {
                let lead = json!({"name": "x", "stage_id": stages[round % 2]["id"]});
                app.request(Method::POST, "/api/v1/leads").json(&lead)
            } else {
                let gone = left.remove(n);
                let to = left[1]["id"].clone();
                app.request(Method::PATCH, &path).json(&json!({"stages": left, "move_to": {text(&gone["id"]): to}}))
            };
            let request = request.bearer_auth(&owner.token);
            async move { Answer::of(request.send().await.expect("an answer")).await }
        })
        .await;
        assert!(answers.iter().all(|answer| answer.status < 500), "{answers:?}");
        let sql = format!("SELECT count(*) AS n FROM lead_pipeline_stages WHERE pipeline_id = '{}'", text(&made["id"]));
        assert_eq!(app.count(&sql), 2, "{answers:?}");
        app.delete(
            &owner,
            &format!("/lead-pipelines/{}?move_to={}", text(&made["id"]), first_stage(&app, &owner).await),
        )
        .await
        .ok(204);
    }
    let lost =
        "SELECT count(*) AS n FROM leads l LEFT JOIN lead_pipeline_stages s ON s.id = l.stage_id WHERE s.id IS NULL";
    assert_eq!(app.count(lost), 0);
}

async fn first_stage(app: &App, owner: &Member) -> String {
    text(&default_of(app, owner).await["stages"][0]["id"])
}

/// Proves: X3
#[tokio::test]
async fn a_lead_stalls_after_its_stages_days_unless_something_is_planned() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let pipeline = default_of(&app, &owner).await;
    let lead = text(&app.post(&owner, "/leads", json!({"name": "Ada"})).await.ok(201)["id"]);
    let won = json!({"name": "Won", "stage_id": pipeline["stages"][4]["id"]});
    app.post(&owner, "/leads", won).await.ok(201);
    let total = async || app.get(&owner, "/leads?stalled=true").await.ok(200)["total"].clone();
    assert_eq!(total().await, 0);
    // The database's clock can't run ahead: the lead's is put back instead.
    let back = "UPDATE leads SET stage_entered_at = now() - interval '8 days'";
    diesel::RunQueryDsl::execute(diesel::sql_query(back), &mut app.database.psql()).expect("an update");
    assert_eq!(total().await, 1);
    let shown = app.get(&owner, &format!("/leads/{lead}")).await.ok(200);
    assert_eq!(shown["stalled"], true);
    let board = format!("/lead-pipelines/{}/board?stalled=true", text(&pipeline["id"]));
    let counts = app.get(&owner, &board).await.ok(200);
    assert_eq!((&counts["columns"][0]["count"], &counts["columns"][4]["count"]), (&json!(1), &json!(0)));

    let day = |days: i64| (crate::app::now() + Duration::days(days)).date().to_string();
    app.patch(&owner, &format!("/leads/{lead}"), json!({"next_step": "Call", "next_step_at": day(2)})).await.ok(200);
    assert_eq!(total().await, 0, "something is planned");
    app.patch(&owner, &format!("/leads/{lead}"), json!({"nextStepAt": day(-2)})).await.ok(200);
    assert_eq!(total().await, 1, "it was planned for a day that is over");
    app.patch(&owner, &format!("/leads/{lead}"), json!({"next_step": null, "next_step_at": null})).await.ok(200);
    app.patch(&owner, &format!("/leads/{lead}/stage"), json!({"stage_id": pipeline["stages"][1]["id"]})).await.ok(200);
    assert_eq!(total().await, 0, "it moved on");

    let account = text(&app.post(&owner, "/accounts", json!({"name": "Acme"})).await.ok(201)["id"]);
    app.post(&owner, "/opportunities", json!({"name": "Deal", "account_id": account})).await.ok(201);
    assert_eq!(app.get(&owner, "/opportunities?stalled=true").await.ok(200)["total"], 0);
    app.advance(Duration::days(15));
    let owner = app.sign_in_again(&owner);
    let stalled = app.get(&owner, "/opportunities?stalled=true").await.ok(200);
    assert_eq!((&stalled["total"], &stalled["data"][0]["stalled"]), (&json!(1), &json!(true)));
}
