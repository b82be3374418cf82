//! Opportunities, their sums, the reports, the plan's gate.

use serde_json::{Value, json};
use tenancy::Role;
use time::Duration;

use crate::{
    accounts::{account, contact, kinds},
    app::{App, Member, now, text},
};

async fn deal(app: &App, owner: &Member, body: Value) -> Value {
    app.post(owner, "/opportunities", body).await.ok(201)
}

/// Proves: H5, H8, H35, H34
#[tokio::test]
async fn an_opportunity_needs_a_name_and_an_account_and_keeps_to_its_contacts() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (berg, tal) = (account(&app, &owner, "Berg").await, account(&app, &owner, "Tal").await);
    let (ada, eve) =
        (contact(&app, &owner, &berg, "ada@berg.example").await, contact(&app, &owner, &tal, "eve@tal.example").await);
    assert_eq!(app.post(&owner, "/opportunities", json!({"account_id": berg})).await.problem(422, "invalid"), "name");
    assert_eq!(app.post(&owner, "/opportunities", json!({"name": "Deal"})).await.problem(422, "invalid"), "account_id");
    for (body, field) in [
        (json!({"primary_contact_id": eve}), "primary_contact_id"),
        (json!({"probability": 101}), "probability"),
        (json!({"amount": "ten"}), "amount"),
        (json!({"close_date": "soon"}), "close_date"),
        (json!({"stage": "won"}), "stage"),
        (json!({"currency": "E"}), "currency"),
        (json!({"owner_id": "01936d4e-0000-7000-8000-000000000000"}), "owner_id"),
    ] {
        let mut full = json!({"name": "Deal", "account_id": berg});
        full.as_object_mut().expect("object").extend(body.as_object().expect("object").clone());
        assert_eq!(app.post(&owner, "/opportunities", full).await.problem(422, "invalid"), field, "{body}");
    }
    let body = json!({
        "name": "Ten lifts", "account_id": berg, "primary_contact_id": ada, "stage": "proposal", "amount": "12000.5",
        "close_date": "2027-01-31", "notes": "Board decides", "owner_id": owner.user,
    });
    let made = deal(&app, &owner, body).await;
    assert_eq!(
        (&made["amount"], &made["probability"], &made["currency"]),
        (&json!("12000.50"), &json!(50), &json!("EUR"))
    );
    assert_eq!((&made["primary_contact"]["display_name"], &made["account"]["name"]), (&json!("ada"), &json!("Berg")));
    let path = format!("/opportunities/{}", text(&made["id"]));
    assert_eq!(app.get(&owner, &format!("{path}/notes")).await.ok(200)["data"][0]["body"], "Board decides");
    // Another account's deal is nobody's of this one.
    let moved = app.patch(&owner, &path, json!({"account_id": tal})).await.ok(200);
    assert_eq!((&moved["account"]["name"], &moved["primary_contact_id"]), (&json!("Tal"), &Value::Null));
    app.patch(&owner, &path, json!({"primary_contact_id": eve})).await.ok(200);
    let listed = app.get(&owner, &format!("/opportunities?contact_id={eve}&state=open&search=TEN")).await.ok(200);
    assert_eq!((&listed["total"], &listed["data"][0]["id"]), (&json!(1), &made["id"]));
    assert_eq!(app.get(&owner, &format!("/accounts/{tal}/opportunities")).await.ok(200)["total"], 1);
    for account in [&berg, &tal] {
        let told = kinds(&app, &owner, &format!("/accounts/{account}")).await;
        assert!(told.contains(&"opportunity_account_changed".to_owned()), "both accounts say so: {told:?}");
    }
    let many = json!({"amount": 99_999_999_999_999.99_f64});
    assert_eq!(app.patch(&owner, &path, many).await.problem(422, "invalid"), "amount");
    app.patch(&owner, &path, json!({"amount": "99999999999999.99"})).await.ok(200);
    app.delete(&owner, &path).await.ok(204);
    assert_eq!(kinds(&app, &owner, &format!("/accounts/{tal}")).await[0], "opportunity_deleted");
}

