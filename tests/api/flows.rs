//! Flows: automations that react to deals and milestones, or look at every contact each day.

use serde_json::{Value, json};
use time::Duration;

use crate::{
    app::{batch, event, now, text},
    automations::Scene,
    loopback::Receiver,
};

/// Proves: H30, H38, H48
#[tokio::test]
async fn flows_react_to_deals_and_milestones_and_act() {
    let scene = Scene::start().await;
    let (app, owner) = (&scene.app, &scene.owner);
    let account = text(&app.post(owner, "/accounts", json!({"name": "Acme"})).await.ok(201)["id"]);
    let contact = json!({"name": "Bo", "email": "bo@example.com", "account_id": account});
    let contact = text(&app.post(owner, "/contacts", contact).await.ok(201)["id"]);
    let deal = json!({"name": "Deal", "account_id": account, "primary_contact_id": contact});
    let deal = text(&app.post(owner, "/opportunities", deal).await.ok(201)["id"]);
    let hears = async |name: &str, trigger: Value, steps: Value| {
        let body = json!({"name": name, "trigger": trigger, "steps": steps});
        text(&app.post(owner, "/lead-automations", body).await.ok(201)["id"])
    };
    let won = json!({"kind": "event", "event": "opportunity_stage_changed", "filter": {"to": "closed_won"}});
    hears("Congratulations", won, json!([scene.step("email", 0)])).await;
    let receiver = Receiver::start(&[]);
    let hook = json!({"url": receiver.url, "events": ["account.created"]});
    let hook = text(&app.post(owner, "/outbound-webhooks", hook).await.ok(201)["id"]);
    let reached = json!({"kind": "event", "event": "milestone_completed"});
    let actions = json!([{"kind": "timeline_event", "text": "Onboarding moves"}, {"kind": "tag", "tag": "onboarding"},
        {"kind": "outbound_webhook", "webhook_id": hook}, {"kind": "assign", "user_id": owner.user}]);
    hears("Onboarding", reached, actions).await;
    let plan =
        app.post(owner, &format!("/accounts/{account}/onboarding-plans"), json!({"name": "Start"})).await.ok(201);
    let milestones = format!("/onboarding-plans/{}/milestones", text(&plan["id"]));
    let milestone = text(&app.post(owner, &milestones, json!({"title": "First"})).await.ok(201)["id"]);
    app.post(owner, &format!("/opportunities/{deal}/advance"), json!({})).await.ok(200);
    app.work();
    assert_eq!(scene.messages(), 0, "another stage");
    app.post(owner, &format!("/opportunities/{deal}/won"), json!({})).await.ok(200);
    app.patch(owner, &format!("/onboarding-milestones/{milestone}"), json!({"completed": true})).await.ok(200);
    app.work();
    let message = app.get(owner, "/broadcast-messages").await.ok(200)["data"][0].clone();
    assert_eq!((&message["address"], &message["origin_name"]), (&json!("bo@example.com"), &json!("Congratulations")));
    let person = app.get(owner, &format!("/contacts/{contact}")).await.ok(200);
    assert_eq!((&person["tags"], &person["assigned_to"]), (&json!(["onboarding"]), &json!(owner.user)), "{person}");
    let history = app.get(owner, &format!("/customers/{contact}/timeline")).await.ok(200);
    let raised = history["data"].as_array().expect("entries").iter().find(|entry| entry["kind"] == "custom_event");
    assert_eq!(
        raised.map(|entry| (&entry["data"]["text"], &entry["actor"]["name"])),
        Some((&json!("Onboarding moves"), &json!("Onboarding"))),
        "{history}"
    );
    let [told] = receiver.got().try_into().expect("one call");
    assert_eq!(
        (&told.json()["type"], &told.json()["data"]["customer_id"]),
        (&json!("automation.step"), &json!(contact))
    );
    let moves = json!({"kind": "event", "event": "stage_changed"});
    let pipeline = app.post(owner, "/lead-pipelines/ensure-default", json!({})).await.ok(200);
    let stage = |n: usize| text(&pipeline["stages"][n]["id"]);
    let back = json!([{"kind": "move_stage", "stage_id": stage(0)}]);
    let id = hears("Back and forth", moves, back).await;
    app.patch(owner, &format!("/lead-automations/{id}"), json!({"safety_lock_minutes": 0})).await.ok(200);
    let lead = scene.arrives(json!({"name": "Ada"})).await;
    app.patch(owner, &format!("/leads/{lead}/stage"), json!({"stage_id": stage(1)})).await.ok(200);
    app.work();
    assert_eq!(app.get(owner, &format!("/leads/{lead}")).await.ok(200)["stage_id"], stage(0));
    assert_eq!(scene.stats(&id).await["triggered"], 1, "what an automation does sets none off");
}

