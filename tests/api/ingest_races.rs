//! The races of capture, identify and ingest, a thousand rounds each, with real concurrency.

use std::sync::Arc;

use reqwest::Method;
use serde_json::{Value, json};
use time::Duration;

use crate::{
    app::{Answer, App, batch, event, now},
    races::{ROUNDS, at_once},
    site_report::holds,
};

/// Rounds that run beside each other: each waits for its own commits most of the time.
const AT_A_TIME: usize = 5;

/// Sends these requests at once; their statuses.
async fn together(app: &App, requests: Vec<(Method, String, Option<String>, String)>) -> Vec<u16> {
    let requests: Vec<_> = requests
        .into_iter()
        .map(|(method, path, token, body)| {
            let request = app.request(method, &path).header("Content-Type", "application/json").body(body);
            match token {
                Some(token) => request.bearer_auth(token),
                None => request,
            }
        })
        .collect();
    let requests = Arc::new(requests);
    at_once(requests.len(), |n| {
        let request = requests[n].try_clone().expect("a body that is a text");
        async move { Answer::of(request.send().await.expect("an answer")).await.status }
    })
    .await
}

fn page(call: &str, body: String) -> (Method, String, Option<String>, String) {
    (Method::POST, format!("/api/widget/{call}"), None, body)
}

/// Proves: L3
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_workspace_has_one_default_pipeline() {
    let app = App::start_with(&[|c| c.limits.enabled = false]).await;
    for rounds in (0..ROUNDS).collect::<Vec<_>>().chunks(AT_A_TIME) {
        let calls = rounds.iter().flat_map(|_| {
            let owner = app.workspace("Acme");
            let path = "/api/v1/lead-pipelines/ensure-default".to_owned();
            let call = (Method::POST, path, Some(owner.token), "{}".to_owned());
            [call.clone(), call]
        });
        assert_eq!(together(&app, calls.collect()).await, [200; 2 * AT_A_TIME], "rounds {rounds:?}");
    }
    assert_eq!(app.count("SELECT count(*) AS n FROM lead_pipelines"), ROUNDS as i64);
    assert_eq!(app.count("SELECT count(*) AS n FROM lead_pipeline_stages"), 6 * ROUNDS as i64);
}

/// Proves: L17, L18, H14
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn simultaneous_captures_of_an_email_are_one_lead_with_its_first_provenance() {
    let app = App::start_with(&[|c| c.limits.enabled = false]).await;
    let owner = app.workspace("Acme");
    let (_, path) = app.webhook(&owner, json!({"name": "Form"})).await;
    for rounds in (0..ROUNDS).collect::<Vec<_>>().chunks(AT_A_TIME) {
        let calls = rounds.iter().flat_map(|round| {
            let body = json!({"email": format!("r{round}@example.com"), "name": "One"}).to_string();
            let call = (Method::POST, path.clone(), None, body);
            [call.clone(), call.clone(), call]
        });
        assert_eq!(together(&app, calls.collect()).await, [201; 3 * AT_A_TIME], "rounds {rounds:?}");
    }
    assert_eq!(app.count("SELECT count(*) AS n FROM leads"), ROUNDS as i64);
    let created = "SELECT count(*) AS n FROM timeline WHERE kind = 'lead_created'";
    assert_eq!(app.count(created), ROUNDS as i64, "the first provenance is the only one");
    assert_eq!(app.count("SELECT count(*) AS n FROM lead_webhook_receipts"), 3 * ROUNDS as i64);
}

/// Proves: S5, A6
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn simultaneous_first_identifies_are_one_contact_with_one_link() {
    let app = App::start_with(&[|c| c.limits.enabled = false]).await;
    let owner = app.workspace("Acme");
    let (_, key) = app.tracked_widget(&owner).await;
    for rounds in (0..ROUNDS).collect::<Vec<_>>().chunks(AT_A_TIME) {
        // One browser twice, and another one of the same new person.
        let call = |browser: &str, round: &usize| {
            let email = format!("r{round}@example.com");
            let body = json!({"widget_key": key, "anon_visitor_id": format!("{browser}{round}"), "user_id": email});
            page("identify", body.to_string())
        };
        let calls = rounds.iter().flat_map(|round| [call("a", round), call("a", round), call("b", round)]).collect();
        assert_eq!(together(&app, calls).await, [204; 3 * AT_A_TIME], "rounds {rounds:?}");
    }
    assert_eq!(app.count("SELECT count(*) AS n FROM customers"), ROUNDS as i64);
    assert_eq!(app.count("SELECT count(*) AS n FROM accounts"), ROUNDS as i64, "no placeholder is left over");
    assert_eq!(app.count("SELECT count(*) AS n FROM visitor_links"), 2 * ROUNDS as i64);
}

