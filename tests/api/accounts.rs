//! Accounts, their stages, their onboarding plans.

use serde_json::{Value, json};
use tenancy::Role;
use time::Duration;

use crate::app::{App, Member, batch, event, now, text};

pub(crate) async fn account(app: &App, owner: &Member, name: &str) -> String {
    text(&app.post(owner, "/accounts", json!({"name": name})).await.ok(201)["id"])
}

pub(crate) async fn contact(app: &App, owner: &Member, account: &str, email: &str) -> String {
    let body = json!({"email": email, "name": email.split('@').next(), "account_id": account});
    text(&app.post(owner, "/contacts", body).await.ok(201)["id"])
}

pub(crate) async fn kinds(app: &App, owner: &Member, path: &str) -> Vec<String> {
    let timeline = app.get(owner, &format!("{path}/timeline?types=crm,note")).await.ok(200);
    timeline["data"].as_array().expect("entries").iter().map(|entry| text(&entry["kind"])).collect()
}

/// Proves: H1, H4, H9, H27, A2, A19, A20
#[tokio::test]
async fn an_account_needs_a_name_and_takes_the_fields_of_a_company() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    assert_eq!(app.post(&owner, "/accounts", json!({})).await.problem(422, "invalid"), "name");
    let bare = app.post(&owner, "/accounts", json!({"name": " Berg Lifts "})).await.ok(201);
    assert_eq!(
        (&bare["name"], &bare["lifecycle_stage"], &bare["currency"]),
        (&json!("Berg Lifts"), &json!("prospect"), &json!("EUR"))
    );
    let path = format!("/accounts/{}", text(&bare["id"]));
    let fields = json!({
        "industry": "Lifts", "website": "berg.example", "phone": "030 5550 0142", "mrr": "1250.5", "health_score": 80,
        "renewal_date": "2027-02-28", "renewal_status": "upcoming", "domain": "https://www.Berg.example/x",
        "deal_value": 9000, "owner_id": owner.user, "lifecycle_stage": "active",
    });
    let full = app.patch(&owner, &path, fields).await.ok(200);
    let shown = |field: &str| full[field].clone();
    assert_eq!((shown("website"), shown("domain")), (json!("https://berg.example"), json!("berg.example")));
    assert_eq!((shown("mrr"), shown("deal_value")), (json!("1250.50"), json!("9000.00")));
    assert_eq!((shown("phone"), shown("renewal_date")), (json!("+493055500142"), json!("2027-02-28")));
    for (body, field) in [
        (json!({"health_score": -1}), "health_score"),
        (json!({"health_score": 101}), "health_score"),
        (json!({"mrr": "-1"}), "mrr"),
        (json!({"mrr": "1.234"}), "mrr"),
        (json!({"renewal_date": "2027-02-30"}), "renewal_date"),
        (json!({"renewal_status": "maybe"}), "renewal_status"),
        (json!({"lifecycle_stage": "lost"}), "lifecycle_stage"),
        (json!({"website": "javascript://x"}), "website"),
        (json!({"phone": "call me"}), "phone"),
        (json!({"currency": "euro"}), "currency"),
        (json!({"name": ""}), "name"),
        (json!({"stage_id": "01936d4e-0000-7000-8000-000000000000"}), "stage_id"),
        (json!({"colour": "red"}), "colour"),
    ] {
        assert_eq!(app.patch(&owner, &path, body.clone()).await.problem(422, "invalid"), field, "{body}");
    }
    assert_eq!(app.get(&owner, &path).await.ok(200), full, "nothing of what was refused is stored");
    let history = app.get(&owner, &format!("{path}/timeline")).await.ok(200);
    let lifecycle = history["data"].as_array().expect("entries").iter().find(|e| e["kind"] == "lifecycle_changed");
    assert_eq!(lifecycle.expect("a move")["data"], json!({"from_word": "prospect", "to_word": "active"}));
    assert_eq!(app.get(&owner, "/companies").await.ok(200)["data"][0]["id"], bare["id"], "a company is an account");
    let stale = app.request(reqwest::Method::PATCH, &format!("/api/v1{path}")).bearer_auth(&owner.token);
    let stale = stale.header("If-Match", "1").json(&json!({"name": "x"})).send().await.expect("an answer");
    crate::app::Answer::of(stale).await.problem(409, "stale");
}

