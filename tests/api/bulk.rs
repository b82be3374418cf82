//! Bulk work, and the way back.

use reqwest::Method;
use serde_json::{Value, json};
use tenancy::Role;
use time::Duration;

use crate::app::{Answer, App, Member, text};
use crate::races::at_once;

async fn leads(app: &App, owner: &Member, count: usize) -> Vec<String> {
    let mut ids = Vec::new();
    for n in 0..count {
        let lead = json!({"name": format!("Lead {n}"), "email": format!("l{n}@example.com"), "tags": ["old"]});
        ids.push(text(&app.post(owner, "/leads", lead).await.ok(201)["id"]));
    }
    ids
}

async fn act(app: &App, owner: &Member, body: Value) -> Value {
    app.post(owner, "/leads/bulk-action", body).await.ok(200)
}

async fn undo(app: &App, owner: &Member, of: &Value) -> Value {
    app.post(owner, &format!("/leads/bulk-action/{}/undo", text(&of["undo_id"])), json!({})).await.ok(200)
}

/// Proves: L39
#[tokio::test]
async fn each_action_changes_many_and_can_be_taken_back() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let mate = app.member(&owner, Role::Marketer);
    let ids = leads(&app, &owner, 5).await;
    let pipeline = app.post(&owner, "/lead-pipelines/ensure-default", json!({})).await.ok(200);
    let (from, to) = (pipeline["stages"][0]["id"].clone(), pipeline["stages"][2]["id"].clone());
    let column = async |stage: &Value| -> Vec<String> {
        let path = format!("/leads?stage_id={}&sort_by=position", text(stage));
        let rows = app.get(&owner, &path).await.ok(200);
        rows["data"].as_array().expect("rows").iter().map(|row| text(&row["id"])).collect()
    };
    let before = column(&from).await;

    // The camelCase names of the user's document, and an id that is none of this workspace's.
    let nobody = "01936d4e-0000-7000-8000-000000000000";
    let mut picked: Vec<Value> = ids[..3].iter().map(|id| json!(id)).collect();
    picked.push(json!(nobody));
    let moved = act(&app, &owner, json!({"action": "move_stage", "leadIds": picked, "stageId": to})).await;
    assert_eq!((&moved["done"], &moved["unchanged"], &moved["not_found"]), (&json!(3), &json!(0), &json!(1)));
    let lost = moved["results"].as_array().expect("results").iter().find(|result| result["lead_id"] == nobody);
    assert_eq!(lost.expect("the unknown one")["outcome"], "not_found");
    let kept: Vec<String> = before.iter().filter(|id| ids[..3].contains(id)).cloned().collect();
    assert_eq!(column(&to).await, kept, "in the order they had");
    let again = act(&app, &owner, json!({"action": "move_stage", "lead_ids": &ids[..3], "stage_id": to})).await;
    assert_eq!((&again["done"], &again["unchanged"], &again["undo_id"]), (&json!(0), &json!(3), &Value::Null));
    let shown = app.get(&owner, &format!("/leads/{}", ids[0])).await.ok(200);
    assert_eq!(shown["activities"][0]["kind"], "stage_changed");
    // Another's action is not there, and who has moved on since stays.
    let path = format!("/leads/bulk-action/{}/undo", text(&moved["undo_id"]));
    app.post(&mate, &path, json!({})).await.problem(404, "not_found");
    app.patch(&owner, &format!("/leads/{}/stage", ids[0]), json!({"stage_id": pipeline["stages"][3]["id"]}))
        .await
        .ok(200);
    let back = undo(&app, &owner, &moved).await;
    assert_eq!((&back["done"], &back["unchanged"]), (&json!(2), &json!(1)));
    assert_eq!(column(&from).await, before.iter().filter(|id| **id != ids[0]).cloned().collect::<Vec<_>>());
    app.post(&owner, &path, json!({})).await.problem(404, "not_found");

    let assigned = act(&app, &owner, json!({"action": "assign", "lead_ids": ids, "assigned_to": mate.user})).await;
    assert_eq!(assigned["done"], 5);
    assert_eq!(app.get(&owner, &format!("/leads?assigned_to={}", mate.user)).await.ok(200)["total"], 5);
    assert_eq!(undo(&app, &owner, &assigned).await["done"], 5);
    assert_eq!(app.get(&owner, "/leads?assigned_to=none").await.ok(200)["total"], 5);

    let tagged = act(&app, &owner, json!({"action": "tag", "lead_ids": ids, "tags": ["hot", "old"]})).await;
    assert_eq!(tagged["done"], 5);
    assert_eq!(app.get(&owner, "/leads?tag=hot").await.ok(200)["data"][0]["tags"], json!(["old", "hot"]));
    assert_eq!(undo(&app, &owner, &tagged).await["done"], 5);
    assert_eq!(
        app.get(&owner, "/leads?tag=old").await.ok(200)["data"][0]["tags"],
        json!(["old"]),
        "it was there before"
    );
    let untagged = act(&app, &owner, json!({"action": "untag", "lead_ids": ids, "tags": ["old"]})).await;
    assert_eq!(app.get(&owner, "/leads?tag=old").await.ok(200)["total"], 0);
    assert_eq!(undo(&app, &owner, &untagged).await["done"], 5);

    let deleted = act(&app, &owner, json!({"action": "delete", "lead_ids": ids})).await;
    assert_eq!((&deleted["done"], &app.get(&owner, "/leads").await.ok(200)["total"]), (&json!(5), &json!(0)));
    // Somebody else has taken one of the emails meanwhile.
    app.post(&owner, "/leads", json!({"email": "l1@example.com"})).await.ok(201);
    let restored = undo(&app, &owner, &deleted).await;
    assert_eq!((&restored["done"], &restored["unchanged"]), (&json!(4), &json!(1)));
    assert_eq!(app.get(&owner, "/leads").await.ok(200)["total"], 5);

    let late = act(&app, &owner, json!({"action": "tag", "lead_ids": &ids[2..3], "tags": ["late"]})).await;
    app.advance(Duration::minutes(11));
    let path = format!("/leads/bulk-action/{}/undo", text(&late["undo_id"]));
    app.post(&app.sign_in_again(&owner), &path, json!({})).await.problem(404, "not_found");
    app.work();
    assert_eq!(app.count("SELECT count(*) AS n FROM bulk_actions"), 0, "what can't be taken back is forgotten");
}

