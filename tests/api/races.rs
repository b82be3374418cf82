//! The races of the data rules, with real concurrency.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    accounts::{account, contact},
    app::{App, Member, batch, event, now, text},
};

/// How often a race is run.
pub(crate) const ROUNDS: usize = 1_000;

/// Calls `n` times at once.
pub(crate) async fn at_once<T, F>(n: usize, call: impl Fn(usize) -> F) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let calls: Vec<_> = (0..n).map(|index| tokio::spawn(call(index))).collect();
    let mut answers = Vec::new();
    for call in calls {
        answers.push(call.await.expect("a call ends"));
    }
    answers
}

/// Posts the same to the same path, many times at once; the statuses.
async fn storm(app: &App, n: usize, path: &str, token: Option<&str>, body: Value) -> Vec<(u16, Value)> {
    at_once(n, |_| {
        let mut request = app.request(reqwest::Method::POST, path).json(&body);
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        async move {
            let answer = crate::app::Answer::of(request.send().await.expect("an answer")).await;
            (answer.status, answer.body)
        }
    })
    .await
}

/// Proves: L3
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn forty_first_visits_make_one_pipeline() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let answers = storm(&app, 40, "/api/v1/lead-pipelines/ensure-default", Some(&owner.token), json!({})).await;
    assert!(answers.iter().all(|(status, body)| *status == 200 && body["id"] == answers[0].1["id"]), "{answers:?}");
    assert_eq!(app.count("SELECT count(*) AS n FROM lead_pipelines"), 1);
    assert_eq!(app.count("SELECT count(*) AS n FROM lead_pipeline_stages"), 6);
}

/// Proves: L17, L18
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_hundred_captures_of_one_email_make_one_lead() {
    let app = App::start_with(&[|c| c.limits.enabled = false]).await;
    let owner = app.workspace("Acme");
    let (_, path) = app.webhook(&owner, json!({"name": "Form"})).await;
    let answers = storm(&app, 200, &path, None, json!({"email": "one@example.com", "name": "One"})).await;
    assert!(
        answers.iter().all(|(status, body)| *status == 201 && body["lead_id"] == answers[0].1["lead_id"]),
        "{answers:?}"
    );
    assert_eq!(answers.iter().filter(|(_, body)| body["created"] == true).count(), 1);
    assert_eq!(app.count("SELECT count(*) AS n FROM leads"), 1);
    assert_eq!(app.count("SELECT count(*) AS n FROM lead_webhook_receipts"), 200);
    assert_eq!(app.count("SELECT count(*) AS n FROM timeline"), 200);
}

/// Proves: S5
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn eighty_first_identifies_make_one_contact_and_one_link() {
    let app = App::start_with(&[|c| c.limits.enabled = false]).await;
    let owner = app.workspace("Acme");
    let (_, key) = app.tracked_widget(&owner).await;
    let call = json!({"widget_key": key, "anon_visitor_id": "b", "user_id": "u1", "email": "u1@example.com"});
    let answers = storm(&app, 80, "/api/widget/identify", None, call).await;
    assert!(answers.iter().all(|(status, _)| *status == 204), "{answers:?}");
    assert_eq!(app.count("SELECT count(*) AS n FROM customers"), 1);
    assert_eq!(app.count("SELECT count(*) AS n FROM accounts"), 1, "no placeholder is left over");
    assert_eq!(app.count("SELECT count(*) AS n FROM visitor_links"), 1);

    // Twenty browsers of one new person at once.
    let answers = at_once(20, |n| {
        let call =
            json!({"widget_key": key, "anon_visitor_id": format!("x{n}"), "user_id": "u2", "email": "u2@example.com"});
        let request = app.request(reqwest::Method::POST, "/api/widget/identify").json(&call);
        async move { request.send().await.expect("an answer").status().as_u16() }
    })
    .await;
    assert!(answers.iter().all(|status| *status == 204), "{answers:?}");
    assert_eq!(app.count("SELECT count(*) AS n FROM customers"), 2);
    assert_eq!(app.count("SELECT count(*) AS n FROM visitor_links"), 21);
}