/// Proves: H1
#[tokio::test]
async fn accounts_are_found_filtered_and_sorted() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    for (name, mrr, stage) in
        [("Alpha", json!("900"), "active"), ("Beta", json!("1000"), "churned"), ("50% Off", Value::Null, "active")]
    {
        app.post(&owner, "/accounts", json!({"name": name, "mrr": mrr, "lifecycle_stage": stage})).await.ok(201);
    }
    let names = async |query: &str| {
        let list = app.get(&owner, &format!("/accounts?{query}")).await.ok(200);
        let names: Vec<String> = list["data"].as_array().expect("rows").iter().map(|row| text(&row["name"])).collect();
        names.join(",")
    };
    assert_eq!(names("sort_by=mrr").await, "Beta,Alpha,50% Off", "as numbers, unknown ones last");
    assert_eq!(names("sort_by=name").await, "50% Off,Alpha,Beta");
    assert_eq!(names("search=0%25%20o").await, "50% Off", "a wildcard means itself");
    assert_eq!(names("lifecycle_stage=active&sort_by=name&sort_order=desc").await, "Alpha,50% Off");
    assert_eq!(names("sort_by=name&limit=1&page=2").await, "Alpha");
    app.get(&owner, "/accounts?limit=0").await.problem(422, "invalid");
}

/// Proves: H31, H7
#[tokio::test]
async fn an_account_in_use_is_not_deleted_and_says_what_hangs_on_it() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (id, other) = (account(&app, &owner, "Berg").await, account(&app, &owner, "Tal").await);
    let ada = contact(&app, &owner, &id, "ada@berg.example").await;
    let eve = contact(&app, &owner, &other, "eve@tal.example").await;
    app.post(&owner, &format!("/contacts/{eve}/companies"), json!({"account_id": id})).await.ok(200);
    let deal = app.post(&owner, "/opportunities", json!({"name": "Deal", "account_id": id})).await.ok(201);
    let path = format!("/accounts/{id}");
    let refused = app.delete(&owner, &path).await;
    assert_eq!(
        (&refused.body["contacts"], &refused.body["opportunities"], &refused.body["linked_contacts"]),
        (&json!(1), &json!(1), &json!(1))
    );
    let detail = text(&refused.body["detail"]);
    assert!(detail.contains("1 contact and 1 opportunity and 1 linked contact"), "{detail}");
    refused.problem(409, "account_in_use");
    app.delete(&owner, &format!("/opportunities/{}", text(&deal["id"]))).await.ok(204);
    app.patch(&owner, &format!("/contacts/{ada}"), json!({"account_id": other})).await.ok(200);
    app.delete(&owner, &path).await.problem(409, "account_in_use");
    app.delete(&owner, &format!("/contacts/{eve}/companies/{id}")).await.ok(204);
    app.delete(&owner, &path).await.ok(204);
    app.get(&owner, &path).await.problem(404, "not_found");
    assert_eq!(app.count("SELECT count(*) AS n FROM timeline WHERE kind = 'account_deleted'"), 1, "history stays");
}

/// Proves: A4, H9
#[tokio::test]
async fn account_stages_are_the_workspaces_own_and_ordered() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let make = async |name: &str, kind: &str| {
        text(&app.post(&owner, "/account-stages", json!({"name": name, "type": kind})).await.ok(201)["id"])
    };
    let (won, first) = (make("Customer", "won").await, make("New", "open").await);
    let trial = make("Trial", "open").await;
    let names = async || {
        let list = app.get(&owner, "/account-stages").await.ok(200);
        list["data"].as_array().expect("stages").iter().map(|stage| text(&stage["name"])).collect::<Vec<_>>().join(",")
    };
    assert_eq!(names().await, "New,Trial,Customer", "open ones before the closed");
    app.post(&owner, "/account-stages/reorder", json!({"ids": [trial, first, won]})).await.ok(200);
    assert_eq!(names().await, "Trial,New,Customer");
    assert_eq!(
        app.post(&owner, "/account-stages/reorder", json!({"ids": [trial, first]})).await.problem(422, "invalid"),
        "ids"
    );
    app.patch(&owner, &format!("/account-stages/{trial}"), json!({"name": "Pilot", "color": "pink"})).await.ok(200);

    let id = account(&app, &owner, "Berg").await;
    let moved = app.patch(&owner, &format!("/accounts/{id}"), json!({"stage_id": trial})).await.ok(200);
    assert_eq!(
        (&moved["stage_set_by"]["kind"], &moved["stage_set_by"]["name"]),
        (&json!("user"), &json!("Acme's owner"))
    );
    app.delete(&owner, &format!("/account-stages/{trial}")).await.problem(409, "stage_in_use");
    app.delete(&owner, &format!("/account-stages/{trial}?move_to={won}")).await.ok(204);
    assert_eq!(app.get(&owner, &format!("/accounts/{id}")).await.ok(200)["stage_id"], json!(won));
    assert!(kinds(&app, &owner, &format!("/accounts/{id}")).await.contains(&"deal_stage_changed".to_owned()));
    let audit = app.get(&owner, "/audit-log").await.ok(200);
    assert_eq!(audit["data"][0]["action"], "account_stage.deleted");
}