/// Proves: E15
#[tokio::test]
async fn each_day_contacts_that_went_quiet_are_told_of_to_their_owner() {
    let scene = Scene::start().await;
    let (app, owner) = (&scene.app, &scene.owner);
    let account = text(&app.post(owner, "/accounts", json!({"name": "Acme"})).await.ok(201)["id"]);
    let (_, key) = app.tracked_widget(owner).await;
    for name in ["quiet", "busy"] {
        let contact = json!({"name": name, "email": format!("{name}@example.com"), "account_id": account});
        let id = text(&app.post(owner, "/contacts", contact).await.ok(201)["id"]);
        app.patch(owner, &format!("/contacts/{id}"), json!({"assigned_to": owner.user})).await.ok(200);
        let seen = if name == "busy" { 5 } else { 1 };
        let events: Vec<Value> = (0..seen).map(|_| event("pageview", None, "https://a.example", now())).collect();
        app.page_sends("track", batch(&key, name, &events)).await.ok(204);
        let call = json!({"widget_key": key, "anon_visitor_id": name, "user_id": format!("{name}@example.com")});
        app.page_sends("identify", call.to_string()).await.ok(204);
    }
    let mut step = scene.step("email", 0);
    step["recipient"] = json!("owner");
    let trigger = json!({"kind": "daily", "at": "09:00", "condition": {"op": "lt", "count": 5, "days": 30}});
    let body = json!({"name": "Went quiet", "trigger": trigger, "steps": [step]});
    let id = text(&app.post(owner, "/lead-automations", body).await.ok(201)["id"]);
    app.work();
    assert_eq!(scene.messages(), 0, "not before the hour");
    for day in 1..=3 {
        scene.wait(Duration::days(1));
        assert_eq!(scene.messages(), day, "one each day");
    }
    let listed = app.get(&scene.me(), "/broadcast-messages").await.ok(200);
    let message = &listed["data"][0];
    assert_eq!(message["customer"]["display_name"], "quiet", "{message}");
    assert!(
        text(&message["address"]).ends_with("@example.com") && message["address"] != "quiet@example.com",
        "{message}"
    );
    assert_eq!(scene.stats(&id).await["triggered"], 3);
    let again = json!({"trigger": {"kind": "daily", "at": "25:00", "condition": {"op": "lt", "count": 5, "days": 30}}});
    let path = format!("/lead-automations/{id}");
    assert_eq!(app.patch(&scene.me(), &path, again).await.problem(422, "invalid"), "trigger.at");
}

/// Proves: L23
#[tokio::test]
async fn messages_wait_for_the_quiet_hours_to_end() {
    let scene = Scene::start().await;
    scene.automation(json!([scene.step("sms", 0)]), json!({})).await;
    scene.app.patch(&scene.owner, "/workspace", json!({"time_zone": "Asia/Kolkata"})).await.ok(200);
    let clock = |at: time::OffsetDateTime| {
        let there = at + Duration::minutes(330);
        format!("{:02}:{:02}", there.hour(), there.minute())
    };
    let rules =
        json!({"quiet_from": clock(now() - Duration::minutes(5)), "quiet_until": clock(now() + Duration::hours(2))});
    scene.app.patch(&scene.owner, "/message-settings", rules).await.ok(200);
    scene.arrives(json!({"name": "Ada", "phone": "+493055500142"})).await;
    scene.app.work();
    scene.wait(Duration::minutes(110));
    assert_eq!(scene.messages(), 0);
    scene.wait(Duration::minutes(11));
    assert_eq!(scene.messages(), 1);
}

/// Proves: L23
#[tokio::test]
async fn messages_wait_for_a_day_on_which_is_sent() {
    let scene = Scene::start().await;
    scene.automation(json!([scene.step("sms", 0)]), json!({})).await;
    scene.app.patch(&scene.owner, "/workspace", json!({"time_zone": "Asia/Kolkata"})).await.ok(200);
    let there = now().to_offset(time::UtcOffset::from_hms(5, 30, 0).expect("an offset"));
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let tomorrow = days[usize::from((there.weekday().number_days_from_monday() + 1) % 7)];
    let path = "/message-settings";
    let none = scene.app.patch(&scene.owner, path, json!({"send_days": []})).await;
    assert_eq!(none.problem(422, "invalid"), "send_days");
    let rules = scene.app.patch(&scene.owner, path, json!({"send_days": [tomorrow]})).await.ok(200);
    assert_eq!(rules["send_days"], json!([tomorrow]));
    scene.arrives(json!({"name": "Ada", "phone": "+493055500142"})).await;
    scene.app.work();
    let until_midnight = Duration::DAY - there.time().duration_since(time::Time::MIDNIGHT);
    scene.wait(until_midnight - Duration::minutes(2));
    assert_eq!(scene.messages(), 0, "it is still today");
    scene.wait(Duration::minutes(4));
    assert_eq!(scene.messages(), 1);
}