/// Proves: S6, S9
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_batch_twenty_times_at_once_is_stored_once() {
    let app = App::start_with(&[|c| c.limits.enabled = false]).await;
    let owner = app.workspace("Acme");
    let (_, key) = app.tracked_widget(&owner).await;
    for _ in 0..20 {
        let events: Vec<Value> = (0..25).map(|_| event("pageview", None, "https://a.example", now())).collect();
        let body: Value = serde_json::from_str(&batch(&key, "b", &events)).expect("JSON");
        let answers = storm(&app, 20, "/api/widget/track", None, body).await;
        assert!(answers.iter().all(|(status, _)| *status == 204), "{answers:?}");
    }
    assert_eq!(app.count("SELECT count(*) AS n FROM visitor_events"), 500);
    assert_eq!(app.count("SELECT sum(event_count)::bigint AS n FROM visitors"), 500);
    assert_eq!(app.count("SELECT sum(event_count)::bigint AS n FROM sessions"), 500);
}

/// Events that arrive while their browser is being linked: none keeps the wrong person (data rule Q12).
/// Proves: S5, H46
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_event_is_lost_between_ingest_and_identify() {
    let app = App::start_with(&[|c| c.limits.enabled = false]).await;
    let owner = app.workspace("Acme");
    let (_, key) = app.tracked_widget(&owner).await;
    at_once(120, |n| {
        let browser = format!("b{}", n % 12);
        let request = if n % 4 == 3 {
            let call =
                json!({"widget_key": key, "anon_visitor_id": browser, "user_id": format!("{browser}@example.com")});
            app.request(reqwest::Method::POST, "/api/widget/identify").json(&call)
        } else {
            let events = [event("pageview", None, "https://a.example", now())];
            app.request(reqwest::Method::POST, "/api/widget/track").body(batch(&key, &browser, &events))
        };
        async move { assert_eq!(request.send().await.expect("an answer").status(), 204) }
    })
    .await;
    let astray = "SELECT count(*) AS n FROM visitor_events e JOIN visitors v ON v.id = e.visitor_id
         WHERE e.customer_id IS DISTINCT FROM v.customer_id";
    assert_eq!(app.count(astray), 0);
    let astray = "SELECT count(*) AS n FROM sessions s JOIN visitors v ON v.id = s.visitor_id WHERE s.customer_id IS DISTINCT FROM v.customer_id";
    assert_eq!(app.count(astray), 0);
    let sums = "SELECT (SELECT sum(event_count) FROM sessions)::bigint - (SELECT count(*) FROM visitor_events) AS n";
    assert_eq!(app.count(sums), 0);
}

/// Two people move one card from where both saw it: one succeeds, one is told.
/// Proves: L5
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_movers_one_is_told() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let pipeline = app.post(&owner, "/lead-pipelines/ensure-default", json!({})).await.ok(200);
    let id = text(&app.post(&owner, "/leads", json!({})).await.ok(201)["id"]);
    for round in 0..ROUNDS {
        let (from, to) = (&pipeline["stages"][round % 4]["id"], &pipeline["stages"][(round + 1) % 4]["id"]);
        let statuses = at_once(2, |_| {
            let request =
                app.request(reqwest::Method::PATCH, &format!("/api/v1/leads/{id}/stage")).bearer_auth(&owner.token);
            let request = request.json(&json!({"stage_id": to, "from_stage_id": from}));
            async move { request.send().await.expect("an answer").status().as_u16() }
        })
        .await;
        let mut sorted = statuses.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, [200, 409], "round {round}");
    }
    assert_eq!(app.count("SELECT count(*) AS n FROM timeline WHERE kind = 'stage_changed'"), ROUNDS as i64);
}

/// Two first sign-ups on a closed server: one workspace.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_closed_server_gets_one_first_workspace() {
    let app =
        App::start_with(&[|c| c.limits.enabled = false, |c| c.auth.signup = gateway::configuration::Signup::Closed])
            .await;
    let answers = at_once(8, |n| {
        let body = json!({"workspace_name": "W", "name": "N", "email": format!("n{n}@example.com"), "password": "long enough"});
        let request = app.request(reqwest::Method::POST, "/api/v1/auth/signup").json(&body);
        async move { request.send().await.expect("an answer").status().as_u16() }
    })
    .await;
    assert_eq!(answers.iter().filter(|status| **status == 201).count(), 1, "{answers:?}");
    assert_eq!(answers.iter().filter(|status| **status == 403).count(), 7, "{answers:?}");
    assert_eq!(app.count("SELECT count(*) AS n FROM workspaces"), 1);
}

/// A phone alone knows its lead, too, however many submit it at once.
/// Proves: L17
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn simultaneous_captures_of_one_phone_make_one_lead() {
    let app = App::start_with(&[|c| c.limits.enabled = false]).await;
    let owner = app.workspace("Acme");
    let (_, path) = app.webhook(&owner, json!({"name": "Form"})).await;
    for n in 10..22 {
        let answers = storm(&app, 16, &path, None, json!({"phone": format!("+49 30 9018{n}")})).await;
        assert!(answers.iter().all(|(status, _)| *status == 201), "{answers:?}");
    }
    assert_eq!(app.count("SELECT count(*) AS n FROM leads"), 12);
}

