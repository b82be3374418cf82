//! From the site into the CRM: funnels, time in stage, sources (X4).

use serde_json::{Value, json};
use time::Duration;

use crate::app::{App, Member, batch, event, now, text};

const URL: &str = "https://acme.example";

async fn funnel(app: &App, owner: &Member, steps: Value) -> Vec<(i64, Option<f64>)> {
    let request = app.request(reqwest::Method::GET, "/api/v1/reports/funnel").query(&[("steps", steps.to_string())]);
    let answer = request.bearer_auth(&app.sign_in_again(owner).token).send().await.expect("an answer");
    let report = crate::app::Answer::of(answer).await.ok(200);
    let steps = report["steps"].as_array().expect("steps").iter();
    steps.map(|step| (step["visitors"].as_i64().expect("a number"), step["median_seconds"].as_f64())).collect()
}

/// Proves: X4
#[tokio::test]
async fn a_funnel_leads_from_a_page_to_a_deal_that_was_won() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (_, key) = app.tracked_widget(&owner).await;
    // One instant for all: events are told in milliseconds, and two readings of the clock may be one apart.
    let began = now();
    let at = |minutes: i64| began - Duration::minutes(minutes);
    let page = |path: &str, minutes: i64| event("pageview", None, &format!("{URL}{path}"), at(minutes));
    let trial = |minutes: i64| event("custom", Some("trial"), URL, at(minutes));
    let send = async |anon: &str, events: &[Value]| {
        app.page_sends("track", batch(&key, anon, events)).await.ok(204);
    };
    // Four see the price; two of them try, one of them before; one never came.
    send("a", &[page("/pricing", 60), trial(50)]).await;
    send("b", &[page("/pricing", 60), trial(40)]).await;
    send("c", &[trial(70), page("/pricing", 60)]).await;
    send("d", &[page("/pricing", 30)]).await;
    send("e", &[page("/", 30)]).await;
    let pipeline = app.post(&owner, "/lead-pipelines/ensure-default", json!({})).await.ok(200);
    let stage = |n: usize| text(&pipeline["stages"][n]["id"]);
    let mut leads = Vec::new();
    for (anon, email) in [("a", "a@example.com"), ("b", "b@example.com")] {
        leads.push(text(&app.post(&owner, "/leads", json!({"email": email})).await.ok(201)["id"]));
        let call = json!({"widget_key": key, "anon_visitor_id": anon, "user_id": email});
        app.page_sends("identify", call.to_string()).await.ok(204);
    }
    app.advance(Duration::hours(2));
    let fresh = app.sign_in_again(&owner);
    let to = async |lead: &str, n: usize| {
        app.patch(&fresh, &format!("/leads/{lead}/stage"), json!({"stage_id": stage(n)})).await.ok(200);
    };
    to(&leads[0], 2).await;
    app.advance(Duration::hours(1));
    to(&leads[0], 4).await;
    to(&leads[1], 5).await;
    let steps = json!([
        {"kind": "page", "path": "/pricing"}, {"kind": "event", "name": "trial"}, {"kind": "lead"},
        {"kind": "stage", "stage_id": stage(2)}, {"kind": "won"}
    ]);
    let reached = funnel(&app, &owner, steps).await;
    assert_eq!(reached.iter().map(|(visitors, _)| *visitors).collect::<Vec<_>>(), [4, 2, 2, 1, 1]);
    assert_eq!(reached[0].1, None);
    assert_eq!(reached[1].1, Some(900.0), "the median of ten and twenty minutes");
    assert!(reached[4].1.is_some_and(|seconds| (3_600.0..3_700.0).contains(&seconds)), "{reached:?}");
    let bad = [
        "x",
        "[]",
        "[{\"kind\":\"lead\"}]",
        "[{\"kind\":\"lead\"},{\"kind\":\"page\",\"path\":\"/\"}]",
        "[{\"kind\":\"page\",\"path\":\"\"},{\"kind\":\"lead\"}]",
        "[{\"kind\":\"hover\"},{\"kind\":\"lead\"}]",
    ];
    for steps in bad {
        let answer = app.get(&fresh, &format!("/reports/funnel?steps={steps}")).await;
        assert_eq!(answer.problem(422, "invalid"), "steps", "{steps}");
    }
    app.get(&fresh, "/reports/funnel?steps=[{\"kind\":\"lead\"},{\"kind\":\"won\"}]&from=2026-02-02&to=2026-02-01")
        .await
        .problem(422, "invalid");

    // The same moves, as time in stage.
    let times = app.get(&fresh, "/reports/time-in-stage").await.ok(200)["data"].clone();
    let row = |n: usize| {
        let stage = &times[n];
        ["entered", "moved_on", "moved_back", "lost", "still_there"].map(|key| stage[key].as_i64().expect("a number"))
    };
    assert_eq!(row(0), [2, 1, 0, 1, 0], "New: one went on, one was lost");
    assert_eq!(row(2), [1, 1, 0, 0, 0]);
    assert_eq!(row(4), [1, 0, 0, 0, 1], "Won");
    assert_eq!(row(5), [1, 0, 0, 0, 1], "Lost");
    let median = times[2]["median_seconds"].as_f64().expect("a time");
    assert!((3_600.0..3_700.0).contains(&median), "{median}");
    assert_eq!(times[1]["entered"], 0, "a stage that nobody came into is there, too");
    app.get(&fresh, "/reports/time-in-stage?object=opportunity&pipeline_id=01936d4e-0000-7000-8000-000000000000")
        .await
        .problem(422, "invalid");
}