/// Proves: H33, H37, H38, H39
#[tokio::test]
async fn a_deal_walks_its_stages_to_won_and_may_be_lost_and_reopened() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let berg = account(&app, &owner, "Berg").await;
    let path = format!(
        "/opportunities/{}",
        text(&deal(&app, &owner, json!({"name": "Deal", "account_id": berg})).await["id"])
    );
    for (stage, probability) in [("qualification", 25), ("proposal", 50), ("negotiation", 75), ("closed_won", 100)] {
        let moved = app.post(&owner, &format!("{path}/advance"), json!({})).await.ok(200);
        assert_eq!((&moved["stage"], &moved["probability"]), (&json!(stage), &json!(probability)));
        assert_eq!(moved["closed_at"].is_string(), stage == "closed_won");
    }
    app.post(&owner, &format!("{path}/advance"), json!({})).await.problem(409, "closed");
    let reopened = app.patch(&owner, &path, json!({"stage": "negotiation"})).await.ok(200);
    assert_eq!(reopened["closed_at"], Value::Null);
    let lost = app.post(&owner, &format!("{path}/lost"), json!({"reason": "Too dear"})).await.ok(200);
    assert_eq!(
        (&lost["stage"], &lost["lost_reason"], &lost["probability"]),
        (&json!("closed_lost"), &json!("Too dear"), &json!(0))
    );
    let won = app.post(&owner, &format!("{path}/won"), json!({})).await.ok(200);
    assert_eq!((&won["stage"], &won["lost_reason"]), (&json!("closed_won"), &Value::Null));
    let stays = app.patch(&owner, &path, json!({"probability": 30})).await.ok(200);
    assert_eq!(stays["probability"], 100, "won is won");
    for null in ["name", "stage", "currency"] {
        assert_eq!(app.patch(&owner, &path, json!({null: null})).await.problem(422, "invalid"), null);
    }
    let history = app.get(&owner, &format!("{path}/timeline")).await.ok(200);
    let moves: Vec<&Value> = history["data"]
        .as_array()
        .expect("entries")
        .iter()
        .filter(|e| e["kind"] == "opportunity_stage_changed")
        .collect();
    assert_eq!(moves.len(), 7);
    assert_eq!(
        (&moves[1]["data"]["to_word"], &moves[1]["data"]["reason"]),
        (&json!("closed_lost"), &json!("Too dear"))
    );
    app.patch(&owner, &path, json!({"next_step": "Call", "owner_id": owner.user})).await.ok(200);
    assert_eq!(kinds(&app, &owner, &path).await[..2], ["fields_updated", "assigned"]);
    let accounts = kinds(&app, &owner, &format!("/accounts/{berg}")).await;
    assert!(!accounts.contains(&"assigned".to_owned()), "the account itself did not change: {accounts:?}");
    // Two who advance what both saw: the second is told.
    let open = deal(&app, &owner, json!({"name": "Two", "account_id": berg})).await;
    let advance = async || {
        let request =
            app.request(reqwest::Method::POST, &format!("/api/v1/opportunities/{}/advance", text(&open["id"])));
        crate::app::Answer::of(
            request.bearer_auth(&owner.token).header("If-Match", "1").send().await.expect("an answer"),
        )
        .await
    };
    advance().await.ok(200);
    advance().await.problem(409, "stale");
}

/// Proves: H36, X1
#[tokio::test]
async fn totals_are_exact_per_currency_and_count_what_the_tiles_say() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let berg = account(&app, &owner, "Berg").await;
    for (stage, amount, currency) in [
        ("prospecting", json!("0.05"), "EUR"),
        ("prospecting", json!("0.05"), "EUR"),
        ("negotiation", json!("1000"), "EUR"),
        ("negotiation", Value::Null, "EUR"),
        ("proposal", json!("500"), "CHF"),
        ("closed_won", json!("700.10"), "EUR"),
        ("closed_won", json!("0.20"), "EUR"),
        ("closed_lost", json!("99999"), "EUR"),
    ] {
        deal(
            &app,
            &owner,
            json!({"name": "d", "account_id": berg, "stage": stage, "amount": amount, "currency": currency}),
        )
        .await;
    }
    let sums = app.get(&owner, "/opportunities/pipeline").await.ok(200);
    let money = |pairs: &[(&str, &str)]| {
        json!(
            pairs.iter().map(|(currency, amount)| json!({"currency": currency, "amount": amount})).collect::<Vec<_>>()
        )
    };
    assert_eq!(sums["open_pipeline"], money(&[("EUR", "1000.10"), ("CHF", "500.00")]));
    // 0.05 at 10 % is 0.005, rounded in each row: 0.01 and 0.01.
    assert_eq!(sums["weighted"], money(&[("EUR", "750.02"), ("CHF", "250.00")]));
    assert_eq!(sums["won"], money(&[("EUR", "700.30")]));
    let counts: Vec<i64> =
        sums["stages"].as_array().expect("stages").iter().filter_map(|s| s["count"].as_i64()).collect();
    assert_eq!(counts, [2, 0, 1, 2, 2, 1]);
    let board = app.get(&owner, "/opportunities/board?limit=1").await.ok(200);
    assert_eq!(
        (&board["columns"][0]["count"], board["columns"][0]["cards"].as_array().map(Vec::len)),
        (&json!(2), Some(1))
    );
}