/// Moves into a column without room renumber it, and never wait for each other in a circle.
/// Proves: L5
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn moves_into_a_full_column_do_not_deadlock() {
    let app = App::start_with(&[|c| c.limits.enabled = false]).await;
    let owner = app.workspace("Acme");
    let pipeline = app.post(&owner, "/lead-pipelines/ensure-default", json!({})).await.ok(200);
    let stage = &pipeline["stages"][0]["id"];
    let mut ids = Vec::new();
    for _ in 0..8 {
        ids.push(text(&app.post(&owner, "/leads", json!({})).await.ok(201)["id"]));
    }
    for round in 0..10 {
        diesel::RunQueryDsl::execute(
            diesel::sql_query("UPDATE leads SET position = o.n FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM leads) o WHERE o.id = leads.id"),
            &mut app.database.psql(),
        )
        .expect("adjacent places");
        let statuses = at_once(8, |n| {
            let request = app.request(reqwest::Method::PATCH, &format!("/api/v1/leads/{}/stage", ids[n]));
            let request = request.bearer_auth(&owner.token).json(&json!({"stage_id": stage, "position": 1 + n % 4}));
            async move { request.send().await.expect("an answer").status().as_u16() }
        })
        .await;
        assert_eq!(statuses, [200; 8], "round {round}");
    }
    assert_eq!(app.count("SELECT count(DISTINCT position) AS n FROM leads"), 8);
}

/// Two calls at once as one member; their statuses.
async fn two_at_once(app: &App, member: &Member, calls: [(Method, String, Value); 2]) -> [u16; 2] {
    let [first, second] = calls.map(|(method, path, body)| {
        let request = app.request(method, &format!("/api/v1{path}")).bearer_auth(&member.token).json(&body);
        tokio::spawn(async move { request.send().await.expect("an answer").status().as_u16() })
    });
    [first.await.expect("a call ends"), second.await.expect("a call ends")]
}

/// A contact is made for an account that is deleted at the same moment: one of the two is told, nobody is orphaned.
/// Proves: H31, H23
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nobody_is_orphaned_by_a_deleted_account() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (mut deleted, mut kept) = (0, 0);
    for round in 0..ROUNDS {
        let account = account(&app, &owner, "Berg").await;
        let statuses = two_at_once(
            &app,
            &owner,
            [
                (Method::DELETE, format!("/accounts/{account}"), json!({})),
                match round % 2 {
                    0 => (
                        Method::POST,
                        "/contacts".to_owned(),
                        json!({"email": format!("r{round}@example.com"), "account_id": account}),
                    ),
                    _ => (Method::POST, "/opportunities".to_owned(), json!({"name": "Deal", "account_id": account})),
                },
            ],
        )
        .await;
        match statuses {
            [204, 422] => deleted += 1,
            [409, 201] => kept += 1,
            other => panic!("round {round}: {other:?}"),
        }
    }
    assert_eq!(app.count("SELECT count(*) AS n FROM accounts"), kept);
    assert_eq!(app.count("SELECT (SELECT count(*) FROM customers) + (SELECT count(*) FROM opportunities) AS n"), kept);
    assert!(deleted > 0 && kept > 0, "both happen: {deleted} deleted, {kept} kept");
}

/// A contact moves to another account while a deal of the first names it: the deal never names another account's contact.
/// Proves: H8, H25
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_deal_never_names_another_accounts_contact() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let accounts = [account(&app, &owner, "Berg").await, account(&app, &owner, "Tal").await];
    let ada = contact(&app, &owner, &accounts[0], "ada@example.com").await;
    let mut deals = Vec::new();
    for account in &accounts {
        let made = app.post(&owner, "/opportunities", json!({"name": "Deal", "account_id": account})).await.ok(201);
        deals.push(text(&made["id"]));
    }
    for round in 0..ROUNDS {
        let (here, there) = (round % 2, (round + 1) % 2);
        let statuses = two_at_once(
            &app,
            &owner,
            [
                (Method::PATCH, format!("/contacts/{ada}"), json!({"account_id": accounts[there]})),
                (Method::PATCH, format!("/opportunities/{}", deals[here]), json!({"primary_contact_id": ada})),
            ],
        )
        .await;
        assert!(matches!(statuses, [200, 200 | 422]), "round {round}: {statuses:?}");
    }
    let astray = "SELECT count(*) AS n FROM opportunities o JOIN customers c ON c.id = o.primary_contact_id WHERE c.account_id <> o.account_id";
    assert_eq!(app.count(astray), 0);
    let moves = app.count("SELECT count(*) AS n FROM timeline WHERE kind = 'account_changed'");
    assert_eq!(moves, ROUNDS as i64);
}