/// Proves: X4
#[tokio::test]
async fn a_source_is_measured_by_what_it_won() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (_, key) = app.tracked_widget(&owner).await;
    let view = |query: &str, minutes: i64| {
        event("pageview", None, &format!("{URL}/{query}"), now() - Duration::minutes(minutes))
    };
    let send = async |anon: &str, events: &[Value]| {
        app.page_sends("track", batch(&key, anon, events)).await.ok(204);
    };
    // Ada came by an ad at first, and directly later: the ad gets the credit.
    send("ada", &[view("?gclid=x", 300), view("", 60)]).await;
    send("bob", &[view("?utm_source=News", 200)]).await;
    send("nobody", &[view("", 100)]).await;
    let lead = text(&app.post(&owner, "/leads", json!({"email": "bob@example.com"})).await.ok(201)["id"]);
    for (anon, email) in [("ada", "ada@example.com"), ("bob", "bob@example.com")] {
        let call = json!({"widget_key": key, "anon_visitor_id": anon, "user_id": email});
        app.page_sends("identify", call.to_string()).await.ok(204);
    }
    let ada = app.get(&owner, "/contacts").await.ok(200)["data"][0].clone();
    for (amount, currency) in [("1200.50", "EUR"), ("99.50", "EUR"), ("10", "USD")] {
        let deal = json!({
            "name": "Deal", "account_id": ada["account_id"], "primary_contact_id": ada["id"], "amount": amount, "currency": currency,
        });
        let id = text(&app.post(&owner, "/opportunities", deal).await.ok(201)["id"]);
        app.post(&owner, &format!("/opportunities/{id}/won"), json!({})).await.ok(200);
    }
    let rows = app.get(&owner, "/reports/sources").await.ok(200)["data"].clone();
    let row = |source: Value| {
        rows.as_array()
            .expect("rows")
            .iter()
            .find(|row| row["source"] == source)
            .cloned()
            .unwrap_or_else(|| panic!("{rows}"))
    };
    let google = row(json!("google"));
    assert_eq!(
        (&google["visits"], &google["contacts"], &google["leads"], &google["won_count"]),
        (&json!(1), &json!(1), &json!(0), &json!(3))
    );
    assert_eq!(
        google["won"],
        json!([{"currency": "EUR", "amount": "1300.00"}, {"currency": "USD", "amount": "10.00"}])
    );
    let news = row(json!("news"));
    assert_eq!((&news["visits"], &news["leads"], &news["won"]), (&json!(1), &json!(1), &json!([])));
    let direct = row(Value::Null);
    // Ada's second visit and the identifies of both, which are visits of their own by now.
    assert_eq!(direct["won_count"], 0);
    // Both touches on the lead itself.
    let card = app.get(&owner, &format!("/customers/{lead}/site-activity")).await.ok(200);
    assert_eq!(card["first_touch"]["source"], "news");
    assert_eq!(card["first_touch"]["path"], "/");
    let card = app.get(&owner, &format!("/customers/{}/site-activity", text(&ada["id"]))).await.ok(200);
    assert_eq!((&card["first_touch"]["source"], &card["last_touch"]["source"]), (&json!("google"), &Value::Null));
    assert_eq!(card["first_touch"]["medium"], "cpc");
}