/// Proves: X1, X2
#[tokio::test]
async fn reports_add_up_by_owner_period_and_month() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let mate = app.member(&owner, Role::Marketer);
    let berg = account(&app, &owner, "Berg").await;
    let today = now().date();
    let this = format!("{:04}-{:02}", today.year(), u8::from(today.month()));
    for (stage, amount, close, by) in [
        ("prospecting", 100, Some("2020-03-05"), Some(&owner)),
        ("proposal", 200, Some("2099-01-10"), Some(&mate)),
        ("proposal", 300, Some("2099-01-20"), None),
        ("negotiation", 400, None, Some(&mate)),
        ("closed_won", 500, None, Some(&mate)),
        ("closed_lost", 600, None, Some(&mate)),
    ] {
        let body = json!({"name": "d", "account_id": berg, "stage": stage, "amount": amount, "close_date": close, "owner_id": by.map(|m| m.user)});
        deal(&app, &owner, body).await;
    }
    let eur = |amount: &str| json!([{"currency": "EUR", "amount": amount}]);
    let report = app.get(&owner, "/reports/pipeline").await.ok(200);
    let owners = report["owners"].as_array().expect("owners");
    let of = |id: Value| owners.iter().find(|row| row["owner_id"] == id).unwrap_or_else(|| panic!("{id}: {report}"));
    let mates = of(json!(mate.user));
    assert_eq!((&mates["name"], &mates["count"]), (&json!("marketer"), &json!(4)));
    assert_eq!((&mates["totals"], &mates["weighted"], &mates["won"]), (&eur("600.00"), &eur("400.00"), &eur("500.00")));
    assert_eq!(of(Value::Null)["totals"], eur("300.00"));
    let narrow = app.get(&owner, "/reports/pipeline?from=2099-01-15&to=2099-12-31").await.ok(200);
    assert_eq!(narrow["stages"][2]["totals"], eur("300.00"));
    assert_eq!(narrow["stages"][0]["count"], 0);
    let mine = app.get(&owner, &format!("/reports/pipeline?owner={}", owner.user)).await.ok(200);
    assert_eq!(mine["stages"].as_array().expect("stages").iter().filter_map(|s| s["count"].as_i64()).sum::<i64>(), 1);

    let forecast = app.get(&owner, "/reports/forecast").await.ok(200);
    let months = forecast["months"].as_array().expect("months");
    let named: Vec<&Value> = months.iter().map(|month| &month["month"]).collect();
    assert_eq!(named, [&json!("2020-03"), &json!(this), &json!("2099-01"), &Value::Null]);
    assert_eq!((&months[0]["overdue"], &months[0]["weighted"]), (&json!(true), &eur("10.00")));
    assert_eq!((&months[1]["won"], &months[1]["count"]), (&eur("500.00"), &json!(0)));
    assert_eq!(
        (&months[2]["totals"], &months[2]["weighted"], &months[2]["count"]),
        (&eur("500.00"), &eur("250.00"), &json!(2))
    );
    assert_eq!(months[3]["totals"], eur("400.00"));

    // Every number is the number of records that its link shows.
    let listed = async |query: &str| app.get(&owner, &format!("/opportunities?{query}")).await.ok(200)["total"].clone();
    assert_eq!(listed("owner_id=none").await, 1);
    assert_eq!(listed(&format!("owner_id={}", mate.user)).await, 4);
    assert_eq!(listed("no_close_date=true&state=open").await, 1);
    assert_eq!(listed(&format!("stage=closed_won&from={this}-01&to={today}")).await, 1, "by the day it closed");
    assert_eq!(listed("from=2099-01-15").await, 1);
    app.get(&owner, "/leads?created_to=9999-12-31").await.ok(200);
    app.get(&owner, "/opportunities?owner_id=nobody").await.problem(422, "invalid");
    assert_eq!(app.get(&owner, "/reports/pipeline?owner=none").await.ok(200)["stages"][2]["totals"], eur("300.00"));

    let pipeline = app.post(&owner, "/lead-pipelines/ensure-default", json!({})).await.ok(200);
    app.post(&owner, "/leads", json!({"assigned_to": mate.user})).await.ok(201);
    app.post(&owner, "/leads", json!({})).await.ok(201);
    let leads = app.get(&owner, &format!("/reports/pipeline?pipeline_id={}", text(&pipeline["id"]))).await.ok(200);
    assert_eq!(
        (&leads["object"], &leads["stages"][0]["count"], &leads["owners"][0]["count"]),
        (&json!("lead"), &json!(2), &json!(1))
    );
    let named = |query: &str| format!("/leads?{query}");
    assert_eq!(app.get(&owner, &named("assigned_to=none")).await.ok(200)["total"], 1);
    assert_eq!(app.get(&owner, &named(&format!("created_from={today}&created_to={today}"))).await.ok(200)["total"], 2);
    assert_eq!(app.get(&owner, &named("created_to=2020-01-01")).await.ok(200)["total"], 0);
    let past = format!("/reports/pipeline?pipeline_id={}&to=2020-01-01", text(&pipeline["id"]));
    assert_eq!(app.get(&owner, &past).await.ok(200)["stages"][0]["count"], 0);
    app.get(&app.member(&owner, Role::Agent), "/reports/forecast").await.problem(403, "forbidden");
}