/// Proves: L35, H20
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_lead_is_converted_once_however_often_one_clicks() {
    let app = App::start_with(&[|c| c.limits.enabled = false]).await;
    let owner = app.workspace("Acme");
    let body = json!({"account": {"name": "Berg"}, "opportunity": {"name": "Deal"}});
    for clicks in std::iter::repeat_n(2, ROUNDS).chain([60]) {
        let lead = json!({"email": format!("{}@example.com", db::Id::<()>::new(now()))});
        let lead = text(&app.post(&owner, "/leads", lead).await.ok(201)["id"]);
        let path = format!("/api/v1/leads/{lead}/convert");
        let answers = storm(&app, clicks, &path, Some(&owner.token), body.clone()).await;
        assert!(answers.iter().all(|(status, body)| *status == 200 && body["contact"]["id"] == lead), "{answers:?}");
    }
    let leads = ROUNDS as i64 + 1;
    for (what, of) in [
        ("contacts", "customers WHERE kind = 'contact'"),
        ("accounts", "accounts"),
        ("opportunities", "opportunities"),
        ("facts", "timeline WHERE kind = 'converted'"),
    ] {
        assert_eq!(app.count(&format!("SELECT count(*) AS n FROM {of}")), leads, "{what}");
    }
}

/// Leads that share a phone, or an email with a contact that is made at the same moment, become one contact.
/// Proves: L35, H3
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn leads_of_one_person_become_one_contact() {
    let app = App::start_with(&[|c| c.limits.enabled = false]).await;
    let owner = app.workspace("Acme");
    let mut ids = Vec::new();
    for n in 0..20 {
        let lead = json!({"email": format!("p{n}@example.com"), "phone": "+493055500142"});
        ids.push(text(&app.post(&owner, "/leads", lead).await.ok(201)["id"]));
    }
    let contacts = at_once(20, |n| {
        let request = app.request(Method::POST, &format!("/api/v1/leads/{}/convert", ids[n])).bearer_auth(&owner.token);
        let request = request.json(&json!({"account": {"name": "Berg"}}));
        async move {
            let answer = crate::app::Answer::of(request.send().await.expect("an answer")).await;
            answer.ok(200)["contact"]["id"].clone()
        }
    })
    .await;
    assert!(contacts.iter().all(|id| *id == contacts[0]), "{contacts:?}");
    assert_eq!(app.count("SELECT count(*) AS n FROM customers WHERE kind = 'contact'"), 1);
    assert_eq!(app.count("SELECT count(*) AS n FROM accounts"), 1);

    let account = account(&app, &owner, "Tal").await;
    for round in 0..ROUNDS {
        let email = format!("e{round}@example.com");
        let lead = text(&app.post(&owner, "/leads", json!({"email": email})).await.ok(201)["id"]);
        let statuses = two_at_once(
            &app,
            &owner,
            [
                (Method::POST, format!("/leads/{lead}/convert"), json!({"account_id": account})),
                (Method::POST, "/contacts".to_owned(), json!({"email": email, "account_id": account})),
            ],
        )
        .await;
        assert!(matches!(statuses, [200, 201 | 409]), "round {round}: {statuses:?}");
    }
    let twice = "SELECT count(*) AS n FROM (SELECT email FROM customers WHERE kind = 'contact' GROUP BY email HAVING count(*) > 1) t";
    assert_eq!(app.count(twice), 0);
    assert_eq!(app.count("SELECT count(*) AS n FROM customers WHERE kind = 'contact'"), ROUNDS as i64 + 1);
}

/// Two owners make each other go: one stays.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_workspace_keeps_an_owner() {
    let app = App::start().await;
    for round in 0..40 {
        let owner = app.workspace("Acme");
        let second = app.member(&owner, tenancy::Role::SuperAdmin);
        let statuses = two_at_once(
            &app,
            &owner,
            [
                (Method::PATCH, format!("/users/{}", second.user), json!({"role": "agent"})),
                (Method::PATCH, format!("/users/{}", owner.user), json!({"role": "agent"})),
            ],
        )
        .await;
        assert!(matches!(statuses, [200, 403 | 409] | [403 | 409, 200]), "round {round}: {statuses:?}");
    }
}