/// Proves: L39
#[tokio::test]
async fn a_filter_takes_all_results_and_bad_input_names_its_field() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let ids = leads(&app, &owner, 12).await;
    act(&app, &owner, json!({"action": "tag", "lead_ids": &ids[..10], "tags": ["fair"]})).await;
    let pipeline = app.post(&owner, "/lead-pipelines/ensure-default", json!({})).await.ok(200);
    let to = &pipeline["stages"][1]["id"];
    let moved =
        act(&app, &owner, json!({"action": "move_stage", "filter": {"tag": "fair", "search": "lead"}, "stage_id": to}))
            .await;
    assert_eq!((&moved["done"], &moved["results"]), (&json!(10), &json!([])));
    assert_eq!(app.get(&owner, &format!("/leads?stage_id={}", text(to))).await.ok(200)["total"], 10);
    assert_eq!(undo(&app, &owner, &moved).await["done"], 10);

    let many = vec![json!(ids[0]); 1_001];
    for (body, field) in [
        (json!({"action": "delete"}), "lead_ids"),
        (json!({"action": "delete", "lead_ids": []}), "lead_ids"),
        (json!({"action": "delete", "lead_ids": many}), "lead_ids"),
        (json!({"action": "delete", "lead_ids": ids, "filter": {}}), "lead_ids"),
        (json!({"action": "delete", "lead_ids": ["x"]}), "lead_ids[0]"),
        (json!({"action": "explode", "lead_ids": ids}), "action"),
        (json!({"action": "move_stage", "lead_ids": ids}), "stage_id"),
        (json!({"action": "move_stage", "lead_ids": ids, "stage_id": ids[0]}), "stage_id"),
        (json!({"action": "assign", "lead_ids": ids}), "assigned_to"),
        (json!({"action": "tag", "lead_ids": ids}), "tags"),
        (json!({"action": "tag", "lead_ids": ids, "tags": ["x".repeat(51)]}), "tags"),
        (json!({"action": "delete", "filter": {"colour": "red"}}), "filter.colour"),
        (json!({"action": "delete", "filter": {"assigned_to": "me"}}), "filter.assigned_to"),
    ] {
        assert_eq!(app.post(&owner, "/leads/bulk-action", body.clone()).await.problem(422, "invalid"), field, "{body}");
    }
    assert_eq!(app.get(&owner, "/leads").await.ok(200)["total"], 12);
}

/// Movers of the same leads, in either order, wait for each other: none of them fails, and every lead stands once.
/// Proves: L39
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn bulk_moves_of_the_same_leads_never_deadlock() {
    let app = App::start_with(&[|c| c.limits.enabled = false]).await;
    let owner = app.workspace("Acme");
    let ids = leads(&app, &owner, 30).await;
    let pipeline = app.post(&owner, "/lead-pipelines/ensure-default", json!({})).await.ok(200);
    let stages: Vec<Value> =
        pipeline["stages"].as_array().expect("stages").iter().map(|stage| stage["id"].clone()).collect();
    for _ in 0..20 {
        let answers = at_once(6, |n| {
            let mut order = ids.clone();
            if n % 2 == 0 {
                order.reverse();
            }
            let body = match n {
                4 => json!({"action": "tag", "lead_ids": order, "tags": [format!("t{n}")]}),
                5 => json!({"action": "assign", "lead_ids": order, "assigned_to": owner.user}),
                n => json!({"action": "move_stage", "lead_ids": order, "stage_id": stages[n]}),
            };
            let request = app.request(Method::POST, "/api/v1/leads/bulk-action").bearer_auth(&owner.token).json(&body);
            async move { Answer::of(request.send().await.expect("an answer")).await }
        })
        .await;
        assert!(answers.iter().all(|answer| answer.status == 200), "{answers:?}");
    }
    assert_eq!(app.count("SELECT count(*) AS n FROM leads WHERE position IS NOT NULL"), 30);
    assert_eq!(app.count("SELECT count(DISTINCT stage_id) AS n FROM leads"), 1);
}