/// Proves: H32
#[tokio::test]
async fn starter_reads_opportunities_and_changes_none() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let berg = account(&app, &owner, "Berg").await;
    let lead = text(&app.post(&owner, "/leads", json!({"email": "ada@berg.example"})).await.ok(201)["id"]);
    let path = format!(
        "/opportunities/{}",
        text(&deal(&app, &owner, json!({"name": "Deal", "account_id": berg})).await["id"])
    );
    app.patch(&owner, "/workspace", json!({"plan": "starter"})).await.ok(200);
    let refused = [
        app.post(&owner, "/opportunities", json!({"name": "x", "account_id": berg})).await,
        app.patch(&owner, &path, json!({"name": "x"})).await,
        app.post(&owner, &format!("{path}/advance"), json!({})).await,
        app.post(&owner, &format!("{path}/won"), json!({})).await,
        app.post(&owner, &format!("{path}/lost"), json!({})).await,
        app.delete(&owner, &path).await,
        app.post(&owner, &format!("/leads/{lead}/convert"), json!({"account_id": berg, "opportunity": {"name": "x"}}))
            .await,
    ];
    for answer in refused {
        assert_eq!(answer.body["plan"], "growth");
        answer.problem(403, "plan_required");
    }
    assert_eq!(app.get(&owner, "/opportunities").await.ok(200)["total"], 1, "what is there stays readable");
    assert_eq!(
        app.get(&owner, &format!("/leads/{lead}")).await.ok(200)["kind"],
        "lead",
        "nothing of the conversion stays"
    );
    app.post(&owner, &format!("/leads/{lead}/convert"), json!({"account_id": berg})).await.ok(200);
    let admin = app.member(&owner, Role::Admin);
    app.patch(&admin, "/workspace", json!({"plan": "scale"})).await.problem(403, "forbidden");
    app.patch(&owner, "/workspace", json!({"plan": "growth"})).await.ok(200);
    app.post(&owner, &format!("{path}/advance"), json!({})).await.ok(200);
}

/// Proves: X3
#[tokio::test]
async fn a_deal_that_nobody_plans_for_is_stalled_after_fourteen_days() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let berg = account(&app, &owner, "Berg").await;
    let path = format!(
        "/opportunities/{}",
        text(&deal(&app, &owner, json!({"name": "Deal", "account_id": berg})).await["id"])
    );
    app.advance(Duration::days(13));
    assert_eq!(app.get(&owner, &path).await.ok(200)["stalled"], false);
    app.advance(Duration::days(1));
    assert_eq!(app.get(&owner, &path).await.ok(200)["stalled"], true);
    let soon = (now() + Duration::days(2)).date().to_string();
    let planned = app.patch(&owner, &path, json!({"next_step": "Call", "next_step_at": soon})).await.ok(200);
    assert_eq!(planned["stalled"], false);
    app.advance(Duration::days(3));
    assert_eq!(app.get(&owner, &path).await.ok(200)["stalled"], true, "what was planned is past");
}