/// Proves: E15, H48
#[tokio::test]
async fn a_run_begins_only_for_whom_the_automation_is() {
    let scene = Scene::start().await;
    let field =
        |field: &str, op: &str, value: Value| json!({"kind": "field", "field": field, "op": op, "value": value});
    let conditions = json!([
        field("source", "is", json!("webhook")),
        field("custom.seats", "gt", json!("20")),
        field("account.name", "is_not_set", Value::Null),
        {"kind": "activity", "op": "lt", "count": 1, "days": 7},
    ]);
    let id = scene.automation(json!([scene.step("email", 0)]), json!({"conditions": conditions})).await;
    let path = format!("/lead-automations/{id}");
    let shown = scene.app.get(&scene.owner, &path).await.ok(200);
    assert_eq!(
        (&shown["conditions"][1]["value"], shown["conditions"].as_array().map(Vec::len)),
        (&json!("20"), Some(4))
    );
    let many = scene.arrives(json!({"name": "Many", "email": "many@example.com", "seats": 40})).await;
    let few = scene.arrives(json!({"name": "Few", "email": "few@example.com", "seats": 4})).await;
    let unsaid = scene.arrives(json!({"name": "Unsaid", "email": "unsaid@example.com"})).await;
    scene.app.work();
    assert_eq!(scene.stats(&id).await["triggered"], 1);
    let told = async |lead: &str| {
        scene.app.post(&scene.owner, &format!("{path}/dry-run"), json!({"lead_id": lead})).await.ok(200)["unmet"]
            .clone()
    };
    assert_eq!((told(&many).await, told(&few).await, told(&unsaid).await), (json!([]), json!([1]), json!([1])));
    // Without conditions it is for everybody again; what is wrong with one names its place.
    scene.app.patch(&scene.owner, &path, json!({"conditions": []})).await.ok(200);
    scene.arrives(json!({"name": "Last", "email": "last@example.com", "seats": 4})).await;
    scene.app.work();
    assert_eq!(scene.stats(&id).await["triggered"], 2);
    for (condition, place) in [
        (field("shoe_size", "is", json!("43")), "conditions[0].field"),
        (field("score", "gt", json!("many")), "conditions[0].value"),
        (json!({"kind": "activity", "op": "gt", "count": 3, "days": 0}), "conditions[0].days"),
    ] {
        let wrong = scene.app.patch(&scene.owner, &path, json!({"conditions": [condition]})).await;
        assert_eq!(wrong.problem(422, "invalid"), place);
    }
}

/// Proves: H48
#[tokio::test]
async fn what_somebody_known_does_on_the_site_sets_flows_off_by_its_name() {
    let scene = Scene::start().await;
    let (app, owner) = (&scene.app, &scene.owner);
    let (_, key) = app.tracked_widget(owner).await;
    let trigger = |filter: Value| json!({"kind": "event", "event": "site_event", "filter": filter});
    let changes = json!({"webhook_source_id": null, "safety_lock_minutes": 0,
        "trigger": trigger(json!({"name": "demo_requested"}))});
    let id = scene.automation(json!([scene.step("email", 0)]), changes).await;
    let does = async |name: &str, at| {
        let batch = batch(&key, "b", &[event("custom", Some(name), "https://fernhill.example/demo", at)]);
        for _ in 0..2 {
            app.page_sends("track", batch.clone()).await.ok(204);
        }
        app.work();
        scene.stats(&id).await["triggered"].clone()
    };
    assert_eq!(does("demo_requested", now()).await, 0, "nobody knows who that is");
    let call = json!({"widget_key": key, "anon_visitor_id": "b", "user_id": "7", "traits": {"email": "ada@example.com", "name": "Ada"}});
    app.page_sends("identify", call.to_string()).await.ok(204);
    assert_eq!(does("demo_viewed", now()).await, 0, "another name");
    assert_eq!(does("demo_requested", now() - Duration::days(2)).await, 0, "long ago");
    assert_eq!(does("demo_requested", now()).await, 1, "told twice, done once");
    let message = &app.get(&scene.me(), "/broadcast-messages").await.ok(200)["data"][0];
    assert_eq!(message["address"], "ada@example.com");
    let path = format!("/lead-automations/{id}");
    for (event, filter) in
        [("site_event", Value::Null), ("site_event", json!({"name": ""})), ("converted", json!({"name": "x"}))]
    {
        let mut wrong = trigger(filter);
        wrong["event"] = json!(event);
        let answer = app.patch(&scene.me(), &path, json!({"trigger": wrong})).await;
        assert_eq!(answer.problem(422, "invalid"), "trigger.filter.name");
    }
    app.patch(&scene.me(), &path, json!({"active": false})).await.ok(200);
    assert_eq!(does("demo_requested", now()).await, 1, "nobody listens any more");
}