/// Proves: H29, H30
#[tokio::test]
async fn a_milestone_is_checked_off_once_and_the_timeline_says_by_whom() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let id = account(&app, &owner, "Berg").await;
    let plans = format!("/accounts/{id}/onboarding-plans");
    let body = json!({"name": "Go live", "milestones": [{"title": "Kick-off", "due_date": "2026-12-01"}, {"title": "Import"}]});
    let plan = app.post(&owner, &plans, body).await.ok(201);
    assert_eq!(plan["milestones"].as_array().map(Vec::len), Some(2));
    let bad = json!({"name": "x", "milestones": [{"title": "a"}, {"title": " "}]});
    assert_eq!(app.post(&owner, &plans, bad).await.problem(422, "invalid"), "milestones[1].title");
    let plan_path = format!("/onboarding-plans/{}", text(&plan["id"]));
    let third = app.post(&owner, &format!("{plan_path}/milestones"), json!({"title": "Train"})).await.ok(201);
    assert_eq!(third["position"], 2);

    let path = format!("/onboarding-milestones/{}", text(&plan["milestones"][0]["id"]));
    let done = app.patch(&owner, &path, json!({"completed": true})).await.ok(200);
    assert_eq!(done["completed_by"]["name"], "Acme's owner");
    let other = app.member(&owner, Role::Admin);
    let again = app.patch(&other, &path, json!({"completed": true})).await.ok(200);
    assert_eq!(
        (&again["completed_by"], &again["completed_at"]),
        (&done["completed_by"], &done["completed_at"]),
        "the first who did it stays"
    );
    app.patch(&owner, &path, json!({"completed": false, "due_date": null})).await.ok(200);
    assert_eq!(app.patch(&owner, &path, json!({"due_date": "tomorrow"})).await.problem(422, "invalid"), "due_date");
    app.patch(&owner, &plan_path, json!({"name": "Onboarding"})).await.ok(200);
    app.delete(&owner, &format!("/onboarding-milestones/{}", text(&third["id"]))).await.ok(204);
    let listed = app.get(&owner, &plans).await.ok(200);
    assert_eq!(
        (&listed["data"][0]["name"], listed["data"][0]["milestones"].as_array().map(Vec::len)),
        (&json!("Onboarding"), Some(2))
    );
    app.delete(&owner, &plan_path).await.ok(204);
    let kinds = kinds(&app, &owner, &format!("/accounts/{id}")).await;
    assert_eq!(kinds, ["plan_deleted", "milestone_reopened", "milestone_completed", "plan_created", "account_created"]);
}

/// Proves: E13
#[tokio::test]
async fn the_rollup_strip_counts_all_the_accounts_contacts() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (_, key) = app.tracked_widget(&owner).await;
    let id = account(&app, &owner, "Berg").await;
    let strip = async || app.get(&owner, &format!("/accounts/{id}/activity-summary")).await.ok(200);
    for (browser, email) in [("b1", "ada@berg.example"), ("b2", "ole@berg.example"), ("b3", "eve@tal.example")] {
        if email.ends_with("berg.example") {
            contact(&app, &owner, &id, email).await;
        }
        let seen = [event("pageview", None, "https://a.example/", now() - Duration::DAY)];
        app.page_sends("track", batch(&key, browser, &seen)).await.ok(204);
    }
    assert_eq!((strip().await["state"].clone(), strip().await["total"].clone()), (json!("not_linked"), json!(0)));
    for (browser, email) in [("b1", "ada@berg.example"), ("b2", "ole@berg.example"), ("b3", "eve@tal.example")] {
        let call = json!({"widget_key": key, "anon_visitor_id": browser, "user_id": email});
        app.page_sends("identify", call.to_string()).await.ok(204);
    }
    let rolled = strip().await;
    assert_eq!((&rolled["state"], &rolled["total"], &rolled["account_id"]), (&json!("active"), &json!(4), &json!(id)));
    assert_eq!(rolled["buckets"].as_array().map(Vec::len), Some(30));
    assert_eq!(rolled["buckets"][28]["count"], 2);
}