/// Proves: S6, S9
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_batch_that_comes_three_times_at_once_is_stored_once() {
    let app = App::start_with(&[|c| c.limits.enabled = false]).await;
    let owner = app.workspace("Acme");
    let (_, key) = app.tracked_widget(&owner).await;
    for rounds in (0..ROUNDS).collect::<Vec<_>>().chunks(AT_A_TIME) {
        let calls = rounds.iter().flat_map(|round| {
            let events: Vec<Value> = (0..3).map(|_| event("pageview", None, "https://a.example", now())).collect();
            let call = page("track", batch(&key, &format!("b{}", round % 7), &events));
            [call.clone(), call.clone(), call]
        });
        assert_eq!(together(&app, calls.collect()).await, [204; 3 * AT_A_TIME], "rounds {rounds:?}");
    }
    let expected = 3 * ROUNDS as i64;
    assert_eq!(app.count("SELECT count(*) AS n FROM visitor_events"), expected);
    assert_eq!(app.count("SELECT sum(event_count)::bigint AS n FROM visitors"), expected);
    assert_eq!(app.count("SELECT sum(event_count)::bigint AS n FROM sessions"), expected);
}

/// Proves: S5, H46
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_event_that_comes_with_its_identify_is_that_persons() {
    let app = App::start_with(&[|c| c.limits.enabled = false]).await;
    let owner = app.workspace("Acme");
    let (_, key) = app.tracked_widget(&owner).await;
    for rounds in (0..ROUNDS).collect::<Vec<_>>().chunks(AT_A_TIME) {
        let calls = rounds.iter().flat_map(|round| {
            let browser = format!("b{round}");
            let events = || batch(&key, &browser, &[event("pageview", None, "https://a.example", now())]);
            let user = format!("u{round}@example.com");
            let identify =
                json!({"widget_key": key, "anon_visitor_id": browser, "user_id": user, "url": "https://a.example"});
            [page("track", events()), page("identify", identify.to_string()), page("track", events())]
        });
        assert_eq!(together(&app, calls.collect()).await, [204; 3 * AT_A_TIME], "rounds {rounds:?}");
    }
    for table in ["visitor_events", "sessions"] {
        let astray = format!(
            "SELECT count(*) AS n FROM {table} e JOIN visitors v ON v.id = e.visitor_id
             WHERE e.customer_id IS DISTINCT FROM v.customer_id"
        );
        assert_eq!(app.count(&astray), 0, "{table}");
    }
    assert_eq!(app.count("SELECT count(*) AS n FROM visitor_events"), 3 * ROUNDS as i64);
    assert_eq!(app.count("SELECT sum(event_count)::bigint AS n FROM sessions"), 3 * ROUNDS as i64);
}

/// Events come, late ones, too, while slots are computed by two workers and people are erased: what the dashboard shows is
/// the count of what is left, and nobody waits for another in a circle.
/// Proves: S25
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn counts_hold_while_everything_happens_at_once() {
    let app = App::start_with(&[|c| c.limits.enabled = false]).await;
    let owner = app.workspace("Acme");
    let (_, key) = app.tracked_widget(&owner).await;
    let mut erased = 0;
    for round in 0..ROUNDS / 5 {
        let events = |browser: usize| {
            let back = Duration::minutes(((round * 37 + browser * 211) % 6_000) as i64);
            let custom = event("custom", Some("trial"), "https://a.example/x", now() - back);
            let view = event("pageview", None, &format!("https://a.example/p{}", round % 5), now() - back);
            // An erased browser is not listened to any more: others come.
            page("track", batch(&key, &format!("b{browser}-{}", round / 10), &[view, custom]))
        };
        let mut calls: Vec<_> = (0..3).map(|n| events((round + n) % 5)).collect();
        if round % 10 == 9 {
            let rows = app.get(&owner, "/visitors?range=7d&limit=1").await.ok(200);
            let id = rows["data"][0]["id"].as_str().expect("a visitor").to_owned();
            let path = format!("/api/v1/visitors/{id}/events");
            calls.push((Method::DELETE, path, Some(owner.token.clone()), String::new()));
            erased += 1;
        }
        let workers: Vec<_> = (0..2)
            .map(|_| {
                let hydra = app.hydra.clone();
                std::thread::spawn(move || while gateway::worker::step(&hydra).expect("jobs can be claimed") {})
            })
            .collect();
        let statuses = together(&app, calls).await;
        assert!(statuses.iter().all(|status| [200, 204].contains(status)), "round {round}: {statuses:?}");
        for worker in workers {
            worker.join().expect("a worker ends");
        }
        // What a minute makes due is computed in the next round, while events come.
        app.advance(Duration::seconds(61));
        if round % 50 == 49 {
            holds(&app, &app.sign_in_again(&owner), &format!("after round {round}")).await;
        }
    }
    assert!(erased > 10);
    assert!(app.count("SELECT count(*) AS n FROM site_slots WHERE NOT stale") > 10, "slots were computed meanwhile");
    assert_eq!(app.count("SELECT count(*) AS n FROM jobs WHERE state = 'dead'"), 0);
}
